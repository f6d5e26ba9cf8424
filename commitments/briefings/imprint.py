"""What a master says of its own state: its edition, how far it is signed off, the running lines."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from commitments import models as m
from commitments.briefings.content import Imprint, PacketContent


def imprint(packet: m.Packet, content: PacketContent) -> Imprint:
    """Give the imprint of the next master of an edition, in the language that is active."""
    draft = "" if packet.is_final else _("DRAFT %(number)s · NOT CLEARED") % {"number": packet.draft}
    word = "" if packet.is_final else f" {pgettext('state of a packet', 'DRAFT')}"
    copy = _("Copy %(number)s of %(count)s") % {"number": 1, "count": packet.copies}
    return Imprint(
        edition=packet.edition,
        draft=draft,
        state=draft,
        signed="" if packet.is_final else _("not signed off"),
        copy=copy,
        footer=(f"{packet.reference} · v{packet.edition}{word} · {copy}", *content.moment),
        steps=(),
    )
