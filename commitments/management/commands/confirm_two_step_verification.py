"""`manage.py confirm_two_step_verification`: confirm a first second factor that no email can confirm."""

import datetime

from commitments.accounts import invitations
from commitments.management.base import AccountCommand
from commitments.models import User


class Command(AccountCommand):
    help = (
        "Confirm the second factor that a person has just set up, for where the account has no email address "
        "that works and no second administrator is left. Ask the person first whether they set it up. The "
        "history records it as done on the server, and the person and the administrators get an email."
    )
    whose = "the account whose second factor waits to be confirmed"

    def act(self, person: User, *, reason: str, now: datetime.datetime) -> str:
        """Confirm it."""
        invitations.confirm_on_server(person, reason=reason, now=now)
        return (
            f"Confirmed the second factor of {person.username}. It is asked for at each sign-in from now on."
        )
