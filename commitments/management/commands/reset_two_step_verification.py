"""`manage.py reset_two_step_verification`: remove a lost second factor where no other person can."""

import datetime

from commitments.accounts import invitations
from commitments.management.base import AccountCommand
from commitments.models import User


class Command(AccountCommand):
    help = (
        "Remove two-step verification and the recovery codes of an account that lost them, when no two "
        "people can do it in the system. The command grants no permissions. It ends every session, API "
        "token and emailed link of the account. The history records that it was done on the server. The "
        "user and the administrators receive an email."
    )
    whose = "the account that lost its two-step verification"

    def act(self, person: User, *, reason: str, now: datetime.datetime) -> str:
        """Remove the second factors."""
        count = invitations.reset_on_server(person, reason=reason, now=now)
        return (
            f"Removed {count} methods of two-step verification and sets of recovery codes of "
            f"{person.username}, and ended its sessions. The user signs in with the password and sets up "
            "two-step verification again."
        )
