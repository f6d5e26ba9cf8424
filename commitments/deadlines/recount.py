"""Count anew what a country's calendar touches, and say what is doubtful about the years counted in."""

import datetime
from collections.abc import Collection, Iterable

from django.conf import settings
from django.db import transaction

from commitments.deadlines.counting import doubts_about
from commitments.deadlines.follow import rework
from commitments.deadlines.remarks import Remark, remark
from commitments.deadlines.situation import World
from commitments.deadlines.versions import MOVABLE, Why
from commitments.models import Commitment, Country, Deadline, User
from commitments.vocabulary import MoveReason

DATES = ("deadline__due_on", "deadline__act_by", "deadline__act_by_partner")


@transaction.atomic
def recount(
    country: Country,
    *,
    by: User | None,
    now: datetime.datetime,
    days: Iterable[datetime.date] = (),
    years: Iterable[int] = (),
) -> int:
    """Resolve anew what is counted in a country's calendar; return how many deadlines changed.

    Called in the transaction that changes its holidays or confirmed years. `days` and `years` name those that
    changed; without either, every year counts. What asked because a year was absent is among it. Only where
    a date changes a version is written.
    """
    keys = touched(country.iso, frozenset(days), frozenset(years))
    why = Why(MoveReason.CALENDAR, cause=remark("calendar_changed", where=country.capital or country.name))
    return rework(keys, lambda *_which: why, by=by, now=now)


def touched(iso: str, days: Collection[datetime.date], years: Collection[int]) -> list[int]:
    """List the commitments whose standing deadline these days or years of a country's calendar may change.

    A count of working days is touched by any day of a year that it runs through; the last working day before
    a date only by the days between the two.
    """
    rows = Commitment.objects.filter(state__in=MOVABLE, deadline__isnull=False)
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


def doubts(deadline: Deadline, world: World | None = None) -> tuple[Remark, ...]:
    """Say of each year that a version was counted in and nobody has confirmed so far that it is computed.

    Worked out when the version is read. `world` keeps the calendars where many versions are.
    """
    world = world or World()
    years = [(str(code), int(year)) for code, year in deadline.calendars]
    return doubts_about(
        years, [world.calendar(code) for code in dict.fromkeys(code for code, _year in years)]
    )
