"""Who looked at what: a row for each record that was opened, printed, taken out or fetched.

A row tells of kinds, keys, marking and place at that moment, never a word of the record. Lists are not kept,
nor what is open to everybody. An answer to a request names what it holds by `opened`, and the rows are
written once it is out; whatever else gives a record away calls `note`.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from commitments import access, source
from commitments.audit import PAGES
from commitments.models import Opening, User
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
    """Take down a look at a record; its place, and its marking where it has none, are its page's."""
    page = (getattr(record, PAGES[type(record)]) if type(record) in PAGES else None) or record
    levels = (getattr(one, "classification", None) for one in (record, page))
    return Look(
        person=person,
        kind=kind,
        subject_type=type(record)._meta.label,
        subject_id=record.pk,
        country_id=getattr(record, "country_id", None) or getattr(page, "country_id", None),
        classification=next((level for level in levels if level is not None), 0),
        remark=remark,
    )


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
