"""`manage.py receive_bounce`: process a message that a mail server received at a return path."""

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from commitments.errors import Refused
from commitments.management.base import BaseCommand
from commitments.reminders import bounces

# A delivery report is short; what it quotes may be cut off.
MOST_BYTES = 1_000_000


class Command(BaseCommand):
    help = (
        "Process reports about emails that could not be delivered: one message on standard input, as a mail "
        "server pipes it, or each new message of a mailbox. The system shows which users cannot receive "
        "email and notifies the next person in line."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the argument for the mailbox, where reports do not come on standard input."""
        parser.add_argument(
            "--maildir",
            metavar="FOLDER",
            type=Path,
            help="read the new messages of this Maildir, and move them",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read and print the result of each; an automatic answer is no error, an unknown message is."""
        if not settings.BOUNCE_ADDRESS:
            raise CommandError("BOUNCE_ADDRESS is not set, so emails have no return path of their own.")
        if options["maildir"] is None:
            self._take(sys.stdin.buffer.read(MOST_BYTES))
            return
        folder: Path = options["maildir"]
        try:
            waiting = sorted(path for path in (folder / "new").iterdir() if path.is_file())
        except OSError as error:
            raise CommandError(f"{folder} is not a Maildir: {error.strerror}.") from error
        for path in waiting:
            try:
                with path.open("rb") as file:
                    self._take(file.read(MOST_BYTES))
            except CommandError as error:
                self.stderr.write(f"{path.name}: {error}")
            (folder / "cur").mkdir(exist_ok=True)
            path.rename(folder / "cur" / f"{path.name}:2,S")

    def _take(self, content: bytes) -> None:
        try:
            report = bounces.parse_report(content)
        except Refused as refusal:
            if refusal.code == "no_report":
                self.stdout.write(f"Not processed: {refusal}")
                return
            raise CommandError(str(refusal)) from refusal
        is_news = bounces.record_bounce(report, now=timezone.now())
        self.stdout.write(f"Email {report.mail} bounced: {report.said}" if is_news else "Nothing new.")
