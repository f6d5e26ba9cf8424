"""Which calendar a deadline is counted in, which of its years decided a date, and what is doubtful there."""

import datetime
from collections.abc import Iterable

from commitments.calendars.workdays import (
    AbsentYearError,
    Calendar,
    Counting,
    both,
    last_workday_on_or_before,
)
from commitments.deadlines.periods import UnsureError
from commitments.deadlines.remarks import Remark, remark
from commitments.deadlines.resolution import CalendarUsed
from commitments.phrases import DeadlineSpec


def counting(spec: DeadlineSpec, owner: Calendar, partner: Calendar | None) -> Counting:
    """Choose the calendar that working days are counted in; raise UnsureError where it is not at hand."""
    if not spec.capitals:
        return owner
    if spec.capitals == "both":
        if partner is None:
            raise UnsureError("partner")
        return both([owner, partner])
    for calendar in (owner, partner):
        if calendar and _plain(spec.capitals) in (_plain(calendar.place), _plain(calendar.code)):
            return calendar
    raise UnsureError("capital", words=spec.capitals)


def _plain(place: str) -> str:
    """Make a place's name alike, with or without capital letters and spaces."""
    return "".join(place.casefold().split())


def used_between(calendar: Counting, start: datetime.date, end: datetime.date) -> tuple[CalendarUsed, ...]:
    """List the years of each country that lie between two days."""
    return tuple(
        CalendarUsed(code, year, status)
        for year in range(start.year, end.year + 1)
        for code, status in calendar.statuses(year)
    )


def missing(absent: AbsentYearError) -> CalendarUsed:
    """Name the year that stopped the count: once known, it decides."""
    return CalendarUsed(absent.code, absent.year, "absent")


def last_workday(
    calendar: Calendar, end: datetime.date
) -> tuple[datetime.date | None, tuple[CalendarUsed, ...], Remark | None]:
    """Find the last working day on or before a day, the years that decided it, and what is asked instead."""
    try:
        day = last_workday_on_or_before(calendar, end)
    except AbsentYearError as absent:
        return None, (missing(absent),), absent_year(absent)
    return day, used_between(calendar, day, end), None


def absent_year(absent: AbsentYearError) -> Remark:
    """Ask for a year's holidays."""
    return remark("absent", place=absent.place, year=str(absent.year))


def places(calendar: Counting) -> list[list[str]]:
    """Name the capitals counted in, in the form in which remarks are stored."""
    return [[place] for place in calendar.places]


def doubts_about(years: Iterable[tuple[str, int]], calendars: Iterable[Calendar]) -> tuple[Remark, ...]:
    """Say of each year (country code, year) that is only computed that nobody has confirmed it.

    Worked out anew whenever a stored deadline is read: a year may have been confirmed since.
    """
    known = {calendar.code: calendar for calendar in calendars}
    return tuple(
        remark("computed", year=str(year), place=known[code].place or code)
        for code, year in dict.fromkeys(years)
        if code in known and known[code].status(year) == "computed"
    )
