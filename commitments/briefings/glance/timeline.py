"""Dates against today, a line an item; pure, from rows already read."""

import datetime
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments import models as m
from commitments.briefings.content import Lane, Line, Tick, Timeline
from commitments.briefings.glance.sides import SIDES, first_date
from commitments.briefings.records import Records
from commitments.briefings.rows import DELIVERED, FAR, URGENCY, Days, done_on, due, order
from commitments.briefings.words import days, long_date, short_date
from commitments.deadlines.periods import add_months
from commitments.references import short
from commitments.vocabulary import DeadlineKind, Health

# More than so many are not read at a glance: then only what is open and due within a year.
MOST = 24
AHEAD_MONTHS = 12
# What lies further off is drawn at the edge of the axis.
AXIS_MONTHS = 18
QUARTER = 3
Axis = tuple[datetime.date, datetime.date]


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of one item that are drawn."""

    first: datetime.date | None
    start: datetime.date | None
    now: datetime.date | None
    review: datetime.date | None
    done: datetime.date | None

    def every(self) -> list[datetime.date]:
        found = (self.first, self.start, self.now, self.review, self.done)
        return [date for date in found if date is not None]


def timeline(items: list[m.Commitment], records: Records, today: Days, *, room: int) -> Timeline:
    """Draw as many items as the page has room for, the most urgent; say how many are left out."""
    meeting = records.meeting.held_on if records.meeting else None
    shown = _chosen(items, today, meeting or today.ours, min(room, MOST))
    dated = {item.pk: _dates(item, records) for item in shown}
    every = [date for dates in dated.values() for date in dates.every()]
    axis = _axis([*every, today.ours, *([meeting] if meeting else [])], today.ours)
    lanes = []
    for side, label in SIDES:
        mine = [item for item in shown if item.owed_by == side]
        mine.sort(key=lambda item: (_sorted_by(dated[item.pk]), item.reference))
        if mine:
            lines = tuple(_line(item, dated[item.pk], records, today, axis) for item in mine)
            lanes.append(Lane(str(label), lines))
    title = _title(items, today)
    day = short_date(today.ours)
    return Timeline(
        title=title,
        note=_note(len(items) - len(shown), today.ours, meeting),
        told=" ".join([f"{title}.", *(f"{lane.title}: {_told(lane)}." for lane in lanes)]),
        days=(axis[1] - axis[0]).days,
        today=(today.ours - axis[0]).days,
        today_label=_("today, %(date)s") % {"date": day},
        meeting=_at(meeting, axis) if meeting and meeting > today.ours else None,
        ticks=_ticks(axis),
        lanes=tuple(lanes),
    )


def _chosen(items: list[m.Commitment], today: Days, meeting: datetime.date, room: int) -> list[m.Commitment]:
    """Take all where there is room; else what is open and due within a year, the most urgent first."""
    if len(items) <= room:
        return items
    until = add_months(today.ours, AHEAD_MONTHS)
    near = [item for item in items if item.is_open and (item.due_on or item.review_on or FAR) <= until]
    return sorted(near, key=lambda item: _urgency(item, today, meeting))[:room]


def _urgency(
    item: m.Commitment, today: Days, meeting: datetime.date
) -> tuple[bool, bool, int, datetime.date, str]:
    """Sort as the scorecard does, but what is off track or due up to the meeting before other dates."""
    is_in_time, health, date, reference = order(item, today.of(item.owed_by))
    is_pressing = health == URGENCY[Health.OFF_TRACK] or (item.due_on or FAR) <= meeting
    return is_in_time, not is_pressing, health, date, reference


def _dates(item: m.Commitment, records: Records) -> Dates:
    stands = item.deadline
    is_period = stands is not None and stands.kind != DeadlineKind.RECURRING
    start = stands.due_start if stands is not None and is_period and item.due_on != stands.due_start else None
    return Dates(
        first=first_date(item),
        start=start if item.due_on else None,
        now=item.due_on,
        review=item.review_on if item.is_open and item.due_on is None else None,
        done=done_on(item, records) if item.state in DELIVERED else None,
    )


def _sorted_by(dates: Dates) -> datetime.date:
    return dates.done or dates.now or dates.review or FAR


def _axis(every: list[datetime.date], today: datetime.date) -> Axis:
    """Begin and end at a quarter, so that all dates lie between, but no further off than the axis reaches."""
    start = max(min(every), add_months(today, -AXIS_MONTHS))
    end = min(max(every), add_months(today, AXIS_MONTHS))
    return _quarter(start), add_months(_quarter(end), QUARTER)


def _quarter(day: datetime.date) -> datetime.date:
    return datetime.date(day.year, (day.month - 1) // QUARTER * QUARTER + 1, 1)


def _ticks(axis: Axis) -> tuple[Tick, ...]:
    ticks = []
    day = axis[0]
    while day < axis[1]:
        year = str(day.year) if day.month == 1 or day == axis[0] else ""
        ticks.append(Tick((day - axis[0]).days, date_format(day, "M"), year))
        day = add_months(day, QUARTER)
    return tuple(ticks)


def _at(day: datetime.date | None, axis: Axis) -> int | None:
    """Place a day on the axis; what lies further off is a day before its beginning, or at its end."""
    return None if day is None else min(max((day - axis[0]).days, -1), (axis[1] - axis[0]).days)


def _line(item: m.Commitment, dates: Dates, records: Records, today: Days, axis: Axis) -> Line:
    day = today.of(item.owed_by)
    status, is_late = _status(item, dates, records, day)
    return Line(
        ref=short(item.reference),
        title=item.title,
        status=status,
        is_late=is_late,
        first=_at(dates.first, axis),
        start=_at(dates.start, axis),
        now=_at(dates.now, axis),
        review=_at(dates.review, axis),
        done=_at(dates.done, axis),
    )


def _status(item: m.Commitment, dates: Dates, records: Records, day: datetime.date) -> tuple[str, bool]:
    """Say where an item stands against the date that is drawn, and whether that is late."""
    if dates.review is None:
        stands = due(item, records, day)
        return stands.status, stands.is_late
    left = (dates.review - day).days
    if left < 0:
        # Red is for dates alone: the title counts no review among what is overdue.
        return _("review %(days)s ago") % {"days": days(-left)}, False
    return _("review in %(days)s") % {"days": days(left)} if left else _("review today"), False


def _told(lane: Lane) -> str:
    return "; ".join(f"{line.ref} {line.title}, {line.status}" for line in lane.lines)


def _title(items: list[m.Commitment], today: Days) -> str:
    """Count what is overdue, by who owes it, and what has no date: of all items, drawn or left out."""
    late = [item for item in items if item.is_overdue(today.of(item.owed_by))]
    if late:
        said = ngettext("%(n)s item overdue", "%(n)s items overdue", len(late)) % {"n": len(late)}
        counted = ((label, sum(item.owed_by == side for item in late)) for side, label in SIDES)
        whose = ", ".join(
            _("%(n)s %(whose)s") % {"n": count, "whose": str(label).lower()}
            for label, count in counted
            if count
        )
        opened = f"{said} ({whose})"
    else:
        opened = _("Nothing is overdue")
    undated = sum(item.due_on is None for item in items)
    if items and undated == len(items):
        return ngettext("%(n)s item, and it has no date", "%(n)s items, and none has a date", undated) % {
            "n": undated
        }
    if not undated:
        return _("%(overdue)s; every item has a date") % {"overdue": opened}
    text = ngettext(
        "%(overdue)s; %(n)s of %(all)s items has no date",
        "%(overdue)s; %(n)s of %(all)s items have no date",
        undated,
    )
    return text % {"overdue": opened, "n": undated, "all": len(items)}


def _note(left_out: int, today: datetime.date, meeting: datetime.date | None) -> str:
    said = [_("Dates against today, %(date)s.") % {"date": long_date(today)}]
    if meeting and meeting > today:
        said = [
            _("Dates against today, %(date)s; the band runs to the meeting on %(meeting)s.")
            % {"date": long_date(today), "meeting": short_date(meeting)}
        ]
    if left_out:
        more = ngettext("%(n)s item is left out.", "%(n)s items are left out.", left_out)
        said.append(more % {"n": left_out})
    return " ".join(said)
