"""Documents of meetings: filed as a text or as a file that is read as one, changed, signed off."""

from http import HTTPStatus
from typing import Any, ClassVar

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response

from commitments import meetings
from commitments.api import reading, shapes
from commitments.api.reading import Row
from commitments.api.writing import bodies, found, uploads
from commitments.api.writing.actions import Action, by_person, names
from commitments.api.writing.described import written
from commitments.api.writing.door import Changing, Making, Writing
from commitments.documents.reading import text_of
from commitments.editing import shortened
from commitments.intake.sentences import language_of
from commitments.models import Statement
from commitments.models.statement import SOURCE_LENGTH
from commitments.vocabulary import Scope, StatementKind

FILED = {
    "meeting": "M-XV-2026-001",
    "kind": "joint_statement",
    "dated_on": "2026-03-04",
    "text": "3. Both sides will share records of joint investigations.",
}


class StatementBody(bodies.Shape):
    """What is written of a document; a member that is left out stays as it is."""

    kind = s.ChoiceField(required=False, choices=StatementKind.choices)
    title = bodies.Line(required=False, max_length=200)
    dated_on = bodies.Day(required=False, allow_null=True)
    number = bodies.Line(required=False, allow_blank=True, max_length=60)
    language = bodies.Line(required=False, max_length=12, help_text=_("Its code, such as en, ko or fr."))
    is_binding = s.BooleanField(required=False)
    is_verbatim = s.BooleanField(
        required=False, help_text=_("False for a summary in your own words; true if left out.")
    )
    classification = bodies.Marking(required=False)
    in_confidence = found.in_confidence(required=False)
    consent = bodies.Line(
        required=False,
        allow_blank=True,
        max_length=300,
        help_text=_("Who of the partner agreed that it may be passed on, when, and by which document."),
    )
    source = bodies.Line(required=False, allow_blank=True, max_length=300)  # type: ignore[assignment]
    text = bodies.Text(required=False, allow_blank=True, help_text=_("The words as they stand."))


class NewStatementBody(StatementBody):
    """A document of a meeting."""

    meeting = found.OfMeeting(help_text=_("Reference of the meeting."))
    kind = s.ChoiceField(choices=StatementKind.choices)
    title = bodies.Line(
        required=False, allow_blank=True, max_length=200, help_text=_("The name of its kind if left out.")
    )


class TextFile(uploads.File):
    """A file that is read as text and not kept."""

    def taken(self, name: str, given: UploadedFile[bytes]) -> Any:
        """Give its name and its words; raises Refused."""
        return name, text_of(name, given.read()).text.strip()


class StatementForm(NewStatementBody):
    """The same with the file in which its words stand."""

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
            attrs |= {"text": words, "source": attrs.get("source") or shortened(name, SOURCE_LENGTH)}
        return attrs


class StatementWriting(Writing):
    model = Statement
    address, named = "statement", "id"

    def shaped(self, row: Row) -> Row:
        return reading.statement(row)


class StatementMaking(StatementWriting, Making):
    """The part of the list of documents of meetings that writes."""

    scopes: ClassVar = {"POST": Scope.RECORD}
    parser_classes: Any = (*Making.parser_classes, uploads.MultiPartParser)
    detail = reading.STATEMENTS_IN_DETAIL

    @written(
        shapes.StatementDetailSerializer,
        _("File a statement"),
        body=NewStatementBody,
        form=StatementForm,
        examples={"A joint statement": FILED},
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
            made = meetings.file_statement(Statement(**values), by=self.reader, now=self.now)
        return self.made(made)


class ChangingStatement(StatementWriting, Changing):
    """Changes one document of a meeting."""

    queryset = reading.STATEMENTS_IN_DETAIL
    steps_title = _("List the steps of a statement")
    beside = ("meeting__country",)


class StatementChanging(ChangingStatement):
    """The part of the address of one document of a meeting that writes."""

    scopes: ClassVar = {"PATCH": Scope.RECORD}

    @written(
        shapes.StatementDetailSerializer,
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
                meetings.change_statement(
                    statement, changed, expected=statement.version, by=self.reader, now=self.now
                )
        return self.given()


ACTIONS = (
    Action(
        "sign_off",
        _("Sign off a readout"),
        _("The head says that our own readout may stand as it is; who changes its words takes that off."),
        meetings.sign_off,
        by_person(meetings.why_not_sign_off),
    ),
)
NAMES = names(ACTIONS)
