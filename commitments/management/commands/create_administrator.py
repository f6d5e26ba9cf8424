"""`manage.py create_administrator`: create the first account of an installation."""

import secrets
from pathlib import Path
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from commitments.accounts import changes, lookup
from commitments.enums import Classification, Role
from commitments.management.base import BaseCommand
from commitments.models import User
from commitments.records import edits

PASSWORD_BYTES = 18


class Command(BaseCommand):
    help = (
        "Create the first account: an administrator, who creates all other accounts in the admin. The "
        "command asks for no input. Without --password-file, a random password is printed once. Change it "
        "after the first sign-in."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username", default="administrator", help="default: administrator")
        parser.add_argument("--name", default="", help="name to record for the account")
        parser.add_argument("--email", default="", help="email address for password resets")
        parser.add_argument("--password-file", type=Path, help="a file whose first line is the password")

    def handle(self, *args: Any, **options: Any) -> None:
        """Create the account, once; print how to sign in."""
        if lookup.has_administrator():
            raise CommandError("There is already an administrator. Create further accounts in the admin.")
        given = read_password(options["password_file"])
        user = User(
            username=options["username"],
            name=options["name"] or options["username"],
            email=options["email"],
            role=Role.ADMINISTRATOR,
            clearance=Classification.PUBLIC,
        )
        password = given or secrets.token_urlsafe(PASSWORD_BYTES)
        user.set_password(password)
        check(user, given)
        edits.create_record(user, by=None, now=timezone.now(), reason=changes.ALONE)
        self.stdout.write(f"Created the administrator {user.username}.")
        if not given:
            self.stdout.write(f"Password: {password}")


def read_password(file: Path | None) -> str:
    """Read the first line of a file; an empty text where none is named. Raises CommandError."""
    if file is None:
        return ""
    try:
        lines = file.read_text().splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(
            f"{file} cannot be read as text. Use a file whose first line is the password."
        ) from error
    if not lines or not lines[0]:
        raise CommandError(f"{file} is empty. Its first line must be the password.")
    return lines[0]


def check(user: User, password: str) -> None:
    """Raise CommandError for an account that the admin would not take."""
    try:
        user.full_clean()
        if password:
            validate_password(password, user)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
