"""Read OpenDocument spreadsheets (.ods) into rows.

Stored values are read, never formulas, with merged cells, hidden sheets, and hidden rows and columns. Rows
and cells that the file states once for many are repeated as they are needed.
"""

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from commitments.documents.archive import Archive, Attributes, ShortNames
from commitments.documents.office_formats import (
    CONTENT,
    MOST_REPEATED,
    ODT_NAMESPACES,
    ODT_SKIPPED,
    read_number,
)
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
from commitments.documents.spreadsheets import carry_merged

# Earlier versions of cells, and drawings, are no cells.
SKIPPED = ODT_SKIPPED | {"table:tracked-changes", "table:shapes", "table:sub-table"}
CELLS = ("table:table-cell", "table:covered-table-cell")
HIDDEN = ("collapse", "filter")
_ERROR = re.compile(r"#(?:[A-Z]+[/0-9A-Z]*[!?]?)|Err:\d{3}")
_LENGTH = re.compile(r"PT(\d{1,7})H(\d{1,2})M(\d{1,2})(?:[.,]\d+)?S")


@dataclass(slots=True)
class OpenCell:
    """A cell being filled: its attributes, its column, and the paragraphs of its text."""

    own: Mapping[str, str]
    column: int
    is_covered: bool
    paragraphs: list[str] = field(default_factory=list)


@dataclass(slots=True)
class OpenSheet:
    """A sheet being read: its next row, what merged cells carry down, and the columns that are hidden."""

    number: int = 1
    widest: int = 0
    columns: int = 0
    hidden: set[int] = field(default_factory=set)
    below: dict[int, tuple[Value, int]] = field(default_factory=dict)


@dataclass(slots=True)
class OpenRow:
    """A row being read: how often it is repeated, its next column, its cells, and their spans."""

    repeated: int
    is_hidden: bool
    column: int = 0
    values: dict[int, Value] = field(default_factory=dict)
    doubts: dict[int, Doubt] = field(default_factory=dict)
    # Column, the column behind it, and the number of rows, of merged cells.
    merged: list[tuple[int, int, int]] = field(default_factory=list)


class OdsReader:
    """The state shared by the callbacks of one file; `done` has each row and how often it is repeated."""

    def __init__(self) -> None:
        self.names = ShortNames(ODT_NAMESPACES)
        self.done: list[tuple[Found | Row, int]] = []
        self.left_out = self.tables = 0
        self.style = ""
        self.hidden_styles: set[str] = set()
        # For each open group of rows or columns, whether it is folded away.
        self.folded: list[bool] = []
        self.sheet = OpenSheet()
        self.row: OpenRow | None = None
        self.cell: OpenCell | None = None

    def start(self, long: str, given: Attributes) -> None:
        name = self.names.short(long)
        # In a cell, what is no text is a drawing or another table.
        is_other = self.cell is not None and not name.startswith("text:")
        if self.left_out or name in SKIPPED or is_other:
            self.left_out += 1
        elif name:
            self._start(name, self.names.attributes(given))

    def _start(self, name: str, own: Mapping[str, str]) -> None:
        match name:
            case "style:style":
                self.style = own.get("style:name", "")
            case "style:table-properties" if own.get("table:display") == "false":
                self.hidden_styles.add(self.style)
            case "table:table":
                self.tables += 1
                self.sheet = OpenSheet()
                is_hidden = own.get("table:style-name") in self.hidden_styles
                self.done.append((Found(self.tables, own.get("table:name", ""), is_hidden=is_hidden), 1))
            case "table:table-row-group" | "table:table-column-group":
                self.folded.append(own.get("table:display") == "false")
            case "table:table-column":
                self._add_columns(own)
            case "table:table-row":
                repeated = max(1, read_number(own.get("table:number-rows-repeated", ""), 1))
                self.row = OpenRow(repeated, self._is_hidden(own))
            case "text:p" | "text:h" if self.cell:
                self.cell.paragraphs.append("")
            case "text:s":
                self._write(" " * min(read_number(own.get("text:c", ""), 1), MOST_REPEATED))
            case "text:tab":
                self._write("\t")
            case "text:line-break":
                self._write("\n")
            case _ if name in CELLS and self.row:
                self.cell = OpenCell(own, self.row.column, name != CELLS[0])

    def _is_hidden(self, own: Mapping[str, str]) -> bool:
        return any(self.folded) or own.get("table:visibility") in HIDDEN

    def _add_columns(self, own: Mapping[str, str]) -> None:
        first = self.sheet.columns
        self.sheet.columns += max(1, read_number(own.get("table:number-columns-repeated", ""), 1))
        if self._is_hidden(own):
            self.sheet.hidden.update(range(first, min(self.sheet.columns, MOST_COLUMNS)))

    def text(self, data: str) -> None:
        if not self.left_out:
            # White space in XML is one space; what is more is written as an element.
            self._write(" ".join(data.split("\n")))

    def _write(self, text: str) -> None:
        if self.cell and self.cell.paragraphs:
            self.cell.paragraphs[-1] += text
            if len(self.cell.paragraphs[-1]) > MOST_CELL:
                raise Unreadable("cell", str(self.sheet.number))

    def end(self, long: str) -> None:
        if self.left_out:
            self.left_out -= 1
            return
        match self.names.short(long):
            case "table:table-row-group" | "table:table-column-group" if self.folded:
                self.folded.pop()
            case "table:table-row" if self.row:
                self._close_row(self.row)
                self.row = None
            case name if name in CELLS and self.row and self.cell:
                self._close_cell(self.row, self.cell)
                self.cell = None

    def _close_cell(self, row: OpenRow, cell: OpenCell) -> None:
        repeated = max(1, read_number(cell.own.get("table:number-columns-repeated", ""), 1))
        row.column += repeated
        value, doubt = (None, None) if cell.is_covered else _value_of(cell)
        if isinstance(value, str) and len(value) > MOST_CELL:
            raise Unreadable("cell", str(self.sheet.number))
        if value is None and doubt is None:
            return
        if cell.column + repeated > MOST_COLUMNS:
            raise Unreadable("too_wide", str(self.sheet.number))
        for place in range(cell.column, cell.column + repeated):
            if place in self.sheet.hidden:
                continue
            if value is not None:
                row.values[place] = value
            if doubt is not None:
                row.doubts[place] = doubt
        across = max(1, read_number(cell.own.get("table:number-columns-spanned", ""), 1))
        down = max(1, read_number(cell.own.get("table:number-rows-spanned", ""), 1))
        if across > 1 or down > 1:
            row.merged.append((cell.column, cell.column + across, down))

    def _close_row(self, row: OpenRow) -> None:
        """Keep a row; one that is repeated far down, and empty, only moves the number of the next."""
        sheet, number = self.sheet, self.sheet.number
        sheet.number += row.repeated
        own = set(row.values)
        carry_merged(row.values, row.doubts, sheet.below, number)
        for first, _behind, down in row.merged:
            if down > 1:
                sheet.below[first] = row.values.get(first), number + down - 1
        if not row.values and not row.doubts:
            return
        if sheet.number > MOST_ROWS:
            raise Unreadable("too_many_rows")
        width = max((*row.values, *row.doubts)) + 1
        across = max(
            (min(behind, MOST_COLUMNS) for first, behind, _ in row.merged if own == {first}), default=0
        )
        is_section = len(row.values) == 1 and across > 1 and across >= sheet.widest
        sheet.widest = max(sheet.widest, width, across)
        cells = tuple(row.values.get(place) for place in range(width))
        self.done.append((Row(number, cells, is_section, row.doubts, row.is_hidden), row.repeated))


def _value_of(cell: OpenCell) -> tuple[Value, Doubt | None]:
    """Return the stored value of a cell, and the doubt about it."""
    shown = "\n".join(cell.paragraphs).strip()
    value = _stored(cell.own, shown)
    is_formula = bool(cell.own.get("table:formula"))
    if isinstance(value, str) and not value.strip():
        value = None
    if value is None:
        return None, Doubt.UNCOMPUTED if is_formula else None
    if isinstance(value, str) and _ERROR.fullmatch(value):
        return value, Doubt.ERROR
    return value, Doubt.FORMULA if is_formula else None


def _stored(own: Mapping[str, str], shown: str) -> Value:
    """Return the stored value; what is not in the form of its kind is taken as it is shown."""
    kind = own.get("office:value-type", "")
    try:
        if kind in ("float", "currency"):
            return float(own["office:value"])
        if kind == "date":
            moment = datetime.datetime.fromisoformat(own["office:date-value"])
            return moment if "T" in own["office:date-value"] else moment.date()
        if kind == "boolean":
            return own["office:boolean-value"] == "true"
        if kind == "time" and (length := _LENGTH.fullmatch(own["office:time-value"])):
            hours, minutes, seconds = map(int, length.groups())
            return f"{hours}:{minutes:02}:{seconds:02}"
    except (KeyError, ValueError):
        return shown
    return shown or own.get("office:string-value", "")


def read_spreadsheet(archive: Archive) -> Iterator[Found | Row]:
    """Yield each sheet as it begins, and then its rows."""
    reader = OdsReader()
    for _ in archive.walk(CONTENT, reader.start, reader.end, reader.text):
        done, reader.done = reader.done, []
        for one, repeated in done:
            yield one
            if isinstance(one, Row):
                for further in range(1, repeated):
                    yield replace(one, number=one.number + further)
