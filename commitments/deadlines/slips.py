"""How far a deadline has moved: what was asked for, and apart from it what events and calendars moved."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from commitments.models import Deadline
from commitments.vocabulary import SLIPS

EVENT_REASONS = ("event_moved", "calendar", "clock_started", "clock_stopped")


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


def slips(versions: Sequence[Deadline], first: Deadline | None = None) -> Slips:
    """Sum a chain's moves after the first accepted version; without one, after its first date.

    `versions` stand in order. A version without a date is a move where a date stood before; the days are
    counted when there is a date again, for the version that brings it.
    """
    start = next(
        (n for n, v in enumerate(versions) if v.due_on and (first is None or v.number == first.number)), None
    )
    if start is None:
        return Slips()
    known = versions[start].due_on
    assert known is not None
    first_on, before = known, known
    counts, days = {True: 0, False: 0}, {True: 0, False: 0}
    stood: datetime.date | None = known
    for version in versions[start + 1 :]:
        is_slip = version.reason in SLIPS
        if version.due_on != stood:
            counts[is_slip] += 1
        if version.due_on is not None:
            days[is_slip] += (version.due_on - before).days
            before = version.due_on
        stood = version.due_on
    return Slips(counts[True], days[True], counts[False], days[False], first_on)
