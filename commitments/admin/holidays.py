"""Pages of holidays: days that officers declare, years that they confirm, and what that moves."""

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import register
from django.contrib.admin.utils import unquote
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments import access, deadlines
from commitments.admin.base import RecordAdmin, StepButton
from commitments.admin.doors import signed_in
from commitments.admin.file_columns import of_import
from commitments.admin.holiday_years import day_lines, moved, year_lines
from commitments.admin.site import site
from commitments.admin.steps import take
from commitments.errors import Refused
from commitments.models import Holiday, HolidayYear, User
from commitments.searching import SEARCHED
from commitments.vocabulary import ImportSubject, YearStatus


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=300)


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
    imports_as = ImportSubject.HOLIDAYS
    teaches = _(
        "Nobody has declared a day. The computed calendars count; declare only a day on which they are wrong."
    )
    list_display = ("day", "name", "country", "is_free", "declared_on")
    file_columns = (
        *of_import(
            ImportSubject.HOLIDAYS,
            {
                "country": lambda row: str(row.country),
                "day": lambda row: row.day,
                "name": lambda row: row.name,
                "is_free": lambda row: row.is_free,
            },
        ),
        "declared_on",
    )
    list_filter = ("country", "is_free")
    list_select_related = ("country",)
    search_fields = SEARCHED[Holiday]
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
        view = self.admin_site.admin_view(self.year_view)
        return [path("year/<str:key>/", view, name="commitments_holiday_year"), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        lines = year_lines(signed_in(request))
        pending = [line for line in lines if line.known.status != YearStatus.CONFIRMED]
        context = {"years": lines, "pending": len(pending), **(extra_context or {})}
        return super().changelist_view(request, context)

    def year_view(self, request: HttpRequest, key: str) -> HttpResponse:
        """Show one year of one country as it is counted; confirm it, and say what that moved."""
        person = signed_in(request)
        line = next((line for line in year_lines(person) if line.known.key == key), None)
        if line is None:
            raise Http404
        if request.method != "POST":
            context = {
                **self.admin_site.each_context(request),
                "title": str(line.known),
                "line": line,
                "days": day_lines(line.known),
                "opts": self.opts,
            }
            return TemplateResponse(request, "admin/commitments/holiday/year.html", context)
        row = HolidayYear(country=line.known.country, year=line.known.year)
        try:
            access.require(line.may_confirm or line.known.status == YearStatus.CONFIRMED)
            count = deadlines.confirm_year(row, by=person, now=timezone.now())
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            said = _("The calendar of %(country)s for %(year)s is confirmed.")
            messages.success(request, f"{said % {'country': row.country, 'year': row.year}} {moved(count)}")
        return HttpResponseRedirect(reverse(f"{self.admin_site.name}:commitments_holiday_changelist"))

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
    teaches = _(
        "No year is confirmed. Open one under Holidays, compare it with what the government published, "
        "then confirm it."
    )
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
