"""How a commitment comes out of an outcome, and how its owners are named."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from commitments import access, deadlines, editing, references
from commitments.deadlines.situation import NO_HOOKS
from commitments.errors import Refused
from commitments.lifecycle import series
from commitments.lifecycle.rules import owing_sides
from commitments.lifecycle.sides import Part, check_parts
from commitments.lifecycle.taking import hold, hold_all, hold_what_they_hang_on, short_title
from commitments.models import Commitment, Deadline, Outcome, Responsibility, User
from commitments.models.commitment import strongest_allowed
from commitments.phrases import DeadlineSpec
from commitments.vocabulary import (
    ANSWERABLE,
    COMMITMENT_STRENGTHS,
    OTHER_SIDE,
    Actor,
    Answer,
    CommitmentState,
    LeadRole,
    OutcomeKind,
    OwedBy,
    SpokenBy,
    Strength,
)

NOT_OWED = _("Nothing is owed because of an understanding or a topic.")

# Side, role and ministry tell the parts of a commitment apart.
Key = tuple[str, str, int | None]


def why_no_commitment(outcome: Outcome) -> Refused | None:
    """Explain why nothing is owed because of this outcome, or give None where something may be."""
    if outcome.kind == OutcomeKind.COMMITMENT:
        return None
    if outcome.kind in ANSWERABLE:
        if outcome.answer == Answer.AGREED:
            return None
        return Refused(_("A request or an offer binds nobody. Record the answer first."), "unanswered")
    return Refused(NOT_OWED, "not_a_commitment")


def who_owes(outcome: Outcome) -> OwedBy:
    """Name the side that owes what an outcome led to: of an ask the one that was asked, else who spoke."""
    if outcome.spoken_by == SpokenBy.NOT_STATED:
        raise Refused(NOT_OWED, "not_a_commitment")
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
    for commitment in outcome.commitments(manager="objects").filter(strength__in=stronger).order_by("pk"):
        editing.change(commitment, {"strength": lent}, by=by, now=now, action="strength corrected")
        count += 1
    return count


@dataclass(frozen=True, slots=True)
class Draft:
    """A commitment of an outcome to be drafted, with its owners and its first deadline; see `draft`."""

    commitment: Commitment
    parts: Sequence[Part]
    deadline: DeadlineSpec
    hooks: deadlines.Hooks = NO_HOOKS
    review_on: datetime.date | None = None


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
    draft_many([Draft(commitment, parts, deadline, hooks, review_on)], by=by, now=now)
    return commitment


@transaction.atomic
def draft_many(drafts: Sequence[Draft], *, by: User, now: datetime.datetime) -> None:
    """Insert new commitments as `draft` does each, in their order; where one is refused, none is there."""
    items = [one.commitment for one in drafts]
    for country in {item.outcome.meeting.country_id: item.outcome.meeting.country for item in items}.values():
        access.require(access.works_on(by, country))
    for one in drafts:
        _begin(one)
    # Before a number is drawn, whose counter stays locked too: an import holds its meeting to add points, and
    # what is done in part its item, before they draw. Who drew first would wait for them in a circle.
    hold_what_they_hang_on({item.outcome.meeting_id for item in items}, [one.hooks for one in drafts])
    _number(items)
    editing.create_many(items, by=by, now=now)
    parts = [
        _row(one.commitment, part) for one in drafts for part in _wanted(one.commitment, one.parts).values()
    ]
    editing.create_many(parts, by=by, now=now)
    firsts = [deadlines.First(one.commitment, one.deadline, one.hooks, one.review_on) for one in drafts]
    deadlines.set_first_many(firsts, by=by, now=now)


def _begin(one: Draft) -> None:
    """Give a new draft what its outcome lends it; refuse where that carries none."""
    item, outcome = one.commitment, one.commitment.outcome
    refusal = why_no_commitment(outcome)
    if refusal is not None:
        raise refusal
    item.title = short_title(item.title)
    item.country = outcome.meeting.country
    check_parts(one.parts, item.country.pk)
    item.state = CommitmentState.DRAFT
    item.occurrence = 1 if series.is_series(item, one.deadline) else None
    item.strength = strength_of(outcome)


def _number(items: Sequence[Commitment]) -> None:
    """Give new commitments their references, those of the year of each meeting or of none."""
    by_year: dict[tuple[str, int], list[Commitment]] = {}
    for item in items:
        meeting = item.outcome.meeting
        year = meeting.held_on.year if meeting.held_on else 0
        by_year.setdefault((meeting.country.iso, year), []).append(item)
    for (code, year), some in sorted(by_year.items(), key=lambda pair: pair[0]):
        drawn = references.commitment_references(code, year or None, len(some))
        for item, reference in zip(some, drawn, strict=True):
            item.reference = reference


def why_not_set_parts(commitment: Commitment, acts: access.Acts) -> Refused | None:
    """Explain why the owners are not named anew now, or give None where they may be."""
    if not acts(Actor.DESK):
        return access.forbidden()
    if commitment.state not in deadlines.NOT_YET_ACCEPTED:
        return Refused(_("Owners are named anew only until the item is accepted."), "accepted_already")
    return None


@transaction.atomic
def set_parts(commitment: Commitment, parts: Sequence[Part], *, by: User, now: datetime.datetime) -> None:
    """Name the owners anew while nobody has accepted; unchanged parts keep their rows."""
    if (refusal := why_not_set_parts(commitment, access.acts(by, commitment, is_read=True))) is not None:
        raise refusal
    check_parts(parts, commitment.country_id)
    # Whoever accepts at the same moment comes before or after, never between.
    hold(commitment)
    standing = {_key(part): part for part in commitment.responsibilities(manager="objects").all()}
    wanted = _wanted(commitment, parts)
    for key, row in standing.items():
        if key not in wanted:
            if row.accepted_on is not None and commitment.state == CommitmentState.PROPOSED:
                raise Refused(
                    _("This lead has accepted; take the item back to draft first."), "accepted_already"
                )
            editing.remove(row, by=by, now=now)
    for key, part in wanted.items():
        if key not in standing:
            editing.create(_row(commitment, part), by=by, now=now)
        elif standing[key].official != part.official:
            editing.change(standing[key], {"official": part.official}, by=by, now=now)


def _wanted(commitment: Commitment, parts: Iterable[Part]) -> dict[Key, Part]:
    """Give the parts that are named, and of each owing side that has no lead one that is not stated."""
    wanted: dict[Key, Part] = {
        (part.side, part.role, part.ministry.pk if part.ministry else None): part for part in parts
    }
    for side in owing_sides(commitment):
        if not any(key[:2] == (side, LeadRole.LEAD) for key in wanted):
            wanted[(side, LeadRole.LEAD, None)] = Part(side)
    return wanted


def _row(commitment: Commitment, part: Part) -> Responsibility:
    return Responsibility(
        commitment=commitment,
        side=part.side,
        role=part.role,
        ministry=part.ministry,
        official=part.official,
    )


def remove_draft(commitment: Commitment, *, by: User, now: datetime.datetime, reason: str = "") -> None:
    """Take away a draft written by mistake, with its owners and its deadline, while nothing else hangs on it.

    The history keeps what it said; its reference is not given again. Raises `Refused` where it is no draft
    any more, or a report, a paper, a request or another item names it.
    """
    remove_drafts([commitment], by=by, now=now, reason=reason)


@transaction.atomic
def remove_drafts(
    commitments: Sequence[Commitment], *, by: User, now: datetime.datetime, reason: str = ""
) -> None:
    """Take away drafts as `remove_draft` does each; where one stays, all do."""
    for country in {item.country_id: item.country for item in commitments}.values():
        access.require(access.works_on(by, country))
    access.require(access.sees_all(by, commitments))
    hold_all(commitments)
    for item in commitments:
        if item.state != CommitmentState.DRAFT or item.first_deadline_id is not None:
            raise Refused(
                _("%(item)s is no draft any more; it stays.") % {"item": item.reference}, "no_draft"
            )
    undated: dict[str, object] = {"deadline": None, "due_on": None, "act_by": None, "review_on": None}
    try:
        with transaction.atomic():
            editing.change_many(commitments, undated, by=by, now=now, action="removed", reason=reason)
            for kind in (Responsibility, Deadline):
                parts = kind._base_manager.filter(commitment__in=commitments).order_by("pk")
                editing.remove_many(list(parts), by=by, now=now, reason=reason)
            editing.remove_many(commitments, by=by, now=now, reason=reason)
    except ProtectedError as error:
        raise Refused(
            _("Something hangs on %(item)s already; it stays.") % {"item": _hangs_on(error, commitments)},
            "hangs",
        ) from error


def _hangs_on(error: ProtectedError, commitments: Sequence[Commitment]) -> Commitment:
    """Find the draft on which something hangs."""
    keys = {getattr(row, "commitment_id", None) for row in error.protected_objects}
    return next((item for item in commitments if item.pk in keys), commitments[0])


def _key(row: Responsibility) -> Key:
    return (row.side, row.role, row.ministry_id)
