"""A commitment that sleeps, and how it is taken up again."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.editing import need_reason
from commitments.errors import Refused
from commitments.lifecycle import following, requests, terms
from commitments.lifecycle.taking import begin, take
from commitments.models import Approval, Commitment, User
from commitments.vocabulary import Matter, Step


@transaction.atomic
def rest(
    commitment: Commitment,
    *,
    review_on: datetime.date,
    reason: str,
    document: str = "",
    by: User,
    now: datetime.datetime,
    approval: Approval | None = None,
) -> Commitment:
    """Let a commitment in progress rest until a day within twelve months; only that day reminds of it."""
    begin(commitment, Step.REST, by)
    said = need_reason(reason)
    check_review(review_on, timezone.localdate(now))
    if approval is None:
        requests.decided_alone(
            commitment,
            Matter.REST,
            reason=said,
            document=document.strip(),
            terms=terms.of_review(review_on),
            by=by,
            now=now,
        )
    return take(commitment, Step.REST, by=by, now=now, reason=said, also={"review_on": review_on})


def check_review(review_on: datetime.date | None, today: datetime.date) -> datetime.date:
    """Give the day of the review; refuse none, one past, and one more than twelve months away."""
    if review_on is None:
        raise Refused(_("Say on which day it is looked at again."), "needs_review")
    if review_on <= today:
        raise Refused(_("The review is on a day to come."), "past_review")
    if review_on > _a_year_after(today):
        raise Refused(_("What rests is looked at again within twelve months."), "late_review")
    return review_on


def _a_year_after(day: datetime.date) -> datetime.date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


@transaction.atomic
def wake(commitment: Commitment, *, by: User, now: datetime.datetime, reason: str = "") -> Commitment:
    """Take a dormant commitment up again; its review is on the day that its deadline names, or a cycle on."""
    begin(commitment, Step.WAKE, by)
    standing = commitment.deadline
    review_on = standing.review_on if standing else None
    today = timezone.localdate(now)
    also = {"review_on": review_on}
    take(commitment, Step.WAKE, by=by, now=now, reason=reason.strip(), also=also)
    if review_on is not None and review_on <= today:
        following.reviewed(commitment, by=by, now=now)
    following.listed(commitment, by=by, now=now)
    return commitment
