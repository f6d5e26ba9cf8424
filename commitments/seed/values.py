"""Generate deadlines of every kind, as the tracker would have resolved them, their moves, and words.

Words for titles, clauses and reports are plain ones in any order, and names of things that do not exist.
"""

import datetime
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from commitments.calendars.workdays import AbsentYearError, Calendar, last_workday_on_or_before
from commitments.deadlines import context
from commitments.enums import DeadlineKind, OwedBy
from commitments.language.phrases.specification import DeadlineSpec, Period, not_stated, on_day
from commitments.seed.rows import Values

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
    return context.calendar_of(iso)


@lru_cache(maxsize=20_000)
def last_working_day(day: datetime.date, *, at_home: bool) -> datetime.date:
    """Return the last working day on or before a day, at home or with a partner (there Monday to Friday)."""
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
        "start_date": held.isoformat(),
        "due_start": start and start.isoformat(),
        "review_on": review and max(review, recorded + DAY * SOON).isoformat(),
        "every": spec.every,
        "explanation": working,
    }, due


def build_date_values(due: datetime.date | None, owed_by: str, iso: str) -> Values:
    """Return the columns that follow from the day: the day to act, and the calendar."""
    if due is None:
        return {"due_on": None, "last_working_day": None, "partner_last_working_day": None, "calendars": []}
    at_home = owed_by != OwedBy.THEIRS
    is_joint = owed_by == OwedBy.JOINT
    codes = [settings.HOME_COUNTRY, iso] if is_joint else [settings.HOME_COUNTRY if at_home else iso]
    return {
        "due_on": due.isoformat(),
        "last_working_day": last_working_day(due, at_home=at_home).isoformat(),
        "partner_last_working_day": last_working_day(due, at_home=False).isoformat() if is_joint else None,
        "calendars": [[code, due.year] for code in codes],
    }


def moved_to(due: datetime.date) -> Values:
    """Return the columns of a version that names another day."""
    spec = on_day(due, f"by {due.day} {due:%B %Y}")
    return {
        "kind": DeadlineKind.FIXED.value,
        "wording": spec.wording,
        "specification": spec.to_json(),
        "explanation": [{"code": "day", "values": {"due": due.isoformat()}}],
    }


def format_moment(day: datetime.date) -> str:
    """Return the time at which a day's records were written, as text."""
    return f"{day.isoformat()}T09:00:00+00:00"


VERBS = (
    "Share", "Review", "Draft", "Exchange", "Publish", "Translate", "Prepare", "Compare", "Extend", "Update",
    "Sign", "Test", "Count", "Open", "Renew", "Map", "Inspect", "Register", "Certify", "Describe",
)  # fmt: skip
THINGS = (
    "records of joint surveys", "harbour charts", "the list of contact points", "training seats",
    "seed catalogues", "water tables", "the text on visas", "customs forms", "flight slots",
    "the work plan", "a glossary of terms", "archive copies", "safety reports", "fishing quotas",
    "school books", "the register of vessels", "border crossing hours", "vaccine stocks",
    "rail timetables", "a draft memorandum", "research grants", "early warning data", "museum loans",
    "tariff schedules", "the handbook of procedures", "accounts of the joint fund", "laboratory samples",
)  # fmt: skip
KOREAN_VERBS = ("공유", "검토", "작성", "교환", "발간", "번역", "준비", "비교", "연장", "점검")
KOREAN_THINGS = (
    "공동조사 기록", "항만 해도", "연락처 명단", "교육 과정", "종자 목록", "수위 자료", "사증 문안",
    "통관 서식", "작업 계획", "용어집", "안전 보고서", "어획 할당량", "교과서", "선박 등록부",
)  # fmt: skip
PARTS = ("for the northern districts", "with both capitals", "at the working level", "in two languages")
HEALTH_TEXTS = (
    "Work goes on as planned.", "The draft is with the lawyers.", "The counterpart has not answered.",
    "Two of three steps are done.", "Funds are short until the new year.", "Experts met last week.",
)  # fmt: skip
STARTS, VOWELS, ENDS = "bdfgklmnprstvz", "aeiou", ("", "n", "r", "l", "s")
HANGUL_FIRST, HANGUL_LAST = 0xAC00, 0xD7A3


@dataclass(frozen=True, slots=True)
class SeedUndertaking:
    """One undertaking: its short title, its clause, and the language of the clause."""

    title: str
    clause: str
    language: str


class SeedWords:
    """Generates words; the same for the same seed."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._names = [self._made_up() for _number in range(3000)]
        self._hangul = [self._made_up_hangul() for _number in range(600)]

    def _made_up(self) -> str:
        pick = self._chance.choice
        parts = (pick(STARTS) + pick(VOWELS) + pick(ENDS) for _part in range(self._chance.choice((2, 3))))
        return "".join(parts).capitalize()

    def _made_up_hangul(self) -> str:
        point = self._chance.randint
        return "".join(chr(point(HANGUL_FIRST, HANGUL_LAST)) for _part in range(2))

    def name(self) -> str:
        """Return a name: few are frequent, most are rare."""
        return self._names[int(len(self._names) * self._chance.random() ** 3)]

    def hangul(self) -> str:
        return self._hangul[int(len(self._hangul) * self._chance.random() ** 3)]

    def undertaking(self) -> SeedUndertaking:
        """Return an undertaking, one time in seven in Korean."""
        pick = self._chance.choice
        if self._chance.random() < 1 / 7:
            thing, verb, name = pick(KOREAN_THINGS), pick(KOREAN_VERBS), self.hangul()
            return SeedUndertaking(
                f"{name} {thing} {verb}", f"양측은 {name} 지역의 {thing}을 {verb}하기로 하였다.", "ko"
            )
        verb, thing, name = pick(VERBS), pick(THINGS), self.name()
        clause = (
            f"Both sides will {verb.lower()} {thing} of {name} {pick(PARTS)}, and report to {self.name()}."
        )
        return SeedUndertaking(f"{verb} {thing} of {name}", clause, "en")

    def topic(self) -> SeedUndertaking:
        """Return a topic that was only discussed."""
        name = self.name()
        return SeedUndertaking(name, f"The sides spoke of {self._chance.choice(THINGS)} and of {name}.", "en")

    def report(self) -> str:
        return f"{self._chance.choice(HEALTH_TEXTS)} {self.name()} was told."
