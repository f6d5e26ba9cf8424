"""Meetings, visits and passives: those that are scheduled or awaited, and who acts in them."""

import re

from commitments.enums import OutcomeKind
from commitments.language.reader.actors import Found, Role, Undertaking
from commitments.language.reader.grammar import Grammar, OwnerSide
from commitments.language.reader.participants import THIRD, Participants, find_opposite, owner_of
from commitments.language.reader.subjects import (
    ABROAD_IN,
    OF_ONE,
    find_agent,
    find_charged_side,
    is_named_body,
)

# How far before "which is scheduled for" the visit stands of which it tells.
SUBJECT_WITHIN = 80
# "Will be posted on the website of the Ruritanian ministry": by whose it is.
ON_ITS_SITE = re.compile(
    r"\bon (?:the )?(?:website|site|web ?page|portal|gazette|server)s? of (?P<who>[^.,;:]{3,60})"
)
# "The corrected list is to reach Elm by Friday"; no sum and no share.
ARRIVES = re.compile(
    r" ?(?:reach|arrive|be with|be in the hands of)\b(?! (?:an? |the )?(?:[$€£]|\d|net\b|zero\b|total|"
    r"level|target|goal))"
)
# "Plants that companies are scheduled to open": what is told of a noun.
OF_NOUN = re.compile(r"\w+ (?:that|which) (?:[\w'’-]+ ){0,4}$")
# "Sweden to back its candidate, to be elected in May": what is told of a noun of the clause before.
ASIDE = re.compile(r"\bto [a-z]+ .*,?$")
# What others foresee of somebody who goes to a meeting of many.
# "The mission of the fund is to support firms".
AIMS = ("The mission of", "Its mission", "The mission ")
FORESEEN = re.compile(
    r"(?:is|are|was|were)(?: \w+ly| also)? (?:expected|anticipated) to (?:attend|take part|participate)\b"
)
# What is only named before the sentence comes to it: "With regard to the visit, which is planned for May".
TOPIC = re.compile(
    r"(?:\w+ )?(?:with (?:regard|reference|respect) to|regarding|concerning|as regards|as (?:for|to)|"
    r"further to|on the subject of|s'agissant d|concernant|quant à)\b[^;:]*[, ](?:which|who|qui)\s*$",
    re.IGNORECASE,
)
# A meeting or a visit of the two that is still to be agreed on.
TO_BE_MET = re.compile(
    r"\b(?:next|further|another|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:st|"
    r"nd|rd|th|e)|follow-?up|new|upcoming|forthcoming|early|visits?|signing|signature|conclusion|launch|"
    r"opening|resumption|holding|hosting|convening|welcoming|receiving|between|regular|prochaine?s?|"
    r"visites?|signature|reprise|nouvelle|deuxième)\b",
    re.IGNORECASE,
)
# What is told of something else: "the bridge, whose completion is planned".
WHOSE = re.compile(r"\b(?:dont|whose) [^,;]*$|\bof (?:which|whom)\s*$|\bfrom which [^,;]*$")
# A meeting of many, of which a French text only tells when it is: "Le sommet de l'Union se tiendra".
OF_MANY = re.compile(
    r"\W*(?:le |la |les |l')?(?:\d+e |[ivx]+e |prochaine?s? )?(?:sommet|salon|foire|élections?|scrutin"
    r"|cop\b|cop ?\d+|"
    r"assemblée générale|jeux|exposition|congrès|référendum|festival|conseil des ministres|"
    r"conférence (?:mondiale|internationale|des nations|des bailleurs|ministérielle|des parties|de))\b.*",
    re.IGNORECASE,
)


def agent_of(
    after: str, cast: Participants, grammar: Grammar, teller: OwnerSide | None = None
) -> OwnerSide | None:
    """Return who acts in a passive: the side named with "by", else the reporting side, else that of the
    text.
    """
    by = grammar.by.search(after) or ON_ITS_SITE.search(after)
    if by and (grammar.pair.match(by["who"]) or by["who"].startswith(("each ", "either "))):
        return "joint"
    return (find_charged_side(by["who"], cast) if by else None) or teller or cast.common


def _is_told_of_noun(plain: str, found: Found, grammar: Grammar) -> bool:
    told = OF_NOUN.search(plain, 0, found.verb[0])
    subject = plain[slice(*found.doer.place)] if found.doer.place else ""
    is_aside = plain.startswith("to be", found.verb[0]) and ASIDE.search(subject)
    return bool(is_aside or (told and not grammar.reported.match(told[0])))


def judge_scheduled(
    plain: str, found: Found, after: str, cast: Participants, grammar: Grammar
) -> Undertaking | None:
    """Judge "is scheduled to": meetings, visits, and what a side is to do."""
    if TOPIC.match(plain, 0, found.verb[0]):
        return None
    if _is_told_of_noun(plain, found, grammar):
        return None
    verb_to = plain[slice(*found.verb)].endswith(" to")
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
    is_aim = plain.startswith(AIMS, found.doer.place[0]) if found.doer.place else False
    is_body = (
        verb_to
        and not is_aim
        and found.doer.role is Role.BODY
        and grammar.verbs.match(after.lstrip()) is not None
    )
    if found.doer.role is Role.PARTY or is_body or (verb_to and is_named_body(plain, found.doer)):
        is_passive = re.match(r"\s*be\b", after) and not grammar.done.match(after.lstrip())
        return None if is_passive else Undertaking(OutcomeKind.COMMITMENT, found.doer.side, found)
    if WHOSE.search(plain, 0, found.verb[0]):
        return None
    if (
        grammar.code == "fr"
        and OF_MANY.match(plain, 0, found.verb[0])
        and not cast.sides_in(plain[: found.verb[0]])
    ):
        return None
    verb = plain[found.verb[0] : found.verb[1]]
    is_meeting = found.doer.role is Role.BODY or grammar.meetings.search(
        plain[: found.verb[0]][-SUBJECT_WITHIN:]
    )
    is_told = grammar.relative.search(plain[: found.verb[0]].rstrip()) is not None
    is_done = grammar.done.match(after.lstrip()) or (not is_told and ARRIVES.match(after))
    if is_done or (is_meeting and not verb.endswith(" to")):
        side = agent_of(after, cast, grammar)
        if cast.is_letter and cast.writer and verb.startswith("devr"):
            # "La liste devra être adressée au Ministère": by the reader.
            side = side or find_opposite(cast.writer)
        if verb.endswith(("attendu", "attendue", "attendus", "attendues")):
            # "Les observations du Maroc sont attendues", "une réponse est attendue du Maroc".
            side = (
                owner_of(cast.sides_in(plain[: found.verb[0]]) - {THIRD})
                or find_agent(plain, found, cast, grammar)
                or side
            )
        if is_meeting and not OF_ONE.search(plain, 0, found.verb[0]):
            side = side or ("joint" if cast.is_letter else cast.agreed)
        return Undertaking(OutcomeKind.COMMITMENT, side, found)
    return None


def judge_awaited(found: Found, after: str, cast: Participants, grammar: Grammar) -> Undertaking | None:
    """Return "looks forward to" as an undertaking: a meeting or a visit is tracked, with its guest or
    host.
    """
    near = re.split(r",|\band (?:to )?(?=\w+ing)", after)[0][:120]
    meeting = grammar.meetings.search(near)
    if found.doer.role is not Role.PARTY or re.match(r" ?(?:the|a) (?:day|time|moment)\b", after):
        return None
    if cast.is_letter and re.match(
        r" ?(?:receiving|welcoming|seeing|meeting|hosting) (?:you|him|her|them)\b", after
    ):
        # Polite words at the end of a letter.
        return None
    if grammar.awaited.match(after.lstrip()):
        return Undertaking(OutcomeKind.COMMITMENT, found.doer.side, found)
    if not meeting or not (TO_BE_MET.search(near) or cast.sides_in(near) & {"ours", "theirs"}):
        # A report or a meeting of others is only awaited.
        return None
    coming = re.search(r"\b(?:by|from|in|of) (?:the |an? )?(?P<who>.{3,50})", near[meeting.start() :])
    side = owner_of(cast.sides_in(coming["who"]) - {THIRD}) if coming else None
    return Undertaking(OutcomeKind.COMMITMENT, side or found.doer.side, found)
