"""Which meetings a list gives."""

from typing import ClassVar

import django_filters as df
from django.utils.translation import gettext_lazy as _

from commitments.api.filters.strict import COUNTRY, ISO, DatedFilterSet, any_of, text
from commitments.models import Meeting
from commitments.vocabulary import MeetingForm, MeetingState


class MeetingFilterSet(DatedFilterSet):
    state = any_of(MeetingState.choices, _("Any of these states."))
    form = df.ChoiceFilter(choices=MeetingForm.choices, help_text=_("Visit, session, call, exchange."))
    country = text(COUNTRY, pattern=ISO, field_name="country__iso")
    held_from = df.DateFilter(field_name="held_on", lookup_expr="gte", help_text=_("Held on or after."))
    held_until = df.DateFilter(field_name="held_on", lookup_expr="lte", help_text=_("Held on or before."))

    class Meta:
        model = Meeting
        fields: ClassVar[list[str]] = []
