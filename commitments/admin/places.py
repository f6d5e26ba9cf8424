"""Pages of countries, desks and divisions."""

from django.contrib.admin import register

from commitments.admin.base import RecordAdmin, RecordTabular
from commitments.admin.site import site
from commitments.admin.zones import ZonedForm
from commitments.models import Country, CountryName, Desk, Division


class CountryNames(RecordTabular):
    model = CountryName
    fields = ("language", "name", "short_name")


@register(Country, site=site)
class CountryAdmin(RecordAdmin):
    form = ZonedForm
    list_display = ("name", "iso", "capital", "desk", "time_zone")
    list_filter = ("desk",)
    list_select_related = ("desk",)
    search_fields = ("name", "iso", "names__name")
    fields = ("iso", "name", "capital", "time_zone", "languages", "desk")
    inlines = (CountryNames,)


@register(Desk, site=site)
class DeskAdmin(RecordAdmin):
    list_display = ("name", "division")
    list_filter = ("division",)
    list_select_related = ("division",)
    fields = ("name", "division")


@register(Division, site=site)
class DivisionAdmin(RecordAdmin):
    list_display = ("name",)
    fields = ("name",)
