"""Which items the timeline of a packet shows where a page has no room for all; no queries."""

import datetime
from collections.abc import Iterator

from commitments import models
from commitments.enums import Answer, Health
from commitments.language.phrases.specification import add_months
from commitments.packets.formats import items_named
from commitments.packets.records import PacketRecords
from commitments.packets.section import SideDays
from commitments.packets.sections import core_brief, scenario
from commitments.packets.sections.core_brief import briefs_of
from commitments.packets.sections.scorecard import FAR, URGENCY, build_sort_key, point_ref

# More than so many are not read at a glance: then only what is open and due within a year.
MOST = 24
AHEAD_MONTHS = 12
# What an officer writes in a brief.
WRITTEN = (*core_brief.LIMITS, *scenario.LIMITS)


def first_date(item: models.Commitment) -> datetime.date | None:
    """Return the date first agreed; where the owners have not accepted yet, the current one."""
    return item.first_deadline.due_on if item.first_deadline else item.due_on


def list_waiting(records: PacketRecords) -> list[models.Outcome]:
    """Return the requests and offers without an answer, the earliest review first."""
    waiting = [point for point in records.points if point.answer == Answer.UNANSWERED]
    return sorted(waiting, key=lambda point: (point.review_on or FAR, point_ref(point)))


def list_required(items: list[models.Commitment], records: PacketRecords) -> list[models.Commitment]:
    """Return what no timeline leaves out: the items that the brief names, and the one that slipped most."""
    written = " ".join(str(getattr(brief, name)) for brief in briefs_of(records) for name in WRITTEN)
    named = items_named(written, records.country.iso)
    slipped = max(items, key=count_slippage, default=None)
    return [
        item for item in items if item.reference in named or (item is slipped and count_slippage(item) > 0)
    ]


def list_named(items: list[models.Commitment], records: PacketRecords, today: SideDays) -> set[int]:
    """Return the keys of the items that page one names as overdue, or as past their review."""
    told = (*core_brief.list_overdue(records, today), *core_brief.list_past_reviews(records, today))
    named = items_named(" ".join(told), records.country.iso)
    return {item.pk for item in items if item.reference in named}


def count_slippage(item: models.Commitment) -> int:
    """Return by how many days the date of an open item moved."""
    first = first_date(item)
    return (item.due_on - first).days if item.is_open and item.due_on and first else 0


def list_choices(
    items: list[models.Commitment], records: PacketRecords, today: SideDays
) -> Iterator[tuple[list[models.Commitment], bool]]:
    """Yield what a timeline may show, the most first, and whether that is all required and overdue items.

    First all items, then always fewer of what is open and due within a year, down to what no timeline leaves
    out: the most urgent stay, those that page one names before others.
    """
    if len(items) <= MOST:
        yield items, True
    meeting = records.meeting.held_on if records.meeting else None
    until = add_months(today.ours, AHEAD_MONTHS)
    required = list_required(items, records)
    near = [item for item in items if item.is_open and (item.due_on or item.review_on or FAR) <= until]
    page_one = list_named(items, records, today)
    near.sort(key=lambda item: (item.pk not in page_one, *find_urgency(item, today, meeting or today.ours)))
    found = list(dict.fromkeys([*required, *near]))
    late = {item for item in near if item.is_overdue(today.for_side(item.owed_by))}
    for count in range(max(min(len(found), MOST), len(required)), len(required) - 1, -1):
        yield found[:count], late.issubset(found[:count])


def find_urgency(
    item: models.Commitment, today: SideDays, meeting: datetime.date
) -> tuple[bool, bool, int, datetime.date, str]:
    """Sort as the scorecard does, but what is off track or due up to the meeting before other dates."""
    is_in_time, health, date, reference = build_sort_key(item, today.for_side(item.owed_by))
    is_pressing = health == URGENCY[Health.OFF_TRACK] or (item.due_on or FAR) <= meeting
    return is_in_time, not is_pressing, health, date, reference
