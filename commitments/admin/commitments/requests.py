"""The list of requests, pending and decided, and a page to decide one."""

import datetime
from typing import Any

from django.contrib.admin import display, register
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments.admin.base import RecordAdmin
from commitments.admin.commitments.decision_pages import build_request
from commitments.admin.list_exports import FileColumn
from commitments.admin.lists import BySteps
from commitments.admin.pages import RecordPage
from commitments.admin.permissions import signed_in
from commitments.admin.site import site
from commitments.admin.steps import (
    MINE,
    VIEWS,
    AnswerForm,
    RefusalForm,
    StepButton,
    WaitingFilter,
    is_waiting,
    may_take_back,
)
from commitments.enums import ApprovalKind
from commitments.lifecycle import approvals
from commitments.models import Approval
from commitments.models.accounts import list_name_columns
from commitments.search.query import SEARCHED


def page_of(approval: Approval) -> str:
    """Return the page of the record that a request is about, at its requests."""
    name = "commitment" if approval.commitment_id else "meeting"
    key = approval.commitment_id or approval.meeting_id
    return reverse(f"admin:commitments_{name}_change", args=(key,))


STEPS = (
    StepButton(
        "grant",
        _("Approve"),
        approvals.grant_request,
        approvals.why_not_decide,
        offered=is_waiting,
        form=AnswerForm,
        done=_("Approved. The change has been made."),
        lands=page_of,
    ),
    StepButton(
        "refuse",
        _("Reject"),
        approvals.refuse_request,
        approvals.why_not_decide,
        offered=is_waiting,
        form=RefusalForm,
        done=_("Rejected. No changes were made."),
        lands=page_of,
    ),
    StepButton(
        "take-back",
        _("Withdraw"),
        approvals.withdraw_request,
        lambda approval, user: None,
        offered=may_take_back,
        done=_("Request withdrawn."),
        lands=page_of,
    ),
)


class ViewFilter(WaitingFilter):
    """Requests for this head or second person, all pending ones, and decided ones."""

    def mine(self, request: HttpRequest) -> Q:
        return approvals.for_decision_of(signed_in(request))


class RequestPage(RecordPage):
    """One request, with its effect and the decision."""

    template_name = "admin/commitments/approval/change_form.html"
    steps = STEPS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        approval: Approval = self.record
        shown = {
            "shown": build_request(approval, self.person, today=self.today),
            "subject": approval.subject,
            "subject_url": page_of(approval),
        }
        return super().get_context_data(**shown | kwargs)


@register(Approval, site=site)
class RequestAdmin(BySteps, RecordAdmin):
    """Lists requests, and their decisions."""

    list_display = ("requested_at", "what", "about", "requested_by", "state", "decided_by")
    list_display_links = ("what",)
    file_columns = (
        *("requested_at", "what"),
        FileColumn("about", _("regarding"), lambda approval: str(approval.subject)),
        *("requested_by", "reason", "state", "decided_by"),
    )
    file_reads = ("reason",)
    list_filter = (ViewFilter, "kind", "state")
    row_columns = (
        "recorded_at",
        "kind",
        "state",
        *("commitment", "commitment__reference", "commitment__title"),
        *("meeting", "meeting__reference", "meeting__title"),
        *list_name_columns("recorded_by", "decided_by"),
    )
    ordering = ("-recorded_at", "-pk")
    search_fields = SEARCHED[Approval]
    change_list_template = "admin/commitments/approval/change_list.html"
    fields = ()
    pages = (RequestPage,)
    joined = (
        "commitment__country",
        "commitment__deadline",
        "commitment__outcome__meeting",
        "commitment__origin__deadline",
        "commitment__origin__first_deadline",
        "meeting__country",
        "recorded_by",
        "decided_by",
        "other",
    )
    views = VIEWS
    usual_view = MINE

    @display(description=pgettext_lazy("when a decision was", "requested"), ordering="recorded_at")
    def requested_at(self, obj: Approval) -> datetime.datetime:
        return obj.recorded_at

    @display(description=_("requested by"), ordering="recorded_by__name")
    def requested_by(self, obj: Approval) -> str:
        return str(obj.recorded_by or "–")

    @display(description=_("requested decision"), ordering="kind")
    def what(self, obj: Approval) -> str:
        return capfirst(str(ApprovalKind(obj.kind).label))

    @display(description=_("regarding"))
    def about(self, obj: Approval) -> str:
        return format_html('<a href="{}">{}</a>', page_of(obj), obj.subject)
