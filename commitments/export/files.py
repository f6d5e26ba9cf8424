"""A table as bytes: XLSX for people, CSV for programs."""

import csv
import datetime
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from commitments.export.table import Cell, Table, plain

DAY = "yyyy-mm-dd"
# Widths in characters; a column is as wide as its longest cell, within these.
NARROWEST, WIDEST = 10, 60
SHEET_TITLE_LENGTH = 31


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind of file: its ending, its media type and what writes it into another, row by row."""

    ending: str
    media_type: str
    write_into: Callable[[Table, IO[bytes]], None]

    def write(self, table: Table) -> bytes:
        """Give a table as bytes."""
        out = io.BytesIO()
        self.write_into(table, out)
        return out.getvalue()


def _to_csv(table: Table, into: IO[bytes]) -> None:
    """Write UTF-8 with its mark, so that spreadsheets read every script; days as ISO 8601."""
    out = io.TextIOWrapper(into, "utf-8-sig", errors="replace", newline="", write_through=True)
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow([plain(table.said)])
    writer.writerow([plain(head) for head in table.heads])
    for row in table.rows:
        writer.writerow([_in_csv(cell) for cell in row])
    out.detach()


def _in_csv(cell: Cell) -> str | int:
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    return plain(cell) if isinstance(cell, str) else "" if cell is None else cell


def _to_xlsx(table: Table, into: IO[bytes]) -> None:
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
        cell.value, cell.data_type = plain(value), "s"
    else:
        cell.value = value
    if isinstance(value, datetime.date):
        cell.number_format = DAY
    if is_head:
        cell.font, cell.alignment = Font(bold=True), Alignment(vertical="top", wrap_text=True)
    return cell


def _lay_out(sheet: Any, table: Table) -> None:
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
