"""The file of a numbered copy: the pages that all holders have, and the personal sheet of this holder.

The sheet has what changed since the last packet that the holder was given. It is printed when the copy is
issued, and has its own hash in the register; the signed content of the packet is the same for all holders.
"""

import datetime
from copy import copy as copy_of
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from commitments.access import policy
from commitments.enums import PacketEdition
from commitments.errors import Refused
from commitments.files import storage
from commitments.models import Packet, PacketCopy, User
from commitments.packets.archive.frozen import content_of, find_master, imprint_of
from commitments.packets.compare import PreviousEdition
from commitments.packets.content import PacketContent
from commitments.packets.edition_state import words_of
from commitments.packets.formats import long_date
from commitments.packets.previous import LaterPacket, list_changes
from commitments.packets.render import copy_numbers
from commitments.packets.render.pdf import render_sheet
from commitments.packets.render.printing import print_html
from commitments.packets.sections.changes import Changes

# It is short, and a person waits for it.
CPU_SECONDS, WALL_SECONDS = 10, 15


@dataclass(frozen=True, slots=True)
class HolderSheet:
    """What a personal sheet states: its holder, what it is compared with, and the changes, if any."""

    holder: str
    since: str
    changes: Changes | None = None


def limit_reader(packet: Packet) -> User:
    """Return the reader limited to what the requester may read too, since no one gives out what they may not
    read.

    Otherwise the classification would reveal to the requester that records above their own clearance exist.
    """
    reader = copy_of(packet.reader)
    reader.clearance = min(reader.clearance, packet.requested_by.clearance)
    return reader


def find_last_given(packet: Packet, copy: PacketCopy) -> PacketCopy | None:
    """Return the holder's copy of the last other packet on the partner, of any meeting, that was issued.

    The last is the one with the latest state of the record. A copy counts for its holder, whoever the packet
    was made for, and also after it was recalled, returned or lost. A holder without an account is found by
    the post.
    """
    last = F("packet__as_of").desc(nulls_last=True), F("given_at").desc(), F("pk").desc()
    return _list_given(packet, copy).order_by(*last).first()


def _list_given(packet: Packet, copy: PacketCopy) -> QuerySet[PacketCopy]:
    holder = Q(holder=copy.holder_id) if copy.holder_id else Q(holder=None, post=copy.post)
    given = PacketCopy.objects.filter(
        holder, given_at__isnull=False, packet__country=packet.country_id
    ).exclude(packet=packet.pk)
    return given.select_related("packet__meeting", "packet__country")


def build_sheet(packet: Packet, copy: PacketCopy, content: PacketContent) -> HolderSheet:
    """Return the changes since the last packet that the holder was given, in the language of the packet.

    Where there is none, or it cannot be compared, the sheet states why.
    """
    with translation.override(content.language):
        holder = str(copy.holder or copy.post)
        last = find_last_given(packet, copy)
        if last is None or last.given_at is None:
            return HolderSheet(holder, _explain_first(packet, copy))
        readers = _list_readers(packet, copy, content.classification)
        told = _describe(last, readers[-1])
        moment = datetime.datetime.fromisoformat(content.created)
        try:
            before = PreviousEdition(_find_edition(last), content_of(last.packet.content_sha256))
        except Refused:
            said = _("Its content cannot be read, so the changes since then are not shown.")
            return HolderSheet(holder, f"{told} {said}")
        if before.moment > moment:
            said = _("It shows a later day than this packet, so no changes are shown.")
            return HolderSheet(holder, f"{told} {said}")
        later = LaterPacket(
            packet.country,
            content.standing,
            content.made_from,
            packet.as_of or moment,
            readers,
            _list_meetings(packet) == _list_meetings(last.packet),
        )
        return HolderSheet(holder, told, list_changes(before, later))


def _explain_first(packet: Packet, copy: PacketCopy) -> str:
    """Return that it is the holder's first packet on the partner, where the register proves it."""
    if copy.holder is None:
        return _("The register has no earlier packet on %(partner)s for this post.") % {
            "partner": packet.country
        }
    unregistered = Packet.objects.filter(country=packet.country_id, reader=copy.holder_id, content_sha256="")
    if unregistered.exclude(sha256="").exists():
        return _("The register does not show which earlier packet you received.")
    return _("This is your first packet on %(partner)s.") % {"partner": packet.country}


def _list_readers(packet: Packet, copy: PacketCopy, printed: int) -> tuple[User, ...]:
    """Return the reader of the packet and the holder of the copy, if they differ.

    Both are limited to the classification that is printed and to the lower clearance of the two.
    """
    reader = limit_reader(packet)
    reader.clearance = min(reader.clearance, printed)
    if copy.holder is None or copy.holder_id == packet.reader_id:
        return (reader,)
    holder = copy_of(copy.holder)
    reader.clearance = holder.clearance = min(reader.clearance, holder.clearance)
    return reader, holder


def _describe(last: PacketCopy, holder: User) -> str:
    """Return which packet the holder was given last, and when; named only within the clearance."""
    packet = last.packet
    assert last.given_at is not None
    told = {"date": long_date(last.given_at.astimezone(datetime.UTC).date())}
    if packet.classification > holder.clearance:
        return _("Compared with the packet that you received on %(date)s.") % told
    told |= {"reference": packet.reference, "edition": _find_edition(last)}
    if packet.meeting is not None and policy.can_read(holder, packet.meeting):
        told["meeting"] = str(packet.meeting)
        return (
            _(
                "Compared with %(reference)s, version %(edition)s, which you received on %(date)s. "
                "It was prepared for: %(meeting)s."
            )
            % told
        )
    return _("Compared with %(reference)s, version %(edition)s, which you received on %(date)s.") % told


def _find_edition(copy: PacketCopy) -> str:
    """Return the version of a copy: that of the draft, where it became a final later."""
    packet = copy.packet
    is_draft = not (copy.of_final or packet.addendum)
    return f"{packet.number - 1}.{packet.draft}" if is_draft else packet.edition


def _list_meetings(packet: Packet) -> frozenset[int]:
    held = packet.of_meetings(manager="objects").filter(is_subject=True)
    return frozenset(held.values_list("meeting_id", flat=True))


def print_sheet(packet: Packet, copy: PacketCopy) -> bytes:
    """Print the personal sheet of a copy; empty where the content itself has the changes, as in an addendum.

    The note taker's copy, which the other side signs, has none either: a sheet has lines to take and reasons.
    It begins on a right page or, after an odd number of pages, on the back of the last one.
    """
    if copy.edition == PacketEdition.NOTE_TAKER:
        return b""
    packet = Packet.objects.select_related("reader", "requested_by", "country").get(pk=packet.pk)
    copy = PacketCopy.objects.select_related("holder").get(pk=copy.pk)
    content = content_of(packet.content_sha256)
    if packet.addendum or content.changes is None or not content.changes.are_on_sheet:
        return b""
    master = find_master(packet, copy.edition, of_final=copy.of_final)
    sheet = build_sheet(packet, copy, content)
    html = render_sheet(content, imprint_of(packet, master.name), sheet, is_on_back=bool(master.pages % 2))
    return print_html(html, cpu_seconds=CPU_SECONDS, wall_seconds=WALL_SECONDS).pdf


def store_sheet(packet: Packet, copy: PacketCopy) -> str:
    """Print and store the personal sheet of a copy; return its SHA-256, or nothing where it has none."""
    sheet = print_sheet(packet, copy)
    return storage.open_packet_store().put(sheet) if sheet else ""


def render_copy(packet: Packet, copy: PacketCopy, *, sheet: str = "") -> bytes:
    """Make one copy from the master of its edition and its personal sheet, named by its hash: the same bytes
    each time.
    """
    store = storage.open_packet_store()
    master = find_master(packet, copy.edition, of_final=copy.of_final)
    imprint = imprint_of(packet, master.name)
    words = words_of(imprint.copy, copy.number)
    personal = store.get(sheet) if sheet else b""
    return copy_numbers.stamp_copy(store.get(master.sha256), words, imprint.footer[0], sheet=personal)
