"""Holidays: from the `holidays` package, with the days that officers declared and the years they confirmed.

Also the invented holidays of Valdoria (XV), the fictional partner of the demonstration.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache, partial

from holidays import country_holidays
from holidays.holiday_base import HolidayBase

from commitments.calendars.workdays import AND, Calendar, Year

MONDAY, FRIDAY, SATURDAY, SUNDAY = 0, 4, 5, 6


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> datetime.date:
    """Return the nth such weekday of a month; Monday is 0."""
    first = datetime.date(year, month, 1)
    return first + datetime.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


class Valdoria(HolidayBase):
    """A fictional country: the weekend is Friday and Saturday, the capital Port Serin.

    XV is among the codes that ISO 3166-1 reserves for users, so no country will ever have it.
    """

    country = "XV"
    start_year = 1990
    weekend = {FRIDAY, SATURDAY}

    def _populate_public_holidays(self) -> None:
        year = self._year
        self._add_holiday("New Year's Day", datetime.date(year, 1, 1))
        self._add_holiday("Lantern Day", nth_weekday(year, 4, SUNDAY, 2))
        self._add_holiday("Harbour Day", datetime.date(year, 6, 11))
        self._add_holiday("Founding Day", datetime.date(year, 8, 19))
        self._add_holiday("Founding Day (second day)", datetime.date(year, 8, 20))
        harvest = nth_weekday(year, 9, MONDAY, 3)
        for number in range(3):
            self._add_holiday(f"Harvest Days ({number + 1})", harvest + datetime.timedelta(days=number))
        self._add_holiday("Remembrance Day", datetime.date(year, 10, 27))


# Countries that the package does not know, because they are invented.
OWN: dict[str, type[HolidayBase]] = {"XV": Valdoria}
ENGLISH = "en_US"
CACHED_YEARS = 4096
# A country unknown to the package, whose year an officer confirmed by hand, gets the commonest weekend.
USUAL_WEEKEND = frozenset({5, 6})

# A day, its name, and whether it is free; False makes a computed holiday a working day.
Override = tuple[datetime.date, str, bool]


def source_of(iso: str) -> Callable[..., HolidayBase] | None:
    """Find the class that computes a country's holidays: our own or the package's; None where there is
    none.
    """
    if iso in OWN:
        return OWN[iso]
    try:
        country_holidays(iso)
    except NotImplementedError:
        return None
    return partial(country_holidays, iso)


@lru_cache(maxsize=CACHED_YEARS)
def computed_year(iso: str, number: int) -> Year | None:
    """Compute one year, or return None where it is unknown.

    The package returns an empty calendar for an unknown year, not an error, so its own bounds decide. It
    cannot tell a declared date from a computed one either, so every year counts as computed.
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


class HolidayYears(Mapping[int, Year]):
    """The years of one country, computed when used, with the officers' rows over them."""

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
        free = {day: name for day, name, is_non_working in rows if is_non_working}
        worked = {day for day, _, is_non_working in rows if not is_non_working}
        holidays = {day: name for day, name in year.holidays.items() if day not in worked}
        return Year(
            weekend=year.weekend,
            holidays=holidays | free,
            status="confirmed" if number in self._confirmed else "calculated",
            worked=(year.worked | worked) - free.keys(),
        )

    def __iter__(self) -> Iterator[int]:
        return (number for number in range(datetime.MINYEAR, datetime.MAXYEAR + 1) if number in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def calendar_for(
    iso: str, *, overrides: Iterable[Override] = (), confirmed: Iterable[int] = (), place: str = ""
) -> Calendar:
    """Return the calendar of a country, by its ISO code, with an officer's rows and confirmed years over it.

    `overrides` are rows (day, name, is free); `confirmed` the years that an officer confirmed. Any other year
    is computed, or absent where it is unknown: counting in it raises `workdays.AbsentYearError`. `place` is
    the capital's name, for explanations.
    """
    return Calendar(iso, HolidayYears(iso, overrides, confirmed), place)


@lru_cache(maxsize=CACHED_YEARS)
def names_in(iso: str, number: int, language: str) -> Mapping[datetime.date, str]:
    """Return the computed holidays of a year in a language; empty where the package does not support it."""
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
    """Return the names of a day's computed holidays in a language, for one of these countries."""
    said = f"{AND}{names}{AND}"
    for code in codes:
        computed = computed_year(code, day.year)
        # A country may have two on one day: its name for the day holds both.
        name = computed.holidays.get(day) if computed else None
        if name:
            local = names_in(code, day.year, language).get(day, name)
            said = said.replace(f"{AND}{name}{AND}", f"{AND}{local}{AND}")
    return said.removeprefix(AND).removesuffix(AND)
