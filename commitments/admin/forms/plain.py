"""What every field of every form keeps to: one line where it is one, likely days, plain words."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from commitments import line_breaks
from commitments.typed import FIRST_DAY, LAST_DAY, lines, one_line

BEYOND = _("Take a day from 1900 to 2200.")
LIMITS = (MinValueValidator(FIRST_DAY, BEYOND), MaxValueValidator(LAST_DAY, BEYOND))
TOO_LONG = _("Use at most %(limit_value)d characters. This text has %(show_value)d.")
WORDS: dict[type[forms.Field], Any] = {
    forms.DateField: _("Write the date like 2026-06-30 or 30 Jun 2026."),
    forms.TimeField: _("Write the time like 09:30."),
}


def plain_words(field: forms.Field) -> None:
    """Let a field say what to do, an empty choice what it means; keep a line one line, a day likely."""
    field.error_messages["required"] = _("Fill this in.")
    if isinstance(field, forms.CharField) and field.max_length is not None:
        # A browser that keeps to `maxlength` cuts what is pasted, without a word.
        field.widget.attrs.pop("maxlength", None)
        field.error_messages["max_length"] = TOO_LONG
    if type(field) in WORDS:
        field.error_messages["invalid"] = WORDS[type(field)]
    if isinstance(field, forms.DateField):
        field.validators += [limit for limit in LIMITS if limit not in field.validators]
    if isinstance(field, forms.CharField) and line_breaks.check not in field.validators:
        field.validators.append(line_breaks.check)
    if isinstance(field, forms.CharField) and isinstance(field.widget, forms.TextInput):
        _fold(field, one_line)
    elif isinstance(field, forms.CharField) and isinstance(field.widget, forms.Textarea):
        _fold(field, lines)
    if isinstance(field, forms.ModelChoiceField) and field.empty_label is not None:
        field.empty_label = _("choose…") if field.required else _("not stated")


def _fold(field: forms.CharField, keep: Callable[[str], str]) -> None:
    """Let a field keep what is typed in one line, or with one kind of line ends."""
    read = field.to_python

    def folded(value: Any) -> str | None:
        return read(keep(value) if isinstance(value, str) else value)

    field.to_python = folded  # type: ignore[method-assign]


class PlainForm(forms.Form):
    """A form that is no record's own, with fields as those of records."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            plain_words(field)
