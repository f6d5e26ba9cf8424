"""`manage.py reconcile_reminders`: plan every open item again, and report what the scan had missed."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from commitments.enums import Rule
from commitments.management.base import BaseCommand
from commitments.reminders import alarms
from commitments.reminders.reconciliation import plan_all


class Command(BaseCommand):
    help = (
        "Plan the reminders of every open commitment without the scan that each sweep makes, and say what "
        "it had missed. Nothing should be; what is found is planned, and the command ends with 1. "
        "The schedule does the same every night."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the argument for the format."""
        parser.add_argument(
            "--format", choices=("text", "json"), default="text", help="how to print (default: text)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Check everything once and print what was missed."""
        now = timezone.now()
        reading = alarms.check_clocks(now)
        if not reading.is_right:
            raise CommandError(f"{reading} Nothing was planned. Correct the clock of this machine.")
        found = plan_all(now)
        if options["format"] == "json":
            self.stdout.write(json.dumps(asdict(found), default=str, ensure_ascii=False))
        elif found.is_paused:
            self.stdout.write("Sending of mail is paused: nothing was looked at.")
        else:
            for reference, rule, at in found.missed:
                self.stdout.write(f"{reference}: {Rule(rule).label}, {at.isoformat()}")
            self.stdout.write(
                f"{found.items} open item(s) looked at, {len(found.missed)} reminder(s) missed."
            )
        if found.missed:
            raise CommandError("The scan had missed reminders; they are planned now. Report this.")
