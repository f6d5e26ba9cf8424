"""From due to mail with real processes: a worker and a schedule on each broker, and no broker at all."""

import datetime
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import redis
from django.conf import settings
from django.test import TransactionTestCase
from django.utils import timezone

from commitments.enums import CommitmentState, ReminderKind, Role
from commitments.language.phrases.specification import on_day
from commitments.models import Commitment, Reminder, User
from tests import make
from tests.apart import Apart, apart
from tests.cast import gather
from tests.sink import Sink

CELERY = ("-m", "celery", "--app", "tracker", "--quiet", "--skip-checks")
WORKER = (*CELERY, "worker", "--concurrency", "1", "--without-gossip", "--without-mingle")
BEAT = (*CELERY, "beat", "--scheduler", "celery.beat:Scheduler")
BEAT_AT = "SELECT beat_at FROM commitments_heartbeat WHERE name = 'sweep'"
PATIENCE_SECONDS = 90
SWEEPS = 3
# No rung of the ladder falls on the day of the test.
FAR_AHEAD = datetime.date(2090, 6, 30)


def fall_due(item: Commitment, recipient: User, at: datetime.datetime) -> Reminder:
    """Plan a reminder for a moment of the test's choosing, whatever day of the week it is."""
    assert item.deadline is not None
    assert item.last_working_day is not None
    return Reminder.objects.create(
        commitment=item,
        deadline=item.deadline,
        kind=ReminderKind.DUE,
        start_date=item.last_working_day,
        recipient=recipient,
        planned_at=at,
    )


@contextmanager
def running(installation: Apart, *commands: tuple[str, ...]) -> Iterator[None]:
    """Keep processes running, and stop them by their number."""
    processes: list[subprocess.Popen[bytes]] = []
    try:
        processes += [installation.start(*command) for command in commands]
        yield
    finally:
        for process in processes:
            os.killpg(process.pid, signal.SIGTERM)
        for process in processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


class FlowCase(TransactionTestCase):
    def setUp(self) -> None:
        self.people = gather()
        # From seven in the morning there is a daily mail to the records officer: it is not counted here.
        User.objects.filter(role=Role.RECORDS_OFFICER).update(is_active=False)
        self.sink = self.enterContext(Sink())
        self.item = make.commitment(self.people, state=CommitmentState.ACCEPTED, deadline=on_day(FAR_AHEAD))
        self.url = f"smtp://127.0.0.1:{self.sink.port}"

    def until(self, holds: Callable[[], object], what: str) -> None:
        """Wait for something that other processes do."""
        patient = time.monotonic() + PATIENCE_SECONDS
        while not holds():
            self.assertLess(time.monotonic(), patient, what)
            time.sleep(0.05)

    def wait(self, installation: Apart) -> None:
        """Wait for the mail, then for three sweeps more, any of which would send it again if it could."""
        self.until(lambda: self.sink.received, "no mail came")
        beats: set[object] = set()

        def swept() -> bool:
            beats.update(row[0] for row in installation.query(BEAT_AT))
            return len(beats) > SWEEPS

        self.until(swept, "no sweep came after the mail")
        self.check()

    def check(self) -> None:
        """Hold that one person has one mail, about this commitment."""
        self.assertEqual(self.sink.counted, {"focal_point@example.org": 1})
        self.assertIn(self.item.reference.encode(), self.sink.received[0].content)


@pytest.mark.both
class BrokerTests(FlowCase):
    def test_a_worker_and_two_schedules_on_the_file_broker_send_it_once(self) -> None:
        fall_due(self.item, self.people.focal_point, timezone.now())
        with (
            apart(EMAIL_URL=self.url, SWEEP_SECONDS="1") as installation,
            running(installation, WORKER, BEAT, BEAT),
        ):
            self.wait(installation)

    def test_without_a_broker_the_command_sends_it_once(self) -> None:
        fall_due(self.item, self.people.focal_point, timezone.now())
        with apart(EMAIL_URL=self.url) as installation:
            for _number in range(2):
                self.assertEqual(installation.run("manage.py", "send_reminders"), 0)
            states = installation.query("SELECT state FROM commitments_email")
            self.assertEqual([row[0] for row in states], ["delivered"])
        self.check()


class RedisTests(FlowCase):
    def test_workers_and_a_schedule_on_redis_send_it_once(self) -> None:
        address = os.environ["TEST_REDIS_URL"]
        fall_due(self.item, self.people.focal_point, timezone.now())
        with (
            apart(EMAIL_URL=self.url, REDIS_URL=address, SWEEP_SECONDS="1") as installation,
            running(installation, WORKER, WORKER, BEAT),
        ):
            self.wait(installation)

    def test_losing_all_of_redis_costs_one_interval(self) -> None:
        address = os.environ["TEST_REDIS_URL"]
        with apart(EMAIL_URL=self.url, REDIS_URL=address, SWEEP_SECONDS="1") as installation:
            # The messages wait with nobody to take them, and are lost.
            with running(installation, BEAT), redis.Redis.from_url(address) as client:
                self.until(lambda: client.llen(settings.REMINDERS), "no message came to wait")
                client.flushall()
            fall_due(self.item, self.people.focal_point, timezone.now())
            with running(installation, WORKER, BEAT):
                self.wait(installation)
