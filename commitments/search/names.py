"""Search terms of names: their other spellings in Latin letters, and the initials of Korean words.

Both are in the index as terms of their own, with a sign before them that no text has. Each spelling of a name
has a key (`language.lexicon.romanisation`): "Lee Sung-min", "Yi Song-min" and "이성민" share theirs.
"""

import re
from collections.abc import Iterator

from commitments.language.lexicon.romanisation import (
    FIRST,
    LAST,
    build_key,
    initials_of,
    is_korean,
    list_keys,
    list_name_sounds,
    sounds_of,
    surnames,
)

# Signs of the private use area: both databases take them as letters.
NAME, INITIALS, SOUNDS = "\ue000", "\ue001", "\ue002"
# Of the initials of a word from each of its places, so many are a term.
WINDOW = 6
# Korean names of persons, and words that may be one.
LONGEST_NAME = 4
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")
_SIGNS = re.compile(r"['’ʼ-]")
_KOREAN_RUN = re.compile(f"[{FIRST}-{LAST}]+")
_TYPED_INITIALS = re.compile("[\u1100-\u1112]{2,}")


def list_name_terms(folded: str) -> Iterator[str]:
    """Yield the keys of the names in a folded text, and of each two names that follow each other."""
    before = ""
    for found in _WORD.finditer(folded):
        word = found.group()
        yield from _terms_of(word)
        if before and (key := build_key(f"{before}{word}")):
            yield NAME + key
        before = word if word.isascii() else ""
    yield from _sounds_of(folded)


def _sounds_of(folded: str) -> Iterator[str]:
    """Yield the initial sounds of a Korean name in Latin letters, and of the given name alone."""
    yield from (SOUNDS + told[at:] for told in list_name_sounds(_WORD.findall(folded)) for at in (0, 1))


def _terms_of(word: str) -> Iterator[str]:
    """Yield the keys of one name: as a whole, and of each of its parts."""
    parts = list(word) if is_korean(word) else _SIGNS.split(word)
    if is_korean(word):
        names = [word, word[1:]] if 1 < len(word) <= LONGEST_NAME else [word]
        keys = [key for name in names for key in list_keys(name)]
        parts = parts if len(word) <= LONGEST_NAME else []
        keys += [key for part in parts for key in list_keys(part)]
    else:
        keys = [build_key(word), *map(build_key, parts)]
    yield from (NAME + key for key in dict.fromkeys(keys) if len(key) > 1)
    yield from (
        NAME + surnames()[part] for part in parts[:1] + parts[1:] * word.isascii() if part in surnames()
    )


def list_initial_terms(folded: str) -> Iterator[str]:
    """Yield the initials of each Korean word in a folded text, from each of its syllables on."""
    for found in _KOREAN_RUN.finditer(folded):
        initials = initials_of(found.group())
        yield from (INITIALS + initials[at : at + WINDOW] for at in range(len(initials)))


def parse_initials(folded: str) -> tuple[str, ...]:
    """Return the terms for typed initials such as "ㅅㅅㅎㄹ"; none for any other text."""
    if not _TYPED_INITIALS.fullmatch(folded):
        return ()
    return tuple(INITIALS + folded[at : at + WINDOW] for at in range(max(1, len(folded) - WINDOW + 1)))


def parse_sounds(folded: str) -> tuple[str, ...]:
    """Return the term by which typed initials find a name that is recorded in Latin letters."""
    return (SOUNDS + sounds_of(folded),) if _TYPED_INITIALS.fullmatch(folded) else ()


def list_name_alternatives(folded: str) -> Iterator[tuple[str, ...]]:
    """Yield the sets of terms by which a typed word finds a name that is spelled in another way."""
    if is_korean(folded):
        if len(folded) > LONGEST_NAME:
            return
        yield from ((NAME + key,) for key in list_keys(folded) if len(key) > 1)
        surname = surnames().get(folded[0])
        if surname and len(folded) == 1:
            yield (NAME + surname,)
        elif surname:
            yield from ((NAME + surname, NAME + key) for key in list_keys(folded[1:]) if len(key) > 1)
            yield (NAME + surname, *(NAME + key for part in folded[1:] for key in list_keys(part)[:1]))
        return
    if not _WORD.fullmatch(folded):
        return
    if len(key := build_key(folded)) > 1:
        yield (NAME + key,)
    if folded in surnames():
        yield (NAME + surnames()[folded],)
    parts = [build_key(part) for part in _SIGNS.split(folded)]
    if len(parts) > 1 and all(len(part) > 1 for part in parts):
        yield tuple(NAME + part for part in parts)


def find_names(folded: str, terms: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Yield the places of the names in a folded text that have one of the terms."""
    wanted = set(terms)
    for found in _WORD.finditer(folded):
        if wanted.intersection(_terms_of(found.group())):
            yield found.span()


def find_sounds(folded: str, typed: str) -> Iterator[tuple[int, int]]:
    """Yield the place of a name in Latin letters whose syllables begin with the typed initials."""
    if any(sounds.startswith(typed) for sounds in _sounds_of(folded)):
        yield 0, len(folded)


def find_initials(folded: str, typed: str) -> Iterator[tuple[int, int]]:
    """Yield the places of the Korean syllables in a folded text that begin with the typed initials."""
    initials = initials_of(folded)
    at = initials.find(typed)
    while at >= 0:
        yield at, at + len(typed)
        at = initials.find(typed, at + 1)
