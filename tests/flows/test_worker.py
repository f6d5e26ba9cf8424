"""A Celery worker as a process of its own: it takes what each broker carries; a killed one is replaced."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
from django.conf import settings
from django.test import TransactionTestCase

from commitments.management.commands import up
from commitments.packets.archive import requests
from tests import cast, make
from tests.apart import Apart, apart

SECONDS = 90
CELERY = ("-m", "celery", "--app", "tracker", "--quiet")
WORKER = (*CELERY, "worker", "--concurrency", "1", "--without-mingle")
RING = "from tracker.celery import app; app.send_task('commitments.tasks.sweep')"
ASK = "from tracker.celery import app; app.send_task('commitments.tasks.make_packet', [{key}])"
BEAT = "SELECT 1 FROM commitments_heartbeat WHERE name = 'sweep'"


class WorkerTests(TransactionTestCase):
    @contextmanager
    def worker(self, installation: Apart, *options: str) -> Iterator["subprocess.Popen[bytes]"]:
        """Run a worker; one that was not killed meanwhile ends in order when asked to."""
        process = installation.start(*WORKER, *options)
        try:
            yield process
        finally:
            if process.poll() is None:
                process.terminate()
            self.assertIn(process.wait(SECONDS), (0, -signal.SIGKILL))

    def wait_until(self, is_so: Callable[[], object]) -> None:
        until = time.monotonic() + SECONDS
        while not is_so():
            self.assertLess(time.monotonic(), until, "it did not come to that")
            time.sleep(0.05)

    def sweep_by(self, **variables: str) -> None:
        """Ring before the worker is there, start it, and wait for the sign of life that a sweep leaves."""
        with apart(**variables) as installation:
            self.assertEqual(installation.run("-c", RING), 0)
            with self.worker(installation):
                self.wait_until(lambda: installation.query(BEAT))

    def test_the_file_broker_carries_a_message(self) -> None:
        self.sweep_by()

    def test_redis_carries_a_message(self) -> None:
        self.sweep_by(REDIS_URL=os.environ["TEST_REDIS_URL"])

    def ping(self, **variables: str) -> None:
        """Start both workers as `manage.py up` does, and ask who is there."""
        with apart(**variables) as installation, ExitStack() as workers:
            for queue, _later in up.WORKERS.values():
                workers.enter_context(self.worker(installation, *up.worker_of(queue)[1:]))
            asking = (*CELERY, "inspect", "--json", "--timeout", "5", "ping")

            def are_there() -> bool:
                try:
                    return len(json.loads(installation.ask(*asking))) == len(up.WORKERS)
                except subprocess.CalledProcessError:
                    return False

            self.wait_until(are_there)
            found = json.loads(installation.ask(*asking))
        queues = {queue for queue, _later in up.WORKERS.values()}
        self.assertEqual({name.partition("@")[0] for name in found}, queues)

    @pytest.mark.long
    def test_both_workers_answer_a_ping_by_files(self) -> None:
        self.ping()

    @pytest.mark.long
    def test_both_workers_answer_a_ping_by_redis(self) -> None:
        self.ping(REDIS_URL=os.environ["TEST_REDIS_URL"])

    @pytest.mark.long
    def test_long_work_waits_in_a_queue_of_its_own(self) -> None:
        people = cast.gather()
        packet = requests.request_packet(make.meeting(people), by=people.officer, now=cast.NOW)
        state = f"SELECT state FROM commitments_packet WHERE id = {packet.pk}"
        with apart(REDIS_URL=os.environ["TEST_REDIS_URL"]) as installation:
            installation.run("-c", ASK.format(key=packet.pk))
            installation.run("-c", RING)
            with self.worker(installation, "--queues", settings.REMINDERS):
                self.wait_until(lambda: installation.query(BEAT))
            self.assertEqual(installation.query(state)[0][0], "requested")
            with self.worker(installation, "--queues", settings.LONG_WORK):
                self.wait_until(lambda: installation.query(state)[0][0] == "ready")

    def test_a_killed_workers_packet_is_taken_up_again(self) -> None:
        people = cast.gather()
        packet = requests.request_packet(make.meeting(people), by=people.officer, now=cast.NOW)
        standing = f"SELECT state, tries, total > 0, pages FROM commitments_packet WHERE id = {packet.pk}"
        with apart() as installation:
            installation.run("-c", ASK.format(key=packet.pk))
            with self.worker(installation) as first:
                # In the middle of it: what it holds is read, and the child prints.
                self.wait_until(lambda: installation.query(standing)[0][:3] == ("making", 1, True))
                os.killpg(first.pid, signal.SIGKILL)
            over = f"UPDATE commitments_packet SET lease_until = requested_at WHERE id = {packet.pk}"
            installation.query(over)
            installation.run("-c", RING)
            with self.worker(installation):
                self.wait_until(lambda: installation.query(standing)[0][:2] == ("ready", 2))
            self.assertGreater(installation.query(standing)[0][3], 0)
