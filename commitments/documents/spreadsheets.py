"""Read spreadsheets (.xlsx) and separated values into rows.

Of spreadsheets values are read, never formulas, with merged cells, hidden sheets and hidden rows.
Separated values may have one of four separators, any line end, any known encoding.
"""

import csv
import datetime
import io
import itertools
import posixpath
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import openpyxl

from commitments.documents.archive import Archive, Attributes, ShortNames
from commitments.documents.plain_text import decode_pieces, encoding_of
from commitments.documents.results import (
    MOST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    Doubt,
    Found,
    Row,
    Unreadable,
    Value,
)

BOOK = "xl/workbook.xml"
MOST_SHEETS = 250
MOST_MERGED = 200_000
CHUNK_BYTES = 1 << 20
# No tag that is looked for is longer.
OVERLAP_BYTES = 400
FORMULA = re.compile(rb"<(?:\w{1,20}:)?f[\s/>]")
MERGED = re.compile(
    rb"<(?:\w{1,20}:)?mergeCell\s[^<>]{0,100}?ref=[\"']\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})[\"']"
)
# The tag of a row; those that a person or a filter has hidden say so.
ROW = re.compile(rb"<(?:\w{1,20}:)?row\s[^<>]{0,300}>")
ROW_NUMBER = re.compile(rb"\sr=[\"'](\d{1,7})[\"']")
HIDDEN = re.compile(rb"\shidden=[\"'](?:1|true)[\"']")
NAMES = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "x",
    "http://purl.oclc.org/ooxml/spreadsheetml/main": "x",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://schemas.openxmlformats.org/package/2006/relationships": "p",
}
# What an empty cell that openpyxl fills in, and one that it finds, have in common.
EMPTY = (None, "")


@dataclass(slots=True)
class SheetFeatures:
    """What is found in a sheet before it is read: formulas, hidden rows, merged cells by their first row."""

    has_formulas: bool = False
    hidden: set[int] = field(default_factory=set)
    merged: dict[int, list[tuple[int, int, int]]] = field(default_factory=dict)
    count: int = 0


def read_workbook(content: bytes) -> Iterator[Found | Row]:
    """Yield each sheet as it begins, and then its rows."""
    archive = Archive(content)
    archive.refuse_types()
    parts = _parts(archive)
    with warnings.catch_warnings():
        # Of what it does not read (drop-downs, say) openpyxl warns; none of it is a value.
        warnings.simplefilter("ignore")
        values = _book(content, data_only=True)
        formulas: Any = None
        for number, sheet in enumerate(values.worksheets, 1):
            marks = _read_features(archive, parts.get(sheet.title, ""))
            if marks.has_formulas and formulas is None:
                formulas = _book(content, data_only=False)
            of_formulas = formulas[sheet.title] if marks.has_formulas else None
            yield Found(number, sheet.title, is_hidden=sheet.sheet_state != "visible")
            yield from _read_sheet_rows(sheet, of_formulas, marks)


def _book(content: bytes, *, data_only: bool) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=data_only, keep_links=False)


def _parts(archive: Archive) -> Mapping[str, str]:
    """Find the part of each sheet; a workbook with an absurd number of sheets is refused unopened."""
    names = ShortNames(NAMES)
    sheets: dict[str, str] = {}
    targets: dict[str, str] = {}

    def of_book(long: str, given: Attributes) -> None:
        if names.short(long) == "x:sheet":
            own = names.attributes(given)
            sheets[own.get("name", "")] = own.get("r:id", "")
            if len(sheets) > MOST_SHEETS:
                raise Unreadable("too_many_sheets")

    def of_relations(long: str, given: Attributes) -> None:
        if names.short(long) == "p:Relationship":
            target = given.get("Target", "")
            targets[given.get("Id", "")] = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")

    archive.read(BOOK, of_book)
    archive.read("xl/_rels/workbook.xml.rels", of_relations)
    return {name: targets.get(key, "") for name, key in sheets.items()}


def _read_features(archive: Archive, part: str) -> SheetFeatures:
    """Search a sheet for formulas, hidden rows and merged cells; openpyxl reports none of it row by row."""
    marks, held = SheetFeatures(), b""
    if part not in archive.members:
        return marks
    for chunk in archive.chunks(part, CHUNK_BYTES):
        held += chunk
        marks.has_formulas = marks.has_formulas or FORMULA.search(held) is not None
        if b"hidden=" in held:
            marks.hidden.update(_hidden_rows(held))
        end = 0
        for found in MERGED.finditer(held):
            end = found.end()
            first, top, last, bottom = found.groups()
            place = _column(first), _column(last), int(bottom)
            marks.merged.setdefault(int(top), []).append(place)
            marks.count += 1
            if marks.count > MOST_MERGED:
                raise Unreadable("too_many_merged")
        held = held[max(end, len(held) - OVERLAP_BYTES) :]
    return marks


def _hidden_rows(part: bytes) -> Iterator[int]:
    """Yield the numbers of the hidden rows in a part of a sheet."""
    for tag in ROW.findall(part):
        number = ROW_NUMBER.search(tag)
        if number and HIDDEN.search(tag):
            yield int(number[1])


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - ord("A") + 1
    return place - 1


def _read_sheet_rows(sheet: Any, of_formulas: Any, marks: SheetFeatures) -> Iterator[Row]:
    # What a sheet says of its own size is not to be trusted, and makes each row as wide.
    sheet.reset_dimensions()
    if of_formulas is not None:
        of_formulas.reset_dimensions()
    written = iter(of_formulas.iter_rows()) if of_formulas is not None else None
    below: dict[int, tuple[Value, int]] = {}
    widest = 0
    for number, cells in enumerate(sheet.iter_rows(), 1):
        if number > MOST_ROWS:
            raise Unreadable("too_many_rows")
        formulas = next(written, ()) if written is not None else ()
        values, doubts = _values(cells, formulas, number)
        merged = marks.merged.get(number, ())
        own = set(values)
        carry_merged(values, doubts, below, number)
        for first, _last, bottom in merged:
            if bottom > number:
                below[first] = values.get(first), bottom
        if not values and not doubts:
            continue
        width = max((*values, *doubts)) + 1
        if width > MOST_COLUMNS:
            raise Unreadable("too_wide", f"{sheet.title}!{number}")
        across = max((last + 1 for first, last, _ in merged if own == {first} and last > first), default=0)
        is_section = len(values) == 1 and across > 1 and across >= widest
        widest = max(widest, width, across)
        cells_of_row = tuple(values.get(place) for place in range(width))
        yield Row(number, cells_of_row, is_section, doubts, number in marks.hidden)


def _values(cells: Any, formulas: Any, number: int) -> tuple[dict[int, Value], dict[int, Doubt]]:
    """Return the values of the cells of one row, and the doubts about them."""
    values: dict[int, Value] = {}
    doubts: dict[int, Doubt] = {}
    for place, cell in enumerate(formulas):
        if cell.data_type == "f":
            is_empty = place >= len(cells) or cells[place].value in EMPTY
            doubts[place] = Doubt.UNCOMPUTED if is_empty else Doubt.FORMULA
    for place, cell in enumerate(cells):
        value = cell.value
        if value in EMPTY or isinstance(value, str) and not value.strip():
            continue
        if isinstance(value, str) and len(value) > MOST_CELL:
            raise Unreadable("cell", str(number))
        if cell.data_type == "e":
            doubts[place] = Doubt.ERROR
        values[place] = _known(value, cell)
    return values, doubts


def _known(value: Any, cell: Any) -> Value:
    if isinstance(value, datetime.datetime) and value.time() == datetime.time() and not _has_hours(cell):
        return value.date()
    if isinstance(value, str | bool | int | float | datetime.date | datetime.time):
        return value
    if isinstance(value, datetime.timedelta):
        # A length of time, which Excel shows as hours.
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(value)


def _has_hours(cell: Any) -> bool:
    """Return whether a cell is shown with hours: a date is stored as the midnight with which it begins."""
    return "h" in str(cell.number_format).lower()


def carry_merged(
    values: dict[int, Value], doubts: dict[int, Doubt], below: dict[int, tuple[Value, int]], number: int
) -> None:
    """Fill in what merged cells that begin above carry into this row."""
    for place, (value, bottom) in list(below.items()):
        if number > bottom:
            del below[place]
        elif value is not None and place not in values:
            values[place], doubts[place] = value, Doubt.CARRIED


SEPARATORS = (",", ";", "\t", "|")
# A first line by which Excel is told the separator.
SEPARATOR_LINE = "sep="
SAMPLE_ROWS = 60
SAMPLE_LETTERS = 1 << 16
QUOTE = '"'


def read_delimited(content: bytes) -> Iterator[Found | Row]:
    """Yield the single table, and then its rows; a blank line is counted and left out."""
    encoding, _ = encoding_of(content)
    lines = LineCutter(decode_pieces(content, encoding))
    sample = list(itertools.islice(lines, SAMPLE_ROWS * 20))
    told = (
        sample[0].strip()[len(SEPARATOR_LINE) :]
        if sample and sample[0].lower().startswith(SEPARATOR_LINE)
        else ""
    )
    separator = told if len(told) == 1 else separator_of(sample)
    yield Found(1, encoding=encoding, separator=separator)
    yield from _read_delimited_rows(
        itertools.chain(sample, lines), lines, separator, skipped=1 if told else 0
    )


def _read_delimited_rows(
    text: Iterable[str], lines: "LineCutter", separator: str, skipped: int
) -> Iterator[Row]:
    csv.field_size_limit(MOST_CELL)
    reader, held = csv.reader(text, delimiter=separator), None
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if number > MOST_ROWS:
                raise Unreadable("too_many_rows")
            if number <= skipped:
                continue
            while cells and not cells[-1].strip():
                cells.pop()
            if len(cells) > MOST_COLUMNS:
                raise Unreadable("too_wide", str(number))
            if cells:
                if held:
                    yield held
                held = Row(number, tuple(cell or None for cell in cells))
    except csv.Error as error:
        raise Unreadable("quote", str(number + 1)) from error
    if held:
        # One quotation mark too few, and the last cell holds lines: it was never closed.
        is_open = lines.quotes % 2 and "\n" in str(held.cells[-1])
        doubts = {len(held.cells) - 1: Doubt.QUOTE} if is_open else {}
        yield Row(held.number, held.cells, doubts=doubts)


class LineCutter:
    """Cuts pieces of text into lines that keep their ends, and counts quotation marks."""

    def __init__(self, text: Iterator[str]) -> None:
        self.quotes = 0
        self.lines = self._cut(text)

    def __iter__(self) -> Iterator[str]:
        return self.lines

    def _cut(self, text: Iterator[str]) -> Iterator[str]:
        rest: list[str] = []
        length = 0
        for piece in text:
            self.quotes += piece.count(QUOTE)
            *whole, last = piece.split("\n")
            for line in whole:
                yield "".join((*rest, line, "\n"))
                rest, length = [], 0
            rest.append(last)
            length += len(last)
            if length > 2 * MOST_CELL:
                # No line end far and wide: passed on, to be refused as too long a cell or too wide a row.
                yield "".join(rest)
                rest, length = [], 0
        if length:
            yield "".join(rest)


def separator_of(sample: list[str]) -> str:
    """Choose the separator by which most rows have the width of the first; a list within cells varies."""
    csv.field_size_limit(SAMPLE_LETTERS)
    best, best_score = SEPARATORS[0], 0.0
    for separator in SEPARATORS:
        widths = _widths(sample, separator)
        # Above the table, lines without a separator may stand.
        first = next((width for width in widths if width > 1), 0)
        if not first:
            continue
        common = Counter(widths).most_common(1)[0]
        alike = sum(width == first for width in widths) / len(widths)
        score = max(alike, 0.9 * common[1] / len(widths) if common[0] > 1 else 0) + min(first, 20) / 100
        if score > best_score:
            best, best_score = separator, score
    return best


def _widths(sample: list[str], separator: str) -> list[int]:
    widths: list[int] = []
    try:
        for cells in itertools.islice(csv.reader(iter(sample), delimiter=separator), SAMPLE_ROWS):
            if any(cell.strip() for cell in cells):
                widths.append(len(cells))
    except csv.Error:
        # What was read before the cell without an end is enough to tell by.
        return widths
    return widths
