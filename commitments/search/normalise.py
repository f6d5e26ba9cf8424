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
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import groupby, islice

from commitments.language.lexicon.spellings import list_place_names, list_spellings
from commitments.search import names

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
# So many other spellings of a word are searched.
MOST_OTHERS = 10
_APOSTROPHE = re.compile(r"(?<=[a-z])['’ʼ](?=[a-z])")
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

    The last term may be the beginning of a longer one. `others` are the same word in other spellings. In a
    set, whole terms are meant, in any order: the keys of a name.
    """

    text: str
    terms: tuple[str, ...]
    others: tuple["SearchWord", ...] = ()
    is_set: bool = False

    def as_kept(self, mark: str) -> str:
        """Return the terms as consecutive terms in the form that `terms` returns."""
        return "".join(f" {mark}{term}" for term in self.terms)

    def as_asked(self, mark: str) -> tuple[str, ...]:
        """Return the terms as the index is asked for them; one that ends with * is a beginning."""
        last = f"{mark}{self.terms[-1]}{'' if self.is_set else '*'}"
        return (*(f"{mark}{term}" for term in self.terms[:-1]), last)

    def spellings(self, *, with_names: bool = True) -> tuple["SearchWord", ...]:
        """Return the word in each of its spellings; where no names are searched, without their keys."""
        return (self, *(one for one in self.others if with_names or not one.is_set))


def build_terms(
    texts: Iterable[str], mark: str = "", *, titles: Iterable[str] = (), named: Iterable[str] = ()
) -> str:
    """Return the terms of some texts in their order, each after a space and a mark.

    Those of `titles` are also found by the initials of Korean words, and those of `named` also in other
    spellings of names.
    """
    found: list[str] = []
    known: set[str] = set()
    room = MOST_BYTES
    for term in _list_terms(texts, titles, named):
        if term not in known:
            known.add(term)
            room -= len(term.encode())
            if room < 0:
                break
        found.append(term)
    return "".join(f" {mark}{term}" for term in found)


def _list_terms(texts: Iterable[str], titles: Iterable[str], named: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from _terms(fold_text(text), is_whole=True)
    for text in titles:
        if not text.isascii():
            yield from names.list_initial_terms(fold_text(text))
    for text in named:
        yield from dict.fromkeys(names.list_name_terms(fold_text(text)))


def parse_word(typed: str) -> SearchWord:
    """Return the terms to search for; a word without a letter or digit has none, and finds nothing."""
    folded = " ".join(fold_text(typed).split())
    said = [at for at, char in enumerate(folded) if _kind(char) != _BETWEEN]
    folded = folded[said[0] : said[-1] + 1] if said else ""
    word = SearchWord(folded, tuple(_terms(folded, is_whole=False)))
    return replace(word, others=tuple(islice(_list_others(word), MOST_OTHERS))) if word.terms else word


def _list_others(word: SearchWord) -> Iterator[SearchWord]:
    """Yield a word in its other spellings: of English, of places, by initials and as a name."""
    for number, term in enumerate(word.terms if word.text.isascii() else ()):
        for spelled in list_spellings(term):
            yield parse_plain(" ".join((*word.terms[:number], spelled, *word.terms[number + 1 :])))
    for name in place_names().get(word.text, ()):
        if (folded := fold_text(name)) != word.text:
            yield parse_plain(folded)
    if initials := names.parse_initials(word.text):
        yield SearchWord(word.text, initials)
        yield SearchWord(word.text, names.parse_sounds(word.text))
    if (joined := _APOSTROPHE.sub("", word.text)) != word.text:
        yield parse_plain(joined)
    for terms in dict.fromkeys(names.list_name_alternatives(word.text)):
        yield SearchWord(word.text, terms, is_set=True)


def parse_plain(folded: str) -> SearchWord:
    """Return the terms of a normalised word, in this spelling alone."""
    return SearchWord(folded, tuple(_terms(folded, is_whole=False)))


@cache
def place_names() -> dict[str, tuple[str, ...]]:
    """Return the names of each place by each of them, normalised."""
    return {fold_text(name): others for name, others in list_place_names().items()}


def find_spans(text: str, words: Iterable[SearchWord]) -> list[tuple[int, int]]:
    """Return the places of the words in the original text: from and until, in order, without overlaps."""
    folded, starts, ends = _mapped(text)
    places = [place for word in words for place in _find_word(folded, word)] if folded else []
    return _joined([(starts[at], ends[until - 1]) for at, until in places])


def _find_word(folded: str, word: SearchWord) -> list[tuple[int, int]]:
    """Return the places of a word in its spellings; else of a name that is spelled otherwise."""
    spellings = word.spellings()
    found = [place for one in spellings if not one.is_set for place in _find_spelling(folded, one)]
    return found or [
        place for one in spellings if one.is_set for place in names.find_names(folded, one.terms)
    ]


def _find_spelling(folded: str, word: SearchWord) -> Iterator[tuple[int, int]]:
    """Yield the places of one spelling of a word, or else of its pieces."""
    if word.terms and word.terms[0].startswith(names.INITIALS):
        yield from names.find_initials(folded, word.text)
    elif word.terms and word.terms[0].startswith(names.SOUNDS):
        yield from names.find_sounds(folded, word.terms[0])
    else:
        whole = list(_find_places(folded, word.text))
        pieces = () if whole else _pieces(word.text)
        yield from (*whole, *(place for piece in pieces for place in _find_places(folded, piece)))


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
