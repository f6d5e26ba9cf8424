"""A packet under way: how far it is, stopping it, and word of it on the next page once it is made."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commitments import access
from commitments.admin.doors import signed_in
from commitments.briefings import archive
from commitments.errors import Refused
from commitments.models import Packet, User
from commitments.models.packet import UNFINISHED
from commitments.vocabulary import PacketState

# The session's key for the packets that a person waits for; who waits for none has none.
AWAITED = "packets_awaited"


def wait_for(request: HttpRequest, packet: Packet) -> None:
    """Remember that the person waits for a packet, to be told wherever they are by then."""
    awaited = request.session.get(AWAITED, [])
    request.session[AWAITED] = [*(key for key in awaited if key != packet.pk), packet.pk][-20:]


class PacketNotice:
    """Tells who asked for packets which of them are made, on the next page they open."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Put the news among the messages of a page; a page's own questions in between are passed by."""
        is_page = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
        if is_page and isinstance(request.user, User) and AWAITED in request.session:
            tell_of_awaited(request, request.user)
        return self.get_response(request)


def tell_of_awaited(request: HttpRequest, person: User) -> None:
    """Say what became of each packet that is not under way any more, but on its own page, which says it."""
    awaited = request.session[AWAITED]
    rows = access.rows(Packet, person).filter(pk__in=awaited)
    known = {packet.pk: packet for packet in rows}
    left = [key for key in awaited if key in known and known[key].state in UNFINISHED]
    for key in awaited:
        packet = known.get(key)
        if packet is None or key in left:
            continue
        address = reverse("admin:commitments_packet_change", args=(key,))
        if request.path == address:
            continue
        if packet.state == PacketState.READY:
            said = _("The packet %(reference)s is ready.")
            messages.success(request, linked(said % {"reference": packet.reference}, address))
        elif packet.state == PacketState.FAILED:
            said = _("The packet %(reference)s could not be made.")
            messages.error(request, linked(said % {"reference": packet.reference}, address))
    if left:
        request.session[AWAITED] = left
    else:
        del request.session[AWAITED]


def linked(said: str, address: str) -> str:
    return format_html('{} <a href="{}">{}</a>', said, address, _("Look at it"))


def waiting_urls(page: Any) -> list[Any]:
    """Give the addresses of a packet's page while it is under way."""
    view = page.admin_site.admin_view

    def progress(request: HttpRequest, object_id: str) -> HttpResponse:
        return how_far(page.packet(request, object_id))

    def cancel(request: HttpRequest, object_id: str) -> HttpResponse:
        return stop(request, page.packet(request, object_id))

    return [
        path("<path:object_id>/progress/", view(progress), name="commitments_packet_progress"),
        path("<path:object_id>/cancel/", view(require_POST(cancel)), name="commitments_packet_cancel"),
    ]


def how_far(packet: Packet) -> HttpResponse:
    """Say how far a packet is, for the page that waits."""
    told = {"done": packet.done, "total": packet.total}
    return JsonResponse(
        {
            "state": packet.state,
            "label": str(PacketState(packet.state).label),
            **told,
            "told": _("%(done)s of %(total)s pages' worth") % told if packet.total else "",
            "is_under_way": packet.state in UNFINISHED,
        }
    )


def stop(request: HttpRequest, packet: Packet) -> HttpResponse:
    """Cancel the making of a packet."""
    try:
        archive.cancel(packet, by=signed_in(request), now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    return HttpResponseRedirect(reverse("admin:commitments_packet_change", args=(packet.pk,)))
