"""From a sentence to what it undertakes: each verb phrase, its subject, and whether an officer tracks it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from commitments.intake.cast import THIRD, Cast, opposite, owner_of
from commitments.intake.doers import Doer, Memory, Role, doer_before, doer_of, first_doer
from commitments.intake.grammar import Act, Grammar
from commitments.intake.proposal import OwnerSide, Place
from commitments.vocabulary import OutcomeKind

# How far behind its verb the one who is asked is looked for.
ADDRESSEE_WITHIN = 90
KINDS = {
    Act.AFFIRM: OutcomeKind.UNDERSTANDING,
    Act.WEAK: OutcomeKind.UNDERSTANDING,
    Act.OFFER: OutcomeKind.OFFER,
}
MODAL = (Act.WILL, Act.OUGHT, Act.SCHEDULED)
# What one side gives, whoever speaks of it.
GIVEN = re.compile(r"\s*(?:support|assistance|aid|contributions?|funding|soutien|appui|aide)\b")
# What is asked for, not of whom.
FOR = re.compile(r"\s*(?:for|pour)\b")
PAST_ACTS = (Act.UNDERTAKE, Act.AFFIRM, Act.OFFER, Act.ASK, Act.BID, Act.INSTRUCT)


@dataclass(frozen=True, slots=True)
class Found:
    """One verb phrase with its subject; `verb` and `region` are places in the sentence.

    `reach` is where the relative clauses behind the region end ("projects that will ...").
    """

    act: Act
    verb: Place
    doer: Doer
    region: Place
    reach: int = 0


@dataclass(frozen=True, slots=True)
class Undertaking:
    """What an officer tracks: of which kind, whose, and whether it counts without a deadline.

    `stem` is the place in the text of the line above a list that gives verb and owner.
    """

    kind: OutcomeKind
    side: OwnerSide | None
    found: Found
    needs_deadline: bool = False
    stem: Place | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence as read: what it undertakes, whether it has a subject that acts, whether it is none of both.

    `is_none` says that it only welcomes, recalls, discusses.
    """

    undertakings: list[Undertaking]
    has_doer: bool
    is_none: bool


def read_sentence(plain: str, cast: Cast, grammar: Grammar, memory: Memory) -> Reading:
    """Find what a sentence undertakes, asks and offers; `memory` learns who was meant."""
    found = [*_verb_phrases(plain, cast, grammar, memory)]
    own = memory.main.side if memory.main and memory.main.role is Role.PARTY else None
    memory.before = own if own in ("ours", "theirs") else None
    judged = [one for one in (_judged(plain, one, cast, grammar, memory) for one in found) if one]
    is_firm = any(one.found.act is not Act.SHARED for one in judged)
    taken = judged if is_firm else []
    return Reading(
        taken,
        has_doer=any(one.doer.role in (Role.PARTY, Role.BODY) for one in found),
        is_none=bool(found) and all(one.act in (Act.NOTHING, Act.SHARED) for one in found),
    )


def _verb_phrases(plain: str, cast: Cast, grammar: Grammar, memory: Memory) -> Iterator[Found]:
    """Find the verb phrases in order, each with its subject and the words up to the next."""
    hits = _hits(plain, grammar)
    memory.main = None
    if hits:
        lead = first_doer(plain, hits[0][1], cast, grammar, memory)
        memory.one = lead.side if lead.side in ("ours", "theirs") else memory.one
    floor = 0
    for number, (act, start, end) in enumerate(hits):
        memory.speaker = _speaker(plain, start, cast, grammar, memory)
        is_participle = plain[:start].rstrip().endswith(",") and grammar.participle.match(plain, start)
        doer = doer_before(plain, floor, start, cast, grammar, memory)
        if is_participle and memory.main:
            doer = memory.main
        if doer.role is Role.THING and grammar.personal.match(plain, start):
            doer = memory.main or first_doer(plain, start, cast, grammar, memory)
        if doer.role is Role.PARTY:
            memory.main = doer
            memory.one = doer.side if doer.side in ("ours", "theirs") else memory.one
        elif memory.main is None and doer.role is Role.BODY:
            memory.main = doer
        stop = hits[number + 1][1] if number + 1 < len(hits) else len(plain)
        begin = 0 if number == 0 else doer.place[0] if doer.place else start
        is_past = grammar.told.match(plain, start) is not None
        if not (is_past and _is_retold(act, doer, hits[number - 1] if number else None)):
            reach = _reach(plain, end, hits[number + 1 :], grammar)
            yield Found(act, (start, end), doer, (min(begin, start), stop), reach)
        floor = end


def _reach(plain: str, end: int, hits: list[tuple[Act, int, int]], grammar: Grammar) -> int:
    """Find where the next verb begins that is not in a relative clause."""
    for _act, start, stop in hits:
        if not grammar.relative.search(plain[end:start].rstrip()):
            return start
        end = stop
    return len(plain)


def _is_retold(act: Act, doer: Doer, before: tuple[Act, int, int] | None) -> bool:
    """Say whether a deed is only told of, after "noted that"."""
    if before is None or before[0] is not Act.NOTHING or doer.place is None or act not in PAST_ACTS:
        return False
    return 0 <= doer.place[0] - before[2] <= len(" that the ")


def _hits(plain: str, grammar: Grammar) -> list[tuple[Act, int, int]]:
    """Find where the rows of the table match; an earlier row wins over what it overlaps."""
    taken: list[tuple[Act, int, int]] = []
    for act, pattern in grammar.rows:
        for found in pattern.finditer(plain):
            if act not in MODAL and grammar.governed.search(
                plain[max(0, found.start() - 40) : found.start()]
            ):
                continue
            if all(found.end() <= start or found.start() >= end for _act, start, end in taken):
                taken.append((act, found.start(), found.end()))
    return sorted(taken, key=lambda hit: hit[1])


def _speaker(plain: str, at: int, cast: Cast, grammar: Grammar, memory: Memory) -> OwnerSide | None:
    """Say who is quoted at a place: the side of whoever is named before the quotation."""
    if plain.count('"', 0, at) % 2 == 0:
        return None
    before = plain[: plain.rindex('"', 0, at)]
    first = before.split('"')[0]
    sides = cast.person(first) or cast.sides_in(first[:80]) - {THIRD} or cast.office(first)
    return owner_of(sides) if len(sides) == 1 else memory.one


def _judged(plain: str, found: Found, cast: Cast, grammar: Grammar, memory: Memory) -> Undertaking | None:
    """Decide by act and subject whether a verb phrase is tracked."""
    if (
        found.act in PAST_ACTS
        and grammar.past.match(plain)
        and not re.search(r"\bwill\b", plain[: found.verb[1]])
    ):
        return None
    doer, after = found.doer, plain[found.verb[1] : found.region[1]]
    match found.act:
        case Act.WILL:
            return _future(plain, found, after, cast, grammar)
        case Act.OUGHT:
            return (
                _future(plain, found, after, cast, grammar) if _is_announced(plain, found, grammar) else None
            )
        case Act.INSTRUCT if doer.side in ("ours", "theirs") and grammar.pleas.match(plain, found.verb[0]):
            return _asked(found, after, cast, grammar, memory)
        case Act.DOING if doer.side != "joint" or doer.role is not Role.PARTY:
            return None
        case Act.AGREED:
            return Undertaking(OutcomeKind.COMMITMENT, doer.side or "joint", found)
        case Act.SCHEDULED:
            return _scheduled(plain, found, after, cast, grammar)
        case Act.ASK | Act.BID:
            return _asked(found, after, cast, grammar, memory)
        case Act.INVITED:
            side = opposite(doer.side) if doer.side else None
            return Undertaking(OutcomeKind.OFFER, side, found) if doer.role is Role.PARTY else None
        case Act.AWAIT:
            return _awaited(found, after, cast, grammar)
        case Act.SHARED if doer.role is Role.PARTY:
            return Undertaking(OutcomeKind.UNDERSTANDING, "joint", found)
        case Act.NOTHING | Act.SHARED:
            return None
    is_body = doer.role is Role.BODY and found.act in (Act.UNDERTAKE, Act.INSTRUCT)
    if doer.role is not Role.PARTY and not is_body:
        return None
    if found.act is Act.AFFIRM and {m.side for m in cast.mentions(after[:80])} == {THIRD}:
        return None
    side = _possessor(after, cast) or doer.side or _giver(after, cast)
    if found.act is Act.AFFIRM:
        verb = plain[found.verb[0] : found.verb[1]]
        side = owner_of(cast.sides_in(verb) - {THIRD}) or side
    if found.act is Act.UNDERTAKE and grammar.mutual.match(after.lstrip()):
        side = "joint"
    return Undertaking(KINDS.get(found.act, OutcomeKind.COMMITMENT), side, found, found.act is Act.WEAK)


def _is_announced(plain: str, found: Found, grammar: Grammar) -> bool:
    """Say whether "would" tells what is to come: after a verb of saying, or of those who meet."""
    verb = plain[slice(*found.verb)]
    return grammar.reported.search(plain[: found.verb[0]]) is not None or (
        found.doer.role is not Role.THING and grammar.plain_future.match(verb) is not None
    )


def _future(plain: str, found: Found, after: str, cast: Cast, grammar: Grammar) -> Undertaking | None:
    """Judge "will": what a side does is tracked, what a thing does is an effect."""
    after = after.lstrip()
    doer = found.doer
    if doer.role is Role.PARTY:
        if grammar.no_deeds.match(after) and not grammar.done.match(after):
            return None
        return Undertaking(OutcomeKind.COMMITMENT, doer.side, found)
    if grammar.done.match(after):
        return Undertaking(OutcomeKind.COMMITMENT, _agent(after, cast, grammar), found)
    if doer.role is Role.BODY and grammar.deeds.match(after):
        return Undertaking(OutcomeKind.COMMITMENT, "joint", found)
    if doer.role is Role.DOING and grammar.aims.match(after):
        return Undertaking(OutcomeKind.COMMITMENT, "joint", found)
    if doer.role in (Role.BODY, Role.DOING):
        return Undertaking(OutcomeKind.COMMITMENT, "joint", found, needs_deadline=True)
    return None


def _agent(after: str, cast: Cast, grammar: Grammar) -> OwnerSide:
    """Say who does what is told in the passive: whoever is named with "by", else both."""
    by = grammar.by.search(after)
    return (owner_of(cast.sides_in(by["who"]) - {THIRD}) if by else None) or "joint"


def _scheduled(plain: str, found: Found, after: str, cast: Cast, grammar: Grammar) -> Undertaking | None:
    """Judge "is scheduled to": meetings, visits, and what a side is to do."""
    if found.doer.role is Role.PARTY:
        is_passive = re.match(r"\s*be\b", after) and not grammar.done.match(after.lstrip())
        return None if is_passive else Undertaking(OutcomeKind.COMMITMENT, found.doer.side, found)
    verb = plain[found.verb[0] : found.verb[1]]
    if grammar.done.match(after.lstrip()) or (found.doer.role is Role.BODY and verb.endswith("for")):
        return Undertaking(OutcomeKind.COMMITMENT, _agent(after, cast, grammar), found)
    return None


def _asked(found: Found, after: str, cast: Cast, grammar: Grammar, memory: Memory) -> Undertaking | None:
    """Judge a request: it is the other side's to answer; one made to others is none of theirs."""
    doer = found.doer
    if doer.role not in (Role.PARTY, Role.BODY):
        return None
    window = after[:ADDRESSEE_WITHIN]
    addressed = next((m.side for m in cast.mentions(window) if m.side != doer.side), None)
    people = {side for side in cast.person(window) if side != doer.side}
    whom = re.split(r" (?:to|for|that)\b", after)[0].strip()
    asked = doer_of(whom, 0, len(whom), cast, grammar, memory) if whom else Doer(Role.THING)
    if found.act is Act.BID and not (asked.role is Role.PARTY and asked.side in ("ours", "theirs")):
        return None
    if grammar.shared_by.match(after.lstrip()) or (doer.side == "joint" and FOR.match(after)):
        kind = OutcomeKind.COMMITMENT if doer.side == "joint" else OutcomeKind.ASK
        return Undertaking(kind, "joint", found)
    if asked.role is Role.THIRD or doer.side == "joint" or addressed == THIRD:
        return None
    if not (addressed or people or asked.role is Role.PARTY or grammar.favours.search(window)):
        return None
    side = owner_of([addressed] if addressed else people) if doer.side is None else opposite(doer.side)
    return Undertaking(OutcomeKind.ASK, side, found)


def _awaited(found: Found, after: str, cast: Cast, grammar: Grammar) -> Undertaking | None:
    """Judge "looks forward to": a meeting or a visit is tracked, with whoever comes or is the host."""
    near = re.split(r",|\band (?:to )?(?=\w+ing)", after)[0][:120]
    meeting = grammar.meetings.search(near)
    if found.doer.role is not Role.PARTY:
        return None
    if grammar.awaited.match(after.lstrip()):
        return Undertaking(OutcomeKind.UNDERSTANDING, found.doer.side, found)
    if not meeting:
        return Undertaking(OutcomeKind.UNDERSTANDING, found.doer.side, found, needs_deadline=True)
    coming = re.search(r"\b(?:by|from|in|of) (?:the |an? )?(?P<who>.{3,50})", near[meeting.start() :])
    side = owner_of(cast.sides_in(coming["who"]) - {THIRD}) if coming else None
    return Undertaking(OutcomeKind.UNDERSTANDING, side or found.doer.side, found)


def _giver(after: str, cast: Cast) -> OwnerSide | None:
    """Say who acts where only the other side is named: whoever it is not done for."""
    side = owner_of(cast.sides_in(after))
    return opposite(side) if side in ("ours", "theirs") else None


def _possessor(after: str, cast: Cast) -> OwnerSide | None:
    """Say whose support is meant where nobody said whose leader speaks: "continued Ruritanian support"."""
    for mention in cast.mentions(after[:60])[:1]:
        if GIVEN.match(after[mention.place[1] :]):
            return owner_of([mention.side])
    return None
