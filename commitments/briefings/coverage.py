"""Which characters the packet's own fonts can draw; any other is printed as its code."""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent / "assets" / "fonts"
# What is never drawn, whatever the font: it shapes or parts what stands around it.
UNSEEN = ("Cf", "Zs")
SELECTORS = range(0xFE00, 0xFE10)
NOT_ASCII = re.compile("[^\x00-\x7f]")


@lru_cache(maxsize=1)
def drawn() -> frozenset[int]:
    """Give the code points that a shipped font has a glyph for."""
    found: set[int] = set()
    for path in FONTS.glob("*.woff"):
        with TTFont(path, lazy=True) as font:
            found.update(font["cmap"].getBestCmap())
    return frozenset(found)


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
