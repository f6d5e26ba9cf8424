"""Paragraphs and tables built as a document opens and closes them, and the list numbers that Word only
computes.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from commitments.documents.results import (
    MOST_CELL,
    MOST_COLUMNS,
    MOST_LETTERS,
    Doubt,
    Found,
    Line,
    LineKind,
    Row,
    Unreadable,
)

Block = Line | Found | tuple[Row, tuple[Line, ...]]
BETWEEN = " | "
# Rows of a merged cell whose end is told by the rows below: each has a cell that continues it.
OPEN = 0


@dataclass(slots=True)
class OpenCell:
    """A cell being filled: its place, its span, its lines."""

    column: int
    span: int = 1
    rows: int = 1
    is_carried: bool = False
    lines: list[Line] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines).strip("\n")


@dataclass(slots=True)
class OpenTable:
    """A table being filled; `below` holds what merged cells carry into the following rows."""

    width: int = 0
    number: int = 0
    cells: list[OpenCell] = field(default_factory=list)
    below: dict[int, tuple[str, int]] = field(default_factory=dict)
    column: int = 0


class BlockBuilder:
    """Receives what a document opens and closes, and returns blocks: lines, beginnings of tables, and rows.

    A table within a cell becomes lines of that cell; one within a paragraph (a text box) a line before it.
    """

    def __init__(self) -> None:
        self.done: list[Block] = []
        self.paragraphs: list[list[str]] = []
        self.tables: list[OpenTable] = []
        self.count = 0
        self.letters = 0
        # The lines of a footnote wait for the end of the text.
        self.notes: list[Line] = []
        self.note_depth = 0

    def drain(self) -> Iterator[Block]:
        """Yield what is finished so far, once."""
        done, self.done = self.done, []
        yield from done

    def open_paragraph(self) -> None:
        self.paragraphs.append([])

    def write(self, text: str) -> None:
        """Write into the paragraph that is open; between paragraphs there is only white space."""
        if self.paragraphs:
            self.letters += len(text)
            if self.letters > MOST_LETTERS:
                raise Unreadable("too_long")
            self.paragraphs[-1].append(text)

    def close_paragraph(self, kind: LineKind = LineKind.PARAGRAPH, level: int = 0, mark: str = "") -> None:
        if not self.paragraphs:
            return
        parts = "".join(self.paragraphs.pop()).split("\n")
        first = f"{mark} {parts[0].strip()}" if mark and any(part.strip() for part in parts) else parts[0]
        for number, part in enumerate([first, *parts[1:]]):
            # A line broken by hand is a line, and no second item or heading.
            plain = LineKind.PARAGRAPH if kind is LineKind.ITEM and number else kind
            self._add(Line(part.strip(), plain, level, goes_on=bool(number)))
        if not self.paragraphs and not self.tables:
            self.letters = 0

    def _add(self, line: Line) -> None:
        if self.note_depth:
            self.notes.append(Line(line.text, LineKind.NOTE, goes_on=line.goes_on))
        elif self.tables:
            if self.tables[-1].cells:
                self.tables[-1].cells[-1].lines.append(line)
        else:
            self.done.append(line)

    def open_table(self, width: int = 0) -> None:
        self.tables.append(OpenTable(width))
        if len(self.tables) == 1 and not self.note_depth:
            self.count += 1
            self.done.append(Found(self.count))

    def widen(self, by: int = 1) -> None:
        """Count columns that the table declares."""
        if self.tables:
            self.tables[-1].width += min(by, MOST_COLUMNS)

    def open_row(self) -> None:
        if self.tables:
            self.tables[-1].cells = []
            self.tables[-1].column = 0

    def skip_cells(self, count: int) -> None:
        """Skip columns that the row does not have, or that a merged cell covers."""
        if self.tables:
            self.tables[-1].column += count

    def open_cell(
        self, span: int = 1, rows: int = 1, *, column: int | None = None, is_carried: bool = False
    ) -> None:
        if self.tables:
            table = self.tables[-1]
            place = table.column if column is None else column
            if place + span > MOST_COLUMNS or place < 0 or span < 1:
                raise Unreadable("too_wide")
            table.column = place + span
            table.cells.append(OpenCell(place, span, rows, is_carried))

    def amend_cell(
        self, *, column: int | None = None, span: int | None = None, rows: int | None = None
    ) -> None:
        """Set place and span of the open cell, where the document states them late."""
        if self.tables and self.tables[-1].cells:
            cell = self.tables[-1].cells[-1]
            cell.column = cell.column if column is None else column
            cell.span = cell.span if span is None else span
            cell.rows = cell.rows if rows is None else rows
            if cell.column + cell.span > MOST_COLUMNS:
                raise Unreadable("too_wide")

    def close_row(self, repeated: int = 1) -> None:
        """Finish the row; `repeated` counts identical rows that a document writes once."""
        if not self.tables:
            return
        table = self.tables[-1]
        lines = _lines_of(table.cells)
        row = _row_of(table)
        table.number += repeated
        table.cells = []
        self.letters = 0 if len(self.tables) == 1 else self.letters
        if len(self.tables) > 1:
            outer = self.tables[-2].cells
            if outer:
                outer[-1].lines.extend(lines)
        elif self.note_depth:
            self.notes.extend(Line(line.text, LineKind.NOTE) for line in lines)
        elif row.cells:
            self.done.append((row, lines))

    def close_table(self) -> None:
        if self.tables:
            self.tables.pop()

    def end(self) -> Iterator[Block]:
        """Yield the rest, footnotes last."""
        yield from self.drain()
        yield from (note for note in self.notes if note.text)


def _lines_of(cells: list[OpenCell]) -> tuple[Line, ...]:
    """Write a row as one line, or where a cell has several, cell after cell."""
    found = [[line for line in cell.lines if line.text] for cell in cells if not cell.is_carried]
    filled = [lines for lines in found if lines]
    if all(len(lines) == 1 for lines in filled):
        # An empty cell keeps its place, so that those behind it stay under their headings.
        cells_shown = found if len(filled) > 1 else filled
        text = BETWEEN.join(lines[0].text if lines else "" for lines in cells_shown).rstrip(" |")
        return (Line(text, LineKind.ROW),) if text else ()
    return tuple(line for lines in filled for line in lines)


def _row_of(table: OpenTable) -> Row:
    """Set the cells at their columns and fill in what merged cells above carry into this row."""
    values: dict[int, str] = {}
    doubts: dict[int, Doubt] = {}
    own = [cell for cell in table.cells if not cell.is_carried]
    taken, carried = {cell.column for cell in own}, {cell.column for cell in table.cells if cell.is_carried}
    for place, (text, rows) in list(table.below.items()):
        if place in taken or rows == OPEN and place not in carried:
            del table.below[place]
            continue
        if text:
            values[place], doubts[place] = text, Doubt.CARRIED
        if rows == 1:
            del table.below[place]
        elif rows > 1:
            table.below[place] = (text, rows - 1)
    for cell in own:
        text = cell.text
        if len(text) > MOST_CELL:
            raise Unreadable("cell", str(table.number + 1))
        if text:
            values[cell.column] = text
        if cell.rows != 1:
            table.below[cell.column] = (text, OPEN if cell.rows == OPEN else cell.rows - 1)
    reach = max((cell.column + cell.span for cell in table.cells), default=0)
    table.width = max(table.width, reach)
    is_section = len(own) == 1 and own[0].span > 1 and reach >= table.width and len(values) == 1
    last = max(values, default=-1)
    cells = tuple(values.get(place) for place in range(last + 1))
    return Row(table.number + 1, cells, is_section, doubts)


DEEPEST = 9
HANGUL = "가나다라마바사아자차카타파하"
CONSONANTS = "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"
ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
ROMAN_SMALL = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
MOST_ROMAN = 4000
BULLET = "•"


def format_roman(number: int) -> str:
    """Write a number in small Roman numerals; one beyond their reach in digits."""
    if number >= MOST_ROMAN:
        return str(number)
    written = ""
    for value, letters in (*ROMAN, *ROMAN_SMALL):
        count, number = divmod(number, value)
        written += letters * count
    return written


def format_letters(number: int) -> str:
    """Write a number as Word counts in letters: a to z, then aa, bb."""
    repeats, place = divmod(max(number, 1) - 1, 26)
    return chr(ord("a") + place) * min(repeats + 1, 30)


def _cycle_signs(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(max(number, 1) - 1) % len(signs)]


WRITTEN: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "lowerLetter": format_letters,
    "upperLetter": lambda number: format_letters(number).upper(),
    "lowerRoman": format_roman,
    "upperRoman": lambda number: format_roman(number).upper(),
    "ganada": _cycle_signs(HANGUL),
    "chosung": _cycle_signs(CONSONANTS),
    "decimalEnclosedCircle": lambda number: chr(0x2460 + number - 1) if 0 < number <= 20 else f"({number})",
    "decimalEnclosedParen": lambda number: f"({number})",
    "decimalEnclosedFullstop": lambda number: f"{number}.",
    "none": lambda _number: "",
}


@dataclass(slots=True)
class ListLevel:
    """One level of a list: its first number, the number format, and the text around it ("%1.%2")."""

    start: int = 1
    kind: str = "decimal"
    text: str = ""


@dataclass(slots=True)
class ListCounters:
    """The lists of a document, with their current numbers."""

    levels: dict[str, dict[int, ListLevel]] = field(default_factory=dict)
    of_number: dict[str, str] = field(default_factory=dict)
    starts: dict[tuple[str, int], int] = field(default_factory=dict)
    counted: dict[str, list[int]] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)

    def mark(self, number: str, depth: int) -> str:
        """Count on in a list and return what is printed before the paragraph; "" where there is no list."""
        abstract = self.of_number.get(number)
        if abstract is None or not 0 <= depth < DEEPEST:
            return ""
        levels = self.levels.get(abstract, {})
        level = levels.get(depth, ListLevel(text=f"%{depth + 1}."))
        if level.kind == "bullet":
            return BULLET
        # All lists of one kind count on together, but where one says that it begins anew.
        counts = self.counted.setdefault(abstract, [0] * DEEPEST)
        given = self.starts.get((number, depth))
        if given is not None and (number, depth) not in self.begun:
            counts[depth] = given - 1
        elif not counts[depth]:
            counts[depth] = level.start - 1
        self.begun.add((number, depth))
        counts[depth] += 1
        counts[depth + 1 :] = [0] * (DEEPEST - depth - 1)

        def written(found: re.Match[str]) -> str:
            place = int(found[1]) - 1
            of = levels.get(place, ListLevel())
            kind = of.kind if place == depth or of.kind != "bullet" else "decimal"
            return WRITTEN.get(kind, str)(counts[place] or of.start)

        return re.sub(r"%([1-9])", written, level.text)
