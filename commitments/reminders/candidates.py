"""The commitments with a reminder step in a few days that has no reminder yet; `schedule` alone decides them.

From each rule of `schedule` follow the days from which its steps of those days count, by all calendars. One
statement looks these days up by index, and finds all steps that have no reminder, by the whole key of a step.
Its SQL is written here: Django cannot join a list of days, and what it can do took as long to build as the
database took to answer. It contains no rule, only columns, keys and days, never text that a person wrote.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import DateField, Exists, OuterRef

from commitments.calendars.workdays import ONE_DAY, Counting, add_workdays
from commitments.enums import LATE_STATES, DeadlineKind, Nature, OwedBy, ReminderKind
from commitments.models import Commitment, Country, Deadline, Reminder
from commitments.reminders import schedule
from commitments.reminders.calendars import Calendars
from commitments.reminders.desk_schedules import ReminderSchedules
from commitments.reminders.records import SUBJECT_COLUMNS, SUBJECT_OF_DEADLINE, WRONG_PERSON
from commitments.reminders.schedule import NOTICED, ScheduleRules, ScheduleSubject, StepKey

# ruff: noqa: S608


# A rung's reminder was planned for the day on which it was told; a holiday declared since moves it by less.
MOVED_BY_HOLIDAYS = datetime.timedelta(days=10)
# Where nothing else says from when on repeated steps count.
LONGEST = datetime.timedelta(days=20 * 366)
COMMITMENTS, DEADLINES, REMINDERS = (model._meta.db_table for model in (Commitment, Deadline, Reminder))
OF_DEADLINE = tuple(name for name in SUBJECT_OF_DEADLINE if name != "recorded_at")
# Read of each row that is found, for its `ScheduleSubject`.
READ = (*SUBJECT_COLUMNS, *OF_DEADLINE)
DAYS_READ = [name for name in SUBJECT_COLUMNS if isinstance(Commitment._meta.get_field(name), DateField)]
ON_POSTGRESQL = "CAST(d.recorded_at AT TIME ZONE 'UTC' AS date)"


@dataclass(frozen=True, slots=True)
class RunWindow:
    """The days of email for which a reminder run plans."""

    first: datetime.date
    last: datetime.date


def join_values(values: Iterable[str | int]) -> str:
    """Write words of the vocabulary, or keys, as a list in SQL."""
    return ", ".join(str(value) if isinstance(value, int) else f"'{value}'" for value in sorted(values))


class AnchorColumn(NamedTuple):
    """A column of commitments `c`, or their deadlines `d`, that has an anchor, and which rows have it."""

    column: str
    where: str = "TRUE"


def anchor_columns(anchor: str) -> Sequence[AnchorColumn]:
    """Return where the database has an anchor of `ScheduleSubject`."""
    recorded_on = ON_POSTGRESQL if _is_postgresql() else "date(d.recorded_at)"
    continuing = f"c.review_on IS NULL AND c.nature = '{Nature.ONGOING}'"
    undated = f"d.kind = '{DeadlineKind.EVENT}' AND d.due_on IS NULL"
    return {
        "review_day": (AnchorColumn("c.review_on"), AnchorColumn("c.due_on", continuing)),
        "undated_since": (AnchorColumn(recorded_on, undated),),
        "moved_on": (AnchorColumn(recorded_on, f"d.reason IN ({join_values(NOTICED)})"),),
    }.get(anchor, (AnchorColumn(f"c.{anchor}"),))


def list_candidates(
    window: RunWindow, calendars: Calendars, ladders: ReminderSchedules, readers: Sequence[Counting]
) -> list[int]:
    """List the commitments with a reminder step in the window that is not planned yet.

    What the partner owes counts in the partner's capital, so the days of every partner are combined, and so
    are those of every reader; the planner then asks the schedule of each item itself.
    """
    owing = Commitment.objects.filter(country=OuterRef("pk"), state__in=LATE_STATES, owed_by=OwedBy.THEIRS)
    partners = dict(Country.objects.filter(Exists(owing)).values_list("pk", "iso"))
    search = search_days(window, readers, due_on=_oldest(window))
    looks: list[str] = []
    for rules, countries, where in ladders.groups(partners):
        isos = dict.fromkeys((settings.HOME_COUNTRY, *(partners[pk] for pk in countries)))
        for anchor, keys in find_anchors(rules, [calendars[iso] for iso in isos], search).items():
            looks += [_look(column, keys, where) for column in anchor_columns(anchor) if keys]
    with connection.cursor() as cursor:
        cursor.execute(_untold(looks, window))
        return sorted({row[0] for row in cursor.fetchall() if _is_step(row, ladders)})


def _is_step(row: Sequence[Any], ladders: ReminderSchedules) -> bool:
    """Return whether the item of a row that was found has that step by the rules of its own desk and kind."""
    pk, deadline, rule, offset, start_date, country, *values = row
    anchor = _parse_day(start_date)
    assert anchor is not None
    read = dict(zip(READ, values, strict=True))
    days = {name: _parse_day(read[name]) for name in DAYS_READ}
    # Where a step counts from the recording, that was on the day by which it was found.
    recorded_at = datetime.datetime.combine(anchor, datetime.time(), datetime.UTC)
    subject = ScheduleSubject(commitment=pk, deadline=deadline, recorded_at=recorded_at, **(read | days))
    return schedule.is_step(
        subject, ladders.find_rules(country, subject.kind), StepKey(ReminderKind(rule), offset, anchor)
    )


def _parse_day(value: datetime.date | str | None) -> datetime.date | None:
    """Return a day as Python has it; SQLite gives text."""
    return datetime.date.fromisoformat(value) if isinstance(value, str) else value


def _oldest(window: RunWindow) -> datetime.date:
    """Return the earliest agreed day of what is open."""
    days = Commitment.objects.open().filter(due_on__isnull=False).order_by("due_on")
    return days.values_list("due_on", flat=True).first() or window.last


def _look(of: AnchorColumn, keys: Collection[StepKey], where: str) -> str:
    """Build the query for open commitments with one of some steps; both databases name the columns of VALUES
    so.
    """
    days = {day: _day(day) for day in {key.start_date for key in keys}}
    rules = {key.rule for key in keys}
    states = join_values({state for rule in rules for state in schedule.list_states(rule)})
    steps = ", ".join(f"('{key.rule}', {key.offset}, {days[key.start_date]})" for key in keys)
    standing = f" JOIN {DEADLINES} d ON d.id = c.deadline_id" if "d." in of.column else ""
    since = f" AND d.recorded_at >= {_midnight(min(days))}" if standing else ""
    return (
        "SELECT c.id, c.deadline_id, steps.column1, steps.column2, steps.column3 "
        f"FROM {COMMITMENTS} c{standing} JOIN (VALUES {steps}) steps ON steps.column3 = {of.column} "
        f"WHERE {of.column} IN ({', '.join(days.values())}) AND c.state IN ({states}) "
        f"AND {of.where} AND {where}{since}"
    )


def _untold(looks: Sequence[str], window: RunWindow) -> str:
    """Build the query for steps without a reminder to a person who is the right one, with their items."""
    read = ", ".join([*(f"c.{name}" for name in SUBJECT_COLUMNS), *(f"d.{name}" for name in OF_DEADLINE)])
    return (
        f'WITH step (id, deadline_id, rule, "offset", start_date) AS ({" UNION ALL ".join(looks)}) '
        f'SELECT c.id, d.id, step.rule, step."offset", step.start_date, c.country_id, {read} '
        f"FROM step JOIN {COMMITMENTS} c ON c.id = step.id JOIN {DEADLINES} d ON d.id = step.deadline_id "
        f"WHERE NOT EXISTS (SELECT 1 FROM {REMINDERS} told "
        "WHERE told.deadline_id = step.deadline_id AND told.kind = step.rule "
        'AND told."offset" = step."offset" AND told.start_date = step.start_date '
        f"AND told.planned_at >= {_midnight(window.first - MOVED_BY_HOLIDAYS)} "
        f"AND told.not_sent_reason NOT IN ({join_values(WRONG_PERSON)}))"
    )


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def _day(day: datetime.date) -> str:
    """Write a day as this database compares it: digits and signs only."""
    return f"DATE '{day}'" if _is_postgresql() else f"'{day}'"


def _midnight(day: datetime.date) -> str:
    """Write the first moment of a day, in UTC, as this database compares it."""
    return f"TIMESTAMPTZ '{day} 00:00Z'" if _is_postgresql() else f"'{day} 00:00:00'"


Days = frozenset[datetime.date]
AnchorDays = Mapping[str, set[StepKey]]


class DaySearch(NamedTuple):
    """Where to look for anchors: the days of email, all readers, the days on which a step falls that one of
    them gets then, `before` or `after` it, and by anchor the earliest day from which steps are repeated.
    """

    window: RunWindow
    readers: Sequence[Counting]
    before: Days
    after: Days
    oldest: Mapping[str, datetime.date]

    def list_falls(self, rule: ReminderKind) -> Days:
        """List the days on which a step of a rule falls that somebody gets on one of the days."""
        if rule == ReminderKind.MOVED:
            return frozenset(_days(self.window.first, self.window.last))
        return self.before if rule in schedule.EARLIER else self.after


def search_days(window: RunWindow, readers: Sequence[Counting], **oldest: datetime.date) -> DaySearch:
    """Return where to look for the steps of some days; `oldest` by anchor, for the others twenty years."""
    first, last = window.first, window.last
    before, after = find_days_before(readers, first, last), find_days_after(readers, first, last)
    return DaySearch(window, readers, before, after, defaultdict(lambda: last - LONGEST, oldest))


def find_anchors(
    rules: Collection[ScheduleRules], owings: Sequence[Counting], search: DaySearch
) -> AnchorDays:
    """Return, by the name of the anchor, every step that an item may have on one of the days by some rules.

    `owings` are the calendars in which the working days of owing sides count.
    """
    found: dict[str, set[StepKey]] = defaultdict(set)
    for rule, step in schedule.STEP_RULES.items():
        falls = search.list_falls(rule)
        for distance in {distance for one in rules for distance in step.distances(one)}:
            if step.unit == schedule.Unit.DAYS:
                keys = _find_repeated(rule, distance, falls, search.oldest[step.anchor])
            else:
                countings = owings if step.unit == schedule.Unit.OWING else search.readers
                days = (day for one in countings for day in _find_counted(one, distance.shift, falls))
                keys = {StepKey(rule, distance.offset, day) for day in days}
            found[step.anchor] |= keys
    return found


def _find_repeated(
    rule: ReminderKind, of: schedule.Distance, falls: Days, oldest: datetime.date
) -> set[StepKey]:
    """Return the steps, and their repetitions, that fall on one of some days."""
    offset, shift, every, most = of
    found = set()
    for falls_on in falls:
        day, name = falls_on - shift * ONE_DAY, offset
        while day >= oldest and (most is None or name <= most):
            found.add(StepKey(rule, name, day))
            if not every:
                break
            day, name = day - every * ONE_DAY, name + every
    return found


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
            found.update(_days(schedule.after_last_workday(reader, day), day))
    return frozenset(found)


def _find_counted(counting: Counting, shift: int, falls: Days) -> Iterator[datetime.date]:
    """Yield the days from which one of some days is so many working days away, before or after them."""
    for day in falls:
        if counting.is_workday(day):
            further = add_workdays(counting, day, -shift)
            nearer = add_workdays(counting, further, 1 if shift > 0 else -1)
            yield from _days(further, nearer - ONE_DAY) if shift > 0 else _days(nearer + ONE_DAY, further)


def _workdays(reader: Counting, first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    return (day for day in _days(first, last) if reader.is_workday(day))


def _days(first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    for number in range((last - first).days + 1):
        yield first + number * ONE_DAY
