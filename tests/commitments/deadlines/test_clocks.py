"""Clocks that do not start with the meeting."""

import datetime

from commitments.deadlines import explanation, holidays, reviews, triggers
from commitments.deadlines.context import Dependencies
from commitments.deadlines.explanation import Remark
from commitments.enums import CommitmentState, MoveReason
from commitments.errors import Refused
from commitments.language.phrases import parse_deadline
from commitments.language.phrases.specification import DeadlineSpec, build_after, on_day
from commitments.models import Commitment
from commitments.records import edits
from tests import make
from tests.cast import NOW, TODAY
from tests.commitments.deadlines.case import FollowCase, day

THIRTY = build_after(30, "days", "within 30 days")
RATIFIED = "subject to ratification"


def asked(item: Commitment) -> str:
    assert item.deadline is not None
    return Remark.from_json(item.deadline.needs_officer).code if item.deadline.needs_officer else ""


class ConditionTests(FollowCase):
    def test_until_it_is_met_there_is_no_date_whatever_the_wording(self) -> None:
        for spec in (THIRTY, on_day(day("2026-06-30"), "by 30 June 2026"), parse_deadline("annually")):
            with self.subTest(spec.wording):
                item = self.due(spec, condition=RATIFIED)
                self.assertEqual((item.due_on, item.last_working_day, asked(item)), (None, None, "unmet"))
                self.assertEqual(item.review_on, make.HELD_ON + datetime.timedelta(days=90))
                version = self.standing(item)
                self.assertEqual((version.kind, version.wording), (spec.kind, spec.wording))
                self.assertIn(
                    RATIFIED, explanation.explain_working([Remark.from_json(r) for r in version.explanation])
                )

    def test_once_it_is_met_a_length_counts_from_that_day(self) -> None:
        item = self.due(THIRTY, condition=RATIFIED, state=CommitmentState.ACCEPTED)
        self.assertIsNone(item.first_deadline)
        version = triggers.meet_condition(
            item, on=day("2026-03-10"), document="Gazette 4/2026", by=self.cast.officer, now=NOW
        )
        self.assertEqual((version.due_on, version.reason), (day("2026-04-09"), MoveReason.CLOCK_STARTED))
        self.assertEqual((version.document, version.start_date), ("Gazette 4/2026", day("2026-03-10")))
        self.assertEqual(self.standing(item), version)
        self.assertEqual((item.condition_met_on, item.first_deadline), (day("2026-03-10"), version))
        self.assertEqual(item.condition_document, "Gazette 4/2026")

    def test_a_date_that_the_words_name_is_that_date(self) -> None:
        item = self.due(on_day(day("2026-06-30"), "by 30 June 2026"), condition=RATIFIED)
        triggers.meet_condition(item, on=TODAY, document="", by=self.cast.officer, now=NOW)
        self.assertEqual(self.standing(item).due_on, day("2026-06-30"))

    def test_a_day_to_come_or_a_second_day_or_no_condition_is_refused(self) -> None:
        item = self.due(THIRTY, condition=RATIFIED)
        for on, other, code in (
            (TODAY + datetime.timedelta(days=1), item, "future"),
            (TODAY, self.due(THIRTY), "no_condition"),
        ):
            with self.subTest(code), self.assertRaises(Refused) as refused:
                triggers.meet_condition(other, on=on, document="", by=self.cast.officer, now=NOW)
            self.assertEqual(refused.exception.code, code)
        triggers.meet_condition(item, on=TODAY, document="", by=self.cast.officer, now=NOW)
        with self.assertRaises(Refused) as refused:
            triggers.meet_condition(item, on=TODAY, document="", by=self.cast.officer, now=NOW)
        self.assertEqual(refused.exception.code, "met_already")

    def test_only_the_desk_records_it(self) -> None:
        item = self.due(THIRTY, condition=RATIFIED)
        with self.assertRaises(Refused):
            triggers.meet_condition(item, on=TODAY, document="", by=self.cast.focal_point, now=NOW)

    def test_what_follows_an_event_waits_for_both(self) -> None:
        spec = DeadlineSpec("event", "before the third session", event="third session", relation="before")
        item = self.due(spec, Dependencies(event=self.session("2026-06-10", 3)), condition=RATIFIED)
        self.assertIsNone(item.due_on)
        triggers.meet_condition(item, on=TODAY, document="", by=self.cast.officer, now=NOW)
        self.assertEqual(self.standing(item).due_on, day("2026-06-09"))


class StartTests(FollowCase):
    def test_a_signature_starts_the_clock_on_the_day_it_came(self) -> None:
        item = self.due(parse_deadline("within 30 days of signature"), state=CommitmentState.ACCEPTED)
        self.assertEqual((item.due_on, asked(item)), (None, "anchor"))
        version = triggers.start_clock(
            item, on=day("2026-03-09"), document="MoU of 9 March", by=self.cast.officer, now=NOW
        )
        self.assertEqual((version.due_on, item.first_deadline), (day("2026-04-08"), version))
        self.assertEqual(version.reason, MoveReason.CLOCK_STARTED)

    def test_the_day_stays_when_the_calendar_or_the_meeting_changes(self) -> None:
        item = self.due(parse_deadline("within 30 days of signature"))
        triggers.start_clock(item, on=day("2026-03-09"), document="", by=self.cast.officer, now=NOW)
        self.change(self.point.meeting, held_on=day("2026-03-03"))
        holidays.recount_deadlines(self.cast.korea, by=self.cast.officer, now=NOW)
        self.assertEqual(self.standing(item).due_on, day("2026-04-08"))

    def test_an_event_that_is_not_on_record_may_lie_ahead(self) -> None:
        item = self.due(DeadlineSpec("event", "before the summit", event="the summit", relation="before"))
        triggers.start_clock(item, on=day("2026-11-20"), document="", by=self.cast.officer, now=NOW)
        self.assertEqual(self.standing(item).due_on, day("2026-11-19"))

    def test_a_day_is_refused_where_none_is_awaited_or_it_is_to_come(self) -> None:
        signature = parse_deadline("within 30 days of signature")
        later = TODAY + datetime.timedelta(days=1)
        hooked = self.due(THIRTY, Dependencies(event=self.session("2026-06-10", 3)))
        for item, on, code in (
            (self.due(THIRTY), TODAY, "no_clock"),
            (self.due(signature), later, "future"),
            (hooked, TODAY, "follows"),
            (self.due(THIRTY, Dependencies(follows=hooked)), TODAY, "follows"),
        ):
            with self.subTest(code), self.assertRaises(Refused) as refused:
                triggers.start_clock(item, on=on, document="", by=self.cast.officer, now=NOW)
            self.assertEqual(refused.exception.code, code)

    def test_acceptance_starts_what_counts_from_it(self) -> None:
        item = self.due(parse_deadline("within one month of acceptance"), state=CommitmentState.PROPOSED)
        self.assertIsNone(item.due_on)
        triggers.start_on_acceptance(item, on=day("2026-03-10"), by=self.cast.officer, now=NOW)
        version = self.standing(item)
        self.assertEqual((version.due_on, item.first_deadline), (day("2026-04-10"), version))
        self.assertEqual(self.cause(item), "accepted_on")

    def test_acceptance_keeps_what_has_a_date_and_leaves_what_has_none(self) -> None:
        dated = self.due(THIRTY, state=CommitmentState.PROPOSED)
        undated = self.due(parse_deadline("in due course"), state=CommitmentState.PROPOSED)
        for item in (dated, undated):
            triggers.start_on_acceptance(item, on=TODAY, by=self.cast.officer, now=NOW)
        self.assertEqual((dated.first_deadline, undated.first_deadline), (dated.deadline, None))


class DependentTests(FollowCase):
    def pair(self) -> tuple[Commitment, Commitment]:
        """Make A, in progress, and B, due within 30 days of it."""
        first = self.due(on_day(day("2026-06-30"), "by 30 June"), state=CommitmentState.IN_PROGRESS)
        return first, self.due(THIRTY, Dependencies(follows=first), state=CommitmentState.ACCEPTED)

    def close(self, item: Commitment, state: CommitmentState, on: str) -> int:
        edits.change_record(item, {"state": state, "closed_on": day(on)}, by=self.cast.head, now=NOW)
        return triggers.start_on_completion(item, on=day(on), by=self.cast.head, now=NOW)

    def test_it_has_no_date_until_the_other_is_done_and_counts_from_that_day(self) -> None:
        first, then = self.pair()
        self.assertEqual((then.due_on, asked(then)), (None, ""))
        self.assertEqual(self.standing(then).explanation[0]["code"], "waits_completion")
        self.assertEqual(self.close(first, CommitmentState.FULFILLED, "2026-03-10"), 1)
        version = self.standing(then)
        self.assertEqual((version.due_on, version.start_date), (day("2026-04-09"), day("2026-03-10")))
        self.assertEqual((then.first_deadline, self.cause(then)), (version, "completed_on"))

    def test_it_stops_when_the_other_is_reopened(self) -> None:
        first, then = self.pair()
        self.close(first, CommitmentState.FULFILLED, "2026-03-10")
        reopened = {"state": CommitmentState.IN_PROGRESS, "closed_on": None}
        edits.change_record(first, reopened, by=self.cast.head, now=NOW)
        self.assertEqual(triggers.stop_on_reopening(first, by=self.cast.head, now=NOW), 1)
        version = self.standing(then)
        self.assertEqual((version.due_on, version.reason), (None, MoveReason.CLOCK_STOPPED))
        self.assertIsNotNone(then.review_on)
        self.assertEqual(self.close(first, CommitmentState.CONCLUDED, "2026-03-11"), 1)
        self.assertEqual(self.standing(then).due_on, day("2026-04-10"))

    def test_where_the_other_ends_otherwise_it_waits_and_asks(self) -> None:
        for state in (CommitmentState.WITHDRAWN, CommitmentState.DISCONTINUED, CommitmentState.OVERTAKEN):
            first, then = self.pair()
            self.assertEqual(self.close(first, state, "2026-03-10"), 1)
            self.assertEqual((self.standing(then).due_on, asked(then)), (None, "not_completed"))
            self.assertEqual(self.cause(then), "never_completed")

    def test_one_that_is_done_already_starts_it_at_once(self) -> None:
        first, _then = self.pair()
        self.close(first, CommitmentState.FULFILLED, "2026-03-10")
        self.assertEqual(self.due(THIRTY, Dependencies(follows=first)).due_on, day("2026-04-09"))

    def test_what_is_closed_keeps_its_dates(self) -> None:
        first, then = self.pair()
        edits.change_record(
            then, {"state": CommitmentState.WITHDRAWN, "closed_on": TODAY}, by=self.cast.head, now=NOW
        )
        self.assertEqual(self.close(first, CommitmentState.FULFILLED, "2026-03-10"), 0)


class ReviewTests(FollowCase):
    def test_the_review_is_put_off_by_the_words_by_the_period_or_to_a_day(self) -> None:
        soon = self.due(parse_deadline("as soon as possible"))
        reviews.review_again(soon, by=self.cast.officer, now=NOW)
        self.assertEqual(soon.review_on, TODAY + datetime.timedelta(days=30))
        reviews.review_again(soon, on=day("2026-12-01"), by=self.cast.officer, now=NOW)
        self.assertEqual((soon.review_on, self.standing(soon).number), (day("2026-12-01"), 1))
        with self.assertRaises(Refused):
            reviews.review_again(soon, on=TODAY, by=self.cast.officer, now=NOW)

    def test_what_has_a_date_is_left_alone(self) -> None:
        item = self.due(THIRTY)
        seen = item.version
        reviews.review_again(item, by=self.cast.officer, now=NOW)
        self.assertEqual((item.review_on, item.version), (None, seen))
