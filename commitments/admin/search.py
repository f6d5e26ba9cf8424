"""Go to: find records that the person may read by a reference or by words, the most likely first.

Each hit has its kind and the passage with the words; the texts that are searched are listed for each kind.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.db.models import Model, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.access import querysets
from commitments.admin import search_texts
from commitments.admin.pages import AdminPage
from commitments.admin.permissions import signed_in
from commitments.admin.search_texts import (
    HitGroup,
    MarkedPiece,
    SearchHit,
    SearchText,
    find_passage,
    split_at_words,
)
from commitments.models import (
    AgendaItem,
    AgendaPoint,
    Approval,
    BackgroundFact,
    Brief,
    Clause,
    Commitment,
    Country,
    Deadline,
    DelegationMember,
    Evidence,
    FollowUp,
    Holiday,
    Mechanism,
    Meeting,
    Ministry,
    Minutes,
    MinutesChange,
    Official,
    Outcome,
    Packet,
    PartnerComment,
    ProgressUpdate,
    ProposedWording,
    Statement,
    TopicBrief,
    User,
)
from commitments.models.translated import TranslatedText
from commitments.records import references
from commitments.search import corrections, index, normalise, query
from commitments.search.normalise import SearchWord
from commitments.search.parties import find_parties
from commitments.search.query import words_of
from commitments.tables.minutes import POINT_SAID, SAID, digest_of

SHOWN = 8
LISTED, LISTED_OF_KIND, OF_POINTS = 10, 4, 100
# What has no page of its own.
PAGES: dict[type[Model], type[Model]] = {
    Clause: Commitment,
    Evidence: Commitment,
    **dict.fromkeys((ProgressUpdate, FollowUp, PartnerComment), Commitment),
    **dict.fromkeys((AgendaItem, AgendaPoint), Meeting),
    MinutesChange: Minutes,
}
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
        rows = rows.filter(is_removed=False) if model is AgendaPoint else rows
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
        shown = {"typed": typed, "groups": found.groups, "corrected": "", "likely": ""}
        if typed and not found.groups:
            shown |= find_corrected(self.admin_site, request, typed)
        elif typed and not corrections.is_known(parse_words(typed)):
            # Found only by a name that is spelt alike.
            shown["likely"] = find_corrected(self.admin_site, request, typed).get("corrected", "")
        return self.render_to_response(self.get_context_data(**shown))


def parse_words(typed: str) -> tuple[SearchWord, ...]:
    """Return the words that have a letter or digit."""
    return tuple(word for word in map(normalise.parse_word, words_of(typed)) if word.terms)


def find_records(site: AdminSite, request: HttpRequest, typed: str) -> SearchResult:
    """Find a reference, then words in every kind of record, through the access policy of each."""
    words = parse_words(typed)
    if not words:
        return SearchResult(None, [])
    exact = _by_reference(typed, signed_in(request))
    if len(exact) == 1:
        return SearchResult(exact[0], [])
    groups = [HitGroup(_("References"), tuple(exact))] if exact else []
    return SearchResult(None, [*groups, *find_groups(build_context(site, request, words, typed))])


def find_corrected(site: AdminSite, request: HttpRequest, typed: str) -> dict[str, Any]:
    """Find what the words would have found without a typing error, and name them in `corrected`.

    A word is named only where a hit that the person may read shows it.
    """
    words = corrections.correct_words(parse_words(typed))
    if not any(word.others for word in words):
        return {}
    near = find_groups(build_context(site, request, words, typed))
    shown = {
        normalise.fold_text(piece.text)
        for group in near
        for hit in group.hits
        for piece in (*hit.title, *(hit.passage.pieces if hit.passage else ()))
        if piece.is_found
    }
    corrected = " ".join(_choose_spelling(word, shown) for word in words)
    exact = find_groups(build_context(site, request, parse_words(corrected), corrected)) if near else []
    return {"groups": exact, "corrected": corrected} if exact else {"groups": near}


def _choose_spelling(word: SearchWord, shown: set[str]) -> str:
    """Return the spelling of a word that is shown: the typed one, else the longest, else that of a name."""
    others = sorted((one.text for one in word.others), key=len, reverse=True)
    told = (text for text in (word.text, *others) if any(text in piece for piece in shown))
    named = (piece for piece in sorted(shown) if normalise.find_spans(piece, [word]))
    return next(chain(told, named, [word.text]))


def build_context(
    site: AdminSite, request: HttpRequest, words: tuple[SearchWord, ...], typed: str
) -> SearchContext:
    """Return the context of a search; each answer of the index is asked for once."""
    pages = frozenset(model for model, page in site._registry.items() if page.has_view_permission(request))
    listed = cache(lambda mark: query.find_keys(mark, words))
    return SearchContext(signed_in(request), pages, words, typed, listed, find_parties(typed))


def find_groups(asked: SearchContext) -> list[HitGroup]:
    """Return the hits of each kind of record that is searched: a new noun gets its line here."""
    person = asked.person
    items, points = _agreed(asked)
    seats = Prefetch("delegations", querysets.list_readable(DelegationMember, person))
    facts = Prefetch("background", querysets.list_readable(BackgroundFact, person))
    of_kinds = [
        items,
        _group(asked, Meeting, ("country",), search_texts.meeting_texts, (seats, facts)),
        points,
        _group(asked, Statement, (), search_texts.statement_texts),
        _parts(asked, ProgressUpdate, "commitment", "#progress-part"),
        _parts(asked, AgendaPoint, "meeting", "#agenda"),
        _parts(asked, AgendaItem, "meeting"),
        _minutes(asked),
        _parts(asked, FollowUp, "commitment"),
        _parts(asked, PartnerComment, "commitment"),
        _requests(asked),
        _group(asked, Brief, ("meeting",), search_texts.column_texts),
        _group(asked, TopicBrief, ("meeting",), search_texts.topic_texts),
        _group(asked, ProposedWording, ("meeting",), search_texts.proposal_texts),
        _parts(asked, Evidence, "commitment", "#evidence"),
        _group(asked, Ministry, ("country",), search_texts.list_names, ("names",)),
        _group(asked, Official, ("country", "ministry"), search_texts.official_texts, ("names",)),
        _group(asked, User, ("desk", "ministry"), lambda row: []),
        _group(asked, Mechanism, ("country",), search_texts.mechanism_texts),
        _group(asked, Country, (), search_texts.list_names, ("names",)),
        _holidays(asked),
    ]
    return [group for group in of_kinds if group is not None]


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
    versions = Prefetch("deadlines", querysets.list_readable(Deadline, asked.person))
    own = asked.rows(Commitment, "country", parts=(versions,))
    points = {point.pk: point for point in asked.rows(Outcome)}
    worded: dict[int, list[SearchText]] = {key: _point_texts(point) for key, point in points.items()}
    for clause in asked.rows(Clause):
        said = SearchText(_("Other statement"), clause.wording, clause.language, is_record=True)
        worded.setdefault(clause.outcome_id, []).append(said)
    of_points = querysets.list_readable(Commitment, asked.person).filter(outcome__in=list(worded))
    by_wording = (
        list(of_points.select_related("country").prefetch_related(versions).order_by("-pk")[:OF_POINTS])
        if worded
        else []
    )
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
    return SearchHit(
        build_admin_url(Commitment, "change", item.pk),
        item.reference,
        split_at_words(item.title, words),
        str(item.country),
        str(item.get_state_display()),
        find_passage([*worded, *search_texts.commitment_texts(item)], words),
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


def _parts(asked: SearchContext, model: type[Model], whole: str, anchor: str = "") -> HitGroup | None:
    """Show parts of records, each on the page of its record, where the person may read both."""
    rows = asked.rows(model)
    if not rows:
        return None
    owner = PAGES[model]
    keys = {getattr(row, f"{whole}_id") for row in rows}
    owners = querysets.list_readable(owner, asked.person).filter(pk__in=keys).select_related("country")
    known: dict[int, Any] = {record.pk: record for record in owners}
    hits = [
        SearchHit(
            f"{build_admin_url(owner, 'change', record.pk)}{anchor}",
            record.reference,
            split_at_words(record.title, asked.words),
            str(record.country),
            _describe_part(row),
            find_passage(search_texts.column_texts(row), asked.words),
        )
        for row in rows
        if (record := known.get(getattr(row, f"{whole}_id")))
    ]
    return HitGroup(capfirst(str(model._meta.verbose_name_plural)), tuple(hits[:SHOWN])) if hits else None


def _minutes(asked: SearchContext) -> HitGroup | None:
    """Return the minutes whose discussion, or a change by the partner, holds the words.

    The discussion is in the minutes where the desk cleared that very text. Each text is read by the rule of
    its own record, and the minutes by theirs.
    """
    if Minutes not in asked.pages:
        return None
    items, points, changes = (asked.rows(model) for model in (AgendaItem, AgendaPoint, MinutesChange))
    said = {f"{SAID}-{row.pk}": TranslatedText.read(row, "discussion").whole for row in items}
    said |= {f"{POINT_SAID}-{row.pk}": TranslatedText.read(row, "said").whole for row in points}
    of_meetings = {row.meeting_id for row in (*items, *points)}
    texts: dict[int, list[SearchText]] = {}
    for change in changes:
        texts.setdefault(change.minutes_id, []).extend(search_texts.column_texts(change))
    if not (of_meetings or texts):
        return None
    rows = querysets.list_readable(Minutes, asked.person).select_related("meeting__country")
    found = rows.filter(Q(meeting__in=of_meetings) | Q(pk__in=list(texts))).order_by("-pk")
    hits = []
    for row in found:
        cleared = [text for part, text in said.items() if row.cleared.get(part) == digest_of(text)]
        held = [*(SearchText(_("Discussion"), text) for text in cleared), *texts.get(row.pk, ())]
        if (passage := find_passage(held, asked.words)) is not None:
            hits.append(
                SearchHit(
                    build_admin_url(Minutes, "change", row.pk),
                    row.meeting.reference,
                    split_at_words(str(row), asked.words),
                    str(row.meeting.country),
                    str(row.get_state_display()),
                    passage,
                )
            )
    return asked.group(Minutes, hits[:SHOWN], lambda hit: hit)


def _holidays(asked: SearchContext) -> HitGroup | None:
    hits = search_texts.find_holidays(asked.person, asked.words) if Holiday in asked.pages else ()
    return HitGroup(_("Public holidays"), hits[:SHOWN]) if hits else None


def _requests(asked: SearchContext) -> HitGroup | None:
    """Return the requests whose reason or answer holds the words, with the record that each is about."""
    rows = asked.rows(Approval)
    about: dict[tuple[type[Model], int | None], Any] = {}
    owners: tuple[type[Any], ...] = (Commitment, Meeting) if rows else ()
    for model in owners:
        keys = {getattr(row, f"{index.kind_of(model)}_id") for row in rows} - {None}
        found = querysets.list_readable(model, asked.person).filter(pk__in=keys).select_related("country")
        about |= {(model, record.pk): record for record in found}

    def hit(row: Approval) -> SearchHit:
        record = about.get((Commitment, row.commitment_id)) or about.get((Meeting, row.meeting_id))
        return SearchHit(
            build_admin_url(Approval, "change", row.pk),
            record.reference if record else "",
            split_at_words(capfirst(str(row.get_kind_display())), ()),
            str(record.country) if record else "",
            str(row.get_state_display()),
            find_passage(search_texts.column_texts(row), asked.words),
        )

    return asked.group(Approval, rows[:SHOWN], hit)


def _describe_part(row: Any) -> str:
    """Return what an update or evidence is, beside its text."""
    if isinstance(row, ProgressUpdate):
        return f"{date_format(row.reported_on)}, {row.get_health_display()}"
    return str(row) if isinstance(row, Evidence) else ""
