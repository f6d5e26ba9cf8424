"""Preferences: language, time zone, date format and rows per page of the signed-in user."""

import datetime
from functools import cached_property
from typing import Any, cast
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_info, gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic.edit import FormMixin

from commitments.access import querysets
from commitments.accounts import lookup
from commitments.admin.form_fields import PlainForm, check_zone
from commitments.admin.pages import AdminPage
from commitments.enums import DateFormat
from commitments.models import Country, User, spoken_as
from commitments.models.base import spoken_in
from commitments.records import edits

EXAMPLE_DAY = datetime.date(2027, 6, 30)
ROWS = (25, 50, 100, 200)
# The first parts of the names of time zones that are named after places.
REGIONS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


class PreferencesForm(PlainForm):
    """What a user sets for the own account. A time zone may also be named by its capital."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.CharField(
        label=_("Time zone"),
        required=False,
        widget=forms.TextInput(attrs={"list": "time-zones", "autocomplete": "off"}),
        help_text=_("Enter a capital or a time zone. If empty, the time zone of this installation is used."),
    )
    date_format = forms.ChoiceField(label=_("Date format"), required=False)
    rows_per_page = forms.TypedChoiceField(
        label=_("Rows per page in lists"), choices=[(rows, str(rows)) for rows in ROWS], coerce=int
    )

    def __init__(self, *args: Any, capitals: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.capitals = capitals
        self.fields["time_zone"].widget.attrs["placeholder"] = settings.TIME_ZONE
        languages, formats = (
            cast(forms.ChoiceField, self.fields[name]) for name in ("language", "date_format")
        )
        languages.choices = [
            (code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES
        ]
        formats.choices = [
            ("", _("Default format of the language")),
            *((one, _write_day(one)) for one in DateFormat),
        ]

    def clean_time_zone(self) -> str:
        typed = self.cleaned_data["time_zone"].strip()
        return check_zone(self.capitals.get(typed.casefold(), typed))


def _write_day(dates: str) -> str:
    with spoken_in(get_language() or settings.LANGUAGE_CODE, dates):
        return date_format(EXAMPLE_DAY)


class PreferencesPage(FormMixin[PreferencesForm], AdminPage):
    """The preferences of the signed-in user; also shows how dates will look before they are saved."""

    title = _("Preferences")
    template_name = "admin/preferences.html"
    form_class = PreferencesForm
    success_url = reverse_lazy("admin:preferences")

    @cached_property
    def countries(self) -> list[Country]:
        return list(querysets.list_readable(Country, self.person))

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.person, name) for name in PreferencesForm.base_fields}

    def get_form_kwargs(self) -> dict[str, Any]:
        capitals = {country.capital.casefold(): country.time_zone for country in self.countries}
        return super().get_form_kwargs() | {"capitals": capitals}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        capitals = [(one.time_zone, f"{one.capital}, {one}") for one in self.countries]
        others = sorted(name for name in available_timezones() if name.split("/")[0] in REGIONS)
        shown = {
            "zones": [*capitals, ("UTC", ""), *((name, "") for name in others)],
            "sample": self.write_sample(self.person),
        }
        return super().get_context_data(**shown | kwargs)

    def write_sample(self, person: User) -> str:
        """Write a deadline and the time of the moment as the account will show them."""
        with spoken_as(person):
            now = date_format(timezone.localtime(self.now), "DATETIME_FORMAT")
            return gettext("Deadline: %(day)s. Time now: %(now)s.") % {
                "day": date_format(EXAMPLE_DAY),
                "now": now,
            }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        if not form.is_valid():
            return self.form_invalid(form)
        if "_preview" in request.POST:
            sample = self.write_sample(User(**form.cleaned_data))
            return self.render_to_response(self.get_context_data(form=form, sample=sample))
        return self.form_valid(form)

    def form_valid(self, form: PreferencesForm) -> HttpResponse:
        with transaction.atomic():
            person = lookup.lock_account(self.person)
            edits.change_record(person, form.cleaned_data, by=person, now=self.now)
        with spoken_as(person):
            messages.success(self.request, gettext("Your preferences were saved."))
        return super().form_valid(form)
