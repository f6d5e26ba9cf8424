"""The list of packets, and the addresses of their pages."""

from typing import Any

from django.contrib.admin import display, register
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy, pgettext

from commitments.admin.base import RecordAdmin
from commitments.admin.packets.comments import AddComment, AnswerComment, WithdrawComment
from commitments.admin.packets.register import ConfirmNotice, EndCopy, HandedOutCopy, RecallList, RegisterPage
from commitments.admin.packets.views import CancelPacket, MadeFromPage, PacketFile, PacketPage, PacketProgress
from commitments.admin.permissions import signed_in
from commitments.admin.site import site
from commitments.enums import PacketState
from commitments.models import Packet
from commitments.models.accounts import list_name_columns
from commitments.packets.copies import with_recalled


@register(Packet, site=site)
class PacketAdmin(RecordAdmin):
    """Packets are made, never typed: the pages only show them."""

    list_display = (
        "reference",
        "edition",
        "meeting",
        "reader",
        "display_state",
        "marking",
        "pages",
        "requested_at",
    )
    list_filter = ("state", "classification")
    row_columns = (
        *("reference", "state", "classification", "pages", "requested_at"),
        *("number", "draft", "addendum", "signed_at"),
        *("meeting", "meeting__reference", "meeting__title"),
        *list_name_columns("reader"),
    )
    search_fields = ("reference", "meeting__title", "meeting__reference")
    joined = ("meeting", "reader", "requested_by")
    # The file of a copy before that of the packet, whose address would take "1/copies/3" for a key.
    pages = (
        *(PacketPage, HandedOutCopy, PacketFile, PacketProgress, CancelPacket, MadeFromPage),
        *(RegisterPage, RecallList, EndCopy, ConfirmNotice),
        *(AddComment, AnswerComment, WithdrawComment),
    )

    @display(description=gettext_lazy("packet version"))
    def edition(self, obj: Packet) -> str:
        """Name the edition as it stands in the footer."""
        if obj.is_final:
            return obj.edition
        return gettext("%(edition)s (draft, not approved)") % {"edition": obj.edition}

    @display(description=gettext_lazy("stage"), ordering="state")
    def display_state(self, obj: Any) -> str:
        """Return the state: a ready edition that was recalled is no longer valid."""
        return pgettext("a packet", "recalled") if obj.is_recalled else obj.get_state_display()

    @display(description=gettext_lazy("classification"))
    def marking(self, obj: Packet) -> str:
        """Return the classification, which exists only once the packet is made."""
        return obj.get_classification_display() if obj.state == PacketState.READY else ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return with_recalled(super().get_queryset(request), signed_in(request))
