"""Write the rows of the history: one for each change, in the transaction of the change itself.

Credentials of accounts are in the history as the SHA-256 of each, under the rows of the acts that write them.
A password, second factor, recovery codes, token, calendar subscription or single sign-on that no act wrote,
or that differs from what the last act wrote, was changed outside the tracker. A fingerprint reveals none of
them: each holds at least 128 random bits, a password the salt of its hash.
"""

import datetime
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import orjson
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from knox.models import AuthToken

from commitments import models
from commitments.access.cached_queries import load_rows
from commitments.audit import events, origin
from commitments.audit.chain import seal_at_the_end
from commitments.db import bulk_sql
from commitments.models import AuditRow, CalendarSubscription, TokenTerms, User
from commitments.models.audit import CHECKED, READ_OVER, UNCHECKED

# A record, what it was, and what it is: of what differs, or of all.
Change = tuple[Model, Mapping[str, Any], Mapping[str, Any]]
# On whose page a change is shown; a record not named here has its own.
PAGES: dict[type[Model], str] = {
    models.DelegationMember: "meeting",
    models.BackgroundFact: "meeting",
    models.Statement: "meeting",
    models.Outcome: "meeting",
    models.Clause: "meeting",
    models.AgendaItem: "meeting",
    models.AgendaPoint: "meeting",
    models.AgendaPaper: "meeting",
    models.TextReading: "statement",
    models.Passage: "statement",
    models.Packet: "meeting",
    models.PacketCopy: "packet",
    models.SignOff: "packet",
    models.PacketComment: "packet",
    models.Brief: "meeting",
    models.TopicBrief: "meeting",
    models.ProposedWording: "meeting",
    models.Responsibility: "commitment",
    models.Deadline: "commitment",
    models.ProgressUpdate: "commitment",
    models.Evidence: "commitment",
    models.Release: "commitment",
    models.OriginatorConsent: "page",
    models.Approval: "subject",
    models.FollowUp: "commitment",
    models.ReplyLink: "commitment",
    models.EmailReply: "commitment",
    models.ReturnedMatrix: "matrix",
    models.MinutesChange: "minutes",
    models.PartnerComment: "commitment",
    models.HandoverItem: "handover",
    models.Absence: "person",
    models.AccountChange: "person",
    models.CountryName: "country",
    models.MinistryName: "ministry",
    models.OfficialName: "official",
    models.Holiday: "country",
    models.HolidayYear: "country",
    models.BlackoutPeriod: "country",
    models.WebhookDelivery: "subscription",
    models.ClosurePackage: "closure",
}

# Never copied into the history: secrets, and what says nothing about the record, or nothing of its own.
LEFT_OUT = frozenset(
    {"id", "password", "last_login", "version", "single_keys", "last_contact_on", "sessions_from"}
    | {"sealed_secret"}
    | {"desk_seen_at", "desk_last_visit_at"}
)
PLAIN = (str, bool, int, float, dict, list)
# Under this name a row tells how what was filed stands: to be compared with, no page shows it.
FILED_ACTION = "filed"
# Of a close-out package whose records an import wrote.
IMPORTED_PACKAGE = "imported package"
PACKAGE_ACTIONS = ("package made", "package failed")
# Rows that tell of something beside the columns of the record on whose page they stand.
ACTIONS_WITHOUT_STATE = frozenset({"token made", "token revoked", "exported", "mail tried"}) | {
    *(READ_OVER, CHECKED, UNCHECKED),
    *("feed made", "feed revoked", "delegation invited", "sign-on connected"),
    "second factor set up",
    "second factor confirmed",
    "second factor removed",
    "second factor taken away",
    "recovery codes made",
    *("second factors encrypted again", "password hash renewed"),
    *("webhook tested", "webhook sent again", IMPORTED_PACKAGE, *PACKAGE_ACTIONS),
    *("password changed", "credentials recorded"),
    *("invitation sent", "invitation refused", "invitation accepted", "password set"),
}


def state_of(obj: Model) -> dict[str, Any]:
    """Return the record's own columns as plain values, by attribute name."""
    return {name: to_plain(getattr(obj, name)) for name in _list_recorded_columns(type(obj))}


@cache
def _list_recorded_columns(model: type[Model]) -> tuple[str, ...]:
    """Return the columns of a kind of record that the history records."""
    return tuple(field.attname for field in model._meta.concrete_fields if field.attname not in LEFT_OUT)


def to_plain(value: Any) -> Any:
    """Turn dates, times and the like into text; leave what JSON knows as it is."""
    if value is None or isinstance(value, PLAIN):
        return value
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def parse_values(model: type[Model], values: Mapping[str, Any]) -> dict[str, Any]:
    """Convert plain values to the values of a record's columns."""
    return {name: model._meta.get_field(name).to_python(value) for name, value in values.items()}  # type: ignore[union-attr]


def record_change(
    action: str,
    obj: Model,
    *,
    by: models.User | None,
    now: datetime.datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> models.AuditRow:
    """Write one row for one change; the caller holds the transaction of the change itself, or it raises."""
    change: Change = (obj, before or {}, after or {})
    return record_many(action, [change], by=by, now=now, reason=reason)[0]


def record_many(
    action: str,
    changes: Iterable[Change],
    *,
    by: models.User | None,
    now: datetime.datetime,
    reason: str = "",
) -> list[models.AuditRow]:
    """Write one row for each change, in their order; each is a record, what it was, and what it is."""
    rows = [
        build_row(action, obj, by=by, now=now, before=before, after=after, reason=reason)
        for obj, before, after in changes
    ]
    write_rows(rows)
    return rows


def build_row(
    action: str,
    obj: Model,
    *,
    by: models.User | None,
    now: datetime.datetime,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    reason: str = "",
) -> models.AuditRow:
    """Build the row of one change, without writing it."""
    page_type, page_id = _page_of(obj)
    return models.AuditRow(
        at=now,
        by=by,
        action=action,
        subject_type=type(obj)._meta.label,
        subject_id=obj.pk,
        page_type=page_type,
        page_id=page_id,
        before=dict(before),
        after=dict(after),
        reason=reason,
    )


def _page_of(obj: Model) -> tuple[str, int]:
    """Return the kind and key of the record on whose page a change is shown, without a query where
    possible.
    """
    name, label = PAGES.get(type(obj)), type(obj)._meta.label
    if name is None:
        return label, obj.pk
    named = _NAMED_BY_KEY.get(type(obj))
    if named is None:
        page = getattr(obj, name) or obj
        return type(page)._meta.label, page.pk
    label_of_page, attribute = named
    key = getattr(obj, attribute)
    return (label, obj.pk) if key is None else (label_of_page, key)


def _named_by_key() -> Iterator[tuple[type[Model], tuple[str, str]]]:
    for model, name in PAGES.items():
        if name in {field.name for field in model._meta.fields}:
            field: Any = model._meta.get_field(name)
            yield model, (field.related_model._meta.label, field.attname)


_NAMED_BY_KEY = dict(_named_by_key())


def write_rows(rows: Iterable[models.AuditRow]) -> None:
    """Write rows made elsewhere, many at once; they are sealed when the transaction ends.

    Raises TransactionManagementError outside of one.
    """
    made = list(rows)
    for row in made:
        row.source = row.source or origin.find_origin()
    # Outside of a transaction it raises here, before anything is written.
    seal_at_the_end(())
    bulk_sql.insert_rows(made)
    seal_at_the_end(row.pk for row in made)
    if settings.WEBHOOK_HOSTS:
        events.queue_messages(made)


def find_difference(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return only the fields in which two states differ."""
    keys = [key for key in after if before.get(key) != after[key]]
    return {key: before.get(key) for key in keys}, {key: after[key] for key in keys}


def select_last_changes(model: type[Model]) -> QuerySet[models.AuditRow]:
    """List the history of each row of an outer query, newest first."""
    of = models.AuditRow.objects.filter(subject_type=model._meta.label, subject_id=OuterRef("pk"))
    return of.order_by("-pk")


def last_act_of(person: models.User) -> int | None:
    """Return the key of the last history row that the person wrote, in one query."""
    found = load_rows(_list_acts, person.pk)
    return found[0] if found else None


def _list_acts(person: int) -> QuerySet[Any, Any]:
    return models.AuditRow.objects.filter(by=person).order_by("-pk").values_list("pk", flat=True)[:1]


def list_changes_between(
    page: type[Model], since: datetime.datetime, until: datetime.datetime
) -> QuerySet[models.AuditRow]:
    """List what happened on pages of a kind between two moments; the caller checks access."""
    return models.AuditRow.objects.filter(page_type=page._meta.label, at__gt=since, at__lte=until)


def list_history(obj: Model) -> QuerySet[models.AuditRow]:
    """List the rows shown on a record's page, newest first; pass it through `policy.readable_by`.

    Of what stands on another record's page, those about itself too.
    """
    label = type(obj)._meta.label
    of = Q(page_type=label, page_id=obj.pk)
    if type(obj) in PAGES:
        of |= Q(subject_type=label, subject_id=obj.pk)
    return models.AuditRow.objects.filter(of).select_related("by")


def load_imported_anchors() -> dict[int, str]:
    """Return the seal that each imported packet names, by its key: of the tracker from which it came."""
    found: dict[int, str] = {}
    rows = models.AuditRow.objects.filter(action=IMPORTED_PACKAGE).order_by("pk")
    for after in rows.values_list("after", flat=True):
        found |= {int(key): digest for key, digest in after[FILED_ACTION]["anchors"].items()}
    return found


CREDENTIALS = "credentials"
# Of each kind the columns that make it what it is; what every use of it writes is left out.
COLUMNS: Mapping[type[Model], tuple[str, ...]] = {
    User: ("password",),
    Authenticator: ("user_id", "type", "data"),
    AuthToken: ("user_id", "token_key", "expiry"),
    TokenTerms: ("token_id", "label", "scopes", "is_external"),
    CalendarSubscription: ("person_id", "digest", "begins", "label", "made_at", "revoked_at"),
    SocialAccount: ("user_id", "provider", "uid"),
}
# The way from each to its account.
OWNERS: Mapping[type[Model], str] = {User: "pk", CalendarSubscription: "person", TokenTerms: "token__user"}
OWNER = "user"
# What the use of a second factor writes into its data; of one that waits to be confirmed only that it does.
USED = frozenset({"used_mask", "viewed_at", "name"})
AWAITS = "awaits"

State = dict[str, str]


def key_of(record: Model) -> str:
    """Return the name of a credential in the history: its kind and its key."""
    return f"{record._meta.label} {record.pk}"


def fingerprint_credentials(records: Iterable[Model]) -> State:
    """Return the fingerprints of some credentials by their names; of an account, that of its password."""
    return {key_of(record): _fingerprint(record) for record in records}


def build_credential_values(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, Any]:
    """Return what a row of history files of an act: each credential it wrote, and None for each it ended."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {FILED_ACTION: {CREDENTIALS: {name: after.get(name) for name in names}}}


def record_older(*, now: datetime.datetime) -> int:
    """Write the credentials of accounts into the history that has none yet; return their number.

    Those are accounts from before credentials were recorded. A credential that was added outside the tracker
    later, or with an account without history, is not recorded.
    """
    label = User._meta.label
    rows = AuditRow.objects.filter(subject_type=label, subject_id=OuterRef("pk"))
    older = User.objects.filter(Exists(rows), ~Exists(rows.filter(after__filed__has_key=CREDENTIALS)))
    with transaction.atomic():
        people = list(older.order_by("pk"))
        for person in people:
            after = build_credential_values({}, fingerprint_credentials(_list_credentials(person)))
            record_change("credentials recorded", person, by=None, now=now, after=after)
    return len(people)


def _list_credentials(person: User) -> Iterator[Model]:
    """Return all credentials of an account."""
    for model in COLUMNS:
        yield from model._base_manager.filter(**{OWNERS.get(model, OWNER): person.pk}).order_by("pk")


def _fingerprint(credential: Model) -> str:
    columns = {name: to_plain(getattr(credential, name)) for name in COLUMNS[type(credential)]}
    if isinstance(data := columns.get("data"), dict):
        kept = {name: value for name, value in data.items() if name not in USED}
        columns["data"] = kept | {AWAITS: AWAITS in data}
    return hashlib.sha256(orjson.dumps(columns, option=orjson.OPT_SORT_KEYS)).hexdigest()
