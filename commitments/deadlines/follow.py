"""Let deadlines follow what they hang on: all dependents of a meeting in one go."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from commitments.deadlines.remarks import Remark, remark
from commitments.deadlines.resolution import Resolution
from commitments.deadlines.situation import (
    COMPLETED,
    OFF,
    Facts,
    Hooks,
    World,
    bound,
    day_of,
    fitted,
    settle,
)
from commitments.deadlines.versions import (
    MOVABLE,
    NOT_YET_ACCEPTED,
    Terms,
    Why,
    append_all,
    hooks_of,
    make,
    says_the_same,
    spec_of,
)
from commitments.models import Commitment, Deadline, Mechanism, Meeting, Responsibility, User
from commitments.phrases import DeadlineSpec
from commitments.vocabulary import CLOSED_STATES, HIDDEN_STATES, LeadRole, MoveReason, Origin, OwedBy, Side

IDS_AT_ONCE = 2000
# What is read with every dependent, so that their number adds no queries.
READ_WITH = (
    "country",
    "outcome__meeting",
    "deadline__event__mechanism",
    "deadline__mechanism",
    "deadline__follows",
    "origin__deadline",
    "origin__first_deadline",
)
SIDES = {OwedBy.OURS: (Side.OURS,), OwedBy.THEIRS: (Side.THEIRS,), OwedBy.JOINT: tuple(Side)}

Reasons = Callable[[Commitment, Deadline, Terms], Why]


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
    started = anchor_on or _started(commitment, spec, hooks)
    facts = Facts(
        owed_by=commitment.owed_by,
        partner=commitment.country.iso,
        held_on=own.held_on,
        today=today,
        condition=commitment.condition,
        condition_met_on=commitment.condition_met_on,
        event_on=day_of(hooks.event),
        anchor_on=started,
        previous_on=previous_on or occurrence_before(commitment),
    )
    counted_from = own.held_on if spec.anchor == "meeting" and spec.kind != "event" else started
    found = settle(spec, facts, world)
    if hooks.follows is not None and found.due_on is None:
        found = _waiting(found, hooks.follows)
    return Terms(spec, hooks, found, counted_from, review_on)


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
    return found[own], replace(hooks, event=event, mechanism=mechanism)


def _started(commitment: Commitment, spec: DeadlineSpec, hooks: Hooks) -> datetime.date | None:
    """Give the day on which the clock started, where it is not the meeting that starts it."""
    if hooks.follows is not None:
        return hooks.follows.closed_on if hooks.follows.state in COMPLETED else None
    if (spec.anchor == "meeting" and spec.kind != "event") or hooks.names_event:
        return None
    standing = commitment.deadline
    if standing is not None and standing.anchor_on is not None and standing.follows_id is None:
        before = spec_of(standing)
        if (before.kind, before.anchor, before.event) == (spec.kind, spec.anchor, spec.event):
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


def occurrence_before(commitment: Commitment) -> datetime.date | None:
    """Give the day on which the occurrence before was first due; None where there was none."""
    if commitment.origin_kind != Origin.OCCURRENCE or commitment.origin is None:
        return None
    origin = commitment.origin
    first = origin.first_deadline or origin.deadline
    return first.due_on if first is not None and first.due_on else origin.due_on


def rework(
    keys: Iterable[int],
    why: Reasons,
    *,
    by: User | None,
    now: datetime.datetime,
    world: World | None = None,
    anchor_on: datetime.date | None = None,
) -> int:
    """Resolve the standing deadlines of these commitments anew; write a version where a date changed.

    The rows are locked first and read after that, so that what others wrote meanwhile is built upon, and what
    they still write is refused. Returns how many changed.
    """
    world, today, count = world or World(), timezone.localdate(now), 0
    for rows in locked(keys):
        written = []
        for row in rows:
            standing = row.deadline
            if standing is None:
                continue
            terms = _again(row, standing, world, today, anchor_on)
            if not says_the_same(standing, terms):
                number = standing.number + 1
                written.append(make(row, terms, why(row, standing, terms), number=number, by=by, now=now))
        append_all(written, by=by, now=now)
        count += len(written)
    return count


def locked(keys: Iterable[int]) -> Iterator[list[Commitment]]:
    """Lock commitments that still may move, some at a time and always in one order, and read them."""
    wanted = sorted(set(keys))
    for start in range(0, len(wanted), IDS_AT_ONCE):
        some = wanted[start : start + IDS_AT_ONCE]
        rows = Commitment.objects.filter(pk__in=some).order_by("pk")
        # Read by a statement of its own: one that waited for a lock would join to what stood before.
        held = list(rows.select_for_update(no_key=True).values_list("pk", flat=True))
        yield list(
            Commitment.objects.filter(pk__in=held, state__in=MOVABLE)
            .select_related(*READ_WITH)
            .order_by("pk")
        )


def _again(
    row: Commitment,
    standing: Deadline,
    world: World,
    today: datetime.date,
    anchor_on: datetime.date | None,
) -> Terms:
    """Resolve a standing deadline with what is known now; a review date that lies ahead stays."""
    review_on = row.review_on if row.review_on is not None and row.review_on >= today else None
    return terms_of(
        row,
        spec_of(standing),
        hooks_of(standing),
        today=today,
        review_on=review_on,
        anchor_on=anchor_on,
        world=world,
        meeting=row.outcome.meeting,
    )


@transaction.atomic
def follow_meeting(
    meeting: Meeting, *, was_on: datetime.date | None, by: User | None, now: datetime.datetime
) -> int:
    """Let everything that hangs on a meeting follow it; return how many deadlines changed.

    Called when its day, mechanism, session number or state was changed, and when it was planned: `was_on` is
    its day before. What follows it, counts from it, or waits for a session of its mechanism is resolved anew;
    each one that changes gets a version with the cause, in the caller's transaction.
    """
    rows = Commitment.objects.filter(state__in=MOVABLE).order_by().values_list("pk", flat=True)
    # Three questions, each on an index of its own, in place of one that could use none.
    keys = {*rows.filter(deadline__event=meeting), *rows.filter(outcome__meeting=meeting)}
    if meeting.mechanism_id is not None and meeting.state not in OFF:
        keys |= {*rows.filter(deadline__mechanism=meeting.mechanism_id, deadline__event__isnull=True)}

    def why(row: Commitment, standing: Deadline, terms: Terms) -> Why:
        return Why(MoveReason.EVENT_MOVED, cause=_cause(meeting, was_on, standing, terms))

    return rework(keys, why, by=by, now=now)


def _cause(meeting: Meeting, was_on: datetime.date | None, standing: Deadline, terms: Terms) -> Remark:
    """Say what became of the meeting, as the dependent sees it."""
    before = standing.event_id == meeting.pk
    after = terms.hooks.event is not None and terms.hooks.event.pk == meeting.pk
    if before and meeting.state in OFF:
        return remark("event_cancelled")
    if before and not after:
        return remark("session_other")
    if after and not before:
        return _dated("session", None, meeting.held_on)
    return _dated("event" if before else "meeting", was_on, meeting.held_on)


def _dated(what: str, was_on: datetime.date | None, is_on: datetime.date | None) -> Remark:
    """Name the day before and the day now, where there is one."""
    if is_on is None:
        return remark(f"{what}_undated", **({"start": was_on} if was_on else {}))
    if was_on is None:
        return remark(f"{what}_planned" if what == "session" else f"{what}_dated", day=is_on)
    return remark(f"{what}_moved", start=was_on, day=is_on)
