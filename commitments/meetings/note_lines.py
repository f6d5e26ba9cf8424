"""PURE: the lines of a note sheet as an officer types them after the meeting.

`26-0007 done 3 Dec` · `26-0009 slip 31 Mar 2027 study late` · `26-0006 not raised` · `N-1 yes` ·
`NEW theirs a list by April`. A reference alone was not raised.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from commitments import references
from commitments.errors import Refused
from commitments.language.lexicon.countries import BOTH_SIDES, OUR_SIDE, THEIR_SIDE
from commitments.phrases import NO_SUCH_DATE, DeadlineSpec, parse_any
from commitments.vocabulary import OwedBy


class Ticked(StrEnum):
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
    "done": Ticked.DONE,
    "slip": Ticked.SLIP,
    "not raised": Ticked.NOT_RAISED,
    "완료": Ticked.DONE,
    "연기": Ticked.SLIP,
    "미제기": Ticked.NOT_RAISED,
    "not discussed": Ticked.NOT_RAISED,
    "미논의": Ticked.NOT_RAISED,
    "논의 안 됨": Ticked.NOT_RAISED,
    "논의 안됨": Ticked.NOT_RAISED,
    "논의되지 않음": Ticked.NOT_RAISED,
    "제기 안 됨": Ticked.NOT_RAISED,
    "제기 안됨": Ticked.NOT_RAISED,
    "제기되지 않음": Ticked.NOT_RAISED,
}
OF_A_WORDING = {
    "yes": Ticked.YES,
    "fallback": Ticked.FALLBACK,
    "no": Ticked.NO,
    "수락": Ticked.YES,
    "대안": Ticked.FALLBACK,
    "거절": Ticked.NO,
}
SIDES = {
    "ours": OwedBy.OURS,
    "theirs": OwedBy.THEIRS,
    "joint": OwedBy.JOINT,
    **dict.fromkeys((*OUR_SIDE, "우리"), OwedBy.OURS),
    **dict.fromkeys((*THEIR_SIDE, "상대"), OwedBy.THEIRS),
    **dict.fromkeys((*BOTH_SIDES, "공동"), OwedBy.JOINT),
}
# Before a colon or the end, so that "joint patrols" are words.
_SIDE = re.compile(rf"(?P<side>{'|'.join(SIDES)})\s*(?::|$)\s*(?P<words>.*)", re.IGNORECASE)
_NEW = re.compile(rf"(?:new|신규)\s+(?P<side>{'|'.join(SIDES)})\s+(?P<words>\S.*)", re.IGNORECASE)
_WORDING = re.compile(
    rf"n\W?(?P<number>[1-9])\s+(?P<tick>{'|'.join(OF_A_WORDING)})\b\s*(?P<words>.*)", re.IGNORECASE
)
_ITEM = re.compile(r"(?P<ref>[a-z]{0,2}\W*(?:u\W*)?\d[\d\W]*\d)(?:\s+(?P<rest>\S.*))?", re.IGNORECASE)
_TICK = re.compile(rf"(?P<tick>{'|'.join(OF_AN_ITEM)})\b\W*(?P<words>.*)", re.IGNORECASE)
# A date is at most so many words: "by the end of March 2027".
MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One line read: what it is about, what was ticked, the words, and of a slip the other date."""

    number: int
    ticked: Ticked
    about: references.Meant | None = None
    wording: int = 0
    side: OwedBy | None = None
    words: str = ""
    date: DeadlineSpec | None = None


class Fault(Refused):
    """What is wrong with one line."""

    def __init__(self, number: int, what: object) -> None:
        super().__init__(_("Line %(number)s: %(what)s") % {"number": number, "what": what}, "line")
        self.number = number


class Faults(Refused):
    """All lines of a sheet that cannot be entered, in their order: told at once, to be mended at once."""

    def __init__(self, found: Iterable[Fault]) -> None:
        self.each = tuple(str(one.message) for one in sorted(found, key=lambda one: one.number))
        super().__init__(" ".join(self.each), "line")


def read_notes(text: str) -> list[NoteLine]:
    """Read a sheet line by line; raises Faults with every line that cannot be read."""
    lines, faults = lines_and_faults(text)
    if faults:
        raise Faults(faults)
    return lines


def lines_and_faults(text: str) -> tuple[list[NoteLine], list[Fault]]:
    """Read a sheet line by line, and give the lines that cannot be read apart."""
    lines, faults = list[NoteLine](), list[Fault]()
    for number, line in enumerate(text.splitlines(), 1):
        if said := " ".join(line.split()):
            try:
                lines.append(_read(number, said))
            except Fault as fault:
                faults.append(fault)
    return lines, faults


def _read(number: int, line: str) -> NoteLine:
    if found := _NEW.fullmatch(line):
        return NoteLine(number, Ticked.NEW, side=SIDES[found["side"].casefold()], words=found["words"])
    if found := _WORDING.fullmatch(line):
        return _of_wording(
            number, int(found["number"]), OF_A_WORDING[found["tick"].casefold()], found["words"]
        )
    found = _ITEM.fullmatch(line)
    about = references.meant(found["ref"].strip().casefold()) if found else None
    if found is None or about is None or about.kind:
        raise Fault(number, _("begin with a reference such as 26-0007, with N-1, or with NEW."))
    rest = found["rest"] or ""
    tick = _TICK.fullmatch(rest)
    if tick is None:
        return NoteLine(number, Ticked.SAID if rest else Ticked.NOT_RAISED, about, words=rest)
    ticked, words = OF_AN_ITEM[tick["tick"].casefold()], tick["words"]
    if ticked != Ticked.SLIP:
        return NoteLine(number, ticked, about, words=words)
    date, words = _date_of(words)
    if date is not None and date.ask == NO_SUCH_DATE:
        raise Fault(number, f"“{date.wording}”: {date.needs_officer}")
    if date is None:
        raise Fault(number, _("write to when it slips, such as: slip 31 Mar 2027 study late."))
    return NoteLine(number, ticked, about, words=words, date=date)


def _of_wording(number: int, wording: int, ticked: Ticked, words: str) -> NoteLine:
    """Read what became of a proposed wording, with the side that owes it where it was agreed."""
    named = _SIDE.fullmatch(words)
    side = SIDES[named["side"].casefold()] if named else None
    if side is None and ticked != Ticked.NO:
        raise Fault(number, _("write who owes it: N-1 yes ours, N-1 yes theirs, or N-1 yes joint."))
    return NoteLine(number, ticked, wording=wording, side=side, words=named["words"] if named else words)


def _date_of(text: str) -> tuple[DeadlineSpec | None, str]:
    """Return the longest beginning that is a date, be it one that does not exist, and the rest."""
    words = text.split(" ")
    for count in range(min(MOST_WORDS, len(words)), 0, -1):
        spec = parse_any(" ".join(words[:count]))
        if spec.ask == NO_SUCH_DATE or (not spec.ask and spec.period is not None):
            return spec, " ".join(words[count:])
    return None, text
