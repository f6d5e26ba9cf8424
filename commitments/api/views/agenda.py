"""The agenda of one meeting, and reminders."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from commitments import access
from commitments.api import reading, schema, shapes
from commitments.api.doors import DetailDoor, ListDoor, RecordDoor
from commitments.api.filters import others as filters
from commitments.models import Meeting


class AgendaDoor(RecordDoor):
    """What stands on the agenda of the meeting that the address names."""

    queryset = reading.AGENDA

    def get_queryset(self) -> QuerySet[Any, Any]:
        there = access.rows(Meeting, self.reader).filter(reference=self.kwargs["reference"])
        return super().get_queryset().filter(meeting__in=there)


class AgendaView(AgendaDoor, ListDoor):
    filterset_class = filters.AgendaFilterSet
    shape = shapes.AgendaItemSerializer
    orderings = ("id",)

    @schema.many(shape, _("List the agenda of a meeting"))
    def get(self, request: Request, reference: str) -> HttpResponse:
        """The open items that come back at a meeting, as far as you may read them."""
        if not access.rows(Meeting, self.reader).filter(reference=reference).exists():
            raise Http404
        return self.answer(reading.agenda(self.page(), self.reader))


class AgendaItemView(AgendaDoor, DetailDoor):
    shape = shapes.AgendaItemSerializer

    @schema.one(shape, _("Read an item of an agenda"))
    def get(self, request: Request, reference: str, id: str) -> HttpResponse:
        """One open item that comes back at a meeting."""
        return self.answer(reading.agenda([self.row()], self.reader)[0])


class ReminderListView(ListDoor):
    queryset = reading.REMINDERS
    filterset_class = filters.ReminderFilterSet
    shape = shapes.ReminderSerializer
    orderings = ("id", "-id", "planned_at", "-planned_at")

    @schema.many(shape, _("List reminders"))
    def get(self, request: Request) -> HttpResponse:
        """The reminders to you, and those of commitments that you may read."""
        return self.answer(reading.reminders(self.page(), self.reader))


class ReminderView(DetailDoor):
    queryset = reading.REMINDERS
    shape = shapes.ReminderSerializer

    @schema.one(shape, _("Read a reminder"))
    def get(self, request: Request, id: str) -> HttpResponse:
        """The reminders to you, and those of commitments that you may read: one of them."""
        return self.answer(reading.reminders([self.row()], self.reader)[0])
