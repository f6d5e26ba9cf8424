"""An import that the database let go for another writer, because each waited for the other."""

from typing import Any
from unittest import mock

from django.db import OperationalError
from psycopg.errors import DeadlockDetected

from commitments.enums import ItemState
from commitments.models import Import
from commitments.tables.importer import writers
from tests.commitments.tables.importer.case import ImportCase

ROWS = [
    ["No", "Commitment", "Lead", "Deadline"],
    ["7", "Our side will send trainers.", "KNPA", "30 June 2026"],
]


def deadlock() -> OperationalError:
    error = OperationalError("deadlock detected")
    error.__cause__ = DeadlockDetected()
    return error


class WaitingTests(ImportCase):
    def taken_after(self, *raised: OperationalError) -> Import:
        """Take the row while writing raises these errors, one after the other, and then does what it does."""
        left, do = list(raised), writers.write_rows

        def stumble(*told: Any, **said: Any) -> Any:
            if left:
                raise left.pop()
            return do(*told, **said)

        self.of = self.judged(ROWS)
        with mock.patch.object(writers, "write_rows", stumble):
            return self.taken(self.of)

    def test_its_rows_are_taken_at_the_second_try(self) -> None:
        self.assertEqual(self.row(self.taken_after(deadlock()), 2).state, ItemState.DONE)

    def test_what_fails_twice_or_otherwise_waits_for_another_worker(self) -> None:
        for raised in ([deadlock(), deadlock()], [OperationalError("away")]):
            with self.assertRaises(OperationalError):
                self.taken_after(*raised)
            self.assertEqual(self.row(self.of, 2).state, ItemState.WAITING)
