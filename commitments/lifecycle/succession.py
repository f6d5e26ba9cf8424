"""What comes out of a commitment: the rest of it, or its next occurrence; its owners accepted already."""

import datetime

from commitments import deadlines, editing, references
from commitments.lifecycle import following
from commitments.models import Commitment, Deadline, Responsibility, User
from commitments.phrases import DeadlineSpec, on_day
from commitments.vocabulary import CommitmentState, Origin

COPIED = (
    "outcome",
    "country",
    "title",
    "meaning",
    "owed_by",
    "nature",
    "strength",
    "classification",
    "condition",
    "condition_met_on",
    "condition_document",
)


def succeed(
    commitment: Commitment,
    kind: Origin,
    *,
    title: str = "",
    occurrence: int | None = None,
    by: User | None,
    now: datetime.datetime,
) -> Commitment:
    """Insert a successor in progress: same outcome, owners, strength and marking; its deadline is set next.

    Evidence, reports and health are its own. The owners' acceptance is carried: what they accepted, they owe.
    """
    copied = {name: getattr(commitment, name) for name in COPIED}
    if title:
        copied["title"] = title
    made = Commitment(
        **copied,
        reference=references.commitment_reference(commitment.country.iso, _year(commitment)),
        state=CommitmentState.IN_PROGRESS,
        origin=commitment,
        origin_kind=kind,
        occurrence=occurrence,
    )
    editing.create(made, by=by, now=now)
    for part in commitment.responsibilities.order_by("pk"):
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
        editing.create(row, by=by, now=now)
    return made


def _year(commitment: Commitment) -> int:
    """The year of the reference it came from, which is that of its meeting."""
    return int(commitment.reference.split("-")[1])


def carry_deadline(
    commitment: Commitment, rest: Commitment, *, note: str, by: User, now: datetime.datetime
) -> None:
    """Give the rest the deadline that stands, with its dates; an occurrence gives its own day alone."""
    standing = commitment.deadline
    assert standing is not None
    spec = DeadlineSpec.from_json(standing.specification)
    if spec.kind == "recurring" and standing.due_on is not None:
        spec = on_day(standing.due_on, standing.wording)
    deadlines.set_first(rest, spec, review_on=standing.review_on, by=by, now=now)


def set_terms(
    rest: Commitment,
    spec: DeadlineSpec,
    *,
    hooks: following.Hooks | None,
    review_on: datetime.date | None,
    note: str,
    by: User,
    now: datetime.datetime,
) -> None:
    """Give the rest other terms than those carried, as a version of its own: the move stays visible."""


def set_next_deadline(
    made: Commitment, standing: Deadline, *, by: User | None, now: datetime.datetime
) -> None:
    """Give the next occurrence its day: the first after that of the occurrence before."""
    deadlines.set_first(made, DeadlineSpec.from_json(standing.specification), by=by, now=now)
