"""Form rows of one kind on a page: those of the record that are being edited, then new ones.

A recorded row is identified by the key it posts, never by its place, so that rows that another writer added
or removed meanwhile shift nothing. Without script a button of the form adds one more row.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import Model
from django.forms.formsets import DELETION_FIELD_NAME, TOTAL_FORM_COUNT, ManagementForm
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from commitments.admin.permissions import AccessForm

KEY = "id"
# Digits of the number of rows on a page.
LONGEST_COUNT = 4


class RowForm(AccessForm):
    """One row; `is_gone` where its record no longer exists, or the person may not read it."""

    is_gone = False
    # How the list of errors names the row.
    place: Any = ""
    # Set while the officer only asked for another row: nothing is checked then, and nothing lost.
    is_quiet = False

    def __init__(self, *args: Any, is_gone: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_gone = is_gone
        self.fields[KEY] = forms.CharField(
            required=False, widget=forms.HiddenInput, initial=self.instance.pk or ""
        )
        self.fields[KEY].has_changed = _never  # type: ignore[method-assign]

    def full_clean(self) -> None:
        if self.is_quiet:
            self._errors = forms.utils.ErrorDict()
            self.cleaned_data = {}
            return
        super().full_clean()
        if self.is_gone and self.is_bound:
            self.add_error(None, _("This row has been deleted. Remove it here, or reload the page."))

    @property
    def is_removed(self) -> bool:
        return bool(self.is_bound and self.data.get(self.add_prefix(DELETION_FIELD_NAME)))

    @property
    def is_filled(self) -> bool:
        """Return whether the row has anything to write."""
        return self.has_changed() and not self.is_removed


def _never(initial: Any, data: Any) -> bool:
    return False


class RowFormSet(forms.BaseFormSet[Any]):
    """The rows; `records` are those that may be edited, `opened` those shown as fields at first."""

    extra = 1
    can_delete = True
    can_delete_extra = True
    can_order = False
    min_num = 0
    max_num = 500
    absolute_max = 500
    validate_max = validate_min = False
    edit_only = False
    renderer = None
    # The empty row that a script copies.
    token_row: Any = None

    def __init__(
        self,
        data: Any = None,
        *,
        row: type[RowForm],
        records: Sequence[Model] = (),
        opened: Sequence[Model] = (),
        extra: int = 1,
        prefix: str,
    ) -> None:
        self.form = row
        self.extra = extra
        self.records = {str(record.pk): record for record in records}
        self.opened = list(opened)
        super().__init__(data, prefix=prefix)

    @cached_property
    def management_form(self) -> ManagementForm:
        """Return the count of posted rows; a missing count means none, since no person could correct an
        error.
        """
        total = len(self.opened) + self.extra
        if self.is_bound:
            total = min(posted_count(self.data, self.prefix), self.max_num)
        counts = {f"{self.prefix}-TOTAL_FORMS": total, f"{self.prefix}-INITIAL_FORMS": 0}
        form = ManagementForm(counts, auto_id=self.auto_id, prefix=self.prefix)
        form.full_clean()
        return form

    def total_form_count(self) -> int:
        return int(self.management_form.cleaned_data[TOTAL_FORM_COUNT] or 0)

    def initial_form_count(self) -> int:
        return 0

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        kwargs = super().get_form_kwargs(index)
        if index is None:
            return kwargs
        if not self.is_bound:
            record = self.opened[index] if index < len(self.opened) else None
            return {**kwargs, "instance": record}
        key = self.data.get(f"{self.prefix}-{index}-{KEY}", "")
        return {**kwargs, "instance": self.records.get(key), "is_gone": bool(key) and key not in self.records}

    def blank(self, token: str) -> Any:
        """Make the empty row that a script copies, putting the index in place of the token."""
        form = self.form(prefix=f"{self.prefix}-{token}", empty_permitted=True, use_required_attribute=False)
        self.add_fields(form, None)
        return form

    def add_fields(self, form: Any, index: int | None) -> None:
        """Add the box that takes a row away; ticking it is no change of the row itself."""
        super().add_fields(form, index)
        form.fields[DELETION_FIELD_NAME].label = _("Remove")
        form.fields[DELETION_FIELD_NAME].has_changed = _never

    def full_clean(self) -> None:
        """Check nothing while the officer only asked for another row."""
        super().full_clean()
        if self.form.is_quiet:
            self._errors: list[Any] = []
            self._non_form_errors = self.error_class()

    @property
    def initial_forms(self) -> list[Any]:
        """Return the recorded rows that are being edited."""
        return [form for form in self.forms if form.instance.pk]

    def get_queryset(self) -> list[Any]:
        """Return the current records, for the page with both versions."""
        return list(self.records.values())

    @property
    def filled(self) -> list[Any]:
        return [form for form in self.forms if form.is_filled]


def posted_count(data: Mapping[str, Any], prefix: str | None) -> int:
    """Return how many rows of a prefix were posted; none where the count is not a valid number."""
    count = str(data.get(f"{prefix}-{TOTAL_FORM_COUNT}", ""))
    return int(count) if count.isdecimal() and len(count) <= LONGEST_COUNT else 0


def read_input_values(form: forms.BaseForm) -> dict[str, str]:
    """Return the values of a form's inputs, as a browser would post them."""
    values: dict[str, str] = {}
    for field in form:
        value = field.value()
        if isinstance(field.field, forms.BooleanField):
            if value:
                values[field.html_name] = "on"
        else:
            shown = field.field.widget.format_value(value)
            values[field.html_name] = str(shown[0] if isinstance(shown, list) and shown else shown or "")
    return values


def one_more(data: Any, prefix: str, values: Mapping[str, str] | None = None) -> int:
    """Count one more row of a prefix in posted data, and return its index."""
    name = f"{prefix}-{TOTAL_FORM_COUNT}"
    index = posted_count(data, prefix)
    data[name] = str(index + 1)
    for key, value in (values or {}).items():
        data[key] = value
    return index
