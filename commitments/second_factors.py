"""The second factors of an account: how their secrets are kept, and how a lost one is taken away."""

import base64
import datetime
from functools import lru_cache

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import transaction
from django.db.models import F, OuterRef, QuerySet
from django.utils.crypto import salted_hmac

from commitments import audit
from commitments.models import User

KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# What of an authenticator is kept so that the database alone does not give it away.
SECRETS = ("secret", "seed")
SALT = "commitments.second_factors"


def of(person: User | OuterRef) -> "QuerySet[Authenticator]":
    """List what the person can prove with, recovery codes left out: they only stand in for it."""
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user=person, type__in=KINDS)
    return found


@transaction.atomic
def clear(person: User, *, by: User, now: datetime.datetime, reason: str = "") -> int:
    """Take away every second factor and recovery code of an account, and end its sessions; give how many.

    For one that was lost: who may, and that it takes two persons, is for the caller to see to. The person
    signs in by password afterwards and, where the role needs one, sets up another before anything else.
    """
    found = Authenticator.objects.filter(user=person)
    kinds = " ".join(sorted(found.values_list("type", flat=True)))
    count, _rows = found.delete()
    User.objects.filter(pk=person.pk).update(sessions_from=F("sessions_from") + 1)
    audit.record(
        "second factor taken away", person, by=by, now=now, before={"factors": kinds},
        after={"factors": ""}, reason=reason,
    )  # fmt: skip
    return count


def note(action: str, person: User, *, now: datetime.datetime, kind: str) -> None:
    """Write into the history what a person did to the own second factors, in the transaction that does it."""
    known = User.objects.get(pk=person.pk)
    audit.record(action, known, by=known, now=now, after={"factors": kind})


def locked(secret: str) -> str:
    """Encrypt a secret by the key of the installation."""
    return _keys(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).encrypt(secret.encode()).decode()


def unlocked(kept: str) -> str:
    """Decrypt a secret that this key or one of the keys that were has encrypted; else raises InvalidToken."""
    return _keys(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).decrypt(kept.encode()).decode()


@transaction.atomic
def renew() -> int:
    """Encrypt every secret by the present key, so that the keys that were can go; give how many.

    Raises InvalidToken where none of the keys fits.
    """
    keys = _keys(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    count = 0
    for one in Authenticator.objects.select_for_update().order_by("pk"):
        held = {name: one.data[name] for name in SECRETS if name in one.data}
        one.data |= {name: keys.rotate(kept.encode()).decode() for name, kept in held.items()}
        one.save(update_fields=["data"])
        count += len(held)
    return count


@lru_cache(maxsize=8)
def _keys(*secrets: str) -> MultiFernet:
    """Derive a key from each secret, the one to encrypt by first."""
    digests = (salted_hmac(SALT, "", secret=secret, algorithm="sha256").digest() for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
