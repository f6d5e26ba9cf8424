"""Proposed changes of accounts, to decide; and access grants, with the steps to grant and revoke."""

import datetime
from typing import Any

from django.contrib.admin import display, register
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments.access import rules
from commitments.accounts import changes
from commitments.accounts.grants import revoke_grant, why_not_end
from commitments.admin.accounts.permissions import change_rows, describe_address, ends_ways_in
from commitments.admin.base import RecordAdmin
from commitments.admin.commitments.step_forms import ReasonForm
from commitments.admin.lists import BySteps
from commitments.admin.permissions import signed_in
from commitments.admin.site import site
from commitments.admin.steps import (
    DECIDED,
    MINE,
    VIEWS,
    AnswerForm,
    RefusalForm,
    StepButton,
    WaitingFilter,
    is_waiting,
    may_take_back,
)
from commitments.enums import HEAD_ROLES, AccountChangeKind, Classification
from commitments.history import in_words
from commitments.models import AccountChange, Grant, User


def page_of(change: AccountChange) -> str:
    return reverse("admin:commitments_user_change", args=(change.person_id,))


def _may_decide(change: AccountChange, user: User) -> bool:
    return is_waiting(change, user) and user.role in rules.CONCERNED and not may_take_back(change, user)


STEPS = (
    StepButton(
        "confirm",
        _("Confirm"),
        changes.confirm_change,
        changes.why_not_confirm,
        offered=_may_decide,
        form=AnswerForm,
        warns=lambda change, _user: describe_address(change.person),
        done=_("Change confirmed and applied."),
        lands=page_of,
    ),
    StepButton(
        "refuse",
        _("Reject"),
        changes.refuse_change,
        changes.why_not_confirm,
        offered=_may_decide,
        form=RefusalForm,
        done=_("Rejected. No changes were made."),
        lands=page_of,
    ),
    StepButton(
        "take-back",
        _("Withdraw"),
        changes.withdraw_change,
        lambda _change, _user: None,
        offered=may_take_back,
        done=_("Proposal withdrawn."),
        lands=page_of,
    ),
)


class ViewFilter(WaitingFilter):
    """Changes for this person to confirm, all pending ones, and decided ones."""

    def mine(self, request: HttpRequest) -> Q:
        return Q(pk__in=changes.for_decision_of(signed_in(request)).values("pk"))


@register(AccountChange, site=site)
class AccountChangeAdmin(BySteps, RecordAdmin):
    """Lists proposed changes; shows one with what the person reads now and would read."""

    least_marked = Classification.RESTRICTED
    list_display = ("requested_at", "what", "about", "proposed_by", "state", "decided_by")
    list_display_links = ("what",)
    list_filter = (ViewFilter, "kind", "state")
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
            and signed_in(request).role in rules.CONCERNED | HEAD_ROLES
        )

    @display(description=pgettext_lazy("when a change was", "proposed on"), ordering="recorded_at")
    def requested_at(self, obj: AccountChange) -> datetime.datetime:
        return obj.recorded_at

    @display(description=_("proposed by"), ordering="recorded_by__name")
    def proposed_by(self, obj: AccountChange) -> str:
        return str(obj.recorded_by or "–")

    @display(description=_("proposed change"), ordering="kind")
    def what(self, obj: AccountChange) -> str:
        return capfirst(str(AccountChangeKind(obj.kind).label))

    @display(description=_("account"), ordering="person__name")
    def about(self, obj: AccountChange) -> str:
        return str(obj.person)

    def describe(self, request: HttpRequest, record: AccountChange) -> dict[str, Any]:
        change = record
        return {
            "what": self.what(change),
            "rows": change_rows(change),
            "address": describe_address(change.person) if is_waiting(change, change.person) else "",
            "ends": is_waiting(change, change.person)
            and bool(change.before)
            and ends_ways_in(change.before, change.values),
            "person_url": page_of(change),
            "person": change.person,
            "proposer": change.recorded_by,
            "decider": change.decided_by,
            "answer": in_words(change.answer),
        }


def _is_in_force(grant: Grant, user: User) -> bool:
    lasts = grant.ended_at is None and grant.ends_on >= timezone.localdate()
    return lasts and user.role in HEAD_ROLES


@register(Grant, site=site)
class GrantAdmin(RecordAdmin):
    """Shows who was granted access to what; access is granted on the page of the record."""

    least_marked = Classification.RESTRICTED
    list_display = ("person", "what", "starts_on", "ends_on", "ended_at", "reason", "recorded_by")
    list_select_related = ("person", "country", "meeting", "commitment", "recorded_by")
    search_fields = ("person__name", "reason")
    ordering = ("-ends_on", "-pk")
    fields = ("person", "what", "starts_on", "ends_on", "ended_at", "reason", "recorded_by", "recorded_at")
    readonly_fields = fields
    joined = shown_relations = list_select_related
    may_add = may_change = False
    steps = (
        StepButton(
            "end",
            _("Revoke access"),
            revoke_grant,
            why_not_end,
            offered=_is_in_force,
            form=ReasonForm,
            done=_("Access revoked. The user can no longer read the record."),
        ),
    )

    @display(description=_("record"))
    def what(self, obj: Grant) -> str:
        """Name the record, where the reader may read it."""
        for record in (obj.country, obj.meeting, obj.commitment):
            if record is not None:
                return str(record)
        return ""
