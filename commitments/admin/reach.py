"""Who may look, add, change and remove: what a page and the inline tables on it share."""

from typing import Any, ClassVar

from django.contrib.admin import StackedInline, TabularInline
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.http import HttpRequest

from commitments import access
from commitments.admin.doors import DoorFormSet, behind_the_door, signed_in
from commitments.admin.forms.days import DateInput, TimeInput

# No page needs more rows in one table; Django would make two thousand forms for whoever asks.
MOST_ROWS = 100


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
