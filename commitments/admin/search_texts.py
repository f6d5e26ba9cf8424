"""The texts that each kind of record is found by, and the passage of them with the words."""

import datetime
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Field, Model, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commitments.calendars.holidays import ENGLISH, holidays_of
from commitments.dashboard.side_panel import known_years
from commitments.deadlines.context import calendar_of
from commitments.enums import YearStatus
from commitments.enums.parties import language_name
from commitments.models import (
    BackgroundFact,
    Commitment,
    DelegationMember,
    Mechanism,
    Meeting,
    Official,
    ProposedWording,
    Statement,
    TopicBrief,
    User,
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


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One record found."""

    url: str
    reference: str
    title: tuple[MarkedPiece, ...]
    about: str = ""
    state: str = ""
    passage: FoundPassage | None = None
    # Said only where hits of several kinds stand together.
    kind: str = ""


@dataclass(frozen=True, slots=True)
class HitGroup:
    """The hits of one kind, with a link to the list of all of them where there are more."""

    title: str
    hits: tuple[SearchHit, ...]
    more: str = ""


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


def commitment_texts(row: Commitment) -> list[SearchText]:
    """List what a commitment is found by beside its title and its clause; the current deadline goes first."""
    texts = [SearchText(_("Condition"), row.condition, is_record=True)]
    for version in sorted(row.deadlines.all(), key=lambda one: one.pk != row.deadline_id):
        label = _("Deadline") if version.pk == row.deadline_id else _("Earlier deadline")
        texts.append(SearchText(label, version.wording, is_record=True))
    internal = (_("Our interpretation"), row.meaning), (_("Line to take"), row.line_to_take)
    return [*texts, *(SearchText(label, text) for label, text in internal)]


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


def find_holidays(person: User, words: Sequence[SearchWord]) -> tuple[SearchHit, ...]:
    """Find the public holidays of this year and the next, calculated and added by hand, by their names in
    the languages of the screens; each leads to the page of its year.
    """
    hits: list[SearchHit] = []
    for known in known_years(person, timezone.localdate()):
        found: dict[datetime.date, str] = {}
        is_known = known.status != YearStatus.ABSENT
        for language in (get_language() or ENGLISH, ENGLISH, *dict(settings.LANGUAGES)) if is_known else ():
            for day, name in holidays_of(calendar_of(known.country.iso), known.year, language):
                if all(f" {word.text}" in f" {normalise.fold_text(name)}" for word in words):
                    found.setdefault(day, name)
        page = reverse("admin:commitments_holiday_year", args=(known.key,))
        hits += [
            SearchHit(page, date_format(day), split_at_words(found[day], words), str(known.country))
            for day in sorted(found)
        ]
    return tuple(hits)
