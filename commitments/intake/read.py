"""From the text of a statement to what an officer would track. Pure: no database, no clock, no network."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import replace

from commitments.intake import french, korean, korean_timing
from commitments.intake.blocks import Block, BlockKind, blocks_of
from commitments.intake.cast import Cast, Known, cast_of
from commitments.intake.clauses import read_sentence
from commitments.intake.doers import Doer, Memory, Role
from commitments.intake.english import GRAMMAR as ENGLISH
from commitments.intake.english_timing import MET as ENGLISH_MET
from commitments.intake.english_timing import STARTS as ENGLISH_STARTS
from commitments.intake.grammar import Grammar
from commitments.intake.lists import OPEN_STEM, point_of, stem_of_heading, stem_of_sentence
from commitments.intake.people import introduce
from commitments.intake.proposal import Proposal
from commitments.intake.proposing import Manner, proposals_of
from commitments.intake.sentences import ALIKE, Sentence, composed, language_of, sentences_of
from commitments.intake.undertaking import Reading, Undertaking
from commitments.intake.wordings import NEVER
from commitments.vocabulary import OutcomeKind

# A line that opens a list says something of its own when this many words follow its verb.
FEWEST_WORDS_OF_AN_ITEM = 6
GRAMMARS: dict[str, Grammar] = {"en": ENGLISH, "fr": french.GRAMMAR}
MANNERS: dict[str, Manner] = {
    "en": Manner("en", ENGLISH_STARTS, ENGLISH.conditions, ENGLISH.told, met=ENGLISH_MET),
    "fr": Manner("fr", french.STARTS, french.GRAMMAR.conditions, french.GRAMMAR.told),
    "ko": Manner(
        "ko", korean_timing.STARTS, korean_timing.CONDITIONS, NEVER, verb_last=True, met=korean_timing.MET
    ),
}


def read(
    text: str,
    *,
    ours: Sequence[str],
    theirs: Sequence[str],
    held_on: datetime.date | None = None,
    language: str | None = None,
    known: Known | None = None,
) -> list[Proposal]:
    """Read a statement: every commitment, request, offer, understanding and topic that it holds.

    `ours` and `theirs` are the names the two sides are known by, `known` is what else is on record of them.
    Places count in the text as composed (NFC). A language without a grammar is read as English.
    """
    text = composed(text)
    language = language or language_of(text)
    manner = MANNERS.get(language, MANNERS["en"])
    cast = cast_of(ours, theirs, known)
    plain = text.translate(ALIKE)
    if manner.code == "ko":
        korean.introduce(plain, cast)
    else:
        introduce(plain, cast, GRAMMARS[manner.code])
    pairs = _undertakings(text, cast, manner.code, held_on)
    if cast.common is None and any(_is_of_both(one) for _sentence, one in pairs):
        # Where both act as one, "we", a joint body and the passive mean both.
        cast.common = "joint"
        pairs = _undertakings(text, cast, manner.code, held_on)
    ends = {sentence.start: each for sentence, each in pairs}
    return [
        one
        for sentence, each in pairs
        for one in proposals_of(sentence, each, manner, held_on, is_last=ends[sentence.start] is each)
    ]


def _undertakings(
    text: str, cast: Cast, code: str, held_on: datetime.date | None
) -> list[tuple[Sentence, Undertaking]]:
    """Read a text whose people are introduced."""
    if code == "ko":
        return list(_korean(text, cast))
    return list(_Reader(cast, GRAMMARS[code], held_on).undertakings(text))


def _is_of_both(one: Undertaking) -> bool:
    """Say whether both sides by name undertake something together."""
    return one.kind is OutcomeKind.COMMITMENT and one.side == "joint"


def _korean(text: str, cast: Cast) -> Iterator[tuple[Sentence, Undertaking]]:
    memory = Memory()
    for block in blocks_of(text):
        if block.kind is not BlockKind.HEADING:
            for sentence in sentences_of(block, "ko"):
                for one in korean.read_sentence(sentence.plain, cast, memory).undertakings:
                    yield sentence, one


class _Reader:
    """One text being read: who is meant by "they", and which line stands above the list."""

    def __init__(self, cast: Cast, grammar: Grammar, held_on: datetime.date | None) -> None:
        self.cast, self.grammar = cast, grammar
        self.memory = Memory(held_on=held_on)
        self.heading = self.stem = self.outer = replace(OPEN_STEM, side=cast.common)

    def undertakings(self, text: str) -> Iterator[tuple[Sentence, Undertaking]]:
        """Read block after block."""
        for block in blocks_of(text):
            if block.kind is not BlockKind.HEADING:
                yield from self._block(block)
            elif not block.level:
                self.heading = self.stem = self.outer = stem_of_heading(block, self.cast, self.grammar)

    def _block(self, block: Block) -> Iterator[tuple[Sentence, Undertaking]]:
        is_point = block.kind is BlockKind.POINT
        if not is_point:
            self.stem = self.outer = self.heading
        last: tuple[Sentence, Reading] | None = None
        for sentence in sentences_of(block, self.grammar.code):
            self.memory.stem = Doer(Role.PARTY, self.stem.side) if is_point else None
            reading = read_sentence(sentence.plain, self.cast, self.grammar, self.memory)
            last = sentence, reading
            yield from ((sentence, one) for one in reading.undertakings if not _is_bare_stem(sentence, one))
            if reading.has_doer:
                self.stem = self.outer if is_point else self.stem
            elif is_point and (point := point_of(sentence, self.stem, self.cast, self.grammar)):
                yield sentence, point
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


def _is_bare_stem(sentence: Sentence, one: Undertaking) -> bool:
    """Say whether a line only opens a list: "The two sides agreed to:"."""
    behind = sentence.plain[one.found.verb[1] :]
    return behind.rstrip().endswith(":") and len(behind.split()) < FEWEST_WORDS_OF_AN_ITEM
