"""The answer of one side, whether the item waits for it or a lead that was named later does."""

import datetime

from django.db import transaction

from commitments.lifecycle import acceptance, owners
from commitments.models import Commitment, User
from commitments.vocabulary import Side


@transaction.atomic
def record_acceptance(
    commitment: Commitment,
    side: Side,
    *,
    by: User,
    now: datetime.datetime,
    answer: str = "",
    on: datetime.date | None = None,
) -> Commitment:
    """Record that the lead of one side accepts what is proposed or, named later, what was accepted before."""
    for part in owners.newcomers(commitment):
        if part.side == side:
            owners.file_acceptance(part, answer=answer, on=on, by=by, now=now)
            return commitment
    return acceptance.accept(commitment, side, answer=answer, on=on, by=by, now=now)
