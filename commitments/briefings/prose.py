"""Parts of prose, and the page the minister reads; pure, from rows already read."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import models as m
from commitments.briefings import limits, play
from commitments.briefings.content import Core, Part, Play, Recorded
from commitments.briefings.lines import entries
from commitments.briefings.records import Records
from commitments.briefings.rows import Days
from commitments.briefings.words import Languages, said_in

W = TypeVar("W", m.Brief, m.TopicSheet, m.Proposal)
LABELS: Mapping[str, Promise] = {
    "why": gettext_lazy("Why this meeting"),
    "objectives": gettext_lazy("Objectives"),
    "messages": gettext_lazy("Three messages"),
    "ask": gettext_lazy("The one ask"),
    "if_accepted": gettext_lazy("If accepted"),
    "if_refused": gettext_lazy("If refused"),
    "not_to_say": gettext_lazy("What not to say"),
}
NUMBERED = ("objectives", "messages")
LISTED = ("not_to_say", "points", "if_raised")
OPENING = '“"«「『‘'


def cores(
    records: Records, today: Days, others: Languages, on_record: tuple[Recorded, ...] = ()
) -> tuple[Core, ...]:
    """Give the page of each meeting that has one; the first bears the state of play, in any case.

    Where none is written, the page says what is on record of the meetings.
    """
    where = play.state(records, today, others)
    written = [brief for brief in in_order(records.briefs, records) if has_any(brief, limits.CORE)]
    if not written:
        return (Core("core-1", "", (), None, "", "", (), where, "", (), on_record),)
    return tuple(
        _core(f"core-{number}", brief, where if number == 1 else None, records, others)
        for number, brief in enumerate(written, 1)
    )


def _core(key: str, brief: m.Brief, where: Play | None, records: Records, others: Languages) -> Core:
    texts = {name: getattr(brief, name) for name in limits.CORE}
    ask = Part("ask", str(LABELS["ask"]), said_in(others, LABELS["ask"]), quoted_once(brief.ask))
    return Core(
        key=key,
        occasion=occasion(brief, records),
        parts=parts(brief, ("why", "objectives", "messages"), LABELS, others),
        ask=ask if brief.ask else None,
        if_refused=brief.if_refused,
        if_accepted=brief.if_accepted,
        after=parts(brief, ("not_to_say",), LABELS, others),
        play=where,
        shorten=str(LABELS[limits.widest(texts, limits.CORE)]),
        faults=told(limits.faults_of_brief(texts), LABELS),
    )


def in_order(rows: Iterable[W], records: Records) -> list[W]:
    """Sort what was written by the meetings of the packet, as these were asked for."""
    place = {meeting.pk: number for number, meeting in enumerate(records.meetings)}
    return sorted(rows, key=lambda row: place[row.meeting_id])


def occasion(row: m.Brief | m.TopicSheet | m.Proposal, records: Records) -> str:
    """Name the meeting of a page, where a packet is about several."""
    if len(records.meetings) == 1:
        return ""
    return next(meeting.title for meeting in records.meetings if meeting.pk == row.meeting_id)


def has_any(row: m.Brief | m.TopicSheet, names: Iterable[str]) -> bool:
    return any(getattr(row, name) for name in names)


def parts(
    row: m.Brief | m.TopicSheet, names: Iterable[str], labels: Mapping[str, Promise], others: Languages
) -> tuple[Part, ...]:
    """Give the parts that hold anything, each under its label."""
    return tuple(part(row, name, labels, others) for name in names if getattr(row, name))


def part(row: m.Brief | m.TopicSheet, name: str, labels: Mapping[str, Promise], others: Languages) -> Part:
    """Give one part; what is a list is printed as one, however its lines were typed."""
    text = getattr(row, name)
    if name in NUMBERED:
        text = "\n".join(f"{number}. {entry}" for number, entry in enumerate(entries(text), 1))
    elif name in LISTED:
        text = "\n".join(f"- {entry}" for entry in entries(text))
    return Part(name, str(labels[name]), said_in(others, labels[name]), text)


def quoted_once(text: str) -> str:
    """Put what is said aloud into quotation marks, unless it stands in them already."""
    return text if not text or text[0] in OPENING else f"“{text}”"


def told(faults: Mapping[str, list[str]], labels: Mapping[str, Promise]) -> tuple[str, ...]:
    """Say each fault under the label of its field."""
    return tuple(
        _("%(label)s: %(fault)s") % {"label": labels[name], "fault": fault}
        for name, found in faults.items()
        for fault in found
    )
