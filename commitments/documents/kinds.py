"""Which files are read, as a text or as tables: by name and bytes, before anything is opened."""

from pathlib import PurePosixPath, PureWindowsPath

from commitments import files
from commitments.documents import sentences
from commitments.errors import Refused
from commitments.files import OFFICE, Kind

ZIP = b"PK\x03\x04"
# What Word, Excel and Hangul wrote until 2007, and what they write around a document with a password.
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

DOCX = Kind(f"{OFFICE}wordprocessingml.document", (".docx",), (ZIP,), "word/document.xml")
XLSX = Kind(f"{OFFICE}spreadsheetml.sheet", (".xlsx",), (ZIP,), "xl/workbook.xml")
ODT = Kind("application/vnd.oasis.opendocument.text", (".odt",), (ZIP,), "content.xml")
HWPX = Kind("application/hwp+zip", (".hwpx",), (ZIP,), "Contents/section0.xml")
PDF = Kind("application/pdf", (".pdf",), (b"%PDF-",))
TXT = Kind("text/plain", (".txt", ".text"))
MD = Kind("text/markdown", (".md", ".markdown"))
CSV = Kind("text/csv", (".csv", ".tsv", ".tab", ".txt"))

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
    """Check a file by name and bytes and give its ending; Refused says what to do where it is not read."""
    ending = PurePosixPath(PureWindowsPath(name).name).suffix.lower()
    kinds = TABLES if is_table else TEXTS
    kind = next((one for one in kinds if ending in one.endings), None)
    if kind is None:
        raise sentences.of_ending(ending, is_table=is_table)
    if len(content) > files.MOST_BYTES:
        raise sentences.refusal("too_big")
    if kind.starts and content.startswith(OLD):
        raise sentences.refusal("password" if ENCRYPTED in content else "old")
    try:
        files.checked(f"file{ending}", content, kinds)
    except Refused as error:
        raise sentences.refusal(CODES[error.code]) from error
    return kind.endings[0]
