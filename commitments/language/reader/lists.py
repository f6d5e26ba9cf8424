"""Points of a list, which share verb and owner of the line above them."""

import re
from dataclasses import dataclass

from commitments.enums import OutcomeKind
from commitments.language.reader.actors import (
    LETTERS,
    ActorMention,
    Found,
    Memory,
    Reading,
    Role,
    Undertaking,
    doer_of,
)
from commitments.language.reader.blocks import SMALL_WORDS, Block, Sentence
from commitments.language.reader.grammar import Act, Grammar, OwnerSide, Place
from commitments.language.reader.owners import side_named
from commitments.language.reader.participants import BOTH, THIRD, Participants, owner_of

# A point of fewer words is a catchword, unless it begins with a verb.
FEWEST_WORDS = 4
# "ROK" is a name, "INDONESIA" one in capitals.
LONGEST_CODE = 4
# With an end or so many words a noun is more than the name of what follows: "Cooperation on ports".
FEWEST_WORDS_TOLD = 8
# "Ruritania to send a list": who does it stands at the head.
LONGEST_SUBJECT = 45
LONGEST_VERB = 15
TO_VERB = re.compile(
    r"to (?!the\b|an?\b|all\b|its\b|their\b|this\b|our\b|both\b|each\b|many\b|other\b|\w+ing\b)(?:(?!reply|"
    r"supply|apply|comply|rely)[a-z]+ly )?[a-z-]+"
)
# "Happy to discuss", "How to apply": nobody is named.
NO_ACTOR = re.compile(
    r"(?:Good|Great|Nice|Lovely|Wonderful|Hard|Easy|Difficult|Useful|Helpful|Best|Better|Useless|Time|Need|"
    r"Plan|Hope|Happy|Glad|Pleased|Delighted|Ready|Willing|Able|Free|Keen|Sorry|Grateful|Looking|Agreed|Decided|Due|"
    r"Nothing|Something|Anything|How|What|Where|When|Whether|Thanks|Thank You|Back|Yet|Likely|Important)"
)
# "The draft to be circulated": a thing of which more words may be said, but no verb and no clause.
LONGEST_THING = 140
NO_THING = re.compile(
    r"[,;:]|\b(?:agreed|decided|will|shall|would|should|which|that|expected|scheduled|due|needs?|plans?|"
    r"want\w*)\b"
)
# What a point may be called before it says what is to be done: "Trade: Lower the duties".
NAME_WORDS = SMALL_WORDS | {"both", "two", "all"}
# "A further meeting of experts": what is to be held, with the word for it within so many letters.
ONE_MORE = re.compile(r"(?:an?|the|another|two|three|une?|la|le|deux) ", re.IGNORECASE)
MEETING_WITHIN = 45
# "Phase II of the bridge": what is numbered is no deed.
NUMBERED = re.compile(r"[A-Z]\w+ (?:[IVX]{1,4}|\d{1,2})\b")
TWO_WORDS = re.compile(r"[\w-]+(?:,? (?:and|&|or) [\w-]+){1,2}")
# What a visit itself brings, where nothing says that it is still to come.
SIGNED = re.compile(r"(?:the )?(?:signature|signing|adoption|conclusion|exchange) of\b", re.IGNORECASE)
# What was done already: "has led to several accomplishments, including:".
DONE = re.compile(r"\b(?:accomplish\w+|achiev\w+|successes|milestones|réalisations|acquis)\b", re.IGNORECASE)
# "To ease trade, Ruritania also builds a road" tells of an end, and is no point.
PURPOSE = re.compile(r"(?:In order to|To) [^,;]{3,120}, (?:the|both|our|we|[A-Z])")
LABEL = re.compile(r"(?P<name>[A-Z](?:[^:.;(]|\([^():]{1,30}\)){1,80}?)(?::| -) +(?=\w)")
# Whose a point is, behind it: "(ROK)", "[Action: MOFA]", "Responsible: Ruritania".
ASSIGNED = re.compile(
    r"(?:[(\[]|- |(?<=[.;,]\x20)(?=\w+:))(?:(?P<role>(?i:action(?: by)?|responsible|lead|owner|resp\.?|by|"
    r"who))\s*:\s*)?"
    r"(?P<who>[^)\[\](:;]{2,60}?)(?:[;,] [^)\]]{2,40})?[)\]]?\.?$"
)
# "[Ruritania] Send it", "Feedback on the form - Ruritania - soon", "Draft release: Ruritania, 14 May".
OWNER_PARTS = re.compile(
    r"(?:^[\[(]|(?<= - )|: )([A-Z][^\]):;,.-]{1,45}?)(?:[\])](?= )|(?= - )|(?=, (?:by )?\d)|(?=\.?$))"
)
# A meeting, as the head of a point.
MEETING = re.compile(
    r"(?:(?:The |A |An |La |Le |Une? )?(?:[Pp]rochaine?|[Nn]ouvelle|[Dd]euxième|[Nn]ext|[Ff]ollow-up|"
    r"[Ss]econd|[Tt]hird|[Jj]oint|[Tt]echnical|[Ff]urther|"
    r"[Ww]orking|[Ee]xpert|[Pp]reparatory) )*"
    r"(?:(?P<visit>(?i:site visit|study visit|return visit|visit|mission))|(?i:meeting|session|round|vtc|"
    r"video-?conference|(?:prochaine? )?(?:réunion|rencontre|visioconférence|appel|atelier|point d'étape|"
    r"point téléphonique)|(?:video |conference |phone )?call|consultations?|talks|dialogue|workshop))\b"
)


@dataclass(frozen=True, slots=True)
class Stem:
    """The line above a list: the kind of its points, their side, and its place.

    `kind` None means that its points are not tracked ("The ministers discussed:"). `is_firm` means that the
    stem itself undertakes something, so that a point needs no plain verb of its own.
    """

    kind: OutcomeKind | None
    side: OwnerSide | None
    place: Place | None
    is_firm: bool
    act: Act = Act.UNDERTAKE


OPEN_STEM = Stem(OutcomeKind.COMMITMENT, None, None, is_firm=False)


TOGETHER = re.compile(r"\b(?:conjointe?s?|communes|joint|shared)\b", re.IGNORECASE)
ACTION_LIST = re.compile(r"\bactions? (?:items?|points?|list)|\bto-do\b|조치\s?사항", re.IGNORECASE)
# Above what was not agreed.
OPEN_ISSUES = re.compile(
    r"(?:(?:issues|items|points|topics|matters) )?(?:for )?(?:further|future) (?:discussion|consideration|"
    r"study)s?|"
    r"for (?:discussion|consideration|information|noting)|(?:open|pending|outstanding|unresolved) "
    r"(?:issues|questions|points|"
    r"matters|items)|(?:issues|topics|matters) discussed|background|points? en suspens|pour (?:information|"
    r"discussion)|"
    r"미결\s?(?:사항|쟁점)|추가\s?논의\s?(?:사항|과제)?|논의\s?사항",
    re.IGNORECASE,
)


def stem_of_heading(block: Block, cast: Participants, grammar: Grammar) -> Stem:
    """Read a heading: "Next steps" makes what follows undertakings, "Ruritania will:" names the owner."""
    if OPEN_ISSUES.fullmatch(block.text.strip(" .:*")):
        return Stem(None, None, None, is_firm=True)
    place = (block.start, block.end)
    side = _owner_alone(block.text, cast, grammar)
    if agenda := grammar.agenda.search(block.text):
        named = owner_of(cast.sides_in(_in_title_case(block.text)))
        side = side or (named if named in BOTH else None)
        side = side or _owner_in_heading(block.text, agenda, cast, grammar)
        # Whoever has to act is never both by default.
        common = None if ACTION_LIST.search(block.text) else cast.common
        return Stem(OutcomeKind.COMMITMENT, side or common, place, is_firm=True)
    if side:
        return Stem(OutcomeKind.COMMITMENT, side, place, is_firm=True)
    return Stem(OutcomeKind.COMMITMENT, cast.common, None, is_firm=False)


def _owner_in_heading(
    text: str, agenda: re.Match[str], cast: Participants, grammar: Grammar
) -> OwnerSide | None:
    """Return whose a list of actions is: "Actions à mener - Canada", "Actions conjointes"."""
    if TOGETHER.search(text):
        return "joint"
    rest = f"{text[: agenda.start()]} {text[agenda.end() :]}".strip(" ()[]-–—:.*#")
    return side_named(re.sub(r"^(?:par|pour|by|for|of|de|du|des) ", "", rest), cast, grammar)


def stem_of_sentence(sentence: Sentence, reading: Reading, cast: Participants, grammar: Grammar) -> Stem:
    """Read the line that opens a list, from what it undertakes itself."""
    place = (sentence.start, sentence.end)
    firm = [one for one in reading.undertakings if not one.is_weak]
    if firm and not reading.is_none:
        last = firm[-1]
        return Stem(last.kind, last.side, place, is_firm=True, act=last.found.act)
    if reading.is_none or reading.undertakings or DONE.search(sentence.plain):
        return Stem(None, None, place, is_firm=True)
    plain = sentence.plain.rstrip(" :")
    side = _owner_alone(plain, cast, grammar)
    is_firm = bool(side) or bool(grammar.agenda.search(plain))
    common = None if is_firm and ACTION_LIST.search(plain) else cast.common
    return Stem(OutcomeKind.COMMITMENT, side or common, place if is_firm else None, is_firm=is_firm)


def is_side_alone(block: Block, cast: Participants, grammar: Grammar) -> bool:
    """Return whether a line is nothing but the name of a side, above what it does: "INDONESIA"."""
    plain = _in_title_case(block.text.strip(" :*#"))
    is_short = not block.level and len(plain.split()) <= FEWEST_WORDS and not plain.endswith(".")
    return is_short and cast.mentions(plain) != [] and side_named(plain, cast, grammar) in BOTH


def _in_title_case(text: str) -> str:
    """Return a heading in capitals as names are written."""
    return (
        text.title()
        if text.isupper() and " " in text.strip() or len(text) > LONGEST_CODE and text.isupper()
        else text
    )


def _owner_alone(text: str, cast: Participants, grammar: Grammar) -> OwnerSide | None:
    """Read a line that only names who owes what follows."""
    plain = _in_title_case(
        re.sub(
            r"^(?:for|on the part of|by|what) | (?:will|is to|has to) do$",
            "",
            text.strip(" :.-*#"),
            flags=re.IGNORECASE,
        )
    )
    doer = doer_of(plain, 0, len(plain), cast, grammar, Memory())
    return doer.side if doer.role is Role.PARTY and len(plain.split()) <= FEWEST_WORDS + 2 else None


def point_of(sentence: Sentence, stem: Stem, cast: Participants, grammar: Grammar) -> Undertaking | None:
    """Read a point without a verb of its own, or without a subject; None where it undertakes nothing."""
    if stem.kind is None:
        return None
    place = (0, len(sentence.plain))
    if task := task_of(sentence.plain, cast, grammar, stem.kind):
        return task
    label = LABEL.match(sentence.plain)
    at = label.end() if label else 0
    is_assigned, assigned = _assigned(sentence.plain, label, cast, grammar)
    has_verb = None if NUMBERED.match(sentence.plain, at) else grammar.verbs.match(sentence.plain, at)
    if (opening := re.match(r"[\[(][^\])]{1,45}[\])] ", sentence.plain)) and is_assigned:
        at = opening.end()
        has_verb = grammar.verbs.match(sentence.plain, at)
    has_deed = grammar.doing_words.match(sentence.plain, at)
    if has_verb and TWO_WORDS.fullmatch(sentence.plain, at):
        # "Return and readmission": a heading.
        has_verb = None
    is_catchword = len(sentence.plain.split()) < FEWEST_WORDS or _is_title(sentence.plain)
    if PURPOSE.match(sentence.plain):
        return None
    is_meeting = stem.is_firm and ONE_MORE.match(sentence.plain, at) is not None
    is_meeting = is_meeting and grammar.meetings.search(sentence.plain, at, at + MEETING_WITHIN) is not None
    is_owed = (
        stem.is_firm and is_assigned and assigned is not None and not grammar.finite.search(sentence.plain)
    )
    if is_owed and len(sentence.plain.split()) >= FEWEST_WORDS:
        found = Found(stem.act, (at, at), ActorMention(Role.PARTY, assigned), place)
        return Undertaking(stem.kind, assigned, found, stem=stem.place)
    if not (has_verb or has_deed or is_meeting) or (is_catchword and not (has_verb and stem.is_firm)):
        return None
    is_told = len(sentence.plain.split()) >= FEWEST_WORDS_TOLD or sentence.plain.rstrip()[-1:] in ".;,"
    if has_deed and not has_verb and not (stem.is_firm or (has_deed["noun"] and is_told)):
        return None
    if not has_verb and (cast.is_treaty or grammar.finite.search(sentence.plain)):
        # Of a treaty a list of fields is part of the sentence above it.
        return None
    side = assigned if is_assigned else stem.side
    doer = ActorMention(Role.PARTY, side)
    found = Found(stem.act, (at, at), doer, place)
    is_done = not stem.is_firm and SIGNED.match(sentence.plain, at) is not None
    return Undertaking(stem.kind, side, found, is_done, stem=stem.place)


def task_of(
    plain: str, cast: Participants, grammar: Grammar, kind: OutcomeKind = OutcomeKind.COMMITMENT
) -> Undertaking | None:
    """Read a task: "Ruritania to send a list"; or a meeting with its day: "Call on 3 May"."""
    named = named_to_do(plain, cast, grammar)
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
    if found is None or found.lastgroup is None:
        return None
    start, end = found.span(found.lastgroup)
    who = re.sub(r" ?\([^)]*\)", "", plain[:start]).strip(" ,")
    if not who or len(who) > LONGEST_SUBJECT or len(plain[end:].split()) < 2 or not _is_name(who, grammar):
        return None
    side = side_named(plain[:start], cast, grammar)
    doer = ActorMention(Role.PARTY, side, (0, len(plain[:start].rstrip())))
    return Undertaking(OutcomeKind.COMMITMENT, side, Found(Act.PRESENT, (start, end), doer, (0, len(plain))))


def _to_be_done(plain: str, cast: Participants, grammar: Grammar) -> Found | None:
    """Read "The draft to be circulated by Ruritania": the side named with "by", else that of the text."""
    label = re.match(r".*: ", plain[:LONGEST_THING])
    named = side_named(label[0].split(" - ")[-1], cast, grammar) if label else None
    for found in re.finditer(r" (?=to be )", plain[:LONGEST_THING]):
        at, thing = found.end() + len("to "), plain[label.end() if label else 0 : found.start()]
        if plain[:1].isupper() and grammar.undergone.match(plain, at) and not NO_THING.search(thing):
            by = grammar.by.search(plain, at)
            side = owner_of(cast.sides_in(by["who"]) - {THIRD}) if by else named
            doer = ActorMention(Role.BODY, side or cast.common, None)
            return Found(Act.SCHEDULED, (found.end(), at), doer, (0, len(plain)))
    return None


def named_to_do(plain: str, cast: Participants, grammar: Grammar) -> ActorMention | None:
    """Read "Ruritania to send a list": who stands at the head of a point without a finite verb.

    The side is None where the text does not say whose the ministry or the person is.
    """
    for found in re.finditer(r" (?=(?:both |jointly |also |then )*to )", plain[:LONGEST_SUBJECT]):
        who = plain[: found.start()]
        to_do = plain.index("to ", found.end())
        words = TO_VERB.match(plain, to_do)
        has_verb = words is not None and grammar.verbs.fullmatch(words[0]) is not None
        has_verb = has_verb or grammar.verbs.match(plain, to_do) is not None
        if words is None or not _is_name(who, grammar):
            continue
        doer = doer_of(plain, 0, found.start(), cast, grammar, Memory())
        if not has_verb and not (doer.role is Role.PARTY and not grammar.finite.search(plain)):
            continue
        if doer.role is Role.THIRD:
            return None
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


def _assigned(
    plain: str, label: re.Match[str] | None, cast: Participants, grammar: Grammar
) -> tuple[bool, OwnerSide | None]:
    """Return whether a point says whose it is, before its verb or in brackets at its end, and whose."""
    for part in OWNER_PARTS.findall(plain):
        if (side := side_named(part, cast, grammar)) and len(part.split()) <= FEWEST_WORDS:
            return True, side
    behind = ASSIGNED.search(plain)
    for who, is_certain in (
        (label["name"] if label else "", False),
        (behind["who"] if behind else "", bool(behind and behind["role"])),
    ):
        if who and (side := side_named(who, cast, grammar)):
            return True, side
        if who and (is_certain or LETTERS.fullmatch(who)):
            return True, None
    return False, None


def _is_title(text: str) -> bool:
    """Recognise a catchword set like a title, which ends no sentence."""
    words = [word for word in re.findall(r"[^\W\d_]\w+", text) if len(word) > 3]
    return not text.rstrip().endswith((".", ";", ",")) and all(word[0].isupper() for word in words)
