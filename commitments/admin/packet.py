"""Packets: asked for on a meeting's page, watched while they are made, opened through the door."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import display, register
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy, pgettext

from commitments import access
from commitments.admin.as_of import moment_asked, moment_typed
from commitments.admin.base import RecordAdmin
from commitments.admin.doors import signed_in
from commitments.admin.meeting_brief import written_for
from commitments.admin.packet_again import ask_again, is_asked_anew
from commitments.admin.packet_notices import confirm_url, notices_shown
from commitments.admin.packet_register import given, marked_lower, urls_of
from commitments.admin.packet_steps import STEPS
from commitments.admin.packet_waiting import wait_for, waiting_urls
from commitments.admin.site import site
from commitments.briefings import archive
from commitments.briefings.scope import of_meeting
from commitments.errors import Refused
from commitments.models import Meeting, Packet, User
from commitments.models.packet import UNFINISHED
from commitments.tasks import ring
from commitments.vocabulary import PacketState


def ask_for_packet(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Write the request and ring the bell after the commit; the sweep finds what nobody heard.

    Where a finished edition is there, it is asked first whether that will do.
    """
    asked, person = moment_typed(request.POST), signed_in(request)
    back = reverse("admin:commitments_meeting_change", args=(meeting.pk,))
    try:
        with transaction.atomic():
            as_of = moment_asked(asked) if asked else None
            made = archive.finished(of_meeting(meeting), by=person, reader=person, as_of=as_of)
            if made is not None and not is_asked_anew(request):
                return ask_again(request, made, back=back)
            packet = archive.request_packet(meeting, by=person, now=timezone.now(), as_of=as_of)
            transaction.on_commit(lambda: ring(packet.pk))
    except Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(back)
    wait_for(request, packet)
    return HttpResponseRedirect(reverse("admin:commitments_packet_change", args=(packet.pk,)))


def _standing(packet: Packet, person: User) -> dict[str, Any]:
    """Give what the page shows of an edition: its kin, who signs, the person's own copy, how many are out."""
    editions = archive.with_recalled(access.rows(Packet, person), person).filter(reference=packet.reference)
    copies = access.parts_of(packet, packet.register.all(), person)
    recalled_row = copies.filter(recalled_at__isnull=False).order_by("recalled_at").first()
    steps = access.parts_of(packet, packet.sign_offs.select_related("officer").order_by("step"), person)
    return {
        "editions": editions.order_by("-number", "-addendum", "-draft"),
        "sign_offs": steps,
        "signed": sum(step.signed_at is not None for step in steps),
        "mine": copies.filter(of_final=packet.is_final, holder=person).first(),
        "marked_lower": marked_lower(packet),
        "copies_out": copies.filter(given_at__isnull=False, end="").count(),
        "recalled": recalled_row if archive.was_recalled(packet) else None,
        **notices_shown(packet, person),
    }


@register(Packet, site=site)
class PacketAdmin(RecordAdmin):
    """Packets are made, never typed: the pages only show them."""

    list_display = ("reference", "edition", "meeting", "reader", "standing", "marking", "pages", "asked_at")
    list_filter = ("state", "classification")
    row_columns = (
        *("reference", "state", "classification", "pages", "asked_at"),
        *("number", "draft", "addendum", "signed_at"),
        *("meeting", "meeting__reference", "meeting__title"),
        *("reader", "reader__name", "reader__username"),
    )
    search_fields = ("reference", "meeting__title", "meeting__reference")
    change_form_template = "admin/commitments/packet/change_form.html"
    fields = ("reference", "meeting", "reader", "state")
    steps = STEPS

    @display(description=gettext_lazy("edition"))
    def edition(self, obj: Packet) -> str:
        """Name the edition as it stands in the footer."""
        if obj.is_final:
            return obj.edition
        return gettext("%(edition)s (draft, not approved)") % {"edition": obj.edition}

    @display(description=gettext_lazy("state"), ordering="state")
    def standing(self, obj: Any) -> str:
        """Say how it stands: a ready one that was recalled is in force no more."""
        return pgettext("a packet", "recalled") if obj.is_recalled else obj.get_state_display()

    @display(description=gettext_lazy("classification"))
    def marking(self, obj: Packet) -> str:
        """Give the marking, which stands only once the packet is made."""
        return obj.get_classification_display() if obj.state == PacketState.READY else ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        packets = super().get_queryset(request).select_related("meeting", "reader", "asked_by")
        return archive.with_recalled(packets, signed_in(request))

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        own = [
            path("<path:object_id>/open/", view(self.open_view), name="commitments_packet_open"),
            *waiting_urls(self),
        ]
        return [confirm_url(self), *urls_of(self), *own, *super().get_urls()]

    def packet(self, request: HttpRequest, object_id: str) -> Packet:
        """Give the packet of an address, through the door; 404 where it is not to be seen."""
        packet = self.get_object(request, unquote(object_id))
        if packet is None:
            raise Http404
        return packet  # type: ignore[no-any-return]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        packet: Packet = context["original"]
        meeting = access.rows(Meeting, signed_in(request)).filter(pk=packet.meeting_id or 0).first()
        context |= {
            "packet": packet,
            "is_under_way": packet.state in UNFINISHED,
            "is_ready": packet.state == PacketState.READY,
            "is_cancelled": packet.state == PacketState.CANCELLED,
            "meeting_is_open": meeting is not None,
            "meeting_named": access.name_of(packet.meeting_id, meeting),
            **_standing(packet, signed_in(request)),
            "written": written_for(meeting, signed_in(request)) if meeting else (),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def open_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Give the file, verified by its hash, to be shown and not stored."""
        packet = self.packet(request, object_id)
        try:
            pdf = archive.open_packet(packet, signed_in(request), now=timezone.now())
        except Refused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(reverse("admin:commitments_packet_change", args=(packet.pk,)))
        return given(packet, pdf)


__all__ = ["PacketAdmin", "ask_for_packet"]
