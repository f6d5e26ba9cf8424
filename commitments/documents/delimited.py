"""Separated values to rows: any of four separators, any line end, any encoding that is known here."""

import csv
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator

from commitments.documents.encodings import encoding_of, pieces
from commitments.documents.shapes import MOST_CELL, MOST_COLUMNS, MOST_ROWS, Doubt, Found, Row, Unreadable

SEPARATORS = (",", ";", "\t", "|")
# A first line by which Excel is told the separator.
TOLD = "sep="
SAMPLE_ROWS = 60
SAMPLE_LETTERS = 1 << 16
QUOTE = '"'


def rows_of(content: bytes) -> Iterator[Found | Row]:
    """Give the one table, and then its rows; a blank line counts as a row and is left out."""
    encoding, _ = encoding_of(content)
    lines = Lines(pieces(content, encoding))
    sample = list(itertools.islice(lines, SAMPLE_ROWS * 20))
    told = sample[0].strip()[len(TOLD) :] if sample and sample[0].lower().startswith(TOLD) else ""
    separator = told if len(told) == 1 else separator_of(sample)
    yield Found(1, encoding=encoding, separator=separator)
    yield from _rows(itertools.chain(sample, lines), lines, separator, skipped=1 if told else 0)


def _rows(text: Iterable[str], lines: "Lines", separator: str, skipped: int) -> Iterator[Row]:
    csv.field_size_limit(MOST_CELL)
    reader, held = csv.reader(text, delimiter=separator), None
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if number > MOST_ROWS:
                raise Unreadable("too_many_rows")
            if number <= skipped:
                continue
            while cells and not cells[-1].strip():
                cells.pop()
            if len(cells) > MOST_COLUMNS:
                raise Unreadable("too_wide", str(number))
            if cells:
                if held:
                    yield held
                held = Row(number, tuple(cell or None for cell in cells))
    except csv.Error as error:
        raise Unreadable("quote", str(number + 1)) from error
    if held:
        # One quotation mark too few, and the last cell holds lines: it was never closed.
        is_open = lines.quotes % 2 and "\n" in str(held.cells[-1])
        doubts = {len(held.cells) - 1: Doubt.QUOTE} if is_open else {}
        yield Row(held.number, held.cells, doubts=doubts)


class Lines:
    """Cut pieces of text into lines that keep their ends, and count quotation marks."""

    def __init__(self, text: Iterator[str]) -> None:
        self.quotes = 0
        self.lines = self._cut(text)

    def __iter__(self) -> Iterator[str]:
        return self.lines

    def _cut(self, text: Iterator[str]) -> Iterator[str]:
        rest: list[str] = []
        length = 0
        for piece in text:
            self.quotes += piece.count(QUOTE)
            *whole, last = piece.split("\n")
            for line in whole:
                yield "".join((*rest, line, "\n"))
                rest, length = [], 0
            rest.append(last)
            length += len(last)
            if length > 2 * MOST_CELL:
                # No line end far and wide: passed on, to be refused as too long a cell or too wide a row.
                yield "".join(rest)
                rest, length = [], 0
        if length:
            yield "".join(rest)


def separator_of(sample: list[str]) -> str:
    """Choose the separator by which most rows have the width of the first; a list within cells varies."""
    csv.field_size_limit(SAMPLE_LETTERS)
    best, best_score = SEPARATORS[0], 0.0
    for separator in SEPARATORS:
        widths = _widths(sample, separator)
        if not widths or widths[0] < 2:
            continue
        common = Counter(widths).most_common(1)[0]
        alike = sum(width == widths[0] for width in widths) / len(widths)
        score = max(alike, 0.9 * common[1] / len(widths) if common[0] > 1 else 0) + min(widths[0], 20) / 100
        if score > best_score:
            best, best_score = separator, score
    return best


def _widths(sample: list[str], separator: str) -> list[int]:
    widths: list[int] = []
    try:
        for cells in itertools.islice(csv.reader(iter(sample), delimiter=separator), SAMPLE_ROWS):
            if any(cell.strip() for cell in cells):
                widths.append(len(cells))
    except csv.Error:
        # What was read before the cell without an end is enough to tell by.
        return widths
    return widths
