"""The results of reading a file: lines of a text, tables and their rows; used in both processes."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

# No more than a spreadsheet holds, and no wider than a person could map.
MOST_ROWS = 1_048_576
MOST_COLUMNS = 1_000
MOST_CELL = 130_000
# The remarks on a text that was read from images of pages: all of them, or some beside pages with text.
OCR, OCR_PAGES, BARE_PAGES = "ocr", "ocr_pages", "bare_pages"
# 1,000 pages of a close-set treaty.
MOST_LETTERS = 3_000_000
MOST_TABLES = 1_000

Value = str | int | float | bool | datetime.date | datetime.datetime | datetime.time | None


class Unreadable(Exception):  # noqa: N818 - what it is called on both sides of the pipe
    """Raised with a code where a file cannot be read; `detail` names the place where it is known."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


class LineKind(StrEnum):
    """The kind of a line in its document; in plain text and PDFs paragraphs and, by their size, headings."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    ROW = "row"
    NOTE = "note"


class Doubt(StrEnum):
    """Why a cell should be checked."""

    # The result that was last computed stands in the file; nobody computes it here.
    FORMULA = "formula"
    # A formula without a result in the file: the cell is empty here.
    UNCOMPUTED = "uncomputed"
    # `#REF!`, `#N/A` and their like.
    ERROR = "error"
    # The value of a merged cell that begins in a row above.
    CARRIED = "carried"
    # A quotation mark that is never closed: the cell may hold the rest of the file.
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Line:
    """One line; headings and items have a level from 1, and an item begins with its mark or number.

    With `goes_on`, it may continue the paragraph before: a line of plain text, or a manual line break. With
    `is_ocr`, all or part of it was read from the image of a page.
    """

    text: str
    kind: LineKind = LineKind.PARAGRAPH
    level: int = 0
    goes_on: bool = False
    is_ocr: bool = False


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line on a page: its place in points from the bottom left, and the size of its font.

    `is_cut` says that its last word is hyphenated.
    """

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    is_cut: bool = False
    is_ocr: bool = False

    @property
    def height(self) -> float:
        """Return the height of the line on the page, whatever the scale of its font."""
        return max(self.top - self.bottom, 1.0)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file, counted from 1; cells by their columns, from 0.

    Empty cells at the end are left out. A section row is one cell across the whole table.
    """

    number: int
    cells: tuple[Value, ...]
    is_section: bool = False
    doubts: Mapping[int, Doubt] = field(default_factory=dict)
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """The beginning of one table: its number in the file from 1, and the title of a sheet."""

    number: int
    title: str = ""
    is_hidden: bool = False
    encoding: str = ""
    separator: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark on how a file was read: a code, and its subject."""

    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A text as it was read: its lines, and remarks on how they were read."""

    lines: tuple[Line, ...]
    remarks: tuple[Remark, ...] = ()

    @property
    def is_ocr(self) -> bool:
        """Return whether it was read from images of pages, so that its words may be wrong."""
        return any(remark.code in (OCR, OCR_PAGES) for remark in self.remarks)

    @property
    def text_layer(self) -> tuple[str, ...]:
        """Return the lines that were not read from images of pages, where others were."""
        return tuple(line.text for line in self.lines if not line.is_ocr) if self.is_ocr else ()

    @property
    def text(self) -> str:
        """Return the lines as one text: an empty line before each paragraph, deeper items indented."""
        parts: list[str] = []
        before: Line | None = None
        for line in self.lines:
            is_list = before is not None and before.kind is line.kind is LineKind.ITEM
            parts.append("" if before is None else "\n" if line.goes_on or is_list else "\n\n")
            parts.append("  " * (line.level - 1) if line.kind is LineKind.ITEM else "")
            parts.append(line.text)
            before = line
        return "".join(parts)


def column_letters(column: int) -> str:
    """Return a column's letters as in spreadsheets: 0 is A, 26 is AA."""
    letters = ""
    while column >= 0:
        column, rest = divmod(column, 26)
        letters = chr(ord("A") + rest) + letters
        column -= 1
    return letters


def pack_row(row: Row) -> list[object]:
    """Return a row in JSON types; dates become a pair of their kind and their ISO form."""
    return [
        *(row.number, [_plain(value) for value in row.cells], row.is_section, dict(row.doubts)),
        row.is_hidden,
    ]


def unpack_row(given: list[object]) -> Row:
    """Build a row from JSON types."""
    number, cells, is_section, doubts, is_hidden = given
    assert isinstance(number, int)
    assert isinstance(cells, list)
    assert isinstance(doubts, dict)
    return Row(
        number,
        tuple(_value(cell) for cell in cells),
        bool(is_section),
        {int(column): Doubt(doubt) for column, doubt in doubts.items()},
        bool(is_hidden),
    )


_KINDS: Mapping[str, type[datetime.date] | type[datetime.time]] = {
    "moment": datetime.datetime,
    "day": datetime.date,
    "time": datetime.time,
}


def _plain(value: Value) -> object:
    for name, kind in _KINDS.items():
        if isinstance(value, kind):
            return [name, value.isoformat()]
    return value


def _value(cell: object) -> Value:
    if isinstance(cell, list):
        name, written = cell
        return _KINDS[name].fromisoformat(written)
    assert cell is None or isinstance(cell, str | int | float | bool)
    return cell
