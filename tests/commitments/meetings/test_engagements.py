"""Meetings: planned, held, closed; and what is recorded there."""

import datetime
from typing import ClassVar

from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import TestCase

from commitments.enums import Answer, Classification, MeetingState, OutcomeKind, Side, Strength
from commitments.errors import Refused
from commitments.meetings import meetings, outcomes
from commitments.models import AuditRow, DelegationMember, Mechanism, Meeting, Outcome
from tests import make
from tests.cast import NOW, TODAY, Cast, gather


class MeetingTests(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def test_references_count_by_partner_and_year_of_the_meeting(self) -> None:
        first = make.meeting(self.cast, held_on=datetime.date(2025, 5, 1))
        undated = make.meeting(self.cast, held_on=None)
        self.assertEqual([first.reference, undated.reference], ["M-XV-2025-001", "M-XV-U-001"])

    def test_it_takes_the_time_zone_of_the_partner_where_none_is_given(self) -> None:
        self.assertEqual(make.meeting(self.cast).time_zone, self.cast.valdoria.time_zone)

    def test_a_meeting_of_tomorrow_is_not_held_yet(self) -> None:
        planned = make.meeting(self.cast, held_on=TODAY + datetime.timedelta(days=1), held=False)
        with self.assertRaises(Refused):
            meetings.mark_held(planned, by=self.cast.officer, now=NOW)

    def test_it_is_postponed_held_and_closed_in_this_order_only(self) -> None:
        planned = make.meeting(self.cast, held=False)
        with self.assertRaises(Refused):
            meetings.close_meeting(planned, by=self.cast.officer, now=NOW)
        meetings.postpone_meeting(planned, TODAY, by=self.cast.officer, now=NOW, reason="Flight cancelled.")
        meetings.mark_held(planned, by=self.cast.officer, now=NOW)
        meetings.close_meeting(planned, by=self.cast.officer, now=NOW)
        self.assertEqual(planned.state, MeetingState.CLOSED)
        with self.assertRaises(Refused):
            meetings.cancel_meeting(planned, by=self.cast.officer, now=NOW, reason="Mistake.")

    def test_putting_off_to_no_day_takes_the_times_away(self) -> None:
        planned = make.meeting(self.cast, held=False)
        meetings.edit_meeting(
            planned, {"starts_at": datetime.time(9)}, expected=planned.version, by=self.cast.officer, now=NOW
        )
        meetings.postpone_meeting(planned, None, by=self.cast.officer, now=NOW, reason="No day yet.")
        self.assertEqual((planned.held_on, planned.starts_at), (None, None))
        told = AuditRow.objects.filter(subject_type=Meeting._meta.label, subject_id=planned.pk).latest("pk")
        self.assertEqual((told.by, told.reason), (self.cast.officer, "No day yet."))

    def test_a_session_number_is_one_of_a_mechanism(self) -> None:
        body = Mechanism(country=self.cast.valdoria, name="Joint Commission")
        facts = {"country": self.cast.valdoria, "session_number": 3}
        self.assertEqual(set(meetings.find_contradictions(facts, is_held=False, now=NOW)), {"session_number"})
        self.assertEqual(
            meetings.find_contradictions(facts | {"mechanism": body}, is_held=False, now=NOW), {}
        )

    def test_an_ask_starts_unanswered_with_a_review_date(self) -> None:
        ask = make.outcome(self.cast, kind=OutcomeKind.REQUEST, strength=Strength.REQUESTED)
        self.assertEqual(ask.answer, Answer.UNANSWERED)
        self.assertEqual(ask.review_on, make.HELD_ON + datetime.timedelta(days=90))

    def test_a_review_date_is_never_in_the_past(self) -> None:
        old = make.meeting(self.cast, held_on=datetime.date(2019, 3, 15))
        ask = make.outcome(self.cast, old, kind=OutcomeKind.OFFER)
        self.assertEqual(ask.review_on, TODAY + datetime.timedelta(days=90))

    def test_an_answer_of_agreement_needs_its_words_and_their_source(self) -> None:
        ask = make.outcome(self.cast, kind=OutcomeKind.REQUEST)
        with self.assertRaises(Refused):
            outcomes.record_answer(
                ask,
                Answer.AGREED,
                wording="",
                source="",
                strength=Strength.AGREED,
                by=self.cast.officer,
                now=NOW,
            )

    def test_outcomes_are_numbered_in_order(self) -> None:
        held = make.meeting(self.cast)
        self.assertEqual([make.outcome(self.cast, held).number for _ in range(3)], [1, 2, 3])

    def test_a_kind_that_changes_takes_its_answer_along(self) -> None:
        point = make.outcome(self.cast, kind=OutcomeKind.TOPIC, strength=Strength.NOTED)
        outcomes.change_outcome(
            point, {"kind": OutcomeKind.REQUEST}, expected=point.version, by=self.cast.officer, now=NOW
        )
        self.assertEqual(point.answer, Answer.UNANSWERED)
        outcomes.change_outcome(
            point, {"kind": OutcomeKind.TOPIC}, expected=point.version, by=self.cast.officer, now=NOW
        )
        self.assertEqual(point.answer, Answer.NONE)

    def test_what_commitments_hang_on_stays_a_commitment(self) -> None:
        point = make.commitment(self.cast).outcome
        with self.assertRaises(Refused):
            outcomes.change_outcome(
                point, {"kind": OutcomeKind.TOPIC}, expected=point.version, by=self.cast.officer, now=NOW
            )

    def test_a_closed_meeting_takes_no_outcome_seat_or_edit(self) -> None:
        closed = make.meeting(self.cast)
        meetings.close_meeting(closed, by=self.cast.officer, now=NOW)
        with self.assertRaises(Refused):
            make.outcome(self.cast, closed)
        seat = DelegationMember(meeting=closed, side=Side.OURS, post="Ambassador")
        with self.assertRaises(Refused):
            meetings.add_delegate(seat, by=self.cast.officer, now=NOW)

    def test_the_database_locks_the_clause_of_a_closed_meeting(self) -> None:
        point = make.outcome(self.cast)
        Outcome.objects.filter(pk=point.pk).update(clause="Corrected while open.")
        meetings.close_meeting(point.meeting, by=self.cast.officer, now=NOW)
        with self.assertRaises(DatabaseError), transaction.atomic():
            Outcome.objects.filter(pk=point.pk).update(clause="Rewritten.")
        with connection.cursor() as cursor:
            cursor.execute("SELECT clause FROM commitments_outcome WHERE id = %s", [point.pk])
            self.assertEqual(cursor.fetchone(), ("Corrected while open.",))

    def test_a_meeting_is_at_least_as_classified_as_what_was_said_there(self) -> None:
        held = make.meeting(self.cast)
        make.outcome(self.cast, held, classification=Classification.CONFIDENTIAL)
        self.assertEqual(Meeting.objects.get(pk=held.pk).classification, Classification.CONFIDENTIAL)

    def test_nobody_classifies_above_the_own_clearance(self) -> None:
        with self.assertRaises(Refused) as refused:
            make.outcome(
                self.cast, make.meeting(self.cast), classification=Classification.SECRET, by=self.cast.officer
            )
        self.assertEqual(refused.exception.code, "clearance")

    def test_another_desk_records_nothing_here(self) -> None:
        with self.assertRaises(Refused):
            make.meeting(self.cast, by=self.cast.stranger)
