"""What every field of every form keeps to: one line where it is one, likely days, plain words."""

import datetime
import re
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

FIRST_DAY, LAST_DAY = datetime.date(1900, 1, 1), datetime.date(2200, 12, 31)
BEYOND = _("Take a day from 1900 to 2200.")
LIMITS = (MinValueValidator(FIRST_DAY, BEYOND), MaxValueValidator(LAST_DAY, BEYOND))
# Line ends, tabs and other controls; the null character is refused by the field itself.
CONTROLS = re.compile("[\x01-\x1f\x7f-\x9f\u2028\u2029]+")
LINE_ENDS = re.compile("\r\n?")
WORDS: dict[type[forms.Field], Any] = {
    forms.DateField: _("Write the date like 2026-06-30 or 30 Jun 2026."),
    forms.TimeField: _("Write the time like 09:30."),
}


def plain_words(field: forms.Field) -> None:
    """Let a field say what to do, an empty choice what it means; keep a line one line, a day likely."""
    field.error_messages["required"] = _("Fill this in.")
    if type(field) in WORDS:
        field.error_messages["invalid"] = WORDS[type(field)]
    if isinstance(field, forms.DateField):
        field.validators += [limit for limit in LIMITS if limit not in field.validators]
    if isinstance(field, forms.CharField) and isinstance(field.widget, forms.TextInput):
        _fold(field, CONTROLS, " ")
    elif isinstance(field, forms.CharField) and isinstance(field.widget, forms.Textarea):
        _fold(field, LINE_ENDS, "\n")
    if isinstance(field, forms.ModelChoiceField) and field.empty_label is not None:
        field.empty_label = _("choose…") if field.required else _("not stated")


def _fold(field: forms.CharField, pattern: re.Pattern[str], sign: str) -> None:
    """Put one sign for each of what the pattern finds: a space in a line, a line feed for line ends."""
    read = field.to_python

    def folded(value: Any) -> str | None:
        return read(pattern.sub(sign, value) if isinstance(value, str) else value)

    field.to_python = folded  # type: ignore[method-assign]


class PlainForm(forms.Form):
    """A form that is no record's own, with fields as those of records."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            plain_words(field)
