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
    changed = {*years, *(day.year for day in days)}
    keys = touched(country.iso, changed)
    why = Why(MoveReason.CALENDAR, cause=remark("calendar_changed", where=country.capital or country.name))
    return rework(keys, lambda *_which: why, by=by, now=now)


def touched(iso: str, years: Collection[int]) -> list[int]:
    """List the commitments whose standing deadline was counted in these years of a country's calendar."""
    rows = Commitment.objects.filter(state__in=MOVABLE, deadline__isnull=False)
    if iso != settings.HOME_COUNTRY:
        rows = rows.filter(country__iso=iso)
    listed = rows.order_by().values_list("pk", "deadline__calendars", "deadline__due_on")
    return [key for key, used, due_on in listed if _is_touched(used, due_on is not None, iso, years)]


def _is_touched(used: list[list[str | int]], is_dated: bool, iso: str, years: Collection[int]) -> bool:
    if not used:
        # Recorded before the calendars were: where there is a date, it may have been counted in any.
        return is_dated
    return any(code == iso and (not years or year in years) for code, year in used)


def doubts(deadline: Deadline, world: World | None = None) -> tuple[Remark, ...]:
    """Say of each year that a version was counted in and nobody has confirmed so far that it is computed.

    Worked out when the version is read. `world` keeps the calendars where many versions are.
    """
    world = world or World()
    years = [(str(code), int(year)) for code, year in deadline.calendars]
    return doubts_about(
        years, [world.calendar(code) for code in dict.fromkeys(code for code, _year in years)]
    )
