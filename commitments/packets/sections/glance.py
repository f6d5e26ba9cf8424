"""The page at a glance, with three charts: balance of commitments, timeline, and fulfilment; no queries.

The charts show what is open for each side by strength, dates in relation to today, and whether the dates
first agreed were kept.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from commitments import models
from commitments.enums import (
    FULFILLED_STATES,
    CommitmentState,
    DeadlineKind,
    OwedBy,
    Strength,
)
from commitments.language.phrases.specification import add_months
from commitments.packets.content_values import Account, Boxes, Glance, Lane, Line, Tick, Timeline, Unit
from commitments.packets.formats import (
    LABELLED,
    capitalise,
    format_days,
    label_language,
    long_date,
    short_date,
    with_label,
    without_isolates,
    without_labels,
)
from commitments.packets.records import PacketRecords
from commitments.packets.render.chart_page import fit_page
from commitments.packets.section import PARTS, Building, PacketSection, SideDays
from commitments.packets.sections.scorecard import (
    FAR,
    NO_BREAK,
    OF_MEETING,
    WAITING,
    build_due,
    done_on,
    health_of,
    point_ref,
)
from commitments.packets.timeline_items import first_date, list_choices, list_waiting
from commitments.records.references import shorten_reference


@dataclass(frozen=True, kw_only=True)
class GlanceFields:
    """What the content has of the page at a glance."""

    glance: Glance | None = None


SIDES: tuple[tuple[OwedBy, Promise], ...] = (
    (OwedBy.OURS, gettext_lazy("Ours")),
    (OwedBy.THEIRS, gettext_lazy("Theirs")),
    (OwedBy.JOINT, gettext_lazy("Joint")),
)


def build_unit(item: models.Commitment, today: SideDays) -> Unit:
    shape = health_of(item, today.for_side(item.owed_by))[1]
    return Unit(shorten_reference(item.reference), without_isolates(item.title), shape)


def format_units(units: tuple[Unit, ...]) -> str:
    """Name some items, for who hears a chart."""
    return ", ".join(f"{one.ref} {one.title}" for one in units)


FIRM = (Strength.LEGALLY_BINDING, Strength.AGREED)
NO_PROMISE = gettext_lazy("Commitments that an owner declined are not counted.")
STRENGTHS = (*FIRM, Strength.WILL_ENDEAVOUR, Strength.WILL_CONSIDER, Strength.NOT_STATED)


def build_balance(items: list[models.Commitment], today: SideDays) -> Boxes:
    """Return what we owe beside what they owe, the strongest first; joint items are left out, with a note.

    An item that its owner declined is not counted.
    """
    single = [item for item in items if item.is_open and item.owed_by != OwedBy.JOINT]
    promised = [item for item in single if item.is_promised]
    note = _("Open commitments of each side, by strength of wording. Joint items are not included.")
    if len(promised) < len(single):
        note = _(
            "Open commitments of each side, by strength of wording. Joint and declined items are not "
            "included."
        )
    single = promised
    rows = []
    for strength in STRENGTHS:
        found = [item for item in single if item.strength == strength]
        if found:
            cells = tuple(
                tuple(build_unit(item, today) for item in found if item.owed_by == side)
                for side in (OwedBy.OURS, OwedBy.THEIRS)
            )
            rows.append(Account(capitalise(strength.label), cells))
    title = _format_balance_title(single)
    heads = (_("Our side"), _("Strength"), _("Their side"))
    told = [f"{title}."]
    for row in rows:
        for head, cell in zip((heads[0], heads[2]), row.cells, strict=True):
            if cell:
                told.append(f"{head}, {row.label}: {format_units(cell)}.")
    return Boxes(
        title=title,
        note=note,
        told=" ".join(told),
        heads=heads,
        rows=tuple(rows),
    )


def _format_balance_title(single: list[models.Commitment]) -> str:
    ours = [item.strength in FIRM for item in single if item.owed_by == OwedBy.OURS]
    theirs = [item.strength in FIRM for item in single if item.owed_by == OwedBy.THEIRS]
    counts = ngettext("%(n)s open commitment of our side", "%(n)s open commitments of our side", len(ours))
    counted = _("%(ours)s, %(theirs)s of their side") % {
        "ours": counts % {"n": len(ours)},
        "theirs": len(theirs),
    }
    if not single:
        return counted
    firm = _("agreed or binding: %(ours)s ours, %(theirs)s theirs")
    said = {"counted": counted, "firm": firm % {"ours": sum(ours), "theirs": sum(theirs)}}
    return _("%(counted)s; %(firm)s") % said


# What lies further off is drawn at the edge of the axis.
AXIS_MONTHS = 18
QUARTER = 3
Axis = tuple[datetime.date, datetime.date]


@dataclass(frozen=True, slots=True)
class TimelineDates:
    """The dates of one item that are drawn."""

    first: datetime.date | None
    start: datetime.date | None
    now: datetime.date | None
    review: datetime.date | None
    done: datetime.date | None

    def every(self) -> list[datetime.date]:
        found = (self.first, self.start, self.now, self.review, self.done)
        return [date for date in found if date is not None]


def build_timeline(
    items: list[models.Commitment], shown: list[models.Commitment], records: PacketRecords, today: SideDays
) -> Timeline:
    """Draw the dates of the chosen items and of all requests; say how many items are left out."""
    meeting = records.meeting.held_on if records.meeting else None
    waiting = list_waiting(records)
    dated = {item.pk: _dates(item, records) for item in shown}
    every = [date for dates in dated.values() for date in dates.every()]
    every += [point.review_on for point in waiting if point.review_on]
    axis = _axis([*every, today.ours, *([meeting] if meeting else [])], today.ours)
    lanes = []
    for side, label in SIDES:
        mine = [item for item in shown if item.owed_by == side]
        mine.sort(key=lambda item: (_sorted_by(dated[item.pk]), item.reference))
        if mine:
            lines = tuple(_line(item, dated[item.pk], records, today, axis) for item in mine)
            lanes.append(Lane(str(label), lines))
    if waiting:
        asked = tuple(_request_line(point, records, today, axis) for point in waiting)
        lanes.append(Lane(str(WAITING), asked))
    title = _format_timeline_title(items, today)
    titles = {shorten_reference(item.reference): item.title for item in shown}
    # In a sentence that goes on, without the full stop of the clause.
    asked_in = {
        point_ref(one): (" ".join(one.clause.split()).removesuffix("."), one.language) for one in waiting
    }
    titles |= {ref: label_language(*clause) for ref, clause in asked_in.items()}
    day = short_date(today.ours)
    return Timeline(
        title=title,
        note=f"{_note(len(items) - len(shown), today.ours, meeting)} {_name_languages(titles)}".strip(),
        told=" ".join([f"{title}.", *(f"{lane.title}: {_describe_lane(lane, titles)}." for lane in lanes)]),
        days=(axis[1] - axis[0]).days,
        today=(today.ours - axis[0]).days,
        today_label=_("today, %(date)s") % {"date": day},
        meeting=_place_day(meeting, axis) if meeting and meeting > today.ours else None,
        ticks=_ticks(axis),
        lanes=tuple(lanes),
    )


def _dates(item: models.Commitment, records: PacketRecords) -> TimelineDates:
    stands = item.deadline
    is_period = stands is not None and stands.kind != DeadlineKind.RECURRING
    start = stands.due_start if stands is not None and is_period and item.due_on != stands.due_start else None
    return TimelineDates(
        first=first_date(item),
        start=start if item.due_on else None,
        now=item.due_on,
        review=item.review_on if item.is_open and item.due_on is None else None,
        done=done_on(item, records) if item.state in FULFILLED_STATES else None,
    )


def _sorted_by(dates: TimelineDates) -> datetime.date:
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
        ticks.append(Tick((day - axis[0]).days, date_format(day, pgettext("month on a chart", "M")), year))
        day = add_months(day, QUARTER)
    return tuple(ticks)


def _place_day(day: datetime.date | None, axis: Axis) -> int | None:
    """Place a day on the axis; what lies further off is a day before its beginning, or at its end."""
    return None if day is None else min(max((day - axis[0]).days, -1), (axis[1] - axis[0]).days)


def _line(
    item: models.Commitment, dates: TimelineDates, records: PacketRecords, today: SideDays, axis: Axis
) -> Line:
    day = today.for_side(item.owed_by)
    status, is_late = _status(item, dates, records, day)
    return Line(
        ref=shorten_reference(item.reference),
        title=without_labels(item.title),
        status=status,
        is_late=is_late,
        first=_place_day(dates.first, axis),
        start=_place_day(dates.start, axis),
        now=_place_day(dates.now, axis),
        review=_place_day(dates.review, axis),
        done=_place_day(dates.done, axis),
    )


def _status(
    item: models.Commitment, dates: TimelineDates, records: PacketRecords, day: datetime.date
) -> tuple[str, bool]:
    """Return the status of an item relative to the drawn date, and whether it is late."""
    if dates.review is None:
        stands = build_due(item, records, day)
        return stands.status, stands.is_late
    return _review_status(dates.review, day), False


def _review_status(review_on: datetime.date, day: datetime.date) -> str:
    left = (review_on - day).days
    if left < 0:
        # Red is for dates alone: the title counts no review among what is overdue.
        return _("review due %(days)s ago") % {"days": format_days(-left)}
    return _("review in %(days)s") % {"days": format_days(left)} if left else _("review today")


def _request_line(point: models.Outcome, records: PacketRecords, today: SideDays, axis: Axis) -> Line:
    """Return the line of a request, at the day of its review."""
    review = point.review_on
    return Line(
        ref=point_ref(point),
        title=" ".join(without_labels(point.clause).split()),
        status=_review_status(review, today.for_side(point.spoken_by)) if review else _("No date"),
        is_late=False,
        first=None,
        start=None,
        now=None,
        review=_place_day(review, axis),
        done=None,
    )


def _describe_lane(lane: Lane, titles: Mapping[str, str]) -> str:
    return "; ".join(f"{line.ref} {without_isolates(titles[line.ref])}, {line.status}" for line in lane.lines)


def _format_timeline_title(items: list[models.Commitment], today: SideDays) -> str:
    """Count what is overdue, by who owes it, and what has no date: of all items, drawn or left out."""
    late = [item for item in items if item.is_overdue(today.for_side(item.owed_by))]
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
        opened = _("No items are overdue")
    undated = sum(item.due_on is None for item in items)
    if items and undated == len(items):
        return ngettext("%(n)s item, without a due date", "%(n)s items, none with a due date", undated) % {
            "n": undated
        }
    if not undated:
        return _("%(overdue)s; every item has a due date") % {"overdue": opened}
    text = ngettext(
        "%(overdue)s; %(n)s of %(all)s items has no due date",
        "%(overdue)s; %(n)s of %(all)s items have no due date",
        undated,
    )
    return text % {"overdue": opened, "n": undated, "all": len(items)}


def _name_languages(titles: Mapping[str, str]) -> str:
    """Name the titles that are in one language only, by language: a row has no room for a label."""
    found = defaultdict[str, list[str]](list)
    for ref, title in titles.items():
        for label in LABELLED.finditer(title):
            if label[2]:
                found[label[2][2:-1]].append(ref)
    if [len(refs) for refs in found.values()] == [len(titles)]:
        return f"{with_label(_('Title'), next(iter(found)))}."
    said = " ".join(f"{with_label(label, ', '.join(refs))}." for label, refs in found.items())
    return said.replace(OF_MEETING, f"{NO_BREAK}·{NO_BREAK}")


def _note(left_out: int, today: datetime.date, meeting: datetime.date | None) -> str:
    said = [_("Dates are relative to today, %(date)s.") % {"date": long_date(today)}]
    if meeting and meeting > today:
        said = [
            _("Dates are relative to today, %(date)s. The shaded band ends at the meeting on %(meeting)s.")
            % {"date": long_date(today), "meeting": short_date(meeting)}
        ]
    if left_out:
        more = ngettext("%(n)s item is not shown.", "%(n)s items are not shown.", left_out)
        said.append(more % {"n": left_out})
    return " ".join(said)


ON_TIME, LATE, MISSED, AHEAD, UNDATED = range(5)


def build_fulfilment(items: list[models.Commitment], records: PacketRecords, today: SideDays) -> Boxes:
    """Judge each item by its first date, so that moving a date cannot improve the record.

    What was fulfilled in part was not kept: its rest, which carries the date on, is judged in its place.
    """
    judged = [item for item in items if item.state != CommitmentState.IN_PART]
    note = _("Measured against the original due date; later changes do not count.")
    if len(judged) < len(items):
        note += " " + _("For items fulfilled in part, the rest is counted.")
    items = judged
    verdicts = {item.pk: find_column(item, records, today.for_side(item.owed_by)) for item in items}
    rows = tuple(
        Account(
            str(label),
            tuple(
                tuple(build_unit(i, today) for i in items if i.owed_by == side and verdicts[i.pk] == column)
                for column in range(5)
            ),
        )
        for side, label in SIDES
        if any(item.owed_by == side for item in items)
    )
    heads = (
        pgettext("of a first date", "On time"),
        pgettext("of a first date", "Late"),
        pgettext("of a first date", "Missed, still open"),
        pgettext("of a first date", "Not yet due, or reported complete"),
        pgettext("of a first date", "No due date agreed"),
    )
    counts = [sum(found == column for found in verdicts.values()) for column in range(5)]
    title = _format_fulfilment_title(counts)
    return Boxes(
        title=title,
        note=note,
        told=" ".join([f"{title}.", *_describe_cells(rows, heads)]),
        heads=heads,
        rows=rows,
    )


def find_column(item: models.Commitment, records: PacketRecords, today: datetime.date) -> int:
    """Return the column of an item; for a delivered one, the day of its owners' report decides."""
    first = first_date(item)
    if first is None:
        return UNDATED
    if item.state in FULFILLED_STATES:
        done = done_on(item, records)
        return LATE if done is not None and done > first else ON_TIME
    if first >= today or item.state == CommitmentState.REPORTED:
        return AHEAD
    return MISSED


def _format_fulfilment_title(counts: list[int]) -> str:
    """Return the title with the number of first dates kept; all counts are of what is drawn."""
    decided = counts[ON_TIME] + counts[LATE] + counts[MISSED]
    if not decided:
        return _("No original due date has passed yet")
    opened = ngettext(
        "Of %(n)s original due date met or passed",
        "Of %(n)s original due dates met or passed",
        decided,
    ) % {"n": decided}
    said = [
        ngettext("%(n)s was met on time", "%(n)s were met on time", counts[ON_TIME]) % {"n": counts[ON_TIME]},
        ngettext("%(n)s met late", "%(n)s met late", counts[LATE]) % {"n": counts[LATE]},
        ngettext("%(n)s not yet met", "%(n)s not yet met", counts[MISSED]) % {"n": counts[MISSED]},
    ]
    return f"{opened}, {', '.join(said)}"


def _describe_cells(rows: tuple[Account, ...], heads: tuple[str, ...]) -> list[str]:
    return [
        f"{row.label}, {head}: {format_units(cell)}."
        for row in rows
        for head, cell in zip(heads, row.cells, strict=True)
        if cell
    ]


def build_glance(records: PacketRecords, today: SideDays) -> Glance | None:
    """Return the three charts of open and delivered items; None without an item.

    The timeline shows as many items as its page holds as specified, else as many with which the page gives
    way least.
    """
    items = [item for item in records.commitments if item.is_open or item.state in FULFILLED_STATES]
    if not items:
        return None
    judged, sides = build_fulfilment(items, records, today), build_balance(items, today)
    best = None
    for shown, is_whole in list_choices(items, records, today):
        if best is not None and not is_whole and fit_page(best).is_fitting:
            break
        page = Glance(build_timeline(items, shown, records, today), judged, sides)
        if best is None or fit_page(page).rank < fit_page(best).rank:
            best = page
        if not fit_page(best).rank:
            break
    return best


def _build(building: Building) -> Mapping[str, Any]:
    return {"glance": build_glance(building.records, building.today)}


def _name_texts(_content: GlanceFields) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """All of it is only drawn again: nobody wrote it here."""
    return iter(())


SECTION = PacketSection(
    key="glance",
    values=GlanceFields,
    build=_build,
    number="3",
    title=gettext_lazy("Commitments at a glance"),
    short=gettext_lazy("At a glance"),
    purpose=gettext_lazy("Due dates, fulfilment and balance"),
    templates=(f"{PARTS}glance.html",),
    name_texts=_name_texts,
)
