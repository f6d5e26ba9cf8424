"""Declared holidays and confirmed years of a calendar, and the deadlines that move with them.

Also the doubts about years that were used and are not confirmed.
"""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.access import write_rules
from commitments.calendars.holidays import calendar_for
from commitments.deadlines.changes import VersionReason
from commitments.deadlines.context import DeadlineRecords
from commitments.deadlines.dependencies import resolve_again
from commitments.deadlines.explanation import Remark, build_remark
from commitments.deadlines.resolution import doubts_about
from commitments.enums import MOVABLE_STATES, MoveReason, YearStatus
from commitments.errors import Refused
from commitments.models import Commitment, Country, Deadline, Holiday, HolidayYear, User
from commitments.records import edits

DATES = ("deadline__due_on", "deadline__last_working_day", "deadline__partner_last_working_day")


@transaction.atomic
def recount_deadlines(
    country: Country,
    *,
    by: User | None,
    now: datetime.datetime,
    days: Iterable[datetime.date] = (),
    years: Iterable[int] = (),
) -> int:
    """Resolve again the deadlines that use a country's calendar; return how many changed.

    Called in the transaction that changes its holidays or confirmed years. `days` and `years` name those that
    changed; without either, every year counts. Deadlines that were open because a year was absent are
    included. A version is written only where a date changed.
    """
    keys = list_affected(country.iso, frozenset(days), frozenset(years))
    why = VersionReason(
        MoveReason.CALENDAR, cause=build_remark("calendar_changed", where=country.capital or country.name)
    )
    return resolve_again(keys, lambda *_which: why, by=by, now=now)


def list_affected(iso: str, days: Collection[datetime.date], years: Collection[int]) -> list[int]:
    """List the commitments whose standing deadline these days or years of a country's calendar may change.

    A count of working days is touched by any day of a year that it runs through; the last working day before
    a date only by the days between the two.
    """
    rows = Commitment.objects.filter(state__in=MOVABLE_STATES, deadline__isnull=False)
    if iso != settings.HOME_COUNTRY:
        rows = rows.filter(country__iso=iso)
    columns = ("pk", "deadline__calendars", "deadline__specification__unit", *DATES)
    changed = {*years, *(day.year for day in days)}
    found = []
    for key, used, unit, *dates in rows.order_by().values_list(*columns):
        known = [day for day in dates if day is not None]
        # Recorded before the calendars were: where there is a date, it may have been counted in any.
        in_years = any(code == iso and (not changed or year in changed) for code, year in used)
        if not (in_years if used else known):
            continue
        is_near = any(day.year in years or min(known) <= day <= max(known) for day in days) if known else True
        if not days or unit == "working_days" or is_near:
            found.append(key)
    return found


def list_unconfirmed_years(deadline: Deadline, records: DeadlineRecords | None = None) -> tuple[Remark, ...]:
    """Return a remark for each year that a version used and that is not confirmed.

    Evaluated when the version is read. `records` caches the calendars for many versions.
    """
    records = records or DeadlineRecords()
    years = [(str(code), int(year)) for code, year in deadline.calendars]
    return doubts_about(
        years, [records.calendar(code) for code in dict.fromkeys(code for code, _year in years)]
    )


def record_holiday(holiday: Holiday, *, by: User, now: datetime.datetime) -> int:
    """Record a day as free, or as worked, against the computed calendar; return how many deadlines moved."""
    return declare_many([holiday], by=by, now=now)


@transaction.atomic
def declare_many(holidays: Sequence[Holiday], *, by: User, now: datetime.datetime) -> int:
    """Record days as `record_holiday` does each; deadlines are calculated again once, with all of them."""
    write_rules.require_permission(write_rules.may_write(by, Holiday))
    edits.create_many(holidays, by=by, now=now)
    return _recount(holidays, by=by, now=now)


def _recount(holidays: Iterable[Holiday], *, by: User, now: datetime.datetime) -> int:
    days: dict[Country, list[datetime.date]] = {}
    for holiday in holidays:
        days.setdefault(holiday.country, []).append(holiday.day)
    return sum(recount_deadlines(country, by=by, now=now, days=some) for country, some in days.items())


@transaction.atomic
def declare_anew(
    holiday: Holiday, values: Mapping[str, Any], *, by: User, now: datetime.datetime, reason: str = ""
) -> int:
    """Change what is recorded about a day; return how many deadlines moved."""
    write_rules.require_permission(write_rules.may_write(by, Holiday))
    before = Holiday.objects.select_related("country").get(pk=holiday.pk)
    edits.change_record(holiday, values, by=by, now=now, reason=reason)
    days = {before.day, holiday.day}
    if before.country_id == holiday.country_id:
        return recount_deadlines(holiday.country, by=by, now=now, days=days)
    return sum(
        recount_deadlines(country, by=by, now=now, days=days) for country in (before.country, holiday.country)
    )


def undo_holiday(holiday: Holiday, *, by: User, now: datetime.datetime, reason: str = "") -> int:
    """Remove a wrong row, so that the computed calendar applies; return how many deadlines moved."""
    return undo_holidays([holiday], by=by, now=now, reason=reason)


@transaction.atomic
def undo_holidays(holidays: Sequence[Holiday], *, by: User, now: datetime.datetime, reason: str = "") -> int:
    """Remove rows as `undo_holiday` does each; deadlines are calculated again once, without all of them."""
    write_rules.require_permission(write_rules.may_write(by, Holiday))
    for holiday in holidays:
        write_rules.check_write(by, holiday, {})
    edits.remove_many(holidays, by=by, now=now, reason=reason)
    return _recount(holidays, by=by, now=now)


@transaction.atomic
def confirm_year(row: HolidayYear, *, by: User, now: datetime.datetime) -> int:
    """Record that a country's calendar of one year is complete; return how many deadlines moved.

    Deadlines that were open because the year was unknown get their dates.
    """
    write_rules.require_permission(write_rules.may_write(by, HolidayYear))
    if HolidayYear.objects.filter(country=row.country, year=row.year).exists():
        raise Refused(_("This year is already confirmed."), "confirmed")
    row.confirmed_on, row.confirmed_by = row.confirmed_on or timezone.localdate(now), by
    edits.create_record(row, by=by, now=now)
    return recount_deadlines(row.country, by=by, now=now, years=[row.year])


@transaction.atomic
def unconfirm_year(row: HolidayYear, *, by: User, now: datetime.datetime, reason: str = "") -> int:
    """Withdraw a confirmation: the year is computed again, or absent; return how many deadlines moved."""
    write_rules.require_permission(write_rules.may_write(by, HolidayYear))
    write_rules.check_write(by, row, {})
    country, year = row.country, row.year
    edits.remove_record(row, by=by, now=now, reason=reason)
    return recount_deadlines(country, by=by, now=now, years=[year])


@dataclass(frozen=True, slots=True)
class KnownYear:
    """A country's calendar of one year: confirmed or calculated, and the day of its confirmation."""

    country: Country
    year: int
    status: YearStatus
    confirmed_on: datetime.date | None = None

    def __str__(self) -> str:
        return f"{self.country} {self.year}"

    @property
    def key(self) -> str:
        """Return its name for addresses."""
        return f"{self.country.iso}-{self.year}"


def known_years(
    countries: Iterable[Country], today: datetime.date, *, with_asked: bool = False
) -> list[KnownYear]:
    """List this year and the next of each country; if wanted, also unknown years that a deadline needs."""
    listed = list(countries)
    confirmed = {
        (row.country_id, row.year): row.confirmed_on for row in HolidayYear.objects.filter(country__in=listed)
    }
    wanted = {country.iso: {today.year, today.year + 1} for country in listed}
    for iso, year in _find_missing_years() if with_asked else ():
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


def _find_missing_years() -> set[tuple[str, int]]:
    """Find the years that stopped a calculation because they are unknown."""
    rows = Commitment.objects.filter(
        state__in=MOVABLE_STATES, last_working_day__isnull=True, deadline__needs_officer__code="absent"
    )
    used = rows.order_by().values_list("deadline__calendars", flat=True)
    return {(str(code), int(year)) for years in used for code, year in years}
