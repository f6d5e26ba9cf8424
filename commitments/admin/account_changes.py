"""What is proposed about accounts: a list of what waits and what was decided, and a page to decide one."""

import datetime
from typing import Any

from django.contrib.admin import display, register
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments import access, accounts
from commitments.admin.account_shown import address_told, change_rows, ends_ways_in
from commitments.admin.base import RecordAdmin
from commitments.admin.deciding import (
    DECIDED,
    MINE,
    VIEWS,
    AnswerForm,
    RefusalForm,
    WaitingFilter,
    is_waiting,
    may_take_back,
)
from commitments.admin.doors import signed_in
from commitments.admin.site import site
from commitments.admin.steps import StepButton
from commitments.admin.tabs import BySteps
from commitments.history import in_words
from commitments.models import AccountChange, User
from commitments.vocabulary import AccountMatter, Classification


def page_of(change: AccountChange) -> str:
    return reverse("admin:commitments_user_change", args=(change.person_id,))


def _may_decide(change: AccountChange, user: User) -> bool:
    return is_waiting(change, user) and user.role in access.CONCERNED and not may_take_back(change, user)


STEPS = (
    StepButton(
        "confirm",
        _("Confirm"),
        accounts.confirm,
        accounts.why_not_confirm,
        offered=_may_decide,
        form=AnswerForm,
        warns=lambda change, _user: address_told(change.person),
        done=_("Confirmed and done."),
        lands=page_of,
    ),
    StepButton(
        "refuse",
        _("Refuse"),
        accounts.refuse,
        accounts.why_not_confirm,
        offered=_may_decide,
        form=RefusalForm,
        done=_("Refused; nothing changed."),
        lands=page_of,
    ),
    StepButton(
        "take-back",
        _("Take back"),
        accounts.take_back,
        lambda _change, _user: None,
        offered=may_take_back,
        done=_("Proposal taken back."),
        lands=page_of,
    ),
)


class ViewFilter(WaitingFilter):
    """What waits for whoever confirms such a change, all that waits, and what was decided."""

    def mine(self, request: HttpRequest) -> Q:
        return Q(pk__in=accounts.for_decision_of(signed_in(request)).values("pk"))


@register(AccountChange, site=site)
class AccountChangeAdmin(BySteps, RecordAdmin):
    """Lists what is proposed; shows one with what the person reads now and would read."""

    least_marked = Classification.RESTRICTED
    list_display = ("asked_at", "what", "about", "proposed_by", "state", "decided_by")
    list_display_links = ("what",)
    list_filter = (ViewFilter, "matter", "state")
    list_select_related = ("person", "recorded_by", "decided_by")
    ordering = ("-recorded_at", "-pk")
    search_fields = ("person__name", "person__username")
    change_form_template = "admin/commitments/accountchange/change_form.html"
    change_list_template = "admin/commitments/accountchange/change_list.html"
    fields = ()
    steps = STEPS
    views = VIEWS
    usual_view = MINE
    decided = DECIDED

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return (
            super().has_view_permission(request, obj)
            and signed_in(request).role in access.CONCERNED | access.HEADS
        )

    @display(description=pgettext_lazy("when a change was", "proposed"), ordering="recorded_at")
    def asked_at(self, obj: AccountChange) -> datetime.datetime:
        return obj.recorded_at

    @display(description=_("proposed by"), ordering="recorded_by__name")
    def proposed_by(self, obj: AccountChange) -> str:
        return str(obj.recorded_by or "–")

    @display(description=_("what is proposed"), ordering="matter")
    def what(self, obj: AccountChange) -> str:
        return capfirst(str(AccountMatter(obj.matter).label))

    @display(description=_("whose account"), ordering="person__name")
    def about(self, obj: AccountChange) -> str:
        return str(obj.person)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        change: AccountChange = context["original"]
        context |= {
            "what": self.what(change),
            "rows": change_rows(change),
            "address": address_told(change.person) if is_waiting(change, change.person) else "",
            "ends": is_waiting(change, change.person)
            and bool(change.before)
            and ends_ways_in(change.before, change.values),
            "person_url": page_of(change),
            "person": change.person,
            "proposer": change.recorded_by,
            "decider": change.decided_by,
            "answer": in_words(change.answer),
        }
        return super().render_change_form(request, context, *args, **kwargs)
