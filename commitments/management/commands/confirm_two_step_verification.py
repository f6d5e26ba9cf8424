"""`manage.py confirm_two_step_verification`: for a first second factor that no email can confirm."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from commitments import accounts, signing_in
from commitments.errors import Refused
from commitments.management.plain import BaseCommand


class Command(BaseCommand):
    help = (
        "Confirm the second factor that a person has just set up, for where the account has no email address "
        "that works and no second administrator is left. Ask the person first whether they set it up. The "
        "history records it as done on the server, and the person and the administrators get an email."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the account and the reason."""
        parser.add_argument(
            "username", metavar="USERNAME", help="the account whose second factor waits to be confirmed"
        )
        parser.add_argument("--reason", required=True, help="why, as the history and the emails will say it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Confirm it, and say what comes next."""
        person = signing_in.of_name(options["username"]).first()
        if person is None:
            raise CommandError(f"No account is called {options['username']!r}.")
        try:
            accounts.confirm_on_server(person, reason=options["reason"], now=timezone.now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"Confirmed the second factor of {person.username}. It is asked for at each sign-in from now on."
        )
