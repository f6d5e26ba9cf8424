"""Reports on commitments and the documents that prove them: what owners send."""

from http import HTTPStatus
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response

from commitments import lifecycle
from commitments.api import reading, shapes
from commitments.api.reading import Row
from commitments.api.writing import bodies, found, uploads
from commitments.api.writing.described import written
from commitments.api.writing.door import Making
from commitments.errors import Refused
from commitments.models import Evidence, ProgressUpdate
from commitments.vocabulary import EvidenceKind, Health, Scope, Side

REPORT = {
    "commitment": "XV-2026-0001",
    "health": "on_track",
    "said_on": "2026-04-20",
    "text": "The first records are shared.",
}
PROOF = {
    "commitment": "XV-2026-0001",
    "kind": "letter",
    "number": "31/2026",
    "dated_on": "2026-04-20",
    "description": "Letter of receipt",
}


class UpdateBody(bodies.Shape):
    """What is reported about a commitment."""

    commitment = found.OfCommitment(help_text=_("Reference of the commitment."))
    health = s.ChoiceField(choices=Health.choices)
    text = bodies.Text(help_text=_("What happened, who said so, what comes next."))
    side = s.ChoiceField(
        choices=Side.choices,
        required=False,
        help_text=_("Whose word it is; the side that owes where it is left out, ours where both do."),
    )
    said_on = bodies.optional_day(_("Today where it is left out."))
    in_confidence = found.in_confidence(default=False)


class UpdateMaking(Making):
    """The part of the list of reports that writes."""

    scopes: ClassVar = {"POST": Scope.REPORT}
    model = ProgressUpdate
    address, named = "update", "id"
    detail = reading.UPDATES

    def shaped(self, row: Row) -> Row:
        return reading.updates([row])[0]

    @written(
        shapes.UpdateRecordSerializer,
        _("Report on a commitment"),
        body=UpdateBody,
        examples={"On track": REPORT},
        status=HTTPStatus.CREATED,
        may_go=True,
    )
    def post(self, request: Request) -> Response:
        """Report how an open commitment stands, for your own ministry or your desk; its health follows."""
        values = self.body(UpdateBody)
        item = values["commitment"]
        with self.whole():
            said = lifecycle.update(
                item,
                health=Health(values["health"]),
                text=values["text"],
                side=Side(values.get("side") or lifecycle.owing_sides(item)[0]),
                said_on=values["said_on"] or self.today,
                in_confidence=values["in_confidence"],
                by=self.reader,
                now=self.now,
            )
        return self.made(said)


class EvidenceBody(bodies.Shape):
    """A document that proves progress: its number and date are enough."""

    commitment = found.OfCommitment(help_text=_("Reference of the commitment."))
    kind = s.ChoiceField(choices=EvidenceKind.choices)
    number = bodies.optional_line(60)
    dated_on = bodies.optional_day()
    description = bodies.optional_line(
        300, _("What it shows; the name of the file where it is left out, needed where none is sent.")
    )
    in_confidence = found.in_confidence(default=False)


class EvidenceForm(EvidenceBody):
    """The same with its file."""

    file = uploads.File(
        required=False, help_text=_("PDF, office document, image, mail or text, up to 25 MB.")
    )


class EvidenceMaking(Making):
    """The part of the list of documents that writes."""

    scopes: ClassVar = {"POST": Scope.REPORT}
    parser_classes: Any = (*Making.parser_classes, uploads.MultiPartParser)
    model = Evidence
    address, named = "document", "id"
    detail = reading.PAPERS

    def shaped(self, row: Row) -> Row:
        return reading.papers([row])[0]

    @written(
        shapes.EvidenceRecordSerializer,
        _("File a document"),
        body=EvidenceBody,
        form=EvidenceForm,
        examples={"A letter": PROOF},
        status=HTTPStatus.CREATED,
        may_go=True,
    )
    def post(self, request: Request) -> Response:
        """File a document that proves progress, as a reference or with its file as multipart/form-data."""
        values = self.body(EvidenceForm)
        paper = values.pop("file", None)
        with self.whole():
            try:
                made = lifecycle.add_evidence(Evidence(**values), by=self.reader, now=self.now, paper=paper)
            except Refused as refused:
                if refused.code != "needs_line":
                    raise
                raise bodies.WrongBody({"description": [str(refused)]}) from refused
        return self.made(made)
