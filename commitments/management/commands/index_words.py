"""`manage.py index_words`: build the search index again, or report what it lacks."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from commitments.management import base
from commitments.management.base import BaseCommand
from commitments.search import index

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Rebuild the search index. Every write keeps it up to date. Run this command only if rows were "
        "written outside the system, or if the database lost the index. With --check, nothing is written: "
        "the records that the index lacks are listed, and the exit code is 1 if there are any."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only list what is missing or outdated")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build the index, and print the number of records."""
        if not options["check"]:
            self.stdout.write(f"Indexed {index.rebuild_index(self.show)} records.")
            return
        lacking = index.list_outdated()
        for name in lacking[:SHOWN]:
            self.stdout.write(name)
        if lacking:
            raise CommandError(f"The index lacks {len(lacking)} records. Run manage.py index_words.")
        self.stdout.write("The index is up to date.")

    def show(self, done: int, total: int) -> None:
        """Draw the progress bar, on a terminal only."""
        base.draw_bar(self.stderr, done, total)
