"""Build a clause from what a sentence undertakes: short wording, strength, deadline and condition."""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from commitments.enums import OutcomeKind, Strength
from commitments.language.comparison.undertakings import StrengthLevel
from commitments.language.comparison.words import UnitKind, units_of
from commitments.language.phrases import parse_deadline
from commitments.language.phrases.specification import is_next, not_stated
from commitments.language.reader.actors import Found, Role, Undertaking
from commitments.language.reader.attachment import Attachments, is_attached, is_lasting
from commitments.language.reader.blocks import Sentence
from commitments.language.reader.deadlines import Timing, timings_in
from commitments.language.reader.grammar import NEVER, QUIET, Act, MentionedDate, ParsedClause, Place
from commitments.language.reader.starts import IN_ANY_CASE, Starts


@dataclass(frozen=True, slots=True)
class Manner:
    """How a language places deadlines and conditions; `told` is how it narrates the past.

    `ties` shows which times belong to other words than the verb.

    `verb_last` means that the action comes before its verb; `met` is what follows the day of the meeting.
    """

    code: str
    starts: Starts
    ties: Attachments
    conditions: re.Pattern[str]
    told: re.Pattern[str]
    verb_last: bool = False
    met: re.Pattern[str] = NEVER


ACTION_WORDS = 16
# How far behind the verb phrase a word that softens it still belongs to it.
CHAIN_WITHIN = 12
# What sets two deadlines of a sentence beside each other.
JOINED = re.compile(r"\b(?:and|as well as|with the|et|ainsi que)\b|\bwith $|, to \w+|[가-힣](?:고|며),? ")
# Periods so short that one before the verb is when it was said: "This week both sides agreed".
NOW = ("day", "week", "month")
# Who goes on to say something else leaves the time at the head of the sentence behind.
REPORTING_VERBS = re.compile(
    r"\b(?:add(?:ed|ing)|said|saying|not(?:ed|ing)|stat(?:ed|ing)|ajout\w+|indiqu\w+|précis\w+)\b"
)
# Where a time ahead of its verb may stand: at the head, behind a comma, or right behind the subject.
HEAD = re.compile(r"(?:^|[,;:(]|\band|\bthat|\bet|\bque)\W*(?:[\w']+ ){0,3}$")
# Of whom something is asked, ahead of what is: "the Ruritanian side to", "that Ruritania", "for".
ADDRESSEE = re.compile(
    r"(?:(?:up)?on )?(?:the |his |her |its |their )?"
    r"(?:[A-Z][\w'’.-]*|counterparts?|(?:[\w'’-]+ )?(?:side|government|authorities))"
    r"(?: (?:of|and|the|[A-Z][\w'’.-]*|side|[Gg]overnment|[Aa]uthorities|police|[Mm]inist\w+))* (?:to|for) "
    r"|that (?:the |his |her |its )?(?:(?:[A-Z][\w'’-]*|of|side|government|authorities) )+(?:should |would )?"
    r"|for "
)
# "A dialogue in August, which will be held": the time of what will.
WHICH = re.compile(r",? (?:which|that|qui) (?:\w+ly |also )?$")
# What somebody is, not when they act: "As chair next year, Ruritania will …".
ROLE = re.compile(r"As (?:the|an?|its|their|our|[\w-]+ (?:chair|president|host|coordinator))\b")
STEM_ENDS = re.compile(r"[기키](?=로)|[할될갈낼릴칠질볼줄설올을](?=\s*(?:것|계획|예정|방침))|겠다")
STRENGTHS = {
    StrengthLevel.NOTED: Strength.NOTED,
    StrengthLevel.CONSIDER: Strength.WILL_CONSIDER,
    StrengthLevel.ENDEAVOUR: Strength.WILL_ENDEAVOUR,
    StrengthLevel.AGREED: Strength.AGREED,
    StrengthLevel.BOUND: Strength.LEGALLY_BINDING,
}


# Words that name no strength: what is affirmed, awaited, thanked for or talked about.
NAMELESS = QUIET | {Act.AFFIRM, Act.WEAK, Act.AWAIT, Act.WISH}
FUTURE = frozenset({Act.WILL, Act.OUGHT, Act.SCHEDULED})
FIRM = (Strength.AGREED, Strength.LEGALLY_BINDING)


def clauses_of(
    sentence: Sentence,
    one: Undertaking,
    manner: Manner,
    held_on: datetime.date | None,
    *,
    is_last: bool = False,
    is_of_both: bool = False,
) -> Iterator[ParsedClause]:
    """Make the clauses of one undertaking: one, or one for each deadline that it names side by side.

    `is_last` says that the sentence undertakes nothing behind it, `is_of_both` that both sides speak.
    """
    timings = _timings(sentence.plain, one.found, manner, held_on)
    if not timings and is_last:
        timings = _behind(sentence.plain, one.found, manner, held_on)
    timings = [timing for timing in timings if _is_its_own(sentence.plain, timing, one, manner)]
    doer = one.found.doer
    if one.needs_deadline and all(timing.spec.kind == "open" for timing in timings):
        return
    if one.found.act in QUIET or one.is_weak:
        timings = []
    each: list[Timing] | list[None] = _side_by_side(sentence.plain, timings) or [None]
    for timing in each:
        yield ParsedClause(
            clause=sentence.text,
            place=(sentence.start, sentence.end),
            act=one.kind,
            owner=one.side,
            strength=_strength(
                sentence.plain, one, manner.code, is_of_both=is_of_both or one.side == "joint"
            ),
            action=_action(sentence, one, timing, manner),
            due=timing.spec if timing else not_stated(),
            due_place=_moved(timing.place, sentence.start) if timing else None,
            condition=_condition(sentence, one, timing, manner),
            verb_place=one.stem or _moved(one.found.verb, sentence.start),
            owner_place=one.stem or (_moved(doer.place, sentence.start) if doer.place else None),
            is_from_stem=one.stem is not None,
            is_weak=one.is_weak,
        )


def _is_its_own(plain: str, timing: Timing, one: Undertaking, manner: Manner) -> bool:
    """Return whether a time is the deadline of an undertaking, and not mentioned beside it."""
    if is_lasting(timing, manner.ties) or _is_narrated(plain, timing, one, manner):
        return False
    if timing.spec.kind == "open" and not manner.verb_last:
        return True
    if WHICH.fullmatch(plain, timing.place[1], one.found.verb[0]):
        # "A fair in August, which will be held": the same words without the time.
        return not manner.ties.known.search(
            plain[: timing.place[0]].rstrip() + plain[timing.place[1] : one.found.verb[1]]
        )
    return not is_attached(plain, timing, one.found, manner.ties)


def mentioned_dates(sentence: Sentence, dues: Sequence[Place], manner: Manner) -> Iterator[MentionedDate]:
    """Find every date in a sentence that is none of its deadlines, each with all its words."""
    plain = sentence.plain
    found = [
        timing
        for timing in timings_in(plain, (0, len(plain)), manner.starts, manner.code, None)
        if timing.spec.has_time and not is_lasting(timing, manner.ties)
    ]
    places = [timing.place for timing in found] + [date.span() for date in manner.ties.dates.finditer(plain)]
    taken = [_moved(place, -sentence.start) for place in dues]
    kept: list[Place] = []
    for start, end in sorted(places, key=lambda place: (place[0] - place[1], place[0])):
        if all(end <= first or last <= start for first, last in (*taken, *kept)):
            kept.append((start, end))
    for place in sorted(kept):
        words = sentence.text[slice(*place)]
        yield MentionedDate(parse_deadline(words, manner.code), _moved(place, sentence.start))


def with_mentioned_dates(
    found: Sequence[tuple[Sentence, ParsedClause]], manner: Manner
) -> Iterator[ParsedClause]:
    """Add to each clause the dates of its sentence that are deadlines of none of its clauses.

    Left out is a clause that only says when the occasion is by which another one is due.
    """
    dues: dict[int, list[Place]] = {}
    for sentence, one in found:
        dues.setdefault(sentence.start, []).extend([one.due_place] if one.due_place else [])
    dates = {
        sentence.start: tuple(mentioned_dates(sentence, dues[sentence.start], manner))
        for sentence in {sentence.start: sentence for sentence, _one in found}.values()
    }
    for sentence, one in found:
        others = [place for place in dues[sentence.start] if place != one.due_place]
        if not any(start <= one.verb_place[0] < end for start, end in others):
            yield replace(one, mentioned_dates=dates[sentence.start])


def _is_narrated(plain: str, timing: Timing, one: Undertaking, manner: Manner) -> bool:
    """Return whether a day or meeting before a narrated verb is the occasion of the statement itself."""
    period = timing.spec.period
    is_now = period is not None and (period.unit == "day" or (period.offset == 0 and period.unit in NOW))
    if is_now and manner.met.match(plain, timing.place[1], max(timing.place[1], one.found.verb[0])):
        return True
    if one.found.act in (Act.WILL, Act.SCHEDULED) or timing.place[1] > one.found.verb[0]:
        return False
    is_told = manner.told.match(plain, one.found.verb[0]) is not None
    if is_told and timing.spec.kind == "event" and timing.spec.relation == "at":
        return not is_next(timing.spec.event)
    return (
        is_told
        and period is not None
        and (
            period.unit == "day"
            or bool(period.month and not period.year)
            or (period.offset == 0 and period.unit in NOW)
        )
    )


def _moved(place: Place, by: int) -> Place:
    return place[0] + by, place[1] + by


def _timings(plain: str, one: Found, manner: Manner, held_on: datetime.date | None) -> list[Timing]:
    """Find the deadlines of a clause; one at the head of the sentence holds for all of it.

    Before the verb only what begins a piece set apart by commas counts: the rest tells of something else.
    """
    region = one.region
    last_first = manner.verb_last
    found = timings_in(plain, region, manner.starts, manner.code, held_on, last_first=last_first)
    if not manner.verb_last:
        found = [timing for timing in found if _is_of(plain, timing, one)]
        # What the subject is named after comes last: "the figure for 2027 will be announced in May".
        place = one.doer.place or (0, 0)
        found.sort(key=lambda timing: place[0] < timing.place[0] < place[1])
    if not found and one.reach > region[1]:
        found = timings_in(plain, (region[1], one.reach), manner.starts, manner.code, held_on)
    if not found and WHICH.search(plain, 0, one.verb[0]):
        ahead = timings_in(plain, (0, one.verb[0]), manner.starts, manner.code, held_on)
        found = [timing for timing in ahead if WHICH.fullmatch(plain, timing.place[1], one.verb[0])]
    if not found and region[0] > 0:
        head = plain[: region[0]].split(",")[0]
        if REPORTING_VERBS.search(plain, len(head), region[0]):
            return []
        ahead = timings_in(plain, (0, len(head)), manner.starts, manner.code, held_on)
        return [timing for timing in ahead if timing.place[0] == 0]
    return found


def _behind(plain: str, one: Found, manner: Manner, held_on: datetime.date | None) -> list[Timing]:
    """Find an occasion behind words that only tell of something: "the steps announced here, at the next …".

    A date there may be that of what is told, and is not taken.
    """
    found = timings_in(plain, (one.region[1], len(plain)), manner.starts, manner.code, held_on)
    return [timing for timing in found if timing.spec.kind == "event" and not timing.spec.has_time]


def _is_of(plain: str, timing: Timing, one: Found) -> bool:
    """Return whether a time belongs to a verb: after it, within its subject, or separated before it."""
    start = timing.place[0]
    if one.doer.place and start < one.doer.place[0] and ROLE.match(plain):
        return False
    is_within = one.doer.place is not None and one.doer.place[0] <= start < one.doer.place[1]
    return start >= one.verb[0] or is_within or HEAD.search(plain, 0, start) is not None


def _side_by_side(plain: str, timings: Sequence[Timing]) -> list[Timing]:
    """Keep the deadlines that hold beside each other: "yearly in one form and twice a year in another"."""
    firm = [one for one in timings if one.spec.kind != "open" or len(one.spec.wording.split()) > 2]
    kept = list(timings[:1])
    if kept and IN_ANY_CASE.search(plain, 0, kept[0].place[0]):
        return kept
    for one in firm[1:]:
        first, last = sorted((kept[-1].place, one.place))
        is_apart = JOINED.search(plain[first[1] : last[0]])
        if is_apart and one.spec.wording.casefold() not in {other.spec.wording.casefold() for other in kept}:
            kept.append(one)
    return sorted(kept, key=lambda one: one.place)


def _strength(plain: str, one: Undertaking, language: str, *, is_of_both: bool) -> Strength:
    """Take the weakest link of the verb phrase; a request and an acknowledgement have theirs by kind.

    "Will" and "shall" name a strength only where both sides say it.
    """
    if one.kind is OutcomeKind.REQUEST:
        return Strength.REQUESTED
    if one.found.act in NAMELESS or one.is_weak:
        return Strength.NOT_STATED
    start, end = one.found.verb
    for unit in units_of(plain[start : end + 80], language):
        if unit.kind is UnitKind.VERB and unit.strength and unit.start <= end - start + CHAIN_WITHIN:
            weakest, strongest = unit.strength[0], unit.strength[-1]
            found = STRENGTHS[StrengthLevel(weakest if weakest < StrengthLevel.AGREED else strongest)]
            is_owed = one.kind is OutcomeKind.COMMITMENT and found is Strength.NOTED
            is_future = one.found.act in FUTURE and found in FIRM and not is_of_both
            return Strength.NOT_STATED if is_owed or is_future else found
    is_open = one.kind is OutcomeKind.OFFER or (one.found.act in FUTURE and not is_of_both)
    return Strength.NOT_STATED if is_open else Strength.AGREED


def _action(sentence: Sentence, one: Undertaking, timing: Timing | None, manner: Manner) -> str:
    """Return the action in few words, as worded, without the deadline, which is stored separately."""
    start, stop = one.found.verb[1], one.found.region[1]
    doer = one.found.doer
    if manner.verb_last:
        start, stop = one.found.region[0], one.found.verb[0]
        start = max(start, doer.place[1]) if doer.place and doer.place[1] <= stop else start
    elif doer.role is not Role.PARTY and doer.place and one.found.act in (Act.WILL, Act.SCHEDULED):
        start = doer.place[0]
    elif doer.place is None and one.found.verb[0] == 0:
        start = 0
    if one.kind is OutcomeKind.UNDERSTANDING and not manner.verb_last:
        # "Agreed on the importance of trade", "thanked them for the ships": the verb is what was done.
        start = one.found.verb[0]
    elif one.kind is OutcomeKind.TOPIC and not sentence.text[start:stop].strip(" ,.;"):
        # "Trade was discussed": the topic stands before its verb.
        start, stop = one.found.region[0], one.found.verb[0]
    text = sentence.text[start:stop]
    if timing and " " in timing.spec.wording and start <= timing.place[0] and timing.place[1] <= stop:
        text = text[: timing.place[0] - start] + text[timing.place[1] - start :]
    if manner.verb_last:
        # The ending makes a word of the stem before it: "… 나가기", "… 보낼", "… 하겠다".
        ending = STEM_ENDS.match(sentence.plain, stop)
        text += ending[0] if ending and text[-1:].isalpha() else ""
        return " ".join(re.split(r"[\"『』「」▲,]", text)[-1].split()[-ACTION_WORDS:])
    text = re.split(r"; |, (?:which|who|including|such as|dont|notamment)\b", " ".join(text.split()))[0]
    whom = ADDRESSEE.match(text) if one.kind is OutcomeKind.REQUEST else None
    if whom and " " in text[whom.end() :].strip():
        text = text[whom.end() :]
    words = re.sub(r"\s+([,.])", r"\1", text).strip(" ,.:-").split()
    # "Accepted the offer" says all: the verb phrase is the deed.
    words = words or sentence.text[slice(*one.found.verb)].split()
    short = re.sub(r"(?:,| and| or)+$", "", cut_words(words))
    return short[:1].upper() + short[1:]


def cut_words(words: Sequence[str]) -> str:
    """Return the first words of an action, with a sign that there are more."""
    return " ".join(words[:ACTION_WORDS]) + ("…" if len(words) > ACTION_WORDS else "")


def _condition(sentence: Sentence, one: Undertaking, timing: Timing | None, manner: Manner) -> str:
    """Return the condition as worded; empty where there is none."""
    for found in manner.conditions.finditer(sentence.plain, *one.found.region):
        if timing and timing.place[0] <= found.start() < timing.place[1]:
            continue
        rest = sentence.text[found.start() :]
        return re.split(r";|,\s(?!and\b|or\b|the\b)", rest)[0].strip(" ,.")
    return ""
