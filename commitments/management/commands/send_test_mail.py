"""`manage.py send_test_mail ADDRESS`: try the way that reminders take."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from commitments.management.plain import BaseCommand
from commitments.reminders import trial


class Command(BaseCommand):
    help = "Send one mail without content to an address, as reminders are sent; print the server's answer."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address."""
        parser.add_argument("address", metavar="ADDRESS", help="where to send it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send it; raise CommandError with what the server said where it was not taken."""
        try:
            tried = trial.send(options["address"], now=timezone.now())
        except ValueError as error:
            raise CommandError(f"{options['address']!r} is not a mail address.") from error
        if not tried.is_accepted:
            raise CommandError(f"{tried.where} did not take the mail: {tried.said}")
        self.stdout.write(f"{tried.where} took the mail: {tried.said}")
