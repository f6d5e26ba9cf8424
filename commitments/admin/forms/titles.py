"""The short title of a commitment as it is typed: whole, and refused at its field where it is too long."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

from commitments import lifecycle
from commitments.errors import Refused


def count_letters(field: forms.Field) -> None:
    """Let what is typed or pasted arrive whole, so that the form can say how many letters are too many."""
    field.widget.attrs.pop("maxlength", None)
    field.validators = [one for one in field.validators if not isinstance(one, MaxLengthValidator)]


def fitting(title: str, stood: str) -> str:
    """Give a short title as it is kept; refuse at its field one that is new and too long."""
    try:
        return lifecycle.short_title(title, stood=stood)
    except Refused as refused:
        raise ValidationError(str(refused), code=refused.code) from refused
