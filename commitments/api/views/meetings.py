"""Meetings: page by page, and one with its documents and outcomes."""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from commitments.api import reading, schema, shapes
from commitments.api.doors import ListDoor, ReferenceDoor
from commitments.api.filters import MeetingFilterSet


class MeetingListView(ListDoor):
    queryset = reading.MEETINGS
    filterset_class = MeetingFilterSet
    shape = shapes.MeetingSerializer
    key = "reference"
    orderings = ("reference", "-reference", "held_on", "-held_on", "sorted_on", "-sorted_on")

    @schema.many(shapes.MeetingSerializer, _("List meetings"))
    def get(self, request: Request) -> HttpResponse:
        """The meetings you may read, by reference unless ordered otherwise."""
        return self.answer(reading.meetings(self.page()))


class MeetingView(ReferenceDoor):
    queryset = reading.MEETINGS_IN_DETAIL
    shape = shapes.MeetingDetailSerializer

    @schema.one(shapes.MeetingDetailSerializer, _("Read a meeting"))
    def get(self, request: Request, reference: str) -> HttpResponse:
        """One meeting with its delegations, its background, its documents and its outcomes in order."""
        return self.answer(reading.meeting(self.row(), self.reader))
