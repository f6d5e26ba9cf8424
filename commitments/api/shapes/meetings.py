"""Meetings with their delegations, background, documents and outcomes."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s

from commitments.api.shapes.outcomes import OutcomeSerializer
from commitments.api.shapes.parts import (
    CLASSIFICATIONS,
    CountrySerializer,
    Shape,
    StatementLinkSerializer,
    clock,
    date,
)
from commitments.vocabulary import MeetingForm, MeetingState, Side


class MeetingSerializer(Shape):
    """A meeting as lists show it."""

    reference = s.CharField()
    title = s.CharField()
    country = CountrySerializer(help_text=_("The partner."))
    form = s.ChoiceField(choices=MeetingForm.choices)
    mechanism = s.CharField(allow_null=True, help_text=_("The standing body of which this is a session."))
    session_number = s.IntegerField(allow_null=True)
    held_on = date(_("Null where the date is not stated."))
    not_before = date(_("The earliest day of a meeting whose date is not stated."))
    not_before_source = s.CharField()
    not_after = date(_("The latest day of a meeting whose date is not stated."))
    not_after_source = s.CharField()
    sorted_on = date(_("The date or, without one, the latest or else the earliest day."))
    starts_at = clock(_("By the clock of the place, such as 09:30:00."))
    ends_at = clock(_("By the clock of the place."))
    time_zone = s.CharField(help_text=_("Of the place."))
    place = s.CharField()
    state = s.ChoiceField(choices=MeetingState.choices)
    classification = s.ChoiceField(choices=CLASSIFICATIONS)
    recorded_at = s.DateTimeField()
    version = s.IntegerField(help_text=_("Rises with every change."))


class DelegateSerializer(Shape):
    side = s.ChoiceField(choices=Side.choices)
    official = s.IntegerField(
        allow_null=True, help_text=_("Id of the official; null where none is on record.")
    )
    post = s.CharField()
    person = s.CharField(help_text=_("Empty where only the office is on record."))
    is_head = s.BooleanField()


class BackgroundFactSerializer(Shape):
    text = s.CharField()
    source = s.CharField()  # type: ignore[assignment]
    dated = s.CharField(help_text=_("The date in words, as far as the source gives it."))


class StatementSerializer(StatementLinkSerializer):
    id = s.IntegerField()
    number = s.CharField()
    language = s.CharField()
    is_binding = s.BooleanField()
    is_verbatim = s.BooleanField(help_text=_("False for a summary in our own words."))
    source = s.CharField()  # type: ignore[assignment]
    classification = s.ChoiceField(choices=CLASSIFICATIONS)


class MeetingDetailSerializer(MeetingSerializer):
    """A meeting with its documents and what was said."""

    purpose = s.CharField()
    note = s.CharField(help_text=_("For the record; internal."))
    delegations = DelegateSerializer(many=True)
    background = BackgroundFactSerializer(many=True, help_text=_("Facts behind the meeting, in order."))
    statements = StatementSerializer(many=True)
    outcomes = OutcomeSerializer(many=True)
