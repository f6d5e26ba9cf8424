"""Topic briefs: the front is said aloud, the back is background; no queries."""

import datetime
from collections.abc import Mapping
from dataclasses import replace

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import models
from commitments.packets import limits
from commitments.packets.content_values import Part, Topic, Touched
from commitments.packets.formats import (
    Languages,
    capitalise,
    items_named,
    long_date,
    phrases_of,
    translate_heading,
)
from commitments.packets.records import PacketRecords, meeting_row
from commitments.packets.sections import scorecard
from commitments.packets.sections.core_brief import (
    build_part,
    build_parts,
    describe_faults,
    format_occasion,
    in_order,
    quoted_once,
)
from commitments.packets.sections.scorecard import SideDays
from commitments.records.references import shorten_reference

LABELS: Mapping[str, Promise] = {
    "objective": gettext_lazy("Our objective"),
    "their_objective": gettext_lazy("Their objective"),
    "response": gettext_lazy("Our response"),
    "points": gettext_lazy("Points to make"),
    "if_raised": gettext_lazy("If raised"),
    "tactics": gettext_lazy("Tactics"),
    "press_line": gettext_lazy("Press line"),
    "last_time": gettext_lazy("Last time"),
    "background": gettext_lazy("Background that may be used"),
    "not_disclosed": gettext_lazy("Not to be disclosed"),
    "items": gettext_lazy("Items touched"),
}
FRONT = ("objective", "their_objective", "response", "points", "if_raised", "tactics")
RUNNING_LETTERS = 24


def build_topics(
    records: PacketRecords, today: SideDays, others: Languages, *, as_of: datetime.date
) -> tuple[Topic, ...]:
    """Return every topic brief, the meetings in order."""
    return tuple(_topic(sheet, records, today, others, as_of) for sheet in in_order(records.sheets, records))


def _topic(
    sheet: models.TopicSheet, records: PacketRecords, today: SideDays, others: Languages, as_of: datetime.date
) -> Topic:
    number = records.number_of(sheet)
    division, label = _division(sheet, records), f"T{number}"
    texts = {name: getattr(sheet, name) for name in limits.SHEET}
    names = phrases_of(sheet.titles)
    short_title = f"{label} {sheet.running_title}" if sheet.running_title else label
    end = _("End of brief %(number)s") % {"number": label}
    return Topic(
        key=f"t{number}",
        number=label,
        # Two meetings may use one number: then a step of the sign-off names the one that is printed.
        filed=f"T{sheet.number}" if len(records.meetings) == 1 else label,
        occasion=format_occasion(sheet, records),
        title=sheet.title,
        names=names,
        short=short_title[:RUNNING_LETTERS],
        division=division,
        front=(
            *build_parts(sheet, FRONT, LABELS, others),
            *_press_line(sheet, today.ours, others),
            *_last_time(sheet, records, others),
        ),
        background=build_part(sheet, "background", LABELS, others) if sheet.background else None,
        not_disclosed=build_part(sheet, "not_disclosed", LABELS, others) if sheet.not_disclosed else None,
        touched_label=str(LABELS["items"]),
        touched_names=translate_heading(others, LABELS["items"]),
        touched=_touched(sheet, records, today),
        end=" · ".join(piece for piece in (end, division, long_date(as_of)) if piece),
        faults=describe_faults(limits.faults_of_sheet(texts), LABELS),
    )


def _division(sheet: models.TopicSheet, records: PacketRecords) -> str:
    """Name the division of a sheet, or else that of the partner's desk."""
    if sheet.division is not None:
        return sheet.division.name
    desk = records.country.desk
    return desk.division.name if desk is not None else ""


def _press_line(sheet: models.TopicSheet, today: datetime.date, others: Languages) -> tuple[Part, ...]:
    if not sheet.press_line:
        return ()
    until, note = sheet.press_until, ""
    if until is not None:
        words = _("May be used until %(date)s.") if until >= today else _("Not to be used since %(date)s.")
        note = words % {"date": long_date(until)}
    return (
        replace(
            build_part(sheet, "press_line", LABELS, others),
            text=quoted_once(sheet.press_line.strip()),
            note=note,
        ),
    )


def _last_time(sheet: models.TopicSheet, records: PacketRecords, others: Languages) -> tuple[Part, ...]:
    """Return when the principals last met: as written, or else the last meeting of its kind and its
    results.
    """
    if sheet.last_time:
        return (build_part(sheet, "last_time", LABELS, others),)
    last = next((row for row in records.past if _is_alike(row.meeting, sheet.meeting)), None)
    if last is None:
        return ()
    title = f"{long_date(last.meeting.held_on)}, {last.meeting.title}."
    brought = capitalise(meeting_row(last).brought)
    label = LABELS["last_time"]
    return (Part("last_time", str(label), translate_heading(others, label), f"{brought}.", lead=title),)


def _is_alike(past: models.Meeting, ahead: models.Meeting) -> bool:
    """Return whether the same people met: a session of the same body, or a meeting of the same form."""
    if ahead.mechanism_id is not None:
        return past.mechanism_id == ahead.mechanism_id
    return past.form == ahead.form


def _touched(sheet: models.TopicSheet, records: PacketRecords, today: SideDays) -> tuple[Touched, ...]:
    """List the items named, or else those that the texts name, as far as the reader may read them."""
    readable = {item.reference: item for item in records.commitments}
    texts = sheet.items or "\n".join(getattr(sheet, name) for name in limits.SHEET)
    return tuple(
        _item(readable[reference], records, today.of(readable[reference].owed_by))
        for reference in items_named(texts, records.country.iso)
        if reference in readable
    )


def _item(item: models.Commitment, records: PacketRecords, today: datetime.date) -> Touched:
    due, (health, shape) = scorecard.build_due(item, records, today), scorecard.health_of(item, today)
    return Touched(
        ref=shorten_reference(item.reference),
        title=item.title,
        account=capitalise(item.get_owed_by_display()),
        due=due.status or due.date,
        is_late=due.is_late,
        health=health,
        shape=shape,
        is_in_annex=item.is_open,
    )
