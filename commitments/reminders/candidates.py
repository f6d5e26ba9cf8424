"""Find commitments that have a reminder step to plan: for each step, the days from which it can count.

One statement finds all steps that have no reminder yet, by the whole key of a step. The SQL is written here,
since Django takes as long to build it as the database to answer it. Names in SQL come from the models, values
from enums and days, never from text that a person wrote. The calendars of a run are loaded together; in an
unknown year, Monday to Friday are working days.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from django.conf import settings
from django.db import connection
from django.db.models import Exists, Min, OuterRef

from commitments.calendars.holidays import USUAL_WEEKEND, Override, calendar_for
from commitments.calendars.workdays import ONE_DAY, Calendar, Counting, Year
from commitments.enums import OPEN_STATES, CommitmentState, DeadlineKind, Nature, OwedBy, Rule
from commitments.models import Commitment, Country, Deadline, Holiday, HolidayYear, Reminder
from commitments.models.commitments import LATE_STATES
from commitments.reminders import schedule
from commitments.reminders.desk_schedules import ReminderSchedules, join_values
from commitments.reminders.records import WRONG_PERSON
from commitments.reminders.schedule import NOTICED, UNDATED_TIMES, UNDER_WAY, ScheduleRules


class LenientYears(Mapping[int, Year]):
    """The years of a country, cached once used; a reminder on a holiday is better than none.

    `absent` collects the years that were used and are unknown.
    """

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._kept: dict[int, Year] = {}
        self.absent: set[int] = set()

    def __getitem__(self, number: int) -> Year:
        if number not in self._kept:
            year = self._calendar.years.get(number)
            if year is None or year.status == "absent":
                self.absent.add(number)
                year = Year(USUAL_WEEKEND, {})
            self._kept[number] = year
        return self._kept[number]

    def __iter__(self) -> Iterator[int]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)


class Calendars:
    """Each country's calendar by its ISO code, from two queries for all of them."""

    def __init__(self) -> None:
        self._rows: dict[str, list[Override]] = defaultdict(list)
        self._confirmed: dict[str, set[int]] = defaultdict(set)
        for iso, day, name, is_free in Holiday.objects.order_by().values_list(
            "country__iso", "day", "name", "is_free"
        ):
            self._rows[iso].append((day, name, is_free))
        for iso, year in HolidayYear.objects.order_by().values_list("country__iso", "year"):
            self._confirmed[iso].add(year)
        self._kept: dict[str, tuple[Calendar, LenientYears]] = {}

    def __getitem__(self, iso: str) -> Calendar:
        if iso not in self._kept:
            found = calendar_for(iso, overrides=self._rows[iso], confirmed=self._confirmed[iso])
            years = LenientYears(found)
            self._kept[iso] = (Calendar(iso, years), years)
        return self._kept[iso][0]

    @property
    def home(self) -> Calendar:
        """The calendar of those who read the reminders."""
        return self[settings.HOME_COUNTRY]

    @property
    def absent(self) -> tuple[str, ...]:
        """Return the years that were used and are unknown, such as "KH 2101"."""
        return tuple(
            f"{iso} {year}" for iso, (_, years) in sorted(self._kept.items()) for year in sorted(years.absent)
        )


# ruff: noqa: S608


# What has been silent for longer is no news; it stays on My desk.
LONGEST_SILENCE = datetime.timedelta(days=5 * 366)
# A rung's reminder was planned for the day on which it was told; a holiday declared since moves it by less.
MOVED_BY_HOLIDAYS = datetime.timedelta(days=10)
COMMITMENTS, DEADLINES, REMINDERS = (model._meta.db_table for model in (Commitment, Deadline, Reminder))
# Conditions on commitments `c`, with the deadline `d` that stands.
REVIEWED = f"c.state IN ({join_values(state for state in OPEN_STATES if state != CommitmentState.REPORTED)})"
AWAKE = f"c.state IN ({join_values(LATE_STATES)})"
DATED = f"{AWAKE} AND c.nature = '{Nature.DISCRETE}'"
PROPOSED = f"c.state = '{CommitmentState.PROPOSED}'"
SILENT = f"c.state IN ({join_values(UNDER_WAY)})"
UNDATED = f"{AWAKE} AND d.kind = '{DeadlineKind.EVENT}' AND d.due_on IS NULL"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RunWindow:
    """The days of email for which a reminder run plans."""

    first: datetime.date
    last: datetime.date


@dataclass(frozen=True, slots=True)
class IndexQuery:
    """One index query: the column with the day of commitments, and the condition on them."""

    day: str
    where: str


# A rule, its distance, and the day it counts from.
ScannedStep = tuple[Rule, int, datetime.date]


@dataclass(frozen=True, slots=True)
class CandidateSearch:
    """What one reminder run looks for: the days before and after, whose calendars count, and the reminder
    steps.
    """

    window: RunWindow
    owings: Sequence[Counting]
    readers: Sequence[Counting]
    ladders: ReminderSchedules
    before: schedule.Days
    after: schedule.Days
    rungs: dict[IndexQuery, set[ScannedStep]] = field(default_factory=lambda: defaultdict(set))

    def each(self, read: Callable[[ScheduleRules], Iterable[T]]) -> Iterator[tuple[T, str]]:
        """Yield each number that a person's rules contain, with the owner of the rules."""
        for number in {number for rules in self.ladders.known for number in read(rules)}:
            yield number, self.ladders.where(partial(_names, read, number))

    def add(
        self, day: str, where: Iterable[str], rule: Rule, offset: int, days: Iterable[datetime.date]
    ) -> None:
        """Add the reminder steps with one distance."""
        self.rungs[IndexQuery(day, " AND ".join(where))].update((rule, offset, one) for one in days)

    def add_falling(
        self,
        day: str,
        where: Iterable[str],
        rule: Rule,
        falls_on: datetime.date,
        days: Iterable[datetime.date],
    ) -> None:
        """Add the repeated reminder steps that fall on a day."""
        self.rungs[IndexQuery(day, " AND ".join(where))].update(
            (rule, (falls_on - one).days, one) for one in days
        )

    @property
    def is_begun(self) -> str:
        """Ask for what was not proposed on the last day: nothing is told before the day after."""
        return f"(c.proposed_on IS NULL OR c.proposed_on < {_day(self.window.last)})"


def _names(read: Callable[[ScheduleRules], Iterable[T]], number: T, rules: ScheduleRules) -> bool:
    return number in read(rules)


def list_scanned(
    window: RunWindow, calendars: Calendars, ladders: ReminderSchedules, readers: Sequence[Counting]
) -> list[int]:
    """List the commitments with a reminder step in the window that is not planned yet.

    What the partner owes counts in the partner's capital, so the days of every partner are combined, and so
    are those of every reader; the planner then checks each item itself.
    """
    owing = Commitment.objects.filter(country=OuterRef("pk"), state__in=LATE_STATES, owed_by=OwedBy.THEIRS)
    partners = Country.objects.filter(Exists(owing)).values_list("iso", flat=True)
    search = CandidateSearch(
        window,
        [calendars[iso] for iso in dict.fromkeys((settings.HOME_COUNTRY, *partners))],
        readers,
        ladders,
        schedule.find_days_before(readers, window.first, window.last),
        schedule.find_days_after(readers, window.first, window.last),
    )
    for look_for in (_before, _late, _overdue, _search_proposed, _reviewed, _silent, _undated, _moved):
        look_for(search)
    with connection.cursor() as cursor:
        cursor.execute(_untold(search))
        return sorted({pk for (pk,) in cursor.fetchall()})


def to_tuple(number: T | None) -> tuple[T, ...]:
    """Return a number of the rules as a tuple, empty where they have none."""
    return () if number is None else (number,)


def _untold(search: CandidateSearch) -> str:
    """Build the query for commitments with a reminder step without a reminder, or only with one to the
    right person.
    """
    looks = " UNION ALL ".join(_sql(look, rungs) for look, rungs in search.rungs.items() if rungs)
    return (
        f'WITH rung (id, deadline_id, rule, "offset", anchor_on) AS ({looks}) '
        f"SELECT id FROM rung WHERE NOT EXISTS (SELECT 1 FROM {REMINDERS} told "
        "WHERE told.deadline_id = rung.deadline_id AND told.rule = rung.rule "
        'AND told."offset" = rung."offset" AND told.anchor_on = rung.anchor_on '
        f"AND told.planned_at >= {_midnight(search.window.first - MOVED_BY_HOLIDAYS)} "
        f"AND told.why_not NOT IN ({join_values(WRONG_PERSON)}))"
    )


def _sql(look: IndexQuery, rungs: Collection[ScannedStep]) -> str:
    """Build the query for commitments with one of the reminder steps; both databases name the columns of
    VALUES so.
    """
    days = {day: _day(day) for _rule, _offset, day in rungs}
    ladder = ", ".join(f"('{rule}', {offset}, {days[day]})" for rule, offset, day in rungs)
    standing = f" JOIN {DEADLINES} d ON d.id = c.deadline_id" if "d." in look.day else ""
    return (
        "SELECT c.id, c.deadline_id, ladder.column1, ladder.column2, ladder.column3 "
        f"FROM {COMMITMENTS} c{standing} JOIN (VALUES {ladder}) ladder ON ladder.column3 = {look.day} "
        f"WHERE {look.day} IN ({', '.join(days.values())}) AND {look.where}"
    )


def _before(search: CandidateSearch) -> None:
    """Add the reminder steps before the day to act, and on the day itself."""
    wheres = dict(search.each(lambda rules: rules.counts))
    for count, days in schedule.find_days_ahead(search.owings, wheres, search.before).items():
        where = (DATED, search.is_begun, wheres[count])
        search.add("c.act_by", where, Rule.AHEAD if count else Rule.DUE, count, days)


def _late(search: CandidateSearch) -> None:
    """Look for what goes up the ranks."""
    heads = dict(search.each(lambda rules: to_tuple(rules.head_after)))
    divisions = dict(search.each(lambda rules: to_tuple(rules.division_after)))
    for rule, wheres in ((Rule.HEAD, heads), (Rule.DIVISION, divisions)):
        for count, days in schedule.find_days_late(search.owings, wheres, search.after).items():
            search.add("c.due_on", (DATED, search.is_begun, wheres[count]), rule, count, days)


def _overdue(search: CandidateSearch) -> None:
    """Add the repeated reminder steps after the agreed day."""
    oldest = _oldest(search.window)
    for (start, step), where in search.each(lambda rules: to_tuple(rules.late_rungs)):
        # So many days hold one rung of every late item; older ones would only be folded into it.
        first = search.window.last - (step + 9) * ONE_DAY if step else datetime.date.min
        for falls_on in search.after:
            days = schedule.find_repeated_days(falls_on, start, step, oldest) if falls_on >= first else ()
            search.add_falling("c.due_on", (DATED, search.is_begun, where), Rule.OVERDUE, falls_on, days)


def _oldest(window: RunWindow) -> datetime.date:
    """Return the earliest agreed day of everything that may be late."""
    late = Commitment.objects.filter(state__in=LATE_STATES)
    return late.aggregate(oldest=Min("due_on"))["oldest"] or window.last


def _search_proposed(search: CandidateSearch) -> None:
    """Look for what was proposed the day before, and for what has not been answered."""
    where = (PROPOSED, search.is_begun)
    days = [day - ONE_DAY for day in search.after]
    search.add("c.proposed_on", (*where, f"c.owed_by <> '{OwedBy.THEIRS}'"), Rule.PROPOSED, 0, days)
    wheres = dict(search.each(lambda rules: to_tuple(rules.answer_after)))
    window = search.window
    for count, asked in schedule.find_unanswered_days(
        search.readers, wheres, window.first, window.last
    ).items():
        search.add("c.proposed_on", (*where, wheres[count]), Rule.ANSWER, count, asked)


def _reviewed(search: CandidateSearch) -> None:
    where = (REVIEWED, search.is_begun, search.ladders.where(lambda rules: rules.on_review))
    search.add("c.review_on", where, Rule.REVIEW, 0, search.after)
    continuing = f"c.review_on IS NULL AND c.nature = '{Nature.CONTINUING}'"
    search.add("c.due_on", (*where, continuing), Rule.REVIEW, 0, search.after)


def _silent(search: CandidateSearch) -> None:
    """Add items without a report for some days: since the last report, or else since acceptance."""
    oldest = search.window.last - LONGEST_SILENCE
    for step, where in search.each(lambda rules: to_tuple(rules.silent_after)):
        for falls_on in search.after:
            days = schedule.find_repeated_days(falls_on, step, step, oldest)
            search.add_falling("c.heard_on", (SILENT, search.is_begun, where), Rule.SILENT, falls_on, days)


def _undated(search: CandidateSearch) -> None:
    """Look for what follows an event without a date, by the day on which that was recorded."""
    for step, where in search.each(lambda rules: to_tuple(rules.undated_every)):
        longest = UNDATED_TIMES * step * ONE_DAY
        first = min(search.after, default=search.window.first)
        since = f"d.recorded_at >= {_midnight(first - longest)}"
        for falls_on in search.after:
            days = schedule.find_repeated_days(falls_on, step, step, falls_on - longest)
            wheres = (UNDATED, since, search.is_begun, where)
            search.add_falling(_recorded_on(), wheres, Rule.UNDATED, falls_on, days)


def _moved(search: CandidateSearch) -> None:
    """Add deadlines that changed recently and whose change no one has been notified of."""
    first, last = search.window.first, search.window.last
    where = (AWAKE, f"d.reason IN ({join_values(NOTICED)})", f"d.recorded_at >= {_midnight(first)}")
    days = [first + number * ONE_DAY for number in range((last - first).days + 1)]
    search.add(_recorded_on(), where, Rule.MOVED, 0, days)


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def _day(day: datetime.date) -> str:
    """Write a day as this database compares it: digits and signs only."""
    return f"DATE '{day}'" if _is_postgresql() else f"'{day}'"


def _midnight(day: datetime.date) -> str:
    """Write the first moment of a day, in UTC, as this database compares it."""
    return f"TIMESTAMPTZ '{day} 00:00Z'" if _is_postgresql() else f"'{day} 00:00:00'"


def _recorded_on() -> str:
    """Write the day, in UTC, on which the deadline that stands was recorded."""
    return "CAST(d.recorded_at AT TIME ZONE 'UTC' AS date)" if _is_postgresql() else "date(d.recorded_at)"
