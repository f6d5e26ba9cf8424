"""Find what has a rung to plan: the ladder turned round, each rung by the days that it can count from.

One statement asks for all rungs, and by a rung's whole key whether it is told. It is written out here: Django
takes as long to make it as the database to answer it. Names in SQL come from the models, values from the
vocabulary and from days; nothing that a person wrote is among them.
"""
# ruff: noqa: S608

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from django.conf import settings
from django.db import connection
from django.db.models import Exists, Min, OuterRef

from commitments.calendars.workdays import ONE_DAY, Counting
from commitments.models import Commitment, Country, Deadline, Reminder
from commitments.models.commitment import LATE_STATES
from commitments.reminders import anchors
from commitments.reminders.days import Calendars
from commitments.reminders.items import WRONG_PERSON
from commitments.reminders.ladders import Ladders, listed
from commitments.reminders.plan import NOTICED, UNDER_WAY
from commitments.reminders.rules import UNDATED_TIMES, Rules
from commitments.vocabulary import OPEN_STATES, CommitmentState, DeadlineKind, Nature, OwedBy, Rule

# What has been silent for longer is no news; it stays on My desk.
LONGEST_SILENCE = datetime.timedelta(days=5 * 366)
# A rung's reminder was planned for the day on which it was told; a holiday declared since moves it by less.
MOVED_BY_HOLIDAYS = datetime.timedelta(days=10)
COMMITMENTS, DEADLINES, REMINDERS = (model._meta.db_table for model in (Commitment, Deadline, Reminder))
# Conditions on commitments `c`, with the deadline `d` that stands.
REVIEWED = f"c.state IN ({listed(state for state in OPEN_STATES if state != CommitmentState.REPORTED)})"
AWAKE = f"c.state IN ({listed(LATE_STATES)})"
DATED = f"{AWAKE} AND c.nature = '{Nature.DISCRETE}'"
PROPOSED = f"c.state = '{CommitmentState.PROPOSED}'"
SILENT = f"c.state IN ({listed(UNDER_WAY)})"
UNDATED = f"{AWAKE} AND d.kind = '{DeadlineKind.EVENT}' AND d.due_on IS NULL"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Window:
    """The days of mail that a sweep plans for."""

    first: datetime.date
    last: datetime.date


@dataclass(frozen=True, slots=True)
class Look:
    """One look into an index: in which column commitments keep the day, and which of them are asked."""

    day: str
    where: str


# A rule, its distance, and the day it counts from.
Rung = tuple[Rule, int, datetime.date]


@dataclass(frozen=True, slots=True)
class Search:
    """What one sweep looks for: the days told, before and after, whose calendars count, and the rungs."""

    window: Window
    owings: Sequence[Counting]
    readers: Sequence[Counting]
    ladders: Ladders
    before: anchors.Days
    after: anchors.Days
    rungs: dict[Look, set[Rung]] = field(default_factory=lambda: defaultdict(set))

    def each(self, read: Callable[[Rules], Iterable[T]]) -> Iterator[tuple[T, str]]:
        """Give each number that somebody's rules name, with whose rules they are."""
        for number in {number for rules in self.ladders.known for number in read(rules)}:
            yield number, self.ladders.where(partial(_names, read, number))

    def add(
        self, day: str, where: Iterable[str], rule: Rule, offset: int, days: Iterable[datetime.date]
    ) -> None:
        """Look for the rungs of one distance."""
        self.rungs[Look(day, " AND ".join(where))].update((rule, offset, one) for one in days)

    def add_falling(
        self,
        day: str,
        where: Iterable[str],
        rule: Rule,
        falls_on: datetime.date,
        days: Iterable[datetime.date],
    ) -> None:
        """Look for the rungs that fall on a day, of what is told again and again."""
        self.rungs[Look(day, " AND ".join(where))].update((rule, (falls_on - one).days, one) for one in days)

    @property
    def is_begun(self) -> str:
        """Ask for what was not proposed on the last day: nothing is told before the day after."""
        return f"(c.proposed_on IS NULL OR c.proposed_on < {_day(self.window.last)})"


def _names(read: Callable[[Rules], Iterable[T]], number: T, rules: Rules) -> bool:
    return number in read(rules)


def candidates(
    window: Window, calendars: Calendars, ladders: Ladders, readers: Sequence[Counting]
) -> list[int]:
    """List the commitments that have a rung told within the window and not planned yet.

    What the partner owes counts in the partner's capital, so the days of every partner are taken together,
    and so are those of every reader; the planner then looks at each item itself.
    """
    owing = Commitment.objects.filter(country=OuterRef("pk"), state__in=LATE_STATES, owed_by=OwedBy.THEIRS)
    partners = Country.objects.filter(Exists(owing)).values_list("iso", flat=True)
    search = Search(
        window,
        [calendars[iso] for iso in dict.fromkeys((settings.HOME_COUNTRY, *partners))],
        readers,
        ladders,
        anchors.told_before(readers, window.first, window.last),
        anchors.told_after(readers, window.first, window.last),
    )
    for look_for in (_before, _late, _overdue, _asked, _reviewed, _silent, _undated, _moved):
        look_for(search)
    with connection.cursor() as cursor:
        cursor.execute(_untold(search))
        return sorted({pk for (pk,) in cursor.fetchall()})


def some(number: T | None) -> tuple[T, ...]:
    """Give a number that the rules name, or nothing where they name none."""
    return () if number is None else (number,)


def _untold(search: Search) -> str:
    """Ask for the commitments with a rung that no reminder tells, or told to the right person alone."""
    looks = " UNION ALL ".join(_sql(look, rungs) for look, rungs in search.rungs.items() if rungs)
    return (
        f'WITH rung (id, deadline_id, rule, "offset", anchor_on) AS ({looks}) '
        f"SELECT id FROM rung WHERE NOT EXISTS (SELECT 1 FROM {REMINDERS} told "
        "WHERE told.deadline_id = rung.deadline_id AND told.rule = rung.rule "
        'AND told."offset" = rung."offset" AND told.anchor_on = rung.anchor_on '
        f"AND told.planned_at >= {_midnight(search.window.first - MOVED_BY_HOLIDAYS)} "
        f"AND told.why_not NOT IN ({listed(WRONG_PERSON)}))"
    )


def _sql(look: Look, rungs: Collection[Rung]) -> str:
    """Ask for the commitments that have one of the rungs; both databases name the columns of VALUES so."""
    days = {day: _day(day) for _rule, _offset, day in rungs}
    ladder = ", ".join(f"('{rule}', {offset}, {days[day]})" for rule, offset, day in rungs)
    standing = f" JOIN {DEADLINES} d ON d.id = c.deadline_id" if "d." in look.day else ""
    return (
        "SELECT c.id, c.deadline_id, ladder.column1, ladder.column2, ladder.column3 "
        f"FROM {COMMITMENTS} c{standing} JOIN (VALUES {ladder}) ladder ON ladder.column3 = {look.day} "
        f"WHERE {look.day} IN ({', '.join(days.values())}) AND {look.where}"
    )


def _before(search: Search) -> None:
    """Look for the rungs before the day to act, and of the day itself."""
    wheres = dict(search.each(lambda rules: rules.counts))
    for count, days in anchors.ahead(search.owings, wheres, search.before).items():
        where = (DATED, search.is_begun, wheres[count])
        search.add("c.act_by", where, Rule.AHEAD if count else Rule.DUE, count, days)


def _late(search: Search) -> None:
    """Look for what goes up the ranks."""
    heads = dict(search.each(lambda rules: some(rules.head_after)))
    divisions = dict(search.each(lambda rules: some(rules.division_after)))
    for rule, wheres in ((Rule.HEAD, heads), (Rule.DIVISION, divisions)):
        for count, days in anchors.late(search.owings, wheres, search.after).items():
            search.add("c.due_on", (DATED, search.is_begun, wheres[count]), rule, count, days)


def _overdue(search: Search) -> None:
    """Look for the rungs told again and again after the agreed day."""
    oldest = _oldest(search.window)
    for (start, step), where in search.each(lambda rules: some(rules.late_rungs)):
        # So many days hold one rung of every late item; older ones would only be folded into it.
        first = search.window.last - (step + 9) * ONE_DAY if step else datetime.date.min
        for falls_on in search.after:
            days = anchors.repeated(falls_on, start, step, oldest) if falls_on >= first else ()
            search.add_falling("c.due_on", (DATED, search.is_begun, where), Rule.OVERDUE, falls_on, days)


def _oldest(window: Window) -> datetime.date:
    """Give the earliest agreed day of all that may be late."""
    late = Commitment.objects.filter(state__in=LATE_STATES)
    return late.aggregate(oldest=Min("due_on"))["oldest"] or window.last


def _asked(search: Search) -> None:
    """Look for what was proposed the day before, and for what has not been answered."""
    where = (PROPOSED, search.is_begun)
    days = [day - ONE_DAY for day in search.after]
    search.add("c.proposed_on", (*where, f"c.owed_by <> '{OwedBy.THEIRS}'"), Rule.PROPOSED, 0, days)
    wheres = dict(search.each(lambda rules: some(rules.answer_after)))
    window = search.window
    for count, asked in anchors.unanswered(search.readers, wheres, window.first, window.last).items():
        search.add("c.proposed_on", (*where, wheres[count]), Rule.ANSWER, count, asked)


def _reviewed(search: Search) -> None:
    where = (REVIEWED, search.is_begun, search.ladders.where(lambda rules: rules.on_review))
    search.add("c.review_on", where, Rule.REVIEW, 0, search.after)
    continuing = f"c.review_on IS NULL AND c.nature = '{Nature.CONTINUING}'"
    search.add("c.due_on", (*where, continuing), Rule.REVIEW, 0, search.after)


def _silent(search: Search) -> None:
    """Look for what nobody has spoken of since some days: since the last word, or else since acceptance."""
    oldest = search.window.last - LONGEST_SILENCE
    for step, where in search.each(lambda rules: some(rules.silent_after)):
        for falls_on in search.after:
            days = anchors.repeated(falls_on, step, step, oldest)
            search.add_falling("c.heard_on", (SILENT, search.is_begun, where), Rule.SILENT, falls_on, days)


def _undated(search: Search) -> None:
    """Look for what follows an event without a date, by the day on which that was recorded."""
    for step, where in search.each(lambda rules: some(rules.undated_every)):
        longest = UNDATED_TIMES * step * ONE_DAY
        first = min(search.after, default=search.window.first)
        since = f"d.recorded_at >= {_midnight(first - longest)}"
        for falls_on in search.after:
            days = anchors.repeated(falls_on, step, step, falls_on - longest)
            wheres = (UNDATED, since, search.is_begun, where)
            search.add_falling(_recorded_on(), wheres, Rule.UNDATED, falls_on, days)


def _moved(search: Search) -> None:
    """Look for deadlines that came to stand lately and whose move nobody has been told."""
    first, last = search.window.first, search.window.last
    where = (AWAKE, f"d.reason IN ({listed(NOTICED)})", f"d.recorded_at >= {_midnight(first)}")
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
