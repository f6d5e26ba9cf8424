"""Documents of meetings, their readings, reports, evidence files, and packets.

A text that is read creates passages for an officer; nothing is recorded before one is accepted. A worker
produces a requested packet, and the program polls until it is ready.
"""

import datetime
from functools import partial
from http import HTTPStatus
from typing import Any, ClassVar

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers as s
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from commitments.api import filters, schema, tokens
from commitments.api.filters import refuse_unknown
from commitments.api.serializers import documents, input
from commitments.api.serializers.base import ClassificationField
from commitments.api.steps import Action, by_person, list_action_names
from commitments.api.views.base import InternalOnly, render_record
from commitments.api.views.changes import WriteViewSet
from commitments.audit import access_log
from commitments.audit.as_of import context
from commitments.documents.reader import text_of
from commitments.enums import AccessKind, PacketEdition, Scope, StatementKind
from commitments.errors import Refused
from commitments.language.reader.blocks import language_of
from commitments.meetings import outcomes, texts
from commitments.models import Packet, Statement, User, zone_of
from commitments.models.outcomes import SOURCE_LENGTH
from commitments.models.packet_comments import COMMENT_LETTERS
from commitments.models.packets import MESSAGE_LETTERS
from commitments.packets import comments, copies
from commitments.packets.archive import requests
from commitments.packets.records import build_country_scope, build_meeting_scope
from commitments.records.edits import shorten_text
from commitments.statements import reading
from commitments.tasks import enqueue

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
    language = input.LineField(
        required=False, max_length=12, help_text=_("Language code, for example en, ko or fr.")
    )
    is_binding = s.BooleanField(required=False)
    is_verbatim = s.BooleanField(
        required=False, help_text=_("False for a summary in your own words; true if omitted.")
    )
    classification = ClassificationField(required=False)
    in_confidence = input.in_confidence(required=False)
    originator = input.originator(required=False)
    consent = input.LineField(
        required=False,
        allow_blank=True,
        max_length=300,
        help_text=_("Person on the partner’s side who agreed to disclosure, with the date and the document."),
    )
    source = input.LineField(required=False, allow_blank=True, max_length=300)  # type: ignore[assignment]
    text = input.TextField(required=False, allow_blank=True, help_text=_("Verbatim text."))


class NewStatementBody(StatementBody):
    """A document of a meeting."""

    meeting = input.OfMeeting(help_text=_("Reference of the meeting."))
    kind = s.ChoiceField(choices=StatementKind.choices)
    title = input.LineField(
        required=False,
        allow_blank=True,
        max_length=200,
        help_text=_("If omitted, the name of the kind of statement is used."),
    )


class TextFile(input.FileField):
    """A file that is read as text and not stored."""

    def read_file(self, name: str, given: UploadedFile[bytes]) -> Any:
        """Return its name and its text; raises Refused."""
        return name, text_of(name, given.read())


class StatementForm(NewStatementBody):
    """A document of a meeting, with the file that contains its text."""

    file = TextFile(
        required=False,
        allow_empty_file=True,
        help_text=_("Word (.docx), .odt, .hwpx, .eml, .txt, .md, or a PDF; instead of `text`."),
    )

    def validate(self, attrs: Any) -> Any:
        """Take the words of the file, and its name as the source; refuse both words and a file."""
        name, found = attrs.pop("file", ("", None))
        if found and attrs.get("text", "").strip():
            raise s.ValidationError({"file": [_("Send either the text or a file, not both.")]})
        if found:
            source = attrs.get("source") or shorten_text(name, SOURCE_LENGTH)
            attrs |= {"text": found.text.strip(), "source": source, "is_ocr": found.is_ocr}
            attrs["text_layer"] = texts.hash_lines(found.text_layer)
        return attrs


ACTIONS = (
    Action(
        "sign_off",
        _("Sign off our readout"),
        _(
            "The head of desk or division signs off the text of our readout. A later change to the text "
            "cancels the sign-off."
        ),
        outcomes.sign_off,
        by_person(outcomes.why_not_sign_off),
    ),
)
NAMES = list_action_names(ACTIONS)


@schema.describe(
    list=(_("List statements"), "The documents of meetings that you may read, without their text."),
    retrieve=(_("Get a statement"), "The documents of meetings that you may read: one of them."),
)
class StatementViewSet(WriteViewSet):
    serializer_class = documents.StatementDetailSerializer
    list_serializer_class = documents.StatementRecordSerializer
    filterset_class = filters.StatementFilterSet
    orderings = ("id", "-id", "dated_on")
    noun = "statement"
    beside = ("meeting__country",)
    steps = ACTIONS
    steps_title = _("List the actions on a statement")
    takes_files = True
    scopes: ClassVar = {
        "create": Scope.RECORD,
        "partial_update": Scope.RECORD,
        "start_reading": Scope.RECORD,
    }

    @schema.describe_write(
        documents.StatementDetailSerializer,
        _("Add a statement"),
        body=NewStatementBody,
        form=StatementForm,
        examples={"A joint statement": STATEMENT_EXAMPLE},
        status=HTTPStatus.CREATED,
        may_go=True,
    )
    def create(self, request: Request) -> Response:
        """File a document of a meeting: its words, or as multipart/form-data a file that is read as text."""
        values = self.body(StatementForm)
        values.setdefault("classification", min(values["meeting"].classification, self.reader.reads_up_to))
        if values.get("text") and not values.get("language"):
            values["language"] = language_of(values["text"])
        with self.whole():
            made = outcomes.file_statement(Statement(**values), by=self.reader, now=self.now)
        return self.created(made)

    @schema.describe_write(
        documents.StatementDetailSerializer,
        _("Update a statement"),
        body=StatementBody,
        examples={"Its number": {"number": "377/26"}},
        may_go=True,
    )
    def partial_update(self, request: Request, id: str) -> Response:
        """Write some members of a document; once its meeting is closed, its words stay."""
        self.found()
        values = self.body(StatementBody)
        with self.editing(values) as (statement, changed):
            if changed:
                outcomes.change_statement(
                    statement, changed, expected=statement.version, by=self.reader, now=self.now
                )
        return self.changed()

    def text(self) -> Statement:
        """Return the text of the address; raises Http404, for a hidden text as for a missing one."""
        statement: Statement = self.found(self.stepped())
        access_log.log_opened(self.request._request, self.reader, statement, AccessKind.FETCHED)
        return statement

    @schema.describe_record(documents.ReadingSerializer, _("Get the passages of a statement"))
    @action(detail=True)
    def reading(self, request: Request, id: str) -> HttpResponse:
        """The passages of a text that wait for an officer or are decided."""
        refuse_unknown(request, set())
        shown = documents.ReadingSerializer(self.text(), context=self.get_serializer_context()).data
        return self.unless_held(*render_record(shown))

    @schema.describe_write(
        documents.ReadingSerializer, _("Analyse a statement"), body=None, examples={}, changes=False
    )
    @reading.mapping.post
    def start_reading(self, request: Request, id: str) -> Response:
        """Read a text, or read it again: new passages wait, decided ones stay decided; an officer accepts."""
        statement = self.text()
        self.body(input.InputSerializer)
        with self.whole():
            reading.read_text(statement, by=self.reader, now=self.now)
        shown = documents.ReadingSerializer(statement, context=self.get_serializer_context()).data
        return Response(shown, headers={"ETag": render_record(shown)[0]})


MOST_MEETINGS = 24
FINISHED = _(
    "%(packet)s is already complete, with ID %(id)d. Download it, or send new_edition to request a new "
    "version."
)


OF_EDITION = OpenApiParameter(
    "edition",
    enum=PacketEdition.values,
    description=_("Edition of the copy; if omitted, the edition that the distribution list names for you."),
)


class OfPerson(input.ByReference):
    model = User
    column = "username"


class PacketBody(input.InputSerializer):
    """The subject, the reader, the language, the editions and the number of copies of a packet."""

    meetings = s.ListField(
        child=input.OfMeeting(),
        required=False,
        max_length=MOST_MEETINGS,
        help_text=_(
            "References of the meetings; the first is the main meeting. If omitted: all open "
            "commitments with the partner."
        ),
    )
    country = input.OfCountry(required=False, help_text=_("Code of the partner, if no meeting is named."))
    reader = OfPerson(required=False, help_text=_("Username of the recipient; if omitted, your own."))
    language = s.ChoiceField(
        choices=settings.PRINT_LANGUAGES,
        required=False,
        help_text=_("If omitted, the recipient’s language is used."),
    )
    editions = s.ListField(
        child=s.ChoiceField(choices=PacketEdition.choices),
        default=list(requests.ADVISER_ONLY),
        allow_empty=False,
        help_text=_("Selections to print from the same content, each for one kind of reader."),
    )
    copies = s.IntegerField(
        default=requests.COPIES, min_value=requests.COPIES, max_value=requests.MOST_COPIES
    )
    as_of = input.optional_line(
        40,
        _("Past date or time, for example 2026-03-03. The packet shows the records of that date or time."),
    )

    new_edition = s.BooleanField(
        default=False, help_text=_("Create a new version even if a completed one exists.")
    )

    def validate(self, attrs: Any) -> Any:
        """Ask for a meeting or a partner."""
        if bool(attrs.get("meetings")) == bool(attrs.get("country")):
            raise s.ValidationError({"meetings": [_("Send meetings or a partner, not both.")]})
        return attrs


@schema.describe(
    list=(_("List packets"), "The editions of packets that you may read."),
    retrieve=(
        _("Get the progress of a packet"),
        "One edition: ask again until it is ready, failed or cancelled.",
    ),
)
class PacketViewSet(WriteViewSet, InternalOnly):
    """Packets hold what a partner gave in confidence, so outside programs get none."""

    refusal = _("External programs cannot read packets. Sign in to view them.")
    serializer_class = documents.PacketSerializer
    filterset_class = filters.PacketFilterSet
    scopes: ClassVar = {"create": Scope.PACKETS}

    @schema.describe_write(
        documents.PacketSerializer,
        _("Request a packet"),
        body=PacketBody,
        examples={"Of one meeting": {"meetings": ["M-XV-2026-001"]}, "Of a partner": {"country": "XV"}},
        status=HTTPStatus.ACCEPTED,
    )
    def create(self, request: Request) -> Response:
        """Ask for the next edition, which a worker makes: look at its address until it is ready."""
        values = self.body(PacketBody)
        reader, as_of = values.get("reader") or self.reader, self._moment(values["as_of"])
        language = values.get("language", "")
        with self.whole():
            about = (
                build_meeting_scope(*values["meetings"])
                if values.get("meetings")
                else build_country_scope(values["country"], by=self.reader, reader=reader)
            )
            made = requests.find_finished(
                about,
                by=self.reader,
                reader=reader,
                language=language,
                as_of=as_of,
                editions=values["editions"],
            )
            if made is not None and not values["new_edition"]:
                raise Refused(FINISHED % {"packet": made, "id": made.pk}, "finished")
            packet = requests.create_request(
                about,
                by=self.reader,
                reader=reader,
                language=language,
                copies=values["copies"],
                editions=values["editions"],
                as_of=as_of,
                now=self.now,
            )
            transaction.on_commit(lambda: enqueue(packet.pk))
        return self.created(packet, HTTPStatus.ACCEPTED)

    def _moment(self, text: str) -> datetime.datetime | None:
        """Read the past moment; raises WrongBody."""
        if not text:
            return None
        try:
            return context.moment_of(text, zone=zone_of(self.reader), now=self.now)
        except Refused as refused:
            raise input.WrongBody({"as_of": [str(refused)]}) from refused

    # Not `head`: who asks is given a numbered copy.
    @schema.describe_file(
        _("Download a packet"), media_type="application/pdf", problems=(403,), parameters=(OF_EDITION,)
    )
    @action(detail=True, http_method_names=("get",))
    def file(self, request: Request, id: str) -> HttpResponse:
        """Your own numbered copy as PDF, of the reserve where you have none; the register keeps it."""
        refuse_unknown(request, {"edition"})
        tokens.need_scope(request.user, Scope.PACKETS)
        packet = self.found()
        edition = request.query_params.get("edition", "")
        pdf = copies.open_packet(packet, self.reader, now=timezone.now(), edition=edition)
        access_log.log_opened(request._request, self.reader, packet, AccessKind.FETCHED)
        named = {"Content-Disposition": copies.build_disposition(packet), "X-Content-Type-Options": "nosniff"}
        return HttpResponse(pdf, content_type="application/pdf", headers=named)


class OfPacket(input.ById):
    model = Packet


class CommentBody(input.InputSerializer):
    """A comment: the version, the part, the text, and its classification."""

    packet = OfPacket(help_text=_("ID of the version of the packet."))
    part = input.LineField(max_length=40, help_text=_("Key of the part: `cover`, or that of a section."))
    text = s.CharField(max_length=COMMENT_LETTERS)
    classification = ClassificationField(
        required=False, help_text=_("At most that of the packet; if omitted, that of the packet.")
    )


class CommentAnswerBody(input.InputSerializer):
    """The answer to a comment, which stays open."""

    answer = input.LineField(max_length=MESSAGE_LETTERS)


class DealtWithBody(input.InputSerializer):
    """The answer to a comment that was dealt with, if any."""

    answer = input.optional_line(MESSAGE_LETTERS)


COMMENT_ACTIONS = (
    Action(
        "answer",
        _("Answer a comment"),
        _("The comment stays open. Only the desk can do this."),
        partial(comments.answer_comment, is_dealt_with=False),
        by_person(comments.why_not_answer),
        CommentAnswerBody,
        {"With a word": {"answer": "Which harbour?"}},
        scope=Scope.PACKETS,
    ),
    Action(
        "deal_with",
        _("Mark a comment as dealt with"),
        _("Closes the comment, with or without an answer. Only the desk can do this."),
        comments.answer_comment,
        by_person(comments.why_not_answer),
        DealtWithBody,
        {"With a word": {"answer": "The harbour is named now."}},
        scope=Scope.PACKETS,
    ),
    Action(
        "withdraw",
        _("Withdraw a comment"),
        _("Available until the desk has dealt with it. Only the author can do this."),
        comments.withdraw_comment,
        by_person(comments.why_not_withdraw),
        scope=Scope.PACKETS,
    ),
)
COMMENT_NAMES = list_action_names(COMMENT_ACTIONS)


@schema.describe(
    list=(_("List comments on packets"), "The comments on the drafts that you may read."),
    retrieve=(_("Get a comment on a packet"), "One comment, and what became of it."),
)
class PacketCommentViewSet(WriteViewSet, InternalOnly):
    refusal = _("External programs cannot read packets. Sign in to view them.")
    serializer_class = documents.PacketCommentSerializer
    filterset_class = filters.PacketCommentFilterSet
    scopes: ClassVar = {"create": Scope.PACKETS}
    noun = "comment"
    beside = ("packet__country",)
    steps = COMMENT_ACTIONS
    checks_person = True
    steps_title = _("List the actions on a comment on a packet")

    @cached_property
    def hidden_drafts(self) -> tuple[int, ...]:
        """Return the drafts whose comments are hidden, since the person may not read their records."""
        if getattr(self, "swagger_fake_view", False):
            # The description of the API is made for no person.
            return ()
        return comments.list_hidden_drafts(self.reader)

    def list_withheld(self) -> tuple[int, ...]:
        return self.hidden_drafts

    def get_queryset(self) -> QuerySet[Any, Any]:
        return super().get_queryset().exclude(packet__in=self.hidden_drafts)

    @schema.describe_write(
        documents.PacketCommentSerializer,
        _("Comment on a draft"),
        body=CommentBody,
        examples={"On the cover": {"packet": 2, "part": "cover", "text": "Name the harbour."}},
        status=HTTPStatus.CREATED,
    )
    def create(self, request: Request) -> Response:
        """Comment on one part of a draft that you may read, until its final version replaces it."""
        values = self.body(CommentBody)
        with self.whole():
            made = comments.add_comment(values.pop("packet"), by=self.reader, now=self.now, **values)
        return self.created(made)
