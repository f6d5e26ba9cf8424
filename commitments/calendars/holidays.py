"""Where calendars come from: the `holidays` package, and over it what officers declared and confirmed."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache, partial

from holidays import country_holidays
from holidays.holiday_base import HolidayBase

from commitments.calendars.valdoria import Valdoria
from commitments.calendars.workdays import AND, Calendar, Year

# Countries that the package does not know, because they are invented.
OWN: dict[str, type[HolidayBase]] = {"XV": Valdoria}
ENGLISH = "en_US"
CACHED_YEARS = 4096
# A country unknown to the package, whose year an officer confirmed by hand, gets the commonest weekend.
USUAL_WEEKEND = frozenset({5, 6})

# A day, its name, and whether it is free; False makes a computed holiday a working day.
Override = tuple[datetime.date, str, bool]


def source_of(iso: str) -> Callable[..., HolidayBase] | None:
    """Find who computes a country's holidays: an own class, the package, or nobody."""
    if iso in OWN:
        return OWN[iso]
    try:
        country_holidays(iso)
    except NotImplementedError:
        return None
    return partial(country_holidays, iso)


@lru_cache(maxsize=CACHED_YEARS)
def computed_year(iso: str, number: int) -> Year | None:
    """Compute one year, or return None where nobody knows it.

    The package answers an unknown year with an empty calendar, not with an error: its own bounds decide.
    It cannot tell a declared date from a computed one either, so no year is better than computed.
    """
    source = source_of(iso)
    if source is None:
        return None
    bounds = source()
    if not bounds.start_year <= number <= bounds.end_year:
        return None
    languages = bounds.supported_languages
    found = source(years=number, expand=False, language=ENGLISH if ENGLISH in languages else None)
    # Where a weekend changed within a year, long ago, the year counts by the new one.
    week = [datetime.date(number, 12, day) for day in range(25, 32)]
    return Year(
        weekend=frozenset(day.weekday() for day in week if found.is_weekend(day)),
        holidays={day: name for day, name in found.items() if day.year == number},
        worked=frozenset(day for day in found.weekend_workdays if day.year == number),
    )


class Years(Mapping[int, Year]):
    """The years of one country, computed when asked for, with the officers' rows over them."""

    def __init__(self, iso: str, overrides: Iterable[Override], confirmed: Iterable[int]) -> None:
        self._iso = iso
        self._confirmed = frozenset(confirmed)
        self._rows: dict[int, list[Override]] = {}
        for row in overrides:
            self._rows.setdefault(row[0].year, []).append(row)

    def __getitem__(self, number: int) -> Year:
        year = computed_year(self._iso, number)
        if year is None and number in self._confirmed:
            year = Year(USUAL_WEEKEND, {})
        if year is None:
            raise KeyError(number)
        rows = self._rows.get(number, [])
        if not rows and number not in self._confirmed:
            return year
        free = {day: name for day, name, is_free in rows if is_free}
        worked = {day for day, _, is_free in rows if not is_free}
        holidays = {day: name for day, name in year.holidays.items() if day not in worked}
        return Year(
            weekend=year.weekend,
            holidays=holidays | free,
            status="confirmed" if number in self._confirmed else "computed",
            worked=(year.worked | worked) - free.keys(),
        )

    def __iter__(self) -> Iterator[int]:
        return (number for number in range(datetime.MINYEAR, datetime.MAXYEAR + 1) if number in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def calendar_for(
    iso: str, *, overrides: Iterable[Override] = (), confirmed: Iterable[int] = (), place: str = ""
) -> Calendar:
    """Give the calendar of a country, by its ISO code, with an officer's rows and confirmed years over it.

    `overrides` are rows (day, name, is free); `confirmed` the years that an officer confirmed. Any other year
    is computed, or absent where nobody knows it: asking it then raises `workdays.AbsentYearError`. `place` is
    the capital's name, for explanations.
    """
    return Calendar(iso, Years(iso, overrides, confirmed), place)


@lru_cache(maxsize=CACHED_YEARS)
def names_in(iso: str, number: int, language: str) -> Mapping[datetime.date, str]:
    """Name the computed holidays of a year in a language; empty where the package does not speak it."""
    source = source_of(iso)
    if source is None or language not in source().supported_languages:
        return {}
    return dict(source(years=number, expand=False, language=language).items())


def holidays_of(calendar: Calendar, year: int, language: str = ENGLISH) -> list[tuple[datetime.date, str]]:
    """List a year's holidays in order; raise `workdays.AbsentYearError` where the year is not known.

    Computed ones are named in the language where the package speaks it, an officer's as the officer wrote.
    """
    computed = computed_year(calendar.code, year)
    usual = computed.holidays if computed else {}
    local = names_in(calendar.code, year, language)
    days = sorted(calendar.year(year).holidays.items())
    return [(day, local.get(day, name) if usual.get(day) == name else name) for day, name in days]


def named_in(language: str, codes: Iterable[str], day: datetime.date, names: str) -> str:
    """Say the names of a day's holidays in a language, those that are computed for one of these countries."""
    said = f"{AND}{names}{AND}"
    for code in codes:
        computed = computed_year(code, day.year)
        # A country may have two on one day: its name for the day holds both.
        name = computed.holidays.get(day) if computed else None
        if name:
            local = names_in(code, day.year, language).get(day, name)
            said = said.replace(f"{AND}{name}{AND}", f"{AND}{local}{AND}")
    return said.removeprefix(AND).removesuffix(AND)
