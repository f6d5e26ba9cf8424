"""The points of a meeting."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s

from commitments.api.shapes.parts import (
    CLASSIFICATIONS,
    MeetingLinkSerializer,
    Shape,
    StatementLinkSerializer,
    date,
    restricted,
)
from commitments.vocabulary import Account, Answer, OutcomeKind, SpokenBy, Strength

ANSWERS = [(one.value, one.label) for one in Answer if one.value]


class OutcomeLinkSerializer(Shape):
    id = s.IntegerField()
    number = s.IntegerField()
    kind = s.ChoiceField(choices=OutcomeKind.choices)
    clause = s.CharField(help_text=_("The words as they stand in the text."))
    language = s.CharField()
    place_in_text = s.CharField()
    account = s.ChoiceField(
        choices=Account.choices, help_text=_("By whose account it is known; empty for that of its statement.")
    )
    strength = s.ChoiceField(choices=Strength.choices)
    statement = StatementLinkSerializer(allow_null=True)
    restricted = restricted()


class OutcomeSerializer(OutcomeLinkSerializer):
    spoken_by = s.ChoiceField(choices=SpokenBy.choices)
    answer = s.ChoiceField(
        choices=ANSWERS,
        allow_null=True,
        help_text=_("Null where none is expected."),
    )
    answer_wording = s.CharField()
    answer_source = s.CharField()
    answer_strength = s.ChoiceField(choices=Strength.choices, allow_null=True)
    review_on = date()
    classification = s.ChoiceField(choices=CLASSIFICATIONS)
    commitments = s.ListField(child=s.CharField(), help_text=_("References of what is owed because of it."))


class OutcomeRecordSerializer(OutcomeSerializer):
    """A point of a meeting with the meeting."""

    meeting = MeetingLinkSerializer(allow_null=True, help_text=_("Null where it is not open to you."))
    recorded_at = s.DateTimeField()
    version = s.IntegerField(help_text=_("Rises with every change."))
