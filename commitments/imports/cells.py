"""One cell as text, and what the text says: a day, several names, a word of a list; pure."""

import datetime
import re
import unicodedata
from collections.abc import Sequence

from commitments.documents.shapes import Value
from commitments.export import unplain
from commitments.finding.folding import fold
from commitments.phrases import DeadlineSpec, parse_any

# What XML and databases cannot hold; a tab and a line end stay as they are.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n?|\u2028|\u2029")
MANY = re.compile(r"\s*[;；\n]\s*|\s+/\s+|\s*[、]\s*")
_COMPACT = re.compile(r"(?:19|20|21)\d{6}")
# Words by which lists say that a cell says nothing.
NOTHING = frozenset(
    {"-", "–", "—", "n/a", "na", "none", "nil", "not stated", "not applicable", "tbc", "tba", "?", "."}
    | {"해당 없음", "해당없음", "없음", "미정", "미상", "명시되지 않음", "명시 없음", "(restricted)"}
)
# What closes a sentence in one list and not in another.
ENDS = ".;,:。．、…"
# So many letters of a wording are enough to name its row.
GLIMPSE = 80
# As on every form.
FIRST_YEAR, LAST_YEAR = 1900, 2200


def text_of(value: Value) -> str:
    """Give what a cell says as text, as it would be typed: a day as 2027-06-30, a whole number as such."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime.datetime):
        at_midnight = value.time() == datetime.time()
        return value.date().isoformat() if at_midnight else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, str):
        return as_typed(unplain(value))
    return str(value)


def as_typed(text: str) -> str:
    """Give a text as a cell has it: other line ends, no controls, no blanks at its ends."""
    return _LINE_ENDS.sub("\n", _CONTROLS.sub("", text)).strip()


def in_a_line(text: str) -> str:
    """Give a text as a cell of one line has it."""
    return " ".join(as_typed(text).split())


def texts_of(cells: Sequence[Value]) -> list[str]:
    """Give the cells of a row as texts; empty ones at the end are left off."""
    texts = [text_of(cell) for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def says_nothing(text: str) -> bool:
    """Say whether a cell is empty, or says by a sign or a word that there is nothing."""
    return not text or text.strip().casefold() in NOTHING


def names_in(text: str) -> list[str]:
    """Give the names of a cell that holds several, each once, in their order."""
    found = (" ".join(one.split()) for one in MANY.split(text))
    return list(dict.fromkeys(one for one in found if not says_nothing(one)))


def key_of(text: str) -> str:
    """Give a name or word as it is compared: without case, width and double blanks."""
    return " ".join(fold(unicodedata.normalize("NFC", text)).split())


def wording_key(text: str) -> str:
    """Give a wording as it is compared: blanks, and what closes its sentence, do not matter either."""
    key = key_of(text)
    return "".join(key.split()).rstrip(ENDS) or key


def said_in(text: str) -> DeadlineSpec:
    """Read when something is due, be it a day or words in any language that is read."""
    return parse_any(f"{text[:4]}-{text[4:6]}-{text[6:]}" if _COMPACT.fullmatch(text) else text)


def day_of(text: str) -> datetime.date | None:
    """Read a day; None where the text names none for certain, such as 03/04/2027."""
    spec = said_in(text)
    period = spec.period
    if spec.ask or spec.kind != "fixed" or period is None or period.unit != "day" or not period.is_dated:
        return None
    # Checked by whoever read it: a day that is none has its question.
    day = datetime.date(period.year or 0, period.month or 0, period.day or 0)
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def glimpse(text: str) -> str:
    """Give the beginning of a text, in one line."""
    line = " ".join(text.split())
    return line if len(line) <= GLIMPSE else f"{line[: GLIMPSE - 1]}…"
