"""What fails the tests of the journal: the loops that it replaces, for `bin/prove faults` alone."""

import subprocess

import pytest

from tests.faults.stage import IS_FULL, MORNINGS, FaultCase, note
from tests.faults.starter import starter
from tests.faults.test_kills import SECONDS

MAILS, KILLS = (300, 100) if IS_FULL else (60, 30)
OFFICERS, PATIENCE_SECONDS = 12, 5


class LoopCase(FaultCase):
    def waiting(self, officers: int) -> None:
        """Let a sweep that finds no server write a mail to each officer."""
        self.stage(officers, all="busy")
        self.made = self.enterContext(self.installation())
        self.send(self.made, "sweep", MORNINGS[0])


@pytest.mark.both
class KillTests(LoopCase):
    def kill(self, sweep: str) -> tuple[int, int]:
        self.waiting(MAILS)
        self.sink.set(all="slow")
        told = ("random", sweep, "26", str(KILLS), str(MAILS), MORNINGS[0])
        self.send(self.made, *told, seconds=SECONDS)
        found = self.judge(self.made)
        note("2", f"{sweep}: {KILLS} kills; {found}", is_control=True)
        return found.lost, found.doubled

    def test_a_loop_that_marks_and_then_sends_loses(self) -> None:
        lost, doubled = self.kill("mark, then send")
        self.assertGreater(lost, 0)
        self.assertEqual(doubled, 0)

    def test_a_loop_that_sends_and_then_marks_doubles(self) -> None:
        lost, doubled = self.kill("send, then mark")
        self.assertEqual(lost, 0)
        self.assertGreater(doubled, 0)


@pytest.mark.both
class CrawlTests(LoopCase):
    def test_a_loop_without_a_limit_of_time_waits_and_the_others_with_it(self) -> None:
        self.waiting(OFFICERS)
        crawling = min(self.made.query("SELECT id, address FROM commitments_email"))[1]
        self.sink.set(**{str(crawling): "crawl"})
        loop = starter().start(self.made, "together", "1", "send, then mark", MORNINGS[0])
        with self.assertRaises(subprocess.TimeoutExpired):
            loop.wait(PATIENCE_SECONDS)
        sent = len(self.sink.logged)
        note(
            "11",
            f"a loop without a limit: {sent} of {OFFICERS} sent in {PATIENCE_SECONDS} s",
            is_control=True,
        )
        self.assertEqual(sent, 0)
