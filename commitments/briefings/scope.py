"""What one packet is about: a meeting, several with one partner, or all there is with the partner."""

from dataclasses import dataclass

from django.db.models import Q

from commitments import access
from commitments.models import DAY, Commitment, Country, Meeting, Outcome, Packet, User
from commitments.vocabulary import Answer


@dataclass(frozen=True, slots=True)
class Scope:
    """The partner, the meeting ahead (None for a packet about the country), and all meetings it is about."""

    country: Country
    meeting: Meeting | None
    meetings: tuple[Meeting, ...]


def of_meeting(meeting: Meeting, *also: Meeting) -> Scope:
    """Give the scope of a packet for one meeting, and for others on the same journey."""
    return Scope(meeting.country, meeting, (meeting, *also))


def of_country(country: Country, *, by: User, reader: User) -> Scope:
    """Give the scope of a packet about all that stands with a partner.

    Somebody outside the desk is given the meetings that open items came from, as far as both may read them:
    the distribution list gives the need to know.
    """
    return Scope(country, None, where_open(country, by=by, reader=reader))


def where_open(country: Country, *, by: User, reader: User) -> tuple[Meeting, ...]:
    """List the meetings that what is open came from, as far as both may read them; none for the desk."""
    if access.works_on(reader, country):
        return ()
    owed = access.visible_to(Commitment.objects.open().filter(country=country), by)
    waiting = Outcome.objects.filter(answer=Answer.UNANSWERED, meeting__country=country)
    asked = access.visible_to(waiting, by)
    found = access.visible_to(Meeting.objects.filter(country=country), by).filter(
        Q(pk__in=owed.values("outcome__meeting")) | Q(pk__in=asked.values("meeting")),
        classification__lte=reader.clearance,
    )
    return tuple(found.select_related("country").order_by(DAY.asc(nulls_last=True), "pk"))


def of_packet(packet: Packet) -> Scope:
    """Give the scope that a packet was asked for with."""
    held = packet.of_meetings(manager="objects").filter(is_subject=True).select_related("meeting__country")
    meetings = tuple(row.meeting for row in held)
    return Scope(packet.country, packet.meeting, meetings)
