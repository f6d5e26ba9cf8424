"""What officers declare about holidays: a day free or worked, a year confirmed; what they touch moves."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments import access, editing
from commitments.deadlines.recount import recount
from commitments.deadlines.situation import calendar_of
from commitments.errors import Refused
from commitments.models import Country, Holiday, HolidayYear, User
from commitments.vocabulary import YearStatus


@transaction.atomic
def declare(holiday: Holiday, *, by: User, now: datetime.datetime) -> int:
    """Record a day as free, or as worked, against the computed calendar; return how many deadlines moved."""
    access.require(access.may_write(by, Holiday))
    editing.create(holiday, by=by, now=now)
    return recount(holiday.country, by=by, now=now, days=[holiday.day])


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


@transaction.atomic
def take_back(holiday: Holiday, *, by: User, now: datetime.datetime, reason: str = "") -> int:
    """Take away a row that was wrong: the computed calendar counts again; return how many deadlines moved."""
    access.require(access.may_write(by, Holiday))
    access.check_write(by, holiday, {})
    country, day = holiday.country, holiday.day
    editing.remove(holiday, by=by, now=now, reason=reason)
    return recount(country, by=by, now=now, days=[day])


@transaction.atomic
def confirm_year(country: Country, year: int, *, by: User, now: datetime.datetime) -> int:
    """Say that a country's calendar of one year is complete; return how many deadlines moved.

    Those that asked because nobody knew the year get their dates.
    """
    access.require(access.may_write(by, HolidayYear))
    if HolidayYear.objects.filter(country=country, year=year).exists():
        raise Refused(_("This year is confirmed already."), "confirmed")
    row = HolidayYear(country=country, year=year, confirmed_on=timezone.localdate(now), confirmed_by=by)
    editing.create(row, by=by, now=now)
    return recount(country, by=by, now=now, years=[year])


def year_status(iso: str, year: int) -> YearStatus:
    """Say whether a country's year is confirmed, computed or absent."""
    return YearStatus(calendar_of(iso).status(year))
