"""`manage.py verify_records`: check that records and files are still what was filed."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from commitments import verification
from commitments.audit import chain
from commitments.management import base
from commitments.management.base import BaseCommand


class Command(BaseCommand):
    help = (
        "Check the triggers of the database, the history and its seals, every row against its history, "
        "every packet (content, files, copies and signatures, and that a new print gives the same bytes) "
        "and every evidence file. Each row with an error is listed, and the exit code is 1 if there are "
        "any."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--no-rebuild",
            action="store_true",
            help="do not print the packets again",
        )
        parser.add_argument(
            "--anchors",
            metavar="FILE",
            type=Path,
            help="also compare the history with this anchor file (ANCHORS_FILE, or a copy of it kept "
            "elsewhere): without it, a removed end of the history is not detected",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Check all, and name what is wrong."""
        failures = 0
        anchors = self.anchors(options["anchors"]) if options["anchors"] else ()
        for finding in verification.verify_everything(
            rebuild=not options["no_rebuild"], show=self.show, anchors=anchors
        ):
            failures += finding.is_failure
            self.stdout.write(str(finding) if finding.is_failure else f"(note) {finding}")
        if failures:
            raise CommandError(
                f"{failures} rows do not match what was recorded. Restore them from the backup."
            )
        self.stdout.write("All records match what was recorded.")

    def anchors(self, file: Path) -> tuple[chain.ChainHead, ...]:
        """Read a file of anchors; raise CommandError where it cannot be read, or a line is none."""
        try:
            return chain.read_anchors(file)
        except (OSError, ValueError) as error:
            raise CommandError(f"{file} cannot be read as anchors: {error}") from error

    def show(self, done: int, total: int) -> None:
        """Draw the progress bar, on a terminal only."""
        base.draw_bar(self.stderr, done, total)
