"""Arithmetic of working days over one calendar, or over several at once."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Status = Literal["confirmed", "calculated", "absent"]

ONE_DAY = datetime.timedelta(days=1)
# Between the names of holidays that fall on one day in several countries.
AND = "; "
# No government closes for so long: a longer search means a calendar without any working day.
LONGEST_PAUSE_DAYS = 400


class AbsentYearError(LookupError):
    """Raised where a calendar has no data for a year, so that no days may be counted in it."""

    def __init__(self, calendar: "Calendar", year: int) -> None:
        super().__init__(f"No calendar of {calendar.code} for {year}")
        self.code = calendar.code
        self.place = calendar.place or calendar.code
        self.year = year


@dataclass(frozen=True, slots=True)
class Year:
    """One year of one country: weekend (Monday is 0), holidays by day, and weekend days that are worked."""

    weekend: frozenset[int]
    holidays: Mapping[datetime.date, str]
    status: Status = "calculated"
    worked: frozenset[datetime.date] = frozenset()


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of one country, year by year.

    `code` is its ISO code, `place` its capital as people read it. A year not in `years` is absent,
    and counting in it raises AbsentYearError.
    """

    code: str
    years: Mapping[int, Year] = field(repr=False)
    place: str = ""

    @property
    def place_names(self) -> tuple[str, ...]:
        return (self.place or self.code,)

    def year(self, number: int) -> Year:
        """Return a year that is known; raise AbsentYearError otherwise."""
        year = self.years.get(number)
        if year is None or year.status == "absent":
            raise AbsentYearError(self, number)
        return year

    def status(self, number: int) -> Status:
        """Return whether a year is confirmed, computed or absent."""
        year = self.years.get(number)
        return "absent" if year is None else year.status

    @property
    def codes(self) -> tuple[str, ...]:
        return (self.code,)

    def statuses(self, number: int) -> tuple[tuple[str, Status], ...]:
        """Pair each country's code with the status of its year."""
        return ((self.code, self.status(number)),)

    def is_workday(self, day: datetime.date) -> bool:
        """Return whether people work that day; raise AbsentYearError where the year is not known."""
        year = self.year(day.year)
        return day in year.worked or (day not in year.holidays and day.weekday() not in year.weekend)

    def holiday(self, day: datetime.date) -> str:
        """Return the holiday of a day; empty for a working day or a plain weekend."""
        return self.year(day.year).holidays.get(day, "")

    def is_weekend(self, day: datetime.date) -> bool:
        """Return whether a day falls on the weekend of its year."""
        return day.weekday() in self.year(day.year).weekend


@dataclass(frozen=True, slots=True)
class Both:
    """Several calendars as one: a day counts only where all of them work."""

    calendars: tuple[Calendar, ...]

    @property
    def place_names(self) -> tuple[str, ...]:
        return tuple(calendar.place or calendar.code for calendar in self.calendars)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(calendar.code for calendar in self.calendars)

    def statuses(self, number: int) -> tuple[tuple[str, Status], ...]:
        return tuple((calendar.code, calendar.status(number)) for calendar in self.calendars)

    def is_workday(self, day: datetime.date) -> bool:
        # Every calendar is asked, so that an absent year never hides behind another's holiday.
        answers = [calendar.is_workday(day) for calendar in self.calendars]
        return all(answers)

    def holiday(self, day: datetime.date) -> str:
        names = [calendar.holiday(day) for calendar in self.calendars]
        return AND.join(dict.fromkeys(name for name in names if name))

    def is_weekend(self, day: datetime.date) -> bool:
        return any(calendar.is_weekend(day) for calendar in self.calendars)


Counting = Calendar | Both


def join_calendars(calendars: Sequence[Calendar]) -> Counting:
    """Join calendars so that a day counts only where all work; a single one is returned unchanged."""
    distinct = tuple({calendar.code: calendar for calendar in calendars}.values())
    if not distinct:
        raise ValueError("No calendar to count in")
    return distinct[0] if len(distinct) == 1 else Both(distinct)


def walk_workdays(calendar: Counting, day: datetime.date, step: int) -> Iterator[datetime.date]:
    """Yield the working days after (step 1) or before (step -1) a day, nearest first."""
    idle = 0
    while idle < LONGEST_PAUSE_DAYS:
        day += step * ONE_DAY
        idle += 1
        if calendar.is_workday(day):
            idle = 0
            yield day
    raise ValueError(f"No working day within {LONGEST_PAUSE_DAYS} days of {day}")


def add_workdays(calendar: Counting, day: datetime.date, count: int) -> datetime.date:
    """Return the count-th working day after a day, the day itself being day 0 whether worked or not.

    A negative count goes back; 0 returns the day itself. Raises AbsentYearError where the count leaves the
    calendar.
    """
    if count == 0:
        return day
    for number, found in enumerate(walk_workdays(calendar, day, 1 if count > 0 else -1), start=1):
        if number == abs(count):
            return found
    raise AssertionError("walk never ends by itself")


def workdays_between(calendar: Counting, start: datetime.date, end: datetime.date) -> int:
    """Count the working days after `start` up to and with `end`; negative where `end` is earlier.

    Undoes `add_workdays` from the same start.
    """
    if end < start:
        # Going back, `end` counts and `start` does not: the mirror of going forward.
        return -sum(calendar.is_workday(end + n * ONE_DAY) for n in range((start - end).days))
    return sum(calendar.is_workday(start + n * ONE_DAY) for n in range(1, (end - start).days + 1))


def last_workday_on_or_before(calendar: Counting, day: datetime.date) -> datetime.date:
    """Return the day itself if worked, else the nearest working day before it."""
    return day if calendar.is_workday(day) else add_workdays(calendar, day, -1)


def next_workday_on_or_after(calendar: Counting, day: datetime.date) -> datetime.date:
    """Return the day itself if worked, else the nearest working day after it."""
    return day if calendar.is_workday(day) else add_workdays(calendar, day, 1)


def days_off_between(
    calendar: Counting, start: datetime.date, end: datetime.date
) -> list[tuple[datetime.date, str]]:
    """List the named holidays after `start` up to and with `end` that take a weekday from the count."""
    days = (start + n * ONE_DAY for n in range(1, (end - start).days + 1))
    return [
        (day, calendar.holiday(day))
        for day in days
        if not calendar.is_workday(day) and not calendar.is_weekend(day)
    ]
