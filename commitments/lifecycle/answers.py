"""The answer of one side, whether the item waits for it or a lead that was named later does."""

import datetime

from django.db import transaction

from commitments import access
from commitments.errors import Refused
from commitments.lifecycle import acceptance, owners, rules
from commitments.models import Commitment, User
from commitments.vocabulary import Actor, Side, Step


def why_not_record_acceptance(
    commitment: Commitment, user: User, acts: access.Acts | None = None
) -> Refused | None:
    """Explain why this person records no acceptance now, or give None who does, of one side at least."""
    acts = acts or access.acts(user, commitment)
    if not (newcomers := owners.newcomers(commitment)):
        return rules.why_not(commitment, Step.ACCEPT, user, acts)
    is_ours = any(part.side == Side.OURS for part in newcomers)
    return None if acts(Actor.OWNER if is_ours else Actor.DESK) else access.forbidden()


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
