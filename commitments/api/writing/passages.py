"""Have a text read: its passages wait for an officer, and nothing is recorded before one has accepted."""

from typing import Any, ClassVar

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from commitments import access, looked, passages
from commitments.api import reading, schema, shapes
from commitments.api.doors import rendered
from commitments.api.filters import refuse_unknown
from commitments.api.writing import bodies
from commitments.api.writing.described import written
from commitments.api.writing.door import Writing
from commitments.models import Statement
from commitments.vocabulary import OpeningKind, Scope


class ReadingView(Writing):
    """Gives what a text was read for, and has it read."""

    queryset = reading.STATEMENTS
    scopes: ClassVar = {"POST": Scope.RECORD}

    def text(self) -> Statement:
        """Give the text of the address; raises Http404, for a hidden one as for an absent one."""
        rows = access.rows(Statement, self.reader).select_related("meeting__country")
        statement: Statement | None = rows.filter(pk=self.kwargs["id"]).first()
        if statement is None:
            raise Http404
        looked.opened(self.request._request, self.reader, statement, OpeningKind.FETCHED)
        return statement

    @schema.one(shapes.ReadingSerializer, _("Read the passages of a statement"))
    def get(self, request: Request, id: str) -> HttpResponse:
        """The passages of a text that wait for an officer or are decided."""
        refuse_unknown(request, set())
        return self.unless_held(*rendered(reading.reading(self.text(), self.reader)))

    @written(shapes.ReadingSerializer, _("Have a statement read"), body=None, examples={}, changes=False)
    def post(self, request: Request, id: str) -> Response:
        """Read a text, or read it again: new passages wait, decided ones stay decided; an officer accepts."""
        statement = self.text()
        self.body(bodies.Shape)
        with self.whole():
            passages.read(statement, by=self.reader, now=self.now)
        shown: Any = reading.reading(statement, self.reader)
        return Response(shown, headers={"ETag": rendered(shown)[0]})
