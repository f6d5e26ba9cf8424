"""How the texts of a brief are read: lists, lines with cells between bars, references; pure.

A reader of lines gives what it understood and what it did not, each fault a sentence with the line's number.
The forms refuse on a fault; the printed page loses nothing of what was typed.
"""

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

from commitments.references import SHORT_YEAR, YEAR, long_year

BAR = "|"
# KH-2026-0007 or KH-U-0007, or 26-0007 as it stands on paper; a particle of Hangul may follow at once.
REFERENCE = re.compile(
    rf"(?<![A-Za-z0-9-])(?:(?P<code>[A-Z]{{2}})-(?P<year>{YEAR})|(?P<short>{SHORT_YEAR}))-"
    r"(?P<number>\d{4,6})(?![0-9]|-\d)"
)
_MARKED = re.compile(r"(?:[-*+•]|\d{1,9}[.)])[ \t]+(?=\S)")
_TIME = re.compile(r"(\d{1,2})[:.h](\d{2})")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """What a text held: its rows in order, and a sentence for each line that was not understood."""

    rows: tuple[T, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventLine:
    """One line of the order of events; `at` is the place's time, None where none could be read."""

    at: datetime.time | None
    what: str
    who: str
    note: str


@dataclass(frozen=True, slots=True)
class CourtesyLine:
    """One courtesy: what it means, their word, how to say it, our word."""

    meaning: str
    theirs: str
    say: str
    ours: str


@dataclass(frozen=True, slots=True)
class Saying:
    """A text in one language (ISO 639 code, empty where none was given)."""

    language: str
    text: str


def events(text: str) -> Read[EventLine]:
    """Read `10:05 | what | who | note`, one a line; who and note may be left out."""
    return _read(text, _event)


def courtesies(text: str) -> Read[CourtesyLine]:
    """Read `meaning | their word | how to say it | our word`, one a line; the last two may be left out."""
    return _read(text, _courtesy)


def sayings(text: str) -> Read[Saying]:
    """Read `ko | the text in Korean`, one a line."""
    return _read(text, _saying)


def entries(text: str) -> tuple[str, ...]:
    """Give the entries of a list: those that begin with - or 1., or where none does, each line.

    What stands before the first mark is an entry too; a line without a mark goes on with the one before.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not any(_MARKED.match(line) for line in lines):
        return tuple(lines)
    found: list[str] = []
    for line in lines:
        marked = _MARKED.match(line)
        if marked or not found:
            found.append(line[marked.end() :] if marked else line)
        else:
            found[-1] = f"{found[-1]} {line}"
    return tuple(found)


def is_list(text: str) -> bool:
    """Whether a text is a list or lines with cells: each line then stands for itself."""
    return any(_MARKED.match(line.strip()) or BAR in line for line in text.splitlines())


def items_named(text: str, code: str = "") -> tuple[str, ...]:
    """Give the references that a text names, each once and in order, such as `KH-2026-0007`.

    `code` is the partner's: with it `26-0007` is written out as well; without, it is given as it stands.
    """
    return tuple(dict.fromkeys(written(found, code) for found in REFERENCE.finditer(text)))


def written(found: re.Match[str], code: str = "") -> str:
    """Write out one match of `REFERENCE`, as far as the partner's code allows."""
    if found["code"] or not code:
        return found[0]
    return f"{code}-{long_year(found['short'])}-{found['number']}"


def is_items(text: str) -> bool:
    """Whether a text holds references alone, with spaces or commas between them."""
    return not REFERENCE.sub("", text).strip(" \t\r\n,;.")


def _read(text: str, parse: Callable[[list[str]], tuple[T, str]]) -> Read[T]:
    rows, faults = [], []
    for number, cells in _lines(text):
        row, fault = parse(cells)
        rows.append(row)
        if fault:
            faults.append(_("Line %(number)s: %(fault)s") % {"number": number, "fault": fault})
    return Read(tuple(rows), tuple(faults))


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Give the cells of each line that holds anything, with its number counted from 1."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield number, [cell.strip() for cell in line.split(BAR)]


def _event(cells: list[str]) -> tuple[EventLine, str]:
    at = _time(cells[0])
    if at is None:
        line = EventLine(None, *_filled(cells, 3))
        if _TIME.match(cells[0]):
            return line, _("“%(typed)s” is no time of the day. Write it as 10:05 | what | who | note.") % {
                "typed": cells[0].split()[0]
            }
        return line, _("it begins with no time. Write it as 10:05 | what | who | note.")
    line = EventLine(at, *_filled(cells[1:], 3))
    if not line.what:
        return line, _("nothing stands after the time. Write it as 10:05 | what | who | note.")
    return line, _too_many(cells, 4)


def _courtesy(cells: list[str]) -> tuple[CourtesyLine, str]:
    line = CourtesyLine(*_filled(cells, 4))
    if not (line.meaning and line.theirs):
        return line, _("a cell is missing. Write it as meaning | their word | how to say it | our word.")
    return line, _too_many(cells, 4)


def _saying(cells: list[str]) -> tuple[Saying, str]:
    code = cells[0].lower()
    # A bar may be part of the text itself.
    text = f" {BAR} ".join(cells[1:])
    if not (_LANGUAGE.fullmatch(code) and text):
        return Saying("", f" {BAR} ".join(cells)), _("it names no language. Write it as ko | the text.")
    return Saying(code, text), ""


def _time(cell: str) -> datetime.time | None:
    found = _TIME.fullmatch(cell)
    if found is None:
        return None
    try:
        return datetime.time(int(found[1]), int(found[2]))
    except ValueError:
        return None


def _filled(cells: list[str], count: int) -> list[str]:
    """Give exactly `count` cells: missing ones empty, those over kept in the last."""
    padded = [*cells, *([""] * count)]
    return [*padded[: count - 1], f" {BAR} ".join(cells[count - 1 :])]


def _too_many(cells: list[str], most: int) -> str:
    if len(cells) <= most:
        return ""
    return _("it has %(count)s cells, %(most)s fit. Take out a bar.") % {"count": len(cells), "most": most}
