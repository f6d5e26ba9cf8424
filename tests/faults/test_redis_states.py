"""Reminders while Redis is gone, full, read-only or holds wrong types: another process makes the runs.

The whole way is real: schedule, worker, watch, Redis, PostgreSQL and a mail server.
"""

import datetime
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
import redis
from django.conf import settings

from commitments.enums import Role
from commitments.models import Commitment, User
from tests.apart import Apart
from tests.faults.proof_queue import PROMISED_SECONDS, QueueCase
from tests.faults.stage import IS_FULL, Verdict, note
from tests.flows.test_reminders import BEAT, BEAT_AT, WORKER, fall_due, running

WATCH = ("manage.py", "watch_reminders")
# One email falls due after the other, and the last ones once Celery is back.
DURING, AFTER = (60, 3) if IS_FULL else (4, 2)
SHORT_SECONDS, GAP_SECONDS = 2, 0.2
# What kombu keeps in Redis.
KEYS = (
    *(settings.REMINDERS, settings.LONG_WORK, "unacked", "unacked_index", "unacked_mutex"),
    *(f"_kombu.binding.{name}" for name in (settings.REMINDERS, settings.LONG_WORK, "celery.pidbox")),
)
UNSETTLED = "SELECT 1 FROM commitments_email WHERE state IN ('ready', 'sending')"
HEAD = "head@example.org"
TAKEN_OVER, LEFT_AGAIN = b"reminder runs taken over", b"reminder runs left to Celery again"


class StateCase(QueueCase):
    def stage(self, officers: int, **ways: str) -> None:
        """Leave out the daily email to the records officer, which is not counted here."""
        super().stage(officers, **ways)
        User.objects.filter(role=Role.RECORDS_OFFICER).update(is_active=False)

    def be_gone(self) -> None:
        self.stop_redis()

    def be_back(self) -> None:
        self.server = self.start_redis()

    def be_full(self) -> None:
        self.ask("CONFIG SET maxmemory 1", "CONFIG SET maxmemory-policy noeviction")

    def be_empty(self) -> None:
        self.ask("CONFIG SET maxmemory 0")

    def be_read_only(self) -> None:
        self.ask("REPLICAOF 127.0.0.1 9")

    def be_writable(self) -> None:
        self.ask("REPLICAOF NO ONE")

    def be_of_wrong_types(self) -> None:
        self.ask("FLUSHALL", *(f"{'SADD' if key == 'unacked_mutex' else 'SET'} {key} x" for key in KEYS))

    def be_flushed(self) -> None:
        self.ask("FLUSHALL")

    def ask(self, *commands: str) -> None:
        with redis.Redis.from_url(self.url) as client:
            for command in commands:
                client.execute_command(*command.split())

    @contextmanager
    def watching(self, installation: Apart) -> Iterator[None]:
        """Run the watch, and keep what it logs."""
        self.said = self.folder / "watch.log"
        with self.said.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *WATCH],
                cwd=settings.BASE_DIR,
                env={**installation.environment, "LOG_LEVEL": "INFO"},
                start_new_session=True,
                stderr=log,
            )
        try:
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            self.assertEqual(process.wait(60), 0)

    def plan(self, officers: Sequence[User], gap: float, begun: float = 0.0) -> dict[str, float]:
        """Let an email fall due for one officer after the other; return when for each address."""
        begun, item = begun or time.time(), Commitment.objects.get()
        moments = {one.email: begun + number * gap for number, one in enumerate(officers)}
        for one in officers:
            fall_due(item, one, datetime.datetime.fromtimestamp(moments[one.email], datetime.UTC))
        return moments

    def seconds_late(self, moments: dict[str, float]) -> float:
        """Wait until each has an email; return how late the latest was."""
        self.until(
            lambda: moments.keys() <= {mail.recipient for mail in self.sink.logged}, "not all were sent"
        )
        taken = {mail.recipient: mail.at for mail in self.sink.logged}
        return max(taken[address] - moment for address, moment in moments.items())

    def survive(self, state: str, spoil: str, heal: str, *, gap: float = GAP_SECONDS, **ways: str) -> None:
        """Bring Redis into a state, and hold that all emails leave in time; then that Celery is back."""
        self.stage(DURING + AFTER)
        officers = list(User.objects.filter(email__in=self.addresses).order_by("pk"))
        ways = {"SWEEP_SECONDS": str(SHORT_SECONDS)} | ways
        with (
            self.installation(oracle=True, REDIS_URL=self.url, **ways) as installation,
            self.watching(installation),
            running(installation, WORKER, BEAT),
        ):
            self.until(lambda: installation.query(BEAT_AT), "no run came")
            self.until(lambda: self.is_celery_alive(installation), "Celery did not begin")
            well = self.pages(installation)
            getattr(self, spoil)()
            ill = self.pages(installation)
            moments = self.plan(officers[:DURING], gap)
            late = self.seconds_late(moments)
            self.assertIn(TAKEN_OVER, self.said.read_bytes())
            getattr(self, heal)()
            again = self.until(self.has_left, "Celery was not left the runs again")
            self.seconds_late(self.plan(officers[DURING:], gap))
            found = self.settled(installation)
        self.assertEqual(ill, well | {"a worker notified": False})
        interval = f"every {ways['SWEEP_SECONDS']} s"
        note(
            "43",
            f"{state}, a run {interval}: {found}; {late:.0f} s late at most, Celery after {again:.0f} s",
        )
        arrived = found.arrived - self.links()
        self.assertEqual((arrived, found.lost, found.doubled, found.repeated), (found.due, 0, 0, 0))
        self.assertLessEqual(late, PROMISED_SECONDS)

    def settled(self, installation: Apart) -> Verdict:
        """Wait until each answer of the mail server is written down, and judge."""
        self.until(lambda: not installation.query(UNSETTLED), "an answer was not written down")
        return self.judge(installation)

    def pages(self, installation: Apart) -> dict[str, object]:
        """Ask a web process for pages; wait for the email that one asks for; return the answers."""
        links = self.links()
        found: dict[str, object] = json.loads(installation.ask("-m", "tests.faults.asking", seconds=120))
        self.until(lambda: self.links() == links + 1, "the link for a new password was not sent")
        return found

    def links(self) -> int:
        """Count the emails to a person who gets no reminder."""
        return sum(mail.recipient == HEAD for mail in self.sink.logged)

    def is_celery_alive(self, installation: Apart) -> bool:
        """Say whether two runs were made that the watch did not make."""
        said = self.said.read_bytes()
        return said.count(TAKEN_OVER) == said.count(LEFT_AGAIN) and len(self.beats(installation)) > 1

    def beats(self, installation: Apart) -> set[object]:
        self._beats: set[object] = getattr(self, "_beats", set())
        self._beats.update(row[0] for row in installation.query(BEAT_AT))
        return self._beats

    def has_left(self) -> bool:
        said = self.said.read_bytes()
        return said.count(LEFT_AGAIN) == said.count(TAKEN_OVER)


@pytest.mark.long
class ShortTests(StateCase):
    def test_while_redis_is_full_the_watch_makes_the_runs_until_celery_does(self) -> None:
        self.survive("full", "be_full", "be_empty")
