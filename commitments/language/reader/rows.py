"""Build the clause of a row of a table: the words of the row, its owner and its deadline from their cells."""

import datetime
import re
from collections.abc import Callable
from dataclasses import replace

from commitments.enums import OutcomeKind, Strength
from commitments.language.lexicon.status import is_finished
from commitments.language.phrases import parse_deadline
from commitments.language.phrases.specification import DeadlineSpec, not_stated
from commitments.language.reader.actors import Reading
from commitments.language.reader.blocks import ALIKE, Sentence
from commitments.language.reader.deadlines import timings_in
from commitments.language.reader.drafting import Manner, clauses_of, cut_words
from commitments.language.reader.forms.tables import Cell, Column, Row, deed_of
from commitments.language.reader.french_tasks import side_led_to
from commitments.language.reader.grammar import Grammar, OwnerSide, ParsedClause, Place
from commitments.language.reader.owners import side_named
from commitments.language.reader.participants import BOTH, Participants
from commitments.language.reader.tasks import does_of, named_to_do

# Reads one sentence, in the language of the text.
Read = Callable[[str], Reading]
# How a part of a text is numbered, and how far above a row its heading may stand.
PART = re.compile(r"(?:[IVX]+|[A-H])[.)] *")
PART_WITHIN, LONGEST_HEADING = 2000, 8
TOGETHER = re.compile(
    r"(?:joint|common|shared) (?:actions?|tasks?|follow-?up)|공동\s?(?:조치|과제)(?:\s?사항)?", re.I
)
# What a row holds instead of something to be done.
IN_BRACKETS_LAST = re.compile(r"\(([^()]{3,30})\)\s*$")
NOTHING_DECIDED = re.compile(
    r"(?:no|without|not) (?:further |agreed )?(?:conclusions?|decisions?|actions?|agreement|follow-?up|"
    r"discussed|agreed)\b|(?:pas de|aucune?|sans) (?:conclusion|décision|action|mesure|suite)",
    re.IGNORECASE,
)


def clause_of_row(
    row: Row,
    text: str,
    read: Read,
    cast: Participants,
    grammar: Grammar,
    manner: Manner,
    held_on: datetime.date | None,
) -> ParsedClause | None:
    """Make the clause of a row; None where nobody has to do anything any more, or nothing was undertaken."""
    deed = deed_of(row)
    due_cell = row.cells.get(Column.DUE)
    if deed is None or row.is_finished or (due_cell is not None and is_finished(due_cell.text)):
        return None
    if (note := IN_BRACKETS_LAST.search(deed.text)) and is_finished(note[1]):
        # "Scanner delivery (completed)".
        return None
    sentence = Sentence(deed.text, deed.text.translate(ALIKE), deed.start)
    reading = read(sentence.plain)
    owner_cell = row.cells.get(Column.OWNER)
    if (reading.is_none and owner_cell is None) or NOTHING_DECIDED.match(sentence.plain):
        return None
    own = next(
        (
            one
            for each in reading.undertakings
            for one in clauses_of(sentence, each, manner, held_on, is_of_both=cast.common == "joint")
        ),
        None,
    )
    due, due_place = _due(row.cells.get(Column.DUE), sentence, manner, held_on)
    return ParsedClause(
        clause=text[row.start : row.end],
        owner=_owner(owner_cell, own, sentence, cast, grammar)
        or _side_of_part(text, row.start, cast, grammar),
        act=own.act if own else OutcomeKind.COMMITMENT,
        strength=own.strength if own else Strength.AGREED,
        action=own.action if own else _shorten(deed.text),
        due=due,
        place=(row.start, row.end),
        due_place=due_place,
        condition=own.condition if own else "",
        verb_place=deed.place,
        owner_place=owner_cell.place if owner_cell else own.owner_place if own else None,
    )


def _owner(
    cell: Cell | None, own: ParsedClause | None, deed: Sentence, cast: Participants, grammar: Grammar
) -> OwnerSide | None:
    """Return who is responsible: by the cell, else by the words of the action; never by default."""
    if cell is not None and (side := side_named(cell.text, cast, grammar)):
        return side
    if cell is not None:
        return None
    named = named_to_do(deed.plain, cast, grammar)
    if named is None and own is None and (does := does_of(deed.plain, cast, grammar)):
        # "La Turquie ouvre un centre".
        return does.side
    return named.side if named else own.owner if own else None


def _side_of_part(text: str, at: int, cast: Participants, grammar: Grammar) -> OwnerSide | None:
    """Return whose the rows of a part of a text are, by the line above it: "II. À la charge du Japon"."""
    before = text[max(0, at - PART_WITHIN) : at].split("\n\n")[:-1]
    for line in reversed([part.strip() for part in before if part.strip()]):
        plain = PART.sub("", line.translate(ALIKE)).strip(" :*#")
        if "\n" in line or line[0].isdigit() or len(plain.split()) > LONGEST_HEADING or "|" in line:
            continue
        if TOGETHER.fullmatch(plain) or grammar.joint_alone.fullmatch(plain):
            return "joint"
        side = side_led_to(plain, cast, grammar)
        return side if side in BOTH else None
    return None


def _due(
    cell: Cell | None, deed: Sentence, manner: Manner, held_on: datetime.date | None
) -> tuple[DeadlineSpec, Place | None]:
    """Read the deadline in its cell; without such a column, in the words of the action."""
    if cell is not None:
        spec = parse_deadline(cell.text, manner.code)
        is_stated = (spec.kind != "none" or spec.ask) and not is_finished(cell.text)
        return (replace(spec, wording=cell.text), cell.place) if is_stated else (not_stated(), None)
    region = (0, len(deed.plain))
    found = timings_in(deed.plain, region, manner.starts, manner.code, held_on, last_first=manner.verb_last)
    if not found:
        return not_stated(), None
    start, end = found[0].place
    return found[0].spec, (deed.start + start, deed.start + end)


def _shorten(deed: str) -> str:
    short = cut_words(deed.split())
    return short[:1].upper() + short[1:]
