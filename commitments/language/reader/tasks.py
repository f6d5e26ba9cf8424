"""Tasks of lists and minutes: "Ruritania to send a list", "the maps to be sent", a meeting with its day."""

import re

from commitments.enums import OutcomeKind
from commitments.language.reader.actors import (
    LETTERS,
    ActorMention,
    Found,
    Memory,
    Role,
    Undertaking,
    doer_of,
)
from commitments.language.reader.blocks import (
    ALIKE,
    SMALL_WORDS,
    Block,
    BlockKind,
)
from commitments.language.reader.french_tasks import named_task
from commitments.language.reader.grammar import Act, Grammar, OwnerSide
from commitments.language.reader.owners import side_named
from commitments.language.reader.participants import THIRD, Participants, owner_of
from commitments.language.reader.reported_speech import BEGINS, GIVEN_UP, OF_CALENDAR

# A point of fewer words is a catchword, unless it begins with a verb.
FEWEST_WORDS = 4
TWO = re.compile(r"(?:the |our )?(?:two|both) ", re.IGNORECASE)
# "Ruritania to send a list": who does it stands at the head.
LONGEST_SUBJECT = 45
LONGEST_VERB = 15
LONGEST_TASK = 250
TO_VERB = re.compile(
    r"to (?!the\b|an?\b|all\b|its\b|their\b|this\b|our\b|both\b|each\b|many\b|other\b|\w+ing\b)(?:(?!reply|"
    r"supply|apply|comply|rely)[a-z]+ly )?[a-z-]+"
)
# "Happy to discuss", "How to apply": nobody is named.
NO_ACTOR = re.compile(
    r"(?:Good|Great|Nice|Lovely|Wonderful|Hard|Easy|Difficult|Useful|Helpful|Best|Better|Useless|Time|Need|"
    r"Plan|Hope|Happy|Glad|Pleased|Delighted|Ready|Willing|Able|Free|Keen|Sorry|Grateful|Looking|Agreed|"
    r"Decided|Due|Nothing|Something|Anything|How|What|Where|When|Whether|Thanks|Thank You|Back|Yet|Likely|"
    r"Important)"
)
# "The draft to be circulated": a thing of which more words may be said, but no verb and no clause.
LONGEST_THING = 140
NO_THING = re.compile(
    r"[,;:]|^(?:the )?(?:exact )?(?:dates?|venue|time|place)\b|\b(?:agreed|decided|will|shall|would|"
    r"should|which|that|expected|scheduled|due|needs?|plans?|"
    r"want\w*)\b"
)
# What a point may be called before it says what is to be done: "Trade: Lower the duties".
NAME_WORDS = SMALL_WORDS | {"both", "two", "all"}
# A meeting, as the head of a point.
MEETING = re.compile(
    r"(?:(?:The |A |An |La |Le |Une? )?(?:[Pp]rochaines?|[Pp]rochain|[Nn]ouvelle|[Dd]euxième|[Nn]ext|"
    r"[Ff]ollow-up|[Ss]econd|[Tt]hird|[Jj]oint|[Tt]echnical|[Ff]urther|[Ww]orking|[Ee]xpert|"
    r"[Pp]reparatory) )*(?:(?P<visit>(?i:site visit|study visit|return visit|visit|mission))|"
    r"(?<=Next\x20)[A-Z]{2,4}(?=[ :,])|(?i:meeting|session|round|vtc|video-?conference|"
    r"(?:prochaine? )?(?:réunion|rencontre|visioconférence|visio|appel|atelier|point "
    r"(?:tél(?:éphonique)?\b|avec|d'étape|"
    r"de situation|de suivi)|copil|comité|séance|rendez-vous|échéance|entretiens?)|"
    r"(?:video |conference |phone )?call|consultations?|talks|dialogue|workshop))\b(?! (?:no|nr|number)\b)"
)
TOGETHER = re.compile(r"\b(?:conjointe?s?|communes|joint|shared)\b", re.IGNORECASE)


def task_of(
    plain: str, cast: Participants, grammar: Grammar, kind: OutcomeKind = OutcomeKind.COMMITMENT
) -> Undertaking | None:
    """Read a task: "Ruritania to send a list"; or a meeting with its day: "Call on 3 May"."""
    if task := named_task(plain, cast, grammar) if grammar.code == "fr" else None:
        doer = ActorMention(Role.PARTY, task.side, task.who)
        return Undertaking(kind, task.side, Found(Act.WILL, (task.deed, task.deed), doer, (0, len(plain))))
    named = named_to_do(plain, cast, grammar)
    if named and GIVEN_UP.search(plain):
        return None
    if named:
        verb = (named.place[1] + 1, named.place[1] + 3) if named.place else (0, 0)
        return Undertaking(kind, named.side, Found(Act.WILL, verb, named, (0, len(plain))))
    if (deed := _to_be_done(plain, cast, grammar)) and not grammar.finite.search(plain):
        return Undertaking(kind, deed.doer.side, deed)
    meeting = MEETING.match(plain)
    if meeting is None or grammar.finite.search(plain):
        return None
    # A visit is of one side, and the words may not say of which.
    side: OwnerSide | None = None if meeting["visit"] else "joint"
    doer = ActorMention(Role.BODY, side)
    found = Found(Act.SCHEDULED, (meeting.end(), meeting.end()), doer, (0, len(plain)))
    return Undertaking(kind, side, found, needs_deadline=True)


def does_of(plain: str, cast: Participants, grammar: Grammar) -> Undertaking | None:
    """Read a task in the plain present: "KETRO sends the maps"; None where no name stands before the verb."""
    found = grammar.present.search(plain, 0, LONGEST_SUBJECT + LONGEST_VERB)
    found = found or grammar.several.match(plain, 0, LONGEST_SUBJECT + LONGEST_VERB)
    if found is None or found.lastgroup is None:
        return None
    is_several = found.re is grammar.several
    start, end = found.span(found.lastgroup)
    if BEGINS.match(plain, start) and OF_CALENDAR.fullmatch(plain[:start].strip(" ,")):
        return None
    who = re.sub(r" ?\([^)]*\)", "", plain[:start]).strip(" ,")
    if (
        not who
        or len(who) > LONGEST_SUBJECT
        or len(plain[end:].split()) < 2
        or who.endswith("ing")
        or not (is_several or _is_name(who, grammar) or _acts(who, cast, grammar))
    ):
        return None
    side = side_named(plain[:start], cast, grammar) or _doer_alone(who, cast, grammar).side
    side = side or ("joint" if TWO.match(who) else None)
    doer = ActorMention(Role.PARTY, side, (0, len(plain[:start].rstrip())))
    return Undertaking(OutcomeKind.COMMITMENT, side, Found(Act.PRESENT, (start, end), doer, (0, len(plain))))


def _doer_alone(who: str, cast: Participants, grammar: Grammar) -> ActorMention:
    return doer_of(who, 0, len(who), cast, grammar, Memory())


def _acts(who: str, cast: Participants, grammar: Grammar) -> bool:
    """Return whether words with small letters are somebody: "the customs bodies", "both co-chairs"."""
    return _doer_alone(who, cast, grammar).role in (Role.PARTY, Role.BODY)


def _to_be_done(plain: str, cast: Participants, grammar: Grammar) -> Found | None:
    """Read "The draft to be circulated by Ruritania": the side named with "by", else that of the text."""
    label = re.match(r".*: |[^-:]{2,45} - (?=\w)", plain[:LONGEST_THING])
    named = side_named(label[0].rstrip(" :-").split(" - ")[-1], cast, grammar) if label else None
    for found in re.finditer(r" (?=to be )", plain[:LONGEST_THING]):
        at, thing = found.end() + len("to "), plain[label.end() if label else 0 : found.start()]
        if plain[:1].isupper() and grammar.undergone.match(plain, at) and not NO_THING.search(thing):
            by = grammar.by.search(plain, at)
            side = owner_of(cast.sides_in(by["who"]) - {THIRD}) if by else None
            side = side or named or ("joint" if TOGETHER.match(thing.lstrip()) else None)
            doer = ActorMention(Role.BODY, side or (None if label else cast.common), None)
            return Found(Act.SCHEDULED, (found.end(), at), doer, (0, len(plain)))
    return None


def is_task_line(block: Block, cast: Participants, grammar: Grammar) -> bool:
    """Return whether a line is a task of somebody: without a bullet, as lists of actions often have none, or,
    in French, with one.
    """
    plain = block.text.translate(ALIKE)
    if len(plain) >= LONGEST_TASK or block.kind is BlockKind.HEADING:
        return False
    if grammar.code == "fr":
        return named_task(plain, cast, grammar) is not None
    return block.kind is BlockKind.PARAGRAPH and named_to_do(plain, cast, grammar) is not None


def named_to_do(plain: str, cast: Participants, grammar: Grammar) -> ActorMention | None:
    """Read "Ruritania to send a list": who stands at the head of a point without a finite verb.

    The side is None where the text does not say whose the ministry or the person is.
    """
    lead = len(plain) - len(plain.lstrip())
    for found in re.finditer(
        r"(?<=\S) (?=(?:both |jointly |also |then |still |now |please |kindly )*to )",
        plain[: lead + LONGEST_SUBJECT],
    ):
        who = plain[lead : found.start()]
        to_do = plain.index("to ", found.end())
        words = TO_VERB.match(plain, to_do)
        has_verb = words is not None and grammar.verbs.fullmatch(words[0]) is not None
        has_verb = has_verb or grammar.verbs.match(plain, to_do) is not None
        if words is None or not (
            _is_name(who, grammar)
            or (TWO.match(who) and len(who.split()) <= FEWEST_WORDS)
            or (has_verb and _acts(who, cast, grammar) and not grammar.finite.search(who))
        ):
            continue
        doer = doer_of(plain, lead, found.start(), cast, grammar, Memory())
        is_agency = LETTERS.fullmatch(who.strip()) is not None and not grammar.finite.search(plain)
        if (
            not has_verb
            and not is_agency
            and not (doer.role is Role.PARTY and not grammar.finite.search(plain))
        ):
            continue
        if doer.role is Role.THIRD:
            return None
        if TWO.match(who) and doer.side is None:
            return ActorMention(Role.PARTY, "joint", (0, found.start()))
        if doer.role is not Role.PARTY and (grammar.verbs.match(plain) or grammar.doing_words.match(plain)):
            # "Work together to send a list".
            return None
        if doer.role is not Role.PARTY or doer.side is None:
            side = side_named(who, cast, grammar) or (doer.side if doer.role is Role.BODY else None)
            doer = ActorMention(Role.PARTY, side, (0, found.start()))
        return doer
    return None


def _is_name(who: str, grammar: Grammar) -> bool:
    """Return whether some words are only names: "MOFA (ROK) and Kim Jin-a"."""
    words = [word.strip("()[]/&,.") for word in who.split()]
    return NO_ACTOR.fullmatch(who) is None and all(
        not word or word[0].isupper() or word in NAME_WORDS or grammar.actors.search(word) for word in words
    )
