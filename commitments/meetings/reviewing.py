"""Go through the open items of a meeting: what was said, how it stands, when it is looked at again."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments import agenda, deadlines, editing, lifecycle
from commitments.errors import Refused
from commitments.meetings.outcomes import REVIEW_DAYS
from commitments.models import AgendaItem, Commitment, Outcome, User
from commitments.vocabulary import OPEN_STATES, Answer, CommitmentState, Health, OwedBy, Side


@transaction.atomic
def review_item(
    item: AgendaItem,
    said: str,
    *,
    health: Health | None = None,
    raised_on: datetime.date | None = None,
    expected: int | None = None,
    by: User,
    now: datetime.datetime,
) -> AgendaItem:
    """Record what was said about an open item; with a health, as a progress update too.

    What has no date is looked at again after its cycle, an ask or offer after its usual time. The update is
    the word of the side that owes, ours where both do, dated as the words are.
    """
    if health is not None and not said.strip():
        raise Refused(_("Write what was said."), "needs_words")
    agenda.review(item, said, raised_on=raised_on, expected=expected, by=by, now=now)
    if not item.said or item.raised_on is None:
        return item
    if item.outcome is not None:
        _put_off(item.outcome, by=by, now=now)
    elif item.commitment is not None and item.commitment.state in OPEN_STATES:
        _follow_up(item.commitment, item.said, health, item.raised_on, by=by, now=now)
    return item


def _put_off(outcome: Outcome, *, by: User, now: datetime.datetime) -> None:
    day = timezone.localdate(now) + datetime.timedelta(days=REVIEW_DAYS)
    if outcome.answer == Answer.UNANSWERED and outcome.review_on != day:
        editing.change(outcome, {"review_on": day}, by=by, now=now, action="review")


def _follow_up(
    commitment: Commitment,
    said: str,
    health: Health | None,
    on: datetime.date,
    *,
    by: User,
    now: datetime.datetime,
) -> None:
    if health is not None:
        side = Side.THEIRS if commitment.owed_by == OwedBy.THEIRS else Side.OURS
        lifecycle.update(commitment, health=health, text=said, side=side, said_on=on, by=by, now=now)
    # What sleeps keeps the review that the head gave it.
    if commitment.state != CommitmentState.DORMANT:
        deadlines.review_again(commitment, by=by, now=now)
