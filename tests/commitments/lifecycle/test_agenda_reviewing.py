"""What was said about an open item: recorded at the held meeting, with health, and the review moved on."""

import datetime
from typing import ClassVar

from django.test import TestCase

from commitments.access import policy
from commitments.enums import Classification, CommitmentState, Health, MeetingState, OutcomeKind, OwedBy, Side
from commitments.errors import Refused
from commitments.language.phrases.specification import DeadlineSpec
from commitments.lifecycle import agendas
from commitments.meetings import meetings, outcomes
from commitments.models import AgendaItem, AuditRow, Commitment, Meeting
from tests import make
from tests.cast import NOW, TODAY, Cast, gather

MET_ON = TODAY - datetime.timedelta(days=1)


class ReviewTests(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        past = make.meeting(cls.cast, title="First talks")
        cls.item = make.commitment(
            cls.cast,
            make.outcome(cls.cast, past),
            owed_by=OwedBy.THEIRS,
            deadline=DeadlineSpec(kind="none"),
            state=CommitmentState.IN_PROGRESS,
        )
        make.outcome(cls.cast, past, kind=OutcomeKind.REQUEST, clause="Please help.")
        cls.next = make.meeting(cls.cast, title="Second talks", held_on=MET_ON, held=False)

    item: ClassVar[Commitment]
    next: ClassVar[Meeting]

    def row(self) -> AgendaItem:
        return AgendaItem.objects.get(meeting=self.next, commitment=self.item)

    def hold(self) -> None:
        meetings.mark_held(self.next, by=self.cast.officer, now=NOW)

    def review(self, said: str, health: Health | None = None) -> AgendaItem:
        return outcomes.review_item(self.row(), said, health=health, by=self.cast.officer, now=NOW)

    def test_nothing_is_said_before_the_meeting_is_held_nor_after_its_record_is_closed(self) -> None:
        with self.assertRaises(Refused):
            self.review("Too early.")
        self.hold()
        meetings.close_meeting(self.next, by=self.cast.officer, now=NOW)
        with self.assertRaises(Refused):
            self.review("Too late.")
        self.assertEqual(self.row().discussion, "")

    def test_what_was_said_is_recorded_with_the_day_and_the_review_moves_on(self) -> None:
        self.hold()
        before = self.item.review_on
        row = self.review("They need a month.")
        self.assertEqual((row.discussion, row.raised_on), ("They need a month.", MET_ON))
        self.item.refresh_from_db()
        assert before is not None
        assert self.item.review_on is not None
        self.assertGreater(self.item.review_on, before)
        last = AuditRow.objects.filter(subject_type=AgendaItem._meta.label).latest("pk")
        self.assertEqual((last.action, last.after["discussion"]), ("reviewed", "They need a month."))

    def test_a_health_in_the_same_step_is_a_report_of_the_side_that_owes(self) -> None:
        self.hold()
        self.review("The budget was not voted.", Health.AT_RISK)
        update = self.item.updates.get()
        self.assertEqual(
            (update.side, update.reported_on, update.health), (Side.THEIRS, MET_ON, Health.AT_RISK)
        )
        self.item.refresh_from_db()
        self.assertEqual(self.item.health, Health.AT_RISK)

    def test_a_health_without_words_is_refused(self) -> None:
        self.hold()
        with self.assertRaises(Refused):
            self.review(" ", Health.ON_TRACK)

    def test_words_are_corrected_and_taken_back(self) -> None:
        self.hold()
        self.review("They need a mont.")
        self.assertEqual(self.review("They need a month.").discussion, "They need a month.")
        row = self.review("")
        self.assertEqual((row.discussion, row.raised_on), ("", None))

    def test_an_ask_spoken_about_is_looked_at_again_later(self) -> None:
        self.hold()
        row = AgendaItem.objects.get(meeting=self.next, outcome__isnull=False)
        outcomes.review_item(row, "They still think about it.", by=self.cast.officer, now=NOW)
        self.assertEqual(row.outcome.review_on if row.outcome else None, TODAY + datetime.timedelta(days=90))

    def test_the_second_of_two_writers_is_told(self) -> None:
        self.hold()
        seen = self.row().version
        self.review("First.")
        with self.assertRaises(Refused) as refused:
            agendas.review_item(self.row(), "Second.", expected=seen, by=self.cast.officer, now=NOW)
        self.assertEqual(refused.exception.code, "changed")

    def test_a_stranger_and_who_cannot_read_it_record_nothing(self) -> None:
        self.hold()
        with self.assertRaises(Refused):
            outcomes.review_item(self.row(), "Said.", by=self.cast.stranger, now=NOW)

    def test_what_a_person_may_not_read_is_on_no_agenda_for_that_person(self) -> None:
        secret = make.commitment(
            self.cast,
            make.outcome(self.cast, self.item.outcome.meeting, classification=Classification.CONFIDENTIAL),
            title="Closely held",
            classification=Classification.SECRET,
            state=CommitmentState.PROPOSED,
            by=self.cast.head,
        )
        rows = AgendaItem.objects.filter(meeting=self.next)
        self.assertTrue(rows.filter(commitment=secret).exists())
        self.assertFalse(policy.readable_by(rows, self.cast.officer).filter(commitment=secret).exists())
        self.assertTrue(policy.readable_by(rows, self.cast.head).filter(commitment=secret).exists())


class ClosingTests(TestCase):
    def test_closing_waits_for_no_review(self) -> None:
        cast = gather()
        make.commitment(cast, make.outcome(cast), state=CommitmentState.IN_PROGRESS)
        ahead = make.meeting(cast, title="Second talks", held_on=MET_ON, held=False)
        meetings.mark_held(ahead, by=cast.officer, now=NOW)
        meetings.close_meeting(ahead, by=cast.officer, now=NOW)
        self.assertEqual(ahead.state, MeetingState.CLOSED)
