"""`manage.py leave_demo`: replace the demonstration by an empty database with its first administrator."""

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from commitments import demo
from commitments.errors import Refused
from commitments.management.commands import create_administrator
from commitments.reminders import delivery_log

WORD = "leave"


class Command(create_administrator.Command):
    help = (
        "Leave the demonstration: empty the database, delete its packets and evidence, and create the first "
        "administrator as create_administrator does. The command asks for confirmation. It stops if there "
        "are accounts, countries or meetings that do not belong to the demonstration."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--confirm", default="", help=f"the word {WORD}, if it cannot be typed at the terminal"
        )
        parser.add_argument(
            "--with-tried",
            action="store_true",
            help="also delete meetings recorded with the demonstration's accounts",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, ask for confirmation, then empty the database and create the administrator: all or
        nothing.
        """
        try:
            demo.check_only_demo(with_tried=options["with_tried"])
            self.confirm(options["confirm"])
            with transaction.atomic():
                orphans = demo.remove_demo(with_tried=options["with_tried"])
                super().handle(*args, **options)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        # The emptied database has sent nothing: with the old count it would look restored.
        for file in (*orphans, settings.DATA / "demo-users.json", delivery_log.find_log_path()):
            file.unlink(missing_ok=True)
        self.stdout.write("The demonstration was deleted. Sign in and open Setup.")

    def confirm(self, given: str) -> None:
        """Read the confirmation from the option or the terminal; raise CommandError otherwise."""
        if not given and sys.stdin.isatty():
            self.stdout.write(
                "This empties the database. All records of the demonstration are deleted permanently."
            )
            given = input(f"Type {WORD} to continue: ")
        if given.strip() != WORD:
            raise CommandError(f"No changes were made. Type the word {WORD}, or pass it with --confirm.")
