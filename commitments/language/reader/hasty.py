"""What a text leaves out: the writer as the subject, and "will" where the plain present says what is done."""

import re
from dataclasses import replace

from commitments.enums import OutcomeKind
from commitments.language.reader.actors import ActorMention, Found, Memory, Role, Undertaking, doer_of
from commitments.language.reader.grammar import Act, Grammar, OwnerSide
from commitments.language.reader.participants import Participants

# "Will ask them", "Great, will clear it", "The protocol: will tell you soon": before a verb without subject.
NOBODY_NAMED = re.compile(
    r"(?:[^:;]{0,60}(?::| -) |[^;]*; )?(?:\b(?:ok(?:ay)?|great|thanks|thank you|thx|fine|sure|yes|yep|yeah|"
    r"no|noted|also|and|but|so|then|good|perfect|agreed|deal|done|right|understood|cheers|well|otherwise|in "
    r"the meantime|meanwhile|again|no problem|no worries|of course|have)\b[,!.]?\s*)*",
    re.IGNORECASE,
)
OWN_ACTS = (Act.WILL, Act.ASK, Act.INSTRUCT)
FIRST_NAME = re.compile(r"[A-Z][a-z]+")
# "Sending it now".
SENT = re.compile(r"[a-z]{3,}ing\b", re.IGNORECASE)
# "From us: the manuals, by Friday", "Ruritania: translation of the annexes (deadline 5 May)".
OF_WHOM = re.compile(
    r"(?:(?:from|for|on|with|by) )?(?P<who>us|you|me|(?:our|your|my) (?:side|end|part|ministry|team)|"
    r"[A-Z][^,;:.]{2,40}): (?=\S+ \S+ \S+)",
    re.IGNORECASE,
)
# "Runs the centre since 2017", "already trains": what is done anyway.
SINCE = re.compile(r"\b(?:since|depuis) (?:\w+ )?(?:19|20)\d\d")
ANYWAY = re.compile(
    r"\b(?:already|currently|still|so far|usually|normally|traditionally|typically|often|on average|per "
    r"?cent|by law|under (?:its|the) (?:law|constitution))\b|%",
    re.IGNORECASE,
)

# "Before the Board meets": a clause that only says when, or which.
SUBORDINATE = re.compile(
    r"\b(?:before|after|when|whenever|while|if|unless|once|until|till|as|because|since|although|whether|how|"
    r"where|that|(?<!under )which|who|whose|whom|what|than|the (?:day|moment|time|year))\b[^,;:.]*$",
    re.IGNORECASE,
)


# "A Party that suspends the agreement shall notify the other": a relative clause stands between.
DESCRIBED = re.compile(
    r"(?:^|[.;:] )(?P<who>(?:An?|Any|Each|The|Either|Every) [^,;.:]{2,50}?(?<!ed)(?<!said)(?<!told)),? "
    r"(?:that|which|who|wishing|seeking) [^;:]{3,160}$"
)


def with_writer(
    plain: str, start: int, act: Act, doer: ActorMention, cast: Participants, grammar: Grammar
) -> ActorMention:
    """Return the subject that stands apart from its verb, or that a letter, a chat or a report leaves out."""
    told = DESCRIBED.search(plain, 0, start) if doer.role is Role.THING and act is Act.WILL else None
    if told:
        far = doer_of(told["who"], 0, len(told["who"]), cast, grammar, Memory())
        place = (told.start("who"), told.end("who"))
        return replace(far, place=place) if far.role in (Role.PARTY, Role.BODY) else doer
    is_open = doer.role is Role.THING and cast.is_letter and cast.writer is not None
    if cast.own_offices is not None and act is Act.UNDERTAKE and not start:
        # "Agreed to swap votes", in a report of talks.
        side: OwnerSide | None = "joint" if plain.startswith("Agreed ") else None
        is_own = plain.startswith(("Undertook ", "Offered ", "Volunteered "))
        return ActorMention(Role.PARTY, side or cast.writer) if side or is_own else doer
    subject = plain[slice(*doer.place)].strip(" ,") if doer.place else ""
    if is_open and act is grammar.promise and FIRST_NAME.fullmatch(subject):
        # "Elif is mailing it tomorrow": a colleague of the writer.
        return replace(doer, role=Role.PARTY, side=cast.writer)
    is_own_act = act in OWN_ACTS or SENT.match(plain, start) is not None
    is_bare = is_open and is_own_act and NOBODY_NAMED.fullmatch(plain, 0, start) is not None
    return ActorMention(Role.PARTY, cast.writer) if is_bare else doer


def task_behind_name(plain: str, cast: Participants, grammar: Grammar) -> list[Undertaking]:
    """Read what a side has to do by a day, behind its name and without a verb; nothing elsewhere."""
    found = OF_WHOM.match(plain)
    if found is None or grammar.finite.search(plain, found.end()):
        return []
    side = doer_of(found["who"], 0, len(found["who"]), cast, grammar, Memory())
    if side.role is not Role.PARTY or side.side is None:
        return []
    doer = ActorMention(Role.PARTY, side.side, found.span("who"))
    kind = OutcomeKind.REQUEST if cast.writer and side.side != cast.writer else OutcomeKind.COMMITMENT
    whole = Found(Act.WILL, (found.end(), found.end()), doer, (0, len(plain)), len(plain))
    return [Undertaking(kind, side.side, whole, needs_deadline=True)]


def present_hits(plain: str, cast: Participants, grammar: Grammar) -> list[tuple[Act, int, int]]:
    """Return what is done in the present tense: by the parties of a treaty, by the writer of a letter who
    says by when, and by a side of any other text.
    """
    if SINCE.search(plain) or grammar.instrument.match(plain):
        return []
    tables = [(Act.UNDERTAKE if cast.is_sheet else Act.PRESENT, grammar.announced)]
    if cast.is_treaty:
        tables = [(Act.UNDERTAKE, grammar.present)]
    elif cast.is_letter:
        tables = [(Act.UNDERTAKE, grammar.gives), (grammar.promise, grammar.promised), *tables]
    elif ANYWAY.search(plain):
        return []
    found: list[tuple[Act, int, int]] = []
    for act, pattern in tables:
        for one in pattern.finditer(plain):
            start, end = one.span(one.lastgroup or 0)
            is_noun = grammar.participle.fullmatch(plain[:start].strip(" -")) is not None
            if pattern is grammar.announced and (is_noun or SUBORDINATE.search(plain, 0, start)):
                # "Training pilots at sea": people.
                continue
            if all(end <= first or start >= last for _act, first, last in found):
                # "Le refus est notifié": whoever does it.
                found.append((Act.AGREED if one.lastgroup == "undergone" else act, start, end))
    return found
