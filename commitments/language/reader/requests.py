"""Find requests: their content, the side that makes them and the side that is to answer."""

import re

from commitments.enums import OutcomeKind
from commitments.language.reader.actors import ActorMention, Found, Memory, Role, Undertaking, doer_of
from commitments.language.reader.grammar import Act, Grammar, OwnerSide
from commitments.language.reader.participants import BOTH, THIRD, Participants, find_opposite, owner_of
from commitments.language.reader.subjects import (
    SECRETARIAT,
    THAT,
    find_charged_side,
    is_named_body,
    teller_of_office,
)

# How far behind its verb the one who is asked is looked for.
ADDRESSEE_WITHIN = 90
# Who is none of the two sides' own, whatever both call on it to do.
ABROAD = re.compile(
    r"(?:(?:on|upon) )?(?:the )?(?:International|United Nations|UN|World|Security Council|WTO|IMF|WHO|IAEA)\b"
)
# What one side gives, whoever speaks of it.
GIVEN_SUPPORT = re.compile(
    r"(?:'s?)?\s*(?:(?:continued|full|further|strong|firm) )?(?:support|assistance|aid|contributions?|"
    r"funding|soutien|appui|aide)\b"
)
# "Ruritania requests 20 boats".
COUNTED = re.compile(r"\s*(?:\d[\d,.]*|an? (?:additional|further|new)|additional|further|more) \w")
# What is asked for, not of whom.
FOR = re.compile(r"\s*(?:for|pour)\b")
GIVER = re.compile(r"\bfrom .{3,40}|^\s*that .{3,40}")
# "J'invite vos autorités à", "Il nous demande": who asks, and who is asked, stand with the verb.
I_ASK = re.compile(r"(?:j'|je |nous )(?!attend|avons besoin|ai besoin|aurai)", re.IGNORECASE)
US = re.compile(r"[\w'-]+ (?:nous|m'|me) ?$")
# "Souhaite que la Ruritanie": who is to act stands behind "que".
OF_US = re.compile(r"(?:nous|notre|nos)\b")
THAT_SIDE = re.compile(r" (?:que |qu'|de voir )(?:la |le |les |l')?(?=(?P<who>[^,;.]{3,45}))")
THAT_WHO = re.compile(r" that (?:the )?(?=(?P<who>[^,;.]{3,45}))")
# Who is asked, where the subject stands behind its verb: "Could the Ministry please".
ASKED_OF = re.compile(
    r"\b(?:could|can|would|will|might|may) (?P<who>[^,;.?!]{2,60}?)(?: also| then)? $", re.IGNORECASE
)
# "Could the Ministry of Trade send": who is asked stands behind.
ASKED_WHO = re.compile(
    r" (?P<who>(?:(?:the|your|of|for|and|side|team|office|ministry|embassy|desk|[A-Z][\w'’-]*) )+)(?=[a-z])"
)

FRENCH_ASKED = re.compile(r"il .{3,40}? (?:à (?:la |l')?|aux? )(?P<who>.+?) d[e']$", re.IGNORECASE)
# Whom somebody has set to work owes what another is only asked for.
CHARGED = re.compile(
    r"\b(?:tasked|directed|instructed|mandated|charged|entrusted|assigned|commissioned|ordered|designated)\b"
)
# "We urge other states to do so".
OF_OTHERS = re.compile(
    r"(?:[\w-]+ ){0,4}?(?:all )?(?:other|third) (?:[\w-]+ )?(?:states|countries|nations|governments)\b", re.I
)


def judge_plea(plain: str, found: Found, cast: Participants, grammar: Grammar) -> Undertaking | None:
    """Return what a letter asks of its reader; in other texts "please" and "would appreciate" ask nobody."""
    doer = found.doer
    if plain[slice(*found.verb)].casefold().startswith("let"):
        both = Undertaking(OutcomeKind.COMMITMENT, "joint", found, needs_deadline=True)
        return both if cast.is_letter else None
    asked = ASKED_OF.search(plain, 0, found.verb[0])
    if asked:
        named = doer_of(asked["who"], 0, len(asked["who"]), cast, grammar, Memory())
        side = named.side or (find_opposite(cast.writer) if cast.writer else None)
        return Undertaking(OutcomeKind.REQUEST, side, found)
    whom = ASKED_WHO.match(plain, found.verb[1]) if plain.rstrip().endswith("?") else None
    if whom and not plain[found.verb[0] : found.verb[1]].endswith(("you", "I", "we")):
        who = whom["who"].strip()
        named = doer_of(who, 0, len(who), cast, grammar, Memory())
        side = named.side or (find_opposite(cast.writer) if cast.writer else None)
        return Undertaking(OutcomeKind.REQUEST, side, found)
    subject = plain[slice(*doer.place)].strip(" ,") if doer.place else ""
    is_named = doer.role is Role.PARTY and subject not in ("", "It", "it") and doer.side in ("ours", "theirs")
    if cast.own_offices is not None and not is_named:
        # "Grateful Legal Department advice", in a report: its own people are asked.
        return Undertaking(OutcomeKind.REQUEST, cast.writer, found)
    if cast.is_speech and cast.writer and I_ASK.match(plain, found.verb[0]):
        return Undertaking(OutcomeKind.REQUEST, find_opposite(cast.writer), found)
    if not (cast.is_letter or (cast.is_speech and is_named)):
        return None
    writer = doer.side if is_named else cast.writer
    return Undertaking(OutcomeKind.REQUEST, find_opposite(writer) if writer else None, found)


def judge_request(
    plain: str, found: Found, after: str, cast: Participants, grammar: Grammar, memory: Memory
) -> Undertaking | None:
    """Judge a request: it is the other side's to answer; one made to others is none of theirs."""
    if OF_OTHERS.match(plain, found.verb[0]):
        return None
    doer = found.doer
    if doer.role not in (Role.PARTY, Role.BODY):
        return None
    window = after[:ADDRESSEE_WITHIN]
    addressed = next((m.side for m in cast.mentions(window) if m.side != doer.side), None)
    people = {side for side in cast.person(window) if side != doer.side}
    whom = re.split(r" (?:to|for|that)\b", after)[0].strip()
    if grammar.code == "fr":
        whom = re.split(r" (?:de |d'|que |qu'|pour )(?!la |l'|les )", after)[0].strip()
        whom = re.sub("^au ", "le ", re.sub(r"^(?:à |aux )", "", whom))
    asked = doer_of(whom, 0, len(whom), cast, grammar, memory) if whom else ActorMention(Role.THING)
    if cast.writer and doer.side == cast.writer == asked.side and asked.role is Role.PARTY:
        # "I have asked our agency to sit down with your Ministry".
        return Undertaking(OutcomeKind.COMMITMENT, doer.side, found)
    if doer.side == "joint" and ABROAD.match(whom):
        return None
    is_said_to_us = US.search(plain, 0, found.verb[0]) and not plain.startswith("ons", found.verb[1] - 3)
    if cast.writer and is_said_to_us:
        return Undertaking(OutcomeKind.REQUEST, cast.writer, found)
    to_act = THAT_SIDE.match(after) if found.act is Act.BID else None
    if to_act and cast.writer and OF_US.match(to_act["who"]):
        return Undertaking(OutcomeKind.REQUEST, cast.writer, found) if doer.side != cast.writer else None
    if found.act is Act.BID and cast.is_letter and doer.side == cast.writer and THAT.match(after):
        return Undertaking(OutcomeKind.REQUEST, find_opposite(cast.writer), found) if cast.writer else None
    if to_act and (named := cast.mentions(to_act["who"])) and named[0].side in BOTH and doer.side != "joint":
        side = owner_of([named[0].side])
        return Undertaking(OutcomeKind.REQUEST, side, found) if side != doer.side else None
    if found.act is Act.BID and not (asked.role is Role.PARTY and asked.side in ("ours", "theirs")):
        return None
    if doer.side == "joint" and (grammar.shared_by.match(after.lstrip()) or FOR.match(after)):
        return Undertaking(OutcomeKind.COMMITMENT, "joint", found)
    if grammar.pair.match(after.lstrip()):
        return Undertaking(OutcomeKind.REQUEST, "joint", found)
    if doer.side == "joint" and (asked.role is Role.BODY or THAT.match(after)):
        needs_deadline = asked.role is not Role.BODY
        return Undertaking(OutcomeKind.COMMITMENT, "joint", found, needs_deadline)
    if asked.role is Role.THIRD or doer.side == "joint" or addressed == THIRD:
        return None
    if not (
        addressed
        or people
        or asked.role is Role.PARTY
        or (COUNTED.match(after) and doer.side in ("ours", "theirs"))
        or FOR.match(after)
        or after.startswith(":")
        or grammar.favours.search(window)
        or grammar.doing_words.match(after.lstrip())
    ):
        return None
    return Undertaking(OutcomeKind.REQUEST, _answerer(plain, found, after, whom, people, cast, memory), found)


def _answerer(
    plain: str, found: Found, after: str, whom: str, people: set[str], cast: Participants, memory: Memory
) -> OwnerSide | None:
    """Return who is to answer a request: the side that it names, else the side that does not ask.

    The request may also name the side that benefits: "for help to our nationals".
    """
    to_act = THAT_WHO.match(after)
    first = cast.mentions(to_act["who"])[:1] if to_act else []
    if first and first[0].side in BOTH and first[0].place[0] == 0:
        # "Asks that Ruritania share the text".
        return owner_of([first[0].side])
    seat = {cast.seats[whom]} - {THIRD} if whom in cast.seats else set()
    named = owner_of(cast.sides_in(whom) or people or seat)
    is_told_who_asks = found.doer.place is not None and cast.sides_in(plain[slice(*found.doer.place)])
    if named in ("ours", "theirs") and not is_told_who_asks:
        memory.one = find_opposite(named)
        return named
    if found.doer.side is not None:
        return find_opposite(found.doer.side)
    if cast.is_letter and cast.writer:
        return find_opposite(cast.writer)
    giver = GIVER.search(after)
    return owner_of(cast.sides_in(giver[0])) if giver else find_possessor(after, cast)


def find_possessor(after: str, cast: Participants) -> OwnerSide | None:
    """Return whose support is meant where no speaker is named: "continued Ruritanian support"."""
    for mention in cast.mentions(after[:60])[:1]:
        if GIVEN_SUPPORT.match(after[mention.place[1] :]):
            return owner_of([mention.side])
    return None


def judge_asked(
    plain: str, found: Found, cast: Participants, grammar: Grammar, memory: Memory
) -> Undertaking | None:
    """Judge "is requested to", "was tasked to": who is asked or set to work is the subject."""
    kind = OutcomeKind.COMMITMENT if CHARGED.search(plain, *found.verb) else OutcomeKind.REQUEST
    verb = plain[slice(*found.verb)]
    by = verb.find(" by ")
    if by > 0 and (asker := find_charged_side(verb[by:], cast)):
        return Undertaking(kind, found.doer.side or find_opposite(asker), found)
    if charged := find_charged_side(verb, cast):
        return Undertaking(kind, charged, found)
    is_body = is_named_body(plain, found.doer) or SECRETARIAT.search(plain, 0, found.verb[0]) is not None
    is_set_to_work = kind is OutcomeKind.COMMITMENT or grammar.code == "fr"
    is_body = is_body or (found.doer.role is Role.BODY and is_set_to_work)
    asked = FRENCH_ASKED.match(verb)
    if asked:
        # "Il est demandé à l'Office des ports d'examiner".
        side = doer_of(asked["who"], 0, len(asked["who"]), cast, grammar, memory).side
        return Undertaking(kind, side, found)
    if found.doer.role is not Role.PARTY and not is_body:
        return None
    side = found.doer.side
    if side is None and cast.is_letter and cast.writer and kind is OutcomeKind.REQUEST:
        # Of whom a letter asks something, the letter is to.
        side = find_opposite(cast.writer)
    side = side or teller_of_office(plain, found, cast, grammar, memory)
    return Undertaking(kind, side, found)
