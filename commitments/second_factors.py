"""The second factors of an account: when they count, how they are kept, how a lost one is taken away."""

import base64
import datetime
import secrets
from functools import lru_cache
from hashlib import sha256

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import transaction
from django.db.models import F, OuterRef, QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

from commitments import audit
from commitments.models import User

KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# What of an authenticator is kept so that the database alone does not give it away.
SECRETS = ("secret", "seed")
SALT = "commitments.second_factors"
# Of one that does not count yet: the digest of the link that confirms it, and until when that works.
AWAITS = audit.credentials.AWAITS
VALID = datetime.timedelta(hours=24)


def of(person: User | OuterRef) -> "QuerySet[Authenticator]":
    """List what the person can prove with, recovery codes left out: they only stand in for it.

    One that is not confirmed yet proves nothing.
    """
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user=person, type__in=KINDS)
    return found.exclude(data__has_key=AWAITS)


def awaited(person: User | OuterRef) -> "QuerySet[Authenticator]":
    """List what was set up and waits to be confirmed: one at most."""
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user=person, type__in=KINDS)
    return found.filter(data__has_key=AWAITS)


def hold(factor: Authenticator) -> None:
    """Let a factor count for nothing until it is confirmed, in the transaction that sets it up."""
    factor.data[AWAITS] = {"digest": "", "until": 0}
    factor.save(update_fields=["data"])


@transaction.atomic
def new_link(person: User, *, now: datetime.datetime) -> str:
    """Make what the link of a mail confirms the awaited factor by, and keep its digest alone.

    What was made before is dead, and this once the account has another address. Gives an empty text where
    nothing waits.
    """
    factor = awaited(person).select_for_update().first()
    if factor is None:
        return ""
    said = secrets.token_urlsafe()
    factor.data[AWAITS] = {"digest": _digest(said, person), "until": int((now + VALID).timestamp())}
    factor.save(update_fields=["data"])
    return said


def linked(person: User, said: str, *, now: datetime.datetime) -> Authenticator | None:
    """Find what a link confirms; a forged, used or old one, or another's, is answered alike: None."""
    factor = awaited(person).first()
    if factor is None:
        return None
    kept = factor.data[AWAITS]
    is_same = constant_time_compare(_digest(said, person), kept["digest"])
    return factor if is_same and now.timestamp() < kept["until"] else None


def _digest(said: str, person: User) -> str:
    """Digest what a link says, and to whom it was sent: of 256 random bits nobody finds them again."""
    return sha256(f"{said} {person.email}".encode()).hexdigest()


@transaction.atomic
def confirm(
    person: User, key: int, *, by: User | None, now: datetime.datetime, reason: str = ""
) -> Authenticator | None:
    """Let an awaited factor count from now on; None where it waits no more. The caller sees to who may."""
    factor = awaited(person).select_for_update().filter(pk=key).first()
    if factor is None:
        return None
    stood = state_of(person)
    del factor.data[AWAITS]
    factor.save(update_fields=["data"])
    after = {"factors": factor.type} | audit.credentials.filed(stood, state_of(person))
    audit.record("second factor confirmed", person, by=by, now=now, after=after, reason=reason)
    return factor


def drop_awaited(person: User, *, by: User | None, now: datetime.datetime, reason: str = "") -> bool:
    """Take away what waits, with its recovery codes, in the caller's transaction; False for nothing."""
    factor = awaited(person).select_for_update().first()
    if factor is None:
        return False
    stood = state_of(person)
    factor.delete()
    if not of(person).exists():
        Authenticator.objects.filter(user=person, type=Authenticator.Type.RECOVERY_CODES).delete()
    before, after = {"factors": factor.type}, audit.credentials.filed(stood, state_of(person))
    audit.record("second factor removed", person, by=by, now=now, before=before, after=after, reason=reason)
    return True


@transaction.atomic
def clear(person: User, *, by: User | None, now: datetime.datetime, reason: str = "") -> int:
    """Take away every second factor and recovery code of an account, and end its sessions; give how many.

    For one that was lost: who may, and that it takes two persons, is for the caller to see to. The person
    signs in by password afterwards and, where the role needs one, sets up another before anything else.
    """
    found, stood = Authenticator.objects.filter(user=person), state_of(person)
    kinds = " ".join(sorted(found.values_list("type", flat=True)))
    count, _rows = found.delete()
    User.objects.filter(pk=person.pk).update(sessions_from=F("sessions_from") + 1)
    audit.record(
        "second factor taken away", person, by=by, now=now, before={"factors": kinds},
        after={"factors": ""} | audit.credentials.filed(stood, {}), reason=reason,
    )  # fmt: skip
    return count


def state_of(person: User) -> audit.credentials.State:
    """Return the fingerprints of the second factors and recovery codes of an account."""
    return audit.credentials.state(Authenticator.objects.filter(user=person).order_by("pk"))


def note(
    action: str, person: User, stood: audit.credentials.State, *, now: datetime.datetime, kind: str
) -> None:
    """Write into the history what a person did to the own second factors, in the transaction that does it.

    `stood` are their fingerprints before.
    """
    known = User.objects.get(pk=person.pk)
    after = {"factors": kind} | audit.credentials.filed(stood, state_of(known))
    audit.record(action, known, by=known, now=now, after=after)


def locked(secret: str) -> str:
    """Encrypt a secret by the key of the installation."""
    return _keys(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).encrypt(secret.encode()).decode()


def unlocked(kept: str) -> str:
    """Decrypt a secret that this key or one of the keys that were has encrypted; else raises InvalidToken."""
    return _keys(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).decrypt(kept.encode()).decode()


@transaction.atomic
def renew(*, now: datetime.datetime) -> int:
    """Encrypt every secret by the present key, so that the keys that were can go; give how many.

    Raises InvalidToken where none of the keys fits.
    """
    keys = _keys(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    count = 0
    for one in Authenticator.objects.select_for_update(of=("self",)).select_related("user").order_by("pk"):
        stood = audit.credentials.state([one])
        held = {name: one.data[name] for name in SECRETS if name in one.data}
        one.data |= {name: keys.rotate(kept.encode()).decode() for name, kept in held.items()}
        one.save(update_fields=["data"])
        after = audit.credentials.filed(stood, audit.credentials.state([one]))
        if held:
            audit.record("second factors encrypted again", one.user, by=None, now=now, after=after)
        count += len(held)
    return count


@lru_cache(maxsize=8)
def _keys(*secrets: str) -> MultiFernet:
    """Derive a key from each secret, the one to encrypt by first."""
    digests = (salted_hmac(SALT, "", secret=secret, algorithm="sha256").digest() for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
