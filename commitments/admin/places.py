"""Pages of countries, desks and divisions."""

from functools import partial
from typing import Any

from django.contrib.admin import display, register
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from commitments import access
from commitments.admin import granting_steps
from commitments.admin.base import RecordAdmin, RecordTabular
from commitments.admin.doors import signed_in
from commitments.admin.forms.languages import LanguagesForm, NameForm
from commitments.admin.packet_asking import asking_view
from commitments.admin.site import site
from commitments.admin.translations import line_of
from commitments.admin.zones import ZonedForm
from commitments.models import Country, CountryName, Desk, Division
from commitments.searching import SEARCHED


class CountryForm(LanguagesForm, ZonedForm):
    """A country: a zone that exists, languages by their codes."""


class CountryNames(RecordTabular):
    model = CountryName
    form = NameForm
    fields = ("language", "name", "short_name")


@register(Country, site=site)
class CountryAdmin(RecordAdmin):
    teaches = _(
        "No country is on record. Enter first the home country, then each partner "
        "with the desk that covers it."
    )
    form = CountryForm
    list_display = ("called", "iso", "capital", "desk", "time_zone")
    file_columns = ("iso", "name", "capital", "time_zone", "languages", "desk")
    list_filter = ("desk",)
    list_select_related = ("desk",)
    search_fields = SEARCHED[Country]
    fields = ("iso", "name", "capital", "time_zone", "languages", "desk")
    inlines = (CountryNames,)
    steps = (granting_steps.OF_RECORD,)
    change_form_template = "admin/commitments/country/change_form.html"

    @display(description=_("name"), ordering="name")
    def called(self, obj: Country) -> str:
        """Give its name in the reader's language."""
        return str(obj)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(partial(asking_view, self))
        packet = path("<path:object_id>/packet/", view, name="commitments_country_packet")
        return [packet, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        country: Country | None = context.get("original")
        if country is not None:
            context["may_ask_for_packet"] = access.works_on(request.user, country)
            context["translations"] = line_of("country", country, signed_in(request))
        return super().render_change_form(request, context, *args, **kwargs)


@register(Desk, site=site)
class DeskAdmin(RecordAdmin):
    teaches = _(
        "No desk is on record. A desk belongs to a division: enter that first, then the desk, "
        "then name the desk at each partner."
    )
    list_display = ("name", "division")
    list_filter = ("division",)
    list_select_related = ("division",)
    fields = ("name", "division")


@register(Division, site=site)
class DivisionAdmin(RecordAdmin):
    teaches = _("No division is on record. Enter one: desks belong to it, and its head decides for them.")
    list_display = ("name",)
    fields = ("name",)
