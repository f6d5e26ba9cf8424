"""Read the file of an import as a stream: its tables, and the rows of one of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from commitments.documents.reader import ReadTable, tables_of
from commitments.documents.results import Doubt
from commitments.errors import Refused
from commitments.files.storage import FileStore
from commitments.tables import columns
from commitments.tables.cells import texts_of
from commitments.tables.columns import LOOKED_AT, TableShape, shape_of

# So many rows below the heads are looked at to guess the columns, and so many are shown.
SAMPLE_ROWS, SHOWN_ROWS, SHOWN_LETTERS = 60, 3, 60
# No more tables of a file are offered.
MOST_TABLES = 40
# In all tables of a file; heads and titles are no rows.
MOST_ROWS = 100_000
DOUBTED = frozenset({Doubt.UNCOMPUTED, Doubt.ERROR, Doubt.QUOTE})


@dataclass(frozen=True, slots=True)
class ImportTable:
    """One row as texts, with the heading that was carried to it, and the doubts about its cells."""

    number: int
    cells: Sequence[str]
    section: str = ""
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
        }


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
    count = sections = width = 0
    for row in table.rows:
        if row.is_section:
            sections += 1
            continue
        count += 1
        width = max(width, len(row.cells))
        if count > most + LOOKED_AT:
            raise too_long()
        if len(first) < LOOKED_AT + SAMPLE_ROWS:
            first.append((row.number, texts_of(row.cells)))
    shape = shape_of(first, subject)
    above = sum(number <= shape.heading_row for number, _cells in first)
    samples = [cells for number, cells in first if number > shape.heading_row][:SAMPLE_ROWS]
    if count - above > most:
        raise too_long()
    return TablePreview(table.found.number, table.found.title, shape, samples, count - above, sections, width)


def too_long() -> Refused:
    """Make the refusal of a file with more rows than are taken."""
    return Refused(
        _("The file has more than 100,000 rows. Divide it into several files and import them one at a time."),
        "too_many_rows",
    )


def rows_of(name: str, content: bytes | Path, table: int, heading_row: int) -> Iterator[ImportTable]:
    """Yield the rows of one table below its headings; headings repeated on later pages are left out."""
    for one in tables_of(name, content):
        if one.found.number == table:
            yield from _below(one, heading_row)
            return


def _below(table: ReadTable, heading_row: int) -> Iterator[ImportTable]:
    section, repeated = "", list[str]()
    for row in table.rows:
        if row.is_section:
            section = " ".join(texts_of(row.cells)[:1])
            continue
        cells = texts_of(row.cells)
        if row.number <= heading_row:
            # Where heads stand in two rows, both are repeated.
            repeated = [*repeated, heads_of(cells)][-2:] if row.number >= heading_row - 1 else []
        elif cells and not (repeated and heads_of(cells) in repeated):
            doubts = {column: doubt for column, doubt in row.doubts.items() if doubt in DOUBTED}
            yield ImportTable(row.number, cells, section, doubts)


def heads_of(cells: Sequence[str]) -> str:
    """Return a row of headings in the form for comparison."""
    return "|".join(columns.normalise_heading(cell) for cell in cells)
