"""From a specification to dates: pure, with the calendars and days it needs passed in."""

import datetime
from dataclasses import dataclass, replace

from commitments.calendars.workdays import (
    AbsentYearError,
    Calendar,
    Counting,
    add_workdays,
    both,
    days_off_between,
    last_workday_on_or_before,
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
) -> Resolution:
    """Resolve a specification to dates, or to a review date and what the officer has to decide.

    `anchor_on` is the day the clock starts: the meeting, unless `spec.anchor` says otherwise; `held_on` is
    needed only where that differs. `event_on` is the event's day where it has one; `previous_on` the due day
    of the occurrence before, for a recurring one. Nothing is guessed: what is not known becomes `ask`.
    """
    meeting = held_on or (anchor_on if spec.anchor == "meeting" else None)
    context = Context(meeting, anchor_on, recorded_on, owner, partner, event_on, previous_on)
    try:
        found = _find(spec, context)
    except UnsureError as unsure:
        found = Found(ask=Remark(unsure.reason, unsure.values))
    except AbsentYearError as absent:
        found = Found(ask=remark("absent", place=absent.place, year=str(absent.year)))
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


def _length(spec: DeadlineSpec, context: Context) -> Found:
    """Count from the anchor, which is day 0."""
    if spec.anchor == "day" and spec.period is not None:
        day: datetime.date | None = window_of(spec.period, context.held_on)[0]
    else:
        known = {"meeting": context.held_on, "event": context.event_on}
        day = known.get(spec.anchor, context.anchor_on)
    if day is None:
        if spec.anchor == "meeting":
            raise UnsureError("held_on")
        raise UnsureError("anchor", anchor=spec.anchor)
    start = day if spec.shape == "during" else None
    count = spec.count or 0
    if spec.unit != "working_days":
        end = _add(day, count, spec.unit)
        return Found(start, end, (remark("length", count=count, unit=spec.unit, day=day, due=end),))
    calendar = _counting(spec, context)
    end = add_workdays(calendar, day, count)
    skipped = [(off.isoformat(), name) for off, name in days_off_between(calendar, day, end)]
    code = "working_days_skipping" if skipped else "working_days"
    step = remark(
        code, count=count, unit=spec.unit, day=day, due=end, place=_places(calendar), skipped=skipped
    )
    return Found(start, end, (step,), _used(calendar, day, end))


def _event(spec: DeadlineSpec, context: Context) -> Found:
    """Follow the event: its day, or a day before it."""
    day = context.event_on
    if day is None:
        return Found(working=(remark("event_unknown"),))
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
        calendar = _counting(spec, context)
        end = add_workdays(calendar, day, -spec.count)
        used = _used(calendar, end, day)
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
    """Find the first occurrence after the meeting, or the one after the previous."""
    if not spec.every:
        return Found(working=(remark("no_period"),))
    if context.held_on is None:
        raise UnsureError("held_on")
    held, after = context.held_on, context.previous_on or context.held_on
    if spec.period is None:
        times = 1
        while (end := add_duration(held, spec.every, times)) <= after:
            times += 1
        start = add_duration(held, spec.every, times - 1)
        return Found(start, end, (remark("occurrence", day=start, due=end),))
    if spec.period.offset is None:
        start, _ = next_window(spec.period, after, is_sure=context.previous_on is not None)
        return _period(spec, replace(spec.period, year=start.year), held)
    times = 0
    while (found_ := _period(spec, spec.period, add_duration(held, spec.every, times))).end is not None:
        if context.previous_on is None or found_.end > context.previous_on:
            break
        times += 1
    return found_


def _with_date(spec: DeadlineSpec, found: Found, end: datetime.date, context: Context) -> Resolution:
    """Add the last working days before the due day, and what to know about the calendars."""
    working, used, ask = list(found.working), list(found.used), found.ask
    if context.held_on is not None and end < context.held_on:
        working.append(remark("before_meeting"))
    act_by: datetime.date | None = None
    try:
        act_by = last_workday_on_or_before(context.owner, end)
    except AbsentYearError as absent:
        ask = ask or remark("absent", place=absent.place, year=str(absent.year))
    else:
        used.extend(_used(context.owner, act_by, end))
        if act_by != end:
            working.append(remark("act_by", place=_places(context.owner), due=act_by))
    used = list(dict.fromkeys(used))
    working.extend(_doubts(used, context))
    return Resolution(
        kind=spec.kind,
        due_start=found.start,
        due_end=end,
        act_by=act_by,
        act_by_partner=_act_by_partner(context.partner, end),
        every=spec.every,
        ask=ask,
        calendars_used=tuple(used),
        working=tuple(working),
    )


def _act_by_partner(partner: Calendar | None, end: datetime.date) -> datetime.date | None:
    """Find the partner's last working day, which matters where both sides owe."""
    try:
        return last_workday_on_or_before(partner, end) if partner else None
    except AbsentYearError:
        return None


def _without_date(spec: DeadlineSpec, found: Found, context: Context) -> Resolution:
    """Fill in the review date: from the meeting, or from the day of recording where that would be past."""
    counted_from = context.held_on or context.recorded_on
    review_on = counted_from + spec.review_days * ONE_DAY
    if review_on < context.recorded_on:
        counted_from = context.recorded_on
        review_on = counted_from + spec.review_days * ONE_DAY
    review = remark("review", due=review_on, count=spec.review_days, day=counted_from)
    working = (*found.working, review)
    return Resolution(spec.kind, review_on=review_on, every=spec.every, ask=found.ask, working=working)


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


def _counting(spec: DeadlineSpec, context: Context) -> Counting:
    """Choose the calendar that working days are counted in."""
    if not spec.capitals:
        return context.owner
    if spec.capitals == "both":
        if context.partner is None:
            raise UnsureError("partner")
        return both([context.owner, context.partner])
    for calendar in (context.owner, context.partner):
        if calendar and spec.capitals.casefold() in (calendar.place.casefold(), calendar.code.casefold()):
            return calendar
    raise UnsureError("capital", words=spec.capitals)


def _used(calendar: Counting, start: datetime.date, end: datetime.date) -> tuple[CalendarUsed, ...]:
    """List the years of each country that lie between two days."""
    return tuple(
        CalendarUsed(code, year, status)
        for year in range(start.year, end.year + 1)
        for code, status in calendar.statuses(year)
    )


def _places(calendar: Counting) -> list[list[str]]:
    return [[place] for place in calendar.places]


def _doubts(used: list[CalendarUsed], context: Context) -> list[Remark]:
    """Say of each computed year that nobody has confirmed it."""
    known = [calendar for calendar in (context.owner, context.partner) if calendar]
    places = {calendar.code: calendar.place or calendar.code for calendar in known}
    return [
        remark("computed", year=str(one.year), place=places[one.code])
        for one in used
        if one.status == "computed"
    ]
