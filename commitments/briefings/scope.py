"""What one packet is about: a meeting, several with one partner, or all there is with the partner."""

from dataclasses import dataclass

from commitments.models import Country, Meeting, Packet


@dataclass(frozen=True, slots=True)
class Scope:
    """The partner, the meeting ahead (None for a packet about the country), and all meetings it is about."""

    country: Country
    meeting: Meeting | None
    meetings: tuple[Meeting, ...]


def of_meeting(meeting: Meeting, *also: Meeting) -> Scope:
    """Give the scope of a packet for one meeting, and for others on the same journey."""
    return Scope(meeting.country, meeting, (meeting, *also))


def of_packet(packet: Packet) -> Scope:
    """Give the scope that a packet was asked for with."""
    held = packet.of_meetings.select_related("meeting__country")
    meetings = tuple(row.meeting for row in held)
    return Scope(packet.country, packet.meeting, meetings)
