"""A spreadsheet to be filled in: text never a formula, cells locked but those to write in, choices."""

import datetime
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from commitments import export

INPUT = PatternFill("solid", fgColor="FFF9DB")
HEAD = PatternFill("solid", fgColor="E8EEF5")
LINE = Side(style="thin", color="B8C2CC")
FRAME = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
SHEET_TITLE_LENGTH = 31
WORDS = "words"
# Named, for programs that take another one of their own for what is bold.
PLAIN, BOLD = Font(name="Calibri", size=11), Font(name="Calibri", size=11, bold=True)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its width in characters; `is_input` is written in, `choices` are picked from.

    `longest` bounds what may be typed; `note` is told where the cell is chosen.
    """

    head: str
    width: int
    is_input: bool = False
    choices: Sequence[str] = ()
    longest: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """One sheet: lines above, heads, rows; `is_locked` protects all that is not to be written in."""

    title: str
    marking: str
    at: datetime.datetime
    above: Sequence[str]
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    is_locked: bool = False


def written(book: Book) -> bytes:
    """Give the sheet as a file; protected without a password, which is a help and no wall."""
    file = Workbook()
    about = file.properties
    about.title, about.creator, about.lastModifiedBy = book.title, "", ""
    about.created = about.modified = book.at.astimezone(datetime.UTC).replace(tzinfo=None)
    sheet: Any = file.active
    sheet.title = book.title[:SHEET_TITLE_LENGTH]
    for number, line in enumerate(book.above, 1):
        _put(sheet.cell(number, 1), line, font=BOLD if number == 1 else PLAIN, is_wrapped=False)
    head = len(book.above) + 1
    for place, column in enumerate(book.columns, 1):
        cell = sheet.cell(head, place)
        _put(cell, column.head, font=BOLD, fill=HEAD, border=FRAME)
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    for number, row in enumerate(book.rows, head + 1):
        for place, (column, text) in enumerate(zip(book.columns, row, strict=True), 1):
            _put(sheet.cell(number, place), text, border=FRAME, fill=INPUT if column.is_input else None)
            sheet.cell(number, place).protection = Protection(locked=not column.is_input)
    _checks(file, sheet, book, head)
    _lay_out(sheet, book, head)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _put(cell: Any, text: str, *, is_wrapped: bool = True, **looks: Any) -> None:
    # Never by guessing: a text that begins like a formula would become one.
    cell.value, cell.data_type = export.plain(text), "s"
    cell.alignment = Alignment(vertical="top", wrap_text=is_wrapped)
    for name, look in looks.items():
        if look is not None:
            setattr(cell, name, look)


def _checks(file: Workbook, sheet: Any, book: Book, head: int) -> None:
    """Let a cell be picked from its choices, or hold no more than is read back."""
    last = head + max(len(book.rows), 1)
    for place, column in enumerate(book.columns, 1):
        if not (column.choices or column.longest or column.note):
            continue
        if column.choices:
            listed = _listed(file, column.choices)
            check = DataValidation(type="list", formula1=listed, allow_blank=True, showErrorMessage=True)
        elif column.longest:
            check = DataValidation(
                type="textLength",
                operator="lessThanOrEqual",
                formula1=str(column.longest),
                allow_blank=True,
                showErrorMessage=True,
            )
        else:
            check = DataValidation(allow_blank=True)
        if column.note:
            check.showInputMessage, check.prompt = True, column.note[:255]
        letter = get_column_letter(place)
        check.add(f"{letter}{head + 1}:{letter}{last}")
        sheet.add_data_validation(check)


def _listed(file: Workbook, choices: Sequence[str]) -> str:
    """Write choices on a hidden sheet and name their place: a list within a rule holds no commas."""
    words: Any = file[WORDS] if WORDS in file.sheetnames else file.create_sheet(WORDS)
    words.sheet_state = "hidden"
    place = words.max_column + 1 if words["A1"].value is not None else 1
    for number, text in enumerate(choices, 1):
        _put(words.cell(number, place), text)
    letter = get_column_letter(place)
    return f"{WORDS}!${letter}$1:${letter}${len(choices)}"


def _lay_out(sheet: Any, book: Book, head: int) -> None:
    sheet.freeze_panes = sheet.cell(head + 1, 2)
    sheet.print_title_rows = f"{head}:{head}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", "9"
    sheet.page_setup.fitToHeight = False
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for line in (sheet.oddHeader, sheet.oddFooter):
        line.center.text = book.marking
    if book.is_locked:
        sheet.protection.sheet = True
        # What is only looked at stays possible.
        sheet.protection.formatColumns = sheet.protection.formatRows = False
