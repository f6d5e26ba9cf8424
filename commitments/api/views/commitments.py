"""Commitments: page by page, and one with what hangs on it."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from commitments.api import reading, schema, shapes
from commitments.api.doors import ListDoor, RecordDoor, ReferenceDoor
from commitments.api.filters import CommitmentFilterSet


class CommitmentDoor(RecordDoor):
    def get_queryset(self) -> QuerySet[Any, Any]:
        return reading.with_open_meetings(super().get_queryset(), self.reader)


class CommitmentListView(CommitmentDoor, ListDoor):
    queryset = reading.COMMITMENTS
    filterset_class = CommitmentFilterSet
    shape = shapes.CommitmentSerializer
    key = "reference"
    orderings = ("reference", "-reference", "due_on")

    @schema.many(shapes.CommitmentSerializer, _("List commitments"))
    def get(self, request: Request) -> HttpResponse:
        """The commitments you may read, by reference unless ordered otherwise."""
        return self.answer(reading.commitments(self.page(), self.reader, self.today))


class CommitmentView(CommitmentDoor, ReferenceDoor):
    queryset = reading.COMMITMENTS_IN_DETAIL
    shape = shapes.CommitmentDetailSerializer

    @schema.one(shapes.CommitmentDetailSerializer, _("Read a commitment"))
    def get(self, request: Request, reference: str) -> HttpResponse:
        """One commitment with its owners, the chain of its deadlines, its latest update and its evidence."""
        return self.answer(reading.commitment(self.row(), self.reader, self.today))
