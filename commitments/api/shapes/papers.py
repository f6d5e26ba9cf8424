"""Texts of meetings, reports and documents."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s

from commitments.api.shapes.parts import CLASSIFICATIONS, MeetingLinkSerializer, Shape, date
from commitments.vocabulary import EvidenceKind, Health, Side, StatementKind


class CommitmentLinkSerializer(Shape):
    reference = s.CharField()
    title = s.CharField()


class _RecordSerializer(Shape):
    id = s.IntegerField()
    classification = s.ChoiceField(choices=CLASSIFICATIONS)
    recorded_at = s.DateTimeField()
    version = s.IntegerField(help_text=_("Rises with every change."))


class StatementRecordSerializer(_RecordSerializer):
    """A document of a meeting, as lists show it."""

    meeting = MeetingLinkSerializer()
    kind = s.ChoiceField(choices=StatementKind.choices)
    title = s.CharField()
    dated_on = date()
    number = s.CharField()
    language = s.CharField()
    is_binding = s.BooleanField()
    is_verbatim = s.BooleanField(help_text=_("False for a summary in our own words."))
    source = s.CharField()  # type: ignore[assignment]
    signed_off_at = s.DateTimeField(allow_null=True)


class StatementDetailSerializer(StatementRecordSerializer):
    """A document of a meeting with its text."""

    text = s.CharField()


class UpdateRecordSerializer(_RecordSerializer):
    """A dated report about a commitment."""

    commitment = CommitmentLinkSerializer()
    side = s.ChoiceField(choices=Side.choices)
    said_on = s.DateField()
    health = s.ChoiceField(choices=Health.choices)
    text = s.CharField()


class FileSerializer(Shape):
    file_name = s.CharField()
    media_type = s.CharField()
    size = s.IntegerField(help_text=_("In bytes."))
    sha256 = s.CharField()


class EvidenceRecordSerializer(_RecordSerializer):
    """A document that proves progress."""

    commitment = CommitmentLinkSerializer()
    kind = s.ChoiceField(choices=EvidenceKind.choices)
    number = s.CharField()
    dated_on = date()
    description = s.CharField()
    file = FileSerializer(allow_null=True, help_text=_("Null where only a reference was filed."))
