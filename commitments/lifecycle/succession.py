"""What comes out of a commitment: the rest of it, or its next occurrence; its owners accepted already."""

import datetime

from commitments import editing, references
from commitments.lifecycle import hearing
from commitments.models import Commitment, Responsibility, User
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
        reference=references.commitment_reference(
            commitment.country.iso, references.year_of(commitment.reference)
        ),
        state=CommitmentState.IN_PROGRESS,
        origin=commitment,
        origin_kind=kind,
        occurrence=occurrence,
    )
    editing.create(made, by=by, now=now)
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
        editing.create(row, by=by, now=now)
    hearing.keep(made)
    return made
