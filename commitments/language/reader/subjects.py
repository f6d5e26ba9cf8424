"""Subjects of the future that no table has: persons and bodies by name, "it", and a speaker who says "I"."""

import re

from commitments.language.reader.actors import ActorMention, Memory, Role, is_organisation
from commitments.language.reader.forms.authors import agencies_in
from commitments.language.reader.grammar import Act, Grammar, OwnerSide, Place
from commitments.language.reader.participants import THIRD, Participants, find_opposite, owner_of

JOINTLY = re.compile(r".{0,60}\b(?:joint(?:ly)?|together)\b")
# What nobody but an office does: "It will designate its experts".
HUMAN = re.compile(
    r"(?:\w+ly |also |then |in turn )?(?:designate|nominate|appoint|inform|notify|circulate|transmit|"
    r"submit|send|forward|host|"
    r"convene|issue|revert|respond|reply|confirm|invite|dispatch|communicate|table|furnish|hand over|"
    r"return)\b"
)
SECRETARIAT = re.compile(
    r"\b(?:secretariat|co-?chairs?|experts|focal points?|working group|committee)\s*$", re.IGNORECASE
)
# A person by name alone, in a list of actions or an email: "P. Halvik will chase the bank".
PERSON = re.compile(
    r"(?:(?:Mr|Ms|Mrs|Dr|Prof|Mme|Amb)\.? )?(?:[A-Z]\.[ -]?){0,2}[A-Z][\w'’-]+(?: (?:[A-Z]\. "
    r")?[A-Z][\w'’-]+){0,2}(?: \([^)]*\))?"
)
TITLED_PERSON = re.compile(r"(?:Mr|Ms|Mrs|Dr|Prof|Mme|Amb)\b|[A-Z]\. ?[A-Z]")
# "We should be able to confirm the sum next week".
ABLE = re.compile(r" ?(?:be able to|be in a position to|have (?:the|an?|it|this|our)\b)")
NEEDS = re.compile(r"needs? to\b", re.IGNORECASE)
ABROAD_IN = re.compile(r"\b(?:in|au|en|aux|à) (?P<who>(?:the )?[A-ZÀ-Ý][\w'’-]*(?: [A-ZÀ-Ý][\w'’-]*)?)")
# What a mechanism brings about: "the dialogue will strengthen".
EFFECTS = re.compile(
    r"(?:\w+ly |also |further )?(?:strengthen|allow|ensure|enable|help|promote|deepen|boost|increase|"
    r"create|serve|foster|"
    r"bring|enhance|improve|encourage|lead|benefit|support|contribute|cover|focus|build|advance|transform)\b"
)
# To whom something is given: "shall share the list with MOFA".
RECEIVER = re.compile(
    r"\b(?:to|with|for) (?:the )?(?P<who>[A-Z][\w'-]*(?: (?:side|[A-Z][\w'-]*))?)(?! will\b)"
)
# What a speaker says of the speech itself: "I will be brief".
I_SAY = re.compile(r"(?:I|[Ww]e)\W*$")
SPEAKING = re.compile(
    r"(?:\w+ly |also |now |then |just |only )?(?:try|end|close|conclude|stop|begin|start by|finish|speak|"
    r"say|mention|touch|"
    r"tell|quote|recall|repeat|leave|turn|limit|confine|dwell|not|never|always|remember|keep (?:it|this|"
    r"my)|come to|come back"
    r"|return to|share (?:with you |a |one |some |my )|make (?:a few|two|three|one) (?:points?|remarks))\b"
)

WHICH_THEY = re.compile(r"\b(?:which|whom) (?:the )?(?:[\w'-]+ ){1,6}$")
PLANS = re.compile(r"(?:intend|plan|aim|seek|hope|want|wish|expect|mean|mean[st])s?\b")
# "Will respect the truce agreed for May": agreed before.
AGREED_FOR = re.compile(r"agreed(?: \w+ly)? (?:on|upon|in|for|to)")
NEW_CLAUSE = re.compile(r"[,;:]|\b(?:and|but|that|who|which|or)\b")


def does_by_name(
    plain: str, doer: ActorMention, after: str, cast: Participants, grammar: Grammar, memory: Memory
) -> bool:
    """Return whether a subject that no table has acts: a person by name, or "it" that appoints."""
    if doer.role is not Role.THING or doer.place is None:
        return False
    words = plain[slice(*doer.place)]
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
    is_body = doer.role is Role.BODY and doer.place is not None
    return is_body and doer.place is not None and is_organisation(plain[slice(*doer.place)])


def find_charged_side(verb: str, cast: Participants) -> OwnerSide | None:
    """Return whom both set to work where it is one side's own: "tasked the Ruritanian Water Board with"."""
    named = cast.sides_in(verb) - {THIRD} or agencies_in(verb, cast)
    return owner_of(named) if len(named) == 1 else None


def _is_person(words: str, cast: Participants, memory: Memory) -> bool:
    """Return whether a subject is a person by name, who is of one of the sides although the text says "
    "not of which."""
    plain = words.strip(" ,")
    if PERSON.fullmatch(plain) is None:
        return False
    return TITLED_PERSON.match(plain) is not None or memory.is_task or cast.is_letter


def side_of_giver(after: str, cast: Participants) -> OwnerSide | None:
    """Return who acts where only who receives is of a known side: "shall share the list with MOFA"."""
    together = JOINTLY.match(after)
    receiver = RECEIVER.search(after)
    if receiver is None:
        return "joint" if together else None
    side = owner_of(cast.sides_in(receiver["who"]) - {THIRD}) or cast.agency(receiver["who"].strip())
    return find_opposite(owner_of([side]) or "joint") if side in ("ours", "theirs") else None


def is_plan_told_of(plain: str, start: int) -> bool:
    """Return whether a plan is only told of: "the line which Ruritania intends to build"."""
    return PLANS.match(plain, start) is not None and WHICH_THEY.search(plain[:start]) is not None


def is_agreed_before(plain: str, verb: Place, future: list[int]) -> bool:
    """Return whether "agreed" describes a noun behind a future that ends at one of these places."""
    before = [end for end in future if end < verb[0]]
    is_participle = AGREED_FOR.fullmatch(plain, *verb) is not None
    return bool(before) and is_participle and NEW_CLAUSE.search(plain, before[-1], verb[0]) is None


def present_hits(plain: str, cast: Participants, grammar: Grammar) -> list[tuple[Act, int, int]]:
    """Return what the parties of a treaty do in the present tense, or what a letter promises."""
    if cast.is_treaty:
        act, pattern = Act.UNDERTAKE, grammar.present
    elif cast.is_letter:
        act, pattern = grammar.promise, grammar.promised
    else:
        return []
    return [
        # "Le refus est notifié": whoever does it.
        (Act.AGREED if found.lastgroup == "undergone" else act, *found.span(found.lastgroup or 0))
        for found in pattern.finditer(plain)
        if not (found.lastgroup == "undergone" and grammar.instrument.match(plain))
    ]
