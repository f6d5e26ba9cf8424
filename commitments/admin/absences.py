"""Who is away and who stands in: everybody may look, the person, the head or the administrator writes."""

import datetime
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.admin import register
from django.contrib.admin.utils import unquote
from django.db.models import Model, Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments import access, overview, parties
from commitments.admin.base import RecordAdmin
from commitments.admin.doors import signed_in
from commitments.admin.forms.days import DateInput
from commitments.admin.party_shown import unhurried
from commitments.admin.site import site
from commitments.admin.steps import StepButton
from commitments.errors import Refused
from commitments.models import Absence, User
from commitments.vocabulary import Classification, Role

# Says that what it touches was shown.
SHOWN = "_shown"


class AbsenceForm(forms.ModelForm[Absence]):
    """Who, from when to when, and the deputy."""

    class Meta:
        model = Absence
        fields = ("person", "deputy", "starts_on", "ends_on")
        widgets = {"starts_on": DateInput, "ends_on": DateInput}
        help_texts = {"deputy": _("of the same desk, division, ministry or embassy")}

    def clean(self) -> dict[str, Any] | None:
        """Say at the deputy why that person cannot be one."""
        found = super().clean()
        person, deputy = self.cleaned_data.get("person"), self.cleaned_data.get("deputy")
        refused = parties.why_not_deputy(person, deputy) if person and deputy else None
        if refused is not None:
            self.add_error("deputy", str(refused))
        return found


def _why_not_call_off(absence: Absence, user: User) -> Refused | None:
    if not parties.may_record_for(absence.person, user):
        return Refused(_("The person, the head of desk or the administrator says so."), "forbidden")
    return None


def _is_to_come(absence: Absence, user: User) -> bool:
    return absence.ends_on >= timezone.localdate() and parties.may_record_for(absence.person, user)


STEPS = (
    StepButton(
        "off",
        _("Back, or not going"),
        parties.call_off,
        _why_not_call_off,
        offered=_is_to_come,
        done=_("Recorded. From now on nobody stands in."),
    ),
)


def ask_again(request: HttpRequest) -> None:
    """Ask who it is: an absence opens records to somebody else, and a browser left open is not enough.

    What was sent waits in the session, and is done once the person has answered. Raises `Refused` for who has
    neither a password here nor a second factor, of whom nothing can be asked: a new sign-on answers it.
    """
    raise_if_reauthentication_required(request, app="commitments")
    if get_adapter(request).is_reauthentication_required(app="commitments"):
        raise Refused(_("Sign out and in again, then save this within five minutes."), "stale")


@register(Absence, site=site)
class AbsenceAdmin(RecordAdmin):
    teaches = _(
        "Nobody is away. Before somebody leaves, record the first and the last day and who stands in."
    )
    form = AbsenceForm
    least_marked = Classification.RESTRICTED
    list_display = ("person", "starts_on", "ends_on", "deputy")
    list_select_related = ("person", "deputy")
    search_fields = ("person__name", "deputy__name")
    ordering = ("-ends_on", "-pk")
    change_form_template = "admin/commitments/absence/change_form.html"
    constraint_fields = {"absence_days_in_order": "ends_on", "absence_deputy_is_another": "deputy"}
    steps = STEPS

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("person__desk", "person__host_country", "deputy")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if not super().has_change_permission(request, obj):
            return False
        if obj is None:
            return True
        # Asked again once what the reader may not see is emptied: nobody records for whom they do not see.
        return obj.person_id is not None and parties.may_record_for(obj.person, signed_in(request))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        person = signed_in(request)
        today = overview.today_of(person, timezone.now())
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
        obj = self.get_object(request, unquote(object_id)) if object_id else None
        may = self.has_change_permission(request, obj) if object_id else self.has_add_permission(request)
        if not may or (object_id and obj is None):
            return None
        form = self.get_form(request, obj, change=obj is not None)(request.POST, instance=obj)
        if not form.is_valid():
            return None
        absence, by = form.instance, signed_in(request)
        context = {
            **self.admin_site.each_context(request),
            "title": _("What the absence touches"),
            "absence": absence,
            "person": absence.person,
            "deputy": absence.deputy,
            "touched": parties.foresee_absence(absence, reader=by),
            "limits": parties.limits_of(absence) if access.sees(by, absence.deputy) else (),
            "sent": [(name, value) for name, values in request.POST.lists() for value in values],
            "marker": SHOWN,
            "opts": self.opts,
            "back": request.get_full_path(),
        }
        return TemplateResponse(request, "admin/commitments/absence/touched.html", context)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer only those whose absence this person records, and who may stand in for one of them."""
        user = signed_in(request)
        kwargs["queryset"] = recorded_for(user) if db_field.name == "person" else colleagues(user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def create(self, request: HttpRequest, obj: Model, form: ModelForm[Any]) -> None:
        assert isinstance(obj, Absence)
        ask_again(request)
        parties.record_absence(obj, by=signed_in(request), now=timezone.now())

    def change(self, request: HttpRequest, obj: Model, values: dict[str, Any], form: ModelForm[Any]) -> None:
        assert isinstance(obj, Absence)
        ask_again(request)
        parties.change_absence(obj, values, expected=obj.version, by=signed_in(request), now=timezone.now())

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Say what the deputy will not be told."""
        super().save_related(request, form, formsets, change)
        for limit in parties.limits_of(form.instance):
            messages.warning(request, limit)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        absence: Absence | None = context.get("original")
        # What a deputy may read is told to those who may read of both.
        if absence is not None and all(
            access.sees(request.user, one) for one in (absence.person, absence.deputy)
        ):
            context["limits"] = parties.limits_of(absence)
        return unhurried(super().render_change_form(request, context, *args, **kwargs))


def recorded_for(user: User) -> QuerySet[User]:
    """List whose absence this person records: one's own, those of the desk or division, or everybody's."""
    people = access.rows(User, user).filter(is_active=True)
    if user.role == Role.ADMINISTRATOR:
        return people
    if user.role == Role.HEAD_OF_DESK and user.desk_id:
        return people.filter(Q(pk=user.pk) | Q(desk=user.desk_id) | Q(host_country__desk=user.desk_id))
    if user.role == Role.DIVISION_HEAD and user.division_id:
        mine = Q(division=user.division_id) | Q(desk__division=user.division_id)
        return people.filter(Q(pk=user.pk) | mine | Q(host_country__desk__division=user.division_id))
    return people.filter(pk=user.pk)


def colleagues(user: User) -> QuerySet[User]:
    """List who may stand in for somebody whose absence this person records; the rule itself is `parties`'."""
    people = access.rows(User, user).filter(is_active=True)
    if user.role == Role.ADMINISTRATOR:
        return people
    if user.role in access.MINISTRY_ROLES:
        return people.filter(ministry=user.ministry_id, ministry__isnull=False)
    divisions = {user.division_id, user.desk.division_id if user.desk else None}
    host = user.host_country
    divisions.add(host.desk.division_id if host and host.desk else None)
    known = divisions - {None}
    return people.filter(
        Q(desk__division__in=known) | Q(division__in=known) | Q(host_country__desk__division__in=known)
    )
