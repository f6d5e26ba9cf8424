"""kill -9 at random moments of the loops that the journal replaces, for `bin/prove faults` alone."""

import pytest

from tests.faults.stage import MORNINGS, FaultCase, note
from tests.faults.test_kills import SECONDS

MAILS, KILLS = 300, 100


@pytest.mark.both
class ControlTests(FaultCase):
    """The loops that the journal replaces fail the same test."""

    def kill(self, sweep: str) -> tuple[int, int]:
        self.stage(MAILS, all="busy")
        with self.installation() as installation:
            # Written by a sweep that finds no server, and left to the loop.
            self.send(installation, "sweep", MORNINGS[0])
            self.sink.set(all="slow")
            told = ("random", sweep, "26", str(KILLS), str(MAILS), MORNINGS[0])
            self.send(installation, *told, seconds=SECONDS)
            found = self.judge(installation)
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
