"""Decide whether an officer tracks a verb phrase, and for which side: by its act and its subject."""

import datetime
import re
from dataclasses import replace

from commitments.enums import OutcomeKind
from commitments.language.phrases import parse_deadline
from commitments.language.reader.actors import ActorMention, Found, Memory, Role, Undertaking, doer_of
from commitments.language.reader.deadlines import last_day
from commitments.language.reader.grammar import Act, Grammar, OwnerSide
from commitments.language.reader.participants import THIRD, Participants, find_opposite, owner_of
from commitments.language.reader.requests import find_possessor, judge_plea, judge_request
from commitments.language.reader.subjects import (
    ABLE,
    ABROAD_IN,
    EFFECTS,
    NEEDS,
    SECRETARIAT,
    does_by_name,
    find_charged_side,
    is_named_body,
    side_of_giver,
    speaks_of_speech,
)

# How far before "which is scheduled for" the visit stands of which it tells.
SUBJECT_WITHIN = 80
# A statement is often dated some days after the talks that it tells of.
JUST_BEFORE = datetime.timedelta(days=7)
KINDS = {
    Act.OFFER: OutcomeKind.OFFER,
    Act.SHARED: OutcomeKind.UNDERSTANDING,
    Act.THANK: OutcomeKind.UNDERSTANDING,
    Act.DISCUSS: OutcomeKind.TOPIC,
}
# "A mutual commitment to fighting fraud" is both sides' view, and no deed of either.
MUTUAL = re.compile(r"(?<!\w)(?:mutual|shared|common|commune?s?|mutuel(?:le)?s?|partagée?s?)(?!\w)")
PASSIVE = re.compile(r"(?:was|were|is|are|ha(?:s|ve) been)\s", re.IGNORECASE)
PAST_ACTS = (Act.UNDERTAKE, Act.AFFIRM, Act.OFFER, Act.ASK, Act.BID, Act.INSTRUCT)
# What is only hoped: of what somebody is confident.
HOPED = re.compile(
    r"\b(?:confiden\w+|optimis\w+|hop(?:e|es|ed|ing|eful)|convinced|conviction|belie[fv]\w*|espoir|"
    r"espér\w+|confiance)"
    r"(?: \w+)? (?:that\b|que\b|qu')[^.;:]*$"
)
# What somebody wishes the other or both to do: "expressed the hope that Ruritania would".
WISHED = re.compile(
    r"\b(?:hop(?:e|es|ed|ing)|wish(?:es|ed|ing)?|desire[sd]?|espoir|esp[éè]r\w+|souhait\w*)(?: \w+)? "
    r"(?:that\b|que\b|qu')[^.;:]*$"
)
# What is only asked: "let us know whether you will attend".
ASKED = re.compile(r"\b(?:whether|if)\b(?! (?:so|possible|needed|necessary|any)\b)[^,;.]*$")
# What one person only supposes: "I believe that we will succeed".
SUPPOSED = re.compile(
    r"\b(?:I|[Ww]e) (?:\w+ly |also |all )?(?:believe|hope|trust|think|know|(?:am|are) (?:\w+ "
    r")?(?:confident|sure|certain|convinced|hopeful))"
    r"(?: that)? [^,;:]*$"
)
# Whom a writer asks who is of the same side: "asked my Minister", "I have asked the Minister of Trade".
OWN = re.compile(r"\b(?:my|our(?! two))\b|\bhave asked the\b")
# What two do with each other: "they agreed".
AGREED = re.compile(r"(?:(?:have|had|has) )?(?:agree|concur)|(?:sont|ont) conven", re.IGNORECASE)
SETTLED = re.compile(rf"{AGREED.pattern}|decide|resolve", re.IGNORECASE)
# "It was agreed that the list be sent": both agreed.
IMPERSONAL = re.compile(r"\b[Ii]t (?:was|is|has been|had been)(?: also| further| then| \w+ly)* $")
# What others foresee of somebody who goes to a meeting of many.
FORESEEN = re.compile(
    r"(?:is|are|was|were)(?: \w+ly| also)? (?:expected|anticipated) to (?:attend|take part|participate)\b"
)
# A meeting of both, and not the visit of one.
OF_ONE = re.compile(r"\b(?:visits?|missions?|trips?)\b", re.IGNORECASE)
# A numbered or the next meeting of the two, in whose name nobody else acts.
JOINT_MEETING = re.compile(
    r"\b(?:next|following|\d{1,3}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)"
    r" (?:[\w-]+ ){0,4}(?:meeting|session|round|consultations|dialogue|talks)\b(?! of (?:ASEAN|the UN))",
    re.IGNORECASE,
)
# Who is invited in a speech or a letter is the one to come.
INVITES_YOU = re.compile(r"(?:\w+ly |also |hereby )?invite you\b", re.IGNORECASE)
# What is only named before the sentence comes to it: "With regard to the visit, which is planned for May".
TOPIC = re.compile(
    r"(?:\w+ )?(?:with (?:regard|reference|respect) to|regarding|concerning|as regards|as (?:for|"
    r"to)|further to|"
    r"on the subject of|s'agissant d|concernant|quant à)\b[^;:]*[, ](?:which|who|qui)\s*$",
    re.IGNORECASE,
)
# A ministry without its country, or letters: whoever speaks of it means one of its own.
OFFICE = re.compile(
    r"(?:the )?(?:(?:(?:competent|relevant|line) )?(?:ministry|department|agency|authority|service|"
    r"directorate|office"
    r"|bureau|secretariat)\b.{0,80}|(?-i:[A-Z]{3,8}))",
    re.IGNORECASE,
)
# In French one word says what will be done: "la DDC poursuivra ce programme"; not what only has an effect.
FUTURE_DEED = re.compile(
    r"(?!ser|permet|contribu|aider|renforc|favoris|bénéfici|rest|assurer|continuer|constitu|viser|offrir)"
    r"[\w' ]{2,}?r(?:a|ont)\b"
)
# What a side tells of: "a indiqué que la compagnie portera à cinq ses vols".
FIRM = re.compile(r"\b(?:compagnie|société|entreprise|opérateur|université|hôpital|usine|groupe)s?\b")
TOGETHER = re.compile(r"\b(?:together|jointly|side by side|our two|ensemble)\b", re.IGNORECASE)
# What is told of something else: "the bridge, whose completion is planned".
WHOSE = re.compile(r"\b(?:dont|whose) [^,;]*$|\bof (?:which|whom)\s*$")


def classify_phrase(
    plain: str, found: Found, cast: Participants, grammar: Grammar, memory: Memory
) -> Undertaking | None:
    """Decide by act and subject whether a verb phrase is tracked."""
    if (
        found.act in PAST_ACTS
        and _is_past(plain, grammar, memory)
        and not re.search(r"\bwill\b", plain[: found.verb[1]])
    ):
        return None
    doer, after = found.doer, plain[found.verb[1] : found.region[1]]
    if cast.is_treaty and doer.role is Role.PARTY and doer.side is None:
        found = replace(found, doer=(doer := replace(doer, side="joint")))
    if cast.is_treaty and grammar.final_deeds.match(after.lstrip()):
        return None
    match found.act:
        case Act.PLEA:
            return judge_plea(plain, found, cast, grammar)
        case Act.PRESENT:
            return _present(plain, found, cast, grammar, memory)
        case Act.MUST | Act.WISH if memory.is_task and _has_to(plain, found):
            return Undertaking(OutcomeKind.COMMITMENT, doer.side, found)
        case Act.WISH:
            return _mention(plain, found, cast) if doer.role in (Role.PARTY, Role.BODY) else None
        case Act.WILL:
            return _future(plain, found, after, cast, grammar, memory)
        case Act.OUGHT:
            return _ought(plain, found, after, cast, grammar, memory)
        case Act.INSTRUCT if _is_instruction(plain, found, cast, grammar):
            is_pair = grammar.pair.search(plain[slice(*found.verb)]) is not None
            whole = Undertaking(OutcomeKind.REQUEST, "joint", found)
            return whole if is_pair else judge_request(plain, found, after, cast, grammar, memory)
        case Act.DOING if doer.side != "joint" or doer.role is not Role.PARTY:
            return None
        case Act.AGREED:
            side = _who_is_to(plain, found, cast, grammar, memory) or doer.side or cast.agreed
            return Undertaking(OutcomeKind.COMMITMENT, side, found)
        case Act.SCHEDULED:
            return _scheduled(plain, found, after, cast, grammar)
        case Act.ASK | Act.BID:
            return judge_request(plain, found, after, cast, grammar, memory)
        case Act.ASKED:
            return _judge_asked(plain, found, cast, grammar, memory)
        case Act.INVITED:
            side = find_opposite(doer.side) if doer.side else None
            return Undertaking(OutcomeKind.OFFER, side, found) if doer.role is Role.PARTY else None
        case Act.AWAIT:
            return _awaited(found, after, cast, grammar)
        case Act.AFFIRM if _is_seen_by_others(plain, found):
            return Undertaking(OutcomeKind.UNDERSTANDING, "joint", replace(found, act=Act.SHARED))
        case Act.SHARED | Act.THANK if doer.role is Role.PARTY:
            return Undertaking(KINDS[found.act], doer.side, found)
        case Act.DISCUSS if doer.role in (Role.PARTY, Role.BODY, Role.DOING) or _is_topic(
            plain, found, grammar
        ):
            # Whoever talked, nobody owes anything and nobody asked: whose topic it is, is not said.
            return Undertaking(OutcomeKind.TOPIC, None, found)
        case Act.NOTHING | Act.SHARED | Act.THANK | Act.DISCUSS | Act.MUST:
            return None
    return _undertaken(plain, found, after, cast, grammar)


def _is_instruction(plain: str, found: Found, cast: Participants, grammar: Grammar) -> bool:
    """Return whether one side asks the other to act; what writers instruct their own staff to do is not."""
    if found.doer.side not in ("ours", "theirs") or not grammar.pleas.match(plain, found.verb[0]):
        return False
    return not (cast.writer and OWN.search(plain, *found.verb))


def _who_is_to(
    plain: str, found: Found, cast: Participants, grammar: Grammar, memory: Memory
) -> OwnerSide | None:
    """Return who is to act after "it was agreed that" or "charged the ministry with", where it is named."""
    if not plain[: found.verb[1]].endswith(" that"):
        return find_charged_side(plain[slice(*found.verb)], cast)
    for word in re.finditer(r" (?=[a-z])", plain[: found.verb[1] + SUBJECT_WITHIN * 2]):
        if word.start() > found.verb[1] and grammar.verbs.match(plain, word.end()):
            doer = doer_of(plain, found.verb[1] + 1, word.start(), cast, grammar, memory)
            if doer.role is Role.PARTY:
                return doer.side
    return None


def _has_to(plain: str, found: Found) -> bool:
    """Return whether somebody must do it, or needs to: in a list of actions that is a task."""
    is_duty = found.act is Act.MUST or NEEDS.match(plain, found.verb[0]) is not None
    return is_duty and found.doer.role is Role.PARTY


def _undertaken(
    plain: str, found: Found, after: str, cast: Participants, grammar: Grammar
) -> Undertaking | None:
    """Judge what a side agrees, decides, offers or affirms, and whose it is."""
    doer = found.doer
    if IMPERSONAL.search(plain, 0, found.verb[0]) and SETTLED.match(plain, found.verb[0]):
        return Undertaking(OutcomeKind.COMMITMENT, cast.agreed or "joint", found)
    is_body = doer.role is Role.BODY and found.act in (Act.UNDERTAKE, Act.INSTRUCT)
    is_body |= found.act is Act.OFFER and is_named_body(plain, doer)
    if doer.role is not Role.PARTY and not is_body:
        return None
    is_deed = plain[slice(*found.verb)].endswith(" to")
    if found.act is Act.AFFIRM and not is_deed and {m.side for m in cast.mentions(after[:80])} == {THIRD}:
        return None
    side = find_possessor(after, cast) or doer.side or _giver(after, cast)
    if found.act is Act.AFFIRM or (found.act is Act.OFFER and side is None):
        verb = plain[found.verb[0] : found.verb[1]]
        side = owner_of(cast.sides_in(verb) - {THIRD}) or side
    if (
        cast.is_letter
        and AGREED.match(plain, found.verb[0])
        and grammar.we.search(plain[slice(*(doer.place or (0, 0)))].rstrip(" ,"))
    ):
        side = "joint"
    if found.act is Act.OFFER and INVITES_YOU.match(plain, found.verb[0]) and doer.side in ("ours", "theirs"):
        side = find_opposite(doer.side)
    if found.act is Act.INSTRUCT and side not in ("ours", "theirs"):
        side = find_charged_side(plain[slice(*found.verb)], cast) or side
    subject = plain[slice(*doer.place)].strip(" ,") if doer.place else ""
    is_of_two = grammar.they.search(subject) and AGREED.match(plain, found.verb[0])
    if side is None and found.act is Act.UNDERTAKE and (is_of_two or grammar.mutual.match(after.lstrip())):
        side = "joint"
    return Undertaking(KINDS.get(found.act, OutcomeKind.COMMITMENT), side, found, found.act is Act.WEAK)


def _mention(plain: str, found: Found, cast: Participants) -> Undertaking:
    """Return what was said and binds nobody: a hope, a need, a plan that was only noted."""
    own = owner_of(cast.sides_in(plain[slice(*found.verb)]) - {THIRD})
    return Undertaking(OutcomeKind.UNDERSTANDING, own or found.doer.side, found, is_weak=True)


def _judge_asked(
    plain: str, found: Found, cast: Participants, grammar: Grammar, memory: Memory
) -> Undertaking | None:
    """Judge "is requested to": who is asked is the subject."""
    if charged := find_charged_side(plain[slice(*found.verb)], cast):
        return Undertaking(OutcomeKind.REQUEST, charged, found)
    is_body = is_named_body(plain, found.doer) or SECRETARIAT.search(plain, 0, found.verb[0])
    if found.doer.role is not Role.PARTY and not is_body:
        return None
    side = found.doer.side or _teller_of_office(plain, found, cast, grammar, memory)
    return Undertaking(OutcomeKind.REQUEST, side, found)


def _present(
    plain: str, found: Found, cast: Participants, grammar: Grammar, memory: Memory
) -> Undertaking | None:
    """Judge the plain present: it binds in treaties and lists of actions; elsewhere mostly with a day."""
    doer = found.doer
    if doer.role not in (Role.PARTY, Role.BODY):
        return None
    subject = plain[slice(*doer.place)] if doer.place else ""
    is_party = cast.is_treaty or memory.is_task or grammar.treaty_party.search(subject)
    is_sure = doer.role is Role.PARTY and (is_party or grammar.handed.match(plain, found.verb[0]))
    return Undertaking(OutcomeKind.COMMITMENT, doer.side, found, needs_deadline=not is_sure)


def _is_seen_by_others(plain: str, found: Found) -> bool:
    """Return whether a meeting or a report, and not a side itself, states what the two have in common."""
    is_side = found.doer.role in (Role.PARTY, Role.THIRD)
    return not is_side and MUTUAL.search(plain[slice(*found.verb)]) is not None


def _is_topic(plain: str, found: Found, grammar: Grammar) -> bool:
    """Return whether the topic is the subject: "trade was discussed", but not "points that were
    discussed".
    """
    is_relative = grammar.relative.search(plain[: found.verb[0]].rstrip()) is not None
    return PASSIVE.match(plain, found.verb[0]) is not None and not is_relative


def _is_past(plain: str, grammar: Grammar, memory: Memory) -> bool:
    """Return whether a sentence begins with a time before the meeting; the day of the meeting does not
    count.
    """
    found = grammar.past.match(plain)
    when = found.groupdict().get("when") if found else None
    if not (when and memory.held_on):
        return found is not None
    period = (
        parse_deadline(f"in {when}", grammar.code).period or parse_deadline(f"on {when}", grammar.code).period
    )
    return period is None or last_day(period) < memory.held_on - JUST_BEFORE


def _ought(
    plain: str, found: Found, after: str, cast: Participants, grammar: Grammar, memory: Memory
) -> Undertaking | None:
    """Judge "should" and "would": the future as reported, or what is to be done by a day."""
    if _is_announced(plain, found, grammar):
        return _future(plain, found, after, cast, grammar, memory)
    is_told = grammar.plain_future.match(plain, found.verb[0]) is not None
    if cast.is_letter and found.doer.role is Role.PARTY and ABLE.match(after):
        return Undertaking(OutcomeKind.COMMITMENT, found.doer.side, found, needs_deadline=True)
    if memory.is_task and found.doer.role is Role.PARTY and not is_told:
        return Undertaking(OutcomeKind.COMMITMENT, found.doer.side, found)
    if is_told or found.doer.role in (Role.PARTY, Role.THIRD) or not grammar.done.match(after.lstrip()):
        return None
    return Undertaking(OutcomeKind.COMMITMENT, _agent(after, cast, grammar), found, needs_deadline=True)


def _is_announced(plain: str, found: Found, grammar: Grammar) -> bool:
    """Return whether "would" reports the future: after a verb of saying, or of those who meet."""
    verb = plain[slice(*found.verb)]
    return grammar.reported.search(plain[: found.verb[0]]) is not None or (
        found.doer.role is not Role.THING and grammar.plain_future.match(verb) is not None
    )


def _future(
    plain: str, found: Found, after: str, cast: Participants, grammar: Grammar, memory: Memory
) -> Undertaking | None:
    """Judge "will": what a side does is tracked, what a thing does is an effect."""
    after = after.lstrip()
    doer = found.doer
    whose = WHOSE.search(plain, 0, found.verb[0])
    if whose and not (doer.role is Role.PARTY and doer.place and doer.place[0] > whose.start()):
        return None
    if ASKED.search(plain, 0, found.verb[0]):
        return None
    if SUPPOSED.search(plain, 0, found.verb[0]):
        return _mention(plain, found, cast) if doer.role is Role.PARTY else None
    is_of_text = doer.place is not None and grammar.instrument.match(plain, doer.place[0]) is not None
    if is_of_text or (doer.role is not Role.PARTY and grammar.instrument.match(plain)):
        return None
    if WISHED.search(plain, 0, found.verb[0]):
        return _mention(plain, found, cast)
    if doer.role is not Role.PARTY and HOPED.search(plain[: found.verb[0]]):
        return None
    if does_by_name(plain, doer, after, cast, grammar, memory):
        doer = replace(doer, role=Role.PARTY)
        found = replace(found, doer=doer)
    if speaks_of_speech(plain, doer, after, cast):
        return None
    if doer.role is Role.PARTY:
        return _future_of_party(plain, found, after, cast, grammar, memory)
    is_firm = doer.role is Role.THING and doer.place and FIRM.search(plain[slice(*doer.place)])
    if is_firm and FUTURE_DEED.match(plain, found.verb[0]):
        side = _teller(plain[: found.verb[0]], doer, grammar, memory)
        return Undertaking(OutcomeKind.COMMITMENT, side, found) if side else None
    if doer.role is Role.BODY and (side := _teller_of_office(plain, found, cast, grammar, memory)):
        return Undertaking(OutcomeKind.COMMITMENT, side, found)
    if grammar.done.match(after):
        teller = _teller(plain[: found.verb[0]], doer, grammar, memory)
        if cast.is_letter and doer.role is Role.THING and not grammar.meetings.search(plain[: found.verb[0]]):
            # What is done without saying by whom, the writer of a letter does.
            teller = teller or cast.writer
        is_of_both = (memory.lead == "joint" or cast.names_both) and _is_joint_meeting(plain, found)
        side = _agent(after, cast, grammar, teller) or ("joint" if is_of_both else None)
        return Undertaking(OutcomeKind.COMMITMENT, side, found)
    if is_named_body(plain, doer):
        has_deed = grammar.verbs.match(after) or grammar.verbs.match(plain, found.verb[0])
        has_deed = has_deed or FUTURE_DEED.match(plain, found.verb[0])
        side = doer.side or side_of_giver(after, cast)
        is_effect = not has_deed or EFFECTS.match(after)
        return None if is_effect else Undertaking(OutcomeKind.COMMITMENT, side, found)
    # In French the future is one word with its deed.
    if doer.role is Role.BODY and (grammar.deeds.match(after) or grammar.deeds.match(plain, found.verb[0])):
        return Undertaking(OutcomeKind.COMMITMENT, cast.agreed, found)
    if doer.role is Role.DOING and grammar.aims.match(after):
        return Undertaking(OutcomeKind.COMMITMENT, cast.common, found)
    if doer.role in (Role.BODY, Role.DOING):
        return Undertaking(OutcomeKind.COMMITMENT, cast.agreed, found, needs_deadline=True)
    return None


def _future_of_party(
    plain: str, found: Found, after: str, cast: Participants, grammar: Grammar, memory: Memory
) -> Undertaking | None:
    """Judge what a side "will" do; what it will have or be is not tracked."""
    if grammar.no_deeds.match(after) and not grammar.done.match(after):
        return None
    # "Ruritania will be informed": somebody else does it.
    is_passive = grammar.undergone.match(after) or grammar.undergone.match(plain, found.verb[0])
    side = _agent(after, cast, grammar) if is_passive else found.doer.side
    side = side or _teller_of_office(plain, found, cast, grammar, memory)
    if cast.writer and side == cast.writer and _is_together(plain, found, grammar):
        side = "joint"
    return Undertaking(OutcomeKind.COMMITMENT, side, found)


def _is_joint_meeting(plain: str, found: Found) -> bool:
    """Return whether a numbered or the next meeting is to take place, and not a visit."""
    before = plain[: found.verb[0]]
    return JOINT_MEETING.search(before) is not None and not OF_ONE.search(before)


def _is_together(plain: str, found: Found, grammar: Grammar) -> bool:
    """Return whether "we" are the writer and his readers: "together we will", "we will meet again"."""
    is_we = found.doer.place is not None and grammar.we.search(plain[slice(*found.doer.place)].rstrip(" ,"))
    if not is_we:
        return False
    after = plain[found.verb[1] : found.region[1]]
    return (
        grammar.mutual.match(after.lstrip()) is not None
        or TOGETHER.search(plain, found.region[0], found.region[1]) is not None
    )


def _teller(before: str, doer: ActorMention, grammar: Grammar, memory: Memory) -> OwnerSide | None:
    """Return the one side that reports that a thing will be done; None for a meeting, which is both sides'
    own.
    """
    is_meeting = doer.role is not Role.THING or grammar.meetings.search(before[-SUBJECT_WITHIN:])
    if is_meeting or not grammar.reported.search(before):
        return None
    return memory.lead if memory.lead in ("ours", "theirs") else None


def _teller_of_office(
    plain: str, found: Found, cast: Participants, grammar: Grammar, memory: Memory
) -> OwnerSide | None:
    """Return the one side that says what a ministry without a country will do, which is its own.

    In a letter it is the writer.
    """
    place = found.doer.place
    if place is None or not OFFICE.fullmatch(plain[slice(*place)].strip(" ,")):
        return None
    before = plain[: place[0]]
    is_told = memory.lead in ("ours", "theirs") and grammar.reported.search(before)
    return memory.lead if is_told else cast.writer if cast.is_letter else None


def _agent(
    after: str, cast: Participants, grammar: Grammar, teller: OwnerSide | None = None
) -> OwnerSide | None:
    """Return who acts in a passive: the side named with "by", else the reporting side, else that of the
    text.
    """
    by = grammar.by.search(after)
    return (owner_of(cast.sides_in(by["who"]) - {THIRD}) if by else None) or teller or cast.common


def _scheduled(
    plain: str, found: Found, after: str, cast: Participants, grammar: Grammar
) -> Undertaking | None:
    """Judge "is scheduled to": meetings, visits, and what a side is to do."""
    if TOPIC.match(plain, 0, found.verb[0]):
        return None
    if FORESEEN.match(plain, found.verb[0]) and not cast.sides_in(after) & {"ours", "theirs"}:
        return None
    where = ABROAD_IN.search(after)
    if (
        found.doer.role is not Role.PARTY
        and where
        and cast.sides_in(where["who"]) == {THIRD} == cast.sides_in(plain)
    ):
        # A meeting of many, in a third country.
        return None
    if found.doer.role is Role.PARTY:
        is_passive = re.match(r"\s*be\b", after) and not grammar.done.match(after.lstrip())
        return None if is_passive else Undertaking(OutcomeKind.COMMITMENT, found.doer.side, found)
    if WHOSE.search(plain, 0, found.verb[0]):
        return None
    verb = plain[found.verb[0] : found.verb[1]]
    is_meeting = found.doer.role is Role.BODY or grammar.meetings.search(
        plain[: found.verb[0]][-SUBJECT_WITHIN:]
    )
    if grammar.done.match(after.lstrip()) or (is_meeting and not verb.endswith(" to")):
        side = _agent(after, cast, grammar)
        if is_meeting and cast.is_letter and not OF_ONE.search(plain, 0, found.verb[0]):
            side = side or "joint"
        return Undertaking(OutcomeKind.COMMITMENT, side, found)
    return None


def _awaited(found: Found, after: str, cast: Participants, grammar: Grammar) -> Undertaking | None:
    """Return "looks forward to" as an undertaking: a meeting or a visit is tracked, with its guest or
    host.
    """
    near = re.split(r",|\band (?:to )?(?=\w+ing)", after)[0][:120]
    meeting = grammar.meetings.search(near)
    if found.doer.role is not Role.PARTY:
        return None
    if grammar.awaited.match(after.lstrip()):
        return Undertaking(OutcomeKind.COMMITMENT, found.doer.side, found)
    if not meeting:
        if {m.side for m in cast.mentions(near)} == {THIRD}:
            return None
        return Undertaking(OutcomeKind.COMMITMENT, found.doer.side, found, needs_deadline=True)
    coming = re.search(r"\b(?:by|from|in|of) (?:the |an? )?(?P<who>.{3,50})", near[meeting.start() :])
    side = owner_of(cast.sides_in(coming["who"]) - {THIRD}) if coming else None
    return Undertaking(OutcomeKind.COMMITMENT, side or found.doer.side, found)


def _giver(after: str, cast: Participants) -> OwnerSide | None:
    """Return who acts where only the other side is named: the side for which it is not done."""
    side = owner_of(cast.sides_in(after))
    return find_opposite(side) if side in ("ours", "theirs") else None
