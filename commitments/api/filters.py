"""Filters of the lists: each compares columns of records that the person may read.

A value is compared as text and never looked up, so that a hidden and a missing record give the same empty
list. Unknown parameters are refused.
"""

import datetime
from collections.abc import Iterable
from typing import Any

import django_filters as df
from django.core.validators import RegexValidator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters.rest_framework import DjangoFilterBackend
from django_filters.utils import translate_validation
from drf_spectacular.utils import extend_schema_field
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.views import APIView

from commitments.access import querysets
from commitments.api.pagination import PARAMETERS
from commitments.api.serializers.meetings import ANSWERS
from commitments.enums import (
    COMMITMENT_STRENGTHS,
    OPEN_STATES,
    ApprovalKind,
    ApprovalState,
    ClosureStage,
    CommitmentState,
    ConsentPurpose,
    EvidenceKind,
    Health,
    MechanismLevel,
    MeetingForm,
    MeetingState,
    MinutesChangeState,
    MinutesState,
    Nature,
    OutcomeKind,
    OwedBy,
    PacketCommentState,
    PacketState,
    PostFunction,
    ProtocolLevel,
    ReminderKind,
    ReminderState,
    Side,
    StatementKind,
    WebhookEvent,
    WebhookState,
)
from commitments.models import (
    Commitment,
    Country,
    Meeting,
    Responsibility,
)
from commitments.models.commitments import STALE_DAYS, overdue_on
from commitments.records import current_steps
from commitments.records.references import UNDATED
from commitments.search.query import LONGEST_SEARCH, MOST_WORDS, SEARCHED, is_cut, search_records
from commitments.translations.kinds import KINDS
from commitments.translations.states import State

Rows = QuerySet[Any, Any]
LONGEST = 200
COUNTRY = _("Two-letter code of the partner, for example KH.")
ISO = r"^[A-Z]{2}$"
# In addresses and filters alike.
REFERENCE = rf"[A-Z]{{2}}-(?:[0-9]{{4}}|{UNDATED})-[0-9]{{1,10}}"
COMMITMENT_REFERENCE, MEETING_REFERENCE = f"^{REFERENCE}$", f"^M-{REFERENCE}$"


def yes_or_no(method: str, help_text: Any) -> df.TypedChoiceFilter:
    """Build a filter that accepts `true` or `false`; the library's own ignores anything else."""
    words = (("true", "true"), ("false", "false"))
    made = df.TypedChoiceFilter(choices=words, coerce="true".__eq__, method=method, help_text=help_text)
    extend_schema_field({"type": "boolean", "description": help_text})(made)
    return made


def build_text_filter(
    help_text: Any, *, pattern: str = "", longest: int = LONGEST, **options: Any
) -> df.CharFilter:
    """Build a filter for a text, with a pattern where it has one."""
    limits = {"pattern": pattern} if pattern else {"pattern": r"^[^\x00]+$", "maxLength": longest}
    checks = [RegexValidator(pattern)] if pattern else []
    made = df.CharFilter(max_length=longest, validators=checks, help_text=help_text, **options)
    extend_schema_field({"type": "string", "description": help_text, **limits})(made)
    return made


def is_non_working(known: df.Filter | None) -> bool:
    """Return whether a filter takes free text, where surrounding space has no meaning."""
    return isinstance(known, df.CharFilter) and not known.extra["validators"]


def any_of(choices: Iterable[tuple[str, Any]], help_text: Any) -> df.MultipleChoiceFilter:
    """Build a filter for a column with one of several values.

    The library's own asks for distinct rows, which are all read and sorted before the first page is cut.
    """
    return df.MultipleChoiceFilter(choices=list(choices), distinct=False, help_text=help_text)


class DatedFilterSet(df.FilterSet):  # type: ignore[misc]
    """Filters that depend on the person's current day."""

    today: datetime.date
    q = build_text_filter(
        _(
            "Up to eight words or “phrases in quotation marks”. Each result contains all of these, as "
            "in the on-screen search."
        ),
        longest=LONGEST_SEARCH,
        method="keep_found",
    )

    def keep_found(self, rows: Rows, name: str, value: str) -> Rows:
        """Keep the rows that the search of the screens finds, where it looks for all that is asked."""
        if is_cut(value):
            raise ValidationError({name: gettext("Search for at most %d words.") % MOST_WORDS})
        found, _count = search_records(rows, SEARCHED[rows.model], value, self.request.user)
        return found


class StrictFilterBackend(DjangoFilterBackend):  # type: ignore[misc]
    """Refuses unknown parameters: a filter that is silently ignored would return too much."""

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
        sentence = gettext("Unknown parameter for this endpoint. Remove it, or correct its name.")
        raise ValidationError(dict.fromkeys(unknown, sentence))


def refuse_unclear(request: Request, known: type[df.FilterSet]) -> None:
    """Raise ValidationError for a parameter without a value, given twice where it takes one, or not exact."""
    unclear = {}
    for name, values in request.query_params.lists():
        if "" in values:
            unclear[name] = gettext("Enter a value, or omit the parameter.")
        elif len(values) > 1 and not isinstance(known.base_filters.get(name), df.MultipleChoiceFilter):
            unclear[name] = gettext("Use this parameter only once.")
        elif not is_non_working(known.base_filters.get(name)) and any(one != one.strip() for one in values):
            unclear[name] = gettext("Remove spaces and line breaks before and after the value.")
    if unclear:
        raise ValidationError(unclear)


def read_filters(known: type[df.FilterSet], request: Request) -> dict[str, Any]:
    """Return the values of filters that no list of one kind of row takes; raises ValidationError."""
    refuse_unknown(request, {*known.base_filters, *PARAMETERS})
    refuse_unclear(request, known)
    read = known(request.query_params, queryset=querysets.list_none(Country), request=request)
    if not read.is_valid():
        raise translate_validation(read.errors)
    return dict(read.form.cleaned_data)


class TranslationFilterSet(df.FilterSet):  # type: ignore[misc]
    kind = any_of(((kind.name, kind.label) for kind in KINDS), _("One or more of these kinds of text."))
    language = build_text_filter(_("Language of the translation (ISO 639 code)."), pattern=r"^[a-z]{2,3}$")
    state = any_of(State.choices, _("One or more of these states."))
    country = build_text_filter(_("Code of the country."), pattern=ISO)


class CommitmentFilterSet(DatedFilterSet):
    state = any_of(CommitmentState.choices, _("One or more of these stages."))
    open = yes_or_no("keep_open", _("Whether the commitment is open."))
    overdue = yes_or_no(
        "keep_overdue",
        _(
            "Whether the commitment is overdue, as of today in your time "
            "zone. Suspended, ongoing, closed and reported commitments "
            "are never overdue."
        ),
    )
    owed_by = df.ChoiceFilter(choices=OwedBy.choices, help_text=_("Responsible side."))
    nature = df.ChoiceFilter(choices=Nature.choices, help_text=_("One-off or ongoing."))
    strength = any_of(
        ((s.value, s.label) for s in COMMITMENT_STRENGTHS), _("One or more of these strengths.")
    )
    health = df.ChoiceFilter(
        choices=Health.choices,
        method="keep_health",
        help_text=_("Status as of today. A report older than one month counts as “No recent report”."),
    )
    country = build_text_filter(COUNTRY, pattern=ISO, field_name="country__iso")
    meeting = build_text_filter(
        _("Reference of the meeting."), pattern=MEETING_REFERENCE, method="keep_meeting"
    )
    ministry = build_text_filter(
        _("Full or short name of a ministry that takes part in the commitment."), method="keep_ministry"
    )
    due_from = df.DateFilter(
        field_name="due_on", lookup_expr="gte", help_text=_("Due on or after this date.")
    )
    due_until = df.DateFilter(
        field_name="due_on", lookup_expr="lte", help_text=_("Due on or before this date.")
    )

    def keep_open(self, rows: Rows, name: str, value: bool) -> Rows:
        wanted = Q(state__in=OPEN_STATES)
        return rows.filter(wanted if value else ~wanted)

    def keep_overdue(self, rows: Rows, name: str, value: bool) -> Rows:
        late = overdue_on(self.today)
        return rows.filter(late) if value else rows.exclude(late)

    def keep_health(self, rows: Rows, name: str, value: str) -> Rows:
        fresh = Q(health_on__gte=self.today - datetime.timedelta(days=STALE_DAYS))
        if value == Health.NO_RECENT_REPORT:
            return rows.filter(Q(health=value) | Q(health_on__isnull=True) | ~fresh)
        return rows.filter(fresh, health=value)

    def keep_meeting(self, rows: Rows, name: str, value: str) -> Rows:
        """Filter by a meeting that the person may read: an item may be readable and its meeting not."""
        meetings = querysets.list_readable(Meeting, self.request.user).filter(reference=value)
        return rows.filter(outcome__meeting__in=meetings)

    def keep_ministry(self, rows: Rows, name: str, value: str) -> Rows:
        named = Q(ministry__name__iexact=value) | Q(ministry__short_name__iexact=value)
        parts = querysets.list_readable(Responsibility, self.request.user).filter(named)
        return rows.filter(Exists(parts.filter(commitment=OuterRef("pk"))))


class MeetingFilterSet(DatedFilterSet):
    state = any_of(MeetingState.choices, _("One or more of these stages."))
    form = df.ChoiceFilter(
        choices=MeetingForm.choices, help_text=_("Visit, session, call, or exchange of letters or notes.")
    )
    country = build_text_filter(COUNTRY, pattern=ISO, field_name="country__iso")
    held_from = df.DateFilter(
        field_name="held_on", lookup_expr="gte", help_text=_("Held on or after this date.")
    )
    held_until = df.DateFilter(
        field_name="held_on", lookup_expr="lte", help_text=_("Held on or before this date.")
    )


class OfMeetingFilterSet(DatedFilterSet):
    """Filters of records that belong to a meeting."""

    meeting = build_text_filter(
        _("Reference of the meeting."), pattern=MEETING_REFERENCE, method="keep_meeting"
    )

    def keep_meeting(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(
            meeting__in=querysets.list_readable(Meeting, self.request.user).filter(reference=value)
        )


class MinutesFilterSet(OfMeetingFilterSet):
    q = None
    state = any_of(MinutesState.choices, _("One or more of these states."))


class MinutesChangeFilterSet(DatedFilterSet):
    q = None
    minutes = df.NumberFilter(field_name="minutes", help_text=_("ID of the version of the minutes."))
    state = any_of(MinutesChangeState.choices, _("One or more of these states."))


class AgendaPaperFilterSet(DatedFilterSet):
    q = None
    point = df.NumberFilter(field_name="point", help_text=_("ID of the agenda item."))


class OutcomeFilterSet(OfMeetingFilterSet):
    kind = any_of(OutcomeKind.choices, _("One or more of these kinds."))
    answer = df.ChoiceFilter(choices=ANSWERS, help_text=_("Answer to a request or an offer."))
    review_until = df.DateFilter(
        field_name="review_on", lookup_expr="lte", help_text=_("Review date on or before this date.")
    )


class StatementFilterSet(OfMeetingFilterSet):
    kind = any_of(StatementKind.choices, _("One or more of these kinds."))
    dated_from = df.DateFilter(
        field_name="dated_on", lookup_expr="gte", help_text=_("Dated on or after this date.")
    )
    dated_until = df.DateFilter(
        field_name="dated_on", lookup_expr="lte", help_text=_("Dated on or before this date.")
    )


class OfCommitmentFilterSet(DatedFilterSet):
    """Filters of records that belong to a commitment."""

    commitment = build_text_filter(
        _("Reference of the commitment."), pattern=COMMITMENT_REFERENCE, method="keep_commitment"
    )

    def keep_commitment(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(
            commitment__in=querysets.list_readable(Commitment, self.request.user).filter(reference=value)
        )


OPEN_STEP, OVERDUE_STEP = "open", "overdue"
NEXT_STEPS = ((OPEN_STEP, _("open")), (OVERDUE_STEP, _("overdue")))


class UpdateFilterSet(OfCommitmentFilterSet):
    q = None
    side = df.ChoiceFilter(choices=Side.choices, help_text=_("Reporting side."))
    health = df.ChoiceFilter(choices=Health.choices, help_text=_("Reported status."))
    next_step = df.ChoiceFilter(
        choices=NEXT_STEPS,
        method="keep_next_step",
        help_text=_("Open next steps of open commitments: all, or those past their own date."),
    )
    said_from = df.DateFilter(
        field_name="reported_on", lookup_expr="gte", help_text=_("Reported on or after this date.")
    )
    said_until = df.DateFilter(
        field_name="reported_on", lookup_expr="lte", help_text=_("Reported on or before this date.")
    )

    def keep_next_step(self, rows: Rows, name: str, value: str) -> Rows:
        steps = current_steps.list_current(self.request.user)
        if value == OVERDUE_STEP:
            steps = current_steps.list_overdue(self.request.user, self.today)
        return rows.filter(pk__in=steps.order_by().values("pk"))


class EvidenceFilterSet(OfCommitmentFilterSet):
    kind = df.ChoiceFilter(choices=EvidenceKind.choices, help_text=_("Type of document."))


class PacketFilterSet(OfMeetingFilterSet):
    q = None
    state = any_of(PacketState.choices, _("One or more of these stages."))
    country = build_text_filter(COUNTRY, pattern=ISO, field_name="country__iso")


class PacketCommentFilterSet(DatedFilterSet):
    q = None
    packet = df.NumberFilter(field_name="packet", help_text=_("ID of the version of the packet."))
    state = any_of(PacketCommentState.choices, _("One or more of these stages."))


class OriginatorConsentFilterSet(DatedFilterSet):
    q = None
    statement = df.NumberFilter(field_name="statement", help_text=_("ID of the statement."))
    outcome = df.NumberFilter(field_name="outcome", help_text=_("ID of the outcome."))
    purpose = any_of(ConsentPurpose.choices, _("One or more of these purposes."))


class UnsearchedFilterSet(DatedFilterSet):
    q = None


class RequestFilterSet(OfCommitmentFilterSet):
    state = any_of(ApprovalState.choices, _("One or more of these stages."))
    kind = any_of(ApprovalKind.choices, _("One or more of these kinds of request."))


class ReminderFilterSet(OfCommitmentFilterSet):
    state = any_of(ReminderState.choices, _("One or more of these stages."))
    kind = any_of(ReminderKind.choices, _("One or more of these reminder types."))


class MinistryFilterSet(DatedFilterSet):
    country = build_text_filter(_("Code of the country."), pattern=ISO, field_name="country__iso")


class OfficialFilterSet(DatedFilterSet):
    country = build_text_filter(_("Code of the country."), pattern=ISO, field_name="country__iso")
    function = df.ChoiceFilter(choices=PostFunction.choices, help_text=_("Function of the post."))


class MechanismFilterSet(DatedFilterSet):
    country = build_text_filter(COUNTRY, pattern=ISO, field_name="country__iso")
    level = df.ChoiceFilter(choices=MechanismLevel.choices, help_text=_("Level of the meetings."))


class HolidayFilterSet(DatedFilterSet):
    country = build_text_filter(_("Code of the country."), pattern=ISO, field_name="country__iso")
    day_from = df.DateFilter(field_name="day", lookup_expr="gte", help_text=_("On or after this date."))
    day_until = df.DateFilter(field_name="day", lookup_expr="lte", help_text=_("On or before this date."))


class LevelTitleFilterSet(DatedFilterSet):
    q = None
    country = build_text_filter(_("Code of the country."), pattern=ISO, field_name="country__iso")
    level = any_of(ProtocolLevel.choices, _("One or more of these levels."))


class BlackoutPeriodFilterSet(DatedFilterSet):
    q = None
    country = build_text_filter(_("Code of the country."), pattern=ISO, field_name="country__iso")
    day_from = df.DateFilter(
        field_name="ends_on", lookup_expr="gte", help_text=_("Ends on or after this date.")
    )
    day_until = df.DateFilter(
        field_name="starts_on", lookup_expr="lte", help_text=_("Starts on or before this date.")
    )


class ClosureFilterSet(DatedFilterSet):
    q = None
    country = build_text_filter(_("Code of the country."), pattern=ISO, field_name="country__iso")
    stage = any_of(ClosureStage.choices, _("Stage of the closure; several may be given."))


class WebhookFilterSet(DatedFilterSet):
    q = None
    is_active = yes_or_no("keep_active", _("Only active webhooks, or only the others."))

    def keep_active(self, rows: Rows, name: str, value: bool) -> Rows:
        return rows.filter(is_active=value)


class WebhookMessageFilterSet(DatedFilterSet):
    q = None
    webhook = df.NumberFilter(field_name="subscription", help_text=_("ID of the webhook."))
    state = any_of(WebhookState.choices, _("One or more of these states."))
    event = any_of(WebhookEvent.choices, _("One or more of these events."))


class CalendarYearFilterSet(DatedFilterSet):
    q = None
    country = build_text_filter(_("Code of the country."), pattern=ISO, field_name="iso")
