"""The page of a ministry: who was in post when, what is open in its name, and what became of it."""

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.contrib.admin import display, register
from django.contrib.admin.views.main import ChangeList
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments import access, overview, parties
from commitments.admin import succession
from commitments.admin.base import RecordAdmin, RecordTabular
from commitments.admin.doors import signed_in
from commitments.admin.file_columns import of_import
from commitments.admin.forms.languages import NameForm
from commitments.admin.party_shown import all_items, items_shown, lineage, posts_shown
from commitments.admin.site import site
from commitments.admin.steps import ShownStep
from commitments.admin.translations import line_of
from commitments.models import Country, Ministry, MinistryName, Official
from commitments.searching import SEARCHED
from commitments.vocabulary import ImportSubject, Role


class MinistryNames(RecordTabular):
    model = MinistryName
    form = NameForm
    fields = ("language", "name", "short_name")


def _name(number: int) -> Callable[[Any], str]:
    return lambda row: str(row.in_other_languages[number])


FILE_COLUMNS = of_import(
    ImportSubject.MINISTRIES,
    {
        "country": lambda row: str(row.country),
        "name": lambda row: row.name,
        "short_name": lambda row: row.short_name,
        "name_home": _name(0),
        "short_home": _name(1),
        "name_local": _name(2),
        "short_local": _name(3),
        "exists_from": lambda row: row.exists_from,
        "exists_until": lambda row: row.exists_until,
    },
)


def in_other_languages(ministry: Ministry, home: Country | None) -> tuple[str, str, str, str]:
    """Give name and short name in the first language of home, and those in the first of its own country."""
    ours = _spoken(home)
    found: list[str] = []
    for language in (ours, _spoken(ministry.country)):
        is_told = not language or (bool(found) and language == ours)
        name = next((one for one in ministry.names.all() if one.language == language and not is_told), None)
        found += [name.name, name.short_name] if name else ["", ""]
    home_name, home_short, local_name, local_short = found
    return home_name, home_short, local_name, local_short


def _spoken(country: Country | None) -> str:
    return next((code for code in (country.spoken if country else ()) if code != "en"), "")


@register(Ministry, site=site)
class MinistryAdmin(RecordAdmin):
    imports_as = ImportSubject.MINISTRIES
    teaches = _(
        "No ministry is on record. Enter first the one that runs this tracker, then those of both sides "
        "that owe or receive something."
    )
    list_display = ("called", "called_briefly", "country", "exists_from", "exists_until", "successor")
    file_columns = (*FILE_COLUMNS, "successor")
    list_filter = ("country",)
    list_select_related = ("country", "successor")
    search_fields = SEARCHED[Ministry]
    ordering = ("country__name", "name")
    change_form_template = "admin/commitments/ministry/change_form.html"
    fieldsets = (
        (None, {"fields": ("country", "name", "short_name", "runs_tracker")}),
        (None, {"fields": (("exists_from", "exists_until"),)}),
    )
    inlines = (MinistryNames,)
    constraint_fields = {"ministry_dates_in_order": "exists_until", "ministry_name_once_per_country": "name"}

    @display(description=_("name"), ordering="name")
    def called(self, obj: Ministry) -> str:
        """Give its name in the reader's language."""
        return str(obj)

    @display(description=_("short name"), ordering="short_name", empty_value="–")
    def called_briefly(self, obj: Ministry) -> str:
        """Give its short name, where it has one."""
        return obj.label if obj.label != str(obj) else obj.short_name

    def rows_of_file(self, cl: ChangeList, request: HttpRequest) -> QuerySet[Any]:
        return super().rows_of_file(cl, request).prefetch_related("names")

    def read_for_file(self, rows: list[Any], request: HttpRequest) -> Sequence[Any]:
        """Put on each ministry its names in our language and in its own, as an import takes them."""
        home = access.open_rows(Country).filter(iso=settings.HOME_COUNTRY).first()
        for row in rows:
            row.__dict__["in_other_languages"] = in_other_languages(row, home)
        return super().read_for_file(rows, request)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Ask only the administrator which ministry runs the tracker: nobody else may say so."""
        if signed_in(request).role == Role.ADMINISTRATOR:
            return super().get_fieldsets(request, obj)
        return ((None, {"fields": ("country", "name", "short_name")}), *self.fieldsets[1:])

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep the country once something leans on it: another would turn the sides of what was agreed."""
        leans = obj is not None and (parties.has_part(obj) or obj.officials.exists())
        return ("country",) if leans else ()

    def get_urls(self) -> list[Any]:
        own = path(
            "<path:object_id>/successor/",
            self.admin_site.admin_view(succession.view(self)),
            name="commitments_ministry_successor",
        )
        return [own, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        ministry: Ministry | None = context.get("original")
        if ministry is not None:
            person = signed_in(request)
            today = overview.today_of(person, timezone.now())
            posts = access.rows(Official, person).filter(ministry=ministry)
            context |= {
                "posts": posts_shown(posts, today),
                "items": items_shown(Q(ministry=ministry), person, today),
                "all_items": all_items(f'"{ministry.name}"'),
                "came_from": list(lineage(ministry)),
                "translations": line_of("ministry", ministry, person),
            }
        response = super().render_change_form(request, context, *args, **kwargs)
        if ministry is not None and isinstance(response, TemplateResponse) and response.context_data:
            response.context_data["steps"] = self._successor_step(request, ministry)
        return response

    @staticmethod
    def _successor_step(request: HttpRequest, ministry: Ministry) -> list[ShownStep]:
        """Offer the step as others are offered, though its page shows first what it will change."""
        person = signed_in(request)
        if ministry.successor_id is not None or not access.may_write(person, Ministry):
            return []
        refused = str(parties.why_not_succeed(ministry, person) or "")
        url = reverse("admin:commitments_ministry_successor", args=(ministry.pk,))
        return [ShownStep("successor", _("Renamed or merged"), url, True, refused, False, False)]
