"""The agenda of a meeting, and who is reminded of what."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s

from commitments.api.shapes.papers import CommitmentLinkSerializer
from commitments.api.shapes.parts import MeetingLinkSerializer, Shape, date, restricted
from commitments.vocabulary import ReminderState, Rule, WhyNot

REASONS = [(one.value, one.label) for one in WhyNot if one.value]


class AgendaItemSerializer(Shape):
    """One open item on the agenda of a meeting: a commitment, or an ask or offer without an answer."""

    id = s.IntegerField()
    meeting = MeetingLinkSerializer()
    commitment = CommitmentLinkSerializer(allow_null=True)
    outcome = s.IntegerField(allow_null=True, help_text=_("Id of the ask or offer."))
    said = s.CharField(help_text=_("What was said about it; empty where it was not raised."))
    raised_on = date()
    version = s.IntegerField(help_text=_("Rises with every change."))


class ReminderSerializer(Shape):
    """One promise to tell one person one thing about a commitment."""

    id = s.IntegerField()
    commitment = CommitmentLinkSerializer(
        allow_null=True, help_text=_("Null where it is not open to you any more.")
    )
    recipient = s.CharField(allow_null=True, help_text=_("User name; null for the duty box."))
    restricted = restricted()
    rule = s.ChoiceField(choices=Rule.choices)
    offset = s.IntegerField(help_text=_("Working days from the day that it counts from."))
    anchor_on = s.DateField(help_text=_("The day that it counts from."))
    planned_at = s.DateTimeField()
    state = s.ChoiceField(choices=ReminderState.choices)
    why_not = s.ChoiceField(
        choices=REASONS, allow_null=True, help_text=_("Why it was not sent; null where it was, or is to be.")
    )
