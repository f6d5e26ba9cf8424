"""Pages of ministries, officials and mechanisms."""

from typing import Any

from django.contrib.admin import register
from django.db.models import QuerySet
from django.http import HttpRequest

from commitments.admin.base import RecordAdmin, RecordTabular
from commitments.admin.site import site
from commitments.models import Mechanism, Ministry, MinistryName, Official, OfficialName


class MinistryNames(RecordTabular):
    model = MinistryName
    fields = ("language", "name", "short_name")


@register(Ministry, site=site)
class MinistryAdmin(RecordAdmin):
    list_display = ("name", "short_name", "country", "exists_from", "exists_until")
    list_filter = ("country",)
    list_select_related = ("country",)
    search_fields = ("name", "short_name", "names__name", "names__short_name")
    ordering = ("country__name", "name")
    fieldsets = (
        (None, {"fields": ("country", "name", "short_name", "runs_tracker")}),
        (None, {"fields": (("exists_from", "exists_until"),)}),
    )
    inlines = (MinistryNames,)
    constraint_fields = {"ministry_dates_in_order": "exists_until", "ministry_name_once_per_country": "name"}


class OfficialNames(RecordTabular):
    model = OfficialName
    fields = ("language", "person", "post")


@register(Official, site=site)
class OfficialAdmin(RecordAdmin):
    list_display = ("post", "person", "function", "ministry", "country", "ends_on")
    list_filter = ("country", "function")
    list_select_related = ("ministry", "country")
    search_fields = (
        "post",
        "person",
        "names__person",
        "names__post",
        "ministry__name",
        "ministry__short_name",
    )
    fieldsets = (
        (None, {"fields": ("country", "ministry", "post", "person", "function", "precedence")}),
        (None, {"fields": ("email", "user", ("starts_on", "ends_on"))}),
    )
    inlines = (OfficialNames,)
    constraint_fields = {"official_dates_in_order": "ends_on"}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("ministry", "country")


@register(Mechanism, site=site)
class MechanismAdmin(RecordAdmin):
    list_display = ("name", "country", "level", "frequency")
    list_filter = ("country", "level")
    list_select_related = ("country",)
    search_fields = ("name",)
    fields = ("country", "name", "level", "frequency")
    constraint_fields = {"mechanism_name_once_per_country": "name"}
