"""The page for an edit conflict: both versions side by side, and each field chosen by the second writer."""

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.contrib.admin.utils import display_for_value
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from commitments.access import policy, querysets
from commitments.admin.long_texts import ShownText, shorten_field
from commitments.admin.permissions import AS_SEEN, build_edit_stamp, name_version_choice, signed_in
from commitments.audit import log


@dataclass(frozen=True, slots=True)
class TypedForm:
    """One form of a late save: as typed, and filled from its record as it stands; `name` is a row's.

    A form that is read writes what was typed into its record, so that each has a record of its own.
    """

    typed: Any
    standing: Any
    name: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in which both versions differ: theirs as text, yours still editable."""

    label: str
    theirs: ShownText
    yours: forms.BoundField
    choice: str
    is_yours: bool


def pair_rows(formsets: Iterable[Any]) -> Iterator[TypedForm]:
    """Pair each recorded row of some lists with the row as it stands; the lists must not be checked yet."""
    for formset in formsets:
        fresh = {row.pk: copy(row) for row in formset.get_queryset()}
        for form in formset.initial_forms:
            if form.instance.pk in fresh:
                standing = type(form)(instance=fresh[form.instance.pk], prefix=form.prefix)
                yield TypedForm(form, standing, str(form.instance))


def show_both_versions(request: HttpRequest, site: AdminSite, pairs: Sequence[TypedForm]) -> HttpResponse:
    """Show what the other writer saved beside what this one typed, and let each field be chosen.

    The first pair is the form of the record, the others are rows of its page. Whatever else was posted
    travels along hidden, so that nothing typed is lost.
    """
    record = pairs[0].standing.instance
    marks = {pair.typed.add_prefix(AS_SEEN): build_edit_stamp(pair.standing.instance) for pair in pairs}
    rows = [row for pair in pairs for row in list_differences(pair)]
    shown = {name for row in rows for name in _names(row.yours)} | {"csrfmiddlewaretoken", *marks}
    posted = request.POST.lists()
    context = {
        **site.each_context(request),
        "title": _("Changed while you were editing"),
        "object": record,
        "opts": record._meta,
        "rows": rows,
        "last": policy.parts_of(record, log.list_history(record), request.user).first(),
        "person": signed_in(request),
        "carried": [(key, value) for key, values in posted if key not in shown for value in values],
        "marks": list(marks.items()),
    }
    return TemplateResponse(request, "admin/changed_meanwhile.html", context, status=409)


def list_differences(pair: TypedForm) -> list[Difference]:
    """List the fields that this person typed otherwise than they stand now."""
    found = []
    form, standing = pair.typed, pair.standing
    untouched = form.untouched() if hasattr(form, "untouched") else set()
    for name in form.changed_data:
        field = form[name]
        if field.is_hidden or name not in standing.fields:
            continue
        label = f"{pair.name}: {field.label}" if pair.name else str(field.label)
        theirs = shorten_field(standing.instance, name) or ShownText(
            as_text(standing.fields[name], standing[name].value())
        )
        choice = name_version_choice(field.html_name)
        found.append(Difference(label, theirs, field, choice, name not in untouched))
    return found


def as_text(field: forms.Field, value: Any) -> str:
    """Write a field's value as a reader would."""
    if value in (None, ""):
        return str(_("empty"))
    if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
        return str(field.queryset.filter(pk=value).first() or querysets.RESTRICTED)
    labels = dict(getattr(field.widget, "choices", ()) or ())
    if labels:
        return str(labels.get(value, value))
    return str(display_for_value(value, ""))


def _names(field: forms.BoundField) -> list[str]:
    """Name the inputs of one field; a date with its time has two."""
    count = len(getattr(field.field.widget, "widgets", ()))
    return [field.html_name, *(f"{field.html_name}_{n}" for n in range(count))]
