"""The page on which a change of an account's reach is proposed: first what it reads now and would read."""

import datetime
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments import access, accounts
from commitments.accounts.reach import check_place
from commitments.admin.account_shown import ends_ways_in, reach_rows, standing_of
from commitments.admin.doors import signed_in
from commitments.admin.forms.commitment_dates import line
from commitments.admin.forms.plain import PlainForm
from commitments.admin.own_page import own_page
from commitments.errors import Refused
from commitments.models import Country, Desk, Division, Ministry, User
from commitments.vocabulary import ApprovalState, Classification, Role

DO = "_do"
PLACES = {
    "desk_id": "desk",
    "division_id": "division",
    "ministry_id": "ministry",
    "host_country_id": "host_country",
}
FIELD_OF = {**PLACES, "no_reason": "reason", "email": "email"}


def _place(label: Any, model: type[Model], whose: Any) -> "forms.ModelChoiceField[Any]":
    """Make the field of one kind of place, empty for the roles that do not work there."""
    rows = access.open_rows(model)
    return forms.ModelChoiceField(label=label, queryset=rows, required=False, help_text=whose)


class ReachForm(PlainForm):
    """Role, clearance and place; a role needs the place that it works in."""

    role = forms.ChoiceField(label=_("Role"), choices=Role)
    clearance = forms.TypedChoiceField(label=_("Clearance"), choices=Classification, coerce=int)
    desk = _place(_("Desk"), Desk, _("of a desk officer or a head of desk"))
    division = _place(_("Division"), Division, _("of a division head"))
    ministry = _place(_("Ministry"), Ministry, _("of a focal point or a validating authority"))
    host_country = _place(_("Host country"), Country, _("of an embassy officer"))

    def reach(self) -> dict[str, Any]:
        """Give the columns that the fields say."""
        found = self.cleaned_data
        places = {column: found[name].pk if found[name] else None for column, name in PLACES.items()}
        return {"role": found["role"], "clearance": found["clearance"], **places}

    def clean(self) -> dict[str, Any]:
        """Say at the place that it is missing."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                check_place(self.reach())
            except Refused as refused:
                self.add_error(FIELD_OF[refused.code], str(refused))
        return found


class ProposalForm(ReachForm):
    """The same of an account that is there, with the reason."""

    person: User
    by: User

    email = forms.EmailField(
        label=_("Mail address"), required=False, help_text=_("The link for a password goes there.")
    )
    opens = forms.BooleanField(label=_("Open the account again"), required=False, initial=True)
    reason = line(_("Why"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {
            **{name: getattr(self.person, name) for name in ("role", "clearance", "email")},
            **{name: getattr(self.person, column) for column, name in PLACES.items()},
        }
        keeps = access.may_write(self.by, User)
        if self.person.is_active or not keeps:
            del self.fields["opens"]
        if not keeps or access.keeps_address(self.by, self.person):
            del self.fields["email"]

    def values(self) -> dict[str, Any]:
        """Give the columns that would change."""
        wanted = self.reach()
        if self.cleaned_data.get("email"):
            wanted["email"] = self.cleaned_data["email"]
        if self.cleaned_data.get("opens"):
            wanted["is_active"] = True
        standing = standing_of(self.person)
        return {name: value for name, value in wanted.items() if standing[name] != value}

    def clean(self) -> dict[str, Any]:
        """Say that nothing would change."""
        found = super().clean()
        if not self.errors and not self.values():
            self.add_error(None, str(_("That is how far the account reaches already.")))
        return found


def view(page: ModelAdmin[Any]) -> Callable[..., HttpResponse]:
    """Give the page: the form, then what the person would read, then the proposal."""
    return own_page(page, _reaches, _take)


def _reaches(person: User, by: User) -> bool:
    """Say whether the page is there: for who keeps accounts, and for a head of whom the account is."""
    return access.may_write(by, User) or access.is_under(by, access.reach_of(person))


def _take(page: ModelAdmin[Any], request: HttpRequest, person: User) -> HttpResponse:
    by, now = signed_in(request), timezone.now()
    refusal = accounts.why_not_propose(person, by)
    made = type("Proposal", (ProposalForm,), {"person": person, "by": by})
    is_sent = request.method == "POST" and refusal is None
    form = made(request.POST if is_sent else None, label_suffix="")
    standing = standing_of(person)
    rows, ends = reach_rows(standing, {}), False
    is_shown = is_sent and form.is_valid()
    if is_shown:
        rows, ends = reach_rows(standing, form.values()), ends_ways_in(standing, form.values())
        if DO in request.POST:
            done = _do(request, person, form, by, now)
            if done is not None:
                return done
    context = {
        **page.admin_site.each_context(request),
        "title": _("Propose a change"),
        "form": form,
        "refusal": refusal,
        "rows": rows,
        "is_shown": is_shown,
        "ends": ends,
        "is_alone": access.sets_up_alone(by),
        "object": person,
        "opts": page.opts,
        "back": reverse("admin:commitments_user_change", args=(person.pk,)),
    }
    return TemplateResponse(request, "admin/commitments/user/propose.html", context)


def _do(
    request: HttpRequest, person: User, form: ProposalForm, by: User, now: datetime.datetime
) -> HttpResponse | None:
    try:
        change = accounts.propose(person, form.values(), reason=form.cleaned_data["reason"], by=by, now=now)
    except Refused as refused:
        name = FIELD_OF.get(refused.code)
        form.add_error(name if name in form.fields else None, str(refused))
        return None
    if change.state == ApprovalState.GRANTED:
        messages.success(request, _("Done, and recorded as set up alone."))
    else:
        messages.success(request, _("Proposed. It takes effect once another person confirms it."))
    return HttpResponseRedirect(reverse("admin:commitments_user_change", args=(person.pk,)))
