"""The access log: a row for each record that was opened, printed, exported or fetched.

A row names kinds, keys, classification and place at that moment, never a word of the record. Lists on a
screen are not logged, nor records that are open to every account; one row counts the records that a program
reads as a list. A response names its records by `log_opened`, and the rows are written once it is sent; other
code that gives out a record calls `write_entries`.
"""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from commitments.access import rules
from commitments.audit import origin
from commitments.audit.log import PAGES
from commitments.enums import AccessKind
from commitments.models import AccessLogEntry, Commitment, Email, Grant, Reminder, User

# Where a request keeps what its answer holds: each record once, whatever asks for it.
OPENED = "records_opened"


@dataclass(frozen=True, slots=True)
class PendingEntry:
    """One person's access to one record as it was classified then, or to as many of a kind as `remark`
    says.
    """

    person: User
    kind: AccessKind
    subject_type: str
    subject_id: int | None
    country_id: int | None
    classification: int
    remark: str = ""


def build_entry(
    person: User, record: Model, kind: AccessKind = AccessKind.OPENED, remark: str = ""
) -> PendingEntry:
    """Build an entry; partner, and classification where the record has none, come from what it is about.

    For an email about several items, the entry holds their common partner, if any, and the highest
    classification.
    """
    about = _about(record)
    partners = {one.country_id for one in about if getattr(one, "country_id", None)}
    own = getattr(record, "country_id", None)
    level = getattr(record, "classification", None)
    if level is None:
        level = max((getattr(one, "classification", 0) for one in about), default=0)
    return PendingEntry(
        person=person,
        kind=kind,
        subject_type=type(record)._meta.label,
        subject_id=record.pk,
        country_id=own or (partners.pop() if len(partners) == 1 else None),
        classification=level,
        remark=remark,
    )


def _about(record: Model) -> list[Any]:
    """Return what a record without a partner is about: its page or item, or the items of an email."""
    if isinstance(record, Email):
        return list(Commitment.objects.filter(reminders__email=record).only("country_id", "classification"))
    if isinstance(record, Grant):
        return [one for one in (record.meeting, record.commitment) if one is not None]
    if isinstance(record, Reminder):
        return [record.commitment]
    return [getattr(record, PAGES[type(record)])] if type(record) in PAGES else []


def log_opened(
    request: HttpRequest, person: User, record: Model, kind: AccessKind = AccessKind.OPENED
) -> None:
    """Log a record that the answer to this request contains."""
    if not rules.is_open_to_all(type(record)):
        keep_pending(request, build_entry(person, record, kind))


def log_fetched(request: HttpRequest, person: User, model: type[Model], row: Mapping[str, Any]) -> None:
    """Log a record that a program reads, from its columns."""
    look = PendingEntry(
        person=person,
        kind=AccessKind.FETCHED,
        subject_type=model._meta.label,
        subject_id=row["pk"],
        country_id=row["country"],
        classification=row["classification"],
    )
    keep_pending(request, look)


def fetched_many(
    request: HttpRequest, person: User, model: type[Model], rows: Collection[Mapping[str, Any]]
) -> None:
    """Log how many records of a kind a program reads, and the highest classification among them."""
    if not rows:
        return
    partners = {row["country"] for row in rows}
    look = PendingEntry(
        person=person,
        kind=AccessKind.FETCHED,
        subject_type=model._meta.label,
        subject_id=None,
        country_id=partners.pop() if len(partners) == 1 else None,
        classification=max(row["classification"] for row in rows),
        remark=str(len(rows)),
    )
    keep_pending(request, look)


def keep_pending(request: HttpRequest, look: PendingEntry) -> None:
    """Keep an entry until the answer is sent."""
    request.__dict__.setdefault(OPENED, {})[(look.subject_type, look.subject_id)] = look


def list_pending_entries(request: HttpRequest) -> list[PendingEntry]:
    """Return the entries that a request has collected."""
    return list(request.__dict__.get(OPENED, {}).values())


def write_entries(looks: Iterable[PendingEntry], *, now: datetime.datetime) -> None:
    """Write the looks into the log: one query, from the edge that runs now."""
    entries = [
        AccessLogEntry(
            at=now,
            by=look.person,
            kind=look.kind,
            subject_type=look.subject_type,
            subject_id=look.subject_id,
            country_id=look.country_id,
            classification=look.classification,
            note=look.remark,
            source=origin.find_origin(),
        )
        for look in looks
    ]
    if len(entries) == 1:
        # Nearly always, and without a transaction of its own.
        entries[0].save(force_insert=True)
    else:
        AccessLogEntry.objects.bulk_create(entries)
