"""Packets: page by page, how far one is, and its file."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from commitments import access, looked
from commitments.api import reading, schema, shapes, tokens
from commitments.api.doors import DetailDoor, ListDoor
from commitments.api.filters import others as filters
from commitments.api.filters import refuse_unknown
from commitments.api.views.inside import InsideDoor
from commitments.briefings import archive
from commitments.models import Packet
from commitments.vocabulary import OpeningKind, Scope


class PacketDoor(InsideDoor):
    """A packet holds what a partner gave in confidence, so no program outside is given any."""

    refusal = _("Packets are not given to programs outside the ministry.")
    queryset = reading.PACKETS


class PacketListView(PacketDoor, ListDoor):
    filterset_class = filters.PacketFilterSet
    shape = shapes.PacketSerializer

    @schema.many(shape, _("List packets"))
    def get(self, request: Request) -> HttpResponse:
        """The editions of packets that you may read."""
        return self.answer(reading.packets(self.page(), self.reader))


class PacketView(PacketDoor, DetailDoor):
    shape = shapes.PacketSerializer

    @schema.one(shape, _("See how far a packet is"))
    def get(self, request: Request, id: str) -> HttpResponse:
        """One edition: ask again until it is ready, failed or cancelled."""
        return self.answer(reading.packets([self.row()], self.reader)[0])


class PacketFileView(PacketDoor):
    # Not `head`: who asks is given a numbered copy.
    http_method_names: Any = ("get",)

    @schema.file(_("Fetch a packet"), media_type="application/pdf", problems=(403,))
    def get(self, request: Request, id: str) -> HttpResponse:
        """Your own numbered copy as PDF, of the reserve where you have none; the register keeps it."""
        refuse_unknown(request, set())
        tokens.need_scope(request.user, Scope.PACKETS)
        packet = access.rows(Packet, self.reader).filter(pk=id).first()
        if packet is None:
            raise Http404
        pdf = archive.open_packet(packet, self.reader, now=timezone.now())
        looked.opened(request._request, self.reader, packet, OpeningKind.FETCHED)
        named = {"Content-Disposition": archive.disposition(packet), "X-Content-Type-Options": "nosniff"}
        return HttpResponse(pdf, content_type="application/pdf", headers=named)
