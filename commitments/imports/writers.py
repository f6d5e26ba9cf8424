"""By what the rows of each kind of table are written and taken back."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from commitments.imports import items_written as items
from commitments.imports import parties_written as parties
from commitments.imports import reports_written as reports
from commitments.imports.made import Made
from commitments.models import Import, ImportRow, User
from commitments.vocabulary import ImportSubject


@dataclass(frozen=True, slots=True)
class Writer:
    """What writes, and takes back, the rows of one kind of table: new ones together, each other one alone."""

    add: Callable[..., list[Made]]
    take_away: Callable[..., None]
    # Reports are new, whatever they are on.
    change: Callable[..., Made] | None = None
    change_back: Callable[..., None] | None = None


WRITERS: dict[str, Writer] = {
    ImportSubject.COMMITMENTS: Writer(
        items.draft, items.take_away, items.change_item, items.change_item_back
    ),
    ImportSubject.MINISTRIES: Writer(
        parties.add_ministries,
        parties.take_ministries_away,
        parties.change_ministry,
        parties.change_ministry_back,
    ),
    ImportSubject.OFFICIALS: Writer(
        parties.add_officials,
        parties.take_officials_away,
        parties.change_official,
        parties.change_official_back,
    ),
    ImportSubject.HOLIDAYS: Writer(
        parties.add_holidays,
        parties.take_holidays_away,
        parties.change_holiday,
        parties.change_holiday_back,
    ),
    ImportSubject.UPDATES: Writer(reports.add, reports.take_away),
}


def do(of: Import, rows: Sequence[ImportRow], *, by: User, now: datetime.datetime) -> list[Made]:
    """Take rows, new ones together or one other; raises `Refused`. The caller holds the transaction."""
    writer = WRITERS[of.subject]
    if rows[0].record is None:
        return writer.add(of, rows, by=by, now=now)
    assert writer.change is not None
    return [writer.change(row, by=by, now=now) for row in rows]


def undo(of: Import, rows: Sequence[ImportRow], *, by: User, now: datetime.datetime, reason: str) -> None:
    """Take rows back; raises `Refused` where something has come of one since."""
    writer = WRITERS[of.subject]
    if rows[0].record is None:
        writer.take_away(rows, by=by, now=now, reason=reason)
        return
    assert writer.change_back is not None
    for row in rows:
        writer.change_back(row, by=by, now=now, reason=reason)
