"""Names of companies, universities and the like, of which the name of a country is only a part."""

import re
from functools import cache

from commitments.language.lexicon.countries import nations
from commitments.language.phrases import english_words
from commitments.language.reader.grammar import split_list
from commitments.language.reader.participants import Participants

# A word in capitals directly before the name of a country: "Samsung Korea" is a company, no side.
CAPITALISED = re.compile(r"(?P<word>[^\W\d_a-zà-ÿ][\w&.'-]*)\s+$")
# "Korea Electric Power Corporation": so is what calls itself one.
COMPANY = re.compile(
    r"(?:\s+(?:[^\W\d_a-zà-ÿ][\w&.-]*|and|of|&))*?"
    r"\s+(?:Corporation|Company|Corp|Co|Ltd|Inc|Limited|Group|Bank|Airlines|University|College)\b"
)
# What may stand there at the head of a sentence or in a title, and leaves the country a side.
ORDINARY = split_list(
    "what the a an both and but or nor so yet of for to from with by in on at as if when while "
    "since once after "
    "before until unless although though because whereas where that then thus hence therefore however "
    "moreover furthermore meanwhile also again still instead otherwise nevertheless now today tonight "
    "tomorrow yesterday later earlier soon first second third next finally lastly here there host home "
    "partner visiting meeting only even either neither following during le la les l' du de et puis "
    "ainsi aussi enfin demain hier aujourd'hui"
) | {word.casefold() for word in [*english_words.MONTH_NUMBERS, *english_words.WEEKDAYS]}


def is_part_of_name(phrase: str, cast: Participants) -> bool:
    """Return whether a country is part of another name in a phrase; "South Korea" is one name itself."""
    for mention in cast.mentions(phrase):
        start, end = mention.place
        if phrase[start].islower():
            # An adjective: "la Partie marocaine".
            continue
        if COMPANY.match(phrase, end):
            return True
        before = CAPITALISED.search(phrase, 0, start)
        goes_on = re.match(r"\s+(?!(?:and|et|ou|or)\b)[^\W\d_]", phrase[end:]) is not None
        is_adjective = phrase[start:end] in _adjectives() or phrase[start:end].casefold() not in cast.sides
        if before is None or (is_adjective and (goes_on or phrase[start:end] in pure_adjectives())):
            continue
        if before["word"].casefold() not in ORDINARY and not before["word"].endswith("ly"):
            return True
    return False


@cache
def _adjectives() -> frozenset[str]:
    return frozenset(word for nation in nations().values() for word in nation.adjectives)


@cache
def pure_adjectives() -> frozenset[str]:
    """Return the adjectives of countries that are no names of their own: "Korean", not "ROK"."""
    return frozenset(
        name for nation in nations().values() for name in set(nation.adjectives) - set(nation.names)
    )
