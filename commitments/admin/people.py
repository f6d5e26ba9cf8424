"""The page of people: what an administrator keeps about an account, never a password or their own reach."""

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import display, register
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments import access, editing
from commitments.admin import link_steps
from commitments.admin.base import RecordAdmin
from commitments.admin.doors import signed_in
from commitments.admin.site import site
from commitments.admin.steps import StepButton
from commitments.admin.zones import ZonedForm
from commitments.models import User
from commitments.vocabulary import Classification, Role

# What decides how far an account reaches; nobody changes it for themselves.
REACH = ("role", "clearance", "desk", "division", "ministry", "host_country", "is_active")
REACH_COLUMNS = {"role", "clearance", "desk_id", "division_id", "ministry_id", "host_country_id", "is_active"}
ALONE = "set up alone"
# A new address, or somebody's word, and mail goes to the account again.
MENDED: Mapping[str, Any] = {"mail_bounced_at": None, "mail_bounce": ""}


def alone(request: HttpRequest, values: Mapping[str, Any]) -> str:
    """Give the reason on record where the only administrator decides on somebody's reach without a second."""
    is_alone = access.grants_up_to(signed_in(request)) == Classification.SECRET
    return ALONE if is_alone and set(values) & REACH_COLUMNS else ""


class PersonForm(ZonedForm):
    """An account in plain words: the screens' languages to choose from, and which place each role needs."""

    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE
    )

    class Meta:
        model = User
        fields = ("username", "email", "role", "desk", "division", "ministry", "host_country", "is_active")
        labels = {"email": _("E-mail"), "username": _("Name for signing in")}
        help_texts = {
            "username": _("letters, digits and @ . + - _"),
            "email": _("Reminders go there, and the link by which the person sets a password."),
            "desk": _("of a desk officer or a head of desk"),
            "division": _("of a division head"),
            "ministry": _("of a focal point or a validating authority"),
            "host_country": _("of an embassy officer"),
            "is_active": _("Clear it to close the account; what it has recorded stays."),
        }


def without_place(person: User) -> bool:
    """Say whether the account lacks the place that its role works in, so that it reads next to nothing."""
    needs = {
        Role.DESK_OFFICER: person.desk_id,
        Role.HEAD_OF_DESK: person.desk_id,
        Role.DIVISION_HEAD: person.division_id,
        Role.FOCAL_POINT: person.ministry_id,
        Role.VALIDATING_AUTHORITY: person.ministry_id,
        Role.EMBASSY_OFFICER: person.host_country_id,
    }
    return needs.get(Role(person.role), True) is None


def _mend(person: User, *, by: User, now: datetime.datetime) -> None:
    editing.change(person, MENDED, by=by, now=now, action="mail mended")


@register(User, site=site)
class PersonAdmin(RecordAdmin):
    form = PersonForm
    change_form_template = "admin/commitments/user/change_form.html"
    steps = (
        StepButton(
            "mend",
            _("Mail arrives there again"),
            _mend,
            lambda _person, _by: None,
            lambda person, by: person.mail_bounced_at is not None and access.may_write(by, User),
            done=_("Recorded. The next reminder goes there again."),
        ),
        link_steps.OF_PERSON,
    )
    list_display = ("name", "signs_in_as", "role", "desk", "ministry", "clearance", "is_active")
    list_filter = ("role", "desk", "is_active")
    list_select_related = ("desk", "ministry")
    search_fields = ("name", "username", "email")
    ordering = ("name",)
    fieldsets = (
        (None, {"fields": ("username", "name", "email", "language", "time_zone")}),
        (
            None,
            {
                "fields": (
                    ("role", "clearance"),
                    ("desk", "division"),
                    ("ministry", "host_country"),
                    "is_active",
                )
            },
        ),
    )

    @display(description=_("Name for signing in"), ordering="username")
    def signs_in_as(self, person: User) -> str:
        return person.username

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return REACH if obj is not None and obj.pk == request.user.pk else ()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Offer what one person gives alone: with less, nobody records a meeting as it is usually marked."""
        return {"clearance": Classification.RESTRICTED, **super().get_changeform_initial_data(request)}

    def change(self, request: HttpRequest, obj: Model, values: dict[str, Any], form: ModelForm[Any]) -> None:
        if values.get("email"):
            values = {**values, **MENDED}
        editing.change(obj, values, by=signed_in(request), now=timezone.now(), reason=alone(request, values))

    def create(self, request: HttpRequest, obj: Model, form: ModelForm[Any]) -> None:
        values = {"clearance": form.cleaned_data.get("clearance")}
        editing.create(obj, by=signed_in(request), now=timezone.now(), reason=alone(request, values))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Say what the account still lacks, once it is written."""
        super().save_related(request, form, formsets, change)
        person: User = form.instance
        if without_place(person):
            messages.warning(request, _("This account has no place yet: it reads nothing until it has."))
        if not person.email:
            messages.warning(
                request, _("Without a mail address no password can be set, and no reminder sent.")
            )
        elif not change:
            messages.info(
                request, _("The person sets a password by “Password forgotten” on the sign-in page.")
            )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Give a new account no password: the person sets one by the link of "Password forgotten"."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
