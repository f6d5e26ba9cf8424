"""Postfix with a journal mailbox that it fills late, and killed senders; for `bin/prove faults` alone."""

import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from email.parser import BytesHeaderParser
from pathlib import Path

from django.test import TransactionTestCase

from tests import make
from tests.apart import Apart, apart
from tests.delivery import postfix
from tests.delivery.postfix import SBIN, Postfix
from tests.faults.stage import MORNINGS, note, prepare
from tests.faults.starter import starter

OFFICERS = 4
JOURNAL = "journal@journal.example"
# A copy of each email goes to the journal mailbox; until `deliver_copies` they are deferred.
SETTINGS = f"""
always_bcc = {JOURNAL}
virtual_mailbox_maps = inline:{{{{{JOURNAL}=journal/}}}}, static:box/
transport_maps = inline:{{{{journal.example=retry:4.3.0 late}}}}
"""


class PostfixJournalTests(TransactionTestCase):
    """One sender is killed after Postfix accepted its email, one before it handed its email over."""

    def setUp(self) -> None:
        self.assertEqual(postfix.why_not(), "")
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="tracker-journal-")))
        self.server = Postfix(self.folder, settings=SETTINGS)
        # A mailbox that is there, and has nothing yet.
        for name in ("journal", "journal/tmp", "journal/new", "journal/cur"):
            (self.folder / name).mkdir()
            shutil.chown(self.folder / name, "nobody")
        self.enterContext(self.server)
        prepare(OFFICERS, make.DUE_ON)

    def postfix(self, program: str, *arguments: str) -> None:
        subprocess.run([SBIN / program, "-c", str(self.folder / "etc"), *arguments], check=True)

    def deliver_copies(self) -> None:
        """Let Postfix deliver the copies to the journal mailbox that it has deferred, and all later ones."""
        self.postfix("postconf", "-e", "transport_maps=")
        self.postfix("postfix", "reload")
        self.postfix("postqueue", "-f")
        self.until(lambda: not any(self.queued()), "the copies were not delivered")

    def queued(self) -> list[Path]:
        queue = self.folder / "queue"
        found = [queue / name for name in ("maildrop", "incoming", "active", "deferred")]
        return [path for folder in found for path in folder.rglob("*") if path.is_file()]

    def until(self, holds: Callable[[], object], what: str) -> None:
        begun = time.monotonic()
        while not holds():
            self.assertLess(time.monotonic() - begun, 60, what)
            time.sleep(0.1)

    def taken(self, officers: int) -> Counter[str]:
        """Count what the officers have by Message-ID, once there are so many."""
        box = self.folder / "box" / "new"
        self.until(lambda: box.is_dir() and len(list(box.iterdir())) >= officers, "too few arrived")
        heads = [BytesHeaderParser().parsebytes(path.read_bytes()) for path in box.iterdir()]
        return Counter(str(head["Message-ID"]) for head in heads)

    def send(self, installation: Apart, *arguments: str) -> None:
        self.assertEqual(starter().start(installation, *arguments).wait(120), 0, arguments)

    def states(self, installation: Apart) -> Counter[str]:
        rows = installation.query("SELECT state FROM commitments_email WHERE state <> 'withdrawn'")
        return Counter(str(state) for (state,) in rows)

    def judge(self, kind: str, in_doubt: str) -> None:
        place = {"maildir": self.folder / "journal", "postfix": self.folder / "log"}[kind]
        variables = {"MAIL_ORACLE": f"{kind}:{place}", "MAIL_IN_DOUBT": in_doubt}
        with apart(EMAIL_URL=f"smtp://127.0.0.1:{self.server.port}", **variables) as installation:
            self.send(installation, "die", MORNINGS[0], "after 250")
            for _number in range(2):
                self.send(installation, "pass", "3")
                self.send(installation, "sweep", MORNINGS[0])
            self.assertEqual(set(self.taken(OFFICERS).values()), {1})
            known = (
                {"delivered": OFFICERS}
                if kind == "postfix"
                else {"delivered": OFFICERS - 1, "not_confirmed": 1}
            )
            self.assertEqual(self.states(installation), known)
            self.deliver_copies()
            self.send(installation, "sweep", MORNINGS[0])
            self.assertEqual(self.states(installation), {"delivered": OFFICERS})
            # The next morning a sender dies before it hands over the first email.
            self.send(installation, "die", MORNINGS[1], "after the dot is journalled")
            self.send(installation, "pass", "3")
            self.send(installation, "sweep", MORNINGS[1])
            self.taken(2 * OFFICERS - 1)
            self.until(lambda: not any(self.queued()), "the copies were not delivered")
            self.send(installation, "pass", "3")
            self.send(installation, "sweep", MORNINGS[1])
            sent = 2 * OFFICERS if in_doubt == "resend" else 2 * OFFICERS - 1
            taken, states = self.taken(sent), self.states(installation)
        note(
            "late",
            f"Postfix, {kind}, {in_doubt}: {sent} emails, {max(taken.values())} time each, {dict(states)}",
        )
        self.assertEqual((len(taken), set(taken.values())), (sent, {1}))
        held = {} if in_doubt == "resend" else {"held": 1}
        self.assertEqual(states, {"delivered": sent, **held})

    def test_a_journal_mailbox_where_emails_are_sent_again(self) -> None:
        self.judge("maildir", "resend")

    def test_a_journal_mailbox_where_they_are_held(self) -> None:
        self.judge("maildir", "hold")

    def test_the_log_of_postfix(self) -> None:
        self.judge("postfix", "resend")
