"""The file of a numbered copy: the pages that all holders have, and the personal sheet of this holder.

The sheet has what changed since the last packet that the holder was given. It is printed when the copy is
issued, and has its own hash in the register; the signed content of the packet is the same for all holders.
"""

import datetime
import hashlib
from collections.abc import Iterator
from copy import copy as copy_of
from dataclasses import dataclass, replace
from typing import Any

import structlog
from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from commitments.access import policy
from commitments.classification.prepared_sheets import (
    SHEETS,
    SheetFile,
    delete_orphans,
    find_pages,
    keep_pages,
    start_run,
)
from commitments.enums import PacketEdition
from commitments.errors import Refused
from commitments.files import storage
from commitments.models import Packet, PacketCopy, User, zone_of
from commitments.models.base import spoken_in
from commitments.models.packets import COPY_STANDS
from commitments.models.translated import find_line
from commitments.packets.archive.frozen import content_of, find_master, imprint_of
from commitments.packets.compare import PreviousEdition, list_agenda_facts
from commitments.packets.content import PacketContent
from commitments.packets.edition_state import build_layout_label, list_label_words, words_of
from commitments.packets.formats import label_by_script, label_name, long_date, without_isolates
from commitments.packets.previous import LaterPacket, list_changes, list_titles
from commitments.packets.render import copy_numbers
from commitments.packets.render.pdf import render_sheet
from commitments.packets.render.printing import print_html
from commitments.packets.render.typeset import BLANK
from commitments.packets.sections.changes import Changes

# It is short, and a person waits for it.
CPU_SECONDS, WALL_SECONDS = 10, 15

log = structlog.get_logger(__name__)


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
    the post. A note taker edition, which has open items alone, counts where the holder has no other.
    """
    last = F("packet__as_of").desc(nulls_last=True), F("given_at").desc(), F("pk").desc()
    given = _list_given(packet, copy).order_by(*last)
    return given.exclude(edition=PacketEdition.NOTE_TAKER).first() or given.first()


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
    with translation.override(content.language), spoken_in(content.language):
        holder = label_name(str(copy.holder or copy.post))
        last = find_last_given(packet, copy)
        if last is None or last.given_at is None:
            return HolderSheet(holder, _explain_holder(packet, copy))
        readers = _list_readers(packet, copy, content.classification)
        told = _describe(last, readers[-1])
        moment = datetime.datetime.fromisoformat(content.created)
        try:
            before = PreviousEdition(
                _find_edition(last), content_of(last.packet.content_sha256), zone_of(readers[-1])
            )
        except Refused:
            said = _("Its content cannot be read, so the changes since then are not shown.")
            return HolderSheet(holder, f"{told} {said}")
        if before.moment > moment:
            said = _("It shows a later day than this packet, so no changes are shown.")
            return HolderSheet(holder, f"{told} {said}")
        facts = content.standing
        if last.edition == PacketEdition.NOTE_TAKER:
            said = _("That was the note taker edition, so only open items and proposed wording are compared.")
            told, facts = f"{told} {said}", list_agenda_facts(facts)
            agenda = list_agenda_facts(before.content.standing)
            before = replace(before, content=replace(before.content, standing=agenda))
        later = LaterPacket(
            packet.country,
            facts,
            content.made_from,
            packet.as_of or moment,
            readers,
            _list_meetings(packet) == _list_meetings(last.packet),
            list_titles(content),
        )
        return HolderSheet(holder, told, list_changes(before, later))


def _explain_holder(packet: Packet, copy: PacketCopy) -> str:
    """Return that it is the holder's first packet on the partner, where the register proves it."""
    if copy.holder is not None:
        unregistered = Packet.objects.filter(
            country=packet.country_id, reader=copy.holder_id, content_sha256=""
        )
        if unregistered.exclude(sha256="").exists():
            return _("The register does not show which earlier packet you received.")
    return _explain_first(packet, has_account=copy.holder is not None)


def _explain_first(packet: Packet, *, has_account: bool) -> str:
    """Return the words for a holder without an earlier packet on the partner."""
    if has_account:
        return _("This is your first packet on %(partner)s.") % {"partner": packet.country}
    return _("The register has no earlier packet on %(partner)s for this post.") % {"partner": packet.country}


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
    told = {"date": long_date(last.given_at.astimezone(zone_of(holder)).date())}
    if packet.classification > holder.clearance:
        return _("Compared with the packet that you received on %(date)s.") % told
    told |= {"reference": packet.reference, "edition": _find_edition(last)}
    if packet.meeting is not None and policy.can_read(holder, packet.meeting):
        meeting = packet.meeting
        title = find_line(meeting.titles, get_language() or "") or label_by_script(meeting.title)
        told["meeting"] = f"{meeting.reference} {title}"
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
    return copy.packet.edition if copy.of_final else copy.packet.draft_edition


def _list_meetings(packet: Packet) -> frozenset[int]:
    held = packet.of_meetings(manager="objects").filter(is_subject=True)
    return frozenset(held.values_list("meeting_id", flat=True))


@dataclass(frozen=True, slots=True)
class SheetPages:
    """The text of a personal sheet; its `words` are stamped where the pages of its packet are stamped too."""

    html: str
    words: copy_numbers.LabelWords | None
    is_on_back: bool

    @property
    def key(self) -> str:
        """Return the name under which its laid-out pages are kept until a copy is issued."""
        return hashlib.sha256(self.html.encode()).hexdigest()


def render_copy_sheet(packet: Packet, copy: PacketCopy, *, is_named: bool = False) -> SheetPages | None:
    """Return the personal sheet of a copy; None where the content itself has the changes, as in an addendum.

    The note taker's copy, which the other side signs, has none either: a sheet has lines to take and reasons.
    With `is_named` the name of the holder is laid out and not stamped.
    """
    if copy.edition == PacketEdition.NOTE_TAKER:
        return None
    packet = Packet.objects.select_related("reader", "requested_by", "country").get(pk=packet.pk)
    copy = PacketCopy.objects.select_related("holder").get(pk=copy.pk)
    content = content_of(packet.content_sha256)
    if packet.addendum or content.changes is None or not content.changes.are_on_sheet:
        return None
    return _render_pages(packet, copy, content, build_sheet(packet, copy, content), is_named=is_named)


def _render_pages(
    packet: Packet, copy: PacketCopy, content: PacketContent, sheet: HolderSheet, *, is_named: bool = False
) -> SheetPages:
    """Render a sheet: on a right page or, after an odd number of pages, on the back of the last one."""
    master = find_master(packet, copy.edition, of_final=copy.of_final)
    label = imprint_of(packet, master.name)
    is_on_back, words = bool(master.pages % 2), None
    if packet.imprints[master.name].get("layout"):
        named = {} if is_named else {"holder": without_isolates(sheet.holder)}
        with translation.override(content.language):
            words = replace(list_label_words(label, content), slots=named)
        label = build_layout_label(label)
        sheet = sheet if is_named else replace(sheet, holder=BLANK)
    return SheetPages(render_sheet(content, label, sheet, is_on_back=is_on_back), words, is_on_back)


def print_sheet(packet: Packet, copy: PacketCopy) -> bytes:
    """Make the file of a personal sheet: of pages laid out before, if it says the same; empty without one."""
    sheet = render_copy_sheet(packet, copy)
    if sheet is None:
        return b""
    try:
        return _stamp_sheet(sheet, find_pages(packet, sheet.key) or _lay_out(sheet))
    except copy_numbers.NoRoomError:
        named = render_copy_sheet(packet, copy, is_named=True)
        assert named is not None
        return _stamp_sheet(named, replace(_lay_out(named), slots=()))


def _stamp_sheet(sheet: SheetPages, pages: SheetFile) -> bytes:
    if sheet.words is None:
        return pages.pdf
    return copy_numbers.stamp_label(pages.pdf, sheet.words, pages.slots, is_on_back=sheet.is_on_back)


def _lay_out(sheet: SheetPages) -> SheetFile:
    printed = print_html(sheet.html, cpu_seconds=CPU_SECONDS, wall_seconds=WALL_SECONDS)
    return SheetFile(printed.pdf, printed.slots)


def prepare_sheets(packet: Packet) -> None:
    """Lay out the sheets of planned copies and of first packets, so that issuing a copy only stamps its
    sheet.

    Each is kept under the hash of its text, without the holder. When a copy is issued, the text is made again
    from the record and the rights of that moment; only the same text has the same pages. Those that are no
    longer expected are deleted.
    """
    packet = Packet.objects.select_related("reader", "requested_by", "country").get(pk=packet.pk)
    run = start_run(packet)
    made: dict[str, SheetFile] = {}
    expected: set[str] = set()
    try:
        for sheet in _list_expected(packet):
            expected.add(sheet.key)
            if sheet.key not in made and find_pages(packet, sheet.key) is None:
                made[sheet.key] = _lay_out(sheet)
    except Refused as refused:
        log.warning("sheet not prepared", packet=packet.pk, code=refused.code)
    keep_pages(packet, run, made, expected)


def delete_outdated_sheets(now: datetime.datetime) -> None:
    """Delete the prepared sheets that would have another text now, and what a killed process left.

    Rights and consents also end by a date, without a change of a record that would delete them.
    """
    for packet in Packet.objects.filter(imprints__has_key=SHEETS).select_related(
        "reader", "requested_by", "country"
    ):
        run, expected = start_run(packet), set[str]()
        try:
            expected = {sheet.key for sheet in _list_expected(packet)}
        except Refused as refused:
            log.warning("sheet not compared", packet=packet.pk, code=refused.code)
        keep_pages(packet, run, {}, expected)
    delete_orphans(now)


def _list_expected(packet: Packet) -> Iterator[SheetPages]:
    """Yield the sheets of the planned copies, and those of a new holder who had no packet before."""
    standing = packet.register(manager="objects").filter(COPY_STANDS)
    planned = standing.filter(of_final=packet.is_final, given_at=None)
    is_personal = False
    for copy in planned.exclude(holder=None, post=""):
        sheet = render_copy_sheet(packet, copy)
        is_personal = is_personal or sheet is not None
        if sheet is not None:
            yield sheet
    if not is_personal or not standing.exists():
        return
    content = content_of(packet.content_sha256)
    for edition in set(packet.editions) - {PacketEdition.NOTE_TAKER.value}:
        spare = PacketCopy(packet=packet, edition=edition, of_final=packet.is_final)
        for has_account in (True, False):
            with translation.override(content.language):
                first = HolderSheet("", _explain_first(packet, has_account=has_account))
            yield _render_pages(packet, spare, content, first)


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
    words, above = words_of(imprint.copy, copy.number), ""
    if copy.is_for_comment:
        words = _say(packet, gettext_lazy("Copy %(number)s"), {"number": copy.number})
        above = _label_draft(packet, copy)
    personal = store.get(sheet) if sheet else b""
    pages = store.get(master.sha256)
    return copy_numbers.stamp_copy(pages, words, imprint.footer[0], sheet=personal, above=above)


def _label_draft(packet: Packet, copy: PacketCopy) -> str:
    named = {"number": copy.number, "reader": str(copy.holder)}
    return _say(packet, gettext_lazy("Draft for comment · Copy %(number)s · %(reader)s"), named)


def _say(packet: Packet, words: Promise, named: dict[str, Any]) -> str:
    """Return words to be stamped, in the language of print; in English where its letters are joined."""
    for language in (packet.language, settings.LANGUAGE_CODE):
        with translation.override(language):
            said = str(words % named)
        try:
            copy_numbers.check_letters([said])
        except ValueError:
            continue
        return said
    # A name that cannot be stamped: the register has the holder of the number.
    return str(words % (named | {"reader": "–"}))


def find_final_of(packet: Packet) -> Packet | None:
    """Return the final that replaces the drafts with this number, once it is signed off."""
    finals = Packet.objects.current().filter(reference=packet.reference, signed_at__isnull=False)
    found: Packet | None = finals.filter(number=packet.number, addendum=packet.addendum).first()
    return found


def mark_draft(packet: Packet, copy: PacketCopy, pdf: bytes) -> bytes:
    """Stamp the copy of a draft that a final replaced, or that is for comment; the filed bytes stay as they
    are.

    Who was sent a draft for comment may open another edition of it, on a copy not issued for comment.
    """
    if copy.of_final or copy.is_for_comment:
        return pdf
    final = find_final_of(packet)
    if final is not None:
        said = _say(packet, gettext_lazy("Superseded by version %(edition)s"), {"edition": final.edition})
        return copy_numbers.stamp_notice(pdf, said)
    sent = packet.register(manager="objects").filter(is_for_comment=True, holder=copy.holder_id)
    if not sent.exists():
        return pdf
    return copy_numbers.stamp_notice(pdf, _label_draft(packet, copy), is_at_foot=True)
