"""Resolve a deadline to dates: conditions, clocks, dependencies and working days.

One `Context` in, one `Resolution` out: the dates, how they were calculated, and which calendar years decided
them or are unconfirmed. No queries.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace

from commitments.calendars.workdays import (
    AbsentYearError,
    Calendar,
    Counting,
    Status,
    add_workdays,
    days_off_between,
    join_calendars,
    last_workday_on_or_before,
)
from commitments.deadlines.context import NO_HOOKS, WHICH_EVENT, Context, Dependencies
from commitments.deadlines.explanation import Remark, build_remark, explain_working
from commitments.enums import COMPLETED_STATES, ENDED_STATES
from commitments.language.phrases.specification import (
    ONE_DAY,
    DeadlineSpec,
    Kind,
    Period,
    UnsureError,
    add_duration,
    add_months,
    next_window,
    not_stated,
    window_of,
)

# What lies beyond is a slip of the pen.
LAST_YEAR = 2200
# Questions for the day on which a clock starts.
ASKS_FOR_DAY = ("anchor", "anchor_named")
EMPTY = not_stated()


@dataclass(frozen=True, slots=True)
class CalendarUsed:
    """A year of a country's calendar that was used in a resolution."""

    code: str
    year: int
    status: Status


@dataclass(frozen=True, slots=True)
class Resolution:
    """The result of resolving a deadline.

    `due_start` is the first day of a window, `due_end` (`due_on`) the agreed day, after which it is overdue;
    `last_working_day` the owner's last working day on or before it, `partner_last_working_day` the same in
    the partner's capital.
    Without a date there is a `review_on`. `ask` is what the officer has to decide, `working` the calculation,
    with the `doubts` about unconfirmed years at its end. `calendars_used` lists the years that decided any of
    the dates, and the absent year that stopped the calculation. `spec` is the specification as it is stored,
    `dependencies` what it depends on, `start_date` the day on which its clock started.
    """

    kind: Kind
    due_start: datetime.date | None = None
    due_end: datetime.date | None = None
    last_working_day: datetime.date | None = None
    partner_last_working_day: datetime.date | None = None
    review_on: datetime.date | None = None
    every: str = ""
    ask: Remark | None = None
    calendars_used: tuple[CalendarUsed, ...] = ()
    working: tuple[Remark, ...] = ()
    doubts: tuple[Remark, ...] = ()
    spec: DeadlineSpec = EMPTY
    dependencies: Dependencies = NO_HOOKS
    start_date: datetime.date | None = None

    @property
    def steps(self) -> tuple[Remark, ...]:
        """Return the calculation without the doubts, which pass with time: what is stored."""
        return tuple(step for step in self.working if step not in self.doubts)

    @property
    def due_on(self) -> datetime.date | None:
        return self.due_end

    @property
    def needs_officer(self) -> str:
        """Return in one sentence what the officer has to decide; empty where nothing."""
        return str(self.ask) if self.ask else ""

    @property
    def explanation(self) -> str:
        """Return the calculation in words, in the reader's language."""
        return explain_working(self.working)


@dataclass(frozen=True, slots=True)
class FoundDates:
    """Intermediate dates: the window, its calculation, and the years that were used."""

    start: datetime.date | None = None
    end: datetime.date | None = None
    working: tuple[Remark, ...] = ()
    used: tuple[CalendarUsed, ...] = ()
    ask: Remark | None = None


def resolve(spec: DeadlineSpec, context: Context) -> Resolution:
    """Resolve a specification to dates, or to a review date and what the officer has to decide.

    While a condition is unmet there is no date at all; once it is met, a length of time counts from that day
    at the earliest. Only what is counted waits for its clock to start: a period of the calendar stays where
    the words put it. Where the two sides do not owe it jointly, the partner's last working day is left out.
    Nothing is guessed: what is not known becomes `ask`, and what waits for its event or for another
    commitment asks nothing until then. No queries.
    """
    spec = fit_to_dependencies(spec, context.dependencies)
    counted, start_date = _clock_of(spec, context)
    if context.condition and context.condition_met_on is None:
        nothing = _work_out(not_stated(), replace(context, start_date=context.held_on))
        waits = build_remark("waits_condition", words=context.condition)
        found = replace(
            nothing,
            kind=spec.kind,
            every=spec.every,
            ask=Remark("unmet"),
            working=(waits, nothing.working[-1]),
        )
    else:
        found = _work_out(counted, replace(context, start_date=start_date))
    found = _wait(found, context.dependencies)
    return replace(found, spec=spec, dependencies=context.dependencies, start_date=start_date)


def _wait(found: Resolution, hooks: Dependencies) -> Resolution:
    """Let a deadline that counts from another day wait for it, without asking an officer."""
    if found.due_on is not None or found.ask is None or found.ask.code not in ASKS_FOR_DAY:
        return found
    if hooks.follows is not None:
        is_lost = hooks.follows.state in ENDED_STATES and hooks.follows.state not in COMPLETED_STATES
        working = (build_remark("waits_completion"), *found.working)
        return replace(found, working=working, ask=Remark("not_completed") if is_lost else None)
    if hooks.names_event:
        return replace(found, working=(build_remark("event_unknown"), *found.working), ask=None)
    return found


def _clock_of(spec: DeadlineSpec, context: Context) -> tuple[DeadlineSpec, datetime.date | None]:
    """Return the wording that applies now, and the day on which its clock started."""
    is_event = spec.kind == "event"
    met_on = context.condition_met_on
    if met_on is not None and (spec.count is not None or spec.kind == "recurring"):
        if spec.anchor in ("meeting", "condition") and not is_event:
            return replace(spec, anchor="condition"), met_on
        if context.start_date is not None:
            return spec, max(context.start_date, met_on)
    return spec, context.held_on if spec.anchor == "meeting" and not is_event else context.start_date


def _work_out(spec: DeadlineSpec, context: Context) -> Resolution:
    """Work out the dates, with the clock started on `start_date`."""
    context = replace(
        context,
        held_on=context.held_on or (context.start_date if spec.anchor == "meeting" else None),
        event_on=context.event_on or (context.start_date if spec.kind == "event" else None),
    )
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


def fit_to_dependencies(spec: DeadlineSpec, hooks: Dependencies) -> DeadlineSpec:
    """Count from what the officer selected: a length of time alone has no start."""
    settled: tuple[str, ...] = WHICH_EVENT if hooks.names_event else ()
    if hooks.names_event or hooks.follows is not None:
        settled = (*settled, "length_alone")
    ask = "" if spec.ask in settled else spec.ask
    if hooks.follows is not None and spec.count is not None and spec.kind == "relative":
        return replace(spec, anchor="completion", ask=ask)
    if hooks.names_event and spec.count is not None and spec.kind == "relative":
        return replace(spec, anchor="event", ask=ask)
    if ask != spec.ask:
        return replace(spec, kind="event", relation=spec.relation or "at", ask="")
    return spec


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
    if spec.period is not None and spec.shape == "last_working_day":
        return _last_working_day_of(spec, spec.period, context)
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
            day = context.event_on or context.start_date
        case _:
            day = context.start_date
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


def _last_working_day_of(spec: DeadlineSpec, period: Period, context: Context) -> FoundDates:
    """Return the owner's last working day of the period that the wording names."""
    whole = _period(replace(spec, shape="by"), period, context.held_on)
    last = whole.end or window_of(period, context.held_on)[1]
    end = last_workday_on_or_before(context.owner, last)
    step = build_remark("last_working_day", place=list_capitals(context.owner), due=end)
    return FoundDates(None, end, (*whole.working, step), used_between(context.owner, end, last))


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
    last_working_day, decided, ask = last_workday(context.owner, end)
    if last_working_day is not None and last_working_day != end:
        working.append(
            build_remark("last_working_day", place=list_capitals(context.owner), due=last_working_day)
        )
    used = [*found.used, *decided]
    partner_last_working_day: datetime.date | None = None
    if context.partner is not None and context.is_joint:
        partner_last_working_day, decided, _ = last_workday(context.partner, end)
        used.extend(decided)
    known = [calendar for calendar in (context.owner, context.partner) if calendar]
    doubts = doubts_about([(one.code, one.year) for one in used], known)
    return Resolution(
        kind=spec.kind,
        due_start=found.start,
        due_end=end,
        last_working_day=last_working_day,
        partner_last_working_day=partner_last_working_day,
        every=spec.every,
        ask=found.ask or ask,
        calendars_used=tuple(dict.fromkeys(used)),
        working=(*working, *doubts),
        doubts=doubts,
    )


def _without_date(spec: DeadlineSpec, found: FoundDates, context: Context) -> Resolution:
    """Fill in the review date: from the meeting, or from the day of recording where that would be past."""
    counted_from = context.held_on or context.today
    review_on = counted_from + spec.review_days * ONE_DAY
    if review_on < context.today:
        counted_from = context.today
        review_on = counted_from + spec.review_days * ONE_DAY
    review = build_remark("review", due=review_on, count=spec.review_days, day=counted_from)
    working = (*found.working, review)
    return Resolution(
        spec.kind,
        review_on=context.review_on or review_on,
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


def build_counting(spec: DeadlineSpec, owner: Calendar, partner: Calendar | None) -> Counting:
    """Choose the calendar that working days are counted in; raise UnsureError where it is not at hand."""
    if not spec.capitals:
        return owner
    if spec.capitals == "both":
        if partner is None:
            raise UnsureError("partner")
        return join_calendars([owner, partner])
    for calendar in (owner, partner):
        if calendar and _plain(spec.capitals) in (_plain(calendar.place), _plain(calendar.code)):
            return calendar
    raise UnsureError("capital", words=spec.capitals)


def _plain(place: str) -> str:
    """Return a place's name in a form for comparison, without capital letters and spaces."""
    return "".join(place.casefold().split())


def used_between(calendar: Counting, start: datetime.date, end: datetime.date) -> tuple[CalendarUsed, ...]:
    """List the years of each country that lie between two days."""
    return tuple(
        CalendarUsed(code, year, status)
        for year in range(start.year, end.year + 1)
        for code, status in calendar.statuses(year)
    )


def build_missing_year(absent: AbsentYearError) -> CalendarUsed:
    """Return the remark on the year that stopped the calculation: once known, it decides."""
    return CalendarUsed(absent.code, absent.year, "absent")


def last_workday(
    calendar: Calendar, end: datetime.date
) -> tuple[datetime.date | None, tuple[CalendarUsed, ...], Remark | None]:
    """Find the last working day on or before a day, the years that decided it, and what is asked instead."""
    try:
        day = last_workday_on_or_before(calendar, end)
    except AbsentYearError as absent:
        return None, (build_missing_year(absent),), absent_year(absent)
    return day, used_between(calendar, day, end), None


def absent_year(absent: AbsentYearError) -> Remark:
    """Return the question for a year's holidays."""
    return build_remark("absent", place=absent.place, year=str(absent.year))


def list_capitals(calendar: Counting) -> list[list[str]]:
    """Return the capitals whose days count, in the form in which remarks are stored."""
    return [[place] for place in calendar.place_names]


def doubts_about(years: Iterable[tuple[str, int]], calendars: Iterable[Calendar]) -> tuple[Remark, ...]:
    """Return a remark for each year (country code, year) that is computed and not confirmed.

    Evaluated again whenever a stored deadline is read, since a year may have been confirmed meanwhile.
    """
    known = {calendar.code: calendar for calendar in calendars}
    return tuple(
        build_remark("calculated", year=str(year), place=known[code].place or code)
        for code, year in dict.fromkeys(years)
        if code in known and known[code].status(year) == "calculated"
    )
