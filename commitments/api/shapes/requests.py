"""Requests: what one person asks and another decides."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s

from commitments.api.shapes.papers import CommitmentLinkSerializer
from commitments.api.shapes.parts import MeetingLinkSerializer, Shape, date, restricted
from commitments.vocabulary import ApprovalState, Matter, MoveReason


class RequestSerializer(Shape):
    """What one person asks about a commitment or a meeting, and what another decided."""

    id = s.IntegerField()
    commitment = CommitmentLinkSerializer(allow_null=True, help_text=_("Null where it is about a meeting."))
    meeting = MeetingLinkSerializer(allow_null=True, help_text=_("Null where it is about a commitment."))
    matter = s.ChoiceField(choices=Matter.choices)
    state = s.ChoiceField(choices=ApprovalState.choices)
    reason = s.CharField()
    document = s.CharField(help_text=_("Who decided it, or the document that says so."))
    move_reason = s.ChoiceField(
        choices=MoveReason.choices,
        allow_null=True,
        help_text=_("Why the date moves, of another date."),
    )
    wording = s.CharField(help_text=_("The other date in words, where one is asked for in words."))
    review_on = date(_("When it would be looked at again."))
    other = s.CharField(allow_null=True, help_text=_("Reference of what would take its place."))
    asked_by = s.CharField(allow_null=True, help_text=_("User name."))
    recorded_at = s.DateTimeField(help_text=_("When it was asked."))
    decided_by = s.CharField(allow_null=True, help_text=_("User name; null until it is decided."))
    decided_at = s.DateTimeField(allow_null=True)
    answer = s.CharField(help_text=_("The decision in words."))
    restricted = restricted()
    version = s.IntegerField(help_text=_("Rises with every change."))
