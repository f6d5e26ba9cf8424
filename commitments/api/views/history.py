"""The history of one commitment or meeting, as its page shows it."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from commitments import access, looked
from commitments.api import reading, schema, shapes
from commitments.api.doors import ListDoor
from commitments.api.filters import others as filters
from commitments.api.views.inside import InsideDoor
from commitments.models import AuditRow, Commitment, Meeting
from commitments.vocabulary import OpeningKind


class HistoryDoor(InsideDoor, ListDoor):
    """The changes of the record that the address names, and of what hangs on it."""

    refusal = _("Histories are not given to programs outside the ministry.")
    queryset = reading.HISTORY
    filterset_class = filters.HistoryFilterSet
    shape = shapes.HistoryRowSerializer
    orderings = ("-id", "id")
    of: ClassVar[type[Commitment | Meeting]]

    def get_queryset(self) -> QuerySet[Any, Any]:
        record = access.rows(self.of, self.reader).filter(reference=self.kwargs["reference"]).first()
        if record is None:
            raise Http404
        looked.opened(self.request._request, self.reader, record, OpeningKind.FETCHED)
        return reading.changes_of(record, self.reader)

    def changes(self) -> list[AuditRow]:
        """Give the rows of the page that was asked for: they are put into words whole."""
        rows = [{"pk": row.pk, "row": row} for row in self._cut()]
        return [one["row"] for one in self.pages.page(rows, self.request, self)]


class CommitmentHistoryView(HistoryDoor):
    of = Commitment

    @schema.many(HistoryDoor.shape, _("List the history of a commitment"), problems=(403,))
    def get(self, request: Request, reference: str) -> HttpResponse:
        """Every change of a commitment and of what hangs on it that you may read, newest first."""
        return self.answer(reading.history(self.changes(), self.reader))


class MeetingHistoryView(HistoryDoor):
    of = Meeting

    @schema.many(HistoryDoor.shape, _("List the history of a meeting"), problems=(403,))
    def get(self, request: Request, reference: str) -> HttpResponse:
        """Every change of a meeting and of what hangs on it that you may read, newest first."""
        return self.answer(reading.history(self.changes(), self.reader))
