"""`manage.py import_closeout`: write the records of a close-out package into an empty tracker."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from commitments.closeout import importing
from commitments.errors import Refused
from commitments.management.base import BaseCommand


class Command(BaseCommand):
    help = (
        "Check the folder of a close-out package, and write its records, history and filed documents into an "
        "empty database. Its users become inactive accounts: they are names, and do not sign in."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER", help="the folder of the package")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import the folder, and print the number of rows."""
        try:
            counts = importing.import_folder(options["folder"].absolute(), now=timezone.now())
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        for label, count in counts.items():
            if count:
                self.stdout.write(f"{count:7} {label.partition('.')[2]}")
        self.stdout.write("Imported. Run verify_records, then create_administrator.")
