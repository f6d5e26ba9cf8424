"""Calendar subscriptions: secret addresses that are shown once, stored as hashes, and revoked with the
account.
"""

import datetime
import hashlib
import re
import secrets
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commitments.accounts import lookup
from commitments.audit import log
from commitments.errors import Refused
from commitments.models import CalendarSubscription, User

MOST_FEEDS = 10
# Enough of the secret to tell one from another in a list.
BEGINNING = 6
# 256 bits, so that the hash needs no salt and no slowness.
SECRET_BYTES = 32
READABLE = re.compile(r"[A-Za-z0-9_-]{43}")


def list_active(person: User) -> QuerySet[CalendarSubscription]:
    """List the feeds of a person that are not revoked, newest first."""
    return CalendarSubscription.objects.filter(person=person, revoked_at=None).order_by("-pk")


def hash_of(secret: str) -> str:
    """Return the stored form of a secret: its SHA-256."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def create_subscription(person: User, *, label: str, now: datetime.datetime) -> str:
    """Create a subscription for a person and return its secret, which cannot be shown again.

    Raises `Refused` where the person has the maximum number of subscriptions.
    """
    owner = lookup.lock_account(person)
    if list_active(owner).count() >= MOST_FEEDS:
        raise Refused(
            _("You already have ten calendar subscriptions. Revoke one that you no longer use."), "too_many"
        )
    secret = secrets.token_urlsafe(SECRET_BYTES)
    feed = CalendarSubscription(
        person=owner,
        label=label.strip(),
        digest=hash_of(secret),
        begins=secret[:BEGINNING],
        made_at=now,
    )
    feed.save(force_insert=True)
    filed = log.build_credential_values({}, log.fingerprint_credentials([feed]))
    log.record_change("feed made", owner, by=owner, now=now, after=_trace(feed) | filed)
    return secret


@transaction.atomic
def revoke_subscription(person: User, key: int, *, now: datetime.datetime) -> bool:
    """Revoke one of the person's own subscriptions; False where none with that key is active."""
    owner = lookup.lock_account(person)
    feed = list_active(owner).filter(pk=key).first()
    if feed is None:
        return False
    _end(feed, owner, by=owner, now=now)
    return True


def end_all(person: User, *, by: User | None, now: datetime.datetime, reason: str) -> None:
    """Revoke every subscription of an account; the caller holds the transaction."""
    for feed in list_active(person).order_by("pk"):
        _end(feed, person, by=by, now=now, reason=reason)


def _end(
    feed: CalendarSubscription, owner: User, *, by: User | None, now: datetime.datetime, reason: str = ""
) -> None:
    stood = log.fingerprint_credentials([feed])
    feed.revoked_at = now
    feed.save(update_fields=["revoked_at"])
    after = log.build_credential_values(stood, log.fingerprint_credentials([feed]))
    log.record_change("feed revoked", owner, by=by, now=now, before=_trace(feed), after=after, reason=reason)


def person_of(secret: str) -> tuple[CalendarSubscription, User] | None:
    """Find the active feed of a secret and its person, an open account; None where there is none.

    The person is loaded like the person of a request: with whether there are grants.
    """
    if not READABLE.fullmatch(secret):
        return None
    feed = CalendarSubscription.objects.filter(
        digest=hash_of(secret), revoked_at=None, person__is_active=True
    ).first()
    person = None if feed is None else lookup.by_key(feed.person_id)
    return None if feed is None or person is None else (feed, person)


def record_use(feed: CalendarSubscription, today: datetime.date) -> None:
    """Record the day on which a feed was last fetched: one write a day, however often it is fetched."""
    if feed.last_used_on is None or feed.last_used_on < today:
        CalendarSubscription.objects.filter(pk=feed.pk).update(last_used_on=today)


def _trace(feed: CalendarSubscription) -> dict[str, Any]:
    return {"feed": feed.begins, "label": feed.label}
