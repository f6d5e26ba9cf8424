"""Accounts found before anybody is signed in: by name, by address, by token. No page lists what is here."""

import datetime

from django.db.models import F, QuerySet

from commitments import access
from commitments.models import User
from commitments.vocabulary import Role


def by_name(name: str) -> User | None:
    """Find the open account of a user name."""
    return User.objects.filter(username=name, is_active=True).first()


def of_name(name: str) -> QuerySet[User]:
    """List the account of a user name, open or closed; none where it is empty."""
    return User.objects.filter(username=name) if name else User.objects.none()


def by_address(address: str) -> User | None:
    """Find the open account of a mail address; None where there are two."""
    found = list(User.objects.filter(email__iexact=address, is_active=True)[:2])
    return found[0] if len(found) == 1 else None


def by_token(digest: str, now: datetime.datetime) -> User | None:
    """Find the open account of a token that is valid, with what it may be used for.

    The account says whether the program `is_outside`, and the token's `scopes`, a space between the words.
    """
    standing = {"auth_token_set__digest": digest, "auth_token_set__expiry__gt": now, "is_active": True}
    terms = {
        "is_outside": F("auth_token_set__terms__is_external"),
        "scopes": F("auth_token_set__terms__scopes"),
    }
    found = access.with_names(User.objects.filter(**standing)).annotate(**terms)
    return found.order_by().first()


def by_key(key: int) -> User | None:
    """Find the account of a session, with whether anything is opened to it by name, in one query."""
    return access.with_names(User.objects.filter(pk=key)).order_by().first()


def standing(person: User) -> User:
    """Read an account as it stands; nobody else writes it until the transaction ends."""
    return User.objects.select_for_update().get(pk=person.pk)


def has_administrator() -> bool:
    """Say whether an administrator was ever made."""
    return User.objects.filter(role=Role.ADMINISTRATOR).exists()
