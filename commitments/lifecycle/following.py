"""What follows a commitment when its state changes: clocks that count from it, and the agendas ahead."""

import datetime
from typing import Any

from commitments import editing
from commitments.models import Commitment, User

Hooks = Any


def accepted(commitment: Commitment, *, by: User | None, now: datetime.datetime) -> None:
    """Let the deadline stand as first agreed: from the day on which the last owing lead accepted."""
    if commitment.first_deadline_id is None:
        editing.change(commitment, {"first_deadline": commitment.deadline}, by=by, now=now, action="deadline")


def completed(commitment: Commitment, *, by: User, now: datetime.datetime) -> None:
    """Start the clocks that follow it, and those that follow what it is the rest of: on the day it closed."""


def uncompleted(commitment: Commitment, *, by: User, now: datetime.datetime) -> None:
    """Stop the clocks that its completion started, and those that follow what it is the rest of."""


def listed(commitment: Commitment, *, by: User | None, now: datetime.datetime) -> None:
    """Bring a newly open commitment before the meetings that are planned."""


def reviewed(commitment: Commitment, *, by: User, now: datetime.datetime) -> None:
    """Put the review of what has no date off by its cycle."""
