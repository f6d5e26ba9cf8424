"""One background fact of a meeting, written on the meeting's page."""

from typing import Any

from django import forms

from commitments.admin.forms.rows import Row
from commitments.models import BackgroundFact


class BackgroundRow(Row):
    """One fact with its source and its date in words; a row on record that is emptied is removed."""

    class Meta:
        model = BackgroundFact
        fields = ("text", "source", "dated")
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A browser would cut a pasted text without a word; the form says that it is too long.
        for field in self.fields.values():
            field.widget.attrs.pop("maxlength", None)

    @property
    def is_removed(self) -> bool:
        posted = (self.data.get(self.add_prefix(name), "").strip() for name in self._meta.fields or ())
        emptied = self.is_bound and self.instance.pk and not any(posted)
        return bool(super().is_removed or emptied)

    def values(self) -> dict[str, Any]:
        """Return the columns that were changed."""
        return {name: self.cleaned_data[name] for name in self.changed_data}
