"""Export lists as XLSX for people or CSV for programs, with the history row that records the export.

An export has a sentence about the whole, headings and rows; no text of them is taken for a formula. Rows are
kept on disk while the file is written, so that a long list needs no more memory than a short one.
"""

import csv
import datetime
import io
import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import Model
from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from commitments.audit import access_log, log
from commitments.enums import AccessKind, Classification
from commitments.models import AuditRow, User

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
class ExportTable:
    """A list for export; `said` describes it, `marking` is the highest classification in it."""

    title: str
    said: str
    marking: str
    taken_by: str
    taken_at: datetime.datetime
    heads: Sequence[str]
    rows: Collection[Sequence[Cell]]


def escape_formula(text: str) -> str:
    """Make a text that is shown, and never worked out, by the spreadsheet that opens it.

    An apostrophe is put before what would begin a formula (OWASP, "CSV Injection"). The remaining risk: a
    program told to split at semicolons may see the beginning of a cell in the middle of a text.
    """
    text = _CONTROL.sub("", text)
    text = f"'{text}" if _FORMULA.match(text) else text
    return text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"


def unescape_formula(text: str) -> str:
    """Take off the apostrophe that `escape_formula` put before a text; any other text is given as it is."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


DAY = "yyyy-mm-dd"
# Widths in characters; a column is as wide as its longest cell, within these.
NARROWEST, WIDEST = 10, 60
SHEET_TITLE_LENGTH = 31


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind of file: its ending, its media type and the function that writes it, row by row."""

    ending: str
    media_type: str
    write_into: Callable[[ExportTable, IO[bytes]], None]

    def write(self, table: ExportTable) -> bytes:
        """Return a table as bytes."""
        out = io.BytesIO()
        self.write_into(table, out)
        return out.getvalue()


def _to_csv(table: ExportTable, into: IO[bytes]) -> None:
    """Write UTF-8 with its mark, so that spreadsheets read every script; days as ISO 8601."""
    out = io.TextIOWrapper(into, "utf-8-sig", errors="replace", newline="", write_through=True)
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow([escape_formula(table.said)])
    writer.writerow([escape_formula(head) for head in table.heads])
    for row in table.rows:
        writer.writerow([_in_csv(cell) for cell in row])
    out.detach()


def _in_csv(cell: Cell) -> str | int:
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    return escape_formula(cell) if isinstance(cell, str) else "" if cell is None else cell


def _to_xlsx(table: ExportTable, into: IO[bytes]) -> None:
    """Write one sheet row by row; days are days, text is text whatever it looks like."""
    book = Workbook(write_only=True)
    about = book.properties
    about.title, about.creator, about.lastModifiedBy = table.title, table.taken_by, table.taken_by
    about.created = about.modified = table.taken_at.astimezone(datetime.UTC).replace(tzinfo=None)
    # What the stubs say of a sheet that is streamed is not all there is.
    sheet: Any = book.create_sheet(table.title[:SHEET_TITLE_LENGTH])
    _lay_out(sheet, table)
    sheet.append([_cell(sheet, table.said)])
    sheet.append([_cell(sheet, head, is_head=True) for head in table.heads])
    for row in table.rows:
        sheet.append([_cell(sheet, cell) for cell in row])
    book.save(into)


def _cell(sheet: Any, value: Cell, *, is_head: bool = False) -> SheetCell | None:
    if value is None:
        return None
    cell = WriteOnlyCell(sheet)
    if isinstance(value, str):
        # Never by guessing: a text that begins like a formula would become one.
        cell.value, cell.data_type = escape_formula(value), "s"
    else:
        cell.value = value
    if isinstance(value, datetime.date):
        cell.number_format = DAY
    if is_head:
        cell.font, cell.alignment = Font(bold=True), Alignment(vertical="top", wrap_text=True)
    return cell


def _lay_out(sheet: Any, table: ExportTable) -> None:
    """Set what a streamed sheet must know before its rows: widths, what stays in sight, how it prints."""
    longest = [max(len(head), NARROWEST) for head in table.heads]
    for row in table.rows:
        for number, cell in enumerate(row):
            longest[number] = max(longest[number], 0 if cell is None else len(str(cell)))
    for number, letters in enumerate(longest, 1):
        sheet.column_dimensions[get_column_letter(number)].width = min(letters, WIDEST) + 2
    sheet.freeze_panes = "A3"
    sheet.auto_filter.ref = f"A2:{get_column_letter(len(table.heads))}{len(table.rows) + 2}"
    sheet.print_title_rows = "2:2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", "9"
    sheet.page_setup.fitToHeight = False
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for line in (sheet.oddHeader, sheet.oddFooter):
        line.center.text = table.marking


XLSX = FileKind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _to_xlsx)
CSV = FileKind("csv", "text/csv; charset=utf-8", _to_csv)
FILES = {kind.ending: kind for kind in (XLSX, CSV)}


# Fewer bytes than these stay in memory.
IN_MEMORY = 1 << 20


class SpooledRows:
    """Rows that are written once, and can be read repeatedly while a file is made."""

    def __init__(self) -> None:
        # Closed by who made it, as any file.
        self._kept = SpooledTemporaryFile(max_size=IN_MEMORY, mode="w+", encoding="ascii", newline="\n")  # noqa: SIM115
        self._count = 0

    def add(self, row: Sequence[Cell]) -> None:
        """Keep one more row, behind all others."""
        self._kept.seek(0, 2)
        self._kept.write(json.dumps(row, default=_format_date) + "\n")
        self._count += 1

    def close(self) -> None:
        """Forget the rows."""
        self._kept.close()

    def __len__(self) -> int:
        return self._count

    def __contains__(self, row: object) -> bool:
        return any(one == row for one in self)

    def __iter__(self) -> Iterator[list[Cell]]:
        self._kept.seek(0)
        for _number in range(self._count):
            yield [_read(cell) for cell in json.loads(self._kept.readline())]


def _format_date(cell: datetime.date) -> list[str]:
    return [cell.isoformat()]


def _read(cell: str | int | list[str] | None) -> Cell:
    return datetime.date.fromisoformat(cell[0]) if isinstance(cell, list) else cell


SEARCH = "q"


@transaction.atomic
def record_export(
    person: User,
    params: Mapping[str, str],
    *,
    kind: str,
    rows: int,
    highest: Classification,
    now: datetime.datetime,
    of: type[Model],
    country: int | None,
    record: int | None = None,
) -> AuditRow:
    """Write who took out what: view, filters, order and moment of the list as its address says them.

    The log of openings keeps it too: of which kind, of which partner where all is of one, and of which
    record where it is the list of one.

    The row stands on the person's page, which administrators and auditors read whatever their clearance:
    what was searched for is left out of it, that there was a search is not.
    """
    kept = {name: value for name, value in params.items() if name != SEARCH}
    taken = {
        "list": urlencode(kept),
        "searched": bool(params.get(SEARCH)),
        "file": kind,
        "rows": rows,
        "highest": highest.name.lower(),
    }
    # Who asks in a request is read late, and is no record by itself.
    page = User.objects.get(pk=person.pk)
    look = access_log.PendingEntry(
        page, AccessKind.EXPORTED, of._meta.label, record, country, highest, f"{kind} {rows}"
    )
    access_log.write_entries([look], now=now)
    return log.record_change("exported", page, by=page, now=now, after=taken)
