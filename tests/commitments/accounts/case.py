"""What the tests of accounts share: the usual people, and a second administrator."""

from typing import Any, ClassVar

from django.db import transaction
from django.test import TestCase

from commitments.accounts import changes
from commitments.enums import Classification, Role
from commitments.errors import Refused
from commitments.models import AccountChange, User
from tests.cast import NOW, Cast, gather

SECRET, RESTRICTED = Classification.SECRET, Classification.RESTRICTED


def second_administrator(name: str = "second") -> User:
    """Make an administrator who has signed in."""
    return User.objects.create_user(
        name, f"{name}@example.org", name=name.title(), role=Role.ADMINISTRATOR, last_login=NOW
    )


class Case(TestCase):
    cast: ClassVar[Cast]
    second: ClassVar[User]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.second = second_administrator()

    def refused(self, deed: Any, *args: Any, **kwargs: Any) -> str:
        try:
            with transaction.atomic():
                deed(*args, **{"now": NOW, **kwargs})
        except Refused as refused:
            return refused.code
        return ""

    def propose(self, person: User, values: dict[str, Any], by: User | None = None) -> AccountChange:
        return changes.propose_permissions(
            person, values, reason="Moves to the desk", by=by or self.cast.administrator, now=NOW
        )
