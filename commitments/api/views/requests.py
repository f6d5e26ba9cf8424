"""Requests: page by page, and one."""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from commitments.api import reading, schema, shapes
from commitments.api.doors import DetailDoor, ListDoor
from commitments.api.filters import others as filters


class RequestListView(ListDoor):
    queryset = reading.REQUESTS
    filterset_class = filters.RequestFilterSet
    shape = shapes.RequestSerializer

    @schema.many(shape, _("List requests"))
    def get(self, request: Request) -> HttpResponse:
        """What was asked about the commitments and meetings that you may read."""
        return self.answer(reading.requests(self.page(), self.reader))


class RequestView(DetailDoor):
    queryset = reading.REQUESTS
    shape = shapes.RequestSerializer

    @schema.one(shape, _("Read a request"))
    def get(self, request: Request, id: str) -> HttpResponse:
        """One request, and what was decided."""
        return self.answer(reading.requests([self.row()], self.reader)[0])
