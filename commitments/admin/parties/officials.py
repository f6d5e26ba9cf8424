"""Pages of officials and of absences.

An official's page shows who held the same post when, what names them, and the successor. Everyone may see
absences; the person, the head or an administrator records them.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django import forms
from django.conf import settings
from django.contrib.admin import display, register
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments.access import policy, querysets, scopes, write_rules
from commitments.admin.base import RecordAdmin
from commitments.admin.form_fields import DateInput, NameForm, PlainForm
from commitments.admin.list_exports import list_import_columns
from commitments.admin.parties.page import (
    all_items,
    list_open_items,
    list_posts,
    mark_no_next_step,
    same_post,
)
from commitments.admin.permissions import RecordTabular, signed_in
from commitments.admin.site import site
from commitments.admin.steps import ShownStep, StepButton
from commitments.admin.translations import line_of
from commitments.dashboard import meetings
from commitments.enums import Classification, ImportSubject, Role
from commitments.errors import Refused
from commitments.meetings import delegations
from commitments.models import Absence, Official, OfficialName, User
from commitments.parties import absences, appointments
from commitments.search.query import SEARCHED

WIDE = {"class": "vTextField"}


class OfficialNames(RecordTabular):
    model = OfficialName
    form = NameForm
    fields = ("language", "person", "post")


REMINDED = _(
    "Reminders go to officials with an account. Until the successor has an account, the focal points "
    "of the ministry receive the reminders. If the ministry has no focal point, the desk receives them."
)


class LeftForm(PlainForm):
    """When the official left, and the successor."""

    official: Official

    left_on = forms.DateField(label=_("Last day in post"), widget=DateInput)
    person = forms.CharField(
        label=_("Successor"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=WIDE),
        help_text=_(
            "Leave empty if no successor is known. The open items then show “No current "
            "owner”, unless they are assigned to the ministry only."
        ),
    )
    starts_on = forms.DateField(
        label=_("In post from"),
        required=False,
        widget=DateInput,
        help_text=_("If empty, the day after the last day in post is used."),
    )
    email = forms.EmailField(label=_("Email of the successor"), required=False)
    release = forms.BooleanField(label=_("Assign the open items to the ministry only"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Where no day is on record, the person who records it says which.
        self.fields["left_on"].initial = self.official.ends_on
        if self.official.country.iso == settings.HOME_COUNTRY:
            # The last that is asked of the successor: the address, or the account.
            asked = self.fields.get("user") or self.fields["email"]
            asked.help_text = REMINDED

    def clean(self) -> dict[str, Any]:
        """Check that the values fit together; add errors at the fields."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("person") and found.get("release"):
            self.add_error(
                "release",
                ValidationError(
                    _(
                        "Enter a successor, or select “Assign the open items to the ministry only”, "
                        "but not both."
                    )
                ),
            )
        if not found.get("person") and (found.get("starts_on") or found.get("email")):
            self.add_error("person", ValidationError(_("Enter the successor.")))
        return found


class LeftWithAccountForm(LeftForm):
    """The same with the accounts, for the administrator."""

    by: User

    user = forms.ModelChoiceField(
        label=_("Account of the successor"), queryset=querysets.list_none(User), required=False
    )
    close_account = forms.BooleanField(
        label=_("Deactivate the account of the previous official"), required=False, initial=True
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.fields["user"]
        assert isinstance(user, forms.ModelChoiceField)
        free = Q(official__isnull=True) | Q(official=self.official)
        known = querysets.list_readable(User, self.by)
        user.queryset = known.filter(free, is_active=True, ministry=self.official.ministry_id)
        if self.official.user_id is None:
            del self.fields["close_account"]


def _form_for(official: Official, user: User) -> type[forms.Form]:
    form = LeftWithAccountForm if user.role == Role.ADMINISTRATOR else LeftForm
    return type("Left", (form,), {"official": official, "by": user})


OFFICIAL_STEPS = (
    StepButton(
        "left",
        _("Record departure and successor"),
        appointments.appoint_successor,
        appointments.why_not_appoint,
        offered=lambda _official, user: write_rules.may_write(user, Official),
        form_for=_form_for,
        done=_("Change recorded. Closed items keep the previous name."),
    ),
)


@register(Official, site=site)
class OfficialAdmin(RecordAdmin):
    answers_as_of = True
    imports_as = ImportSubject.OFFICIALS
    list_display = ("called_post", "called", "function", "ministry", "country", "starts_on", "ends_on")
    # Post and name as they were recorded: an import knows the official by them.
    file_columns = list_import_columns(
        ImportSubject.OFFICIALS,
        {
            "country": lambda row: str(row.country),
            "ministry": lambda row: str(row.ministry or ""),
            "post": lambda row: row.post,
            "person": lambda row: row.person,
            "function": lambda row: capfirst(str(row.get_function_display())),
            "email": lambda row: row.email,
            "precedence": lambda row: row.precedence,
            "starts_on": lambda row: row.starts_on,
            "ends_on": lambda row: row.ends_on,
        },
    )
    list_filter = ("country", "function")
    joined = list_select_related = ("ministry", "country")
    search_fields = SEARCHED[Official]
    change_form_template = "admin/commitments/official/change_form.html"
    popup_fields = ("country", "ministry", "post", "person")
    fieldsets = (
        (None, {"fields": ("country", "ministry", "post", "person", "function", ("precedence", "level"))}),
        (_("Details for packets"), {"fields": ("pronunciation", "note")}),
        (None, {"fields": ("email", "user", ("starts_on", "ends_on"))}),
    )
    inlines = (OfficialNames,)
    constraint_fields = {"official_dates_in_order": "ends_on"}
    steps = OFFICIAL_STEPS
    # As that of a ministry.
    fixed = {"country": lambda official: appointments.has_part(official) or delegations.has_seat(official)}

    @display(description=_("post"), ordering="post")
    def called_post(self, obj: Official) -> str:
        """Return the post in the reader's language."""
        return obj.spoken[1]

    @display(description=pgettext_lazy("of a person", "name"), ordering="person", empty_value="–")
    def called(self, obj: Official) -> str:
        """Return the person in the reader's language, where one is recorded."""
        return obj.spoken[0]

    def describe(self, request: HttpRequest, record: Official) -> dict[str, Any]:
        person, official = signed_in(request), record
        today = meetings.today_of(person, timezone.now())
        posts = list_posts(policy.readable_by(same_post(official), person), today, official.pk)
        return {
            "posts": posts,
            "this": next((row for row in posts if row.is_this), None),
            "items": list_open_items(Q(official=official), person, today),
            "all_items": all_items(f'"{official.person or official.post}"'),
            "translations": line_of("official", official, person),
        }

    def offer_steps(self, request: HttpRequest, record: Official) -> list[ShownStep]:
        return mark_no_next_step(super().offer_steps(request, record))


# Says that what it touches was shown.
SHOWN = "_shown"


class AbsenceForm(forms.ModelForm[Absence]):
    """Who, from when to when, and the deputy."""

    class Meta:
        model = Absence
        fields = ("person", "deputy", "starts_on", "ends_on")
        widgets = {"starts_on": DateInput, "ends_on": DateInput}
        help_texts = {"deputy": _("from the same desk, division, ministry or embassy")}

    def clean(self) -> dict[str, Any] | None:
        """Check the deputy; add an error at the field where that person cannot be one."""
        found = super().clean()
        person, deputy = self.cleaned_data.get("person"), self.cleaned_data.get("deputy")
        refused = absences.why_not_deputy(person, deputy) if person and deputy else None
        if refused is not None:
            self.add_error("deputy", str(refused))
        return found


def _why_not_end_absence(absence: Absence, user: User) -> Refused | None:
    if not absences.may_record_for(absence.person, user):
        return Refused(
            _("Only the absent user, the head of desk or an administrator can end or cancel this absence."),
            "forbidden",
        )
    return None


def _is_to_come(absence: Absence, user: User) -> bool:
    return absence.ends_on >= timezone.localdate() and absences.may_record_for(absence.person, user)


ABSENCE_STEPS = (
    StepButton(
        "off",
        _("End or cancel absence"),
        absences.end_absence,
        _why_not_end_absence,
        offered=_is_to_come,
        done=_("Recorded. The deputy no longer acts for this person."),
    ),
)


def require_recent_sign_in(request: HttpRequest) -> None:
    """Require a recent sign-in: an absence opens records to another person, and a browser may be left open.

    The input waits in the session, and is processed once the person has signed in again. Raises `Refused` for
    a person with neither a password here nor a second factor, who cannot be asked: signing on again resolves
    it.
    """
    raise_if_reauthentication_required(request, app="commitments")
    if get_adapter(request).is_reauthentication_required(app="commitments"):
        raise Refused(
            _(
                "You can save an absence only within five minutes of signing in. Sign out, sign in "
                "again, then save."
            ),
            "stale",
        )


@register(Absence, site=site)
class AbsenceAdmin(RecordAdmin):
    form = AbsenceForm
    least_marked = Classification.RESTRICTED
    list_display = ("person", "starts_on", "ends_on", "deputy")
    list_select_related = ("person", "deputy")
    joined = ("person__desk", "person__host_country", "deputy")
    search_fields = ("person__name", "deputy__name")
    ordering = ("-ends_on", "-pk")
    change_form_template = "admin/commitments/absence/change_form.html"
    constraint_fields = {"absence_days_in_order": "ends_on", "absence_deputy_is_another": "deputy"}
    steps = ABSENCE_STEPS

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if not super().has_change_permission(request, obj):
            return False
        if obj is None:
            return True
        # Asked again once what the reader may not see is emptied: nobody records for whom they do not see.
        return obj.person_id is not None and absences.may_record_for(obj.person, signed_in(request))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        person = signed_in(request)
        today = meetings.today_of(person, timezone.now())
        return {
            "person": person.pk,
            "starts_on": today + datetime.timedelta(days=1),
            **super().get_changeform_initial_data(request),
        }

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """Show what the absence touches before it is written."""
        if request.method == "POST" and SHOWN not in request.POST:
            shown = self._touched(request, object_id)
            if shown is not None:
                return shown
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _touched(self, request: HttpRequest, object_id: str | None) -> HttpResponse | None:
        """Make the page of what is touched, or None where the form itself has something to say."""
        if object_id and not self.has_change_permission(request):
            return None
        obj = self.get_object(request, unquote(object_id)) if object_id else None
        may = self.has_change_permission(request, obj) if object_id else self.has_add_permission(request)
        if not may:
            return None
        form = self.get_form(request, obj, change=obj is not None)(request.POST, instance=obj)
        if not form.is_valid():
            return None
        absence, by = form.instance, signed_in(request)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Effects of the absence"),
            "absence": absence,
            "person": absence.person,
            "deputy": absence.deputy,
            "touched": absences.foresee_absence(absence, reader=by),
            "limits": absences.limits_of(absence) if policy.can_read(by, absence.deputy) else (),
            "sent": [(name, value) for name, values in request.POST.lists() for value in values],
            "marker": SHOWN,
            "opts": self.opts,
            "back": request.get_full_path(),
        }
        return TemplateResponse(request, "admin/commitments/absence/touched.html", context)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer only those whose absence this person records, and who may stand in for one of them."""
        user = signed_in(request)
        kwargs["queryset"] = recorded_for(user) if db_field.name == "person" else list_colleagues(user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def create(self, request: HttpRequest, obj: Model, form: ModelForm[Any]) -> None:
        assert isinstance(obj, Absence)
        require_recent_sign_in(request)
        absences.record_absence(obj, by=signed_in(request), now=timezone.now())

    def change(self, request: HttpRequest, obj: Model, values: dict[str, Any], form: ModelForm[Any]) -> None:
        assert isinstance(obj, Absence)
        require_recent_sign_in(request)
        absences.change_absence(obj, values, expected=obj.version, by=signed_in(request), now=timezone.now())

    def list_warnings(self, record: Absence) -> Iterable[str | Promise]:
        """Return what the deputy will not be notified of."""
        return absences.limits_of(record)

    def describe(self, request: HttpRequest, record: Absence) -> dict[str, Any]:
        # What a deputy may read is told to those who may read of both.
        is_told = all(policy.can_read(request.user, one) for one in (record.person, record.deputy))
        return {"limits": absences.limits_of(record)} if is_told else {}

    def offer_steps(self, request: HttpRequest, record: Absence) -> list[ShownStep]:
        return mark_no_next_step(super().offer_steps(request, record))


def recorded_for(user: User) -> QuerySet[User]:
    """List whose absence this person records: one's own, those of the desk or division, or everybody's."""
    people = querysets.list_readable(User, user).filter(is_active=True)
    if user.role == Role.ADMINISTRATOR:
        return people
    if user.role == Role.HEAD_OF_DESK and user.desk_id:
        return people.filter(Q(pk=user.pk) | Q(desk=user.desk_id) | Q(host_country__desk=user.desk_id))
    if user.role == Role.DIVISION_HEAD and user.division_id:
        mine = Q(division=user.division_id) | Q(desk__division=user.division_id)
        return people.filter(Q(pk=user.pk) | mine | Q(host_country__desk__division=user.division_id))
    return people.filter(pk=user.pk)


def list_colleagues(user: User) -> QuerySet[User]:
    """List possible deputies of a person whose absence this person records; `parties` has the rule."""
    people = querysets.list_readable(User, user).filter(is_active=True)
    if user.role == Role.ADMINISTRATOR:
        return people
    if user.role in scopes.MINISTRY_ROLES:
        return people.filter(ministry=user.ministry_id, ministry__isnull=False)
    divisions = {user.division_id, user.desk.division_id if user.desk else None}
    host = user.host_country
    divisions.add(host.desk.division_id if host and host.desk else None)
    known = divisions - {None}
    return people.filter(
        Q(desk__division__in=known) | Q(division__in=known) | Q(host_country__desk__division__in=known)
    )
