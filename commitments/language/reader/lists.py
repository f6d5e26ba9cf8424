"""Points of a list, which share verb and owner of the line above them."""

import re
from dataclasses import dataclass, replace

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
from commitments.language.reader.blocks import (
    ALIKE,
    ENDS_SENTENCE,
    Block,
    Sentence,
)
from commitments.language.reader.companies import is_organisation
from commitments.language.reader.french_tasks import LEADS_TO as FRENCH_LEADS
from commitments.language.reader.french_tasks import agent_named, side_led_to, unnamed_task
from commitments.language.reader.grammar import Act, Grammar, OwnerSide, Place
from commitments.language.reader.owners import side_named
from commitments.language.reader.participants import BOTH, Participants, find_opposite, owner_of
from commitments.language.reader.tasks import FEWEST_WORDS, LONGEST_SUBJECT, LONGEST_THING, TOGETHER, task_of

# "To the Ruritanian party", above its tasks.
LEADS_TO = re.compile(r"(?:To|For|By|From) (?=the |both|each|our |your |[A-Z])")
LETTERED = re.compile(
    r"(?:Mr|Mrs|Ms|Dr|Prof|Amb|Col)\.? [A-Z]|(?:Ministry|Department|Embassy|Directorate|Agency|Office) "
)
# "For Ruritania (the water board unless stated)".
IN_BRACKETS = re.compile(r" ?\([^()]*\)$")
DOTS = ("-", "–", "—", "•", "*", "·", "o", "▪")
TOGETHER_ALONE = re.compile(
    r"(?:To |For )?(?:both(?: sides| parties| countries)?|together|joint(?:ly)?)", re.IGNORECASE
)
# The name of what follows has no more words.
LONGEST_NAME = 8
# "ROK" is a name, "INDONESIA" one in capitals.
LONGEST_CODE = 4
# With an end or so many words a noun is more than the name of what follows: "Cooperation on ports".
FEWEST_WORDS_TOLD = 8
# "The quota be raised to forty", below "it was agreed that".
IS_TO_BE = re.compile(
    r"(?:The |An? |Its |Their |All |[A-Z])(?:(?!\b(?:will|would|shall|should|can|could|may|might|must|to|is|"
    r"are|was|were|"
    r"not|which|that)\b)[^.;:]){3,120}? (?=be )",
    re.IGNORECASE,
)
# "A further meeting of experts": what is to be held, with the word for it within so many letters.
ONE_MORE = re.compile(
    r"(?:monthly|quarterly|annual|yearly|weekly|biannual|half-yearly|regular|an?|the|another|two|three|"
    r"une?|la|le|deux) ",
    re.IGNORECASE,
)
MEETING_WITHIN = 45
# "Phase II of the bridge": what is numbered is no deed.
NUMBERED = re.compile(r"[A-Z]\w+ (?:[IVX]{1,4}|\d{1,2})\b")
TWO_WORDS = re.compile(r"[\w-]+(?:,? (?:and|&|or) [\w-]+){1,2}")
# "Vote itself is 7 October": what looks like a verb is the subject.
NOUN_FIRST = re.compile(
    r"[\w-]+ (?:(?!(?:what|who|that|whether|how|which|if|where|when|why)\b)[\w'-]+ )?(?:is|are|was|were|has|"
    r"have)\b"
)
# What a visit itself brings, where nothing says that it is still to come.
SIGNED = re.compile(r"(?:the )?(?:signature|signing|adoption|conclusion|exchange) of\b", re.IGNORECASE)
# What was done already: "has led to several accomplishments, including:".
DONE = re.compile(r"\b(?:accomplish\w+|achiev\w+|successes|milestones|réalisations|acquis)\b", re.IGNORECASE)
# "To ease trade, Ruritania also builds a road" tells of an end, and is no point.
PURPOSE = re.compile(r"(?:In order to|To) [^,;]{3,120}, (?:the|both|our|we|[A-Z])")
LABEL = re.compile(
    r"(?P<name>[A-Z](?:[^:.;(]|\b(?:Mr|Mrs|Ms|Dr|Col|Gen|Lt|Maj|Capt|Amb|Prof|Hon|Eng)\.|"
    r"\([^():]{1,30}\)){1,140}?)(?::| -) +(?=\w)"
)
# Whose a point is, behind it: "(ROK)", "[Action: MOFA]", "Responsible: Ruritania".
ASSIGNED = re.compile(
    r"(?:[(\[]|- |(?<=[.;,]\x20)(?=\w+:))(?:(?P<role>(?i:action(?: by)?|responsible|lead|owner|resp\.?|by|"
    r"who))\s*:\s*)?"
    r"(?P<who>[^)\[\](:;]{2,60}?)(?:[;,] [^)\]]{2,80})?[)\]]?\.?$"
)
# "[Ruritania] Send it", "Feedback on the form - Ruritania - soon", "Draft release: Ruritania, 14 May".
OWNER_PARTS = re.compile(
    r"(?:^[\[(]|(?<= - )|: )([A-Z][^\]):;,.-]{1,45}?)(?:[\])](?= )|(?= - )|(?=, (?:by )?\d)|(?=\.?$))"
)
# "MinCom": an agency that nothing explains.
SHORT_NAME = re.compile(r"[A-Z][a-z]{1,4}(?:[A-Z][a-z]{0,7}){1,3}")
NAME_OF_BODY = re.compile(r"(?:[A-ZÀ-Ý][\w'’-]* )+[A-ZÀ-Ý][\w'’-]*")
AS_FOLLOWS = re.compile(
    r"\b(?:(?:agreed|decided|settled|announced)(?: today)?(?: on| upon)? (?:the following|(?:two|three|four|"
    r"five|six|seven|eight|several|a (?:number of|few)) (?:things|points|matters|steps|measures|issues|items|"
    r"actions|topics))|as follows|ce qui suit|(?:suivante?s|ci-après)(?= ?:)|(?:to|on|carry out|implement|"
    r"take) the following(?: \w+)?|of the following)\s?[:.]?$|(?:tableau|liste|annexe) ci-(?:après|dessous|"
    r"joint\w*)[:.]?$"
)
# "The Participants will, within their budgets:".
ASIDE = re.compile(
    r",? (?:within|subject to|in accordance with|to the extent|as appropriate|dans la|dans les|"
    r"sous)\b[^;:]*: ?"
)
# A line that opens a list says something of its own when this many words follow its verb.
FEWEST_WORDS_OF_AN_ITEM = 6


@dataclass(frozen=True, slots=True)
class Stem:
    """The line above a list: the kind of its points, their side, and its place.

    `kind` None means that its points are not tracked ("The ministers discussed:"). `is_firm` means that the
    stem itself undertakes something, so that a point needs no plain verb of its own; `is_tasks` that it names
    tasks, so that all its points are some.
    """

    kind: OutcomeKind | None
    side: OwnerSide | None
    place: Place | None
    is_firm: bool
    act: Act = Act.UNDERTAKE
    is_tasks: bool = False


# How points of a brief for a conversation begin: courtesies, and what is asked of the other or of both.
COURTESY = re.compile(
    r"(?:Thank|Congratulate|Welcome|Express|Recall|Stress|Note|Look|Remercier|Saluer|Rappeler|Féliciter|"
    r"Souligner|Insister|Évoquer|Do (?:NOT|not)|Avoid|Ne pas)\b"
)
ASKS = re.compile(
    r"(?:Ask|Urge|Request|Please|Pls|Demander|Prier|Inviter)\b:?|(?P<both>Propose|Agree|Proposer|Convenir)\b"
)


OPEN_STEM = Stem(OutcomeKind.COMMITMENT, None, None, is_firm=False)


# How the level of a numbered or lettered point is written.
NUMBERED_LEVEL = "1"
ACTION_LIST = re.compile(r"\bactions? (?:items?|points?|list)|\bto-do\b|조치\s?사항", re.IGNORECASE)
TASKS = re.compile(
    r"\b(?:actions?|tasks?|to[- ]?dos?|follow-?ups?|next steps|homework|who does what|deliverables|"
    r"assignments)\b",
    re.IGNORECASE,
)
LIST_OF_TASKS = re.compile(
    r"\b(?:follow-?up (?:list|points|items)|action (?:list|register|log|items|points|tracker)|actions "
    r"(?:arising|agreed|"
    r"from)|list of actions|to[- ]?do(?: list)?\b|who does what|tasks? (?:list|outstanding)|"
    r"(?:outstanding|open) (?:tasks|actions)|agreed actions|"
    r"conclusions and tasks)",
    re.IGNORECASE,
)
# A point below tasks that is none: "noted", "the fiscal year ends 31 December", "invoice: paid 30 September".
NO_TASK = re.compile(
    r"^(?:noted|closed|done|completed?|none|no|nothing|background|for information|context|parked|dropped|"
    r"cancelled|withdrawn|pending|overtaken|not|the|this|these|those|that|it|there|they|he|she|we|an?|all|"
    r"both|dates?|in|on|at)\b"
    r"|\b(?:ends|begins|starts|opens|expires|falls|lapses|closes) (?:on )?\d"
    r"|(?::| -) (?:done|closed|completed?|paid|issued|parked|dropped|cancelled|withdrawn|overtaken|"
    r"delivered|settled|resolved)\b",
    re.IGNORECASE,
)
# Above what was not agreed.
OPEN_ISSUES = re.compile(
    r"(?:(?:issues|items|points|topics|matters) )?(?:for )?(?:further|future) (?:discussion|consideration|"
    r"study)s?|(?:points|items|matters) (?:noted|for noting)(?:,? (?:no|without) actions?(?: required)?)?|"
    r"(?:closed|done|completed?|dropped)(?: (?:since|at|items|actions|already)[\w ]*)?|"
    r"(?:for )?(?:information|noting|the record) (?:only|\(no [^()]*\))|no follow-?up(?: needed| required)?|"
    r"no action(?: required)?|for (?:discussion|consideration|information|noting)|(?:open|pending|"
    r"outstanding|unresolved) (?:issues|questions|points|matters|items)|(?:issues|topics|"
    r"matters) discussed|background|context|introduction|parked|closed(?: items)?|completed(?: items)?|"
    r"done(?: already)?|for the record|points? en suspens|pour (?:information|info|discussion|mémoire"
    r"|rappel|note)|"
    r"à titre (?:indicatif|d'information|de rappel)|(?:points? d')?informations?|(?:à )?not(?:er|a)"
    r"|remarques?|"
    r"observations?|état des lieux|calendrier indicatif|hors relevé|annonces?|éléments de contexte|"
    r"rappels?|contexte|미결\s?(?:사항|쟁점)|추가\s?논의\s?(?:사항|과제)?|논의\s?사항",
    re.IGNORECASE,
)


def stem_of_heading(block: Block, cast: Participants, grammar: Grammar) -> Stem:
    """Read a heading: "Next steps" makes what follows undertakings, "Ruritania will:" names the owner."""
    if OPEN_ISSUES.fullmatch(block.text.strip(" .:*")):
        return Stem(None, None, None, is_firm=True)
    place = (block.start, block.end)
    side = _owner_alone(block.text, cast, grammar)
    if side is None and is_side_alone(block, cast, grammar):
        side = side_led_to(_in_title_case(block.text.translate(ALIKE).strip(" :*#")), cast, grammar)
    if agenda := grammar.agenda.search(block.text):
        named = owner_of(cast.sides_in(_in_title_case(block.text)))
        side = side or (named if named in BOTH else None)
        side = side or _owner_in_heading(block.text, agenda, cast, grammar)
        # Whoever has to act is never both by default.
        common = None if ACTION_LIST.search(block.text) else cast.common
        is_tasks = TASKS.search(block.text) is not None
        return Stem(OutcomeKind.COMMITMENT, side or common, place, is_firm=True, is_tasks=is_tasks)
    if side:
        return Stem(OutcomeKind.COMMITMENT, side, place, is_firm=True, is_tasks=True)
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
    who = plain.split(",")[0] if plain.endswith(",") else plain
    side = _owner_alone(who, cast, grammar)
    is_firm = bool(side) or bool(grammar.agenda.search(plain))
    common = None if is_firm and ACTION_LIST.search(plain) else cast.common
    return Stem(OutcomeKind.COMMITMENT, side or common, place if is_firm else None, is_firm=is_firm)


def is_side_alone(block: Block, cast: Participants, grammar: Grammar) -> bool:
    """Return whether a line is nothing but the name of a side, above what it does: "INDONESIA", "2) Both"."""
    plain = _in_title_case(IN_BRACKETS.sub("", block.text.translate(ALIKE).strip(" :*#")))
    is_open = not block.level or NUMBERED_LEVEL in block.level
    is_short = is_open and len(plain.split()) <= FEWEST_WORDS and not plain.endswith(".")
    if not block.level and TOGETHER_ALONE.fullmatch(plain):
        return True
    if is_short and (led := LEADS_TO.match(plain)):
        return _owner_alone(plain[led.end() :], cast, grammar) is not None
    if is_short and grammar.joint_alone.fullmatch(plain):
        return True
    led = FRENCH_LEADS.match(plain) if grammar.code == "fr" and is_open else None
    if led and len(plain) < LONGEST_SUBJECT and plain[-1] not in ".;":
        return side_led_to(plain, cast, grammar) in BOTH
    return (
        is_short
        and (cast.mentions(plain) != [] or LETTERS.fullmatch(plain) is not None or plain in cast.seats)
        and side_named(plain, cast, grammar) in BOTH
    )


def is_name_of_points(block: Block, following: Block | None) -> bool:
    """Return whether a numbered line only names the points below it: "2. Ports", above bullets."""
    if following is None or not (block.level and following.level and block.level != following.level):
        return False
    one, below = (re.fullmatch(r"(?P<indent>\d+)(?P<sign>\D.*)", each.level) for each in (block, following))
    if one is None or below is None or one["sign"] in DOTS or " to " in block.text:
        return False
    is_below = int(below["indent"]) > int(one["indent"]) or below["sign"] in DOTS
    return is_below and opens_anew(block)


def names_tasks(block: Block) -> bool:
    """Return whether a line calls the text a list of actions."""
    title = block.text.split("\n")[0]
    return len(title) < LONGEST_THING and LIST_OF_TASKS.search(title) is not None


def opens_anew(block: Block) -> bool:
    """Return whether a short line without a full stop is the name of what follows, whatever stood before."""
    plain = block.text.strip()
    return len(plain.split()) <= LONGEST_NAME and "\n" not in plain and ENDS_SENTENCE.search(plain) is None


def _in_title_case(text: str) -> str:
    """Return a heading in capitals as names are written."""
    is_name = " " in text.strip() or len(text) > LONGEST_CODE
    return text.title() if text.isupper() and is_name else text


def _owner_alone(text: str, cast: Participants, grammar: Grammar) -> OwnerSide | None:
    """Read a line that only names who owes what follows."""
    plain = _in_title_case(
        re.sub(
            r"^(?:for|on the part of|by|what|to|from|on|(?:actions?|tasks?|follow-up) (?:for|by|of|on)) "
            r"| (?:will|is to|has to) do$",
            "",
            IN_BRACKETS.sub("", text.strip(" :.-*#")),
            flags=re.IGNORECASE,
        )
    )
    if TOGETHER_ALONE.fullmatch(plain) or grammar.joint_alone.fullmatch(plain):
        return "joint"
    doer = doer_of(plain, 0, len(plain), cast, grammar, Memory())
    return doer.side if doer.role is Role.PARTY and len(plain.split()) <= FEWEST_WORDS + 2 else None


def below(stem: Stem, task: Undertaking) -> Undertaking:
    """Return a task of somebody of no known side as that of the side above it."""
    is_open = task.side is None and stem.side in ("ours", "theirs")
    return replace(task, side=stem.side) if is_open else task


def is_of_brief(plain: str) -> bool:
    """Return whether a point begins as those of a brief for a conversation do: "Thank …", "Ask …"."""
    return COURTESY.match(plain) is not None or ASKS.match(plain) is not None


def asked_in_brief(plain: str, cast: Participants) -> list[Undertaking]:
    """Read a point of a brief: "Ask Ruritania to publish the list"; a courtesy asks nothing."""
    asks = ASKS.match(plain)
    if asks is None or cast.writer is None:
        return []
    found = Found(Act.ASK, asks.span(), ActorMention(Role.PARTY, cast.writer), (0, len(plain)), len(plain))
    if asks["both"]:
        return [Undertaking(OutcomeKind.COMMITMENT, "joint", replace(found, act=Act.UNDERTAKE))]
    return [Undertaking(OutcomeKind.REQUEST, find_opposite(cast.writer), found)]


def point_of(sentence: Sentence, stem: Stem, cast: Participants, grammar: Grammar) -> Undertaking | None:
    """Read a point without a verb of its own, or without a subject; None where it undertakes nothing."""
    if stem.kind is None:
        return None
    place = (0, len(sentence.plain))
    if task := task_of(sentence.plain, cast, grammar, stem.kind):
        return below(stem, task)
    label = LABEL.match(sentence.plain)
    at = label.end() if label else 0
    if label and (task := task_of(" " * at + sentence.plain[at:], cast, grammar, stem.kind)):
        # "Side event: the Water Board to develop a concept".
        return task
    is_assigned, assigned = _assigned(sentence.plain, label, cast, grammar)
    has_verb = None if NUMBERED.match(sentence.plain, at) else grammar.verbs.match(sentence.plain, at)
    if (opening := re.match(r"[\[(][^\])]{1,45}[\])] ", sentence.plain)) and is_assigned:
        at = opening.end()
        has_verb = grammar.verbs.match(sentence.plain, at)
    has_deed = grammar.doing_words.match(sentence.plain, at)
    if stem.is_firm and _is_to_be(sentence.plain, at, stem, grammar):
        found = Found(stem.act, (at, at), ActorMention(Role.PARTY, stem.side), place)
        return Undertaking(stem.kind, stem.side, found, stem=stem.place)
    if has_verb and (TWO_WORDS.fullmatch(sentence.plain, at) or NOUN_FIRST.match(sentence.plain, at)):
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
    if grammar.code == "fr" and stem.is_firm and unnamed_task(sentence.plain) and not cast.is_treaty:
        side = agent_named(sentence.plain, cast, grammar) or stem.side
        found = Found(stem.act, (at, at), ActorMention(Role.PARTY, side), place)
        return Undertaking(stem.kind, side, found, stem=stem.place)
    is_task = stem.is_tasks and not (
        is_catchword or NO_TASK.search(sentence.plain) or grammar.finite.search(sentence.plain)
    )
    if not (has_verb or has_deed or is_meeting or is_task) or (
        is_catchword and not (has_verb and stem.is_firm)
    ):
        return None
    is_told = len(sentence.plain.split()) >= FEWEST_WORDS_TOLD or sentence.plain.rstrip()[-1:] in ".;,"
    if has_deed and not has_verb and not (stem.is_firm or (has_deed["noun"] and is_told)):
        return None
    if not has_verb and (cast.is_treaty or grammar.finite.search(sentence.plain)):
        # Of a treaty a list of fields is part of the sentence above it.
        return None
    own = stem.side if stem.side in ("ours", "theirs") else None
    # Below the name of a side also an agency that nothing explains is of it.
    side = (assigned or own) if is_assigned else agent_named(sentence.plain, cast, grammar) or stem.side
    doer = ActorMention(Role.PARTY, side)
    found = Found(stem.act, (at, at), doer, place)
    is_done = not stem.is_firm and SIGNED.match(sentence.plain, at) is not None
    return Undertaking(stem.kind, side, found, is_done, stem=stem.place)


def _is_to_be(plain: str, at: int, stem: Stem, grammar: Grammar) -> bool:
    """Return whether a point below what is undertaken says it without a subject or as what is to be.

    "Bears the costs", below the name of who does; "to be held in May"; "the quota be raised to forty".
    """
    if stem.side and grammar.does.match(plain, at):
        return True
    to_be = re.compile(r"To (?=be )").match(plain, at)
    if to_be and grammar.undergone.match(plain, to_be.end()):
        return True
    be = IS_TO_BE.match(plain, at)
    return be is not None and grammar.undergone.match(plain, be.end()) is not None


def _assigned(
    plain: str, label: re.Match[str] | None, cast: Participants, grammar: Grammar
) -> tuple[bool, OwnerSide | None]:
    """Return whether a point says whose it is, before its verb or in brackets at its end, and whose."""
    for part in OWNER_PARTS.findall(plain):
        if (side := side_named(part, cast, grammar)) and len(part.split()) <= FEWEST_WORDS:
            return True, side
    behind = ASSIGNED.search(plain)
    if (
        label
        and (sides := cast.sides_in(label["name"]) & set(BOTH))
        and _ends_in_country(label["name"], cast)
    ):
        return True, owner_of(sides)
    for who, is_certain in (
        (label["name"] if label else "", False),
        (behind["who"] if behind else "", bool(behind and behind["role"])),
    ):
        if who and (side := side_named(who, cast, grammar)):
            return True, side
        if who and (is_certain or LETTERS.fullmatch(who) or SHORT_NAME.fullmatch(who)):
            return True, None
    if label and (LETTERED.match(label["name"]) or is_organisation(label["name"])):
        # A name that nothing explains: whose it is, the officer knows.
        return grammar.verbs.match(plain, label.end()) is not None, None
    return False, None


def _ends_in_country(name: str, cast: Participants) -> bool:
    """Return whether a label is a body whose name ends in its country: "Customs Ruritania"."""
    mentions = cast.mentions(name)
    return bool(mentions) and mentions[-1].place[1] == len(name) and NAME_OF_BODY.fullmatch(name) is not None


def _is_title(text: str) -> bool:
    """Recognise a catchword set like a title, which ends no sentence."""
    words = [word for word in re.findall(r"[^\W\d_]\w+", text) if len(word) > 3]
    # "Investing in Our People." is one too.
    ends = text.rstrip().endswith((".", ";", ",")) and not re.match(r"[A-Z]\w+ing\b", text)
    return not ends and all(word[0].isupper() for word in words)


def is_bare_stem(sentence: Sentence, one: Undertaking) -> bool:
    """Return whether a line only opens a list: "The two sides agreed to:"."""
    behind = sentence.plain[one.found.verb[1] :]
    if AS_FOLLOWS.search(sentence.plain) or ASIDE.fullmatch(behind):
        return True
    return behind.rstrip().endswith(":") and len(behind.split()) < FEWEST_WORDS_OF_AN_ITEM
