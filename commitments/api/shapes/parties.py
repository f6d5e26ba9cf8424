"""Who is who in both governments."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s

from commitments.api.shapes.parts import Shape, date
from commitments.vocabulary import MechanismLevel, PostFunction

NAMES = _("In other languages, as far as they are on record.")


class LocalNameSerializer(Shape):
    """A name in one more language."""

    language = s.CharField(help_text=_("ISO 639 code, such as ko or km."))
    name = s.CharField()
    short_name = s.CharField(help_text=_("Empty where there is none."))


class OfficialNameSerializer(Shape):
    """The name and post of an official in one more language."""

    language = s.CharField(help_text=_("ISO 639 code, such as ko or km."))
    person = s.CharField(help_text=_("Empty where it is not recorded."))
    post = s.CharField(help_text=_("Empty where it is not recorded."))


class CountryRecordSerializer(Shape):
    """A country on record: home or a partner."""

    iso = s.CharField(help_text=_("Code in two letters."))
    name = s.CharField()
    capital = s.CharField()
    time_zone = s.CharField(help_text=_("Of the capital."))
    languages = s.ListField(child=s.CharField(), help_text=_("ISO 639 codes, the first first."))
    desk = s.CharField(allow_null=True, help_text=_("The desk that covers it; null at home."))
    names = LocalNameSerializer(many=True, help_text=NAMES)


class _OfCountrySerializer(Shape):
    id = s.IntegerField()
    country = s.CharField(help_text=_("Code of its country."))


class MinistryRecordSerializer(_OfCountrySerializer):
    """A ministry or agency."""

    name = s.CharField()
    short_name = s.CharField(help_text=_("Empty where there is none."))
    runs_tracker = s.BooleanField(help_text=_("The ministry of the desks themselves."))
    exists_from = date()
    exists_until = date()
    successor = s.IntegerField(allow_null=True, help_text=_("The id of what it was renamed or merged into."))
    names = LocalNameSerializer(many=True, help_text=NAMES)


class MinistryLinkSerializer(Shape):
    id = s.IntegerField()
    name = s.CharField()


class OfficialRecordSerializer(_OfCountrySerializer):
    """A person in a post, or the post alone."""

    ministry = MinistryLinkSerializer(allow_null=True)
    post = s.CharField()
    person = s.CharField(help_text=_("Empty where only the office is on record."))
    function = s.ChoiceField(choices=PostFunction.choices)
    precedence = s.IntegerField(help_text=_("1 comes first."))
    starts_on = date()
    ends_on = date()
    names = OfficialNameSerializer(many=True, help_text=NAMES)


class MechanismSerializer(_OfCountrySerializer):
    """A standing body of the two countries."""

    name = s.CharField()
    level = s.ChoiceField(choices=MechanismLevel.choices)
    frequency = s.CharField()
    our_chair = s.CharField()
    their_chair = s.CharField()
