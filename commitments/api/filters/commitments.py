"""Which commitments a list gives."""

import datetime
from typing import ClassVar

import django_filters as df
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from commitments import access
from commitments.api.filters.strict import (
    COUNTRY,
    ISO,
    MEETING_REFERENCE,
    DatedFilterSet,
    Rows,
    any_of,
    text,
    yes_or_no,
)
from commitments.models import Commitment, Meeting, Responsibility
from commitments.models.commitment import STALE_DAYS, overdue_on
from commitments.vocabulary import COMMITMENT_STRENGTHS, OPEN_STATES, CommitmentState, Health, Nature, OwedBy


class CommitmentFilterSet(DatedFilterSet):
    state = any_of(CommitmentState.choices, _("Any of these states."))
    open = yes_or_no("keep_open", _("In an open state."))
    overdue = yes_or_no("keep_overdue", _("Past the agreed day on your calendar today."))
    owed_by = df.ChoiceFilter(choices=OwedBy.choices, help_text=_("The side that owes it."))
    nature = df.ChoiceFilter(choices=Nature.choices, help_text=_("Discrete or continuing."))
    strength = any_of(((s.value, s.label) for s in COMMITMENT_STRENGTHS), _("Any of these strengths."))
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
