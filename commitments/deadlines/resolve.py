"""From a specification to dates: pure, with the calendars and days it needs passed in."""

import datetime
from dataclasses import dataclass, replace

from commitments.calendars.workdays import AbsentYearError, Calendar, add_workdays, days_off_between
from commitments.deadlines.counting import (
    absent_year,
    counting,
    doubts_about,
    last_workday,
    missing,
    places,
    used_between,
)
from commitments.deadlines.periods import (
    ONE_DAY,
    UnsureError,
    add_duration,
    add_months,
    next_window,
    window_of,
)
from commitments.deadlines.remarks import Remark, remark
from commitments.deadlines.resolution import CalendarUsed, Resolution
from commitments.phrases import DeadlineSpec, Period

__all__ = ["Resolution", "resolve"]

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
class Found:
    """Dates on the way: the window, its working, and the years that were counted in."""

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
        found = Found(ask=Remark(unsure.reason, unsure.values))
    except AbsentYearError as absent:
        found = Found(ask=absent_year(absent), used=(missing(absent),))
    if found.end is not None and found.end.year > LAST_YEAR:
        found = Found(ask=Remark("too_far"))
    if found.end is None:
        return _without_date(spec, found, context)
    return _with_date(spec, found, found.end, context)


def _find(spec: DeadlineSpec, context: Context) -> Found:
    """Choose how to work the dates out."""
    if spec.ask:
        return Found(ask=Remark(spec.ask))
    if spec.kind == "recurring":
        return _occurrence(spec, context)
    if spec.kind == "event":
        return _event(spec, context)
    if spec.count is not None:
        return _length(spec, context)
    if spec.period is not None:
        return _period(spec, spec.period, context.held_on)
    return Found(working=(remark("no_date"),))


def _first_day(spec: DeadlineSpec, context: Context) -> datetime.date:
    """Give the day on which the clock starts; raise UnsureError while it is not known."""
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


def _length(spec: DeadlineSpec, context: Context) -> Found:
    """Count from the anchor, which is day 0."""
    day = _first_day(spec, context)
    start = day if spec.shape == "during" else None
    count = spec.count or 0
    if spec.unit != "working_days":
        end = _add(day, count, spec.unit)
        return Found(start, end, (remark("length", count=count, unit=spec.unit, day=day, due=end),))
    calendar = counting(spec, context.owner, context.partner)
    end = add_workdays(calendar, day, count)
    skipped = [(off.isoformat(), name, *calendar.codes) for off, name in days_off_between(calendar, day, end)]
    code = "working_days_skipping" if skipped else "working_days"
    step = remark(
        code, count=count, unit=spec.unit, day=day, due=end, place=places(calendar), skipped=skipped
    )
    return Found(start, end, (step,), used_between(calendar, day, end))


def _event(spec: DeadlineSpec, context: Context) -> Found:
    """Follow the event: its day, or a day before it; until that is known, the period its words name."""
    day = context.event_on
    if day is None:
        named = Found()
        if spec.period is not None and spec.count is None:
            named = _period(replace(spec, shape="during"), spec.period, context.held_on)
        return replace(named, working=(remark("event_unknown"), *named.working))
    seen = remark("event_day", day=day)
    if spec.relation == "after":
        return Found(working=(seen,), ask=Remark("condition"))
    if spec.relation != "before":
        return Found(None, day, (seen,))
    if spec.count is None:
        end = day - ONE_DAY
        return Found(None, end, (seen, remark("day_before", day=day, due=end)))
    used: tuple[CalendarUsed, ...] = ()
    if spec.unit == "working_days":
        calendar = counting(spec, context.owner, context.partner)
        end = add_workdays(calendar, day, -spec.count)
        used = used_between(calendar, end, day)
    else:
        end = _add(day, -spec.count, spec.unit)
    return Found(
        None, end, (seen, remark("length_before", count=spec.count, unit=spec.unit, day=day, due=end)), used
    )


def _period(spec: DeadlineSpec, period: Period, held_on: datetime.date | None) -> Found:
    """Take the window that the words name, and what "by", "before" and "the rest of" make of it."""
    start, end = window_of(period, held_on)
    if spec.until is not None:
        end = window_of(spec.until, held_on)[1]
        if end < start:
            raise UnsureError("order")
    working: tuple[Remark, ...] = ()
    if held_on is not None and not period.is_dated and period.offset is None:
        working = (remark("next_after", day=held_on),)
    if spec.shape == "before":
        due = start - ONE_DAY
        return Found(None, due, (*working, remark("day_before", day=start, due=due)))
    is_whole = not period.part and period.index is None
    is_rest = spec.shape == "rest" or (spec.shape == "during" and period.offset == 0 and is_whole)
    if is_rest and held_on is not None and period.unit != "day" and held_on >= start:
        if held_on > end:
            raise UnsureError("weekend" if period.unit == "week" else "too_far")
        return Found(held_on, end, (*working, remark("rest", start=held_on, end=end)))
    if spec.shape == "by" and not period.part:
        code = "day" if start == end else "until_end"
        return Found(None, end, (*working, remark(code, due=end)))
    if start == end:
        return Found(start, end, (*working, remark("day", due=end)))
    return Found(start, end, (*working, remark("window", start=start, end=end)))


def _occurrence(spec: DeadlineSpec, context: Context) -> Found:
    """Find the first occurrence after the clock starts, or the one after the previous."""
    if not spec.every:
        return Found(working=(remark("no_period"),))
    first = _first_day(spec, context)
    after = context.previous_on or first
    if spec.period is None:
        times = 1
        while (end := add_duration(first, spec.every, times)) <= after:
            times += 1
        start = add_duration(first, spec.every, times - 1)
        return Found(start, end, (remark("occurrence", day=start, due=end),))
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


def _with_date(spec: DeadlineSpec, found: Found, end: datetime.date, context: Context) -> Resolution:
    """Add the last working days before the due day, and what to know about the calendars."""
    working = list(found.working)
    if context.held_on is not None and end < context.held_on:
        working.append(remark("before_meeting"))
    act_by, decided, ask = last_workday(context.owner, end)
    if act_by is not None and act_by != end:
        working.append(remark("act_by", place=places(context.owner), due=act_by))
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


def _without_date(spec: DeadlineSpec, found: Found, context: Context) -> Resolution:
    """Fill in the review date: from the meeting, or from the day of recording where that would be past."""
    counted_from = context.held_on or context.recorded_on
    review_on = counted_from + spec.review_days * ONE_DAY
    if review_on < context.recorded_on:
        counted_from = context.recorded_on
        review_on = counted_from + spec.review_days * ONE_DAY
    review = remark("review", due=review_on, count=spec.review_days, day=counted_from)
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
