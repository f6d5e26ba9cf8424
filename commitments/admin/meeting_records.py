"""What stands on a meeting's page, read through the door in a fixed number of queries."""

from dataclasses import dataclass, field

from django.db.models import Prefetch

from commitments import access, deadlines, passages
from commitments.admin.meeting_agenda import Agenda, open_rows, page_of, read_agenda
from commitments.briefings import archive
from commitments.models import (
    AgendaItem,
    BackgroundFact,
    Commitment,
    DelegationMember,
    Meeting,
    Outcome,
    Packet,
    Statement,
    User,
)
from commitments.models.responsibility import parts_in_order
from commitments.vocabulary import CommitmentState, MeetingState, Side

NOT_YET_ACCEPTED = (CommitmentState.DRAFT, CommitmentState.PROPOSED, CommitmentState.DECLINED)
PACKETS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Records:
    """The records of one meeting that a person may read."""

    outcomes: tuple[Outcome, ...] = ()
    items: tuple[tuple[int, tuple[Commitment, ...]], ...] = ()
    seats: tuple[DelegationMember, ...] = ()
    background: tuple[BackgroundFact, ...] = ()
    statements: tuple[Statement, ...] = ()
    packets: tuple[Packet, ...] = ()
    agenda: Agenda = field(default_factory=Agenda)
    # Of the agenda, what may be spoken about here, and the part of it on this page.
    to_review: tuple[AgendaItem, ...] = ()
    on_page: tuple[AgendaItem, ...] = ()

    def items_of(self, outcome: int) -> tuple[Commitment, ...]:
        return dict(self.items).get(outcome, ())

    def editable_items_of(self, outcome: int) -> tuple[Commitment, ...]:
        """Give the commitments that nobody has accepted: what was accepted is not edited here."""
        return tuple(item for item in self.items_of(outcome) if is_editable(item))

    def seats_of(self, side: Side) -> tuple[DelegationMember, ...]:
        return tuple(seat for seat in self.seats if seat.side == side)


def is_editable(item: Commitment) -> bool:
    """Say whether owners and deadline may still be corrected."""
    accepted = any(part.accepted_on for part in item.responsibilities.all())
    return item.state in NOT_YET_ACCEPTED and not accepted


def read_records(meeting: Meeting, person: User, *, page: str = "") -> Records:
    """Read all that the page shows: a fixed number of queries, however many rows."""
    outcomes = access.rows(Outcome, person).filter(meeting=meeting)
    parts = parts_in_order("ministry", "official")
    commitments = access.rows(Commitment, person).filter(outcome__meeting=meeting)
    commitments = commitments.select_related("deadline", "first_deadline").prefetch_related(
        Prefetch("responsibilities", parts), Prefetch("deadlines", deadlines.chains())
    )
    items: dict[int, tuple[Commitment, ...]] = {}
    for item in commitments.order_by("reference"):
        items[item.outcome_id] = (*items.get(item.outcome_id, ()), item)
    seats = access.rows(DelegationMember, person).filter(meeting=meeting)
    background = access.rows(BackgroundFact, person).filter(meeting=meeting)
    statements = access.rows(Statement, person).filter(meeting=meeting)
    packets = archive.with_recalled(access.rows(Packet, person), person).filter(meeting=meeting)
    agenda = read_agenda(meeting, person)
    to_review = open_rows(agenda.rows, meeting) if meeting.state == MeetingState.HELD else []
    return Records(
        agenda=agenda,
        to_review=tuple(to_review),
        on_page=tuple(page_of(page, to_review, meeting)[-1]),
        outcomes=tuple(outcomes.order_by("number")),
        items=tuple(items.items()),
        seats=tuple(seats.select_related("official").order_by("side", "order", "pk")),
        background=tuple(background.order_by("order", "pk")),
        statements=tuple(
            passages.with_undecided(statements)
            .select_related("signed_off_by")
            .order_by("dated_on", "pk")
            .defer("text")
        ),
        packets=tuple(packets.select_related("reader").order_by("-asked_at")[:PACKETS_SHOWN]),
    )
