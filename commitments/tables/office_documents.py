"""Write documents for Word and spreadsheets to fill in.

Word documents have real styles and headings, the classification above and below, the language set, and no
macro. In spreadsheets text is never a formula, and cells are locked except those to fill in, some with
choices.
"""

import datetime
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from commitments.tables import exporter

# What XML cannot hold.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
EAST_ASIAN = frozenset({"ko", "ja", "zh"})
# Ways to write a language that Word knows.
LOCALES = {"en": "en-GB", "ko": "ko-KR", "fr": "fr-FR", "km": "km-KH"}
INK = RGBColor(0x16, 0x32, 0x4F)
WIDTH, HEIGHT, MARGIN = 210, 297, 18
# Between the edge and the marking; the text keeps clear of it.
EDGE, CLEAR = 9, 22


@dataclass(frozen=True, slots=True)
class About:
    """What a document states about itself: `foot` is printed below each page beside its number."""

    title: str
    language: str
    marking: str
    foot: str
    at: datetime.datetime
    is_landscape: bool = False


class WordDocument:
    """One document, written from top to end."""

    def __init__(self, about: About) -> None:
        self.about = about
        self.document: Any = docx.Document()
        self._describe()
        self._lay_out()
        self._set_up_page()

    def _describe(self) -> None:
        """Set title, language and fonts; no person is named in what may be given away."""
        told = self.document.core_properties
        told.title, told.language = remove_invalid(self.about.title), self.about.language
        told.author = told.last_modified_by = told.comments = ""
        told.created = told.modified = self.about.at.astimezone(datetime.UTC).replace(tzinfo=None)
        normal = self.document.styles["Normal"]
        normal.font.name = "Calibri"
        _set_size(normal, 10.5)
        fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), "Malgun Gothic")
        fonts.set(qn("w:cs"), "Khmer UI")
        defaults = self.document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault"))
        known = defaults.find(qn("w:rPr"))
        for old in known.findall(qn("w:lang")):
            known.remove(old)
        known.append(_language(self.about.language))
        for name in ("Title", "Heading 1", "Heading 2"):
            style = self.document.styles[name]
            style.font.name, style.font.color.rgb = "Calibri", INK
            own = style.element.get_or_add_rPr().get_or_add_rFonts()
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                own.attrib.pop(qn(f"w:{theme}"), None)
            own.set(qn("w:eastAsia"), "Malgun Gothic")
        _set_size(self.document.styles["Title"], 18)

    def _lay_out(self) -> None:
        page = self.document.sections[0]
        width, height = (HEIGHT, WIDTH) if self.about.is_landscape else (WIDTH, HEIGHT)
        page.orientation = WD_ORIENT.LANDSCAPE if self.about.is_landscape else WD_ORIENT.PORTRAIT
        page.page_width, page.page_height = Mm(width), Mm(height)
        page.left_margin = page.right_margin = Mm(MARGIN)
        page.top_margin = page.bottom_margin = Mm(CLEAR)
        page.header_distance = page.footer_distance = Mm(EDGE)

    def _set_up_page(self) -> None:
        """Write the classification above and below each page, and below it the document's name and page
        number.
        """
        page = self.document.sections[0]
        for part in (page.header, page.footer):
            line = part.paragraphs[0]
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
            line.add_run(remove_invalid(self.about.marking)).bold = True
        foot = page.footer.add_paragraph(remove_invalid(f"{self.about.foot} · "))
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _field(foot, "PAGE")
        foot.add_run(" / ")
        _field(foot, "NUMPAGES")

    def title(self, text: str) -> None:
        self.document.add_paragraph(remove_invalid(text), style="Title")

    def heading(self, text: str, level: int = 1) -> None:
        self.document.add_heading(remove_invalid(text), level)

    def paragraph(self, text: str, *, style: str = "Normal", language: str = "") -> None:
        """Write one paragraph; a line feed in it is a line break."""
        is_below = self.document.element.body[-2:][0].tag == qn("w:tbl")
        made = self.document.add_paragraph(style=style)
        if is_below:
            made.paragraph_format.space_before = Pt(8)
        _written(made, text, language)

    def counting(self, style: str) -> int:
        """Begin a list that counts from 1, in a numbered style, which would otherwise continue the last
        list.
        """
        numbering = self.document.part.numbering_part.element
        own = self.document.styles[style].element.pPr.numPr.numId.val
        begun = numbering.add_num(numbering.num_having_numId(own).abstractNumId.val)
        begun.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(begun.numId)

    def next_page(self) -> None:
        self.document.add_page_break()

    def facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Write labels and what they say as a table of two columns."""
        made = self.document.add_table(rows=0, cols=2, style="Table Grid")
        for label, text in facts:
            row = made.add_row()
            _fill(row.cells[0], label, is_bold=True)
            _fill(row.cells[1], text)
            _never_split(row)
        self._widths(made, (1, 3))

    def table(
        self,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        shares: Sequence[int],
        languages: Sequence[str],
    ) -> None:
        """Write a table whose heads stand again on each page; a language is "" for the paper's own."""
        made = self.document.add_table(rows=1, cols=len(heads), style="Table Grid")
        for cell, head in zip(made.rows[0].cells, heads, strict=True):
            _fill(cell, head, is_bold=True, size=8.5)
            _shade(cell)
        again = OxmlElement("w:tblHeader")
        made.rows[0]._tr.get_or_add_trPr().append(again)
        for row in rows:
            line = made.add_row()
            for cell, text, language in zip(line.cells, row, languages, strict=True):
                _fill(cell, text, size=8.5, language=language)
            _never_split(line)
        self._widths(made, shares)

    def _widths(self, table: Any, shares: Sequence[int]) -> None:
        table.autofit = False
        whole = (HEIGHT if self.about.is_landscape else WIDTH) - 2 * MARGIN
        widths = [Mm(whole * share / sum(shares)) for share in shares]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for row in table.rows:
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = width

    def content(self) -> bytes:
        """Return the document as a file."""
        out = io.BytesIO()
        self.document.save(out)
        return out.getvalue()


def remove_invalid(text: str) -> str:
    """Leave out of a text what XML cannot hold."""
    return CONTROL.sub("", text)


def _written(paragraph: Any, text: str, language: str, *, is_bold: bool = False, size: float = 0) -> None:
    run = paragraph.add_run(remove_invalid(text))
    run.bold = run.font.cs_bold = is_bold or None
    if size:
        _set_size(run, size)
    if language:
        run._r.get_or_add_rPr().append(_language(language))


def _set_size(letters: Any, points: float) -> None:
    """Set the size of a run or a style, also of scripts such as Khmer, which have a size of their own."""
    letters.font.size = Pt(points)
    mark = OxmlElement("w:szCs")
    mark.set(qn("w:val"), str(round(points * 2)))
    letters.element.get_or_add_rPr().find(qn("w:sz")).addnext(mark)


def _fill(cell: Any, text: str, *, is_bold: bool = False, size: float = 0, language: str = "") -> None:
    """Write a cell, a paragraph for each line of it."""
    first, *rest = text.split("\n")
    for place, line in enumerate((first, *rest)):
        paragraph = cell.paragraphs[0] if not place else cell.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(1)
        _written(paragraph, line, language, is_bold=is_bold, size=size)


def _language(code: str) -> Any:
    """Set the language of letters: East Asian ones have their own attribute, which Word uses for those
    scripts.
    """
    mark = OxmlElement("w:lang")
    locale = LOCALES.get(code, code)
    if code in EAST_ASIAN:
        mark.set(qn("w:val"), LOCALES["en"])
        mark.set(qn("w:eastAsia"), locale)
    else:
        mark.set(qn("w:val"), locale)
        mark.set(qn("w:eastAsia"), LOCALES["ko"])
        mark.set(qn("w:bidi"), locale)
    return mark


def _field(paragraph: Any, name: str) -> None:
    """Insert a field that Word computes, such as the page number."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _shade(cell: Any) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), "E8EEF5")
    cell._tc.get_or_add_tcPr().append(shade)


def _never_split(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


INPUT = PatternFill("solid", fgColor="FFF9DB")
HEAD = PatternFill("solid", fgColor="E8EEF5")
LINE = Side(style="thin", color="B8C2CC")
FRAME = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
SHEET_TITLE_LENGTH = 31
WORDS = "words"
# Named, for programs that take another one of their own for what is bold.
PLAIN, BOLD = Font(name="Calibri", size=11), Font(name="Calibri", size=11, bold=True)


@dataclass(frozen=True, slots=True)
class BookColumn:
    """One column: its width in characters; `is_input` can be filled in, `choices` are selected.

    `longest` limits what may be typed; `note` is shown where the cell is selected.
    """

    head: str
    width: int
    is_input: bool = False
    choices: Sequence[str] = ()
    longest: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class WorkbookContent:
    """One sheet: lines above, headings, rows; `is_locked` protects everything that is not to be filled in."""

    title: str
    marking: str
    at: datetime.datetime
    above: Sequence[str]
    columns: Sequence[BookColumn]
    rows: Sequence[Sequence[str]]
    is_locked: bool = False


def render_workbook(book: WorkbookContent) -> bytes:
    """Return the sheet as a file; protected without a password, as a help and not for security."""
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
    cell.value, cell.data_type = exporter.escape_formula(text), "s"
    cell.alignment = Alignment(vertical="top", wrap_text=is_wrapped)
    for name, look in looks.items():
        if look is not None:
            setattr(cell, name, look)


def _checks(file: Workbook, sheet: Any, book: WorkbookContent, head: int) -> None:
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


def _lay_out(sheet: Any, book: WorkbookContent, head: int) -> None:
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
