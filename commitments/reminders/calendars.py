"""The calendars of a reminder run, loaded together; in an unknown year, Monday to Friday are working days."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from django.conf import settings

from commitments.calendars.holidays import USUAL_WEEKEND, Override, calendar_for
from commitments.calendars.workdays import Calendar, Year
from commitments.db import page_cache
from commitments.models import Holiday, HolidayYear


class LenientYears(Mapping[int, Year]):
    """The years of a country, cached once used; a reminder on a holiday is better than none.

    `absent` collects the years that were used and are unknown.
    """

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._kept: dict[int, Year] = {}
        self.absent: set[int] = set()

    def __getitem__(self, number: int) -> Year:
        if number not in self._kept:
            year = self._calendar.years.get(number)
            if year is None or year.status == "absent":
                self.absent.add(number)
                year = Year(USUAL_WEEKEND, {})
            self._kept[number] = year
        return self._kept[number]

    def __iter__(self) -> Iterator[int]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)


class Calendars:
    """Each country's calendar by its ISO code, from two queries for all of them."""

    def __init__(self) -> None:
        self._rows, self._confirmed = page_cache.of_reference("holidays", _read_holidays)
        self._kept: dict[str, tuple[Calendar, LenientYears]] = {}

    def __getitem__(self, iso: str) -> Calendar:
        if iso not in self._kept:
            found = calendar_for(
                iso, overrides=self._rows.get(iso, ()), confirmed=self._confirmed.get(iso, ())
            )
            years = LenientYears(found)
            self._kept[iso] = (Calendar(iso, years), years)
        return self._kept[iso][0]

    @property
    def home(self) -> Calendar:
        """The calendar of those who read the reminders."""
        return self[settings.HOME_COUNTRY]

    @property
    def absent(self) -> tuple[str, ...]:
        """Return the years that were used and are unknown, such as "KH 2101"."""
        return tuple(
            f"{iso} {year}" for iso, (_, years) in sorted(self._kept.items()) for year in sorted(years.absent)
        )


def _read_holidays() -> tuple[dict[str, list[Override]], dict[str, set[int]]]:
    """Read the declared days and the confirmed years of each country."""
    rows: dict[str, list[Override]] = defaultdict(list)
    confirmed: dict[str, set[int]] = defaultdict(set)
    columns = ("country__iso", "day", "name", "is_non_working")
    for iso, day, name, is_non_working in Holiday.objects.order_by().values_list(*columns):
        rows[iso].append((day, name, is_non_working))
    for iso, year in HolidayYear.objects.order_by().values_list("country__iso", "year"):
        confirmed[iso].add(year)
    return rows, confirmed
