"""Packets made and kept: the rows that say how far each is, and the files under their SHA-256."""

import datetime
import time
from copy import copy
from dataclasses import replace
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from commitments import access, audit, files, marking
from commitments.briefings import claims, stamp
from commitments.briefings.addendum import restricted
from commitments.briefings.archive import telling
from commitments.briefings.archive.copies import distribution, plan, plan_final
from commitments.briefings.archive.frozen import content_of, freeze, freeze_imprint
from commitments.briefings.archive.signing import leave_out
from commitments.briefings.changes import NOTHING_GIVEN, Before, Given
from commitments.briefings.content import Imprint, PacketContent
from commitments.briefings.gather import gather
from commitments.briefings.imprint import imprint
from commitments.briefings.press import KILLED, Printed
from commitments.briefings.progress import Progress, expected
from commitments.briefings.render import render_pdf
from commitments.briefings.scope import of_packet
from commitments.editing import REASON_LENGTH, shortened
from commitments.errors import Refused
from commitments.models import Packet, PacketCopy, User
from commitments.models.packet import UNFINISHED
from commitments.vocabulary import PacketState

# From one word of how far it is to the next; the first comes when records are read and the child is there.
LEASE_SECONDS = 60
# What the history calls it.
FAILED = "fail packet"
_LEASE = datetime.timedelta(seconds=LEASE_SECONDS)

log = structlog.get_logger(__name__)


def make(packet_id: int, *, now: datetime.datetime) -> bool:
    """Claim one packet, make it, and file it; give False where another worker has it or it is finished.

    1. Claim the row by a conditional update with a lease. 2. Read the records for its reader and freeze the
    content; of one that is signed off, take the frozen content as it is. 3. Print in a throw-away child,
    outside any transaction. 4. File the bytes, then the row; a refusal goes on the row. What was ended from
    outside is left to be asked for again, three times at most.
    """
    begun = time.monotonic()
    tries = claims.claim(Packet, packet_id, lease=_LEASE, now=now, done=0)
    if not tries:
        return False
    packet = Packet.objects.select_related("country", "meeting", "reader", "asked_by", "replaces").get(
        pk=packet_id
    )
    try:
        content = content_of(packet.content_sha256) if packet.is_final else _gathered(packet, now)
        far = Progress(expected(content), lambda done: _tell(packet_id, tries, done, now + _since(begun)))
        _mine(packet_id, tries).update(total=far.total)
        with translation.override(content.language):
            says = imprint(
                packet, content, list(packet.sign_offs(manager="objects").select_related("officer"))
            )
            printed = render_pdf(content, says, far)
    except Refused as refused:
        if refused.code == KILLED and tries < claims.MOST_TRIES:
            claims.let_go(Packet, packet_id, tries)
            log.warning("packet killed", packet=packet_id, tries=tries)
            return True
        with translation.override(packet.asked_by.language):
            said = str(refused.message)
            claims.fail(packet, tries, said, by=packet.asked_by, now=now, action=FAILED)
        log.warning("packet refused", packet=packet_id, code=refused.code)
        return True
    if printed.remarks:
        log.warning("packet printed with remarks", packet=packet_id, remarks=len(printed.remarks))
    return _file(packet, tries, content, says, printed, now)


def _gathered(packet: Packet, now: datetime.datetime) -> PacketContent:
    """Read what the packet holds, then plan the copies; the distribution is part of it."""
    before = _before(packet)
    # An anchor of the history: the same for the same moment, whatever was sealed since.
    head = audit.head(packet.as_of or now)
    content = gather(
        of_packet(packet),
        reader=_within_both(packet),
        reference=packet.reference,
        now=now,
        as_of=packet.as_of,
        before=before,
        given=_given(packet) if before is None else NOTHING_GIVEN,
    )
    with translation.override(content.language):
        if packet.addendum:
            if before is None:
                raise Refused(
                    _("The content of the final cannot be read. Make the next edition."), code="no_final"
                )
            content = restricted(content, before)
    packet.classification = content.classification
    leave_out(packet, now=now)
    packet.copies = plan(packet)
    with translation.override(content.language):
        return replace(content, distribution=distribution(packet), head=str(head))


def _within_both(packet: Packet) -> User:
    """Give the reader as far as who asked may read too: nobody hands out what is not theirs to read.

    Else the marking would tell who asked that there is something above the own clearance.
    """
    reader = copy(packet.reader)
    reader.clearance = min(reader.clearance, packet.asked_by.clearance)
    return reader


def _before(packet: Packet) -> Before | None:
    """Give the edition that this one replaces, to be compared with; None where it cannot be read any more."""
    replaced = packet.replaces
    if replaced is None or not replaced.content_sha256:
        return None
    try:
        return Before(replaced.edition, content_of(replaced.content_sha256))
    except Refused as refused:
        log.warning("edition before not read", packet=packet.pk, before=replaced.pk, code=refused.code)
        return None


def _given(packet: Packet) -> Given:
    """Return what the register shows that the reader was given before this, the last first.

    A copy counts for its holder, whoever the packet was made for. What is above the clearance of the reader
    or of who asked, or about another partner, is not named.
    """
    if packet.replaces is not None:
        return Given(unread=packet.replaces.edition)
    copies = PacketCopy.objects.filter(holder=packet.reader, given_at__isnull=False)
    others = copies.exclude(packet__reference=packet.reference)
    level = _within_both(packet).clearance
    named = others.filter(packet__country=packet.country, packet__classification__lte=level)
    last = named.select_related("packet").order_by("-given_at", "-pk").first()
    if last is None or last.given_at is None:
        return Given(is_more=others.exists())
    return Given(packet=str(last.packet), on=last.given_at.astimezone(datetime.UTC).date())


def _kept(says: Imprint, printed: Printed) -> dict[str, Any]:
    """Give what is kept of a master to make it, and its copies, once more."""
    return freeze_imprint(says) | {"printer": printed.printer, "stamp": stamp.fingerprint()}


def _file(
    packet: Packet,
    tries: int,
    content: PacketContent,
    says: Imprint,
    printed: Printed,
    now: datetime.datetime,
) -> bool:
    """File the master and what it was printed from, then write the row; False where it was overtaken."""
    digest = files.packets().put(printed.pdf)
    master = "final" if packet.is_final else "draft"
    columns = {
        "state": PacketState.READY,
        "ready_at": now,
        "lease_until": None,
        "done": printed.pages,
        "total": printed.pages,
        "pages": printed.pages,
        "sha256": digest,
        "printer": printed.printer,
        "failure": "",
    }
    if not packet.is_final:
        columns |= {
            "classification": content.classification,
            "as_of": packet.as_of or now,
            "copies": packet.copies,
            "content_sha256": freeze(content),
            "draft_sha256": digest,
            "too_long": list(printed.too_long),
        }
    with transaction.atomic():
        # As it stands now: a record of it may have been raised while it was printed, and the row says so.
        standing = _mine(packet.pk, tries).select_for_update(no_key=True).first()
        if standing is not None:
            columns["imprints"] = standing.imprints | {master: _kept(says, printed)}
            _mine(packet.pk, tries).update(**columns)
            if packet.is_final:
                plan_final(packet)
            _mark(packet.pk, content, now)
            standing.refresh_from_db()
            told = {"sha256": digest, "content_sha256": columns.get("content_sha256", packet.content_sha256)}
            told |= telling.made(standing, master)
            audit.record("make packet", packet, by=packet.asked_by, now=now, after=told)
    if standing is not None:
        audit.keep_anchor(settings.ANCHORS_FILE, content.head, packet.as_of or now)
    return standing is not None


def _mark(packet_id: int, content: PacketContent, now: datetime.datetime) -> None:
    """Raise the row where a record was raised since it was read: who raised it did not find it here yet."""
    packet = Packet.objects.get(pk=packet_id)
    level = marking.highest_now((one.label, one.key) for one in content.made_from)
    if level > packet.classification:
        marking.raise_packet(packet, level, by=None, now=now)


def _since(begun: float) -> datetime.timedelta:
    """Give how long ago a moment of the monotonic clock was."""
    return datetime.timedelta(seconds=time.monotonic() - begun)


def _mine(packet_id: int, tries: int) -> QuerySet[Packet]:
    return claims.held(Packet, packet_id, tries)


def _tell(packet_id: int, tries: int, done: int, now: datetime.datetime) -> None:
    """Write how far a packet is, for one more lease; stop it where it was cancelled or overtaken."""
    if not _mine(packet_id, tries).update(done=done, lease_until=now + _LEASE):
        raise Refused(_("The packet was cancelled, or another worker makes it."), code="packet_stopped")


def cancel(packet: Packet, *, by: User, now: datetime.datetime) -> None:
    """Stop a packet that is asked for or being made; its child dies at the next count, within half a second.

    Raises Refused where it is finished or signed off, and for who neither asked nor works on the country.
    """
    access.require(access.sees(by, packet))
    access.require(packet.asked_by == by or access.works_on(by, packet.country))
    with transaction.atomic():
        said = shortened(str(_("Cancelled by %(person)s.") % {"person": by}), REASON_LENGTH)
        under_way = Packet.objects.filter(pk=packet.pk, state__in=UNFINISHED, signed_at__isnull=True)
        if not under_way.update(state=PacketState.CANCELLED, lease_until=None, failure=said):
            raise Refused(
                _("This packet is finished or signed off already. Look at it again."), code="not_under_way"
            )
        audit.record("cancel packet", packet, by=by, now=now)


def unfinished(now: datetime.datetime) -> list[int]:
    """Give the ids of packets nobody is making, never begun or left by a dead worker; end the hopeless."""
    said = str(_("The packet could not be made in three tries. Tell the administrator."))
    return claims.unfinished(Packet, "asked_at", said=said, now=now, action=FAILED)
