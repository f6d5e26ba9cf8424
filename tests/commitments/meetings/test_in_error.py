"""A record made under the wrong country: asked by one person, decided by another, out of sight and kept."""

import datetime
from typing import ClassVar

from django.test import TestCase

from commitments.access import policy
from commitments.enums import ApprovalState, Classification, CommitmentState, MeetingState, OutcomeKind
from commitments.errors import Refused
from commitments.lifecycle import approvals
from commitments.meetings import meetings, outcomes
from commitments.models import AgendaItem, Approval, AuditRow, Clause, Commitment, Meeting, Outcome
from commitments.records import edits
from tests import make
from tests.cast import NOW, TODAY, Cast, gather

LATER = TODAY + datetime.timedelta(days=60)


class InErrorTests(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.meeting = make.meeting(cls.cast)
        cls.point = make.outcome(cls.cast, cls.meeting)
        cls.open = make.commitment(cls.cast, cls.point, title="Open", state=CommitmentState.IN_PROGRESS)
        cls.done = make.commitment(cls.cast, cls.point, title="Done", state=CommitmentState.FULFILLED)
        cls.draft = make.commitment(cls.cast, cls.point, title="Draft")
        make.outcome(cls.cast, cls.meeting, kind=OutcomeKind.REQUEST, clause="Please help.")
        cls.ahead = make.meeting(cls.cast, title="Next talks", held_on=LATER, held=False)

    meeting: ClassVar[Meeting]
    point: ClassVar[Outcome]
    open: ClassVar[Commitment]
    done: ClassVar[Commitment]
    draft: ClassVar[Commitment]
    ahead: ClassVar[Meeting]

    def ask(self) -> Approval:
        return meetings.request_error_entry(
            self.meeting, reason="Westmark, not Valdoria.", by=self.cast.officer, now=NOW
        )

    def state_of(self, item: Commitment) -> str:
        return Commitment.objects.get(pk=item.pk).state

    def test_who_asked_does_not_decide_and_a_stranger_neither(self) -> None:
        asked = self.ask()
        for person in (self.cast.officer, self.cast.stranger, self.cast.focal_point):
            with self.assertRaises(Refused):
                approvals.grant_request(asked, by=person, now=NOW)
        self.assertEqual(meetings.waiting_request(self.meeting), asked)

    def test_its_commitments_go_with_it_its_drafts_are_discarded_and_agendas_lose_them(self) -> None:
        self.assertEqual(self.ahead.agenda.count(), 2)
        asked = self.ask()
        approvals.grant_request(asked, by=self.cast.head, now=NOW)
        states = [self.state_of(item) for item in (self.open, self.done, self.draft)]
        self.assertEqual(
            states, [CommitmentState.IN_ERROR, CommitmentState.IN_ERROR, CommitmentState.DISCARDED]
        )
        self.assertEqual(Meeting.objects.get(pk=self.meeting.pk).state, MeetingState.IN_ERROR)
        self.assertEqual(self.ahead.agenda.count(), 0)
        asked.refresh_from_db()
        self.assertEqual((asked.state, asked.decided_by), (ApprovalState.GRANTED, self.cast.head))

    def test_only_records_officers_and_auditors_see_it_afterwards(self) -> None:
        approvals.grant_request(self.ask(), by=self.cast.head, now=NOW)
        readers = {self.cast.records_officer, self.cast.auditor}
        for record in (self.meeting, self.point, self.open, self.draft):
            with self.subTest(record):
                seen = {person for person in self.cast.everybody if policy.can_read(person, record)}
                self.assertEqual(seen, readers)

    def test_what_was_spoken_about_elsewhere_stays_and_is_carried_from_the_place_before(self) -> None:
        before = make.meeting(self.cast, title="In between", held_on=TODAY, held=False)
        elsewhere = make.commitment(
            self.cast, make.outcome(self.cast), title="Of another", state=CommitmentState.PROPOSED
        )
        meetings.mark_held(before, by=self.cast.officer, now=NOW)
        row = AgendaItem.objects.get(meeting=before, commitment=self.open)
        outcomes.review_item(row, "Both sides wondered.", by=self.cast.officer, now=NOW)
        approvals.grant_request(self.ask(), by=self.cast.head, now=NOW)
        self.assertTrue(AgendaItem.objects.filter(pk=row.pk).exists())
        there = AgendaItem.objects.get(meeting=self.ahead, commitment=elsewhere)
        self.assertEqual(there.carried_from, AgendaItem.objects.get(meeting=before, commitment=elsewhere))
        asked = meetings.request_error_entry(before, reason="Never held.", by=self.cast.officer, now=NOW)
        approvals.grant_request(asked, by=self.cast.head, now=NOW)
        there.refresh_from_db()
        self.assertIsNone(there.carried_from)

    def test_it_is_entered_in_error_once(self) -> None:
        approvals.grant_request(self.ask(), by=self.cast.head, now=NOW)
        with self.assertRaises(Refused):
            meetings.request_error_entry(self.meeting, reason="Again.", by=self.cast.officer, now=NOW)


class RemovalTests(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.meeting = make.meeting(cls.cast)

    meeting: ClassVar[Meeting]

    def remove(self, point: Outcome) -> None:
        outcomes.remove_outcome(point, by=self.cast.officer, now=NOW)

    def test_an_outcome_typed_by_mistake_goes_with_its_wordings_and_from_agendas(self) -> None:
        ahead = make.meeting(self.cast, held_on=LATER, held=False)
        point = make.outcome(self.cast, self.meeting, kind=OutcomeKind.REQUEST, clause="Twice.")
        text = make.statement(self.cast, self.meeting)
        Clause.objects.create(outcome=point, statement=text, wording="Two times.", recorded_at=NOW)
        self.assertEqual(ahead.agenda.count(), 1)
        self.remove(point)
        self.assertFalse(Outcome.objects.exists() or Clause.objects.exists() or ahead.agenda.exists())

    def test_what_it_said_is_read_by_its_place_up_to_its_highest_marking(self) -> None:
        point = make.outcome(self.cast, self.meeting, clause="Twice.")
        confided = make.outcome(self.cast, self.meeting, clause="Whispered.")
        raised = {"classification": Classification.SECRET}
        edits.change_record(confided, raised, by=self.cast.head, now=NOW)
        keys = [point.pk, confided.pk]
        meeting = Meeting.objects.get(pk=self.meeting.pk)
        for one in (point, confided):
            one.meeting = meeting
            outcomes.remove_outcome(one, by=self.cast.head, now=NOW)
        # It was raised with the point; lowered again without it, it hides the other point no more.
        Meeting.objects.filter(pk=meeting.pk).update(classification=Classification.RESTRICTED)
        rows = AuditRow.objects.filter(subject_type="commitments.Outcome", subject_id__in=keys)
        read = {
            person.username: set(policy.readable_by(rows, person).values_list("subject_id", flat=True))
            for person in self.cast.everybody
        }
        self.assertEqual(read["officer"], {keys[0]})
        self.assertEqual(read["head"], set(keys))
        self.assertEqual(read["auditor"], set(keys))
        self.assertEqual(read["focal_point"] | read["stranger"], set())

    def test_nobody_learns_that_a_hidden_point_stood_on_an_agenda_once_it_is_removed(self) -> None:
        ahead = make.meeting(self.cast, held_on=LATER, held=False)
        level = Classification.SECRET
        talks = make.meeting(self.cast, classification=level)
        point = make.outcome(self.cast, talks, kind=OutcomeKind.REQUEST, classification=level)
        item = AgendaItem.objects.get(meeting=ahead)
        rows = AuditRow.objects.filter(subject_type="commitments.AgendaItem", subject_id=item.pk)
        for action in ("created", "removed"):
            read = {one for one in self.cast.everybody if policy.readable_by(rows, one).exists()}
            with self.subTest(action):
                self.assertEqual(rows.latest("pk").action, action)
                self.assertIn(self.cast.head, read)
                self.assertNotIn(self.cast.officer, read)
            if action == "created":
                outcomes.remove_outcome(point, by=self.cast.head, now=NOW)

    def test_it_stays_while_a_commitment_hangs_on_it_and_once_the_meeting_is_closed(self) -> None:
        owed = make.commitment(self.cast, make.outcome(self.cast, self.meeting)).outcome
        with self.assertRaises(Refused):
            self.remove(owed)
        point = make.outcome(self.cast, self.meeting)
        meetings.close_meeting(self.meeting, by=self.cast.officer, now=NOW)
        with self.assertRaises(Refused):
            self.remove(Outcome.objects.get(pk=point.pk))
        self.assertEqual(Outcome.objects.count(), 2)
