"""A Celery worker as a process of its own takes a message from each broker and sweeps."""

import os
import time

from django.test import TransactionTestCase

from tests.apart import apart

SECONDS = 90
WORKER = ("-m", "celery", "--app", "tracker", "--quiet", "worker", "--concurrency", "1", "--without-mingle")
RING = "from tracker.celery import app; app.send_task('commitments.tasks.sweep')"
BEAT = "SELECT 1 FROM commitments_heartbeat WHERE name = 'sweep'"


class WorkerTests(TransactionTestCase):
    def sweep_by(self, **variables: str) -> None:
        """Ring before the worker is there, start it, and wait for the sign of life that a sweep leaves."""
        with apart(**variables) as installation:
            self.assertEqual(installation.run("-c", RING), 0)
            worker = installation.start(*WORKER)
            try:
                until = time.monotonic() + SECONDS
                while not installation.query(BEAT):
                    self.assertLess(time.monotonic(), until, "no sweep was done")
                    self.assertIsNone(worker.poll(), "the worker ended")
                    time.sleep(0.1)
            finally:
                worker.terminate()
                self.assertEqual(worker.wait(SECONDS), 0)

    def test_the_file_broker_carries_a_message(self) -> None:
        self.sweep_by()

    def test_redis_carries_a_message(self) -> None:
        self.sweep_by(REDIS_URL=os.environ["TEST_REDIS_URL"])
