"""The form that files a document: its number and date are enough, a file may come with it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from commitments import files
from commitments.admin.forms.days import DateInput
from commitments.admin.forms.plain import plain_words
from commitments.errors import Refused
from commitments.models import Evidence
from commitments.vocabulary import EvidenceKind

ACCEPTED = ",".join(ending for kind in files.KINDS for ending in kind.endings)


class EvidenceForm(forms.ModelForm[Evidence]):
    """A document that proves progress; what it shows may be left to the name of its file."""

    file = forms.FileField(
        label=_("file"),
        required=False,
        max_length=255,
        help_text=_("PDF, office document, image, mail or text, up to 25 MB"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={"max_length": _("The name of the file is too long. Rename it and choose it again.")},
    )

    class Meta:
        model = Evidence
        fields = ("kind", "number", "dated_on", "description", "in_confidence")
        widgets = {"dated_on": DateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["description"].required = False
        self.fields["file"].label = capfirst(str(self.fields["file"].label))
        kind = self.fields["kind"]
        if isinstance(kind, forms.ChoiceField):
            kind.choices = [("", _("choose…")), *EvidenceKind.choices]
        for field in self.fields.values():
            plain_words(field)

    def clean_file(self) -> files.Paper | None:
        """Check the file by its own bytes; say at the field what is wrong with it."""
        given: UploadedFile[bytes] | None = self.cleaned_data.get("file")
        if given is None:
            return None
        if (given.size or 0) > files.MOST_BYTES:
            raise ValidationError(_("The file is larger than 25 MB. File a smaller copy, or its number."))
        try:
            return files.taken(given.name or "", given.read())
        except Refused as refused:
            raise ValidationError(str(refused)) from refused
