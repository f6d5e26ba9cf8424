"""Countries, ministries, officials and standing bodies; declared holidays, and the state of each calendar
year.
"""

from django.utils.translation import gettext_lazy as _

from commitments.api import filters
from commitments.api.schema import describe
from commitments.api.serializers import parties
from commitments.api.views.base import ListViewSet, RecordViewSet


@describe(
    list=(_("List countries"), "Return the recorded countries."),
    retrieve=(_("Get a country"), "Return one recorded country."),
)
class CountryViewSet(RecordViewSet):
    serializer_class = parties.CountryRecordSerializer
    filterset_class = filters.DatedFilterSet
    key = lookup_field = lookup_url_kwarg = "iso"
    lookup_value_regex = "[A-Z]{2}"
    orderings = ("iso", "-iso")


@describe(
    list=(_("List ministries"), "Return the recorded ministries and agencies of all countries."),
    retrieve=(_("Get a ministry"), "Return one recorded ministry or agency."),
)
class MinistryViewSet(RecordViewSet):
    serializer_class = parties.MinistryRecordSerializer
    filterset_class = filters.MinistryFilterSet


@describe(
    list=(_("List officials"), "Return the recorded officials."),
    retrieve=(_("Get an official"), "Return one recorded official."),
)
class OfficialViewSet(RecordViewSet):
    serializer_class = parties.OfficialRecordSerializer
    filterset_class = filters.OfficialFilterSet


@describe(
    list=(_("List mechanisms"), "The standing bodies of the two countries."),
    retrieve=(_("Get a mechanism"), "The standing bodies of the two countries: one of them."),
)
class MechanismViewSet(RecordViewSet):
    serializer_class = parties.MechanismSerializer
    filterset_class = filters.MechanismFilterSet


@describe(
    list=(
        _("List holidays added by hand"),
        "The days that an officer declared free, or working, against the computed calendar.",
    ),
    retrieve=(_("Get a holiday added by hand"), "One day that an officer declared free, or working."),
)
class HolidayViewSet(RecordViewSet):
    serializer_class = parties.HolidaySerializer
    filterset_class = filters.HolidayFilterSet
    orderings = ("id", "-id", "day", "-day")


@describe(
    list=(
        _("List calendars by year"),
        "Of each country this year and the next: confirmed by an officer, computed, or absent.",
    )
)
class CalendarYearViewSet(ListViewSet):
    serializer_class = parties.CalendarYearsSerializer
    filterset_class = filters.CalendarYearFilterSet
    key = "iso"
    orderings = ("iso", "-iso")
