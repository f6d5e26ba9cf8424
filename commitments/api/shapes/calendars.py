"""Declared holidays and the years of calendars."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s

from commitments.api.shapes.parts import Shape, date
from commitments.vocabulary import YearStatus


class HolidaySerializer(Shape):
    """A day that an officer declared free, or working, against the computed calendar."""

    id = s.IntegerField()
    country = s.CharField(help_text=_("Code of its country."))
    day = s.DateField()
    name = s.CharField()
    is_free = s.BooleanField(help_text=_("No work; false for a computed holiday that is a working day."))
    declared_on = date()


class CalendarYearSerializer(Shape):
    """How well one year is known."""

    year = s.IntegerField()
    status = s.ChoiceField(choices=YearStatus.choices)
    confirmed_on = date(_("Null until an officer confirms it."))


class CalendarYearsSerializer(Shape):
    """A country with this year and the next of its calendar."""

    country = s.CharField(help_text=_("Code in two letters."))
    years = CalendarYearSerializer(many=True)
