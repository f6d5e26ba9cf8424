"""How the account behind a session is loaded: with what is opened to it by name, in the same query."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from commitments import signing_in
from commitments.models import User


class Backend(AuthenticationBackend):
    """Loads who is signed in so that the door asks no more of those to whom nothing is opened.

    The right password of a closed account is answered as a wrong one.
    """

    @classmethod
    def _stash_user(cls, user: AbstractBaseUser | None) -> AbstractBaseUser | None:
        return super()._stash_user(None)

    def _check_password(self, user: AbstractBaseUser | None, password: str) -> AbstractBaseUser | None:
        found = super()._check_password(user, password)
        if isinstance(found, User) and found.is_hash_old:
            signing_in.renew_hash(found, password, now=timezone.now())
        return found

    def get_user(self, user_id: Any) -> User | None:
        user = signing_in.by_key(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
