"""What a commitment's deadline comes to now: its words, and all that is on record about it."""

import datetime

from django.db.models import Max

from commitments.deadlines.periods import add_duration
from commitments.deadlines.settling import clock_of, settle_hooked
from commitments.deadlines.situation import COMPLETED, Facts, Hooks, World, bound, day_of, fitted
from commitments.deadlines.versions import NOT_YET_ACCEPTED, Terms, spec_of
from commitments.models import Commitment, Deadline, Mechanism, Meeting, Responsibility
from commitments.phrases import DeadlineSpec
from commitments.vocabulary import LeadRole, Origin, OwedBy, Side

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
    found = settle_hooked(spec, hooks, facts, world)
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
        # With the item itself, which is written next: what is held is held in one order.
        items = Commitment.objects.select_for_update(no_key=True).order_by("pk")
        follows = {row.pk: row for row in items.filter(pk__in={follows.pk, commitment.pk})}[follows.pk]
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
    regular = origin.deadlines(manager="objects").filter(due_on__isnull=False).exclude(every="")
    return regular.order_by("-number").first()


def same_occurrence(commitment: Commitment, standing: Deadline) -> datetime.date | None:
    """Give a day half a period before a standing occurrence, so that counting anew finds it and no other.

    The occurrence before may be closed, and is then not counted anew. None for the first of a series.
    """
    if commitment.origin_kind != Origin.OCCURRENCE or not standing.every or standing.due_on is None:
        return None
    return standing.due_on - (add_duration(standing.due_on, standing.every) - standing.due_on) // 2
