"""The base of commands that do to one account, on the server, what nobody can do in the tracker."""

import datetime
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from commitments import signing_in
from commitments.errors import Refused
from commitments.management.plain import BaseCommand
from commitments.models import User


class AccountCommand(BaseCommand):
    """Takes a user name and a reason, which the history and the emails will say."""

    whose = "the account"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the account and the reason."""
        parser.add_argument("username", metavar="USERNAME", help=self.whose)
        parser.add_argument("--reason", required=True, help="why, as the history and the emails will say it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say what comes next; a refusal is told in one sentence."""
        person = signing_in.of_name(options["username"]).first()
        if person is None:
            raise CommandError(f"No account is called {options['username']!r}.")
        try:
            said = self.act(person, reason=options["reason"], now=timezone.now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(said)

    def act(self, person: User, *, reason: str, now: datetime.datetime) -> str:
        """Do it, and return what is then said."""
        raise NotImplementedError
