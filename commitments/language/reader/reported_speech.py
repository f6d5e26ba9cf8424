"""Reported speech: what a speaker says that others do, and whose promise such a sentence is."""

import re
from dataclasses import replace

from commitments.language.reader.actors import Found, Memory, Role, Undertaking
from commitments.language.reader.grammar import Act, Grammar, Place
from commitments.language.reader.participants import Participants
from commitments.language.reader.subjects import JOINT_BODY

# "According to the study, the quay would be finished in May": what a source says and no side.
FIRMS = (
    r"(?:company|companies|firms?|contractors?|operators?|developers?|consultants?|builders?|manufacturers?|"
    r"consortium|experts?|analysts?|economists?|newspapers?|press|media|société|entreprises?|promoteur|"
    r"opérateur|exploitant|constructeur|analystes|économistes|journal|presse)"
)
HEARSAY = re.compile(
    r"(?:^\W*|, |\b)(?:according to|as reported by|selon|d['’]après|à en croire|aux? dires? d[eu'’]|"
    r"de source) ?(?!(?:[\w'’-]+ ){0,3}?(?:terms|provisions|article|schedule|agreement|programme|plan|"
    r"procedures?|law|needs?|annex|termes|modalités|dispositions|calendrier|accord|règles|procédures?|"
    r"besoins?|loi|annexe)\b"
    rf"(?! [^,;]{{0,20}}\b{FIRMS}\b))"
    r"|(?:press|media) reports"
    rf"|\b{FIRMS}\b[^,;.]{{0,40}}? (?:said|says|stated|announced|told|expects?|"
    rf"expected|estimates?|"
    r"estimated|believes?|reported|indicated|(?:a|ont) (?:indiqué|déclaré|annoncé|estimé|affirmé|prévu)|"
    r"estime(?:nt)?|prévoi(?:t|ent)|table(?:nt)?)\b",
    re.IGNORECASE,
)
# "Rumour has it", "according to the press", '"We shall finish by May," said the mayor': of no government.
GOSSIP = re.compile(
    r"\b(?:according to|as reported (?:by|in)) [^,;]{0,40}\b(?:press|newspapers?|media|daily|gazette|"
    r"courier|rumou?rs?|gossip|analysts?|observers|blogs?)\b|"
    r"\b(?:rumou?r|gossip|hearsay) (?:has it|says|is)\b|\brumou?red\b",
    re.IGNORECASE,
)
PRIVATE_PERSON = re.compile(
    r"\b(?:mayors?|councillors?|chief executives?|CEO|contractors?|analysts?|professors?|columnists?|"
    r"residents?|opposition|trade unions?|campaigners?|farmers?|fisherm[ae]n|bishops?|shipowners?|"
    r"headmasters?|newspapers?|billboards?|posters?|banners?)\b",
    re.IGNORECASE,
)
# "I was glad to learn that your Congress will debate it": what the writer only heard.
HEARD = re.compile(
    r"\b(?:glad|pleased|happy|delighted|sorry|interested|saddened|surprised|intrigued|relieved) to (?:learn|"
    r"hear|read|see|note)\b[^;]*$",
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
    r"(?:onu|ocde|oms|omc|oit|fao|aiea|otan|osce|cedeao|uemoa|unesco|oif|fida|bad|cicr|hcr|pnud)|"
    r"conseil de sécurité|(?:commission|union) (?:européenne|africaine)|cour (?:suprême|"
    r"constitutionnelle))",
    re.IGNORECASE,
)
# "An earlier undertaking to lift the ban by May has been withdrawn": what is no longer owed.
GIVEN_UP = re.compile(
    r"\b(?:undertaking|commitment|pledge|promise|engagement|promesse)\b[^.;]* (?:has|have|had|was|were|is|"
    r"a été|est|avait été|fut) (?:now |since |been |depuis |désormais )*(?:withdrawn|cancelled|superseded|"
    r"dropped|revoked|fulfilled|retirée?|annulée?|remplacée?|abandonnée?|révoquée?|tenue?)\b",
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
# "Who told the press that the coal would come by May?": what one only asks.
WHO_SAID = re.compile(
    r"^\W*(?:who|why|when|how|what)\b[^?]*\b(?:told|said|claimed|wrote|reported|announced|suggested|leaked)\b"
    r"[^?]*\?",
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
# "Noted that the elections will be held in May": an event of nobody.
NOTED = re.compile(
    r"\b(?:(?:noted|recalled|acknowledged|(?:took|take|taken) note|note (?:is|was) taken) that|"
    r"(?:pris|prend|prennent) (?:acte|note) (?:de ce )?qu|rappel\w+ qu|relevé qu)",
    re.IGNORECASE,
)
HAPPENS = re.compile(r"(?:will |shall )?(?:be held|take place)|se tien|aur(?:a|ont) lieu", re.IGNORECASE)
# « Une zone qui verrait le jour »: what would be, if it came about.
QUI_WOULD = re.compile(r"\bqui (?:[\w'-]+ ){0,2}\w+rai(?:en)?t(?: \w+)?$")


def is_nobodys(plain: str, found: Found, cast: Participants, grammar: Grammar) -> bool:
    """Return whether a thing happens by itself: as a source says, or as the calendar and the law have it."""
    if _is_noted_event(plain, found, grammar) or _is_unreal(plain, found, grammar):
        return True
    subject = plain[slice(*(found.doer.place or (0, 0)))].strip(" ,")
    if found.doer.side is None and OF_WORLD.fullmatch(subject):
        return True
    if GIVEN_UP.search(plain) or WHO_SAID.match(plain) or GOSSIP.search(plain):
        return True
    if HEARD.search(plain, 0, found.verb[0]) or _is_quoted_of_private(plain, found.verb[0]):
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
    if BEGINS.match(plain, found.verb[0]) and OF_CALENDAR.fullmatch(plain[: found.verb[0]].strip(" ,")):
        return True
    # What experts of one side say, that side says.
    said = HEARSAY.search(plain)
    is_firm = said is not None and re.match(FIRMS, said[0], re.IGNORECASE) is not None
    return said is not None and not (is_firm and cast.sides_in(plain[: said.end()]))


def _is_quoted_of_private(plain: str, at: int) -> bool:
    """Return whether a verb is quoted, and the words around the quotation name somebody of no government."""
    parts = plain.split('"')
    is_quoted = plain.count('"', 0, at) % 2 == 1
    return is_quoted and any(PRIVATE_PERSON.search(part) for part in parts[::2])


def _world_says(plain: str, found: Found) -> bool:
    """Return whether what is told is said by somebody of neither side: "the World Bank announced that"."""
    who = OF_WORLD.match(plain)
    return who is not None and SAID_THAT.match(plain, who.end(), found.verb[0]) is not None


# "Promised that the reply would reach Port Elm by May".
THAT_NEXT = re.compile(r" that\b")
PROMISED_QUE = re.compile(r"(?:assur|promi|prome|garanti|parole)[^,;.]* qu(?:e|')$")


def without_repeated(plain: str, tracked: list[Undertaking]) -> list[Undertaking]:
    """Drop a promise whose words are an undertaking of their own: "promised that Ruritania would send"."""
    kept: list[Undertaking] = []
    for one in tracked:
        last = kept[-1] if kept else None
        is_same = last is not None and last.kind == one.kind and one.side in (last.side, None)
        if last and is_same and _is_said_next(plain, last.found.verb):
            kept[-1] = replace(one, side=last.side)
        else:
            kept.append(one)
    return kept


def _is_said_next(plain: str, verb: Place) -> bool:
    return THAT_NEXT.match(plain, verb[1]) is not None or PROMISED_QUE.search(plain, *verb) is not None


# "The Minister agreed that a team would travel": his own side's team.
AGREED_THAT = re.compile(r"\bagreed that [^,;]*$|\bconven\w+ qu(?:e |')[^,;]*$")


def _is_noted_event(plain: str, found: Found, grammar: Grammar) -> bool:
    """Return whether an event of nobody is only noted: "noted that the elections will be held in May"."""
    if found.doer.role is not Role.THING or not HAPPENS.match(plain, found.verb[0]):
        return False
    return NOTED.search(plain, 0, found.verb[0]) is not None and not grammar.meetings.search(
        plain, 0, found.verb[0]
    )


def _is_unreal(plain: str, found: Found, grammar: Grammar) -> bool:
    """Return whether a clause says what would be, if it came about: « une zone qui verrait le jour »."""
    return QUI_WOULD.search(plain, 0, found.verb[1]) is not None and not grammar.reported.search(
        plain, 0, found.verb[0]
    )


def with_agreeing(
    plain: str, one: Undertaking | None, grammar: Grammar, memory: Memory
) -> Undertaking | None:
    """Return what somebody agreed that a body without a country will do as of those who agreed."""
    if one is None or one.found.doer.role is Role.PARTY or one.side not in (None, "joint"):
        return one
    said = AGREED_THAT.search(plain, 0, one.found.verb[0])
    is_meeting = said is not None and (JOINT_BODY.search(said[0]) or grammar.meetings.search(said[0]))
    return one if said is None or is_meeting or memory.lead is None else replace(one, side=memory.lead)
