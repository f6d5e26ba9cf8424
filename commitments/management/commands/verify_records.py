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
        "Check the locks of the database, the history under its seals, every row as its history tells it, "
        "every packet (content, masters, copies and signatures, and that printing it again gives the same "
        "bytes) and every file of evidence. "
        "Each row where something is wrong is named, and the exit is 1 where there is any."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--no-rebuild",
            action="store_true",
            help="do not print the masters again",
        )
        parser.add_argument(
            "--anchors",
            metavar="FILE",
            type=Path,
            help="compare the history with this file of anchors too (ANCHORS_FILE, or a copy of it kept "
            "elsewhere): without it, nobody sees that the end was cut off",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Check all, and name what is wrong."""
        failures = 0
        anchors = self.anchors(options["anchors"]) if options["anchors"] else ()
        for finding in verification.verify_everything(
            rebuild=not options["no_rebuild"], show=self.show, anchors=anchors
        ):
            failures += finding.is_failure
            self.stdout.write(str(finding) if finding.is_failure else f"(remark) {finding}")
        if failures:
            raise CommandError(f"{failures} rows do not hold what was filed. Restore them from the backup.")
        self.stdout.write("Everything on file is what was filed.")

    def anchors(self, file: Path) -> tuple[chain.ChainHead, ...]:
        """Read a file of anchors; raise CommandError where it cannot be read, or a line is none."""
        try:
            return chain.read_anchors(file)
        except (OSError, ValueError) as error:
            raise CommandError(f"{file} cannot be read as anchors: {error}") from error

    def show(self, done: int, total: int) -> None:
        """Draw the progress bar, on a terminal only."""
        base.draw_bar(self.stderr, done, total)
