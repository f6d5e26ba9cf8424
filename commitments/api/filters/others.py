"""Which points, texts, reports, documents, packets and requests a list gives."""

from typing import ClassVar

import django_filters as df
from django.utils.translation import gettext_lazy as _

from commitments import access
from commitments.api.filters.strict import (
    COMMITMENT_REFERENCE,
    COUNTRY,
    ISO,
    MEETING_REFERENCE,
    DatedFilterSet,
    Rows,
    any_of,
    text,
)
from commitments.api.shapes.outcomes import ANSWERS
from commitments.models import (
    AgendaItem,
    Approval,
    AuditRow,
    Commitment,
    Evidence,
    Meeting,
    Outcome,
    Packet,
    ProgressUpdate,
    Reminder,
    Statement,
)
from commitments.vocabulary import (
    ApprovalState,
    EvidenceKind,
    Health,
    Matter,
    OutcomeKind,
    PacketState,
    ReminderState,
    Rule,
    Side,
    StatementKind,
)


class OfMeetingFilterSet(DatedFilterSet):
    """Filters of what belongs to a meeting."""

    meeting = text(_("Reference of the meeting."), pattern=MEETING_REFERENCE, method="keep_meeting")

    def keep_meeting(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(meeting__in=access.rows(Meeting, self.request.user).filter(reference=value))


class OutcomeFilterSet(OfMeetingFilterSet):
    kind = any_of(OutcomeKind.choices, _("Any of these kinds."))
    answer = df.ChoiceFilter(choices=ANSWERS, help_text=_("How an ask or an offer was answered."))
    review_until = df.DateFilter(
        field_name="review_on", lookup_expr="lte", help_text=_("To be looked at on or before.")
    )

    class Meta:
        model = Outcome
        fields: ClassVar[list[str]] = []


class StatementFilterSet(OfMeetingFilterSet):
    kind = any_of(StatementKind.choices, _("Any of these kinds."))
    dated_from = df.DateFilter(field_name="dated_on", lookup_expr="gte", help_text=_("Dated on or after."))
    dated_until = df.DateFilter(field_name="dated_on", lookup_expr="lte", help_text=_("Dated on or before."))

    class Meta:
        model = Statement
        fields: ClassVar[list[str]] = []


class OfCommitmentFilterSet(DatedFilterSet):
    """Filters of what hangs on a commitment."""

    commitment = text(
        _("Reference of the commitment."), pattern=COMMITMENT_REFERENCE, method="keep_commitment"
    )

    def keep_commitment(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(commitment__in=access.rows(Commitment, self.request.user).filter(reference=value))


class UpdateFilterSet(OfCommitmentFilterSet):
    q = None
    side = df.ChoiceFilter(choices=Side.choices, help_text=_("Whose word it is."))
    health = df.ChoiceFilter(choices=Health.choices, help_text=_("As it was reported."))
    said_from = df.DateFilter(field_name="said_on", lookup_expr="gte", help_text=_("Said on or after."))
    said_until = df.DateFilter(field_name="said_on", lookup_expr="lte", help_text=_("Said on or before."))

    class Meta:
        model = ProgressUpdate
        fields: ClassVar[list[str]] = []


class EvidenceFilterSet(OfCommitmentFilterSet):
    kind = df.ChoiceFilter(choices=EvidenceKind.choices, help_text=_("What document it is."))

    class Meta:
        model = Evidence
        fields: ClassVar[list[str]] = []


class PacketFilterSet(OfMeetingFilterSet):
    q = None
    state = any_of(PacketState.choices, _("Any of these states."))
    country = text(COUNTRY, pattern=ISO, field_name="country__iso")

    class Meta:
        model = Packet
        fields: ClassVar[list[str]] = []


class AgendaFilterSet(DatedFilterSet):
    q = None

    class Meta:
        model = AgendaItem
        fields: ClassVar[list[str]] = []


class HistoryFilterSet(DatedFilterSet):
    q = None

    class Meta:
        model = AuditRow
        fields: ClassVar[list[str]] = []


class RequestFilterSet(OfCommitmentFilterSet):
    state = any_of(ApprovalState.choices, _("Any of these states."))
    matter = any_of(Matter.choices, _("Any of these matters."))

    class Meta:
        model = Approval
        fields: ClassVar[list[str]] = []


class ReminderFilterSet(OfCommitmentFilterSet):
    state = any_of(ReminderState.choices, _("Any of these states."))
    rule = any_of(Rule.choices, _("Any of these reasons."))

    class Meta:
        model = Reminder
        fields: ClassVar[list[str]] = []
