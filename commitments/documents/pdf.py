"""Read PDFs by PDFium: lines with their places become paragraphs; pages without text are read by OCR.

Lines broken by the width of the page are joined, and running headers are dropped.
"""

import itertools
import re
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

import pypdfium2
from pypdfium2 import raw

from commitments.documents.results import (
    BARE_PAGES,
    MOST_LETTERS,
    OCR,
    OCR_PAGES,
    Line,
    LineKind,
    PrintedLine,
    Remark,
    Unreadable,
)

MARK = re.compile(
    r"(?:[•●○◦▪■□◆◇▶►⁃∙·※❍➢✓*-]|[–—](?=\s)|[①-⑳]|\(?(?:\d{1,3}(?:\.\d{1,3}){0,4}|[a-zA-Z]|[ivxIVX]{1,5}|[가나다라마바사아자차카타파하])[.)]"
    r"|\d{1,3}(?:\.\d{1,3}){1,4}|제\s?\d+\s?[조항장]|(?:Article|Section|Annex|Chapter) [\dIVX]+)(?:\s|$)"
)
PAGE_NUMBER = re.compile(
    r"\W*(?:page|p\.|쪽|페이지)?\W*\d{1,4}\W*(?:(?:of|/|의)\W*\d{1,4})?\W*(?:쪽|페이지)?\W*", re.I
)
# A line that ends so ends its sentence.
ENDED = re.compile(r"[.!?:;。！？…][\"'”’)\]」』]*$")
HEADING_TIMES = 1.15
HEADING_LETTERS = 200
# Lines further apart than this many times what is usual on the page belong to two paragraphs.
APART_TIMES = 1.35
INDENT_SIZES = 0.8
FEWEST_PAGES = 2
FEWEST_LINES = 8


def lines_of(pages: Sequence[Sequence[PrintedLine]]) -> Iterator[Line]:
    """Yield the paragraphs of all pages, in reading order; a paragraph may continue on the next page or
    column.
    """
    kept = _without_running_heads(pages)
    sizes = Counter(round(line.size, 1) for page in kept for line in page for _ in line.text)
    usual = sizes.most_common(1)[0][0] if sizes else 0.0
    held: list[PrintedLine] = []
    before: list[PrintedLine] = []
    for page in kept:
        step, is_first = _step(page), True
        # On a page of few lines the page before tells how far they might reach.
        beside = page if len(page) >= FEWEST_LINES else [*before, *page]
        for line in page:
            if held and not _goes_on(held, line, beside, 0.0 if is_first else step):
                yield _paragraph(held, usual)
                held = []
            held.append(line)
            is_first = False
        before = page or before
    if held:
        yield _paragraph(held, usual)


def _paragraph(lines: Sequence[PrintedLine], usual: float) -> Line:
    text, last = lines[0].text, lines[0]
    for line in lines[1:]:
        # Some programs cut Hangul within a word too, and no PDF says which: a space is right more often.
        text, last = f"{text}{'' if last.is_cut else ' '}{line.text}", line
    kind, level = LineKind.PARAGRAPH, 0
    if lines[0].size > usual * HEADING_TIMES and len(text) < HEADING_LETTERS:
        kind, level = LineKind.HEADING, 1
    elif MARK.match(text):
        kind, level = LineKind.ITEM, 1
    return Line(text, kind, level, is_ocr=any(line.is_ocr for line in lines))


def _step(page: Sequence[PrintedLine]) -> float:
    """Return the distance from one line to the next within a paragraph: the smallest usual one."""
    steps = [above.top - line.top for above, line in itertools.pairwise(page)]
    down = sorted(step for step in steps if step > 1)
    return down[len(down) // 4] if down else 1.0


def _goes_on(
    held: Sequence[PrintedLine], line: PrintedLine, page: Sequence[PrintedLine], step: float
) -> bool:
    """Return whether a line continues the paragraph before it; without a step it is the first of its page."""
    last = held[-1]
    if last.is_cut:
        return True
    if MARK.match(line.text) or abs(line.size - last.size) > 0.12 * max(last.size, line.size):
        return False
    distance = last.top - line.top
    if step and abs(distance) < 0.4 * last.height:
        # Beside it: a cell of a table, or a part of the line set apart.
        return False
    is_below = distance > 0 and line.left < last.right and line.right > last.left
    if not is_below or not step:
        # Over a column or a page a sentence goes on where nothing has ended it.
        return not ENDED.search(last.text) and line.text[:1].islower()
    if distance > APART_TIMES * max(step, last.height):
        return False
    is_item = bool(MARK.match(held[0].text))
    if not is_item and line.left > held[-1].left + INDENT_SIZES * line.height and len(held) > 1:
        return False
    return _is_full(last, line, page)


def _is_full(last: PrintedLine, line: PrintedLine, page: Sequence[PrintedLine]) -> bool:
    """Return whether the first word of a line would not have fitted at the end of the line before."""
    beside = sorted(
        other.right
        for other in page
        if other.left <= last.right and other.right >= last.left and other.left > last.left - 15 * last.height
    )
    # A few lines may reach beyond the column: an address, a table.
    edge = max(last.right, beside[len(beside) * 5 // 6]) if beside else last.right
    word, _, _ = line.text.partition(" ")
    width = (line.right - line.left) / max(len(line.text), 1)
    return last.right + (len(word) + 1) * width > edge - 0.5 * last.height


def _without_running_heads(pages: Sequence[Sequence[PrintedLine]]) -> list[list[PrintedLine]]:
    """Remove what is first or last on most pages, apart from its numbers, and page numbers."""
    edges = [_find_edge_lines(page) for page in pages]
    met = Counter(key for page in edges for key in {_key(line.text) for line in page})
    full = sum(bool(page) for page in pages)
    kept = []
    for page, edge in zip(pages, edges, strict=True):
        dropped = {
            line
            for line in edge
            if full >= FEWEST_PAGES
            and met[_key(line.text)] * 2 > full
            or (full > 1 or line is edge[-1])
            and PAGE_NUMBER.fullmatch(line.text)
        }
        kept.append([line for line in page if line not in dropped])
    return kept


def _find_edge_lines(page: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Return the lines at the top and bottom, by height and by order: a footer may be written before the
    text.
    """
    by_height = sorted(page, key=lambda line: -line.top)
    return [*page[:2], *page[-2:], *by_height[:2], *by_height[-2:]]


def _key(text: str) -> str:
    return re.sub(r"\d+", "#", text)


MOST_PAGES = 2_000
# Each takes two to four seconds, and a person waits.
MOST_SCANNED = 20
MOST_LISTED = 20
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


# What reads the image of a page, such as `ocr.Recogniser.read_page`.
ReadPage = Callable[[Any], list[PrintedLine]]


def blocks_of(
    content: bytes, remarks: list[Remark], start_ocr: Callable[[], ReadPage] | None = None
) -> Iterator[Line]:
    """Yield the paragraphs of a PDF; pages without text go to `remarks`.

    `start_ocr` gives what reads such pages from their images; without it, a PDF with no text is refused.
    """
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
            bare.append(number)
        pages.append(printed)
    if len(bare) == len(pages) and (start_ocr is None or len(pages) > MOST_SCANNED):
        raise Unreadable("scan" if start_ocr is None else "long_scan")
    yield from lines_of(_read_images(document, pages, bare, start_ocr, remarks))


def _read_images(
    document: Any,
    pages: list[list[PrintedLine]],
    bare: Sequence[int],
    start_ocr: Callable[[], ReadPage] | None,
    remarks: list[Remark],
) -> list[list[PrintedLine]]:
    """Read the first pages without text from their images, each in its place; name those with no text."""
    is_scan, read = len(bare) == len(pages), dict[int, list[PrintedLine]]()
    drawn = [number for number in bare if is_scan or _is_drawn(document[number])][:MOST_SCANNED]
    if start_ocr is not None and drawn:
        read_page = start_ocr()
        read = {number: lines for number in drawn if (lines := read_page(document[number]))}
    if is_scan and not read:
        raise Unreadable("scan")
    if read:
        remarks.append(Remark(OCR) if is_scan else Remark(OCR_PAGES, _list_pages(read)))
    if left := [number for number in bare if number not in read]:
        remarks.append(Remark(BARE_PAGES, _list_pages(left)))
    return [read.get(number, page) for number, page in enumerate(pages)]


def _is_drawn(page: Any) -> bool:
    """Return whether there is more on a page than letters: an image, or letters drawn as lines."""
    return any(one.type != raw.FPDF_PAGEOBJ_TEXT for one in page.get_objects(max_depth=1))


def _list_pages(numbers: Collection[int]) -> str:
    """Return the numbers of pages, counted from 1; the first of many."""
    told = ", ".join(str(number + 1) for number in [*numbers][:MOST_LISTED])
    return told + (" …" if len(numbers) > MOST_LISTED else "")


def _refuse_bombs(content: bytes) -> None:
    """Refuse streams that unpack to more than text takes: PDFium crashes when memory runs out.

    Pictures are skipped, since they are not unpacked. What is packed twice, or drawn many times, is not
    noticed here; it may end the process that reads, and nothing else.
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


def _page(document: Any, number: int) -> list[PrintedLine]:
    """Return the lines of one page in the order in which they are written; a broken page has none."""
    try:
        page = document[number]
        text = page.get_textpage()
    except pypdfium2.PdfiumError:
        return []
    lines: list[PrintedLine] = []
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


def _close(text: Any, codes: list[int], first: int, end: int, lines: list[PrintedLine]) -> None:
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
    lines.append(PrintedLine(written, left, right, top, bottom, height, is_cut))


def _written(codes: list[int]) -> str:
    """Join code points; halves of a pair are put together, what is none is left out."""
    joined = "".join(chr(code) for code in codes if code < 0x110000 and (code >= 0x20 or code == 0x09))
    whole = joined.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return whole.replace(SOFT, "").replace("\ufffe", "").replace("\uffff", "")
