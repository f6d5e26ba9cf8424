"""Meetings on My desk: upcoming ones, those not yet closed, packets to sign, and absences.

Also today's date where the person works.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, When

from commitments.access import policy, rules
from commitments.access.cached_queries import load_prepared
from commitments.classification.levels import MARKED
from commitments.enums import OPEN_MEETING_STATES, UPCOMING_STATES, Classification, MeetingState, PacketState
from commitments.models import DAY, Absence, AgendaItem, Meeting, Packet, PacketCopy, SignOff, User, zone_of
from commitments.models.packets import COPY_STANDS

SHOWN = 6
PACKETS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """One meeting, upcoming or held and not yet closed, with its latest packet and what is due there."""

    pk: int
    reference: str
    title: str
    held_on: datetime.date | None
    place: str
    state: MeetingState
    packet: PacketState | None
    packet_reference: str
    packet_pk: int | None
    on_agenda: int

    def is_within(self, today: datetime.date, until: datetime.date) -> bool:
        """Return whether it takes place in these days."""
        return self.state in UPCOMING_STATES and self.held_on is not None and today <= self.held_on <= until


@dataclass(frozen=True, slots=True)
class PacketLine:
    """One packet made for the person."""

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
    rows = policy.readable_by(Packet.objects.filter(reader=user), user).order_by("-requested_at", "-pk")
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
    """List the newest editions, requested by others, whose next signature is the person's, in one query.

    Left out are editions that do not fit their page, are classified lower than their contents, were recalled,
    or are for a past meeting.
    """
    waiting = SignOff.objects.filter(packet=OuterRef("pk"), signed_at__isnull=True)
    whose = waiting.order_by("step").values("officer")[:1]
    edition = (OuterRef(name) for name in ("reference", "number", "draft", "addendum"))
    later = Packet.objects.current().later_than(*edition)
    copies = PacketCopy.objects.filter(packet=OuterRef("pk"))
    goes_on = ~Exists(copies.filter(recalled_at__isnull=False)) | Exists(copies.filter(COPY_STANDS))
    rows = Packet.objects.filter(~Exists(later), goes_on, state=PacketState.READY, signed_at=None)
    rows = rows.exclude(imprints__has_key=MARKED)
    rows = rows.filter(Q(meeting=None) | Q(meeting__state__in=OPEN_MEETING_STATES), too_long=[])
    rows = rows.alias(whose=Subquery(whose)).filter(whose=user.pk).exclude(requested_by=user)
    found = policy.readable_by(rows, user).order_by("requested_at", "pk")
    return tuple(PacketToSign(packet.pk, str(packet)) for packet in found)


def meetings_ahead(user: User, today: datetime.date, country: str = "") -> tuple[MeetingLine, ...]:
    """List the next meetings, the soonest first, then those not yet closed: two queries."""
    rows = load_prepared(_list_meetings_ahead, user, today, country)
    if not rows:
        return ()
    packets = load_prepared(_list_packets, user, [row[0] for row in rows])
    latest = {packet.meeting_id: packet for packet in packets}
    return tuple(
        MeetingLine(
            pk=pk,
            reference=reference,
            title=title,
            held_on=held_on,
            place=where,
            state=MeetingState(state),
            packet=PacketState(latest[pk].state) if pk in latest else None,
            packet_reference=latest[pk].label if pk in latest else "",
            packet_pk=latest[pk].pk if pk in latest else None,
            on_agenda=on_agenda or 0,
        )
        for pk, reference, title, held_on, where, state, on_agenda in rows
    )


def count_agenda_items(user: User, meeting: int) -> int:
    """Count what the person may read of the first agenda point of a meeting."""
    return policy.readable_by(AgendaItem.objects.filter(meeting=meeting), user).count()


def _list_meetings_ahead(user: User, today: datetime.date, country: str) -> QuerySet[Any, Any]:
    held, past = Q(state=MeetingState.HELD), Q(held_on__lt=today)
    place = Case(When(held, then=2), When(past, then=1), default=0, output_field=IntegerField())
    ahead = Meeting.objects.filter(state__in=OPEN_MEETING_STATES)
    if country:
        ahead = ahead.filter(country__iso=country)
    rows = rules.at_hand(ahead, user).annotate(place_in_list=place, on_agenda=_count_agenda(user))
    listed = rows.order_by("place_in_list", DAY.asc(nulls_last=True), "pk")
    return listed.values_list("pk", "reference", "title", "held_on", "place", "state", "on_agenda")[:SHOWN]


def _list_packets(user: User, meetings: list[int]) -> QuerySet[Packet]:
    rows = policy.readable_by(Packet.objects.filter(meeting__in=meetings), user)
    return rows.order_by("requested_at", "pk").defer("imprints")


def _count_agenda(user: User) -> Case:
    """Return an expression that counts what the person may read of the first agenda point of a meeting to
    come, for meetings that the person reads.
    """
    items = policy.parts_of_each(
        Meeting, OuterRef("pk"), AgendaItem.objects.filter(meeting=OuterRef("pk")), user
    )
    counted = items.order_by().values("meeting").annotate(count=Count("pk")).values("count")
    return Case(When(state__in=UPCOMING_STATES, then=Subquery(counted)), default=0)


@dataclass(frozen=True, slots=True)
class Deputy:
    """One absence that concerns the person: who is away, the deputy, and the last day."""

    pk: int
    person: str
    deputy: str
    until: datetime.date
    is_own: bool


def today_of(user: User, now: datetime.datetime) -> datetime.date:
    """Return today's date where the person works."""
    return now.astimezone(zone_of(user)).date()


def list_deputies(user: User, today: datetime.date) -> tuple[Deputy, ...]:
    """List those whose deputy the person is today, and the person's own absence, in one query."""
    rows = Absence.objects.filter(
        Q(deputy=user) | Q(person=user), starts_on__lte=today, ends_on__gte=today
    ).order_by("ends_on", "pk")
    columns = ("pk", "person_id", "person__name", "deputy__name", "ends_on")
    return tuple(
        Deputy(pk, person, deputy, until, key == user.pk)
        for pk, key, person, deputy, until in rows.values_list(*columns)
    )
