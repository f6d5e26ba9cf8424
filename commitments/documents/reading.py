"""The two calls: a file to a text, a file to tables, each read in a child that dies with it."""

import json
import socket
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from commitments.apart import pipe
from commitments.apart.warm import GRACE_SECONDS, Warm, kept
from commitments.documents import kinds, sentences
from commitments.documents.shapes import (
    MOST_LETTERS,
    Found,
    Line,
    LineKind,
    Remark,
    Row,
    Text,
    column_letters,
    unpacked,
)

# Of address space: a child holds the file, its strings, and the libraries, which take 90 MB of it.
MEMORY_BYTES = 384 * 1024 * 1024
TEXT_SECONDS, TABLE_SECONDS = 20, 120
# From one message to the next.
WALL_SECONDS = 60
MOST_MESSAGE_BYTES = 33 * 1024 * 1024
# What is noted of a child that ended without a word.
GONE = "the reading process is gone"
READER = kept(Warm("commitments.documents.child"))
# Called with the seconds of the processor and the KiB of memory that a child took.
Used = Callable[[float, int], None]


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its number in the file, the title of a sheet, and its rows.

    The rows are read as they are asked for, and end where the next table is asked for.
    """

    found: Found
    ending: str
    rows: Iterator[Row] = field(compare=False)

    def name_of(self, row: Row, column: int) -> str:
        """Name a cell as a person finds it: `Sheet1!C14`, or by row and column, counted from 1."""
        if self.ending == ".xlsx":
            return f"{self.found.title}!{column_letters(column)}{row.number}"
        place = {"table": self.found.number, "row": row.number, "column": column + 1}
        if self.ending == ".csv":
            return _("row %(row)d, column %(column)d") % place
        return _("table %(table)d, row %(row)d, column %(column)d") % place


def text_of(name: str, content: bytes | Path, *, used: Used | None = None) -> Text:
    """Read a .docx, .odt, .hwpx, .pdf, .txt or .md as lines; Refused says what to do where it is not read.

    Numbers and bullets that the program sets stand before their items, a row of a table is one line,
    footnotes come last. `sentences.told` says what a remark means.
    """
    content = content.read_bytes() if isinstance(content, Path) else content
    ending = kinds.ending_of(name, content, is_table=False)
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
                raise sentences.refusal("too_long")
    return Text(tuple(lines), remarks)


def tables_of(name: str, content: bytes | Path, *, used: Used | None = None) -> Iterator[Table]:
    """Read the tables of a .xlsx, .csv, .tsv, .txt, .docx, .odt or .hwpx one after the other, row by row.

    Refused says what to do: at once where the file is not of a kind that is read, later where it is found
    broken at some row. What has been given by then was read well.
    """
    content = content.read_bytes() if isinstance(content, Path) else content
    ending = kinds.ending_of(name, content, is_table=True)
    return Tables(ending, _messages("tables", ending, content, TABLE_SECONDS, used))


class Tables(Iterator[Table]):
    """The tables of one file; what is read last, this or the rows of a table, lets the child go."""

    def __init__(self, ending: str, messages: Generator[dict[str, Any], None, None]) -> None:
        self.ending = ending
        self.messages = messages
        self.begun: Found | None = None
        # Up to the first table there are no rows.
        self.rows = self._rows()

    def __next__(self) -> Table:
        for _row in self.rows:
            pass
        if self.begun is None:
            raise StopIteration
        found, self.begun, self.rows = self.begun, None, self._rows()
        return Table(found, self.ending, self.rows)

    def _rows(self) -> Iterator[Row]:
        for message in self.messages:
            if "table" in message:
                self.begun = Found(*message["table"])
                return
            yield from map(unpacked, message.get("rows", ()))


def _messages(
    call: str, ending: str, content: bytes, cpu_seconds: int, used: Used | None
) -> Generator[dict[str, Any], None, None]:
    """Give what a child says of a file as it says it; Refused where it cannot read on, or is gone."""
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
        raise sentences.refusal("away") from error
    try:
        with connected as connection:
            connection.settimeout(WALL_SECONDS + GRACE_SECONDS)
            pipe.send(connection, json.dumps(job).encode(), content)
            while True:
                message = _next(connection)
                if used is not None and message.keys() & {"end", "used"}:
                    used(*message.get("end", message.get("used", ())))
                if "refused" in message:
                    raise sentences.refusal(message["refused"], message["detail"])
                if "end" in message:
                    return
                yield message
    except (EOFError, OSError) as error:
        raise sentences.refusal("ended", GONE) from error


def _next(connection: socket.socket) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(pipe.receive(connection, MOST_MESSAGE_BYTES))
    return message
