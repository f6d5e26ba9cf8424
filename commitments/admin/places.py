"""Pages of countries, desks, divisions and holidays."""

from django.contrib.admin import register

from commitments.admin.base import RecordAdmin, RecordTabular
from commitments.admin.site import site
from commitments.admin.zones import ZonedForm
from commitments.models import Country, CountryName, Desk, Division, Holiday, HolidayYear


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


@register(Holiday, site=site)
class HolidayAdmin(RecordAdmin):
    list_display = ("day", "name", "country", "is_free", "declared_on")
    list_filter = ("country", "is_free")
    list_select_related = ("country",)
    search_fields = ("name",)
    ordering = ("-day",)
    fields = ("country", "day", "name", "is_free", "declared_on")


@register(HolidayYear, site=site)
class HolidayYearAdmin(RecordAdmin):
    list_display = ("country", "year", "confirmed_on")
    list_filter = ("country",)
    list_select_related = ("country",)
    fields = ("country", "year", "confirmed_on")
