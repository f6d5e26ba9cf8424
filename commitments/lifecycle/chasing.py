"""What the desk does by hand where the machine sends nothing, or could not: it asks the owner."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments import access, editing
from commitments.errors import Refused
from commitments.lifecycle.progress import check_day
from commitments.models import Commitment, ProgressUpdate, User
from commitments.vocabulary import OPEN_STATES, Side


def why_not_chase(commitment: Commitment, user: User) -> Refused | None:
    """Explain why this person does not chase the item now, or give None who may."""
    if not (access.sees(user, commitment) and access.works_on(user, commitment.country)):
        return Refused(_("The desk takes this step."), "forbidden")
    if commitment.state not in OPEN_STATES:
        return Refused(_("Only an open item is chased."), "wrong_state")
    return None


@transaction.atomic
def chase(
    commitment: Commitment, *, text: str, said_on: datetime.date, by: User, now: datetime.datetime
) -> ProgressUpdate:
    """Record that the desk asked the owner, whose answer is still to come.

    It is our side's word and no report: the health stands as it was reported, grows no younger, and nothing
    is reviewed by it.
    """
    refusal = why_not_chase(commitment, by)
    if refusal is not None:
        raise refusal
    if not text.strip():
        raise Refused(_("Say whom you asked, and how: note, letter, call or talk."), "needs_text")
    check_day(said_on, now)
    # Sent twice by a second press, or by going back: the owner was asked once.
    if ProgressUpdate.objects.filter(
        commitment=commitment, recorded_by=by, said_on=said_on, text=text.strip()
    ).exists():
        raise Refused(_("You recorded this already, in the same words."), "recorded")
    row = ProgressUpdate(
        commitment=commitment,
        side=Side.OURS,
        said_on=said_on,
        health=commitment.health_at(timezone.localdate(now)),
        text=text.strip(),
        classification=commitment.classification,
    )
    return editing.create(row, by=by, now=now)
