"""A database that stops in the middle of a sweep, is full, or is held by another: no half state after."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.apart import Apart
from tests.faults import database
from tests.faults.stage import IS_FULL, MORNINGS, FaultCase, note
from tests.faults.starter import starter

# So many mails go out before the database is stopped.
OFFICERS, BEGUN = (200, 20) if IS_FULL else (8, 2)
PATIENCE_SECONDS = 60


class DatabaseCase(FaultCase):
    def recover(self, installation: Apart, scenario: str, what: str) -> None:
        """Sweep in peace, and hold that each officer has one mail."""
        self.send(installation, "calm", MORNINGS[0])
        found = self.judge(installation)
        note(scenario, f"{what}: {found}")
        self.assertEqual(
            (found.arrived, found.lost, found.doubled, found.repeated), (OFFICERS, 0, 0, 0), found
        )

    def interrupt(self, installation: Apart, stop: Callable[[], object]) -> int:
        """Stop something in the middle of a sweep, which fails then; give how many mails had gone out."""
        sweep = starter().start(installation, "sweep", MORNINGS[0])
        until = time.monotonic() + PATIENCE_SECONDS
        while len(self.sink.logged) < BEGUN:
            self.assertLess(time.monotonic(), until, "no mail was sent")
            time.sleep(0.001)
        stop()
        self.assertEqual(sweep.wait(PATIENCE_SECONDS), 1)
        begun = len(self.sink.logged)
        self.assertLess(begun, OFFICERS)
        return begun


class StoppedCase(DatabaseCase):
    """PostgreSQL alone: SQLite is no server that could stop."""

    @contextmanager
    def restarted(self, options: dict[str, str]) -> Iterator[tuple[Apart, int]]:
        """Stop a server in the middle of a sweep, and start it again; give how many mails had gone."""
        self.stage(OFFICERS, all="slow")
        variables = {
            "EMAIL_URL": f"smtp://127.0.0.1:{self.sink.port}",
            "MAIL_ORACLE": f"maildir:{self.sink.journal}",
        }
        with database.server(self.folder / "server", options) as server:
            (self.folder / "data").mkdir()
            installation = database.ApartOn(server, self.folder / "data", **variables)
            begun = self.interrupt(installation, server.stop_at_once)
            # Nobody can sweep meanwhile.
            self.assertEqual(starter().start(installation, "sweep", MORNINGS[0]).wait(), 1)
            server.start()
            yield installation, begun


class StoppedTests(StoppedCase):
    def test_a_server_that_is_stopped_at_once_and_started_again_costs_nothing(self) -> None:
        with self.restarted(database.KEEPS) as (installation, begun):
            self.recover(installation, "12", f"the server stopped at once after {begun} mails, and started")


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
