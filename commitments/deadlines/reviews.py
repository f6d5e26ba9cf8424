"""Reviews of what has no date or continues: the desk looks at it again, and when next."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.access import write_rules
from commitments.deadlines.context import spec_of
from commitments.enums import Actor, Nature
from commitments.errors import Refused
from commitments.language.phrases.specification import REVIEW_DAYS, add_duration
from commitments.models import Commitment, Deadline, User
from commitments.records import edits


@transaction.atomic
def set_review(
    commitment: Commitment, *, on: datetime.date | None = None, by: User, now: datetime.datetime
) -> Commitment:
    """Record that the desk reviewed what has no date, or continues, and when it looks at it again."""
    if (
        refusal := why_not_review(commitment, write_rules.build_acts(by, commitment, is_read=True))
    ) is not None:
        raise refusal
    return review_again(commitment, on=on, by=by, now=now)


def why_not_review(commitment: Commitment, acts: write_rules.Acts) -> Refused | None:
    """Explain why no review can be recorded now, or return None where one can."""
    if not acts(Actor.DESK):
        return write_rules.build_forbidden()
    if not commitment.is_open or not _is_reviewed(commitment):
        return Refused(
            _("Only an open commitment that is ongoing or has no due date can be reviewed."), "not_reviewed"
        )
    return None


def _is_reviewed(commitment: Commitment) -> bool:
    return commitment.due_on is None or commitment.nature == Nature.ONGOING


@transaction.atomic
def review_again(
    commitment: Commitment, *, on: datetime.date | None = None, by: User | None, now: datetime.datetime
) -> Commitment:
    """Postpone the review: to a day, or by the review cycle from today; the deadline stays unchanged.

    The cycle is the deadline's period where it has one, else what its wording gives. Only for deadlines
    without a date and continuing ones: others are left alone.
    """
    review_all_again([commitment], on=on, by=by, now=now)
    return commitment


@transaction.atomic
def review_all_again(
    commitments: Sequence[Commitment],
    *,
    on: datetime.date | None = None,
    by: User | None,
    now: datetime.datetime,
) -> None:
    """Postpone the review of each of several commitments, as `review_again` does for one."""
    today = timezone.localdate(now)
    by_day: dict[datetime.date, list[Commitment]] = {}
    for item in filter(_is_reviewed, commitments):
        if on is not None and on <= today:
            raise Refused(_("Enter a review date after today."), "past")
        day = on or _next_review(item.deadline, today)
        if day != item.review_on:
            by_day.setdefault(day, []).append(item)
    for day, items in by_day.items():
        edits.change_many(items, {"review_on": day}, by=by, now=now, action="review")


def _next_review(standing: Deadline | None, today: datetime.date) -> datetime.date:
    """Count the review cycle from a day."""
    if standing is None:
        return today + datetime.timedelta(days=REVIEW_DAYS)
    if standing.every:
        return add_duration(today, standing.every)
    return today + datetime.timedelta(days=spec_of(standing).review_days)
