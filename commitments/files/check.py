"""Whether a file may be kept: pure, by its own bytes and never by opening it in a reader."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath

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
class Kind:
    """One kind of file that is taken: its endings, and what its bytes are.

    They begin with one of `starts`, or are an archive that holds `member`, or are a text in `encoding`; of a
    kind that names none of these nothing is asked.
    """

    media_type: str
    endings: tuple[str, ...]
    starts: tuple[bytes, ...] = ()
    member: str = ""
    encoding: str = ""


KINDS = (
    Kind("application/pdf", (".pdf",), (b"%PDF-",)),
    Kind("image/png", (".png",), (b"\x89PNG\r\n\x1a\n",)),
    Kind("image/jpeg", (".jpg", ".jpeg"), (b"\xff\xd8\xff",)),
    Kind("image/tiff", (".tif", ".tiff"), (b"II*\x00", b"MM\x00*")),
    Kind(f"{OFFICE}wordprocessingml.document", (".docx",), member="word/document.xml"),
    Kind(f"{OFFICE}spreadsheetml.sheet", (".xlsx",), member="xl/workbook.xml"),
    Kind(f"{OFFICE}presentationml.presentation", (".pptx",), member="ppt/presentation.xml"),
    Kind("application/vnd.oasis.opendocument.text", (".odt",), member="content.xml"),
    Kind("message/rfc822", (".eml",), encoding="latin-1"),
    Kind("text/plain", (".txt",), encoding="utf-8-sig"),
)


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that passed: a name fit to be shown, its kind, and its bytes."""

    name: str
    media_type: str
    content: bytes


def checked(name: str, content: bytes, kinds: Sequence[Kind] = KINDS) -> Paper:
    """Check a file by name and bytes; Refused says what to do where it is not taken.

    The ending must be of one of `kinds` and the bytes must be of that kind. Office files with macros,
    encrypted archives and archives that unpack to more than a sane document are refused. What is inside a PDF
    is not looked at: it is given out as a download, which no page of ours ever shows.
    """
    if len(content) > MOST_BYTES:
        raise Refused(
            _("The file is larger than 25 MB. File a smaller copy, or its number alone."), "too_big"
        )
    if not content:
        raise Refused(_("The file is empty. Choose it again."), "empty")
    clean = _name(name)
    ending = PurePosixPath(clean).suffix.lower()
    kind = next((one for one in kinds if ending in one.endings), None)
    if kind is None:
        raise Refused(
            _("Files of this kind are not taken. Save it as PDF, an office document, an image or text."),
            "kind",
        )
    if not _is(kind, content):
        raise Refused(
            _("The file is not what its name says (%(ending)s). Save it anew as PDF.") % {"ending": ending},
            "not_what_it_says",
        )
    return Paper(clean, kind.media_type, content)


def _name(name: str) -> str:
    """Keep the last part of a path, without what cannot be seen or turns the reading direction."""
    last = PureWindowsPath(PurePosixPath(name.replace("\x00", "")).name).name
    seen = "".join(char for char in last if unicodedata.category(char)[0] != "C")
    stem, ending = PurePosixPath(seen).stem, PurePosixPath(seen).suffix
    return f"{stem[: MOST_NAME - len(ending)]}{ending}" if seen else ""


def _is(kind: Kind, content: bytes) -> bool:
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


def _is_office(kind: Kind, content: bytes) -> bool:
    """Read the list of contents alone; nothing is unpacked."""
    # Counted first: reading a list of hundreds of thousands takes seconds.
    if content.count(ENTRY) > MOST_MEMBERS:
        raise Refused(_("The document unpacks to far too much. Save it as PDF."), "too_big")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError):
        return False
    names = {member.filename for member in members}
    if any(PROGRAM.search(name) for name in names):
        raise Refused(_("The document carries a macro or a program. Save it as PDF."), "macro")
    sizes = [(member.file_size, member.compress_size) for member in members]
    whole = sum(size for size, _ in sizes), sum(packed for _, packed in sizes)
    is_bomb = any(size > LARGE_BYTES and size > MOST_TIMES * packed for size, packed in (whole, *sizes))
    if is_bomb or whole[0] > MOST_UNPACKED:
        raise Refused(_("The document unpacks to far too much. Save it as PDF."), "too_big")
    return kind.member in names and not any(member.flag_bits & 1 for member in members)
