"""Printed lines to paragraphs: what the width of the paper cut is joined, running heads are dropped; pure."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from commitments.documents.shapes import Line, LineKind

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


@dataclass(frozen=True, slots=True)
class Printed:
    """One line on a page: its place in points from the bottom left, and the size of its font.

    `is_cut` says that its last word is hyphenated.
    """

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    is_cut: bool = False

    @property
    def height(self) -> float:
        """Give what the line takes on the page, whatever scale its font is drawn at."""
        return max(self.top - self.bottom, 1.0)


def lines_of(pages: Sequence[Sequence[Printed]]) -> Iterator[Line]:
    """Give the paragraphs of all pages, in reading order; a paragraph may go on over a page or a column."""
    kept = _without_running_heads(pages)
    sizes = Counter(round(line.size, 1) for page in kept for line in page for _ in line.text)
    usual = sizes.most_common(1)[0][0] if sizes else 0.0
    held: list[Printed] = []
    before: list[Printed] = []
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


def _paragraph(lines: Sequence[Printed], usual: float) -> Line:
    text, last = lines[0].text, lines[0]
    for line in lines[1:]:
        # Some programs cut Hangul within a word too, and no PDF says which: a space is right more often.
        text, last = f"{text}{'' if last.is_cut else ' '}{line.text}", line
    if lines[0].size > usual * HEADING_TIMES and len(text) < HEADING_LETTERS:
        return Line(text, LineKind.HEADING, 1)
    return Line(text, LineKind.ITEM, 1) if MARK.match(text) else Line(text)


def _step(page: Sequence[Printed]) -> float:
    """Give the distance from one line to the next within a paragraph: the smallest that is usual."""
    steps = [above.top - line.top for above, line in itertools.pairwise(page)]
    down = sorted(step for step in steps if step > 1)
    return down[len(down) // 4] if down else 1.0


def _goes_on(held: Sequence[Printed], line: Printed, page: Sequence[Printed], step: float) -> bool:
    """Say whether a line belongs to the paragraph before it; without a step it is the first of its page."""
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


def _is_full(last: Printed, line: Printed, page: Sequence[Printed]) -> bool:
    """Say whether the first word of a line would not have fitted at the end of the one before."""
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


def _without_running_heads(pages: Sequence[Sequence[Printed]]) -> list[list[Printed]]:
    """Leave out what stands first or last on most pages, numbers apart, and the numbers of pages."""
    edges = [_edges(page) for page in pages]
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


def _edges(page: Sequence[Printed]) -> list[Printed]:
    """Give the lines at the ends, by height and by order: a footer may be written before the text."""
    by_height = sorted(page, key=lambda line: -line.top)
    return [*page[:2], *page[-2:], *by_height[:2], *by_height[-2:]]


def _key(text: str) -> str:
    return re.sub(r"\d+", "#", text)
