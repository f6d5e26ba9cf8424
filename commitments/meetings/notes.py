"""Meeting notes: the lines that an officer types after a meeting, understood and recorded all or none."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext

from commitments.access import policy, write_rules
from commitments.enums import Answer, ApprovalKind, MeetingState, MoveReason, OutcomeKind, OwedBy, Strength
from commitments.errors import Refused
from commitments.lifecycle import agendas, approvals
from commitments.meetings import agenda
from commitments.meetings.note_lines import (
    LineFault,
    LineFaults,
    NoteLine,
    SideFinder,
    TickedBox,
    lines_and_faults,
)
from commitments.meetings.outcomes import add_outcome, record_answer, review_item
from commitments.models import AgendaItem, AgendaPoint, Commitment, Meeting, Outcome, ProposedWording, User
from commitments.records import references


@dataclass(frozen=True, slots=True)
class NoteEntry:
    """One line understood: its item and what it records; `item` where it is about a commitment, `point` where
    it is about an item of the agenda.
    """

    line: NoteLine
    about: str
    records: str
    item: Commitment | None = None
    proposal: ProposedWording | None = None
    point: AgendaPoint | None = None


def parse_notes(
    meeting: Meeting, text: str, sides: SideFinder | None = None, *, by: User
) -> tuple[NoteEntry, ...]:
    """Return what each line would record; raises Faults with every line that is not understood."""
    entries, faults = _understood(meeting, text, sides, by)
    return _whole(entries, faults)


def review_notes(
    meeting: Meeting, text: str, sides: SideFinder | None = None, *, by: User, now: datetime.datetime
) -> tuple[NoteEntry, ...]:
    """Return what each line would record, after a trial: what recording would refuse is refused here.

    Before the meeting was held nothing can be recorded, and the lines are only parsed. Raises Faults.
    """
    if meeting.state != MeetingState.HELD:
        return parse_notes(meeting, text, sides, by=by)
    with transaction.atomic():
        entries, faults = _recorded(meeting, text, sides, by=by, now=now)
        transaction.set_rollback(True)
    return _whole(entries, faults)


@transaction.atomic
def record_notes(
    meeting: Meeting, text: str, sides: SideFinder | None = None, *, by: User, now: datetime.datetime
) -> tuple[NoteEntry, ...]:
    """Record every line, or none: what was said, extension requests, agreed wording, new outcomes.

    The meeting was held and its record is open. A slip becomes a request to the head, as any other date.
    Raises Faults with the number of every line that cannot be recorded.
    """
    if meeting.state != MeetingState.HELD:
        raise Refused(
            gettext(
                "Meeting notes can be recorded only after the meeting is marked as held and before "
                "it is closed."
            ),
            "wrong_state",
        )
    return _whole(*_recorded(meeting, text, sides, by=by, now=now))


def _whole(entries: Sequence[NoteEntry], faults: Sequence[LineFault]) -> tuple[NoteEntry, ...]:
    if faults:
        raise LineFaults(faults)
    return tuple(entries)


def _understood(
    meeting: Meeting, text: str, sides: SideFinder | None, by: User
) -> tuple[list[NoteEntry], list[LineFault]]:
    """Read the lines, and what each is about; an item or a wording stands on one line."""
    write_rules.require_desk(by, meeting)
    rows = _rows(meeting, by)
    wordings = {
        row.number: row for row in policy.readable_by(ProposedWording.objects.filter(meeting=meeting), by)
    }
    points = list_numbered_points(meeting, by=by)
    lines, faults = lines_and_faults(text, sides)
    entries, first = list[NoteEntry](), dict[object, int]()
    for line in lines:
        try:
            entry = (
                _build_point_entry(line, points) if line.point else _entry(line, meeting, by, rows, wordings)
            )
        except LineFault as fault:
            faults.append(fault)
            continue
        about = entry.item or entry.proposal or entry.point
        if about is not None and first.setdefault(about, line.number) != line.number:
            said = gettext("line %(number)s already has this reference; combine both lines.")
            faults.append(LineFault(line.number, said % {"number": first[about]}))
            continue
        entries.append(entry)
    return entries, faults


def _recorded(
    meeting: Meeting, text: str, sides: SideFinder | None, *, by: User, now: datetime.datetime
) -> tuple[list[NoteEntry], list[LineFault]]:
    """Record each line on its own, so that every refused one is reported; the caller rolls all back."""
    entries, faults = _understood(meeting, text, sides, by)
    for entry in entries:
        try:
            with transaction.atomic():
                _record(entry, meeting, by=by, now=now)
        except Refused as refused:
            faults.append(LineFault(entry.line.number, refused.message))
    return entries, faults


def open_rows(meeting: Meeting, *, by: User) -> Sequence[AgendaItem]:
    """List the commitments on the agenda without an entry, in the order of the notes."""
    rows = (row for row in _rows(meeting, by).values() if not row.discussion)
    return sorted(rows, key=lambda row: row.commitment.reference if row.commitment else "")


def list_numbered_points(meeting: Meeting, *, by: User) -> dict[int, AgendaPoint]:
    """Return the agenda items that the person may read, by their number on the page of the agenda."""
    points = policy.readable_by(AgendaPoint.objects.filter(meeting=meeting, is_removed=False), by)
    found = list(points.select_related("meeting__country").order_by("is_after_open_items", "order", "pk"))
    # The open items have one number, between the items before them and those after.
    return {n + point.is_after_open_items: point for n, point in enumerate(found, 1)}


def _build_point_entry(line: NoteLine, points: Mapping[int, AgendaPoint]) -> NoteEntry:
    point = points.get(line.point)
    if point is None:
        raise LineFault(
            line.number, gettext("the agenda has no item with that number, beside the open items. Check it.")
        )
    if line.ticked == TickedBox.NOT_RAISED:
        told = gettext("nothing recorded (not raised)")
    elif point.said:
        told = gettext("added to the discussion of this agenda item")
    else:
        told = gettext("recorded as discussion of this agenda item")
    return NoteEntry(line, f"A-{line.point} {point.title}", told, point=point)


def _rows(meeting: Meeting, user: User) -> dict[str, AgendaItem]:
    items = AgendaItem.objects.filter(meeting=meeting, commitment__isnull=False)
    seen = policy.readable_by(items, user).select_related("commitment__country", "meeting__country")
    return {row.commitment.reference: row for row in seen if row.commitment}


def _entry(
    line: NoteLine,
    meeting: Meeting,
    by: User,
    rows: dict[str, AgendaItem],
    wordings: dict[int, ProposedWording],
) -> NoteEntry:
    if line.ticked == TickedBox.NEW:
        return NoteEntry(line, line.words, gettext("a new outcome of the meeting, with the responsible side"))
    if line.about is None:
        return _build_wording_entry(line, wordings)
    names = line.about.written([meeting.country.iso])
    row = next((rows[name] for name in names if name in rows), None)
    item = row.commitment if row else _open_item(names, meeting, by)
    if item is None:
        raise LineFault(
            line.number,
            gettext(
                "no agenda item and no open commitment with the partner has this "
                "reference. Check the reference."
            ),
        )
    told = {
        TickedBox.DONE: gettext(
            "recorded as discussion, marked as done; report completion on the page of the commitment"
        ),
        TickedBox.SLIP: gettext("recorded as discussion, with a request to change the deadline: %(date)s"),
        TickedBox.NOT_RAISED: gettext("nothing recorded (not raised); the item goes to the next agenda"),
        TickedBox.SAID: gettext("recorded as discussion"),
    }
    words = told[line.ticked] % {"date": line.date.wording if line.date else ""}
    return NoteEntry(line, f"{references.shorten_reference(item.reference)} {item.title}", words, item=item)


def _open_item(names: Sequence[str], meeting: Meeting, user: User) -> Commitment | None:
    """Find what is open with the partner though it is not on the agenda: the sheet lists it all the same."""
    seen = policy.readable_by(Commitment.objects.open().filter(country=meeting.country_id), user)
    return seen.select_related("country").filter(reference__in=names).first()


def _build_wording_entry(line: NoteLine, wordings: dict[int, ProposedWording]) -> NoteEntry:
    proposal = wordings.get(line.wording)
    if proposal is None:
        raise LineFault(
            line.number, gettext("this meeting has no proposed wording with that number. Check the number.")
        )
    told = {
        TickedBox.YES: gettext("a commitment with this wording"),
        TickedBox.FALLBACK: gettext(
            "a commitment with the wording in this line; if the line has none, with the fallback wording"
        ),
        TickedBox.NO: gettext("a request that was rejected"),
    }
    return NoteEntry(line, str(proposal), told[line.ticked], proposal=proposal)


def _record(entry: NoteEntry, meeting: Meeting, *, by: User, now: datetime.datetime) -> None:
    line = entry.line
    if line.ticked == TickedBox.NEW:
        _add(meeting, line.words, by=by, now=now, spoken_by=line.side)
    elif entry.point is not None:
        if line.ticked != TickedBox.NOT_RAISED:
            said = "\n".join(filter(None, (entry.point.said, line.words)))
            agenda.change_point(entry.point, {"said": said}, expected=entry.point.version, by=by, now=now)
    elif entry.proposal is not None:
        _answer(entry.proposal, line, meeting, by=by, now=now)
    elif entry.item is not None and line.ticked != TickedBox.NOT_RAISED:
        row = agendas.came_up(entry.item, meeting, by=by, now=now)
        review_item(row, format_line(line), by=by, now=now)
        if line.date is not None:
            _request_extension(entry.item, line, meeting, by=by, now=now)


def format_line(line: NoteLine) -> str:
    """Return a line as the words beside its item."""
    head = {TickedBox.DONE: gettext("done"), TickedBox.SLIP: gettext("delayed to %(date)s")}.get(
        line.ticked, ""
    )
    head %= {"date": line.date.wording if line.date else ""}
    return str(capfirst(": ".join(part for part in (head, line.words) if part)))


def _request_extension(
    item: Commitment, line: NoteLine, meeting: Meeting, *, by: User, now: datetime.datetime
) -> None:
    assert line.date is not None
    reason = line.words or gettext("stated at meeting %(meeting)s") % {"meeting": meeting.reference}
    moved = MoveReason.PARTNER if item.owed_by == OwedBy.THEIRS else MoveReason.REQUESTED
    approvals.request_approval(
        item,
        ApprovalKind.DATE,
        reason=reason,
        document=meeting.reference,
        terms={"spec": line.date.to_json()},
        move_reason=moved,
        by=by,
        now=now,
    )


def _answer(
    proposal: ProposedWording, line: NoteLine, meeting: Meeting, *, by: User, now: datetime.datetime
) -> None:
    add = partial(_add, meeting, by=by, now=now)
    if line.ticked == TickedBox.YES:
        add(proposal.wording, strength=proposal.strength, spoken_by=line.side)
    elif line.ticked == TickedBox.FALLBACK:
        words = line.words or proposal.fallback
        if not words:
            raise Refused(gettext("Enter the agreed wording."), "needs_words")
        add(words, spoken_by=line.side)
    else:
        # We proposed it, and they refused.
        asked = add(
            proposal.wording, kind=OutcomeKind.REQUEST, strength=Strength.REQUESTED, spoken_by=OwedBy.OURS
        )
        words = line.words or gettext("rejected")
        record_answer(
            asked,
            Answer.REFUSED,
            wording=words,
            source=meeting.reference,
            strength=Strength.NOT_STATED,
            by=by,
            now=now,
        )


def _add(meeting: Meeting, clause: str, *, by: User, now: datetime.datetime, **more: Any) -> Outcome:
    values = {"kind": OutcomeKind.COMMITMENT, "classification": meeting.classification} | more
    return add_outcome(Outcome(meeting=meeting, clause=clause, **values), by=by, now=now)
