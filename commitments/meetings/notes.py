"""Enter what was written on the note sheet of a meeting: every line of it, or none."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from commitments import access, agenda, references
from commitments.errors import Refused
from commitments.lifecycle import approvals
from commitments.meetings.note_lines import Fault, Faults, NoteLine, Ticked, lines_and_faults
from commitments.meetings.outcomes import add_outcome, record_answer
from commitments.meetings.reviewing import review_item
from commitments.models import AgendaItem, Commitment, Meeting, Outcome, Proposal, User
from commitments.vocabulary import Answer, Matter, MeetingState, MoveReason, OutcomeKind, OwedBy, Strength


@dataclass(frozen=True, slots=True)
class Entry:
    """One line understood: what it is about and what it records; `item` where it is about a commitment."""

    line: NoteLine
    about: str
    records: str
    item: Commitment | None = None
    proposal: Proposal | None = None


def understand(meeting: Meeting, text: str, *, by: User) -> tuple[Entry, ...]:
    """Say of each line what it would record; raises Faults with every line that is not understood."""
    entries, faults = _understood(meeting, text, by)
    return _whole(entries, faults)


def look_over(meeting: Meeting, text: str, *, by: User, now: datetime.datetime) -> tuple[Entry, ...]:
    """Say of each line what it would record, having tried: what recording would refuse is refused here.

    Before the meeting was held nothing can be recorded, and the lines are only understood. Raises Faults.
    """
    if meeting.state != MeetingState.HELD:
        return understand(meeting, text, by=by)
    with transaction.atomic():
        entries, faults = _recorded(meeting, text, by=by, now=now)
        transaction.set_rollback(True)
    return _whole(entries, faults)


@transaction.atomic
def enter(meeting: Meeting, text: str, *, by: User, now: datetime.datetime) -> tuple[Entry, ...]:
    """Record every line, or none: what was said, other dates asked for, wordings agreed, new points.

    The meeting was held and its record is open. A slip is asked of the head, as any other date. Raises
    Faults with the number of every line that cannot be recorded.
    """
    if meeting.state != MeetingState.HELD:
        raise Refused(
            _("The note sheet is entered once the meeting was held, until its record is closed."),
            "wrong_state",
        )
    return _whole(*_recorded(meeting, text, by=by, now=now))


def _whole(entries: Sequence[Entry], faults: Sequence[Fault]) -> tuple[Entry, ...]:
    if faults:
        raise Faults(faults)
    return tuple(entries)


def _understood(meeting: Meeting, text: str, by: User) -> tuple[list[Entry], list[Fault]]:
    """Read the lines, and what each is about; an item or a wording stands on one line."""
    access.require_desk(by, meeting)
    rows = _rows(meeting, by)
    wordings = {row.number: row for row in access.visible_to(Proposal.objects.filter(meeting=meeting), by)}
    lines, faults = lines_and_faults(text)
    entries, first = list[Entry](), dict[object, int]()
    for line in lines:
        try:
            entry = _entry(line, meeting, by, rows, wordings)
        except Fault as fault:
            faults.append(fault)
            continue
        about = entry.item or entry.proposal
        if about is not None and first.setdefault(about, line.number) != line.number:
            said = _("this stands on line %(number)s already; write both on one line.")
            faults.append(Fault(line.number, said % {"number": first[about]}))
            continue
        entries.append(entry)
    return entries, faults


def _recorded(
    meeting: Meeting, text: str, *, by: User, now: datetime.datetime
) -> tuple[list[Entry], list[Fault]]:
    """Record each line by itself, so that every one that is refused is told of; the caller takes all back."""
    entries, faults = _understood(meeting, text, by)
    for entry in entries:
        try:
            with transaction.atomic():
                _record(entry, meeting, by=by, now=now)
        except Refused as refused:
            faults.append(Fault(entry.line.number, refused.message))
    return entries, faults


def open_rows(meeting: Meeting, *, by: User) -> Sequence[AgendaItem]:
    """List the commitments on the agenda that nobody has written about yet, as the sheet lists them."""
    rows = (row for row in _rows(meeting, by).values() if not row.said)
    return sorted(rows, key=lambda row: row.commitment.reference if row.commitment else "")


def _rows(meeting: Meeting, user: User) -> dict[str, AgendaItem]:
    items = AgendaItem.objects.filter(meeting=meeting, commitment__isnull=False)
    seen = access.visible_to(items, user).select_related("commitment__country", "meeting__country")
    return {row.commitment.reference: row for row in seen if row.commitment}


def _entry(
    line: NoteLine, meeting: Meeting, by: User, rows: dict[str, AgendaItem], wordings: dict[int, Proposal]
) -> Entry:
    if line.ticked == Ticked.NEW:
        return Entry(line, line.words, _("a new point of the meeting, with its side"))
    if line.about is None:
        return _of_wording(line, wordings)
    names = line.about.written([meeting.country.iso])
    row = next((rows[name] for name in names if name in rows), None)
    item = row.commitment if row else _open_item(names, meeting, by)
    if item is None:
        raise Fault(line.number, _("no such item is on this agenda, or open with the partner."))
    told = {
        Ticked.DONE: _("said at the meeting: done. Its report is filed on the item."),
        Ticked.SLIP: _("said at the meeting, and another date asked of the head: %(date)s"),
        Ticked.NOT_RAISED: _("nothing: it was not raised and comes back"),
        Ticked.SAID: _("said at the meeting"),
    }
    words = told[line.ticked] % {"date": line.date.wording if line.date else ""}
    return Entry(line, f"{references.short(item.reference)} {item.title}", words, item=item)


def _open_item(names: Sequence[str], meeting: Meeting, user: User) -> Commitment | None:
    """Find what is open with the partner though it is not on the agenda: the sheet lists it all the same."""
    seen = access.visible_to(Commitment.objects.open().filter(country=meeting.country_id), user)
    return seen.select_related("country").filter(reference__in=names).first()


def _of_wording(line: NoteLine, wordings: dict[int, Proposal]) -> Entry:
    proposal = wordings.get(line.wording)
    if proposal is None:
        raise Fault(line.number, _("no wording of that number was proposed at this meeting."))
    told = {
        Ticked.YES: _("a commitment in these words"),
        Ticked.FALLBACK: _("a commitment in the words of the fallback, or in yours"),
        Ticked.NO: _("an ask that was refused"),
    }
    return Entry(line, str(proposal), told[line.ticked], proposal=proposal)


def _record(entry: Entry, meeting: Meeting, *, by: User, now: datetime.datetime) -> None:
    line = entry.line
    if line.ticked == Ticked.NEW:
        _add(meeting, line.words, by=by, now=now, spoken_by=line.side)
    elif entry.proposal is not None:
        _answer(entry.proposal, line, meeting, by=by, now=now)
    elif entry.item is not None and line.ticked != Ticked.NOT_RAISED:
        row = agenda.came_up(entry.item, meeting, by=by, now=now)
        review_item(row, said(line), by=by, now=now)
        if line.date is not None:
            _ask(entry.item, line, meeting, by=by, now=now)


def said(line: NoteLine) -> str:
    """Put a line into the words that stand beside the item."""
    head = {Ticked.DONE: _("done"), Ticked.SLIP: _("slips to %(date)s")}.get(line.ticked, "")
    head %= {"date": line.date.wording if line.date else ""}
    return str(capfirst(": ".join(part for part in (head, line.words) if part)))


def _ask(item: Commitment, line: NoteLine, meeting: Meeting, *, by: User, now: datetime.datetime) -> None:
    assert line.date is not None
    reason = line.words or _("said at the meeting %(meeting)s") % {"meeting": meeting.reference}
    moved = MoveReason.PARTNER if item.owed_by == OwedBy.THEIRS else MoveReason.ASKED
    approvals.ask(
        item,
        Matter.DATE,
        reason=reason,
        document=meeting.reference,
        terms={"spec": line.date.to_json()},
        move_reason=moved,
        by=by,
        now=now,
    )


def _answer(
    proposal: Proposal, line: NoteLine, meeting: Meeting, *, by: User, now: datetime.datetime
) -> None:
    add = partial(_add, meeting, by=by, now=now)
    if line.ticked == Ticked.YES:
        add(proposal.wording, strength=proposal.strength, spoken_by=line.side)
    elif line.ticked == Ticked.FALLBACK:
        words = line.words or proposal.fallback
        if not words:
            raise Refused(_("Write the words that were agreed."), "needs_words")
        add(words, spoken_by=line.side)
    else:
        # We proposed it, and they refused.
        asked = add(
            proposal.wording, kind=OutcomeKind.ASK, strength=Strength.REQUESTED, spoken_by=OwedBy.OURS
        )
        words = line.words or _("refused")
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
