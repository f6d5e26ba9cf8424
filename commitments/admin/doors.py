"""The door in forms: a person chooses among, and writes over, only what they may read."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteMixin
from django.core.exceptions import (
    NON_FIELD_ERRORS,
    ObjectDoesNotExist,
    PermissionDenied,
    ValidationError,
)
from django.db import models
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from commitments import access, audit, editing
from commitments.admin.forms.plain import plain_words
from commitments.models import Record, User
from commitments.typed import lines

# Which of the values on the page the person saw: the version, or a digest where a model has none.
AS_SEEN = "as_seen"
# What each field said when the page was opened, so that both versions tell who changed what.
AS_READ = "as_read"
MARKS = frozenset({AS_SEEN, AS_READ})
# Of each relation of some rows, the keys that the person may read.
Seen = Mapping[str, Collection[Any]]


def signed_in(request: HttpRequest) -> User:
    """Give the person who asks; raises PermissionDenied where nobody is signed in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def stamp(obj: models.Model) -> str:
    """Give the mark of the record as it stands, to tell later whether somebody changed it meanwhile."""
    if isinstance(obj, Record):
        return str(obj.version)
    text = json.dumps(audit.state_of(obj), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def check_seen(forms: Iterable[Any]) -> None:
    """Hold the records of some forms until the transaction ends; raise `Refused` where one was changed
    since its form was shown.

    All records of a page are checked before any is written: what one save writes to one of them may change
    another, and that is no edit of somebody else.
    """
    for form in forms:
        try:
            stands = stamp(editing.standing(form.instance))
        except ObjectDoesNotExist as error:
            raise editing.changed_meanwhile() from error
        if form.data.get(form.add_prefix(AS_SEEN), "") != stands:
            raise editing.changed_meanwhile()


DIGEST = 4


def given_back(value: Any) -> Any:
    """Give a text as a form gives it back: a browser's line ends are folded, blanks at both ends are gone."""
    return lines(value).strip() if isinstance(value, str) else value


def digest(value: Any) -> str:
    """Shorten a field's value to a few characters that differ where the value does, all but surely."""
    text = given_back(str(getattr(value, "pk", value) or ""))
    return hashlib.sha256(text.encode()).hexdigest()[:DIGEST]


class Kept(forms.Field):
    """Stands where the record names something the person may not read: shown as such, and kept as it is."""

    widget = forms.TextInput

    def __init__(self, value: Any, label: Any) -> None:
        super().__init__(required=False, disabled=True, label=label)
        self.value = value

    def prepare_value(self, value: Any) -> str:
        return str(access.RESTRICTED)

    def clean(self, value: Any) -> Any:
        return self.value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class Mark(forms.CharField):
    """Carries what the person saw; it is never a change of its own."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class DoorForm(forms.ModelForm[Any]):
    """Put before a model form's own class: choices through the door, the mark of what was seen, kept values.

    `trouble` is the sentence of a refused save, shown above the form as it was typed.
    """

    person: User
    trouble: str = ""
    constraint_fields: Mapping[str, str] = {}

    def __init__(self, *args: Any, seen: Seen | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in list(self.fields.items()):
            plain_words(field)
            if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
                field.queryset = access.visible_to(field.queryset, self.person)
                self._keep_hidden(name, field, seen)
        if self.instance.pk:
            self.fields[AS_SEEN] = Mark(required=False, initial=stamp(self.instance))
            self.fields[AS_READ] = Mark(required=False, initial="".join(self.read().values()))

    def read(self) -> dict[str, str]:
        """Digest what each field says before anything is typed, in the order of the fields."""
        told = ((name, field) for name, field in self.fields.items() if name not in MARKS)
        return {
            name: digest("" if isinstance(field, Kept) else self.get_initial_for_field(field, name))
            for name, field in told
        }

    def untouched(self) -> set[str]:
        """Name the fields that came back as they were read; none where the page did not say."""
        posted = self.data.get(self.add_prefix(AS_READ), "")
        names = [name for name in self.fields if name not in MARKS]
        if self.errors is None or len(posted) != DIGEST * len(names):
            return set()
        read = {name: posted[n * DIGEST :][:DIGEST] for n, name in enumerate(names)}
        return {
            name
            for name in names
            if name in self.cleaned_data and digest(self.cleaned_data[name]) == read[name]
        }

    def _keep_hidden(self, name: str, field: forms.Field, seen: Seen | None) -> None:
        """Keep a relation that the person may not read, without showing it."""
        column = next((key for key in access.relations(type(self.instance)) if key.name == name), None)
        key = getattr(self.instance, column.attname) if column else None
        if column is None or key is None:
            return
        known = seen[name] if seen else access.readable(column.remote_field.model, {key}, self.person)
        if key not in known:
            self.fields[name] = Kept(getattr(self.instance, name), field.label)

    def hand_clean_DELETE(self) -> None:  # noqa: N802 - Django's name
        """Refuse to remove a row that others lean on, without naming them."""
        super().hand_clean_DELETE()  # type: ignore[misc]
        if DELETION_FIELD_NAME in self.errors:
            said = _("This row stays: other records lean on it.")
            self.errors[DELETION_FIELD_NAME] = self.error_class([str(said)])

    def clean(self) -> dict[str, Any] | None:
        """Take the other writer's value where the person chose it, and show why a save was refused."""
        super().clean()
        for name in self.fields:
            if self.data.get(keep_name(self.add_prefix(name))) == "theirs":
                self.errors.pop(name, None)
                self.cleaned_data[name] = getattr(
                    self.instance, name, self.get_initial_for_field(self.fields[name], name)
                )
        if self.trouble:
            self.add_error(None, self.trouble)
        return self.cleaned_data

    def _post_clean(self) -> None:
        """Check also what must be unique among some rows only: Django leaves that to the database."""
        super()._post_clean()  # type: ignore[misc]
        for constraint in self.instance._meta.constraints if not self.errors else ():
            names = _spoken_of(constraint)
            if isinstance(constraint, models.UniqueConstraint) and names and set(names) <= set(self.fields):
                try:
                    self.instance.validate_constraint(constraint)
                except ValidationError as error:
                    self._update_errors(ValidationError({NON_FIELD_ERRORS: [error]}))

    def _update_errors(self, errors: ValidationError) -> None:
        """Say at the field, not above the form, which rule of the record is broken."""
        told = getattr(errors, "error_dict", {})
        for error in told.pop(NON_FIELD_ERRORS, ()):
            told.setdefault(self._field_of(error) or NON_FIELD_ERRORS, []).append(error)
        super()._update_errors(errors)  # type: ignore[misc]

    def _field_of(self, error: ValidationError) -> str | None:
        """Name the field a broken rule is told at: the one declared, or the first that the rule speaks of."""
        names = list((error.params or {}).get("unique_check", ()))
        for constraint in self.instance._meta.constraints:
            if error.message == constraint.get_violation_error_message():
                names = [self.constraint_fields.get(constraint.name, ""), *_spoken_of(constraint)]
        return next((name for name in names if name in self.fields), None)


def _spoken_of(constraint: models.BaseConstraint) -> list[str]:
    if isinstance(constraint, models.CheckConstraint):
        return sorted(getattr(constraint.condition, "referenced_base_fields", ()))
    return list(getattr(constraint, "fields", ()))


def keep_name(html_name: str) -> str:
    """Name the choice between both versions of one field."""
    return f"keep-{html_name}"


class DoorFormSet(forms.BaseInlineFormSet[Any, Any, Any]):
    """Rows through the door; choices are read once for all rows, not once a row."""

    person: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._shared: dict[str, list[Any]] = {}
        self._seen: Seen | None = None

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        if self._seen is None:
            self._seen = access.seen_by(self.person, list(self.get_queryset()), self.form._meta.model)
        return {**super().get_form_kwargs(index), "seen": self._seen}

    def add_fields(self, form: Any, index: int | None) -> None:
        """Add the row's own key, which must be one the person may read, and share the choices."""
        super().add_fields(form, index)
        key = form.fields.get(self._pk_field.name)  # type: ignore[attr-defined]
        if isinstance(key, forms.ModelChoiceField) and key.queryset is not None:
            key.queryset = access.visible_to(key.queryset, self.person)
        for name, field in form.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            widget.attrs.setdefault("aria-label", field.label or name)
            shares = isinstance(field, forms.ModelChoiceField) and isinstance(widget, forms.Select)
            if shares and not isinstance(widget, AutocompleteMixin):
                field.choices = self._shared.get(name) or self._fill(name, field)

    def _fill(self, name: str, field: Any) -> list[Any]:
        self._shared[name] = [(getattr(value, "value", value), label) for value, label in field.choices]
        return self._shared[name]


def behind_the_door(
    form: type[forms.ModelForm[Any]], person: User, **attributes: Any
) -> type[forms.ModelForm[Any]]:
    """Give the form class its door."""
    return type(
        form.__name__, (DoorForm, form), {"person": person, **attributes, "__module__": form.__module__}
    )
