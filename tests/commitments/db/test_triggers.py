"""What the database itself refuses, whatever program asks: tried by raw statements on both databases."""

from typing import ClassVar

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import TestCase

from commitments.db import triggers
from commitments.db.closed_locks import CLAUSE, COMMITMENT, DEADLINE, EVIDENCE, MEETING, OUTCOME
from commitments.enums import AccessKind, CommitmentState, MinutesState, StatementKind
from commitments.meetings import meetings, texts
from commitments.models import (
    AccessLogEntry,
    AuditRow,
    Clause,
    Commitment,
    Deadline,
    Evidence,
    Minutes,
    Seal,
)
from tests import make
from tests.cast import NOW, Cast, gather

SHA = "a" * 64


@pytest.mark.both
class LockTests(TestCase):
    cast: ClassVar[Cast]
    item: ClassVar[Commitment]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.item = make.commitment(cls.cast, state=CommitmentState.ACCEPTED)
        by = cls.cast.officer
        meeting = cls.item.outcome.meeting
        readout = make.statement(cls.cast, meeting, kind=StatementKind.OUR_READOUT, title="Readout")
        texts.record_wording(cls.item.outcome, readout, "We share records.", by=by, now=NOW)
        meetings.close_meeting(meeting, by=by, now=NOW)
        Evidence.objects.create(
            commitment=cls.item, kind="letter", description="Letter", recorded_at=NOW, sha256=SHA
        )
        Minutes.objects.create(
            meeting=meeting,
            number=1,
            language="en",
            state=MinutesState.AGREED,
            agreed_on=NOW.date(),
            content_sha256=SHA,
            signed_sha256=SHA,
            recorded_at=NOW,
        )
        Seal.objects.create(position=1, row=AuditRow.objects.latest("pk"), hash=SHA)
        AccessLogEntry.objects.create(at=NOW, by=by, kind=AccessKind.OPENED)

    def refused(self, statement: str, *values: str | int | None) -> None:
        with self.assertRaises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)

    def test_every_lock_of_rows_refuses_a_raw_statement(self) -> None:
        deadline, row = Deadline.objects.latest("pk"), AuditRow.objects.latest("pk")
        point, meeting = self.item.outcome_id, self.item.outcome.meeting_id
        clause, paper, signed = Clause.objects.get(), Evidence.objects.get(), Minutes.objects.get().pk
        seal, opening = Seal.objects.get(), AccessLogEntry.objects.get()
        tried = {
            "lock_seal_update": (f"UPDATE {triggers.SEAL} SET hash = 'x' WHERE position = %s", seal.pk),
            "lock_seal_delete": (f"DELETE FROM {triggers.SEAL} WHERE position = %s", seal.pk),
            "lock_opening_update": (
                f"UPDATE {triggers.ACCESS_LOG_TABLE} SET note = 'x' WHERE id = %s",
                opening.pk,
            ),
            "lock_opening_delete": (f"DELETE FROM {triggers.ACCESS_LOG_TABLE} WHERE id = %s", opening.pk),
            "lock_audit_update": (f"UPDATE {triggers.AUDIT} SET reason = 'x' WHERE id = %s", row.pk),
            "lock_audit_delete": (f"DELETE FROM {triggers.AUDIT} WHERE id = %s", row.pk),
            "lock_deadline_update": (f"UPDATE {DEADLINE} SET note = 'x' WHERE id = %s", deadline.pk),
            "lock_deadline_delete": (f"DELETE FROM {DEADLINE} WHERE id = %s", deadline.pk),
            "lock_meeting_update": (f"UPDATE {MEETING} SET state = 'held' WHERE id = %s", meeting),
            "lock_meeting_delete": (f"DELETE FROM {MEETING} WHERE id = %s", meeting),
            "lock_clause_delete": (f"DELETE FROM {OUTCOME} WHERE id = %s", point),
            "lock_text_delete": (f"DELETE FROM {CLAUSE} WHERE id = %s", clause.pk),
            "lock_evidence_delete": (f"DELETE FROM {EVIDENCE} WHERE id = %s", paper.pk),
            "lock_minutes_update": (f"UPDATE {triggers.MINUTES} SET language = 'fr' WHERE id = %s", signed),
            "lock_minutes_delete": (f"DELETE FROM {triggers.MINUTES} WHERE id = %s", signed),
            "lock_first_deadline_delete": (
                f"DELETE FROM {COMMITMENT} WHERE id = %s", self.item.pk
            ),
            "lock_clause_update": (f"UPDATE {OUTCOME} SET clause = 'x' WHERE id = %s", point),
            "lock_text_update": (f"UPDATE {CLAUSE} SET wording = 'x' WHERE id = %s", clause.pk),
            "lock_evidence_update": (f"UPDATE {EVIDENCE} SET sha256 = 'b' WHERE id = %s", paper.pk),
            "lock_first_deadline_update": (
                f"UPDATE {COMMITMENT} SET first_deadline_id = NULL WHERE id = %s", self.item.pk
            ),
        }  # fmt: skip
        self.assertEqual(set(tried), {lock.name for lock in triggers.LOCKS})
        for name, (statement, key) in tried.items():
            with self.subTest(name):
                self.refused(statement, key)
        self.item.refresh_from_db()
        self.assertEqual(self.item.first_deadline_id, deadline.pk)

    def test_the_content_of_minutes_that_were_sent_stays_and_a_draft_is_written(self) -> None:
        sent = {
            "state": MinutesState.SENT,
            "content_sha256": SHA,
            "sent_to": "Embassy",
            "sent_on": NOW.date(),
        }
        Minutes.objects.create(meeting=make.meeting(self.cast), number=1, language="en", recorded_at=NOW)
        rows = Minutes.objects.exclude(state=MinutesState.AGREED)
        self.assertEqual((rows.update(language="ko"), rows.update(**sent)), (1, 1))
        self.refused(f"UPDATE {triggers.MINUTES} SET content_sha256 = 'b' WHERE id = %s", rows.get().pk)
        self.assertEqual(rows.update(returned_on=NOW.date()), 1)

    def test_a_clause_is_not_led_out_of_its_closed_meeting(self) -> None:
        other = make.meeting(self.cast)
        point, clause = self.item.outcome_id, Clause.objects.get()
        self.refused(f"UPDATE {OUTCOME} SET meeting_id = %s, number = 9 WHERE id = %s", other.pk, point)
        elsewhere = make.outcome(self.cast, other)
        self.refused(f"UPDATE {CLAUSE} SET outcome_id = %s WHERE id = %s", elsewhere.pk, clause.pk)

    def test_what_was_closed_stays_locked_when_it_is_entered_in_error(self) -> None:
        meeting = self.item.outcome.meeting
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {MEETING} SET state = 'in_error' WHERE id = %s", [meeting.pk])
        self.refused(f"UPDATE {OUTCOME} SET clause = 'x' WHERE id = %s", self.item.outcome_id)
        self.refused(f"UPDATE {MEETING} SET state = 'closed' WHERE id = %s", meeting.pk)

    def test_no_row_is_replaced_by_an_insert(self) -> None:
        """The way of SQLite that asks no trigger of UPDATE or DELETE; PostgreSQL knows only ON CONFLICT."""
        replace = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
        for lock in triggers.REPLACED:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT * FROM {lock.table} LIMIT 1")
                row = cursor.fetchone()
                names = [column[0] for column in cursor.description or ()]
            self.assertIsNotNone(row, lock.name)
            key = "position" if lock.table == triggers.SEAL else "id"
            same = f"{', '.join(names)}) SELECT {', '.join(names)} FROM {lock.table} WHERE {key} = %s"
            with self.subTest(lock.name):
                self.refused(f"{replace} INTO {lock.table} ({same}", row[names.index(key)])

    def test_what_is_not_locked_can_be_written(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {COMMITMENT} SET meaning = 'x' WHERE id = %s", [self.item.pk])
            cursor.execute(
                f"UPDATE {EVIDENCE} SET description = 'x' WHERE commitment_id = %s",
                [self.item.pk],
            )
        self.item.refresh_from_db()
        self.assertEqual(self.item.meaning, "x")
