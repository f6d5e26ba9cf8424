"""Go to: find records that the person may read by a reference or by words, the most likely first.

Each hit has its kind and the passage with the words; the texts that are searched are listed for each kind.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.db.models import Model, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.access import querysets
from commitments.admin.pages import AdminPage
from commitments.admin.permissions import signed_in
from commitments.enums.parties import language_name
from commitments.models import (
    BackgroundFact,
    Clause,
    Commitment,
    Country,
    DelegationMember,
    Evidence,
    Mechanism,
    Meeting,
    Ministry,
    Official,
    Outcome,
    Packet,
    ProposedWording,
    Statement,
    TopicBrief,
    User,
)
from commitments.packets import formats
from commitments.records import references
from commitments.search import index, normalise, query
from commitments.search.normalise import SearchWord
from commitments.search.parties import find_parties
from commitments.search.query import words_of

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


def meeting_texts(row: Meeting) -> list[SearchText]:
    """List what a meeting is found by beside its title."""
    facts: QuerySet[BackgroundFact] = row.background.all()
    background = [SearchText(_("Background"), said) for fact in facts for said in (fact.text, fact.source)]
    about = [SearchText(_("Place"), row.place), SearchText(_("Meeting overview"), row.purpose)]
    return [*about, *_seats(row), *background]


def _seats(row: Meeting) -> list[SearchText]:
    seats: QuerySet[DelegationMember] = row.delegations.all()
    return [SearchText(_("Delegation"), seat.post) for seat in seats if seat.post]


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


def topic_texts(row: TopicBrief) -> list[SearchText]:
    """List what a topic is found by: its title in other languages."""
    return [SearchText(_("Title"), one.text, one.language) for one in formats.parse_sayings(row.titles).rows]


def proposal_texts(row: ProposedWording) -> list[SearchText]:
    """List what a wording is found by: its words in each language."""
    others = [
        SearchText(_("Draft wording"), one.text, one.language)
        for one in formats.parse_sayings(row.wordings).rows
    ]
    return [SearchText(_("Draft wording"), row.wording), *others]


SHOWN = 8
LISTED, LISTED_OF_KIND, OF_POINTS = 10, 4, 100
# What has no page of its own.
PAGES: dict[type[Model], type[Model]] = {Clause: Commitment, Evidence: Commitment}
OF_REFERENCE: dict[str, type[Model]] = {"": Commitment, "m": Meeting, "p": Packet}
Texts = Callable[[Any], list[SearchText]]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The record of a reference, or the groups of hits."""

    exact: SearchHit | None
    groups: list[HitGroup]

    def as_listed(self) -> list[HitGroup]:
        """Return what is listed while a person types: some of each kind, few in all."""
        if self.exact:
            return [HitGroup(_("References"), (self.exact,))]
        listed: list[HitGroup] = []
        room = LISTED
        for group in self.groups:
            hits = group.hits[: min(room, LISTED_OF_KIND)]
            listed += [HitGroup(group.title, hits)] if hits else []
            room -= len(hits)
        return listed


@dataclass(frozen=True, slots=True)
class SearchContext:
    """The person, the search words, and the answers of the index so far."""

    person: User
    pages: frozenset[type[Model]]
    words: tuple[SearchWord, ...]
    typed: str
    listed: Callable[[str], query.Keys | None]
    # The countries and ministries that the words mean, whatever they are called in the record.
    meant: Mapping[type[Model], Sequence[int]]

    def rows(
        self, model: type[Model], *related: str, parts: tuple[str | Prefetch[Any], ...] = ()
    ) -> list[Any]:
        """Return the newest records of a kind with all words that the person may read."""
        if PAGES.get(model, model) not in self.pages:
            return []
        rows = querysets.list_readable(model, self.person)
        rows = rows.select_related(*related) if related else rows
        rows = rows.prefetch_related(*parts) if parts else rows
        meant = list(rows.filter(pk__in=self.meant[model])[:SHOWN]) if self.meant.get(model) else []
        known = {row.pk for row in meant}
        return [*meant, *(row for row in self._hold_words(model, rows) if row.pk not in known)]

    def _hold_words(self, model: type[Model], rows: QuerySet[Any]) -> list[Any]:
        """Return the newest rows of a kind that hold all words."""
        keys = self.listed(index.mark_of(model))
        if keys is not None:
            few = keys.get(index.kind_of(model))
            return list(rows.filter(pk__among=few).order_by("-pk")[: SHOWN + 1]) if few else []
        newest = query.list_newest(model, self.words)
        found = list(rows.filter(pk__in=newest).order_by("-pk")[: SHOWN + 1])
        if len(found) > SHOWN:
            return found
        return list(rows.filter(query.build_word_condition(model, self.words)).order_by("-pk")[: SHOWN + 1])

    def group(
        self, model: type[Model], rows: Sequence[Any], hit: Callable[[Any], SearchHit], **params: str
    ) -> HitGroup | None:
        """Return the hits of a kind as a group; None where there are none."""
        if not rows:
            return None
        more = f"{build_admin_url(model, 'changelist')}?{urlencode({**params, 'q': self.typed})}"
        title = capfirst(str(model._meta.verbose_name_plural))
        return HitGroup(title, tuple(map(hit, rows[:SHOWN])), more if len(rows) > SHOWN else "")


class FindPage(AdminPage):
    """Opens the record of a reference at once; lists what holds the words, or as an answer while typing."""

    title = gettext_lazy("Search")
    template_name = "admin/find.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        typed = request.GET.get("q", "").strip()[: query.LONGEST_SEARCH]
        found = find_records(self.admin_site, request, typed)
        if request.GET.get("part") == "options":
            groups = found.as_listed()
            listed = {"groups": groups, "shown": sum(len(group.hits) for group in groups)}
            return TemplateResponse(request, "admin/found_options.html", listed)
        if found.exact:
            return HttpResponseRedirect(found.exact.url)
        return self.render_to_response(self.get_context_data(typed=typed, groups=found.groups))


def find_records(site: AdminSite, request: HttpRequest, typed: str) -> SearchResult:
    """Find a reference, then words in every kind of record, through the access policy of each."""
    person = signed_in(request)
    words = tuple(filter(lambda word: word.terms, map(normalise.parse_word, words_of(typed))))
    if not words:
        return SearchResult(None, [])
    exact = _by_reference(typed, person)
    if len(exact) == 1:
        return SearchResult(exact[0], [])
    pages = frozenset(model for model, page in site._registry.items() if page.has_view_permission(request))
    asked = SearchContext(
        person, pages, words, typed, cache(lambda mark: query.find_keys(mark, words)), find_parties(typed)
    )
    groups = [HitGroup(_("References"), tuple(exact))] if exact else []
    items, points = _agreed(asked)
    seats = Prefetch("delegations", querysets.list_readable(DelegationMember, person))
    facts = Prefetch("background", querysets.list_readable(BackgroundFact, person))
    of_kinds = [
        items,
        _group(asked, Meeting, ("country",), meeting_texts, (seats, facts)),
        points,
        _group(asked, Statement, (), statement_texts),
        _group(asked, TopicBrief, ("meeting",), topic_texts),
        _group(asked, ProposedWording, ("meeting",), proposal_texts),
        _evidence(asked),
        _group(asked, Ministry, ("country",), list_names, ("names",)),
        _group(asked, Official, ("country", "ministry"), official_texts, ("names",)),
        _group(asked, User, ("desk", "ministry"), lambda row: []),
        _group(asked, Mechanism, ("country",), mechanism_texts),
        _group(asked, Country, (), list_names, ("names",)),
    ]
    return SearchResult(None, [*groups, *(group for group in of_kinds if group is not None)])


def build_admin_url(model: type[Model], what: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{what}", args=args)


def _by_reference(typed: str, person: User) -> list[SearchHit]:
    """List what has the reference that was typed; without the partner's code it may be several."""
    meant = references.parse_reference(normalise.fold_text(typed).strip())
    if meant is None:
        return []
    rows = find_by_reference(meant, person)
    return [
        SearchHit(
            build_admin_url(rows.model, "change", row.pk),
            row.reference,
            split_at_words(getattr(row, "title", ""), []),
            kind=_kind(rows.model),
        )
        for row in rows.order_by("-pk")[:SHOWN]
    ]


def find_by_reference(meant: references.TypedReference, person: User) -> QuerySet[Any]:
    """Find what bears a reference; without the partner's code it may be several."""
    codes = () if meant.code else querysets.list_readable(Country, person).values_list("iso", flat=True)
    return querysets.list_readable(OF_REFERENCE[meant.kind], person).filter(
        reference__in=meant.written(codes)
    )


def _kind(model: type[Model]) -> str:
    return str(model._meta.verbose_name)


def _agreed(asked: SearchContext) -> tuple[HitGroup | None, HitGroup | None]:
    """Return the commitments found, by their own text first, then by the agreed clause; and other
    outcomes.
    """
    own = asked.rows(Commitment, "country")
    points = {point.pk: point for point in asked.rows(Outcome)}
    worded: dict[int, list[SearchText]] = {key: _point_texts(point) for key, point in points.items()}
    for clause in asked.rows(Clause):
        said = SearchText(_("Other statement"), clause.wording, clause.language, is_record=True)
        worded.setdefault(clause.outcome_id, []).append(said)
    of_points = querysets.list_readable(Commitment, asked.person).filter(outcome__in=list(worded))
    by_wording = list(of_points.select_related("country").order_by("-pk")[:OF_POINTS]) if worded else []
    known = {item.pk for item in own}
    items = [*own, *(item for item in by_wording if item.pk not in known)]
    told = {item.outcome_id for item in items}
    lone = [point for key, point in points.items() if key not in told]
    meetings = _meetings_of(lone, asked.person)
    return (
        asked.group(
            Commitment,
            items,
            lambda item: _item(item, worded.get(item.outcome_id, []), asked.words),
            view="all",
        ),
        asked.group(Outcome, lone, lambda point: _point(point, meetings.get(point.meeting_id), asked.words)),
    )


def _item(item: Commitment, worded: list[SearchText], words: tuple[SearchWord, ...]) -> SearchHit:
    texts = [*worded, SearchText(_("Condition"), item.condition, is_record=True)]
    return SearchHit(
        build_admin_url(Commitment, "change", item.pk),
        item.reference,
        split_at_words(item.title, words),
        str(item.country),
        str(item.get_state_display()),
        find_passage(texts, words),
    )


def _point_texts(point: Outcome) -> list[SearchText]:
    answer = SearchText(_("Answer"), point.answer_wording, point.language, is_record=True)
    return [SearchText(_("Agreed wording"), point.clause, point.language, is_record=True), answer]


def _meetings_of(points: Sequence[Outcome], person: User) -> dict[int, Meeting]:
    keys = {point.meeting_id for point in points}
    rows = querysets.list_readable(Meeting, person).filter(pk__in=keys).select_related("country")
    return {row.pk: row for row in rows} if keys else {}


def _point(point: Outcome, meeting: Meeting | None, words: tuple[SearchWord, ...]) -> SearchHit:
    """Show a point of a meeting; the meeting only where the person may read it."""
    return SearchHit(
        build_admin_url(Outcome, "change", point.pk),
        querysets.name_of(point.meeting_id, meeting and meeting.reference),
        split_at_words(
            _("Outcome %(number)s: %(kind)s") % {"number": point.number, "kind": point.get_kind_display()}, []
        ),
        str(meeting.country) if meeting else "",
        passage=find_passage(_point_texts(point), words),
    )


def _group(
    asked: SearchContext,
    model: type[Model],
    related: tuple[str, ...],
    texts: Texts,
    parts: tuple[str | Prefetch[Any], ...] = (),
) -> HitGroup | None:
    rows = asked.rows(model, *related, parts=parts)

    def title(row: Any) -> tuple[MarkedPiece, ...]:
        return split_at_words(row.title if hasattr(row, "title") else str(row), asked.words)

    def hit(row: Any) -> SearchHit:
        return SearchHit(
            build_admin_url(model, "change", row.pk),
            getattr(row, "reference", ""),
            title(row),
            ", ".join(str(part) for name in reversed(related) if (part := getattr(row, name))),
            str(row.get_state_display()) if hasattr(row, "state") else "",
            find_passage((text for text in texts(row) if text.text != str(row)), asked.words),
        )

    # What the words are the name of goes before what only mentions them.
    rows.sort(key=lambda row: not any(piece.is_found for piece in title(row)))
    return asked.group(model, rows, hit)


def _evidence(asked: SearchContext) -> HitGroup | None:
    """Show evidence with the commitment it proves, on whose page it stands."""
    rows = asked.rows(Evidence)
    items = querysets.list_readable(Commitment, asked.person).filter(
        pk__in={row.commitment_id for row in rows}
    )
    known = {item.pk: item for item in items.select_related("country")} if rows else {}
    hits = [
        SearchHit(
            f"{build_admin_url(Commitment, 'change', item.pk)}#evidence",
            item.reference,
            split_at_words(f"{row}: {row.description}", asked.words),
            str(item.country),
        )
        for row in rows
        if (item := known.get(row.commitment_id))
    ]
    return HitGroup(capfirst(str(Evidence._meta.verbose_name_plural)), tuple(hits[:SHOWN])) if hits else None
