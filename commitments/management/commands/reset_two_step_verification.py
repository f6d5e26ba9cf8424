"""`manage.py reset_two_step_verification`: remove a lost second factor where no other person can."""

import datetime

from commitments.accounts import invitations
from commitments.management.base import AccountCommand
from commitments.models import User


class Command(AccountCommand):
    help = (
        "Take away the second factors and recovery codes of an account that lost them, for where no two "
        "people can do it in the tracker. It gives no rights. Every session, API token and emailed link of "
        "the account ends, the history records that it was done on the server, and the person and the "
        "administrators get an email."
    )
    whose = "the account that lost its second factor"

    def act(self, person: User, *, reason: str, now: datetime.datetime) -> str:
        """Remove the second factors."""
        count = invitations.reset_on_server(person, reason=reason, now=now)
        return (
            f"Removed {count} second factors and sets of recovery codes of {person.username}, and ended its "
            "sessions. The person signs in with the password and sets up two-step verification again."
        )
