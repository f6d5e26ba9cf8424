"""The page of people: what an administrator keeps about an account, never a password or their own reach."""

from typing import Any

from django.contrib.admin import register
from django.http import HttpRequest

from commitments.admin.base import RecordAdmin
from commitments.admin.site import site
from commitments.admin.zones import ZonedForm
from commitments.models import User

# What decides how far an account reaches; nobody changes it for themselves.
REACH = ("role", "clearance", "desk", "division", "ministry", "host_country", "is_active")


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

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Give a new account no password: the person sets one by the link of "Password forgotten"."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
