"""Both versions of a record, side by side, for the second of two people who edited it."""

from copy import copy
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import display_for_value
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from commitments import access, audit
from commitments.admin.doors import AS_SEEN, keep_name, signed_in, stamp
from commitments.admin.long_texts import Words, glimpse


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in which both versions differ: theirs as text, yours still open to typing."""

    label: str
    theirs: Words
    yours: forms.BoundField
    choice: str
    is_yours: bool


def both_versions(page: ModelAdmin[Any], request: HttpRequest, object_id: str) -> HttpResponse:
    """Show what the other writer saved beside what this one typed, and let each field be chosen.

    Whatever else was posted travels along hidden, so that nothing typed is lost.
    """
    obj = page.get_object(request, object_id)
    if obj is None:
        raise Http404
    mark = stamp(obj)
    last = access.parts_of(obj, audit.history(obj), request.user).first()
    made = page.get_form(request, obj, change=True)
    formsets, _inlines = page._create_formsets(request, obj, change=True)  # type: ignore[attr-defined]
    # A form that is read writes what was typed into its record: what stands is shown from another.
    bound = [(made(request.POST, request.FILES, instance=copy(obj)), made(instance=obj), "")]
    fresh = {(type(row), row.pk): copy(row) for formset in formsets for row in formset.get_queryset()}
    marks = {}
    for formset in formsets:
        for form in formset.initial_forms:
            if (type(form.instance), form.instance.pk) in fresh:
                bound.append(
                    (
                        form,
                        type(form)(instance=fresh[type(form.instance), form.instance.pk], prefix=form.prefix),
                        str(form.instance),
                    )
                )
                marks[form.add_prefix(AS_SEEN)] = stamp(form.instance)
    rows = [row for form, standing, name in bound for row in differences(form, standing, name)]
    shown = {name for row in rows for name in _names(row.yours)} | {AS_SEEN, "csrfmiddlewaretoken", *marks}
    context = {
        **page.admin_site.each_context(request),
        "title": _("Changed meanwhile"),
        "object": page.get_object(request, object_id),
        "opts": page.opts,
        "rows": rows,
        "last": last,
        "person": signed_in(request),
        "carried": [
            (key, value) for key, values in request.POST.lists() if key not in shown for value in values
        ],
        "marks": [(AS_SEEN, mark), *marks.items()],
    }
    return TemplateResponse(request, "admin/changed_meanwhile.html", context, status=409)


def differences(form: Any, standing: Any, row_name: str) -> list[Difference]:
    """List the fields that this person typed otherwise than they stand now."""
    found = []
    untouched = form.untouched() if hasattr(form, "untouched") else set()
    for name in form.changed_data:
        field = form[name]
        if field.is_hidden or name not in standing.fields:
            continue
        label = f"{row_name}: {field.label}" if row_name else str(field.label)
        theirs = glimpse(standing.instance, name) or Words(
            as_text(standing.fields[name], standing[name].value())
        )
        found.append(Difference(label, theirs, field, keep_name(field.html_name), name not in untouched))
    return found


def as_text(field: forms.Field, value: Any) -> str:
    """Write a field's value as a reader would."""
    if value in (None, ""):
        return str(_("empty"))
    if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
        return str(field.queryset.filter(pk=value).first() or access.RESTRICTED)
    labels = dict(getattr(field.widget, "choices", ()) or ())
    if labels:
        return str(labels.get(value, value))
    return str(display_for_value(value, ""))


def _names(field: forms.BoundField) -> list[str]:
    """Name the inputs of one field; a date with its time has two."""
    count = len(getattr(field.field.widget, "widgets", ()))
    return [field.html_name, *(f"{field.html_name}_{n}" for n in range(count))]
