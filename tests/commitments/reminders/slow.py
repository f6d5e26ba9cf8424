"""The ladder said the slow way: day by day and minute by minute, for any item, from the rules as people read
them. Nothing that plans is used, nor the calendars it counts in; see `tests.commitments.reminders.cases`.
"""

import datetime
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from commitments.reminders.schedule import QuietPeriod, ScheduleRules, ScheduleSubject

Day = datetime.date
IsWorked = Callable[[Day], bool]
# A rung: its rule, its distance, the day it counts from.
Name = tuple[str, int, Day]
DAY = datetime.timedelta(days=1)
# No rung is told so many days from the day on which it falls.
FURTHEST_DAYS = 45
# Those that come early where they fall on a free day; all others come late.
COME_EARLY = ("ahead", "due")
UNDATED_AT_MOST = 12
TOLD_OF_A_MOVE = (
    *("requested", "agreed", "partner", "capacity", "procedure", "events"),
    *("event_moved", "calendar", "clock_started", "clock_stopped"),
)


def ladder(
    item: ScheduleSubject, rules: ScheduleRules, owing: IsWorked, reader: IsWorked, first: Day, last: Day
) -> dict[Name, Day]:
    """Say which rungs are told from `first` to `last`, and on which day of the reader."""
    found: dict[Name, Day] = {}
    day = first - FURTHEST_DAYS * DAY
    while day <= last + FURTHEST_DAYS * DAY:
        for name in falling_on(day, item, rules, owing, reader):
            told = day
            while not reader(told):
                told += -DAY if name[0] in COME_EARLY else DAY
            is_begun = item.proposed_on is None or told > item.proposed_on
            if first <= told <= last and is_begun:
                found[name] = told
        day += DAY
    moved_on = item.recorded_at.astimezone(datetime.UTC).date()
    is_told = is_waited_for(item) and item.state != "suspended" and item.reason in TOLD_OF_A_MOVE
    if is_told and first <= moved_on <= last:
        found["moved", 0, moved_on] = moved_on
    return found


def people(item: ScheduleSubject, rule: str) -> set[str]:
    """Say who is told: the owners on our side, their head, the desk, its head, the head of the division."""
    if rule in {"head", "division"}:
        return {rule}
    if rule in {"answer_head", "answer_division"}:
        return {rule.removeprefix("answer_")}
    # The desk answers what was proposed back, whoever owes it.
    if item.is_countered and rule in {"proposed", "answer", "answer_owner_head"}:
        return {"desk"}
    if rule == "answer_owner_head" and item.owed_by != "theirs" and "ours" not in item.accepted:
        return {"owner_head"}
    if rule == "proposed":
        return {"owners"}
    if rule == "answer" and item.owed_by != "theirs" and "ours" not in item.accepted:
        return {"owners", "desk"}
    if rule == "undated" or item.state in {"proposed", "declined"}:
        return {"desk"}
    owing = {"ours", "theirs"} if item.owed_by == "joint" else {item.owed_by}
    return {"owners" if side == "ours" else "desk" for side in owing - item.reported}


def is_waited_for(item: ScheduleSubject) -> bool:
    """Say whether anybody still has to do it."""
    if item.state not in {"proposed", "declined", "accepted", "in_progress", "suspended"}:
        return False
    owing = {"ours", "theirs"} if item.owed_by == "joint" else {item.owed_by}
    return bool(owing - item.reported)


def falling_on(
    day: Day, item: ScheduleSubject, rules: ScheduleRules, owing: IsWorked, reader: IsWorked
) -> Iterator[Name]:
    """Say what falls on a day, before anybody asks who works on it."""
    if not is_waited_for(item):
        return
    is_continuing = item.nature == "ongoing"
    review_on = item.review_on or (item.due_on if is_continuing else None)
    if rules.on_review and day == review_on:
        yield "review", 0, day
    if item.state == "suspended":
        return
    if not is_continuing and item.last_working_day:
        yield from before(day, item.last_working_day, rules, owing)
    if not is_continuing and item.due_on:
        yield from after(day, item.due_on, rules, owing)
    if item.state == "proposed" and item.proposed_on:
        is_ours = item.owed_by in {"ours", "joint"} and "ours" not in item.accepted
        if (is_ours or item.is_countered) and day == item.proposed_on + DAY:
            yield "proposed", 0, item.proposed_on
        if rules.answer_after and is_nth(day, item.proposed_on, rules.answer_after, reader):
            yield "answer", rules.answer_after, item.proposed_on
        for rule, count in (
            ("answer_owner_head", rules.answer_owner_head_after),
            ("answer_head", rules.answer_head_after),
            ("answer_division", rules.answer_division_after),
        ):
            if count and is_nth(day, item.proposed_on, count, owing):
                yield rule, count, item.proposed_on
    if rules.no_response_after and item.last_contact_on and item.state in {"accepted", "in_progress"}:
        gone = (day - item.last_contact_on).days
        if gone > 0 and gone % rules.no_response_after == 0:
            yield "no_response", gone, item.last_contact_on
    if rules.undated_every and item.kind == "event" and item.due_on is None:
        recorded_on = item.recorded_at.astimezone(datetime.UTC).date()
        gone = (day - recorded_on).days
        if 0 < gone <= UNDATED_AT_MOST * rules.undated_every and gone % rules.undated_every == 0:
            yield "undated", gone, recorded_on


def before(day: Day, last_working_day: Day, rules: ScheduleRules, owing: IsWorked) -> Iterator[Name]:
    """Say what falls on a day before the one to act on, or on that one."""
    if day == last_working_day and rules.on_the_day:
        yield "due", 0, last_working_day
    for number in rules.before:
        if (
            day < last_working_day
            and owing(day)
            and worked(day, last_working_day - DAY, owing, number) == number
        ):
            yield "ahead", number, last_working_day


def after(day: Day, due_on: Day, rules: ScheduleRules, owing: IsWorked) -> Iterator[Name]:
    """Say what falls on a day after the agreed one."""
    late = (day - due_on).days
    if late <= 0:
        return
    since = late - rules.first_after if rules.first_after else -1
    if since == 0 or (since > 0 and rules.then_every and since % rules.then_every == 0):
        yield "overdue", late, due_on
    for rule, number in (("head", rules.head_after), ("division", rules.division_after)):
        if number and is_nth(day, due_on, number, owing):
            yield rule, number, due_on


def is_nth(day: Day, since: Day, number: int, is_worked: IsWorked) -> bool:
    """Say whether a day is the so many-th working day after another."""
    return day > since and is_worked(day) and worked(since + DAY, day, is_worked, number) == number


def worked(first: Day, last: Day, is_worked: IsWorked, enough: int) -> int:
    """Count the days worked from one to another; what is more than enough is not counted on."""
    count = 0
    while first <= last and count <= enough:
        count += is_worked(first)
        first += DAY
    return count


@lru_cache(maxsize=200_000)
def moment(day: Day, at: datetime.time, zone: datetime.tzinfo) -> datetime.datetime:
    """Find the moment at which the clocks of a zone first show a time; go through the moments of the days.

    Where clocks are put forward over that time, it is as long after midnight as if they had not been.
    """
    wanted = datetime.datetime.combine(day, at)
    probe = datetime.datetime.combine(day - DAY, datetime.time(), datetime.UTC)
    until, step = probe + 3 * DAY, datetime.timedelta(minutes=15)
    shown_at: dict[datetime.datetime, datetime.datetime] = {}
    while probe < until:
        shown_at[probe] = probe.astimezone(zone).replace(tzinfo=None)
        probe += step
    # Clocks are changed at a quarter of an hour; between two of them they go on as clocks go.
    right = [probe for probe, shown in shown_at.items() if shown <= wanted < shown + step]
    earlier = min(right, default=max(probe for probe, shown in shown_at.items() if shown <= wanted))
    return earlier + (wanted - shown_at[earlier])


def put_off(day: Day, quiet: Sequence[QuietPeriod], reader: IsWorked) -> tuple[Day, str]:
    """Say until when a day is put off, going on day by day, and why."""

    def hindrances(on: Day) -> list[str]:
        return [one.reason for one in quiet if one.starts_on <= on <= one.ends_on]

    because = hindrances(day)
    if not because:
        return day, ""
    while hindrances(day) or not reader(day):
        day += DAY
    return day, because[0]
