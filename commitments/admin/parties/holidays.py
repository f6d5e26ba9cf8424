"""Pages of holidays: days that officers declare, years that they confirm, and the deadlines that these
move.
"""

import datetime
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import register
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from commitments.access import write_rules
from commitments.admin.base import RecordAdmin
from commitments.admin.list_exports import list_import_columns
from commitments.admin.lists import build_yes_no
from commitments.admin.pages import FoundPage, NounPage
from commitments.admin.permissions import signed_in
from commitments.admin.site import site
from commitments.admin.steps import StepButton, run_step
from commitments.calendars.holidays import ENGLISH, holidays_of
from commitments.dashboard import side_panel
from commitments.deadlines import context, holidays
from commitments.deadlines.holidays import KnownYear
from commitments.enums import ImportSubject, Role, YearStatus
from commitments.errors import Refused
from commitments.models import Holiday, HolidayYear, User
from commitments.search.query import SEARCHED

TAGS = {YearStatus.CONFIRMED: "green", YearStatus.CALCULATED: "", YearStatus.ABSENT: "red"}


@dataclass(frozen=True, slots=True)
class YearLine:
    """One year of one country as the page shows it."""

    known: KnownYear
    tag: str
    may_confirm: bool


def describe_moved_deadlines(count: int) -> str:
    """Return how many deadlines a change of the calendar moved."""
    if not count:
        return str(_("No deadlines changed."))
    return ngettext("%(count)d deadline changed.", "%(count)d deadlines changed.", count) % {"count": count}


def year_lines(person: User) -> list[YearLine]:
    """List the years of home and of the partners that the person records for, and those asked for in vain."""
    known = side_panel.known_years(person, timezone.localdate(), with_asked=True)
    return [YearLine(one, TAGS[one.status], _may_confirm(person, one)) for one in known]


@dataclass(frozen=True, slots=True)
class DayLine:
    """One holiday of a year, and whether an officer declared it."""

    day: datetime.date
    name: str
    is_declared: bool


def day_lines(known: KnownYear) -> list[DayLine]:
    """List the holidays of a year as they are counted, to be held against what was published."""
    if known.status == YearStatus.ABSENT:
        return []
    rows = known.country.holidays.filter(day__year=known.year)
    declared = set(rows.values_list("day", flat=True))
    days = holidays_of(context.calendar_of(known.country.iso), known.year, get_language() or ENGLISH)
    return [DayLine(day, name, day in declared) for day, name in days]


def _may_confirm(person: User, known: KnownYear) -> bool:
    is_open = known.status != YearStatus.CONFIRMED and write_rules.may_write(person, HolidayYear)
    return is_open and (person.role != Role.EMBASSY_OFFICER or known.country.pk == person.host_country_id)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)


class WithdrawalPage(FoundPage):
    """The step that takes a row back; also says what that moved."""

    route, name = "<path:object_id>/step/take-back/", "step_take-back"
    step: StepButton

    def answer(self) -> HttpResponse:
        counts: list[int] = []

        def run(row: Any, **values: Any) -> None:
            counts.append(self.step.run(row, **values))

        answer = run_step(self.noun, replace(self.step, run=run), self.request, self.record)
        for count in counts:
            messages.info(self.request, describe_moved_deadlines(count))
        return answer

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.answer()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.answer()


HOLIDAY_BACK = StepButton(
    "take-back",
    _("Remove this day"),
    holidays.undo_holiday,
    write_rules.why_not_write,
    offered=lambda _obj, user: write_rules.may_write(user, Holiday),
    form=ReasonForm,
    done=_("Day removed. The calculated calendar applies again."),
    is_rare=True,
)


class HolidayWithdrawal(WithdrawalPage):
    step = HOLIDAY_BACK


class YearPage(NounPage):
    """One year of one country as it is counted; confirms it, and says what that moved."""

    route, name = "year/<str:key>/", "year"
    template_name = "admin/commitments/holiday/year.html"

    @cached_property
    def line(self) -> YearLine:
        line = next((line for line in year_lines(self.person) if line.known.key == self.kwargs["key"]), None)
        if line is None:
            raise Http404
        return line

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known = self.line.known
        return super().get_context_data(title=str(known), line=self.line, days=day_lines(known), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        line = self.line
        row = HolidayYear(country=line.known.country, year=line.known.year)
        try:
            write_rules.require_permission(line.may_confirm or line.known.status == YearStatus.CONFIRMED)
            count = holidays.confirm_year(row, by=self.person, now=self.now)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            said = _("The calendar of %(country)s for %(year)s is confirmed.")
            named = said % {"country": row.country, "year": row.year}
            messages.success(request, f"{named} {describe_moved_deadlines(count)}")
        return HttpResponseRedirect(reverse(f"{self.admin_site.name}:commitments_holiday_changelist"))


IS_NON_WORKING = build_yes_no("is_non_working", _("type of day"), _("non-working day"), _("working day"))


@register(Holiday, site=site)
class HolidayAdmin(RecordAdmin):
    imports_as = ImportSubject.HOLIDAYS
    list_display = ("day", "name", "country", IS_NON_WORKING, "declared_on")
    file_columns = (
        *list_import_columns(
            ImportSubject.HOLIDAYS,
            {
                "country": lambda row: str(row.country),
                "day": lambda row: row.day,
                "name": lambda row: row.name,
                "is_non_working": lambda row: row.is_non_working,
            },
        ),
        "declared_on",
    )
    list_filter = ("country", "is_non_working")
    list_select_related = ("country",)
    search_fields = SEARCHED[Holiday]
    ordering = ("-day",)
    fields = ("country", "day", "name", "is_non_working", "declared_on")
    constraint_fields = {"holiday_day_once": "day"}
    change_list_template = "admin/commitments/holiday/change_list.html"
    steps = (HOLIDAY_BACK,)
    pages = (HolidayWithdrawal, YearPage)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"declared_on": timezone.localdate(), **super().get_changeform_initial_data(request)}

    def describe_list(self, request: HttpRequest) -> dict[str, Any]:
        lines = year_lines(signed_in(request))
        pending = [line for line in lines if line.known.status != YearStatus.CONFIRMED]
        return {"years": lines, "pending": len(pending)}

    def create(self, request: HttpRequest, obj: models.Model, form: forms.ModelForm[Any]) -> str:
        assert isinstance(obj, Holiday)
        count = holidays.record_holiday(obj, by=signed_in(request), now=timezone.now())
        return describe_moved_deadlines(count)

    def change(
        self, request: HttpRequest, obj: models.Model, values: dict[str, Any], form: forms.ModelForm[Any]
    ) -> str:
        assert isinstance(obj, Holiday)
        count = holidays.declare_anew(obj, values, by=signed_in(request), now=timezone.now())
        return describe_moved_deadlines(count)


YEAR_BACK = StepButton(
    "take-back",
    _("Withdraw confirmation"),
    holidays.unconfirm_year,
    write_rules.why_not_write,
    offered=lambda _obj, user: write_rules.may_write(user, HolidayYear),
    form=ReasonForm,
    done=_("Confirmation withdrawn."),
    is_rare=True,
)


class YearWithdrawal(WithdrawalPage):
    step = YEAR_BACK


@register(HolidayYear, site=site)
class HolidayYearAdmin(RecordAdmin):
    list_display = ("country", "year", "confirmed_on", "confirmed_by")
    list_filter = ("country",)
    list_select_related = ("country", "confirmed_by")
    fields = ("country", "year", "confirmed_on")
    # A confirmation of one year is withdrawn, not changed to another year.
    fixed = dict.fromkeys(("country", "year"), lambda _year: True)
    constraint_fields = {"holiday_year_once": "year"}
    steps = (YEAR_BACK,)
    pages = (YearWithdrawal,)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"confirmed_on": timezone.localdate(), **super().get_changeform_initial_data(request)}

    def create(self, request: HttpRequest, obj: models.Model, form: forms.ModelForm[Any]) -> str:
        assert isinstance(obj, HolidayYear)
        count = holidays.confirm_year(obj, by=signed_in(request), now=timezone.now())
        return describe_moved_deadlines(count)
