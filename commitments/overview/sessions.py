"""Meetings ahead, and those not yet closed, as a desk lists them."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Count, F, IntegerField, Q, When

from commitments import access
from commitments.models import AgendaItem, Meeting, Packet, User
from commitments.vocabulary import MeetingState, PacketState

SHOWN = 6
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


def meetings_ahead(user: User, today: datetime.date) -> tuple[MeetingLine, ...]:
    """List the next meetings, the soonest first, then those not yet closed: three queries."""
    held, past = Q(state=MeetingState.HELD), Q(held_on__lt=today)
    place = Case(When(held, then=2), When(past, then=1), default=0, output_field=IntegerField())
    rows = list(
        access.visible_to(Meeting.objects.filter(state__in=AHEAD), user)
        .annotate(place_in_list=place)
        .order_by("place_in_list", F("held_on").asc(nulls_last=True), "pk")
        .values_list("pk", "reference", "title", "held_on", "place", "state")[:SHOWN]
    )
    if not rows:
        return ()
    keys = [row[0] for row in rows]
    packets = access.visible_to(Packet.objects.filter(meeting__in=keys), user).order_by("asked_at", "pk")
    latest = {
        meeting: (reference, PacketState(state))
        for meeting, reference, state in packets.values_list("meeting_id", "reference", "state")
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
