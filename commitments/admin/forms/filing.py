"""A text brought to a meeting: pasted, or read out of a file."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from commitments.admin.forms.days import DateInput
from commitments.admin.forms.plain import PlainForm
from commitments.documents import kinds
from commitments.documents.reading import text_of
from commitments.documents.shapes import Remark
from commitments.editing import shortened
from commitments.errors import Refused
from commitments.intake.sentences import language_of
from commitments.models import Meeting, Statement, User
from commitments.models.statement import SOURCE_LENGTH
from commitments.passages import why_not_read
from commitments.vocabulary import Classification, StatementKind

# What the reader understands, beside the languages of the two countries.
LANGUAGES = ("en", "ko", "fr")
LONGEST_TITLE = 200


class FilingForm(PlainForm):
    """Words pasted or a file, and what kind of text they are."""

    text = forms.CharField(
        label=_("The text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "class": "record wide"}),
        help_text=_("pasted as it stands"),
    )
    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        # Refused with the others, by a sentence that says what to do.
        allow_empty_file=True,
        help_text=_("Word (.docx), .odt, .hwpx, .txt, .md, or a PDF with text"),
        widget=forms.FileInput(attrs={"accept": ",".join(kinds.TEXT_ENDINGS)}),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("choose…")), *StatementKind.choices])
    title = forms.CharField(
        label=_("Title"),
        required=False,
        max_length=LONGEST_TITLE,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("empty for the name of its kind"),
    )
    dated_on = forms.DateField(label=_("Dated"), required=False, widget=DateInput)
    language = forms.ChoiceField(label=_("Language"), required=False)
    classification = forms.TypedChoiceField(label=_("Classification"), choices=(), coerce=int)
    in_confidence = forms.BooleanField(
        label=_("Given in confidence"),
        required=False,
        help_text=_("The partner asked that it stay between the two governments."),
    )

    is_verbatim = forms.BooleanField(
        label=_("Verbatim"),
        required=False,
        initial=True,
        help_text=_("Clear this for a summary in your own words: its clauses are then no quotations."),
    )

    def __init__(self, data: Any, files: Any, meeting: Meeting, person: User) -> None:
        self.meeting = meeting
        self.remarks: tuple[Remark, ...] = ()
        level = min(meeting.classification, person.reads_up_to)
        super().__init__(data, files, initial={"classification": level}, label_suffix="")
        levels = [one for one in Classification.choices if one[0] <= person.reads_up_to]
        codes = {*LANGUAGES, *(code.strip() for code in meeting.country.languages.split(","))}
        choices: dict[str, list[Any]] = {
            "classification": levels,
            "language": [("", _("as it is written")), *((code, code) for code in sorted(codes) if code)],
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
        self.remarks = found.remarks
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
            self.add_error("file", str(_("Paste the words or choose a file, not both.")))
        elif not text.strip():
            self.add_error("text", str(_("Paste the words, or choose a file.")))
        elif (refusal := why_not_read(Statement(text=text))) is not None:
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
            is_verbatim=values["is_verbatim"],
            source=shortened(getattr(self, "source", ""), SOURCE_LENGTH),
            text=words.strip(),
        )
