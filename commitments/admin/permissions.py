"""The access policy in forms: a person can select and overwrite only what they may read.

Also the permissions to view, add, change and delete, shared by a page and its inline tables, and keys in
addresses.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib.admin import StackedInline, TabularInline
from django.contrib.admin.widgets import AutocompleteMixin, RelatedFieldWidgetWrapper
from django.core.exceptions import (
    NON_FIELD_ERRORS,
    ObjectDoesNotExist,
    PermissionDenied,
    ValidationError,
)
from django.db import models
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commitments.access import policy, querysets, rules, write_rules
from commitments.access.cached_queries import load_prepared
from commitments.admin.form_fields import DateInput, TimeInput, plain_words
from commitments.audit import access_log, log
from commitments.models import AccessLogEntry, Record, User
from commitments.records import edits
from commitments.text import normalise_lines

# Which of the values on the page the person saw: the version, or a digest where a model has none.
AS_SEEN = "as_seen"
# What each field said when the page was opened, so that both versions tell who changed what.
AS_READ = "as_read"
STAMP_FIELDS = frozenset({AS_SEEN, AS_READ})
# Of each relation of some rows, the keys that the person may read.
Seen = Mapping[str, Collection[Any]]


def signed_in(request: HttpRequest) -> User:
    """Return the person of the request; raises PermissionDenied where no person is signed in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def build_edit_stamp(obj: models.Model) -> str:
    """Return the stamp of the record's current state, to notice later changes by others."""
    if isinstance(obj, Record):
        return str(obj.version)
    text = json.dumps(log.state_of(obj), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def check_seen(forms: Iterable[Any]) -> None:
    """Lock the records of some forms until the transaction ends; raise `Refused` where one was changed since
    its form was shown.

    All records of a page are checked before any is written: saving one may change another, which is not an
    edit by another person.
    """
    for form in forms:
        try:
            stands = build_edit_stamp(edits.lock_record(form.instance))
        except ObjectDoesNotExist as error:
            raise edits.changed_meanwhile() from error
        if form.data.get(form.add_prefix(AS_SEEN), "") != stands:
            raise edits.changed_meanwhile()


DIGEST = 4


def normalise_text(value: Any) -> Any:
    """Return a text as a form returns it: with one kind of line end, without surrounding space."""
    return normalise_lines(value).strip() if isinstance(value, str) else value


def hash_value(value: Any) -> str:
    """Shorten a field's value to a few characters that differ where the value does, all but surely."""
    text = normalise_text(str(getattr(value, "pk", value) or ""))
    return hashlib.sha256(text.encode()).hexdigest()[:DIGEST]


class RestrictedField(forms.Field):
    """Replaces a field whose record the person may not read: shown as restricted, and kept unchanged."""

    widget = forms.TextInput

    def __init__(self, value: Any, label: Any) -> None:
        super().__init__(required=False, disabled=True, label=label)
        self.value = value

    def prepare_value(self, value: Any) -> str:
        return str(querysets.RESTRICTED)

    def clean(self, value: Any) -> Any:
        return self.value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class StampField(forms.CharField):
    """The state that the person saw, in a hidden field; it is never a change itself."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class AccessForm(forms.ModelForm[Any]):
    """A base class before a model form: choices through the access policy, the stamp, kept values.

    `trouble` is the sentence of a refused save, shown above the form as typed.
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
                field.queryset = policy.readable_by(field.queryset, self.person)
                self._keep_hidden(name, field, seen)
        if self.instance.pk:
            self.fields[AS_SEEN] = StampField(required=False, initial=build_edit_stamp(self.instance))
            self.fields[AS_READ] = StampField(required=False, initial="".join(self.read().values()))

    def read(self) -> dict[str, str]:
        """Digest what each field says before anything is typed, in the order of the fields."""
        told = ((name, field) for name, field in self.fields.items() if name not in STAMP_FIELDS)
        return {
            name: hash_value(
                "" if isinstance(field, RestrictedField) else self.get_initial_for_field(field, name)
            )
            for name, field in told
        }

    def untouched(self) -> set[str]:
        """Name the fields that came back as they were read; none where the page did not say."""
        posted = self.data.get(self.add_prefix(AS_READ), "")
        names = [name for name in self.fields if name not in STAMP_FIELDS]
        if self.errors is None or len(posted) != DIGEST * len(names):
            return set()
        read = {name: posted[n * DIGEST :][:DIGEST] for n, name in enumerate(names)}
        return {
            name
            for name in names
            if name in self.cleaned_data and hash_value(self.cleaned_data[name]) == read[name]
        }

    def _keep_hidden(self, name: str, field: forms.Field, seen: Seen | None) -> None:
        """Keep a relation that the person may not read, without showing it."""
        column = next(
            (key for key in querysets.list_foreign_keys(type(self.instance)) if key.name == name), None
        )
        key = getattr(self.instance, column.attname) if column else None
        if column is None or key is None:
            return
        known = (
            seen[name]
            if seen
            else querysets.filter_readable_keys(column.remote_field.model, {key}, self.person)
        )
        if key not in known:
            self.fields[name] = RestrictedField(getattr(self.instance, name), field.label)

    def hand_clean_DELETE(self) -> None:  # noqa: N802 - Django's name
        """Refuse to remove a row that others lean on, without naming them."""
        super().hand_clean_DELETE()  # type: ignore[misc]
        if DELETION_FIELD_NAME in self.errors:
            said = _(
                "This row cannot be deleted because other records refer to it. Change those records first."
            )
            self.errors[DELETION_FIELD_NAME] = self.error_class([str(said)])

    def clean(self) -> dict[str, Any] | None:
        """Take the other writer's value where the person chose it, and show why a save was refused."""
        super().clean()
        for name in self.fields:
            if self.data.get(name_version_choice(self.add_prefix(name))) == "theirs":
                self.errors.pop(name, None)
                self.cleaned_data[name] = getattr(
                    self.instance, name, self.get_initial_for_field(self.fields[name], name)
                )
        if self.trouble:
            self.add_error(None, self.trouble)
        return self.cleaned_data

    def validate_unique(self) -> None:
        """Check also what must be unique among some rows only: Django leaves that to the database."""
        super().validate_unique()
        for constraint in self.instance._meta.constraints if not self.errors else ():
            names = _spoken_of(constraint)
            if isinstance(constraint, models.UniqueConstraint) and names and set(names) <= set(self.fields):
                try:
                    self.instance.validate_constraint(constraint)
                except ValidationError as error:
                    self.add_error(None, ValidationError({NON_FIELD_ERRORS: [error]}))

    def add_error(self, field: str | None, error: Any) -> None:
        """Move the error of a broken constraint from the form to its field."""
        told = getattr(error, "error_dict", {})
        for one in told.pop(NON_FIELD_ERRORS, ()):
            told.setdefault(self._field_of(one) or NON_FIELD_ERRORS, []).append(one)
        super().add_error(field, error)

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


def name_version_choice(html_name: str) -> str:
    """Name the choice between both versions of one field."""
    return f"keep-{html_name}"


class AccessFormSet(forms.BaseInlineFormSet[Any, Any, Any]):
    """Rows through the access policy; choices are loaded once for all rows, not once a row."""

    person: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._shared: dict[str, list[Any]] = {}
        self._seen: Seen | None = None

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        if self._seen is None:
            self._seen = querysets.seen_by(self.person, list(self.get_queryset()), self.form._meta.model)
        return {**super().get_form_kwargs(index), "seen": self._seen}

    def add_fields(self, form: Any, index: int | None) -> None:
        """Add the row's own key, which must be one the person may read, and share the choices."""
        super().add_fields(form, index)
        key = form.fields.get(self._pk_field.name)  # type: ignore[attr-defined]
        if isinstance(key, forms.ModelChoiceField) and key.queryset is not None:
            key.queryset = policy.readable_by(key.queryset, self.person)
        for name, field in form.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            widget.attrs.setdefault("aria-label", field.label or name)
            shares = isinstance(field, forms.ModelChoiceField) and isinstance(widget, forms.Select)
            if shares and not isinstance(widget, AutocompleteMixin):
                field.choices = self._shared.get(name) or self._fill(name, field)

    def _fill(self, name: str, field: Any) -> list[Any]:
        self._shared[name] = [(getattr(value, "value", value), label) for value, label in field.choices]
        return self._shared[name]


def restrict_form(
    form: type[forms.ModelForm[Any]], person: User, **attributes: Any
) -> type[forms.ModelForm[Any]]:
    """Return the form class under the access policy."""
    return type(
        form.__name__, (AccessForm, form), {"person": person, **attributes, "__module__": form.__module__}
    )


# No page needs more rows in one table; Django would make two thousand forms for whoever asks.
MOST_ROWS = 100
# In the address of the log of openings, which record: its kind and key, as in "meeting-12".
RECORD = "record"


def remove_related_links(field: Any) -> Any:
    """Leave of the links beside a choice only the one that adds: a page full of pencils reads badly."""
    if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
        field.widget.can_change_related = field.widget.can_view_related = False
    return field


class AccessPolicyMixin:
    """Reading through the access policy; writing as the role allows, and only what a page allows."""

    model: type[models.Model]
    may_add = True
    may_change = True
    may_remove = False
    # What is read with each row.
    joined: ClassVar[Sequence[str]] = ()
    # Whether the fields of the form are plain ones, without the buttons and pickers of the admin.
    has_plain_fields = False
    formfield_overrides: ClassVar[Any] = {
        models.DateField: {"widget": DateInput},
        models.TimeField: {"widget": TimeInput},
    }

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = super().get_queryset(request)  # type: ignore[misc]
        seen = policy.readable_by(rows, request.user)
        return seen.select_related(*self.joined) if self.joined else seen

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if self.has_plain_fields:
            return db_field.formfield(**kwargs)
        return remove_related_links(super().formfield_for_dbfield(db_field, request, **kwargs))  # type: ignore[misc]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_authenticated and request.user.is_active)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_add and write_rules.may_write(request.user, self.model)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_change and write_rules.may_write(request.user, self.model)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_remove and write_rules.may_write(request.user, self.model)


def log_of(record: models.Model, person: User) -> str:
    """Return the address of the access log of one record; empty for a person who may not read it."""
    if rules.is_open_to_all(type(record)) or not querysets.reads_some(person, AccessLogEntry):
        return ""
    page = reverse("admin:commitments_accesslogentry_changelist")
    return f"{page}?{RECORD}={record._meta.model_name}-{record.pk}"


def _list_record(person: User, model: type[models.Model], joined: tuple[str, ...], key: int) -> Any:
    return querysets.list_readable(model, person).filter(pk=key).select_related(*joined)


class AccessLogMixin:
    """Logs who accessed which record."""

    model: type[models.Model]
    joined: ClassVar[Sequence[str]]
    # Whether a record is read by prepared SQL: the rows of the list are no other than those of the model.
    is_prepared: ClassVar[bool] = False

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Return the record of an address, for an answer that contains it.

        Raises Http404 for a hidden record as for a missing one.
        """
        key = key_of(object_id)
        if self.is_prepared and from_field is None and key is not None:
            rows = load_prepared(_list_record, signed_in(request), self.model, self.joined, key)
            found: Any = next(iter(rows), None)
        else:
            found = super().get_object(request, object_id, from_field)  # type: ignore[misc]
        if found is None:
            raise Http404
        access_log.log_opened(request, signed_in(request), found)
        policy.note_read(signed_in(request), found)
        return found


class AccessInline(AccessPolicyMixin):
    """What both forms of inline table share."""

    formset: Any = AccessFormSet
    extra = 0
    may_remove = True
    show_change_link = False

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """Offer an empty row where the address asks for one, as it does without script."""
        return 1 if "row" in request.GET else self.extra

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        bounds = {"max_num": MOST_ROWS, "absolute_max": MOST_ROWS}
        formset = super().get_formset(request, obj, **{**bounds, **kwargs})  # type: ignore[misc]
        person = signed_in(request)
        formset.person = person
        formset.form = restrict_form(formset.form, person)
        return formset


class RecordTabular(AccessInline, TabularInline[Any, Any]):
    """An inline table under the access policy."""


class RecordStacked(AccessInline, StackedInline[Any, Any]):
    """Inline blocks under the access policy."""


# No key of a record is longer.
LONGEST_KEY = 11


def key_of(text: str) -> int | None:
    """Read a key; None where the text is none."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_KEY else None
