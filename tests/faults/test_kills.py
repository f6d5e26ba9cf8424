"""kill -9 at random moments: with an oracle none lost and none doubled, without one no more than in doubt."""

from collections import Counter

import pytest

from tests.apart import Apart
from tests.faults.stage import IS_FULL, MORNINGS, FaultCase, note

OFFICERS, NUMBER_OF_MORNINGS, KILLS = (100, 10, 300) if IS_FULL else (8, 2, 8)
SECONDS = 1500


@pytest.mark.long
@pytest.mark.both
class RandomKillTests(FaultCase):
    def kill(self, installation: Apart) -> tuple[str, int]:
        """Kill at random all along; say how many, with a mail begun, and past a last dot; give the latter."""
        moments = MORNINGS[:NUMBER_OF_MORNINGS]
        told = ("random", "journal", "26", str(KILLS), str(OFFICERS), *moments)
        kills, begun, dotted = self.send(installation, *told, seconds=SECONDS).split()
        self.assertEqual(int(kills), KILLS)
        return f"{kills} kills, {begun} with a mail begun, {dotted} past its dot", int(dotted)

    def test_with_an_oracle_none_is_lost_and_none_doubled(self) -> None:
        self.stage(OFFICERS, all="slow")
        with self.installation(oracle=True) as installation:
            kills, _ = self.kill(installation)
            found = self.judge(installation, NUMBER_OF_MORNINGS)
        note("2", f"with an oracle: {kills}; {found}")
        self.assertEqual((found.lost, found.doubled, found.repeated, found.altered), (0, 0, 0, 0), found)
        self.assertNotIn("not_confirmed", found.in_sight)

    def test_without_one_there_are_no_more_doubles_than_doubts_and_they_are_the_same_bytes(self) -> None:
        self.stage(OFFICERS, all="slow")
        with self.installation(MAIL_IN_DOUBT="resend") as installation:
            kills, dotted = self.kill(installation)
            found = self.judge(installation, NUMBER_OF_MORNINGS)
            ((doubts,),) = installation.query(
                "SELECT count(*) FROM commitments_email WHERE unconfirmed_at IS NOT NULL"
            )
        note("2", f"without, sent again: {kills}; {found}; {doubts} were in doubt")
        self.assertEqual((found.lost, found.repeated, found.altered), (0, 0, 0), found)
        twice = [
            key for key, taken in Counter(one.message_id for one in self.sink.logged).items() if taken > 1
        ]
        self.assertLessEqual(len(twice), doubts)
        # One may be in doubt again when it is sent again.
        self.assertLessEqual(found.doubled, dotted)
