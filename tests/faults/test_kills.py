"""kill -9 at random moments: with an oracle none lost and none doubled, without one no more than in doubt."""

import pytest

from tests.apart import Apart
from tests.faults.stage import IS_FULL, MORNINGS, SENDER, FaultCase, note

OFFICERS, NUMBER_OF_MORNINGS, KILLS = (100, 10, 300) if IS_FULL else (8, 2, 10)
CONTROL_MAILS, CONTROL_KILLS = (300, 100) if IS_FULL else (60, 30)
SECONDS = 1500


@pytest.mark.both
class RandomKillTests(FaultCase):
    def kill(self, installation: Apart, sweep: str = "journal") -> str:
        """Kill at random all along; give how many were killed, with a mail begun, and past the last dot."""
        moments = MORNINGS[:NUMBER_OF_MORNINGS]
        printed = installation.ask(
            *SENDER, "random", sweep, "26", str(KILLS), str(OFFICERS), *moments, seconds=SECONDS
        )
        kills, begun, dotted = printed.split()
        self.assertEqual(int(kills), KILLS)
        return f"{kills} kills, {begun} with a mail begun, {dotted} past its dot"

    def test_with_an_oracle_none_is_lost_and_none_doubled(self) -> None:
        self.stage(OFFICERS, all="slow")
        with self.installation(oracle=True) as installation:
            kills = self.kill(installation)
            found = self.judge(installation, NUMBER_OF_MORNINGS)
        note("2", f"with an oracle: {kills}; {found}")
        self.assertEqual((found.lost, found.doubled, found.repeated, found.altered), (0, 0, 0, 0), found)
        self.assertNotIn("in_doubt", found.in_sight)

    def test_without_one_there_are_no_more_doubles_than_doubts_and_they_are_the_same_bytes(self) -> None:
        self.stage(OFFICERS, all="slow")
        with self.installation(MAIL_IN_DOUBT="resend") as installation:
            kills = self.kill(installation)
            found = self.judge(installation, NUMBER_OF_MORNINGS)
            ((doubts,),) = installation.query(
                "SELECT count(*) FROM commitments_mail WHERE doubted_at IS NOT NULL"
            )
        note("2", f"without, sent again: {kills}; {found}; {doubts} were in doubt")
        self.assertEqual((found.lost, found.repeated, found.altered), (0, 0, 0), found)
        self.assertLessEqual(found.doubled, doubts)


@pytest.mark.both
class ControlTests(FaultCase):
    """The loops that the journal replaces fail the same test."""

    def kill(self, sweep: str) -> tuple[int, int]:
        self.stage(CONTROL_MAILS, all="busy")
        with self.installation() as installation:
            # Written by a sweep that finds no server, and left to the loop.
            self.assertEqual(installation.run(*SENDER, "sweep", MORNINGS[0]), 0)
            self.sink.set(all="slow")
            installation.ask(
                *SENDER, "random", sweep, "26", str(CONTROL_KILLS), str(CONTROL_MAILS), MORNINGS[0],
                seconds=SECONDS,
            )  # fmt: skip
            found = self.judge(installation)
        note("2", f"{sweep}: {CONTROL_KILLS} kills; {found}", is_control=True)
        return found.lost, found.doubled

    def test_a_loop_that_marks_and_then_sends_loses(self) -> None:
        lost, doubled = self.kill("mark, then send")
        self.assertGreater(lost, 0)
        self.assertEqual(doubled, 0)

    def test_a_loop_that_sends_and_then_marks_doubles(self) -> None:
        lost, doubled = self.kill("send, then mark")
        self.assertEqual(lost, 0)
        self.assertGreater(doubled, 0)
