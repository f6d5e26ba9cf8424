"""A text of a meeting, filed on the meeting's page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.admin.forms.days import DateInput
from commitments.admin.forms.rows import Row
from commitments.models import Statement
from commitments.vocabulary import StatementKind


class StatementRow(Row):
    """One text; its wording is filed on its own page."""

    class Meta:
        model = Statement
        fields = ("kind", "title", "dated_on", "number")
        widgets = {"dated_on": DateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False
        kind = self.fields["kind"]
        if isinstance(kind, forms.ChoiceField):
            kind.choices = [("", _("choose")), *StatementKind.choices]
