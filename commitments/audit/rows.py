"""Rows of the history: one for each change, in the transaction of the change itself."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from django.db.models import Model, OuterRef, Q, QuerySet

from commitments import at_once, source
from commitments import models as m
from commitments.audit.seals import seal_at_the_end

# A record, what it was, and what it is: of what differs, or of all.
Change = tuple[Model, Mapping[str, Any], Mapping[str, Any]]
# On whose page a change is shown; a record not named here has its own.
PAGES: dict[type[Model], str] = {
    m.DelegationMember: "meeting",
    m.BackgroundFact: "meeting",
    m.Statement: "meeting",
    m.Outcome: "meeting",
    m.Clause: "meeting",
    m.AgendaItem: "meeting",
    m.Reading: "statement",
    m.Passage: "statement",
    m.Packet: "meeting",
    m.PacketCopy: "packet",
    m.SignOff: "packet",
    m.Brief: "meeting",
    m.TopicSheet: "meeting",
    m.Proposal: "meeting",
    m.Responsibility: "commitment",
    m.Deadline: "commitment",
    m.ProgressUpdate: "commitment",
    m.Evidence: "commitment",
    m.Release: "commitment",
    m.Approval: "subject",
    m.Chase: "commitment",
    m.MailLink: "commitment",
    m.MailAnswer: "commitment",
    m.MatrixReturn: "matrix",
    m.PartnerRemark: "commitment",
    m.Absence: "person",
    m.AccountChange: "person",
    m.CountryName: "country",
    m.MinistryName: "ministry",
    m.OfficialName: "official",
    m.Holiday: "country",
    m.HolidayYear: "country",
}

# Never copied into the history: secrets, and what says nothing about the record, or nothing of its own.
LEFT_OUT = frozenset({"id", "password", "last_login", "version", "single_keys", "heard_on", "sessions_from"})
PLAIN = (str, bool, int, float, dict, list)
# Under this name a row tells how what was filed stands: to be compared with, no page shows it.
FILED = "filed"
# Rows that tell of something beside the columns of the record on whose page they stand.
ASIDE = frozenset({"token made", "token revoked", "exported", "mail tried", "read over"}) | {
    *("feed made", "feed revoked", "delegation invited", "sign-on connected"),
    "second factor set up",
    "second factor confirmed",
    "second factor removed",
    "second factor taken away",
    "recovery codes made",
    *("second factors encrypted again", "password hash renewed"),
    *("password changed", "credentials recorded"),
    *("invitation sent", "invitation refused", "invitation accepted", "password set"),
}


def state_of(obj: Model) -> dict[str, Any]:
    """Give the record's own columns as plain values, by attribute name."""
    return {name: plain(getattr(obj, name)) for name in _told_columns(type(obj))}


@cache
def _told_columns(model: type[Model]) -> tuple[str, ...]:
    """Name the columns of a kind of record that the history tells."""
    return tuple(field.attname for field in model._meta.concrete_fields if field.attname not in LEFT_OUT)


def plain(value: Any) -> Any:
    """Turn dates, times and the like into text; leave what JSON knows as it is."""
    if value is None or isinstance(value, PLAIN):
        return value
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def typed(model: type[Model], values: Mapping[str, Any]) -> dict[str, Any]:
    """Turn plain values of a record's columns into what the columns hold: the reverse of `plain`."""
    return {name: model._meta.get_field(name).to_python(value) for name, value in values.items()}  # type: ignore[union-attr]


def record(
    action: str,
    obj: Model,
    *,
    by: m.User | None,
    now: datetime.datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> m.AuditRow:
    """Write one row for one change; the caller holds the transaction of the change itself, or it raises."""
    change: Change = (obj, before or {}, after or {})
    return record_many(action, [change], by=by, now=now, reason=reason)[0]


def record_many(
    action: str, changes: Iterable[Change], *, by: m.User | None, now: datetime.datetime, reason: str = ""
) -> list[m.AuditRow]:
    """Write one row for each change, in their order; each is a record, what it was, and what it is."""
    rows = [
        told(action, obj, by=by, now=now, before=before, after=after, reason=reason)
        for obj, before, after in changes
    ]
    write(rows)
    return rows


def told(
    action: str,
    obj: Model,
    *,
    by: m.User | None,
    now: datetime.datetime,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    reason: str = "",
) -> m.AuditRow:
    """Make the row of one change, not yet written."""
    page_type, page_id = _page_of(obj)
    return m.AuditRow(
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
    """Give the kind and key of the record on whose page a change is shown, unread where it can be."""
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


def write(rows: Iterable[m.AuditRow]) -> None:
    """Write rows made elsewhere, many at once; they are sealed when the transaction ends.

    Raises TransactionManagementError outside of one.
    """
    made = list(rows)
    for row in made:
        row.source = row.source or source.current()
    # Outside of a transaction it raises here, before anything is written.
    seal_at_the_end(())
    at_once.insert(made)
    seal_at_the_end(row.pk for row in made)


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Keep of two states only the fields in which they differ."""
    keys = [key for key in after if before.get(key) != after[key]]
    return {key: before.get(key) for key in keys}, {key: after[key] for key in keys}


def last_of_each(model: type[Model]) -> QuerySet[m.AuditRow]:
    """List what is on record of each row of a query around this one, the last first."""
    of = m.AuditRow.objects.filter(subject_type=model._meta.label, subject_id=OuterRef("pk"))
    return of.order_by("-pk")


def last_act_of(person: m.User) -> int | None:
    """Give the key of the last row of history that is the person's: one query."""
    return m.AuditRow.objects.filter(by=person).order_by("-pk").values_list("pk", flat=True).first()


def between(page: type[Model], since: datetime.datetime, until: datetime.datetime) -> QuerySet[m.AuditRow]:
    """List what happened on pages of a kind within two moments; who may read it is asked apart."""
    return m.AuditRow.objects.filter(page_type=page._meta.label, at__gt=since, at__lte=until)


def history(obj: Model) -> QuerySet[m.AuditRow]:
    """List the rows shown on a record's page, newest first; pass it through `access.visible_to`.

    Of what stands on another record's page, those about itself too.
    """
    label = type(obj)._meta.label
    of = Q(page_type=label, page_id=obj.pk)
    if type(obj) in PAGES:
        of |= Q(subject_type=label, subject_id=obj.pk)
    return m.AuditRow.objects.filter(of).select_related("by")
