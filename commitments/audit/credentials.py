"""Credentials of accounts in the history: the SHA-256 of each, under the rows of the acts that write them.

A password, second factor, recovery codes, token, calendar subscription or single sign-on that no act wrote,
or that differs from what the last act wrote, was written past the tracker. None can be found from its
fingerprint: each holds at least 128 random bits, a password the salt of its hash.
"""

import datetime
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import Exists, Model, OuterRef
from knox.models import AuthToken

from commitments.audit.rows import FILED, plain, record
from commitments.models import AuditRow, Feed, TokenTerms, User

CREDENTIALS = "credentials"
# Of each kind the columns that make it what it is; what every use of it writes is left out.
COLUMNS: Mapping[type[Model], tuple[str, ...]] = {
    User: ("password",),
    Authenticator: ("user_id", "type", "data"),
    AuthToken: ("user_id", "token_key", "expiry"),
    TokenTerms: ("token_id", "label", "scopes", "is_external"),
    Feed: ("person_id", "digest", "begins", "label", "made_at", "revoked_at"),
    SocialAccount: ("user_id", "provider", "uid"),
}
# The way from each to its account.
OWNERS: Mapping[type[Model], str] = {User: "pk", Feed: "person", TokenTerms: "token__user"}
OWNER = "user"
# What the use of a second factor writes into its data; of one that waits to be confirmed only that it does.
USED = frozenset({"used_mask", "viewed_at", "name"})
AWAITS = "awaits"

State = dict[str, str]


def key_of(record: Model) -> str:
    """Return the name of a credential in the history: its kind and its key."""
    return f"{record._meta.label} {record.pk}"


def state(records: Iterable[Model]) -> State:
    """Return the fingerprints of some credentials by their names; of an account, that of its password."""
    return {key_of(record): _fingerprint(record) for record in records}


def filed(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, Any]:
    """Return what a row of history files of an act: each credential it wrote, and None for each it ended."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {FILED: {CREDENTIALS: {name: after.get(name) for name in names}}}


def record_older(*, now: datetime.datetime) -> int:
    """Write into the history the credentials of accounts of which it files none yet; return their number.

    Those are the accounts of an installation from before credentials were filed. A credential that is put in
    past the tracker later, or with an account that no history tells of, is not taken.
    """
    label = User._meta.label
    rows = AuditRow.objects.filter(subject_type=label, subject_id=OuterRef("pk"))
    older = User.objects.filter(Exists(rows), ~Exists(rows.filter(after__filed__has_key=CREDENTIALS)))
    with transaction.atomic():
        people = list(older.order_by("pk"))
        for person in people:
            after = filed({}, state(_of(person)))
            record("credentials recorded", person, by=None, now=now, after=after)
    return len(people)


def _of(person: User) -> Iterator[Model]:
    """Return all credentials of an account."""
    for model in COLUMNS:
        yield from model._base_manager.filter(**{OWNERS.get(model, OWNER): person.pk}).order_by("pk")


def _fingerprint(credential: Model) -> str:
    columns = {name: plain(getattr(credential, name)) for name in COLUMNS[type(credential)]}
    if isinstance(data := columns.get("data"), dict):
        kept = {name: value for name, value in data.items() if name not in USED}
        columns["data"] = kept | {AWAITS: AWAITS in data}
    return hashlib.sha256(orjson.dumps(columns, option=orjson.OPT_SORT_KEYS)).hexdigest()
