"""How firmly a verb phrase binds: the ladder, and what a language's words for it look like."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum


class Rung(IntEnum):
    """The ladder of undertakings, the weakest first."""

    NOTED = 1
    CONSIDER = 2
    ENDEAVOUR = 3
    AGREED = 4
    BOUND = 5


# A chain such as "shall seek to consider" is as long as this at most; plain "will" fills what is missing.
CHAIN = 4


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The undertakings of one language.

    `pattern` finds one link of a chain, its rung being the name of the group that matched. `between` is what
    may stand inside a chain without belonging to it (adverbs). `verb_first` says that the verb stands before
    its undertaking ("설립하기로 합의"); `inflected` finds a verb whose ending is the undertaking, with the
    group `ending` ("établira").
    """

    pattern: re.Pattern[str]
    between: re.Pattern[str]
    glue: frozenset[str]
    verb_first: bool = False
    inflected: re.Pattern[str] | None = None
    not_inflected: frozenset[str] = frozenset()
    verbs: Mapping[str, str] | None = None


def ladder(rungs: Mapping[Rung, str], *, bounded: bool = True) -> re.Pattern[str]:
    """Compile the links of a language; in a pattern a space stands for any white space."""
    groups = "|".join(f"(?P<{rung.name}>{pattern})" for rung, pattern in rungs.items())
    whole = rf"(?<!\w)(?:{groups})(?!\w)" if bounded else f"(?:{groups})"
    return re.compile(whole.replace(" ", r"\s+"), re.IGNORECASE)


def words(text: str) -> frozenset[str]:
    """Take a text apart into its words."""
    return frozenset(text.split())


def strength(rungs: list[int]) -> tuple[int, ...]:
    """Order chains of links: the weakest link counts first, and a missing one is as plain "will"."""
    filled = [*rungs[:CHAIN], *[int(Rung.AGREED)] * (CHAIN - len(rungs))]
    return tuple(sorted(filled))
