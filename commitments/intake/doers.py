"""Who a noun phrase is: what kind of doer its head names, and which side that is."""

import datetime
import re
from dataclasses import dataclass
from enum import Enum

from commitments.intake.cast import THIRD, Cast, Mention, owner_of
from commitments.intake.grammar import Grammar
from commitments.intake.proposal import OwnerSide, Place

# "Cooperation between Ruritania and us" is one thing, and no clause ends within it.
BETWEEN = re.compile(r"\b(?:between|among|entre)\b")
# Several who are named by no country: "Ruritania and the coastal countries".
PLURAL = re.compile(r"\b(?:countries|states|members|partners|governments|leaders|pays|États)\b")
# An agency or a body that the text knows by its letters alone.
LETTERS = re.compile(r"[A-Z]{3,6}")


class Role(Enum):
    """What kind of thing does it: a side, a joint body, somebody's efforts, a third country, a thing."""

    PARTY = "party"
    BODY = "body"
    DOING = "doing"
    THIRD = "third"
    THING = "thing"


@dataclass(frozen=True, slots=True)
class Doer:
    """The subject of a verb, and its place in the sentence; `side` is None where the words do not give it."""

    role: Role
    side: OwnerSide | None = None
    place: Place | None = None


@dataclass(slots=True)
class Memory:
    """Whom pronouns mean: `one` is the last single side ("he"), `before` the subject of the sentence before.

    `lead` is who comes first in the sentence, `speaker` who is being quoted, `main` the subject of the
    sentence being read, which its later verbs take over, `stem` that of the line above a list; `is_thing`
    says that no one but a thing was the subject of the verb before. `held_on` is the day of the meeting.
    """

    one: OwnerSide | None = None
    before: OwnerSide | None = None
    speaker: OwnerSide | None = None
    main: Doer | None = None
    lead: OwnerSide | None = None
    stem: Doer | None = None
    is_thing: bool = False
    held_on: datetime.date | None = None


def doer_of(plain: str, start: int, end: int, cast: Cast, grammar: Grammar, memory: Memory) -> Doer:
    """Say who a noun phrase is: its head decides, the country may stand in what follows the head."""
    phrase = plain[start:end]
    pronoun = grammar.pronoun.search(phrase)
    if pronoun and pronoun.start():
        # "Based on the plan we": what stands before a pronoun is set in front of the subject.
        start, phrase = start + pronoun.start(), pronoun[0]
    if seat := cast.seats.get(phrase.strip(" ,")):
        return _of_seat(seat, (start, end))
    is_writer, side = cast.side_of_writer(phrase.strip(" ,"))
    if is_writer:
        return Doer(Role.PARTY, side, (start, end))
    if (several := _of_several(phrase, (start, end), cast, grammar, memory)) is not None:
        return several
    spans = [mention.place for mention in cast.mentions(phrase)]
    preposition = next(
        (
            found
            for found in grammar.prepositions.finditer(phrase)
            if not any(first <= found.start() < last for first, last in spans)
        ),
        None,
    )
    if preposition and preposition.start() <= 1:
        # "At the meeting both sides": what stands in front is not the subject.
        return _named_last(phrase, (start, end), cast, grammar, memory)
    head = phrase[: preposition.start()].rstrip(" ,") if preposition else phrase
    rest = phrase[preposition.start() :] if preposition else ""
    found = _side_of(head, rest, cast, grammar, memory)
    return Doer(found.role, found.side, (start, end))


def _of_several(phrase: str, place: Place, cast: Cast, grammar: Grammar, memory: Memory) -> Doer | None:
    """Say who several are that a noun phrase joins; None where they are one thing."""
    parts = [part for part in re.split(r",?\s+(?:and|et|&)\s+", phrase) if part.strip()]
    if len(parts) < 2:
        return None
    each = [doer_of(part, 0, len(part), cast, grammar, memory) for part in parts]
    if _are_both(phrase, parts, each, cast, grammar):
        return Doer(Role.PARTY, "joint", place)
    first, last = each[0], each[-1]
    if first.role is Role.PARTY and first.side and last.role is not Role.PARTY:
        is_country = [m.place[1] for m in cast.mentions(parts[0])] == [len(parts[0])]
        if is_country and not any(m.place[0] == 0 for m in cast.mentions(parts[-1])):
            # "Ruritania and Acme": a country with its company, not "Ruritanian and Valdorian membership".
            return Doer(Role.PARTY, first.side, place)
    before = {doer.role for doer in each[:-1]}
    is_body = last.role is Role.BODY and before == {Role.THING}
    is_apart = last.role is Role.PARTY and Role.PARTY not in before
    is_apart = is_apart and (last.side is not None or not cast.sides_in(phrase))
    if (is_body or is_apart) and not BETWEEN.search(phrase):
        # "… sent the maps, and Ruritania": another clause begins.
        return Doer(last.role, last.side, (place[1] - len(parts[-1]), place[1]))
    return None


def _are_both(phrase: str, parts: list[str], each: list[Doer], cast: Cast, grammar: Grammar) -> bool:
    """Say whether what is joined are the two sides: by name, by office, as a group, by their adjectives."""
    sides = [doer.side for doer in each if doer.role is Role.PARTY]
    are_all = len(sides) == len(each)
    if {"ours", "theirs"} <= set(sides):
        return True
    if None in sides:
        are_two_people = are_all and len(each) == 2 and all(map(grammar.office.match, parts))
        are_two_people |= len(sides) == 2 and _are_two_offices(parts, cast, grammar)
        if are_two_people or (are_all and PLURAL.search(phrase)):
            return True
    # "Les gouvernements ruritanien et valdorien": one head, two adjectives behind it.
    bare = {m.side for part in parts[1:] for m in cast.mentions(part) if m.place == (0, len(part.strip()))}
    return each[0].role is Role.PARTY and {each[0].side, *bare} >= {"ours", "theirs"}


def _are_two_offices(conjuncts: list[str], cast: Cast, grammar: Grammar) -> bool:
    """Say whether two are named by their offices alone: "the President and the Prime Minister"."""
    plain = [
        re.sub(r"^(?:both )?(?:the|le|la) ", "", part.strip(), flags=re.IGNORECASE) for part in conjuncts
    ]
    return all(grammar.office.fullmatch(part) and not cast.mentions(part) for part in plain) and len(
        plain
    ) == len({part.casefold() for part in plain})


def _named_last(phrase: str, place: Place, cast: Cast, grammar: Grammar, memory: Memory) -> Doer:
    for table in (grammar.both, grammar.we, grammar.they, grammar.one):
        found = table.search(phrase)
        if found:
            doer = _side_of(found[0], "", cast, grammar, memory)
            return Doer(doer.role, doer.side, (place[0] + found.start(), place[1]))
    mentions = cast.mentions(phrase)
    if mentions and mentions[-1].place[1] == len(phrase) and len(phrase.split()) > 3:
        last = [m for m in mentions if m.place[0] >= mentions[-1].place[0] - 25 and m.side != THIRD]
        before = phrase[: last[0].place[0]] if last else phrase
        if last and not re.search(rf"(?:{grammar.prepositions.pattern})\s+(?:the\s+)?$", before):
            return Doer(Role.PARTY, owner_of(m.side for m in last), place)
    return Doer(Role.THING)


def _side_of(head: str, rest: str, cast: Cast, grammar: Grammar, memory: Memory) -> Doer:
    plain = re.sub(r"'s?$", "", head.strip())
    if grammar.we.search(plain):
        return Doer(Role.PARTY, memory.speaker or cast.common)
    if grammar.they.search(plain):
        return Doer(Role.PARTY, cast.common)
    if grammar.it.search(plain):
        own = memory.main.side if memory.main and memory.main.role is Role.PARTY else memory.lead
        side = own if own in ("ours", "theirs") else memory.before
        return Doer(Role.PARTY, side) if side else Doer(Role.THING)
    if grammar.one.search(plain):
        return Doer(Role.PARTY, memory.speaker if plain == "I" and memory.speaker else memory.one)
    last_word = re.findall(r"[\w'-]+", plain)[-1:] or [""]
    if last_word[0] in cast.acronyms:
        plain = head = plain.removesuffix(last_word[0]) + cast.acronyms[last_word[0]]
    mentions = cast.mentions(head)
    ends_in_name = bool(mentions) and mentions[-1].place[1] >= len(plain)
    if plain in cast.seats:
        return _of_seat(cast.seats[plain])
    if not mentions and grammar.own.match(plain) and grammar.actors.search(plain):
        return Doer(Role.PARTY, memory.one)
    if (
        ends_in_name
        or grammar.actors.search(plain)
        or cast.is_person(last_word[0])
        or grammar.titles.match(plain)
    ):
        return _party(plain, mentions, rest, cast, grammar)
    if grammar.both.search(plain):
        return Doer(Role.PARTY, "joint")
    if grammar.bodies.search(plain):
        return Doer(Role.BODY, cast.common)
    if grammar.doings.search(plain):
        return Doer(Role.DOING, cast.common)
    if LETTERS.fullmatch(last_word[0]):
        return Doer(Role.BODY, owner_of(cast.sides_in(rest) - {THIRD}))
    office = re.search(rf"{grammar.office.pattern}\b", plain, re.IGNORECASE)
    if office:
        return _party(plain, mentions, rest, cast, grammar)
    return Doer(Role.THING)


def _of_seat(seat: str, place: Place | None = None) -> Doer:
    """Make a doer of a government that goes by its capital, by a style or by a body of its own."""
    return Doer(Role.THIRD, None, place) if seat == THIRD else Doer(Role.PARTY, owner_of([seat]), place)


def _party(plain: str, mentions: list[Mention], rest: str, cast: Cast, grammar: Grammar) -> Doer:
    """Give the side of somebody who acts: by country, by both, by name, by office."""
    sides = {mention.side for mention in mentions}
    if not sides and rest:
        sides = cast.sides_in(rest) if not grammar.both.search(rest) else {"ours", "theirs"}
        if grammar.both.search(re.split(r"[,;]", rest)[0]):
            sides = {"ours", "theirs"}
    sides = sides or cast.person(plain)
    if not sides and grammar.both.search(plain):
        return Doer(Role.PARTY, "joint")
    sides = sides or cast.office(plain)
    if THIRD in sides and not sides & {"ours", "theirs"}:
        return Doer(Role.THIRD)
    return Doer(Role.PARTY, owner_of(sides - {THIRD}))
