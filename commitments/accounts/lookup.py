"""Look up accounts before sign-in: by name, address or token. No page lists these results."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.hashers import get_hasher, identify_hasher, make_password
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import F, QuerySet, Subquery, Sum, Value

from commitments.access import grants
from commitments.audit import log
from commitments.db.prepared_queries import PreparedQueries
from commitments.enums import Role
from commitments.models import ReferenceChange, User


def by_name(name: str) -> User | None:
    """Find the open account of a user name."""
    return User.objects.filter(username=name, is_active=True).first()


def find_by_username(name: str) -> QuerySet[User]:
    """List the account of a user name, open or closed; none where it is empty."""
    return User.objects.filter(username=name) if name else User.objects.none()


def by_address(address: str) -> User | None:
    """Find the open account of an email address; None where there are two."""
    found = list(User.objects.filter(email__iexact=address, is_active=True)[:2])
    return found[0] if len(found) == 1 else None


def by_token(digest: str, now: datetime.datetime) -> User | None:
    """Find the open account of a valid token, with what the token may be used for.

    The account has `is_outside`, and the token's `scopes`, separated by spaces.
    """
    found = _QUERIES.rows("token", _find_by_token, digest)
    return next((_account(row, *BY_NAME, *TERMS) for row in found if row["ends_at"] > now), None)


def by_key(key: int) -> User | None:
    """Find the account of a session, with whether it has a grant or is a deputy, in one query.

    The account has `reference_version`, the version of the reference data.
    """
    found = _QUERIES.rows("session", _find_by_session, key)
    return next((_account(row, *BY_NAME, VERSION) for row in found), None)


def _find_by_token(digest: str) -> QuerySet[Any, Any]:
    token = "auth_token_set__"  # noqa: S105
    terms = {
        "is_outside": F(f"{token}terms__is_external"),
        "scopes": F(f"{token}terms__scopes"),
        "ends_at": F(f"{token}expiry"),
    }
    # One without an end counts for nothing.
    standing = {f"{token}digest": digest, f"{token}expiry__isnull": False, "is_active": True}
    people = grants.with_names(User.objects.filter(**standing))
    return people.annotate(**terms).order_by().values_list(*COLUMNS, *BY_NAME, *TERMS, "ends_at")


def _find_by_session(key: int) -> QuerySet[Any, Any]:
    people = grants.with_names(User.objects.filter(pk=key))
    # By the key, so that the plan of this query shows that nothing else is read from end to end.
    marks = ReferenceChange.objects.filter(pk__gt=0).order_by().annotate(all=Value(1)).values("all")
    version = Subquery(marks.annotate(version=Sum("mark")).values("version"))
    return people.annotate(reference_version=version).order_by().values_list(*COLUMNS, *BY_NAME, VERSION)


COLUMNS = tuple(field.attname for field in User._meta.concrete_fields)
VERSION = "reference_version"
BY_NAME, TERMS = ("is_granted", "is_deputy"), ("is_outside", "scopes")
# Every request asks one of these.
_QUERIES = PreparedQueries()


def _account(row: Mapping[str, Any], *beside: str) -> User:
    """Build the account from a row of COLUMNS and further values."""
    person = User.from_db(DEFAULT_DB_ALIAS, COLUMNS, [row[name] for name in COLUMNS])
    for name in beside:
        setattr(person, name, row[name])
    return person


def password_filed(person: User) -> dict[str, Any]:
    """Return what the history row of an act stores about the password that it set."""
    return log.build_credential_values({}, log.fingerprint_credentials([person]))


def note_password(
    person: User, *, by: User | None, now: datetime.datetime, action: str = "password set"
) -> None:
    """Write into the history that a password was set, in the transaction that sets it."""
    log.record_change(action, person, by=by, now=now, after=password_filed(person))


@transaction.atomic
def renew_hash(person: User, password: str, *, now: datetime.datetime) -> None:
    """Hash a password that was just entered again, where its stored hash is of an older kind."""
    was, hasher = person.password, get_hasher()
    renewed = hasher.encode(password, salt_of(person))
    # What is bound to the password is bound to its salt, which is kept unless it is too short by now.
    person.password = make_password(password) if hasher.must_update(renewed) else renewed
    # Only what was checked: another password may have been set meanwhile.
    if User.objects.filter(pk=person.pk, password=was).update(password=person.password):
        note_password(person, by=None, now=now, action="password hash renewed")


def salt_of(person: User) -> str:
    """Return what changes with the password of an account: the salt of its hash, which a newer hash keeps."""
    try:
        salt: str = identify_hasher(person.password).decode(person.password)["salt"]
    except ValueError:
        # No password that can be used.
        return person.password
    return salt


def lock_account(person: User) -> User:
    """Lock and read an account until the transaction ends."""
    return User.objects.select_for_update().get(pk=person.pk)


def has_administrator() -> bool:
    """Return whether there has ever been an administrator."""
    return User.objects.filter(role=Role.ADMINISTRATOR).exists()
