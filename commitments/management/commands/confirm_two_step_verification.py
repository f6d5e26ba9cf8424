"""`manage.py confirm_two_step_verification`: confirm a first second factor that no email can confirm."""

import datetime

from commitments.accounts import invitations
from commitments.management.base import AccountCommand
from commitments.models import User


class Command(AccountCommand):
    help = (
        "Confirm two-step verification that a user has just set up, when the account has no working email "
        "address and there is no second administrator. Ask the user first whether they set it up. The "
        "history records it as done on the server. The user and the administrators receive an email."
    )
    whose = "the account whose two-step verification is to be confirmed"

    def act(self, person: User, *, reason: str, now: datetime.datetime) -> str:
        """Confirm it."""
        invitations.confirm_on_server(person, reason=reason, now=now)
        return (
            f"Confirmed the two-step verification of {person.username}. "
            "It is required at each sign-in from now on."
        )
