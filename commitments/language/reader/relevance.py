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
from commitments.language.reader.reported_speech import is_nobodys, with_agreeing
from commitments.language.reader.requests import find_possessor, judge_asked, judge_plea, judge_request
from commitments.language.reader.schedules import (
    SUBJECT_WITHIN,
    WHOSE,
    agent_of,
    judge_awaited,
    judge_scheduled,
)
from commitments.language.reader.subjects import (
    ABLE,
    BARE_NAME,
    EFFECTS,
    NEEDS,
    PAST_ACTS,
    does_by_name,
    find_agent,
    find_charged_side,
    is_done,
    is_joint_meeting,
    is_named_body,
    is_seen_by_others,
    is_together,
    is_told_of_noun,
    side_of_giver,
    speaks_of_speech,
    teller_of_office,
    with_side_of_object,
)

# A statement is often dated some days after the talks that it tells of.
JUST_BEFORE = datetime.timedelta(days=7)
KINDS = {
    Act.OFFER: OutcomeKind.OFFER,
    Act.SHARED: OutcomeKind.UNDERSTANDING,
    Act.THANK: OutcomeKind.UNDERSTANDING,
    Act.DISCUSS: OutcomeKind.TOPIC,
}
PASSIVE = re.compile(r"(?:was|were|is|are|ha(?:s|ve) been)\s", re.IGNORECASE)
# What is only hoped: of what somebody is confident.
HOPED = re.compile(
    r"\b(?:confiden\w+|optimis\w+|hop(?:e|es|ed|ing|eful)|convinced|conviction|belie[fv]\w*|espoir|"
    r"espér\w+|confiance|[Àà] (?:noter|signaler|souligner|relever))"
    r"(?: \w+)? (?:that\b|que\b|qu')[^.;:]*$"
)
# What somebody wishes the other or both to do: "expressed the hope that Ruritania would".
WISHED = re.compile(
    r"\b(?:hop(?:e|es|ed|ing)|trust(?:s|ed|ing)?|wish(?:es|ed|ing)?|desire[sd]?|espoir|esp[éè]r\w+|"
    r"souhait\w*|confiante?s?|convaincue?s?|persuadée?s?|certaine?s?|vœux?)(?: \w+)? "
    r"(?:that\b|que\b|qu')[^.;:]*$"
)
PROPOSED = re.compile(r"\b(?:proposed|recommended|suggested)\b")
# "On our end Ms Hart will", "from your side".
ON_WHOSE_SIDE = re.compile(r"\W*(?:on|from|at|for) (?:(?P<own>our|my)|your) (?:end|side|part)\b", re.I)
MUST = re.compile(r"(?:must|ha(?:s|ve) to)\b", re.IGNORECASE)
# What an exchange of letters says of itself.
CONSTITUTES = re.compile(
    r"\b(?:this|the present|that|your|my) (?:letter|note|reply)\b.{0,120}\b(?:constitut|form|be regarded|be "
    r"considered)"
)
# What would be done if something else were: no plan of minutes.
UNREAL = re.compile(
    r"\b(?:if|unless|otherwise|could|might|were to|hope[sd]?|wish\w*|suggest\w*|idea|option|proposals?|"
    r"scenario|"
    r"estimat\w+|studies|study|scheme|project|reform) ?\b",
    re.IGNORECASE,
)
# What is only asked: "let us know whether you will attend".
ASKED = re.compile(r"\b(?:whether|if)\b(?! (?:so|possible|needed|necessary|any)\b)[^,;.]*$")
# What one person only supposes: "I believe that we will succeed".
SUPPOSED = re.compile(
    r"\b(?:I|[Ww]e) (?:\w+ly |also |all )?(?:believe|hope|trust|think|know|"
    r"(?:am|are) (?:\w+ )?(?:confident|sure|certain|convinced|hopeful))(?: that)? [^,;:]*$"
)
# Whom a writer asks who is of the same side: "asked my Minister", "I have asked the Minister of Trade".
OWN = re.compile(r"\b(?:my|our(?! two))\b|\bhave asked the\b")
# What two do with each other: "they agreed".
AGREED = re.compile(
    r"(?:(?:have|had|has) )?(?:agree|concur)|(?:(?:sont|ont|a|est|sommes|avons) (?:[\w-]+ )?)?conv(?:en|"
    r"iens|ien)",
    re.IGNORECASE,
)
SETTLED = re.compile(rf"{AGREED.pattern}|decide|resolve", re.IGNORECASE)
# "It was agreed that the list be sent": both agreed.
IMPERSONAL = re.compile(r"\b[Ii]t (?:was|is|has been|had been)(?: also| further| then| \w+ly)* $")
# A body that one side has by itself, and reports of.
OF_ONE_SIDE = re.compile(
    r"\b(?:cent(?:re|er)|team|board|network|secretariat|mission|council|desk)s?(?: (?:in|at|of) \S+)?$"
)
# Who is invited in a speech or a letter is the one to come.
INVITES_YOU = re.compile(r"(?:\w+ly |also |hereby )?invite you\b", re.IGNORECASE)
# In French one word says what will be done: "la DDC poursuivra ce programme"; not what only has an effect.
FUTURE_DEED = re.compile(
    r"(?!ser|permet|contribu|aider|renforc|favoris|bénéfici|rest|assurer|continuer|constitu|viser|offrir)"
    r"[\w' ]{2,}?r(?:a|ont)\b"
)
# Whatever else a body of one side will do.
ANY_DEED = re.compile(
    r"(?:\w+ly |also |then )?(?!(?:be|have|do|not|no|only|never|need|face|enjoy|help)\b|have (?!\w+(?:ed|"
    r"en)\b))"
    r"(?:have \w+(?:ed|en)\b|[a-z]{3,})"
)
# What a side tells of: "a indiqué que la compagnie portera à cinq ses vols".
FIRM = re.compile(r"\b(?:compagnie|société|entreprise|opérateur|université|hôpital|usine|groupe)s?\b")
# "The embassy will be closed on 2 March", « Je serai en congé »: announced, and promised to nobody.
CLOSED = re.compile(
    r"be (?:\w+ly )?(?:closed|shut|unavailable|absent|on (?:annual )?leave|out of (?:the )?office)\b(?! by\b)"
    r"|(?:en (?:congés?|vacances|déplacement)|absente?s?|indisponibles?)\b"
)
# "Welcomed the commitment of their mining industries to …": of others than the two governments.
PRIVATE = re.compile(
    r"\b(?:commitment|pledge|promise|undertaking)s?(?: made)? (?:of|by|from) (?:the(?:ir)?|its|these|those) "
    r"(?:[\w-]+ ){0,3}(?:industr(?:y|ies)|compan(?:y|ies)|firms|business(?:es)?|private sectors?|banks|"
    r"airlines|operators|producers|investors|employers|unions|cities)\b"
)
# What is agreed to be so, and is no deed: "agreed that no country can fight fraud alone".
VIEW = re.compile(
    r" (?:(?!\b(?:will|shall|would|should|be|to)\b)[^;:]){3,90}?\b(?:cannot|can|is|are|has|have|was|"
    r"were|remains?|requires?)\b(?! to\b)"
)
LONG_CLAUSE = 4
NOBODY = ("No ", "Nothing", "Nobody", "No-one", "None ")


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
    found = with_side_of_object(plain, found, cast, grammar)
    doer, after = found.doer, plain[found.verb[1] : found.region[1]]
    is_final = cast.is_treaty and grammar.final_deeds.match(after.lstrip())
    if is_final or CONSTITUTES.search(plain) or is_nobodys(plain, found, cast, grammar):
        return None
    match found.act:
        case Act.PLEA:
            return judge_plea(plain, found, cast, grammar)
        case Act.PRESENT:
            return _present(plain, found, cast, grammar, memory)
        case Act.MUST | Act.WISH | Act.WEAK if memory.is_task and _has_to(plain, found):
            return Undertaking(OutcomeKind.COMMITMENT, doer.side, found)
        case Act.MUST if doer.role is Role.PARTY and doer.side and MUST.match(plain, found.verb[0]):
            return Undertaking(OutcomeKind.COMMITMENT, doer.side, found, needs_deadline=True)
        case Act.WISH:
            return _mention(plain, found, cast) if doer.role in (Role.PARTY, Role.BODY) else None
        case Act.WILL | Act.OUGHT:
            judge = _future if found.act is Act.WILL else _ought
            return with_agreeing(plain, judge(plain, found, after, cast, grammar, memory), grammar, memory)
        case Act.INSTRUCT if _is_instruction(plain, found, cast, grammar):
            is_pair = grammar.pair.search(plain[slice(*found.verb)]) is not None
            whole = Undertaking(OutcomeKind.REQUEST, "joint", found)
            return whole if is_pair else judge_request(plain, found, after, cast, grammar, memory)
        case Act.DOING if doer.side != "joint" or doer.role is not Role.PARTY:
            return None
        case Act.AGREED:
            return _agreed(plain, found, cast, grammar, memory)
        case Act.SCHEDULED:
            return judge_scheduled(plain, found, after, cast, grammar)
        case Act.ASK | Act.BID:
            return judge_request(plain, found, after, cast, grammar, memory)
        case Act.ASKED:
            return judge_asked(plain, found, cast, grammar, memory)
        case Act.INVITED:
            return _invited(found, doer.side or cast.writer)
        case Act.AWAIT:
            return judge_awaited(found, after, cast, grammar)
        case Act.AFFIRM if is_seen_by_others(plain, found):
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


def _invited(found: Found, host: OwnerSide | None) -> Undertaking | None:
    """Return an invitation as an offer of the one who is to come."""
    side = find_opposite(host) if host else None
    return Undertaking(OutcomeKind.OFFER, side, found) if found.doer.role is Role.PARTY else None


def _agreed(
    plain: str, found: Found, cast: Participants, grammar: Grammar, memory: Memory
) -> Undertaking | None:
    """Judge what is agreed without saying by whom; in a letter also what it proposes and gives."""
    side = _who_is_to(plain, found, cast, grammar, memory)
    if cast.is_letter and PROPOSED.search(plain, *found.verb):
        # "It is proposed that the Board meet": what the writer asks of the reader.
        side = side or (find_opposite(cast.writer) if cast.writer else None)
        return Undertaking(OutcomeKind.REQUEST, side, found)
    if plain[found.verb[0] :].casefold().startswith(("you ", "you'", "tu ", "vous ")):
        # "You can expect the draft by Tuesday": the writer sees to it.
        is_due = grammar.code != "fr" and not plain[: found.verb[1]].endswith(" on")
        given = Undertaking(OutcomeKind.COMMITMENT, cast.writer, found, is_due)
        return given if cast.is_letter else None
    return Undertaking(OutcomeKind.COMMITMENT, side or found.doer.side or cast.agreed, found)


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
        return find_charged_side(plain[slice(*found.verb)], cast) or find_agent(plain, found, cast, grammar)
    for word in re.finditer(r" (?=[a-z])", plain[: found.verb[1] + SUBJECT_WITHIN * 2]):
        if word.start() > found.verb[1] and grammar.verbs.match(plain, word.end()):
            doer = doer_of(plain, found.verb[1] + 1, word.start(), cast, grammar, memory)
            if doer.role is Role.PARTY:
                return doer.side
    return None


def _has_to(plain: str, found: Found) -> bool:
    """Return whether somebody must do it, or needs to: in a list of actions that is a task."""
    is_duty = found.act in (Act.MUST, Act.WEAK) or NEEDS.match(plain, found.verb[0]) is not None
    return is_duty and found.doer.role is Role.PARTY


def _undertaken(
    plain: str, found: Found, after: str, cast: Participants, grammar: Grammar
) -> Undertaking | None:
    """Judge what a side agrees, decides, offers or affirms, and whose it is."""
    doer, verb = found.doer, plain[slice(*found.verb)]
    if IMPERSONAL.search(plain, 0, found.verb[0]) and SETTLED.match(plain, found.verb[0]):
        return Undertaking(OutcomeKind.COMMITMENT, cast.agreed or "joint", found)
    if cast.is_letter and cast.writer and found.act is Act.OFFER and found.verb[0] == 0:
        # "Happy to host your auditors."
        return Undertaking(OutcomeKind.OFFER, cast.writer, found)
    is_body = doer.role is Role.BODY and found.act in (Act.UNDERTAKE, Act.INSTRUCT)
    is_body |= found.act is Act.OFFER and is_named_body(plain, doer)
    if doer.role is not Role.PARTY and not is_body:
        return None
    if verb.endswith("greed that") and VIEW.match(after):
        return Undertaking(OutcomeKind.UNDERSTANDING, doer.side, replace(found, act=Act.SHARED))
    is_deed = verb.endswith(" to")
    if found.act is Act.AFFIRM and PRIVATE.search(plain, found.verb[0]):
        return None
    if found.act is Act.AFFIRM and not is_deed and {m.side for m in cast.mentions(after[:80])} == {THIRD}:
        return None
    subject = plain[slice(*doer.place)].strip(" ,") if doer.place else ""
    is_of_two = bool(grammar.they.search(subject)) and AGREED.match(plain, found.verb[0]) is not None
    of_two: OwnerSide | None = "joint" if is_of_two and grammar.pair.search(subject) else None
    side = find_possessor(after, cast) or doer.side or of_two or _giver(after, cast)
    if found.act is Act.AFFIRM or (found.act is Act.OFFER and side is None):
        side = owner_of(cast.sides_in(verb) - {THIRD}) or side
    if (
        (cast.is_letter or cast.is_speech)
        and AGREED.match(plain, found.verb[0])
        and grammar.we.search(plain[slice(*(doer.place or (0, 0)))].rstrip(" ,"))
    ) or (cast.writer and side == cast.writer and is_together(plain, found, grammar)):
        side = "joint"
    if found.act is Act.OFFER and INVITES_YOU.match(plain, found.verb[0]) and doer.side in ("ours", "theirs"):
        side = find_opposite(doer.side)
    if found.act is Act.INSTRUCT and side not in ("ours", "theirs"):
        side = find_charged_side(plain[slice(*found.verb)], cast) or side
    if " avec " in verb and AGREED.match(plain, found.verb[0]):
        # "A convenu avec son homologue de".
        side = "joint"
    if side is None and found.act is Act.UNDERTAKE and (is_of_two or grammar.mutual.match(after.lstrip())):
        side = "joint"
    return Undertaking(KINDS.get(found.act, OutcomeKind.COMMITMENT), side, found, found.act is Act.WEAK)


def _mention(plain: str, found: Found, cast: Participants) -> Undertaking:
    """Return what was said and binds nobody: a hope, a need, a plan that was only noted."""
    own = owner_of(cast.sides_in(plain[slice(*found.verb)]) - {THIRD})
    return Undertaking(OutcomeKind.UNDERSTANDING, own or found.doer.side, found, is_weak=True)


def _present(
    plain: str, found: Found, cast: Participants, grammar: Grammar, memory: Memory
) -> Undertaking | None:
    """Judge the plain present: it binds in treaties and lists of actions; elsewhere mostly with a day."""
    doer = found.doer
    if (
        cast.is_treaty
        and doer.role is Role.THING
        and doer.place
        and grammar.it.search(plain[slice(*doer.place)])
    ):
        # "Il se réunit", of a committee of both.
        return Undertaking(OutcomeKind.COMMITMENT, cast.common, found)
    subject = plain[slice(*doer.place)] if doer.place else ""
    # "Fatou se charge des chambres": whose she is, the text may not show.
    is_person = (cast.is_letter or memory.is_task) and BARE_NAME.fullmatch(subject.strip())
    if doer.role is Role.THING and is_person:
        found = replace(found, doer=replace(doer, role=Role.PARTY))
    elif doer.role not in (Role.PARTY, Role.BODY):
        return None
    is_party = cast.is_treaty or memory.is_task or grammar.treaty_party.search(subject)
    is_government = cast.is_letter and "ouvernement" in subject
    is_sure = (found.doer.role is Role.PARTY or cast.is_treaty) and (
        is_party or is_government or grammar.handed.match(plain, found.verb[0])
    )
    return Undertaking(OutcomeKind.COMMITMENT, doer.side, found, needs_deadline=not is_sure)


def _is_topic(plain: str, found: Found, grammar: Grammar) -> bool:
    """Return whether the topic is the subject: "trade was discussed", not "points that were discussed"."""
    is_relative = grammar.relative.search(plain[: found.verb[0]].rstrip()) is not None
    return PASSIVE.match(plain, found.verb[0]) is not None and not is_relative


def _is_past(plain: str, grammar: Grammar, memory: Memory) -> bool:
    """Return whether a sentence begins with a time before the meeting, whose day does not count."""
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
    is_minuted = is_told and not cast.is_letter and not UNREAL.search(plain)
    if (
        (is_told and not is_minuted)
        or found.doer.role in (Role.PARTY, Role.THIRD)
        or not grammar.done.match(after.lstrip())
    ):
        return None
    return Undertaking(OutcomeKind.COMMITMENT, agent_of(after, cast, grammar), found, needs_deadline=True)


def _is_announced(plain: str, found: Found, grammar: Grammar) -> bool:
    """Return whether "would" reports the future: after a verb of saying, or of those who meet."""
    verb = plain[slice(*found.verb)]
    return (
        grammar.reported.search(plain[: found.verb[0]]) is not None
        or (
            found.doer.role is not Role.THING
            and grammar.plain_future.match(verb) is not None
            # "They would not touch the paper before the elections": they refuse.
            and " not" not in plain[found.verb[0] : found.verb[1] + 4]
        )
    )


def _future(
    plain: str, found: Found, after: str, cast: Participants, grammar: Grammar, memory: Memory
) -> Undertaking | None:
    """Judge "will": what a side does is tracked, what a thing does is an effect."""
    after, doer = after.lstrip(), found.doer
    whose = WHOSE.search(plain, 0, found.verb[0])
    # "The authority in whose area a carrier is registered shall": the clause has a verb of its own.
    if whose and not _is_behind_clause(plain, whose, found, grammar):
        return None
    is_closed = (cast.is_letter or doer.role is not Role.THING) and CLOSED.match(after) is not None
    if is_closed or ASKED.search(plain, 0, found.verb[0]):
        return None
    if SUPPOSED.search(plain, 0, found.verb[0]):
        return _mention(plain, found, cast) if doer.role is Role.PARTY else None
    if doer.role is not Role.PARTY and plain[slice(*(doer.place or (0, 0)))].startswith(NOBODY):
        return None
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
    if doer.role is Role.BODY and (side := teller_of_office(plain, found, cast, grammar, memory)):
        return Undertaking(OutcomeKind.COMMITMENT, side, found)
    if is_done(plain, found, after, grammar) and not is_told_of_noun(plain, found, grammar):
        teller = _teller(plain[: found.verb[0]], doer, grammar, memory)
        teller = (doer.side if doer.role is Role.THING else None) or teller
        if cast.is_letter and doer.role is Role.THING and not grammar.meetings.search(plain[: found.verb[0]]):
            # What is done without saying by whom, the writer of a letter does.
            teller = teller or cast.writer
        is_of_both = (memory.lead == "joint" or cast.names_both) and is_joint_meeting(plain, found)
        side = agent_of(after, cast, grammar, teller) or ("joint" if is_of_both else None)
        return Undertaking(OutcomeKind.COMMITMENT, side, found)
    if is_named_body(plain, doer):
        side = doer.side or side_of_giver(after, cast)
        is_effect = not _has_deed(plain, found, after, grammar) or EFFECTS.match(after)
        return None if is_effect else Undertaking(OutcomeKind.COMMITMENT, side, found)
    # In French the future is one word with its deed.
    if doer.role is Role.BODY and (grammar.deeds.match(after) or grammar.deeds.match(plain, found.verb[0])):
        own = doer.side if doer.side in ("ours", "theirs") else cast.agreed
        return Undertaking(OutcomeKind.COMMITMENT, own, found)
    if doer.role is Role.DOING and grammar.aims.match(after):
        return Undertaking(OutcomeKind.COMMITMENT, cast.common, found)
    if doer.role in (Role.BODY, Role.DOING):
        own = cast.agreed or (cast.writer if cast.is_letter and grammar.code == "fr" else None)
        return Undertaking(OutcomeKind.COMMITMENT, own, found, needs_deadline=True)
    return None


def _has_deed(plain: str, found: Found, after: str, grammar: Grammar) -> bool:
    """Return whether a body does something, and does not only have or become it."""
    at = found.verb[0]
    if grammar.verbs.match(after) or grammar.verbs.match(plain, at) or FUTURE_DEED.match(plain, at):
        return True
    is_any = grammar.code == "en" and ANY_DEED.match(after) is not None
    return is_any and grammar.no_deeds.match(after) is None


def _is_behind_clause(plain: str, whose: re.Match[str], found: Found, grammar: Grammar) -> bool:
    """Return whether a clause with "whose" has its own verb: "workers whose names appear in it shall"."""
    doer = found.doer
    if doer.role is Role.PARTY and doer.place and doer.place[0] > whose.start():
        return True
    is_set_off = plain[: whose.start()].rstrip().endswith(",")
    has_verb = grammar.finite.search(plain, whose.start(), found.verb[0]) is not None
    if doer.role is Role.PARTY and has_verb:
        return True
    return not is_set_off and (has_verb or len(whose[0].split()) > LONG_CLAUSE)


def _future_of_party(
    plain: str, found: Found, after: str, cast: Participants, grammar: Grammar, memory: Memory
) -> Undertaking | None:
    """Judge what a side "will" do; what it will have or be is not tracked."""
    deed = f"not {after}" if plain.endswith(" not", 0, found.verb[1]) else after
    if grammar.no_deeds.match(deed) and not grammar.done.match(after):
        return None
    # "Ruritania will be informed": somebody else does it.
    is_passive = grammar.undergone.match(after) or grammar.undergone.match(plain, found.verb[0])
    side = agent_of(after, cast, grammar) if is_passive else found.doer.side
    side = side or teller_of_office(plain, found, cast, grammar, memory)
    if is_passive and cast.is_letter and grammar.code == "fr" and found.doer.side is None:
        side = side or cast.writer
    apart = ON_WHOSE_SIDE.match(plain) if side is None and cast.writer and grammar.code == "en" else None
    if apart and cast.writer:
        side = cast.writer if apart["own"] else find_opposite(cast.writer)
    if side is None and not is_passive and memory.lead in ("ours", "theirs"):
        # "The Ruritanian side said that inspectors would come": its own.
        is_told = found.doer.place and grammar.reported.search(plain, 0, found.doer.place[0])
        side = memory.lead if is_told else None
    if side in (None, cast.writer) and is_together(plain, found, grammar):
        side = "joint"
    return Undertaking(OutcomeKind.COMMITMENT, side, found)


def _teller(before: str, doer: ActorMention, grammar: Grammar, memory: Memory) -> OwnerSide | None:
    """Return the one side that reports that a thing will be done; None for a meeting, which is of both."""
    is_own = doer.role is Role.BODY and OF_ONE_SIDE.search(before.rstrip()) is not None
    is_meeting = grammar.meetings.search(before[-SUBJECT_WITHIN:])
    if is_meeting or (doer.role is not Role.THING and not is_own) or not grammar.reported.search(before):
        return None
    return memory.lead if memory.lead in ("ours", "theirs") else None


def _giver(after: str, cast: Participants) -> OwnerSide | None:
    """Return who acts where only the other side is named: the side for which it is not done."""
    side = owner_of(cast.sides_in(after))
    return find_opposite(side) if side in ("ours", "theirs") else None
