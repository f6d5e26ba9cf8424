"""Second factors of an account: how they are confirmed, stored and removed, and what ends with them.

A person who has only the password can set one up. It counts once the owner confirms it by a link sent to the
address of the account or, where no reliable address is known, once two persons confirm it.

Sessions, tokens, calendars and email links end at once where an account is closed or loses permissions.
"""

import base64
import datetime
import secrets
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F, OuterRef, QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac
from knox.models import AuthToken

from commitments.access import write_rules
from commitments.accounts import calendar_subscriptions
from commitments.audit import log
from commitments.enums import Classification
from commitments.errors import Refused
from commitments.models import AuditRow, ReplyLink, TokenTerms, User
from commitments.records import edits

KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# What of an authenticator is kept so that the database alone does not give it away.
SECRETS = ("secret", "seed")
SALT = "commitments.accounts.second_factors"
# Of one that does not count yet: the digest of the link that confirms it, and until when that works.
AWAITS = log.AWAITS
VALID = datetime.timedelta(hours=24)


def list_factors(person: User | OuterRef) -> "QuerySet[Authenticator]":
    """List the person's confirmed second factors, without recovery codes, which only replace one."""
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user=person, type__in=KINDS)
    return found.exclude(data__has_key=AWAITS)


def list_unconfirmed(person: User | OuterRef) -> "QuerySet[Authenticator]":
    """List the factor that is set up but not confirmed: one at most."""
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user=person, type__in=KINDS)
    return found.filter(data__has_key=AWAITS)


def require_confirmation(factor: Authenticator) -> None:
    """Mark a factor as unconfirmed in the transaction that sets it up; it counts for nothing until
    confirmed.
    """
    factor.data[AWAITS] = {"digest": "", "until": 0}
    factor.save(update_fields=["data"])


@transaction.atomic
def new_link(person: User, *, now: datetime.datetime) -> str:
    """Create the secret of the link that confirms the pending factor, and store only its digest.

    Earlier links become void, and this one once the account has another address. Returns an empty text where
    no factor is pending.
    """
    factor = list_unconfirmed(person).select_for_update().first()
    if factor is None:
        return ""
    said = secrets.token_urlsafe()
    factor.data[AWAITS] = {"digest": _digest(said, person), "until": int((now + VALID).timestamp())}
    factor.save(update_fields=["data"])
    return said


def find_by_link(person: User, said: str, *, now: datetime.datetime) -> Authenticator | None:
    """Find the factor that a link confirms; None for a forged, used or old link, or one of another person."""
    factor = list_unconfirmed(person).first()
    if factor is None:
        return None
    kept = factor.data[AWAITS]
    is_same = constant_time_compare(_digest(said, person), kept["digest"])
    return factor if is_same and now.timestamp() < kept["until"] else None


def _digest(said: str, person: User) -> str:
    """Return the digest of a link's secret and its address; with 256 random bits it cannot be guessed."""
    return sha256(f"{said} {person.email}".encode()).hexdigest()


@transaction.atomic
def confirm_factor(
    person: User, key: int, *, by: User | None, now: datetime.datetime, reason: str = ""
) -> Authenticator | None:
    """Confirm a pending factor; None where it is no longer pending. The caller checks the permission."""
    factor = list_unconfirmed(person).select_for_update().filter(pk=key).first()
    if factor is None:
        return None
    stood = state_of(person)
    del factor.data[AWAITS]
    factor.save(update_fields=["data"])
    after = {"factors": factor.type} | log.build_credential_values(stood, state_of(person))
    log.record_change("second factor confirmed", person, by=by, now=now, after=after, reason=reason)
    return factor


def drop_unconfirmed(person: User, *, by: User | None, now: datetime.datetime, reason: str = "") -> bool:
    """Remove the pending factor and its recovery codes in the caller's transaction; False where there is
    none.
    """
    factor = list_unconfirmed(person).select_for_update().first()
    if factor is None:
        return False
    stood = state_of(person)
    factor.delete()
    if not list_factors(person).exists():
        Authenticator.objects.filter(user=person, type=Authenticator.Type.RECOVERY_CODES).delete()
    before, after = {"factors": factor.type}, log.build_credential_values(stood, state_of(person))
    log.record_change(
        "second factor removed", person, by=by, now=now, before=before, after=after, reason=reason
    )
    return True


@transaction.atomic
def remove_factors(person: User, *, by: User | None, now: datetime.datetime, reason: str = "") -> int:
    """Remove every second factor and recovery code of an account, and end its sessions; return how many.

    For a lost factor: the caller checks the permission, and that two persons agreed. Afterwards the person
    signs in by password and, where the role needs a factor, sets up another first.
    """
    found, stood = Authenticator.objects.filter(user=person), state_of(person)
    kinds = " ".join(sorted(found.values_list("type", flat=True)))
    count, _rows = found.delete()
    User.objects.filter(pk=person.pk).update(sessions_from=F("sessions_from") + 1)
    log.record_change(
        "second factor taken away", person, by=by, now=now, before={"factors": kinds},
        after={"factors": ""} | log.build_credential_values(stood, {}), reason=reason,
    )  # fmt: skip
    return count


def state_of(person: User) -> log.State:
    """Return the fingerprints of the second factors and recovery codes of an account."""
    return log.fingerprint_credentials(Authenticator.objects.filter(user=person).order_by("pk"))


def record_factor_change(
    action: str, person: User, stood: log.State, *, now: datetime.datetime, kind: str
) -> None:
    """Write into the history what a person did to their own second factors, in the same transaction.

    `stood` are the fingerprints before.
    """
    known = User.objects.get(pk=person.pk)
    after = {"factors": kind} | log.build_credential_values(stood, state_of(known))
    log.record_change(action, known, by=known, now=now, after=after)


def encrypt_secret(secret: str) -> str:
    """Encrypt a secret with the key of the installation."""
    return _keys(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).encrypt(secret.encode()).decode()


def decrypt_secret(kept: str) -> str:
    """Decrypt a secret that the current key or one of the earlier keys encrypted; else raises
    InvalidToken.
    """
    return _keys(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).decrypt(kept.encode()).decode()


@transaction.atomic
def reencrypt_secrets(*, now: datetime.datetime) -> int:
    """Encrypt every secret with the current key, so that earlier keys can be deleted; return how many.

    Raises InvalidToken where none of the keys fits.
    """
    keys = _keys(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    count = 0
    for one in Authenticator.objects.select_for_update(of=("self",)).select_related("user").order_by("pk"):
        stood = log.fingerprint_credentials([one])
        held = {name: one.data[name] for name in SECRETS if name in one.data}
        one.data |= {name: keys.rotate(kept.encode()).decode() for name, kept in held.items()}
        one.save(update_fields=["data"])
        after = log.build_credential_values(stood, log.fingerprint_credentials([one]))
        if held:
            log.record_change("second factors encrypted again", one.user, by=None, now=now, after=after)
        count += len(held)
    return count


@lru_cache(maxsize=8)
def _keys(*secrets: str) -> MultiFernet:
    """Derive a key from each secret, the current one first."""
    digests = (salted_hmac(SALT, "", secret=secret, algorithm="sha256").digest() for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def last_address_change(person: User) -> AuditRow | None:
    """Find who wrote the email address of an account last, and when; None where it was never changed."""
    rows = AuditRow.objects.filter(subject_type=User._meta.label, subject_id=person.pk)
    return rows.filter(before__has_key="email").order_by("-pk").first()


def is_needed() -> bool:
    """Return whether second factors are required on this installation, by a role or for a level."""
    return bool(settings.SECOND_FACTOR_ROLES) or max(Classification) > settings.SECOND_FACTOR_ABOVE


def must_be_confirmed(person: User) -> bool:
    """Return whether a factor that this person sets up now has to be confirmed.

    Not where a confirmed factor exists, which is requested instead, and not while one administrator sets up
    the installation alone.
    """
    return is_needed() and not list_factors(person).exists() and not write_rules.sets_up_alone(person)


def address_of(person: User) -> str:
    """Return the address for the link; empty where there is none that proves the person.

    An address that bounced does not count, nor one written from the account itself: anyone who has its
    password would get the link.
    """
    if not person.email or person.email_bounced_at is not None:
        return ""
    row = last_address_change(person)
    return "" if row is not None and row.by_id == person.pk else person.email


def find_unconfirmed_account(key: int) -> QuerySet[User]:
    """List the account of a request where it is open."""
    return User.objects.filter(pk=key, is_active=True)


@transaction.atomic
def remove_unconfirmed(person: User, *, now: datetime.datetime) -> bool:
    """Remove the pending factor at the person's request; False where there is none."""
    standing = User.objects.select_for_update().get(pk=person.pk)
    return drop_unconfirmed(standing, by=standing, now=now)


# Enough of the token to tell one from another in a list; the rest is never kept.
SHOWN_CHARACTERS = 15
# Sessions carry the number they began under.
ENDED: Mapping[str, Any] = {"sessions_from": F("sessions_from") + 1}


def forget_sessions(now: datetime.datetime) -> int:
    """Delete sessions that ended; return how many. A session cannot be looked up by account in the
    database.
    """
    count, _rows = Session.objects.filter(expire_date__lte=now).delete()
    # Of many rows, the living ones are few.
    living = Session.objects.values("session_key")
    UserSession.objects.exclude(session_key__in=living).delete()
    return count


def end_ways_in(person: User, *, by: User | None, now: datetime.datetime, reason: str) -> None:
    """Revoke the API tokens, calendars and email links of an account; the caller holds the transaction.

    A pending second factor is removed too: anyone with the password may have set it up. Sessions end by
    `ENDED`, written with the change itself, or with the password.
    """
    drop_unconfirmed(person, by=by, now=now, reason=reason)
    for token in AuthToken.objects.filter(user=person).order_by("created"):
        end_token(token, person, by=by, now=now, reason=reason)
    calendar_subscriptions.end_all(person, by=by, now=now, reason=reason)
    unused: dict[str, Any] = {"used_at": None, "revoked_at": None}
    for link in ReplyLink.objects.filter(recipient=person, expires_at__gt=now, **unused).order_by("pk"):
        values = {"revoked_at": now, "revoked_by": by}
        try:
            edits.change_record(
                link, values, by=by, now=now, action="link revoked", where=unused, reason=reason
            )
        except Refused:
            # Used at this very moment: its answer waits for the desk.
            continue


def end_token(
    token: AuthToken, person: User, *, by: User | None, now: datetime.datetime, reason: str = ""
) -> None:
    """Revoke an API token of an account; the caller holds the transaction."""
    ended = log.fingerprint_credentials([token, *TokenTerms.objects.filter(token=token)])
    after = log.build_credential_values(ended, {})
    log.record_change(
        "token revoked", person, by=by, now=now, before=trace_of(token), after=after, reason=reason
    )
    token.delete()


def trace_of(token: AuthToken) -> dict[str, Any]:
    """Return what the history shows of a token."""
    return {"token": token.token_key[:SHOWN_CHARACTERS], "expires": log.to_plain(token.expiry)}
