"""What follows a commitment when its state changes: clocks that count from it, and the agendas ahead."""

import datetime

from django.utils import timezone

from commitments import agenda, deadlines
from commitments.lifecycle.rules import owing_leads
from commitments.models import Commitment, User
from commitments.vocabulary import CommitmentState


def accepted(commitment: Commitment, *, by: User | None, now: datetime.datetime) -> None:
    """Let the deadline stand as first agreed: from the day on which the last owing lead accepted."""
    days = [lead.accepted_on for lead in owing_leads(commitment) if lead.accepted_on]
    if days:
        deadlines.accepted(commitment, on=max(days), by=by, now=now)


def ended(commitment: Commitment, *, by: User, now: datetime.datetime) -> None:
    """Start the clocks that wait for its completion, or say of them that it never comes."""
    on = commitment.closed_on or timezone.localdate(now)
    deadlines.completed(commitment, on=on, by=by, now=now)


def reopened(commitment: Commitment, *, by: User, now: datetime.datetime) -> None:
    """Stop the clocks that its completion started."""
    deadlines.uncompleted(commitment, by=by, now=now)


def reviewed(*commitments: Commitment, by: User | None, now: datetime.datetime) -> None:
    """Put the review of what has no date, or continues, off by its cycle; what sleeps keeps its own."""
    awake = [item for item in commitments if item.state != CommitmentState.DORMANT]
    deadlines.review_all_again(awake, by=by, now=now)


def listed(commitment: Commitment, *, by: User | None, now: datetime.datetime) -> None:
    """Bring a newly open commitment before the meetings that are planned; take one off that is no longer."""
    agenda.add_item(commitment, by=by, now=now)
