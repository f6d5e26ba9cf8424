"""`manage.py changepassword`: Django's command, with its row of history."""

from typing import Any

from django.contrib.auth.management.commands import changepassword
from django.db import transaction
from django.utils import timezone

from commitments import audit, signing_in


class Command(changepassword.Command):
    help = (
        "Set the password of an account, for where nobody can sign in any more. It gives no reach; it ends "
        "every session of the account, and the history says that it was done on the server."
    )

    def handle(self, *args: Any, **options: Any) -> str | None:
        """Set the password as Django does, and write down that it was set here."""
        said: str | None = super().handle(*args, **options)
        name = options["username"]
        for person in signing_in.of_name(name):
            # Not around the whole: nobody's database waits while somebody types.
            with transaction.atomic():
                audit.record("password set", person, by=None, now=timezone.now())
        return said
