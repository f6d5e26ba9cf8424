"""Which day each rung of the reminder ladder falls on; pure.

A rung falls on a day of its own: working days before the day to act and after the agreed day count in the
capital of the side that owes, the rest are days of the calendar. Mail goes out on working days of the reader:
the earlier one before the deadline, the later one after it.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from commitments.calendars.workdays import (
    ONE_DAY,
    Counting,
    add_workdays,
    last_workday_on_or_before,
    next_workday_on_or_after,
)
from commitments.reminders.rules import UNDATED_TIMES
from commitments.reminders.rules import Rules as Rules
from commitments.vocabulary import (
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

# What counts working days lies no further from its day, whatever holidays are between.
REACH, REACH_A_WORKDAY = datetime.timedelta(days=200), datetime.timedelta(days=10)
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
    """Whom a rung is for: those who owe it on our side, the desk, which chases what the others owe, or who
    stands above it."""

    OWNERS = "owners"
    DESK = "desk"
    HEAD = "head"
    DIVISION = "division"


@dataclass(frozen=True, slots=True)
class Subject:
    """What the planner has to know of one commitment and the deadline that stands.

    `reported` and `accepted` name the sides whose lead has reported complete, or has accepted; `reason` says
    how the deadline came to be; `heard_on` is the day of the last word, or else of the acceptance.
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
        """Whether our lead owes it and has not accepted yet."""
        return self.owed_by != OwedBy.THEIRS and Side.OURS not in self.accepted


@dataclass(frozen=True, slots=True)
class Key:
    """What makes a rung the same rung: its rule, its distance, and the day it counts from."""

    rule: Rule
    offset: int
    anchor_on: datetime.date


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung, and the reader's working day on which it is told; a notice is told at its moment instead."""

    key: Key
    day: datetime.date
    at: datetime.datetime | None = None


def why_not(subject: Subject, rule: str) -> WhyNot:
    """Say why a rule does not hold for the subject's state, or NOT_SAID where it does."""
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


def audiences(subject: Subject, rule: str) -> tuple[Audience, ...]:
    """Say whom a rung is for; the other side is never mailed, so what it owes is for the desk to chase.

    What is asked of us is asked of our owners; that they have not answered is told to the desk besides. An
    event without a date is for the desk, which plans it.
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


def rungs(
    subject: Subject,
    rules: Rules,
    owing: Counting,
    reader: Counting,
    first: datetime.date,
    last: datetime.date,
) -> list[Rung]:
    """List the rungs told on a day from `first` to `last`, in order of their days.

    `owing` counts the working days of the side that owes, `reader` those of who reads. A rung of a day on
    which the item had not been proposed yet, or was that same day, is left out.
    """
    # What cannot be told in time is not even counted: a date may stand at the end of all calendars.
    span = Span(first, after_last_workday(reader, first), last)
    found = [
        Rung(key, told_on(reader, key.rule, falls_on))
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
        kept.append(Rung(Key(Rule.MOVED, 0, day), day, subject.recorded_at))
    return sorted(kept, key=lambda rung: (rung.day, rung.key.anchor_on + rung.key.offset * ONE_DAY))


def told_on(reader: Counting, rule: Rule, falls_on: datetime.date) -> datetime.date:
    """Give the reader's working day for a rung that falls on a day."""
    near = last_workday_on_or_before if rule in EARLIER else next_workday_on_or_after
    return near(reader, falls_on)


class Span(NamedTuple):
    """The days looked at: a rung put off to `first` falls on `since` or later."""

    first: datetime.date
    since: datetime.date
    last: datetime.date

    def reaches(self, day: datetime.date, count: int) -> bool:
        """Whether so many working days after a day may lie among the days looked at."""
        return self.since - REACH - count * REACH_A_WORKDAY <= day < self.last


Fall = tuple[Key, datetime.date]


def _all(subject: Subject, rules: Rules, owing: Counting, reader: Counting, span: Span) -> Iterator[Fall]:
    """Give each rung with the day on which it falls."""
    if subject.nature == Nature.DISCRETE:
        yield from _before(subject, rules, owing, span)
        yield from _late(subject, rules, owing, span)
    yield from _asked(subject, rules, reader, span)
    review_on = subject.review_day
    is_reviewed = rules.on_review and not why_not(subject, Rule.REVIEW)
    if is_reviewed and review_on and span.since <= review_on <= span.last:
        yield Key(Rule.REVIEW, 0, review_on), review_on
    heard_on, silent_after = subject.heard_on, rules.silent_after
    if silent_after and heard_on and heard_on < span.last and not why_not(subject, Rule.SILENT):
        yield from _repeated(Rule.SILENT, heard_on, silent_after, silent_after, span)
    every = rules.undated_every
    is_undated = subject.kind == DeadlineKind.EVENT and subject.due_on is None
    if every and is_undated and not why_not(subject, Rule.UNDATED):
        for key, falls_on in _repeated(Rule.UNDATED, subject.recorded_on, every, every, span):
            if key.offset <= UNDATED_TIMES * every:
                yield key, falls_on


def _before(subject: Subject, rules: Rules, owing: Counting, span: Span) -> Iterator[Fall]:
    act_by = subject.act_by
    if not act_by or act_by < span.first or why_not(subject, Rule.AHEAD):
        return
    for count in rules.counts:
        if act_by <= span.last + REACH + count * REACH_A_WORKDAY:
            key = Key(Rule.AHEAD if count else Rule.DUE, count, act_by)
            yield key, add_workdays(owing, act_by, -count)


def _late(subject: Subject, rules: Rules, owing: Counting, span: Span) -> Iterator[Fall]:
    due_on = subject.due_on
    if not due_on or due_on >= span.last or why_not(subject, Rule.OVERDUE):
        return
    if rules.first_after:
        yield from _repeated(Rule.OVERDUE, due_on, rules.first_after, rules.then_every, span)
    for rule, count in ((Rule.HEAD, rules.head_after), (Rule.DIVISION, rules.division_after)):
        if count and span.reaches(due_on, count):
            yield Key(rule, count, due_on), add_workdays(owing, due_on, count)


def _asked(subject: Subject, rules: Rules, reader: Counting, span: Span) -> Iterator[Fall]:
    asked_on, count = subject.proposed_on, rules.answer_after
    if asked_on is None or asked_on >= span.last:
        return
    if asked_on + ONE_DAY >= span.since and not why_not(subject, Rule.PROPOSED):
        yield Key(Rule.PROPOSED, 0, asked_on), asked_on + ONE_DAY
    if count and span.reaches(asked_on, count) and not why_not(subject, Rule.ANSWER):
        yield Key(Rule.ANSWER, count, asked_on), add_workdays(reader, asked_on, count)


def _repeated(rule: Rule, anchor: datetime.date, start: int, step: int | None, span: Span) -> Iterator[Fall]:
    """Give the rungs `start` days after a day and then every `step` days that fall within the span."""
    offset = start
    if step:
        offset += step * max(0, -((start * ONE_DAY - (span.since - anchor)) // (step * ONE_DAY)))
    while span.since <= (falls_on := anchor + offset * ONE_DAY) <= span.last:
        yield Key(rule, offset, anchor), falls_on
        if not step:
            return
        offset += step


def after_last_workday(reader: Counting, day: datetime.date) -> datetime.date:
    """Give the first day that is put off to this one: the day after the working day before it."""
    return add_workdays(reader, day, -1) + ONE_DAY


def moment(day: datetime.date, at: datetime.time, zone: datetime.tzinfo) -> datetime.datetime:
    """Give the moment of a local time of day; one that a clock change leaves out is an hour later."""
    return datetime.datetime.combine(day, at, zone).astimezone(datetime.UTC)
