"""API tokens: shown once, stored as hashes, expiring and revocable. Also the limits on requests.

A person, or a stranger at one address, may make a number of requests and wrong guesses per minute. Each web
process counts requests in its own memory: with n processes the limit is between one and n times the rate. The
limit protects the process, and a shared count would cost as much as a small answer. Wrong tokens are counted
once for all processes, together with wrong passwords.
"""

import datetime
import math
import re
from collections.abc import Collection, Iterable
from typing import Any

from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from knox.auth import TokenAuthentication as KnoxAuthentication
from knox.crypto import hash_token
from knox.models import AuthToken
from rest_framework import throttling
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from commitments.accounts import lookup, second_factors
from commitments.audit import log, origin
from commitments.enums import Scope
from commitments.errors import Refused
from commitments.models import TokenTerms, User
from commitments.webhooks import subscriptions

MOST_TOKENS = 10
LIFETIMES_DAYS = (7, 30, 90, 365)
_READABLE = re.compile(rb"[A-Za-z0-9_]{20,200}")
# One sentence for unknown, expired, revoked and closed accounts.
INVALID = _("The token is unknown, expired or revoked. Create a new one under “API tokens”.")


class TokenAuthentication(KnoxAuthentication):  # type: ignore[misc]
    """Authenticates a program by `Authorization: Bearer …`; reading a token never writes."""

    def authenticate(self, request: Request) -> tuple[User, str] | None:
        """Return the person and the token's hash, or None where the request carries none."""
        try:
            found: tuple[User, str] | None = super().authenticate(request)
        except AuthenticationFailed as error:
            raise AuthenticationFailed(INVALID) from error
        return found

    def authenticate_credentials(self, token: bytes) -> tuple[User, str]:
        """Find the person by the hash of the token; raises AuthenticationFailed.

        The stock method goes by the first characters, and deletes expired tokens while it looks.
        """
        if not _READABLE.fullmatch(token):
            raise AuthenticationFailed
        digest = hash_token(token.decode())
        person = lookup.by_token(digest, timezone.now())
        if person is None:
            raise AuthenticationFailed
        # Whoever holds a token proves nothing else by it.
        person.ceiling = settings.SECOND_FACTOR_ABOVE
        return person, digest


def list_tokens(user: User) -> "QuerySet[AuthToken]":
    """List a person's tokens, newest first, expired ones too."""
    tokens: QuerySet[AuthToken] = AuthToken.objects.filter(user=user).order_by("-created")
    return tokens.select_related("terms")


def is_of_outside(user: object) -> bool:
    """Return whether the request's token belongs to a program outside the ministry."""
    return bool(getattr(user, "is_outside", False))


def need_scope(user: object, *scopes: Scope) -> None:
    """Raise PermissionDenied where the token by which the person came is for none of these."""
    if not {*scopes} & {*str(getattr(user, "scopes", None) or "").split()}:
        raise build_scope_refusal(scopes[0])


def build_scope_refusal(scope: Scope) -> PermissionDenied:
    """Build the refusal for a token without the needed scope."""
    said = _(
        "This token does not have the required scope. Under “API tokens”, create one with "
        "this scope: %(scope)s."
    )
    return PermissionDenied(said % {"scope": scope.label}, "scope")


@transaction.atomic
def create_token(
    user: User,
    *,
    days: int,
    now: datetime.datetime,
    label: str = "",
    is_external: bool = False,
    scopes: Collection[str] = (),
) -> str:
    """Create a token for a person and return its text, which cannot be shown again.

    `label` states its purpose; a program outside the ministry gets no confidential record. The token can
    read, and do what else `scopes` names, within the person's permissions. Raises `Refused` where the person
    has the maximum number of tokens. A token that manages webhooks is created by an administrator in a
    session with two-step verification, and belongs to no program outside.
    """
    if Scope.WEBHOOKS in scopes:
        subscriptions.require_administrator(user)
        if is_external:
            raise Refused(_("An external program cannot manage webhooks."), "outside")
    person = lookup.lock_account(user)
    if list_tokens(person).count() >= MOST_TOKENS:
        raise Refused(_("You already have ten tokens. Revoke one that you no longer use."), "too_many")
    token, text = AuthToken.objects.create(person, expiry=datetime.timedelta(days=days))
    words = " ".join(scope for scope in Scope if scope == Scope.READ or scope in scopes)
    terms = {"label": label.strip(), "is_external": is_external, "scopes": words}
    kept = TokenTerms(token=token, **terms)
    kept.save(force_insert=True)
    filed = log.build_credential_values({}, log.fingerprint_credentials([token, kept]))
    after = second_factors.trace_of(token) | terms | filed
    log.record_change("token made", person, by=person, now=now, after=after)
    return str(text)


@transaction.atomic
def revoke_token(user: User, token_key: str, *, now: datetime.datetime) -> bool:
    """Revoke one of the person's own tokens; False where none begins like this."""
    person = lookup.lock_account(user)
    token = list_tokens(person).filter(token_key=token_key).first()
    if token is None:
        return False
    second_factors.end_token(token, person, by=person, now=now)
    return True


# Requests without a valid token, by address as the history knows it.
GUESSES = {"api_unknown": "60/m/key"}
WAIT_SECONDS = 60


def build_limit_headers(counting: Iterable[Any]) -> dict[str, str]:
    """Return the headers that state how many requests may follow within how many seconds.

    As in draft-ietf-httpapi-ratelimit-headers; only requests in this process are counted.
    """
    for one in counting:
        history = getattr(one, "history", None)
        if history is not None:
            oldest = history[-1] if history else one.now
            wait = max(1, math.ceil(one.duration - (one.now - oldest)))
            return {
                "RateLimit-Policy": f'"{one.scope}";q={one.num_requests};w={one.duration}',
                "RateLimit": f'"{one.scope}";r={max(0, one.num_requests - len(history))};t={wait}',
            }
    return {}


class PersonThrottle(throttling.UserRateThrottle):
    cache = caches["process"]


class CalendarThrottle(throttling.UserRateThrottle):
    """Counts the requests of a person's calendar programs, separately from other programs."""

    cache = caches["process"]
    scope = "calendar"


class StrangerThrottle(throttling.AnonRateThrottle):
    cache = caches["process"]


def may_guess(request: HttpRequest) -> bool:
    """Count one request without a valid token; False after too many of its address."""
    address = ratelimit.truncate_ip(origin.find_origin().partition(" ")[2])
    found = ratelimit.consume(
        request,
        app="commitments",
        action="api_unknown",
        config=GUESSES,
        key=address,
        limit_get=True,
    )
    return found is not None
