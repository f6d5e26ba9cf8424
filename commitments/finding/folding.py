"""PURE: text to the form in which it is looked up, whatever keyboard or program wrote it.

Letters lose case, width and accents, digits of any script become 0-9, what has no width goes. Khmer marks of
one syllable come in any order from keyboards and are put in one (The Unicode Standard 16.0, section 16.4).
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

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


def fold(text: str) -> str:
    """Give the text in the form in which it is looked up."""
    return text.lower() if text.isascii() else "".join(folded for _at, folded in clusters(text))


def clusters(text: str) -> Iterator[tuple[int, str]]:
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
    """Put the marks of a Khmer syllable in one order, and join vowels typed in two halves."""
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
