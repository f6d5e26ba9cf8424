"""Resolve a deadline to dates: conditions, clocks, dependencies and working days.

No queries for a specification: calendars and days are passed in.
"""

import datetime
from dataclasses import dataclass, replace

from django.conf import settings

from commitments.calendars.workdays import AbsentYearError, Calendar, add_workdays, days_off_between
from commitments.deadlines.context import (
    COMPLETED,
    NO_HOOKS,
    CalendarUsed,
    DeadlineContext,
    DeadlineRecords,
    Dependencies,
    Resolution,
    absent_year,
    build_counting,
    build_missing_year,
    day_of,
    doubts_about,
    fit_to_dependencies,
    last_workday,
    list_capitals,
    select_meeting,
    used_between,
)
from commitments.deadlines.explanation import Remark, build_remark
from commitments.deadlines.periods import (
    ONE_DAY,
    UnsureError,
    add_duration,
    add_months,
    next_window,
    window_of,
)
from commitments.enums import CLOSED_STATES, HIDDEN_STATES, Classification, OwedBy
from commitments.language.phrases.specification import DeadlineSpec, Period, not_stated
from commitments.models import Country

# What lies beyond is a slip of the pen.
LAST_YEAR = 2200


@dataclass(frozen=True, slots=True)
class Context:
    """What is known when a deadline is resolved."""

    held_on: datetime.date | None
    anchor_on: datetime.date | None
    recorded_on: datetime.date
    owner: Calendar
    partner: Calendar | None
    event_on: datetime.date | None
    previous_on: datetime.date | None
    joint: bool


@dataclass(frozen=True, slots=True)
class FoundDates:
    """Intermediate dates: the window, its calculation, and the years that were used."""

    start: datetime.date | None = None
    end: datetime.date | None = None
    working: tuple[Remark, ...] = ()
    used: tuple[CalendarUsed, ...] = ()
    ask: Remark | None = None


def resolve(
    spec: DeadlineSpec,
    *,
    anchor_on: datetime.date | None,
    recorded_on: datetime.date,
    owner: Calendar,
    partner: Calendar | None = None,
    event_on: datetime.date | None = None,
    held_on: datetime.date | None = None,
    previous_on: datetime.date | None = None,
    joint: bool = False,
) -> Resolution:
    """Resolve a specification to dates, or to a review date and what the officer has to decide.

    `anchor_on` is the day the clock starts: the meeting, unless `spec.anchor` says otherwise; `held_on` is
    needed only where that differs. `event_on` is the event's day where it has one; `previous_on` the due day
    of the occurrence before, for a recurring one. Where the two sides do not owe it jointly, the partner's
    last working day is left out. Only what is counted waits for the anchor: a period of the calendar stays
    where the words put it. Nothing is guessed: what is not known becomes `ask`.
    """
    meeting = held_on or (anchor_on if spec.anchor == "meeting" else None)
    context = Context(meeting, anchor_on, recorded_on, owner, partner, event_on, previous_on, joint)
    try:
        found = _find(spec, context)
    except UnsureError as unsure:
        found = FoundDates(ask=Remark(unsure.reason, unsure.values))
    except AbsentYearError as absent:
        found = FoundDates(ask=absent_year(absent), used=(build_missing_year(absent),))
    if found.end is not None and found.end.year > LAST_YEAR:
        found = FoundDates(ask=Remark("too_far"))
    if found.end is None:
        return _without_date(spec, found, context)
    return _with_date(spec, found, found.end, context)


def _find(spec: DeadlineSpec, context: Context) -> FoundDates:
    """Choose how to work the dates out."""
    if spec.ask:
        return FoundDates(ask=Remark(spec.ask))
    if spec.kind == "recurring":
        return _occurrence(spec, context)
    if spec.kind == "event":
        return _event(spec, context)
    if spec.count is not None:
        return _length(spec, context)
    if spec.period is not None:
        return _period(spec, spec.period, context.held_on)
    return FoundDates(working=(build_remark("no_date"),))


def _first_day(spec: DeadlineSpec, context: Context) -> datetime.date:
    """Return the day on which the clock starts; raise UnsureError while it is not known."""
    match spec.anchor:
        case "day" if spec.period is not None:
            return window_of(spec.period, context.held_on)[0]
        case "meeting":
            day = context.held_on
        case "event":
            day = context.event_on or context.anchor_on
        case _:
            day = context.anchor_on
    if day is not None:
        return day
    if spec.anchor == "meeting":
        raise UnsureError("held_on")
    if spec.event:
        raise UnsureError("anchor_named", words=spec.event)
    raise UnsureError("anchor", anchor=spec.anchor)


def _length(spec: DeadlineSpec, context: Context) -> FoundDates:
    """Count from the anchor, which is day 0."""
    day = _first_day(spec, context)
    start = day if spec.shape == "during" else None
    count = spec.count or 0
    if spec.unit != "working_days":
        end = _add(day, count, spec.unit)
        return FoundDates(
            start, end, (build_remark("length", count=count, unit=spec.unit, day=day, due=end),)
        )
    calendar = build_counting(spec, context.owner, context.partner)
    end = add_workdays(calendar, day, count)
    skipped = [(off.isoformat(), name, *calendar.codes) for off, name in days_off_between(calendar, day, end)]
    code = "working_days_skipping" if skipped else "working_days"
    step = build_remark(
        code, count=count, unit=spec.unit, day=day, due=end, place=list_capitals(calendar), skipped=skipped
    )
    return FoundDates(start, end, (step,), used_between(calendar, day, end))


def _event(spec: DeadlineSpec, context: Context) -> FoundDates:
    """Follow the event: its day, or a day before it; until that is known, the period its words name."""
    day = context.event_on
    if day is None:
        named = FoundDates()
        if spec.period is not None and spec.count is None:
            named = _period(replace(spec, shape="during"), spec.period, context.held_on)
        return replace(named, working=(build_remark("event_unknown"), *named.working))
    seen = build_remark("event_day", day=day)
    if spec.relation == "after":
        return FoundDates(working=(seen,), ask=Remark("condition"))
    if spec.relation != "before":
        return FoundDates(None, day, (seen,))
    if spec.count is None:
        end = day - ONE_DAY
        return FoundDates(None, end, (seen, build_remark("day_before", day=day, due=end)))
    used: tuple[CalendarUsed, ...] = ()
    if spec.unit == "working_days":
        calendar = build_counting(spec, context.owner, context.partner)
        end = add_workdays(calendar, day, -spec.count)
        used = used_between(calendar, end, day)
    else:
        end = _add(day, -spec.count, spec.unit)
    return FoundDates(
        None,
        end,
        (seen, build_remark("length_before", count=spec.count, unit=spec.unit, day=day, due=end)),
        used,
    )


def _period(spec: DeadlineSpec, period: Period, held_on: datetime.date | None) -> FoundDates:
    """Return the window that the wording names, after "by", "before" or "the rest of"."""
    start, end = window_of(period, held_on)
    if spec.until is not None:
        end = window_of(spec.until, held_on)[1]
        if end < start:
            raise UnsureError("order")
    working: tuple[Remark, ...] = ()
    if held_on is not None and not period.is_dated and period.offset is None:
        working = (build_remark("next_after", day=held_on),)
    if spec.shape == "before":
        due = start - ONE_DAY
        return FoundDates(None, due, (*working, build_remark("day_before", day=start, due=due)))
    is_whole = not period.part and period.index is None
    is_rest = spec.shape == "rest" or (spec.shape == "during" and period.offset == 0 and is_whole)
    if is_rest and held_on is not None and period.unit != "day" and held_on >= start:
        if held_on > end:
            raise UnsureError("weekend" if period.unit == "week" else "too_far")
        return FoundDates(held_on, end, (*working, build_remark("rest", start=held_on, end=end)))
    if spec.shape == "by" and not period.part:
        code = "day" if start == end else "until_end"
        return FoundDates(None, end, (*working, build_remark(code, due=end)))
    if start == end:
        return FoundDates(start, end, (*working, build_remark("day", due=end)))
    return FoundDates(start, end, (*working, build_remark("window", start=start, end=end)))


def _occurrence(spec: DeadlineSpec, context: Context) -> FoundDates:
    """Find the first occurrence after the clock starts, or the one after the previous."""
    if not spec.every:
        return FoundDates(working=(build_remark("no_period"),))
    first = _first_day(spec, context)
    after = context.previous_on or first
    if spec.period is None:
        times = 1
        while (end := add_duration(first, spec.every, times)) <= after:
            times += 1
        start = add_duration(first, spec.every, times - 1)
        return FoundDates(start, end, (build_remark("occurrence", day=start, due=end),))
    if spec.period.offset is None:
        if spec.shape == "before" and context.previous_on is not None:
            # The previous one fell due the day before the day that is named.
            after += ONE_DAY
        start, _ = next_window(spec.period, after, is_sure=context.previous_on is not None)
        return _period(spec, replace(spec.period, year=start.year), first)
    times = 0
    while True:
        day = add_duration(first, spec.every, times)
        start, end = window_of(spec.period, day)
        if spec.period.index is not None and context.previous_on is None and start <= first <= end:
            raise UnsureError("same_period")
        if end >= first and (context.previous_on is None or end > context.previous_on):
            return _period(spec, spec.period, day)
        times += 1


def _with_date(spec: DeadlineSpec, found: FoundDates, end: datetime.date, context: Context) -> Resolution:
    """Add the last working days before the due day, and what to know about the calendars."""
    working = list(found.working)
    if context.held_on is not None and end < context.held_on:
        working.append(build_remark("before_meeting"))
    act_by, decided, ask = last_workday(context.owner, end)
    if act_by is not None and act_by != end:
        working.append(build_remark("act_by", place=list_capitals(context.owner), due=act_by))
    used = [*found.used, *decided]
    act_by_partner: datetime.date | None = None
    if context.partner is not None and context.joint:
        act_by_partner, decided, _ = last_workday(context.partner, end)
        used.extend(decided)
    known = [calendar for calendar in (context.owner, context.partner) if calendar]
    doubts = doubts_about([(one.code, one.year) for one in used], known)
    return Resolution(
        kind=spec.kind,
        due_start=found.start,
        due_end=end,
        act_by=act_by,
        act_by_partner=act_by_partner,
        every=spec.every,
        ask=found.ask or ask,
        calendars_used=tuple(dict.fromkeys(used)),
        working=(*working, *doubts),
        doubts=doubts,
    )


def _without_date(spec: DeadlineSpec, found: FoundDates, context: Context) -> Resolution:
    """Fill in the review date: from the meeting, or from the day of recording where that would be past."""
    counted_from = context.held_on or context.recorded_on
    review_on = counted_from + spec.review_days * ONE_DAY
    if review_on < context.recorded_on:
        counted_from = context.recorded_on
        review_on = counted_from + spec.review_days * ONE_DAY
    review = build_remark("review", due=review_on, count=spec.review_days, day=counted_from)
    working = (*found.working, review)
    return Resolution(
        spec.kind,
        review_on=review_on,
        every=spec.every,
        ask=found.ask,
        calendars_used=found.used,
        working=working,
    )


def _add(day: datetime.date, count: int, unit: str) -> datetime.date:
    """Add days, weeks, months or years by the calendar."""
    try:
        match unit:
            case "weeks":
                return day + 7 * count * ONE_DAY
            case "months":
                return add_months(day, count)
            case "years":
                return add_months(day, 12 * count)
            case _:
                return day + count * ONE_DAY
    except (OverflowError, ValueError) as error:
        raise UnsureError("too_far") from error


ENDED = (*CLOSED_STATES, *HIDDEN_STATES)
# Questions for the day on which a clock starts.
ASKS_FOR_DAY = ("anchor", "anchor_named")


def resolve_with_context(spec: DeadlineSpec, facts: DeadlineContext, world: DeadlineRecords) -> Resolution:
    """Resolve a specification with what is known; while a condition is unmet there is no date at all.

    A joint commitment counts in our capital first and in the partner's beside it. Once a condition is met, a
    length of time counts from that day at the earliest; a date that the words name stays as named.
    """
    if facts.condition and facts.condition_met_on is None:
        return _unmet(spec, facts, world)
    counted, anchor_on = clock_of(spec, facts)
    return _resolve(counted, replace(facts, anchor_on=anchor_on), world)


def settle_hooked(
    spec: DeadlineSpec, hooks: Dependencies, facts: DeadlineContext, world: DeadlineRecords
) -> Resolution:
    """Resolve a deadline that depends on something; while that has no day, it waits without asking an
    officer.
    """
    found = resolve_with_context(spec, facts, world)
    if found.due_on is not None or found.ask is None or found.ask.code not in ASKS_FOR_DAY:
        return found
    if hooks.follows is not None:
        is_lost = hooks.follows.state in ENDED and hooks.follows.state not in COMPLETED
        working = (build_remark("waits_completion"), *found.working)
        return replace(found, working=working, ask=Remark("not_completed") if is_lost else None)
    if hooks.names_event:
        return replace(found, working=(build_remark("event_unknown"), *found.working), ask=None)
    return found


def clock_of(spec: DeadlineSpec, facts: DeadlineContext) -> tuple[DeadlineSpec, datetime.date | None]:
    """Return the wording that applies now, and the day on which its clock started."""
    is_event = spec.kind == "event"
    met_on = facts.condition_met_on
    if met_on is not None and (spec.count is not None or spec.kind == "recurring"):
        if spec.anchor in ("meeting", "condition") and not is_event:
            return replace(spec, anchor="condition"), met_on
        if facts.anchor_on is not None:
            return spec, max(facts.anchor_on, met_on)
    return spec, facts.held_on if spec.anchor == "meeting" and not is_event else facts.anchor_on


def _resolve(spec: DeadlineSpec, facts: DeadlineContext, world: DeadlineRecords) -> Resolution:
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


def _unmet(spec: DeadlineSpec, facts: DeadlineContext, world: DeadlineRecords) -> Resolution:
    """Return the resolution of a deadline whose condition is not met: its review date."""
    nothing = _resolve(not_stated(), replace(facts, anchor_on=facts.held_on), world)
    waits = build_remark("waits_condition", words=facts.condition)
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
    hooks: Dependencies = NO_HOOKS,
    condition: str = "",
    condition_met_on: datetime.date | None = None,
    anchor_on: datetime.date | None = None,
    previous_on: datetime.date | None = None,
    level: int = Classification.RESTRICTED,
) -> Resolution:
    """Resolve a specification for one side's obligation from a meeting held on a day, or undated.

    `anchor_on` is the day the clock started, where the meeting does not start it. Sessions classified above
    `level`, the classification of the commitment, are ignored.
    """
    world = DeadlineRecords()
    hooks = select_meeting(hooks, world, held_on=held_on, level=level)
    follows = hooks.follows
    if follows is not None and follows.state in COMPLETED:
        anchor_on = follows.closed_on
    facts = DeadlineContext(
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
    return settle_hooked(fit_to_dependencies(spec, hooks), hooks, facts, world)
