"""Languages as people type them: ISO 639 codes, one or several."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

# Two or three letters and, where it matters, a script or region (BCP 47).
CODE = re.compile(r"[a-z]{2,3}(-[a-zA-Z0-9]{2,8})*")


def read_code(text: str) -> str:
    """Give one code as it is kept; raises ValidationError where it is none."""
    code = text.strip()
    code = code[:3].lower() + code[3:]
    if not CODE.fullmatch(code):
        raise forms.ValidationError(_("Write the code of the language, such as ko or km."), code="language")
    return code


class NameForm(forms.ModelForm):  # type: ignore[type-arg]
    """A name in one more language."""

    def clean_language(self) -> str:
        return read_code(self.cleaned_data["language"])


class LanguagesForm(forms.ModelForm):  # type: ignore[type-arg]
    """A record with several languages, in order, each once."""

    def clean_languages(self) -> str:
        typed = [part for part in self.cleaned_data["languages"].split(",") if part.strip()]
        return ",".join(dict.fromkeys(read_code(part) for part in typed))
