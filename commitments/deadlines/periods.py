"""Convert a named period to its first and last day."""

import calendar
import datetime
from dataclasses import replace

from commitments.language.phrases.specification import DURATION, Part, Period

ONE_DAY = datetime.timedelta(days=1)
MONTHS = 12
YEARS_OF_DECADE = 10
# 29 February comes at most eight years after the last one.
LONGEST_WAIT_YEARS = 8
FRIDAY = 4

Window = tuple[datetime.date, datetime.date]

PARTS_OF_MONTH: dict[Part, tuple[int, int]] = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}
PARTS_OF_YEAR: dict[Part, tuple[int, int]] = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}


class UnsureError(ValueError):
    """Raised where a period cannot be placed; `reason` is a key of `explanation.REASONS` or of ASKS."""

    def __init__(self, reason: str, **values: str | int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values


def add_months(day: datetime.date, count: int) -> datetime.date:
    """Add months by the calendar: 31 August and one month is 30 September."""
    total = day.year * MONTHS + day.month - 1 + count
    year, month = divmod(total, MONTHS)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last))


def add_duration(day: datetime.date, every: str, times: int = 1) -> datetime.date:
    """Add an ISO 8601 duration some times over, months before days, each time from the same first day."""
    found = DURATION.fullmatch(every)
    if found is None:
        raise ValueError(f"Not a duration: {every}")
    years, months, weeks, days = (int(found[name] or 0) for name in ("years", "months", "weeks", "days"))
    later = add_months(day, (years * MONTHS + months) * times)
    return later + datetime.timedelta(days=(weeks * 7 + days) * times)


def window_of(period: Period, held_on: datetime.date | None) -> Window:
    """Return the first and last day of a period.

    `held_on` is the day of the meeting: a period without a year of its own is counted from it. Raises
    UnsureError where that day is not known, or falls in the very month or on the very day that is named
    without a year.
    """
    if period.year is None and held_on is None:
        raise UnsureError("held_on")
    if period.offset is not None and held_on is not None:
        period = name_year(period, held_on)
        if period.unit in ("day", "week"):
            return _days_of(period)
    if period.year is None and held_on is not None:
        return next_window(period, held_on)
    return _window(period)


def next_window(period: Period, after: datetime.date, *, is_sure: bool = False) -> Window:
    """Return the next time that a month or a day of the year comes after a day.

    Where that day is in the month, or is the day, the wording does not show which year is meant: raises
    UnsureError, unless `is_sure`, when the one after is meant for certain.
    """
    for year in range(after.year, after.year + LONGEST_WAIT_YEARS + 1):
        try:
            start, end = _window(replace(period, year=year, weekday=None))
        except ValueError:
            continue
        whole_start, whole_end = _window(replace(period, year=year, part="", weekday=None))
        if whole_start <= after <= whole_end and not is_sure:
            raise UnsureError("same_month" if period.unit == "month" else "same_day")
        if start > after:
            if period.weekday not in (None, start.weekday()):
                raise UnsureError("weekday")
            return start, end
    raise UnsureError("held_on")


def name_year(period: Period, held_on: datetime.date) -> Period:
    """Convert a period relative to the meeting (this, next) to one named by its year."""
    offset = period.offset or 0
    match period.unit:
        case "day" if period.month is None:
            day = held_on + offset * ONE_DAY
            return Period("day", day.year, day.month, day.day)
        case "week":
            monday = held_on + (7 * offset - held_on.weekday()) * ONE_DAY
            return Period("week", monday.year, monday.month, monday.day)
        case "month" if period.month is None:
            month = add_months(held_on.replace(day=1), offset)
            return Period("month", month.year, month.month, part=period.part)
        case "quarter" | "half" if period.index is None:
            size = 3 if period.unit == "quarter" else 6
            start = add_months(
                held_on.replace(month=(held_on.month - 1) // size * size + 1, day=1), size * offset
            )
            return Period(period.unit, start.year, index=(start.month - 1) // size + 1)
        case "decade":
            first = held_on.year // YEARS_OF_DECADE * YEARS_OF_DECADE
            return Period("decade", first + YEARS_OF_DECADE * offset)
        case _:
            try:
                return replace(period, year=held_on.year + offset, offset=None)
            except ValueError as error:
                raise UnsureError("no_such_date") from error


def _days_of(period: Period) -> Window:
    """Return one day, or the Monday to Friday of a week that begins on it."""
    try:
        day = datetime.date(period.year or 0, period.month or 0, period.day or 0)
    except ValueError as error:
        raise UnsureError("no_such_date") from error
    if period.weekday not in (None, day.weekday()):
        raise UnsureError("weekday")
    return (day, day) if period.unit == "day" else (day, day + FRIDAY * ONE_DAY)


def _window(period: Period) -> Window:
    """Return the window of a period whose year is known."""
    year = period.year or 0
    match period.unit:
        case "day" | "week":
            return _days_of(period)
        case "month":
            first, last = PARTS_OF_MONTH.get(period.part, (1, 31))
            month = datetime.date(year, period.month or 0, 1)
            length = calendar.monthrange(year, month.month)[1]
            return month.replace(day=first), month.replace(day=min(last, length))
        case "quarter" | "half":
            size = 3 if period.unit == "quarter" else 6
            last_month = (period.index or 0) * size
            return _months(year, last_month - size + 1, last_month)
        case "decade":
            return datetime.date(year, 1, 1), datetime.date(year + YEARS_OF_DECADE - 1, 12, 31)
        case _:
            return _months(year, *PARTS_OF_YEAR.get(period.part, (1, MONTHS)))


def _months(year: int, first: int, last: int) -> Window:
    return datetime.date(year, first, 1), datetime.date(year, last, calendar.monthrange(year, last)[1])
