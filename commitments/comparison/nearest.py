"""Where a text speaks of the same thing: the sentence that shares most with a wording."""

import re
from collections import Counter

from commitments.comparison.words import Kind, tidied, units_of

# Below this share of common words (a harmonic mean of both directions) a sentence is about something else.
ALIKE = 0.4
# A full stop inside a number or an abbreviation ends nothing: a sentence goes on in small letters.
SENTENCE = re.compile(r"[^.!?;。\n]+(?:\.(?=\w|\s[a-z])[^.!?;。\n]*)*[.!?;。]?")


def nearest(wording: str, text: str, language: str) -> str:
    """Give the sentence of a text that is most like a wording; empty where none is."""
    wanted = _content(tidied(wording), language)
    best, found = ALIKE, ""
    for match in SENTENCE.finditer(tidied(text)):
        said = _content(match[0], language)
        total = sum(wanted.values()) + sum(said.values())
        share = 2 * sum((wanted & said).values()) / total if total else 0.0
        if share > best:
            best, found = share, match[0].strip()
    return found


def _content(text: str, language: str) -> Counter[str]:
    """Count the stems of words and the figures; small words and undertakings tell nothing of the matter."""
    kinds = (Kind.WORD, Kind.FIGURE)
    return Counter(unit.stem or unit.key for unit in units_of(text, language) if unit.kind in kinds)
