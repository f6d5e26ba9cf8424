"""Pages of countries, desks, divisions and ministries.

A ministry's page shows who was in post when, what is open in its name, and its successor; a rename or merger
is previewed with all that it changes, and then done.
"""

import datetime
import json
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import display, register
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.views.main import ChangeList
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic.edit import FormMixin

from commitments.access import querysets, responsibilities, write_rules
from commitments.admin import steps
from commitments.admin.base import RecordAdmin
from commitments.admin.form_fields import (
    DateInput,
    LanguagesForm,
    NameForm,
    NamesForm,
    PlainForm,
    ZonedForm,
    offer_to_add,
)
from commitments.admin.list_exports import list_import_columns
from commitments.admin.packets.request import RequestPacket
from commitments.admin.pages import FoundPage, NounPage
from commitments.admin.parties.page import all_items, list_open_items, list_posts, list_predecessors
from commitments.admin.permissions import RecordTabular, key_of, signed_in
from commitments.admin.site import site
from commitments.admin.steps import ShownStep
from commitments.admin.translations import line_of
from commitments.dashboard import meetings
from commitments.enums import ImportSubject, Role
from commitments.errors import Refused
from commitments.models import Country, CountryName, Desk, Division, Ministry, MinistryName, Official, User
from commitments.parties import appointments, successors
from commitments.parties.names import add_name, fold_other_names, why_not_call
from commitments.parties.successors import check_succession
from commitments.search.query import SEARCHED


class CountryForm(LanguagesForm, ZonedForm):
    """A country: a valid time zone, languages by their codes."""


class CountryNames(RecordTabular):
    model = CountryName
    form = NameForm
    fields = ("language", "name", "short_name", "capital")


@register(Country, site=site)
class CountryAdmin(RecordAdmin):
    form = CountryForm
    list_display = ("called", "iso", "capital", "desk", "time_zone")
    file_columns = ("iso", "name", "capital", "time_zone", "languages", "desk")
    list_filter = ("desk",)
    list_select_related = ("desk",)
    search_fields = SEARCHED[Country]
    fields = ("iso", "name", "capital", "time_zone", "languages", "desk")
    inlines = (CountryNames,)
    steps = (steps.OF_RECORD,)
    pages = (RequestPacket,)
    change_form_template = "admin/commitments/country/change_form.html"

    @display(description=_("name"), ordering="name")
    def called(self, obj: Country) -> str:
        """Return its name in the reader's language."""
        return str(obj)

    def describe(self, request: HttpRequest, record: Country) -> dict[str, Any]:
        return {
            "may_ask_for_packet": responsibilities.works_on(request.user, record),
            "translations": line_of("country", record, signed_in(request)),
        }


@register(Desk, site=site)
class DeskAdmin(RecordAdmin):
    list_display = ("name", "division")
    list_filter = ("division",)
    list_select_related = ("division",)
    form = NamesForm
    fields = ("name", "names", "division")


@register(Division, site=site)
class DivisionAdmin(RecordAdmin):
    list_display = ("name",)
    form = NamesForm
    fields = ("name", "names")


# The button that does it; the other only shows.
DO = "_do"
WIDE = {"class": "vTextField"}
# Where a refusal of the rules is told.
FIELD_OF = {
    "one_way": "name",
    "same": "name",
    "taken": "name",
    "future": "on",
    "order": "on",
    "itself": "into",
    "country": "into",
    "cycle": "into",
    "ended": "into",
    "later": "on",
}


class SuccessorForm(PlainForm):
    """The new name, or the ministry it was merged into, and the day."""

    ministry: Ministry
    today: datetime.date
    person: User

    name = forms.CharField(
        label=_("New name"), max_length=200, required=False, widget=forms.TextInput(attrs=WIDE)
    )
    short_name = forms.CharField(label=_("New short name"), max_length=30, required=False)
    into = forms.ModelChoiceField(
        label=_("Or merged into"),
        queryset=querysets.list_none(Ministry),
        required=False,
        help_text=_("a recorded ministry"),
    )
    on = forms.DateField(
        label=_("First day under the new name"),
        widget=DateInput,
        help_text=_("The previous ministry ends the day before."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = querysets.open_rows(Ministry).filter(
            country=self.ministry.country_id, successor__isnull=True
        )
        lasting = Q(valid_until__isnull=True) | Q(valid_until__gte=self.today)
        into = self.fields["into"]
        assert isinstance(into, forms.ModelChoiceField)
        into.queryset = others.filter(lasting).exclude(pk=self.ministry.pk)
        into.empty_label = _("none (renamed)")
        offer_to_add(into, Ministry, self.person, country=self.ministry.country_id)
        if self.ministry.valid_until is not None:
            self.fields["on"].initial = self.ministry.valid_until + datetime.timedelta(days=1)

    def clean(self) -> dict[str, Any]:
        """Check the successor; add errors at the fields."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return found
        try:
            check_succession(self.ministry, **found, today=self.today)
        except Refused as refused:
            self.add_error(FIELD_OF.get(refused.code), str(refused))
        return found


class SuccessorPage(FoundPage):
    """The form of a ministry's successor, then a preview of all that it changes, then the change."""

    route, name = "<path:object_id>/successor/", "successor"
    title = _("Record new name or merger")
    template_name = "admin/commitments/ministry/successor.html"
    foreseen: Any = None

    def may_open(self) -> bool:
        return write_rules.may_write(self.person, Ministry)

    @cached_property
    def refusal(self) -> Refused | None:
        return successors.why_not_succeed(self.record, self.person)

    @cached_property
    def form(self) -> SuccessorForm:
        known = {"ministry": self.record, "today": timezone.localdate(self.now), "person": self.person}
        is_sent = self.request.method == "POST" and self.refusal is None
        made: type[SuccessorForm] = type("Successor", (SuccessorForm,), known)
        return made(self.request.POST if is_sent else None, label_suffix="")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.form.is_valid():
            asked = self.form.cleaned_data
            if DO not in request.POST:
                into = asked["into"]
                self.foreseen = successors.preview_succession(
                    self.record, into=into, on=asked["on"], user=self.person
                )
            elif self.is_recorded():
                return HttpResponseRedirect(
                    reverse("admin:commitments_ministry_change", args=(self.record.successor_id,))
                )
        return self.get(request, *args, **kwargs)

    def is_recorded(self) -> bool:
        """Record the successor; a refusal is told above the form."""
        try:
            successors.record_succession(self.record, **self.form.cleaned_data, by=self.person, now=self.now)
        except Refused as refused:
            self.form.add_error(FIELD_OF.get(refused.code), str(refused))
            return False
        self.record.refresh_from_db()
        said = gettext("Change recorded. Open items now show %(name)s; closed items keep the previous name.")
        messages.success(self.request, said % {"name": self.record.successor})
        return True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.form.cleaned_data if self.foreseen else {}
        return super().get_context_data(
            form=self.form,
            refusal=self.refusal,
            foreseen=self.foreseen,
            successor=asked["into"] or asked["name"] if asked else "",
            today=self.today,
            back=self.address("change"),
            **kwargs,
        )


class MinistryForm(forms.ModelForm):  # type: ignore[type-arg]
    """A ministry; each of its names means it alone in its country."""

    def clean_name(self) -> str:
        """Refuse the name of another ministry."""
        return self._unless_taken(self.cleaned_data["name"])

    def clean_short_name(self) -> str:
        """Refuse a name of another ministry."""
        return self._unless_taken(self.cleaned_data["short_name"])

    def clean_other_names(self) -> str:
        """Keep one name a line; refuse a name of another ministry."""
        return self._unless_taken(fold_other_names(self.cleaned_data["other_names"], self.instance))

    def _unless_taken(self, text: str) -> str:
        country = self.cleaned_data.get("country") or self.instance.country_id and self.instance.country
        if country and (refusal := why_not_call(country, text.splitlines(), self.instance.pk)) is not None:
            raise forms.ValidationError(str(refusal), code=refusal.code)
        return text


class OtherNameForm(PlainForm):
    """A name as texts and lists write it, and the recorded ministry that it means."""

    name = forms.CharField(label=_("Name or short form"), max_length=200, widget=forms.TextInput(attrs=WIDE))
    ministry = forms.ModelChoiceField(
        label=_("Ministry"),
        queryset=querysets.list_none(Ministry),
        empty_label=_("select"),
        help_text=_("All inputs and the search then recognise the name as this ministry."),
    )

    def __init__(self, *args: Any, country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = querysets.open_rows(Ministry).filter(successor__isnull=True).select_related("country")
        if (key := key_of(country)) is not None:
            rows = rows.filter(country=key)
        field = self.fields["ministry"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows.order_by("country__name", "name")
        field.label_from_instance = lambda obj: f"{obj}, {obj.country}"  # type: ignore[method-assign]


class OtherNamePage(FormMixin[OtherNameForm], NounPage):
    """Adds a name or short form to a recorded ministry; also a small window beside the choice of a form."""

    route, name = "other-name/", "other_name"
    title = _("Add a name to a recorded ministry")
    template_name = "admin/commitments/ministry/other_name.html"
    form_class = OtherNameForm

    def may_open(self) -> bool:
        return write_rules.may_write(self.person, Ministry)

    @property
    def is_popup(self) -> bool:
        return IS_POPUP_VAR in self.request.GET

    def get_form_kwargs(self) -> dict[str, Any]:
        known = {"country": self.request.GET.get("country", ""), "label_suffix": ""}
        return super().get_form_kwargs() | known

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.request.GET.get("name", "")}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def form_valid(self, form: Any) -> HttpResponse:
        """Record the name; a small window hands the ministry to the form that opened it."""
        named = form.cleaned_data
        try:
            ministry = add_name(named["ministry"], named["name"], by=self.person, now=self.now)
        except Refused as refused:
            form.add_error(FIELD_OF_NAME.get(refused.code), str(refused))
            return self.form_invalid(form)
        if self.is_popup:
            answer = json.dumps({"value": str(ministry.pk), "obj": str(ministry)})
            return TemplateResponse(
                self.request, "admin/popup_response.html", {"popup_response_data": answer}
            )
        said = gettext("“%(name)s” now means %(ministry)s in all inputs and in the search.")
        messages.success(self.request, said % {"name": named["name"], "ministry": ministry})
        return HttpResponseRedirect(reverse("admin:commitments_ministry_change", args=(ministry.pk,)))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_popup = {"is_popup": True, "is_popup_var": IS_POPUP_VAR} if self.is_popup else {}
        return super().get_context_data(**is_popup | kwargs)


# At which field a refused name is told.
FIELD_OF_NAME = {"taken": "name", "long": "name", "no_name": "name"}


class MinistryNameSet(forms.BaseInlineFormSet[Any, Any, Any]):
    """The names of a ministry in other languages; each means it alone in its country."""

    def clean(self) -> None:
        """Refuse a name of another ministry."""
        super().clean()
        for form in self.forms if self.instance.country_id else ():
            for field in ("name", "short_name"):
                name = form.cleaned_data.get(field) if field in form.changed_data else ""
                refusal = why_not_call(self.instance.country, [name], self.instance.pk) if name else None
                if refusal is not None:
                    form.add_error(field, forms.ValidationError(str(refusal), code=refusal.code))


class MinistryNames(RecordTabular):
    model = MinistryName
    form = NameForm
    formset = MinistryNameSet
    fields = ("language", "name", "short_name")


def _name(number: int) -> Callable[[Any], str]:
    return lambda row: str(row.in_other_languages[number])


FILE_COLUMNS = list_import_columns(
    ImportSubject.MINISTRIES,
    {
        "country": lambda row: str(row.country),
        "name": lambda row: row.name,
        "short_name": lambda row: row.short_name,
        "other_names": lambda row: "; ".join(row.other_names.splitlines()),
        "name_home": _name(0),
        "short_home": _name(1),
        "name_local": _name(2),
        "short_local": _name(3),
        "valid_from": lambda row: row.valid_from,
        "valid_until": lambda row: row.valid_until,
    },
)


def in_other_languages(ministry: Ministry, home: Country | None) -> tuple[str, str, str, str]:
    """Return name and short name in the first language of home, and those in the first of its own country."""
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
    form = MinistryForm
    answers_as_of = True
    imports_as = ImportSubject.MINISTRIES
    list_display = ("called", "called_briefly", "country", "valid_from", "valid_until", "successor")
    file_columns = (*FILE_COLUMNS, "successor")
    list_filter = ("country",)
    list_select_related = ("country", "successor")
    search_fields = SEARCHED[Ministry]
    ordering = ("country__name", "name")
    change_form_template = "admin/commitments/ministry/change_form.html"
    popup_fields = ("country", "name", "short_name")
    fieldsets = (
        (None, {"fields": ("country", "name", "short_name", "other_names", "runs_tracker")}),
        (None, {"fields": (("valid_from", "valid_until"),)}),
    )
    inlines = (MinistryNames,)
    pages = (SuccessorPage, OtherNamePage)
    # Another country would turn the sides of what was agreed.
    fixed = {"country": lambda ministry: appointments.has_part(ministry) or ministry.officials.exists()}
    constraint_fields = {"ministry_dates_in_order": "valid_until", "ministry_name_once_per_country": "name"}

    @display(description=_("name"), ordering="name")
    def called(self, obj: Ministry) -> str:
        """Return its name in the reader's language."""
        return str(obj)

    @display(description=_("short name"), ordering="short_name", empty_value="–")
    def called_briefly(self, obj: Ministry) -> str:
        """Return its short name, where it has one."""
        return obj.label if obj.label != str(obj) else obj.short_name

    def rows_of_file(self, cl: ChangeList, request: HttpRequest) -> QuerySet[Any]:
        return super().rows_of_file(cl, request).prefetch_related("names")

    def read_for_file(self, rows: list[Any], request: HttpRequest) -> Sequence[Any]:
        """Return the ministries with their names in our language and in their own, in the form an import
        takes.
        """
        home = querysets.find_home()
        for row in rows:
            row.__dict__["in_other_languages"] = in_other_languages(row, home)
        return super().read_for_file(rows, request)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the fields; only an administrator sees the one for the ministry that runs the tracker."""
        if signed_in(request).role == Role.ADMINISTRATOR or self.is_popup(request, obj):
            return super().get_fieldsets(request, obj)
        return ((None, {"fields": ("country", "name", "short_name", "other_names")}), *self.fieldsets[1:])

    def describe(self, request: HttpRequest, record: Ministry) -> dict[str, Any]:
        person, ministry = signed_in(request), record
        today = meetings.today_of(person, timezone.now())
        posts = querysets.list_readable(Official, person).filter(ministry=ministry)
        return {
            "posts": list_posts(posts, today),
            "items": list_open_items(Q(ministry=ministry), person, today),
            "all_items": all_items(f'"{ministry.name}"'),
            "came_from": list(list_predecessors(ministry)),
            "translations": line_of("ministry", ministry, person),
        }

    def offer_steps(self, request: HttpRequest, record: Ministry) -> list[ShownStep]:
        """Offer the step as others are offered, though its page shows first what it will change."""
        person, ministry = signed_in(request), record
        if ministry.successor_id is not None or not write_rules.may_write(person, Ministry):
            return []
        refused = str(successors.why_not_succeed(ministry, person) or "")
        url = reverse("admin:commitments_ministry_successor", args=(ministry.pk,))
        return [ShownStep("successor", _("Record new name or merger"), url, True, refused, False, False)]
