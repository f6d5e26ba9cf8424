"""Minutes of meetings: their versions, their content, and the changes that the partner returned."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s

from commitments.api.serializers.base import (
    MeetingLinkSerializer,
    RowSerializer,
    Shape,
    date_field,
    version_field,
)
from commitments.enums import MinutesChangeState, MinutesState
from commitments.models import Minutes, MinutesChange


class MinutesSerializer(RowSerializer):
    """One version of the minutes of a meeting, without its content."""

    # In the access log it counts as its meeting.
    model = Minutes
    columns = ("pk", "country", "classification")
    annotations = {"country": F("meeting__country"), "classification": F("meeting__classification")}
    id = s.IntegerField()
    meeting = MeetingLinkSerializer()
    number = s.IntegerField(help_text=_("Number of the version."))
    state = s.ChoiceField(choices=MinutesState.choices)
    language = s.CharField()
    other_language = s.CharField(help_text=_("Empty for minutes in one language."))
    sent_on = date_field()
    sent_to = s.CharField()
    returned_on = date_field()
    agreed_on = date_field()
    content_sha256 = s.CharField(help_text=_("Checksum of the content; empty for a draft."))
    returned_name = s.CharField(help_text=_("Name of the file that the partner returned last."))
    returned_sha256 = s.CharField(help_text=_("Checksum of that file."))
    signed_name = s.CharField(help_text=_("Name of the document that both sides signed."))
    signed_sha256 = s.CharField(help_text=_("Checksum of the document that both sides signed."))
    recorded_at = s.DateTimeField()
    version = version_field()


class MinutesCellSerializer(Shape):
    """One text of the minutes."""

    text = s.CharField()
    language = s.CharField(help_text=_("Language of the text; empty if it is for all languages."))
    part = s.CharField(help_text=_("Where the text is recorded, such as `outcome-12`; empty for fixed text."))
    is_missing = s.BooleanField(help_text=_("True if there is no text in this language."))


class MinutesLineSerializer(Shape):
    """One line of a section: its number or reference, and its texts."""

    number = s.CharField(source="label", help_text=_("Number or reference of the line."))
    cells = MinutesCellSerializer(many=True)


class MinutesSectionSerializer(Shape):
    """One section of the minutes with its column headings and lines."""

    title = s.CharField()
    heads = MinutesCellSerializer(many=True)
    rows = MinutesLineSerializer(many=True)


class MinutesDiscussionSerializer(Shape):
    """The discussion of one agenda item, which the desk may clear for the partner."""

    part = s.CharField(help_text=_("Key of the discussion."))
    title = s.CharField()
    text = s.CharField()
    digest = s.CharField(help_text=_("SHA-256 of the text. Send it to clear this text and no other."))
    is_cleared = s.BooleanField()


class MinutesLeftOutSerializer(Shape):
    """A record that the minutes do not contain, and why."""

    name = s.CharField()
    reason = s.CharField()


class MinutesContentSerializer(Shape):
    """What the minutes say: of a draft, from the records as they are now; later, as frozen."""

    reference = s.CharField(help_text=_("Reference of the meeting."))
    number = s.IntegerField(help_text=_("Number of the version."))
    languages = s.ListField(child=s.CharField())
    title = s.CharField()
    about = s.ListField(child=s.CharField(), help_text=_("Lines under the title, one for each language."))
    marking = s.CharField(help_text=_("Printed classification."))
    sections = MinutesSectionSerializer(many=True)
    signing = s.ListField(child=s.CharField(), help_text=_("Lines for the signatures."))
    discussions = MinutesDiscussionSerializer(
        many=True, help_text=_("Of a draft, for its desk: what may be cleared for the partner.")
    )
    left_out = MinutesLeftOutSerializer(
        many=True, help_text=_("Of a draft, for its desk: records that are left out.")
    )


class MinutesChangeSerializer(RowSerializer):
    """One passage that the partner changed in returned minutes: a proposal until an officer decides."""

    # Who reads a change reads the record that it is about.
    model = MinutesChange
    columns = ("pk", "country", "classification")
    annotations = {
        "country": F("minutes__meeting__country"),
        "classification": F("minutes__meeting__classification"),
    }
    id = s.IntegerField()
    minutes = s.IntegerField(source="minutes_id", help_text=_("ID of the version of the minutes."))
    commitment = s.CharField(
        source="commitment.reference", allow_null=True, help_text=_("Reference of the commitment, if any.")
    )
    outcome = s.IntegerField(source="outcome_id", allow_null=True, help_text=_("ID of the outcome."))
    agenda_item = s.IntegerField(source="point_id", allow_null=True, help_text=_("ID of the agenda item."))
    part = s.CharField(help_text=_("Where the text is recorded; empty for text outside the tables."))
    passage = s.CharField(source="label", help_text=_("Number or reference of the line."))
    language = s.CharField()
    ours = s.CharField(help_text=_("Text as our side sent it."))
    theirs = s.CharField(help_text=_("Text as the partner returned it; empty if the partner deleted it."))
    file_name = s.CharField(help_text=_("Name of the returned file."))
    sha256 = s.CharField(help_text=_("Checksum of that file."))
    state = s.ChoiceField(choices=MinutesChangeState.choices)
    reason = s.CharField()
    source_document = s.CharField(source="source", help_text=_("Document that supports the decision."))
    decided_at = s.DateTimeField(allow_null=True)
    recorded_at = s.DateTimeField()
    version = version_field()
