"""Countries, ministries, officials and standing bodies."""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from commitments.api import reading, schema, shapes
from commitments.api.doors import DetailDoor, ListDoor
from commitments.api.filters import parties as filters


class CountryListView(ListDoor):
    queryset = reading.COUNTRIES
    filterset_class = filters.CountryFilterSet
    shape = shapes.CountryRecordSerializer
    key = "iso"
    orderings = ("iso", "-iso")

    @schema.many(shape, _("List countries"))
    def get(self, request: Request) -> HttpResponse:
        """The countries on record."""
        return self.answer(reading.countries(self.page(), self.reader))


class CountryView(DetailDoor):
    queryset = reading.COUNTRIES
    shape = shapes.CountryRecordSerializer
    lookup_field = "iso"
    lookup_url_kwarg = "iso"

    @schema.one(shape, _("Read a country"))
    def get(self, request: Request, iso: str) -> HttpResponse:
        """The countries on record: one of them."""
        return self.answer(reading.countries([self.row()], self.reader)[0])


class MinistryListView(ListDoor):
    queryset = reading.MINISTRIES_IN_FULL
    filterset_class = filters.MinistryFilterSet
    shape = shapes.MinistryRecordSerializer

    @schema.many(shape, _("List ministries"))
    def get(self, request: Request) -> HttpResponse:
        """The ministries and agencies of all countries on record."""
        return self.answer(reading.ministries_in_full(self.page(), self.reader))


class MinistryView(DetailDoor):
    queryset = reading.MINISTRIES_IN_FULL
    shape = shapes.MinistryRecordSerializer

    @schema.one(shape, _("Read a ministry"))
    def get(self, request: Request, id: str) -> HttpResponse:
        """The ministries and agencies of all countries on record: one of them."""
        return self.answer(reading.ministries_in_full([self.row()], self.reader)[0])


class OfficialListView(ListDoor):
    queryset = reading.OFFICIALS
    filterset_class = filters.OfficialFilterSet
    shape = shapes.OfficialRecordSerializer

    @schema.many(shape, _("List officials"))
    def get(self, request: Request) -> HttpResponse:
        """The officials on record."""
        return self.answer(reading.officials(self.page(), self.reader))


class OfficialView(DetailDoor):
    queryset = reading.OFFICIALS
    shape = shapes.OfficialRecordSerializer

    @schema.one(shape, _("Read an official"))
    def get(self, request: Request, id: str) -> HttpResponse:
        """The officials on record: one of them."""
        return self.answer(reading.officials([self.row()], self.reader)[0])


class MechanismListView(ListDoor):
    queryset = reading.MECHANISMS
    filterset_class = filters.MechanismFilterSet
    shape = shapes.MechanismSerializer

    @schema.many(shape, _("List standing bodies"))
    def get(self, request: Request) -> HttpResponse:
        """The standing bodies of the two countries."""
        return self.answer(reading.mechanisms(self.page()))


class MechanismView(DetailDoor):
    queryset = reading.MECHANISMS
    shape = shapes.MechanismSerializer

    @schema.one(shape, _("Read a standing body"))
    def get(self, request: Request, id: str) -> HttpResponse:
        """The standing bodies of the two countries: one of them."""
        return self.answer(reading.mechanisms([self.row()])[0])
