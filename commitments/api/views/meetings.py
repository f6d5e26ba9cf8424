"""Meetings: page by page, and one with its documents and outcomes."""

from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from commitments.api import reading, schema, shapes
from commitments.api.doors import DetailDoor, ListDoor
from commitments.api.filters import MeetingFilterSet


class MeetingListView(ListDoor):
    queryset = reading.MEETINGS
    filterset_class = MeetingFilterSet
    orderings = ("reference", "-reference", "held_on", "-held_on")

    @schema.many(shapes.MeetingSerializer, _("List meetings"))
    def get(self, request: Request) -> Response:
        """The meetings you may read, by reference unless ordered otherwise."""
        return self.answer(reading.meetings(self.page()))


class MeetingView(DetailDoor):
    queryset = reading.MEETINGS_IN_DETAIL

    @schema.one(shapes.MeetingDetailSerializer, _("Read a meeting"))
    def get(self, request: Request, reference: str) -> Response:
        """One meeting with its delegations, its documents and its outcomes in order."""
        return self.answer(reading.meeting(self.row(), self.reader))
