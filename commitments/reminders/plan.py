"""Which day each rung of the reminder ladder falls on; pure.

Rungs before the day to act count working days of the owing side's capital; mail goes out on working days of
the reader: the earlier one before the deadline, the later one after it.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from commitments.calendars.workdays import (
    ONE_DAY,
    Counting,
    add_workdays,
    last_workday_on_or_before,
    next_workday_on_or_after,
    walk,
)
from commitments.vocabulary import (
    OPEN_STATES,
    SLIPS,
    CommitmentState,
    MoveReason,
    Nature,
    OwedBy,
    Rule,
    Side,
    WhyNot,
)

AHEAD_WORKDAYS = (20, 10, 5, 1)
ANSWER_WORKDAYS = 5
WEEK_DAYS = 7
# The rungs before a day to act begin no longer before it, whatever holidays lie between.
REACH = datetime.timedelta(days=200)
# An item late for longer than this has no weekly rung any more; it stays on My desk.
LONGEST_LATE = datetime.timedelta(days=20 * 366)
S = CommitmentState
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
    """Whom a rung is for: those who owe it on our side, or the desk, which chases what the others owe."""

    OWNERS = "owners"
    DESK = "desk"


@dataclass(frozen=True, slots=True)
class Subject:
    """What the planner has to know of one commitment and the deadline that stands; `reported` names the sides
    whose lead has reported complete, `reason` says how the deadline came to be."""

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

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides that still owe it."""
        owing = tuple(Side) if self.owed_by == OwedBy.JOINT else (Side(self.owed_by),)
        return tuple(side for side in owing if side not in self.reported)

    @property
    def review_day(self) -> datetime.date | None:
        """The day of the review; a continuing commitment has its date for one."""
        return self.review_on or (self.due_on if self.nature == Nature.CONTINUING else None)


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
    if rule == Rule.ANSWER:
        return WhyNot.NOT_SAID if subject.state == S.PROPOSED else WhyNot.ANSWERED
    if subject.state == S.DORMANT and rule != Rule.REVIEW:
        return WhyNot.DORMANT
    return WhyNot.NOT_SAID


def audiences(subject: Subject) -> tuple[Audience, ...]:
    """Say whom a rung is for; the other side is never mailed, so what it owes is for the desk to chase."""
    if subject.state in UNSETTLED:
        return (Audience.DESK,)
    named = {Side.OURS: Audience.OWNERS, Side.THEIRS: Audience.DESK}
    return tuple(named[side] for side in subject.sides)


def rungs(
    subject: Subject, owing: Counting, reader: Counting, first: datetime.date, last: datetime.date
) -> list[Rung]:
    """List the rungs told on a day from `first` to `last`, in order of their days.

    `owing` counts the working days of the side that owes, `reader` those of who reads. A rung of a day on
    which the item had not been proposed yet, or was that same day, is left out.
    """
    found = [rung for rung in _all(subject, owing, reader, first, last) if first <= rung.day <= last]
    started = subject.proposed_on
    kept = [rung for rung in found if rung.at or started is None or rung.day > started]
    return sorted(kept, key=lambda rung: (rung.day, rung.key.anchor_on + rung.key.offset * ONE_DAY))


def _all(
    subject: Subject, owing: Counting, reader: Counting, first: datetime.date, last: datetime.date
) -> Iterator[Rung]:
    if subject.reason in NOTICED and not why_not(subject, Rule.MOVED):
        day = subject.recorded_at.astimezone(datetime.UTC).date()
        yield Rung(Key(Rule.MOVED, 0, day), day, subject.recorded_at)
    # What cannot be told in time is not even counted: a date may stand at the end of all calendars.
    discrete, since = subject.nature == Nature.DISCRETE, after_last_workday(reader, first)
    act_by, due_on, review_on = subject.act_by, subject.due_on, subject.review_day
    if discrete and act_by and first <= act_by <= last + REACH and not why_not(subject, Rule.AHEAD):
        for count in (*AHEAD_WORKDAYS, 0):
            rule = Rule.AHEAD if count else Rule.DUE
            raw = add_workdays(owing, act_by, -count)
            yield Rung(Key(rule, count, act_by), last_workday_on_or_before(reader, raw))
    if discrete and due_on and due_on < last and not why_not(subject, Rule.OVERDUE):
        for raw in _weekly(due_on + ONE_DAY, since, last):
            key = Key(Rule.OVERDUE, (raw - due_on).days, due_on)
            yield Rung(key, next_workday_on_or_after(reader, raw))
    if review_on and since <= review_on <= last and not why_not(subject, Rule.REVIEW):
        yield Rung(Key(Rule.REVIEW, 0, review_on), next_workday_on_or_after(reader, review_on))
    if subject.proposed_on and not why_not(subject, Rule.ANSWER):
        day = add_workdays(reader, subject.proposed_on, ANSWER_WORKDAYS)
        yield Rung(Key(Rule.ANSWER, ANSWER_WORKDAYS, subject.proposed_on), day)


def _weekly(start: datetime.date, since: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    """Give the days a week apart from `start` that lie from `since` to `last`."""
    weeks = max(0, -((start - since).days // WEEK_DAYS))
    day = start + weeks * WEEK_DAYS * ONE_DAY
    while day <= last:
        yield day
        day += WEEK_DAYS * ONE_DAY


def after_last_workday(reader: Counting, day: datetime.date) -> datetime.date:
    """Give the first day that is put off to this one: the day after the working day before it."""
    return add_workdays(reader, day, -1) + ONE_DAY


def moment(day: datetime.date, at: datetime.time, zone: datetime.tzinfo) -> datetime.datetime:
    """Give the moment of a local time of day; one that a clock change leaves out is an hour later."""
    return datetime.datetime.combine(day, at, zone).astimezone(datetime.UTC)


def anchors(
    owing: Counting, reader: Counting, first: datetime.date, last: datetime.date
) -> Mapping[tuple[Rule, int], frozenset[datetime.date]]:
    """Turn the ladder round: list the days to count from that have a rung told from `first` to `last`.

    The weekly rungs after a due day are not listed here but by `overdue_days`.
    """
    found: dict[tuple[Rule, int], set[datetime.date]] = defaultdict(set)
    for day in _days(first, last):
        if not reader.is_workday(day):
            continue
        for raw in _days(day, add_workdays(reader, day, 1) - ONE_DAY):
            _ahead(owing, raw, found)
        found[Rule.REVIEW, 0].update(_days(after_last_workday(reader, day), day))
        begun = add_workdays(reader, day, -ANSWER_WORKDAYS)
        until = add_workdays(reader, day, 1 - ANSWER_WORKDAYS) - ONE_DAY
        found[Rule.ANSWER, ANSWER_WORKDAYS].update(_days(begun, until))
    return {key: frozenset(days) for key, days in found.items()}


def _ahead(owing: Counting, raw: datetime.date, found: dict[tuple[Rule, int], set[datetime.date]]) -> None:
    """Add the days to act that lie so many working days after `raw`."""
    found[Rule.DUE, 0].add(raw)
    if not owing.is_workday(raw):
        return
    before = raw
    for number, workday in enumerate(walk(owing, raw, 1), start=1):
        if number in AHEAD_WORKDAYS:
            found[Rule.AHEAD, number].update(_days(before + ONE_DAY, workday))
        if number == max(AHEAD_WORKDAYS):
            return
        before = workday


def overdue_days(
    reader: Counting, first: datetime.date, last: datetime.date
) -> Mapping[datetime.date, datetime.date]:
    """Map each day on which a weekly rung can fall to the day from `first` to `last` on which it is told."""
    days = {
        day: next_workday_on_or_after(reader, day) for day in _days(after_last_workday(reader, first), last)
    }
    return {day: told for day, told in days.items() if first <= told <= last}


def due_days(raw: datetime.date, oldest: datetime.date) -> list[datetime.date]:
    """List the due days, none before `oldest`, that have a weekly rung on a day."""
    weeks = (raw - ONE_DAY - oldest).days // WEEK_DAYS
    return [raw - ONE_DAY - number * WEEK_DAYS * ONE_DAY for number in range(weeks + 1)]


def _days(first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    for number in range((last - first).days + 1):
        yield first + number * ONE_DAY
