"""`manage.py migrate`: the locks make way for tables that SQLite makes anew; old records follow the rules."""

from typing import ClassVar

import pytest
from django.db import connection
from django.test import TestCase

from commitments.db import triggers
from commitments.enums import Classification
from commitments.management.commands.migrate import Command, is_up_to_date, without_locks
from commitments.models import AuditRow, Outcome, Statement
from commitments.verification import records
from tests import make
from tests.cast import NOW, Cast, gather
from tests.sealed import tell_all


@pytest.mark.both
class LocksTests(TestCase):
    def test_they_make_way_on_sqlite_alone_and_stand_again(self) -> None:
        with without_locks(connection):
            locks = {lock.name for lock in triggers.list_locks(connection)}
            standing = locks - set(triggers.list_missing_triggers(connection))
        self.assertEqual(standing, set() if connection.vendor == "sqlite" else locks)
        self.assertEqual(triggers.list_missing_triggers(connection), [])

    def test_they_stand_again_where_a_migration_fails(self) -> None:
        with self.assertRaises(RuntimeError), without_locks(connection):
            raise RuntimeError
        self.assertEqual(triggers.list_missing_triggers(connection), [])


@pytest.mark.both
class OlderRecordsTests(TestCase):
    """What the demonstration of a version from before markings holds: an account below its own outcome."""

    cast: ClassVar[Cast]
    statement: ClassVar[Statement]
    outcome: ClassVar[Outcome]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        meeting = make.meeting(cls.cast, classification=Classification.CONFIDENTIAL)
        cls.statement = make.statement(cls.cast, meeting, title="Our account of the call")
        high = Classification.CONFIDENTIAL
        cls.outcome = make.outcome(cls.cast, meeting, statement=cls.statement, classification=high)
        with triggers.lift_triggers(connection):
            Statement.objects.update(classification=Classification.RESTRICTED)
            AuditRow.objects.filter(action="raised").delete()
        tell_all()

    def found(self) -> list[str]:
        return [str(one) for one in (*records.check_classification(), *records.check_history())]

    def test_what_was_marked_lower_than_it_contains_is_raised_with_its_history(self) -> None:
        found = self.found()
        self.assertEqual(len(found), 1, found)
        self.assertIn(
            "Our account of the call: the record has a lower classification than a record that",
            found[0],
        )
        for _time in range(2):
            Command().complete_older(NOW)
        self.assertEqual(self.found(), [])
        row = AuditRow.objects.get(action="raised")
        self.assertEqual((row.subject_id, row.by, row.at), (self.statement.pk, None, NOW))
        self.assertEqual((row.before, row.after), ({"classification": 1}, {"classification": 2}))

    def test_what_was_lowered_in_the_database_is_left_to_be_named(self) -> None:
        with triggers.lift_triggers(connection):
            Statement.objects.update(classification=Classification.PUBLIC)
        Command().complete_older(NOW)
        self.assertFalse(AuditRow.objects.filter(action="raised").exists())
        found = self.found()
        self.assertEqual(len(found), 2, found)

    def test_it_waits_until_every_migration_is_applied(self) -> None:
        self.assertTrue(is_up_to_date(connection))
