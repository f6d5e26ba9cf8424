"""Write rows of agendas in few statements, each with its row of history."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from commitments import audit, editing
from commitments.models import AgendaItem, AuditRow, Meeting, User

ROWS_AT_ONCE = 500


def put_on(rows: Sequence[AgendaItem], *, by: User | None, now: datetime.datetime) -> None:
    """Insert new rows."""
    for row in rows:
        row.recorded_at, row.recorded_by = now, by
    AgendaItem.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    _record("created", [(row, {}, audit.state_of(row)) for row in rows], by=by, now=now)


def carry(pairs: Iterable[tuple[AgendaItem, int | None]], *, by: User | None, now: datetime.datetime) -> None:
    """Write where rows were carried from."""
    changes = []
    for row, before in pairs:
        changes.append((row, {"carried_from_id": row.carried_from_id}, {"carried_from_id": before}))
        row.carried_from_id, row.version = before, row.version + 1
    rows = [row for row, _old, _new in changes]
    AgendaItem.objects.bulk_update(rows, ("carried_from", "version"), batch_size=ROWS_AT_ONCE)
    _record("carried", changes, by=by, now=now)


def take_off(rows: Sequence[AgendaItem], *, by: User | None, now: datetime.datetime) -> None:
    """Delete untouched rows; what was carried from them is carried from where they were.

    Raises `Refused("changed")` where somebody has spoken about one meanwhile.
    """
    if not rows:
        return
    relink(AgendaItem.objects.filter(carried_from__in=rows), by=by, now=now)
    _record("removed", [(row, audit.state_of(row), {}) for row in rows], by=by, now=now)
    removed, _kinds = AgendaItem.objects.filter(pk__in=[row.pk for row in rows], said="").delete()
    if removed != len(rows):
        raise editing.changed_meanwhile()


def relink(rows: QuerySet[AgendaItem], *, by: User | None, now: datetime.datetime) -> None:
    """Let rows be carried from one place earlier."""
    found = rows.select_related("carried_from")
    carry(
        [(row, row.carried_from.carried_from_id) for row in found if row.carried_from is not None],
        by=by,
        now=now,
    )


def _record(
    action: str,
    changes: Iterable[tuple[AgendaItem, dict[str, Any], dict[str, Any]]],
    *,
    by: User | None,
    now: datetime.datetime,
) -> None:
    """Write one row of history for each change, on the page of its meeting."""
    label, page = AgendaItem._meta.label, Meeting._meta.label
    audit.write(
        AuditRow(
            at=now,
            by=by,
            action=action,
            subject_type=label,
            subject_id=row.pk,
            page_type=page,
            page_id=row.meeting_id,
            before=before,
            after=after,
        )
        for row, before, after in changes
    )
