"""The ladder turned round: which days to count from have a rung told within some days; pure."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from commitments.calendars.workdays import ONE_DAY, Counting, add_workdays, walk
from commitments.reminders.plan import after_last_workday

Days = frozenset[datetime.date]
# What is told again and again has so many rungs, which is twenty years where it is told weekly; it stays on
# My desk.
MOST_RUNGS = 1046


def told_before(readers: Iterable[Counting], first: datetime.date, last: datetime.date) -> Days:
    """List the days whose rungs some reader is told, on or before them, on a day from `first` to `last`."""
    found: set[datetime.date] = set()
    for reader in readers:
        for day in _workdays(reader, first, last):
            found.update(_days(day, add_workdays(reader, day, 1) - ONE_DAY))
    return frozenset(found)


def told_after(readers: Iterable[Counting], first: datetime.date, last: datetime.date) -> Days:
    """List the days whose rungs some reader is told, on or after them, on a day from `first` to `last`."""
    found: set[datetime.date] = set()
    for reader in readers:
        for day in _workdays(reader, first, last):
            found.update(_days(after_last_workday(reader, day), day))
    return frozenset(found)


def ahead(owings: Iterable[Counting], counts: Collection[int], falls: Days) -> Mapping[int, Days]:
    """Give for each count the days to act that lie so many working days after one of some days."""
    found: dict[int, set[datetime.date]] = {count: set() for count in counts}
    for owing in owings:
        for day in falls:
            if 0 in found:
                found[0].add(day)
            if owing.is_workday(day):
                _walked(owing, day, 1, found)
    return {count: frozenset(days) for count, days in found.items()}


def late(owings: Iterable[Counting], counts: Collection[int], falls: Days) -> Mapping[int, Days]:
    """Give for each count the agreed days of which one of some days is the so many-th working day after."""
    found: dict[int, set[datetime.date]] = {count: set() for count in counts}
    for owing in owings:
        for day in falls:
            if owing.is_workday(day):
                _walked(owing, day, -1, found)
    return {count: frozenset(days) for count, days in found.items()}


def _walked(owing: Counting, day: datetime.date, step: int, found: dict[int, set[datetime.date]]) -> None:
    """Add to each count what lies so many working days away: that day, and the free days before it."""
    most, nearer = max(found, default=0), day
    if not most:
        return
    for number, workday in enumerate(walk(owing, day, step), start=1):
        if number in found:
            free = _days(nearer + ONE_DAY, workday) if step > 0 else _days(workday, nearer - ONE_DAY)
            found[number].update(free)
        if number == most:
            return
        nearer = workday


def unanswered(
    readers: Iterable[Counting], counts: Collection[int], first: datetime.date, last: datetime.date
) -> Mapping[int, Days]:
    """Give for each count the days of asking whose so many-th working day is from `first` to `last`."""
    found: dict[int, set[datetime.date]] = defaultdict(set)
    for reader in readers:
        for day in _workdays(reader, first, last):
            for count in counts:
                begun = add_workdays(reader, day, -count)
                found[count].update(_days(begun, add_workdays(reader, day, 1 - count) - ONE_DAY))
    return {count: frozenset(days) for count, days in found.items()}


def repeated(falls_on: datetime.date, start: int, step: int | None, oldest: datetime.date) -> Days:
    """List the days from `oldest` on that have a rung on a day: `start` days later, then each `step`."""
    latest = falls_on - start * ONE_DAY
    times = min((latest - oldest).days // step, MOST_RUNGS) if step else 0
    found = (latest - number * (step or 0) * ONE_DAY for number in range(times + 1))
    return frozenset(day for day in found if day >= oldest)


def _workdays(reader: Counting, first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    return (day for day in _days(first, last) if reader.is_workday(day))


def _days(first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    for number in range((last - first).days + 1):
        yield first + number * ONE_DAY
