"""Countries, ministries, officials and standing bodies; declared holidays, and the state of each calendar
year.
"""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from commitments.api import filters, schema
from commitments.api.serializers import parties
from commitments.api.views.base import DetailView, RecordListView


class CountryListView(RecordListView):
    queryset = parties.COUNTRIES
    filterset_class = filters.CountryFilterSet
    shape = parties.CountryRecordSerializer
    key = "iso"
    orderings = ("iso", "-iso")

    @schema.describe_list(shape, _("List countries"))
    def get(self, request: Request) -> HttpResponse:
        """Return the recorded countries."""
        return self.answer(parties.build_countries(self.page(), self.reader))


class CountryView(DetailView):
    queryset = parties.COUNTRIES
    shape = parties.CountryRecordSerializer
    lookup_field = "iso"
    lookup_url_kwarg = "iso"

    @schema.describe_record(shape, _("Read a country"))
    def get(self, request: Request, iso: str) -> HttpResponse:
        """Return one recorded country."""
        return self.answer(parties.build_countries([self.row()], self.reader)[0])


class MinistryListView(RecordListView):
    queryset = parties.MINISTRIES_IN_FULL
    filterset_class = filters.MinistryFilterSet
    shape = parties.MinistryRecordSerializer

    @schema.describe_list(shape, _("List ministries"))
    def get(self, request: Request) -> HttpResponse:
        """Return the recorded ministries and agencies of all countries."""
        return self.answer(parties.ministries_in_full(self.page(), self.reader))


class MinistryView(DetailView):
    queryset = parties.MINISTRIES_IN_FULL
    shape = parties.MinistryRecordSerializer

    @schema.describe_record(shape, _("Read a ministry"))
    def get(self, request: Request, id: str) -> HttpResponse:
        """Return one recorded ministry or agency."""
        return self.answer(parties.ministries_in_full([self.row()], self.reader)[0])


class OfficialListView(RecordListView):
    queryset = parties.OFFICIALS
    filterset_class = filters.OfficialFilterSet
    shape = parties.OfficialRecordSerializer

    @schema.describe_list(shape, _("List officials"))
    def get(self, request: Request) -> HttpResponse:
        """Return the recorded officials."""
        return self.answer(parties.build_officials(self.page(), self.reader))


class OfficialView(DetailView):
    queryset = parties.OFFICIALS
    shape = parties.OfficialRecordSerializer

    @schema.describe_record(shape, _("Read an official"))
    def get(self, request: Request, id: str) -> HttpResponse:
        """Return one recorded official."""
        return self.answer(parties.build_officials([self.row()], self.reader)[0])


class MechanismListView(RecordListView):
    queryset = parties.MECHANISMS
    filterset_class = filters.MechanismFilterSet
    shape = parties.MechanismSerializer

    @schema.describe_list(shape, _("List standing bodies"))
    def get(self, request: Request) -> HttpResponse:
        """The standing bodies of the two countries."""
        return self.answer(parties.build_mechanisms(self.page()))


class MechanismView(DetailView):
    queryset = parties.MECHANISMS
    shape = parties.MechanismSerializer

    @schema.describe_record(shape, _("Read a standing body"))
    def get(self, request: Request, id: str) -> HttpResponse:
        """The standing bodies of the two countries: one of them."""
        return self.answer(parties.build_mechanisms([self.row()])[0])


class HolidayListView(RecordListView):
    queryset = parties.HOLIDAYS
    filterset_class = filters.HolidayFilterSet
    shape = parties.HolidaySerializer
    orderings = ("id", "-id", "day", "-day")

    @schema.describe_list(shape, _("List declared days"))
    def get(self, request: Request) -> HttpResponse:
        """The days that an officer declared free, or working, against the computed calendar."""
        return self.answer(parties.build_holidays(self.page()))


class HolidayView(DetailView):
    queryset = parties.HOLIDAYS
    shape = parties.HolidaySerializer

    @schema.describe_record(shape, _("Read a declared day"))
    def get(self, request: Request, id: str) -> HttpResponse:
        """One day that an officer declared free, or working."""
        return self.answer(parties.build_holidays([self.row()])[0])


class CalendarYearListView(RecordListView):
    queryset = parties.COUNTRIES
    filterset_class = filters.CalendarYearFilterSet
    shape = parties.CalendarYearsSerializer
    key = "iso"
    orderings = ("iso", "-iso")

    @schema.describe_list(shape, _("List the years of calendars"))
    def get(self, request: Request) -> HttpResponse:
        """Of each country this year and the next: confirmed by an officer, computed, or absent."""
        return self.answer(parties.calendar_years(self.page(), self.reader, self.today))
