"""What is exported: a sentence on the whole, heads, rows; no text of them passes for a formula."""

import datetime
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

# More than this is read by nobody in a sheet, and would hold a web process for longer than a page may.
MOST_ROWS = 5000
# A cell of a spreadsheet holds no more.
LONGEST_CELL = 32_767

Cell = str | int | datetime.date | None

# Also in the wide forms of East Asian keyboards, and behind blanks that a spreadsheet may cut; behind
# apostrophes too, so that of what is read back one is taken off and the text is exactly what it was.
_FORMULA = re.compile(r"'*(?:[\t\r\n]|\s*[-=+@|%\uff0d\uff1d\uff0b\uff20\uff5c\uff05])")
# What XML cannot hold.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Table:
    """A list as it is taken out; `said` tells what it is, `marking` is the highest classification inside."""

    title: str
    said: str
    marking: str
    taken_by: str
    taken_at: datetime.datetime
    heads: Sequence[str]
    rows: Collection[Sequence[Cell]]


def plain(text: str) -> str:
    """Make a text that is shown, and never worked out, by the spreadsheet that opens it.

    An apostrophe is put before what would begin a formula (OWASP, "CSV Injection"). The remaining risk: a
    program told to split at semicolons may see the beginning of a cell in the middle of a text.
    """
    text = _CONTROL.sub("", text)
    text = f"'{text}" if _FORMULA.match(text) else text
    return text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"


def unplain(text: str) -> str:
    """Take off the apostrophe that `plain` put before a text; any other text is given as it is."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text
