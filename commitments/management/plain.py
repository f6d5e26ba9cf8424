"""The base of our commands: what is wrong with their arguments is told in one sentence."""

from typing import Any, NoReturn

from django.core.management import base
from django.utils.text import capfirst


class _Parser(base.CommandParser):
    """Reads the arguments of a command; its usage is printed where it is asked for."""

    def error(self, message: str) -> NoReturn:
        """End with a sentence on stderr; a caller that is a program gets CommandError."""
        if not self.called_from_command_line:
            super().error(message)
        self.exit(2, f"{capfirst(message)}. “{self.prog} --help” says more.\n")


class BaseCommand(base.BaseCommand):
    """Django's, but for what it says of arguments."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> base.CommandParser:
        """Read arguments in our way."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.__class__ = _Parser
        return parser
