"""A journal mailbox that gets its copies minutes after the email server accepted the emails."""

from tests.apart import Apart
from tests.faults.stage import MORNINGS, FaultCase, both_in_proof, note

OFFICERS = 4


@both_in_proof
class LateJournalTests(FaultCase):
    """The connection is cut after each email; the server has it, and the journal only five minutes later."""

    def setUp(self) -> None:
        super().setUp()
        self.late = self.folder / "late" / "new"
        self.late.mkdir(parents=True)

    def run_until_late(self, installation: Apart) -> None:
        """Run when all are cut off, and again after two and four minutes, without copies in the journal."""
        self.send(installation, "sweep", MORNINGS[0])
        self.sink.set()
        for _number in range(2):
            self.send(installation, "pass", "2")
            self.send(installation, "sweep", MORNINGS[0])

    def states(self, installation: Apart) -> set[str]:
        return {str(state) for (state,) in installation.query("SELECT state FROM commitments_email")}

    def judge_late(self, in_doubt: str) -> None:
        self.stage(OFFICERS, all="cut")
        oracle = f"maildir:{self.late.parent}"
        with self.installation(MAIL_ORACLE=oracle, MAIL_IN_DOUBT=in_doubt) as installation:
            self.run_until_late(installation)
            taken = len(self.sink.logged)
            note("late", f"a journal four minutes late, {in_doubt}: {taken} of {OFFICERS} emails taken")
            self.assertEqual((taken, self.states(installation)), (OFFICERS, {"not_confirmed"}))
            self.send(installation, "pass", "1")
            for copy in (self.sink.journal / "new").iterdir():
                copy.rename(self.late / copy.name)
            self.send(installation, "sweep", MORNINGS[0])
            self.assertEqual(self.states(installation), {"delivered"})
            found = self.judge(installation)
        self.assertEqual((found.arrived, found.lost, found.doubled, found.repeated), (OFFICERS, 0, 0, 0))

    def test_held_emails_wait_for_it_and_none_is_sent_twice(self) -> None:
        self.judge_late("hold")

    def test_nor_is_one_where_emails_are_sent_again(self) -> None:
        self.judge_late("resend")
