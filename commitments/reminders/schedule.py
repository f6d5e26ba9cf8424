"""The reminder schedule: on which day each reminder step falls, and who gets it; no queries.

A step has a day of its own: working days before the day to act and after the agreed day count in the capital
of the owing side, the rest are calendar days. Email is sent on working days of the reader: the earlier one
before the deadline, the later one after it. A head of desk may set rules and quiet days. Here is also the
inverse: from which days the steps of some days count.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from commitments.calendars.workdays import (
    ONE_DAY,
    Counting,
    add_workdays,
    last_workday_on_or_before,
    next_workday_on_or_after,
    walk_workdays,
)
from commitments.enums import (
    OPEN_STATES,
    SLIPS,
    CommitmentState,
    DeadlineKind,
    MoveReason,
    Nature,
    OwedBy,
    Rule,
    Side,
    WhyNot,
)

# An event without a date is asked about so often, and then left to the review date.
UNDATED_TIMES = 12


@dataclass(frozen=True, slots=True)
class ScheduleRules:
    """The reminder schedule of one desk for a kind of deadline; None, or an empty `before`: no reminder.

    `before` counts working days back from the day to act, `head_after` and `division_after` working days from
    the agreed day, both in the owing capital; `answer_after` working days of the reader. `first_after` and
    `then_every` are days from the agreed day, `silent_after` days from the last report, `undated_every` days
    from the recording of a deadline that depends on an event without a date.
    """

    before: tuple[int, ...] = (20, 10, 5, 1)
    on_the_day: bool = True
    first_after: int | None = 1
    then_every: int | None = 7
    head_after: int | None = 5
    division_after: int | None = 15
    answer_after: int | None = 5
    on_review: bool = True
    silent_after: int | None = 30
    undated_every: int | None = 30

    @property
    def counts(self) -> tuple[int, ...]:
        """The working days before the day to act, the day itself being 0."""
        return (*self.before, 0) if self.on_the_day else self.before

    @property
    def late_rungs(self) -> tuple[int, int | None] | None:
        """The first day after the agreed one, and the distance of those after it; None where none is told."""
        return None if self.first_after is None else (self.first_after, self.then_every)

    def asks(self, rule: str, offset: int) -> bool:
        """Return whether there is a step with this distance; steps outside the rules always exist."""
        match rule:
            case Rule.AHEAD:
                return offset in self.before
            case Rule.DUE:
                return self.on_the_day
            case Rule.OVERDUE:
                return self._is_late_rung(offset)
            case Rule.HEAD:
                return offset == self.head_after
            case Rule.DIVISION:
                return offset == self.division_after
            case Rule.ANSWER:
                return offset == self.answer_after
            case Rule.REVIEW:
                return self.on_review
            case Rule.SILENT:
                return self.silent_after is not None and offset % self.silent_after == 0
            case Rule.UNDATED:
                return self.undated_every is not None and offset % self.undated_every == 0
            case _:
                return True

    def _is_late_rung(self, offset: int) -> bool:
        if self.first_after is None or offset < self.first_after:
            return False
        if self.then_every is None:
            return offset == self.first_after
        return (offset - self.first_after) % self.then_every == 0


USUAL = ScheduleRules()


@dataclass(frozen=True, slots=True)
class QuietPeriod:
    """Days on which the reminders of a desk wait, and why."""

    starts_on: datetime.date
    ends_on: datetime.date
    reason: str


def postpone_day(
    day: datetime.date, quiet: Sequence[QuietPeriod], reader: Counting
) -> tuple[datetime.date, str]:
    """Return the reader's first working day that is not quiet, and why; empty where the day itself is not."""
    because = ""
    while hindrance := next((one for one in quiet if one.starts_on <= day <= one.ends_on), None):
        because = because or hindrance.reason
        day = next_workday_on_or_after(reader, hindrance.ends_on + ONE_DAY)
    return day, because


# What counts working days lies no further from its day, whatever holidays are between.
LOOKAHEAD, WORKDAY_LOOKAHEAD = datetime.timedelta(days=200), datetime.timedelta(days=10)
# Told on the working day before, where its own is none; all other rungs on the one after.
EARLIER = frozenset({Rule.AHEAD, Rule.DUE})
S = CommitmentState
# Not to be left until a morning where nobody but the duty box can be told: mail to it is read at all hours.
URGENT = frozenset({Rule.DUE, Rule.OVERDUE, Rule.HEAD, Rule.DIVISION})
# Asked for an answer, or decided, or a receipt: told beside the deadline reminder of the day.
REQUESTS = frozenset({Rule.PROPOSED, Rule.ANSWER})
BESIDE = frozenset({Rule.MOVED, Rule.COPY})
SEPARATE = REQUESTS | BESIDE
# Not worth a line of its own where the same person is told anything else of the item.
FAINT = frozenset({Rule.SILENT, Rule.UNDATED})
# Not yet anybody's word but the desk's.
UNSETTLED = frozenset({S.PROPOSED, S.DECLINED})
UNDER_WAY = frozenset({S.ACCEPTED, S.IN_PROGRESS})
# A version of a deadline that came about so is told at once to whom it concerns.
NOTICED = frozenset(
    {
        *SLIPS,
        MoveReason.EVENT_MOVED,
        MoveReason.CALENDAR,
        MoveReason.CLOCK_STARTED,
        MoveReason.CLOCK_STOPPED,
    }
)


class Audience(Enum):
    """The recipients of a step: our owners, the desk, which follows up with the partner, or their
    superiors.
    """

    OWNERS = "owners"
    DESK = "desk"
    HEAD = "head"
    DIVISION = "division"


@dataclass(frozen=True, slots=True)
class ScheduleSubject:
    """What the planner needs of one commitment and its current deadline.

    `reported` and `accepted` name the sides whose lead has reported complete, or has accepted; `reason` is
    how the deadline came about; `heard_on` is the day of the last report, or else of the acceptance.
    """

    commitment: int
    deadline: int
    recorded_at: datetime.datetime
    state: str
    nature: str
    owed_by: str
    act_by: datetime.date | None = None
    due_on: datetime.date | None = None
    review_on: datetime.date | None = None
    proposed_on: datetime.date | None = None
    reported: frozenset[str] = frozenset()
    reason: str = ""
    kind: str = DeadlineKind.FIXED
    heard_on: datetime.date | None = None
    accepted: frozenset[str] = frozenset()

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides that still owe it."""
        owing = tuple(Side) if self.owed_by == OwedBy.JOINT else (Side(self.owed_by),)
        return tuple(side for side in owing if side not in self.reported)

    @property
    def review_day(self) -> datetime.date | None:
        """The day of the review; a continuing commitment has its date for one."""
        return self.review_on or (self.due_on if self.nature == Nature.CONTINUING else None)

    @property
    def recorded_on(self) -> datetime.date:
        """The day on which the deadline that stands was recorded."""
        return self.recorded_at.astimezone(datetime.UTC).date()

    @property
    def is_asked_of_us(self) -> bool:
        """Return whether our lead owes it and has not accepted yet."""
        return self.owed_by != OwedBy.THEIRS and Side.OURS not in self.accepted


@dataclass(frozen=True, slots=True)
class StepKey:
    """What identifies a reminder step: its rule, its distance, and the day from which it counts."""

    rule: Rule
    offset: int
    anchor_on: datetime.date


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One step, and the reader's working day on which it is sent; a notice is sent at its moment instead."""

    key: StepKey
    day: datetime.date
    at: datetime.datetime | None = None


def why_not(subject: ScheduleSubject, rule: str) -> WhyNot:
    """Return why a rule does not apply in the subject's state, or NOT_SAID where it does."""
    if subject.state == S.DRAFT:
        return WhyNot.DRAFT
    if subject.state not in OPEN_STATES:
        return WhyNot.CLOSED
    if subject.state == S.REPORTED or not subject.sides:
        return WhyNot.REPORTED
    if rule in {Rule.ANSWER, Rule.PROPOSED}:
        is_open = subject.state == S.PROPOSED and (rule == Rule.ANSWER or subject.is_asked_of_us)
        return WhyNot.NOT_SAID if is_open else WhyNot.ANSWERED
    if subject.state == S.DORMANT and rule != Rule.REVIEW:
        return WhyNot.DORMANT
    if rule == Rule.SILENT and subject.state not in UNDER_WAY:
        return WhyNot.OTHERS
    return WhyNot.NOT_SAID


def list_audiences(subject: ScheduleSubject, rule: str) -> tuple[Audience, ...]:
    """Return the audiences of a step; the other side gets no email, so the desk follows up what it owes.

    A request to us goes to our owners; if they have not answered, the desk is notified too. An event without
    a date is for the desk, which plans it.
    """
    match rule:
        case Rule.HEAD:
            return (Audience.HEAD,)
        case Rule.DIVISION:
            return (Audience.DIVISION,)
        case Rule.PROPOSED:
            return (Audience.OWNERS,)
        case Rule.ANSWER if subject.is_asked_of_us:
            return (Audience.OWNERS, Audience.DESK)
        case Rule.UNDATED:
            return (Audience.DESK,)
    if subject.state in UNSETTLED:
        return (Audience.DESK,)
    named = {Side.OURS: Audience.OWNERS, Side.THEIRS: Audience.DESK}
    return tuple(named[side] for side in subject.sides)


def list_steps(
    subject: ScheduleSubject,
    rules: ScheduleRules,
    owing: Counting,
    reader: Counting,
    first: datetime.date,
    last: datetime.date,
) -> list[PlannedStep]:
    """List the reminder steps sent on a day from `first` to `last`, in order of their days.

    `owing` counts the working days of the owing side, `reader` those of the reader. A reminder step of a day
    on which the item had not been proposed yet, or was just being proposed, is left out.
    """
    # What cannot be told in time is not even counted: a date may stand at the end of all calendars.
    span = DaySpan(first, after_last_workday(reader, first), last)
    found = [
        PlannedStep(key, find_step_day(reader, key.rule, falls_on))
        for key, falls_on in _all(subject, rules, owing, reader, span)
    ]
    started = subject.proposed_on
    kept = [r for r in found if first <= r.day <= last and (started is None or r.day > started)]
    if (
        subject.reason in NOTICED
        and not why_not(subject, Rule.MOVED)
        and first <= subject.recorded_on <= last
    ):
        day = subject.recorded_on
        kept.append(PlannedStep(StepKey(Rule.MOVED, 0, day), day, subject.recorded_at))
    return sorted(kept, key=lambda rung: (rung.day, rung.key.anchor_on + rung.key.offset * ONE_DAY))


def find_step_day(reader: Counting, rule: Rule, falls_on: datetime.date) -> datetime.date:
    """Return the reader's working day for a reminder step that falls on a day."""
    near = last_workday_on_or_before if rule in EARLIER else next_workday_on_or_after
    return near(reader, falls_on)


class DaySpan(NamedTuple):
    """The days to search: a reminder step postponed to `first` falls on `since` or later."""

    first: datetime.date
    since: datetime.date
    last: datetime.date

    def reaches(self, day: datetime.date, count: int) -> bool:
        """Return whether so many working days after a day may be in the span."""
        return self.since - LOOKAHEAD - count * WORKDAY_LOOKAHEAD <= day < self.last


Fall = tuple[StepKey, datetime.date]


def _all(
    subject: ScheduleSubject, rules: ScheduleRules, owing: Counting, reader: Counting, span: DaySpan
) -> Iterator[Fall]:
    """Yield each reminder step with the day on which it falls."""
    if subject.nature == Nature.DISCRETE:
        yield from _before(subject, rules, owing, span)
        yield from _late(subject, rules, owing, span)
    yield from _list_response_steps(subject, rules, reader, span)
    review_on = subject.review_day
    is_reviewed = rules.on_review and not why_not(subject, Rule.REVIEW)
    if is_reviewed and review_on and span.since <= review_on <= span.last:
        yield StepKey(Rule.REVIEW, 0, review_on), review_on
    heard_on, silent_after = subject.heard_on, rules.silent_after
    if silent_after and heard_on and heard_on < span.last and not why_not(subject, Rule.SILENT):
        yield from _repeated(Rule.SILENT, heard_on, silent_after, silent_after, span)
    every = rules.undated_every
    is_undated = subject.kind == DeadlineKind.EVENT and subject.due_on is None
    if every and is_undated and not why_not(subject, Rule.UNDATED):
        for key, falls_on in _repeated(Rule.UNDATED, subject.recorded_on, every, every, span):
            if key.offset <= UNDATED_TIMES * every:
                yield key, falls_on


def _before(subject: ScheduleSubject, rules: ScheduleRules, owing: Counting, span: DaySpan) -> Iterator[Fall]:
    act_by = subject.act_by
    if not act_by or act_by < span.first or why_not(subject, Rule.AHEAD):
        return
    for count in rules.counts:
        if act_by <= span.last + LOOKAHEAD + count * WORKDAY_LOOKAHEAD:
            key = StepKey(Rule.AHEAD if count else Rule.DUE, count, act_by)
            yield key, add_workdays(owing, act_by, -count)


def _late(subject: ScheduleSubject, rules: ScheduleRules, owing: Counting, span: DaySpan) -> Iterator[Fall]:
    due_on = subject.due_on
    if not due_on or due_on >= span.last or why_not(subject, Rule.OVERDUE):
        return
    if rules.first_after:
        yield from _repeated(Rule.OVERDUE, due_on, rules.first_after, rules.then_every, span)
    for rule, count in ((Rule.HEAD, rules.head_after), (Rule.DIVISION, rules.division_after)):
        if count and span.reaches(due_on, count):
            yield StepKey(rule, count, due_on), add_workdays(owing, due_on, count)


def _list_response_steps(
    subject: ScheduleSubject, rules: ScheduleRules, reader: Counting, span: DaySpan
) -> Iterator[Fall]:
    asked_on, count = subject.proposed_on, rules.answer_after
    if asked_on is None or asked_on >= span.last:
        return
    if asked_on + ONE_DAY >= span.since and not why_not(subject, Rule.PROPOSED):
        yield StepKey(Rule.PROPOSED, 0, asked_on), asked_on + ONE_DAY
    if count and span.reaches(asked_on, count) and not why_not(subject, Rule.ANSWER):
        yield StepKey(Rule.ANSWER, count, asked_on), add_workdays(reader, asked_on, count)


def _repeated(
    rule: Rule, anchor: datetime.date, start: int, step: int | None, span: DaySpan
) -> Iterator[Fall]:
    """Yield the steps `start` days after a day and then every `step` days within the span."""
    offset = start
    if step:
        offset += step * max(0, -((start * ONE_DAY - (span.since - anchor)) // (step * ONE_DAY)))
    while span.since <= (falls_on := anchor + offset * ONE_DAY) <= span.last:
        yield StepKey(rule, offset, anchor), falls_on
        if not step:
            return
        offset += step


def after_last_workday(reader: Counting, day: datetime.date) -> datetime.date:
    """Return the first day that is postponed to this one: the day after the working day before it."""
    return add_workdays(reader, day, -1) + ONE_DAY


def find_moment(day: datetime.date, at: datetime.time, zone: datetime.tzinfo) -> datetime.datetime:
    """Return the moment of a local time of day; one skipped by a clock change is an hour later."""
    return datetime.datetime.combine(day, at, zone).astimezone(datetime.UTC)


Days = frozenset[datetime.date]
# What is told again and again has so many rungs, which is twenty years where it is told weekly; it stays on
# My desk.
MOST_STEPS = 1046


def find_days_before(readers: Iterable[Counting], first: datetime.date, last: datetime.date) -> Days:
    """List the days whose steps some reader gets on or before them, on a day from `first` to `last`."""
    found: set[datetime.date] = set()
    for reader in readers:
        for day in _workdays(reader, first, last):
            found.update(_days(day, add_workdays(reader, day, 1) - ONE_DAY))
    return frozenset(found)


def find_days_after(readers: Iterable[Counting], first: datetime.date, last: datetime.date) -> Days:
    """List the days whose steps some reader gets on or after them, on a day from `first` to `last`."""
    found: set[datetime.date] = set()
    for reader in readers:
        for day in _workdays(reader, first, last):
            found.update(_days(after_last_workday(reader, day), day))
    return frozenset(found)


def find_days_ahead(owings: Iterable[Counting], counts: Collection[int], falls: Days) -> Mapping[int, Days]:
    """Return for each count the days to act that are so many working days after one of some days."""
    found: dict[int, set[datetime.date]] = {count: set() for count in counts}
    for owing in owings:
        for day in falls:
            if 0 in found:
                found[0].add(day)
            if owing.is_workday(day):
                _walked(owing, day, 1, found)
    return {count: frozenset(days) for count, days in found.items()}


def find_days_late(owings: Iterable[Counting], counts: Collection[int], falls: Days) -> Mapping[int, Days]:
    """Return for each count the agreed days of which one of some days is the so many-th working day after."""
    found: dict[int, set[datetime.date]] = {count: set() for count in counts}
    for owing in owings:
        for day in falls:
            if owing.is_workday(day):
                _walked(owing, day, -1, found)
    return {count: frozenset(days) for count, days in found.items()}


def _walked(owing: Counting, day: datetime.date, step: int, found: dict[int, set[datetime.date]]) -> None:
    """Add to each count what lies so many working days away: that day, and the free days before it."""
    most, nearer = max(found, default=0), day
    if not most:
        return
    for number, workday in enumerate(walk_workdays(owing, day, step), start=1):
        if number in found:
            free = _days(nearer + ONE_DAY, workday) if step > 0 else _days(workday, nearer - ONE_DAY)
            found[number].update(free)
        if number == most:
            return
        nearer = workday


def find_unanswered_days(
    readers: Iterable[Counting], counts: Collection[int], first: datetime.date, last: datetime.date
) -> Mapping[int, Days]:
    """Return for each count the days of asking whose so many-th working day is from `first` to `last`."""
    found: dict[int, set[datetime.date]] = defaultdict(set)
    for reader in readers:
        for day in _workdays(reader, first, last):
            for count in counts:
                begun = add_workdays(reader, day, -count)
                found[count].update(_days(begun, add_workdays(reader, day, 1 - count) - ONE_DAY))
    return {count: frozenset(days) for count, days in found.items()}


def find_repeated_days(falls_on: datetime.date, start: int, step: int | None, oldest: datetime.date) -> Days:
    """List the days from `oldest` on with a step on a day: `start` days later, then each `step`."""
    latest = falls_on - start * ONE_DAY
    times = min((latest - oldest).days // step, MOST_STEPS) if step else 0
    found = (latest - number * (step or 0) * ONE_DAY for number in range(times + 1))
    return frozenset(day for day in found if day >= oldest)


def _workdays(reader: Counting, first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    return (day for day in _days(first, last) if reader.is_workday(day))


def _days(first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    for number in range((last - first).days + 1):
        yield first + number * ONE_DAY
