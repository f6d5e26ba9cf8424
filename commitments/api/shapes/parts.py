"""What several shapes share: markings, days, and the links from one record to another."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s

from commitments.vocabulary import COMMITMENT_STRENGTHS, Classification, Side, StatementKind

CLASSIFICATIONS = [(level.name.lower(), level.label) for level in Classification]
STRENGTHS_OF_COMMITMENTS = [(strength.value, strength.label) for strength in COMMITMENT_STRENGTHS]
Shape = s.Serializer[Any]


def date(help_text: Any = None) -> s.DateField:
    """Describe a day that may be null."""
    return s.DateField(allow_null=True, help_text=help_text)


def restricted() -> s.ListField:
    """Describe the list of members that are hidden."""
    told = _(
        "Members that are null because what they lead to is not open to you; any other null says that "
        "there is none."
    )
    return s.ListField(child=s.CharField(), help_text=told)


def clock(help_text: Any) -> s.RegexField:
    """Describe a time of day, which may be null."""
    # OpenAPI's format "time" is a moment with an offset; this is what the clock on the wall shows.
    return s.RegexField(r"^[0-2][0-9]:[0-5][0-9]:[0-5][0-9]$", allow_null=True, help_text=help_text)


class CountrySerializer(Shape):
    iso = s.CharField(help_text=_("Code in two letters."))
    name = s.CharField()


class MinistrySerializer(Shape):
    id = s.IntegerField()
    name = s.CharField()
    short_name = s.CharField(help_text=_("Empty where there is none."))
    country = s.CharField(help_text=_("Code of its country."))


class OfficialSerializer(Shape):
    id = s.IntegerField()
    post = s.CharField()
    person = s.CharField(help_text=_("Empty where only the office is on record."))


class MeetingLinkSerializer(Shape):
    reference = s.CharField()
    title = s.CharField()


class StatementLinkSerializer(Shape):
    kind = s.ChoiceField(choices=StatementKind.choices)
    title = s.CharField()
    dated_on = date()


class LeadSerializer(Shape):
    side = s.ChoiceField(choices=Side.choices)
    ministry = MinistrySerializer(allow_null=True, help_text=_("Null where it is not stated."))
