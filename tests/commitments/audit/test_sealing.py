"""Every row of the history is under a seal once its transaction is committed, whatever else happens."""

import datetime
from unittest import mock

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.test import SimpleTestCase, TestCase, TransactionTestCase

from commitments.audit import chain, log, origin
from commitments.db import triggers
from commitments.db.before_commit import find_connection
from commitments.management.commands import migrate
from commitments.models import AuditRow, Desk, Seal, User
from commitments.verification.chain import ChainFault, list_faults, scan_chain
from tests import shape
from tests.apart import apart
from tests.cast import NOW, Cast, gather
from tests.together import together

# Walks the chain in two halves, however short it is.
BY_TWO = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "tracker.settings"
django.setup()
from commitments.verification import chain
chain.WORTH_TWO = 1
walked = chain.scan_chain(lambda done, total: None)
print(walked.count, [fault.row for fault in chain.list_faults(walked)])
"""
# Of the row in `test_a_row_has_one_hash`, whatever database it stands in.
ONE_HASH = "907c843b718e7265518d727017e422bf138cb0cb15eb52f54f471e059362c9b6"


def said(action: str = "changed", cast: Cast | None = None) -> AuditRow:
    desk = Desk.objects.order_by("pk")[0]
    by = cast.officer if cast else User.objects.order_by("pk")[0]
    return log.record_change(action, desk, by=by, now=NOW, after={"name": action})


def faults() -> list[ChainFault]:
    return list(list_faults(scan_chain(lambda done, total: None)))


def sealed() -> list[int]:
    return list(Seal.objects.values_list("row", flat=True))


@pytest.mark.both
class CommittedTests(TransactionTestCase):
    def setUp(self) -> None:
        self.cast = gather()
        self.before = chain.find_head().count

    def test_what_is_committed_is_sealed_in_its_order(self) -> None:
        with transaction.atomic():
            rows = [said("first"), said("second")]
            self.assertEqual(chain.find_head().count, self.before)
        with transaction.atomic():
            rows.append(said("third"))
        self.assertEqual(sealed()[self.before :], [row.pk for row in rows])
        self.assertEqual(chain.find_head().count, self.before + 3)
        self.assertEqual(faults(), [])

    def test_many_are_sealed_some_at_a_time_in_one_chain(self) -> None:
        with mock.patch.object(chain, "ROWS_AT_ONCE", 2):
            with transaction.atomic():
                rows = [said(f"number {number}") for number in range(5)]
            self.assertEqual(sealed()[self.before :], [row.pk for row in rows])
            self.assertEqual(faults(), [])
            digests = list(Seal.objects.values_list("hash", flat=True))
            with triggers.lift_triggers(connection), transaction.atomic():
                Seal.objects.all()._raw_delete(connection.alias)
                self.assertEqual(chain.seal_from(connection), len(digests))
        self.assertEqual(list(Seal.objects.values_list("hash", flat=True)), digests)

    def test_what_a_savepoint_took_back_is_not(self) -> None:
        with transaction.atomic():
            first = said()
            with transaction.atomic():
                said("never")
                transaction.set_rollback(True)
            last = said("last")
        self.assertEqual(sealed()[self.before :], [first.pk, last.pk])
        self.assertEqual(faults(), [])

    def test_what_is_rolled_back_leaves_no_seal_to_the_next(self) -> None:
        with transaction.atomic():
            said("never")
            transaction.set_rollback(True)
        with transaction.atomic():
            row = said()
        self.assertEqual(sealed()[self.before :], [row.pk])
        self.assertEqual(faults(), [])

    def test_without_its_seal_nothing_is_committed(self) -> None:
        rows = AuditRow.objects.count()
        with (
            mock.patch.object(chain, "text_of", side_effect=ValueError),
            self.assertRaises(ValueError),
            transaction.atomic(),
        ):
            said("never")
        self.assertEqual((AuditRow.objects.count(), chain.find_head().count), (rows, self.before))
        with transaction.atomic():
            said()
        self.assertEqual(faults(), [])

    def test_outside_of_a_transaction_nothing_is_recorded(self) -> None:
        rows = AuditRow.objects.count()
        with self.assertRaises(TransactionManagementError):
            said()
        self.assertEqual(AuditRow.objects.count(), rows)

    def test_two_processes_walk_a_long_chain_and_find_what_is_in_either_half(self) -> None:
        with transaction.atomic():
            rows = [said(f"number {number}") for number in range(8)]
        with triggers.lift_triggers(connection):
            AuditRow.objects.filter(pk__in=(rows[1].pk, rows[6].pk)).update(reason="forged")
        with apart() as away:
            told = away.ask("-c", BY_TWO)
        self.assertEqual(told, f"8 [{rows[1].pk}, {rows[6].pk}]")

    def test_a_database_from_before_there_were_seals_is_sealed_by_migrate(self) -> None:
        with transaction.atomic():
            said()
        self.assertEqual(migrate.seal_what_is_older(connection), 0)
        digests = list(Seal.objects.values_list("hash", flat=True))
        with triggers.lift_triggers(connection):
            Seal.objects.all()._raw_delete(connection.alias)
        self.assertEqual(migrate.seal_what_is_older(connection), AuditRow.objects.count())
        self.assertEqual(list(Seal.objects.values_list("hash", flat=True)), digests)


class InterleavedTests(TransactionTestCase):
    def setUp(self) -> None:
        self.cast = gather()

    def test_two_who_write_at_once_are_sealed_one_after_the_other(self) -> None:
        raised = together(lambda: said("first"), self.second)
        self.assertEqual(raised, [])
        self.assertEqual(faults(), [])
        self.assertEqual(Seal.objects.count(), AuditRow.objects.count())

    def test_bulk_data_is_sealed_while_others_write(self) -> None:
        def in_bulk() -> None:
            row = AuditRow(at=NOW, action="made", subject_type="x", subject_id=1, page_type="x", page_id=1)
            AuditRow.objects.bulk_create([row])
            self.assertEqual(chain.seal_from(connection, row.pk), 1)

        self.assertEqual(together(in_bulk, self.second), [])
        self.assertEqual(faults(), [])
        self.assertEqual(Seal.objects.count(), AuditRow.objects.count())

    def second(self) -> None:
        with transaction.atomic():
            said("second")

    def test_who_holds_the_end_of_the_chain_waits_for_nobody(self) -> None:
        """One has written a row by a person whose account the other holds: neither dies."""

        def held() -> None:
            User.objects.select_for_update().get(pk=self.cast.officer.pk)
            said("holds the account", self.cast)

        def writes() -> None:
            with transaction.atomic():
                said("by the account", self.cast)

        self.assertEqual(together(held, writes), [])
        self.assertEqual(faults(), [])


@pytest.mark.both
class TextTests(TestCase):
    def test_a_row_has_one_hash(self) -> None:
        row = AuditRow(
            pk=7_000_000,
            at=datetime.datetime(2026, 3, 2, 9, 30, 0, 120, tzinfo=datetime.UTC),
            action="changed",
            subject_type="commitments.Commitment",
            subject_id=12,
            page_type="commitments.Commitment",
            page_id=12,
            before={"version": 1, "due_on": None, "a longer name": [1, {"b": 2, "a": 0.5}]},
            after={"meaning": "“보고” និង\nmore", "is_joint": True},
            reason="as 'agreed'",
            source="admin 192.0.2.7",
        )
        log.write_rows([row])
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {chain.columns_sql(connection.vendor)} FROM {chain.ROWS} r WHERE id = %s", [row.pk]
            )
            text = chain.text_of(cursor.fetchone())
        self.assertIn(b'"at":"2026-03-02T09:30:00.000120Z"', text)
        self.assertEqual(chain.hash_of(chain.NOTHING, text), ONE_HASH)

    def test_a_row_with_a_column_too_few_has_no_text(self) -> None:
        with self.assertRaises(ValueError):
            chain.text_of(["{}"] * (len(chain.COLUMNS) - 1))

    def test_bulk_data_is_sealed_from_its_first_row(self) -> None:
        gather()
        rows = [said("one"), said("two")]
        chain.seal_from(connection, rows[1].pk)
        self.assertEqual(sealed(), [rows[1].pk])

    def test_a_row_says_from_where_it_was_written(self) -> None:
        gather()
        with origin.written_from("admin", "192.0.2.7"):
            self.assertEqual(said().source, "admin 192.0.2.7")
        self.assertEqual(said().source, "")

    def test_only_a_connection_of_the_tracker_closes_with_seals(self) -> None:
        with (
            mock.patch("commitments.db.before_commit.connections", {"default": object()}),
            self.assertRaises(TypeError),
        ):
            find_connection()


class ShapeTests(SimpleTestCase):
    def test_every_column_is_under_the_seal(self) -> None:
        self.assertEqual(set(chain.COLUMNS), {field.column for field in AuditRow._meta.concrete_fields})

    def test_rows_are_written_in_one_place_alone(self) -> None:
        """What is written past it has no seal."""
        modules = shape.own_modules("commitments")
        for way in ("AuditRow.objects.create(", "AuditRow.objects.bulk_create("):
            self.assertEqual([module.name for module in modules if way in module.source], [])
        # What takes rows of any kind is called with those of the history in one place.
        callers = {module.name for module in modules if "bulk_sql.insert_rows(" in module.source}
        others = {
            "commitments.audit.events",
            "commitments.lifecycle.agendas",
            "commitments.deadlines.changes",
            "commitments.records.edits",
            # The records of a package; its history comes with the seals that it had.
            "commitments.closeout.importing",
        }
        self.assertEqual(callers, {"commitments.audit.log", *others})
