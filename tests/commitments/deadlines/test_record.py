"""The chain of a commitment's deadlines."""

import datetime
from typing import ClassVar

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import TestCase

from commitments.deadlines import changes, explanation
from commitments.enums import CommitmentState, DeadlineKind, MoveReason, OwedBy, Side
from commitments.errors import Refused
from commitments.language.phrases.specification import build_after, not_stated, on_day
from commitments.lifecycle import acceptance
from commitments.models import Commitment, Holiday
from tests import make
from tests.cast import NOW, Cast, gather

LATER = on_day(datetime.date(2026, 9, 15), "by 15 September 2026")


@pytest.mark.both
class ChainTests(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def test_ten_working_days_from_the_meeting_count_in_the_owners_capital(self) -> None:
        spec = build_after(10, "working_days", "within ten working days of the meeting")
        ours = make.commitment(self.cast, deadline=spec)
        theirs = make.commitment(self.cast, owed_by=OwedBy.THEIRS, deadline=spec)
        # Wednesday 4 March; Seoul rests Saturday and Sunday, Port Serin Friday and Saturday.
        self.assertEqual(ours.due_on, datetime.date(2026, 3, 18))
        self.assertNotEqual(theirs.due_on, None)
        version = ours.deadlines.get()
        self.assertIn(
            "Seoul",
            explanation.explain_working([explanation.Remark.from_json(r) for r in version.explanation]),
        )

    def test_an_officers_holiday_counts(self) -> None:
        Holiday.objects.create(country=self.cast.korea, day=datetime.date(2026, 3, 10), name="Declared")
        spec = build_after(10, "working_days", "within ten working days")
        self.assertEqual(make.commitment(self.cast, deadline=spec).due_on, datetime.date(2026, 3, 19))

    def test_nothing_said_gives_a_review_date_and_no_day(self) -> None:
        item = make.commitment(self.cast, deadline=not_stated())
        self.assertEqual((item.due_on, item.last_working_day), (None, None))
        self.assertEqual(item.review_on, make.HELD_ON + datetime.timedelta(days=90))

    def test_the_officers_own_review_date_stands(self) -> None:
        day = datetime.date(2026, 5, 5)
        self.assertEqual(make.commitment(self.cast, deadline=not_stated(), review_on=day).review_on, day)

    def test_a_working_day_count_without_the_day_of_the_meeting_asks_the_officer(self) -> None:
        point = make.outcome(self.cast, make.meeting(self.cast, held_on=None))
        item = make.commitment(
            self.cast, point, deadline=build_after(10, "working_days", "within ten working days")
        )
        self.assertIsNone(item.due_on)
        self.assertIsNotNone(item.review_on)
        self.assertIsNotNone(item.deadlines.get().needs_officer)

    def test_what_one_lead_has_accepted_is_not_corrected_while_the_other_is_awaited(self) -> None:
        item = make.commitment(self.cast, owed_by=OwedBy.JOINT, state=CommitmentState.PROPOSED)
        changes.correct_deadline(item, LATER, by=self.cast.officer, now=NOW)
        acceptance.accept(item, Side.OURS, by=self.cast.focal_point, now=NOW)
        with self.assertRaises(Refused) as refused:
            changes.correct_deadline(item, on_day(make.DUE_ON), by=self.cast.officer, now=NOW)
        self.assertEqual(refused.exception.code, "accepted_already")
        acceptance.redraft(item, reason="Another day is meant.", by=self.cast.officer, now=NOW)
        changes.correct_deadline(item, on_day(make.DUE_ON), by=self.cast.officer, now=NOW)
        self.assertEqual(item.due_on, make.DUE_ON)

    def test_before_acceptance_it_is_corrected_afterwards_moved_by_the_head(self) -> None:
        item = make.commitment(self.cast)
        changes.correct_deadline(item, LATER, by=self.cast.officer, now=NOW)
        self.assertEqual(item.due_on, datetime.date(2026, 9, 15))
        make.advance(self.cast, item, CommitmentState.ACCEPTED)
        with self.assertRaises(Refused):
            changes.correct_deadline(item, LATER, by=self.cast.officer, now=NOW)
        with self.assertRaises(Refused):
            changes.move_deadline(
                item, LATER, reason=MoveReason.REQUESTED, note="Late.", by=self.cast.officer, now=NOW
            )

    def test_a_move_keeps_what_stood_before_and_the_first_date(self) -> None:
        item = make.commitment(self.cast, state=CommitmentState.ACCEPTED)
        first = item.deadline
        changes.move_deadline(
            item,
            LATER,
            reason=MoveReason.REQUESTED,
            note="Staff changed.",
            document="Note 3",
            by=self.cast.head,
            now=NOW,
        )
        chain = list(item.deadlines.order_by("number"))
        self.assertEqual([version.due_on for version in chain], [make.DUE_ON, datetime.date(2026, 9, 15)])
        self.assertEqual((item.first_deadline, item.deadline), (first, chain[-1]))
        self.assertEqual((chain[-1].reason, chain[-1].kind), (MoveReason.REQUESTED, DeadlineKind.FIXED))

    def test_a_move_says_who_asked_and_who_approved(self) -> None:
        item = make.commitment(self.cast, state=CommitmentState.ACCEPTED)
        version = changes.move_deadline(
            item,
            LATER,
            reason=MoveReason.CAPACITY,
            note="Staff changed.",
            requested_by=self.cast.focal_point,
            by=self.cast.head,
            now=NOW,
        )
        self.assertEqual(
            (version.requested_by, version.approved_by, version.recorded_by),
            (self.cast.focal_point, self.cast.head, self.cast.head),
        )

    def test_a_move_that_moves_nothing_or_has_no_reason_is_refused(self) -> None:
        item = make.commitment(self.cast, state=CommitmentState.ACCEPTED)
        same = on_day(make.DUE_ON, "by the end of June 2026")
        for spec, reason, note, code in (
            (same, MoveReason.REQUESTED, "Later.", "unchanged"),
            (LATER, MoveReason.EVENT_MOVED, "Later.", "reason"),
            (LATER, MoveReason.CORRECTED, "Later.", "reason"),
            (LATER, MoveReason.REQUESTED, "  ", "needs_reason"),
        ):
            with self.subTest(code), self.assertRaises(Refused) as refused:
                changes.move_deadline(item, spec, reason=reason, note=note, by=self.cast.head, now=NOW)
            self.assertEqual(refused.exception.code, code)
        self.assertEqual(item.deadlines.count(), 1)

    def test_the_first_date_is_the_first_one_that_stands_after_acceptance(self) -> None:
        item = make.commitment(self.cast, deadline=not_stated(), state=CommitmentState.ACCEPTED)
        self.assertIsNone(item.first_deadline)
        first = changes.move_deadline(
            item, LATER, reason=MoveReason.AGREED, note="By letter.", by=self.cast.head, now=NOW
        )
        self.assertEqual(item.first_deadline, first)
        even_later = on_day(datetime.date(2026, 12, 1), "by 1 December 2026")
        changes.move_deadline(
            item, even_later, reason=MoveReason.REQUESTED, note="Late.", by=self.cast.head, now=NOW
        )
        item.refresh_from_db()
        self.assertEqual((item.first_deadline, item.due_on), (first, datetime.date(2026, 12, 1)))

    def test_a_correction_that_says_the_same_writes_nothing(self) -> None:
        item = make.commitment(self.cast)
        spec = on_day(make.DUE_ON, "by 30 June 2026")
        version = changes.correct_deadline(item, spec, by=self.cast.officer, now=NOW)
        self.assertEqual((version, item.deadlines.count()), (item.deadline, 1))

    def test_the_review_date_alone_may_be_moved(self) -> None:
        item = make.commitment(self.cast, deadline=not_stated(), state=CommitmentState.ACCEPTED)
        day = datetime.date(2026, 12, 1)
        changes.move_deadline(
            item,
            not_stated(),
            reason=MoveReason.AGREED,
            note="Too early.",
            review_on=day,
            by=self.cast.head,
            now=NOW,
        )
        self.assertEqual((item.review_on, item.due_on), (day, None))

    def test_the_database_refuses_to_alter_a_version_or_the_first_date(self) -> None:
        item = make.commitment(self.cast, state=CommitmentState.ACCEPTED)
        other = make.commitment(self.cast)
        for sql, values in (
            ("UPDATE commitments_deadline SET due_on = %s WHERE id = %s", ["2030-01-01", item.deadline_id]),
            ("DELETE FROM commitments_deadline WHERE id = %s", [item.deadline_id]),
            (
                "UPDATE commitments_commitment SET first_deadline_id = %s WHERE id = %s",
                [other.deadline_id, item.pk],
            ),
        ):
            alter = connection.cursor()
            with self.subTest(sql), alter, self.assertRaises(DatabaseError), transaction.atomic():
                alter.execute(sql, values)
        self.assertEqual(Commitment.objects.get(pk=item.pk, deadline__due_on=make.DUE_ON), item)
