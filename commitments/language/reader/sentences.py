"""Find the verb phrases of a sentence with their subjects, and what each undertakes."""

import re
from collections.abc import Iterator

from commitments.language.reader.actors import (
    ActorMention,
    Found,
    Memory,
    Reading,
    Role,
    doer_before,
    first_doer,
    select_firmest,
)
from commitments.language.reader.grammar import QUIET, Act, Grammar, OwnerSide
from commitments.language.reader.hasty import present_hits, task_behind_name, with_writer
from commitments.language.reader.named_deadlines import deadline_of
from commitments.language.reader.participants import THIRD, Participants, owner_of
from commitments.language.reader.relevance import classify_phrase
from commitments.language.reader.reported_speech import THAT_NEXT, without_repeated
from commitments.language.reader.subjects import (
    is_agreed_before,
    is_earlier,
    is_noun_behind,
    is_object,
    is_plan_told_of,
    is_retold,
    is_told_again,
    with_giver,
    with_side_in_report,
)

SAYS_THAT = re.compile(r"\bqu(?:e|')$")
# A capital behind another makes a verb part of a name: "the Ruritanian Methane Pledge".
NAMED = re.compile(r"[A-Z][\w'-]*\s+$")
# "Requests shall be made in writing": a noun at the head of its sentence.
HAS_VERB = re.compile(r" (?:for [\w ]{2,40}? )?(?:shall|will|would|should|must|may|is|are|was|were)\b")
MODAL = (Act.WILL, Act.OUGHT, Act.SCHEDULED)


def read_sentence(plain: str, cast: Participants, grammar: Grammar, memory: Memory) -> Reading:
    """Find what a sentence undertakes, asks and offers; `memory` learns who was meant."""
    found = [*verb_phrases(plain, cast, grammar, memory)]
    if any(one.act in QUIET for one in found[:1]):
        # "Underlined the importance of the meeting, to be held in May": only told of.
        found = [one for one in found if not is_told_again(plain, one, grammar)]
    own = memory.main.side if memory.main and memory.main.role is Role.PARTY else None
    memory.before = own if own in ("ours", "theirs") else None
    memory.were_both = "joint" in (own, memory.lead)
    judged = (classify_phrase(plain, one, cast, grammar, memory) for one in found)
    tracked = [with_giver(plain, one, cast) for one in judged if one] or deadline_of(plain, cast, grammar)
    if not (tracked or found or memory.stem) and grammar.code == "en":
        tracked = task_behind_name(plain, cast, grammar)
    return Reading(
        select_firmest(without_repeated(plain, tracked)),
        has_doer=any(one.doer.role in (Role.PARTY, Role.BODY) for one in found),
        is_none=bool(found) and all(one.act in QUIET for one in found),
    )


def verb_phrases(plain: str, cast: Participants, grammar: Grammar, memory: Memory) -> Iterator[Found]:
    """Find the verb phrases in order, each with its subject and the words up to the next."""
    hits = find_hits(plain, grammar, cast)
    memory.main, memory.is_thing = None, False
    lead = first_doer(plain, hits[0][1] if hits else len(plain), cast, grammar, memory)
    memory.lead = lead.side
    memory.meet(plain, lead)
    floor = 0
    for number, (act, start, end) in enumerate(hits):
        memory.speaker = find_speaker(plain, start, cast, memory)
        is_participle = plain[:start].rstrip().endswith(",") and grammar.participle.match(plain, start)
        doer = doer_before(plain, floor, start, cast, grammar, memory)
        if is_participle and memory.main:
            doer = memory.main
        if doer.role is Role.THING and grammar.personal.match(plain, start):
            doer = memory.main or first_doer(plain, start, cast, grammar, memory)
            if doer.role is Role.THING and grammar.code == "fr" and grammar.it.search(plain[:start].rstrip()):
                # "Il a offert": somebody, whose side the text does not show.
                doer = ActorMention(Role.PARTY)
        doer = with_writer(plain, start, act, with_side_in_report(plain, doer, cast), cast, grammar)
        memory.is_thing = act in MODAL and doer.role is Role.THING
        if doer.role is Role.PARTY:
            memory.main = doer
            memory.meet(plain, doer)
        elif memory.main is None and doer.role is Role.BODY:
            memory.main = doer
        stop = hits[number + 1][1] if number + 1 < len(hits) else len(plain)
        begin = 0 if number == 0 else doer.place[0] if doer.place else start
        if act is Act.UNDERTAKE and is_plan_told_of(plain, start):
            floor = end
            continue
        is_past = grammar.told.match(plain, start) is not None
        before = hits[number - 1] if number else None
        is_told = is_retold(plain, act, doer, before)
        if not (is_past and is_earlier(plain, act, doer, start)) and not (
            is_told and (is_past or act in MODAL)
        ):
            # "Decided that the committee will meet yearly": what was decided has a verb of its own.
            is_told = bool(SAYS_THAT.search(plain, start, end) or THAT_NEXT.match(plain, end))
            reach = _find_next_verb(plain, end, hits[number + (2 if is_told else 1) :], grammar)
            yield Found(act, (start, end), doer, (min(begin, start), stop), reach)
        floor = end


def _find_next_verb(plain: str, end: int, hits: list[tuple[Act, int, int]], grammar: Grammar) -> int:
    """Find where the next verb begins that is not in a relative clause."""
    for _act, start, stop in hits:
        if not grammar.relative.search(plain[end:start].rstrip()):
            return start
        end = stop
    return len(plain)


def find_hits(plain: str, grammar: Grammar, cast: Participants) -> list[tuple[Act, int, int]]:
    """Find where the rows of the table match; an earlier row wins over what it overlaps.

    In the present tense the parties of a treaty undertake, and the writer of a letter who says by when.
    """
    taken: list[tuple[Act, int, int]] = []
    for act, pattern in grammar.rows_for(plain):
        for found in pattern.finditer(plain):
            if act not in MODAL and grammar.governed.search(
                plain[max(0, found.start() - 40) : found.start()]
            ):
                continue
            if act not in MODAL and plain[found.start()].isupper() and NAMED.search(plain[: found.start()]):
                continue
            if act not in MODAL and found.start() == 0 and HAS_VERB.match(plain, found.end()):
                continue
            if is_object(plain, found):
                continue
            if all(found.end() <= start or found.start() >= end for _act, start, end in taken):
                taken.append((act, found.start(), found.end()))
    plea = min((start for act, start, _end in taken if act is Act.PLEA), default=len(plain))
    asked = min((start for act, start, _end in taken if act is Act.ASK), default=len(plain))
    if asked < plea:
        # "Requests that the Embassy kindly send": one request.
        taken = [hit for hit in taken if hit[0] is not Act.PLEA or hit[1] < asked]
    # "Would be grateful if the Ministry would": the second verb is what is asked.
    taken = [hit for hit in taken if hit[0] is not Act.OUGHT or hit[1] < plea]
    taken = [hit for hit in taken if hit[0] is not Act.PRESENT or not is_noun_behind(plain, hit, taken)]
    future = [end for act, _start, end in taken if act in MODAL]
    taken = [hit for hit in taken if not is_agreed_before(plain, hit[1:], future)]
    first = min((hit[1] for hit in taken), default=len(plain))
    if not taken or (cast.is_treaty and grammar.relative.search(plain[:first].rstrip())):
        # A verb behind "qui" only describes what the party does.
        taken += [hit for hit in present_hits(plain, cast, grammar) if hit[2] <= first]
    return sorted(taken, key=lambda hit: hit[1])


def find_speaker(plain: str, at: int, cast: Participants, memory: Memory) -> OwnerSide | None:
    """Return who is quoted at a place: the side that is named before the quotation."""
    before = plain.count('"', 0, at)
    if (before + memory.is_quoted) % 2 == 0:
        return None
    if memory.is_quoted and not before:
        return memory.quoted
    first = plain[: plain.rindex('"', 0, at)].split('"')[0]
    if not first.strip():
        # "…," said the minister: whoever speaks is named behind.
        first = plain[plain.find('"', at) + 1 :][:80] if '"' in plain[at:] else ""
    sides = cast.person(first) or cast.sides_in(first[:80]) - {THIRD} or cast.office(first)
    return owner_of(sides) if len(sides) == 1 else memory.one
