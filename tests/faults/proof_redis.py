"""Redis in each bad state, once at the interval of a real installation: for `bin/prove faults` alone."""

import time

from django.conf import settings

from commitments.models import User
from tests.faults import database
from tests.faults.proof_queue import QUIET_SECONDS
from tests.faults.stage import note
from tests.faults.test_redis_states import DURING, TAKEN_OVER, StateCase
from tests.flows.test_reminders import BEAT, WORKER, running

# A run every 30 seconds, and an email every other one.
DEFAULT = {"SWEEP_SECONDS": str(settings.SWEEP_SECONDS)}
GAP_SECONDS = 2.0
# The emails fall due so long after the database was copied.
AHEAD_SECONDS = 20.0


class StatesTests(StateCase):
    def test_gone(self) -> None:
        self.survive("gone", "be_gone", "be_back")

    def test_read_only(self) -> None:
        self.survive("read-only", "be_read_only", "be_writable")

    def test_wrong_types(self) -> None:
        self.survive("of wrong types", "be_of_wrong_types", "be_flushed")

    def test_full_at_the_default_interval(self) -> None:
        self.survive("full", "be_full", "be_empty", gap=GAP_SECONDS, **DEFAULT)


class DatabaseTests(StateCase):
    def test_a_database_that_is_started_again_while_redis_is_gone(self) -> None:
        self.stage(DURING)
        officers = list(User.objects.filter(email__in=self.addresses).order_by("pk"))
        self.plan(officers, 0.2, time.time() + AHEAD_SECONDS)
        self.be_gone()
        (self.folder / "data").mkdir()
        ways = {
            "EMAIL_URL": f"smtp://127.0.0.1:{self.sink.port}",
            "REDIS_URL": self.url,
            "SWEEP_SECONDS": "2",
        }
        with database.server(self.folder / "server", database.KEEPS) as server:
            installation = database.ApartOn(server, self.folder / "data", **ways)
            with (
                self.watching(installation),
                self.watching(installation),
                running(installation, WORKER, BEAT),
            ):
                self.until(lambda: TAKEN_OVER in self.said.read_bytes(), "no watch took over")
                self.until(lambda: len(self.sink.logged) > DURING // 3, "nothing was sent")
                server.stop_at_once()
                time.sleep(5)
                server.start()
                self.until(lambda: len(self.sink.logged) >= DURING, "not all were sent")
                found = self.settled(installation)
        note("43", f"two watches, the database stopped at once and started again, Redis gone: {found}")
        self.assertEqual((found.arrived, found.lost, found.doubled, found.repeated), (DURING, 0, 0, 0))


class ControlTests(StateCase):
    def wait_in_vain(self, spoil: str) -> None:
        """Let Celery alone work with a Redis in that state."""
        getattr(self, spoil)()
        with self.at_work(WORKER, BEAT, officers=10):
            self.fall_due()
            time.sleep(QUIET_SECONDS)
            sent = len(self.sink.logged)
        note("43", f"{spoil}, without the watch: {sent} of 10 in {QUIET_SECONDS} s", is_control=True)
        self.assertEqual(sent, 0)

    def test_control_full_without_the_watch(self) -> None:
        self.wait_in_vain("be_full")

    def test_control_read_only_without_the_watch(self) -> None:
        self.wait_in_vain("be_read_only")

    def test_control_wrong_types_without_the_watch(self) -> None:
        self.wait_in_vain("be_of_wrong_types")
