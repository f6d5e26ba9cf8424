"""Reminders: read only, the sweep writes them."""

from typing import Any

from django.contrib.admin import display, register
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import access
from commitments.admin.base import RecordAdmin
from commitments.admin.doors import signed_in
from commitments.admin.lists import StoppingPaginator
from commitments.admin.site import site
from commitments.models import Reminder
from commitments.searching import SEARCHED
from commitments.vocabulary import Classification


@register(Reminder, site=site)
class ReminderAdmin(RecordAdmin):
    """Lists what was promised to whom and what became of it."""

    least_marked = Classification.RESTRICTED
    list_display = ("planned_at", "commitment", "rule", "told", "state", "against")
    list_display_links = ("planned_at",)
    list_filter = ("state", "rule")
    row_columns = (
        *("planned_at", "rule", "state", "why_not"),
        *("commitment", "commitment__reference", "commitment__title"),
        *("recipient", "recipient__name", "recipient__username"),
    )
    search_fields = SEARCHED[Reminder]
    ordering = ("-planned_at", "-pk")
    fields = ("commitment", "rule", "offset", "recipient", "planned_at", "state", "why_not", "mail")

    @display(description=gettext_lazy("recipient"), ordering="recipient__name")
    def told(self, obj: Reminder) -> str:
        """Name the recipient; without one it is for the duty box."""
        return str(obj.recipient or _("the duty box"))

    @display(description=gettext_lazy("why it was not sent"), ordering="why_not", empty_value="")
    def against(self, obj: Reminder) -> str:
        """Say why it was not sent; nothing of what was, or is still to be."""
        return obj.get_why_not_display() if obj.why_not else ""

    def get_paginator(self, request: HttpRequest, *args: Any, **kwargs: Any) -> StoppingPaginator:
        """Count a ministry's own first: of all others few are of its items."""
        paginator, person = super().get_paginator(request, *args, **kwargs), signed_in(request)
        if person.role in access.MINISTRY_ROLES:
            paginator.likely = Q(recipient=person)
        return paginator

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("commitment", "recipient", "mail")
