"""Check whether a file may be stored: by its own bytes, never by opening it, and by the virus scanner.

The scanner is clamd, queried over its own protocol.
"""

import io
import re
import socket
import struct
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from commitments.errors import Refused

# What a part of an office document is called that is run, or may hold what is: macros, programs, objects of
# another program (a sheet inside a text is one of its own kind, and is no such object), controls.
PROGRAM = re.compile(r"vbaproject\.bin$|\.(?:exe|dll)$|/embeddings/[^/]*\.bin$|/activex/", re.IGNORECASE)
MOST_BYTES = 25 * 1024 * 1024
MOST_NAME = 120
# An office file is a ZIP archive: what it would unpack to, and how much of it there may be.
MOST_UNPACKED = 400 * 1024 * 1024
MOST_MEMBERS = 5000
# Long lists of the same rows pack 60 times smaller, what is made to fill a memory 1,000 times.
MOST_TIMES, LARGE_BYTES = 200, 8 * 1024 * 1024
# What the entry of each member in the list of an archive begins with.
ENTRY = b"PK\x01\x02"
OFFICE = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True, slots=True)
class FileKind:
    """One accepted kind of file: its endings, and how its bytes are recognised.

    They begin with one of `starts`, or are an archive that contains `member`, or are a text in `encoding`;
    the bytes of a kind that names none of these are not checked.
    """

    media_type: str
    endings: tuple[str, ...]
    starts: tuple[bytes, ...] = ()
    member: str = ""
    encoding: str = ""


KINDS = (
    FileKind("application/pdf", (".pdf",), (b"%PDF-",)),
    FileKind("image/png", (".png",), (b"\x89PNG\r\n\x1a\n",)),
    FileKind("image/jpeg", (".jpg", ".jpeg"), (b"\xff\xd8\xff",)),
    FileKind("image/tiff", (".tif", ".tiff"), (b"II*\x00", b"MM\x00*")),
    FileKind(f"{OFFICE}wordprocessingml.document", (".docx",), member="word/document.xml"),
    FileKind(f"{OFFICE}spreadsheetml.sheet", (".xlsx",), member="xl/workbook.xml"),
    FileKind(f"{OFFICE}presentationml.presentation", (".pptx",), member="ppt/presentation.xml"),
    FileKind("application/vnd.oasis.opendocument.text", (".odt",), member="content.xml"),
    FileKind("message/rfc822", (".eml",), encoding="latin-1"),
    FileKind("text/plain", (".txt",), encoding="utf-8-sig"),
)


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that passed: a name that can be displayed, its kind, and its bytes."""

    name: str
    media_type: str
    content: bytes


def check_file(name: str, content: bytes, kinds: Sequence[FileKind] = KINDS) -> CheckedFile:
    """Check a file by name and bytes; raises `Refused` where it is not accepted.

    The ending must be of one of `kinds` and the bytes must be of that kind. Office files with macros,
    encrypted archives and archives that unpack to too much are refused. The inside of a PDF is not checked:
    it is only offered as a download, which no page of ours shows.
    """
    if len(content) > MOST_BYTES:
        raise Refused(
            _("The file is larger than 25 MB. Upload a smaller copy, or record only the document number."),
            "too_big",
        )
    if not content:
        raise Refused(_("The file is empty. Check the file, then select it again."), "empty")
    clean = _name(name)
    ending = PurePosixPath(clean).suffix.lower()
    kind = next((one for one in kinds if ending in one.endings), None)
    if kind is None:
        raise Refused(
            _(
                "This file type is not supported. Save the file as a PDF, an office document, an image "
                "or a text file."
            ),
            "kind",
        )
    if not _is(kind, content):
        raise Refused(
            _(
                "The content of the file does not match its extension (%(ending)s). Save the file again "
                "as a PDF."
            )
            % {"ending": ending},
            "not_what_it_says",
        )
    return CheckedFile(clean, kind.media_type, content)


def _name(name: str) -> str:
    """Return the last part of a path, without invisible characters and those that change the reading
    direction.
    """
    last = PureWindowsPath(PurePosixPath(name.replace("\x00", "")).name).name
    seen = "".join(char for char in last if unicodedata.category(char)[0] != "C")
    stem, ending = PurePosixPath(seen).stem, PurePosixPath(seen).suffix
    return f"{stem[: MOST_NAME - len(ending)]}{ending}" if seen else ""


def _is(kind: FileKind, content: bytes) -> bool:
    if kind.member:
        return _is_office(kind, content)
    if kind.starts:
        return content.startswith(kind.starts)
    if not kind.encoding:
        return True
    try:
        return "\x00" not in content.decode(kind.encoding)
    except UnicodeDecodeError:
        return False


def _is_office(kind: FileKind, content: bytes) -> bool:
    """Return whether the archive's directory lists the member; nothing is unpacked."""
    # Counted first: reading a list of hundreds of thousands takes seconds.
    if content.count(ENTRY) > MOST_MEMBERS:
        raise Refused(_("The document is too large after unpacking. Save it as a PDF."), "too_big")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError):
        return False
    names = {member.filename for member in members}
    if any(PROGRAM.search(name) for name in names):
        raise Refused(_("The document contains a macro or a program. Save it as a PDF."), "macro")
    sizes = [(member.file_size, member.compress_size) for member in members]
    whole = sum(size for size, _ in sizes), sum(packed for _, packed in sizes)
    is_bomb = any(size > LARGE_BYTES and size > MOST_TIMES * packed for size, packed in (whole, *sizes))
    if is_bomb or whole[0] > MOST_UNPACKED:
        raise Refused(_("The document is too large after unpacking. Save it as a PDF."), "too_big")
    return kind.member in names and not any(member.flag_bits & 1 for member in members)


WAIT_SECONDS = 30
CHUNK = 1 << 16
# Longer than any answer of clamd; whoever says more is no scanner.
LONGEST_ANSWER = 4096


def check_and_scan(name: str, content: bytes) -> CheckedFile:
    """Check a file by name and bytes, and pass it to the scanner where one is configured.

    Raises `Refused`: where `check_file` refuses it, where the scanner finds something ("infected"), and where
    it does not answer ("not_scanned"), since a file that was not scanned is not stored.
    """
    paper = check_file(name, content)
    scan_bytes(paper.content)
    return paper


def scan_bytes(content: bytes) -> None:
    """Pass bytes to the scanner where one is configured; raises `Refused` like `check_and_scan`."""
    if settings.SCANNER is not None:
        _scan(content)


def is_scanner_up() -> bool:
    """Return whether the scanner answers at all."""
    try:
        return _query_scanner(b"zPING\0") == "PONG"
    except OSError:
        return False


def _scan(content: bytes) -> None:
    try:
        answer = _query_scanner(b"zINSTREAM\0", *_chunks(content))
    except OSError as error:
        raise _not_scanned() from error
    if answer.endswith(" FOUND"):
        raise Refused(
            _(
                "The virus scanner classified the file as harmful. The file was not stored. Inform "
                "your security officer."
            ),
            "infected",
        )
    if answer != "stream: OK":
        raise _not_scanned()


def _not_scanned() -> Refused:
    return Refused(
        _(
            "The file could not be scanned and was not stored. Try again later, or record only the "
            "document number."
        ),
        "not_scanned",
    )


def _chunks(content: bytes) -> Iterator[bytes]:
    """Cut a file into pieces, each after its length in four bytes; an empty one ends it."""
    for start in range(0, len(content), CHUNK):
        piece = content[start : start + CHUNK]
        yield struct.pack("!I", len(piece)) + piece
    yield struct.pack("!I", 0)


def _query_scanner(*parts: bytes) -> str:
    """Send a command and return the answer; raises OSError where there is none in time."""
    assert settings.SCANNER is not None
    kind, where = settings.SCANNER
    family = socket.AF_UNIX if kind == "unix" else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as connection:
        connection.settimeout(WAIT_SECONDS)
        connection.connect(where)
        for part in parts:
            connection.sendall(part)
        answer = b""
        while len(answer) < LONGEST_ANSWER and not answer.endswith(b"\0"):
            more = connection.recv(LONGEST_ANSWER)
            if not more:
                break
            answer += more
    return answer.rstrip(b"\0").decode(errors="replace")
