"""Commitments that follow from another: the remaining part, or the next occurrence, whose owners have
accepted.

Missed occurrences stay open beside the next. Also updates what depends on a commitment whose state changes,
clocks that count from it and upcoming agendas, and finds related items; callers check who may read them.
"""

import datetime

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from commitments.deadlines import changes, context, reviews, triggers
from commitments.enums import CommitmentState, Nature, Origin
from commitments.errors import Errors, Refused
from commitments.language.phrases.specification import DeadlineSpec
from commitments.lifecycle import agendas, transitions
from commitments.lifecycle.transitions import lock, owing_leads
from commitments.models import Commitment, CommitmentQuerySet, Deadline, Responsibility, User
from commitments.records import edits, parts, references

COPIED = (
    "outcome",
    "country",
    "title",
    "titles",
    "meaning",
    "owed_by",
    "nature",
    "strength",
    "classification",
    "condition",
    "condition_met_on",
    "condition_document",
)


def create_successor(
    commitment: Commitment,
    kind: Origin,
    *,
    title: str = "",
    occurrence: int | None = None,
    by: User | None,
    now: datetime.datetime,
) -> Commitment:
    """Create a successor in progress: same outcome, owners, strength and classification; its deadline is set
    next.

    Evidence, reports and health are its own. The owners' acceptance is copied: what they accepted, they owe.
    """
    copied = {name: getattr(commitment, name) for name in COPIED}
    if title:
        copied |= {"title": title, "titles": ""}
    made = Commitment(
        **copied,
        reference=references.commitment_reference(
            commitment.country.iso, references.year_of(commitment.reference)
        ),
        state=CommitmentState.IN_PROGRESS,
        origin=commitment,
        origin_kind=kind,
        occurrence=occurrence,
    )
    edits.create_record(made, by=by, now=now)
    for part in commitment.responsibilities(manager="objects").order_by("pk"):
        row = Responsibility(
            commitment=made,
            side=part.side,
            role=part.role,
            ministry_id=part.ministry_id,
            official_id=part.official_id,
            accepted_on=part.accepted_on,
            accepted_by_id=part.accepted_by_id,
            acceptance=part.acceptance,
        )
        edits.create_record(row, by=by, now=now)
    transitions.update_last_contact(made)
    return made


def follow_acceptance(commitment: Commitment, *, by: User | None, now: datetime.datetime) -> None:
    """Fix the deadline as first agreed: from the day on which the last owing lead accepted."""
    days = [lead.accepted_on for lead in owing_leads(commitment) if lead.accepted_on]
    if days:
        triggers.start_on_acceptance(commitment, on=max(days), by=by, now=now)


def follow_completion(commitment: Commitment, *, by: User, now: datetime.datetime) -> None:
    """Start the clocks that wait for its completion, or mark that it never comes."""
    on = commitment.closed_on or timezone.localdate(now)
    triggers.start_on_completion(commitment, on=on, by=by, now=now)


def follow_reopening(commitment: Commitment, *, by: User, now: datetime.datetime) -> None:
    """Stop the clocks that its completion started."""
    triggers.stop_on_reopening(commitment, by=by, now=now)


def postpone_reviews(*commitments: Commitment, by: User | None, now: datetime.datetime) -> None:
    """Postpone the review of undated and continuing items by their cycle; suspended ones keep their own."""
    awake = [item for item in commitments if item.state != CommitmentState.SUSPENDED]
    reviews.review_all_again(awake, by=by, now=now)


def update_agendas(commitment: Commitment, *, by: User | None, now: datetime.datetime) -> None:
    """Add a newly open commitment to the agendas of upcoming meetings; remove one that is no longer open."""
    agendas.add_item(commitment, by=by, now=now)


log = structlog.get_logger("tracker.lifecycle")

# One sweep opens so many; a long series that was recorded late goes on in the next.
AT_ONCE = 200
S = CommitmentState
# A dormant series sleeps; one that nobody has accepted yet has not begun.
RUNNING = (S.ACCEPTED, S.IN_PROGRESS, S.REPORTED)


def is_series(commitment: Commitment, spec: DeadlineSpec) -> bool:
    """Return whether a deadline makes a series: recurring with a period, and a task that can be finished."""
    return commitment.nature == Nature.ONE_OFF and spec.kind == "recurring" and bool(spec.every)


def read_first_occurrence(commitment: Commitment) -> dict[str, int | None]:
    """Return the number of the first occurrence by the accepted deadline; None where it is no series."""
    standing = commitment.deadline
    if commitment.origin_id is not None or standing is None:
        return {}
    return {"occurrence": 1 if is_series(commitment, context.spec_of(standing)) else None}


def find_regular_deadline(commitment: Commitment) -> Deadline | None:
    """Find the version that decides how the series continues: the last with a period and a day.

    A version that moved only this occurrence to another day does not affect the next one.
    """
    versions = commitment.deadlines(manager="objects").filter(due_on__isnull=False).exclude(every="")
    return versions.order_by("-number").first()


def open_next(commitment: Commitment, *, by: User | None, now: datetime.datetime) -> Commitment | None:
    """Open the occurrence after this one, in progress, as its owners have accepted the series already.

    None where it is no series, or the next one exists already. The caller has locked the row.
    """
    if (
        commitment.occurrence is None
        or commitment.successors(manager="objects").filter(origin_kind=Origin.OCCURRENCE).exists()
    ):
        return None
    standing = find_regular_deadline(commitment)
    if standing is None:
        return None
    number = commitment.occurrence + 1
    made = create_successor(commitment, Origin.OCCURRENCE, occurrence=number, by=by, now=now)
    changes.set_first(
        made,
        context.spec_of(standing),
        hooks=context.hooks_of(standing),
        previous_on=standing.due_on,
        by=by,
        now=now,
    )
    follow_acceptance(made, by=by, now=now)
    update_agendas(made, by=by, now=now)
    return made


def list_missed(today: datetime.date) -> CommitmentQuerySet:
    """Find the latest occurrences whose day is past and that are not confirmed."""
    after = Commitment.objects.filter(origin=OuterRef("pk"), origin_kind=Origin.OCCURRENCE)
    return Commitment.objects.filter(
        ~Exists(after), occurrence__isnull=False, state__in=RUNNING, due_on__lt=today
    )


def open_occurrences(now: datetime.datetime) -> int:
    """Open the next occurrence of every series whose latest is past due, and return how many were opened.

    The missed one stays open and overdue. Several reminder runs may run at once: each locks the row of the
    latest occurrence, and the database ensures that it has one successor. A failure for one does not prevent
    the others; the first error is raised at the end.
    """
    latest = list_missed(timezone.localdate(now)).order_by("due_on", "pk").values_list("pk", flat=True)
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
    """Open the occurrence after this one, unless another reminder run did meanwhile."""
    latest = list_missed(today).filter(pk=pk).select_related("outcome", "country", "deadline").first()
    if latest is None:
        return False
    try:
        # Held first, looked at again after: whoever held it before may have opened the next one.
        lock(latest)
        with transaction.atomic():
            return open_next(latest, by=None, now=now) is not None
    except Refused as refusal:
        if refusal.code == "changed":
            return False
        log.warning("occurrence_not_opened", commitment=pk, why=refusal.code)
        return False


def is_alone(item: Commitment) -> bool:
    """Return whether no other commitment follows from the same outcome."""
    if not parts.has_parts(item, parts.OTHERS):
        return True
    return not Commitment.objects.filter(outcome=item.outcome_id).exclude(pk=item.pk).exists()


def linked_to(item: Commitment) -> set[int]:
    """Return the keys of items that it waits for or supersedes, and of those that wait for it or supersede
    it.

    Each kind uses its own index: one query for all would read every item of the desk.
    """
    standing = item.deadline
    named = (item.superseded_by_id, standing.follows_id if standing else None)
    others: list[int] = []
    if parts.has_parts(item, parts.SUPERSEDED) or parts.has_parts(item, parts.FOLLOWED):
        gave_way = Commitment.objects.filter(superseded_by=item).order_by().values_list("pk", flat=True)
        waiting = Commitment.objects.filter(deadline__follows=item).order_by().values_list("pk", flat=True)
        others = list(gave_way.union(waiting))
    return {key for key in (*named, *others) if key}
