"""Read a statement: find each sentence's undertakings, the verb phrases with their subjects.

No database, clock or network. Also finds which countries a text is about, where this is not given.
"""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from commitments.language.comparison.words import compose_characters
from commitments.language.lexicon.countries import BOTH_SIDES, TWO_SIDES
from commitments.language.reader import (
    english_attachment,
    french_attachment,
    korean,
    korean_attachment,
    korean_words,
)
from commitments.language.reader.actors import (
    ActorMention,
    Found,
    Memory,
    Reading,
    Role,
    Undertaking,
)
from commitments.language.reader.attachment import is_attached, is_lasting
from commitments.language.reader.blocks import (
    ACTION,
    ALIKE,
    ATTENDANCE,
    DECISION,
    INFINITIVE,
    OWNER_LINE,
    REMARK,
    Block,
    BlockKind,
    Sentence,
    blocks_of,
    language_of,
    sentences_of,
)
from commitments.language.reader.deadlines import Timing
from commitments.language.reader.drafting import Manner, clauses_of, with_mentioned_dates
from commitments.language.reader.english import GRAMMAR
from commitments.language.reader.english_deadlines import MET, STARTS
from commitments.language.reader.forms import capitals, emails, threads
from commitments.language.reader.forms.authors import side_of_address
from commitments.language.reader.forms.parts import take_apart
from commitments.language.reader.forms.speeches import speaker_of_block
from commitments.language.reader.french import GRAMMAR as FRENCH
from commitments.language.reader.french_deadlines import STARTS as FRENCH_STARTS
from commitments.language.reader.grammar import NEVER, Act, Grammar, OwnerSide, ParsedClause, blank
from commitments.language.reader.korean_names import introduce_korean
from commitments.language.reader.lists import (
    FEWEST_WORDS_OF_AN_ITEM,
    OPEN_ISSUES,
    OPEN_STEM,
    asked_in_brief,
    below,
    is_bare_stem,
    is_name_of_points,
    is_of_brief,
    is_side_alone,
    names_tasks,
    opens_anew,
    point_of,
    stem_of_heading,
    stem_of_sentence,
)
from commitments.language.reader.owners import SECTION, side_named, side_of_duties, with_duty
from commitments.language.reader.participants import (
    BOTH,
    Known,
    Participants,
    cast_of,
    find_opposite,
    introduce_people,
)
from commitments.language.reader.rows import Read, clause_of_row
from commitments.language.reader.sentences import find_hits, find_speaker, read_sentence
from commitments.language.reader.starts import is_narrated
from commitments.language.reader.subjects import (
    is_of_both,
    with_giver,
)
from commitments.language.reader.tasks import does_of, is_task_line, task_of

# A line that may be a task: a sentence, or "Next round in Port Elm, spring 2027".
ENDS_TASK = re.compile(r"\.$|^(?:Next|Prochaine?) ")


LONGEST_HEAD = 8000
SAYS_WE = re.compile(r"\b(?:we|us|our|nous|nos|notre)\b")
SAYS_THEY = re.compile(r"\b(?:they|them|their|ils|eux|leurs?)\b")
TITLE_WITHIN = 3
# The boxes of points that are done or dropped.
TICKED = ("[x]", "[X]", "[-]")
LONGEST_AGENDA = 60
WHOSE_AGENDA = re.compile(r" (?:for|of|by|from|on) [^.;]+$")
ASSIGNED_WITHIN = 300
GRAMMARS: dict[str, Grammar] = {"en": GRAMMAR, "fr": FRENCH}
MANNERS: dict[str, Manner] = {
    "en": Manner("en", STARTS, english_attachment.ATTACHMENTS, GRAMMAR.conditions, GRAMMAR.told, met=MET),
    "fr": Manner("fr", FRENCH_STARTS, french_attachment.ATTACHMENTS, FRENCH.conditions, FRENCH.told),
    "ko": Manner(
        "ko",
        korean_words.STARTS,
        korean_attachment.ATTACHMENTS,
        korean_words.CONDITIONS,
        NEVER,
        verb_last=True,
        met=korean_words.MET,
    ),
}


def read_statement(
    text: str,
    *,
    ours: Sequence[str],
    theirs: Sequence[str],
    held_on: datetime.date | None = None,
    language: str | None = None,
    known: Known | None = None,
    level: int = 0,
) -> list[ParsedClause]:
    """Read a statement: return every commitment, request, offer, understanding and topic in it.

    `ours` and `theirs` are the names of the two sides, `known` is what else is recorded about them. Places
    count in the text as composed (NFC). A language without a grammar is read as English. `level` counts the
    emails that quote this one.
    """
    text, sides = compose_characters(text), {"ours": ours, "theirs": theirs}
    of_form = _of_another_form(text, known, **sides, held_on=held_on, language=language)
    if of_form is not None:
        return of_form
    email = emails.email_in(text)
    email = email or (emails.Email(()) if emails.is_note(text) or (known and known.is_letter) else None)
    # The headers of an email are in English, whatever its language.
    language = language or language_of(blank(text, email.outside) if email else text)
    manner = MANNERS.get(language, MANNERS["en"])
    cast = cast_of(ours, theirs, known)
    cast.is_letter, cast.writer = bool(level), cast.own if level else None
    earlier = emails.earlier_email(text, email) if email and level < emails.MOST_EARLIER else None
    if level and email:
        # What is quoted below it is read later, and only once.
        text = text[: emails.own_end(text, email) + emails.NAMES_WITHIN]
    _introduce(text.translate(ALIKE), cast, manner.code)
    parts = take_apart(text, email, cast, manner.code)
    held_on = held_on or parts.written_on
    pairs = _undertakings(parts.prose, cast, manner.code, held_on)
    ends = {sentence.start: each for sentence, each in pairs}
    is_of_both = cast.common == "joint"
    found = [
        (sentence, one)
        for sentence, each in pairs
        for one in clauses_of(
            sentence, each, manner, held_on, is_last=ends[sentence.start] is each, is_of_both=is_of_both
        )
    ]
    clauses = list(with_mentioned_dates(found, manner))
    grammar = GRAMMARS.get(manner.code, GRAMMAR)
    read = _sentence_reader(cast, manner.code, held_on)
    rows = (clause_of_row(row, text, read, cast, grammar, manner, held_on) for row in parts.rows)
    clauses += [row for row in rows if row]
    if earlier:
        body, sender, is_passed_on = earlier
        other = find_opposite(cast.writer) if cast.writer else None
        author = side_of_address(sender, cast) or (cast.writer if is_passed_on else other)
        known = replace(known or Known(), author=author, is_letter=True)
        before = read_statement(
            body, ours=ours, theirs=theirs, held_on=held_on, language=language, known=known, level=level + 1
        )
        clauses += before if level else [emails.requoted(one, text) for one in before]
    return sorted(clauses, key=lambda one: one.place[0])


def _of_another_form(text: str, known: Known | None, **given: Any) -> list[ParsedClause] | None:
    """Read a chat message by message, and a text in capitals as if written in sentences.

    Return None for any other text.
    """
    is_in_capitals = capitals.is_in_capitals(text)
    messages = [] if is_in_capitals else threads.messages_in(text)
    if not (is_in_capitals or messages):
        return None
    cast = cast_of(given["ours"], given["theirs"], known)
    if is_in_capitals:
        plain = capitals.in_sentences(text, cast)
        read = read_statement(plain, known=known, **given)
        return [capitals.as_written(one, text) for one in read]
    sides = threads.sides_of_writers({name for name, _place in messages}, cast)
    found: list[ParsedClause] = []
    for name, place in messages:
        said = replace(known or Known(), author=sides[name], is_letter=True)
        message = threads.said_in(text, place)
        read = read_statement(message, known=said, **given)
        found += [threads.moved(one, text, place) for one in read]
    return found


def _introduce(plain: str, cast: Participants, code: str) -> None:
    """Note whom a text names: both sides together, each of them at its head, and the writer's other side."""
    words = plain.casefold()
    cast.names_both = any(name in words for name in BOTH_SIDES) or TWO_SIDES.search(words) is not None
    cast.names_each = cast.sides_in(plain[:LONGEST_HEAD]) >= set(BOTH)
    cast.says_we = SAYS_WE.search(words) is not None
    other = find_opposite(cast.own) if cast.own else None
    cast.names_other = other in cast.sides_in(plain) or SAYS_THEY.search(words) is not None
    if code == "ko":
        introduce_korean(plain, cast)
    else:
        introduce_people(plain, cast, GRAMMARS[code])


def is_mentioned(plain: str, timing: Timing, language: str, cast: Participants) -> bool:
    """Return whether a time in a single line is no deadline: part of a name, past, or of another word."""
    manner = MANNERS.get(language, MANNERS["en"])
    at, end = timing.place
    if is_narrated(plain, at, manner.starts) or manner.starts.named.match(plain, end):
        return True
    if manner.verb_last:
        starts = [
            found.start() for _act, pattern in korean_words.ROWS for found in pattern.finditer(plain, end)
        ]
        verb = (min(starts, default=len(plain)), len(plain))
    else:
        hits = find_hits(plain, GRAMMARS[manner.code], cast)
        before = [hit[1:] for hit in hits if hit[2] <= at]
        verb = before[-1] if before else hits[0][1:] if hits else (0, 0)
    one = Found(Act.WILL, verb, ActorMention(Role.THING), (0, len(plain)), len(plain))
    return is_lasting(timing, manner.ties) or (
        timing.spec.kind != "open" and is_attached(plain, timing, one, manner.ties)
    )


def _undertakings(
    text: str, cast: Participants, code: str, held_on: datetime.date | None
) -> list[tuple[Sentence, Undertaking]]:
    """Read a text; where both act as one, again: then "we", a joint body and the passive mean both."""
    reader = None if code == "ko" else _Reader(cast, GRAMMARS[code], held_on)
    pairs: list[tuple[Sentence, Undertaking]] = []
    for pair in reader.undertakings(text) if reader else korean.undertakings(text, cast):
        pairs.append(pair)
        if is_of_both(pair[1], cast) and pair[1].found.doer.role is Role.PARTY:
            # No line behind it assigns it to somebody else.
            cast.common = "joint"
            return _undertakings(text, cast, code, held_on)
    for at, side in reader.assigned if reader else ():
        before = [n for n, (sentence, _one) in enumerate(pairs) if 0 <= at - sentence.end < ASSIGNED_WITHIN]
        for n in before[-1:]:
            sentence, one = pairs[n]
            if one.found.doer.role is not Role.PARTY:
                pairs[n] = sentence, replace(one, side=side)
    if any(is_of_both(one, cast) for _sentence, one in pairs):
        cast.common = "joint"
        return _undertakings(text, cast, code, held_on)
    return pairs


def _sentence_reader(cast: Participants, code: str, held_on: datetime.date | None) -> Read:
    """Return the reader of one sentence that has none before it."""
    if code == "ko":
        return lambda plain: korean.read_sentence(plain, cast, Memory())
    return lambda plain: read_sentence(plain, cast, GRAMMARS[code], Memory(held_on=held_on))


class _Reader:
    """One text being read: what "they" refers to, and which line is above the list."""

    def __init__(self, cast: Participants, grammar: Grammar, held_on: datetime.date | None) -> None:
        self.cast, self.grammar = cast, grammar
        self.memory = Memory(held_on=held_on)
        self.heading = self.stem = self.outer = replace(OPEN_STEM, side=cast.common)
        self.has_tasks = self.is_list = self.is_minutes = False
        self.duty: OwnerSide | None = None
        # Whose the action before a place is, where a line of its own says it: "Action: Ruritania".
        self.assigned: list[tuple[int, OwnerSide]] = []

    def undertakings(self, text: str) -> Iterator[tuple[Sentence, Undertaking]]:
        """Read block after block."""
        blocks = blocks_of(text)
        self.has_tasks = sum(is_task_line(block, self.cast, self.grammar) for block in blocks) > 1
        self.is_list = any(names_tasks(block) for block in blocks[:TITLE_WITHIN])
        self.is_minutes = any(self.grammar.minutes.search(block.text) for block in blocks[:TITLE_WITHIN])
        for block, following in zip_longest(blocks, blocks[1:]):
            if speaker := speaker_of_block(block.text, self.cast, self.grammar):
                self.cast.is_speech, self.cast.own, self.cast.writer = True, speaker, speaker
            is_heading = (
                is_name_of_points(block, following)
                or block.kind is BlockKind.HEADING
                or self._is_agenda(block)
            )
            is_heading |= is_side_alone(block, self.cast, self.grammar)
            if is_heading or SECTION.match(block.text):
                self.duty = side_of_duties(block.text, self.cast, self.grammar)
            if self.heading.kind is None and opens_anew(block):
                self.heading = self.stem = self.outer = replace(OPEN_STEM, side=self.cast.common)
            if OPEN_ISSUES.fullmatch(block.text.strip(" .:*")):
                self.heading = self.stem = self.outer = stem_of_heading(block, self.cast, self.grammar)
            elif not is_heading or OWNER_LINE.fullmatch(block.text):
                for sentence, one in self._block(block):
                    given = with_giver(sentence.plain, one, self.cast)
                    yield sentence, with_duty(sentence.plain, given, self.duty, self.cast, self.grammar)
            elif not block.level or is_heading:
                self.heading = self.stem = self.outer = stem_of_heading(block, self.cast, self.grammar)
            if self.is_list and not self.heading.is_firm:
                # "(Ports)", in a list of actions.
                self.heading = replace(self.heading, is_firm=True)
                is_open = not block.level and (is_heading or not self.stem.is_firm)
                self.stem = self.outer = self.heading if is_open else self.stem

    def _block(self, block: Block) -> Iterator[tuple[Sentence, Undertaking]]:
        if ATTENDANCE.search(block.text) or REMARK.match(block.text) or block.level.endswith(TICKED):
            return
        is_point = block.kind is BlockKind.POINT or INFINITIVE.match(block.text) is not None
        if block.level in (ACTION, DECISION):
            # Whoever has to act is never both by default.
            side = self.cast.agreed if block.level == DECISION else None
            self.stem = self.outer = replace(OPEN_STEM, side=side, is_firm=True)
        elif not is_point:
            self.stem = self.outer = self.heading
        last: tuple[Sentence, Reading] | None = None
        self.memory.is_quoted = False
        is_french = self.grammar.code == "fr"
        lists_tasks = self.has_tasks and is_french and self.stem.kind is not None
        self.memory.is_task = self.is_minutes or (is_point and (self.stem.is_firm or lists_tasks))
        for sentence in sentences_of(block, self.grammar.code):
            owner = OWNER_LINE.fullmatch(sentence.plain)
            who = owner["who"] if owner else sentence.plain if block.level == ACTION else ""
            side = side_named(who, self.cast, self.grammar)
            if len(who.split()) < FEWEST_WORDS_OF_AN_ITEM and side:
                self.assigned.append((sentence.start, side))
                # "Actions à mener - Ruritania" stands above a list.
                self.stem = self.outer = replace(OPEN_STEM, side=side, is_firm=True)
                continue
            if is_point and self.cast.is_speech and is_of_brief(sentence.plain):
                yield from ((sentence, one) for one in asked_in_brief(sentence.plain, self.cast))
                continue
            self.memory.stem = ActorMention(Role.PARTY, self.stem.side) if is_point else None
            reading = read_sentence(sentence.plain, self.cast, self.grammar, self.memory)
            last = sentence, reading
            if sentence.plain.count('"') % 2:
                self.memory.quoted = find_speaker(sentence.plain, len(sentence.plain), self.cast, self.memory)
                self.memory.is_quoted = not self.memory.is_quoted
            yield from ((sentence, one) for one in reading.undertakings if not is_bare_stem(sentence, one))
            is_task = is_point and not reading.undertakings and self._lists_tasks()
            done = does_of(sentence.plain, self.cast, self.grammar) if is_task else None
            if is_task and (task := task_of(sentence.plain, self.cast, self.grammar)):
                yield sentence, below(self.stem, task)
            elif reading.has_doer and not (done or (is_task and self._begins_with_verb(sentence))):
                self.stem = self.outer if is_point else self.stem
            elif done and not reading.is_none:
                yield sentence, done
            elif is_point and (point := point_of(sentence, self.stem, self.cast, self.grammar)):
                if not (reading.undertakings and (point.needs_deadline or self.stem.is_tasks)):
                    yield sentence, point
            elif not reading.undertakings and (
                self.has_tasks or ENDS_TASK.search(sentence.plain) or (self.cast.is_letter and is_french)
            ):
                task = None if is_point else task_of(sentence.plain, self.cast, self.grammar)
                yield from [(sentence, task)] if task else []
        if last is None:
            return
        if block.opens_list:
            self.stem = stem_of_sentence(*last, self.cast, self.grammar)
            if not self.stem.is_firm and self.heading.is_firm:
                self.stem = self.heading
            self.outer = self.outer if is_point else self.stem
        elif not is_point and not self.stem.is_firm:
            sides = [one.side for one in last[1].undertakings]
            self.stem = self.outer = replace(OPEN_STEM, side=sides[-1] if sides else self.cast.common)

    def _lists_tasks(self) -> bool:
        """Return whether the points being read are tasks, by the text or by the line above them."""
        return (self.has_tasks or self.stem.is_firm) and self.stem.kind is not None

    def _begins_with_verb(self, sentence: Sentence) -> bool:
        """Return whether a point begins with its verb: "Ask the agency for the list"."""
        return self.grammar.verbs.match(sentence.plain) is not None

    def _is_agenda(self, block: Block) -> bool:
        """Return whether a line is only the name of a list of actions: "Suites à donner"."""
        plain = block.text.translate(ALIKE).strip(" *#")
        found = None if block.level else self.grammar.agenda.match(plain)
        # "Next steps for Ruritania".
        return found is not None and (
            found.end() == len(plain)
            or (WHOSE_AGENDA.match(plain, found.end()) is not None and len(plain) < LONGEST_AGENDA)
        )
