"""What was found, as the pages show it: each record with its kind, and the passage that holds the words."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from commitments import finding
from commitments.finding import Word
from commitments.vocabulary.languages import language_name

# Of a long text, what stands before the first word found, and in all.
BEFORE, LONGEST = 60, 220


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of a text, marked where they are what was looked for."""

    text: str
    is_found: bool


@dataclass(frozen=True, slots=True)
class Said:
    """A text in which words may be found; a record is what somebody said or agreed, in its language."""

    where: str
    text: str
    language: str = ""
    is_record: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """The part of a text that holds the words."""

    where: str
    pieces: tuple[Piece, ...]
    language: str
    language_name: str
    is_record: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """One record found."""

    url: str
    reference: str
    title: tuple[Piece, ...]
    about: str = ""
    state: str = ""
    passage: Passage | None = None
    # Said only where hits of several kinds stand together.
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one kind, with the list of all of them where there are more."""

    title: str
    hits: tuple[Hit, ...]
    more: str = ""


def pieces(text: str, words: Sequence[Word]) -> tuple[Piece, ...]:
    """Cut a text where the words begin and end."""
    cut: list[Piece] = []
    at = 0
    for start, end in finding.spans(text, words):
        cut += [Piece(text[at:start], is_found=False), Piece(text[start:end], is_found=True)]
        at = end
    cut.append(Piece(text[at:], is_found=False))
    return tuple(piece for piece in cut if piece.text)


def passage(said: Iterable[Said], words: Sequence[Word]) -> Passage | None:
    """Give the passage of the text that holds most of the words; None where no text holds any."""
    held = [(sum(bool(finding.spans(one.text, [word])) for word in words), one) for one in said]
    most, text = max(held, key=lambda pair: pair[0], default=(0, Said("", "")))
    if not most:
        return None
    shown = pieces(_around(text.text, finding.spans(text.text, words)[0][0]), words)
    name = language_name(text.language) if text.language else ""
    return Passage(text.where, shown, text.language, name, text.is_record)


def _around(text: str, at: int) -> str:
    """Cut a long text to what stands around a place, between words or at least between letters."""
    if len(text) <= LONGEST:
        return text
    places = [start for start, _folded in finding.clusters(text)]
    start, end = at - BEFORE, at - BEFORE + LONGEST
    if start > 0:
        space = text.find(" ", start, at)
        start = space + 1 if space >= 0 else places[bisect_left(places, start)]
    else:
        start, end = 0, LONGEST
    if end < len(text):
        space = text.rfind(" ", at, end)
        end = space if space > at else places[bisect_left(places, end)]
    return f"{'…' if start else ''}{text[start:end].strip()}{'…' if end < len(text) else ''}"
