"""Texts of meetings, reports, documents and their files."""

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from commitments import access, lifecycle, looked
from commitments.api import reading, schema, shapes
from commitments.api.doors import DetailDoor, ListDoor, RecordDoor
from commitments.api.filters import others as filters
from commitments.api.filters import refuse_unknown
from commitments.models import Evidence
from commitments.vocabulary import OpeningKind


class StatementListView(ListDoor):
    queryset = reading.STATEMENTS
    filterset_class = filters.StatementFilterSet
    shape = shapes.StatementRecordSerializer
    orderings = ("id", "-id", "dated_on")

    @schema.many(shape, _("List statements"))
    def get(self, request: Request) -> HttpResponse:
        """The documents of meetings that you may read, without their text."""
        return self.answer(reading.statements(self.page()))


class StatementView(DetailDoor):
    queryset = reading.STATEMENTS_IN_DETAIL
    shape = shapes.StatementDetailSerializer

    @schema.one(shape, _("Read a statement"))
    def get(self, request: Request, id: str) -> HttpResponse:
        """The documents of meetings that you may read: one of them."""
        return self.answer(reading.statement(self.row()))


class UpdateListView(ListDoor):
    queryset = reading.UPDATES
    filterset_class = filters.UpdateFilterSet
    shape = shapes.UpdateRecordSerializer

    @schema.many(shape, _("List updates"))
    def get(self, request: Request) -> HttpResponse:
        """The reports on commitments that you may read."""
        return self.answer(reading.updates(self.page()))


class UpdateView(DetailDoor):
    queryset = reading.UPDATES
    shape = shapes.UpdateRecordSerializer

    @schema.one(shape, _("Read an update"))
    def get(self, request: Request, id: str) -> HttpResponse:
        """The reports on commitments that you may read: one of them."""
        return self.answer(reading.updates([self.row()])[0])


class EvidenceListView(ListDoor):
    queryset = reading.PAPERS
    filterset_class = filters.EvidenceFilterSet
    shape = shapes.EvidenceRecordSerializer

    @schema.many(shape, _("List evidence"))
    def get(self, request: Request) -> HttpResponse:
        """The documents that prove progress, as far as you may read them."""
        return self.answer(reading.papers(self.page()))


class EvidenceView(DetailDoor):
    queryset = reading.PAPERS
    shape = shapes.EvidenceRecordSerializer

    @schema.one(shape, _("Read a document"))
    def get(self, request: Request, id: str) -> HttpResponse:
        """The documents that prove progress: one of them."""
        return self.answer(reading.papers([self.row()])[0])


class EvidenceFileView(RecordDoor):
    queryset = reading.PAPERS

    @schema.file(_("Fetch the file of a document"))
    def get(self, request: Request, id: str) -> HttpResponse:
        """The file as it was filed, checked against its SHA-256; who fetched it stands in the log."""
        refuse_unknown(request, set())
        paper = access.rows(Evidence, self.reader).filter(pk=id).first()
        if paper is None:
            raise Http404
        content = lifecycle.open_evidence(paper, self.reader)
        looked.opened(request._request, self.reader, paper, OpeningKind.FETCHED)
        named = content_disposition_header(as_attachment=True, filename=paper.file_name)
        headers = {"Content-Disposition": named, "X-Content-Type-Options": "nosniff"}
        return HttpResponse(content, content_type=paper.media_type, headers=headers)
