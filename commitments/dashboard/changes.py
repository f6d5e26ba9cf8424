"""What others have changed since a person last looked at My desk, one line for each record."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from commitments.access import policy, rules, scopes, write_rules
from commitments.dashboard.commitments import list_readable_items
from commitments.models import AuditRow, Commitment, Deadline, Meeting, ProgressUpdate, User

SHOWN = 8
# Further back, or beyond so many changes, the lists and the history of each record tell.
LONGEST = datetime.timedelta(days=14)
LOOKED_AT, READ = 1000, 200
KINDS: dict[str, type[Commitment] | type[Meeting]] = {
    model._meta.label: model for model in (Commitment, Meeting)
}
# Of several changes at one moment, the one that says most.
WEIGHT = {Deadline._meta.label: 1, ProgressUpdate._meta.label: 2}


@dataclass(frozen=True, slots=True)
class ChangedRecord:
    """One record, and its latest change by another."""

    kind: str
    pk: int
    reference: str
    title: str
    row: AuditRow


def list_changed(
    person: User, since: datetime.datetime, now: datetime.datetime, country: str = ""
) -> tuple[ChangedRecord, ...]:
    """List the records of the person's desk or ministry that others have changed, newest first.

    At most one more than are shown. Four queries, each of a bounded number of rows.
    """
    if not (write_rules.may_write(person, Commitment) or person.role in scopes.MINISTRY_ROLES):
        return ()
    told = AuditRow.objects.filter(at__gt=max(since, now - LONGEST), at__lte=now, page_type__in=KINDS)
    others = told.exclude(by=person).order_by("-at", "-pk")
    looked_at = list(others.values_list("pk", "page_type", "page_id")[:LOOKED_AT])
    names: dict[tuple[str, int], tuple[str, str]] = {}
    for label in KINDS:
        if pages := {page for _pk, kind, page in looked_at if kind == label}:
            mine = _list_mine(label, person, country).filter(pk__in=pages).order_by()
            for pk, reference, title in mine.values_list("pk", "reference", "title"):
                names[label, pk] = (reference, title)
    keys = [pk for pk, kind, page in looked_at if (kind, page) in names][:READ]
    if not keys:
        return ()
    rows = policy.readable_by(AuditRow.objects.filter(pk__in=keys), person).select_related("by")
    return tuple(
        ChangedRecord(
            KINDS[row.page_type]._meta.model_name or "", row.page_id, *names[row.page_type, row.page_id], row
        )
        for row in _latest_of_each(rows.order_by("-at", "-pk"))[: SHOWN + 1]
    )


def _list_mine(label: str, person: User, country: str) -> QuerySet[Any]:
    """Return what the person deals with of a kind, of one partner where one is chosen."""
    if label == Commitment._meta.label:
        return list_readable_items(person, country)
    mine = rules.at_hand(Meeting.objects.all(), person)
    return mine.filter(country__iso=country) if country else mine


def _latest_of_each(rows: Iterable[AuditRow]) -> list[AuditRow]:
    """Return one row for each record: of the latest moment, the one that says most."""
    found: dict[tuple[str, int], AuditRow] = {}
    for row in rows:
        known = found.setdefault((row.page_type, row.page_id), row)
        if known.at == row.at and _weight(row) < _weight(known):
            found[row.page_type, row.page_id] = row
    return list(found.values())


def _weight(row: AuditRow) -> int:
    """Rank a step of the record itself first, and a change of its columns last."""
    if row.subject_type == row.page_type:
        return 4 if row.action in {"changed", "deadline"} else 0
    return WEIGHT.get(row.subject_type, 3)
