"""Who speaks or acts in one typed line, by its own words: no sentence before it says whom "they" mean."""

import re
from dataclasses import dataclass

from commitments.intake import french, korean
from commitments.intake.cast import THIRD, Cast, opposite, owner_of
from commitments.intake.clauses import verb_phrases
from commitments.intake.doers import Memory, Role, doer_of
from commitments.intake.english import GRAMMAR as ENGLISH
from commitments.intake.grammar import Act, Grammar
from commitments.intake.lists import named_to_do
from commitments.intake.proposal import OwnerSide
from commitments.intake.sentences import ALIKE, language_of
from commitments.intake.undertaking import Found
from commitments.language.lexicon.countries import nations

# "Korean side: list of contact points by 30 June".
LABEL = re.compile(r"(?P<who>[^:.;]{2,60}):\s")
# A verb follows a name in small letters; a name in capitals goes on: "Korea Electric Power".
VERB_FOLLOWS = re.compile(r"\s+(?!(?:and|or|of|for|et|ou|de|du)\b)[a-zà-ÿ]")
PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being|est|sont|a été|ont été)(?: \w+ly)?\s*$")
# Verbs whose subject in the passive is whom they are about.
ABOUT_ANOTHER = (Act.ASK, Act.BID, Act.INSTRUCT, Act.INVITED, Act.THANK)
MOST_WORDS = 10


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
        doer = doer_of(label["who"], 0, len(label["who"]), cast, grammar, Memory())
        if doer.role in (Role.PARTY, Role.THIRD):
            return Speaker(doer.side, label["who"].strip(), doer.role is Role.THIRD)
    found = [*verb_phrases(plain, cast, grammar, Memory())]
    for one in found:
        speaker = _of_verb(plain, one, cast, grammar)
        if speaker is not None:
            return speaker
    to_do = named_to_do(plain, cast, grammar)
    if to_do is not None and to_do.place:
        return Speaker(to_do.side, plain[slice(*to_do.place)])
    return Speaker() if found else _at_the_head(plain, cast, grammar)


def _of_verb(plain: str, one: Found, cast: Cast, grammar: Grammar) -> Speaker | None:
    """Return the subject of a verb, or of a passive whoever is named with "by"; None for a thing."""
    doer, after = one.doer, plain[one.verb[1] : one.region[1]]
    words = plain[slice(*doer.place)].strip(" ,") if doer.place and doer.role is Role.PARTY else ""
    is_about = one.act in ABOUT_ANOTHER and PASSIVE.search(plain, 0, one.verb[0]) is not None
    is_undergone = grammar.undergone.match(after.lstrip()) or grammar.undergone.match(plain, one.verb[0])
    if is_about or is_undergone or doer.role not in (Role.PARTY, Role.THIRD):
        by = grammar.by.search(after)
        sides = cast.sides_in(by["who"]) | cast.person(by["who"]) if by else set()
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
            return Speaker(doer.side, phrase, doer.role is Role.THIRD)
    return Speaker()


def _adjectives() -> frozenset[str]:
    return frozenset(
        name for nation in nations().values() for name in set(nation.adjectives) - set(nation.names)
    )


def _in_korean(plain: str, cast: Cast) -> Speaker:
    korean.enter_surnames(plain, cast)
    side, words = korean.speaker(plain, cast)
    is_another = bool(words) and cast.sides_in(words) == {THIRD}
    return Speaker(side, "" if is_another else words, is_another)
