"""How far a deadline has moved: what was asked for, and apart from it what events and calendars moved."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from commitments.vocabulary import SLIPS, MoveReason

# What moves a date without anybody having asked for it.
BY_ITSELF = (
    MoveReason.EVENT_MOVED,
    MoveReason.CALENDAR,
    MoveReason.CLOCK_STARTED,
    MoveReason.CLOCK_STOPPED,
)


class Version(Protocol):
    """What is asked of a version of a deadline: its place in the chain, why it came, its day."""

    @property
    def number(self) -> int: ...
    @property
    def reason(self) -> str: ...
    @property
    def due_on(self) -> datetime.date | None: ...


@dataclass(frozen=True, slots=True)
class Slips:
    """Moves since the first agreed date: how many times, and by how many days later in all.

    `count` and `days` are what somebody asked for; `event_count` and `event_days` what an event, a clock or a
    calendar moved. Days are negative where a date came nearer. `first_on` is the first agreed date, None
    where none was ever agreed.
    """

    count: int = 0
    days: int = 0
    event_count: int = 0
    event_days: int = 0
    first_on: datetime.date | None = None


def slips(versions: Sequence[Version], first: Version | None) -> Slips:
    """Sum a chain's moves after `first`, its first agreed date; nothing has moved while there is none.

    `versions` stand in order. A version without a date is a move where a date stood before; the days are
    counted when there is a date again, for the version that brings it.
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
