"""The control: stock Django pages of the same records whose lists alone are filtered, as most would write."""

from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin, StackedInline
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path

from commitments import access
from commitments import models as m
from tracker.urls import urlpatterns as real


class StockAdmin(ModelAdmin[Any]):
    """One filter in get_queryset."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return access.visible_to(super().get_queryset(request), request.user)


class Outcomes(StackedInline[Any, Any]):
    model = m.Outcome
    fields = ("number", "clause", "kind", "strength", "classification")
    extra = 0


SHOWN: dict[type[Any], dict[str, Any]] = {
    m.Meeting: {
        "list_display": ("title", "mechanism"),
        "list_filter": ("mechanism",),
        "search_fields": ("title", "note"),
        "fields": ("country", "title", "classification"),
        "inlines": (Outcomes,),
    },
    m.Outcome: {
        "list_display": ("number", "meeting", "statement"),
        "list_filter": ("meeting", "statement"),
        "search_fields": ("clause", "statement__title"),
        "fields": ("meeting", "number", "kind", "clause", "strength", "statement", "classification"),
    },
    m.Commitment: {
        "list_display": ("title", "origin"),
        "list_filter": ("origin", "origin__title"),
        "search_fields": ("title", "outcome__clause", "origin__title"),
        "fields": ("title", "outcome", "owed_by", "strength", "classification"),
    },
    m.Statement: {
        "list_display": ("title", "meeting"),
        "list_filter": ("meeting",),
        "search_fields": ("title",),
        "autocomplete_fields": ("meeting",),
        "fields": ("meeting", "title", "kind", "classification"),
    },
    m.Approval: {
        "list_display": ("matter", "commitment", "other"),
        "list_filter": ("other",),
        "search_fields": ("reason", "other__title"),
        "raw_id_fields": ("commitment", "other"),
        "fields": ("commitment", "matter", "other", "reason"),
    },
}


site = AdminSite(name="stock")
for model, options in SHOWN.items():
    site.register(model, type(f"Stock{model.__name__}", (StockAdmin,), options))

urlpatterns = [path("stock/", site.urls), *real]
