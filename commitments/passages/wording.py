"""Where words stand in a text: its paragraphs by number, and words found whatever their line breaks. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from commitments.intake.blocks import BlockKind, blocks_of
from commitments.intake.sentences import composed

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph as it stands, with the mark before a point; a heading has no number."""

    start: int
    end: int
    number: int | None
    is_point: bool = False


def text_of(text: str) -> str:
    """Give a text as its places count in it: with composed characters (NFC) and plain line ends."""
    return composed(re.sub(r"\r\n?", "\n", text))


def paragraphs_of(text: str) -> list[Paragraph]:
    """Cut a text into numbered paragraphs; headings between them have no number."""
    found: list[Paragraph] = []
    number = 0
    for block in blocks_of(text):
        is_heading = block.kind is BlockKind.HEADING
        number += not is_heading
        # The mark before a point belongs to what is shown.
        start = text.rfind("\n", 0, block.start) + 1
        start = max(start, found[-1].end if found else 0)
        is_point = block.kind is BlockKind.POINT
        found.append(Paragraph(start, block.end, None if is_heading else number, is_point))
    return found


def number_at(paragraphs: Sequence[Paragraph], place: int) -> int | None:
    """Give the number of the paragraph in which a place lies; None in a heading."""
    return next((one.number for one in paragraphs if one.start <= place < one.end), None)


def occurrences(text: str, words: str) -> Iterator[Place]:
    """Find words wherever they stand, letter by letter, whatever stands between them as space."""
    parts = words.split()
    if parts:
        pattern = re.compile(r"\s+".join(re.escape(part) for part in parts))
        yield from (found.span() for found in pattern.finditer(text))


def nearest(text: str, words: str, near: int, taken: frozenset[Place]) -> Place | None:
    """Find the words nearest to a place where nothing else stands already; None where they are no more."""
    free = [place for place in occurrences(text, words) if place not in taken]
    return min(free, key=lambda place: abs(place[0] - near), default=None)


def folded(words: str) -> str:
    """Give words with single spaces, as two texts of one sentence are compared."""
    return " ".join(words.split())
