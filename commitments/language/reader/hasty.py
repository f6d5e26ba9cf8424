"""What a text leaves out: the writer as the subject, and "will" where the plain present says what is done."""

import re
from dataclasses import replace

from commitments.language.reader.actors import ActorMention, Memory, Role, doer_of
from commitments.language.reader.grammar import Act, Grammar
from commitments.language.reader.participants import Participants

# "Will ask them", "Great, will clear it", "The protocol: will tell you soon": before a verb without subject.
NOBODY_NAMED = re.compile(
    r"(?:[^:;]{0,60}(?::| -) |[^;]*; )?(?:\b(?:ok(?:ay)?|great|thanks|thank you|thx|fine|sure|yes|yep|yeah|no|"
    r"noted|also|and|but|so|then|good|perfect|agreed|deal|done|right|understood|cheers|well|otherwise|"
    r"in the meantime|meanwhile|again|no problem|no worries|of course)\b[,!.]?\s*)*",
    re.IGNORECASE,
)
OWN_ACTS = (Act.WILL, Act.ASK, Act.INSTRUCT)
# "Runs the centre since 2017", "already trains": what is done anyway.
SINCE = re.compile(r"\b(?:since|depuis) (?:\w+ )?(?:19|20)\d\d")
ANYWAY = re.compile(
    r"\b(?:already|currently|still|so far|usually|normally|traditionally|typically|often|on average|"
    r"per ?cent|by law|under (?:its|the) (?:law|constitution))\b|%",
    re.IGNORECASE,
)

# "Before the Board meets": a clause that only says when, or which.
SUBORDINATE = re.compile(
    r"\b(?:before|after|when|whenever|while|if|unless|once|until|till|as|because|since|although|whether|how|where|"
    r"that|(?<!under )which|who|whose|whom|what|than|the (?:day|moment|time|year))\b[^,;:.]*$",
    re.IGNORECASE,
)


# "A Party that suspends the agreement shall notify the other": a relative clause stands between.
DESCRIBED = re.compile(
    r"(?:^|[.;:] )(?P<who>(?:An?|Any|Each|The|Either|Every) [^,;.:]{2,50}?),? (?:that|which|who|wishing|seeking) [^;:]{3,160}$"
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
    is_open = doer.role is Role.THING and cast.is_letter and cast.writer is not None and act in OWN_ACTS
    if cast.own_offices is not None and act is Act.UNDERTAKE and plain.startswith("Agreed ") and not start:
        # "Agreed to swap votes", in a report of talks.
        return ActorMention(Role.PARTY, "joint")
    is_bare = is_open and NOBODY_NAMED.fullmatch(plain, 0, start) is not None
    return ActorMention(Role.PARTY, cast.writer) if is_bare else doer


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
            if pattern is grammar.announced and SUBORDINATE.search(plain, 0, start):
                continue
            if all(end <= first or start >= last for _act, first, last in found):
                # "Le refus est notifié": whoever does it.
                found.append((Act.AGREED if one.lastgroup == "undergone" else act, start, end))
    return found
