"""Read one typed line: who spoke, the kind of outcome, who leads, and the deadline.

Only what the words state is read; the officer checks and changes it before it is saved. A line has no
sentences before it to which "they" could refer. Also reads a typed member of a delegation: the name of a
person, without titles, offices and ministries.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from itertools import chain
from typing import TypeVar

from commitments.enums import OutcomeKind, OwedBy, Side, Strength
from commitments.language import phrases
from commitments.language.phrases import english_words, french_words
from commitments.language.phrases.specification import NO_SUCH_DATE, DeadlineSpec
from commitments.language.reader import french
from commitments.language.reader.actors import Found, Memory, Role, doer_of
from commitments.language.reader.blocks import ALIKE, language_of
from commitments.language.reader.companies import is_part_of_name, pure_adjectives
from commitments.language.reader.deadlines import Timing
from commitments.language.reader.english import GRAMMAR
from commitments.language.reader.grammar import Act, Grammar, OwnerSide, ParsedClause
from commitments.language.reader.korean import find_korean_speaker
from commitments.language.reader.korean_names import enter_surnames
from commitments.language.reader.participants import (
    THIRD,
    Known,
    Participants,
    cast_of,
    find_opposite,
    owner_of,
)
from commitments.language.reader.reader import is_mentioned, read_statement
from commitments.language.reader.sentences import verb_phrases
from commitments.language.reader.tasks import named_to_do

# "Korean side: list of contact points by 30 June".
LABEL = re.compile(r"(?P<who>[^:.;]{2,60}):\s")
# A verb follows a name in small letters; a name in capitals goes on: "Korea Electric Power".
VERB_FOLLOWS = re.compile(r"\s+(?!(?:and|or|of|for|et|ou|de|du)\b)[a-zà-ÿ]")
PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being|est|sont|a été|ont été)(?: \w+ly)?\s*$")
# Verbs whose subject in the passive is whom they are about.
ABOUT_ANOTHER = (Act.ASK, Act.ASKED, Act.BID, Act.INSTRUCT, Act.INVITED, Act.THANK)
MOST_SPEAKER_WORDS = 10


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who a line names: a side, a third party, or a person by `words` that leave the side open."""

    side: OwnerSide | None = None
    words: str = ""
    is_another: bool = False


def speaker_of(line: str, cast: Participants) -> Speaker:
    """Find who speaks or acts in a line; no side where its words name none."""
    plain = line.translate(ALIKE)
    code = language_of(plain)
    if code == "ko" or re.match(r"\W*[가-힣]", plain):
        return _in_korean(plain, cast)
    grammar = french.GRAMMAR if code == "fr" else GRAMMAR
    label = LABEL.match(plain)
    if label:
        doer = doer_of(label["who"], 0, len(label["who"]), cast, grammar, Memory())
        if doer.role in (Role.PARTY, Role.THIRD):
            return Speaker(doer.side, label["who"].strip(), doer.role is Role.THIRD)
    found = [*verb_phrases(plain, cast, grammar, Memory())]
    for one in found:
        speaker = _find_subject(plain, one, cast, grammar)
        if speaker is not None:
            return speaker
    to_do = named_to_do(plain, cast, grammar)
    if to_do is not None and to_do.place:
        return Speaker(to_do.side, plain[slice(*to_do.place)])
    return Speaker() if found else _at_the_head(plain, cast, grammar)


def _find_subject(plain: str, one: Found, cast: Participants, grammar: Grammar) -> Speaker | None:
    """Return the subject of a verb, or the agent of a passive named with "by"; None for a thing."""
    doer, after = one.doer, plain[one.verb[1] : one.region[1]]
    words = plain[slice(*doer.place)].strip(" ,") if doer.place and doer.role is Role.PARTY else ""
    is_passive = one.act is Act.ASKED or PASSIVE.search(plain, 0, one.verb[0]) is not None
    is_about = is_passive and one.act in ABOUT_ANOTHER
    is_undergone = grammar.undergone.match(after.lstrip()) or grammar.undergone.match(plain, one.verb[0])
    if is_about or is_undergone or doer.role not in (Role.PARTY, Role.THIRD):
        by = grammar.by.search(after)
        sides = cast.sides_in(by["who"]) | cast.person(by["who"]) if by else set()
        if by and sides - {THIRD} and is_part_of_name(by["who"], cast):
            return Speaker(words=by["who"])
        if sides:
            return Speaker(owner_of(sides - {THIRD}), is_another=sides == {THIRD})
        if is_about and one.act is not Act.THANK and doer.side:
            # Whoever is asked was asked by the other side.
            return Speaker(find_opposite(doer.side))
        return Speaker() if is_about or is_undergone else None
    return Speaker(doer.side, words, doer.role is Role.THIRD)


def _at_the_head(plain: str, cast: Participants, grammar: Grammar) -> Speaker:
    """Find who stands at the head of a line whose verb no table has: "Korea sends a list"."""
    for found in list(re.finditer(r"[^\s,]+", plain))[:MOST_SPEAKER_WORDS]:
        if not VERB_FOLLOWS.match(plain, found.end()):
            continue
        phrase = plain[: found.end()]
        mentions = cast.mentions(phrase)
        is_adjective = bool(mentions) and phrase[slice(*mentions[-1].place)] in pure_adjectives()
        if is_adjective and mentions[-1].place[1] == len(phrase):
            continue
        doer = doer_of(phrase, 0, len(phrase), cast, grammar, Memory())
        is_named = doer.role is Role.PARTY and (doer.side or cast.mentions(phrase))
        if doer.role is Role.THIRD or is_named:
            return Speaker(doer.side, phrase, doer.role is Role.THIRD)
    return Speaker()


def _in_korean(plain: str, cast: Participants) -> Speaker:
    enter_surnames(plain, cast)
    side, words = find_korean_speaker(plain, cast)
    is_another = bool(words) and cast.sides_in(words) == {THIRD}
    return Speaker(side, "" if is_another else words, is_another)


T = TypeVar("T")

# Longer texts are read by nobody in one breath; what stands after it is not looked at.
LONGEST_LINE = 600
LONGEST_SPAN = 12

# Words of English and French, whole; parts of Korean ones. Where two kinds fit, the one that comes first.
_KINDS: tuple[tuple[OutcomeKind, str, str], ...] = (
    (
        OutcomeKind.REQUEST,
        "asks?|asked|requests?|requested|urge[sd]?|call(?:s|ed)? on|invite[sd]?|demande(?:nt)?",
        "요청|당부|촉구",
    ),
    (
        OutcomeKind.UNDERSTANDING,
        (
            "agree[sd]? (?:on|that)|share[sd]? the view|reaffirm(?:s|ed)?|recogni[sz]e[sd]?|acknowledge[sd]?"
            "|appreciate[sd]?|thank(?:s|ed)?|welcome[sd]?|noted|expresse[sd]"
        ),
        "평가|감사|환영|인식을 같이",
    ),
    (OutcomeKind.OFFER, "offers?|offered", "제의|제안"),
    (OutcomeKind.TOPIC, "discuss(?:es|ed)?|exchanged views", "논의|의견을 교환"),
    (
        OutcomeKind.COMMITMENT,
        (
            "will|shall|undertakes? to|undertook to|commits? (?:itself )?to|agree[sd]? to|promise[sd]? to"
            "|s[’']engage(?:nt)? à"
        ),
        "기로|할 것|약속",
    ),
)
# Where a deadline may begin; in Korean any word may.
_BEGINS = re.compile(
    r"(?:by|within|before|in|no|not|until|till|through|during|ahead|at|on|over|every|each|early|mid|mid-\w+|late"
    r"|later|this|next|soon|as|annually|quarterly|monthly|yearly|twice|once|promptly|immediately|after|from"
    r"|d’ici|d'ici|dans|avant|au|pour|chaque|fin)$",
    re.IGNORECASE,
)
# Where a day may begin without a word before it.
_DATED = re.compile(
    rf"\d|(?:{'|'.join([*english_words.MONTH_NUMBERS, *french_words.MONTHS])})\b", re.IGNORECASE
)
# Words that look like a day and may be misspelt: told where they are read as no deadline.
_LIKE_A_DAY = re.compile(
    r"\b(?:by|until|till|before|on|no later than|not later than|d’ici le|avant le)\s+(?:the\s+)?"
    r"(?:\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?[^\W\d_]{3,}\.?|[^\W\d_]{3,}\.?\s+\d{1,2}\b(?!\s*%)|[\d./-]{6,})"
    r"(?:,?\s+\d{4})?|(?:\d{4}년\s*)?\d+월\s*\d+일(?:까지|\s*전)",
    re.IGNORECASE,
)
_MONTHS = tuple(name for names in (english_words.MONTHS, french_words.MONTHS) for name in names)
# How like the name of a month a word is that was meant for one, from 0 to 1.
LIKE = 0.7
# Who the host is, the words alone do not tell.
_HOST = re.compile(
    r"(?:the\s+)?(?:host(?:\s+(?:side|country|government))?|visiting\s+side)\b|주최\s?측|방문\s?측",
    re.IGNORECASE,
)
_HANGUL = re.compile("[가-힣]")
# An event named together with what comes after it is more than the deadline.
_RUNS_ON = re.compile(r",|;|\b(?:and|which|who|that|will|et)\b|[은는이가을를] ", re.IGNORECASE)
_FRAMING = "()“”«»\"'.,;:"
_JOINS = re.compile(r"\s*(?:,|and\b|&|및|와|과|et\b)\s*(?:the\s+)?", re.IGNORECASE)
_FORE = re.compile(r"(?:the|le|la|les|l’)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Parties:
    """Who may be named: codes of the two countries, their names, and all names of their ministries.

    Names of ministries are normalised for comparison, with single spaces. `known` are the recorded officials.
    """

    codes: Mapping[str, Side]
    ours: Sequence[str]
    theirs: Sequence[str]
    ministries: Mapping[str, tuple[Side, str]]
    known: Known = field(default_factory=Known)

    def participants(self) -> Participants:
        """Build the participants of a line; the person who types it is on our side."""
        return cast_of(self.ours, self.theirs, replace(self.known, author="ours"))


@dataclass(frozen=True, slots=True)
class Line:
    """The content of a line; what it does not state is empty. `clause` is the line without the code before
    it.
    """

    clause: str
    spoken_by: OwedBy | None = None
    kind: OutcomeKind | None = None
    strength: Strength | None = None
    leads: Mapping[Side, str] = field(default_factory=dict)
    wording: str = ""
    # What looks like a day and is none (it is the wording too), and who is named without saying which side.
    unread_day: str = ""
    unread_side: str = ""


def read_line(text: str, parties: Parties) -> Line:
    """Read one line as far as its words go."""
    line = " ".join(text[:LONGEST_LINE].split())
    said, rest = _code(line, parties)
    codes = len(line.split(" ")) - len(rest.split(" "))
    clause = re.sub(rf"^\s*(?:\S+\s+){{{codes}}}", "", text).strip()
    # A part of a day that does not exist is no deadline either: 29 February without its year.
    unread = _impossible_day(rest)
    read = _read(rest, parties)
    cast = parties.participants()
    wording = unread or (_sure_wording(read.due) if read else find_deadline(rest, cast))
    if not unread:
        like_a_day = _unread_day(rest)
        if not wording and _is_sure(phrases.parse_any(like_a_day)):
            # Read well, but only mentioned.
            like_a_day = ""
        if not wording or (like_a_day not in wording and wording in like_a_day):
            # Kept as it was typed, so that the officer corrects it in its field.
            wording = unread = like_a_day
    first = rest.removeprefix(wording).lstrip(" ,")
    leads = dict(_leads(first, parties, cast)) or _leads_behind(first, parties, cast)
    speaker = _seated(speaker_of(first, cast), parties.known)
    if said is None:
        said, leads = _agreed(speaker, leads)
    is_named = said is not None
    host = _HOST.match(first) if said is None else None
    kind = read.act if read else _kind(rest)
    # Somebody, and by when: something is owed, whatever the verb.
    if kind is None and (is_named or host) and (wording or unread):
        kind = OutcomeKind.COMMITMENT
    if kind in (OutcomeKind.UNDERSTANDING, OutcomeKind.TOPIC, None):
        leads, wording = {}, ""
    strength = Strength.REQUESTED if kind == OutcomeKind.REQUEST else read.strength if read else None
    strength = None if strength == Strength.NOT_STATED else strength
    unnamed = host[0] if host else speaker.words
    return Line(clause, said, kind, strength, leads, wording, unread, "" if said else unnamed)


def _read(line: str, parties: Parties) -> ParsedClause | None:
    """Read a line as any other text: its first clause, None where it has none."""
    known = replace(parties.known, author="ours")
    found = read_statement(line, ours=parties.ours, theirs=parties.theirs, known=known)
    return found[0] if found else None


def _sure_wording(due: DeadlineSpec) -> str:
    return "" if due.ask else due.wording


def _agreed(speaker: Speaker, leads: dict[Side, str]) -> tuple[OwedBy | None, dict[Side, str]]:
    """Return the side that the words and the leads name, and those leads; where they differ the words win."""
    if speaker.is_another:
        return None, {}
    side = OwedBy(speaker.side) if speaker.side else None
    if side is None or len(leads) > 1 or side == OwedBy.JOINT:
        return side if side and len(leads) < 2 else _side_of(leads), leads
    return side, {of: name for of, name in leads.items() if of.value == side.value}


def _seated(speaker: Speaker, known: Known) -> Speaker:
    """Add the side to a speaker named by office alone, where delegates of one side hold that office."""
    if speaker.side or speaker.is_another:
        return speaker
    office = " ".join(speaker.words.casefold().split()).removeprefix("the ")
    side = owner_of(side for side, offices in known.offices.items() if office in offices)
    return replace(speaker, side=side) if side in ("ours", "theirs") else speaker


def _code(line: str, parties: Parties) -> tuple[OwedBy | None, str]:
    """Split off the code of a country, or of both, that stands before the words."""
    sides: set[Side] = set()
    rest = line
    while True:
        word, _space, after = rest.partition(" ")
        code = word.strip(":·–-")
        names = [parties.codes.get(part) for part in code.split("+")] if code else [None]
        if not after or None in names:
            break
        sides |= {side for side in names if side is not None}
        rest = after.lstrip(":·–- ")
    if not sides:
        return None, line
    return (OwedBy.JOINT if len(sides) > 1 else OwedBy(sides.pop().value)), rest


def _leads_behind(line: str, parties: Parties, cast: Participants) -> dict[Side, str]:
    """Find the ministry that stands behind the name of its country: "ROK MOFA"."""
    named = next((one for one in cast.mentions(line) if not _FORE.sub("", line[: one.place[0]])), None)
    if named is None:
        return {}
    found = dict(_leads(line[named.place[1] :].removeprefix("'s").lstrip(), parties, cast))
    return {side: name for side, name in found.items() if side == named.side}


def _leads(line: str, parties: Parties, cast: Participants) -> Iterator[tuple[Side, str]]:
    """Find the ministries with which the line begins: one, or one of each side."""
    rest, found = line, set[Side]()
    while True:
        fore = _FORE.match(rest)
        rest = rest[fore.end() :] if fore else rest
        name = _name_at(rest.casefold(), parties, found)
        if not name:
            return
        side, full = parties.ministries[name]
        if not _is_of(rest[len(name) :], side, cast):
            return
        found.add(side)
        yield side, full
        join = _JOINS.match(rest[len(name) :])
        if join is None:
            return
        rest = rest[len(name) + join.end() :]


def _is_of(after: str, side: Side, cast: Participants) -> bool:
    """Return whether a ministry may belong to a side, as far as a country follows its name."""
    of = re.match(r"\s+(?:of|de|du|d[’'])\s*(?:the |la |l[’'])?(?=[A-ZÀ-Ý])", after)
    if of is None:
        return True
    return any(one.side == side and one.place[0] == of.end() for one in cast.mentions(after))


def _name_at(text: str, parties: Parties, taken: set[Side]) -> str:
    """Return the longest name at the beginning as separate words; Korean adds particles to it."""
    fits = [
        name
        for name, (side, _full) in parties.ministries.items()
        if side not in taken and text.startswith(name) and _ends_there(text, name)
    ]
    return max(fits, key=len, default="")


def _ends_there(text: str, name: str) -> bool:
    after = text[len(name) : len(name) + 1]
    return not after.isalnum() or bool(_HANGUL.match(after) and re.match("[은는이가와과의에도측]", after))


def _side_of(leads: Mapping[Side, str]) -> OwedBy | None:
    if len(leads) > 1:
        return OwedBy.JOINT
    return next((OwedBy(side.value) for side in leads), None)


def _kind(line: str) -> OutcomeKind | None:
    """Take the kind whose words come first; where two begin at one place, the longer ones."""
    found = [(match.start(), -len(match[0]), kind) for kind, match in _matches(_KINDS, line)]
    return min(found, key=lambda one: one[:2])[2] if found else None


def _matches(table: tuple[tuple[T, str, str], ...], line: str) -> Iterator[tuple[T, re.Match[str]]]:
    for value, latin, korean in table:
        match = re.search(rf"\b(?:{latin})\b|{korean}", line, re.IGNORECASE)
        if match:
            yield value, match


def find_deadline(line: str, cast: Participants) -> str:
    """Return the words of the line that say by when, as they stand; empty where none are sure.

    A date that the line only mentions is none: "the summit that will be held in May 2027".
    """
    plain = line.translate(ALIKE)
    found = (
        timing.spec.wording
        for timing in _times(line, _BEGINS, _is_sure)
        if not is_mentioned(plain, timing, language_of(plain), cast)
    )
    return next(found, "")


def _impossible_day(line: str) -> str:
    """Return the words of the line that name a day that does not exist, such as "by 31 Feb 2027"."""
    found = chain(_times(line, _BEGINS, _is_impossible), _times(line, _DATED, _is_impossible))
    return next((timing.spec.wording for timing in found), "")


def _times(line: str, begins: re.Pattern[str], fits: Callable[[DeadlineSpec], bool]) -> Iterator[Timing]:
    """Yield the longest words that fit wherever some do; in Korean any word may begin."""
    words = line[:LONGEST_LINE].split(" ")
    language = "ko" if _HANGUL.search(line) else ""
    at = 0
    for start, word in enumerate(words):
        if language or begins.match(word.strip(_FRAMING)):
            for end in range(min(len(words), start + LONGEST_SPAN), start, -1):
                span = " ".join(words[start:end]).strip(_FRAMING)
                spec = phrases.parse_deadline(span, language) if language else phrases.parse_any(span)
                if span and fits(spec):
                    place = line.index(span, at)
                    yield Timing((place, place + len(span)), replace(spec, wording=span))
                    break
        at += len(word) + 1


def _unread_day(line: str) -> str:
    """Return what looks like a date: with a month name, however misspelt, or only in figures."""
    found = _LIKE_A_DAY.search(line)
    if found is None:
        return ""
    names = re.findall(r"[^\W\d_]{3,}", found[0].lower())
    is_day = _HANGUL.search(found[0]) or any(get_close_matches(name, _MONTHS, 1, LIKE) for name in names)
    return found[0].strip(_FRAMING) if is_day or re.search(r"[\d./-]{6,}", found[0]) else ""


def _is_impossible(spec: DeadlineSpec) -> bool:
    return spec.ask == NO_SUCH_DATE


def _is_sure(spec: DeadlineSpec) -> bool:
    return spec.kind != "none" and not spec.ask and not _RUNS_ON.search(spec.event)
