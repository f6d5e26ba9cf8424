"""`manage.py reconcile_reminders`: plan every open item afresh, and say what the scan had missed."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from commitments.management.plain import BaseCommand
from commitments.reminders import clock
from commitments.reminders.reconcile import reconcile
from commitments.vocabulary import Rule


class Command(BaseCommand):
    help = (
        "Plan the reminders of every open commitment without the scan that each sweep makes, and say what "
        "it had missed. Nothing should be; what is found is planned, and the command ends with 1. "
        "The schedule does the same every night."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take how to print."""
        parser.add_argument(
            "--format", choices=("text", "json"), default="text", help="how to print (default: text)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Look at everything once and print what was missed."""
        now = timezone.now()
        reading = clock.check(now)
        if not reading.is_right:
            raise CommandError(f"{reading} Nothing was planned. Correct the clock of this machine.")
        found = reconcile(now)
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
