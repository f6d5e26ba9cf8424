"""What is opened to people by name: the list, and the steps that open a record and close it again."""

from typing import Any

from django.contrib.admin import display, register
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments import access, granting
from commitments.admin.base import RecordAdmin
from commitments.admin.doors import signed_in
from commitments.admin.forms.commitment_steps import ReasonForm
from commitments.admin.site import site
from commitments.admin.steps import StepButton
from commitments.models import Grant, User
from commitments.vocabulary import Classification, Role


def _is_in_force(grant: Grant, user: User) -> bool:
    lasts = grant.ended_at is None and grant.ends_on >= timezone.localdate()
    return lasts and user.role in access.HEADS


@register(Grant, site=site)
class GrantAdmin(RecordAdmin):
    """Shows who was let read what; a grant is given on the page of what it opens."""

    teaches = _("Nobody was let read anything by name. A head opens a record on the page of that record.")
    least_marked = Classification.RESTRICTED
    list_display = ("person", "what", "starts_on", "ends_on", "ended_at", "reason", "recorded_by")
    list_select_related = ("person", "country", "meeting", "commitment", "recorded_by")
    search_fields = ("person__name", "reason")
    ordering = ("-ends_on", "-pk")
    fields = ("person", "what", "starts_on", "ends_on", "ended_at", "reason", "recorded_by", "recorded_at")
    readonly_fields = fields
    shown_relations = ("person", "country", "meeting", "commitment", "recorded_by")
    steps = (
        StepButton(
            "end",
            _("Close it again"),
            granting.end,
            granting.why_not_end,
            offered=_is_in_force,
            form=ReasonForm,
            done=_("Closed. From now on the person does not read it any more."),
        ),
    )

    @display(description=_("what is opened"))
    def what(self, obj: Grant) -> str:
        """Name the record, where the reader may read it."""
        for record in (obj.country, obj.meeting, obj.commitment):
            if record is not None:
                return str(record)
        return ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related(*self.list_select_related)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Name the list to who gives, who audits, and to whom something is opened."""
        person = signed_in(request)
        return person.role in access.HEADS | {Role.AUDITOR} or access.is_granted(person)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    has_change_permission = has_add_permission
