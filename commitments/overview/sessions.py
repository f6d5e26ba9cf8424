"""Meetings ahead, and those not yet closed, as a desk lists them."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Subquery, When

from commitments import access
from commitments.marking import MARKED
from commitments.models import DAY, AgendaItem, Meeting, Packet, PacketCopy, SignOff, User
from commitments.models.packet import COPY_STANDS
from commitments.vocabulary import Classification, MeetingState, PacketState

SHOWN = 6
PACKETS_SHOWN = 12
COMING = (MeetingState.PLANNED, MeetingState.POSTPONED)
AHEAD = (*COMING, MeetingState.HELD)


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """One meeting ahead, or held and not yet closed, with its latest packet and what comes back there."""

    pk: int
    reference: str
    title: str
    held_on: datetime.date | None
    place: str
    state: MeetingState
    packet: PacketState | None
    packet_reference: str
    on_agenda: int

    def is_within(self, today: datetime.date, until: datetime.date) -> bool:
        """Say whether it takes place in these days."""
        return self.state in COMING and self.held_on is not None and today <= self.held_on <= until


@dataclass(frozen=True, slots=True)
class PacketLine:
    """One packet that was made for the person."""

    pk: int
    edition: str
    state: PacketState
    marking: Classification
    meeting: str
    held_on: datetime.date | None
    ready_at: datetime.datetime | None
    pages: int
    is_recalled: bool


@dataclass(frozen=True, slots=True)
class PacketToSign:
    """One edition that waits for the person's signature."""

    pk: int
    edition: str


def packets_for(user: User) -> tuple[PacketLine, ...]:
    """List the latest packets made for the person: one query."""
    rows = access.visible_to(Packet.objects.filter(reader=user), user).order_by("-asked_at", "-pk")
    recalled = PacketCopy.objects.filter(packet=OuterRef("pk"), holder=user, recalled_at__isnull=False)
    rows = rows.annotate(is_recalled=Exists(recalled))
    return tuple(
        PacketLine(
            packet.pk,
            packet.label,
            PacketState(packet.state),
            Classification(packet.classification),
            packet.meeting.title if packet.meeting else "",
            packet.meeting.held_on if packet.meeting else None,
            packet.ready_at,
            packet.pages,
            packet.is_recalled,
        )
        for packet in rows.select_related("meeting").defer("imprints")[:PACKETS_SHOWN]
    )


def packets_to_sign(user: User) -> tuple[PacketToSign, ...]:
    """List the newest editions, asked for by others, whose next signature is the person's: one query.

    What does not fit its page, is marked lower than what it holds, was recalled, or is for a meeting that is
    over waits for nobody.
    """
    waiting = SignOff.objects.filter(packet=OuterRef("pk"), signed_at__isnull=True)
    whose = waiting.order_by("step").values("officer")[:1]
    edition = (OuterRef(name) for name in ("reference", "number", "draft", "addendum"))
    later = Packet.objects.standing().later_than(*edition)
    copies = PacketCopy.objects.filter(packet=OuterRef("pk"))
    goes_on = ~Exists(copies.filter(recalled_at__isnull=False)) | Exists(copies.filter(COPY_STANDS))
    rows = Packet.objects.filter(~Exists(later), goes_on, state=PacketState.READY, signed_at=None)
    rows = rows.exclude(imprints__has_key=MARKED)
    rows = rows.filter(Q(meeting=None) | Q(meeting__state__in=AHEAD), too_long=[])
    rows = rows.alias(whose=Subquery(whose)).filter(whose=user.pk).exclude(asked_by=user)
    found = access.visible_to(rows, user).order_by("asked_at", "pk")
    return tuple(PacketToSign(packet.pk, str(packet)) for packet in found)


def meetings_ahead(user: User, today: datetime.date, country: str = "") -> tuple[MeetingLine, ...]:
    """List the next meetings, the soonest first, then those not yet closed: three queries."""
    held, past = Q(state=MeetingState.HELD), Q(held_on__lt=today)
    place = Case(When(held, then=2), When(past, then=1), default=0, output_field=IntegerField())
    ahead = Meeting.objects.filter(state__in=AHEAD)
    if country:
        ahead = ahead.filter(country__iso=country)
    rows = list(
        access.at_hand(ahead, user)
        .annotate(place_in_list=place)
        .order_by("place_in_list", DAY.asc(nulls_last=True), "pk")
        .values_list("pk", "reference", "title", "held_on", "place", "state")[:SHOWN]
    )
    if not rows:
        return ()
    keys = [row[0] for row in rows]
    packets = access.visible_to(Packet.objects.filter(meeting__in=keys), user).order_by("asked_at", "pk")
    latest = {
        packet.meeting_id: (packet.label, PacketState(packet.state)) for packet in packets.defer("imprints")
    }
    agenda = _on_agenda(user, [row[0] for row in rows if row[5] in COMING])
    return tuple(
        MeetingLine(
            pk=pk,
            reference=reference,
            title=title,
            held_on=held_on,
            place=where,
            state=MeetingState(state),
            packet=latest[pk][1] if pk in latest else None,
            packet_reference=latest[pk][0] if pk in latest else "",
            on_agenda=agenda.get(pk, 0),
        )
        for pk, reference, title, held_on, where, state in rows
    )


def _on_agenda(user: User, meetings: Sequence[int]) -> dict[int, int]:
    """Count what the person may read of the first agenda point of each meeting to come."""
    if not meetings:
        return {}
    items = access.visible_to(AgendaItem.objects.filter(meeting__in=meetings), user)
    return dict(items.order_by().values_list("meeting").annotate(count=Count("pk")))
