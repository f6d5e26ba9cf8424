"""Topic sheets: said aloud on the front, known on the back; pure, from rows already read."""

import datetime
from collections.abc import Mapping
from dataclasses import replace

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import models as m
from commitments.briefings import annex, limits, rows
from commitments.briefings.content import Part, Topic, Touched
from commitments.briefings.lines import items_named
from commitments.briefings.prose import in_order, occasion, part, parts, quoted_once, told
from commitments.briefings.records import Records
from commitments.briefings.rows import Days
from commitments.briefings.words import Languages, cap, long_date, phrases_of, said_in
from commitments.references import short

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


def topics(records: Records, today: Days, others: Languages, *, as_of: datetime.date) -> tuple[Topic, ...]:
    """Give every sheet, the meetings in order."""
    return tuple(_topic(sheet, records, today, others, as_of) for sheet in in_order(records.sheets, records))


def _topic(
    sheet: m.TopicSheet, records: Records, today: Days, others: Languages, as_of: datetime.date
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
        occasion=occasion(sheet, records),
        title=sheet.title,
        names=names,
        short=short_title[:RUNNING_LETTERS],
        division=division,
        front=(
            *parts(sheet, FRONT, LABELS, others),
            *_press_line(sheet, today.ours, others),
            *_last_time(sheet, records, others),
        ),
        background=part(sheet, "background", LABELS, others) if sheet.background else None,
        not_disclosed=part(sheet, "not_disclosed", LABELS, others) if sheet.not_disclosed else None,
        touched_label=str(LABELS["items"]),
        touched_names=said_in(others, LABELS["items"]),
        touched=_touched(sheet, records, today),
        end=" · ".join(piece for piece in (end, division, long_date(as_of)) if piece),
        faults=told(limits.faults_of_sheet(texts), LABELS),
    )


def _division(sheet: m.TopicSheet, records: Records) -> str:
    """Name the division of a sheet, or else that of the partner's desk."""
    if sheet.division is not None:
        return sheet.division.name
    desk = records.country.desk
    return desk.division.name if desk is not None else ""


def _press_line(sheet: m.TopicSheet, today: datetime.date, others: Languages) -> tuple[Part, ...]:
    if not sheet.press_line:
        return ()
    until, note = sheet.press_until, ""
    if until is not None:
        words = _("May be used until %(date)s.") if until >= today else _("Not to be used since %(date)s.")
        note = words % {"date": long_date(until)}
    return (
        replace(
            part(sheet, "press_line", LABELS, others), text=quoted_once(sheet.press_line.strip()), note=note
        ),
    )


def _last_time(sheet: m.TopicSheet, records: Records, others: Languages) -> tuple[Part, ...]:
    """Say when the principals met: as written, or else the last meeting of its kind and what it brought."""
    if sheet.last_time:
        return (part(sheet, "last_time", LABELS, others),)
    last = next((row for row in records.past if _is_alike(row.meeting, sheet.meeting)), None)
    if last is None:
        return ()
    title = f"{long_date(last.meeting.held_on)}, {last.meeting.title}."
    brought = cap(annex.meeting_row(last).brought)
    label = LABELS["last_time"]
    return (Part("last_time", str(label), said_in(others, label), f"{brought}.", lead=title),)


def _is_alike(past: m.Meeting, ahead: m.Meeting) -> bool:
    """Say whether the same people met: a session of the same body, or a meeting of the same form."""
    if ahead.mechanism_id is not None:
        return past.mechanism_id == ahead.mechanism_id
    return past.form == ahead.form


def _touched(sheet: m.TopicSheet, records: Records, today: Days) -> tuple[Touched, ...]:
    """List the items named, or else those that the texts name, as far as the reader may read them."""
    readable = {item.reference: item for item in records.commitments}
    texts = sheet.items or "\n".join(getattr(sheet, name) for name in limits.SHEET)
    return tuple(
        _item(readable[reference], records, today.of(readable[reference].owed_by))
        for reference in items_named(texts, records.country.iso)
        if reference in readable
    )


def _item(item: m.Commitment, records: Records, today: datetime.date) -> Touched:
    due, (health, shape) = rows.due(item, records, today), rows.health_of(item, today)
    return Touched(
        ref=short(item.reference),
        title=item.title,
        account=cap(item.get_owed_by_display()),
        due=due.status or due.date,
        is_late=due.is_late,
        health=health,
        shape=shape,
        is_in_annex=item.is_open,
    )
