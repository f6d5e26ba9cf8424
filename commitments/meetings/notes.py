"""Meeting notes: short lines that an officer types after a meeting, parsed and recorded all or none.

`26-0007 done 3 Dec` · `26-0009 slip 31 Mar 2027 study late` · `26-0006 not raised` · `N-1 yes` · `NEW theirs
a list by April`. A reference alone means not raised.
"""

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any, Protocol

from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments.access import policy, write_rules
from commitments.enums import Answer, ApprovalKind, MeetingState, MoveReason, OutcomeKind, OwedBy, Strength
from commitments.errors import Refused
from commitments.language.lexicon.countries import BOTH_SIDES, OUR_SIDE, THEIR_SIDE
from commitments.language.phrases import parse_any
from commitments.language.phrases.specification import NO_SUCH_DATE, DeadlineSpec
from commitments.lifecycle import agendas, approvals
from commitments.meetings.outcomes import add_outcome, record_answer, review_item
from commitments.models import AgendaItem, Commitment, Meeting, Outcome, ProposedWording, User
from commitments.records import references


class TickedBox(StrEnum):
    """The box that was ticked, or the row that was written."""

    DONE = "done"
    SLIP = "slip"
    NOT_RAISED = "not raised"
    SAID = "said"
    YES = "yes"
    FALLBACK = "fallback"
    NO = "no"
    NEW = "new"


# As printed on the sheet, in the languages that it is printed in, and as people write it instead.
OF_AN_ITEM = {
    "done": TickedBox.DONE,
    "slip": TickedBox.SLIP,
    "not raised": TickedBox.NOT_RAISED,
    "완료": TickedBox.DONE,
    "연기": TickedBox.SLIP,
    "미제기": TickedBox.NOT_RAISED,
    "not discussed": TickedBox.NOT_RAISED,
    "미논의": TickedBox.NOT_RAISED,
    "논의 안 됨": TickedBox.NOT_RAISED,
    "논의 안됨": TickedBox.NOT_RAISED,
    "논의되지 않음": TickedBox.NOT_RAISED,
    "제기 안 됨": TickedBox.NOT_RAISED,
    "제기 안됨": TickedBox.NOT_RAISED,
    "제기되지 않음": TickedBox.NOT_RAISED,
    "fait": TickedBox.DONE,
    "reporté": TickedBox.SLIP,
    "non évoqué": TickedBox.NOT_RAISED,
    "រួច": TickedBox.DONE,
    "ពន្យារ": TickedBox.SLIP,
    "មិនបានលើក": TickedBox.NOT_RAISED,
}
OF_A_WORDING = {
    "yes": TickedBox.YES,
    "fallback": TickedBox.FALLBACK,
    "no": TickedBox.NO,
    "수락": TickedBox.YES,
    "대안": TickedBox.FALLBACK,
    "거절": TickedBox.NO,
    "oui": TickedBox.YES,
    "repli": TickedBox.FALLBACK,
    "non": TickedBox.NO,
    "យល់ព្រម": TickedBox.YES,
    "ជម្រើស": TickedBox.FALLBACK,
    "បដិសេធ": TickedBox.NO,
}
SIDES = {
    "ours": OwedBy.OURS,
    "theirs": OwedBy.THEIRS,
    "joint": OwedBy.JOINT,
    **dict.fromkeys((*OUR_SIDE, "우리", "ភាគីយើង"), OwedBy.OURS),
    **dict.fromkeys((*THEIR_SIDE, "상대", "ភាគីដៃគូ"), OwedBy.THEIRS),
    **dict.fromkeys((*BOTH_SIDES, "공동", "ភាគីទាំងពីរ"), OwedBy.JOINT),
}
# Typed with either apostrophe.
SIDES |= {name.replace("'", "’"): side for name, side in SIDES.items()}
# Before a colon or the end, so that "joint patrols" are words.
_SIDE = re.compile(rf"(?P<side>{'|'.join(SIDES)})\s*(?::|$)\s*(?P<words>.*)", re.IGNORECASE)
_NEW = re.compile(rf"(?:new|신규)\s+(?P<side>{'|'.join(SIDES)})\s+(?P<words>\S.*)", re.IGNORECASE)
_WORDING = re.compile(
    rf"n\W?(?P<number>[1-9])\s+(?P<tick>{'|'.join(OF_A_WORDING)})\b\s*(?P<words>.*)", re.IGNORECASE
)
_ITEM = re.compile(r"(?P<ref>[a-z]{0,2}\W*(?:u\W*)?\d[\d\W]*\d)(?:\s+(?P<rest>\S.*))?", re.IGNORECASE)
_TICK = re.compile(rf"(?P<tick>{'|'.join(OF_AN_ITEM)})\b\W*(?P<words>.*)", re.IGNORECASE)
_NEW_LINE = re.compile(r"(?:new|신규)\s+(?P<words>\S.*)", re.IGNORECASE)
# A date is at most so many words: "by the end of March 2027".
MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One parsed line: its item, the ticked box, the text, and for a slip the other date."""

    number: int
    ticked: TickedBox
    about: references.TypedReference | None = None
    wording: int = 0
    side: OwedBy | None = None
    words: str = ""
    date: DeadlineSpec | None = None


class SideFinder(Protocol):
    """Finds whom words mean by the lexicon and the record, which rank above the meetings."""

    def of_name(self, words: str) -> OwedBy | None:
        """Return the side that a name alone means."""

    def of_line(self, words: str) -> OwedBy | None:
        """Return the side that a line names."""


class LineFault(Refused):
    """The error of one line."""

    def __init__(self, number: int, what: object) -> None:
        super().__init__(_("Line %(number)s: %(what)s") % {"number": number, "what": what}, "line")
        self.number = number


class LineFaults(Refused):
    """All lines of the notes that cannot be recorded, in order, so that they can be corrected together."""

    def __init__(self, found: Iterable[LineFault]) -> None:
        self.each = tuple(str(one.message) for one in sorted(found, key=lambda one: one.number))
        super().__init__(" ".join(self.each), "line")


def read_notes(text: str, sides: SideFinder | None = None) -> list[NoteLine]:
    """Read a sheet line by line; raises Faults with every line that cannot be read."""
    lines, faults = lines_and_faults(text, sides)
    if faults:
        raise LineFaults(faults)
    return lines


def lines_and_faults(text: str, sides: SideFinder | None = None) -> tuple[list[NoteLine], list[LineFault]]:
    """Parse the notes line by line, and return separately the lines that cannot be read."""
    lines, faults = list[NoteLine](), list[LineFault]()
    for number, line in enumerate(text.splitlines(), 1):
        if said := " ".join(line.split()):
            try:
                lines.append(_read(number, said, sides))
            except LineFault as fault:
                faults.append(fault)
    return lines, faults


def _read(number: int, line: str, sides: SideFinder | None) -> NoteLine:
    if found := _NEW.fullmatch(line):
        return NoteLine(number, TickedBox.NEW, side=SIDES[found["side"].casefold()], words=found["words"])
    if found := _NEW_LINE.fullmatch(line):
        return _parse_new_line(number, found["words"], sides)
    if found := _WORDING.fullmatch(line):
        ticked = OF_A_WORDING[found["tick"].casefold()]
        return _parse_wording_line(number, int(found["number"]), ticked, found["words"], sides)
    found = _ITEM.fullmatch(line)
    about = references.parse_reference(found["ref"].strip().casefold()) if found else None
    if found is None or about is None or about.kind:
        raise LineFault(number, _("begin with a reference such as 26-0007, with N-1, or with NEW."))
    rest = found["rest"] or ""
    tick = _TICK.fullmatch(rest)
    if tick is None:
        return NoteLine(number, TickedBox.SAID if rest else TickedBox.NOT_RAISED, about, words=rest)
    ticked, words = OF_AN_ITEM[tick["tick"].casefold()], tick["words"]
    if ticked != TickedBox.SLIP:
        return NoteLine(number, ticked, about, words=words)
    date, words = _date_of(words)
    if date is not None and date.ask == NO_SUCH_DATE:
        raise LineFault(number, f"“{date.wording}”: {date.needs_officer}")
    if date is None:
        raise LineFault(number, _("enter the new date, for example “slip 31 Mar 2027 study late”."))
    return NoteLine(number, ticked, about, words=words, date=date)


def _parse_new_line(number: int, words: str, sides: SideFinder | None) -> NoteLine:
    """Read a new outcome whose side is named before a colon, or in its words: "NEW Valdoria will report"."""
    side, rest = _named_before(words, sides) if ":" in words else (None, words)
    if side is None and sides is not None:
        side = sides.of_line(words)
    if side is None:
        said = _("enter the responsible side, for example “NEW their side a list by April”.")
        raise LineFault(number, said)
    return NoteLine(number, TickedBox.NEW, side=side, words=rest)


def _named_before(words: str, sides: SideFinder | None) -> tuple[OwedBy | None, str]:
    """Return the side that words before a colon, or all words, name, and the words after it."""
    name, _colon, rest = words.partition(":")
    side = sides.of_name(name) if sides is not None and name.strip() else None
    return (side, rest.strip()) if side else (None, words)


def _parse_wording_line(
    number: int, wording: int, ticked: TickedBox, words: str, sides: SideFinder | None
) -> NoteLine:
    """Read what became of a proposed wording, with the side that owes it where it was agreed."""
    side: OwedBy | None
    if named := _SIDE.fullmatch(words):
        side, words = SIDES[named["side"].casefold()], named["words"]
    else:
        side, words = _named_before(words, sides)
    if side is None and ticked != TickedBox.NO:
        raise LineFault(
            number,
            _(
                "enter the responsible side: “N-1 yes our side”, “N-1 yes their side” or “N-1 yes both "
                "sides”."
            ),
        )
    return NoteLine(number, ticked, wording=wording, side=side, words=words)


def _date_of(text: str) -> tuple[DeadlineSpec | None, str]:
    """Return the longest beginning that is a date, be it one that does not exist, and the rest."""
    words = text.split(" ")
    for count in range(min(MOST_WORDS, len(words)), 0, -1):
        spec = parse_any(" ".join(words[:count]))
        if spec.ask == NO_SUCH_DATE or (not spec.ask and spec.period is not None):
            return spec, " ".join(words[count:])
    return None, text


@dataclass(frozen=True, slots=True)
class NoteEntry:
    """One line understood: its item and what it records; `item` where it is about a commitment."""

    line: NoteLine
    about: str
    records: str
    item: Commitment | None = None
    proposal: ProposedWording | None = None


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
    lines, faults = lines_and_faults(text, sides)
    entries, first = list[NoteEntry](), dict[object, int]()
    for line in lines:
        try:
            entry = _entry(line, meeting, by, rows, wordings)
        except LineFault as fault:
            faults.append(fault)
            continue
        about = entry.item or entry.proposal
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
