"""The reminder schedule: on which day each reminder step falls, and who gets it; no queries.

A step has a day of its own: working days before the day to act and after the agreed day count in the capital
of the owing side, the rest are calendar days. Email is sent on working days of the reader: the earlier one
before the deadline, the later one after it. A head of desk may set rules and quiet days. Each rule is one row
of a table, from which `candidates` also finds the items that have a step on some days.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from typing import NamedTuple

from commitments.calendars.workdays import (
    ONE_DAY,
    Counting,
    add_workdays,
    last_workday_on_or_before,
    next_workday_on_or_after,
)
from commitments.enums import (
    OPEN_STATES,
    OWING_SIDES,
    SLIPS,
    UNDER_WAY_STATES,
    CommitmentState,
    DeadlineKind,
    MoveReason,
    Nature,
    NotSentReason,
    OwedBy,
    ReminderKind,
    Side,
)

# An event without a date is asked about so often, and then left to the review date.
UNDATED_TIMES = 12
# What has been silent for so many days is no news; it stays on My desk.
LONGEST_SILENCE = 5 * 366


@dataclass(frozen=True, slots=True)
class ScheduleRules:
    """The reminder schedule of one desk for a kind of deadline; None, or an empty `before`: no reminder.

    `before` counts working days back from the day to act, `head_after` and `division_after` working days from
    the agreed day, both in the owing capital. From the day on which an item was sent to its owners,
    `answer_after` counts working days of the reader, and the escalations of silence those of the owing
    capital; silence is never consent, and no step changes the item. `first_after` and `then_every` are days
    from the agreed day, `no_response_after` days from the last report, `undated_every` days from the
    recording of a deadline that depends on an event without a date.
    """

    before: tuple[int, ...] = (20, 10, 5, 1)
    on_the_day: bool = True
    first_after: int | None = 1
    then_every: int | None = 7
    head_after: int | None = 5
    division_after: int | None = 15
    answer_after: int | None = 5
    answer_owner_head_after: int | None = 10
    answer_head_after: int | None = 15
    answer_division_after: int | None = 20
    on_review: bool = True
    no_response_after: int | None = 30
    undated_every: int | None = 30

    def asks(self, rule: str, offset: int) -> bool:
        """Return whether there is a step with this distance; steps outside the rules always exist."""
        step = STEP_RULES.get(ReminderKind(rule))
        return step is None or any(one.names(offset) for one in step.distances(self))


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
EARLIER = frozenset({ReminderKind.AHEAD, ReminderKind.DUE})
S = CommitmentState
# Not to be left until a morning where nobody but the duty box can be told: mail to it is read at all hours.
URGENT = frozenset({ReminderKind.DUE, ReminderKind.OVERDUE, ReminderKind.HEAD, ReminderKind.DIVISION})
# No answer to a request: told up the ranks, on the owner's side and then on ours.
SILENCE = frozenset({ReminderKind.ANSWER_OWNER_HEAD, ReminderKind.ANSWER_HEAD, ReminderKind.ANSWER_DIVISION})
UNANSWERED = SILENCE | {ReminderKind.ANSWER}
REQUESTS = UNANSWERED | {ReminderKind.PROPOSED}
# Asked for an answer, or decided, or a receipt: told beside the deadline reminder of the day.
BESIDE = frozenset({ReminderKind.MOVED, ReminderKind.REPLY_COPY, ReminderKind.UPDATE_REQUEST})
# What a person has just done or asked: sent at once, on quiet days too.
AT_ONCE = frozenset({ReminderKind.REPLY_COPY, ReminderKind.UPDATE_REQUEST})
SEPARATE = REQUESTS | BESIDE
# Not worth a line of its own where the same person is told anything else of the item.
FAINT = frozenset({ReminderKind.NO_RESPONSE, ReminderKind.UNDATED})
# What goes on until it is done; the next one of each says enough.
GOING_ON = frozenset({ReminderKind.OVERDUE, ReminderKind.NO_RESPONSE, ReminderKind.UNDATED})
# The rungs that the desk is told because the partner has something to do: not those that only lie ahead.
FOLLOWED_UP_RULES = frozenset(
    {
        ReminderKind.DUE,
        ReminderKind.OVERDUE,
        ReminderKind.REVIEW,
        ReminderKind.NO_RESPONSE,
        ReminderKind.UNDATED,
        ReminderKind.ANSWER,
        ReminderKind.ANSWER_OWNER_HEAD,
    }
)
# Over once the owners have said anything, or were asked anew.
UNTIL_ANSWERED = REQUESTS | {ReminderKind.NO_RESPONSE}
# Not yet anybody's word but the desk's.
UNSETTLED = frozenset({S.PROPOSED, S.DECLINED})
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
    """The recipients of a step: our owners, the desk, which follows up with the partner, or their superiors.

    The head of an owner is the validator of the lead ministry of our side.
    """

    OWNERS = "owners"
    DESK = "desk"
    OWNER_HEAD = "owner_head"
    HEAD = "head"
    DIVISION = "division"


@dataclass(frozen=True, slots=True)
class ScheduleSubject:
    """What the planner needs of one commitment and its current deadline.

    `reported` and `accepted` name the sides whose lead has reported complete, or has accepted; `reason` is
    how the deadline came about; `last_contact_on` is the day of the last report, or else of the acceptance.
    """

    commitment: int
    deadline: int
    recorded_at: datetime.datetime
    state: str
    nature: str
    owed_by: str
    last_working_day: datetime.date | None = None
    due_on: datetime.date | None = None
    review_on: datetime.date | None = None
    proposed_on: datetime.date | None = None
    reported: frozenset[str] = frozenset()
    reason: str = ""
    kind: str = DeadlineKind.FIXED
    last_contact_on: datetime.date | None = None
    accepted: frozenset[str] = frozenset()
    is_countered: bool = False

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides that still owe it."""
        return tuple(side for side in OWING_SIDES[OwedBy(self.owed_by)] if side not in self.reported)

    @property
    def review_day(self) -> datetime.date | None:
        """The day of the review; a continuing commitment has its date for one."""
        return self.review_on or (self.due_on if self.nature == Nature.ONGOING else None)

    @property
    def recorded_on(self) -> datetime.date:
        """The day on which the deadline that stands was recorded."""
        return self.recorded_at.astimezone(datetime.UTC).date()

    @property
    def undated_since(self) -> datetime.date | None:
        """The day on which a deadline that depends on an event without a date was recorded."""
        is_undated = self.kind == DeadlineKind.EVENT and self.due_on is None
        return self.recorded_on if is_undated else None

    @property
    def moved_on(self) -> datetime.date | None:
        """The day on which the deadline moved, where those concerned are notified of it."""
        return self.recorded_on if self.reason in NOTICED else None

    @property
    def is_asked_of_us(self) -> bool:
        """Return whether our lead owes it and has not accepted yet."""
        return self.owed_by != OwedBy.THEIRS and Side.OURS not in self.accepted


@dataclass(frozen=True, slots=True)
class StepKey:
    """What identifies a reminder step: its rule, its distance, and the day from which it counts."""

    rule: ReminderKind
    offset: int
    start_date: datetime.date


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One step, and the reader's working day on which it is sent; a notice is sent at its moment instead."""

    key: StepKey
    day: datetime.date
    at: datetime.datetime | None = None


def why_not(subject: ScheduleSubject, rule: str) -> NotSentReason:
    """Return why a rule does not apply in the subject's state, or NONE where it does."""
    if subject.state == S.DRAFT:
        return NotSentReason.DRAFT
    if subject.state not in OPEN_STATES:
        return NotSentReason.CLOSED
    if subject.state == S.REPORTED or not subject.sides:
        return NotSentReason.REPORTED
    if rule in REQUESTS:
        is_asked = subject.is_asked_of_us or subject.is_countered
        is_open = subject.state == S.PROPOSED and (rule != ReminderKind.PROPOSED or is_asked)
        return NotSentReason.NONE if is_open else NotSentReason.ANSWERED
    if subject.state == S.SUSPENDED and rule != ReminderKind.REVIEW:
        return NotSentReason.SUSPENDED
    if rule == ReminderKind.NO_RESPONSE and subject.state not in UNDER_WAY_STATES:
        return NotSentReason.NEW_OWNER
    return NotSentReason.NONE


def is_answered(subject: ScheduleSubject, rule: str, start_date: datetime.date) -> bool:
    """Return whether the owners have acted, or were asked again, since the day from which a step counts."""
    return rule in UNTIL_ANSWERED and STEP_RULES[ReminderKind(rule)].find_anchor(subject) != start_date


def list_audiences(subject: ScheduleSubject, rule: str) -> tuple[Audience, ...]:
    """Return the audiences of a step; the other side gets no email, so the desk follows up what it owes.

    A request to us goes to our owners; if they have not answered, the desk is notified too. An event without
    a date is for the desk, which plans it. The desk, not the owners, answers a counter-proposal.
    """
    match rule:
        case ReminderKind.PROPOSED | ReminderKind.ANSWER if subject.is_countered:
            return (Audience.DESK,)
        case ReminderKind.HEAD | ReminderKind.ANSWER_HEAD:
            return (Audience.HEAD,)
        case ReminderKind.DIVISION | ReminderKind.ANSWER_DIVISION:
            return (Audience.DIVISION,)
        case ReminderKind.ANSWER_OWNER_HEAD if subject.is_asked_of_us and not subject.is_countered:
            return (Audience.OWNER_HEAD,)
        case ReminderKind.PROPOSED | ReminderKind.UPDATE_REQUEST:
            return (Audience.OWNERS,)
        case ReminderKind.ANSWER if subject.is_asked_of_us:
            return (Audience.OWNERS, Audience.DESK)
        case ReminderKind.UNDATED:
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
        PlannedStep(key, falls_on, subject.recorded_at)
        if key.rule == ReminderKind.MOVED
        else PlannedStep(key, find_step_day(reader, key.rule, falls_on))
        for key, falls_on in _list_falls(subject, rules, owing, reader, span)
    ]
    started = subject.proposed_on
    kept = [
        rung
        for rung in found
        if first <= rung.day <= last and (started is None or rung.day > started or rung.at is not None)
    ]
    return sorted(kept, key=lambda rung: (rung.day, rung.key.start_date + rung.key.offset * ONE_DAY))


def find_step_day(reader: Counting, rule: ReminderKind, falls_on: datetime.date) -> datetime.date:
    """Return the reader's working day for a reminder step that falls on a day."""
    near = last_workday_on_or_before if rule in EARLIER else next_workday_on_or_after
    return near(reader, falls_on)


class DaySpan(NamedTuple):
    """The days to search: a reminder step postponed to `first` falls on `since` or later."""

    first: datetime.date
    since: datetime.date
    last: datetime.date

    def reaches(self, day: datetime.date, count: int) -> bool:
        """Return whether so many working days after a day, or before it, may be in the span."""
        reach = LOOKAHEAD + abs(count) * WORKDAY_LOOKAHEAD
        return self.first <= day <= self.last + reach if count < 0 else self.since - reach <= day < self.last


Fall = tuple[StepKey, datetime.date]


class Unit(Enum):
    """What a distance counts: days, or working days of the owing side or of the reader."""

    DAYS = "days"
    OWING = "owing"
    READER = "reader"


class Distance(NamedTuple):
    """How far a step is from its day: `shift`, negative before it, and then every so many days, at most up to
    `most`. `offset` names it.
    """

    offset: int
    shift: int
    every: int | None = None
    most: int | None = None

    def names(self, offset: int) -> bool:
        """Return whether a step that repeats, or this one, has such a name."""
        further = offset - self.offset
        return further == 0 or (self.every is not None and further > 0 and further % self.every == 0)


@dataclass(frozen=True, slots=True)
class StepRule:
    """One rule: from which day of an item its steps count, how far by a desk's schedule, and in what.

    `anchor` names a date of `ScheduleSubject`. With a nature it holds for commitments of that nature only.
    """

    anchor: str
    distances: Callable[[ScheduleRules], Iterable[Distance]]
    unit: Unit = Unit.DAYS
    nature: Nature | None = None

    def find_anchor(self, subject: ScheduleSubject) -> datetime.date | None:
        """Return the day from which the steps of an item count; None where the rule is not for it."""
        is_for = self.nature is None or subject.nature == self.nature
        day: datetime.date | None = getattr(subject, self.anchor)
        return day if is_for else None


def _once(number: int | None, shift: int = 0) -> tuple[Distance, ...]:
    return () if not number else (Distance(number, shift or number),)


def _again(first: int | None, every: int | None, most: int | None = None) -> tuple[Distance, ...]:
    return () if not first else (Distance(first, first, every, most),)


ON_THE_DAY = Distance(0, 0)
D = Nature.ONE_OFF
# Each rule, stated once: what is told on which days, and which days to look for, follows from it.
STEP_RULES: Mapping[ReminderKind, StepRule] = {
    ReminderKind.AHEAD: StepRule(
        "last_working_day", lambda r: [Distance(n, -n) for n in r.before], Unit.OWING, D
    ),
    ReminderKind.DUE: StepRule("last_working_day", lambda r: [ON_THE_DAY] if r.on_the_day else [], nature=D),
    ReminderKind.OVERDUE: StepRule("due_on", lambda r: _again(r.first_after, r.then_every), nature=D),
    ReminderKind.HEAD: StepRule("due_on", lambda r: _once(r.head_after), Unit.OWING, D),
    ReminderKind.DIVISION: StepRule("due_on", lambda r: _once(r.division_after), Unit.OWING, D),
    ReminderKind.PROPOSED: StepRule("proposed_on", lambda _r: [Distance(0, 1)]),
    ReminderKind.ANSWER: StepRule("proposed_on", lambda r: _once(r.answer_after), Unit.READER),
    ReminderKind.ANSWER_OWNER_HEAD: StepRule(
        "proposed_on", lambda r: _once(r.answer_owner_head_after), Unit.OWING
    ),
    ReminderKind.ANSWER_HEAD: StepRule("proposed_on", lambda r: _once(r.answer_head_after), Unit.OWING),
    ReminderKind.ANSWER_DIVISION: StepRule(
        "proposed_on", lambda r: _once(r.answer_division_after), Unit.OWING
    ),
    ReminderKind.REVIEW: StepRule("review_day", lambda r: [ON_THE_DAY] if r.on_review else []),
    ReminderKind.NO_RESPONSE: StepRule(
        "last_contact_on", lambda r: _again(r.no_response_after, r.no_response_after, LONGEST_SILENCE)
    ),
    ReminderKind.UNDATED: StepRule(
        "undated_since",
        lambda r: _again(r.undated_every, r.undated_every, UNDATED_TIMES * (r.undated_every or 0)),
    ),
    ReminderKind.MOVED: StepRule("moved_on", lambda _r: [ON_THE_DAY]),
}


@cache
def list_states(rule: ReminderKind) -> frozenset[CommitmentState]:
    """List the states in which an item may have a step of a rule."""
    long_ago = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
    return frozenset(
        state
        for state in OPEN_STATES
        if not why_not(ScheduleSubject(0, 0, long_ago, state, D, OwedBy.JOINT), rule)
    )


def is_step(subject: ScheduleSubject, rules: ScheduleRules, key: StepKey) -> bool:
    """Return whether an item has a step, whatever calendars say."""
    is_there = STEP_RULES[key.rule].find_anchor(subject) == key.start_date and rules.asks(
        key.rule, key.offset
    )
    return is_there and not why_not(subject, key.rule)


def _list_falls(
    subject: ScheduleSubject, rules: ScheduleRules, owing: Counting, reader: Counting, span: DaySpan
) -> Iterator[Fall]:
    """Yield each reminder step with the day on which it falls."""
    for rule, step in STEP_RULES.items():
        anchor = step.find_anchor(subject)
        if anchor is None or why_not(subject, rule):
            continue
        for distance in step.distances(rules):
            if step.unit == Unit.DAYS:
                yield from _repeated(rule, anchor, distance, span)
            elif span.reaches(anchor, distance.shift):
                counting = owing if step.unit == Unit.OWING else reader
                key = StepKey(rule, distance.offset, anchor)
                yield key, add_workdays(counting, anchor, distance.shift)


def _repeated(rule: ReminderKind, anchor: datetime.date, distance: Distance, span: DaySpan) -> Iterator[Fall]:
    """Yield the step and its repetitions that fall in the span."""
    offset, shift, every, most = distance
    # A date may be at the end of all calendars.
    if shift and anchor >= span.last:
        return
    falls_on = anchor + shift * ONE_DAY
    if every and falls_on < span.since:
        times = -((falls_on - span.since) // (every * ONE_DAY))
        offset, falls_on = offset + times * every, falls_on + times * every * ONE_DAY
    # What is told early may fall only after the last day.
    last = span.last + LOOKAHEAD if rule in EARLIER else span.last
    while span.since <= falls_on <= last and (most is None or offset <= most):
        yield StepKey(rule, offset, anchor), falls_on
        if not every:
            return
        offset, falls_on = offset + every, falls_on + every * ONE_DAY


def after_last_workday(reader: Counting, day: datetime.date) -> datetime.date:
    """Return the first day that is postponed to this one: the day after the working day before it."""
    return add_workdays(reader, day, -1) + ONE_DAY


@lru_cache(maxsize=10_000)
def find_moment(day: datetime.date, at: datetime.time, zone: datetime.tzinfo) -> datetime.datetime:
    """Return the moment of a local time of day; one skipped by a clock change is an hour later."""
    return datetime.datetime.combine(day, at, zone).astimezone(datetime.UTC)
