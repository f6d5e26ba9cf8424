"""Who speaks or acts in one typed line, by its own words: no sentence before it says whom "they" mean."""

import re
from dataclasses import dataclass, replace

from commitments.intake import french, korean
from commitments.intake.cast import THIRD, Cast, opposite, owner_of
from commitments.intake.clauses import verb_phrases
from commitments.intake.doers import Doer, Memory, Role, doer_of
from commitments.intake.english import GRAMMAR as ENGLISH
from commitments.intake.grammar import Act, Grammar, listed
from commitments.intake.lists import named_to_do
from commitments.intake.proposal import OwnerSide
from commitments.intake.sentences import ALIKE, language_of
from commitments.intake.undertaking import Found
from commitments.language.lexicon.countries import nations
from commitments.phrases import english_words

# "Korean side: list of contact points by 30 June".
LABEL = re.compile(r"(?P<who>[^:.;]{2,60}):\s")
# A verb follows a name in small letters; a name in capitals goes on: "Korea Electric Power".
VERB_FOLLOWS = re.compile(r"\s+(?!(?:and|or|of|for|et|ou|de|du)\b)[a-zà-ÿ]")
PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being|est|sont|a été|ont été)(?: \w+ly)?\s*$")
# Verbs whose subject in the passive is whom they are about.
ABOUT_ANOTHER = (Act.ASK, Act.BID, Act.INSTRUCT, Act.INVITED, Act.THANK)
MOST_WORDS = 10
# A word in capitals directly before the name of a country: "Samsung Korea" is a company, no side.
CAPITALISED = re.compile(r"(?P<word>[^\W\d_a-zà-ÿ][\w&.'-]*)\s+$")
# "Korea Electric Power Corporation": so is what calls itself one.
COMPANY = re.compile(
    r"(?:\s+(?:[^\W\d_a-zà-ÿ][\w&.-]*|and|of|&))*?"
    r"\s+(?:Corporation|Company|Corp|Co|Ltd|Inc|Limited|Group|Bank|Airlines|University|College)\b"
)
# What may stand there at the head of a sentence or in a title, and leaves the country a side.
ORDINARY = listed(
    "the a an both and but or nor so yet of for to from with by in on at as if when while since once after "
    "before until unless although though because whereas where that then thus hence therefore however "
    "moreover furthermore meanwhile also again still instead otherwise nevertheless now today tonight "
    "tomorrow yesterday later earlier soon first second third next finally lastly here there host home "
    "partner visiting meeting only even either neither following during le la les l' du de et puis "
    "ainsi aussi enfin demain hier aujourd'hui"
) | {word.casefold() for word in [*english_words.MONTH_NUMBERS, *english_words.WEEKDAYS]}


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whom a line names: a side, another who is neither, or somebody by `words` that leave the side open."""

    side: OwnerSide | None = None
    words: str = ""
    is_another: bool = False


def speaker_of(line: str, cast: Cast) -> Speaker:
    """Find who speaks or acts in a line; no side where its words name none."""
    plain = line.translate(ALIKE)
    code = language_of(plain)
    if code == "ko" or re.match(r"\W*[가-힣]", plain):
        return _in_korean(plain, cast)
    grammar = french.GRAMMAR if code == "fr" else ENGLISH
    label = LABEL.match(plain)
    if label:
        doer = _as_named(doer_of(label["who"], 0, len(label["who"]), cast, grammar, Memory()), plain, cast)
        if doer.role in (Role.PARTY, Role.THIRD):
            return Speaker(doer.side, label["who"].strip(), doer.role is Role.THIRD)
    found = [*verb_phrases(plain, cast, grammar, Memory())]
    for one in found:
        speaker = _of_verb(plain, one, cast, grammar)
        if speaker is not None:
            return speaker
    to_do = named_to_do(plain, cast, grammar)
    if to_do is not None and to_do.place:
        return Speaker(_as_named(to_do, plain, cast).side, plain[slice(*to_do.place)])
    return Speaker() if found else _at_the_head(plain, cast, grammar)


def _of_verb(plain: str, one: Found, cast: Cast, grammar: Grammar) -> Speaker | None:
    """Return the subject of a verb, or of a passive whoever is named with "by"; None for a thing."""
    doer, after = _as_named(one.doer, plain, cast), plain[one.verb[1] : one.region[1]]
    words = plain[slice(*doer.place)].strip(" ,") if doer.place and doer.role is Role.PARTY else ""
    is_about = one.act in ABOUT_ANOTHER and PASSIVE.search(plain, 0, one.verb[0]) is not None
    is_undergone = grammar.undergone.match(after.lstrip()) or grammar.undergone.match(plain, one.verb[0])
    if is_about or is_undergone or doer.role not in (Role.PARTY, Role.THIRD):
        by = grammar.by.search(after)
        sides = cast.sides_in(by["who"]) | cast.person(by["who"]) if by else set()
        if by and sides - {THIRD} and _is_of_a_name(by["who"], cast):
            return Speaker(words=by["who"])
        if sides:
            return Speaker(owner_of(sides - {THIRD}), is_another=sides == {THIRD})
        if is_about and one.act is not Act.THANK and doer.side:
            # Whoever is asked was asked by the other side.
            return Speaker(opposite(doer.side))
        return Speaker() if is_about or is_undergone else None
    return Speaker(doer.side, words, doer.role is Role.THIRD)


def _at_the_head(plain: str, cast: Cast, grammar: Grammar) -> Speaker:
    """Find who stands at the head of a line whose verb no table has: "Korea sends a list"."""
    for found in list(re.finditer(r"[^\s,]+", plain))[:MOST_WORDS]:
        if not VERB_FOLLOWS.match(plain, found.end()):
            continue
        phrase = plain[: found.end()]
        mentions = cast.mentions(phrase)
        is_adjective = bool(mentions) and phrase[slice(*mentions[-1].place)] in _adjectives()
        if is_adjective and mentions[-1].place[1] == len(phrase):
            continue
        doer = doer_of(phrase, 0, len(phrase), cast, grammar, Memory())
        if doer.role is Role.THIRD or (doer.role is Role.PARTY and doer.side):
            return Speaker(_as_named(doer, plain, cast).side, phrase, doer.role is Role.THIRD)
    return Speaker()


def _as_named(doer: Doer, plain: str, cast: Cast) -> Doer:
    """Leave the side of a doer open where the country is only part of its name: a company, a university."""
    is_open = doer.place is not None and doer.side and _is_of_a_name(plain[slice(*doer.place)], cast)
    return replace(doer, side=None) if is_open else doer


def _is_of_a_name(phrase: str, cast: Cast) -> bool:
    """Say whether a country is part of another name in a phrase; "South Korea" is one name itself."""
    adjectives = {word for nation in nations().values() for word in nation.adjectives}
    for mention in cast.mentions(phrase):
        start, end = mention.place
        if COMPANY.match(phrase, end):
            return True
        before = CAPITALISED.search(phrase, 0, start)
        goes_on = re.match(r"\s+(?!(?:and|et|ou|or)\b)[^\W\d_]", phrase[end:]) is not None
        is_adjective = phrase[start:end] in adjectives or phrase[start:end].casefold() not in cast.sides
        if before is None or (is_adjective and (goes_on or phrase[start:end] in _adjectives())):
            continue
        if before["word"].casefold() not in ORDINARY and not before["word"].endswith("ly"):
            return True
    return False


def _adjectives() -> frozenset[str]:
    return frozenset(
        name for nation in nations().values() for name in set(nation.adjectives) - set(nation.names)
    )


def _in_korean(plain: str, cast: Cast) -> Speaker:
    korean.enter_surnames(plain, cast)
    side, words = korean.speaker(plain, cast)
    is_another = bool(words) and cast.sides_in(words) == {THIRD}
    return Speaker(side, "" if is_another else words, is_another)
