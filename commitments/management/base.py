"""Base classes of our commands: arguments with clear errors, a progress bar, and acts on accounts."""

import datetime
from typing import Any, NoReturn

from django.core.management import base
from django.core.management.base import CommandError, CommandParser, OutputWrapper
from django.utils import timezone
from django.utils.text import capfirst

from commitments.accounts import lookup
from commitments.errors import Refused
from commitments.models import User


class _Parser(base.CommandParser):
    """Reads the arguments of a command; the usage is printed only on request."""

    def error(self, message: str) -> NoReturn:
        """End with a sentence on stderr; a caller that is a program gets CommandError."""
        if not self.called_from_command_line:
            super().error(message)
        self.exit(2, f"{capfirst(message)}. “{self.prog} --help” says more.\n")


class BaseCommand(base.BaseCommand):
    """Django's BaseCommand, with errors about arguments in one sentence."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> base.CommandParser:
        """Read arguments in our way."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.__class__ = _Parser
        return parser


WIDTH = 30


def draw_bar(stream: OutputWrapper, done: int, total: int, *, is_last: bool | None = None) -> None:
    """Draw the progress of a command, only on a terminal; the line ends with the total, or on request."""
    if not stream.isatty():
        return
    filled = WIDTH * done // max(total, 1)
    ends = done >= total if is_last is None else is_last
    stream.write(
        f"\r[{'#' * filled}{'.' * (WIDTH - filled)}] {done:,}/{total:,}", ending="\n" if ends else ""
    )


class AccountCommand(BaseCommand):
    """A command on one account that only the server may do; takes a username and a reason for history and
    emails.
    """

    whose = "the account"

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the arguments for account and reason."""
        parser.add_argument("username", metavar="USERNAME", help=self.whose)
        parser.add_argument("--reason", required=True, help="why, as the history and the emails will say it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the act, and print what comes next; a refusal is printed in one sentence."""
        person = lookup.find_by_username(options["username"]).first()
        if person is None:
            raise CommandError(f"No account is called {options['username']!r}.")
        try:
            said = self.act(person, reason=options["reason"], now=timezone.now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(said)

    def act(self, person: User, *, reason: str, now: datetime.datetime) -> str:
        """Do the act, and return the text to print."""
        raise NotImplementedError
