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
        "Leave the demonstration: empty the database, its packets and its evidence, and make the first "
        "administrator anew, as create_administrator does. Asks for a word first. Refuses where accounts, "
        "countries or meetings beside the demonstration are on record."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--confirm", default="", help=f"the word {WORD}, where nobody is there to type it"
        )
        parser.add_argument(
            "--with-tried",
            action="store_true",
            help="let go also of meetings recorded with the demonstration's accounts",
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
        self.stdout.write("The demonstration is gone. Sign in, and begin with Setting up.")

    def confirm(self, given: str) -> None:
        """Read the confirmation from the option or the terminal; raise CommandError otherwise."""
        if not given and sys.stdin.isatty():
            self.stdout.write("This empties the database: everything of the demonstration goes, for good.")
            given = input(f"Type {WORD} to go on: ")
        if given.strip() != WORD:
            raise CommandError(f"Nothing was changed. Type the word {WORD}, or give it with --confirm.")
