"""`manage.py migrate`: the locks make way for tables that SQLite makes anew, and always stand again."""

import pytest
from django.db import connection
from django.test import TestCase

from commitments import locks
from commitments.management.commands.migrate import without_locks


@pytest.mark.both
class LocksTests(TestCase):
    def test_they_make_way_on_sqlite_alone_and_stand_again(self) -> None:
        with without_locks(connection):
            standing = len(locks.wanted(connection)) - len(locks.missing(connection))
        self.assertEqual(standing == 0, connection.vendor == "sqlite")
        self.assertEqual(locks.missing(connection), [])

    def test_they_stand_again_where_a_migration_fails(self) -> None:
        with self.assertRaises(RuntimeError), without_locks(connection):
            raise RuntimeError
        self.assertEqual(locks.missing(connection), [])
