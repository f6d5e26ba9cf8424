"""The control: stock Django pages of the same records whose lists alone are filtered, as most would write."""

from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin, StackedInline
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path

from commitments import models
from commitments.access import policy
from tracker import urls


class StockAdmin(ModelAdmin[Any]):
    """One filter in get_queryset."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return policy.readable_by(super().get_queryset(request), request.user)


class Outcomes(StackedInline[Any, Any]):
    model = models.Outcome
    fields = ("number", "clause", "kind", "strength", "classification")
    extra = 0


SHOWN: dict[type[Any], dict[str, Any]] = {
    models.Meeting: {
        "list_display": ("title", "mechanism"),
        "list_filter": ("mechanism",),
        "search_fields": ("title", "note"),
        "fields": ("country", "title", "classification"),
        "inlines": (Outcomes,),
    },
    models.Outcome: {
        "list_display": ("number", "meeting", "statement"),
        "list_filter": ("meeting", "statement"),
        "search_fields": ("clause", "statement__title"),
        "fields": ("meeting", "number", "kind", "clause", "strength", "statement", "classification"),
    },
    models.Commitment: {
        "list_display": ("title", "origin"),
        "list_filter": ("origin", "origin__title"),
        "search_fields": ("title", "outcome__clause", "origin__title"),
        "fields": ("title", "outcome", "owed_by", "strength", "classification"),
    },
    models.Statement: {
        "list_display": ("title", "meeting"),
        "list_filter": ("meeting",),
        "search_fields": ("title",),
        "autocomplete_fields": ("meeting",),
        "fields": ("meeting", "title", "kind", "classification"),
    },
    models.Approval: {
        "list_display": ("kind", "commitment", "other"),
        "list_filter": ("other",),
        "search_fields": ("reason", "other__title"),
        "raw_id_fields": ("commitment", "other"),
        "fields": ("commitment", "kind", "other", "reason"),
    },
}


site = AdminSite(name="stock")
for model, options in SHOWN.items():
    site.register(model, type(f"Stock{model.__name__}", (StockAdmin,), options))

urlpatterns = [path("stock/", site.urls), *urls.urlpatterns]
