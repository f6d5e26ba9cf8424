"""`manage.py load_synthetic`: load bulk data for benchmarks."""

import argparse
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from commitments.errors import Refused
from commitments.management import base
from commitments.management.base import BaseCommand
from commitments.seed import loader


def _positive(text: str) -> int:
    number = int(text.replace(",", "").replace("_", ""))
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a valid number of commitments.")
    return number


class Command(BaseCommand):
    help = (
        "Load bulk data for benchmarks into an empty database, or into one that holds only the "
        "demonstration: invented partners with twenty years of meetings, commitments in every stage, "
        "deadlines, reports, reminders and history. The same seed gives the same records on the same day. "
        "The accounts (s-desk-1-1, s-head-1, s-focal-1-1 and so on) have no password. Set one with "
        "`manage.py changepassword`."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--commitments", type=_positive, default=100_000, metavar="N",
                            help="how many commitments (default: 100000); ten make a meeting.")  # fmt: skip
        parser.add_argument("--seed", type=int, default=1, help="which records (default: 1).")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the data, and print what was loaded."""
        try:
            loaded = loader.load_commitments(
                options["commitments"], options["seed"], now=timezone.now(), progress=self.show
            )
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        loader.analyse_tables()
        self.stdout.write(f"{loaded.commitments:,} commitments of {loaded.meetings:,} meetings.")

    def show(self, done: int, total: int) -> None:
        """Draw the progress bar, on a terminal only."""
        base.draw_bar(self.stderr, done, total)
