"""Write rows of agendas in few statements, each with its row of history."""

import datetime
from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from commitments import at_once, audit, editing
from commitments.models import AgendaItem, User

ROWS_AT_ONCE = 500


def put_on(rows: Sequence[AgendaItem], *, by: User | None, now: datetime.datetime) -> None:
    """Insert new rows."""
    for row in rows:
        row.recorded_at, row.recorded_by = now, by
    at_once.insert(rows)
    audit.record_many("created", [(row, {}, audit.state_of(row)) for row in rows], by=by, now=now)


def carry(pairs: Iterable[tuple[AgendaItem, int | None]], *, by: User | None, now: datetime.datetime) -> None:
    """Write where rows were carried from."""
    changes: list[audit.Change] = []
    rows = []
    for row, before in pairs:
        changes.append((row, {"carried_from_id": row.carried_from_id}, {"carried_from_id": before}))
        row.carried_from_id, row.version = before, row.version + 1
        rows.append(row)
    AgendaItem.objects.bulk_update(rows, ("carried_from", "version"), batch_size=ROWS_AT_ONCE)
    audit.record_many("carried", changes, by=by, now=now)


def take_off(rows: Sequence[AgendaItem], *, by: User | None, now: datetime.datetime) -> None:
    """Delete untouched rows; what was carried from them is carried from where they were.

    Raises `Refused("changed")` where somebody has spoken about one meanwhile.
    """
    if not rows:
        return
    relink(AgendaItem.objects.filter(carried_from__in=rows), by=by, now=now)
    audit.record_many("removed", [(row, audit.state_of(row), {}) for row in rows], by=by, now=now)
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
