"""A database that stops in the middle of a sweep, is full, or is held by another: no half state after."""

import time

import pytest
from django.db import connection

from tests.apart import Apart
from tests.faults.stage import IS_FULL, MORNINGS, FaultCase, note
from tests.faults.starter import starter

OFFICERS = 200 if IS_FULL else 8
PATIENCE_SECONDS = 60
OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class DatabaseCase(FaultCase):
    def recover(self, installation: Apart, scenario: str, what: str) -> None:
        """Sweep in peace, and hold that each officer has one mail."""
        self.send(installation, "calm", MORNINGS[0])
        found = self.judge(installation)
        note(scenario, f"{what}: {found}")
        self.assertEqual(
            (found.arrived, found.lost, found.doubled, found.repeated), (OFFICERS, 0, 0, 0), found
        )


class StoppedTests(DatabaseCase):
    def test_a_server_that_drops_everybody_in_the_middle_of_a_sweep_costs_nothing(self) -> None:
        self.stage(OFFICERS, all="slow")
        with self.installation(oracle=True) as installation:
            sweep = starter().start(installation, "sweep", MORNINGS[0])
            until = time.monotonic() + PATIENCE_SECONDS
            while not self.sink.logged:
                self.assertLess(time.monotonic(), until, "no mail was sent")
            with connection.cursor() as cursor:
                cursor.execute(OTHERS)
            self.assertEqual(sweep.wait(PATIENCE_SECONDS), 1)
            begun = len(self.sink.logged)
            self.assertLess(begun, OFFICERS)
            self.recover(installation, "12", f"all connections ended after {begun} mails")


@pytest.mark.both
class NoRoomTests(DatabaseCase):
    """On SQLite the file is full, or held by another; on PostgreSQL the same error of a statement."""

    def test_no_room_for_a_mail_leaves_no_half_state(self) -> None:
        self.stage(OFFICERS)
        with self.installation(oracle=True) as installation:
            self.assertEqual(starter().start(installation, "full", MORNINGS[0]).wait(), 1)
            self.assertLess(len(self.sink.logged), OFFICERS)
            self.recover(installation, "13", "no room in the database in the middle of a sweep")

    def test_a_table_that_another_holds_is_waited_for_and_then_left(self) -> None:
        self.stage(OFFICERS)
        with self.installation(oracle=True) as installation:
            sweep = starter().start(installation, "busy", "30" if IS_FULL else "0.2", MORNINGS[0])
            self.assertEqual(sweep.wait(), 1)
            self.assertEqual(self.sink.logged, [])
            self.recover(installation, "13", "the database held by another for longer than the patience")
