"""kill -9 at each named instant of a sweep: real processes, a real mail server."""

from collections import Counter
from collections.abc import Mapping

import pytest

from commitments.enums import EmailState
from tests.apart import Apart
from tests.faults import naive
from tests.faults.instants import ARRIVED, BY_MAIL_ALONE, DOUBTFUL, INSTANTS
from tests.faults.stage import IS_FULL, MORNINGS, FaultCase, note

CASES = dict(zip(INSTANTS, MORNINGS, strict=True))
# More to tell than kills: a mail with which senders die again and again would be set aside.
KILLS, TOLD, TOGETHER = (20, 40, 100) if IS_FULL else (1, 1, 6)
SECONDS = 1200
NONE_WRONG = (0, 0, 0, 0)


class InstantTests(FaultCase):
    def kill(
        self,
        installation: Apart,
        sweep: str = "journal",
        *,
        kills: int = KILLS,
        cases: Mapping[str, str] = CASES,
    ) -> None:
        told = [f"{moment}={instant}" for instant, moment in cases.items()]
        self.send(installation, "kill", str(kills), sweep, *told, seconds=SECONDS)

    def states(self, installation: Apart) -> Counter[str]:
        rows = installation.query("SELECT state FROM commitments_email WHERE state <> 'withdrawn'")
        return Counter(str(state) for (state,) in rows)

    def test_without_an_oracle_each_arrives_once_or_is_held_and_in_sight(self) -> None:
        # What is no doubt asks no oracle, and dies so with one as well.
        cases = {instant: moment for instant, moment in CASES.items() if IS_FULL or instant in DOUBTFUL}
        self.stage(TOLD)
        with self.installation() as installation:
            self.kill(installation, cases=cases)
            found = self.judge(installation, len(cases))
            states = self.states(installation)
        note("1", f"{len(cases)} instants x {KILLS} kills, no oracle: {found}")
        self.assertEqual((found.lost, found.doubled, found.repeated, found.altered), NONE_WRONG, found)
        # Some of those in doubt had arrived; none is sent again unasked.
        held = KILLS * len(DOUBTFUL)
        sent = TOLD * len(cases) - held
        self.assertEqual(states, Counter({EmailState.HELD: held, EmailState.DELIVERED: sent}))
        self.assertEqual(found.arrived, sent + KILLS * len(ARRIVED))

    @pytest.mark.long
    @pytest.mark.both
    def test_with_an_oracle_each_arrives_once(self) -> None:
        self.stage(TOLD)
        with self.installation(oracle=True) as installation:
            self.kill(installation)
            found = self.judge(installation, len(CASES))
        note("1", f"{len(CASES)} instants x {KILLS} kills, with an oracle: {found}")
        self.assertEqual((found.lost, found.doubled, found.repeated, found.altered), NONE_WRONG, found)
        self.assertEqual(found.arrived + sum(found.in_sight.values()), found.due)
        self.assertEqual(found.in_sight, {})

    @pytest.mark.both
    def test_into_files_every_doubt_is_settled_and_each_mail_is_there_once(self) -> None:
        wanted = set(INSTANTS) if IS_FULL else {"before claim", *DOUBTFUL}
        cases = {instant: CASES[instant] for instant in CASES if instant in wanted - BY_MAIL_ALONE}
        self.stage(TOLD)
        with self.installation() as installation:
            del installation.environment["EMAIL_URL"]
            self.kill(installation, cases=cases)
            states = self.states(installation)
            note("1", f"{len(cases)} instants x {KILLS} kills, into files: {dict(states)}")
            self.assertEqual(states, {EmailState.DELIVERED: TOLD * len(cases)})
            self.assertEqual(len(installation.mails), TOLD * len(cases))

    def control(self, sweep: str, instant: str) -> tuple[int, int]:
        """Kill a sweep that keeps no journal at one instant; give how many mails it lost and doubled."""
        self.stage(1, all="busy")
        with self.installation() as installation:
            if sweep in naive.LOOPS:
                # Written by a sweep that finds no server, and left to the loop.
                self.send(installation, "sweep", MORNINGS[0])
            self.sink.set()
            self.kill(installation, sweep, kills=1, cases={instant: MORNINGS[0]})
            found = self.judge(installation)
        note("1", f"{sweep}, killed {instant}: {found}", is_control=True)
        return found.lost, found.doubled

    def test_control_a_queue_that_requeues_blindly_sends_twice(self) -> None:
        self.assertEqual(self.control("blind", "after 250"), (0, 1))

    @pytest.mark.both
    def test_control_a_loop_that_marks_and_then_sends_loses(self) -> None:
        self.assertEqual(self.control("mark, then send", "before it is sent"), (1, 0))

    @pytest.mark.both
    def test_control_a_loop_that_sends_and_then_marks_doubles(self) -> None:
        self.assertEqual(self.control("send, then mark", "after it is sent"), (0, 1))


@pytest.mark.both
class TogetherTests(FaultCase):
    def test_four_sweeps_at_once_send_one_mail_each(self) -> None:
        self.stage(TOGETHER)
        with self.installation() as installation:
            self.send(installation, "together", "4", "journal", MORNINGS[0])
            found = self.judge(installation)
        note("6", f"four sweeps at once: {found}")
        self.assertEqual(
            (found.arrived, found.lost, found.doubled, found.repeated), (TOGETHER, 0, 0, 0), found
        )

    def test_control_four_loops_at_once_send_again(self) -> None:
        self.stage(TOGETHER, all="busy")
        with self.installation() as installation:
            self.send(installation, "sweep", MORNINGS[0])
            self.sink.set(all="slow")
            self.send(installation, "together", "4", "send, then mark", MORNINGS[0])
            found = self.judge(installation)
        note("6", f"four loops at once: {found}", is_control=True)
        self.assertGreater(found.doubled, 0)
