"""The note sheet, filled in by hand: one row per open item; no queries."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import segno
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from commitments import models
from commitments.enums import OwedBy, PacketEdition
from commitments.packets.content_values import Phrase, Shown
from commitments.packets.formats import short_date, translate_heading
from commitments.packets.records import PacketRecords
from commitments.packets.section import PARTS, Building, PacketSection, Selection, SideDays
from commitments.packets.sections.changes import Proposed, build_proposals
from commitments.packets.sections.scorecard import WAITING, Row, build_sort_key
from commitments.records.references import shorten_reference


@dataclass(frozen=True, slots=True)
class Note:
    """A row of the note sheet; `code` is the path of its QR code, in modules."""

    ref: Shown[str]
    title: str
    date: Shown[str]
    boxes: Shown[tuple[str, ...]]
    code: Shown[str]


@dataclass(frozen=True, slots=True)
class Example:
    """An example of a line to type after the meeting."""

    ref: Shown[str]
    rest: Shown[str]


@dataclass(frozen=True, slots=True)
class NoteSheet:
    """The detachable sheet; with two pages it is a leaf of its own. `new` is its last row."""

    examples: tuple[Example, ...]
    rows: tuple[Note, ...]
    new: Note
    left_out: str
    is_leaf: bool


@dataclass(frozen=True, kw_only=True)
class NotesFields:
    """What the content has of the note sheet."""

    notes: NoteSheet | None = None


# A leaf has two pages; what is not on it is written into the last row.
ON_A_PAGE, ON_A_LEAF = 15, 32
PROPOSALS, NEW = gettext_lazy("Proposed new commitments"), gettext_lazy("New commitments")
NEW_LINES = 3
SIDES = (OwedBy.OURS, OwedBy.THEIRS, OwedBy.JOINT)
# Smallest symbol, with a quarter of it to spare for creases and ink.
VERSION, LEVEL = 1, "q"


def build_note_sheet(
    records: PacketRecords, proposed: tuple[Proposed, ...], today: SideDays
) -> NoteSheet | None:
    """Return the sheet: the most urgent open items by owing side, proposed wording, and room for new
    outcomes.
    """
    waiting = sorted(
        (item for item in records.commitments if item.is_open),
        key=lambda item: build_sort_key(item, today.for_side(item.owed_by)),
    )
    if not waiting and not proposed:
        return None
    shown = waiting[: ON_A_LEAF - len(proposed)]
    shown.sort(key=lambda item: SIDES.index(OwedBy(item.owed_by)))
    left_out = len(waiting) - len(shown)
    return NoteSheet(
        examples=_examples([shorten_reference(item.reference) for item in shown], today.ours),
        rows=tuple(_build_item_row(item) for item in shown)
        + tuple(_build_proposal_row(one) for one in proposed),
        new=_build_new_row(),
        left_out=ngettext(
            "%(n)s more open item is in the scorecard. Write its number beside NEW.",
            "%(n)s more open items are in the scorecard. Write their numbers beside NEW.",
            left_out,
        )
        % {"n": left_out}
        if left_out
        else "",
        is_leaf=len(shown) + len(proposed) > ON_A_PAGE,
    )


def _build_new_row() -> Note:
    return Note("NEW", _("any other commitment"), "", (_("our side"), _("their side"), _("both sides")), "")


def _build_item_row(item: models.Commitment) -> Note:
    if item.due_on:
        date = short_date(item.due_on)
    elif item.review_on:
        date = _("review %(date)s") % {"date": short_date(item.review_on)}
    else:
        date = _("No date")
    ref = shorten_reference(item.reference)
    return Note(ref, item.title, date, _boxes(), draw_code(ref))


def _build_proposal_row(one: Proposed) -> Note:
    boxes = (
        pgettext("box to tick", "yes"),
        pgettext("box to tick", "fallback"),
        pgettext("box to tick", "no"),
    )
    title = f"{one.title} · {one.occasion}" if one.occasion else one.title
    return Note(one.number, title, "", boxes, draw_code(one.number))


def _examples(refs: list[str], today: datetime.date) -> tuple[Example, ...]:
    """Show how a line is typed after the flight, in the words of the boxes, as they are read."""
    done, slip, not_raised = _boxes()
    later = _typed_date(datetime.date(today.year + 1, 3, 31))
    said = [
        f"{done} {_typed_date(today)}",
        f"{slip} {later} {pgettext('example of a note', 'study late')}",
        not_raised,
    ]
    typed = [Example(ref, rest) for ref, rest in zip(refs, said, strict=False)]
    return (*typed, Example("NEW", f"{_('their side')} {pgettext('example of a note', 'list by April')}"))


def _typed_date(day: datetime.date) -> str:
    """Write a date in a form that is read back in every language."""
    return date_format(day, pgettext("date in an example of a note", "j M Y")).replace(" ", "\u00a0")


def _boxes() -> tuple[str, str, str]:
    return pgettext("box to tick", "done"), pgettext("box to tick", "slip"), _("not raised")


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """One open item on the agenda of the note taker."""

    ref: str
    title: str
    status: str
    is_late: bool
    boxes: tuple[str, ...]
    code: str = ""


@dataclass(frozen=True, slots=True)
class AgendaGroup:
    """The lines under one heading."""

    title: str
    names: tuple[Phrase, ...]
    lines: tuple[AgendaLine, ...]


def list_agenda(content: Any) -> tuple[AgendaGroup, ...]:
    """Return all that is open in a content: items by side, requests and offers, proposed wording; and room
    for new commitments.
    """
    groups = [
        AgendaGroup(
            group.title, group.names, tuple(_build_agenda_line(row) for row in group.rows if row.is_in_annex)
        )
        for group in content.groups
    ]
    answers = (pgettext("box to tick", "yes"), pgettext("box to tick", "no"), _("not raised"))
    groups += [
        AgendaGroup(
            group.title,
            group.names,
            tuple(AgendaLine(one.ref, one.clause, one.status, one.is_late, answers) for one in group.points),
        )
        for group in content.points
        if group.title == str(WAITING)
    ]
    proposed = tuple(_build_proposal_row(one) for one in content.proposed)
    lines = tuple(AgendaLine(row.ref, row.title, "", False, row.boxes, row.code) for row in proposed)
    groups.append(AgendaGroup(str(PROPOSALS), translate_heading(content.beside, PROPOSALS), lines))
    new = _build_new_row()
    room = (AgendaLine(new.ref, new.title, "", False, new.boxes),) * NEW_LINES
    groups.append(AgendaGroup(str(NEW), translate_heading(content.beside, NEW), room))
    return tuple(group for group in groups if group.lines)


def _build_agenda_line(row: Row) -> AgendaLine:
    status = " · ".join(text for text in (row.due.date, row.due.status) if text)
    return AgendaLine(row.ref, row.title, status, row.due.is_late, _boxes(), draw_code(row.ref))


def draw_code(ref: str) -> str:
    """Draw the QR code of a reference, and of nothing else, as one path."""
    return draw_strokes(segno.make_qr(ref, version=VERSION, error=LEVEL, boost_error=False).matrix)


def draw_strokes(matrix: Iterable[Iterable[int]]) -> str:
    """Draw the dark modules of a QR code as one path of strokes, each a run of modules."""
    bars = []
    for y, line in enumerate(matrix):
        x = 0
        for is_dark, run in groupby(line):
            length = len(list(run))
            if is_dark:
                bars.append(f"M{x} {y}.5h{length}")
            x += length
    return "".join(bars)


def _build(building: Building) -> Mapping[str, Any]:
    records = building.records
    return {"notes": build_note_sheet(records, build_proposals(records), building.today)}


def _name_texts(_content: NotesFields) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """All of it stands elsewhere too: nobody wrote it here."""
    return iter(())


SECTION = PacketSection(
    key="notes",
    values=NotesFields,
    build=_build,
    number="N",
    title=gettext_lazy("Meeting notes"),
    short=gettext_lazy("Meeting notes"),
    purpose=gettext_lazy("Fill in, tear off and hand in"),
    templates=(f"{PARTS}notes.html",),
    editions={PacketEdition.NOTE_TAKER: Selection((f"{PARTS}agenda.html",))},
    name_texts=_name_texts,
)
