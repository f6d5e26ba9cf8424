"""Filters and standing views of the list of commitments, and the number of rows for each choice."""

import datetime
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any, cast

from django.conf import settings
from django.contrib.admin import ChoicesFieldListFilter, ModelAdmin, SimpleListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import EmptyResultSet, PermissionDenied
from django.db import connection
from django.db.models import (
    Case,
    Exists,
    IntegerField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments.access import grants, querysets, scopes, write_rules
from commitments.admin.commitments.rows import UNMET
from commitments.admin.lists import VIEW, AccessRelatedFilter, TabFilter, build_change_list
from commitments.admin.pages import NounPage
from commitments.admin.permissions import signed_in
from commitments.audit import log
from commitments.audit.as_of import context
from commitments.dashboard import commitments, meetings
from commitments.enums import (
    CLOSED_STATES,
    HIDDEN_STATES,
    ApprovalState,
    CommitmentState,
    DeadlineKind,
    Health,
    OwedBy,
    Role,
    Side,
)
from commitments.lifecycle.owners import without_current_owner
from commitments.models import (
    Approval,
    Commitment,
    CommitmentQuerySet,
    Country,
    Deadline,
    Evidence,
    Ministry,
    ProgressUpdate,
    Responsibility,
    User,
)
from commitments.models.commitments import STALE_DAYS, items_with, overdue_on
from commitments.records import current_steps
from commitments.search import query
from commitments.search.query import COUNT_STOPS_AT

OPEN, MINE, CHANGED, DRAFTS = "open", "mine", "changed", "drafts"
VIEWS: tuple[tuple[str, Promise], ...] = (
    (OPEN, _("All open")),
    (MINE, _("Mine")),
    ("overdue", _("Overdue")),
    ("ours", _("Our side overdue")),
    ("theirs", _("Partner overdue")),
    ("no-date", _("No date")),
    (CHANGED, _("Changed this week")),
    (DRAFTS, _("Drafts")),
    ("closed", _("Closed")),
    ("all", _("All")),
)
# What is asked of history, or of the parts of each item, is asked once for the whole page.
FOUND_ONCE = (MINE, CHANGED)
# Each a part of what is open.
WITHIN_OPEN = (MINE, "overdue", "ours", "theirs", "no-date")
NOT_CLOSED = tuple(state for state in CommitmentState if state not in CLOSED_STATES)
COUNTED = (OPEN, *WITHIN_OPEN, DRAFTS, "closed")
WEEK = datetime.timedelta(days=7)
# The text of the counts for so many people in a web process: to put ten into SQL takes longer than to count
# them. What they come to is asked each time.
MOST_TEXTS = 500
_texts: dict[tuple[Hashable, ...] | None, tuple[str, tuple[Any, ...]]] = {}
# Parts that whoever reads the item reads too, and those that are marked by themselves.
OPEN_PARTS: tuple[type[Model], ...] = (Commitment, Responsibility, Deadline, Approval)
MARKED_PARTS: tuple[type[Model], ...] = (ProgressUpdate, Evidence)


def views_of(person: User, current: str = OPEN) -> Sequence[tuple[str, Promise]]:
    """Offer the views that can differ for a person from what is open, and the one looked at all the same.

    Who only reads has nothing to do; what a ministry's people read is theirs, and no draft.
    """
    idle: set[str] = set()
    if not write_rules.may_write(person, Commitment):
        idle.add(MINE)
    if person.role in scopes.MINISTRY_ROLES or person.role == Role.READER:
        idle.add(DRAFTS)
    return [view for view in VIEWS if view[0] not in idle or view[0] == current]


def moment_of_list() -> datetime.datetime:
    """Return the moment of the list: now, or a past one."""
    return context.find_as_of() or timezone.now()


def today_of(request: HttpRequest) -> datetime.date:
    """Return the person's date: today, or that of the past moment in effect."""
    return meetings.today_of(signed_in(request), moment_of_list())


def filter_view(view: str, rows: CommitmentQuerySet, person: User) -> CommitmentQuerySet:
    """Narrow what a person may read to the items of a view; an unknown view means all open items."""
    now = moment_of_list()
    match view:
        case _ if view in WITHIN_OPEN:
            return rows.open().filter(_within_open(person, meetings.today_of(person, now))[view])
        case _ if view == CHANGED:
            return rows.exclude(state__in=HIDDEN_STATES).filter(pk__in=_changed(person, now - WEEK, now))
        case _ if view == DRAFTS:
            return rows.filter(state=CommitmentState.DRAFT)
        case "closed":
            # Most are: they are found in the order of the list, which an index of states does not have.
            return rows.exclude(state__in=NOT_CLOSED)
        case "all":
            return rows.exclude(state__in=HIDDEN_STATES)
        case _:
            return rows.open()


def _within_open(person: User, today: datetime.date) -> dict[str, Q]:
    """Return the condition of each view on an open item."""
    late = overdue_on(today)
    return {
        MINE: _has_part(person),
        "overdue": late,
        "ours": late & commitments.build_owed_condition(Side.OURS),
        "theirs": late & commitments.build_owed_condition(Side.THEIRS),
        "no-date": Q(due_on__isnull=True),
    }


def _has_part(person: User) -> Q:
    """Build the condition that the person, or the person's ministry, answers for it; a desk's ministry runs
    the tracker.

    A person answers for few items: they are looked up first. A ministry may answer for most, so each item is
    checked.
    """
    own = Q(pk__in=items_with(Q(official__user=person)))
    if person.role in scopes.MINISTRY_ROLES:
        # A ministry's people read nothing else.
        return ~Q(pk__in=())
    if person.ministry_id is not None:
        ministries = querysets.open_rows(Ministry).filter(pk=person.ministry_id)
    elif write_rules.may_write(person, Commitment):
        ministries = querysets.open_rows(Ministry).filter(runs_tracker=True)
    else:
        return own
    parts = querysets.each_part(Commitment, OuterRef("pk"), Responsibility, person)
    return own | Q(grants.EachRow(parts.filter(ministry__pk__one_of_few=ministries.values("pk"))))


def _changed(person: User, since: datetime.datetime, until: datetime.datetime) -> QuerySet[Any, Any]:
    """List the items with a row of history of these days that the person may read, of items that are read."""
    is_read = [When(subject_type__in=[model._meta.label for model in OPEN_PARTS], then=Value(value=True))]
    for model in MARKED_PARTS:
        parts = querysets.each_part(Commitment, OuterRef("page_id"), model, person)
        marked = parts.filter(pk=OuterRef("subject_id"))
        is_read.append(When(subject_type=model._meta.label, then=grants.EachRow(marked)))
    # Not a chain of OR, for each arm of which PostgreSQL would go through the week again.
    readable = Q(Case(*is_read, default=Value(value=False)))
    told = log.list_changes_between(Commitment, since, until)
    # Each once: PostgreSQL else goes through the whole week again for every commitment.
    return told.filter(readable).order_by().values("page_id").distinct()


class ViewFilter(TabFilter):
    """The views, drawn as tabs; by default, open items."""

    views = VIEWS

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return filter_view(self.value() or OPEN, cast(CommitmentQuerySet, queryset), signed_in(request))


class StoppingCount(Subquery):
    """Counts rows in a subquery, up to its limit."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def counts_of(cl: ChangeList, request: HttpRequest, known: Mapping[str, int]) -> dict[str, int]:
    """Count each view under the filters that stand, in one query; nothing where words are searched for.

    A search asks each view for every word: ten times that is more than its counts are worth. What changed is
    counted on its own view alone, where it is known: it is found in the history, of which a week may be long.
    """
    if cl.query:
        return {}
    names = tuple(name for name in COUNTED if name not in known)
    person = signed_in(request)
    is_plain = not cl.get_filters_params().keys() - {VIEW} and context.find_as_of() is None
    key = (*grants.standing_of(person), today_of(request), COUNT_STOPS_AT, *names) if is_plain else None
    try:
        text, values = _texts.get(key) or _text_of(_narrowed(cl, request), person, names)
    except EmptyResultSet:
        # The person can read nothing under these filters, whatever the database holds.
        return dict.fromkeys((*COUNTED, "all", *known), 0)
    if key is not None and key not in _texts:
        if len(_texts) >= MOST_TEXTS:
            # Those of days gone by are asked for no more.
            _texts.clear()
        _texts[key] = text, values
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        # What can hold nothing is not asked of the database at all.
        found = {key: count or 0 for key, count in zip(names, cursor.fetchone(), strict=True)}
    # Whatever is on any list is open, a draft or closed.
    found["all"] = found[OPEN] + found[DRAFTS] + found["closed"]
    return {**{key: min(count, COUNT_STOPS_AT + 1) for key, count in found.items()}, **known}


def _narrowed(cl: ChangeList, request: HttpRequest) -> QuerySet[Any]:
    """Return what the person may read under all filters except the view."""
    rows = cl.root_queryset
    for spec in cl.filter_specs:
        if not isinstance(spec, ViewFilter):
            narrowed = spec.queryset(request, rows)
            rows = rows if narrowed is None else narrowed
    return rows


def _text_of(rows: QuerySet[Any], person: User, names: Sequence[str]) -> tuple[str, tuple[Any, ...]]:
    """Build the SQL of the counts, each up to the limit: a count of all grows with every open item."""
    own = cast(CommitmentQuerySet, rows).order_by()
    counts = [
        StoppingCount(filter_view(key, own, person).values("pk")[: COUNT_STOPS_AT + 1]) for key in names
    ]
    text, values = _select_beside(person, counts).query.sql_with_params()
    return text, tuple(values)


def _select_beside(person: User, counts: Sequence[StoppingCount]) -> QuerySet[User, Any]:
    """Return one row of counts; any row will do, and each account reads its own."""
    return querysets.list_readable(User, person).filter(pk=person.pk).values_list(*counts)


# Names the facet of which an address asks for the counts.
FACET = "facet"
NEEDS: tuple[tuple[str, Promise], ...] = (
    ("owner", _("a current owner")),
    ("decision", _("a decision on an approval request")),
    ("date", _("your input on the deadline")),
    ("step", _("a report on an overdue next step")),
    ("next-step", _("completion of its next step")),
)


class OwedByFilter(SimpleListFilter):
    """The owing side."""

    title = _("responsible side")
    parameter_name = "side"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, str]]:
        return [(key, str(label)) for key, label in OwedBy.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(owed_by=self.value()) if self.value() in OwedBy.values else queryset


class StateFilter(ChoicesFieldListFilter):
    """The states of items in a list; discarded items, and those entered in error, are in none."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        hidden = {str(state.label) for state in HIDDEN_STATES}
        return (choice for choice in super().choices(changelist) if str(choice["display"]) not in hidden)


class PartnerFilter(AccessRelatedFilter):
    """The partner: of those for whom the person records, or all for a person who records for none."""

    def field_choices(
        self, field: Any, request: HttpRequest, model_admin: ModelAdmin[Any]
    ) -> list[tuple[str, Any]]:
        person = signed_in(request)
        partners = scopes.countries_of(person).order_by("name")
        others = querysets.open_rows(Country).exclude(iso=settings.HOME_COUNTRY).order_by("name")
        found = list(partners) or list(others)
        return [(str(country.pk), str(country)) for country in found]

    def has_output(self) -> bool:
        """Stand even with one partner: a kept address may name another."""
        return True


def select_partner(person: User, iso: str) -> str:
    """Return what selects a partner in the address of the list; empty for all partners."""
    if not iso:
        return ""
    return f"&country__id__exact={querysets.list_readable(Country, person).get(iso=iso).pk}"


class HealthFilter(SimpleListFilter):
    """The health as rows show it: a report older than a month counts as no recent report."""

    title = _("status")
    # As the field's own filter calls it: addresses and kept views have it.
    parameter_name = "health__exact"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, str]]:
        return [(key, str(label)) for key, label in Health.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        fresh = Q(health_on__gte=today_of(request) - datetime.timedelta(days=STALE_DAYS))
        match self.value():
            case Health.NO_RECENT_REPORT:
                return queryset.filter(~fresh | Q(health_on__isnull=True) | Q(health=Health.NO_RECENT_REPORT))
            case value if value in Health.values:
                return queryset.filter(fresh, health=value)
            case _:
                return queryset


class KindFilter(SimpleListFilter):
    """The kind of agreed deadline."""

    title = _("deadline")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, str]]:
        return [(key, str(label)) for key, label in DeadlineKind.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return (
            queryset.filter(deadline__kind=self.value()) if self.value() in DeadlineKind.values else queryset
        )


class NeedsFilter(SimpleListFilter):
    """What an item lacks before it can continue."""

    title = _("needs")
    parameter_name = "needs"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, str]]:
        return [(key, str(label)) for key, label in NEEDS]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "owner":
                return without_current_owner(cast(CommitmentQuerySet, queryset), today_of(request))
            case "decision":
                parts = querysets.each_part(Commitment, OuterRef("pk"), Approval, signed_in(request))
                return queryset.filter(Exists(parts.filter(state=ApprovalState.PENDING)))
            case "date":
                unsure = ~Q(deadline__needs_officer__code=UNMET)
                is_asked = Q(deadline__needs_officer__isnull=False)
                return queryset.exclude(state__in=CLOSED_STATES).filter(unsure, is_asked)
            case "step" | "next-step" as wanted:
                reader, today = signed_in(request), today_of(request)
                steps = current_steps.list_current(reader)
                if wanted == "step":
                    steps = current_steps.list_overdue(reader, today)
                return queryset.filter(pk__in=steps.order_by().values("commitment"))
            case _:
                return queryset


def facet_counts(cl: ChangeList, request: HttpRequest, name: str) -> list[int] | None:
    """Count the rows for each choice of one facet, in the order of the choices, all first, in one query.

    The counts apply the access policy and stop beyond a thousand. None where there is no such facet, or where
    words are searched for, which would be evaluated for each choice again.
    """
    spec = next((one for one in cl.filter_specs if name in one.expected_parameters()), None)
    if spec is None or not hasattr(spec, "get_facet_counts") or cl.query:
        return None
    rows = cl.get_queryset(request, exclude_parameters=spec.expected_parameters()).order_by()
    conditions = {key: count.filter for key, count in spec.get_facet_counts("pk", rows).items()}
    wanted = [rows, *(rows.filter(conditions[key]) for key in _keys(spec))]
    counts = [StoppingCount(one.values("pk")[: query.COUNT_STOPS_AT + 1]) for one in wanted]
    found = _select_beside(signed_in(request), counts).get()
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
    """Return the address that counts a facet of the current list; none in the past."""
    if context.find_as_of() is not None:
        return ""
    kept = params.copy()
    for name in ("p", "all", "e", "o"):
        kept.pop(name, None)
    return f"{reverse('admin:commitments_commitment_counts')}?{kept.urlencode()}"


class FacetCounts(NounPage):
    """The counts of a facet of the list of commitments, loaded when it is opened."""

    route, name = "counts/", "counts"
    http_method_names = ["get"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with a count for each choice of one facet, as the page says counts."""
        if not self.noun.has_view_permission(request):
            raise PermissionDenied
        asked = request.GET.copy()
        name = str(asked.pop(FACET, [""])[-1])
        request.GET = asked  # type: ignore[assignment]
        try:
            cl = build_change_list(self.noun, request)
        except IncorrectLookupParameters as error:
            raise Http404 from error
        counts = facet_counts(cl, request, name)
        most = query.COUNT_STOPS_AT
        said = [f"{count:,}" if count <= most else gettext("1,000+") for count in counts or ()]
        return JsonResponse({"counts": said})
