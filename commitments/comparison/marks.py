"""A text cut where its marks begin and end, ready to be shown."""

from collections.abc import Iterable
from dataclasses import dataclass

from commitments.comparison.words import tidied


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text with the numbers of the flags on it; without text it is where words are missing."""

    text: str
    numbers: tuple[int, ...] = ()


def segments(text: str, marks: Iterable[tuple[tuple[int, int], int]]) -> tuple[Segment, ...]:
    """Cut a text at the places of its numbered marks; the pieces together are the tidied text."""
    text = tidied(text)
    places = sorted((place, number) for place, number in marks)
    edges = sorted({0, len(text), *(edge for (start, end), _n in places for edge in (start, end))})
    found: list[Segment] = []
    for at, edge in enumerate(edges):
        gaps = tuple(number for (start, end), number in places if start == end == edge)
        found += [Segment("", gaps)] if gaps else []
        if at + 1 < len(edges):
            covering = tuple(n for (start, end), n in places if start <= edge and edges[at + 1] <= end)
            found.append(Segment(text[edge : edges[at + 1]], covering))
    return tuple(found)
