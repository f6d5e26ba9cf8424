"""PURE: folded text to the terms it is found by, and what a reader typed to the terms to look for.

Words between spaces are terms, found from their beginning on. Scripts that glue particles to a word (Korean)
or write no spaces (Chinese, Japanese; Khmer, Thai, Lao, Burmese) are cut into every pair, or every three
letters, so that a word is found wherever it stands; shorter ends of a run are terms too.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from commitments.finding.folding import clusters, fold

LONGEST_TERM = 60
_PLAIN = re.compile(r"[0-9a-z]+")
_SPACE, _SPACES = re.compile(r"\s"), re.compile(r"\s\s")
# A tsvector of PostgreSQL holds a megabyte; what so much text does not say early is not looked for.
MOST_BYTES = 800_000
# How many letters a term has, by the first and last letter of a script's block.
_CUT = (
    ("\u1100", "\u11ff", 2),
    ("\u3040", "\u30ff", 2),
    ("\u3130", "\u318f", 2),
    ("\u31f0", "\u31ff", 2),
    ("\u3400", "\u9fff", 2),
    ("\uac00", "\ud7ff", 2),
    ("\uf900", "\ufaff", 2),
    ("\U00020000", "\U0003ffff", 2),
    ("\u0e00", "\u0eff", 3),
    ("\u1000", "\u109f", 3),
    ("\u1780", "\u17ff", 3),
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word or phrase to look for: its folded text, and its terms as they follow each other in a text.

    The last term may be the beginning of a longer one.
    """

    text: str
    terms: tuple[str, ...]

    def as_kept(self, mark: str) -> str:
        """Give the terms as they stand in what `terms` gives, where they follow each other."""
        return "".join(f" {mark}{term}" for term in self.terms)


def terms(texts: Iterable[str], mark: str = "") -> str:
    """Give the terms of some texts in their order, each after a space and a mark."""
    found: list[str] = []
    known: set[str] = set()
    room = MOST_BYTES
    for text in texts:
        for term in _terms(fold(text), is_whole=True):
            if term not in known:
                known.add(term)
                room -= len(term.encode())
                if room < 0:
                    return "".join(f" {mark}{one}" for one in found)
            found.append(term)
    return "".join(f" {mark}{term}" for term in found)


def word(typed: str) -> Word:
    """Give what to look for; a word without a letter or digit has no terms, and finds nothing."""
    folded = " ".join(fold(typed).split())
    said = [at for at, char in enumerate(folded) if _kind(char) != _BETWEEN]
    folded = folded[said[0] : said[-1] + 1] if said else ""
    return Word(folded, tuple(_terms(folded, is_whole=False)))


def spans(text: str, words: Iterable[Word]) -> list[tuple[int, int]]:
    """Say where the words stand in a text as it was written: from and until, in order, none in another."""
    folded, starts, ends = _mapped(text)
    found: list[tuple[int, int]] = []
    for one in words if folded else ():
        whole = list(_places(folded, one.text))
        pieces = () if whole else _pieces(one.text)
        for at, until in (*whole, *(place for piece in pieces for place in _places(folded, piece))):
            found.append((starts[at], ends[until - 1]))
    return _joined(found)


@lru_cache(maxsize=100)
def _mapped(text: str) -> tuple[str, Sequence[int], Sequence[int]]:
    """Give the folded text, and where in the text as written each of its characters begins and ends."""
    if text.isascii() and not _SPACES.search(text):
        return _SPACE.sub(" ", text.lower()), range(len(text)), range(1, len(text) + 1)
    places = list(clusters(text))
    folded = "".join(part for _at, part in places)
    starts = [at for at, part in places for _char in part]
    ends = [*starts[1:], len(text)]
    # A character folded to several ends where the written one does.
    for place in range(len(ends) - 2, -1, -1):
        if starts[place + 1] == starts[place]:
            ends[place] = ends[place + 1]
    return folded, starts, ends


def _places(folded: str, wanted: str) -> Iterator[tuple[int, int]]:
    at = folded.find(wanted) if wanted else -1
    while at >= 0:
        if _begins(folded, at):
            yield at, at + len(wanted)
        at = folded.find(wanted, at + 1)


def _pieces(text: str) -> list[str]:
    """Part a word where it has a sign in it, such as a hyphen, that the text has not."""
    return [
        "".join(run) for is_said, run in groupby(text, key=lambda char: _kind(char) != _BETWEEN) if is_said
    ]


def _joined(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _begins(folded: str, at: int) -> bool:
    """Say whether a term may begin here: anywhere where a script is cut, else at the beginning of a word."""
    kind = _kind(folded[at])
    return at == 0 or kind != _WORD or _kind(folded[at - 1]) != _WORD


_WORD, _BETWEEN = 1, 0


@lru_cache(maxsize=20_000)
def _kind(char: str) -> int:
    """Tell letters and digits of words (1) from those cut by two or three, and from all else (0)."""
    if unicodedata.category(char)[0] not in "LNM":
        return _BETWEEN
    return next((size for first, last, size in _CUT if first <= char <= last), _WORD)


def _terms(folded: str, *, is_whole: bool) -> Iterator[str]:
    """Cut folded text into terms; at the end of what was typed only the beginning of a term is known."""
    if folded.isascii():
        yield from (run[:LONGEST_TERM] for run in _PLAIN.findall(folded))
        return
    runs = [(kind, "".join(run)) for kind, run in groupby(folded, key=_kind)]
    runs = [(kind, run) for kind, run in runs if kind != _BETWEEN]
    for number, (kind, run) in enumerate(runs, start=1):
        if kind == _WORD:
            yield run[:LONGEST_TERM]
            continue
        is_open = number == len(runs) and not is_whole
        last = max(1, len(run) - kind + 1) if is_open else len(run)
        yield from (run[at : at + kind] for at in range(last))
