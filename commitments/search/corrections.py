"""Words that differ from a typed one by one typing error, where a search without them finds nothing.

A letter is wrong, missing, doubled or in another's place; of a Korean syllable, one of its letters is wrong.
The index is asked which of them exist at all. That the reader may read a record with one of them is for the
caller to see: a word of hidden records must not be named.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from string import ascii_lowercase

from django.db import connection

from commitments.db import fulltext
from commitments.language.lexicon.romanisation import FIRST, build_key, is_korean
from commitments.search import index
from commitments.search.names import NAME
from commitments.search.normalise import SearchWord, parse_plain

# Shorter words are like too many others.
SHORTEST, SHORTEST_KOREAN = 4, 2
LONGEST = 24
# The letters of a Korean syllable, and how far its number rises with each.
_JAMO = ((19, 588), (21, 28), (28, 1))


def correct_words(words: Sequence[SearchWord]) -> tuple[SearchWord, ...]:
    """Return the words, each with the words of the index that differ from it by one typing error."""
    likely = {word.text: _list_likely(word.text) for word in words}
    asked = {*index.MARKS.values(), index.MARK_OF_FEW}
    terms = {
        term for found in likely.values() for one in found for mark in asked for term in one.as_asked(mark)
    }
    known = fulltext.list_known(connection, sorted(terms))
    return tuple(
        replace(
            word,
            others=tuple(
                one
                for one in likely[word.text]
                if any(known.issuperset(one.as_asked(mark)) for mark in asked)
            ),
        )
        for word in words
    )


def _list_likely(typed: str) -> list[SearchWord]:
    """Return what may have been meant: other words, and names under the key of all their spellings."""
    texts = list(dict.fromkeys(_list_edits(typed)))
    keys = dict.fromkeys(build_key(text) for text in texts)
    named = (SearchWord(typed, (NAME + key,), is_set=True) for key in keys if len(key) >= SHORTEST)
    return [*map(parse_plain, texts), *named]


def is_known(words: Sequence[SearchWord]) -> bool:
    """Return whether the index has each word in one of its spellings, those of names apart."""
    marks = {*index.MARKS.values(), index.MARK_OF_FEW}
    asked = [
        [one.as_asked(mark) for one in word.spellings(with_names=False) for mark in marks] for word in words
    ]
    terms = {term for ways in asked for way in ways for term in way}
    known = fulltext.list_known(connection, sorted(terms))
    return all(any(known.issuperset(way) for way in ways) for ways in asked)


def _list_edits(text: str) -> Iterator[str]:
    """Yield everything that one typing error would have made of a word; none for short and mixed words."""
    if len(text) > LONGEST:
        return
    if is_korean(text):
        yield from _list_korean_edits(text) if len(text) >= SHORTEST_KOREAN else ()
        return
    if len(text) < SHORTEST or not text.isascii() or not text.isalpha():
        return
    for at in range(len(text) + 1):
        before, after = text[:at], text[at:]
        yield from (before + letter + after for letter in ascii_lowercase)
        if after:
            yield from (before + letter + after[1:] for letter in ascii_lowercase if letter != after[0])
        if len(after) > 1 and after[0] != after[1]:
            yield before + after[1] + after[0] + after[2:]
        if after and len(text) > SHORTEST:
            yield before + after[1:]


def _list_korean_edits(text: str) -> Iterator[str]:
    for at, syllable in enumerate(text):
        number = ord(syllable) - ord(FIRST)
        for count, step in _JAMO:
            letter = number // step % count
            for other in range(count):
                if other != letter:
                    yield text[:at] + chr(ord(syllable) + (other - letter) * step) + text[at + 1 :]
