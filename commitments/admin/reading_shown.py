"""A text as its reading page shows it: paragraphs with the passages in them, and a card for each passage."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from django.conf import settings
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments.admin.long_texts import fitting, size
from commitments.models import Outcome, Passage, Statement
from commitments.passages import Guess, Paragraph, paragraphs_of, text_of
from commitments.vocabulary import OTHER_SIDE, OutcomeKind, OwedBy, PassageState, Side, SpokenBy

# As much of a text, in bytes, and as many passages as make one page.
PART_BYTES, PART_CARDS = 16_000, 30
SHORT = 120
NAMES: Mapping[OutcomeKind, Promise] = {
    OutcomeKind.COMMITMENT: gettext_lazy("Undertaking"),
    OutcomeKind.ASK: gettext_lazy("Request"),
    OutcomeKind.OFFER: gettext_lazy("Offer"),
    OutcomeKind.UNDERSTANDING: gettext_lazy("Understanding"),
    OutcomeKind.TOPIC: gettext_lazy("Topic"),
}
# How the underline is drawn: dashed, solid, dotted.
LINES = {OutcomeKind.ASK: "asked", OutcomeKind.COMMITMENT: "owed", OutcomeKind.OFFER: "owed"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph; `cards` are the passages that begin with it, `line` how it is underlined."""

    text: str
    cards: tuple["Card", ...] = ()
    line: str = ""
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class ParagraphShown:
    """One paragraph with its number; a heading has none."""

    number: int | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One passage as the list shows it; `sides` are who speaks or owes and, of a request, who is asked."""

    passage: Passage
    guess: Guess
    number: int
    name: str
    sides: tuple[tuple[Side, str], ...]
    is_request: bool
    short: str
    is_current: bool

    @property
    def key(self) -> int:
        return self.passage.pk

    @property
    def is_waiting(self) -> bool:
        return self.passage.state == PassageState.WAITING

    @property
    def is_accepted(self) -> bool:
        return self.passage.state == PassageState.ACCEPTED

    @property
    def line(self) -> str:
        return LINES.get(self.guess.kind, "noted")


@dataclass(frozen=True, slots=True)
class Part:
    """One page of a long text: which, of how many, with the cards that stand on it."""

    number: int
    count: int
    paragraphs: tuple[ParagraphShown, ...]
    cards: tuple[Card, ...]
    # The first passage of each part, to lead there; None for a part without any.
    firsts: tuple[int | None, ...]


def cards_of(statement: Statement, found: Sequence[Passage], current: int | None) -> list[Card]:
    """Make the cards of a text in its order."""
    partner = statement.meeting.country.iso
    cards = []
    for number, passage in enumerate(found, 1):
        guess = Guess.from_json(passage.guess)
        outcome = passage.outcome
        kind = OutcomeKind(outcome.kind) if outcome else guess.kind
        short = guess.action or Truncator(" ".join(passage.words.split())).chars(SHORT)
        cards.append(
            Card(
                passage=passage,
                guess=guess,
                number=number,
                name=str(NAMES[kind]),
                sides=_sides(kind, _spoke(outcome) if outcome else _speaks(guess), partner),
                is_request=kind == OutcomeKind.ASK,
                short=short,
                is_current=passage.pk == current,
            )
        )
    return cards


def _spoke(outcome: Outcome) -> OwedBy | None:
    """Return the side of an outcome on record; None where it is not stated."""
    return None if outcome.spoken_by == SpokenBy.NOT_STATED else OwedBy(outcome.spoken_by)


def _speaks(guess: Guess) -> OwedBy | None:
    """Say who speaks: of a request the side that is not to act."""
    return OTHER_SIDE[guess.owes] if guess.owes and guess.kind == OutcomeKind.ASK else guess.owes


def _sides(kind: OutcomeKind, speaks: OwedBy | None, partner: str) -> tuple[tuple[Side, str], ...]:
    marks = {OwedBy.OURS: (Side.OURS, settings.HOME_COUNTRY), OwedBy.THEIRS: (Side.THEIRS, partner)}
    if speaks is None:
        return ()
    if speaks == OwedBy.JOINT:
        return tuple(marks.values())
    other = (marks[OTHER_SIDE[speaks]],) if kind == OutcomeKind.ASK else ()
    return (marks[speaks], *other)


def part_of(statement: Statement, cards: Sequence[Card]) -> Part:
    """Give the part of a text on which the current passage stands, or its first."""
    text = text_of(statement.text)
    parts = list(_parts(text, paragraphs_of(text), cards))
    here = next((n for n, (_told, own) in enumerate(parts) if any(one.is_current for one in own)), 0)
    paragraphs, own = parts[here]
    return Part(
        number=here + 1,
        count=len(parts),
        paragraphs=tuple(ParagraphShown(one.number, tuple(_pieces(text, one, own))) for one in paragraphs),
        cards=tuple(own),
        firsts=tuple(mine[0].key if mine else None for _told, mine in parts),
    )


def _parts(
    text: str, paragraphs: Sequence[Paragraph], cards: Sequence[Card]
) -> Iterator[tuple[list[Paragraph], list[Card]]]:
    """Cut a text into pages; what stands in it no longer comes with the last."""
    own: list[Paragraph] = []
    mine: list[Card] = []
    weight = 0
    placed = [one for one in cards if one.passage.start is not None]
    for paragraph in (piece for one in paragraphs for piece in _light(text, one, placed)):
        here = [one for one in placed if paragraph.start <= (one.passage.start or 0) < paragraph.end]
        bytes_here = size(text[paragraph.start : paragraph.end])
        if own and (weight + bytes_here > PART_BYTES or len(mine) + len(here) > PART_CARDS):
            yield own, mine
            own, mine, weight = [], [], 0
        own.append(paragraph)
        mine += here
        weight += bytes_here
    yield own, [*mine, *(one for one in cards if one.passage.start is None)]


def _light(text: str, paragraph: Paragraph, cards: Sequence[Card]) -> Iterator[Paragraph]:
    """Cut a paragraph that would be too heavy for a page; the first of its pieces keeps the number."""
    start, number = paragraph.start, paragraph.number
    while start < paragraph.end:
        end = start + fitting(text[start : paragraph.end], PART_BYTES)
        begins = [at for one in cards if start <= (at := one.passage.start or 0) < end]
        end = max(begins[PART_CARDS], start + 1) if len(begins) > PART_CARDS else end
        yield replace(paragraph, start=start, end=min(end, paragraph.end), number=number)
        start, number = end, None


def _pieces(text: str, paragraph: Paragraph, cards: Sequence[Card]) -> Iterator[Piece]:
    """Cut a paragraph where passages begin and end."""
    spans = [
        (max(one.passage.start, paragraph.start), min(one.passage.end or 0, paragraph.end), one)
        for one in cards
        if one.passage.start is not None
    ]
    spans = [span for span in spans if span[0] < span[1]]
    cuts = sorted(
        {paragraph.start, paragraph.end, *(at for first, last, _card in spans for at in (first, last))}
    )
    for start, end in pairwise(cuts):
        over = [card for first, last, card in spans if first <= start and end <= last]
        begins = tuple(card for card in over if card.passage.start == start)
        shown = next((card for card in over if card.is_current), over[0] if over else None)
        yield Piece(
            text[start:end],
            begins,
            shown.line if shown else "",
            is_current=shown is not None and shown.is_current,
        )


def told_of(cards: Sequence[Card]) -> str:
    """Say in a line what was found: how many passages, how many of them with a deadline."""
    count = len(cards)
    if not count:
        return _("Nothing in this text looks like an outcome.")
    said = [
        ngettext("%(n)d passage looks like an outcome.", "%(n)d passages look like outcomes.", count)
        % {"n": count}
    ]
    dated = sum(card.guess.deadline.kind != "none" for card in cards)
    if dated:
        said.append(ngettext("%(n)d states a deadline.", "%(n)d state a deadline.", dated) % {"n": dated})
    else:
        said.append(_("None states a deadline."))
    known = sum(card.passage.was_on_record for card in cards)
    if known:
        said.append(
            ngettext("%(n)d stands on record already.", "%(n)d stand on record already.", known)
            % {"n": known}
        )
    said.append(_("Nothing is recorded until you accept it."))
    return " ".join(said)
