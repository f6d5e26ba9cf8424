"""Redis killed, and what strangers put into it: with real workers, for `bin/prove faults` alone."""

import base64
import datetime
import json
import os
import pickle
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import redis
from django.conf import settings
from django.utils import timezone

from commitments.models import Commitment, User
from tests.apart import Apart
from tests.faults.stage import IS_FULL, FaultCase, note
from tests.flows.test_reminders import BEAT, BEAT_AT, FAR_AHEAD, WORKER, fall_due, running
from tests.plugins import servers

OFFICERS = 500 if IS_FULL else 60
HOUR, MINUTE = datetime.timedelta(hours=1), datetime.timedelta(minutes=1)
# Long enough for a worker to begin and take what waits for it.
QUIET_SECONDS = 10
# The promise: so long after its moment a mail is gone; and so long after Redis is back the work goes on.
PROMISED_SECONDS, AGAIN_SECONDS, PATIENCE_SECONDS = 90, 60, 180
RING = "from tracker.celery import app; app.send_task('commitments.tasks.sweep')"
OVERSIZED_BYTES = 20_000_000


def envelope(body: bytes, content_type: str, task: str) -> bytes:
    """Make a message as Celery puts it into Redis."""
    headers = {"lang": "py", "task": task, "id": task, "root_id": task, "parent_id": None, "group": None}
    properties = {
        "correlation_id": task,
        "delivery_mode": 2,
        "delivery_info": {"exchange": "", "routing_key": settings.REMINDERS},
        "priority": 0,
        "body_encoding": "base64",
        "delivery_tag": task,
    }
    message = {
        "body": base64.b64encode(body).decode(),
        "content-encoding": "binary" if content_type.endswith("serialize") else "utf-8",
        "content-type": content_type,
        "headers": headers,
        "properties": properties,
    }
    return json.dumps(message).encode()


def hostile() -> dict[str, bytes]:
    """Make the messages that a stranger may put there."""
    empty = json.dumps([[], {}, {}]).encode()
    return {
        "pickle": envelope(pickle.dumps([[], {}, {}]), "application/x-python-serialize", "pickled"),
        "a task that is none": envelope(empty, "application/json", "os.system"),
        "arguments that fit nothing": envelope(
            json.dumps([["x"] * 9, {}, {}]).encode(), "application/json", "commitments.tasks.make_packet"
        ),
        "oversized": envelope(b'"' + b"x" * OVERSIZED_BYTES + b'"', "application/json", "large"),
        "an envelope without a body": b"{}",
        "JSON that is no message": b"[]",
        "no JSON": b"\x80\x04not json",
    }


class QueueCase(FaultCase):
    # No rung of the ladder falls on the day of the proof.
    due_on = FAR_AHEAD

    def setUp(self) -> None:
        super().setUp()
        place = Path(os.environ["TRACKER_TEST_FOLDER"])
        self.place = servers.folder_of_servers(place, f"redis-{self._testMethodName[-40:]}")
        self.url = f"unix://{self.place}/redis.sock"
        self.server = self.start_redis()
        self.addCleanup(self.stop_redis)

    def start_redis(self) -> subprocess.Popen[bytes]:
        (self.place / "redis.sock").unlink(missing_ok=True)
        return servers._redis(self.place, servers._account())

    def stop_redis(self) -> None:
        self.server.kill()
        self.server.wait()

    @contextmanager
    def at_work(self, *commands: tuple[str, ...], officers: int) -> Iterator[Apart]:
        self.stage(officers)
        with (
            self.installation(oracle=True, REDIS_URL=self.url, SWEEP_SECONDS="2") as installation,
            running(installation, *commands),
        ):
            yield installation

    def until(self, holds: Callable[[], object], what: str) -> float:
        """Wait for something that other processes do; give how long it took."""
        begun = time.monotonic()
        while not holds():
            self.assertLess(time.monotonic() - begun, PATIENCE_SECONDS, what)
            time.sleep(0.05)
        return time.monotonic() - begun

    def fall_due(self) -> None:
        item = Commitment.objects.get()
        for officer in User.objects.filter(email__in=self.addresses):
            fall_due(item, officer, timezone.now())


class RedisTests(QueueCase):
    def test_flushall_with_hundreds_queued(self) -> None:
        with self.at_work(officers=OFFICERS) as installation, redis.Redis.from_url(self.url) as client:
            self.fall_due()
            for _number in range(OFFICERS):
                client.lpush(
                    settings.REMINDERS,
                    envelope(b"[[], {}, {}]", "application/json", "commitments.tasks.sweep"),
                )
            client.flushall()
            due_at = time.time()
            with running(installation, WORKER, WORKER, BEAT):
                self.until(lambda: len(self.sink.logged) >= OFFICERS, "not all were sent")
            found = self.judge(installation)
        last = max(mail.at for mail in self.sink.logged) - due_at
        note("3", f"FLUSHALL with {OFFICERS} queued: {found}; the last after {last:.0f} s")
        self.assertEqual(
            (found.arrived, found.lost, found.doubled, found.repeated), (OFFICERS, 0, 0, 0), found
        )
        self.assertLessEqual(last, PROMISED_SECONDS)

    def test_control_without_a_schedule_what_was_queued_is_gone(self) -> None:
        with self.at_work(officers=10) as installation, redis.Redis.from_url(self.url) as client:
            self.fall_due()
            client.lpush(
                settings.REMINDERS, envelope(b"[[], {}, {}]", "application/json", "commitments.tasks.sweep")
            )
            client.flushall()
            with running(installation, WORKER):
                time.sleep(QUIET_SECONDS)
            sent = len(self.sink.logged)
        note("3", f"without a schedule: {sent} of 10 arrived in {QUIET_SECONDS} s", is_control=True)
        self.assertEqual(sent, 0)

    def test_an_hour_without_redis(self) -> None:
        self.stop_redis()
        begun = timezone.now() - HOUR
        with self.at_work(WORKER, BEAT, officers=60) as installation:
            item = Commitment.objects.get()
            officers = User.objects.filter(email__in=self.addresses).order_by("pk")
            moments = [begun + number * MINUTE for number in range(60)]
            for officer, moment in zip(officers, moments, strict=True):
                fall_due(item, officer, moment)
            # Who waits for a message gets none.
            time.sleep(QUIET_SECONDS)
            self.assertEqual(self.sink.logged, [])
            for number, moment in enumerate(moments, start=1):
                self.send(installation, "sweep", moment.isoformat())
                self.assertEqual(len(self.sink.logged), number)
            self.assertEqual(installation.run("manage.py", "send_reminders"), 0)
            found = self.judge(installation)
            self.server = self.start_redis()
            before = set(installation.query(BEAT_AT))
            again = self.until(lambda: set(installation.query(BEAT_AT)) != before, "no sweep came again")
            after = self.judge(installation)
        note("5", f"an hour without Redis: {found}, each at its minute; back, a sweep after {again:.0f} s")
        self.assertEqual((found.arrived, found.lost, found.doubled, found.repeated), (60, 0, 0, 0), found)
        self.assertEqual(found, after)

    def test_redis_killed_and_started_again(self) -> None:
        with self.at_work(WORKER, WORKER, BEAT, officers=OFFICERS) as installation:
            self.until(lambda: installation.query(BEAT_AT), "no sweep came")
            self.fall_due()
            self.until(lambda: self.sink.logged, "nothing was sent")
            self.stop_redis()
            self.server = self.start_redis()
            back_at, before = time.time(), set(installation.query(BEAT_AT))
            again = self.until(lambda: set(installation.query(BEAT_AT)) != before, "no sweep came again")
            self.until(lambda: len(self.sink.logged) >= OFFICERS, "not all were sent")
            found = self.judge(installation)
        last = max(mail.at for mail in self.sink.logged) - back_at
        after = f"a sweep after {again:.0f} s, the last mail after {last:.0f} s"
        note("4", f"Redis killed with {OFFICERS} to send: {after}; {found}")
        self.assertEqual((found.lost, found.doubled, found.repeated), (0, 0, 0), found)
        self.assertLessEqual(again, AGAIN_SECONDS)
        self.assertLessEqual(last, PROMISED_SECONDS)

    def test_two_schedules_four_workers_and_a_cron_job(self) -> None:
        with self.at_work(WORKER, WORKER, WORKER, WORKER, BEAT, BEAT, officers=100) as installation:
            self.until(lambda: installation.query(BEAT_AT), "no sweep came")
            self.fall_due()
            while len(self.sink.logged) < len(self.addresses):
                self.assertEqual(installation.run("manage.py", "send_reminders"), 0)
            found = self.judge(installation)
        note("6", f"two schedules, four workers, a cron job: {found}")
        self.assertEqual((found.arrived, found.lost, found.doubled, found.repeated), (100, 0, 0, 0), found)


class HostileTests(QueueCase):
    def test_what_strangers_put_into_redis_is_refused_and_the_worker_lives(self) -> None:
        self.stage(1)
        with (
            self.installation(REDIS_URL=self.url) as installation,
            redis.Redis.from_url(self.url) as client,
        ):
            for name, message in hostile().items():
                with self.subTest(name):
                    self.assertTrue(self.lives_after(message, installation, client), "the worker ended")
                    note("19", f"{name}: refused, the worker lives")

    def lives_after(self, message: bytes, installation: Apart, client: redis.Redis) -> bool:
        """Give a worker a message and then a good one; say whether it did the good one."""
        worker = installation.start(*WORKER)
        try:
            installation.query("DELETE FROM commitments_heartbeat")
            client.lpush(settings.REMINDERS, message)
            self.until(lambda: not client.llen(settings.REMINDERS), "it was not taken")
            self.assertEqual(installation.run("-c", RING), 0)
            self.until(lambda: installation.query(BEAT_AT) or worker.poll() is not None, "no sweep came")
            return worker.poll() is None
        finally:
            if worker.poll() is None:
                os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
            client.flushall()
