"""`manage.py index_words`: build the search index again, or report what it lacks."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from commitments.management import base
from commitments.management.base import BaseCommand
from commitments.search import index

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Make the index anew by which records are found. Every write keeps it up to date: needed only "
        "where rows came in past the tracker, or where the database lost the index. With --check nothing is "
        "written: the records that it misses are named, and the exit is 1 where there are any."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say what is missing or left over")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build the index, and print the number of records."""
        if not options["check"]:
            self.stdout.write(f"Indexed {index.rebuild_index(self.show)} records.")
            return
        lacking = index.list_outdated()
        for name in lacking[:SHOWN]:
            self.stdout.write(name)
        if lacking:
            raise CommandError(f"The index is behind by {len(lacking)} records; run manage.py index_words.")
        self.stdout.write("The index holds what is on record.")

    def show(self, done: int, total: int) -> None:
        """Draw the progress bar, on a terminal only."""
        base.draw_bar(self.stderr, done, total)
