"""Outcomes: page by page, and one with its meeting."""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from commitments.api import reading, schema, shapes
from commitments.api.doors import DetailDoor, ListDoor
from commitments.api.filters import others as filters


class OutcomeListView(ListDoor):
    queryset = reading.OUTCOMES
    filterset_class = filters.OutcomeFilterSet
    shape = shapes.OutcomeRecordSerializer
    orderings = ("id", "-id", "review_on")

    @schema.many(shape, _("List outcomes"))
    def get(self, request: Request) -> HttpResponse:
        """The points of meetings that you may read."""
        return self.answer(reading.outcomes(self.page(), self.reader))


class OutcomeView(DetailDoor):
    queryset = reading.OUTCOMES
    shape = shapes.OutcomeRecordSerializer

    @schema.one(shape, _("Read an outcome"))
    def get(self, request: Request, id: str) -> HttpResponse:
        """The points of meetings that you may read: one of them."""
        return self.answer(reading.outcomes([self.row()], self.reader)[0])
