"""`manage.py export_closeout`: write the close-out package of a partner, mechanism or period."""

import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from commitments.accounts import lookup
from commitments.closeout import package
from commitments.closeout.bag import BagMaker
from commitments.errors import Refused
from commitments.management import base
from commitments.management.base import BaseCommand


class Command(BaseCommand):
    help = (
        "Write the records of a partner, or of one mechanism or period of it, as a BagIt folder with their "
        "history, filed documents and verify.py, with which an archive checks the folder offline. The "
        "package contains every record of the selection, whatever its classification."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("country", metavar="CODE", help="the ISO code of the partner, for example KH")
        parser.add_argument("folder", type=Path, metavar="FOLDER", help="a folder that does not exist yet")
        parser.add_argument(
            "--mechanism", type=int, metavar="KEY", help="only the meetings of this mechanism"
        )
        for name, words in (("--from", "on or after"), ("--to", "on or before")):
            parser.add_argument(
                name,
                type=datetime.date.fromisoformat,
                metavar="DATE",
                help=f"only meetings {words} this date",
            )
        parser.add_argument(
            "--reader", metavar="USERNAME", help="refuse the export where this user may not read all of it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the folder, and print its fingerprint."""
        folder: Path = options["folder"].absolute()
        reader = None
        if options["reader"] and (reader := lookup.find_by_username(options["reader"]).first()) is None:
            raise CommandError(f"No account is called {options['reader']!r}.")
        if folder.exists():
            raise CommandError(f"{folder} exists already. Name a new folder.")
        try:
            of = package.find_selection(
                options["country"], options["mechanism"], options["from"], options["to"]
            )
            maker = BagMaker(timezone.now(), reader.username if reader else "command export_closeout")
            written = package.export_folder(folder, of, maker, reader=reader, show=self.show)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        except OSError as error:
            raise CommandError(f"The package cannot be written to {folder}: {error.strerror}.") from error
        self.stdout.write(
            f"Wrote {written.rows} rows, {written.history} entries of the history and {written.documents} "
            f"documents to {folder}."
        )
        if written.missing:
            self.stdout.write(
                f"{written.missing} documents have no file. They are listed in data/files.jsonl."
            )
        self.stdout.write(f"Fingerprint {written.fingerprint}. Check the folder with: python3 -I verify.py")

    def show(self, done: int, total: int) -> None:
        """Draw the progress bar, on a terminal only."""
        base.draw_bar(self.stderr, done, total)
