"""The page of accounts: what an administrator alone may change, never a password, never the permissions."""

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin import SimpleListFilter, display, register
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from commitments.access import querysets, responsibilities, write_rules
from commitments.accounts import changes, invitations, second_factors
from commitments.accounts.changes import MENDED
from commitments.admin import steps
from commitments.admin.accounts import permissions, staff_changes
from commitments.admin.accounts.permissions import reach_rows, standing_of
from commitments.admin.base import RecordAdmin
from commitments.admin.commitments.step_forms import build_line_field
from commitments.admin.form_fields import NamesForm, PlainForm, ZonedForm
from commitments.admin.lists import build_yes_no
from commitments.admin.permissions import signed_in
from commitments.admin.site import site
from commitments.admin.steps import ShownStep, StepButton
from commitments.enums import HEAD_ROLES, ApprovalState, Classification
from commitments.models import AccountChange, User
from commitments.records import edits


class PersonForm(ZonedForm, NamesForm):
    """What an administrator alone may change of an account."""

    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE
    )

    class Meta:
        model = User
        fields = ("username", "email")
        labels = {"email": _("Email"), "username": _("Username")}
        help_texts = {
            "username": _("Letters, digits and @ . + - _"),
            "email": _("Reminders and the link for setting the password are sent to this address."),
        }


class ReasonForm(PlainForm):
    """The reason."""

    reason = build_line_field(_("Reason"))


def _correct_email(person: User, *, by: User, now: datetime.datetime) -> None:
    edits.change_record(person, MENDED, by=by, now=now, action="mail mended")


def _keeps(person: User, by: User) -> bool:
    return write_rules.may_write(by, User)


def _waits_for_two(person: User) -> bool:
    """Return whether a second factor of the account is pending that no email can confirm."""
    return second_factors.list_unconfirmed(person).exists() and not second_factors.address_of(person)


STEPS = (
    staff_changes.INVITE,
    StepButton(
        "mend",
        _("Resume email to this address"),
        _correct_email,
        lambda _person, _by: None,
        lambda person, by: person.email_bounced_at is not None and write_rules.may_write(by, User),
        done=_("Recorded. The next reminder will be sent to this address."),
    ),
    steps.OF_PERSON,
    StepButton(
        "reset",
        _("Reset two-step verification"),
        invitations.propose_reset,
        changes.why_not_propose,
        offered=lambda person, by: _keeps(person, by) and second_factors.list_factors(person).exists(),
        form=ReasonForm,
        done=_("Proposed. Two-step verification is reset when another person confirms the proposal."),
        is_rare=True,
    ),
    StepButton(
        "factor",
        _("Confirm two-step verification"),
        invitations.propose_factor,
        changes.why_not_propose,
        offered=lambda person, by: _keeps(person, by) and _waits_for_two(person),
        form=ReasonForm,
        done=_("Proposed. Two-step verification takes effect when another person confirms the proposal."),
        warning=_(
            "The user cannot confirm two-step verification by email. First ask the user, in person or "
            "at a phone number that you know, whether the user set it up. Another person who knows the "
            "password could have done so."
        ),
    ),
    StepButton(
        "close",
        _("Deactivate the account"),
        changes.close_account,
        changes.why_not_close,
        offered=lambda person, by: _keeps(person, by) and person.is_active,
        form=ReasonForm,
        done=_("The account was deactivated and all its sessions were ended."),
        is_rare=True,
        warning=_(
            "The account is deactivated at once. The user’s items are not handed over; to hand them "
            "over, use “Remove a user”. Reactivating the account takes two people."
        ),
    ),
)
# The pages that show first what they touch.
IS_ACTIVE = build_yes_no(
    "is_active",
    _("account status"),
    pgettext_lazy("an account", "active"),
    pgettext_lazy("an account", "deactivated"),
)
PAGES = (permissions.ProposalPage, staff_changes.LeavingPage)


class InvitedFilter(SimpleListFilter):
    """Who was invited and has not signed in."""

    title = _("signed in")
    parameter_name = "come"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("never signed in")), ("yes", _("has signed in"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in {"yes", "no"}:
            return queryset
        return queryset.filter(last_login__isnull=self.value() == "no")


@register(User, site=site)
class PersonAdmin(RecordAdmin):
    form = PersonForm
    change_form_template = "admin/commitments/user/change_form.html"
    change_list_template = "admin/commitments/user/change_list.html"
    steps = STEPS
    pages = (staff_changes.InvitationPage, staff_changes.ArrivalPage, *PAGES)
    least_marked = Classification.RESTRICTED
    list_display = ("called", "signs_in_as", "role", "desk", "ministry", "clearance", "came", IS_ACTIVE)
    list_filter = ("role", "desk", InvitedFilter, "is_active")
    list_select_related = ("desk", "ministry")
    search_fields = ("name", "username", "email", "official__person")
    ordering = ("name",)
    fieldsets = ((None, {"fields": ("username", "name", "names", "email", "language", "time_zone")}),)

    @display(description=pgettext_lazy("of a person", "name"), ordering="name")
    def called(self, person: User) -> str:
        """Return the name in the reader's language."""
        return str(person)

    @display(description=_("Username"), ordering="username")
    def signs_in_as(self, person: User) -> str:
        return person.username

    @display(description=_("signed in"), ordering="last_login")
    def came(self, person: User) -> str:
        """Return whether the person has signed in, by how many factors, or when the invitation was sent."""
        if person.last_login is not None:
            return (
                gettext("yes, with two-step verification")
                if getattr(person, "has_second", False)
                else gettext("yes")
            )
        if person.has_usable_password():
            return gettext("not yet")
        if person.invited_at is None:
            return gettext("not invited")
        day = date_format(timezone.localdate(person.invited_at))
        if person.invited_at + invitations.VALID < timezone.now():
            return gettext("invitation of %(day)s expired") % {"day": day}
        return gettext("invited on %(day)s") % {"day": day}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        factors = second_factors.list_factors(OuterRef("pk"))
        rows: QuerySet[Any] = super().get_queryset(request).annotate(has_second=Exists(factors))
        return rows

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return the fields; the address is read-only where a password link would go to another person."""
        keeps = obj is None or write_rules.keeps_address(signed_in(request), obj)
        return () if keeps else ("email",)

    def change(self, request: HttpRequest, obj: Model, values: dict[str, Any], form: ModelForm[Any]) -> None:
        if values.get("email"):
            values = {**values, **MENDED}
        edits.change_record(obj, values, by=signed_in(request), now=timezone.now())

    def list_warnings(self, record: User) -> Iterable[str | Promise]:
        """Return what the account still lacks."""
        lacks = _(
            "The account has no email address. Enter one. Without it, the user cannot set a "
            "password or receive reminders."
        )
        return () if record.email else (lacks,)

    def describe_list(self, request: HttpRequest) -> dict[str, Any]:
        return {"may_invite": invitations.may_invite(signed_in(request))}

    def describe(self, request: HttpRequest, record: User) -> dict[str, Any]:
        person, by = record, signed_in(request)
        asked = querysets.list_readable(AccountChange, by).filter(person=person, state=ApprovalState.PENDING)
        return {
            "reach": reach_rows(standing_of(person), {}),
            "came": self.came(person),
            "proposals": [
                (change, reverse("admin:commitments_accountchange_change", args=(change.pk,)))
                for change in asked.select_related("recorded_by")
            ],
            "invitation": last_word(person, by),
        }

    def offer_steps(self, request: HttpRequest, record: User) -> list[ShownStep]:
        return [*_pages(record, signed_in(request)), *super().offer_steps(request, record)]


def _pages(person: User, by: User) -> list[ShownStep]:
    """Offer what has a page of its own as steps are offered."""
    keeps = write_rules.may_write(by, User)
    proposes = keeps or responsibilities.is_under(by, write_rules.reach_of(person))
    against = dict(zip(PAGES, (changes.why_not_propose, changes.why_not_close), strict=True))
    return [
        ShownStep(
            page.name,
            page.title,
            reverse(f"admin:commitments_user_{page.name}", args=(person.pk,)),
            True,
            str(against[page](person, by) or ""),
            False,
            False,
        )
        for page in PAGES
        if (proposes if page is PAGES[0] else person.is_active and (keeps or by.role in HEAD_ROLES))
    ]


def last_word(person: User, by: User) -> str:
    """Return the result of the last invitation email, where the person has not signed in yet."""
    knows = write_rules.may_write(by, User) or write_rules.may_invite_alone(by, write_rules.reach_of(person))
    if person.invited_at is None or person.last_login is not None or not knows:
        return ""
    row = invitations.last_note(person)
    if row is None:
        return gettext("The invitation email has not been sent yet. The system keeps trying for one day.")
    said = {"said": row.after.get("said", "")}
    if row.after.get("is_accepted"):
        return gettext("The mail server accepted the invitation: %(said)s") % said
    return (
        gettext(
            "The mail server rejected the invitation. Check the email address, then send the "
            "invitation again. Server response: %(said)s"
        )
        % said
    )
