"""Packets asked for, made and kept: the rows that say how far each is, and the files under their SHA-256."""

import datetime

import structlog
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from commitments import access, audit, files, finding, past, references
from commitments.briefings.gather import gather
from commitments.briefings.imprint import imprint
from commitments.briefings.render import render_pdf
from commitments.briefings.scope import of_packet
from commitments.errors import Refused
from commitments.models import Meeting, Packet, PacketMeeting, User
from commitments.vocabulary import PacketState, Role

LEASE_SECONDS = 300
MOST_TRIES = 3
UNFINISHED = (PacketState.ASKED, PacketState.MAKING)
# The parts of the work that a waiting person sees counted: read, set and print, file.
PARTS = 3

log = structlog.get_logger(__name__)


def default_reader(meeting: Meeting) -> User:
    """Give the desk officer of the meeting's country; Refused where the desk has none."""
    officers = User.objects.filter(is_active=True, role=Role.DESK_OFFICER, desk__countries=meeting.country)
    officer = officers.order_by("pk").first()
    if officer is None:
        raise Refused(_("No desk officer covers this country. Name a reader."), code="no_reader")
    return officer


def request_packet(
    meeting: Meeting,
    *,
    by: User,
    now: datetime.datetime,
    reader: User | None = None,
    as_of: datetime.datetime | None = None,
) -> Packet:
    """Ask for a packet for one reader, by default the person who asks; two presses give the same packet.

    With `as_of` it will hold what stood at that past moment. The row alone is written here; `make` does the
    work. Raises Refused where either may not see the meeting, or where it was not on record at the moment.
    """
    reader = reader or by
    access.require(_may_be_made(meeting, by=by, reader=reader))
    if as_of is not None:
        _check_on_record(meeting, by=by, moment=as_of)
    try:
        with transaction.atomic():
            waiting = Packet.objects.filter(meeting=meeting, reader=reader, state__in=UNFINISHED).first()
            if waiting is not None:
                return _same(waiting, as_of)
            year = (meeting.held_on or meeting.recorded_at.date()).year
            packet = Packet.objects.create(
                reference=references.packet_reference(meeting.country.iso, year),
                country=meeting.country,
                meeting=meeting,
                reader=reader,
                asked_by=by,
                asked_at=now,
                classification=meeting.classification,
                as_of=as_of,
                total=PARTS,
            )
            PacketMeeting.objects.create(packet=packet, meeting=meeting)
            finding.keep(packet)
            told = {"reference": packet.reference} | ({"as_of": audit.plain(as_of)} if as_of else {})
            audit.record("ask for packet", packet, by=by, now=now, after=told)
    except IntegrityError:
        # Another press won the race; its packet is this one, finished by now or not.
        return _same(Packet.objects.filter(meeting=meeting, reader=reader).latest("asked_at"), as_of)
    return packet


def _same(packet: Packet, as_of: datetime.datetime | None) -> Packet:
    """Give the packet under way where it is the one asked for; one at a time is made for a reader."""
    if packet.state in UNFINISHED and packet.as_of != as_of:
        raise Refused(
            _("Another packet of this meeting is being made for this reader. Ask again when it is ready."),
            code="under_way",
        )
    return packet


def _check_on_record(meeting: Meeting, *, by: User, moment: datetime.datetime) -> None:
    """Refuse a moment at which the meeting was not on record, or not for the person who asks."""
    with past.standing_at(moment, reader=by, partner=meeting.country):
        stood = access.sees(by, meeting)
    if not stood:
        raise Refused(_("This meeting was not on record then. Take a later day."), code="not_then")


def _may_be_made(meeting: Meeting, *, by: User, reader: User) -> bool:
    """A desk gives a packet to others: that lets a minister's office see the meeting, if cleared for it."""
    if not access.sees(by, meeting):
        return False
    if reader == by:
        return True
    is_cleared = reader.is_active and reader.clearance >= meeting.classification
    known = reader.role == Role.READER or access.sees(reader, meeting)
    return access.works_on(by, meeting.country) and is_cleared and known


def make(packet_id: int, *, now: datetime.datetime) -> bool:
    """Claim one packet, make it, and file it; give False where another worker has it or it is finished.

    1. Claim the row by a conditional update with a lease. 2. Read the records for its reader. 3. Print in a
    throw-away child, outside any transaction. 4. File the bytes, then the row; a refusal goes on the row.
    """
    tries = _claim(packet_id, now)
    if not tries:
        return False
    packet = Packet.objects.select_related("country", "meeting", "reader").get(pk=packet_id)
    try:
        content = gather(
            of_packet(packet),
            reader=packet.reader,
            reference=packet.reference,
            now=now,
            as_of=packet.as_of,
        )
        _progress(packet_id, tries, done=1)
        with translation.override(content.language):
            printed = render_pdf(content, imprint(packet, content))
    except Refused as refused:
        with translation.override(packet.asked_by.language):
            _fail(packet, tries, str(refused.message), now)
        log.warning("packet refused", packet=packet_id, code=refused.code)
        return True
    if printed.remarks:
        log.warning("packet printed with remarks", packet=packet_id, remarks=len(printed.remarks))
    _progress(packet_id, tries, done=2)
    digest = files.packets().put(printed.pdf)
    with transaction.atomic():
        written = _mine(packet_id, tries).update(
            state=PacketState.READY,
            classification=content.classification,
            as_of=packet.as_of or now,
            ready_at=now,
            lease_until=None,
            done=PARTS,
            pages=printed.pages,
            sha256=digest,
            failure="",
        )
        if written:
            audit.record("make packet", packet, by=packet.asked_by, now=now, after={"sha256": digest})
    return bool(written)


def _claim(packet_id: int, now: datetime.datetime) -> int:
    """Take the row for one lease; give the number of the try, or 0 where it is not to be had."""
    free = Q(state=PacketState.ASKED) | Q(state=PacketState.MAKING, lease_until__lt=now)
    with transaction.atomic():
        claimed = Packet.objects.filter(free, pk=packet_id, tries__lt=MOST_TRIES).update(
            state=PacketState.MAKING,
            lease_until=now + datetime.timedelta(seconds=LEASE_SECONDS),
            tries=F("tries") + 1,
            done=0,
        )
        return Packet.objects.values_list("tries", flat=True).get(pk=packet_id) if claimed else 0


def _mine(packet_id: int, tries: int) -> QuerySet[Packet]:
    """The row as long as this try holds it: a worker that was overtaken writes nothing."""
    return Packet.objects.filter(pk=packet_id, state=PacketState.MAKING, tries=tries)


def _progress(packet_id: int, tries: int, *, done: int) -> None:
    _mine(packet_id, tries).update(done=done)


def _fail(packet: Packet, tries: int, reason: str, now: datetime.datetime) -> None:
    with transaction.atomic():
        if _mine(packet.pk, tries).update(state=PacketState.FAILED, lease_until=None, failure=reason[:300]):
            audit.record("fail packet", packet, by=packet.asked_by, now=now, reason=reason[:300])


def unfinished(now: datetime.datetime) -> list[int]:
    """Give the ids of packets nobody is making, never begun or left by a dead worker; end the hopeless."""
    left = Q(state=PacketState.ASKED) | Q(state=PacketState.MAKING, lease_until__lt=now)
    Packet.objects.filter(left, tries__gte=MOST_TRIES).update(
        state=PacketState.FAILED,
        lease_until=None,
        failure=str(_("The packet could not be made in three tries. Tell the administrator.")),
    )
    return list(Packet.objects.filter(left).order_by("asked_at").values_list("pk", flat=True))


def open_packet(packet: Packet, user: User) -> bytes:
    """Give the file of a finished packet to who may see it; Refused where it is missing or altered."""
    access.require(access.sees(user, packet))
    if packet.state != PacketState.READY:
        raise Refused(_("This packet is not ready yet. Wait for it, or ask for a new one."), code="not_ready")
    return files.packets().get(packet.sha256)


def file_name(packet: Packet) -> str:
    """Give the name under which the file leaves: the number alone, which discloses nothing."""
    return f"{packet.reference}.pdf"
