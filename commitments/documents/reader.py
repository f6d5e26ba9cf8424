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

from commitments.documents.results import (
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
        "This format is not read. Open the file in Word, save it as .docx, and choose that one."
    ),
    (".hwp", ".hml"): _(
        "This format is not read. Open the file in Hangul, save it as .hwpx, and choose that one."
    ),
    (".docm", ".dotm"): _(
        "Documents with macros are not opened. Save it as .docx, without macros, and choose that one."
    ),
    (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".bmp", ".webp", ".heic"): _(
        "A picture holds no text. Have its text recognised and saved as .docx or PDF, or type it in."
    ),
    (".xlsx", ".xls", ".xlsm", ".csv", ".tsv", ".ods"): _(
        "A spreadsheet is no statement. Import it as a table, or copy its text and paste it."
    ),
}
OF_TABLES: Mapping[tuple[str, ...], Promise] = {
    (".xls", ".ods", ".xlsb", ".numbers", ".et", ".cell"): _(
        "This format is not read. Open the file in its program, save it as .xlsx, and choose that one."
    ),
    (".xlsm", ".xltm", ".docm"): _(
        "Files with macros are not opened. Save it as .xlsx or .docx, without macros, and choose that one."
    ),
    (".pdf",): _("Tables in a PDF are not read. Ask for the .xlsx or .docx that it was made from."),
    (".doc", ".rtf"): OF_TEXTS[".doc", ".rtf", ".wps", ".wpd", ".dot"],
    (".hwp", ".hml"): OF_TEXTS[".hwp", ".hml"],
}
OTHER_TEXT = _("Files of this kind are not read. Save it as .docx, .odt, .hwpx, .txt, .md or PDF with text.")
OTHER_TABLE = _("Files of this kind are not read. Save it as .xlsx, .csv, .docx, .odt or .hwpx.")

REFUSALS: Mapping[str, Promise] = {
    "empty": _("The file is empty. Choose it again."),
    "too_big": _("The file is larger than 25 MB. Divide it, and bring one part after the other."),
    "unpacks": _(
        "The file unpacks to far too much. Open it in its program, save it anew, and choose it again."
    ),
    "not_what_it_says": _(
        "The file is not what its name says. Open it in its program, save it anew, and choose it again."
    ),
    "macro": _("The file carries a macro or a program. Save it without, and choose it again."),
    "old": _(
        "The file is of an older format than its name says. Save it anew in that format, and choose it again."
    ),
    "password": _("The file is protected by a password. Save a copy without it, and choose that one."),
    "scan": _(
        "The PDF holds pictures of pages and no text. Have its text recognised, or ask for the Word file, "
        "or type it in."
    ),
    "no_text": _("There is no text in this file. Look into it, and choose another."),
    "broken": _("The file is damaged. Open it in its program, save it anew, and choose it again."),
    "entities": _(
        "The file holds definitions that no office program writes. Open it in its program, save it anew, and "
        "choose it again."
    ),
    "depth": _(
        "The file is nested too deeply to be read. Copy its text into a new document, and choose that one."
    ),
    "memory": _(
        "The file needs more memory than it may take. Divide it, and bring one part after the other."
    ),
    "ended": _(
        "The file takes more time or memory than it may. Divide it, or save it anew in its program, and "
        "choose it again."
    ),
    "away": _(
        "Files cannot be read just now. Try again in a minute; if that does not help, tell the administrator."
    ),
    "reached": _("The file was stopped: it reached for something outside itself. Tell the administrator."),
    "too_long": _(
        "The text is longer than 3,000,000 letters. Divide it, and bring one part after the other."
    ),
    "too_many_rows": _("The table has more rows than a spreadsheet holds. Divide it into several files."),
    "too_many_sheets": _(
        "The workbook has more than 250 sheets. Save those that you need in a file of their own."
    ),
    "too_many_merged": _("The sheet has too many merged cells. Undo the merging, and choose the file again."),
    "too_many_tables": _("The document has more than 1,000 tables. Divide it into several files."),
    "binary": _("This is no text: it has bytes that no text has. Save it anew as .txt or .csv in UTF-8."),
    "encoding": _(
        "The text is damaged: its letters cannot be told. Save it anew in UTF-8, and choose it again."
    ),
}
# With the place, where one is known.
PLACED_SENTENCES: Mapping[str, Promise] = {
    "too_wide": _(
        "The table is wider than 1,000 columns at %(place)s. Delete what stands beside it, and choose it "
        "again."
    ),
    "cell": _("A cell has more than 130,000 letters at %(place)s. Shorten it, and choose the file again."),
    "quote": _(
        "A cell has more than 130,000 letters at %(place)s: probably a quotation mark is not closed. "
        "Close it, and choose the file again."
    ),
}
REMARKS: Mapping[str, Promise] = {
    "encoding": _(
        "The file does not say in which encoding it is; it was read as %(detail)s. Look at its accents."
    ),
    "tracked": _(
        "The document holds tracked changes. What was inserted was read, what was deleted was left out."
    ),
    "hidden": _("The document holds hidden text, which was left out."),
    "bare_pages": _("These pages hold no text, only pictures: %(detail)s."),
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
HWPX = FileKind("application/hwp+zip", (".hwpx",), (ZIP,), "Contents/section0.xml")
PDF = FileKind("application/pdf", (".pdf",), (b"%PDF-",))
TXT = FileKind("text/plain", (".txt", ".text"))
MD = FileKind("text/markdown", (".md", ".markdown"))
CSV = FileKind("text/csv", (".csv", ".tsv", ".tab", ".txt"))

TEXTS = (DOCX, ODT, HWPX, PDF, TXT, MD)
TABLES = (XLSX, CSV, DOCX, ODT, HWPX)
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
        if self.ending == ".xlsx":
            return f"{self.found.title}!{column_letters(column)}{row.number}"
        place = {"table": self.found.number, "row": row.number, "column": column + 1}
        if self.ending == ".csv":
            return gettext("row %(row)d, column %(column)d") % place
        return gettext("table %(table)d, row %(row)d, column %(column)d") % place


def text_of(name: str, content: bytes | Path, *, used: Used | None = None) -> Text:
    """Read a .docx, .odt, .hwpx, .pdf, .txt or .md as lines; raises `Refused` where it cannot be read.

    Automatic numbers and bullets precede their items, a row of a table is one line, footnotes come last.
    `describe_remark` puts a remark into words.
    """
    content = content.read_bytes() if isinstance(content, Path) else content
    ending = ending_of(name, content, is_table=False)
    lines: list[Line] = []
    remarks: tuple[Remark, ...] = ()
    letters = 0
    with closing(_messages("text", ending, content, TEXT_SECONDS, used)) as messages:
        for message in messages:
            for text, kind, level, goes_on in message.get("lines", ()):
                letters += len(text)
                lines.append(Line(text, LineKind(kind), level, goes_on))
            remarks += tuple(Remark(*remark) for remark in message.get("remarks", ()))
            if letters > MOST_LETTERS:
                raise build_refusal("too_long")
    return Text(tuple(lines), remarks)


def tables_of(name: str, content: bytes | Path, *, used: Used | None = None) -> Iterator[ReadTable]:
    """Read the tables of a .xlsx, .csv, .tsv, .txt, .docx, .odt or .hwpx one after the other, row by row.

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
    call: str, ending: str, content: bytes, cpu_seconds: int, used: Used | None
) -> Generator[dict[str, Any], None, None]:
    """Yield the messages of the process; raises `Refused` where it cannot continue, or has ended."""
    job = {
        "call": call,
        "ending": ending,
        "memory_bytes": MEMORY_BYTES,
        "cpu_seconds": cpu_seconds,
        "wall_seconds": WALL_SECONDS,
    }
    try:
        connected = READER.connect()
    except OSError as error:
        raise build_refusal("away") from error
    try:
        with connected as connection:
            connection.settimeout(WALL_SECONDS + GRACE_SECONDS)
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
