"""Printed briefings."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s

from commitments.api.shapes.parts import (
    CLASSIFICATIONS,
    CountrySerializer,
    MeetingLinkSerializer,
    Shape,
    restricted,
)
from commitments.vocabulary import PacketState


class PacketSerializer(Shape):
    """One edition of a packet, and how far it is."""

    id = s.IntegerField()
    reference = s.CharField(help_text=_("The same for all its editions."))
    edition = s.CharField(help_text=_("0.2 is a draft, 1.0 a final."))
    state = s.ChoiceField(choices=PacketState.choices)
    told = s.CharField(help_text=_("How far it is, or why it failed, in a sentence."))
    done = s.IntegerField(help_text=_("Pages set so far."))
    total = s.IntegerField(help_text=_("Pages expected; 0 where it is not known yet."))
    pages = s.IntegerField()
    country = CountrySerializer(help_text=_("The partner."))
    meeting = MeetingLinkSerializer(
        allow_null=True, help_text=_("Null where it is about all that stands with the partner.")
    )
    restricted = restricted()
    reader = s.CharField(help_text=_("User name of whom it is made for."))
    as_of = s.DateTimeField(allow_null=True, help_text=_("It holds what stood then; null for now."))
    asked_at = s.DateTimeField()
    ready_at = s.DateTimeField(allow_null=True)
    signed_at = s.DateTimeField(allow_null=True)
    classification = s.ChoiceField(
        choices=CLASSIFICATIONS, allow_null=True, help_text=_("Null until it is made.")
    )
    content_sha256 = s.CharField(help_text=_("What is signed off; empty until it is made."))
