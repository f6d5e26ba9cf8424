"""What others have changed since a person last looked at My desk, one line for each record."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from commitments.access import policy, rules, scopes, write_rules
from commitments.access.cached_queries import load_prepared, load_rows
from commitments.models import AuditRow, Commitment, Deadline, Meeting, ProgressUpdate, User

SHOWN = 8
# Further back, or beyond so many changes, the lists and the history of each record tell.
LONGEST = datetime.timedelta(days=14)
LOOKED_AT, READ = 1000, 200
# Mostly enough for the lines that are shown.
AT_ONCE = 64
# A visit ends after so long without a page of My desk; while it lasts, its changes stay new.
VISIT = datetime.timedelta(minutes=30)
# A visit is noted at most so often: no page costs a write of its own.
STEP = datetime.timedelta(minutes=10)
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


def note_visit(person: User, now: datetime.datetime) -> datetime.datetime | None:
    """Note that the person looks at My desk; return the end of the last visit, or None for the first."""
    seen, since = person.desk_seen_at, person.desk_last_visit_at
    if seen is not None and now - seen < STEP:
        return since
    if seen is None or now - seen >= VISIT:
        since = seen
    row = User.objects.filter(pk=person.pk, desk_seen_at=seen)
    row.update(desk_seen_at=now, desk_last_visit_at=since)
    person.desk_seen_at, person.desk_last_visit_at = now, since
    return since


def list_changed(
    person: User, since: datetime.datetime, now: datetime.datetime, country: str = ""
) -> tuple[ChangedRecord, ...]:
    """List the records of the person's desk or ministry that others have changed, newest first.

    At most one more than are shown. Three to seven queries, each of a bounded number of rows.
    """
    if not (write_rules.may_write(person, Commitment) or person.role in scopes.MINISTRY_ROLES):
        return ()
    since = max(since, now - LONGEST)
    looked_at = load_rows(_find_changes, person.pk, since, now)
    names: dict[tuple[str, int], tuple[str, str]] = {}
    for label in KINDS:
        if pages := sorted({page for _pk, kind, page in looked_at if kind == label}):
            for pk, reference, title in load_prepared(_find_mine, person, label, country, pages):
                names[label, pk] = (reference, title)
    keys = [pk for pk, kind, page in looked_at if (kind, page) in names][:READ]
    rows: list[AuditRow] = []
    latest: list[AuditRow] = []
    for at in range(0, len(keys), AT_ONCE):
        rows += load_prepared(_find_rows, person, keys[at : at + AT_ONCE], is_planned=True)
        latest = _latest_of_each(rows)
        # One more than is wanted: the next rows could still be of the last record.
        if len(latest) > SHOWN + 1:
            break
    return tuple(
        ChangedRecord(
            KINDS[row.page_type]._meta.model_name or "", row.page_id, *names[row.page_type, row.page_id], row
        )
        for row in latest[: SHOWN + 1]
    )


def _find_changes(person: int, since: datetime.datetime, until: datetime.datetime) -> QuerySet[Any, Any]:
    """Find the latest changes by others, of all records."""
    told = AuditRow.objects.filter(at__gt=since, at__lte=until, page_type__in=KINDS)
    others = told.exclude(by=person).order_by("-at", "-pk")
    return others.values_list("pk", "page_type", "page_id")[:LOOKED_AT]


def _find_mine(person: User, label: str, country: str, pages: list[int]) -> QuerySet[Any, Any]:
    """Find the records that the person deals with, of one kind, and of one partner where one is chosen."""
    mine: QuerySet[Any, Any] = rules.at_hand(KINDS[label]._default_manager.all(), person)
    mine = mine.filter(country__iso=country) if country else mine
    return mine.filter(pk__in=pages).order_by().values_list("pk", "reference", "title")


def _find_rows(person: User, keys: list[int]) -> QuerySet[AuditRow]:
    """Find rows of the history that the person may read, newest first."""
    rows = policy.readable_by(AuditRow.objects.filter(pk__in=keys), person).select_related("by")
    return rows.order_by("-at", "-pk")


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
