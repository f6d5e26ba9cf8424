"""Which countries, ministries, officials, standing bodies and declared days a list gives."""

from typing import ClassVar

import django_filters as df
from django.utils.translation import gettext_lazy as _

from commitments.api.filters.strict import COUNTRY, ISO, DatedFilterSet, text
from commitments.models import Country, Holiday, Mechanism, Ministry, Official
from commitments.vocabulary import MechanismLevel, PostFunction


class CountryFilterSet(DatedFilterSet):
    class Meta:
        model = Country
        fields: ClassVar[list[str]] = []


class MinistryFilterSet(DatedFilterSet):
    country = text(_("Code of the country."), pattern=ISO, field_name="country__iso")

    class Meta:
        model = Ministry
        fields: ClassVar[list[str]] = []


class OfficialFilterSet(DatedFilterSet):
    country = text(_("Code of the country."), pattern=ISO, field_name="country__iso")
    function = df.ChoiceFilter(choices=PostFunction.choices, help_text=_("What the post is for."))

    class Meta:
        model = Official
        fields: ClassVar[list[str]] = []


class MechanismFilterSet(DatedFilterSet):
    country = text(COUNTRY, pattern=ISO, field_name="country__iso")
    level = df.ChoiceFilter(choices=MechanismLevel.choices, help_text=_("At which level it meets."))

    class Meta:
        model = Mechanism
        fields: ClassVar[list[str]] = []


class HolidayFilterSet(DatedFilterSet):
    country = text(_("Code of the country."), pattern=ISO, field_name="country__iso")
    day_from = df.DateFilter(field_name="day", lookup_expr="gte", help_text=_("On or after."))
    day_until = df.DateFilter(field_name="day", lookup_expr="lte", help_text=_("On or before."))

    class Meta:
        model = Holiday
        fields: ClassVar[list[str]] = []


class CalendarYearFilterSet(DatedFilterSet):
    q = None
    country = text(_("Code of the country."), pattern=ISO, field_name="iso")

    class Meta:
        model = Country
        fields: ClassVar[list[str]] = []
