"""A ministry renamed or merged: asked, shown with all that it changes, and then done."""

import datetime
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments import access, overview, parties
from commitments.admin.doors import signed_in
from commitments.admin.forms.days import DateInput
from commitments.admin.forms.plain import PlainForm
from commitments.admin.own_page import own_page
from commitments.errors import Refused
from commitments.models import Ministry, User
from commitments.parties.succession import check

# The button that does it; the other only shows.
DO = "_do"
WIDE = {"class": "vTextField"}
# Where a refusal of the rules is told.
FIELD_OF = {
    "one_way": "name",
    "same": "name",
    "taken": "name",
    "future": "on",
    "order": "on",
    "itself": "into",
    "country": "into",
    "cycle": "into",
    "ended": "into",
    "later": "on",
}


class SuccessorForm(PlainForm):
    """Its new name, or the ministry that took it in, and the day."""

    ministry: Ministry
    today: datetime.date

    name = forms.CharField(
        label=_("New name"), max_length=200, required=False, widget=forms.TextInput(attrs=WIDE)
    )
    short_name = forms.CharField(label=_("New short name"), max_length=30, required=False)
    into = forms.ModelChoiceField(
        label=_("Or merged into"),
        queryset=access.nothing(Ministry),
        required=False,
        help_text=_("a ministry on record; record a new one first, under Ministries"),
    )
    on = forms.DateField(
        label=_("First day under the new name"),
        widget=DateInput,
        help_text=_("The ministry ends the day before."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = access.open_rows(Ministry).filter(country=self.ministry.country_id, successor__isnull=True)
        lasting = Q(exists_until__isnull=True) | Q(exists_until__gte=self.today)
        into = self.fields["into"]
        assert isinstance(into, forms.ModelChoiceField)
        into.queryset = others.filter(lasting).exclude(pk=self.ministry.pk)
        into.empty_label = _("none: it was renamed")
        if self.ministry.exists_until is not None:
            self.fields["on"].initial = self.ministry.exists_until + datetime.timedelta(days=1)

    def clean(self) -> dict[str, Any]:
        """Say at the field what cannot be."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return found
        try:
            check(self.ministry, name=found["name"], into=found["into"], on=found["on"], today=self.today)
        except Refused as refused:
            self.add_error(FIELD_OF.get(refused.code), str(refused))
        return found


def view(page: ModelAdmin[Any]) -> Callable[..., HttpResponse]:
    """Give the page of the step: the form, then what will change, then the deed."""
    return own_page(page, lambda _ministry, person: access.may_write(person, Ministry), _take)


def _take(page: ModelAdmin[Any], request: HttpRequest, ministry: Ministry) -> HttpResponse:
    person, now = signed_in(request), timezone.now()
    refusal = parties.why_not_succeed(ministry, person)
    made = type("Successor", (SuccessorForm,), {"ministry": ministry, "today": timezone.localdate(now)})
    is_sent = request.method == "POST" and refusal is None
    form = made(request.POST if is_sent else None, label_suffix="")
    foreseen = None
    if is_sent and form.is_valid():
        asked = form.cleaned_data
        if DO in request.POST:
            done = _do(request, ministry, person, asked, now, form)
            if done is not None:
                return done
        else:
            foreseen = parties.foresee(ministry, into=asked["into"], on=asked["on"], user=person)
    context = {
        **page.admin_site.each_context(request),
        "title": _("Renamed or merged"),
        "form": form,
        "refusal": refusal,
        "foreseen": foreseen,
        "successor": (form.cleaned_data["into"] or form.cleaned_data["name"]) if foreseen else "",
        "today": overview.today_of(person, now),
        "object": ministry,
        "opts": page.opts,
        "back": reverse("admin:commitments_ministry_change", args=(ministry.pk,)),
    }
    return TemplateResponse(request, "admin/commitments/ministry/successor.html", context)


def _do(
    request: HttpRequest,
    ministry: Ministry,
    person: User,
    asked: dict[str, Any],
    now: datetime.datetime,
    form: forms.Form,
) -> HttpResponse | None:
    """Do it, and lead to the successor; a refusal is told above the form."""
    try:
        parties.succeed(ministry, **asked, by=person, now=now)
    except Refused as refused:
        form.add_error(FIELD_OF.get(refused.code), str(refused))
        return None
    ministry.refresh_from_db()
    messages.success(
        request,
        gettext("Recorded. Open items now name %(name)s; what is closed keeps the name of then.")
        % {"name": ministry.successor},
    )
    return HttpResponseRedirect(reverse("admin:commitments_ministry_change", args=(ministry.successor_id,)))
