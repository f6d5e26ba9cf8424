"""Which dates stand in a person's calendar: read through the door, by a constant number of queries."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from commitments import access
from commitments.feeds import items, meetings, saying
from commitments.feeds.calendar import Entry, written
from commitments.feeds.items import Reader
from commitments.models import Commitment, Meeting, Outcome, User, zone_of

# What was called off or is over stands so long.
KEPT_DAYS = 90
# Of each kind, the earliest first: who reads the record of every country has more than a calendar shows.
MOST = 2000

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Gathered:
    """What stands in a calendar, and what was read for it by kind; `is_cut` where there is more."""

    entries: tuple[Entry, ...]
    read: tuple[tuple[type[Model], Sequence[Row]], ...]
    is_cut: bool = False

    def written(self) -> bytes:
        """Write the calendar in the language that is active."""
        told = _("What is due, what is reviewed, and when you meet, as far as you may read it.")
        cut = _("Of each kind the earliest %(most)s dates.") % {"most": MOST} if self.is_cut else ""
        return written(self.entries, name=_("Commitments"), description=f"{told} {cut}".strip())


def gather(person: User, today: datetime.date, *, is_tasks: bool = False) -> Gathered:
    """Read what stands in a person's calendar on a day, in the language that is active.

    That is what the person deals with; what a grant opens for a time is read in the tracker.
    """
    since = today - datetime.timedelta(days=KEPT_DAYS)
    rows = _items(person, since, is_tasks)
    held = access.at_hand(Meeting.objects.filter(meetings.DATED, held_on__gte=since), person)
    met = list(held.order_by("held_on", "pk").values(*meetings.COLUMNS, changed_at=meetings.CHANGED)[:MOST])
    asked = access.at_hand(Outcome.objects.filter(meetings.UNANSWERED), person).order_by("review_on", "pk")
    points = list(
        asked.values(*meetings.POINT_COLUMNS, changed_at=meetings.POINT_CHANGED, **meetings.POINT_COUNTRY)[
            :MOST
        ]
    )
    named = {row["deadline__event"] for row in rows} | {row["meeting"] for row in points}
    known = access.readable(Meeting, named, person)
    up_to, zone = saying.told_up_to(person), zone_of(person)
    of_items = Reader(up_to, zone, is_tasks, known, access.kept_among(Commitment, [r["pk"] for r in rows]))
    of_points = Reader(up_to, zone, is_tasks, known, access.kept_among(Outcome, [r["pk"] for r in points]))
    of_meetings = Reader(up_to)
    return Gathered(
        entries=(
            *(entry for row in rows for entry in items.entries(row, of_items)),
            *(meetings.entry(row, of_meetings) for row in met),
            *(meetings.point_entry(row, of_points) for row in points),
        ),
        read=((Commitment, rows), (Meeting, met), (Outcome, points)),
        is_cut=max(len(rows), len(met), len(points)) >= MOST,
    )


def _items(person: User, since: datetime.date, is_tasks: bool) -> list[Row]:
    """Read the items that are open, and those closed lately: one query each, for each has its index."""
    found: list[Row] = []
    for condition in items.standing(since, is_tasks=is_tasks):
        seen = access.at_hand(Commitment.objects.filter(condition), person).by_due()  # type: ignore[attr-defined]
        found += seen.values(*items.COLUMNS, changed_at=items.CHANGED)[:MOST]
    return found
