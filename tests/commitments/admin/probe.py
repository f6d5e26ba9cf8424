"""A site with a plain page for every record, on our base; and the same on stock Django, as the control."""

import re
from typing import Any

from django import forms
from django.contrib.admin import AdminSite, ModelAdmin, TabularInline
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import include, path
from django.utils.html import escape

from commitments import models
from commitments.access import policy
from commitments.admin.base import RecordAdmin
from commitments.admin.permissions import RecordTabular
from commitments.admin.site import TrackerAdminSite
from commitments.admin.steps import StepButton
from commitments.errors import Refused

CANARY = "ZANZIBAR"


def masked(text: str, asked: Any) -> str:
    """Take out what differs from answer to answer: the tokens, and what was asked for."""
    return re.sub(r'value="[A-Za-z0-9]{64}"', "TOKEN", text).replace(escape(str(asked)), "N")


SHOWN: dict[type[Any], dict[str, Any]] = {
    models.Meeting: {
        "list_display": ("title", "mechanism"),
        "list_filter": ("mechanism",),
        "search_fields": ("title",),
        "fields": (
            "country",
            "title",
            "mechanism",
            "session_number",
            "held_on",
            "starts_at",
            "note",
            "classification",
        ),
    },
    models.Outcome: {
        "list_display": ("number", "meeting"),
        "list_filter": ("meeting",),
        "search_fields": ("clause", "meeting__title"),
        "fields": ("meeting", "number", "clause", "statement"),
    },
    models.Commitment: {
        "list_display": ("title", "outcome"),
        "list_filter": ("outcome",),
        "search_fields": ("title", "outcome__clause", "outcome__meeting__title"),
        "fields": ("title", "meaning", "outcome", "owed_by", "strength", "classification"),
    },
    models.Statement: {
        "list_display": ("title", "meeting"),
        "list_filter": ("meeting",),
        "search_fields": ("title",),
        "fields": ("meeting", "title", "kind"),
    },
}


class Reason(forms.Form):
    """What the probing step asks."""

    reason = forms.CharField()


def _never(_obj: Any, _user: models.User) -> Refused | None:
    return Refused("It needs evidence first.", "needs_evidence")


def _possible(_obj: Any, _user: models.User) -> Refused | None:
    return None


def _rename(obj: models.Commitment, *, by: models.User, now: Any, reason: str = "renamed") -> None:
    if reason == "refuse":
        raise Refused("Not with that reason.")
    models.Commitment.objects.filter(pk=obj.pk).update(title=reason)


STEPS = (
    StepButton("rename", "Rename", _rename, _possible, done="Renamed."),
    StepButton("ask", "Rename with reason", _rename, _possible, form=Reason),
    StepButton("report", "Report as complete", _rename, _never),
    StepButton("rest", "Make dormant", _rename, _possible, is_rare=True),
)


class Outcomes(RecordTabular):
    model = models.Outcome
    fields = ("number", "clause", "spoken_by", "statement", "classification")


class Seats(RecordTabular):
    model = models.DelegationMember
    fields = ("side", "order", "official", "post", "is_head")


class StockOutcomes(TabularInline[Any, Any]):
    model = models.Outcome
    fields = ("number", "clause", "statement")
    extra = 0


class StockAdmin(ModelAdmin[Any]):
    """What most would write: one filter in get_queryset."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return policy.readable_by(super().get_queryset(request), request.user)


class StockSite(AdminSite):
    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active)

    def get_urls(self) -> list[Any]:
        """Give the one address more that our frame asks for."""
        return [path("search/", self.index, name="find"), *super().get_urls()]


def _fill(site: AdminSite, base: type[Any], inlines: dict[type[Any], tuple[Any, ...]]) -> AdminSite:
    for model, options in SHOWN.items():
        more: dict[str, Any] = {
            "inlines": inlines.get(model, ()),
            "change_form_template": "admin/change_form.html",
            "change_list_template": "admin/change_list.html",
        }
        if model is models.Commitment and base is RecordAdmin:
            more["steps"] = STEPS
        if base is RecordAdmin:
            more["constraint_fields"] = {"meeting_time_needs_a_date": "held_on"}
        site.register(model, type(f"{model.__name__}Probe", (base,), {**options, **more}))
    return site


ours = _fill(TrackerAdminSite(name="admin"), RecordAdmin, {models.Meeting: (Seats, Outcomes)})
ours.register(
    models.Mechanism,
    type("MechanismProbe", (RecordAdmin,), {"fields": ("country", "name"), "search_fields": ("name",)}),
)
stock = _fill(StockSite(name="stock"), StockAdmin, {models.Meeting: (StockOutcomes,)})

urlpatterns = [
    path("admin/", ours.urls),
    path("stock/", stock.urls),
    path("accounts/", include("commitments.web.account_pages")),
]
