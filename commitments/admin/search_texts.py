"""The texts that each kind of record is found by, and the passage of them with the words."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Field, Model, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from commitments.enums.parties import language_name
from commitments.models import (
    BackgroundFact,
    DelegationMember,
    Mechanism,
    Meeting,
    Official,
    ProposedWording,
    Statement,
    TopicBrief,
)
from commitments.packets import formats
from commitments.search import index, normalise
from commitments.search.normalise import SearchWord

# Of a long text, what stands before the first word found, and in all.
BEFORE, LONGEST = 60, 220


@dataclass(frozen=True, slots=True)
class MarkedPiece:
    """Some characters of a text, marked where they match."""

    text: str
    is_found: bool


@dataclass(frozen=True, slots=True)
class SearchText:
    """A searched text; record text is what a person said or agreed, in its own language."""

    where: str
    text: str
    language: str = ""
    is_record: bool = False


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """The part of a text with the words."""

    where: str
    pieces: tuple[MarkedPiece, ...]
    language: str
    language_name: str
    is_record: bool


def split_at_words(text: str, words: Sequence[SearchWord]) -> tuple[MarkedPiece, ...]:
    """Cut a text where the words begin and end."""
    cut: list[MarkedPiece] = []
    at = 0
    for start, end in normalise.find_spans(text, words):
        cut += [MarkedPiece(text[at:start], is_found=False), MarkedPiece(text[start:end], is_found=True)]
        at = end
    cut.append(MarkedPiece(text[at:], is_found=False))
    return tuple(piece for piece in cut if piece.text)


def find_passage(said: Iterable[SearchText], words: Sequence[SearchWord]) -> FoundPassage | None:
    """Return the passage of the text with the most words; None where no text has any."""
    held = [(sum(bool(normalise.find_spans(one.text, [word])) for word in words), one) for one in said]
    most, text = max(held, key=lambda pair: pair[0], default=(0, SearchText("", "")))
    if not most:
        return None
    shown = split_at_words(_around(text.text, normalise.find_spans(text.text, words)[0][0]), words)
    name = language_name(text.language) if text.language else ""
    return FoundPassage(text.where, shown, text.language, name, text.is_record)


def _around(text: str, at: int) -> str:
    """Cut a long text to what stands around a place, between words or at least between letters."""
    if len(text) <= LONGEST:
        return text
    places = [start for start, _folded in normalise.split_clusters(text)]
    start, end = at - BEFORE, at - BEFORE + LONGEST
    if start > 0:
        space = text.find(" ", start, at)
        start = space + 1 if space >= 0 else places[bisect_left(places, start)]
    else:
        start, end = 0, LONGEST
    if end < len(text):
        space = text.rfind(" ", at, end)
        end = space if space > at else places[bisect_left(places, end)]
    return f"{'…' if start else ''}{text[start:end].strip()}{'…' if end < len(text) else ''}"


def statement_texts(row: Statement) -> list[SearchText]:
    """List what a text of a meeting is found by beside its title."""
    text = SearchText(_("Text"), row.text, row.language, is_record=True)
    return [text, SearchText(_("Number"), row.number), SearchText(_("Source"), row.source)]


def list_names(row: Any) -> list[SearchText]:
    """List the names in every language, the recorded one too: the title may be in the reader's."""
    others = [
        SearchText(capfirst(_("name")), text, name.language)
        for name in row.names.all()
        for text in (name.name, name.short_name)
    ]
    short = getattr(row, "short_name", "")
    more = [SearchText(_("Other name"), name) for name in getattr(row, "other_names", "").splitlines()]
    return [SearchText(capfirst(_("name")), row.name), SearchText(_("Short name"), short), *more, *others]


def official_texts(row: Official) -> list[SearchText]:
    """List what an official is found by beside its title."""
    others = [
        SearchText(_("Name"), ", ".join(filter(None, (n.person, n.post))), n.language)
        for n in row.names.all()
    ]
    return [SearchText(_("Name"), ", ".join(filter(None, (row.person, row.post)))), *others]


def mechanism_texts(row: Mechanism) -> list[SearchText]:
    """List what a standing body is found by beside its title."""
    return [SearchText(_("Our co-chair"), row.our_chair), SearchText(_("Their co-chair"), row.their_chair)]


def column_texts(row: Model) -> list[SearchText]:
    """List the columns that a record is found by, each under its label."""
    fields = (row._meta.get_field(name) for name in index.OWN[type(row)])
    return [
        SearchText(str(capfirst(str(field.verbose_name))), str(getattr(row, field.name)))
        for field in fields
        if isinstance(field, Field)
    ]


def topic_texts(row: TopicBrief) -> list[SearchText]:
    """List what a topic is found by beside its title: its parts, and its title in other languages."""
    titles = [
        SearchText(_("Title"), one.text, one.language) for one in formats.parse_sayings(row.titles).rows
    ]
    return [*titles, *(one for one in column_texts(row) if one.text not in {row.title, row.titles})]


def proposal_texts(row: ProposedWording) -> list[SearchText]:
    """List what a wording is found by: its words in each language, its terms and its fallback."""
    others = [
        SearchText(_("Draft wording"), one.text, one.language)
        for one in formats.parse_sayings(row.wordings).rows
    ]
    return [*others, *(one for one in column_texts(row) if one.text not in {row.title, row.wordings})]


def meeting_texts(row: Meeting) -> list[SearchText]:
    """List what a meeting is found by beside its title."""
    facts: QuerySet[BackgroundFact] = row.background.all()
    background = [SearchText(_("Background"), said) for fact in facts for said in (fact.text, fact.source)]
    seats: QuerySet[DelegationMember] = row.delegations.all()
    posts = [SearchText(_("Delegation"), seat.post) for seat in seats if seat.post]
    about = [SearchText(_("Place"), row.place), SearchText(_("Meeting overview"), row.purpose)]
    return [*about, SearchText(_("Internal note"), row.note), *posts, *background]
