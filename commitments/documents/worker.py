"""The process that reads files: a warm parent with its libraries loaded, one forked child for each file.

Run as `python -m commitments.documents.worker FD`. A child takes one job and one file from its socket, reads
it under limits, without network and without files, and sends lines or rows as they come; it waits while the
other end has not read them. An error that the readers did not foresee counts as a broken file.
"""

import json
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

from commitments.documents import (
    emails,
    ocr,
    office_formats,
    opendocument_sheets,
    pdf,
    plain_text,
    spreadsheets,
    word,
)
from commitments.documents.archive import Archive
from commitments.documents.blocks import Block
from commitments.documents.results import (
    MOST_LETTERS,
    MOST_TABLES,
    Found,
    Line,
    Remark,
    Row,
    Unreadable,
    pack_row,
)
from commitments.sandbox import isolation
from commitments.sandbox.processes import receive_text, send_texts, serve_forks

TRIPPED = 70
BATCH_ROWS, BATCH_LETTERS = 200, 100_000
MOST_MESSAGE_BYTES = 32 * 1024 * 1024
# Between the end that a child answers to and the end that the kernel makes.
GRACE_SECONDS = 2
OFFICE: dict[str, Callable[[Archive, list[Remark]], Iterator[Block]]] = {
    ".docx": word.blocks_of,
    ".odt": office_formats.read_odt,
    ".hwpx": office_formats.read_hwpx,
}
ENCRYPTED = b"encryption-data"
# Before the name of an error that no reader foresaw.
UNFORESEEN = "unforeseen "


class OutOfTime(BaseException):
    """Raised where processor time, or the time from one message to the next, is used up."""


def load() -> Callable[[socket.socket], NoReturn]:
    """Load nothing beyond the imports above."""
    return serve


def serve(connection: socket.socket) -> NoReturn:
    """Read one file and answer; this process ends here, whatever happens."""
    job: dict[str, Any] = {"wall_seconds": 1}

    def answer(header: dict[str, object]) -> None:
        # How fast the other end takes it is no fault of the file.
        signal.alarm(0)
        text = json.dumps(header).encode()
        if len(text) > MOST_MESSAGE_BYTES:
            raise Unreadable("memory")
        send_texts(connection, text)
        signal.alarm(job["wall_seconds"])

    try:
        job |= json.loads(receive_text(connection))
        content = receive_text(connection)
        close_sandbox(job, answer)
        program = job.get("program", "")
        if program:
            found = read_texts(job["ending"], content, lambda: ocr.Recogniser(program).read_page)
        else:
            found = (read_texts if job["call"] == "text" else read_tables)(job["ending"], content)
        for header in found:
            answer(header)
        answer({"end": measure_usage()})
    except Unreadable as error:
        answer({"refused": error.code, "detail": error.detail, "used": measure_usage()})
    except MemoryError:
        answer({"refused": "memory", "detail": "", "used": measure_usage()})
    except RecursionError:
        answer({"refused": "depth", "detail": "", "used": measure_usage()})
    except OutOfTime:
        answer({"refused": "ended", "detail": "", "used": measure_usage()})
    except Exception as error:
        detail = f"{UNFORESEEN}{type(error).__name__}: {error}"[:300]
        answer({"refused": "broken", "detail": detail, "used": measure_usage()})
    finally:
        os._exit(0)


def measure_usage() -> tuple[float, int]:
    """Return the processor seconds and the KiB of memory that this process has used."""
    taken = resource.getrusage(resource.RUSAGE_SELF)
    return taken.ru_utime + taken.ru_stime, taken.ru_maxrss


def close_sandbox(job: dict[str, Any], answer: Callable[[dict[str, object]], None]) -> None:
    """Drop access to the network and files, and limit memory and time."""

    def alarm(event: str) -> None:
        answer({"refused": "reached", "detail": event[:200], "used": measure_usage()})
        os._exit(TRIPPED)

    def out_of_time(_number: int, _frame: object) -> None:
        raise OutOfTime

    isolation.limit_resources(job["memory_bytes"], job["cpu_seconds"] + GRACE_SECONDS, job["wall_seconds"])
    isolation.set_limit(resource.RLIMIT_CPU, job["cpu_seconds"], job["cpu_seconds"] + GRACE_SECONDS)
    isolation.set_limit(resource.RLIMIT_FSIZE, 0, 0)
    for too_late in (signal.SIGXCPU, signal.SIGALRM):
        signal.signal(too_late, out_of_time)
    program = Path(job["program"]) if job.get("program") else None
    readable = [ocr.MODELS] if program else []
    isolation.shut_files(None, readable, program)
    isolation.set_tripwire(None, readable, alarm, program)


def read_texts(
    ending: str, content: bytes, start_ocr: Callable[[], pdf.ReadPage] | None = None
) -> Iterator[dict[str, object]]:
    """Yield the lines of a file in batches, and the remarks on them; `start_ocr` reads images of pages."""
    remarks: list[Remark] = []
    batch: list[tuple[str, str, int, bool, bool]] = []
    letters = batched = 0
    is_bare, is_blank = True, False
    for line in _lines(ending, content, remarks, start_ocr):
        for number, part in enumerate(line.text.split("\n")):
            # In plain text an empty line says that a paragraph ends; a second one says nothing more.
            if part or ending in (".txt", ".eml") and not is_blank:
                is_blank = not part
                is_bare = is_bare and not part
                letters += len(part) + 1
                batched += len(part) + 1
                goes_on = line.goes_on or number > 0
                batch.append((part, line.kind, line.level, goes_on, line.is_ocr))
        if letters > MOST_LETTERS:
            raise Unreadable("too_long")
        if batched > BATCH_LETTERS:
            yield {"lines": batch}
            batch, batched = [], 0
    if is_bare:
        raise Unreadable("no_text")
    yield {"lines": batch, "remarks": [(remark.code, remark.detail) for remark in remarks]}


def _lines(
    ending: str,
    content: bytes,
    remarks: list[Remark],
    start_ocr: Callable[[], pdf.ReadPage] | None,
) -> Iterator[Line]:
    if ending == ".txt":
        yield from plain_text.lines_of(content, remarks)
    elif ending == ".md":
        yield from plain_text.lines_of_markdown(content, remarks)
    elif ending == ".eml":
        yield from emails.lines_of(content, remarks)
    elif ending == ".pdf":
        yield from pdf.blocks_of(content, remarks, start_ocr)
    else:
        for block in _blocks(ending, content, remarks):
            if isinstance(block, Line):
                yield block
            elif isinstance(block, tuple):
                yield from block[1]


def _blocks(ending: str, content: bytes, remarks: list[Remark]) -> Iterator[Block]:
    yield from OFFICE[ending](_open_archive(content), remarks)


def _open_archive(content: bytes) -> Archive:
    archive = Archive(content)
    archive.refuse_types()
    if archive.holds("META-INF/manifest.xml", ENCRYPTED):
        raise Unreadable("password")
    return archive


def read_tables(ending: str, content: bytes) -> Iterator[dict[str, object]]:
    """Yield each table as it begins, and its rows in batches."""
    batch: list[object] = []
    letters = 0
    for one in _rows(ending, content):
        if isinstance(one, Found):
            if batch:
                yield {"rows": batch}
                batch, letters = [], 0
            if one.number > MOST_TABLES:
                raise Unreadable("too_many_tables")
            yield {"table": [one.number, one.title, one.is_hidden, one.encoding, one.separator]}
            continue
        batch.append(pack_row(one))
        letters += sum(len(cell) for cell in one.cells if isinstance(cell, str))
        if len(batch) >= BATCH_ROWS or letters > BATCH_LETTERS:
            yield {"rows": batch}
            batch, letters = [], 0
    yield {"rows": batch}


def _rows(ending: str, content: bytes) -> Iterator[Found | Row]:
    if ending == ".csv":
        yield from spreadsheets.read_delimited(content)
    elif ending == ".xlsx":
        yield from spreadsheets.read_workbook(content)
    elif ending == ".ods":
        yield from opendocument_sheets.read_spreadsheet(_open_archive(content))
    else:
        for block in _blocks(ending, content, []):
            if isinstance(block, tuple):
                yield block[0]
            elif isinstance(block, Found):
                yield block


if __name__ == "__main__":
    serve_forks(socket.socket(fileno=int(sys.argv[1])), load)
