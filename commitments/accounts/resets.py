"""Links by which a forgotten password is set anew: how they are made, and what ends them early."""

from typing import Any

from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db.models import QuerySet

from commitments.models import User


class Keys(PasswordResetTokenGenerator):
    """A link ends once used, at a sign-in, with another address, and with a closing of the account.

    With the latter for good, even where the account is opened again; a closed account is given no password.
    """

    key_salt = "commitments.password_reset"

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}|{user.is_active}|{user.sessions_from}"

    def check_token(self, user: Any, token: str | None) -> bool:
        """Say whether the link is good for this account as it stands."""
        return user is not None and user.is_active and super().check_token(user, token)


def key_of(person: User) -> str:
    """Give the part of the link's address that names the account and proves it; kept nowhere."""
    return f"{user_pk_to_url_str(person)}-{Keys().make_token(person)}"


def to_send(key: int) -> QuerySet[User]:
    """List the account of a request where it is open and has an address."""
    return User.objects.filter(pk=key, is_active=True).exclude(email="")
