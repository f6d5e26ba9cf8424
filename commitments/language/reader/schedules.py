"""Meetings, visits and passives: those that are scheduled or awaited, and who acts in them."""

import re
from dataclasses import replace

from commitments.enums import OutcomeKind
from commitments.language.reader.actors import Found, Memory, Role, Undertaking
from commitments.language.reader.grammar import GIVEN_UP, Act, Grammar, OwnerSide
from commitments.language.reader.participants import THIRD, Participants, find_opposite, owner_of
from commitments.language.reader.subjects import (
    ABROAD_IN,
    JOINT_BODY,
    OF_ONE,
    find_agent,
    find_charged_side,
    is_named_body,
)

# How far before "which is scheduled for" the visit stands of which it tells.
SUBJECT_WITHIN = 80
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


# "According to the study, the quay would be finished in May": what a source says and no side.
FIRMS = (
    r"(?:company|companies|firms?|contractors?|operators?|developers?|consultants?|builders?|manufacturers?|"
    r"consortium|experts?|analysts?|economists?|newspapers?|press|media|société|entreprises?|promoteur|"
    r"opérateur|exploitant|constructeur|consortium|experts|analystes|économistes|journal|presse)"
)
HEARSAY = re.compile(
    r"(?:^\W*|, |\b)(?:according to|as reported by|selon|d['’]après|à en croire|aux? dires? d[eu'’]|"
    r"de source) ?(?!(?:[\w'’-]+ ){0,3}?(?:terms|provisions|article|schedule|agreement|programme|plan|"
    r"procedures?|law|needs?|annex|termes|modalités|dispositions|calendrier|accord|règles|procédures?|"
    r"besoins?|loi|annexe)\b"
    rf"(?! [^,;]{{0,20}}\b{FIRMS}\b))"
    rf"|(?:press|media) reports|\b{FIRMS}\b[^,;.]{{0,40}}? (?:said|says|stated|announced|told|expects?|"
    rf"expected|estimates?|"
    r"estimated|believes?|reported|indicated|(?:a|ont) (?:indiqué|déclaré|annoncé|estimé|affirmé|prévu)|"
    r"estime(?:nt)?|prévoi(?:t|ent)|table(?:nt)?)\b",
    re.IGNORECASE,
)
# "Noted that the summit is planned for May": what both know, and neither promises.
KNOWN = re.compile(
    r"\b(?:not|recall|acknowledg|observ|remark)(?:ed|ing) that\b|\b(?:ont|a) (?:noté|rappelé|relevé|"
    r"constaté|observé) qu",
    re.IGNORECASE,
)
# "Welcomed the decision of the cabinet to close the mine".
OTHERS_DECISION = re.compile(
    r"\b(?:welcom|not|prais|commend)\w* (?:the|this) (?:[\w-]+ )?(?:decision|plan|intention|"
    r"announcement)s? (?:of|by) (?!(?:both|the two|each|all)\b)(?P<who>[^,;]*?) (?:to|that)\b",
    re.IGNORECASE,
)
# Who is of neither side, though nobody says so.
OF_WORLD = re.compile(
    r"(?:the |la |l['’]|le |les )?(?:world bank|international monetary fund|imf|united nations|un|"
    r"security council|(?:european|african) (?:commission|parliament|union|council)|(?:supreme |"
    r"constitutional |high )?court|tribunal|banque mondiale|fmi|fonds monétaire international|nations unies|"
    r"onu|conseil de sécurité|(?:commission|union) (?:européenne|africaine)|cour (?:suprême|"
    r"constitutionnelle))",
    re.IGNORECASE,
)
SAID_THAT = re.compile(
    r" (?:has |have |had |a |ont )?\w+(?:ed|said|told|é) (?:that|qu(?:e |'))[^,;]*$", re.IGNORECASE
)
# "The school year will begin on 1 September": what the calendar or a law has, and nobody promises.
OF_CALENDAR = re.compile(
    r"(?:the |l'|la |le |les |l’)?(?:(?:new|next|coming|nouve\w+|prochaine?s?) )?(?:"
    r"(?:[\w-]+ ){0,2}(?:year|season|semester|elections?|law|code|act|decree|budget|referendum|presidency|"
    r"ramadan)|(?:année|saison|semestre|rentrée|exercice|législature|élections?|scrutin|loi|code|décret|"
    r"règlement|budget|référendum|présidence|ramadan)(?: (?!qui\b|que\b)[\w'’-]+){0,5})",
    re.IGNORECASE,
)
# "Asked whether the base would be vacated by May": what is only a question.
ASKED_WHETHER = re.compile(
    r"\b(?:wonder\w*|ask\w*|question\w*|doubt\w*|unsure|unclear|uncertain)(?: \w+)? (?:whether|if)\b[^;]*$"
    r"|\b(?:demand\w+|interrog\w+|ignor\w+|savoir|doute\w*|incertain\w*) (?:si |s'il)[^;]*$",
    re.IGNORECASE,
)
NOTED_HOPE = re.compile(
    r"\bnot(?:ed|es|ing) (?:the|an?|its|their) (?:\w+ )?(?:hope|wish|expectation|view|opinion|estimate|"
    r"forecast)s?\b"
)
BEGINS = re.compile(
    r"(?:will |shall |would |is (?:to|due to|scheduled to) |are (?:to|due to|scheduled to) )?(?:begin|start|"
    r"open|end|enter into|come into|take effect|be held|take place|expire|débuter|commencer|s'ouvrir|"
    r"s'achèver|entrer|prendra effet|se tiendr|aur\w+ lieu|expirer)",
    re.IGNORECASE,
)


def is_nobodys(plain: str, found: Found, cast: Participants) -> bool:
    """Return whether a thing happens by itself: as a source says, or as the calendar and the law have it."""
    subject = plain[slice(*(found.doer.place or (0, 0)))].strip(" ,")
    if found.doer.side is None and OF_WORLD.fullmatch(subject):
        return True
    if GIVEN_UP.search(plain):
        return True
    decided = OTHERS_DECISION.search(plain)
    if decided and not cast.sides_in(decided["who"]):
        return True
    if found.doer.role is Role.PARTY:
        return False
    if ASKED_WHETHER.search(plain, 0, found.verb[0]) or _world_says(plain, found):
        return True
    if NOTED_HOPE.search(plain, 0, found.verb[0]):
        return True
    if found.act is Act.SCHEDULED and KNOWN.search(plain, 0, found.verb[0]):
        return True
    subject = plain[: found.verb[0]].strip(" ,")
    begins = BEGINS.match(plain, found.verb[0]) is not None
    if begins and OF_CALENDAR.fullmatch(subject):
        return True
    # What experts of one side say, that side says.
    said = HEARSAY.search(plain)
    is_firm = said is not None and re.match(FIRMS, said[0], re.IGNORECASE) is not None
    return said is not None and not (is_firm and cast.sides_in(plain[: said.end()]))


def _world_says(plain: str, found: Found) -> bool:
    """Return whether what is told is said by somebody of neither side: "the World Bank announced that"."""
    who = OF_WORLD.match(plain)
    return who is not None and SAID_THAT.match(plain, who.end(), found.verb[0]) is not None


# "Promised that the reply would reach Port Elm by May".
THAT_NEXT = re.compile(r" that\b")


def without_repeated(plain: str, tracked: list[Undertaking]) -> list[Undertaking]:
    """Drop a promise whose words are an undertaking of their own: "promised that Ruritania would send"."""
    kept: list[Undertaking] = []
    for one in tracked:
        last = kept[-1] if kept else None
        is_same = last is not None and last.kind == one.kind and one.side in (last.side, None)
        if last and is_same and THAT_NEXT.match(plain, last.found.verb[1]):
            kept[-1] = replace(one, side=last.side)
        else:
            kept.append(one)
    return kept


# "The Minister agreed that a team would travel": his own side's team.
AGREED_THAT = re.compile(r"\bagreed that [^,;]*$|\bconven\w+ qu(?:e |')[^,;]*$")


def with_agreeing(
    plain: str, one: Undertaking | None, grammar: Grammar, memory: Memory
) -> Undertaking | None:
    """Return what somebody agreed that a body without a country will do as of those who agreed."""
    if one is None or one.found.doer.role is Role.PARTY or one.side not in (None, "joint"):
        return one
    said = AGREED_THAT.search(plain, 0, one.found.verb[0])
    is_meeting = said is not None and (JOINT_BODY.search(said[0]) or grammar.meetings.search(said[0]))
    return one if said is None or is_meeting or memory.lead is None else replace(one, side=memory.lead)


def agent_of(
    after: str, cast: Participants, grammar: Grammar, teller: OwnerSide | None = None
) -> OwnerSide | None:
    """Return who acts in a passive: the side named with "by", else the reporting side, else that of the
    text.
    """
    by = grammar.by.search(after)
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
