"""Read the file of an import as a stream: its tables, and the rows of one of them."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from commitments.documents.reader import ReadTable, tables_of
from commitments.documents.results import Doubt
from commitments.enums import ImportSubject
from commitments.errors import Refused
from commitments.files.storage import FileStore
from commitments.language.lexicon.owners import find_side_in_heading
from commitments.tables.cells import day_of, texts_of
from commitments.tables.columns import ANY_COUNTRY, LOOKED_AT, MOSTLY, TableShape, shape_of
from commitments.tables.headings import load_known_headings, normalise_heading

# So many rows below the heads are looked at to guess the columns, and so many are shown.
SAMPLE_ROWS, SHOWN_ROWS, SHOWN_LETTERS = 60, 3, 60
# A column of words repeats no more different ones than these, each as long as this.
MOST_WORDS, LONGEST_WORD = 15, 40
# No more tables of a file are offered.
MOST_TABLES = 40
# In all tables of a file; heads and titles are no rows.
MOST_ROWS = 100_000
DOUBTED = frozenset({Doubt.UNCOMPUTED, Doubt.ERROR, Doubt.QUOTE})


# What stands under the last row of a table: "Total: 12", "6 rows in all", "합계 6건".
_SUM = re.compile(
    r"(?:(?:grand |sub-?)?totals?|sum)\b[\s:=.\d()]*(?:rows|items|commitments|points)?[.\s]*"
    r"|(?:in all|altogether)?[:,]?\s*\d+ (?:rows|items|commitments|points)(?: in (?:all|total))?\.?"
    r"|(?:합계|소계|총계|누계|계)[\s:=]*\d*\s*(?:건|개|항목)?\.?"
    r"|(?:총|이상)?\s*\d+\s*(?:건|개 항목|항목)\.?",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"(?:notes?|nb|n\.b\.|sources?|remarks?|legend|(?:last )?updated|prepared by|nota bene|remarques?|légende"
    r"|mis à jour|비고|주|출처|참고|작성|작성일|기준일|범례)\s*\d?[:：.)]|[*※†]"
    r"|(?:last )?updated on\b|mis à jour le\b",
    re.IGNORECASE,
)
# "A. Security", "II) Trade", "가. 경제": a part of the table, even above the texts.
_PART = re.compile(r"(?:[A-Z]|[IVX]{1,4}|[가-하]|[Ⅰ-Ⅻ①-⑳])\s*[.)]\s*\S.{0,58}$|[Ⅰ-Ⅻ]\s.{1,58}$")
_SENTENCE = re.compile(r"\b(?:will|shall|to be|doit|sera)\b|[다함음]\.?$")
# Why rows are skipped.
HIDDEN, HEADINGS_AND_NOTES, LEFT_OUT, OTHER_PARTNER = "hidden", "notes", "status", "partner"
MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class ImportTable:
    """One row as texts, with the headings above it, the nearest first, and the doubts about its cells."""

    number: int
    cells: Sequence[str]
    headings: tuple[str, ...] = ()
    doubts: dict[int, Doubt] = field(default_factory=dict)


def open_store() -> FileStore:
    """Return the store of imported files."""
    return FileStore(Path(settings.DATA) / "imports")


@dataclass(slots=True)
class TablePreview:
    """What was found in one table: its beginning, the number of its rows, and their width."""

    number: int
    title: str
    shape: TableShape
    samples: list[list[str]]
    rows: int = 0
    sections: int = 0
    width: int = 0
    hidden: int = 0

    def plain(self) -> dict[str, Any]:
        """Return it as plain values, with its first rows."""
        shown = [[cell[:SHOWN_LETTERS] for cell in row] for row in self.samples[:SHOWN_ROWS]]
        return {
            "number": self.number,
            "title": self.title[:100],
            "heading_row": self.shape.heading_row,
            "heads": list(self.shape.heads),
            "shown": shown,
            "rows": self.rows,
            "sections": self.sections,
            "width": self.width,
            "hidden": self.hidden,
            "words": self.list_words(),
            "days": self.list_days(),
        }

    def list_days(self) -> list[int]:
        """Return the columns that mostly hold days."""
        found = []
        for column in range(self.width):
            cells = [row[column] for row in self.samples if column < len(row) and row[column]]
            if cells and sum(day_of(cell) is not None for cell in cells) >= MOSTLY * len(cells):
                found.append(column)
        return found

    def list_words(self) -> dict[str, list[str]]:
        """Return, by column, the words of columns that repeat a few of them, such as a status."""
        found: dict[str, list[str]] = {}
        for column in range(self.width):
            cells = [row[column] for row in self.samples if column < len(row) and row[column]]
            words = list(dict.fromkeys(cells))
            if 0 < len(words) <= MOST_WORDS and all(len(word) <= LONGEST_WORD for word in words):
                found[str(column)] = words
        return found


def inspect_file(name: str, content: bytes | Path, subject: str) -> list[TablePreview]:
    """Look through all tables of a file, to the last row of each; tables without rows are left out.

    Refused says what to do where the file cannot be read, holds no table, or more rows than are taken.
    """
    found: list[TablePreview] = []
    left = MOST_ROWS
    for table in tables_of(name, content):
        looked = _preview_table(table, subject, left)
        left -= looked.rows
        if looked.rows and len(found) < MOST_TABLES and not table.found.is_hidden:
            found.append(looked)
    if not found:
        raise Refused(_("No table with rows was found in the file. Select another file."), "no_table")
    return found


def _preview_table(table: ReadTable, subject: str, most: int) -> TablePreview:
    first: list[tuple[int, list[str]]] = []
    count = sections = width = hidden = 0
    for row in table.rows:
        if row.is_section or row.is_hidden:
            sections += row.is_section
            hidden += row.is_hidden
            continue
        count += 1
        width = max(width, len(row.cells))
        if count > most + LOOKED_AT:
            raise too_long()
        if len(first) < LOOKED_AT + SAMPLE_ROWS:
            first.append((row.number, texts_of(row.cells)))
    shape = shape_of(first, subject)
    above = sum(number <= shape.heading_row for number, _cells in first)
    below = [cells for number, cells in first if number > shape.heading_row]
    texts = text_columns(shape.heads) if subject == ImportSubject.COMMITMENTS else set()
    samples = [cells for cells in below if not (texts and kind_of_row(cells, texts))]
    sections += sum(kind_of_row(cells, texts) == SECTION_ROW for cells in below) if texts else 0
    if count - above > most:
        raise too_long()
    rows = count - above - (len(below) - len(samples))
    return TablePreview(
        table.found.number, table.found.title, shape, samples[:SAMPLE_ROWS], rows, sections, width, hidden
    )


def text_columns(heads: Sequence[str]) -> set[int]:
    """Return the columns whose headings say that they hold the texts of commitments."""
    known = load_known_headings(ImportSubject.COMMITMENTS)
    fields = [known.get(normalise_heading(head), ("", 0))[0] for head in heads]
    return {column for column, name in enumerate(fields) if name in ("clause", "title")}


SECTION_ROW, NOTE_ROW = "section", "note"


def kind_of_row(cells: Sequence[str], texts: Collection[int]) -> str:
    """Return what a row without a commitment is: the heading of a part of the table, or a note or total.

    `texts` are the columns of the texts: a sentence that stands there alone is a row, as is anything behind
    them.
    """
    filled = [(column, cell) for column, cell in enumerate(cells) if cell]
    if len(filled) > 1:
        is_total = all(is_sum(cell) or cell.isdigit() for _column, cell in filled)
        return NOTE_ROW if is_total and any(is_sum(cell) for _column, cell in filled) else ""
    for column, cell in filled:
        if _NOTE.match(cell) or is_sum(cell):
            return NOTE_ROW
        is_part = _PART.match(cell) and not _SENTENCE.search(cell)
        is_heading = is_part or bool(find_side_in_heading(cell, ANY_COUNTRY))
        return SECTION_ROW if column < min(texts) or column in texts and is_heading else ""
    return NOTE_ROW


def is_sum(clause: str) -> bool:
    """Return whether a wording only states the number of rows."""
    return _SUM.fullmatch(clause.strip()) is not None


def too_long() -> Refused:
    """Make the refusal of a file with more rows than are taken."""
    return Refused(
        _("The file has more than 100,000 rows. Divide it into several files and import them one at a time."),
        "too_many_rows",
    )


Skipped = dict[str, list[int]]


def rows_of(
    name: str,
    content: bytes | Path,
    table: int,
    heading_row: int,
    *,
    columns: Mapping[str, int] | None = None,
    skipped: Skipped | None = None,
) -> Iterator[ImportTable]:
    """Yield the rows of one table below its headings; headings repeated on later pages are left out.

    So are hidden rows and, where the `columns` of commitments are given, headings of parts, notes and totals;
    their numbers are entered in `skipped`.
    """
    texts = {columns[one] for one in ("clause", "title") if one in columns} if columns else set()
    is_table = bool(texts) and len([column for column in (columns or {}).values() if column >= 0]) > 1
    for one in tables_of(name, content):
        if one.found.number == table:
            yield from _below(
                one, heading_row, texts if is_table else set(), {} if skipped is None else skipped
            )
            return


def _below(
    table: ReadTable, heading_row: int, texts: Collection[int], skipped: Skipped
) -> Iterator[ImportTable]:
    headings, repeated = tuple[str, ...](), list[str]()
    held: ImportTable | None = None
    for row in table.rows:
        cells = texts_of(row.cells)
        if row.is_hidden and row.number > heading_row:
            skipped.setdefault(HIDDEN, []).append(row.number)
            continue
        is_below = row.number > heading_row
        kind = SECTION_ROW if row.is_section else kind_of_row(cells, texts) if texts and is_below else ""
        if kind == SECTION_ROW:
            headings = below_heading(headings, next(filter(None, cells), ""))
        if kind:
            if is_below and not row.is_section:
                skipped.setdefault(HEADINGS_AND_NOTES, []).append(row.number)
        elif row.number <= heading_row:
            # Where heads stand in two rows, both are repeated.
            repeated = [*repeated, heads_of(cells)][-2:] if row.number >= heading_row - 1 else []
        elif cells and not (repeated and heads_of(cells) in repeated):
            doubts = {column: doubt for column, doubt in row.doubts.items() if doubt in DOUBTED}
            carried = {column for column, doubt in row.doubts.items() if doubt == Doubt.CARRIED}
            said = {column for column in texts if column < len(cells) and cells[column]}
            if held and said and said <= carried:
                held = _join_rows(held, cells, carried, doubts)
                continue
            if held:
                yield held
            held = ImportTable(row.number, cells, headings, doubts)
    if held:
        yield held


def _join_rows(
    first: ImportTable, cells: Sequence[str], carried: Collection[int], doubts: dict[int, Doubt]
) -> ImportTable:
    """Add a row to the one whose merged cell has the text of both: further leads, say."""
    joined = [*first.cells, *[""] * (len(cells) - len(first.cells))]
    for column, cell in enumerate(cells):
        if cell and column not in carried and cell != joined[column]:
            joined[column] = f"{joined[column]}; {cell}" if joined[column] else cell
    return ImportTable(first.number, joined, first.headings, first.doubts | doubts)


# The kinds of numbers before headings; a heading with none begins anew.
_NUMBERS = tuple(
    map(
        re.compile,
        (r"[IVX]{1,4}\s*[.)]|[Ⅰ-Ⅻ]", r"[A-Z]\s*[.)]", r"\d{1,2}\s*[.)]", r"[가-하]\s*[.)]", "[①-⑳]"),
    )
)


def below_heading(above: tuple[str, ...], text: str) -> tuple[str, ...]:
    """Return the headings above the rows below one more, the nearest first: "A." stands below "I."."""
    kind = _kind_of_number(text)
    if not kind:
        return (text,)
    kinds = [_kind_of_number(one) for one in above]
    return (text, *(above[kinds.index(kind) + 1 :] if kind in kinds else above))


def _kind_of_number(text: str) -> int:
    return next((number for number, kind in enumerate(_NUMBERS, 1) if kind.match(text)), 0)


def heads_of(cells: Sequence[str]) -> str:
    """Return a row of headings in the form for comparison."""
    return "|".join(normalise_heading(cell) for cell in cells)
