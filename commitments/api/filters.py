"""Which rows a list gives: own columns of what the person may read, and nothing else.

A value is compared as text, never looked up, so a hidden record and an absent one give the same empty list.
"""

import datetime
from typing import Any, ClassVar

import django_filters as df
from django.core.validators import RegexValidator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema_field
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.views import APIView

from commitments import access
from commitments.api.pagination import PARAMETERS
from commitments.models import Commitment, Meeting, Responsibility
from commitments.models.commitment import STALE_DAYS, overdue_on
from commitments.vocabulary import (
    COMMITMENT_STRENGTHS,
    OPEN_STATES,
    CommitmentState,
    Health,
    MeetingForm,
    MeetingState,
    Nature,
    OwedBy,
)

Rows = QuerySet[Any, Any]
LONGEST = 200
COUNTRY = _("Code of the partner in two letters, such as KH.")
ISO, MEETING_REFERENCE = r"^[A-Z]{2}$", r"^M-[A-Z]{2}-[0-9]{4}-[0-9]{1,10}$"


def yes_or_no(method: str, help_text: Any) -> df.TypedChoiceFilter:
    """Make a filter that takes `true` or `false`; the stock one takes anything else for neither."""
    words = (("true", "true"), ("false", "false"))
    made = df.TypedChoiceFilter(choices=words, coerce="true".__eq__, method=method, help_text=help_text)
    extend_schema_field({"type": "boolean", "description": help_text})(made)
    return made


def text(help_text: Any, *, pattern: str = "", **options: Any) -> df.CharFilter:
    """Make a filter for a text, of a pattern where it has one."""
    limits = {"pattern": pattern} if pattern else {"pattern": r"^[^\x00]+$", "maxLength": LONGEST}
    checks = [RegexValidator(pattern)] if pattern else []
    made = df.CharFilter(max_length=LONGEST, validators=checks, help_text=help_text, **options)
    extend_schema_field({"type": "string", "description": help_text, **limits})(made)
    return made


class DatedFilterSet(df.FilterSet):  # type: ignore[misc]
    """Filters that know which day it is for the person."""

    today: datetime.date


class CommitmentFilterSet(DatedFilterSet):
    state = df.MultipleChoiceFilter(choices=CommitmentState.choices, help_text=_("Any of these states."))
    open = yes_or_no("keep_open", _("In an open state."))
    overdue = yes_or_no("keep_overdue", _("Past the agreed day on your calendar today."))
    owed_by = df.ChoiceFilter(choices=OwedBy.choices, help_text=_("The side that owes it."))
    nature = df.ChoiceFilter(choices=Nature.choices, help_text=_("Discrete or continuing."))
    strength = df.MultipleChoiceFilter(
        choices=[(s.value, s.label) for s in COMMITMENT_STRENGTHS],
        help_text=_("Any of these strengths."),
    )
    health = df.ChoiceFilter(
        choices=Health.choices,
        method="keep_health",
        help_text=_("As it counts today: a report older than a month is no evidence."),
    )
    country = text(COUNTRY, pattern=ISO, field_name="country__iso")
    meeting = text(_("Reference of the meeting."), pattern=MEETING_REFERENCE, method="keep_meeting")
    ministry = text(_("Name or short name of a ministry that has a part in it."), method="keep_ministry")
    due_from = df.DateFilter(field_name="due_on", lookup_expr="gte", help_text=_("Due on or after."))
    due_until = df.DateFilter(field_name="due_on", lookup_expr="lte", help_text=_("Due on or before."))

    class Meta:
        model = Commitment
        fields: ClassVar[list[str]] = []

    def keep_open(self, rows: Rows, name: str, value: bool) -> Rows:
        wanted = Q(state__in=OPEN_STATES)
        return rows.filter(wanted if value else ~wanted)

    def keep_overdue(self, rows: Rows, name: str, value: bool) -> Rows:
        late = overdue_on(self.today)
        return rows.filter(late) if value else rows.exclude(late)

    def keep_health(self, rows: Rows, name: str, value: str) -> Rows:
        fresh = Q(health_on__gte=self.today - datetime.timedelta(days=STALE_DAYS))
        if value == Health.NO_EVIDENCE:
            return rows.filter(Q(health=value) | Q(health_on__isnull=True) | ~fresh)
        return rows.filter(fresh, health=value)

    def keep_meeting(self, rows: Rows, name: str, value: str) -> Rows:
        """Keep the items of a meeting that the person may read: an item may be open and its meeting not."""
        meetings = access.rows(Meeting, self.request.user).filter(reference=value)
        return rows.filter(outcome__meeting__in=meetings)

    def keep_ministry(self, rows: Rows, name: str, value: str) -> Rows:
        named = Q(ministry__name__iexact=value) | Q(ministry__short_name__iexact=value)
        parts = access.rows(Responsibility, self.request.user).filter(named)
        return rows.filter(Exists(parts.filter(commitment=OuterRef("pk"))))


class MeetingFilterSet(DatedFilterSet):
    state = df.MultipleChoiceFilter(choices=MeetingState.choices, help_text=_("Any of these states."))
    form = df.ChoiceFilter(choices=MeetingForm.choices, help_text=_("Visit, session, call, exchange."))
    country = text(COUNTRY, pattern=ISO, field_name="country__iso")
    held_from = df.DateFilter(field_name="held_on", lookup_expr="gte", help_text=_("Held on or after."))
    held_until = df.DateFilter(field_name="held_on", lookup_expr="lte", help_text=_("Held on or before."))

    class Meta:
        model = Meeting
        fields: ClassVar[list[str]] = []


class StrictFilterBackend(DjangoFilterBackend):  # type: ignore[misc]
    """Refuses parameters it does not know: a filter that is silently ignored gives too much."""

    def filter_queryset(self, request: Request, queryset: Rows, view: APIView) -> Rows:
        """Narrow the rows; raises ValidationError for an unknown parameter or a value out of its domain."""
        known: type[df.FilterSet] = view.filterset_class  # type: ignore[attr-defined]
        refuse_unknown(request, {*known.base_filters, *PARAMETERS})
        refuse_unclear(request, known)
        if not known.base_filters.keys() & request.query_params.keys():
            return queryset
        rows: Rows = super().filter_queryset(request, queryset, view)
        return rows

    def get_filterset(self, request: Request, queryset: Rows, view: APIView) -> Any:
        filterset = super().get_filterset(request, queryset, view)
        filterset.today = view.today  # type: ignore[attr-defined]
        return filterset


def refuse_unknown(request: Request, known: set[str]) -> None:
    """Raise ValidationError for parameters that the address does not take."""
    unknown = sorted(request.query_params.keys() - known)
    if unknown:
        sentence = gettext("This address takes no such parameter.")
        raise ValidationError(dict.fromkeys(unknown, sentence))


def refuse_unclear(request: Request, known: type[df.FilterSet]) -> None:
    """Raise ValidationError for a parameter without a value, and for one given twice that takes one value."""
    unclear = {}
    for name, values in request.query_params.lists():
        if "" in values:
            unclear[name] = gettext("Give a value, or leave the parameter out.")
        elif len(values) > 1 and not isinstance(known.base_filters.get(name), df.MultipleChoiceFilter):
            unclear[name] = gettext("Give this parameter once.")
    if unclear:
        raise ValidationError(unclear)
