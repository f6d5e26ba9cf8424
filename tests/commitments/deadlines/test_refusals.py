"""Why a deadline is not written now: each reason by its code, before anything is written."""

import datetime
from typing import Any

from commitments.access import write_rules
from commitments.deadlines import changes, context, holidays, reviews, triggers
from commitments.deadlines.context import Dependencies
from commitments.deadlines.triggers import why_no_clock
from commitments.enums import Classification, CommitmentState, MeetingState, MoveReason, Nature
from commitments.language.phrases import parse_deadline
from commitments.language.phrases.specification import DeadlineSpec, build_after, not_stated, on_day
from commitments.models import Commitment, Holiday, HolidayYear, Mechanism, Meeting
from tests import make
from tests.cast import NOW, TODAY
from tests.commitments.lifecycle.case import RefusalCase
from tests.refusals import code

DAY = datetime.timedelta(days=1)
S = CommitmentState
THIRTY = build_after(30, "days", "within 30 days")
BEFORE = DeadlineSpec("event", "before the talks", event="the talks", relation="before")
SEPTEMBER = on_day(datetime.date(2026, 9, 15))


class WhoTests(RefusalCase):
    def test_what_pages_ask_before(self) -> None:
        cast = self.cast
        items = {
            "draft": self.there(S.DRAFT),
            "proposed": self.there(S.PROPOSED),
            "open": self.there(),
            "undated": self.there(deadline=not_stated()),
            "done": self.there(S.FULFILLED),
            "signed": self.there(deadline=parse_deadline("within 30 days of signature")),
        }
        for name, correct, move, review, clock, condition in (
            ("draft", "", "wrong_state", "not_reviewed", "no_clock", "no_condition"),
            ("proposed", "", "wrong_state", "not_reviewed", "no_clock", "no_condition"),
            ("open", "accepted", "", "not_reviewed", "no_clock", "no_condition"),
            ("undated", "accepted", "", "", "no_clock", "no_condition"),
            ("done", "accepted", "wrong_state", "not_reviewed", "wrong_state", "wrong_state"),
            ("signed", "accepted", "", "", "", "no_condition"),
        ):
            item = items[name]
            for who, own in (
                (cast.officer, ""),
                (cast.stranger, "forbidden"),
                (cast.focal_point, "forbidden"),
            ):
                acts = write_rules.build_acts(who, item)
                found = [
                    code(why(item, acts))
                    for why in (
                        changes.why_not_correct,
                        reviews.why_not_review,
                        triggers.why_not_start_clock,
                        triggers.why_not_meet_condition,
                    )
                ]
                with self.subTest(name, who=who):
                    self.assertEqual(found, [own or one for one in (correct, review, clock, condition)])
                    self.assertEqual(code(changes.why_not_move(item, acts)), "forbidden")
            acts = write_rules.build_acts(cast.head, item)
            self.assertEqual(code(changes.why_not_move(item, acts)), move)

    def test_the_steps_themselves(self) -> None:
        cast = self.cast
        item, draft = self.there(), self.there(S.DRAFT)
        moved: dict[str, Any] = {"reason": MoveReason.CAPACITY, "note": "Late."}
        self.refused("forbidden", changes.move_deadline, item, SEPTEMBER, **moved)
        self.refused("wrong_state", changes.move_deadline, draft, SEPTEMBER, by=cast.head, **moved)
        self.refused(
            "reason",
            changes.move_deadline,
            item,
            SEPTEMBER,
            by=cast.head,
            **moved | {"reason": MoveReason.FIRST},
        )
        self.refused(
            "needs_reason", changes.move_deadline, item, SEPTEMBER, by=cast.head, **moved | {"note": " "}
        )
        self.refused("unchanged", changes.move_deadline, item, on_day(make.DUE_ON), by=cast.head, **moved)
        self.refused("forbidden", changes.correct_deadline, draft, SEPTEMBER, by=cast.focal_point)
        self.refused("accepted", changes.correct_deadline, item, SEPTEMBER)
        self.refused("not_reviewed", reviews.set_review, item)
        undated = self.there(deadline=not_stated())
        self.refused("forbidden", reviews.set_review, undated, by=cast.stranger)
        for day in (TODAY, TODAY - DAY):
            self.refused("past", reviews.set_review, undated, on=day)
        self.refused("unchanged", changes.move_deadline, undated, not_stated(), by=cast.head, **moved)
        signed = self.there(deadline=parse_deadline("within 30 days of signature"))
        said: dict[str, Any] = {"document": "MoU"}
        self.refused("future", triggers.start_clock, signed, on=TODAY + DAY, **said)
        self.refused("forbidden", triggers.start_clock, signed, on=TODAY, by=cast.focal_point, **said)
        triggers.start_clock(signed, on=TODAY, by=cast.officer, now=NOW, **said)
        self.refused("unchanged", triggers.start_clock, signed, on=TODAY, **said)
        self.refused("no_condition", triggers.meet_condition, item, on=TODAY, **said)

    def test_a_lead_that_accepted_settles_the_terms(self) -> None:
        item = self.there(S.PROPOSED)
        acts = write_rules.build_acts(self.cast.officer, item)
        self.assertFalse(changes.is_settled(item))
        item.responsibilities.update(accepted_on=TODAY, accepted_by=self.cast.head)
        self.assertTrue(changes.is_settled(item))
        self.assertEqual(code(changes.why_not_correct(item, acts)), "accepted_already")
        self.refused("accepted_already", changes.correct_deadline, item, SEPTEMBER)
        self.assertEqual(
            [changes.is_settled(self.there(state)) for state in (S.DRAFT, S.ACCEPTED)], [False, True]
        )
        same = changes.correct_deadline(
            item, on_day(make.DUE_ON, "by 30 June 2026"), by=self.cast.officer, now=NOW
        )
        self.assertEqual(same, item.deadline)

    def test_from_which_day_it_counts(self) -> None:
        for words, why in (
            ("within 30 days of signature", ""),
            ("within 30 days of acceptance", "no_clock"),
            ("within 30 days", "no_clock"),
            ("by 30 June 2026", "no_clock"),
            ("in due course", "no_clock"),
        ):
            with self.subTest(words):
                item = self.there(deadline=parse_deadline(words))
                assert item.deadline is not None
                self.assertEqual(code(why_no_clock(item.deadline)), why)
        assert item.deadline is not None
        self.assertEqual(code(why_no_clock(item.deadline, BEFORE)), "")

    def test_holidays_are_for_who_records_them(self) -> None:
        cast = self.cast
        day = Holiday(country=cast.korea, day=TODAY, name="Declared")
        year = HolidayYear(country=cast.korea, year=2026)
        self.refused("forbidden", holidays.record_holiday, day, by=cast.reader)
        self.refused("forbidden", holidays.confirm_year, year, by=cast.reader)
        holidays.record_holiday(day, by=cast.officer, now=NOW)
        holidays.confirm_year(year, by=cast.officer, now=NOW)
        again = HolidayYear(country=cast.korea, year=2026)
        self.refused("confirmed", holidays.confirm_year, again)
        self.refused("forbidden", holidays.declare_anew, day, {"name": "X"}, by=cast.reader)
        self.refused("forbidden", holidays.undo_holiday, day, by=cast.reader)
        self.refused("forbidden", holidays.unconfirm_year, year, by=cast.reader)


class HookTests(RefusalCase):
    def meeting(self, **more: Any) -> Meeting:
        return make.meeting(self.cast, held=False, held_on=TODAY + 90 * DAY, **more)

    def test_what_cannot_be_followed(self) -> None:
        cast, draft = self.cast, self.there(S.DRAFT)
        body = Mechanism.objects.create(country=cast.valdoria, name="Joint Commission")
        foreign_body = Mechanism.objects.create(country=cast.elsewhere, name="Other Commission")
        foreign = self.meeting(country=cast.elsewhere)
        foreign_item = make.commitment(
            cast, make.outcome(cast, make.meeting(cast, country=cast.elsewhere)), parts=[]
        )
        off, higher = self.meeting(), self.meeting(classification=Classification.CONFIDENTIAL)
        Meeting.objects.filter(pk=off.pk).update(state=MeetingState.CANCELLED)
        off.refresh_from_db()
        secret = self.meeting(classification=Classification.SECRET)
        ahead = self.meeting()
        discarded = self.there(S.DRAFT)
        Commitment.objects.filter(pk=discarded.pk).update(state=S.DISCARDED)
        discarded.refresh_from_db()
        correct = changes.correct_deadline
        for spec, hooks, why in (
            (BEFORE, Dependencies(session_number=3), "hook"),
            (BEFORE, Dependencies(mechanism=foreign_body), "hook"),
            (SEPTEMBER, Dependencies(event=ahead), "hook"),
            (SEPTEMBER, Dependencies(mechanism=body), "hook"),
            (BEFORE, Dependencies(event=foreign), "forbidden"),
            (BEFORE, Dependencies(event=secret), "forbidden"),
            (BEFORE, Dependencies(event=off), "hook"),
            (BEFORE, Dependencies(event=higher), "hook"),
            (THIRTY, Dependencies(follows=foreign_item), "forbidden"),
            (THIRTY, Dependencies(follows=discarded), "forbidden"),
            (THIRTY, Dependencies(follows=self.there(classification=Classification.CONFIDENTIAL)), "hook"),
            (BEFORE, Dependencies(follows=self.there()), "hook"),
            (SEPTEMBER, Dependencies(follows=self.there()), "hook"),
            (THIRTY, Dependencies(follows=draft), "loop"),
        ):
            with self.subTest(hooks):
                self.refused(why, correct, draft, spec, hooks=hooks)
        self.assertTrue(context.may_follow_event(THIRTY))
        self.assertTrue(context.may_follow_event(BEFORE))
        self.assertTrue(context.may_follow_event(parse_deadline("before the meeting")))
        self.assertFalse(context.may_follow_event(SEPTEMBER))
        self.assertFalse(context.may_follow_event(not_stated()))

    def test_a_circle_is_found_however_long(self) -> None:
        first = self.there(S.DRAFT)
        second = self.there(S.DRAFT, deadline=THIRTY, hooks=Dependencies(follows=first))
        third = self.there(S.DRAFT, deadline=THIRTY, hooks=Dependencies(follows=second))
        first.refresh_from_db()
        self.refused("loop", changes.correct_deadline, first, THIRTY, hooks=Dependencies(follows=third))

    def test_what_it_follows_already_may_have_been_called_off(self) -> None:
        ahead = self.meeting()
        item = self.there(S.DRAFT, deadline=BEFORE, hooks=Dependencies(event=ahead))
        Meeting.objects.filter(pk=ahead.pk).update(state=MeetingState.CANCELLED)
        ahead.refresh_from_db()
        changes.correct_deadline(item, THIRTY, hooks=Dependencies(event=ahead), by=self.cast.officer, now=NOW)
        self.assertIsNone(item.due_on)
        going = self.there(S.DRAFT, nature=Nature.ONGOING)
        self.refused("hook", changes.correct_deadline, going, THIRTY, hooks=Dependencies(event=ahead))
