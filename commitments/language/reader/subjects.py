"""Subjects of the future that no table has: persons and bodies by name, "it", and a speaker who says "I"."""

import re
from dataclasses import replace

from commitments.enums import OutcomeKind
from commitments.language.reader.actors import ActorMention, Found, Memory, Role, Undertaking
from commitments.language.reader.companies import is_organisation
from commitments.language.reader.forms.authors import agencies_in
from commitments.language.reader.forms.reports import OWN_OFFICE, SHORT, side_in_report
from commitments.language.reader.grammar import QUIET, Act, Grammar, OwnerSide, Place
from commitments.language.reader.participants import BOTH, THIRD, Participants, find_opposite, owner_of

JOINTLY = re.compile(r".{0,60}\b(?:joint(?:ly)?|together)\b")
# What nobody but an office does: "It will designate its experts".
HUMAN = re.compile(
    r"(?:\w+ly |also |then |in turn )?(?:approve|adopt|draft|draw up|prepare|elect|examine|review|consult|"
    r"meet|visit|designate|nominate|appoint|inform|notify|circulate|transmit|submit|send|forward|host|"
    r"convene|issue|revert|respond|reply|confirm|invite|dispatch|communicate|table|furnish|hand over|"
    r"return)\b"
)
# For whom something is done: "vous répondra", "nous fournit"; not "nous enverrons", whose subject it is.
FOR_WHOM = re.compile(
    r"(?:(?:doi\w+|va|vont) (?:(?!nous|vous)\w+ )?)?(?:(?P<you>vous (?!\w+ez\b)|te |"
    r"t')|(?:nous (?!\w+ons\b)|me |m'))"
)
# Whom a French text asks or binds together.
BOTH_PARTIES = re.compile(
    r"\b(?:aux|les|des) (?:deux )?(?:Parties|parties|côtés|pays|délégations|gouvernements)\b"
)
# Of whom a sentence speaks: "De notre côté, l'agence publiera", "Côté coréen, le ministère".
APART = re.compile(
    r"\W*(?:(?:(?:de|du|en ce qui concerne) (?P<own>notre|nos|mon)|de (?:votre|vos|ton)) côté|pour "
    r"(?:(?P<own2>notre|ma)|votre|ta) "
    r"part|(?:du )?côté (?P<side>[^,;:]{3,30}))\s?[,:]",
    re.IGNORECASE,
)
SECRETARIAT = re.compile(
    r"\b(?:secretariat|co-?chairs?|experts|focal points?|working group|committee)\s*$", re.IGNORECASE
)
# A person by name alone, in a list of actions or an email: "P. Halvik will chase the bank".
PERSON = re.compile(
    r"(?:(?:Mr|Ms|Mrs|Dr|Prof|Mme|Amb)\.? )?(?:[A-Z]\.[ -]?){0,2}[A-Z][\w'’-]+"
    r"(?: (?:[A-Z]\. )?[A-Z][\w'’-]+){0,2}(?: \([^)]*\))?"
)
# "Skeyes formera": in French a name alone, which no noun is without its article.
BARE_NAME = re.compile(
    r"(?!(?:Cel(?:a|ui|le)s?|Ce(?:ci)?|Ceux|Tou[st]|Toute?s?|Rien|Nul|Personne|Certaine?s?|Plusieurs|"
    r"Beaucoup|Aucune?|Autre|Lequel|Qui|Noël|Dieu|Cette|Ils?|Elles?|Tel(?:le)?|Demain|Ensuite|Enfin|"
    r"Puis)\b)[A-ZÀ-Ý][a-zà-ÿA-Z]{2,}"
)
TITLED_PERSON = re.compile(r"(?:Mr|Ms|Mrs|Dr|Prof|Mme|Amb)\b|[A-Z]\. ?[A-Z]")
# "We should be able to confirm the sum next week".
ABLE = re.compile(r" ?(?:be able to|be in a position to|have (?:the|an?|it|this|our)\b)")
NEEDS = re.compile(r"needs? to\b", re.IGNORECASE)
ABROAD_IN = re.compile(r"\b(?:in|au|en|aux|à) (?P<who>(?:the )?[A-ZÀ-Ý][\w'’-]*(?: [A-ZÀ-Ý][\w'’-]*)?)")
# What a mechanism brings about: "the dialogue will strengthen".
EFFECTS = re.compile(
    r"(?:\w+ly |also |further )?(?:strengthen|allow|ensure|enable|help|promote|deepen|boost|increase|"
    r"create|serve|foster|bring|enhance|improve|encourage|lead|benefit|support|contribute|cover|focus|"
    r"build|advance|transform)\b"
)
# To whom something is given: "shall share the list with MOFA".
RECEIVER = re.compile(
    r"\b(?:to|with|for) (?:the )?(?P<who>[A-Z][\w'-]*(?: (?:side|[A-Z][\w'-]*))?)(?! will\b)"
)
HANDED = re.compile(
    r" (?:\w+ly |also )?be (?:\w+ly )?(?:handed|sent|transmitted|provided|given|delivered|submitted|"
    r"returned|supplied|"
    r"forwarded|communicated|made available)\b"
)
# "Adressera au ministère ruritanien de l'Agriculture le questionnaire": to whom a French subject gives.
FRENCH_RECEIVER = re.compile(
    r"(?<![\w-])(?:à (?:la |l'|son |sa |leur )?|aux? |auprès (?:de la |de l'|du |des |d'|"
    r"de ))(?P<who>(?:(?:parti|minist|ambassad|gouvern|autorit|délégation|côté|homologue|administration|"
    r"agence|direction|services?|douane|police|banque|secrétar|présiden|institut|centre|office|bureau|"
    r"université)[\w-]*|[A-ZÀ-Ý][\w'’-]*)(?: (?!(?:le|la|les|un|une|son|sa|ses|leurs?|d'ici|avant|dans|à|au|"
    r"en|pour|par|dès|sous|lors|afin|sur|tout\w*|deux|trois|chaque|\d+)\b)[\w'’-]+){0,7})"
)
# "Reply to the query of the Ruritanian side", "send the Ruritanian embassy the list".
GIVEN = re.compile(
    r" ?(?:\w+ly |also )?(?:send|give|provide|grant|show|offer|lend|hand|pay|let|answer|inform|notify|"
    r"brief|furnish)"
    r"(?: (?:to|with))? (?P<who>(?:the )?(?:[A-Z][\w'’-]*|of|the|at|side|authorities|government|ministry|"
    r"embassy)"
    r"(?: (?:[A-Z][\w'’-]*|of|the|at|side|authorities|government|ministry|embassy))*)"
    r"|.{3,80}? (?:to|answer) (?:the )?(?:\w+ )?(?:quer(?:y|ies)|questions?|requests?|letters?|notes?|"
    r"proposals?|comments)"
    r" (?:of|from|by) (?P<whose>the [A-Z][\w'’-]*)"
)
TOGETHER = re.compile(
    r"\b(?:together|jointly|side by side|our two|ensemble|en commun|conjoint\w*|de concert|mixtes?|"
    r"you and (?:I|me)|vous et moi)\b",
    re.I,
)
OURS_TOGETHER = re.compile(r"(?:our|nos) \w+s\b[\w' -]*", re.IGNORECASE)
# What two sides have together, whatever it is called.
JOINT_BODY = re.compile(
    r"\b(?:[Jj]oint [\w -]+|(?:[Ww]orking|[Ss]teering|[Tt]ask|[Cc]ontact|[Ll]iaison|[Mm]onitoring|[Mm]ixed) "
    r"(?:[Ss]ub-?)?(?:[Gg]roup|[Cc]ommittee|[Ff]orce|[Cc]ommission)|[Cc]ommission|[Cc]ontrol [Gg]roup|"
    r"[Cc]ustoms [Bb]odies|[Cc]o-?[Cc]hair|[Mm]ixed [Tt]eam|(?:[Ss]ub-?)?[Cc]ommittee|[Dd]ialogue|"
    r"[Cc]onsultations"
    r"|(?:[Nn]ext|\d{1,2}(?:st|nd|rd|th)|[A-Z]?\w+(?:th|first|second|third)) (?:[\w-]+ )?(?:[Mm]eeting|"
    r"[Ss]ession|[Rr]ound))s?"
    r"(?=\s*$|,| composed | of | on | for | with | consisting | made up )"
)
PERSONS_OF_LETTER = re.compile(r"\b(?:(?P<own>us|me|our|my)|your|you)\b")
# "Will exchange revised offers": right behind a verb it is a noun.
PLURAL = re.compile(r"(?:offers|notes|requests|plans|pledges|proposals|promises|commits)", re.IGNORECASE)
# "Enverra la liste quand le bac passera au port".
WHEN = re.compile(r"\w {1,2}(?:quand|lorsque|lorsqu') ?[^,;:]*$")
OBJECT_OF = re.compile(
    r"\b(?:will|shall|would|to|and) (?:\w+ly |also )?(?!the\b)[a-z]+ (?:(?:the|their|its|all|further|"
    r"new|formal|\w+ed) )?$"
)
# What a speaker says of the speech itself: "I will be brief".
I_SAY = re.compile(r"(?:I|[Ww]e)\W*$")
SPEAKING = re.compile(
    r"(?:\w+ly |also |now |then |just |only )?(?:try|end|close|conclude|stop|begin|start by|finish|speak|"
    r"say|mention|touch|tell|quote|recall|repeat|leave|turn|limit|confine|dwell|not|never|always|remember|"
    r"keep (?:it|this|my)|take (?:\w+ |a few )?questions|come to|come back|return to|share (?:with you |a |"
    r"one |some |my )|make (?:a few|"
    r"two|three|one) (?:points?|remarks))\b"
)

# A meeting of both, and not the visit of one.
OF_ONE = re.compile(r"\b(?:visits?|missions?|trips?)\b", re.IGNORECASE)
# A numbered or the next meeting of the two, in whose name nobody else acts.
JOINT_MEETING = re.compile(
    r"\b(?:next|following|\d{1,3}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|"
    r"tenth) (?:[\w-]+ ){0,4}(?:meeting|session|round|consultations|dialogue|talks)\b(?! of (?:ASEAN|"
    r"the UN))",
    re.IGNORECASE,
)
WHICH_THEY = re.compile(r"\b(?:which|whom) (?:the )?(?:[\w'-]+ ){1,6}$")
PLANS = re.compile(r"(?:intend|plan|aim|seek|hope|want|wish|expect|mean|mean[st])s?\b")
# "Will respect the truce agreed for May": agreed before.
AGREED_FOR = re.compile(r"agreed(?: \w+ly)? (?:on|upon|in|for|to)")
NEW_CLAUSE = re.compile(r"[,;:]|\b(?:and|but|that|who|which|or)\b")

# "A mutual commitment to fighting fraud" is both sides' view, and no deed of either.
MUTUAL = re.compile(r"(?<!\w)(?:mutual|shared|common|commune?s?|mutuel(?:le)?s?|partagée?s?)(?!\w)")
# "Du rapport qui sera remis": the noun is known.
KNOWN_NOUN = re.compile(r"\b(?:du|de la|de l'|le|la|les|des|au|aux|l') ?[\w'-]+(?: [\w'-]+){0,3} qui$")
# What stands between a verb and the next one of another deed.
JOINS_VERBS = re.compile(r"[,;:()]|\b(?:and|but|then|that|who|which|et|ou|mais|puis|qui|que)\b|qu'| - ")
PAST_ACTS = (Act.UNDERTAKE, Act.AFFIRM, Act.OFFER, Act.ASK, Act.ASKED, Act.BID, Act.INSTRUCT)
THAT = re.compile(r"\s*(?:that\b|que\b|qu')")
# "Took note that the parliament would vote": told to somebody, and promised to nobody.
TAKEN_NOTE = re.compile(
    r"(?:took|takes?|taken|taking) note|(?:ont|a) pris (?:acte|note)|prennent? (?:acte|note)", re.I
)
# What a letter proposes that only both can do: "propose that our teams meet", "concurs with the proposal to
# convene".
PROPOSES = re.compile(r"(?:[\w']+ ){0,3}?(?:propos|suggest|suggèr|concur)\w*", re.IGNORECASE)
BOTH_MEET = re.compile(
    r"\b(?:our (?:two |technical |respective )?(?:teams|experts|sides|ministers|services|delegations|"
    r"officials)|(?:of|from) (?:each|both) (?:country|countries|side|sides|party|parties)|nos (?:deux "
    r")?(?:équipes|experts|services|ministres|délégations)|we (?:meet|hold|convene)|(?:propos|suggest|"
    r"concur)\w*\b.{0,60}?\b(?:consultations?|meetings?|sessions?|talks|round|working group|dialogue|"
    r"commission|réunion|rencontre|groupe de travail|comité)\b.{0,60}?\b(?:be held|take place|meet|be "
    r"convened|se tien|a(?:it|ient) lieu|se réuni)|(?:to|de) (?:convene|hold|tenir|réunir|convoquer) )",
    re.IGNORECASE,
)
# What may stand between "recalled that" and who did it: "in 2019".
RETOLD_WITHIN = 40
# "They recalled the visit at which": what follows was done there.
AT_WHICH = re.compile(r"[^,;]{3,160} (?:during|at|on|in) which (?:the )?$")
# "Notes with satisfaction that the talks were concluded and that": both are told.
AND_THAT = re.compile(r"(?: with \w+(?: \w+)?)? that [^;]{5,200} and that (?:the )?")
# What was agreed before the meeting: "Ruritania, which recently agreed to".
EARLIER = re.compile(r"(?<!\bour )(?<!\bthe )(?<!\btheir )\b(?:recently|previously|already|earlier)\s+$")
# The object of a clause that only tells: "the plan which both announced".
OBJECT = re.compile(r"(?:which|whom)\s")

# A ministry without its country, or letters: whoever speaks of it means one of its own.
OFFICE = re.compile(
    r"(?:the )?(?:(?:(?:competent|relevant|line) |(?:(?-i:[A-Z])[\w'-]* ){1,4})?(?:ministry|department|"
    r"agency|authority|service|directorate|office|bureau|secretariat)\b.{0,80}|(?-i:[A-Z]{2,8}))|(?:la |"
    r"les? |l')(?:ministère|agence|autorités?|services?|direction|office|bureau|secrétariat|parquet|"
    r"tribunal|police|gendarmerie|préfecture|banque|institut|caisse|fonds|ambassade|consulat|douanes?|"
    r"administration|université|gouvernement|parlement|sénat|assemblée|marine|armée|régie|société|port|"
    r"hôpital|centre|laboratoire|(?-i:[A-Z]{2,8}))\b.{0,80}",
    re.IGNORECASE,
)


def does_by_name(
    plain: str, doer: ActorMention, after: str, cast: Participants, grammar: Grammar, memory: Memory
) -> bool:
    """Return whether a subject that no table has acts: a person by name, or "it" that appoints."""
    if doer.role is not Role.THING or doer.place is None:
        return False
    words = plain[slice(*doer.place)]
    if grammar.code == "fr" and BARE_NAME.fullmatch(words.strip()):
        return True
    if words.strip() == "It":
        return HUMAN.match(after) is not None
    is_deed = grammar.verbs.match(after) is not None and EFFECTS.match(after) is None
    return is_deed and _is_person(words, cast, memory)


def speaks_of_speech(plain: str, doer: ActorMention, after: str, cast: Participants) -> bool:
    """Return whether a speaker only says what he will say: "I will be brief"."""
    if not cast.is_speech or doer.role is not Role.PARTY or doer.place is None:
        return False
    return I_SAY.match(plain[slice(*doer.place)]) is not None and SPEAKING.match(after) is not None


def is_named_body(plain: str, doer: ActorMention) -> bool:
    """Return whether a subject is a body by its own name, and no body of both."""
    return doer.role is Role.BODY and doer.place is not None and is_organisation(plain[slice(*doer.place)])


def find_charged_side(verb: str, cast: Participants) -> OwnerSide | None:
    """Return whom both set to work where it is one side's own: "tasked the Ruritanian Water Board with"."""
    named = cast.sides_in(verb) - {THIRD} or agencies_in(verb, cast)
    if BOTH_PARTIES.search(verb):
        return "joint"
    named = named or {side for word in verb.split() if (side := cast.seats.get(word.strip(" .,;()"))) in BOTH}
    return owner_of(named) if len(named) == 1 else None


def find_agent(plain: str, found: Found, cast: Participants, grammar: Grammar) -> OwnerSide | None:
    """Return who does what French says is done: "est dispensée par le Maroc", "est à la charge du Maroc"."""
    by = grammar.by.search(plain, found.verb[0]) if grammar.code == "fr" else None
    return find_charged_side(by["who"], cast) if by else None


def _is_passive(plain: str, found: Found) -> bool:
    return plain.startswith(("sera ", "seront "), found.verb[0])


def _find_side_by_object(plain: str, found: Found, cast: Participants) -> OwnerSide | None:
    """Return who acts in a letter or a speech by whom it is for: "le ministre vous répondra"."""
    # "Il vous sera adressé": the pronoun stands before the verb.
    before = next((word for word in ("vous ", "nous ") if plain.endswith(word, 0, found.verb[0])), "")
    is_passive = _is_passive(plain, found)
    at = found.verb[0] - (len(before) if is_passive else 0)
    subject = plain[slice(*found.doer.place)].strip(" ,") if found.doer.place else ""
    acts = found.doer.role in (Role.PARTY, Role.BODY) or (cast.is_letter and BARE_NAME.fullmatch(subject))
    given = FOR_WHOM.match(plain, at) or APART.match(plain)
    if given is None or not (is_passive or acts):
        return None
    if given.re is APART and given["side"]:
        return owner_of(cast.sides_in(given["side"]) - {THIRD})
    if cast.writer is None:
        return None
    is_own = bool(given["you"] if given.re is FOR_WHOM else given["own"] or given["own2"])
    return cast.writer if is_own else find_opposite(cast.writer)


def with_side_of_object(plain: str, found: Found, cast: Participants, grammar: Grammar) -> Found:
    """Return a verb phrase with the side of its subject: in French by the object, in a treaty both."""
    is_for = _is_passive(plain, found) and plain.endswith(("vous ", "nous "), 0, found.verb[0])
    is_open = grammar.code == "fr" and (found.doer.side is None or is_for)
    side = _find_side_by_object(plain, found, cast) if is_open else None
    if side:
        # "Il vous sera adressé": a thing, and who sees to it.
        role = Role.THING if _is_passive(plain, found) else Role.PARTY
        return replace(found, doer=replace(found.doer, role=role, side=side))
    is_of_treaty = cast.is_treaty and found.doer.role is Role.PARTY and found.doer.side is None
    return replace(found, doer=replace(found.doer, side="joint")) if is_of_treaty else found


def _is_person(words: str, cast: Participants, memory: Memory) -> bool:
    """Return whether a subject is a person by name, of a side that the text does not name."""
    plain = words.strip(" ,")
    if PERSON.fullmatch(plain) is None:
        return False
    return TITLED_PERSON.match(plain) is not None or memory.is_task or cast.is_letter


def side_of_giver(after: str, cast: Participants) -> OwnerSide | None:
    """Return who acts where only who receives is of a known side: "shall share the list with MOFA"."""
    together = JOINTLY.match(after)
    receiver = RECEIVER.search(after) or FRENCH_RECEIVER.search(after)
    if receiver is None:
        return "joint" if together else None
    who = receiver["who"].strip()
    side = owner_of(cast.sides_in(who) - {THIRD}) or cast.agency(who) or cast.seats.get(who.split(" ")[0])
    return find_opposite(owner_of([side]) or "joint") if side in ("ours", "theirs") else None


def with_giver(plain: str, one: Undertaking, cast: Participants) -> Undertaking:
    """Return what a side without a name owes as that of the one who does not receive it."""
    doer = one.found.doer
    subject = plain[slice(*doer.place)] if doer.place else ""
    if doer.role is Role.BODY and "Joint " in subject:
        return replace(one, side="joint") if cast.names_each else one
    if one.side is None and cast.common in ("ours", "theirs"):
        # A note of a ministry to its own people.
        return replace(one, side=cast.common)
    if cast.is_letter and one.side and PROPOSES.match(plain, one.found.verb[0]) and BOTH_MEET.search(plain):
        return replace(one, side="joint")
    if one.side or one.is_weak or one.kind is not OutcomeKind.COMMITMENT:
        return one
    if JOINTLY.match(plain, *one.found.region) and re.search(r"[a-zA-Z]+ and [A-Z]", subject):
        # "SG and DPSU are going to test it together."
        return replace(one, side="joint")
    if JOINTLY.match(plain, one.found.verb[0]) and doer.role is not Role.PARTY and cast.names_each:
        return replace(one, side="joint")
    is_joint = doer.role is Role.BODY and JOINT_BODY.search(subject) is not None and cast.names_each
    if is_joint and not cast.is_letter:
        return replace(one, side="joint")
    is_someone = doer.role is Role.PARTY or (doer.role is Role.BODY and is_named_body(plain, doer))
    after = plain[one.found.verb[1] : one.found.region[1]]
    is_handed = HANDED.match(plain, one.found.verb[1]) is not None
    side = _side_not_receiving(after, cast) if is_someone or is_handed else None
    return replace(one, side=side) if side else one


def _side_not_receiving(after: str, cast: Participants) -> OwnerSide | None:
    """Return who acts where only one receives: "send us the list", "answer the Ruritanian query"."""
    if cast.writer and (person := PERSONS_OF_LETTER.search(after)):
        return find_opposite(cast.writer) if person["own"] else cast.writer
    given = GIVEN.match(after)
    side = owner_of(cast.sides_in(given["who"] or given["whose"]) - {THIRD}) if given else None
    return find_opposite(side) if side in ("ours", "theirs") else side_of_giver(after, cast)


def is_together(plain: str, found: Found, grammar: Grammar) -> bool:
    """Return whether "we" are the writer and his readers: "together we will", "we will meet again"."""
    subject = plain[slice(*(found.doer.place or (0, 0)))].rstrip(" ,")
    if not grammar.we.search(subject) and not OURS_TOGETHER.fullmatch(subject):
        return False
    after = plain[found.verb[1] : found.region[1]]
    return (
        grammar.mutual.match(after.lstrip()) is not None
        or grammar.mutual.match(plain, found.verb[0]) is not None
        or TOGETHER.search(plain, found.region[0], found.region[1]) is not None
    )


def is_of_both(one: Undertaking, cast: Participants) -> bool:
    """Return whether both sides undertake something together, in a text that is not one's own words."""
    is_open = cast.common is None and not (cast.writer and cast.is_speech)
    return is_open and one.kind is OutcomeKind.COMMITMENT and one.side == "joint"


def is_joint_meeting(plain: str, found: Found) -> bool:
    """Return whether a numbered or the next meeting is to take place, and not a visit."""
    before = plain[: found.verb[0]]
    return JOINT_MEETING.search(before) is not None and not OF_ONE.search(before)


def is_done(plain: str, found: Found, after: str, grammar: Grammar) -> bool:
    """Return whether something is done to the subject; in French the verb itself shows it: "sera envoyé"."""
    if grammar.code != "fr":
        return grammar.done.match(after) is not None
    is_passive = plain.startswith(("ser", "y ser"), found.verb[0]) and grammar.done.match(after) is not None
    return is_passive or grammar.undergone.match(plain, found.verb[0]) is not None


def is_told_of_noun(plain: str, found: Found, grammar: Grammar) -> bool:
    """Return whether French only describes a noun: "les infirmiers qui travailleront dans les hôpitaux"."""
    is_relative = (
        grammar.code == "fr" and grammar.relative.search(plain[: found.verb[0]].rstrip()) is not None
    )
    is_known = KNOWN_NOUN.search(plain[: found.verb[0]].rstrip()) is not None
    return is_relative and (is_known or not plain.startswith(("sera", "seront"), found.verb[0]))


# "Noted that Ruritania is planning to open a port".
NOTED_THAT = re.compile(
    r"\b(?:not(?:ed|es|ing)|took note|takes note|was informed|heard|learned) that "
    r"(?!(?:both|the two|they|each)\b)[^;]*$",
    re.IGNORECASE,
)
PLANNING = re.compile(
    r"(?:is|are|was|were) (?:planning|aiming|seeking|intending|hoping|preparing)\b|"
    r"(?:plan|intend|aim|hope)(?:s|ed)?\b"
)


def is_plan_told_of(plain: str, start: int) -> bool:
    """Return whether a plan is only told of: "the line which Ruritania intends to build"."""
    if NOTED_THAT.search(plain, 0, start) and PLANNING.match(plain, start):
        return True
    return PLANS.match(plain, start) is not None and WHICH_THEY.search(plain[:start]) is not None


def is_agreed_before(plain: str, verb: Place, future: list[int]) -> bool:
    """Return whether "agreed" describes a noun behind a future that ends at one of these places."""
    before = [end for end in future if end < verb[0]]
    is_participle = AGREED_FOR.fullmatch(plain, *verb) is not None
    return bool(before) and is_participle and NEW_CLAUSE.search(plain, before[-1], verb[0]) is None


def is_earlier(plain: str, act: Act, doer: ActorMention, start: int) -> bool:
    """Return whether an action is reported as done before: "recently agreed", "which they announced"."""
    is_object = doer.place is not None and OBJECT.match(plain, doer.place[0]) is not None
    return act in PAST_ACTS and (is_object or EARLIER.search(plain[:start]) is not None)


def is_retold(plain: str, act: Act, doer: ActorMention, before: tuple[Act, int, int] | None) -> bool:
    """Return whether an action is only narrated, after "noted that" or "recalled the visit at which"."""
    if before is None or before[0] not in QUIET or doer.place is None:
        return False
    if act not in PAST_ACTS:
        return TAKEN_NOTE.match(plain, before[1]) is not None and THAT.match(plain, before[2]) is not None
    gap = doer.place[0] - before[2]
    if AT_WHICH.fullmatch(plain, before[2], max(before[2], doer.place[0])):
        return True
    if gap > 0 and AND_THAT.fullmatch(plain, before[2], doer.place[0]):
        return True
    return 0 <= gap <= len(" that the ") or (
        0 <= gap <= RETOLD_WITHIN and THAT.match(plain, before[2]) is not None
    )


def teller_of_office(
    plain: str, found: Found, cast: Participants, grammar: Grammar, memory: Memory
) -> OwnerSide | None:
    """Return the one side that says what a ministry without a country will do, which is its own.

    In a letter it is the writer.
    """
    place = found.doer.place
    if place is None or not (
        OFFICE.fullmatch(plain[slice(*place)].strip(" ,")) or is_named_body(plain, found.doer)
    ):
        return None
    before = plain[: place[0]]
    is_told = memory.lead in ("ours", "theirs") and grammar.reported.search(before)
    return memory.lead if is_told else cast.writer if cast.is_letter or cast.is_speech else None


def with_side_in_report(plain: str, doer: ActorMention, cast: Participants) -> ActorMention:
    """Return somebody without a country in a report of a talk with a side: an office, or letters ("VM")."""
    if cast.own_offices is None or doer.place is None:
        return doer
    subject = plain[slice(*doer.place)].strip(" ,")
    if subject in ("He", "She", "he", "she") and cast.writer:
        # Of whom a report tells without a name is whom its writer met.
        return replace(doer, role=Role.PARTY, side=find_opposite(cast.writer))
    if doer.side:
        return doer
    is_office = doer.role is Role.PARTY or SHORT.fullmatch(subject) is not None
    is_office |= doer.role is Role.THING and OWN_OFFICE.fullmatch(subject) is not None
    return replace(doer, role=Role.PARTY, side=side_in_report(subject, cast)) if is_office else doer


def is_seen_by_others(plain: str, found: Found) -> bool:
    """Return whether a meeting or a report, and not a side itself, states what the two have in common."""
    is_side = found.doer.role in (Role.PARTY, Role.THIRD)
    return not is_side and MUTUAL.search(plain[slice(*found.verb)]) is not None


def is_told_again(plain: str, found: Found, grammar: Grammar) -> bool:
    """Return whether a meeting that is only welcomed is told of: "to be held", "qui aura lieu"."""
    is_relative = (
        grammar.code == "fr" and grammar.relative.search(plain[: found.verb[0]].rstrip()) is not None
    )
    return plain.startswith("to be ", found.verb[0]) or (is_relative and found.act is Act.SCHEDULED)


def is_noun_behind(plain: str, hit: tuple[Act, int, int], hits: list[tuple[Act, int, int]]) -> bool:
    """Return whether what looks like a verb in the present is no verb: "enverra la liste complète".

    Nothing joins it to the verb before it.
    """
    before = [end for _act, _start, end in hits if end <= hit[1]]
    return bool(before) and JOINS_VERBS.search(plain, max(before), hit[1]) is None


def is_object(plain: str, found: re.Match[str]) -> bool:
    """Return whether what looks like a verb is the object of one before it, or says when that is done."""
    is_noun = PLURAL.fullmatch(found[0]) is not None and OBJECT_OF.search(plain, 0, found.start()) is not None
    return is_noun or WHEN.search(plain, 0, found.start()) is not None
