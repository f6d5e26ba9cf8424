"""The page on which somebody leaves: what the person holds, then who follows, then one act."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commitments import access, parties
from commitments.admin.doors import signed_in
from commitments.admin.forms.commitment_dates import line
from commitments.admin.forms.days import DateInput
from commitments.admin.forms.plain import PlainForm
from commitments.admin.own_page import own_page
from commitments.admin.proposing import DO
from commitments.errors import Refused
from commitments.models import User
from commitments.parties.leaving import Heap

FIELD_OF = {"future": "left_on", "order": "left_on", "successor": "successor", "account": "successor"}


class LeavingForm(PlainForm):
    """The last day, and who follows where somebody does."""

    person: User

    left_on = forms.DateField(label=_("Last day"), widget=DateInput)
    successor = forms.ModelChoiceField(
        label=_("Who follows"),
        queryset=access.nothing(User),
        required=False,
        help_text=_("with an account already; without one the items show as without a living owner"),
    )
    release = forms.BooleanField(
        label=_("Name nobody on the open items: the ministry answers"), required=False
    )
    reason = line(_("Why"), required=False, longest=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        successor = self.fields["successor"]
        assert isinstance(successor, forms.ModelChoiceField)
        successor.queryset = parties.successors(self.person)
        successor.empty_label = str(_("nobody yet"))


@dataclass(frozen=True, slots=True)
class Shown:
    """One kind of thing held, what becomes of it, and the rows that the reader may read."""

    title: str | Promise
    becomes: str | Promise
    heap: Heap


def view(page: ModelAdmin[Any]) -> Callable[..., HttpResponse]:
    """Give the page: heads read there what is to be handed over, who keeps accounts does it."""
    return own_page(page, lambda _person, by: access.may_write(by, User) or by.role in access.HEADS, _take)


def _take(page: ModelAdmin[Any], request: HttpRequest, person: User) -> HttpResponse:
    by, now = signed_in(request), timezone.now()
    refusal = parties.why_not_leave(person, by)
    if refusal is not None and by.role in access.HEADS:
        refusal = Refused(_("An administrator records it. Here stands what is to hand over."), "forbidden")
    made = type("Leaving", (LeavingForm,), {"person": person})
    is_sent = request.method == "POST" and refusal is None
    today = timezone.localdate(now)
    start = {"left_on": today}
    form = made(request.POST if is_sent else None, initial=start, label_suffix="")
    if is_sent and form.is_valid() and DO in request.POST:
        try:
            parties.leave(person, **form.cleaned_data, by=by, now=now)
        except Refused as refused:
            form.add_error(FIELD_OF.get(refused.code), str(refused))
        else:
            messages.success(
                request, _("Recorded. The account is closed; what is closed keeps the name of then.")
            )
            return HttpResponseRedirect(reverse("admin:commitments_user_change", args=(person.pk,)))
    held = parties.foresee_leaving(person, reader=by, today=today)
    context = {
        **page.admin_site.each_context(request),
        "title": _("Somebody leaves"),
        "form": form,
        "refusal": refusal,
        "held": held,
        "reads_content": by.role in access.HEADS,
        "heaps": [heap for heap in _heaps(held) if heap.heap.count],
        "object": person,
        "opts": page.opts,
        "back": reverse("admin:commitments_user_change", args=(person.pk,)),
    }
    return TemplateResponse(request, "admin/commitments/user/leave.html", context)


def _heaps(held: parties.Held) -> list[Shown]:
    return [
        Shown(_("Copies of packets held"), _("recalled: the desk collects them"), held.copies),
        Shown(_("Open items that name the person"), _("name who follows"), held.items),
        Shown(_("Reminders planned"), _("go to who follows, with the next sweep"), held.reminders),
        Shown(_("Packets to be signed"), _("the desk arranges another signature"), held.signatures),
        Shown(_("Requests that wait"), _("stay, and are decided as usual"), held.requests),
        Shown(
            _("Proposals about accounts"),
            _("about this account: ended; by this person: stay"),
            held.proposals,
        ),
        Shown(_("Need to know given by name"), _("ends"), held.grants),
        Shown(_("Stands in for"), _("who follows stands in, else the next in the chain"), held.deputies),
        Shown(_("Own absences"), _("end"), held.absences),
    ]
