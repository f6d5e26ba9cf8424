"""What officers know about holidays, and how well the calendar of each country is known."""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from commitments.api import reading, schema, shapes
from commitments.api.doors import DetailDoor, ListDoor
from commitments.api.filters import parties as filters


class HolidayListView(ListDoor):
    queryset = reading.HOLIDAYS
    filterset_class = filters.HolidayFilterSet
    shape = shapes.HolidaySerializer
    orderings = ("id", "-id", "day", "-day")

    @schema.many(shape, _("List declared days"))
    def get(self, request: Request) -> HttpResponse:
        """The days that an officer declared free, or working, against the computed calendar."""
        return self.answer(reading.holidays(self.page()))


class HolidayView(DetailDoor):
    queryset = reading.HOLIDAYS
    shape = shapes.HolidaySerializer

    @schema.one(shape, _("Read a declared day"))
    def get(self, request: Request, id: str) -> HttpResponse:
        """One day that an officer declared free, or working."""
        return self.answer(reading.holidays([self.row()])[0])


class CalendarYearListView(ListDoor):
    queryset = reading.COUNTRIES
    filterset_class = filters.CalendarYearFilterSet
    shape = shapes.CalendarYearsSerializer
    key = "iso"
    orderings = ("iso", "-iso")

    @schema.many(shape, _("List the years of calendars"))
    def get(self, request: Request) -> HttpResponse:
        """Of each country this year and the next: confirmed by an officer, computed, or absent."""
        return self.answer(reading.calendar_years(self.page(), self.reader, self.today))
