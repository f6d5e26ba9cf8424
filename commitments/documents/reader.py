"""Read a file as a text or as tables, in a sandboxed process; check it by name and bytes before it is opened.

Also the sentences for people: why a file cannot be read and what to do, and how it was read.
"""

import json
import socket
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments.documents import ocr
from commitments.documents.results import (
    BARE_PAGES,
    MOST_LETTERS,
    Found,
    Line,
    LineKind,
    Remark,
    Row,
    Text,
    column_letters,
    unpack_row,
)
from commitments.errors import Refused
from commitments.files import checks
from commitments.files.checks import OFFICE, FileKind
from commitments.sandbox import processes
from commitments.sandbox.processes import GRACE_SECONDS, WarmProcess, close_at_exit

# By ending, for statements and for tables.
OF_TEXTS: Mapping[tuple[str, ...], Promise] = {
    (".doc", ".rtf", ".wps", ".wpd", ".dot"): _(
        "This file format is not supported. Open the file in Word, save it as .docx, then select "
        "the new file."
    ),
    (".hwp", ".hml"): _(
        "This file format is not supported. Open the file in Hangul, save it as .hwpx, then select "
        "the new file."
    ),
    (".docm", ".dotm"): _(
        "Documents with macros cannot be opened. Save the document as .docx without macros, then "
        "select the new file."
    ),
    (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".bmp", ".webp", ".heic"): _(
        "An image contains no readable text. Use text recognition and save the result as .docx or PDF, "
        "or type the text."
    ),
    (".msg",): _("This file format is not supported. Save the email as .eml, or copy its text and paste it."),
    (".xlsx", ".xls", ".xlsm", ".csv", ".tsv", ".ods"): _(
        "A spreadsheet cannot be used as a statement. Import it as a spreadsheet, or copy its text "
        "and paste it."
    ),
}
OF_TABLES: Mapping[tuple[str, ...], Promise] = {
    (".xls", ".xlsb", ".numbers", ".et", ".cell"): _(
        "This file format is not supported. Open the file in the program that created it, save it as "
        ".xlsx, then select the new file."
    ),
    (".xlsm", ".xltm", ".docm"): _(
        "Files with macros cannot be opened. Save the file as .xlsx or .docx without macros, then "
        "select the new file."
    ),
    (".pdf",): _("Tables in a PDF cannot be read. Ask the sender for the original .xlsx or .docx file."),
    (".doc", ".rtf"): OF_TEXTS[".doc", ".rtf", ".wps", ".wpd", ".dot"],
    (".hwp", ".hml"): OF_TEXTS[".hwp", ".hml"],
}
OTHER_TEXT = _(
    "This file type is not supported. Save the file as .docx, .odt, .hwpx, .eml, .txt, .md or PDF with text."
)
OTHER_TABLE = _("This file type is not supported. Save the file as .xlsx, .ods, .csv, .docx, .odt or .hwpx.")

REFUSALS: Mapping[str, Promise] = {
    "empty": _("The file is empty. Check the file, then select it again."),
    "too_big": _(
        "The file is larger than 25 MB. Divide it into smaller files and upload them one at a time."
    ),
    "unpacks": _(
        "The file is too large after unpacking. Open it in the program that created it, save it again, "
        "then select the new file."
    ),
    "not_what_it_says": _(
        "The content of the file does not match its extension. Open it in the program that created it, "
        "save it again, then select the new file."
    ),
    "macro": _(
        "The file contains a macro or a program. Save it without the macro or program, then "
        "select the new file."
    ),
    "old": _(
        "The file is in an older format than its extension suggests. Save it in the format of the "
        "extension, then select the new file."
    ),
    "password": _(
        "The file is protected by a password. Save a copy without a password, then select the copy."
    ),
    "scan": _(
        "The PDF contains only images of pages, no text. Use text recognition, ask for the Word "
        "file, or type the text."
    ),
    "long_scan": _(
        "The PDF is a scan with more than 20 pages. Divide it into smaller files and upload them one at a "
        "time."
    ),
    "no_text": _("The file contains no text. Check its content, then select another file."),
    "broken": _(
        "The file is damaged. Open it in the program that created it, save it again, then "
        "select the new file."
    ),
    "entities": _(
        "The file contains definitions that office programs do not use. Open it in the program that "
        "created it, save it again, then select the new file."
    ),
    "depth": _(
        "The file structure is nested too deeply. Copy the text into a new document, then select "
        "that document."
    ),
    "memory": _(
        "The file needs too much memory. Divide it into smaller files and upload them one at a time."
    ),
    "ended": _(
        "The file needs too much time or memory. Divide it, or save it again in the program that "
        "created it, then select the new file."
    ),
    "away": _(
        "Files cannot be read at the moment. Try again in a minute. If the problem continues, "
        "contact the administrator."
    ),
    "reached": _(
        "Reading was stopped because the file tried to access an external resource. "
        "Contact the administrator."
    ),
    "too_long": _(
        "The text is longer than 3,000,000 characters. Divide it into smaller files and upload "
        "them one at a time."
    ),
    "too_many_rows": _("The table has more rows than a spreadsheet can hold. Divide it into several files."),
    "too_many_sheets": _(
        "The workbook has more than 250 sheets. Save the sheets that you need in a separate file."
    ),
    "too_many_merged": _("The sheet has too many merged cells. Unmerge them, then select the file again."),
    "too_many_tables": _("The document has more than 1,000 tables. Divide it into several files."),
    "binary": _(
        "The file is not a text file. Save it again as .txt or .csv in UTF-8, then select the new file."
    ),
    "encoding": _(
        "The characters in the file cannot be read. Save the file again in UTF-8, then select the new file."
    ),
}
# With the place, where one is known.
PLACED_SENTENCES: Mapping[str, Promise] = {
    "too_wide": _(
        "At %(place)s, the table is wider than 1,000 columns. Delete the content beside the table, "
        "then select the file again."
    ),
    "cell": _(
        "At %(place)s, a cell has more than 130,000 characters. Shorten its content, then select the "
        "file again."
    ),
    "quote": _(
        "At %(place)s, a cell has more than 130,000 characters. A closing quotation mark is probably "
        "missing. Add it, then select the file again."
    ),
}
REMARKS: Mapping[str, Promise] = {
    "encoding": _(
        "The file does not state its character encoding. It was read as %(detail)s. Check that "
        "accented letters are correct."
    ),
    "tracked": _("The document contains tracked changes. Inserted text was read; deleted text was left out."),
    "comments": _("The document has comments in its margin. Open the document to read the comments."),
    "hidden": _("The document contains hidden text. The hidden text was left out."),
    "attachments": _("Attachments were not read: %(detail)s. Add them as separate texts."),
    "ocr": _(
        "The text was read from images of pages (OCR). Words and numbers may be wrong. Compare each clause "
        "with the document before you confirm its wording."
    ),
    "ocr_pages": _(
        "These pages were read from images (OCR): %(detail)s. Words and numbers may be wrong. Compare each "
        "clause from these pages with the document before you confirm its wording."
    ),
    "bare_pages": _("No text was found on these pages: %(detail)s."),
}
NOWHERE = _("one place")
ROW = _("row %(row)s")


def build_refusal(code: str, detail: str = "") -> Refused:
    """Return the refusal for a code, with the place that the detail names."""
    if code in PLACED_SENTENCES:
        place = str(ROW) % {"row": detail} if detail.isdigit() else detail or NOWHERE
        refused = Refused(str(PLACED_SENTENCES[code]) % {"place": place}, f"document_{code}")
    else:
        refused = Refused(REFUSALS.get(code, REFUSALS["broken"]), f"document_{code}")
    if detail:
        # For the log and for proofs; a person reads the sentence.
        refused.add_note(detail[:300])
    return refused


def build_ending_refusal(ending: str, *, is_table: bool) -> Refused:
    """Return the refusal of an unsupported kind of file, by the ending of its name."""
    known = OF_TABLES if is_table else OF_TEXTS
    other = OTHER_TABLE if is_table else OTHER_TEXT
    sentence = next((told for endings, told in known.items() if ending in endings), other)
    return Refused(sentence, "document_kind")


def describe_remark(remark: Remark) -> str:
    """Return a remark on how a file was read, as a sentence."""
    return str(REMARKS[remark.code]) % {"detail": remark.detail}


ZIP = b"PK\x03\x04"
# What Word, Excel and Hangul wrote until 2007, and what they write around a document with a password.
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

DOCX = FileKind(f"{OFFICE}wordprocessingml.document", (".docx",), (ZIP,), "word/document.xml")
XLSX = FileKind(f"{OFFICE}spreadsheetml.sheet", (".xlsx",), (ZIP,), "xl/workbook.xml")
ODT = FileKind("application/vnd.oasis.opendocument.text", (".odt",), (ZIP,), "content.xml")
ODS = FileKind("application/vnd.oasis.opendocument.spreadsheet", (".ods",), (ZIP,), "content.xml")
HWPX = FileKind("application/hwp+zip", (".hwpx",), (ZIP,), "Contents/section0.xml")
PDF = FileKind("application/pdf", (".pdf",), (b"%PDF-",))
EML = FileKind("message/rfc822", (".eml",))
TXT = FileKind("text/plain", (".txt", ".text"))
MD = FileKind("text/markdown", (".md", ".markdown"))
CSV = FileKind("text/csv", (".csv", ".tsv", ".tab", ".txt"))

TEXTS = (DOCX, ODT, HWPX, PDF, EML, TXT, MD)
TABLES = (XLSX, ODS, CSV, DOCX, ODT, HWPX)
# For the field in which a file is chosen.
TEXT_ENDINGS = tuple(ending for kind in TEXTS for ending in kind.endings)
TABLE_ENDINGS = tuple(ending for kind in TABLES for ending in kind.endings)
# What the check of files says, in the words of one who wants a file read and not filed.
CODES = {
    "empty": "empty",
    "macro": "macro",
    "too_big": "unpacks",
    "not_what_it_says": "not_what_it_says",
}


def ending_of(name: str, content: bytes, *, is_table: bool) -> str:
    """Check a file by name and bytes and return its ending; raises `Refused` where it is not supported."""
    ending = PurePosixPath(PureWindowsPath(name).name).suffix.lower()
    kinds = TABLES if is_table else TEXTS
    kind = next((one for one in kinds if ending in one.endings), None)
    if kind is None:
        raise build_ending_refusal(ending, is_table=is_table)
    if len(content) > checks.MOST_BYTES:
        raise build_refusal("too_big")
    if kind.starts and content.startswith(OLD):
        raise build_refusal("password" if ENCRYPTED in content else "old")
    try:
        checks.check_file(f"file{ending}", content, kinds)
    except Refused as error:
        raise build_refusal(CODES[error.code]) from error
    return kind.endings[0]


# Of address space: a child holds the file, its strings, and the libraries, which take 90 MB of it.
MEMORY_BYTES = 384 * 1024 * 1024
TEXT_SECONDS, TABLE_SECONDS = 20, 120
# From one message to the next.
WALL_SECONDS = 60
# A scan sends none before it is read; each of its pages is read by a process with the same limits.
OCR_MEMORY_BYTES, OCR_SECONDS, OCR_WALL_SECONDS = 768 * 1024 * 1024, 60, 180
MOST_MESSAGE_BYTES = 33 * 1024 * 1024
# What is noted of a child that ended without a word.
GONE = "the reading process is gone"
READER = close_at_exit(WarmProcess("commitments.documents.worker"))
# Called with the seconds of the processor and the KiB of memory that a child took.
Used = Callable[[float, int], None]


@dataclass(frozen=True, slots=True)
class ReadTable:
    """One table: its number in the file, the title of a sheet, and its rows.

    Rows are read as they are requested, until the next table is requested.
    """

    found: Found
    ending: str
    rows: Iterator[Row] = field(compare=False)

    def name_of(self, row: Row, column: int) -> str:
        """Return a cell's name for people: `Sheet1!C14`, or row and column, counted from 1."""
        if self.ending in (".xlsx", ".ods"):
            return f"{self.found.title}!{column_letters(column)}{row.number}"
        place = {"table": self.found.number, "row": row.number, "column": column + 1}
        if self.ending == ".csv":
            return gettext("row %(row)d, column %(column)d") % place
        return gettext("table %(table)d, row %(row)d, column %(column)d") % place


def text_of(name: str, content: bytes | Path, *, used: Used | None = None) -> Text:
    """Read a .docx, .odt, .hwpx, .pdf, .eml, .txt or .md as lines; raises `Refused` where it cannot be read.

    Automatic numbers and bullets precede their items, a row of a table is one line, footnotes come last.
    Pages without text are read by tesseract where that is installed. Otherwise a remark names them, and a
    scan is refused.
    `describe_remark` puts a remark into words.
    """
    content = content.read_bytes() if isinstance(content, Path) else content
    ending = ending_of(name, content, is_table=False)
    program = ocr.find_program() if ending == ".pdf" else ""
    found: Text | None = None
    try:
        found = _read_text(_messages("text", ending, content, TEXT_SECONDS, used))
    except Refused as refused:
        if refused.code != "document_scan" or not program:
            raise
    is_whole = found is not None and all(one.code != BARE_PAGES for one in found.remarks)
    if found is not None and (is_whole or not program):
        return found
    try:
        return _read_text(_messages("text", ending, content, OCR_SECONDS, used, program))
    except Refused:
        # What takes too long to be read from images does not keep the other pages from being read.
        if found is None:
            raise
        return found


def _read_text(found: Generator[dict[str, Any], None, None]) -> Text:
    lines: list[Line] = []
    remarks: tuple[Remark, ...] = ()
    letters = 0
    with closing(found) as messages:
        for message in messages:
            for text, kind, level, goes_on, is_ocr in message.get("lines", ()):
                letters += len(text)
                lines.append(Line(text, LineKind(kind), level, goes_on, is_ocr))
            remarks += tuple(Remark(*remark) for remark in message.get("remarks", ()))
            if letters > MOST_LETTERS:
                raise build_refusal("too_long")
    return Text(tuple(lines), remarks)


def tables_of(name: str, content: bytes | Path, *, used: Used | None = None) -> Iterator[ReadTable]:
    """Read the tables of a .xlsx, .ods, .csv, .tsv, .txt, .docx, .odt or .hwpx in order, row by row.

    Raises `Refused`: at once where the kind of file is not supported, later where some row is broken. Rows
    before that were read correctly.
    """
    content = content.read_bytes() if isinstance(content, Path) else content
    ending = ending_of(name, content, is_table=True)
    return TableReader(ending, _messages("tables", ending, content, TABLE_SECONDS, used))


class TableReader(Iterator[ReadTable]):
    """The tables of one file; the process ends after the last of them, or its rows, were read."""

    def __init__(self, ending: str, messages: Generator[dict[str, Any], None, None]) -> None:
        self.ending = ending
        self.messages = messages
        self.begun: Found | None = None
        # Up to the first table there are no rows.
        self.rows = self._rows()

    def __next__(self) -> ReadTable:
        for _row in self.rows:
            pass
        if self.begun is None:
            raise StopIteration
        found, self.begun, self.rows = self.begun, None, self._rows()
        return ReadTable(found, self.ending, self.rows)

    def _rows(self) -> Iterator[Row]:
        for message in self.messages:
            if "table" in message:
                self.begun = Found(*message["table"])
                return
            yield from map(unpack_row, message.get("rows", ()))


def _messages(
    call: str, ending: str, content: bytes, cpu_seconds: int, used: Used | None, program: str = ""
) -> Generator[dict[str, Any], None, None]:
    """Yield the messages of the process; raises `Refused` where it cannot continue, or has ended."""
    wall_seconds = OCR_WALL_SECONDS if program else WALL_SECONDS
    job = {
        "call": call,
        "ending": ending,
        "memory_bytes": OCR_MEMORY_BYTES if program else MEMORY_BYTES,
        "cpu_seconds": cpu_seconds,
        "wall_seconds": wall_seconds,
        "program": program,
    }
    try:
        connected = READER.connect()
    except OSError as error:
        raise build_refusal("away") from error
    try:
        with connected as connection:
            connection.settimeout(wall_seconds + GRACE_SECONDS)
            processes.send_texts(connection, json.dumps(job).encode(), content)
            while True:
                message = _next(connection)
                if used is not None and message.keys() & {"end", "used"}:
                    used(*message.get("end", message.get("used", ())))
                if "refused" in message:
                    raise build_refusal(message["refused"], message["detail"])
                if "end" in message:
                    return
                yield message
    except (EOFError, OSError) as error:
        raise build_refusal("ended", GONE) from error


def _next(connection: socket.socket) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(processes.receive_text(connection, MOST_MESSAGE_BYTES))
    return message
