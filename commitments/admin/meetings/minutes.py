"""Minutes of a meeting: draft, sent for comment, returned with changes, and agreed; and the list of all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import display, register
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments.access import querysets, responsibilities
from commitments.admin.base import RecordAdmin
from commitments.admin.commitments.step_forms import build_line_field
from commitments.admin.form_fields import DateInput, PlainForm
from commitments.admin.imports.matrix_returns import compare_wordings
from commitments.admin.lists import saved_file
from commitments.admin.meetings.text_columns import FlaggedPiece
from commitments.admin.pages import ActionPage, FormPage, FoundPage, RecordPage
from commitments.admin.site import site
from commitments.admin.steps import StepButton
from commitments.enums import HELD_STATES, MinutesChangeState
from commitments.enums.parties import language_name
from commitments.errors import Refused
from commitments.files import checks
from commitments.models import Meeting, Minutes, MinutesChange, User
from commitments.models.minutes import RECIPIENT_LENGTH
from commitments.records import parts
from commitments.records.edits import REASON_LENGTH
from commitments.tables import minutes as content_of_minutes
from commitments.tables import minutes_files, minutes_returns
from commitments.tables.matrix_files import MEDIA

PAGE = "admin:commitments_minutes_change"


def _build_file_field(label: Any, accepted: str = "") -> forms.FileField:
    return forms.FileField(
        label=label, widget=forms.FileInput(attrs={"accept": accepted} if accepted else {})
    )


class SendForm(PlainForm):
    """To whom the draft was sent, and when."""

    sent_to = build_line_field(gettext_lazy("Recipient"), longest=RECIPIENT_LENGTH)
    sent_on = forms.DateField(label=gettext_lazy("Sent on"), initial=timezone.localdate, widget=DateInput)


class AgreeForm(PlainForm):
    """The signed document, and the day on which both sides agreed."""

    agreed_on = forms.DateField(label=gettext_lazy("Agreed on"), initial=timezone.localdate, widget=DateInput)
    file = _build_file_field(gettext_lazy("Document signed by both sides"))


class ReturnForm(PlainForm):
    """The document as the partner returned it."""

    file = _build_file_field(gettext_lazy("Returned document (DOCX)"), minutes_returns.ACCEPTED)


class DraftForm(PlainForm):
    """The languages of a draft, and the discussion that the partner may read."""

    language = forms.ChoiceField(label=gettext_lazy("Language"))
    other = forms.ChoiceField(label=gettext_lazy("Other language"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, minutes: Minutes, *args: Any) -> None:
        super().__init__(
            *args,
            initial={
                "language": minutes.language,
                "other": minutes.other_language,
                "version": minutes.version,
            },
        )
        self.label_suffix = ""
        offered = [(one, language_name(one)) for one in _list_languages(minutes)]
        for name, choices in (("language", offered), ("other", [("", _("none")), *offered])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices


def _list_languages(minutes: Minutes) -> tuple[str, ...]:
    return content_of_minutes.list_languages(minutes.meeting.country)


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """One change of the partner: ours and theirs with marked differences, and the possible decisions.

    It has the names by which the page of a returned matrix shows a comment.
    """

    pk: int
    column: str
    state: str
    language: str
    ours: tuple[FlaggedPiece, ...]
    theirs: tuple[FlaggedPiece, ...]
    differences: tuple[str, ...]
    decided: str
    why: str
    may_decide: bool
    refused: str
    record: str
    is_alarm: bool = False
    answer: str = ""
    cleared: str = ""


def build_change(change: MinutesChange, words: Mapping[str, str], *, is_of_desk: bool) -> ChangeShown:
    """Return the display values of a change that the person has read through the access policy.

    `words` is what the record says now in each part.
    """
    ours, theirs, differences = compare_wordings(change.ours, change.theirs, change.language)
    may_decide = is_of_desk and change.state == MinutesChangeState.WAITING
    return ChangeShown(
        pk=change.pk,
        column=change.label,
        state=change.get_state_display(),
        language=change.language,
        ours=ours,
        theirs=theirs,
        differences=differences,
        decided=str(change.decided_by or ""),
        why=" · ".join(filter(None, (change.reason, change.source))),
        may_decide=may_decide,
        refused=str(minutes_returns.why_not_accept(change, words) or "") if may_decide else "",
        record=_address_of(change),
    )


def _address_of(change: MinutesChange) -> str:
    """Return the page of the record that a change is about; for others, that of the meeting."""
    if change.commitment_id:
        return reverse("admin:commitments_commitment_change", args=(change.commitment_id,))
    return reverse("admin:commitments_meeting_change", args=(change.minutes.meeting_id,))


STEPS = (
    StepButton(
        "send",
        gettext_lazy("Send for comment"),
        minutes_files.send_minutes,
        minutes_files.why_not_edit,
        offered=lambda minutes, _user: minutes.is_draft,
        form=SendForm,
        warning=gettext_lazy(
            "This records that you sent the draft yourself, and freezes its content. The system does not "
            "write to the partner."
        ),
        done=gettext_lazy("Recorded as sent. The content is frozen."),
    ),
    StepButton(
        "continue",
        gettext_lazy("Start the next version"),
        minutes_files.continue_minutes,
        minutes_files.why_not_continue,
        offered=lambda minutes, user: minutes_files.why_not_continue(minutes, user) is None,
        done=gettext_lazy("The next version is a draft from the current record."),
        follows=lambda _request, made: reverse(PAGE, args=(made.pk,)),
    ),
)


class MinutesPage(RecordPage):
    """One version of minutes: what the paper says, its files, what came back, and the signed document."""

    template_name = "admin/commitments/minutes/change_form.html"
    steps = STEPS
    shown_relations = ("meeting",)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        minutes: Minutes = self.record
        built, trouble = None, ""
        try:
            content, built = minutes_files.read_content(minutes, self.person)
        except Refused as refused:
            content, trouble = None, str(refused)
        own = minutes_files.why_not_write(minutes.meeting, self.person) is None
        shown = {
            "minutes": minutes,
            "languages": [language_name(one) for one in minutes.languages],
            "content": content,
            "built": built if own else None,
            "form": DraftForm(minutes) if own and minutes.is_draft else None,
            "may_take": content is not None
            and minutes_files.why_not_take(minutes.meeting, self.person) is None,
            "may_return": minutes_returns.why_not_return(minutes, self.person) is None,
            "may_agree": minutes_files.why_not_agree(minutes, self.person) is None,
            "changes": self.list_changes(minutes, is_of_desk=own),
            "versions": self.list_versions(minutes),
            "trouble": trouble,
        }
        return super().get_context_data(**shown | kwargs)

    def list_changes(self, minutes: Minutes, *, is_of_desk: bool) -> list[ChangeShown]:
        rows = querysets.list_readable(MinutesChange, self.person).filter(minutes=minutes)
        found = list(rows.select_related("decided_by").order_by("pk"))
        found.sort(key=lambda change: change.state != MinutesChangeState.WAITING)
        for change in found:
            change.minutes = minutes
        waiting = [one for one in found if is_of_desk and one.state == MinutesChangeState.WAITING]
        words = minutes_returns.load_words(waiting)
        return [build_change(change, words, is_of_desk=is_of_desk) for change in found]

    def list_versions(self, minutes: Minutes) -> Sequence[Minutes]:
        """List the other versions of the minutes of the meeting, the latest first."""
        rows = querysets.list_readable(Minutes, self.person).filter(meeting=minutes.meeting_id)
        return list(rows.exclude(pk=minutes.pk).order_by("-number"))


class MinutesAction(ActionPage, FoundPage):
    """A step of minutes."""

    def find_way_back(self) -> str:
        return self.address("change")


class ChangeDraft(MinutesAction):
    """Takes the languages of a draft, and the discussion that the desk clears for the partner."""

    route, name = "<path:object_id>/draft/", "draft"

    def act(self) -> None:
        minutes = self.record
        form = DraftForm(minutes, self.request.POST)
        if not form.is_valid():
            raise Refused(_("Select a language of the minutes."), "language")
        chosen = (form.cleaned_data["language"], form.cleaned_data["other"])
        minutes_files.change_draft(
            minutes,
            tuple(dict.fromkeys(filter(None, chosen))),
            dict(one.rpartition(":")[::2] for one in self.request.POST.getlist("cleared")),
            expected=form.cleaned_data["version"],
            by=self.person,
            now=self.now,
        )
        messages.success(self.request, _("Saved. The preview shows the current minutes."))


class MinutesFile(MinutesAction):
    """One file of minutes, with the record of who exported it."""

    route, name = "<path:object_id>/file/<slug:ending>/", "file"
    http_method_names = ["get", "options"]

    def act(self) -> HttpResponse:
        minutes, ending = self.record, self.kwargs["ending"]
        if ending not in minutes_files.ENDINGS:
            raise Http404
        content = minutes_files.export_file(minutes, ending, by=self.person, now=self.now)
        return saved_file(content, MEDIA[ending], f"{minutes.name}.{ending}")

    get = ActionPage.post


class SignedFile(MinutesAction):
    """The document that both sides signed."""

    route, name = "<path:object_id>/signed/", "signed"
    http_method_names = ["get", "options"]

    def act(self) -> HttpResponse:
        minutes = self.record
        if not minutes.signed_sha256:
            raise Http404
        content = minutes_files.open_signed(minutes, by=self.person, now=self.now)
        return saved_file(content, "application/octet-stream", minutes.signed_name)

    get = ActionPage.post


class UploadPage(FormPage):
    """A page beside minutes that takes a file."""

    template_name = "admin/step.html"

    def why_not(self) -> Refused | None:
        """Explain why no file is taken now, or return None."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"refusal": self.why_not()} | kwargs)

    def read_file(self, form: Any) -> tuple[str, bytes]:
        """Return the name and the bytes of the uploaded file; Refused where it is too large."""
        given = form.cleaned_data["file"]
        if given.size > checks.MOST_BYTES:
            raise Refused(_("The file is larger than 25 MB. Upload a smaller copy."), "too_big")
        return given.name, given.read()


class AgreePage(UploadPage):
    """Files the document that both sides signed."""

    route, name = "<path:object_id>/agree/", "agree"
    title = gettext_lazy("Record as agreed")
    form_class = AgreeForm

    def why_not(self) -> Refused | None:
        return minutes_files.why_not_agree(self.record, self.person)

    def act(self, form: Any) -> str:
        name, content = self.read_file(form)
        day = form.cleaned_data["agreed_on"]
        minutes_files.agree_minutes(self.record, name, content, agreed_on=day, by=self.person, now=self.now)
        messages.success(self.request, _("Recorded as agreed. The minutes are locked."))
        return self.back


class ReturnPage(UploadPage):
    """Takes the document that the partner returned."""

    route, name = "<path:object_id>/return/", "return"
    title = gettext_lazy("Record returned version")
    form_class = ReturnForm

    def why_not(self) -> Refused | None:
        return minutes_returns.why_not_return(self.record, self.person)

    def act(self, form: Any) -> str:
        name, content = self.read_file(form)
        found = minutes_returns.import_return(
            self.record,
            name,
            content,
            by=self.person,
            now=self.now,
            tell=partial(messages.warning, self.request),
        )
        text = ngettext(
            "The returned document has %(n)d change. No record was changed.",
            "The returned document has %(n)d changes. No record was changed.",
            len(found),
        )
        messages.success(self.request, text % {"n": len(found)})
        return f"{self.back}#changes"


class DecideChange(MinutesAction):
    """The decision about one change of the partner: accept it, mark it as acted on, or leave our words."""

    route, name = "<path:object_id>/changes/<int:change>/<slug:decision>/", "decide"

    def find_way_back(self) -> str:
        return f"{self.address('change')}#change-{self.kwargs['change']}"

    def act(self) -> None:
        rows = querysets.list_readable(MinutesChange, self.person).filter(minutes=self.record)
        change = rows.select_related("minutes__meeting__country").filter(pk=self.kwargs["change"]).first()
        if change is None:
            raise Http404
        reason = self.request.POST.get("reason", "")[: REASON_LENGTH + 1]
        match self.kwargs["decision"]:
            case "accept":
                source = self.request.POST.get("source", "")
                minutes_returns.accept_change(
                    change, reason=reason, source=source, by=self.person, now=self.now
                )
                messages.success(self.request, _("Accepted. The record has the partner’s words."))
            case "act":
                minutes_returns.act_on_change(change, reason=reason, by=self.person, now=self.now)
                messages.success(self.request, _("Marked as acted on. No record was changed."))
            case "leave":
                minutes_returns.leave_change(change, reason=reason, by=self.person, now=self.now)
                messages.success(self.request, _("Our words stay as sent. No record was changed."))
            case _other:
                raise Http404


class BeginMinutes(ActionPage, FoundPage):
    """Begins the minutes of a meeting, or leads to them."""

    route, name = "<path:object_id>/minutes/", "minutes"

    def find_way_back(self) -> str:
        return self.address("change")

    def act(self) -> HttpResponse:
        made = minutes_files.begin_minutes(self.record, by=self.person, now=self.now)
        return HttpResponseRedirect(reverse(PAGE, args=(made.pk,)))


def build_minutes_link(meeting: Meeting, person: User, *, is_closed: bool) -> dict[str, Any]:
    """Return the current minutes of a meeting that the person may read, and whether to offer some."""
    rows = querysets.list_readable(Minutes, person).filter(meeting=meeting)
    may_be = meeting.state in HELD_STATES and parts.has_parts(meeting, Minutes)
    return {
        "minutes": rows.order_by("-number").first() if may_be else None,
        "may_begin_minutes": not is_closed
        and meeting.state in HELD_STATES
        and responsibilities.works_on(person, meeting.country),
    }


@register(Minutes, site=site)
class MinutesAdmin(RecordAdmin):
    """Lists the versions of minutes."""

    list_display = ("about", "number", "state", "sent_on", "agreed_on", "recorded_at", "recorded_by")
    list_display_links = ("about",)
    list_filter = ("meeting__country", "state")
    ordering = ("-pk",)
    search_fields = ("meeting__reference", "meeting__title")
    fields = ()
    sortable_by = ("number", "sent_on", "agreed_on", "recorded_at")
    joined = ("meeting__country", "recorded_by")
    may_add = may_change = False
    shown_relations = ("meeting",)
    pages = (
        *(MinutesPage, ChangeDraft, MinutesFile, SignedFile, AgreePage, ReturnPage),
        DecideChange,
    )

    @display(description=gettext_lazy("meeting"))
    def about(self, obj: Minutes) -> str:
        return str(obj.meeting)
