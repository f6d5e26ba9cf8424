"""Drafts of commitments from outcomes: references, owners, and the wording that the desk writes."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from commitments.access import policy, responsibilities, write_rules
from commitments.deadlines import changes, context
from commitments.deadlines.context import NO_HOOKS
from commitments.enums import (
    ANSWERABLE,
    COMMITMENT_STRENGTHS,
    NOT_YET_ACCEPTED,
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
from commitments.errors import Refused
from commitments.language.phrases.specification import DeadlineSpec
from commitments.lifecycle import successors
from commitments.lifecycle.transitions import (
    OwnerPart,
    check_parts,
    lock,
    lock_all,
    lock_dependencies,
    owing_sides,
    short_title,
)
from commitments.models import Commitment, Deadline, Outcome, Responsibility, User
from commitments.models.commitments import strongest_allowed
from commitments.records import edits, references

NOT_OWED = _("An understanding or a topic cannot have commitments.")

# Side, role and ministry tell the parts of a commitment apart.
Key = tuple[str, str, int | None]


def why_no_commitment(outcome: Outcome) -> Refused | None:
    """Explain why no commitment can follow from this outcome, or return None."""
    if outcome.kind == OutcomeKind.COMMITMENT:
        return None
    if outcome.kind in ANSWERABLE:
        if outcome.answer == Answer.AGREED:
            return None
        return Refused(
            _(
                "A commitment can follow from a request or an offer only if the answer is "
                "“agreed”. Record the answer first."
            ),
            "unanswered",
        )
    return Refused(NOT_OWED, "not_a_commitment")


def who_owes(outcome: Outcome) -> OwedBy:
    """Return the side that owes a commitment of an outcome: for a request the one that was asked, else the
    speaker.
    """
    if outcome.spoken_by == SpokenBy.NOT_STATED:
        raise Refused(NOT_OWED, "not_a_commitment")
    spoke = OwedBy(outcome.spoken_by)
    return OTHER_SIDE[spoke] if outcome.kind == OutcomeKind.REQUEST else spoke


def strength_of(outcome: Outcome) -> Strength:
    """Return the strength of an outcome's commitments: its own, or that of its answer."""
    said = outcome.answer_strength if outcome.kind in ANSWERABLE else outcome.strength
    return strongest_allowed(said)


@transaction.atomic
def lower_strength(outcome: Outcome, *, by: User, now: datetime.datetime) -> int:
    """Lower commitments that are stronger than their outcome is now; return how many were.

    Never raises: an outcome corrected to stronger words leaves its drafts unchanged.
    """
    lent, count = strength_of(outcome), 0
    stronger = COMMITMENT_STRENGTHS[COMMITMENT_STRENGTHS.index(lent) + 1 :]
    for commitment in outcome.commitments(manager="objects").filter(strength__in=stronger).order_by("pk"):
        edits.change_record(commitment, {"strength": lent}, by=by, now=now, action="strength corrected")
        count += 1
    return count


@dataclass(frozen=True, slots=True)
class Draft:
    """A commitment to be drafted from an outcome, with its owners and its first deadline; see
    `create_draft`.
    """

    commitment: Commitment
    parts: Sequence[OwnerPart]
    deadline: DeadlineSpec
    hooks: context.Dependencies = NO_HOOKS
    review_on: datetime.date | None = None


def create_draft(
    commitment: Commitment,
    *,
    parts: Sequence[OwnerPart],
    deadline: DeadlineSpec,
    hooks: context.Dependencies = NO_HOOKS,
    review_on: datetime.date | None = None,
    by: User,
    now: datetime.datetime,
) -> Commitment:
    """Create a draft commitment from an outcome, with its owners and its first deadline.

    Strength is copied from the outcome, or from its answer; an owing side without a lead gets one whose
    ministry is not stated. `hooks` are the dependencies of the deadline; `review_on` overrides the default
    review date of a deadline without a date.
    """
    draft_many([Draft(commitment, parts, deadline, hooks, review_on)], by=by, now=now)
    return commitment


@transaction.atomic
def draft_many(drafts: Sequence[Draft], *, by: User, now: datetime.datetime, reason: str = "") -> None:
    """Insert new commitments as `create_draft` does each, in their order; where one is refused, none is
    there. The history of each has the reason, if one is given.
    """
    items = [one.commitment for one in drafts]
    for country in {item.outcome.meeting.country_id: item.outcome.meeting.country for item in items}.values():
        write_rules.require_permission(responsibilities.works_on(by, country))
    for one in drafts:
        _begin(one)
    # Before a number is drawn, whose counter stays locked too: an import holds its meeting to add points, and
    # what is done in part its item, before they draw. Who drew first would wait for them in a circle.
    lock_dependencies({item.outcome.meeting_id for item in items}, [one.hooks for one in drafts])
    _number(items)
    edits.create_many(items, by=by, now=now, reason=reason)
    parts = [
        _row(one.commitment, part) for one in drafts for part in _wanted(one.commitment, one.parts).values()
    ]
    edits.create_many(parts, by=by, now=now)
    firsts = [changes.FirstVersion(one.commitment, one.deadline, one.hooks, one.review_on) for one in drafts]
    changes.set_first_many(firsts, by=by, now=now)


def _begin(one: Draft) -> None:
    """Copy to a new draft what it takes from its outcome; raise `Refused` where that allows no commitment."""
    item, outcome = one.commitment, one.commitment.outcome
    refusal = why_no_commitment(outcome)
    if refusal is not None:
        raise refusal
    item.title = short_title(item.title)
    item.country = outcome.meeting.country
    check_parts(one.parts, item.country.pk)
    item.state = CommitmentState.DRAFT
    item.occurrence = 1 if successors.is_series(item, one.deadline) else None
    item.strength = strength_of(outcome)


def _number(items: Sequence[Commitment]) -> None:
    """Assign references to new commitments, in the year of each meeting, or without a year."""
    by_year: dict[tuple[str, int], list[Commitment]] = {}
    for item in items:
        meeting = item.outcome.meeting
        year = meeting.held_on.year if meeting.held_on else 0
        by_year.setdefault((meeting.country.iso, year), []).append(item)
    for (code, year), some in sorted(by_year.items(), key=lambda pair: pair[0]):
        drawn = references.commitment_references(code, year or None, len(some))
        for item, reference in zip(some, drawn, strict=True):
            item.reference = reference


def why_not_set_parts(commitment: Commitment, acts: write_rules.Acts) -> Refused | None:
    """Explain why the owners cannot be changed now, or return None."""
    if not acts(Actor.DESK):
        return write_rules.build_forbidden()
    if commitment.state not in NOT_YET_ACCEPTED:
        return Refused(
            _(
                "Owners can be assigned here only until the commitment is accepted. After that, change "
                "the owner of one side at a time."
            ),
            "accepted_already",
        )
    return None


@transaction.atomic
def set_parts(
    commitment: Commitment, parts: Sequence[OwnerPart], *, by: User, now: datetime.datetime
) -> None:
    """Replace the owners before any has accepted; unchanged parts keep their rows."""
    if (
        refusal := why_not_set_parts(commitment, write_rules.build_acts(by, commitment, is_read=True))
    ) is not None:
        raise refusal
    check_parts(parts, commitment.country_id)
    # Whoever accepts at the same moment comes before or after, never between.
    lock(commitment)
    standing = {_key(part): part for part in commitment.responsibilities(manager="objects").all()}
    wanted = _wanted(commitment, parts)
    for key, row in standing.items():
        if key not in wanted:
            if row.accepted_on is not None and commitment.state == CommitmentState.PROPOSED:
                raise Refused(
                    _("A lead ministry has already accepted the commitment. Return it to draft first."),
                    "accepted_already",
                )
            edits.remove_record(row, by=by, now=now)
    for key, part in wanted.items():
        if key not in standing:
            edits.create_record(_row(commitment, part), by=by, now=now)
        elif standing[key].official != part.official:
            edits.change_record(standing[key], {"official": part.official}, by=by, now=now)


def _wanted(commitment: Commitment, parts: Iterable[OwnerPart]) -> dict[Key, OwnerPart]:
    """Return the named parts, and one that is not stated for each owing side without lead."""
    wanted: dict[Key, OwnerPart] = {
        (part.side, part.role, part.ministry.pk if part.ministry else None): part for part in parts
    }
    for side in owing_sides(commitment):
        if not any(key[:2] == (side, LeadRole.LEAD) for key in wanted):
            wanted[(side, LeadRole.LEAD, None)] = OwnerPart(side)
    return wanted


def _row(commitment: Commitment, part: OwnerPart) -> Responsibility:
    return Responsibility(
        commitment=commitment,
        side=part.side,
        role=part.role,
        ministry=part.ministry,
        official=part.official,
    )


def remove_draft(commitment: Commitment, *, by: User, now: datetime.datetime, reason: str = "") -> None:
    """Delete a draft written by mistake, with its owners and its deadline, if nothing else depends on it.

    The history keeps its content; its reference is not used again. Raises `Refused` where it is not a draft
    any more, or a report, a document, a request or another item refers to it.
    """
    remove_drafts([commitment], by=by, now=now, reason=reason)


@transaction.atomic
def remove_drafts(
    commitments: Sequence[Commitment], *, by: User, now: datetime.datetime, reason: str = ""
) -> None:
    """Delete drafts as `remove_draft` does each; where one cannot be deleted, none is."""
    for country in {item.country_id: item.country for item in commitments}.values():
        write_rules.require_permission(responsibilities.works_on(by, country))
    write_rules.require_permission(policy.sees_all(by, commitments))
    lock_all(commitments)
    for item in commitments:
        if item.state != CommitmentState.DRAFT or item.first_deadline_id is not None:
            raise Refused(
                _("%(item)s is no longer a draft and is kept.") % {"item": item.reference}, "no_draft"
            )
    undated: dict[str, object] = {
        "deadline": None,
        "due_on": None,
        "last_working_day": None,
        "review_on": None,
    }
    try:
        with transaction.atomic():
            edits.change_many(commitments, undated, by=by, now=now, action="removed", reason=reason)
            for kind in (Responsibility, Deadline):
                parts = kind._base_manager.filter(commitment__in=commitments).order_by("pk")
                edits.remove_many(list(parts), by=by, now=now, reason=reason)
            edits.remove_many(commitments, by=by, now=now, reason=reason)
    except ProtectedError as error:
        raise Refused(
            _("%(item)s has linked records and is kept.") % {"item": _hangs_on(error, commitments)},
            "hangs",
        ) from error


def _hangs_on(error: ProtectedError, commitments: Sequence[Commitment]) -> Commitment:
    """Find a draft on which another record depends."""
    keys = {getattr(row, "commitment_id", None) for row in error.protected_objects}
    return next((item for item in commitments if item.pk in keys), commitments[0])


def _key(row: Responsibility) -> Key:
    return (row.side, row.role, row.ministry_id)


# What the owners accepted with the words that were agreed.
AGREED = ("nature", "condition")


def list_locked_fields(commitment: Commitment) -> tuple[str, ...]:
    """List the fields that cannot change any more, because a lead has accepted them."""
    return AGREED if changes.is_settled(commitment) else ()


@transaction.atomic
def edit_wording(
    commitment: Commitment, values: Mapping[str, Any], *, by: User, now: datetime.datetime
) -> Commitment:
    """Change title, meaning, line to take, nature, condition or classification, as the desk.

    Nature and condition stay as the first lead accepted them. With another condition the deadline is resolved
    again.
    """
    write_rules.require_desk(by, commitment)
    # What is on file: a form has put what was typed on the record at hand already.
    stood: Mapping[str, Any] = Commitment.objects.values("title", *AGREED).get(pk=commitment.pk)
    if any(values.get(name, stood[name]) != stood[name] for name in list_locked_fields(commitment)):
        raise Refused(
            _(
                "The nature and the condition cannot be changed after acceptance. A commitment that is "
                "still proposed can be returned to draft first."
            ),
            "accepted_already",
        )
    written = dict(values)
    if "title" in written:
        written["title"] = short_title(written["title"], stood=stood["title"])
    is_other = written.get("condition", stood["condition"]) != stood["condition"]
    edits.change_record(commitment, written, by=by, now=now)
    if is_other and commitment.deadline is not None:
        spec, hooks = context.spec_of(commitment.deadline), context.hooks_of(commitment.deadline)
        changes.correct_deadline(
            commitment, spec, hooks=hooks, review_on=commitment.review_on, by=by, now=now
        )
    return commitment
