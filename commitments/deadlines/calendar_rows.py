"""What officers declare about holidays: a day free or worked, a year confirmed; what they touch moves."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments import access, editing
from commitments.calendars.holidays import calendar_for
from commitments.deadlines.recount import recount
from commitments.deadlines.versions import MOVABLE
from commitments.errors import Refused
from commitments.models import Commitment, Country, Holiday, HolidayYear, User
from commitments.vocabulary import YearStatus


def declare(holiday: Holiday, *, by: User, now: datetime.datetime) -> int:
    """Record a day as free, or as worked, against the computed calendar; return how many deadlines moved."""
    return declare_many([holiday], by=by, now=now)


@transaction.atomic
def declare_many(holidays: Sequence[Holiday], *, by: User, now: datetime.datetime) -> int:
    """Record days as `declare` does each; deadlines are counted anew once, with all of them."""
    access.require(access.may_write(by, Holiday))
    editing.create_many(holidays, by=by, now=now)
    return _recount(holidays, by=by, now=now)


def _recount(holidays: Iterable[Holiday], *, by: User, now: datetime.datetime) -> int:
    days: dict[Country, list[datetime.date]] = {}
    for holiday in holidays:
        days.setdefault(holiday.country, []).append(holiday.day)
    return sum(recount(country, by=by, now=now, days=some) for country, some in days.items())


@transaction.atomic
def declare_anew(
    holiday: Holiday, values: Mapping[str, Any], *, by: User, now: datetime.datetime, reason: str = ""
) -> int:
    """Change what is recorded about a day; return how many deadlines moved."""
    access.require(access.may_write(by, Holiday))
    before = Holiday.objects.select_related("country").get(pk=holiday.pk)
    editing.change(holiday, values, by=by, now=now, reason=reason)
    days = {before.day, holiday.day}
    if before.country_id == holiday.country_id:
        return recount(holiday.country, by=by, now=now, days=days)
    return sum(recount(country, by=by, now=now, days=days) for country in (before.country, holiday.country))


def take_back(holiday: Holiday, *, by: User, now: datetime.datetime, reason: str = "") -> int:
    """Take away a row that was wrong: the computed calendar counts again; return how many deadlines moved."""
    return take_back_many([holiday], by=by, now=now, reason=reason)


@transaction.atomic
def take_back_many(holidays: Sequence[Holiday], *, by: User, now: datetime.datetime, reason: str = "") -> int:
    """Take away rows as `take_back` does each; deadlines are counted anew once, without all of them."""
    access.require(access.may_write(by, Holiday))
    for holiday in holidays:
        access.check_write(by, holiday, {})
    editing.remove_many(holidays, by=by, now=now, reason=reason)
    return _recount(holidays, by=by, now=now)


@transaction.atomic
def confirm_year(row: HolidayYear, *, by: User, now: datetime.datetime) -> int:
    """Say that a country's calendar of one year is complete; return how many deadlines moved.

    Those that asked because nobody knew the year get their dates.
    """
    access.require(access.may_write(by, HolidayYear))
    if HolidayYear.objects.filter(country=row.country, year=row.year).exists():
        raise Refused(_("This year is confirmed already."), "confirmed")
    row.confirmed_on, row.confirmed_by = row.confirmed_on or timezone.localdate(now), by
    editing.create(row, by=by, now=now)
    return recount(row.country, by=by, now=now, years=[row.year])


@transaction.atomic
def unconfirm_year(row: HolidayYear, *, by: User, now: datetime.datetime, reason: str = "") -> int:
    """Take a confirmation back: the year is computed again, or absent; return how many deadlines moved."""
    access.require(access.may_write(by, HolidayYear))
    access.check_write(by, row, {})
    country, year = row.country, row.year
    editing.remove(row, by=by, now=now, reason=reason)
    return recount(country, by=by, now=now, years=[year])


@dataclass(frozen=True, slots=True)
class KnownYear:
    """A country's calendar of one year: how well it is known, and since when it is confirmed."""

    country: Country
    year: int
    status: YearStatus
    confirmed_on: datetime.date | None = None

    def __str__(self) -> str:
        return f"{self.country} {self.year}"

    @property
    def key(self) -> str:
        """Name it in an address."""
        return f"{self.country.iso}-{self.year}"


def known_years(
    countries: Iterable[Country], today: datetime.date, *, with_asked: bool = False
) -> list[KnownYear]:
    """List this year and the next of each country; if wanted, those that a deadline asks for in vain too."""
    listed = list(countries)
    confirmed = {
        (row.country_id, row.year): row.confirmed_on for row in HolidayYear.objects.filter(country__in=listed)
    }
    wanted = {country.iso: {today.year, today.year + 1} for country in listed}
    for iso, year in _asked() if with_asked else ():
        if iso in wanted:
            wanted[iso].add(year)
    found = []
    for country in listed:
        years = [year for key, year in confirmed if key == country.pk]
        calendar = calendar_for(country.iso, confirmed=years)
        found += [
            KnownYear(country, year, YearStatus(calendar.status(year)), confirmed.get((country.pk, year)))
            for year in sorted(wanted[country.iso])
        ]
    return found


def _asked() -> set[tuple[str, int]]:
    """Find the years that stopped a count because nobody knows them."""
    rows = Commitment.objects.filter(state__in=MOVABLE, act_by__isnull=True, deadline__ask__code="absent")
    used = rows.order_by().values_list("deadline__calendars", flat=True)
    return {(str(code), int(year)) for years in used for code, year in years}
