"""The first second factor of an account: what it takes until it counts, and who says so.

Whoever holds the password alone can set one up. It counts once its owner confirms it by a link that was sent
to the address of the account or, where no address is known that says anything, once two persons do.
"""

import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from commitments import access, second_factors
from commitments.accounts.addresses import last_address_change
from commitments.models import User
from commitments.vocabulary import Classification


def is_needed() -> bool:
    """Say whether second factors are needed on this installation, by a role or for some level."""
    return bool(settings.SECOND_FACTOR_ROLES) or max(Classification) > settings.SECOND_FACTOR_ABOVE


def must_be_confirmed(person: User) -> bool:
    """Say whether what this person sets up now has to be confirmed.

    Not where one that counts stands, which is asked for instead, nor of who sets the installation up alone.
    """
    return is_needed() and not second_factors.of(person).exists() and not access.sets_up_alone(person)


def address_of(person: User) -> str:
    """Give the address to which the link goes; empty where there is none that tells the person apart.

    An address from which mail came back counts as none, and so does one that was written from the account
    itself: whoever has its password would be sent the link.
    """
    if not person.email or person.mail_bounced_at is not None:
        return ""
    row = last_address_change(person)
    return "" if row is not None and row.by_id == person.pk else person.email


def to_send(key: int) -> QuerySet[User]:
    """List the account of a request where it is open."""
    return User.objects.filter(pk=key, is_active=True)


@transaction.atomic
def take_off(person: User, *, now: datetime.datetime) -> bool:
    """Take off what waits, at the wish of the person; False where nothing does."""
    standing = User.objects.select_for_update().get(pk=person.pk)
    return second_factors.drop_awaited(standing, by=standing, now=now)
