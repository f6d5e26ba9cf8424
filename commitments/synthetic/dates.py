"""Deadlines of every kind, as the tracker would have resolved them, and the days they move to."""

import datetime
import random
from collections.abc import Callable
from functools import lru_cache

from django.conf import settings

from commitments import deadlines
from commitments.calendars.workdays import AbsentYearError, Calendar, last_workday_on_or_before
from commitments.phrases import DeadlineSpec, Period, not_stated, on_day
from commitments.synthetic.book import Values
from commitments.vocabulary import DeadlineKind, OwedBy

DAY = datetime.timedelta(days=1)
SATURDAY = 5
REVIEW, SOON = 90, 30

Made = tuple[DeadlineSpec, datetime.date | None, datetime.date | None]


def _fixed(held: datetime.date, chance: random.Random) -> Made:
    day = held + DAY * chance.randint(20, 700)
    return on_day(day, f"by {day.day} {day:%B %Y}"), None, day


def _relative(held: datetime.date, chance: random.Random) -> Made:
    count = chance.choice((30, 60, 90, 180, 365))
    spec = DeadlineSpec("relative", f"within {count} days of the meeting", count=count, unit="days")
    return spec, None, held + DAY * count


def _approximate(held: datetime.date, chance: random.Random) -> Made:
    year = held.year + chance.randint(1, 2)
    period = Period("year", year=year, part="mid")
    spec = DeadlineSpec("approximate", f"mid-{year}", shape="during", period=period)
    return spec, datetime.date(year, 5, 1), datetime.date(year, 8, 31)


def _recurring(held: datetime.date, chance: random.Random) -> Made:
    spec = DeadlineSpec("recurring", "once a year", every="P1Y")
    return spec, held, held + DAY * 365


def _open(held: datetime.date, chance: random.Random) -> Made:
    return DeadlineSpec("open", "as soon as possible", review_days=SOON), None, None


def _none(held: datetime.date, chance: random.Random) -> Made:
    return not_stated(), None, None


def _event(held: datetime.date, chance: random.Random) -> Made:
    words = "next session of the Joint Commission"
    return DeadlineSpec("event", f"before the {words}", event=words, relation="before"), None, None


KINDS: tuple[tuple[int, Callable[[datetime.date, random.Random], Made]], ...] = (
    (46, _fixed),
    (21, _relative),
    (10, _approximate),
    (10, _none),
    (8, _open),
    (5, _event),
)
CONTINUING: tuple[tuple[int, Callable[[datetime.date, random.Random], Made]], ...] = (
    (70, _none),
    (30, _open),
)


@lru_cache(maxsize=1)
def _home(iso: str) -> Calendar:
    return deadlines.calendar_of(iso)


@lru_cache(maxsize=20_000)
def act_by(day: datetime.date, *, at_home: bool) -> datetime.date:
    """Give the last working day on or before a day, at home or with a partner: there Monday to Friday."""
    if at_home:
        try:
            return last_workday_on_or_before(_home(settings.HOME_COUNTRY), day)
        except AbsentYearError:
            pass
    while day.weekday() >= SATURDAY:
        day -= DAY
    return day


def first_version(
    held: datetime.date,
    recorded: datetime.date,
    chance: random.Random,
    *,
    is_continuing: bool,
    is_series: bool,
) -> tuple[Values, datetime.date | None]:
    """Make the first version's own columns, and the day it is due."""
    kinds = CONTINUING if is_continuing else KINDS
    make = _recurring if is_series else chance.choices([k for _w, k in kinds], [w for w, _k in kinds])[0]
    spec, start, due = make(held, chance)
    review = None if due else held + DAY * spec.review_days
    working = (
        [{"code": "day", "values": {"due": due.isoformat()}}] if due else [{"code": "no_date", "values": {}}]
    )
    return {
        "number": 1,
        "kind": spec.kind,
        "wording": spec.wording,
        "specification": spec.to_json(),
        "anchor_on": held.isoformat(),
        "due_start": start and start.isoformat(),
        "review_on": review and max(review, recorded + DAY * SOON).isoformat(),
        "every": spec.every,
        "working": working,
    }, due


def dated(due: datetime.date | None, owed_by: str, iso: str) -> Values:
    """Give the columns that follow from the day: by when to act, in whose calendar."""
    if due is None:
        return {"due_on": None, "act_by": None, "act_by_partner": None, "calendars": []}
    at_home = owed_by != OwedBy.THEIRS
    is_joint = owed_by == OwedBy.JOINT
    codes = [settings.HOME_COUNTRY, iso] if is_joint else [settings.HOME_COUNTRY if at_home else iso]
    return {
        "due_on": due.isoformat(),
        "act_by": act_by(due, at_home=at_home).isoformat(),
        "act_by_partner": act_by(due, at_home=False).isoformat() if is_joint else None,
        "calendars": [[code, due.year] for code in codes],
    }


def moved_to(due: datetime.date) -> Values:
    """Give the own columns of a version that names another day."""
    spec = on_day(due, f"by {due.day} {due:%B %Y}")
    return {
        "kind": DeadlineKind.FIXED.value,
        "wording": spec.wording,
        "specification": spec.to_json(),
        "working": [{"code": "day", "values": {"due": due.isoformat()}}],
    }


def moment(day: datetime.date) -> str:
    """Give the moment at which a day's records were written."""
    return f"{day.isoformat()}T09:00:00+00:00"
