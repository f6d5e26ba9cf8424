"""What the list of commitments is narrowed by, and how many rows each choice would leave."""

import datetime
from collections.abc import Iterator
from typing import Any, cast

from django.conf import settings
from django.contrib.admin import ChoicesFieldListFilter, ModelAdmin, SimpleListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from commitments import access, past, searching
from commitments.admin.commitment_views import StoppingCount, today_of
from commitments.admin.doors import signed_in
from commitments.admin.lists import DoorRelatedFilter, narrowed
from commitments.admin.shown import UNMET
from commitments.lifecycle.owners import without_living_owner
from commitments.models import Approval, Commitment, CommitmentQuerySet, Country, User
from commitments.models.commitment import STALE_DAYS
from commitments.vocabulary import (
    CLOSED_STATES,
    HIDDEN_STATES,
    ApprovalState,
    DeadlineKind,
    Health,
    OwedBy,
)

# Names the facet of which an address asks for the counts.
FACET = "facet"
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


class PartnerFilter(DoorRelatedFilter):
    """With whom it was agreed: of those the person records for, or of all for who records for none."""

    def field_choices(
        self, field: Any, request: HttpRequest, model_admin: ModelAdmin[Any]
    ) -> list[tuple[str, Any]]:
        person = signed_in(request)
        partners = access.countries_of(person).order_by("name")
        others = access.open_rows(Country).exclude(iso=settings.HOME_COUNTRY).order_by("name")
        found = list(partners) or list(others)
        return [(str(country.pk), str(country)) for country in found]

    def has_output(self) -> bool:
        """Stand even with one partner: a kept address may name another."""
        return True


class HealthFilter(SimpleListFilter):
    """The health as the rows say it: what was reported longer than a month ago counts as no evidence."""

    title = _("health")
    # As the field's own filter calls it: addresses and kept views have it.
    parameter_name = "health__exact"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, str]]:
        return [(key, str(label)) for key, label in Health.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        fresh = Q(health_on__gte=today_of(request) - datetime.timedelta(days=STALE_DAYS))
        match self.value():
            case Health.NO_EVIDENCE:
                return queryset.filter(~fresh | Q(health_on__isnull=True) | Q(health=Health.NO_EVIDENCE))
            case value if value in Health.values:
                return queryset.filter(fresh, health=value)
            case _:
                return queryset


class KindFilter(SimpleListFilter):
    """What kind of deadline was agreed."""

    title = _("deadline")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, str]]:
        return [(key, str(label)) for key, label in DeadlineKind.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return (
            queryset.filter(deadline__kind=self.value()) if self.value() in DeadlineKind.values else queryset
        )


class NeedsFilter(SimpleListFilter):
    """What an item lacks before it can go on."""

    title = _("needs")
    parameter_name = "needs"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, str]]:
        return [(key, str(label)) for key, label in NEEDS]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "owner":
                return without_living_owner(cast(CommitmentQuerySet, queryset), today_of(request))
            case "decision":
                parts = access.each_part(Commitment, OuterRef("pk"), Approval, signed_in(request))
                return queryset.filter(Exists(parts.filter(state=ApprovalState.ASKED)))
            case "date":
                unsure = ~Q(deadline__ask__code=UNMET)
                return queryset.exclude(state__in=CLOSED_STATES).filter(unsure, deadline__ask__isnull=False)
            case _:
                return queryset


def facet_counts(cl: ChangeList, request: HttpRequest, name: str) -> list[int] | None:
    """Count what each choice of one facet would leave, in the order of the choices, all first; one query.

    The counts pass the door and stop beyond a thousand. None where there is no such facet, or where words are
    searched for, which would ask for each choice again.
    """
    spec = next((one for one in cl.filter_specs if name in one.expected_parameters()), None)
    if spec is None or not hasattr(spec, "get_facet_counts") or cl.query:
        return None
    rows = cl.get_queryset(request, exclude_parameters=spec.expected_parameters()).order_by()
    conditions = {key: count.filter for key, count in spec.get_facet_counts("pk", rows).items()}
    wanted = [rows, *(rows.filter(conditions[key]) for key in _keys(spec))]
    counts = {
        f"n{number}": StoppingCount(one.values("pk")[: searching.COUNT_STOPS_AT + 1])
        for number, one in enumerate(wanted)
    }
    person = signed_in(request)
    # One row, whichever: the counts are asked for beside it.
    found = access.rows(User, person).filter(pk=person.pk).values_list(*counts.values()).get()
    # What can hold nothing, as of a hidden record, is not asked of the database at all.
    return [count or 0 for count in found]


def _keys(spec: Any) -> list[str]:
    """Name the counts of a filter in the order in which it draws its choices."""
    if isinstance(spec, ChoicesFieldListFilter):
        hidden = {str(state.label) for state in HIDDEN_STATES}
        choices = enumerate(spec.field.flatchoices)
        return [f"{number}__c" for number, (_value, label) in choices if str(label) not in hidden]
    if isinstance(spec, SimpleListFilter):
        return [f"{number}__c" for number, _choice in enumerate(spec.lookup_choices)]
    return [f"{key}__c" for key, _label in spec.lookup_choices]


def counts_address(params: QueryDict) -> str:
    """Give the address that counts a facet of the list as it is asked for; none in the past."""
    if past.moment_standing() is not None:
        return ""
    kept = params.copy()
    for name in ("p", "all", "e", "o"):
        kept.pop(name, None)
    return f"{reverse('admin:commitments_commitment_counts')}?{kept.urlencode()}"


class FacetPages:
    """Adds to the list of commitments the counts of a facet, asked for when it is opened."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(require_GET(self.counts_view))  # type: ignore[attr-defined]
        return [
            path("counts/", view, name="commitments_commitment_counts"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def counts_view(self, request: HttpRequest) -> HttpResponse:
        """Answer with a count for each choice of one facet, as the page says counts."""
        if not self.has_view_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        asked = request.GET.copy()
        name = str(asked.pop(FACET, [""])[-1])
        request.GET = asked  # type: ignore[assignment]
        try:
            cl = narrowed(self, request)
        except IncorrectLookupParameters as error:
            raise Http404 from error
        counts = facet_counts(cl, request, name)
        most = searching.COUNT_STOPS_AT
        said = [f"{count:,}" if count <= most else gettext("1,000+") for count in counts or ()]
        return JsonResponse({"counts": said})


__all__ = [
    "FACET",
    "FacetPages",
    "HealthFilter",
    "KindFilter",
    "NeedsFilter",
    "OwedByFilter",
    "PartnerFilter",
    "StateFilter",
    "counts_address",
    "facet_counts",
]
