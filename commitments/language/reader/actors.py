"""Who acts in a sentence: the subject of each verb, what kind of actor it is, and its side.

Also what a verb phrase with its subject undertakes.
"""

import datetime
import re
from dataclasses import dataclass
from enum import Enum

from commitments.enums import OutcomeKind
from commitments.language.reader.companies import is_organisation, is_part_of_name
from commitments.language.reader.grammar import CLEFT, Act, Grammar, OwnerSide, Place, step_over_adverbs
from commitments.language.reader.participants import THIRD, Mention, Participants, find_opposite, owner_of

# "Cooperation between Ruritania and us" is one thing, and no clause ends within it.
BETWEEN = re.compile(r"\b(?:between|among|entre)\b")
# Several who are named by no country: "Ruritania and the coastal countries".
PLURAL = re.compile(r"\b(?:countries|states|members|partners|governments|leaders|pays|États)\b")
MINISTRY = re.compile(r"(?:[Tt]he )?(?:[A-Z]\w+ )?(?:Ministry|Department|Agency|Authority)\b")
# An agency or a body that the text knows by its letters alone.
LETTERS = re.compile(r"[A-ZÀ-Ý]{3,6}(?:-[A-Z]{1,3})?")
# "The party receiving a request", "the guards trained by Valdoria", "a party which suspends a permit".
TOLD_OF = re.compile(
    r" (?:(?!meeting|being)[a-z]{3,}ing |(?:[a-z]{2,}ed|held|made|sent|given) (?:by|in|to|from|under|at|"
    r"on|for|of|with) |(?:which|that) [a-z]+[^su]s )"
)
FROM = re.compile(r"\s*from (?P<where>[A-ZÀ-Ý][\w'’-]+(?: [A-ZÀ-Ý][\w'’-]+)?)")
WITHIN_NAME = re.compile(r"(?<!\w)[A-ZÀ-Ý][\w'’-]* $")
TWO_BODIES = re.compile(r"(?:[Bb]oth|[Tt]he [Tt]wo|[Oo]ur [Tt]wo)(?: [\w-]+)* [A-ZÀ-Ý][\w'’-]+s")
FIRST_PERSON = re.compile(r"\b(?:I|[Ww]e|[Nn]ous|[Oo]n|[Jj]e|[Jj]')$")
FRENCH_MINISTRY = re.compile(r"\b(?:ministère|trésor)\b", re.IGNORECASE)


class Role(Enum):
    """The kind of actor: a side, a joint body, a person's efforts, a third country, a thing."""

    PARTY = "party"
    BODY = "body"
    DOING = "doing"
    THIRD = "third"
    THING = "thing"


@dataclass(frozen=True, slots=True)
class ActorMention:
    """The subject of a verb, and its place in the sentence; `side` is None where the words do not show it."""

    role: Role
    side: OwnerSide | None = None
    place: Place | None = None


@dataclass(slots=True)
class Memory:
    """What pronouns refer to: `one` is the last single side ("he"), `before` the subject before.

    `lead` is the first actor of the sentence, `speaker` the quoted one, `main` the subject of the sentence,
    which its later verbs share, `stem` that of the line above a list; `is_thing`: only a thing was the
    subject of the previous verb, `were_both`: the sentence before was about both, `is_quoted`: it begins
    within words of the side `quoted`, `is_task`: in a list of actions, `is_asked`: points are what `stem`
    asks for, `is_list`: the whole text is one, `is_point`: with a bullet, `is_report`: to its own side.
    """

    one: OwnerSide | None = None
    before: OwnerSide | None = None
    speaker: OwnerSide | None = None
    main: ActorMention | None = None
    lead: OwnerSide | None = None
    stem: ActorMention | None = None
    is_thing: bool = False
    is_task: bool = False
    is_asked: bool = False
    is_list: bool = False
    is_point: bool = False
    is_report: bool = False
    were_both: bool = False
    quoted: OwnerSide | None = None
    is_quoted: bool = False
    held_on: datetime.date | None = None

    def meet(self, plain: str, doer: ActorMention) -> None:
        """Remember a single side as the one that "he" may be; nobody calls himself so."""
        subject = plain[slice(*doer.place)].rstrip(" ,") if doer.place else ""
        if doer.side in ("ours", "theirs") and not FIRST_PERSON.search(subject):
            self.one = doer.side


def doer_of(
    plain: str, start: int, end: int, cast: Participants, grammar: Grammar, memory: Memory
) -> ActorMention:
    """Return the actor of a noun phrase: its head decides; the country may be in what follows the head."""
    phrase = plain[start:end]
    pronoun = grammar.pronoun.search(phrase)
    if pronoun and pronoun.start():
        # "Based on the plan we": what stands before a pronoun is set in front of the subject.
        start, phrase = start + pronoun.start(), pronoun[0]
    if seat := cast.seats.get(phrase.strip(" ,")):
        return _build_capital_mention(seat, (start, end))
    is_writer, side = cast.side_of_writer(phrase.strip(" ,"))
    if is_writer:
        return ActorMention(Role.PARTY, side, (start, end))
    name = phrase.strip(" ,")
    if seat := cast.agency(name) or cast.embassy(name):
        return _build_capital_mention(seat, (start, end))
    if (several := _join_mentions(phrase, (start, end), cast, grammar, memory)) is not None:
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
    if (preposition and preposition.start() <= 1) or TIME_HEAD.match(phrase):
        # "At the meeting both sides", "(before) the end of May Ruritania": what is in front is no subject.
        return _named_last(phrase, (start, end), cast, grammar, memory)
    head = phrase[: preposition.start()].rstrip(" ,") if preposition else phrase
    rest = phrase[preposition.start() :] if preposition else ""
    found = _side_of(head, rest, cast, grammar, memory)
    if found.role is Role.THING and (told := TOLD_OF.search(phrase)):
        found = _side_of(phrase[: told.start()], phrase[told.start() :], cast, grammar, memory)
    is_open = found.side is not None and is_part_of_name(phrase, cast)
    return ActorMention(found.role, None if is_open else found.side, (start, end))


def _join_mentions(
    phrase: str, place: Place, cast: Participants, grammar: Grammar, memory: Memory
) -> ActorMention | None:
    """Return the actor of several nouns joined in one phrase; None where they are one thing."""
    parts = [
        part for part in re.split(r",?\s+(?:and|et|&)\s+(?!(?:du|des?|of)\b|d')", phrase) if part.strip()
    ]
    if len(parts) > 2 and cast.agency(parts[0].strip()) and phrase.count(",") == 0:
        # "KETRO and the Ruritanian Food and Drug Authority": the name of the second has an "and".
        parts = [parts[0], phrase[phrase.index(parts[1], len(parts[0])) :]]
    if len(parts) < 2:
        return None
    each = [doer_of(part, 0, len(part), cast, grammar, memory) for part in parts]
    if _are_both(phrase, parts, each, cast, grammar):
        return ActorMention(Role.PARTY, "joint", place)
    first, last = each[0], each[-1]
    are_parties = first.role is last.role is Role.PARTY and MINISTRY.match(parts[0]) is not None
    if are_parties and last.side and not first.side and not BETWEEN.search(phrase):
        # "The Ministry of Energy and Natural Resources Ruritania": the first is of the other side.
        return ActorMention(Role.PARTY, "joint", place)
    if first.role is Role.PARTY and first.side and last.role is not Role.PARTY:
        is_country = [m.place[1] for m in cast.mentions(parts[0])] == [len(parts[0])]
        if is_country and not any(m.place[0] == 0 for m in cast.mentions(parts[-1])):
            # "Ruritania and Acme": a country with its company, not "Ruritanian and Valdorian membership".
            return ActorMention(Role.PARTY, first.side, place)
    named = [doer.side for doer in each if doer.side]
    if len(each) == 2 and len(named) < 2 and all(map(is_organisation, parts)):
        # "SBP and the Central Bank of Ruritania": of two agencies, the one is of either side.
        return ActorMention(Role.PARTY, "joint", place)
    before = {doer.role for doer in each[:-1]}
    is_body = last.role is Role.BODY and before == {Role.THING}
    is_apart = last.role is Role.PARTY and Role.PARTY not in before
    is_apart = is_apart and (last.side is not None or not cast.sides_in(phrase))
    if (is_body or is_apart) and not BETWEEN.search(phrase):
        # "… sent the maps, and Ruritania": another clause begins.
        return ActorMention(last.role, last.side, (place[1] - len(parts[-1]), place[1]))
    return None


def _are_both(
    phrase: str, parts: list[str], each: list[ActorMention], cast: Participants, grammar: Grammar
) -> bool:
    """Return whether the joined nouns are the two sides: by name, by office, as a group, by adjectives."""
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


def _are_two_offices(conjuncts: list[str], cast: Participants, grammar: Grammar) -> bool:
    """Return whether two are named only by their offices: "the President and the Prime Minister"."""
    plain = [
        re.sub(r"^(?:both )?(?:the|le|la) ", "", part.strip(), flags=re.IGNORECASE) for part in conjuncts
    ]
    return all(grammar.office.fullmatch(part) and not cast.mentions(part) for part in plain) and len(
        plain
    ) == len({part.casefold() for part in plain})


def _named_last(
    phrase: str, place: Place, cast: Participants, grammar: Grammar, memory: Memory
) -> ActorMention:
    for table in (grammar.both, grammar.we, grammar.they, grammar.one):
        found = table.search(phrase)
        if found:
            doer = _side_of(found[0], "", cast, grammar, memory)
            return ActorMention(doer.role, doer.side, (place[0] + found.start(), place[1]))
    if behind := _named_behind(phrase, place, cast, grammar):
        return behind
    mentions = cast.mentions(phrase)
    if mentions and mentions[-1].place[1] == len(phrase) and len(phrase.split()) > 3:
        last = [m for m in mentions if m.place[0] >= mentions[-1].place[0] - 25 and m.side != THIRD]
        before = phrase[: last[0].place[0]] if last else phrase
        if last and not _ends_in_preposition(before, grammar):
            return ActorMention(Role.PARTY, owner_of(m.side for m in last), place)
    for last_noun in reversed([*grammar.determiner.finditer(phrase, 1)]):
        # "In the first year the Georgian side": a noun phrase follows that no preposition joins to the first.
        at = last_noun.start()
        if phrase[at].isupper() and WITHIN_NAME.search(phrase, 0, at):
            continue
        if not grammar.ties.search(phrase, 0, at):
            own = doer_of(phrase, at, len(phrase), cast, grammar, memory)
            if own.role in (Role.PARTY, Role.BODY):
                return ActorMention(own.role, own.side, (place[0] + at, place[1]))
            if phrase[at].isupper() and cast.is_letter:
                # "On our end Marnie": a person by name, perhaps.
                return ActorMention(Role.THING, None, (place[0] + at, place[1]))
    return ActorMention(Role.THING)


def _ends_in_preposition(before: str, grammar: Grammar) -> bool:
    return re.search(rf"(?:{grammar.prepositions.pattern})\s+(?:the\s+)?$", before) is not None


def _named_behind(phrase: str, place: Place, cast: Participants, grammar: Grammar) -> ActorMention | None:
    """Return the capital that ends a phrase, where no preposition joins it to what is before."""
    for name in CAPITALISED.finditer(phrase, 1):
        seat = cast.seats.get(phrase[name.start() :])
        if seat and not _ends_in_preposition(phrase[: name.start()], grammar):
            return _build_capital_mention(seat, (place[0] + name.start(), place[1]))
    return None


def _side_of(head: str, rest: str, cast: Participants, grammar: Grammar, memory: Memory) -> ActorMention:
    plain = re.sub(r"'s?$", "", head.strip())
    is_writer, side = cast.side_of_writer(plain) if rest else (False, None)
    if is_writer:
        return ActorMention(Role.PARTY, side)
    if grammar.we.search(plain):
        writer = cast.writer if cast.is_letter or cast.is_speech else cast.side_of_we()
        return ActorMention(Role.PARTY, memory.speaker or writer)
    if grammar.they.search(plain):
        before = memory.before if plain.casefold() == "elles" else None
        return ActorMention(Role.PARTY, "joint" if memory.were_both else cast.side_of_they(plain) or before)
    if grammar.it.search(plain):
        own = memory.main.side if memory.main and memory.main.role is Role.PARTY else memory.lead
        side = own if own in ("ours", "theirs") else memory.before
        side = side or ("joint" if cast.is_treaty and memory.lead == "joint" else None)
        return ActorMention(Role.PARTY, side) if side else ActorMention(Role.THING)
    if grammar.one.search(plain):
        speaker = (memory.speaker or cast.writer) if plain == "I" else None
        if cast.is_speech and cast.writer and plain.casefold() in ("he", "she") and memory.one == cast.writer:
            # Of whom somebody speaks who is no other of his own side.
            speaker = find_opposite(cast.writer)
        return ActorMention(Role.PARTY, speaker or (None if plain == "I" else memory.one))
    last_word = re.findall(r"[\w'-]+", plain)[-1:] or [""]
    if last_word[0] in cast.acronyms:
        plain = head = plain.removesuffix(last_word[0]) + cast.acronyms[last_word[0]]
    if LETTERS.fullmatch(last_word[0]) and last_word[0] in cast.seats:
        return _build_capital_mention(cast.seats[last_word[0]])
    mentions = cast.mentions(head)
    ends_in_name = bool(mentions) and mentions[-1].place[1] >= len(plain)
    if plain in cast.seats:
        return _build_capital_mention(cast.seats[plain])
    if not mentions and grammar.own.match(plain) and grammar.actors.search(plain):
        return ActorMention(Role.PARTY, cast.beside(plain, memory.one))
    if (
        ends_in_name
        or grammar.actors.search(plain)
        or cast.is_person(last_word[0])
        or grammar.titles.match(plain)
    ):
        return _party(plain, mentions, rest, cast, grammar)
    if grammar.both.search(plain):
        return ActorMention(Role.PARTY, "joint")
    if grammar.bodies.search(plain):
        # "The Ruritanian Scholarship Secretariat" is no body of both.
        own = owner_of(
            (cast.sides_in(plain) or _sides_from(rest, cast) or _sides_of_agencies(plain, cast)) - {THIRD}
        )
        return ActorMention(Role.BODY, own if own in ("ours", "theirs") else cast.common)
    if grammar.doings.search(plain):
        return ActorMention(Role.DOING, cast.common)
    if LETTERS.fullmatch(last_word[0]):
        return ActorMention(Role.BODY, owner_of((cast.sides_in(head) or cast.sides_in(rest)) - {THIRD}))
    office = re.search(rf"{grammar.office.pattern}\b", plain, re.IGNORECASE)
    if office:
        return _party(plain, mentions, rest, cast, grammar)
    if TWO_BODIES.fullmatch(plain):
        return ActorMention(Role.PARTY, "joint")
    if is_organisation(plain):
        return ActorMention(Role.BODY, owner_of((cast.sides_in(plain) or cast.sides_in(rest)) - {THIRD}))
    return ActorMention(Role.THING)


def _sides_of_agencies(plain: str, cast: Participants) -> set[str]:
    """Return the sides of the agencies that the name of a body begins with: "a KOICA team"."""
    return {side for word in LETTERS.findall(plain) if (side := cast.agency(word))}


def _sides_from(rest: str, cast: Participants) -> set[str]:
    """Return the side from which somebody comes: "a team from Elm"."""
    found = FROM.match(rest)
    seat = cast.seats.get(found["where"]) if found else None
    return cast.sides_in(found["where"]) | ({seat} if seat else set()) if found else set()


def _build_capital_mention(seat: str, place: Place | None = None) -> ActorMention:
    """Make a doer of a government that goes by its capital, by a style or by a body of its own."""
    return (
        ActorMention(Role.THIRD, None, place)
        if seat == THIRD
        else ActorMention(Role.PARTY, owner_of([seat]), place)
    )


def _party(
    plain: str, mentions: list[Mention], rest: str, cast: Participants, grammar: Grammar
) -> ActorMention:
    """Return the side of a person who acts: by country, by both, by name, by office."""
    sides = {mention.side for mention in mentions}
    if not sides and rest:
        sides = cast.sides_in(rest) if not grammar.both.search(rest) else {"ours", "theirs"}
        if grammar.both.search(re.split(r"[,;]", rest)[0]):
            sides = {"ours", "theirs"}
    sides = sides or cast.person(plain) or {cast.seats[one] for one in rest.split()[1:2] if one in cast.seats}
    if not sides and (grammar.both.search(plain) or grammar.pair.match(plain)):
        return ActorMention(Role.PARTY, "joint")
    sides = sides or cast.office(plain)
    if not sides and cast.is_letter and cast.writer and FRENCH_MINISTRY.search(plain):
        # A note or a letter names its own ministries without their country.
        return ActorMention(Role.PARTY, cast.writer)
    if THIRD in sides and not sides & {"ours", "theirs"}:
        return ActorMention(Role.THIRD)
    return ActorMention(Role.PARTY, owner_of(sides - {THIRD}))


NAME = r"[A-ZÀ-Ý][\w'’.-]*"
TIME_HEAD = re.compile(r"(?:the )?(?:end|close|middle|beginning|start) of\b")
CAPITALISED = re.compile(r"(?<![\w'’-])[A-ZÀ-Ý]")
WITH = re.compile(r"(?<=\w) with(?: the)? $")
# "The review, which takes a new look and will bring peace": the clause goes on behind "and".
RELATIVE = re.compile(r", which [^,;]{3,150} and$")


def doer_before(
    plain: str, floor: int, at: int, cast: Participants, grammar: Grammar, memory: Memory
) -> ActorMention:
    """Find the subject of the verb at a place, not looking back beyond `floor`."""
    end = step_over_adverbs(plain, floor, at, grammar)
    head = plain[floor:end]
    if cleft := CLEFT.search(head):
        return doer_of(plain, floor + cleft.start("who"), floor + cleft.end("who"), cast, grammar, memory)
    if grammar.relative.search(head) or RELATIVE.search(head):
        return ActorMention(Role.THING)
    if not head.strip() and memory.stem:
        return memory.stem
    fronted = grammar.fronted.search(head) if memory.main else None
    if fronted:
        head = head[: fronted.start()].rstrip(" ,") + " and"
    if grammar.joins.search(head):
        if memory.main is None and memory.is_thing:
            return ActorMention(Role.THING)
        return memory.main or first_doer(plain, end, cast, grammar, memory)
    start, end = _phrase(plain, floor, end, grammar)
    parts = list(re.finditer(r", (?:and|et) ", plain[start:end]))
    if parts and floor and not plain[floor:start].strip():
        # "Invited him to visit Ruritania, and the minister": what stands first is still the object.
        start += parts[-1].end()
    if floor and (nearest := owner_of(cast.person(plain[floor:start]))) in ("ours", "theirs"):
        memory.one = nearest
    found = doer_of(plain, start, end, cast, grammar, memory)
    if found.role is Role.THING and grammar.code == "en" and (aside := WITH.search(plain, floor, start)):
        # "A group with members of each side": what it has stands behind it.
        whole = doer_of(plain, *_phrase(plain, floor, aside.start(), grammar), cast, grammar, memory)
        found = whole if whole.role in (Role.PARTY, Role.BODY) else found
    if memory.main and found.role is Role.THING and head.rstrip().endswith(","):
        return memory.main
    return found


def _phrase(plain: str, floor: int, end: int, grammar: Grammar) -> Place:
    """Cut out the noun phrase that ends at a place: lists of names stay whole, what is set in is left out."""
    # Behind a dateline: "Port Elm, May 30 - Both armies, with their chiefs, agreed".
    floor = max(floor, plain.rfind(" - ", floor, end) + 1)
    if plain[floor:end].endswith(",") and "," in plain[floor : end - 1]:
        # "Kim, the minister of trade, said": the phrase stands before what explains it.
        end = plain.rindex(",", floor, end - 1)
    start = floor
    for found in grammar.breaks.finditer(plain, floor, end):
        start = found.end()
    text = plain[start:end].rstrip(" ,")
    joined = grammar.clause.search(text)
    if joined:
        return start + joined.end(), start + len(text.rstrip())
    run_in = [m.end() for m in re.finditer(r"(?<=[\w)]) +(?=(?:The|Both|Our|We|They)\b)", text)]
    if run_in:
        # A heading that runs into its sentence.
        start, text = start + run_in[-1], text[run_in[-1] :]
    cut = text.rfind(", ")
    while cut >= 0 and re.match(r",\s+(?:and|et)\b", text[cut:]):
        cut = text.rfind(", ", 0, cut)
        if cut >= 0 and not re.match(rf",\s+(?:{NAME}|the\b)", text[cut:]):
            break
        cut = -1 if cut < 0 or text[:cut].count(",") == 0 else text.rfind(", ", 0, cut)
    lead = cut + 1 if cut >= 0 else 0
    begin = start + lead + len(text[lead:]) - len(text[lead:].lstrip())
    return begin, start + len(text.rstrip())


def first_doer(plain: str, end: int, cast: Participants, grammar: Grammar, memory: Memory) -> ActorMention:
    """Take the first who acts in a sentence: the subject of a verb that no table names."""
    nameless: ActorMention | None = None
    parts = [*re.finditer(r"[^,;:]+", plain[:end])]
    named = [part for part in parts if not grammar.prepositions.match(part[0].lstrip())]
    for part in named or parts:
        words = list(re.finditer(r"\S+", part[0]))
        for last in range(1, min(len(words), 14) + 1):
            begin, stop = part.start() + words[0].start(), part.start() + words[last - 1].end()
            doer = doer_of(plain, begin, stop, cast, grammar, memory)
            if doer.role is Role.PARTY and doer.side:
                return _joined(plain, begin, words[last:], part.start(), doer, cast, grammar, memory)
            nameless = nameless or (doer if doer.role is Role.PARTY else None)
        if nameless:
            return nameless
    return ActorMention(Role.THING)


def _joined(
    plain: str,
    begin: int,
    words: list[re.Match[str]],
    offset: int,
    doer: ActorMention,
    cast: Participants,
    grammar: Grammar,
    memory: Memory,
) -> ActorMention:
    """Take in who is joined to a doer with "and"."""
    while words and words[0][0][0].isupper():
        words = words[1:]
    if words and re.match(r"(?:and|et|&)$", words[0][0]):
        for word in words[1:6]:
            both = doer_of(plain, begin, offset + word.end(), cast, grammar, memory)
            if both.role is Role.PARTY and both.side == "joint":
                return both
    return doer


@dataclass(frozen=True, slots=True)
class Found:
    """One verb phrase with its subject; `verb` and `region` are places in the sentence.

    `reach` is where the relative clauses after the region end ("projects that will ...").
    """

    act: Act
    verb: Place
    doer: ActorMention
    region: Place
    reach: int = 0


@dataclass(frozen=True, slots=True)
class Undertaking:
    """What an officer tracks: its kind, its side, and whether it counts without a deadline.

    `stem` is the place of the line above a list that gives verb and owner; `is_weak`: only hoped or noted.
    """

    kind: OutcomeKind
    side: OwnerSide | None
    found: Found
    needs_deadline: bool = False
    stem: Place | None = None
    is_weak: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence as read: what it undertakes, whether its subject acts, or neither.

    `is_none` means that it only welcomes, recalls, discusses.
    """

    undertakings: list[Undertaking]
    has_doer: bool
    is_none: bool


def select_firmest(tracked: list[Undertaking]) -> list[Undertaking]:
    """Leave out thanks, topics and hopes beside anything firmer; of several of these keep the first."""
    firm = [one for one in tracked if one.found.act not in (Act.THANK, Act.DISCUSS) and not one.is_weak]
    return firm or tracked[:1]
