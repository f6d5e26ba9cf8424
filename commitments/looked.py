"""Who looked at what: a row for each record that was opened, printed, taken out or fetched.

A row tells of kinds, keys, marking and place at that moment, never a word of the record. Lists on a screen
are not kept, nor what is open to everybody; of what a program takes as a list, one row counts them. An answer
to a request names what it holds by `opened`, and the rows are written once it is out; whatever else gives a
record away calls `note`.
"""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from commitments import access, source
from commitments.audit import PAGES
from commitments.models import Commitment, Grant, Mail, Opening, Reminder, User
from commitments.vocabulary import OpeningKind

# Where a request keeps what its answer holds: each record once, whatever asks for it.
OPENED = "records_opened"


@dataclass(frozen=True, slots=True)
class Look:
    """One person's look at one record as it was marked then, or at as many of a kind as `remark` says."""

    person: User
    kind: OpeningKind
    subject_type: str
    subject_id: int | None
    country_id: int | None
    classification: int
    remark: str = ""


def at(person: User, record: Model, kind: OpeningKind = OpeningKind.OPENED, remark: str = "") -> Look:
    """Take down a look at a record; place, and marking where it has none, are those of what it is about.

    Of a mail about several items the partner is kept where they have one, and the highest marking.
    """
    about = _about(record)
    partners = {one.country_id for one in about if getattr(one, "country_id", None)}
    own = getattr(record, "country_id", None)
    level = getattr(record, "classification", None)
    if level is None:
        level = max((getattr(one, "classification", 0) for one in about), default=0)
    return Look(
        person=person,
        kind=kind,
        subject_type=type(record)._meta.label,
        subject_id=record.pk,
        country_id=own or (partners.pop() if len(partners) == 1 else None),
        classification=level,
        remark=remark,
    )


def _about(record: Model) -> list[Any]:
    """Give the records that one without a partner of its own is about: its page or item, those of a mail."""
    if isinstance(record, Mail):
        return list(Commitment.objects.filter(reminders__mail=record).only("country_id", "classification"))
    if isinstance(record, Grant):
        return [one for one in (record.meeting, record.commitment) if one is not None]
    if isinstance(record, Reminder):
        return [record.commitment]
    return [getattr(record, PAGES[type(record)])] if type(record) in PAGES else []


def opened(request: HttpRequest, person: User, record: Model, kind: OpeningKind = OpeningKind.OPENED) -> None:
    """Name a record that the answer to this request holds."""
    if not access.is_open_to_all(type(record)):
        keep(request, at(person, record, kind))


def fetched(request: HttpRequest, person: User, model: type[Model], row: Mapping[str, Any]) -> None:
    """Name a record that a program is answered with, read as its columns."""
    look = Look(
        person=person,
        kind=OpeningKind.FETCHED,
        subject_type=model._meta.label,
        subject_id=row["pk"],
        country_id=row["country"],
        classification=row["classification"],
    )
    keep(request, look)


def fetched_many(
    request: HttpRequest, person: User, model: type[Model], rows: Collection[Mapping[str, Any]]
) -> None:
    """Name how many records of a kind a program is answered with, and the highest marking among them."""
    if not rows:
        return
    partners = {row["country"] for row in rows}
    look = Look(
        person=person,
        kind=OpeningKind.FETCHED,
        subject_type=model._meta.label,
        subject_id=None,
        country_id=partners.pop() if len(partners) == 1 else None,
        classification=max(row["classification"] for row in rows),
        remark=str(len(rows)),
    )
    keep(request, look)


def keep(request: HttpRequest, look: Look) -> None:
    """Keep a look until the answer is out."""
    request.__dict__.setdefault(OPENED, {})[(look.subject_type, look.subject_id)] = look


def kept(request: HttpRequest) -> list[Look]:
    """Give the looks that a request has kept."""
    return list(request.__dict__.get(OPENED, {}).values())


def note(looks: Iterable[Look], *, now: datetime.datetime) -> None:
    """Write the looks into the log: one query, from the edge that runs now."""
    Opening.objects.bulk_create(
        Opening(
            at=now,
            by=look.person,
            kind=look.kind,
            subject_type=look.subject_type,
            subject_id=look.subject_id,
            country_id=look.country_id,
            classification=look.classification,
            note=look.remark,
            source=source.current(),
        )
        for look in looks
    )
