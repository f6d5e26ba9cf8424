"""Go to: from a reference or some words to the records that the person may read, what is likeliest first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.db.models import Model, Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from commitments import access, finding, references
from commitments.admin.doors import signed_in
from commitments.admin.found import Group, Hit, Piece, Said, passage, pieces
from commitments.admin.found_texts import (
    mechanism_texts,
    meeting_texts,
    names,
    official_texts,
    proposal_texts,
    statement_texts,
    topic_texts,
)
from commitments.finding import Word
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
    Proposal,
    Statement,
    TopicSheet,
    User,
)
from commitments.searching import words_of

SHOWN = 8
LISTED, LISTED_OF_KIND, OF_POINTS = 10, 4, 100
# What has no page of its own.
PAGES: dict[type[Model], type[Model]] = {Clause: Commitment, Evidence: Commitment}
OF_REFERENCE: dict[str, type[Model]] = {"": Commitment, "m": Meeting, "p": Packet}
Texts = Callable[[Any], list[Said]]


@dataclass(frozen=True, slots=True)
class Found:
    """Where a reference leads, or the groups of hits."""

    exact: Hit | None
    groups: list[Group]

    def as_listed(self) -> list[Group]:
        """Give what is listed while somebody types: some of each kind, few in all."""
        if self.exact:
            return [Group(_("References"), (self.exact,))]
        listed: list[Group] = []
        room = LISTED
        for group in self.groups:
            hits = group.hits[: min(room, LISTED_OF_KIND)]
            listed += [Group(group.title, hits)] if hits else []
            room -= len(hits)
        return listed


@dataclass(frozen=True, slots=True)
class Asked:
    """Who looks for what, and the answers of the index so far."""

    person: User
    pages: frozenset[type[Model]]
    words: tuple[Word, ...]
    typed: str
    listed: Callable[[str], finding.Keys | None]

    def rows(
        self, model: type[Model], *related: str, parts: tuple[str | Prefetch[Any], ...] = ()
    ) -> list[Any]:
        """Give the newest records of a kind that hold all words and that the person may read."""
        if PAGES.get(model, model) not in self.pages:
            return []
        rows = access.rows(model, self.person)
        rows = rows.select_related(*related) if related else rows
        rows = rows.prefetch_related(*parts) if parts else rows
        keys = self.listed(finding.mark_of(model))
        if keys is not None:
            few = keys.get(finding.kind_of(model))
            return list(rows.filter(pk__among=few).order_by("-pk")[: SHOWN + 1]) if few else []
        newest = finding.newest(model, self.words)
        found = list(rows.filter(pk__in=newest).order_by("-pk")[: SHOWN + 1])
        if len(found) > SHOWN:
            return found
        return list(rows.filter(finding.holding(model, self.words)).order_by("-pk")[: SHOWN + 1])

    def group(
        self, model: type[Model], rows: Sequence[Any], hit: Callable[[Any], Hit], **params: str
    ) -> Group | None:
        """Put the hits of a kind under its name; None where there are none."""
        if not rows:
            return None
        more = f"{url(model, 'changelist')}?{urlencode({**params, 'q': self.typed})}"
        title = capfirst(str(model._meta.verbose_name_plural))
        return Group(title, tuple(map(hit, rows[:SHOWN])), more if len(rows) > SHOWN else "")


def find(site: AdminSite, request: HttpRequest, typed: str) -> Found:
    """Look for a reference, then for words in every kind of record, through the door of each."""
    person = signed_in(request)
    words = tuple(filter(lambda word: word.terms, map(finding.word, words_of(typed))))
    if not words:
        return Found(None, [])
    exact = _by_reference(typed, person)
    if len(exact) == 1:
        return Found(exact[0], [])
    pages = frozenset(model for model, page in site._registry.items() if page.has_view_permission(request))
    asked = Asked(person, pages, words, typed, cache(lambda mark: finding.keys(mark, words)))
    groups = [Group(_("References"), tuple(exact))] if exact else []
    items, points = _agreed(asked)
    seats = Prefetch("delegations", access.rows(DelegationMember, person))
    facts = Prefetch("background", access.rows(BackgroundFact, person))
    of_kinds = [
        items,
        _group(asked, Meeting, ("country",), meeting_texts, (seats, facts)),
        points,
        _group(asked, Statement, (), statement_texts),
        _group(asked, TopicSheet, ("meeting",), topic_texts),
        _group(asked, Proposal, ("meeting",), proposal_texts),
        _evidence(asked),
        _group(asked, Ministry, ("country",), names, ("names",)),
        _group(asked, Official, ("country", "ministry"), official_texts, ("names",)),
        _group(asked, User, ("desk", "ministry"), lambda row: []),
        _group(asked, Mechanism, ("country",), mechanism_texts),
        _group(asked, Country, (), names, ("names",)),
    ]
    return Found(None, [*groups, *(group for group in of_kinds if group is not None)])


def url(model: type[Model], what: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{what}", args=args)


def _by_reference(typed: str, person: User) -> list[Hit]:
    """List what has the reference that was typed; without the partner's code it may be several."""
    meant = references.meant(finding.fold(typed).strip())
    if meant is None:
        return []
    rows = of_reference(meant, person)
    return [
        Hit(
            url(rows.model, "change", row.pk),
            row.reference,
            pieces(getattr(row, "title", ""), []),
            kind=_kind(rows.model),
        )
        for row in rows.order_by("-pk")[:SHOWN]
    ]


def of_reference(meant: references.Meant, person: User) -> QuerySet[Any]:
    """Find what bears a reference; without the partner's code it may be several."""
    codes = () if meant.code else access.rows(Country, person).values_list("iso", flat=True)
    return access.rows(OF_REFERENCE[meant.kind], person).filter(reference__in=meant.written(codes))


def _kind(model: type[Model]) -> str:
    return str(model._meta.verbose_name)


def _agreed(asked: Asked) -> tuple[Group | None, Group | None]:
    """Give the commitments found, by their own words first, then by what was agreed; and other points."""
    own = asked.rows(Commitment, "country")
    points = {point.pk: point for point in asked.rows(Outcome)}
    worded: dict[int, list[Said]] = {key: _point_texts(point) for key, point in points.items()}
    for clause in asked.rows(Clause):
        said = Said(_("Another text"), clause.wording, clause.language, is_record=True)
        worded.setdefault(clause.outcome_id, []).append(said)
    of_points = access.rows(Commitment, asked.person).filter(outcome__in=list(worded))
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


def _item(item: Commitment, worded: list[Said], words: tuple[Word, ...]) -> Hit:
    texts = [*worded, Said(_("Condition"), item.condition, is_record=True)]
    return Hit(
        url(Commitment, "change", item.pk),
        item.reference,
        pieces(item.title, words),
        str(item.country),
        str(item.get_state_display()),
        passage(texts, words),
    )


def _point_texts(point: Outcome) -> list[Said]:
    answer = Said(_("Answer"), point.answer_wording, point.language, is_record=True)
    return [Said(_("Agreed wording"), point.clause, point.language, is_record=True), answer]


def _meetings_of(points: Sequence[Outcome], person: User) -> dict[int, Meeting]:
    keys = {point.meeting_id for point in points}
    rows = access.rows(Meeting, person).filter(pk__in=keys).select_related("country")
    return {row.pk: row for row in rows} if keys else {}


def _point(point: Outcome, meeting: Meeting | None, words: tuple[Word, ...]) -> Hit:
    """Show a point of a meeting; the meeting only where the person may read it."""
    return Hit(
        url(Outcome, "change", point.pk),
        access.name_of(point.meeting_id, meeting and meeting.reference),
        pieces(
            _("Point %(number)s: %(kind)s") % {"number": point.number, "kind": point.get_kind_display()}, []
        ),
        str(meeting.country) if meeting else "",
        passage=passage(_point_texts(point), words),
    )


def _group(
    asked: Asked,
    model: type[Model],
    related: tuple[str, ...],
    texts: Texts,
    parts: tuple[str | Prefetch[Any], ...] = (),
) -> Group | None:
    rows = asked.rows(model, *related, parts=parts)

    def title(row: Any) -> tuple[Piece, ...]:
        return pieces(row.title if hasattr(row, "title") else str(row), asked.words)

    def hit(row: Any) -> Hit:
        return Hit(
            url(model, "change", row.pk),
            getattr(row, "reference", ""),
            title(row),
            ", ".join(str(part) for name in reversed(related) if (part := getattr(row, name))),
            str(row.get_state_display()) if hasattr(row, "state") else "",
            passage((text for text in texts(row) if text.text != str(row)), asked.words),
        )

    # What the words are the name of goes before what only mentions them.
    rows.sort(key=lambda row: not any(piece.is_found for piece in title(row)))
    return asked.group(model, rows, hit)


def _evidence(asked: Asked) -> Group | None:
    """Show evidence with the commitment it proves, on whose page it stands."""
    rows = asked.rows(Evidence)
    items = access.rows(Commitment, asked.person).filter(pk__in={row.commitment_id for row in rows})
    known = {item.pk: item for item in items.select_related("country")} if rows else {}
    hits = [
        Hit(
            f"{url(Commitment, 'change', item.pk)}#evidence",
            item.reference,
            pieces(f"{row}: {row.description}", asked.words),
            str(item.country),
        )
        for row in rows
        if (item := known.get(row.commitment_id))
    ]
    return Group(capfirst(str(Evidence._meta.verbose_name_plural)), tuple(hits[:SHOWN])) if hits else None
