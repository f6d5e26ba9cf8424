"""Who may look, add, change and remove: what a page and the inline tables on it share."""

from typing import Any, ClassVar

from django.contrib.admin import StackedInline, TabularInline
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from commitments import access, looked
from commitments.admin.doors import DoorFormSet, behind_the_door, signed_in
from commitments.admin.forms.days import DateInput, TimeInput
from commitments.models import Opening, User

# No page needs more rows in one table; Django would make two thousand forms for whoever asks.
MOST_ROWS = 100
# In the address of the log of openings, which record: its kind and key, as in "meeting-12".
RECORD = "record"


def lone(field: Any) -> Any:
    """Leave of the links beside a choice only the one that adds: a page full of pencils reads badly."""
    if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
        field.widget.can_change_related = field.widget.can_view_related = False
    return field


class Door:
    """Reading through the door; writing as the role allows; removing only where a page says so."""

    model: type[models.Model]
    may_remove = False
    formfield_overrides: ClassVar[Any] = {
        models.DateField: {"widget": DateInput},
        models.TimeField: {"widget": TimeInput},
    }

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = super().get_queryset(request)  # type: ignore[misc]
        return access.visible_to(rows, request.user)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return lone(super().formfield_for_dbfield(db_field, request, **kwargs))  # type: ignore[misc]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_authenticated and request.user.is_active)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return access.may_write(request.user, self.model)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return access.may_write(request.user, self.model)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_remove and access.may_write(request.user, self.model)


def log_of(record: models.Model, person: User) -> str:
    """Give the address of the log of openings of one record; empty for whom the log is not."""
    if access.is_open_to_all(type(record)) or not access.reads_some(person, Opening):
        return ""
    page = reverse("admin:commitments_opening_changelist")
    return f"{page}?{RECORD}={record._meta.model_name}-{record.pk}"


class Kept:
    """Keeps who looked at which record, and leads to the log of that."""

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Give the record that an address names, for an answer that holds it."""
        found = super().get_object(request, object_id, from_field)  # type: ignore[misc]
        if found is not None:
            looked.opened(request, signed_in(request), found)
        return found

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj = context.get("original")
        if obj is not None and Opening in self.admin_site._registry:  # type: ignore[attr-defined]
            context["log"] = log_of(obj, signed_in(request))
        shown: HttpResponse = super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]
        return shown


class DoorInline(Door):
    """What both forms of inline table share."""

    formset: Any = DoorFormSet
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
        formset.form = behind_the_door(formset.form, person)
        return formset


class RecordTabular(DoorInline, TabularInline[Any, Any]):
    """An inline table behind the door."""


class RecordStacked(DoorInline, StackedInline[Any, Any]):
    """Inline blocks behind the door."""
