"""Recurring commitments: one occurrence after the other, and the missed ones stay open beside the next."""

import datetime

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from commitments import deadlines
from commitments.errors import Errors, Refused
from commitments.lifecycle import following, succession
from commitments.lifecycle.taking import hold
from commitments.models import Commitment, CommitmentQuerySet, Deadline, User
from commitments.phrases import DeadlineSpec
from commitments.vocabulary import CommitmentState, Nature, Origin

log = structlog.get_logger("tracker.lifecycle")

# One sweep opens so many; a long series that was recorded late goes on in the next.
AT_ONCE = 200
S = CommitmentState
# A dormant series sleeps; one that nobody has accepted yet has not begun.
RUNNING = (S.ACCEPTED, S.IN_PROGRESS, S.REPORTED)


def is_series(commitment: Commitment, spec: DeadlineSpec) -> bool:
    """Say whether a deadline makes a series of it: recurring with a period, and something to be finished."""
    return commitment.nature == Nature.DISCRETE and spec.kind == "recurring" and bool(spec.every)


def settled(commitment: Commitment) -> dict[str, int | None]:
    """Give the number of the first occurrence as the accepted deadline has it; None where it is no series."""
    standing = commitment.deadline
    if commitment.origin_id is not None or standing is None:
        return {}
    return {"occurrence": 1 if is_series(commitment, deadlines.spec_of(standing)) else None}


def regular(commitment: Commitment) -> Deadline | None:
    """Find the version that says how the series goes on: the last with a period and a day.

    A version that moved this occurrence alone to a day of its own says nothing about the next one.
    """
    versions = commitment.deadlines(manager="objects").filter(due_on__isnull=False).exclude(every="")
    return versions.order_by("-number").first()


def open_next(commitment: Commitment, *, by: User | None, now: datetime.datetime) -> Commitment | None:
    """Open the occurrence after this one, in progress, as its owners have accepted the series already.

    None where it is no series, or the next one stands already. The caller holds the row.
    """
    if (
        commitment.occurrence is None
        or commitment.successors(manager="objects").filter(origin_kind=Origin.OCCURRENCE).exists()
    ):
        return None
    standing = regular(commitment)
    if standing is None:
        return None
    number = commitment.occurrence + 1
    made = succession.succeed(commitment, Origin.OCCURRENCE, occurrence=number, by=by, now=now)
    deadlines.set_first(
        made,
        deadlines.spec_of(standing),
        hooks=deadlines.hooks_of(standing),
        previous_on=standing.due_on,
        by=by,
        now=now,
    )
    following.accepted(made, by=by, now=now)
    following.listed(made, by=by, now=now)
    return made


def missed(today: datetime.date) -> CommitmentQuerySet:
    """Find the latest occurrences whose day is past and that nobody has confirmed."""
    after = Commitment.objects.filter(origin=OuterRef("pk"), origin_kind=Origin.OCCURRENCE)
    return Commitment.objects.filter(
        ~Exists(after), occurrence__isnull=False, state__in=RUNNING, due_on__lt=today
    )


def open_occurrences(now: datetime.datetime) -> int:
    """Open the next occurrence of every series whose latest is past due, and give how many were opened.

    The missed one stays open and overdue. Any number of sweeps may run at once: each holds the row of the
    latest occurrence, and the database holds that it has one successor. One that cannot be opened keeps none
    of the others closed; the first error is raised at the end.
    """
    latest = missed(timezone.localdate(now)).order_by("due_on", "pk").values_list("pk", flat=True)
    opened, tried, errors = 0, set[int](), Errors(log)
    while opened < AT_ONCE and (found := list(latest.exclude(pk__in=tried)[: AT_ONCE - opened])):
        tried.update(found)
        for pk in found:
            with errors.caught(f"occurrence after {pk}"):
                opened += _open_after(pk, timezone.localdate(now), now)
    errors.raise_first()
    return opened


@transaction.atomic
def _open_after(pk: int, today: datetime.date, now: datetime.datetime) -> bool:
    """Open the occurrence after this one, unless another sweep did meanwhile."""
    latest = missed(today).filter(pk=pk).select_related("outcome", "country", "deadline").first()
    if latest is None:
        return False
    try:
        # Held first, looked at again after: whoever held it before may have opened the next one.
        hold(latest)
        with transaction.atomic():
            return open_next(latest, by=None, now=now) is not None
    except Refused as refusal:
        if refusal.code == "changed":
            return False
        log.warning("occurrence_not_opened", commitment=pk, why=refusal.code)
        return False
