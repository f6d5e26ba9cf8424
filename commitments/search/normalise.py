"""Normalise text for searching, and cut it into search terms; no queries.

Letters lose case, width and accents, digits of any script become 0-9, zero-width characters are removed.
Khmer marks of one syllable are typed in any order and are put in one (The Unicode Standard 16.0, section
16.4). Words between spaces are terms, found by their beginning. Scripts that attach particles to a word
(Korean) or write no spaces (Chinese, Japanese; Khmer, Thai, Lao, Burmese) are cut into every two or three
letters, so that a word is found anywhere; shorter ends of a run are terms too.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

# What takes no room on paper: zero-width spaces and joiners, soft hyphens, marks of direction.
NO_WIDTH = "\u00ad\u034f\u061c\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
COENG = "\u17d2"
# What belongs to the character before it: accents, Arabic and Japanese marks, jamo, Khmer vowels and signs.
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u064b-\u065f\u0670\u1160-\u11ff\u17b6-\u17d1\u17d3\u17dd"
    "\u3099\u309a\uff9e\uff9f\ufe00-\ufe0f"
)
_CLUSTER = re.compile(rf"\s+|[^\s]?(?:{COENG}[{NO_WIDTH}]*[\u1780-\u17b3]|[{_MARKS}{NO_WIDTH}])*", re.DOTALL)
_DROPPED = re.compile(rf"[\u0300-\u036f{NO_WIDTH}]")
_KHMER_PART = re.compile(rf"{COENG}?.", re.DOTALL)
# The subscript da is drawn as the subscript ta, and each is typed for the other.
_ALIKE = str.maketrans({"\u178a": "\u178f"})


def fold_text(text: str) -> str:
    """Return the text in its normalised form."""
    return text.lower() if text.isascii() else "".join(folded for _at, folded in split_clusters(text))


def split_clusters(text: str) -> Iterator[tuple[int, str]]:
    """Walk the text character by character as a reader sees them: where each begins, and its folded form."""
    for found in _CLUSTER.finditer(text):
        if found.end() > found.start():
            yield found.start(), _folded(found.group())


@lru_cache(maxsize=20_000)
def _folded(cluster: str) -> str:
    if cluster.isspace():
        return " "
    bare = _DROPPED.sub("", unicodedata.normalize("NFKD", cluster))
    folded = unicodedata.normalize("NFKC", bare).casefold()
    if any("\u1780" <= char <= "\u17ff" for char in folded):
        folded = _in_order(folded)
    return "".join(str(unicodedata.decimal(char, char)) for char in folded)


def _in_order(cluster: str) -> str:
    """Return the marks of a Khmer syllable in one order, with vowels typed in two halves joined."""
    base, *marks = map(str, _KHMER_PART.findall(cluster))
    marks = [mark.translate(_ALIKE) if mark[0] == COENG else mark for mark in marks]
    ordered = base + "".join(sorted(marks, key=_rank))
    return ordered.replace("\u17c1\u17b8", "\u17be").replace("\u17c1\u17b6", "\u17c4")


def _rank(mark: str) -> tuple[int, str]:
    """Rank a mark: shifters, subscripts (ro last), vowels, signs. Two subscripts keep their order."""
    if mark[0] == COENG:
        return (2, "") if mark != f"{COENG}\u179a" else (3, "")
    if mark in "\u17c9\u17ca\u17cc":
        return 1, mark
    if "\u17b6" <= mark <= "\u17c5":
        # In two halves, the half before the letter first.
        return 4, "" if mark == "\u17c1" else mark
    return 5, mark


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
class SearchWord:
    """One word or phrase to search for: its normalised text, and its terms in the order of a text.

    The last term may be the beginning of a longer one.
    """

    text: str
    terms: tuple[str, ...]

    def as_kept(self, mark: str) -> str:
        """Return the terms as consecutive terms in the form that `terms` returns."""
        return "".join(f" {mark}{term}" for term in self.terms)


def build_terms(texts: Iterable[str], mark: str = "") -> str:
    """Return the terms of some texts in their order, each after a space and a mark."""
    found: list[str] = []
    known: set[str] = set()
    room = MOST_BYTES
    for text in texts:
        for term in _terms(fold_text(text), is_whole=True):
            if term not in known:
                known.add(term)
                room -= len(term.encode())
                if room < 0:
                    return "".join(f" {mark}{one}" for one in found)
            found.append(term)
    return "".join(f" {mark}{term}" for term in found)


def parse_word(typed: str) -> SearchWord:
    """Return the terms to search for; a word without a letter or digit has none, and finds nothing."""
    folded = " ".join(fold_text(typed).split())
    said = [at for at, char in enumerate(folded) if _kind(char) != _BETWEEN]
    folded = folded[said[0] : said[-1] + 1] if said else ""
    return SearchWord(folded, tuple(_terms(folded, is_whole=False)))


def find_spans(text: str, words: Iterable[SearchWord]) -> list[tuple[int, int]]:
    """Return the places of the words in the original text: from and until, in order, without overlaps."""
    folded, starts, ends = _mapped(text)
    found: list[tuple[int, int]] = []
    for one in words if folded else ():
        whole = list(_find_places(folded, one.text))
        pieces = () if whole else _pieces(one.text)
        for at, until in (*whole, *(place for piece in pieces for place in _find_places(folded, piece))):
            found.append((starts[at], ends[until - 1]))
    return _joined(found)


@lru_cache(maxsize=100)
def _mapped(text: str) -> tuple[str, Sequence[int], Sequence[int]]:
    """Return the normalised text, and where in the original each of its characters begins and ends."""
    if text.isascii() and not _SPACES.search(text):
        return _SPACE.sub(" ", text.lower()), range(len(text)), range(1, len(text) + 1)
    places = list(split_clusters(text))
    folded = "".join(part for _at, part in places)
    starts = [at for at, part in places for _char in part]
    ends = [*starts[1:], len(text)]
    # A character folded to several ends where the written one does.
    for place in range(len(ends) - 2, -1, -1):
        if starts[place + 1] == starts[place]:
            ends[place] = ends[place + 1]
    return folded, starts, ends


def _find_places(folded: str, wanted: str) -> Iterator[tuple[int, int]]:
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
    """Return whether a term may begin here: anywhere in a script that is cut, else at the beginning of a
    word.
    """
    kind = _kind(folded[at])
    return at == 0 or kind != _WORD or _kind(folded[at - 1]) != _WORD


_WORD, _BETWEEN = 1, 0


@lru_cache(maxsize=20_000)
def _kind(char: str) -> int:
    """Return the kind of a character: 1 for letters and digits of words, 2 or 3 for scripts that are cut,
    0 otherwise.
    """
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
