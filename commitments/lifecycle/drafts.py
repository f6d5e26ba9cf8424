"""How a commitment comes out of an outcome, and how its owners are named."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments import access, deadlines, editing, references
from commitments.deadlines.situation import NO_HOOKS
from commitments.errors import Refused
from commitments.lifecycle import series
from commitments.lifecycle.rules import owing_sides
from commitments.lifecycle.sides import Part, check_parts
from commitments.lifecycle.taking import hold, short_title
from commitments.models import Commitment, Outcome, Responsibility, User
from commitments.models.commitment import strongest_allowed
from commitments.phrases import DeadlineSpec
from commitments.vocabulary import (
    ANSWERABLE,
    COMMITMENT_STRENGTHS,
    OTHER_SIDE,
    Answer,
    CommitmentState,
    LeadRole,
    OutcomeKind,
    OwedBy,
    Strength,
)


def why_no_commitment(outcome: Outcome) -> Refused | None:
    """Explain why nothing is owed because of this outcome, or give None where something may be."""
    if outcome.kind == OutcomeKind.COMMITMENT:
        return None
    if outcome.kind in ANSWERABLE:
        if outcome.answer == Answer.AGREED:
            return None
        return Refused(_("A request or an offer binds nobody. Record the answer first."), "unanswered")
    return Refused(_("Nothing is owed because of an understanding or a topic."), "not_a_commitment")


def who_owes(outcome: Outcome) -> OwedBy:
    """Name the side that owes what an outcome led to: of an ask the one that was asked, else who spoke."""
    spoke = OwedBy(outcome.spoken_by)
    return OTHER_SIDE[spoke] if outcome.kind == OutcomeKind.ASK else spoke


def strength_of(outcome: Outcome) -> Strength:
    """Give the strength that an outcome lends its commitments: its own, or that of its answer."""
    said = outcome.answer_strength if outcome.kind in ANSWERABLE else outcome.strength
    return strongest_allowed(said)


@transaction.atomic
def weaken(outcome: Outcome, *, by: User, now: datetime.datetime) -> int:
    """Let no commitment stand stronger than its outcome reads now; give how many were.

    Only downwards: an outcome corrected to stronger words leaves what was drafted from it as it was.
    """
    lent, count = strength_of(outcome), 0
    stronger = COMMITMENT_STRENGTHS[COMMITMENT_STRENGTHS.index(lent) + 1 :]
    for commitment in outcome.commitments.filter(strength__in=stronger).order_by("pk"):
        editing.change(commitment, {"strength": lent}, by=by, now=now, action="strength corrected")
        count += 1
    return count


@transaction.atomic
def draft(
    commitment: Commitment,
    *,
    parts: Sequence[Part],
    deadline: DeadlineSpec,
    hooks: deadlines.Hooks = NO_HOOKS,
    review_on: datetime.date | None = None,
    by: User,
    now: datetime.datetime,
) -> Commitment:
    """Insert a new commitment of an outcome as a draft, with its owners and its first deadline.

    Strength is copied from the outcome, or from its answer; an owing side without a lead gets one whose
    ministry is not stated. `hooks` says what the deadline follows; `review_on` overrides the review date that
    a deadline without a date would get.
    """
    outcome = commitment.outcome
    access.require(access.works_on(by, outcome.meeting.country))
    refusal = why_no_commitment(outcome)
    if refusal is not None:
        raise refusal
    commitment.title = short_title(commitment.title)
    meeting = outcome.meeting
    year = (meeting.held_on or timezone.localdate(now)).year
    commitment.country = meeting.country
    commitment.reference = references.commitment_reference(meeting.country.iso, year)
    commitment.state = CommitmentState.DRAFT
    commitment.occurrence = 1 if series.is_series(commitment, deadline) else None
    commitment.strength = strength_of(outcome)
    editing.create(commitment, by=by, now=now)
    set_parts(commitment, parts, by=by, now=now)
    deadlines.set_first(commitment, deadline, hooks=hooks, review_on=review_on, by=by, now=now)
    return commitment


@transaction.atomic
def set_parts(commitment: Commitment, parts: Sequence[Part], *, by: User, now: datetime.datetime) -> None:
    """Name the owners anew while nobody has accepted; unchanged parts keep their rows."""
    access.require(access.works_on(by, commitment.country))
    check_parts(parts, commitment.country_id)
    # Whoever accepts at the same moment comes before or after, never between.
    hold(commitment)
    if commitment.state not in deadlines.NOT_YET_ACCEPTED:
        raise Refused(_("Owners are named anew only until the item is accepted."), "accepted_already")
    standing = {_key(part): part for part in commitment.responsibilities.all()}
    wanted = {(part.side, part.role, part.ministry.pk if part.ministry else None): part for part in parts}
    for side in owing_sides(commitment):
        if not any(part.side == side and part.role == LeadRole.LEAD for part in parts):
            wanted[(side, LeadRole.LEAD, None)] = Part(side)
    for key, row in standing.items():
        if key not in wanted:
            if row.accepted_on is not None and commitment.state == CommitmentState.PROPOSED:
                raise Refused(
                    _("This lead has accepted; take the item back to draft first."), "accepted_already"
                )
            editing.remove(row, by=by, now=now)
    for key, part in wanted.items():
        if key not in standing:
            row = Responsibility(
                commitment=commitment,
                side=part.side,
                role=part.role,
                ministry=part.ministry,
                official=part.official,
            )
            editing.create(row, by=by, now=now)
        elif standing[key].official != part.official:
            editing.change(standing[key], {"official": part.official}, by=by, now=now)


@transaction.atomic
def remove_draft(commitment: Commitment, *, by: User, now: datetime.datetime, reason: str = "") -> None:
    """Take away a draft written by mistake, with its owners and its deadline, while nothing else hangs on it.

    The history keeps what it said; its reference is not given again. Raises `Refused` where it is no draft
    any more, or a report, a paper, a request or another item names it.
    """
    access.require(access.sees(by, commitment) and access.works_on(by, commitment.country))
    hold(commitment)
    if commitment.state != CommitmentState.DRAFT or commitment.first_deadline_id is not None:
        raise Refused(
            _("%(item)s is no draft any more; it stays.") % {"item": commitment.reference}, "no_draft"
        )
    undated: dict[str, object] = {"deadline": None, "due_on": None, "act_by": None, "review_on": None}
    try:
        with transaction.atomic():
            editing.change(commitment, undated, by=by, now=now, action="removed", reason=reason)
            for part in (*commitment.responsibilities.all(), *commitment.deadlines.all()):
                editing.remove(part, by=by, now=now, reason=reason)
            editing.remove(commitment, by=by, now=now, reason=reason)
    except ProtectedError as error:
        raise Refused(
            _("Something hangs on %(item)s already; it stays.") % {"item": commitment.reference}, "hangs"
        ) from error


def _key(row: Responsibility) -> tuple[str, str, int | None]:
    return (row.side, row.role, row.ministry_id)
