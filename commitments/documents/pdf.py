"""PDFs that hold text, by PDFium: each page as lines with their places; a scan has none and is refused."""

import re
import zlib
from collections.abc import Iterator
from typing import Any

import pypdfium2
from pypdfium2 import raw

from commitments.documents.paragraphs import Printed, lines_of
from commitments.documents.shapes import MOST_LETTERS, Line, Remark, Unreadable

MOST_PAGES = 2_000
MEGABYTE = 1024 * 1024
# A font of all Chinese characters takes 20 MB, a page that is written on hardly one.
MOST_UNPACKED, MOST_WRITTEN, MOST_WHOLE = 32 * MEGABYTE, 6 * MEGABYTE, 200 * MEGABYTE
MOST_PACKED, CHUNK_BYTES, DICTIONARY_BYTES = 8 * MEGABYTE, MEGABYTE, 400
STREAM = re.compile(rb"stream\r?\n[\x48\x58\x68\x78]")
TEXT = re.compile(rb"\bT[jJ]\b")
# A stamp on a scan, or the number of a page, is no text of the page.
FEWEST_LETTERS = 12
LEAST_SIZE = 3.0
# What PDFium gives for a hyphen at the end of a line.
HYPHENS = {0x02, 0xFFFE, 0xAD}
SOFT = "\xad"
PASSWORD, SECURITY = raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY


def blocks_of(content: bytes, remarks: list[Remark]) -> Iterator[Line]:
    """Give the paragraphs of a PDF; which pages have no text goes to `remarks`."""
    _refuse_bombs(content)
    try:
        document: Any = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        is_shut = error.err_code in (PASSWORD, SECURITY)
        raise Unreadable("password" if is_shut else "broken") from error
    if len(document) > MOST_PAGES:
        raise Unreadable("too_long")
    pages, bare, letters = [], [], 0
    for number in range(len(document)):
        printed = _page(document, number)
        written = sum(len(line.text) for line in printed)
        letters += written
        if letters > MOST_LETTERS:
            raise Unreadable("too_long")
        if written < FEWEST_LETTERS:
            bare.append(number + 1)
        pages.append(printed)
    if len(bare) == len(pages):
        raise Unreadable("scan")
    if bare:
        remarks.append(
            Remark("bare_pages", ", ".join(map(str, bare[:20])) + (" …" if len(bare) > 20 else ""))
        )
    yield from lines_of(pages)


def _refuse_bombs(content: bytes) -> None:
    """Refuse streams that unpack to more than text takes: PDFium dies where memory ends.

    Pictures are passed over, for they are not unpacked. What is packed twice, or drawn many times over, is
    not seen here; the child that reads may end by it, and nothing else.
    """
    whole = 0
    for found in STREAM.finditer(content):
        if b"/Image" in content[max(0, found.start() - DICTIONARY_BYTES) : found.start()]:
            continue
        unpacked, size, is_text = zlib.decompressobj(), 0, False
        rest = content[found.end() - 1 : found.end() + MOST_PACKED]
        try:
            while rest and not unpacked.eof:
                piece = unpacked.decompress(rest, CHUNK_BYTES)
                is_text = is_text or TEXT.search(piece) is not None
                size += len(piece)
                rest = unpacked.unconsumed_tail
                if size > (MOST_WRITTEN if is_text else MOST_UNPACKED):
                    raise Unreadable("unpacks")
        except zlib.error:
            # PDFium takes what came before the damage.
            whole += size
            continue
        whole += size
        if whole > MOST_WHOLE:
            raise Unreadable("unpacks")


def _page(document: Any, number: int) -> list[Printed]:
    """Give the lines of one page in the order in which they are written; a page that is broken has none."""
    try:
        page = document[number]
        text = page.get_textpage()
    except pypdfium2.PdfiumError:
        return []
    lines: list[Printed] = []
    codes: list[int] = []
    first = 0
    for place in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, place)
        if code in (0x0A, 0x0D):
            _close(text, codes, first, place, lines)
            codes, first = [], place + 1
        else:
            codes.append(code)
    _close(text, codes, first, first + len(codes), lines)
    text.close()
    page.close()
    return lines


def _close(text: Any, codes: list[int], first: int, end: int, lines: list[Printed]) -> None:
    """Add one line with its place, unless there is nothing to be seen in it."""
    is_cut = bool(codes) and codes[-1] in HYPHENS
    written = _written(codes[:-1] if is_cut else codes).strip()
    if not written:
        return
    seen = [place for place in range(first, end) if codes[place - first] not in (0x20, 0xA0, 0x09)]
    try:
        left, bottom, _, top = text.get_charbox(seen[0], loose=True)
        _, _, right, _ = text.get_charbox(seen[-1], loose=True)
    except pypdfium2.PdfiumError:
        left = bottom = right = top = 0.0
    size = float(raw.FPDFText_GetFontSize(text, seen[0]))
    # The size of a font may be 1, and its matrix make it large: then the height of the letter tells.
    height = size if size > LEAST_SIZE else max(top - bottom, LEAST_SIZE)
    lines.append(Printed(written, left, right, top, bottom, height, is_cut))


def _written(codes: list[int]) -> str:
    """Join code points; halves of a pair are put together, what is none is left out."""
    joined = "".join(chr(code) for code in codes if code < 0x110000 and (code >= 0x20 or code == 0x09))
    whole = joined.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return whole.replace(SOFT, "").replace("\ufffe", "").replace("\uffff", "")
