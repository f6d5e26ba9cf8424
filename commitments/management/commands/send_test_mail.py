"""`manage.py send_test_mail ADDRESS`: send a test email by the same route as reminders."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from commitments.management.base import BaseCommand
from commitments.reminders import delivery


class Command(BaseCommand):
    help = (
        "Send one email without content to an address, as reminders are sent, and print the server's reply."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the argument for the address."""
        parser.add_argument("address", metavar="ADDRESS", help="recipient of the test email")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send it; raise CommandError with the server's answer where it was refused."""
        try:
            tried = delivery.send_trial(options["address"], now=timezone.now())
        except ValueError as error:
            raise CommandError(f"{options['address']!r} is not a valid email address.") from error
        if not tried.is_accepted:
            raise CommandError(f"{tried.where} did not accept the email: {tried.said}")
        self.stdout.write(f"{tried.where} accepted the email: {tried.said}")
