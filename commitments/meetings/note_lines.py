"""The lines of meeting notes as an officer types them, in the languages of the printed sheet.

`26-0007 done 3 Dec` · `26-0009 slip 31 Mar 2027 study late` · `26-0006 not raised` · `A-2 both sides agree` ·
`N-1 yes` · `NEW theirs a list by April`. A reference, or the number of an agenda item, alone means that it
was not raised.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from commitments.enums import OwedBy
from commitments.errors import Refused
from commitments.language.lexicon.countries import BOTH_SIDES, OUR_SIDE, THEIR_SIDE
from commitments.language.phrases import parse_any
from commitments.language.phrases.specification import NO_SUCH_DATE, DeadlineSpec
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
# An item of the agenda, by its number there: "A-2", "Item 2", "의제 2".
_POINT = re.compile(
    r"(?:agenda item|agenda|item|point|a|의제|안건)\W{0,2}(?P<number>[1-9]\d?)(?:\s*:\s*|\s+|$)(?P<rest>.*)",
    re.IGNORECASE,
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
    # The number of an agenda item.
    point: int = 0
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
    if found := _POINT.fullmatch(line):
        return _parse_point_line(number, int(found["number"]), found["rest"])
    found = _ITEM.fullmatch(line)
    about = references.parse_reference(found["ref"].strip().casefold()) if found else None
    if found is None or about is None or about.kind:
        raise LineFault(number, _("begin with a reference such as 26-0007, with A-1, with N-1, or with NEW."))
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


def _parse_point_line(number: int, point: int, words: str) -> NoteLine:
    """Read what was said about an agenda item; no text, or the words for it, mean that it was not raised."""
    tick = _TICK.fullmatch(words)
    is_raised = words and not (tick and OF_AN_ITEM[tick["tick"].casefold()] == TickedBox.NOT_RAISED)
    return NoteLine(
        number,
        TickedBox.SAID if is_raised else TickedBox.NOT_RAISED,
        point=point,
        words=words if is_raised else "",
    )


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
