"""What a commitment's deadline comes to now: its words, and all that is on record about it."""

import datetime
from dataclasses import replace

from django.db.models import Max

from commitments.deadlines.remarks import Remark, remark
from commitments.deadlines.resolution import Resolution
from commitments.deadlines.situation import (
    COMPLETED,
    Facts,
    Hooks,
    World,
    bound,
    clock_of,
    day_of,
    fitted,
    settle,
)
from commitments.deadlines.versions import NOT_YET_ACCEPTED, Terms, spec_of
from commitments.models import Commitment, Deadline, Mechanism, Meeting, Responsibility
from commitments.phrases import DeadlineSpec
from commitments.vocabulary import CLOSED_STATES, HIDDEN_STATES, LeadRole, Origin, OwedBy, Side

SIDES = {OwedBy.OURS: (Side.OURS,), OwedBy.THEIRS: (Side.THEIRS,), OwedBy.JOINT: tuple(Side)}


def terms_of(
    commitment: Commitment,
    spec: DeadlineSpec,
    hooks: Hooks,
    *,
    today: datetime.date,
    review_on: datetime.date | None = None,
    previous_on: datetime.date | None = None,
    anchor_on: datetime.date | None = None,
    world: World | None = None,
    meeting: Meeting | None = None,
) -> Terms:
    """Resolve what a commitment's deadline comes to now, whatever it came to before.

    `anchor_on` is the day its clock starts, where that is known from elsewhere than the records; `meeting`
    its own meeting as read in this transaction, which is else read and held against changes.
    """
    world = world or World()
    own = meeting
    if own is None:
        own, hooks = _hold(commitment, hooks)
    hooks = bound(hooks, world, held_on=own.held_on, own=own.pk, level=commitment.classification)
    spec = fitted(spec, hooks)
    before = occurrence_before(commitment)
    started = anchor_on or _started(commitment, spec, hooks, commitment.deadline or before)
    facts = Facts(
        owed_by=commitment.owed_by,
        partner=commitment.country.iso,
        held_on=own.held_on,
        today=today,
        condition=commitment.condition,
        condition_met_on=commitment.condition_met_on,
        event_on=day_of(hooks.event),
        anchor_on=started,
        previous_on=previous_on or (before.due_on if before else None),
    )
    found = settle(spec, facts, world)
    if hooks.follows is not None and started is None:
        found = _waiting(found, hooks.follows)
    return Terms(spec, hooks, found, clock_of(spec, facts)[1], review_on)


def _hold(commitment: Commitment, hooks: Hooks) -> tuple[Meeting, Hooks]:
    """Read what the dates hang on anew, and keep it from changing meanwhile."""
    own = commitment.outcome.meeting_id
    keys = {own, hooks.event.pk if hooks.event else own}
    rows = Meeting.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    found = {row.pk: row for row in rows}
    mechanism = hooks.mechanism
    if mechanism is not None:
        mechanism = Mechanism.objects.select_for_update().get(pk=mechanism.pk)
    event = found[hooks.event.pk] if hooks.event else None
    follows = hooks.follows
    if follows is not None:
        follows = Commitment.objects.select_for_update(no_key=True).get(pk=follows.pk)
    return found[own], Hooks(event, mechanism, hooks.session_number, follows)


def _started(
    commitment: Commitment, spec: DeadlineSpec, hooks: Hooks, standing: Deadline | None
) -> datetime.date | None:
    """Give the day on which the clock started, where it is not the meeting that starts it.

    `standing` is the version so far, or that of the occurrence before: its day stays while the words do.
    """
    if hooks.follows is not None:
        return hooks.follows.closed_on if hooks.follows.state in COMPLETED else None
    if (spec.anchor == "meeting" and spec.kind != "event") or hooks.names_event:
        return None
    if standing is not None and standing.anchor_on is not None and standing.follows_id is None:
        said = spec_of(standing)
        if (said.kind, said.anchor, said.event) == (spec.kind, spec.anchor, spec.event):
            return standing.anchor_on
    if spec.anchor == "acceptance" and commitment.state not in NOT_YET_ACCEPTED:
        leads = Responsibility.objects.filter(commitment=commitment, role=LeadRole.LEAD)
        owing = leads.filter(side__in=SIDES[OwedBy(commitment.owed_by)])
        last: datetime.date | None = owing.aggregate(last=Max("accepted_on"))["last"]
        return last
    return None


def _waiting(found: Resolution, other: Commitment) -> Resolution:
    """Say what it waits for; where that ended otherwise, ask the officer."""
    working = (remark("waits_completion"), *found.working)
    is_lost = other.state in (*CLOSED_STATES, *HIDDEN_STATES) and other.state not in COMPLETED
    return replace(found, working=working, ask=Remark("not_completed") if is_lost else found.ask)


def occurrence_before(commitment: Commitment) -> Deadline | None:
    """Find the version by which the occurrence before fell due as the series has it; None where none did.

    A version that moved that occurrence alone to a day of its own says nothing about the next one.
    """
    origin = commitment.origin
    if commitment.origin_kind != Origin.OCCURRENCE or origin is None:
        return None
    standing = origin.deadline
    if standing is not None and standing.every and standing.due_on:
        return standing
    regular = origin.deadlines.filter(due_on__isnull=False).exclude(every="")
    return regular.order_by("-number").first()
