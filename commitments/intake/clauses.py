"""From a sentence to what it undertakes: each verb phrase with its subject."""

import re
from collections.abc import Iterator

from commitments.intake.cast import THIRD, Cast, owner_of
from commitments.intake.doers import Doer, Memory, Role
from commitments.intake.grammar import QUIET, Act, Grammar
from commitments.intake.judging import PAST_ACTS, THAT, judged
from commitments.intake.proposal import OwnerSide
from commitments.intake.subjects import doer_before, first_doer
from commitments.intake.undertaking import Found, Reading, weightiest

# What may stand between "recalled that" and who did it: "in 2019".
RETOLD_WITHIN = 40
# "They recalled the visit at which": what follows was done there.
AT_WHICH = re.compile(r"[^,;]{3,160} (?:during|at|on|in) which (?:the )?$")
# What was agreed before the meeting: "Ruritania, which recently agreed to".
EARLIER = re.compile(r"(?<!\bour )(?<!\bthe )(?<!\btheir )\b(?:recently|previously|already|earlier)\s+$")
# The object of a clause that only tells: "the plan which both announced".
OBJECT = re.compile(r"(?:which|whom)\s")
# A capital behind another makes a verb part of a name: "the Ruritanian Methane Pledge".
NAMED = re.compile(r"[A-Z][\w'-]*\s+$")
MODAL = (Act.WILL, Act.OUGHT, Act.SCHEDULED)


def read_sentence(plain: str, cast: Cast, grammar: Grammar, memory: Memory) -> Reading:
    """Find what a sentence undertakes, asks and offers; `memory` learns who was meant."""
    found = [*verb_phrases(plain, cast, grammar, memory)]
    own = memory.main.side if memory.main and memory.main.role is Role.PARTY else None
    memory.before = own if own in ("ours", "theirs") else None
    tracked = [one for one in (judged(plain, one, cast, grammar, memory) for one in found) if one]
    return Reading(
        weightiest(tracked),
        has_doer=any(one.doer.role in (Role.PARTY, Role.BODY) for one in found),
        is_none=bool(found) and all(one.act in QUIET for one in found),
    )


def verb_phrases(plain: str, cast: Cast, grammar: Grammar, memory: Memory) -> Iterator[Found]:
    """Find the verb phrases in order, each with its subject and the words up to the next."""
    hits = _hits(plain, grammar)
    memory.main, memory.is_thing = None, False
    lead = first_doer(plain, hits[0][1] if hits else len(plain), cast, grammar, memory)
    memory.lead = lead.side
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
        memory.is_thing = act in MODAL and doer.role is Role.THING
        if doer.role is Role.PARTY:
            memory.main = doer
            memory.one = doer.side if doer.side in ("ours", "theirs") else memory.one
        elif memory.main is None and doer.role is Role.BODY:
            memory.main = doer
        stop = hits[number + 1][1] if number + 1 < len(hits) else len(plain)
        begin = 0 if number == 0 else doer.place[0] if doer.place else start
        is_past = grammar.told.match(plain, start) is not None
        before = hits[number - 1] if number else None
        if not (is_past and (_is_earlier(plain, act, doer, start) or _is_retold(plain, act, doer, before))):
            reach = _reach(plain, end, hits[number + 1 :], grammar)
            yield Found(act, (start, end), doer, (min(begin, start), stop), reach)
        floor = end


def _is_earlier(plain: str, act: Act, doer: Doer, start: int) -> bool:
    """Say whether a deed is told as done before: "recently agreed", "which they announced"."""
    is_object = doer.place is not None and OBJECT.match(plain, doer.place[0]) is not None
    return act in PAST_ACTS and (is_object or EARLIER.search(plain[:start]) is not None)


def _reach(plain: str, end: int, hits: list[tuple[Act, int, int]], grammar: Grammar) -> int:
    """Find where the next verb begins that is not in a relative clause."""
    for _act, start, stop in hits:
        if not grammar.relative.search(plain[end:start].rstrip()):
            return start
        end = stop
    return len(plain)


def _is_retold(plain: str, act: Act, doer: Doer, before: tuple[Act, int, int] | None) -> bool:
    """Say whether a deed is only told of, after "noted that" or "recalled the visit at which"."""
    if before is None or before[0] not in QUIET or doer.place is None or act not in PAST_ACTS:
        return False
    gap = doer.place[0] - before[2]
    if AT_WHICH.fullmatch(plain, before[2], max(before[2], doer.place[0])):
        return True
    return 0 <= gap <= len(" that the ") or (
        0 <= gap <= RETOLD_WITHIN and THAT.match(plain, before[2]) is not None
    )


def _hits(plain: str, grammar: Grammar) -> list[tuple[Act, int, int]]:
    """Find where the rows of the table match; an earlier row wins over what it overlaps."""
    taken: list[tuple[Act, int, int]] = []
    for act, pattern in grammar.rows:
        for found in pattern.finditer(plain):
            if act not in MODAL and grammar.governed.search(
                plain[max(0, found.start() - 40) : found.start()]
            ):
                continue
            if act not in MODAL and plain[found.start()].isupper() and NAMED.search(plain[: found.start()]):
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
    if not first.strip():
        # "…," said the minister: whoever speaks is named behind.
        first = plain[plain.find('"', at) + 1 :][:80] if '"' in plain[at:] else ""
    sides = cast.person(first) or cast.sides_in(first[:80]) - {THIRD} or cast.office(first)
    return owner_of(sides) if len(sides) == 1 else memory.one
