"""`manage.py verify_records`: say whether what is on file is what was filed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from commitments import verifying

BAR_WIDTH = 30


class Command(BaseCommand):
    help = (
        "Check every packet (content, masters, copies and signatures, and that printing it again gives the "
        "same bytes), every file of evidence, and the locks of the database. Each row where something is "
        "wrong is named, and the exit is 1 where there is any."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--no-rebuild",
            action="store_true",
            help="do not print the masters again",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Check all, and name what is wrong."""
        failures = 0
        for finding in verifying.everything(rebuild=not options["no_rebuild"], show=self.show):
            failures += finding.is_failure
            self.stdout.write(str(finding) if finding.is_failure else f"(remark) {finding}")
        if failures:
            raise CommandError(f"{failures} rows do not hold what was filed. Restore them from the backup.")
        self.stdout.write("Everything on file is what was filed.")

    def show(self, done: int, total: int) -> None:
        """Draw the progress bar, on a terminal only."""
        if self.stderr.isatty():
            filled = BAR_WIDTH * done // max(total, 1)
            end = "" if done < total else "\n"
            self.stderr.write(f"\r[{'#' * filled}{'.' * (BAR_WIDTH - filled)}] {done}/{total}", ending=end)
