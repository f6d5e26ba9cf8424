"""The list of commitments: its filters, and rows in groups by what they ask of the reader."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.contrib.admin import ChoicesFieldListFilter, ModelAdmin, SimpleListFilter
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commitments import access
from commitments.admin.commitment_columns import MEETING, Column, Line, More, more_of
from commitments.admin.commitment_views import today_of
from commitments.admin.shown import UNMET, ItemShown, chains, item_shown
from commitments.lifecycle.owners import without_living_owner
from commitments.models import (
    Approval,
    Commitment,
    CommitmentQuerySet,
    Meeting,
    Outcome,
    Responsibility,
    User,
)
from commitments.vocabulary import (
    CLOSED_STATES,
    HIDDEN_STATES,
    ApprovalState,
    OwedBy,
)

SOON_DAYS = 14
NEEDS: tuple[tuple[str, Promise], ...] = (
    ("owner", _("a living owner")),
    ("decision", _("a decision on a request")),
    ("date", _("a date from you")),
)


class OwedByFilter(SimpleListFilter):
    """Whose it is."""

    title = _("who owes it")
    parameter_name = "side"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, str]]:
        return [(key, str(label)) for key, label in OwedBy.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(owed_by=self.value()) if self.value() in OwedBy.values else queryset


class StateFilter(ChoicesFieldListFilter):
    """The states an item on a list may be in: what was discarded or entered in error is on none."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        hidden = {str(state.label) for state in HIDDEN_STATES}
        return (choice for choice in super().choices(changelist) if str(choice["display"]) not in hidden)


class NeedsFilter(SimpleListFilter):
    """What an item lacks before it can go on."""

    title = _("what it needs")
    parameter_name = "needs"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, str]]:
        return [(key, str(label)) for key, label in NEEDS]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "owner":
                return without_living_owner(cast(CommitmentQuerySet, queryset), today_of(request))
            case "decision":
                asked = Approval.objects.filter(commitment=OuterRef("pk"), state=ApprovalState.ASKED)
                return queryset.filter(Exists(asked))
            case "date":
                unsure = ~Q(deadline__ask__code=UNMET)
                return queryset.exclude(state__in=CLOSED_STATES).filter(unsure, deadline__ask__isnull=False)
            case _:
                return queryset


@dataclass(frozen=True, slots=True)
class RowShown:
    """One row: the item, and the cells of the columns that were added."""

    item: ItemShown
    more: tuple[More, ...]

    @property
    def title(self) -> str:
        return self.item.title


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading; without a heading they follow another order than the due day."""

    heading: str
    rows: tuple[RowShown, ...]


def lines_of(
    rows: Sequence[Commitment], columns: Sequence[Column], person: User, *, today: datetime.date
) -> list[Line]:
    """Put beside each row, read already, what is shown of it; parts, chains, meetings take a query each."""
    parts = Responsibility.objects.select_related("ministry").order_by("side", "role", "pk")
    prefetch_related_objects(
        rows,
        Prefetch("responsibilities", access.visible_to(parts, person)),
        Prefetch("deadlines", chains()),
    )
    is_asked = any(column.name == MEETING for column in columns)
    meetings = _meetings([row.outcome_id for row in rows], person) if is_asked else {}
    lines = []
    for row in rows:
        shown = item_shown(
            row,
            row.responsibilities.all(),
            partner=row.country.iso,
            today=today,
            versions=list(row.deadlines.all()),
        )
        lines.append(Line(row, shown, today, meetings.get(row.outcome_id, "")))
    return lines


def _meetings(outcomes: Sequence[int], person: User) -> dict[int, str]:
    """Name the meetings that the person may read, each under the outcomes it has."""
    seen = access.visible_to(Meeting.objects.all(), person)
    said = Outcome.objects.filter(pk__in=outcomes, meeting__in=seen).order_by()
    rows = said.values_list("pk", "meeting__reference", "meeting__title")
    return {pk: f"{reference} {title}" for pk, reference, title in rows}


def groups(lines: Iterable[Line], columns: Sequence[Column], *, by_due: bool) -> list[Group]:
    """Put the rows of a page under their headings, in the order they come."""
    found: dict[str, list[RowShown]] = {}
    for line in lines:
        row = RowShown(line.shown, more_of(columns, line))
        found.setdefault(_heading(line.row, line.today) if by_due else "", []).append(row)
    return [Group(heading, tuple(rows)) for heading, rows in found.items()]


def _heading(row: Commitment, today: datetime.date) -> str:
    if row.state in CLOSED_STATES:
        return str(_("Closed"))
    if row.due_on is None:
        return str(_("No date, waiting for review"))
    if row.is_overdue(today):
        return str(_("Overdue"))
    if row.due_on < today:
        return str(_("Date past, not owed at present"))
    if row.due_on <= today + datetime.timedelta(days=SOON_DAYS):
        return str(_("Due in the next 14 days"))
    return str(_("Later"))
