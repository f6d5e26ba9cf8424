"""Deadlines follow the meetings they hang on."""

import datetime

from commitments.audit import log
from commitments.deadlines import changes, context, dependencies, resolution
from commitments.deadlines.context import Dependencies
from commitments.enums import Classification, CommitmentState, MeetingState, MoveReason
from commitments.errors import Refused
from commitments.language.phrases import parse_deadline
from commitments.language.phrases.specification import build_after, on_day
from commitments.models import AuditRow, Commitment, Mechanism, Meeting
from commitments.records import edits
from tests import make
from tests.cast import NOW, TODAY
from tests.commitments.deadlines.case import AT_NEXT, BEFORE_THIRD, FollowCase, day


class EventTests(FollowCase):
    def test_due_before_a_meeting_on_record_is_the_day_before_it(self) -> None:
        item = self.due(BEFORE_THIRD, Dependencies(event=self.session("2026-06-10", 3)))
        self.assertEqual(item.due_on, day("2026-06-09"))

    def test_it_follows_the_meeting_when_that_is_postponed(self) -> None:
        meeting = self.session("2026-06-10", 3)
        item = self.due(BEFORE_THIRD, Dependencies(event=meeting), state=CommitmentState.ACCEPTED)
        self.assertEqual(self.change(meeting, held_on=day("2026-09-16"), state=MeetingState.POSTPONED), 1)
        version = self.standing(item)
        self.assertEqual((version.due_on, version.number), (day("2026-09-15"), 3))
        self.assertEqual((version.reason, self.cause(item)), (MoveReason.EVENT_MOVED, "event_moved"))

    def test_postponed_to_no_day_leaves_it_open_with_a_review_date(self) -> None:
        meeting = self.session("2026-06-10", 3)
        item = self.due(BEFORE_THIRD, Dependencies(event=meeting))
        self.change(meeting, held_on=None, state=MeetingState.POSTPONED)
        version = self.standing(item)
        self.assertEqual((version.due_on, version.event), (None, meeting))
        self.assertEqual(item.review_on, version.review_on)
        self.assertEqual(self.cause(item), "event_undated")
        self.change(meeting, held_on=day("2026-10-01"))
        self.assertEqual(self.standing(item).due_on, day("2026-09-30"))
        self.assertEqual(self.cause(item), "event_dated")

    def test_a_cancelled_meeting_leaves_it_to_the_next_of_the_mechanism(self) -> None:
        meeting = self.session("2026-06-10", 3)
        item = self.due(BEFORE_THIRD, Dependencies(event=meeting))
        self.change(meeting, state=MeetingState.CANCELLED)
        version = self.standing(item)
        self.assertEqual((version.due_on, version.event, version.mechanism), (None, None, self.mechanism))
        self.assertIsNotNone(item.review_on)
        self.planned(self.session("2026-11-04", 3))
        self.assertEqual(self.standing(item).due_on, day("2026-11-03"))

    def test_a_cancelled_meeting_gives_way_at_once_to_a_later_one_but_not_to_an_earlier_number(self) -> None:
        self.session("2026-05-05", 3)
        fourth, fifth = self.session("2026-06-10", 4), self.session("2026-12-01", 5)
        item = self.due(AT_NEXT, Dependencies(event=fourth))
        self.change(fourth, state=MeetingState.CANCELLED)
        self.assertEqual((self.standing(item).event, item.due_on), (fifth, day("2026-12-01")))

    def test_a_session_on_the_day_of_the_meeting_itself_is_not_the_next_one(self) -> None:
        held_on = self.point.meeting.held_on
        assert held_on is not None
        self.session(held_on.isoformat(), 3)
        following = self.session((held_on + datetime.timedelta(days=1)).isoformat(), 4)
        item = self.due(AT_NEXT, Dependencies(mechanism=self.mechanism))
        self.assertEqual(self.standing(item).event, following)

    def test_a_cancelled_visit_of_no_mechanism_leaves_a_review_date(self) -> None:
        visit = make.meeting(self.cast, held=False, held_on=day("2026-06-10"))
        item = self.due(AT_NEXT, Dependencies(event=visit))
        self.change(visit, state=MeetingState.CANCELLED)
        version = self.standing(item)
        self.assertEqual((version.due_on, version.event, self.cause(item)), (None, visit, "event_cancelled"))

    def test_closed_items_stay_and_drafts_and_proposals_move(self) -> None:
        meeting = self.session("2026-06-10", 3)
        states = (CommitmentState.DRAFT, CommitmentState.PROPOSED, CommitmentState.FULFILLED)
        items = [self.due(BEFORE_THIRD, Dependencies(event=meeting), state=state) for state in states]
        self.assertEqual(self.change(meeting, held_on=day("2026-07-01")), 2)
        self.assertEqual(
            [self.standing(item).due_on for item in items],
            [day("2026-06-30"), day("2026-06-30"), day("2026-06-09")],
        )

    def test_a_length_of_time_may_count_from_the_meeting_chosen(self) -> None:
        meeting = self.session("2026-06-10", 3)
        item = self.due(build_after(30, "days", "within 30 days"), Dependencies(event=meeting))
        self.assertEqual(item.due_on, day("2026-07-10"))
        self.change(meeting, held_on=day("2026-06-20"))
        self.assertEqual(self.standing(item).due_on, day("2026-07-20"))

    def test_a_change_that_moves_no_date_writes_nothing(self) -> None:
        meeting = self.session("2026-06-10", 3)
        self.due(BEFORE_THIRD, Dependencies(event=meeting))
        self.assertEqual(self.change(meeting, title="Third session"), 0)

    def test_what_counts_from_its_own_meeting_follows_the_day_put_right(self) -> None:
        item = self.due(build_after(30, "days", "within 30 days"))
        fixed = self.due(on_day(day("2026-06-30"), "by 30 June 2026"))
        self.assertEqual(self.change(self.point.meeting, held_on=day("2026-03-06")), 1)
        self.assertEqual(self.standing(item).due_on, day("2026-04-05"))
        self.assertEqual((self.cause(item), self.standing(fixed).number), ("meeting_moved", 1))


class SessionTests(FollowCase):
    def test_a_session_not_yet_on_record_has_no_date_until_it_is_planned(self) -> None:
        item = self.due(BEFORE_THIRD, Dependencies(mechanism=self.mechanism, session_number=3))
        self.assertIsNone(item.due_on)
        self.assertEqual(item.review_on, make.HELD_ON + datetime.timedelta(days=90))
        self.assertEqual(self.planned(self.session("2026-06-10", 2)), 0)
        self.assertEqual(self.planned(self.session("2026-09-16", 3)), 1)
        version = self.standing(item)
        self.assertEqual((version.due_on, self.cause(item)), (day("2026-09-15"), "session_planned"))
        self.assertEqual((version.mechanism, version.session_number), (self.mechanism, 3))

    def test_a_session_planned_without_a_day_is_noted_and_resolves_when_it_has_one(self) -> None:
        item = self.due(BEFORE_THIRD, Dependencies(mechanism=self.mechanism, session_number=3))
        meeting = self.session(None, 3)
        self.planned(meeting)
        self.assertEqual((self.standing(item).event, item.due_on), (meeting, None))
        self.change(meeting, held_on=day("2026-09-16"))
        self.assertEqual(self.standing(item).due_on, day("2026-09-15"))

    def test_a_session_renumbered_is_let_go_and_the_right_one_taken(self) -> None:
        item = self.due(BEFORE_THIRD, Dependencies(mechanism=self.mechanism, session_number=3))
        wrong = self.session("2026-06-10", 3)
        self.planned(wrong)
        self.change(wrong, session_number=4)
        self.assertEqual((self.standing(item).event, self.cause(item)), (None, "session_other"))
        right = self.session("2026-05-10")
        self.assertEqual(self.planned(right), 0)
        self.change(right, session_number=3)
        self.assertEqual(self.standing(item).due_on, day("2026-05-09"))

    def test_the_next_one_is_the_first_after_the_own_meeting_and_stays(self) -> None:
        self.session("2026-02-01", 1, state=MeetingState.HELD)
        item = self.due(AT_NEXT, Dependencies(mechanism=self.mechanism))
        self.assertIsNone(item.due_on)
        june = self.session("2026-06-10", 2)
        self.planned(june)
        self.assertEqual(self.standing(item).due_on, day("2026-06-10"))
        self.assertEqual(self.planned(self.session("2026-05-01", 3)), 0)
        self.change(june, held_on=day("2026-08-10"))
        self.assertEqual((self.standing(item).event, item.due_on), (june, day("2026-08-10")))

    def test_the_next_one_that_is_on_record_already_is_found(self) -> None:
        june = self.session("2026-06-10", 2)
        self.session("2026-12-10", 3)
        item = self.due(AT_NEXT, Dependencies(mechanism=self.mechanism))
        self.assertEqual((self.standing(item).event, item.due_on), (june, day("2026-06-10")))

    def test_when_the_next_one_is_cancelled_the_one_after_is_taken(self) -> None:
        june = self.session("2026-06-10", 2)
        item = self.due(AT_NEXT, Dependencies(mechanism=self.mechanism))
        self.session("2026-12-10", 3)
        self.change(june, state=MeetingState.CANCELLED)
        self.assertEqual(self.standing(item).due_on, day("2026-12-10"))

    def test_a_session_marked_higher_than_the_item_is_not_followed(self) -> None:
        item = self.due(AT_NEXT, Dependencies(mechanism=self.mechanism))
        self.assertEqual(self.planned(self.session("2026-06-10", 2, level=Classification.SECRET)), 0)
        self.assertIsNone(self.standing(item).due_on)

    def test_another_mechanism_is_not_meant(self) -> None:
        other = Mechanism.objects.create(country=self.cast.valdoria, name="Consular talks")
        item = self.due(AT_NEXT, Dependencies(mechanism=self.mechanism))
        self.assertEqual(self.planned(self.session("2026-06-10", mechanism=other)), 0)
        self.assertIsNone(self.standing(item).due_on)

    def test_words_that_do_not_say_which_meeting_are_settled_by_the_choice(self) -> None:
        spec = parse_deadline("by the next meeting")
        item = self.due(spec, Dependencies(event=self.session("2026-06-10", 3)))
        self.assertEqual((item.due_on, self.standing(item).needs_officer), (day("2026-06-10"), None))

    def test_what_the_words_leave_open_is_answered_by_the_choice(self) -> None:
        meeting = self.session("2026-06-10", 3)
        for wording, due in (
            ("at this meeting", "2026-06-10"),
            ("before the visit", "2026-06-09"),
            ("ahead of Canberra", "2026-06-09"),
            ("two weeks before the meeting", "2026-05-27"),
            ("10 days", "2026-06-20"),
        ):
            with self.subTest(wording=wording):
                item = self.due(parse_deadline(wording), Dependencies(event=meeting))
                self.assertEqual((item.due_on, self.standing(item).needs_officer), (day(due), None))


class ManyTests(FollowCase):
    def test_dependents_are_written_in_one_go_and_each_completely(self) -> None:
        meeting = self.session("2026-06-10", 3)
        items = [
            self.due(BEFORE_THIRD, Dependencies(event=meeting), state=CommitmentState.ACCEPTED)
            for _ in range(5)
        ]
        before = AuditRow.objects.count()
        edits.change_record(meeting, {"held_on": day("2026-09-16")}, by=self.cast.officer, now=NOW)
        with self.assertNumQueries(16):
            dependencies.follow_meeting(meeting, was_on=day("2026-06-10"), by=self.cast.officer, now=NOW)
        self.assertEqual(AuditRow.objects.count() - before, 1 + 2 * len(items))
        for item in items:
            version, seen = self.standing(item), item.version
            rows = AuditRow.objects.filter(page_type="commitments.Commitment", page_id=item.pk)[:2]
            of = {row.subject_type: row for row in rows}
            self.assertEqual(of["commitments.Deadline"].after, log.state_of(version))
            self.assertEqual(of["commitments.Deadline"].subject_id, version.pk)
            self.assertEqual(
                of["commitments.Commitment"].after,
                {"deadline_id": version.pk, "due_on": "2026-09-15", "last_working_day": "2026-09-15"},
            )
            self.assertEqual(of["commitments.Commitment"].before["due_on"], "2026-06-09")
            self.assertGreater(seen, 1)

    def test_who_saw_the_item_before_it_moved_is_refused(self) -> None:
        meeting = self.session("2026-06-10", 3)
        item = self.due(BEFORE_THIRD, Dependencies(event=meeting))
        stale = Commitment.objects.get(pk=item.pk)
        self.change(meeting, held_on=day("2026-09-16"))
        with self.assertRaises(Refused) as refused:
            changes.correct_deadline(
                stale, on_day(day("2026-12-01"), "by 1 December"), by=self.cast.officer, now=NOW
            )
        self.assertEqual(refused.exception.code, "changed")

    def test_the_first_date_that_an_event_brings_after_acceptance_is_the_first(self) -> None:
        hooks = Dependencies(mechanism=self.mechanism, session_number=3)
        item = self.due(BEFORE_THIRD, hooks, state=CommitmentState.ACCEPTED)
        self.assertIsNone(item.first_deadline)
        meeting = self.session("2026-09-16", 3)
        self.planned(meeting)
        first = self.standing(item)
        self.assertEqual(item.first_deadline, first)
        self.change(meeting, held_on=day("2026-10-16"))
        self.standing(item)
        self.assertEqual(item.first_deadline, first)


class ChoiceTests(FollowCase):
    def refused(self, hooks: Dependencies, spec: object = BEFORE_THIRD) -> str:
        item = make.commitment(self.cast, self.point)
        with self.assertRaises(Refused) as refused:
            changes.correct_deadline(item, spec, hooks=hooks, by=self.cast.officer, now=NOW)  # type: ignore[arg-type]
        return refused.exception.code

    def test_a_meeting_of_another_partner_is_refused(self) -> None:
        other = make.meeting(self.cast, country=self.cast.elsewhere, held=False)
        self.assertEqual(self.refused(Dependencies(event=other)), "forbidden")

    def test_a_meeting_marked_higher_than_the_item_is_refused(self) -> None:
        higher = self.session("2026-06-10", 3, level=Classification.CONFIDENTIAL)
        self.assertEqual(self.refused(Dependencies(event=higher)), "hook")

    def test_words_that_follow_nothing_take_no_meeting(self) -> None:
        spec = on_day(day("2026-06-30"), "by 30 June 2026")
        self.assertEqual(self.refused(Dependencies(event=self.session("2026-06-10", 3)), spec), "hook")

    def test_a_number_needs_its_mechanism(self) -> None:
        self.assertEqual(self.refused(Dependencies(session_number=3)), "hook")

    def test_a_cancelled_meeting_is_not_chosen(self) -> None:
        off = self.session("2026-06-10", 3, state=MeetingState.CANCELLED)
        self.assertEqual(self.refused(Dependencies(event=off)), "hook")

    def test_an_item_does_not_wait_for_itself_nor_in_a_circle(self) -> None:
        spec = build_after(30, "days", "within 30 days")
        one, two = make.commitment(self.cast, self.point), make.commitment(self.cast, self.point)
        changes.correct_deadline(two, spec, hooks=Dependencies(follows=one), by=self.cast.officer, now=NOW)
        for other in (one, two):
            with self.subTest(other), self.assertRaises(Refused) as refused:
                changes.correct_deadline(
                    one, spec, hooks=Dependencies(follows=other), by=self.cast.officer, now=NOW
                )
            self.assertEqual(refused.exception.code, "loop")


class PreviewTests(FollowCase):
    def test_the_preview_finds_the_session(self) -> None:
        self.session("2026-09-16", 3)
        known = context.build_context(
            owed_by="ours",
            partner=self.cast.valdoria.iso,
            held_on=make.HELD_ON,
            today=TODAY,
            hooks=Dependencies(mechanism=self.mechanism, session_number=3),
        )
        found = resolution.resolve(BEFORE_THIRD, known)
        self.assertEqual(found.due_on, day("2026-09-15"))

    def test_the_preview_does_not_betray_a_session_marked_higher(self) -> None:
        self.session("2026-09-16", 3, level=Classification.CONFIDENTIAL)
        known = context.build_context(
            owed_by="ours",
            partner=self.cast.valdoria.iso,
            held_on=make.HELD_ON,
            today=TODAY,
            hooks=Dependencies(mechanism=self.mechanism, session_number=3),
        )
        found = resolution.resolve(BEFORE_THIRD, known)
        self.assertIsNone(found.due_on)
        self.assertTrue(Meeting.objects.filter(session_number=3).exists())
