"""`manage.py changepassword`: Django's command, with its row of history."""

import getpass
from typing import Any

from django.contrib.auth.management.commands import changepassword
from django.db import transaction
from django.utils import timezone

from commitments.accounts import lookup
from commitments.accounts.second_factors import end_ways_in


class Command(changepassword.Command):
    help = (
        "Set the password of an account when no user can sign in. The command grants no permissions. It "
        "ends every session, API token and emailed link of the account. The history records that it was "
        "done on the server."
    )

    def handle(self, *args: Any, **options: Any) -> str | None:
        """Set the password as Django does, write that down, and end what came in by the one before."""
        said: str | None = super().handle(*args, **options)
        name = options["username"] or getpass.getuser()
        for person in lookup.find_by_username(name):
            # Not around the whole: nobody's database waits while somebody types.
            with transaction.atomic():
                now = timezone.now()
                lookup.note_password(person, by=None, now=now)
                end_ways_in(person, by=None, now=now, reason="new password")
        return said
