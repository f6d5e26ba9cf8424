"""kill -9 at each named instant, and many senders at once: real processes, a real mail server."""

from collections import Counter
from collections.abc import Mapping

import pytest

from commitments.vocabulary import MailState
from tests.apart import Apart
from tests.faults.instants import ARRIVED, BY_MAIL_ALONE, DOUBTFUL, INSTANTS
from tests.faults.stage import IS_FULL, MORNINGS, SENDER, FaultCase, note

CASES = dict(zip(INSTANTS, MORNINGS, strict=True))
KILLS = 20 if IS_FULL else 1
SECONDS = 1200


class InstantTests(FaultCase):
    def kill(
        self, installation: Apart, *options: str, kills: int = 1, cases: Mapping[str, str] = CASES
    ) -> None:
        told = [f"{moment}={instant}" for instant, moment in cases.items()]
        code = installation.run(*SENDER, "kill", *options, str(kills), *told, seconds=SECONDS)
        self.assertEqual(code, 0)

    def states(self, installation: Apart) -> Counter[str]:
        rows = installation.query("SELECT state FROM commitments_mail WHERE state <> 'withdrawn'")
        return Counter(str(state) for (state,) in rows)

    def test_without_an_oracle_each_arrives_once_or_is_held_and_in_sight(self) -> None:
        self.stage(1)
        with self.installation() as installation:
            self.kill(installation)
            found = self.judge(installation, len(CASES))
            states = self.states(installation)
        note("1", f"each instant once, no oracle, held: {found}")
        self.assertEqual((found.lost, found.doubled, found.repeated, found.altered), (0, 0, 0, 0), found)
        # Two of the three in doubt had arrived; none is sent again unasked.
        self.assertEqual(states, {MailState.HELD: len(DOUBTFUL), "accepted": len(INSTANTS) - len(DOUBTFUL)})
        self.assertEqual(found.arrived, len(INSTANTS) - len(DOUBTFUL - ARRIVED))

    @pytest.mark.both
    def test_with_an_oracle_each_arrives_once(self) -> None:
        self.stage(KILLS)
        with self.installation(oracle=True) as installation:
            self.kill(installation, kills=KILLS)
            found = self.judge(installation, len(CASES))
        note("1", f"{len(CASES)} instants x {KILLS} kills, with an oracle: {found}")
        self.assertEqual((found.lost, found.doubled, found.repeated, found.altered), (0, 0, 0, 0), found)
        self.assertEqual(found.arrived + sum(found.in_sight.values()), found.due)
        # A mail with which senders die again and again is set aside; here none dies with so many.
        self.assertEqual(found.in_sight, {})

    @pytest.mark.both
    def test_into_files_every_doubt_is_settled_and_each_mail_is_there_once(self) -> None:
        self.stage(1)
        cases = {instant: moment for instant, moment in CASES.items() if instant not in BY_MAIL_ALONE}
        with self.installation() as installation:
            del installation.environment["EMAIL_URL"]
            self.kill(installation, cases=cases)
            self.assertEqual(self.states(installation), {"accepted": len(cases)})
            self.assertEqual(len(installation.mails), len(cases))

    def test_control_a_queue_that_requeues_blindly_sends_twice(self) -> None:
        self.stage(1)
        with self.installation() as installation:
            self.kill(installation, "--blind", cases={"after 250": CASES["after 250"]})
            found = self.judge(installation)
        note("1", f"a queue that requeues blindly: {found}", is_control=True)
        self.assertEqual(found.doubled, 1)


@pytest.mark.both
class TogetherTests(FaultCase):
    def test_four_sweeps_at_once_send_one_mail_each(self) -> None:
        self.stage(12)
        with self.installation() as installation:
            self.assertEqual(installation.run(*SENDER, "together", "4", MORNINGS[0]), 0)
            found = self.judge(installation)
        self.assertEqual((found.arrived, found.lost, found.doubled, found.repeated), (12, 0, 0, 0), found)
