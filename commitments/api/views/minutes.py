"""Minutes of meetings, version by version, and the decisions on the changes that the partner returned."""

from dataclasses import asdict
from http import HTTPStatus
from typing import Any, ClassVar

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers as s
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from commitments.access import querysets
from commitments.api import filters
from commitments.api.filters import refuse_unknown
from commitments.api.responses import build_file
from commitments.api.schema import describe, describe_file, describe_record, describe_write
from commitments.api.serializers import input
from commitments.api.serializers import minutes as serializers
from commitments.api.steps import Action, by_person, list_action_names
from commitments.api.views.base import render_record
from commitments.api.views.changes import WriteViewSet
from commitments.audit import access_log
from commitments.enums import AccessKind, Scope
from commitments.errors import Refused
from commitments.models import Minutes, MinutesChange
from commitments.models.minutes import HASH_LENGTH, RECIPIENT_LENGTH
from commitments.records.edits import DOCUMENT_LENGTH, REASON_LENGTH
from commitments.tables import minutes_files, minutes_returns

KIND, SIGNED = "kind", "signed"
FILE_KINDS = (*minutes_files.ENDINGS, SIGNED)
OF_FILE = OpenApiParameter(
    KIND, enum=FILE_KINDS, description=_("PDF if omitted. “signed” is the signed document, unchanged.")
)


class NewMinutesBody(input.InputSerializer):
    """The meeting whose minutes begin."""

    meeting = input.OfMeeting(help_text=_("Reference of the meeting."))


class DraftBody(input.InputSerializer):
    """The languages and the cleared discussion of a draft; a member that is left out stays unchanged."""

    language = input.LineField(required=False, max_length=12, help_text=_("ISO 639 code."))
    other_language = input.LineField(
        required=False, allow_blank=True, max_length=12, help_text=_("Empty for minutes in one language.")
    )
    cleared = s.DictField(
        child=s.CharField(max_length=HASH_LENGTH),
        required=False,
        help_text=_(
            "Every discussion that is cleared for the partner: its `part` with its `digest`, as in "
            "`discussions` of the content. A discussion that you omit is not cleared."
        ),
    )


class SendBody(input.InputSerializer):
    """To whom the draft was sent, and when."""

    sent_to = input.LineField(max_length=RECIPIENT_LENGTH, help_text=_("Recipient."))
    sent_on = input.DayField()


class WholeFile(input.FileField):
    """A file that the step itself checks: its name and bytes."""

    def read_file(self, name: str, given: UploadedFile[bytes]) -> Any:
        return name, given.read()


class ReturnForm(input.InputSerializer):
    """The document as the partner returned it."""

    file = WholeFile(help_text=_("Returned document (DOCX), at most 25 MB."))


class AgreeForm(input.InputSerializer):
    """The signed document, and the day on which both sides agreed."""

    agreed_on = input.DayField()
    file = WholeFile(help_text=_("Document signed by both sides, at most 25 MB."))


def _record_return(minutes: Minutes, *, file: tuple[str, bytes], **by_and_now: Any) -> None:
    minutes_returns.import_return(minutes, *file, **by_and_now)


def _agree(minutes: Minutes, *, file: tuple[str, bytes], **given: Any) -> None:
    minutes_files.agree_minutes(minutes, *file, **given)


ACTIONS = (
    Action(
        "send",
        _("Record minutes as sent for comment"),
        _("Records that you sent the draft to the partner, and freezes its content. No email is sent."),
        minutes_files.send_minutes,
        by_person(minutes_files.why_not_edit),
        SendBody,
        {"To their embassy": {"sent_to": "Embassy of Valdoria", "sent_on": "2026-03-09"}},
    ),
    Action(
        "record_return",
        _("Record returned minutes"),
        _(
            "Compares the returned document with the minutes as sent. Each difference becomes a change in "
            "`minutes-changes/`. No record changes. Comments in the margin are not read."
        ),
        _record_return,
        by_person(minutes_returns.why_not_return),
        ReturnForm,
        {"As it came back": {"file": "minutes-returned.docx"}},
        is_form=True,
    ),
    Action(
        "next_version",
        _("Start the next version of minutes"),
        _("Creates a draft with the next number, from the current records. The sent version stays."),
        minutes_files.continue_minutes,
        by_person(minutes_files.why_not_continue),
    ),
    Action(
        "agree",
        _("Record minutes as agreed"),
        _("Files the document that both sides signed, and locks the minutes."),
        _agree,
        by_person(minutes_files.why_not_agree),
        AgreeForm,
        {"Signed": {"agreed_on": "2026-03-20", "file": "minutes-signed.pdf"}},
        is_form=True,
    ),
)
NAMES = list_action_names(ACTIONS)


@describe(
    list=(_("List minutes"), "The versions of minutes of meetings that you may read, without their content."),
    retrieve=(_("Get minutes"), "One version of the minutes of a meeting."),
)
class MinutesViewSet(WriteViewSet):
    serializer_class = serializers.MinutesSerializer
    filterset_class = filters.MinutesFilterSet
    noun = "minutes"
    beside = ("meeting__country",)
    steps = ACTIONS
    steps_title = _("List the actions on minutes")
    scopes: ClassVar = {"create": Scope.RECORD, "partial_update": Scope.RECORD}

    @describe_write(
        serializers.MinutesSerializer,
        _("Begin minutes"),
        body=NewMinutesBody,
        examples={"Of a held meeting": {"meeting": "M-XV-2026-001"}},
        status=HTTPStatus.CREATED,
    )
    def create(self, request: Request) -> Response:
        """Begin the minutes of a held meeting; where there are some, the answer is the latest version."""
        values = self.body(NewMinutesBody)
        with self.whole():
            made = minutes_files.begin_minutes(values["meeting"], by=self.reader, now=self.now)
        return self.created(made)

    @describe_write(
        serializers.MinutesSerializer,
        _("Update a draft of minutes"),
        body=DraftBody,
        examples={"In two languages": {"language": "en", "other_language": "ko"}},
    )
    def partial_update(self, request: Request, id: str) -> Response:
        """Set the languages of a draft, and clear parts of the discussion for the partner."""
        self.found()
        values = self.body(DraftBody)
        with self.holding() as minutes:
            cleared = values.get("cleared")
            if cleared is None and minutes.is_draft:
                told = minutes_files.build_draft(minutes, self.reader).discussions
                cleared = {one.part: one.digest for one in told if one.is_cleared}
            names = ("language", "other_language")
            languages = (values.get(name, getattr(minutes, name)) for name in names)
            minutes_files.change_draft(
                minutes,
                tuple(dict.fromkeys(filter(None, languages))),
                cleared or {},
                expected=minutes.version,
                by=self.reader,
                now=self.now,
            )
        return self.changed()

    def opened(self, id: str) -> Minutes:
        """Return the minutes of the address; raises Http404, for hidden ones as for missing ones."""
        rows = querysets.list_readable(Minutes, self.reader).select_related("meeting__country")
        return get_object_or_404(rows, pk=id)

    @describe_record(serializers.MinutesContentSerializer, _("Get the content of minutes"))
    @action(detail=True)
    def content(self, request: Request, id: str) -> HttpResponse:
        """What the minutes say, as far as you may read it, and of a draft what may be cleared."""
        refuse_unknown(request, set())
        minutes = self.opened(id)
        content, built = minutes_files.read_content(minutes, self.reader)
        access_log.log_opened(request._request, self.reader, minutes, AccessKind.FETCHED)
        is_own = minutes_files.why_not_write(minutes.meeting, self.reader) is None
        told: dict[str, list[Any]] = {"discussions": [], "left_out": []}
        if built is not None and is_own:
            told = {
                "discussions": [asdict(one) | {"digest": one.digest} for one in built.discussions],
                "left_out": [asdict(one) for one in built.left_out],
            }
        shown = serializers.MinutesContentSerializer(asdict(content) | told).data
        return self.unless_held(*render_record(shown))

    # Not `head`: each download is in the log of exports.
    @describe_file(_("Download minutes"), parameters=(OF_FILE,))
    @action(detail=True, http_method_names=("get",))
    def file(self, request: Request, id: str) -> HttpResponse:
        """The minutes as PDF or Word document, or the document that both sides signed."""
        refuse_unknown(request, {KIND})
        minutes = self.opened(id)
        kind, now = request.query_params.get(KIND, "pdf"), timezone.now()
        if kind not in FILE_KINDS:
            raise ValidationError({KIND: _("Use one of these values: %s.") % ", ".join(FILE_KINDS)})
        if kind != SIGNED:
            content = minutes_files.export_file(minutes, kind, by=self.reader, now=now)
            return build_file(content, f"{minutes.name}.{kind}")
        if not minutes.signed_sha256:
            raise Refused(_("No signed document is filed for these minutes."), "no_file")
        return build_file(minutes_files.open_signed(minutes, by=self.reader, now=now), minutes.signed_name)


class AcceptChangeBody(input.InputSerializer):
    """Why the words of the partner are taken over, and from which document."""

    reason = input.LineField(max_length=REASON_LENGTH)
    source = input.LineField(  # type: ignore[assignment]
        max_length=DOCUMENT_LENGTH, help_text=_("Authority: who decided, or the supporting document.")
    )


class KeepOursBody(input.InputSerializer):
    """The reason, if any, for which our words stay."""

    reason = input.optional_line(REASON_LENGTH)


CHANGE_ACTIONS = (
    Action(
        "accept",
        _("Accept a change to minutes"),
        _("Writes the words of the partner in place of ours in the record."),
        minutes_returns.accept_change,
        by_person(minutes_returns.why_not_decide),
        AcceptChangeBody,
        {"With its source": {"reason": "Agreed by telephone.", "source": "Note 12/2026"}},
    ),
    Action(
        "act",
        _("Mark a change to minutes as acted on"),
        _("Records that the change was dealt with by another action. No record changes."),
        minutes_returns.act_on_change,
        by_person(minutes_returns.why_not_decide),
        input.ReasonBody,
        {"On its own page": {"reason": "The deadline was changed on the page of the commitment."}},
    ),
    Action(
        "leave",
        _("Refuse a change to minutes"),
        _("Our wording stays as sent. No record changes."),
        minutes_returns.leave_change,
        by_person(minutes_returns.why_not_decide),
        KeepOursBody,
        {"With the reason": {"reason": "This is not what was agreed."}},
    ),
)
CHANGE_NAMES = list_action_names(CHANGE_ACTIONS)


@describe(
    list=(
        _("List changes to minutes"),
        "The passages that partners changed in returned minutes, as far as you may read them.",
    ),
    retrieve=(_("Get a change to minutes"), "One passage that the partner changed, and what was decided."),
)
class MinutesChangeViewSet(WriteViewSet):
    serializer_class = serializers.MinutesChangeSerializer
    filterset_class = filters.MinutesChangeFilterSet
    noun = "change"
    beside = ("minutes__meeting__country",)
    steps = CHANGE_ACTIONS
    checks_person = True
    steps_title = _("List the actions on a change to minutes")

    def found(self, among: Any = None) -> MinutesChange:
        """Return the change with its minutes; raises Http404."""
        rows = querysets.list_readable(MinutesChange, self.reader) if among is None else among
        change: MinutesChange = super().found(rows.select_related(*self.beside))
        return change
