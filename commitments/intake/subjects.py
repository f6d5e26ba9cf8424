"""Where the subject of a verb stands: the noun phrase before it, and who comes first in a sentence."""

import re

from commitments.intake.cast import Cast, owner_of
from commitments.intake.doers import Doer, Memory, Role, doer_of
from commitments.intake.grammar import Grammar
from commitments.intake.proposal import Place

NAME = r"[A-ZÀ-Ý][\w'’.-]*"
# "The review, which takes a new look and will bring peace": the clause goes on behind "and".
RELATIVE = re.compile(r", which [^,;]{3,150} and$")


def doer_before(plain: str, floor: int, at: int, cast: Cast, grammar: Grammar, memory: Memory) -> Doer:
    """Find the subject of the verb at a place, not looking back beyond `floor`."""
    end = _without_adverbs(plain, floor, at, grammar)
    head = plain[floor:end]
    if grammar.relative.search(head) or RELATIVE.search(head):
        return Doer(Role.THING)
    if not head.strip() and memory.stem:
        return memory.stem
    fronted = grammar.fronted.search(head) if memory.main else None
    if fronted:
        head = head[: fronted.start()].rstrip(" ,") + " and"
    if grammar.joins.search(head):
        if memory.main is None and memory.is_thing:
            return Doer(Role.THING)
        return memory.main or first_doer(plain, end, cast, grammar, memory)
    start, end = _phrase(plain, floor, end, grammar)
    parts = list(re.finditer(r", (?:and|et) ", plain[start:end]))
    if parts and floor and not plain[floor:start].strip():
        # "Invited him to visit Ruritania, and the minister": what stands first is still the object.
        start += parts[-1].end()
    nearest = owner_of(cast.person(plain[floor:start]))
    if floor and nearest in ("ours", "theirs"):
        memory.one = nearest
    found = doer_of(plain, start, end, cast, grammar, memory)
    if memory.main and found.role is Role.THING and head.rstrip().endswith(","):
        return memory.main
    return found


def _without_adverbs(plain: str, floor: int, at: int, grammar: Grammar) -> int:
    """Step back over what may stand between subject and verb."""
    end = at
    while True:
        text = plain[floor:end].rstrip()
        if text.endswith(")") and "(" in text:
            text = text[: text.rindex("(")].rstrip()
        if text.endswith('"') and plain.count('"', 0, floor + len(text)) % 2:
            # Only what they did is quoted: 'the two ministers "agreed to meet"'.
            text = text[:-1].rstrip()
        found = grammar.skipped.search(text)
        if found and found.start() > 0:
            text = text[: found.start()].rstrip()
        if floor + len(text) == end:
            return end
        end = floor + len(text)


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


def first_doer(plain: str, end: int, cast: Cast, grammar: Grammar, memory: Memory) -> Doer:
    """Take the first who acts in a sentence: the subject of a verb that no table names."""
    nameless: Doer | None = None
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
    return Doer(Role.THING)


def _joined(
    plain: str,
    begin: int,
    words: list[re.Match[str]],
    offset: int,
    doer: Doer,
    cast: Cast,
    grammar: Grammar,
    memory: Memory,
) -> Doer:
    """Take in who is joined to a doer with "and"."""
    while words and words[0][0][0].isupper():
        words = words[1:]
    if words and re.match(r"(?:and|et|&)$", words[0][0]):
        for word in words[1:6]:
            both = doer_of(plain, begin, offset + word.end(), cast, grammar, memory)
            if both.role is Role.PARTY and both.side == "joint":
                return both
    return doer
