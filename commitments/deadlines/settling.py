"""Resolve a deadline with what is known about it: conditions, clocks, and what it follows."""

import datetime
from dataclasses import replace

from django.conf import settings

from commitments.deadlines.remarks import Remark, remark
from commitments.deadlines.resolve import Resolution, resolve
from commitments.deadlines.situation import COMPLETED, NO_HOOKS, Facts, Hooks, World, bound, day_of, fitted
from commitments.models import Country
from commitments.phrases import DeadlineSpec, not_stated
from commitments.vocabulary import CLOSED_STATES, HIDDEN_STATES, Classification, OwedBy

ENDED = (*CLOSED_STATES, *HIDDEN_STATES)
# Questions for the day on which a clock starts.
ASKS_FOR_DAY = ("anchor", "anchor_named")


def settle(spec: DeadlineSpec, facts: Facts, world: World) -> Resolution:
    """Resolve a specification with what is known; while a condition is unmet there is no date at all.

    A joint commitment counts in our capital first and in the partner's beside it. Once a condition is met, a
    length of time counts from that day at the earliest; a date that the words name stays as named.
    """
    if facts.condition and facts.condition_met_on is None:
        return _unmet(spec, facts, world)
    counted, anchor_on = clock_of(spec, facts)
    return _resolve(counted, replace(facts, anchor_on=anchor_on), world)


def settle_hooked(spec: DeadlineSpec, hooks: Hooks, facts: Facts, world: World) -> Resolution:
    """Resolve what follows something: while that has no day, it is waited for and nobody is asked."""
    found = settle(spec, facts, world)
    if found.due_on is not None or found.ask is None or found.ask.code not in ASKS_FOR_DAY:
        return found
    if hooks.follows is not None:
        is_lost = hooks.follows.state in ENDED and hooks.follows.state not in COMPLETED
        working = (remark("waits_completion"), *found.working)
        return replace(found, working=working, ask=Remark("not_completed") if is_lost else None)
    if hooks.names_event:
        return replace(found, working=(remark("event_unknown"), *found.working), ask=None)
    return found


def clock_of(spec: DeadlineSpec, facts: Facts) -> tuple[DeadlineSpec, datetime.date | None]:
    """Give the words as they count now, and the day on which their clock started."""
    is_event = spec.kind == "event"
    met_on = facts.condition_met_on
    if met_on is not None and (spec.count is not None or spec.kind == "recurring"):
        if spec.anchor in ("meeting", "condition") and not is_event:
            return replace(spec, anchor="condition"), met_on
        if facts.anchor_on is not None:
            return spec, max(facts.anchor_on, met_on)
    return spec, facts.held_on if spec.anchor == "meeting" and not is_event else facts.anchor_on


def _resolve(spec: DeadlineSpec, facts: Facts, world: World) -> Resolution:
    ours, theirs = world.calendar(settings.HOME_COUNTRY), world.calendar(facts.partner)
    owner, other = (theirs, ours) if facts.owed_by == OwedBy.THEIRS else (ours, theirs)
    return resolve(
        spec,
        anchor_on=facts.anchor_on,
        held_on=facts.held_on,
        event_on=facts.event_on or (facts.anchor_on if spec.kind == "event" else None),
        previous_on=facts.previous_on,
        recorded_on=facts.today,
        owner=owner,
        partner=other,
        joint=facts.owed_by == OwedBy.JOINT,
    )


def _unmet(spec: DeadlineSpec, facts: Facts, world: World) -> Resolution:
    """Give the review date of what waits for its condition."""
    nothing = _resolve(not_stated(), replace(facts, anchor_on=facts.held_on), world)
    waits = remark("waits_condition", words=facts.condition)
    return replace(
        nothing, kind=spec.kind, every=spec.every, ask=Remark("unmet"), working=(waits, nothing.working[-1])
    )


def work_out(
    spec: DeadlineSpec,
    *,
    owed_by: str,
    partner: Country,
    held_on: datetime.date | None,
    today: datetime.date,
    hooks: Hooks = NO_HOOKS,
    condition: str = "",
    condition_met_on: datetime.date | None = None,
    anchor_on: datetime.date | None = None,
    previous_on: datetime.date | None = None,
    level: int = Classification.RESTRICTED,
) -> Resolution:
    """Resolve a specification for what one side owes because of a meeting held on a day, or undated.

    `anchor_on` is the day the clock started, where it is not the meeting that starts it. Sessions marked
    above `level`, the marking of the commitment, are not seen.
    """
    world = World()
    hooks = bound(hooks, world, held_on=held_on, level=level)
    follows = hooks.follows
    if follows is not None and follows.state in COMPLETED:
        anchor_on = follows.closed_on
    facts = Facts(
        owed_by=owed_by,
        partner=partner.iso,
        held_on=held_on,
        today=today,
        condition=condition,
        condition_met_on=condition_met_on,
        event_on=day_of(hooks.event),
        anchor_on=anchor_on,
        previous_on=previous_on,
    )
    return settle_hooked(fitted(spec, hooks), hooks, facts, world)
