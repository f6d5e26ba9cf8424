"""The years of a country's calendar as the page of holidays shows them, and what a change of it moved."""

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from commitments import access, deadlines, overview
from commitments.calendars.holidays import ENGLISH, holidays_of
from commitments.deadlines import KnownYear
from commitments.models import HolidayYear, User
from commitments.vocabulary import Role, YearStatus

TAGS = {YearStatus.CONFIRMED: "green", YearStatus.COMPUTED: "amber", YearStatus.ABSENT: "red"}


@dataclass(frozen=True, slots=True)
class YearLine:
    """One year of one country as the page shows it."""

    known: KnownYear
    tag: str
    may_confirm: bool


def moved(count: int) -> str:
    """Say how many deadlines a change of the calendar moved."""
    if not count:
        return str(_("No deadline moved."))
    return ngettext("%(count)d deadline moved.", "%(count)d deadlines moved.", count) % {"count": count}


def year_lines(person: User) -> list[YearLine]:
    """List the years of home and of the partners that the person records for, and those asked for in vain."""
    known = overview.known_years(person, timezone.localdate(), with_asked=True)
    return [YearLine(one, TAGS[one.status], _may_confirm(person, one)) for one in known]


@dataclass(frozen=True, slots=True)
class DayLine:
    """One holiday of a year, and whether an officer declared it."""

    day: datetime.date
    name: str
    is_declared: bool


def day_lines(known: KnownYear) -> list[DayLine]:
    """List the holidays of a year as they are counted, to be held against what was published."""
    if known.status == YearStatus.ABSENT:
        return []
    rows = known.country.holidays.filter(day__year=known.year)
    declared = set(rows.values_list("day", flat=True))
    days = holidays_of(deadlines.calendar_of(known.country.iso), known.year, get_language() or ENGLISH)
    return [DayLine(day, name, day in declared) for day, name in days]


def _may_confirm(person: User, known: KnownYear) -> bool:
    is_open = known.status != YearStatus.CONFIRMED and access.may_write(person, HolidayYear)
    return is_open and (person.role != Role.EMBASSY_OFFICER or known.country.pk == person.host_country_id)
