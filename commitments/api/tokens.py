"""Tokens of programs: shown once, stored as hashes, expiring, revocable."""

import datetime
import re
from collections.abc import Collection

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from knox.auth import TokenAuthentication as KnoxAuthentication
from knox.crypto import hash_token
from knox.models import AuthToken
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from commitments import audit, signing_in
from commitments.accounts import ending
from commitments.errors import Refused
from commitments.models import TokenTerms, User
from commitments.vocabulary import Scope

MOST_TOKENS = 10
LIFETIMES_DAYS = (7, 30, 90, 365)
_READABLE = re.compile(rb"[A-Za-z0-9_]{20,200}")
# One sentence for unknown, expired, revoked and closed accounts.
INVALID = _("The token is unknown, expired or revoked. Make a new one under “API tokens”.")


class TokenAuthentication(KnoxAuthentication):  # type: ignore[misc]
    """Signs a program in by `Authorization: Bearer …`; reading a token never writes."""

    def authenticate(self, request: Request) -> tuple[User, str] | None:
        """Give the person and the token's hash, or None where the request carries none."""
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
        person = signing_in.by_token(digest, timezone.now())
        if person is None:
            raise AuthenticationFailed
        # Whoever holds a token proves nothing else by it.
        person.ceiling = settings.SECOND_FACTOR_ABOVE
        return person, digest


def of(user: User) -> "QuerySet[AuthToken]":
    """List a person's tokens, newest first, expired ones too."""
    tokens: QuerySet[AuthToken] = AuthToken.objects.filter(user=user).order_by("-created")
    return tokens.select_related("terms")


def is_of_outside(user: object) -> bool:
    """Say whether the token by which the person came is of a program outside the ministry."""
    return bool(getattr(user, "is_outside", False))


def need_scope(user: object, *scopes: Scope) -> None:
    """Raise PermissionDenied where the token by which the person came is for none of these."""
    if not {*scopes} & {*str(getattr(user, "scopes", None) or "").split()}:
        raise without(scopes[0])


def without(scope: Scope) -> PermissionDenied:
    """Make the refusal for a token that is not for something."""
    said = _("This token is not for that. Make one under “API tokens” that may: %(scope)s.")
    return PermissionDenied(said % {"scope": scope.label}, "scope")


@transaction.atomic
def issue(
    user: User,
    *,
    days: int,
    now: datetime.datetime,
    label: str = "",
    is_external: bool = False,
    scopes: Collection[str] = (),
) -> str:
    """Make a token for a person and give its text, which nothing can show again.

    `label` says what it is for; a program outside the ministry is given nothing that is kept in confidence.
    It reads, and does what else `scopes` names, as far as the person may.
    Raises `Refused` where the person has as many as anybody may.
    """
    person = signing_in.standing(user)
    if of(person).count() >= MOST_TOKENS:
        raise Refused(_("You have ten tokens. Revoke one that is no longer used."), "too_many")
    token, text = AuthToken.objects.create(person, expiry=datetime.timedelta(days=days))
    words = " ".join(scope for scope in Scope if scope == Scope.READ or scope in scopes)
    terms = {"label": label.strip(), "is_external": is_external, "scopes": words}
    kept = TokenTerms(token=token, **terms)
    kept.save(force_insert=True)
    filed = audit.credentials.filed({}, audit.credentials.state([token, kept]))
    after = ending.trace_of(token) | terms | filed
    audit.record("token made", person, by=person, now=now, after=after)
    return str(text)


@transaction.atomic
def revoke(user: User, token_key: str, *, now: datetime.datetime) -> bool:
    """Take back one of the person's own tokens; False where there is none of that beginning."""
    person = signing_in.standing(user)
    token = of(person).filter(token_key=token_key).first()
    if token is None:
        return False
    ending.end_token(token, person, by=person, now=now)
    return True
