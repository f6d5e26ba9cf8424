"""`manage.py reset_two_step_verification`: for a lost second factor, where nobody else can."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from commitments import accounts, signing_in
from commitments.errors import Refused
from commitments.management.plain import BaseCommand


class Command(BaseCommand):
    help = (
        "Take away the second factors and recovery codes of an account that lost them, for where no two "
        "people can do it in the tracker. It gives no rights. Every session, API token and emailed link of "
        "the account ends, the history records that it was done on the server, and the person and the "
        "administrators get an email."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the account and the reason."""
        parser.add_argument("username", metavar="USERNAME", help="the account that lost its second factor")
        parser.add_argument("--reason", required=True, help="why, as the history and the emails will say it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take them away, and say what comes next."""
        person = signing_in.of_name(options["username"]).first()
        if person is None:
            raise CommandError(f"No account is called {options['username']!r}.")
        try:
            count = accounts.reset_on_server(person, reason=options["reason"], now=timezone.now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"Removed {count} second factors and sets of recovery codes of {person.username}, and ended its "
            "sessions. The person signs in with the password and sets up two-step verification again."
        )
