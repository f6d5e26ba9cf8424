"""Which characters the packet's own fonts can draw where they stand; any other is printed as its code."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent / "assets" / "fonts"
# What is never drawn, whatever the font: it shapes or parts what stands around it.
UNSEEN = ("Cf", "Zs")
SELECTORS = range(0xFE00, 0xFE10)
# Signs that no font for texts has, and the sign that looks the same: hyphens, a dot, the tilde.
TWINS = {0x2010: "-", 0x2011: "-", 0x2027: "·", 0x223C: "~"}
NOT_ASCII = re.compile("[^\x00-\x7f]")
# So many in a row no language has: more would run off the page as one letter, which no line breaks.
MOST_IN_A_ROW = 4
# What ties the next letter to the one before, and how many characters stand between two at most.
TIES = {"\u200d": 4, "\u17d2": 1}
# What ties itself to the letter after it (Unicode Standard Annex 29, Prepend), as far as it is drawn.
PREFIXES = "\u0600-\u0605\u06dd"


@lru_cache(maxsize=1)
def of_fonts() -> dict[str, frozenset[int]]:
    """Give the code points that each shipped font has a glyph for, by the name of its file."""
    found = {}
    for path in sorted(FONTS.glob("*.woff")):
        with TTFont(path, lazy=True) as font:
            found[path.stem] = frozenset(font["cmap"].getBestCmap())
    return found


@lru_cache(maxsize=1)
def drawn() -> frozenset[int]:
    """Give the code points that a shipped font has a glyph for."""
    return frozenset().union(*of_fonts().values())


@lru_cache(maxsize=4000)
def is_missing(character: str) -> bool:
    """Whether a character would be drawn, and no shipped font can."""
    code = ord(character)
    if code < 0x7F or code in drawn() or code in SELECTORS:
        return False
    return unicodedata.category(character) not in UNSEEN


def missing(text: str) -> set[str]:
    """Give the characters of a text that no shipped font can draw."""
    return {character for character in set(NOT_ASCII.findall(text)) if is_missing(character)}


def composed(text: str) -> str:
    """Put letters together that stand in parts, and for what no font has its plain form that one has."""
    text = unicodedata.normalize("NFC", text.translate(TWINS))
    for character in missing(text):
        plain = unicodedata.normalize("NFKC", character)
        if not missing(plain):
            text = text.replace(character, plain)
    return text


@lru_cache(maxsize=1)
def suspect() -> re.Pattern[str]:
    """Give the pattern of a text in which something may pile up."""
    marks = "".join(chr(code) for code in sorted(drawn()) if unicodedata.category(chr(code))[0] == "M")
    more = MOST_IN_A_ROW + 1
    tied = (f"(?:{tie}\\S{{1,{gap}}}){{{MOST_IN_A_ROW}}}{tie}" for tie, gap in TIES.items())
    return re.compile("|".join((f"[{marks}]{{{more}}}", f"[{PREFIXES}]{{{more}}}", *tied)))


def piled(text: str) -> Iterator[int]:
    """Give the places of marks, ties and prefixes that pile up on one letter, beyond those a language has."""
    marks = prefixes = ties = 0
    last = -len(text)
    for place, character in enumerate(text):
        marks = marks + 1 if unicodedata.category(character)[0] == "M" else 0
        prefixes = prefixes + 1 if re.match(f"[{PREFIXES}]", character) else 0
        is_tied = False
        if character in TIES:
            ties = ties + 1 if place - last - 1 <= TIES[character] else 1
            last, is_tied = place, ties > MOST_IN_A_ROW
            ties = 0 if is_tied else ties
        if is_tied or max(marks, prefixes) > MOST_IN_A_ROW:
            yield place


def as_codes(text: str) -> list[int]:
    """Give the places of the characters of a text that are printed as their codes, in order."""
    lacking = missing(text)
    found = {place for place, character in enumerate(text) if character in lacking} if lacking else set()
    if suspect().search(text):
        found.update(piled(text))
    return sorted(found)
