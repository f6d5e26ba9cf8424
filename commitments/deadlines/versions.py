"""Slippage: what the chain of versions of a deadline shows of moves since the first agreed date.

Moves that a person requested are counted apart from those by events and calendars.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db.models import QuerySet

from commitments.enums import SLIPS, MoveReason
from commitments.models import Deadline


def list_versions() -> QuerySet[Deadline]:
    """List the versions that count for slippage, for items read through the access policy."""
    return Deadline.objects.only("commitment", "number", "due_on", "reason").order_by("number")


# What moves a date without anybody having asked for it.
BY_ITSELF = (
    MoveReason.EVENT_MOVED,
    MoveReason.CALENDAR,
    MoveReason.CLOCK_STARTED,
    MoveReason.CLOCK_STOPPED,
)


class Version(Protocol):
    """What is loaded of a version of a deadline: its place in the chain, its reason, its day."""

    @property
    def number(self) -> int: ...
    @property
    def reason(self) -> str: ...
    @property
    def due_on(self) -> datetime.date | None: ...


@dataclass(frozen=True, slots=True)
class Slips:
    """Moves since the first agreed date: how many, and by how many days later in all.

    `count` and `days` are moves that a person requested; `event_count` and `event_days` those by an event, a
    clock or a calendar. Days are negative where a date came nearer. `first_on` is the first agreed date, None
    where none was ever agreed.
    """

    count: int = 0
    days: int = 0
    event_count: int = 0
    event_days: int = 0
    first_on: datetime.date | None = None


def count_slips(versions: Sequence[Version], first: Version | None) -> Slips:
    """Sum a chain's moves after `first`, its first agreed date; nothing has moved while there is none.

    `versions` are in order. A version without a date is a move where there was a date before; the days count
    for the version that has a date again.
    """
    if first is None or first.due_on is None:
        return Slips()
    stood: datetime.date | None = first.due_on
    before = first.due_on
    counts, days = {True: 0, False: 0}, {True: 0, False: 0}
    for version in versions:
        if version.number <= first.number or version.reason not in (*SLIPS, *BY_ITSELF):
            continue
        is_slip = version.reason in SLIPS
        counts[is_slip] += version.due_on != stood
        if version.due_on is not None:
            days[is_slip] += (version.due_on - before).days
            before = version.due_on
        stood = version.due_on
    return Slips(counts[True], days[True], counts[False], days[False], first.due_on)
