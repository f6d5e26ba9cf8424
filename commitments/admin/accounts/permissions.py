"""The permissions of an account, now and as proposed, side by side; and the page on which a change is
proposed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from commitments.access import querysets, responsibilities, write_rules
from commitments.accounts import changes, second_factors
from commitments.accounts.changes import check_place
from commitments.admin.commitments.step_forms import build_line_field
from commitments.admin.form_fields import PlainForm, offer_to_add
from commitments.admin.pages import FoundPage
from commitments.enums import ApprovalState, Classification, Role
from commitments.errors import Refused
from commitments.models import AccountChange, Country, Desk, Division, Ministry, User


@dataclass(frozen=True, slots=True)
class ReachRow:
    """One line: its subject, the current value, the new value."""

    label: str | Promise
    now: str
    then: str

    @property
    def moves(self) -> bool:
        return self.now != self.then


def standing_of(person: User) -> dict[str, Any]:
    """Return the current values of the columns that a proposal may change."""
    return {**write_rules.reach_of(person), "is_active": person.is_active, "email": person.email}


def reach_rows(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[ReachRow]:
    """Return both in the same words; unchanged values that a proposal does not name are left out."""
    now, then = changes.describe_permissions(before), changes.describe_permissions({**before, **after})
    rows = [
        ReachRow(gettext("Role"), now.role, then.role),
        ReachRow(pgettext("of an account", "Unit"), now.place or "–", then.place or "–"),
        ReachRow(gettext("Clearance"), now.level, then.level),
        ReachRow(gettext("Access"), now.reads, then.reads),
        ReachRow(gettext("Tasks"), now.does, then.does),
    ]
    if "email" in after:
        rows.append(ReachRow(gettext("Email address"), before.get("email", "") or "–", after["email"]))
    if after.get("is_active"):
        is_open, is_closed = pgettext("an account", "active"), pgettext("an account", "deactivated")
        now_said = is_open if before.get("is_active") else is_closed
        rows.append(ReachRow(pgettext("of a person", "Account"), now_said, is_open))
    return rows


def change_rows(change: AccountChange) -> list[ReachRow]:
    """Return what a proposal changes, line by line."""
    return reach_rows(change.before, change.values) if change.before else []


def ends_ways_in(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Return whether sessions and tokens of the account end with the change."""
    return changes.reads_less(before, after)


def describe_address(person: User) -> str:
    """Return the email address, and who wrote it when: a wrong one would reach another reader."""
    if not person.email:
        return gettext("This account has no email address.")
    said = gettext("Emails to this account, including the link for setting the password, go to %(address)s.")
    said %= {"address": person.email}
    row = second_factors.last_address_change(person)
    if row is None:
        return said
    day = date_format(timezone.localtime(row.at), "DATETIME_FORMAT")
    written = gettext("Address entered by %(who)s on %(when)s.") % {"who": row.by or "–", "when": day}
    return f"{said} {written}"


DO = "_do"
UNIT_FIELDS = {
    "desk_id": "desk",
    "division_id": "division",
    "ministry_id": "ministry",
    "host_country_id": "host_country",
}
FIELD_OF = {**UNIT_FIELDS, "no_reason": "reason", "email": "email"}


def _place(label: Any, model: type[Model], whose: Any) -> "forms.ModelChoiceField[Any]":
    """Make the field of one kind of place, empty for the roles that do not work there."""
    rows = querysets.open_rows(model)
    return forms.ModelChoiceField(label=label, queryset=rows, required=False, help_text=whose)


class ReachForm(PlainForm):
    """Role, clearance and scope; a role needs its kind of scope."""

    role = forms.ChoiceField(label=_("Role"), choices=Role)
    clearance = forms.TypedChoiceField(label=_("Clearance"), choices=Classification, coerce=int)
    desk = _place(_("Desk"), Desk, _("for a desk officer or head of desk"))
    division = _place(_("Division"), Division, _("for a division head"))
    ministry = _place(_("Ministry"), Ministry, _("for a focal point or validator"))
    host_country = _place(_("Host country"), Country, _("for an embassy officer"))

    def permissions(self) -> dict[str, Any]:
        """Return the columns for the fields."""
        found = self.cleaned_data
        places = {column: found[name].pk if found[name] else None for column, name in UNIT_FIELDS.items()}
        return {"role": found["role"], "clearance": found["clearance"], **places}

    def clean(self) -> dict[str, Any]:
        """Check that the scope of the role is given; add an error at the field."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                check_place(self.permissions())
            except Refused as refused:
                self.add_error(FIELD_OF[refused.code], str(refused))
        return found


class ProposalForm(ReachForm):
    """The same for an existing account, with the reason."""

    person: User
    by: User

    email = forms.EmailField(
        label=_("Email address"),
        required=False,
        help_text=_("The link for setting the password is sent to this address."),
    )
    opens = forms.BooleanField(label=_("Reactivate the account"), required=False, initial=True)
    reason = build_line_field(_("Reason"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {
            **{name: getattr(self.person, name) for name in ("role", "clearance", "email")},
            **{name: getattr(self.person, column) for column, name in UNIT_FIELDS.items()},
        }
        offer_to_add(self.fields["ministry"], Ministry, self.by)
        keeps = write_rules.may_write(self.by, User)
        if self.person.is_active or not keeps:
            del self.fields["opens"]
        if not keeps or write_rules.keeps_address(self.by, self.person):
            del self.fields["email"]

    def values(self) -> dict[str, Any]:
        """Return the columns that would change."""
        wanted = self.permissions()
        if self.cleaned_data.get("email"):
            wanted["email"] = self.cleaned_data["email"]
        if self.cleaned_data.get("opens"):
            wanted["is_active"] = True
        standing = standing_of(self.person)
        return {name: value for name, value in wanted.items() if standing[name] != value}

    def clean(self) -> dict[str, Any]:
        """Check that something would change."""
        found = super().clean()
        if not self.errors and not self.values():
            self.add_error(
                None, str(_("The account already has these permissions. Change at least one value."))
            )
        return found


class ProposalPage(FoundPage):
    """The form of a change of permissions, then what the person would read, then the proposal."""

    route, name = "<path:object_id>/propose/", "propose"
    title = _("Propose a change")
    template_name = "admin/commitments/user/propose.html"

    def may_open(self) -> bool:
        """Return whether the page exists for this person: an administrator, or a head over the account."""
        reach = write_rules.reach_of(self.record)
        return write_rules.may_write(self.person, User) or responsibilities.is_under(self.person, reach)

    @cached_property
    def refusal(self) -> Refused | None:
        return changes.why_not_propose(self.record, self.person)

    @cached_property
    def form(self) -> ProposalForm:
        made: type[ProposalForm] = type(
            "Proposal", (ProposalForm,), {"person": self.record, "by": self.person}
        )
        is_sent = self.request.method == "POST" and self.refusal is None
        return made(self.request.POST if is_sent else None, label_suffix="")

    # Whether what the person would read is shown, because the form says it.
    is_shown = False

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.is_shown = self.form.is_valid()
        if self.is_shown and DO in request.POST and self.is_proposed():
            return HttpResponseRedirect(self.address("change"))
        return self.get(request, *args, **kwargs)

    def is_proposed(self) -> bool:
        """Propose it; a refusal is told at the form."""
        form = self.form
        try:
            change = changes.propose_permissions(
                self.record, form.values(), reason=form.cleaned_data["reason"], by=self.person, now=self.now
            )
        except Refused as refused:
            name = FIELD_OF.get(refused.code)
            form.add_error(name if name in form.fields else None, str(refused))
            return False
        if change.state == ApprovalState.GRANTED:
            messages.success(
                self.request,
                _(
                    "The permissions were changed without confirmation by another person. The history "
                    "shows the account as “set up by one person”."
                ),
            )
        else:
            messages.success(
                self.request, _("Proposed. The change takes effect when another person confirms it.")
            )
        return True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        standing = standing_of(self.record)
        # What was typed is shown even where the proposal was refused.
        wanted = self.form.values() if self.is_shown else {}
        return super().get_context_data(
            form=self.form,
            refusal=self.refusal,
            rows=reach_rows(standing, wanted),
            is_shown=self.is_shown,
            ends=self.is_shown and ends_ways_in(standing, wanted),
            is_alone=write_rules.sets_up_alone(self.person),
            back=self.address("change"),
            **kwargs,
        )
