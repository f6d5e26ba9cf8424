"""What was said about one open item of the agenda."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from commitments.admin.forms.rows import Row
from commitments.models import AgendaItem
from commitments.vocabulary import Health

SAID = _("What was said")


class AgendaRow(Row):
    """One line under an open item: words and, with them, a report on how it stands."""

    # The item as the page shows it.
    point: Any = None

    health = forms.ChoiceField(
        label=_("Health"),
        required=False,
        choices=[("", _("health: no report")), *((one.value, capfirst(str(one.label))) for one in Health)],
    )

    class Meta:
        model = AgendaItem
        fields = ("said",)
        labels = {"said": SAID}
        widgets = {"said": forms.Textarea(attrs={"rows": 1})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        item = self.instance.commitment
        if item is None or not item.is_open:
            del self.fields["health"]
        self.fields["said"].widget.attrs["placeholder"] = _("What was said")

    def clean(self) -> dict[str, Any]:
        """Ask for the words that go with a report."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("health") and not str(found.get("said", "")).strip():
            self.add_error("said", _("Write what was said, and what comes next."))
        return found

    @property
    def reported(self) -> Health | None:
        """The health reported with the words; None where there was no report."""
        value = self.cleaned_data.get("health")
        return Health(value) if value else None
