"""Pages of holidays: days that officers declare, years that they confirm, and what that moves."""

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import register
from django.contrib.admin.utils import unquote
from django.db import models
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from commitments import access, deadlines
from commitments.admin.base import RecordAdmin, StepButton
from commitments.admin.doors import signed_in
from commitments.admin.site import site
from commitments.admin.steps import take
from commitments.deadlines import KnownYear
from commitments.errors import Refused
from commitments.models import Country, Holiday, HolidayYear, User
from commitments.vocabulary import Role, YearStatus

TAGS = {YearStatus.CONFIRMED: "green", YearStatus.COMPUTED: "amber", YearStatus.ABSENT: "red"}
NAMES = {
    YearStatus.CONFIRMED: _("confirmed"),
    YearStatus.COMPUTED: _("computed, not confirmed"),
    YearStatus.ABSENT: _("absent: enter its holidays"),
}


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=300)


@dataclass(frozen=True, slots=True)
class YearLine:
    """One year of one country as the page shows it."""

    known: KnownYear
    label: str
    tag: str
    may_confirm: bool

    @property
    def key(self) -> str:
        return f"{self.known.country.iso}-{self.known.year}"


def moved(count: int) -> str:
    """Say how many deadlines a change of the calendar moved."""
    if not count:
        return str(_("No deadline moved."))
    return ngettext("%(count)d deadline moved.", "%(count)d deadlines moved.", count) % {"count": count}


def year_lines(person: User) -> list[YearLine]:
    """List this year and the next of home and of the partners that the person records for."""
    mine = Q(iso=settings.HOME_COUNTRY) | Q(pk__in=access.countries_of(person).values("pk"))
    rows = Country.objects.all() if person.role == Role.ADMINISTRATOR else Country.objects.filter(mine)
    countries = sorted(access.visible_to(rows, person), key=lambda one: one.iso != settings.HOME_COUNTRY)
    known = deadlines.known_years(countries, timezone.localdate())
    return [
        YearLine(one, str(NAMES[one.status]), TAGS[one.status], _may_confirm(person, one)) for one in known
    ]


def _may_confirm(person: User, known: KnownYear) -> bool:
    is_open = known.status != YearStatus.CONFIRMED and access.may_write(person, HolidayYear)
    return is_open and (person.role != Role.EMBASSY_OFFICER or known.country.pk == person.host_country_id)


class CountedAdmin(RecordAdmin):
    """What both pages share: a change says how many deadlines it moved, and a row may be taken back."""

    back: StepButton

    def get_urls(self) -> list[URLPattern]:
        name = f"<path:object_id>/step/{self.back.name}/"
        return [path(name, self.admin_site.admin_view(self.back_view)), *super().get_urls()]

    def back_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Take the row back, and say what that moved."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        counts: list[int] = []

        def run(row: Any, **values: Any) -> None:
            counts.append(self.back.run(row, **values))

        answer = take(self, replace(self.back, run=run), request, obj)
        for count in counts:
            messages.info(request, moved(count))
        return answer

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._told(request, super().response_add(request, obj, post_url_continue))

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._told(request, super().response_change(request, obj))

    def _told(self, request: HttpRequest, answer: HttpResponse) -> HttpResponse:
        count = getattr(request, "moved", None)
        if count is not None:
            messages.info(request, moved(count))
        return answer


def _may(obj: models.Model, user: User) -> Refused | None:
    try:
        access.check_write(user, obj, {})
    except Refused as refused:
        return refused
    return None


@register(Holiday, site=site)
class HolidayAdmin(CountedAdmin):
    list_display = ("day", "name", "country", "is_free", "declared_on")
    list_filter = ("country", "is_free")
    list_select_related = ("country",)
    search_fields = ("name",)
    ordering = ("-day",)
    fields = ("country", "day", "name", "is_free", "declared_on")
    constraint_fields = {"holiday_day_once": "day"}
    change_list_template = "admin/commitments/holiday/change_list.html"
    back = StepButton(
        "take-back",
        _("Take this day back"),
        deadlines.take_back,
        _may,
        offered=lambda _obj, user: access.may_write(user, Holiday),
        form=ReasonForm,
        done=_("The day is taken back; the computed calendar counts again."),
        is_rare=True,
    )
    steps = (back,)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"declared_on": timezone.localdate(), **super().get_changeform_initial_data(request)}

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.confirm_view)
        return [path("confirm/", view, name="commitments_holiday_confirm"), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        lines = year_lines(signed_in(request))
        pending = [line for line in lines if line.known.status != YearStatus.CONFIRMED]
        context = {"years": lines, "pending": len(pending), **(extra_context or {})}
        return super().changelist_view(request, context)

    def confirm_view(self, request: HttpRequest) -> HttpResponse:
        """Confirm one year of one country, and say what that moved."""
        person = signed_in(request)
        back = HttpResponseRedirect(reverse(f"{self.admin_site.name}:commitments_holiday_changelist"))
        if request.method != "POST":
            return back
        wanted = request.POST.get("year", "")
        lines = (line for line in year_lines(person) if line.may_confirm)
        known = next((line.known for line in lines if line.key == wanted), None)
        if known is None:
            messages.error(request, _("This year is not open to be confirmed here. Below is what stands."))
            return back
        row = HolidayYear(country=known.country, year=known.year)
        try:
            count = deadlines.confirm_year(row, by=person, now=timezone.now())
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            said = _("The calendar of %(country)s for %(year)s is confirmed.")
            values = {"country": known.country, "year": known.year}
            messages.success(request, f"{said % values} {moved(count)}")
        return back

    def create(self, request: HttpRequest, obj: models.Model, form: forms.ModelForm[Any]) -> None:
        assert isinstance(obj, Holiday)
        count = deadlines.declare(obj, by=signed_in(request), now=timezone.now())
        setattr(request, "moved", count)  # noqa: B010 - told once everything is written

    def change(
        self, request: HttpRequest, obj: models.Model, values: dict[str, Any], form: forms.ModelForm[Any]
    ) -> None:
        assert isinstance(obj, Holiday)
        count = deadlines.declare_anew(obj, values, by=signed_in(request), now=timezone.now())
        setattr(request, "moved", count)  # noqa: B010 - told once everything is written


@register(HolidayYear, site=site)
class HolidayYearAdmin(CountedAdmin):
    list_display = ("country", "year", "confirmed_on", "confirmed_by")
    list_filter = ("country",)
    list_select_related = ("country", "confirmed_by")
    fields = ("country", "year", "confirmed_on")
    constraint_fields = {"holiday_year_once": "year"}
    back = StepButton(
        "take-back",
        _("Take the confirmation back"),
        deadlines.unconfirm_year,
        _may,
        offered=lambda _obj, user: access.may_write(user, HolidayYear),
        form=ReasonForm,
        done=_("The confirmation is taken back."),
        is_rare=True,
    )
    steps = (back,)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"confirmed_on": timezone.localdate(), **super().get_changeform_initial_data(request)}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A confirmation is of one year: it is taken back, not turned into that of another."""
        return ("country", "year", "confirmed_by") if obj is not None else ()

    def create(self, request: HttpRequest, obj: models.Model, form: forms.ModelForm[Any]) -> None:
        assert isinstance(obj, HolidayYear)
        count = deadlines.confirm_year(obj, by=signed_in(request), now=timezone.now())
        setattr(request, "moved", count)  # noqa: B010 - told once everything is written
