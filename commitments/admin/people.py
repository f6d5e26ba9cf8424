"""The page of people: what an administrator keeps about an account, never a password or their own reach."""

from collections.abc import Mapping
from typing import Any

from django.contrib.admin import register
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from commitments import access, editing
from commitments.admin.base import RecordAdmin
from commitments.admin.doors import signed_in
from commitments.admin.site import site
from commitments.admin.zones import ZonedForm
from commitments.models import User
from commitments.vocabulary import Classification

# What decides how far an account reaches; nobody changes it for themselves.
REACH = ("role", "clearance", "desk", "division", "ministry", "host_country", "is_active")
REACH_COLUMNS = {"role", "clearance", "desk_id", "division_id", "ministry_id", "host_country_id", "is_active"}
ALONE = "set up alone"


def alone(request: HttpRequest, values: Mapping[str, Any]) -> str:
    """Give the reason on record where the only administrator decides on somebody's reach without a second."""
    is_alone = access.grants_up_to(signed_in(request)) == Classification.SECRET
    return ALONE if is_alone and set(values) & REACH_COLUMNS else ""


@register(User, site=site)
class PersonAdmin(RecordAdmin):
    form = ZonedForm
    list_display = ("name", "username", "role", "desk", "ministry", "clearance", "is_active")
    list_filter = ("role", "desk", "is_active")
    list_select_related = ("desk", "ministry")
    search_fields = ("name", "username", "email")
    ordering = ("name",)
    fieldsets = (
        (None, {"fields": ("username", "name", "email", "language", "time_zone")}),
        (
            None,
            {
                "fields": (
                    ("role", "clearance"),
                    ("desk", "division"),
                    ("ministry", "host_country"),
                    "is_active",
                )
            },
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return REACH if obj is not None and obj.pk == request.user.pk else ()

    def change(self, request: HttpRequest, obj: Model, values: dict[str, Any], form: ModelForm[Any]) -> None:
        editing.change(obj, values, by=signed_in(request), now=timezone.now(), reason=alone(request, values))

    def create(self, request: HttpRequest, obj: Model, form: ModelForm[Any]) -> None:
        values = {"clearance": form.cleaned_data.get("clearance")}
        editing.create(obj, by=signed_in(request), now=timezone.now(), reason=alone(request, values))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Give a new account no password: the person sets one by the link of "Password forgotten"."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
