"""Plain edits: conditional, audited, and references drawn once."""

import threading
from typing import ClassVar

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import TestCase, TransactionTestCase

from commitments import audit, checks, editing, locks, references
from commitments.errors import Refused
from commitments.models import AuditRow, Meeting, Ministry
from tests import make
from tests.cast import NOW, Cast, gather


@pytest.mark.both
class EditTests(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def test_a_change_raises_the_version_and_leaves_the_difference(self) -> None:
        meeting = make.meeting(self.cast)
        editing.change(meeting, {"title": "Renamed", "place": meeting.place}, by=self.cast.officer, now=NOW)
        row = audit.history(meeting).first()
        assert row is not None
        self.assertEqual(meeting.version, 2)
        self.assertEqual((list(row.before), row.after), (["title"], {"title": "Renamed"}))

    def test_the_second_writer_is_refused_and_nothing_is_lost(self) -> None:
        meeting = make.meeting(self.cast)
        mine = Meeting.objects.get(pk=meeting.pk)
        editing.change(meeting, {"title": "Theirs"}, by=self.cast.head, now=NOW)
        with self.assertRaises(Refused) as refused:
            editing.change(mine, {"title": "Mine"}, by=self.cast.officer, now=NOW)
        self.assertEqual(refused.exception.code, "changed")
        self.assertEqual(Meeting.objects.get(pk=meeting.pk).title, "Theirs")

    def test_a_record_without_versions_is_changed_and_audited_too(self) -> None:
        editing.change(self.cast.police, {"short_name": "NPA"}, by=self.cast.administrator, now=NOW)
        self.assertEqual(Ministry.objects.get(pk=self.cast.police.pk).short_name, "NPA")
        self.assertEqual(audit.history(self.cast.police).count(), 1)

    def test_no_secret_of_an_account_enters_the_history(self) -> None:
        self.assertNotIn("password", audit.state_of(self.cast.officer))

    def test_the_database_refuses_to_alter_the_history(self) -> None:
        make.meeting(self.cast)
        for change in (lambda: AuditRow.objects.update(action="x"), lambda: AuditRow.objects.all().delete()):
            with self.assertRaises(DatabaseError), transaction.atomic():
                change()

    def test_a_missing_lock_is_named(self) -> None:
        self.assertEqual(locks.missing(connection), [])
        self.assertEqual(checks.check_locks(["default"]), [])
        on = " ON commitments_auditrow" if connection.vendor == "postgresql" else ""
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER lock_audit_delete{on}")
        self.assertEqual(locks.missing(connection), ["lock_audit_delete"])
        self.assertEqual([found.id for found in checks.check_locks(["default"])], ["commitments.W001"])


class CounterTests(TransactionTestCase):
    def test_references_drawn_at_once_by_many_are_all_different(self) -> None:
        drawn: list[str] = []
        start = threading.Barrier(8)

        def draw() -> None:
            start.wait()
            try:
                for _ in range(5):
                    with transaction.atomic():
                        drawn.append(references.commitment_reference("XV", 2026))
            finally:
                connection.close()

        threads = [threading.Thread(target=draw) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(set(drawn)), 40)

    def test_the_short_form_drops_partner_and_century(self) -> None:
        self.assertEqual(references.short("KH-2024-0007"), "24-0007")
