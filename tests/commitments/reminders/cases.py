"""Random cases for the planner, each made from its number: an item, rules, countries, a zone, some days."""

import datetime
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

from holidays import country_holidays
from holidays.holiday_base import HolidayBase

from commitments.calendars.holidays import OWN, Override, calendar_for
from commitments.calendars.workdays import Calendar
from commitments.enums import CommitmentState, DeadlineKind, MoveReason, Nature, OwedBy, Side
from commitments.reminders.schedule import QuietPeriod, ScheduleRules, ScheduleSubject
from tests.commitments.reminders import slow
from tests.commitments.reminders.slow import DAY, Day

FIRST, LAST = Day(2024, 3, 1), Day(2029, 10, 1)
# Weekends of one, two and three kinds, weekends that are worked, holidays by the moon.
COUNTRIES = ("KR", "KH", "XV", "US", "GB", "IL", "EG", "CN", "JP", "NP", "SA", "BR", "ET")
# Clocks that are put forward at midnight, by half an hour, by two; far from UTC; and those that never are.
ZONES = (
    *("Asia/Seoul", "Asia/Phnom_Penh", "Europe/London", "America/New_York", "America/Santiago"),
    *("Africa/Cairo", "Africa/Casablanca", "Asia/Beirut", "America/Havana", "Antarctica/Troll"),
    *("Australia/Lord_Howe", "Pacific/Chatham", "Pacific/Apia", "Asia/Kathmandu", "America/St_Johns"),
)
MAIL_AT = ("07:00", "00:00", "00:30", "01:30", "02:15", "02:30", "03:00", "23:45")


@cache
def package(iso: str) -> HolidayBase:
    """Give the source of a country's holidays."""
    return OWN[iso]() if iso in OWN else country_holidays(iso)


class Works(Protocol):
    """Where somebody works: the calendar to plan by, and whether people work on a day."""

    @property
    def calendar(self) -> Calendar: ...

    def is_worked(self, day: Day) -> bool: ...


@dataclass(frozen=True)
class Place:
    """A country with what an officer has corrected: the calendar to plan by, and the package's own answer."""

    iso: str
    rows: tuple[Override, ...]

    @property
    def calendar(self) -> Calendar:
        return calendar_for(self.iso, overrides=self.rows)

    @lru_cache(maxsize=500_000)  # noqa: B019
    def is_worked(self, day: Day) -> bool:
        """Say whether people work there that day."""
        for corrected, _name, is_non_working in self.rows:
            if corrected == day:
                return not is_non_working
        return bool(package(self.iso).is_working_day(day))


@dataclass(frozen=True)
class Case:
    """One question to the planner."""

    number: int
    item: ScheduleSubject
    rules: ScheduleRules
    owing: Works
    reader: Works
    zone: datetime.tzinfo
    at: datetime.time
    first: Day
    last: Day
    quiet: tuple[QuietPeriod, ...]


@cache
def changes(name: str) -> Sequence[Day]:
    """List the days on which a zone changes its clocks."""
    zone, found, day = ZoneInfo(name), [], FIRST
    while day < LAST:
        noon = datetime.datetime.combine(day, datetime.time(12), datetime.UTC)
        if noon.astimezone(zone).utcoffset() != (noon - DAY).astimezone(zone).utcoffset():
            found.append(day)
        day += DAY
    return found


def some_day(chance: random.Random, near: Day, days: int = 40) -> Day:
    return near + chance.randint(-days, days) * DAY


def place(chance: random.Random, near: Day) -> Place:
    """Choose a country; often an officer has corrected some days near the ones asked for."""
    rows = {some_day(chance, near, 30): chance.random() < 0.6 for _ in range(chance.choice((0, 0, 3, 12)))}
    return Place(chance.choice(COUNTRIES), tuple((day, "declared", free) for day, free in rows.items()))


def some_rules(chance: random.Random) -> ScheduleRules:
    def number(most: int) -> int | None:
        return chance.choice((None, chance.randint(1, most)))

    if chance.random() < 0.3:
        return ScheduleRules()
    return ScheduleRules(
        before=tuple(chance.sample(range(1, 41), chance.randint(0, 4))),
        on_the_day=chance.random() < 0.7,
        first_after=number(12),
        then_every=number(12),
        head_after=number(25),
        division_after=number(40),
        answer_after=number(25),
        answer_owner_head_after=number(30),
        answer_head_after=number(35),
        answer_division_after=number(40),
        on_review=chance.random() < 0.7,
        no_response_after=number(60),
        undated_every=number(60),
    )


def some_item(chance: random.Random, near: Day) -> ScheduleSubject:
    """Make an item whose days lie about some day; any fact may be missing, and any two may not fit."""

    def maybe(share: float) -> Day | None:
        return some_day(chance, near) if chance.random() < share else None

    due_on = maybe(0.8)
    last_working_day = due_on - chance.choice((0, 0, 0, 1, 3)) * DAY if due_on else None
    under_way = (CommitmentState.ACCEPTED, CommitmentState.IN_PROGRESS, CommitmentState.PROPOSED) * 8
    state = chance.choice((*under_way, *CommitmentState))
    recorded = datetime.datetime.combine(some_day(chance, near, 90), datetime.time(), datetime.UTC)
    return ScheduleSubject(
        commitment=1,
        deadline=1,
        recorded_at=recorded + datetime.timedelta(minutes=chance.randrange(24 * 60)),
        state=state,
        nature=chance.choice((Nature.ONE_OFF, Nature.ONE_OFF, *Nature)),
        owed_by=chance.choice(tuple(OwedBy)),
        last_working_day=last_working_day,
        due_on=due_on,
        review_on=maybe(0.3),
        proposed_on=maybe(0.9 if state == CommitmentState.PROPOSED else 0.2),
        reported=frozenset(side for side in Side if chance.random() < 0.1),
        reason=chance.choice((MoveReason.FIRST, *MoveReason)),
        kind=chance.choice(tuple(DeadlineKind)),
        last_contact_on=maybe(0.6),
        accepted=frozenset(side for side in Side if chance.random() < 0.4),
        is_countered=chance.random() < 0.4,
    )


def case(number: int) -> Case:
    """Make the case of a number; a third lies about a day on which the reader's clocks are changed."""
    chance = random.Random(number)
    zone = chance.choice(ZONES)
    near = FIRST + chance.randrange((LAST - FIRST).days) * DAY
    if changes(zone) and chance.random() < 0.6:
        near = chance.choice(changes(zone))
    first = some_day(chance, near, 5)
    quiet = []
    for reason in ("summit", "visit", "feast")[: chance.choice((0, 0, 1, 3))]:
        starts_on = some_day(chance, near, 10)
        quiet.append(QuietPeriod(starts_on, starts_on + chance.randint(0, 6) * DAY, reason))
    return Case(
        number,
        some_item(chance, near),
        some_rules(chance),
        place(chance, near),
        place(chance, near),
        ZoneInfo(zone),
        datetime.time.fromisoformat(chance.choice(MAIL_AT)),
        first,
        first + chance.choice((1, 9, 40, 120)) * DAY,
        tuple(quiet),
    )


def told_slowly(asked: Case) -> dict[slow.Name, tuple[Day, datetime.datetime, Day, str]]:
    """Say of each rung told in a case on which day, at which moment, until when it is put off, and why."""
    is_worked = asked.reader.is_worked
    rungs = slow.ladder(asked.item, asked.rules, asked.owing.is_worked, is_worked, asked.first, asked.last)
    return {
        name: (
            day,
            asked.item.recorded_at if name[0] == "moved" else slow.moment(day, asked.at, asked.zone),
            *slow.put_off(day, asked.quiet, is_worked),
        )
        for name, day in rungs.items()
    }
