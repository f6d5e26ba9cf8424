"""Documents of meetings, their readings, reports, evidence files, and packets.

A text that is read creates passages for an officer; nothing is recorded before one is accepted. A worker
produces a requested packet, and the program polls until it is ready.
"""

import datetime
from http import HTTPStatus
from typing import Any, ClassVar

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response

from commitments.access import querysets
from commitments.api import filters, schema, tokens
from commitments.api.filters import refuse_unknown
from commitments.api.serializers import documents, input
from commitments.api.serializers.base import Row
from commitments.api.steps import Action, by_person, list_action_names
from commitments.api.views.base import DetailView, InternalOnlyView, RecordListView, RecordView, render_record
from commitments.api.views.changes import ChangeView, Making, Writing, describe_write
from commitments.audit import access_log
from commitments.audit.as_of import context
from commitments.documents.reader import text_of
from commitments.enums import AccessKind, Scope, StatementKind
from commitments.errors import Refused
from commitments.language.reader.blocks import language_of
from commitments.lifecycle import progress
from commitments.meetings import outcomes
from commitments.models import Evidence, Packet, Statement, User, zone_of
from commitments.models.outcomes import SOURCE_LENGTH
from commitments.packets import copies
from commitments.packets.archive import requests
from commitments.packets.records import build_country_scope, build_meeting_scope
from commitments.records.edits import shorten_text
from commitments.statements import reading
from commitments.tasks import enqueue


class StatementListView(RecordListView):
    queryset = documents.STATEMENTS
    filterset_class = filters.StatementFilterSet
    shape = documents.StatementRecordSerializer
    orderings = ("id", "-id", "dated_on")

    @schema.describe_list(shape, _("List statements"))
    def get(self, request: Request) -> HttpResponse:
        """The documents of meetings that you may read, without their text."""
        return self.answer(documents.build_statements(self.page()))


class StatementView(DetailView):
    queryset = documents.STATEMENTS_IN_DETAIL
    shape = documents.StatementDetailSerializer

    @schema.describe_record(shape, _("Read a statement"))
    def get(self, request: Request, id: str) -> HttpResponse:
        """The documents of meetings that you may read: one of them."""
        return self.answer(documents.build_statement(self.row()))


class UpdateListView(RecordListView):
    queryset = documents.UPDATES
    filterset_class = filters.UpdateFilterSet
    shape = documents.UpdateRecordSerializer

    @schema.describe_list(shape, _("List updates"))
    def get(self, request: Request) -> HttpResponse:
        """The reports on commitments that you may read."""
        return self.answer(documents.build_updates(self.page()))


class UpdateView(DetailView):
    queryset = documents.UPDATES
    shape = documents.UpdateRecordSerializer

    @schema.describe_record(shape, _("Read an update"))
    def get(self, request: Request, id: str) -> HttpResponse:
        """The reports on commitments that you may read: one of them."""
        return self.answer(documents.build_updates([self.row()])[0])


class EvidenceListView(RecordListView):
    queryset = documents.PAPERS
    filterset_class = filters.EvidenceFilterSet
    shape = documents.EvidenceRecordSerializer

    @schema.describe_list(shape, _("List evidence"))
    def get(self, request: Request) -> HttpResponse:
        """The documents that prove progress, as far as you may read them."""
        return self.answer(documents.build_evidence(self.page()))


class EvidenceView(DetailView):
    queryset = documents.PAPERS
    shape = documents.EvidenceRecordSerializer

    @schema.describe_record(shape, _("Read a document"))
    def get(self, request: Request, id: str) -> HttpResponse:
        """The documents that prove progress: one of them."""
        return self.answer(documents.build_evidence([self.row()])[0])


class EvidenceFileView(RecordView):
    queryset = documents.PAPERS

    @schema.describe_file(_("Fetch the file of a document"))
    def get(self, request: Request, id: str) -> HttpResponse:
        """The file as it was filed, checked against its SHA-256; who fetched it stands in the log."""
        refuse_unknown(request, set())
        paper = querysets.list_readable(Evidence, self.reader).filter(pk=id).first()
        if paper is None:
            raise Http404
        content = progress.open_evidence(paper, self.reader)
        access_log.log_opened(request._request, self.reader, paper, AccessKind.FETCHED)
        named = content_disposition_header(as_attachment=True, filename=paper.file_name)
        headers = {"Content-Disposition": named, "X-Content-Type-Options": "nosniff"}
        return HttpResponse(content, content_type=paper.media_type, headers=headers)


STATEMENT_EXAMPLE = {
    "meeting": "M-XV-2026-001",
    "kind": "joint_statement",
    "dated_on": "2026-03-04",
    "text": "3. Both sides will share records of joint investigations.",
}


class StatementBody(input.InputSerializer):
    """The fields of a document; a member that is left out stays unchanged."""

    kind = s.ChoiceField(required=False, choices=StatementKind.choices)
    title = input.LineField(required=False, max_length=200)
    dated_on = input.DayField(required=False, allow_null=True)
    number = input.LineField(required=False, allow_blank=True, max_length=60)
    language = input.LineField(required=False, max_length=12, help_text=_("Its code, such as en, ko or fr."))
    is_binding = s.BooleanField(required=False)
    is_verbatim = s.BooleanField(
        required=False, help_text=_("False for a summary in your own words; true if left out.")
    )
    classification = input.ClassificationField(required=False)
    in_confidence = input.in_confidence(required=False)
    consent = input.LineField(
        required=False,
        allow_blank=True,
        max_length=300,
        help_text=_("Who of the partner agreed that it may be passed on, when, and by which document."),
    )
    source = input.LineField(required=False, allow_blank=True, max_length=300)  # type: ignore[assignment]
    text = input.TextField(required=False, allow_blank=True, help_text=_("The words as they stand."))


class NewStatementBody(StatementBody):
    """A document of a meeting."""

    meeting = input.OfMeeting(help_text=_("Reference of the meeting."))
    kind = s.ChoiceField(choices=StatementKind.choices)
    title = input.LineField(
        required=False, allow_blank=True, max_length=200, help_text=_("The name of its kind if left out.")
    )


class TextFile(input.FileField):
    """A file that is read as text and not stored."""

    def read_file(self, name: str, given: UploadedFile[bytes]) -> Any:
        """Return its name and its text; raises Refused."""
        return name, text_of(name, given.read()).text.strip()


class StatementForm(NewStatementBody):
    """A document of a meeting, with the file that contains its text."""

    file = TextFile(
        required=False,
        allow_empty_file=True,
        help_text=_("Word (.docx), .odt, .hwpx, .txt, .md, or a PDF with text; in place of `text`."),
    )

    def validate(self, attrs: Any) -> Any:
        """Take the words of the file, and its name as the source; refuse both words and a file."""
        name, words = attrs.pop("file", ("", ""))
        if words and attrs.get("text", "").strip():
            raise s.ValidationError({"file": [_("Send the words or a file, not both.")]})
        if words:
            attrs |= {"text": words, "source": attrs.get("source") or shorten_text(name, SOURCE_LENGTH)}
        return attrs


class StatementWriting(Writing):
    model = Statement
    address, named = "statement", "id"

    def shaped(self, row: Row) -> Row:
        return documents.build_statement(row)


class StatementMaking(StatementWriting, Making):
    """The writing part of the list of documents of meetings."""

    scopes: ClassVar = {"POST": Scope.RECORD}
    parser_classes: Any = (*Making.parser_classes, input.MultiPartParser)
    detail = documents.STATEMENTS_IN_DETAIL

    @describe_write(
        documents.StatementDetailSerializer,
        _("File a statement"),
        body=NewStatementBody,
        form=StatementForm,
        examples={"A joint statement": STATEMENT_EXAMPLE},
        status=HTTPStatus.CREATED,
        may_go=True,
    )
    def post(self, request: Request) -> Response:
        """File a document of a meeting: its words, or as multipart/form-data a file that is read as text."""
        values = self.body(StatementForm)
        values.setdefault("classification", min(values["meeting"].classification, self.reader.reads_up_to))
        if values.get("text") and not values.get("language"):
            values["language"] = language_of(values["text"])
        with self.whole():
            made = outcomes.file_statement(Statement(**values), by=self.reader, now=self.now)
        return self.made(made)


class ChangingStatement(StatementWriting, ChangeView):
    """Changes one document of a meeting."""

    queryset = documents.STATEMENTS_IN_DETAIL
    steps_title = _("List the steps of a statement")
    beside = ("meeting__country",)


class StatementChanging(ChangingStatement):
    """The writing part of the address of one document of a meeting."""

    scopes: ClassVar = {"PATCH": Scope.RECORD}

    @describe_write(
        documents.StatementDetailSerializer,
        _("Change a statement"),
        body=StatementBody,
        examples={"Its number": {"number": "377/26"}},
        may_go=True,
    )
    def patch(self, request: Request, id: str) -> Response:
        """Write some members of a document; once its meeting is closed, its words stay."""
        self.found()
        values = self.body(StatementBody)
        with self.editing(values) as (statement, changed):
            if changed:
                outcomes.change_statement(
                    statement, changed, expected=statement.version, by=self.reader, now=self.now
                )
        return self.respond()


ACTIONS = (
    Action(
        "sign_off",
        _("Sign off a readout"),
        _("The head says that our own readout may stand as it is; who changes its words takes that off."),
        outcomes.sign_off,
        by_person(outcomes.why_not_sign_off),
    ),
)
NAMES = list_action_names(ACTIONS)


class ReadingView(Writing):
    """Returns the reading of a text, and starts one."""

    queryset = documents.STATEMENTS
    scopes: ClassVar = {"POST": Scope.RECORD}

    def text(self) -> Statement:
        """Return the text of the address; raises Http404, for a hidden text as for a missing one."""
        rows = querysets.list_readable(Statement, self.reader).select_related("meeting__country")
        statement: Statement | None = rows.filter(pk=self.kwargs["id"]).first()
        if statement is None:
            raise Http404
        access_log.log_opened(self.request._request, self.reader, statement, AccessKind.FETCHED)
        return statement

    @schema.describe_record(documents.ReadingSerializer, _("Read the passages of a statement"))
    def get(self, request: Request, id: str) -> HttpResponse:
        """The passages of a text that wait for an officer or are decided."""
        refuse_unknown(request, set())
        return self.unless_held(*render_record(documents.build_reading(self.text(), self.reader)))

    @describe_write(
        documents.ReadingSerializer, _("Have a statement read"), body=None, examples={}, changes=False
    )
    def post(self, request: Request, id: str) -> Response:
        """Read a text, or read it again: new passages wait, decided ones stay decided; an officer accepts."""
        statement = self.text()
        self.body(input.InputSerializer)
        with self.whole():
            reading.read_text(statement, by=self.reader, now=self.now)
        shown: Any = documents.build_reading(statement, self.reader)
        return Response(shown, headers={"ETag": render_record(shown)[0]})


class PacketBaseView(InternalOnlyView):
    """Packets hold what a partner gave in confidence, so outside programs get none."""

    refusal = _("Packets are not given to programs outside the ministry.")
    queryset = documents.PACKETS


class PacketListView(PacketBaseView, RecordListView):
    filterset_class = filters.PacketFilterSet
    shape = documents.PacketSerializer

    @schema.describe_list(shape, _("List packets"))
    def get(self, request: Request) -> HttpResponse:
        """The editions of packets that you may read."""
        return self.answer(documents.build_packets(self.page(), self.reader))


class PacketView(PacketBaseView, DetailView):
    shape = documents.PacketSerializer

    @schema.describe_record(shape, _("See how far a packet is"))
    def get(self, request: Request, id: str) -> HttpResponse:
        """One edition: ask again until it is ready, failed or cancelled."""
        return self.answer(documents.build_packets([self.row()], self.reader)[0])


class PacketFileView(PacketBaseView):
    # Not `head`: who asks is given a numbered copy.
    http_method_names: Any = ("get",)

    @schema.describe_file(_("Fetch a packet"), media_type="application/pdf", problems=(403,))
    def get(self, request: Request, id: str) -> HttpResponse:
        """Your own numbered copy as PDF, of the reserve where you have none; the register keeps it."""
        refuse_unknown(request, set())
        tokens.need_scope(request.user, Scope.PACKETS)
        packet = querysets.list_readable(Packet, self.reader).filter(pk=id).first()
        if packet is None:
            raise Http404
        pdf = copies.open_packet(packet, self.reader, now=timezone.now())
        access_log.log_opened(request._request, self.reader, packet, AccessKind.FETCHED)
        named = {"Content-Disposition": copies.build_disposition(packet), "X-Content-Type-Options": "nosniff"}
        return HttpResponse(pdf, content_type="application/pdf", headers=named)


MOST_MEETINGS = 24
FINISHED = _(
    "%(packet)s is finished; its number is %(id)d. Fetch that, or send new_edition to have another made."
)


class OfPerson(input.ByReference):
    model = User
    column = "username"


class PacketBody(input.InputSerializer):
    """The subject, the reader and the number of copies of a packet."""

    meetings = s.ListField(
        child=input.OfMeeting(),
        required=False,
        max_length=MOST_MEETINGS,
        help_text=_("References; the first one leads. Left out: all that stands with the partner."),
    )
    country = input.OfCountry(required=False, help_text=_("Code of the partner, where no meeting is named."))
    reader = OfPerson(required=False, help_text=_("User name of whom it is made for; you, if left out."))
    copies = s.IntegerField(
        default=requests.COPIES, min_value=requests.COPIES, max_value=requests.MOST_COPIES
    )
    as_of = input.optional_line(40, _("A past day or moment, such as 2026-03-03: it holds what stood then."))

    new_edition = s.BooleanField(
        default=False, help_text=_("Make another edition although a finished one is there.")
    )

    def validate(self, attrs: Any) -> Any:
        """Ask for a meeting or a partner."""
        if bool(attrs.get("meetings")) == bool(attrs.get("country")):
            raise s.ValidationError({"meetings": [_("Name meetings, or the partner alone.")]})
        return attrs


class PacketMaking(Making):
    """The writing part of the list of packets."""

    scopes: ClassVar = {"POST": Scope.PACKETS}
    model = Packet
    address, named = "packet", "id"
    detail = documents.PACKETS

    def shaped(self, row: Row) -> Row:
        return documents.build_packets([row], self.reader)[0]

    @describe_write(
        documents.PacketSerializer,
        _("Ask for a packet"),
        body=PacketBody,
        examples={"Of one meeting": {"meetings": ["M-XV-2026-001"]}, "Of a partner": {"country": "XV"}},
        status=HTTPStatus.ACCEPTED,
    )
    def post(self, request: Request) -> Response:
        """Ask for the next edition, which a worker makes: look at its address until it is ready."""
        values = self.body(PacketBody)
        reader, as_of = values.get("reader") or self.reader, self._moment(values["as_of"])
        with self.whole():
            about = (
                build_meeting_scope(*values["meetings"])
                if values.get("meetings")
                else build_country_scope(values["country"], by=self.reader, reader=reader)
            )
            made = requests.find_finished(about, by=self.reader, reader=reader, as_of=as_of)
            if made is not None and not values["new_edition"]:
                raise Refused(FINISHED % {"packet": made, "id": made.pk}, "finished")
            packet = requests.create_request(
                about, by=self.reader, reader=reader, copies=values["copies"], as_of=as_of, now=self.now
            )
            transaction.on_commit(lambda: enqueue(packet.pk))
        return self.made(packet, HTTPStatus.ACCEPTED)

    def _moment(self, text: str) -> datetime.datetime | None:
        """Read the past moment; raises WrongBody."""
        if not text:
            return None
        try:
            return context.moment_of(text, zone=zone_of(self.reader), now=self.now)
        except Refused as refused:
            raise input.WrongBody({"as_of": [str(refused)]}) from refused
