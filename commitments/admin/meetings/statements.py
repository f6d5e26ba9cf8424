"""Texts of meetings: readouts, joint statements, minutes, notes, press reports; listed, filed and read.

A text is pasted or extracted from a file; it is filed and read at once.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import SimpleListFilter, register
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from commitments.access import querysets, responsibilities, scopes, write_rules
from commitments.admin.base import RecordAdmin
from commitments.admin.form_fields import DateInput, PlainForm
from commitments.admin.lists import build_yes_no
from commitments.admin.meetings.reading import READ, ReadingPage, page_of
from commitments.admin.pages import FormPage
from commitments.admin.permissions import signed_in
from commitments.admin.site import site
from commitments.admin.steps import StepButton
from commitments.documents import reader
from commitments.documents.reader import text_of
from commitments.documents.results import OCR, Remark
from commitments.enums import Classification, StatementKind
from commitments.errors import Refused
from commitments.language.reader.blocks import language_of
from commitments.meetings import outcomes, texts
from commitments.models import Country, Meeting, Statement, User
from commitments.models.outcomes import SOURCE_LENGTH
from commitments.records.edits import shorten_text
from commitments.search.query import SEARCHED
from commitments.statements import passages
from commitments.statements import reading as statement_reading
from commitments.statements.reading import why_not_read_words


class StatementForm(forms.ModelForm[Statement]):
    """One text; its words are record and are set in the serif font."""

    class Meta:
        model = Statement
        fields = (
            "meeting",
            "kind",
            "title",
            "dated_on",
            "number",
            "language",
            "is_binding",
            "is_verbatim",
            "classification",
            "in_confidence",
            "consent",
            "originator",
            "source",
            "text",
        )
        widgets = {
            "title": forms.TextInput(attrs={"class": "vTextField"}),
            "consent": forms.TextInput(attrs={"class": "vTextField"}),
            "originator": forms.TextInput(attrs={"class": "vTextField"}),
            "source": forms.TextInput(attrs={"class": "vTextField"}),
            "dated_on": DateInput,
            "text": forms.Textarea(attrs={"rows": 16, "class": "record wide"}),
        }

    person: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Asked only of what was given in confidence, once that is on record.
        if not self.instance.in_confidence and "consent" in self.fields:
            self.fields["consent"].widget = forms.HiddenInput()
        meeting = self.fields.get("meeting")
        if isinstance(meeting, forms.ModelChoiceField) and meeting.queryset is not None:
            # The meetings of the person's own countries; the newest first.
            own = meeting.queryset.filter(country__in=scopes.countries_of(self.person))
            meeting.queryset = own.order_by("-pk")


class LanguageFilter(SimpleListFilter):
    """The languages of the countries: listing those of the texts would read every text."""

    title = gettext_lazy("language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        speaking = querysets.open_rows(Country).exclude(languages="").order_by()
        spoken = speaking.values_list("languages", flat=True)
        codes = {code.strip() for said in spoken for code in said.split(",")} | {"en"}
        return [(code, code) for code in sorted(codes)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(language=self.value()) if self.value() else queryset


class UndecidedFilter(SimpleListFilter):
    """Narrows to texts that were read and not completely decided."""

    title = gettext_lazy("passages")
    parameter_name = "undecided"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", gettext("undecided"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return passages.filter_partly_read(queryset) if self.value() == "yes" else queryset


def _is_to_sign_off(statement: Statement, user: User) -> bool:
    return outcomes.is_unsigned(statement) and responsibilities.works_on(user, statement.meeting.country)


IS_BINDING = build_yes_no("is_binding", _("legally binding text"), _("legally binding"), _("not binding"))


@register(Statement, site=site)
class StatementAdmin(RecordAdmin):
    """Lists and files texts."""

    form = StatementForm
    pages = (ReadingPage,)
    answers_as_of = True
    joined = ("meeting__country", "signed_off_by")
    has_plain_fields = True
    list_display = ("title", "kind", "dated_on", "meeting", "language", IS_BINDING)
    list_filter = ("kind", LanguageFilter, UndecidedFilter)
    row_columns = (
        *("title", "kind", "dated_on", "language", "is_binding"),
        *("meeting", "meeting__reference", "meeting__title"),
    )
    file_columns = (*list_display[:-1], "is_binding", "is_verbatim", "number", "source", "classification")
    file_reads = ("is_verbatim", "number", "source", "classification")
    # Who reads a text reads its meeting.
    shown_relations = ()
    search_fields = SEARCHED[Statement]
    ordering = ("-dated_on", "-pk")
    steps = (
        READ,
        StepButton(
            "sign-off",
            gettext_lazy("Sign off"),
            outcomes.sign_off,
            outcomes.why_not_sign_off,
            offered=_is_to_sign_off,
            done=gettext_lazy("Signed off. A later change to the text cancels the sign-off."),
        ),
    )
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "meeting",
                    ("kind", "language"),
                    "title",
                    ("dated_on", "number"),
                    ("classification", "is_binding", "is_verbatim"),
                    ("in_confidence", "consent"),
                    "originator",
                    "source",
                    "text",
                )
            },
        ),
    )

    def create(self, request: HttpRequest, obj: Model, form: ModelForm[Any]) -> None:
        assert isinstance(obj, Statement)
        outcomes.file_statement(obj, by=signed_in(request), now=timezone.now())

    def change(self, request: HttpRequest, obj: Model, values: dict[str, Any], form: ModelForm[Any]) -> None:
        """Edit a document on file; what its meeting locks stays."""
        assert isinstance(obj, Statement)
        filed = (
            querysets.list_readable(Statement, request.user).select_related("meeting__country").get(pk=obj.pk)
        )
        outcomes.change_statement(
            filed, values, expected=obj.version, by=signed_in(request), now=timezone.now()
        )


# What the reader understands, beside the languages of the two countries.
LANGUAGES = ("en", "ko", "fr")
LONGEST_TITLE = 200


class FilingForm(PlainForm):
    """Pasted words or a file, and the kind of text."""

    text = forms.CharField(
        label=_("Text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "class": "record wide"}),
        help_text=_("Paste the text unchanged."),
    )
    file = forms.FileField(
        label=_("Or upload a file"),
        required=False,
        # Refused with the others, by a sentence that says what to do.
        allow_empty_file=True,
        help_text=_("Word (.docx), .odt, .hwpx, .eml, .txt, .md, or a PDF (a scan where OCR is installed)"),
        widget=forms.FileInput(attrs={"accept": ",".join(reader.TEXT_ENDINGS)}),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("select…")), *StatementKind.choices])
    title = forms.CharField(
        label=_("Title"),
        required=False,
        max_length=LONGEST_TITLE,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("Leave empty to use the kind as the title."),
    )
    dated_on = forms.DateField(label=_("Document date"), required=False, widget=DateInput)
    language = forms.ChoiceField(label=_("Language"), required=False)
    classification = forms.TypedChoiceField(label=_("Classification"), choices=(), coerce=int)
    in_confidence = forms.BooleanField(
        label=_("Given in confidence"),
        required=False,
        help_text=_("The partner asked that the content stay between the two governments."),
    )
    originator = forms.CharField(
        label=_("Information from a third state"),
        required=False,
        max_length=120,
        help_text=_("The country or organisation that gave the information, if it is not the partner."),
    )
    is_verbatim = forms.BooleanField(
        label=_("Verbatim"),
        required=False,
        initial=True,
        help_text=_(
            "Clear this box for a summary in your own words. Its clauses are then not treated as quotations."
        ),
    )

    def __init__(self, *args: Any, meeting: Meeting, person: User, **kwargs: Any) -> None:
        self.meeting = meeting
        self.remarks: tuple[Remark, ...] = ()
        self.is_ocr, self.text_layer = False, tuple[str, ...]()
        kwargs["initial"] = {"classification": min(meeting.classification, person.reads_up_to)}
        super().__init__(*args, label_suffix="", **kwargs)
        levels = [one for one in Classification.choices if one[0] <= person.reads_up_to]
        codes = {*LANGUAGES, *(code.strip() for code in meeting.country.languages.split(","))}
        choices: dict[str, list[Any]] = {
            "classification": levels,
            "language": [
                ("", _("detected from the text")),
                *((code, code) for code in sorted(codes) if code),
            ],
        }
        for name, offered in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = offered

    def clean_file(self) -> str:
        """Read the file as text in its child; say in one sentence what to do where it is not read."""
        file = self.cleaned_data.get("file")
        if not isinstance(file, UploadedFile):
            return ""
        try:
            found = text_of(file.name or "", file.read())
        except Refused as refused:
            raise forms.ValidationError(str(refused), code=refused.code) from refused
        self.remarks, self.is_ocr, self.text_layer = found.remarks, found.is_ocr, found.text_layer
        self.source = str(file.name or "")
        return found.text

    def clean(self) -> dict[str, Any]:
        """Ask for words, and for no more than is read."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors.keys() & {"file", "text"}:
            return found
        text = found.get("file") or found.get("text", "")
        found["words"] = text
        where = "file" if found.get("file") else "text"
        if found.get("file") and found.get("text", "").strip():
            self.add_error("file", str(_("Paste the text or select a file, not both.")))
        elif not text.strip():
            self.add_error("text", str(_("Paste the text or select a file.")))
        elif (refusal := why_not_read_words(text)) is not None:
            self.add_error(where, str(refusal))
        return found

    def statement(self) -> Statement:
        """Make the text of the meeting that the form says."""
        values = self.cleaned_data
        words = values["words"]
        return Statement(
            meeting=self.meeting,
            kind=values["kind"],
            title=values["title"],
            dated_on=values["dated_on"],
            language=values["language"] or language_of(words),
            classification=values["classification"],
            in_confidence=values["in_confidence"],
            originator=values["originator"],
            is_verbatim=values["is_verbatim"],
            is_ocr=self.is_ocr,
            text_layer=texts.hash_lines(self.text_layer),
            source=shorten_text(getattr(self, "source", ""), SOURCE_LENGTH),
            text=words.strip(),
        )


class FilingPage(FormPage):
    """Files a text of a meeting and reads it, then leads to where it is read."""

    route, name = "<path:object_id>/text/", "text"
    title = gettext_lazy("Paste text or upload a file")
    template_name = "admin/commitments/meeting/text.html"
    form_class = FilingForm

    def may_open(self) -> bool:
        """Return whether the person records texts for the partner of the meeting."""
        return responsibilities.works_on(self.person, self.record.country) and write_rules.may_write(
            self.person, Statement
        )

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"meeting": self.record, "person": self.person}

    def act(self, form: Any) -> str:
        """File the text, and analyse it unless the meeting is closed; show what was noticed in its file."""
        said, page = gettext("Statement added: %(title)s."), ""
        with transaction.atomic():
            statement = outcomes.file_statement(form.statement(), by=self.person, now=self.now)
            if statement_reading.why_not_accept(statement) is None:
                statement_reading.read_text(statement, by=self.person, now=self.now)
                said, page = gettext("Statement added and analysed: %(title)s."), page_of(statement)
        messages.success(self.request, said % {"title": statement.title})
        # The page to which it leads says of each text that it was read by OCR.
        for remark in (one for one in form.remarks if one.code != OCR):
            messages.warning(self.request, reader.describe_remark(remark))
        return page or reverse("admin:commitments_statement_change", args=(statement.pk,))

    def show_refusal(self, form: Any, refused: Refused) -> None:
        form.add_error("classification" if refused.code == "clearance" else None, str(refused))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(meeting=self.record, **kwargs)
