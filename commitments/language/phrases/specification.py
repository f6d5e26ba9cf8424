"""The specification of a deadline: what its wording fixes, before any calendar is used.

Also the sentences that explain why a wording is left to the officer, the session that an event's wording
names (its number, or the next one), and the first and last day of a period.
"""

import calendar
import datetime
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, replace
from typing import Any, Literal, Self, get_args

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NO_SUCH_DATE = "no_such_date"
# Keys are stored with specifications and never change.
ASKS: dict[str, Promise] = {
    "not_understood": _(
        "The wording could not be interpreted. Select the kind of deadline and enter the date."
    ),
    NO_SUCH_DATE: _("This date does not exist. Correct the day."),
    "order": _("The period ends before it begins. Correct the years."),
    "weekday": _("The weekday and the date do not match. Check which one is correct."),
    "weekday_alone": _("A weekday alone does not give a date. Enter the due date."),
    "numeric_date": _("Day and month cannot be distinguished. Write the month as a word."),
    "season": _("Seasons depend on the hemisphere. Write the months instead."),
    "fiscal": _("Fiscal and school years differ between countries. Enter the last day of the year."),
    "span": _("A period of two years may mean fiscal or calendar years. Enter the last day of the period."),
    "biannual": _("This word can mean twice a year or every two years. Enter the due date."),
    "bimonthly": _("This word can mean twice a month or every two months. Enter the due date."),
    "biweekly": _("This word can mean twice a week or every two weeks. Enter the due date."),
    "few": _("The wording has no number. Enter a date or a review date."),
    "years": _("“Coming years” has no fixed length. Enter a date or a review date."),
    "year": _("The year is missing. Enter it."),
    "next": _(
        "This wording can mean the next calendar period, or a period of the same length from the "
        "meeting. Enter the due date."
    ),
    "past": _(
        "This wording refers to the past and sets no deadline. Enter the agreed date, or select “no "
        "due date, review on”."
    ),
    "same_period": _(
        "The meeting was held in the period named in the wording, so the year is unclear. Enter the "
        "date with the correct year."
    ),
    "start": _("This is the start of the work, not the deadline. Enter the deadline."),
    "hours": _("Deadlines are not counted in hours. Enter the due date."),
    "about": _("“About” has no fixed length. Write a period or a date."),
    "part": _("This part of a period has no fixed dates. Write a period or a date."),
    "condition": _(
        "This is a condition. Record it as a condition. The deadline is calculated from "
        "the day on which it is met."
    ),
    "which_meeting": _("The wording does not name the meeting. Select the meeting."),
    "ouvrables": _("“Jours ouvrables” can include Saturdays. Enter the number of working days."),
    "inclusive": _("It is unclear whether this wording includes the day named. Enter the last day."),
    "shortened": _("The wording contains abbreviations. Write them in full."),
    "short_year": _("The year has only two digits. Enter all four digits."),
    "length_alone": _("The wording gives a period without a start. Write “within” before the period."),
    "week_of": _("The wording names a week. Enter its last working day."),
    "range": _("The wording names two periods. Enter the period that applies, or enter the due date."),
    "bounds": _("The wording also names a start or an end. Enter the next due date."),
    "which_event": _("The wording names no known event. Select the event, or enter the due date."),
    "elsewhere": _("This date may belong to another matter. Enter it only if it applies to this commitment."),
    "incomplete": _("The wording has neither a date nor a period. Complete the wording."),
}


def split_table(text: str) -> list[str]:
    """Split a table of words."""
    return text.split()


ENGLISH_NAMES = split_table(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
ENGLISH_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
FRENCH_NAMES = split_table(
    "premier deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième onzième "
    "douzième treizième quatorzième quinzième seizième dix-septième dix-huitième dix-neuvième vingtième"
)
KOREAN_NAMES = split_table("첫 두 세 네 다섯 여섯 일곱 여덟 아홉 열")
NAMES: dict[str, int] = {
    **{name: number for number, name in enumerate(ENGLISH_NAMES, start=1)},
    **{f"{ten}-{name}": value + number for ten, value in ENGLISH_TENS.items()
       for number, name in enumerate(ENGLISH_NAMES[:9], start=1)},
    "thirtieth": 30, "fortieth": 40, "fiftieth": 50,
    **{name: number for number, name in enumerate(FRENCH_NAMES, start=1)},
    **{name.replace("è", "e"): number for number, name in enumerate(FRENCH_NAMES, start=1)},
    "première": 1, "premiere": 1, "seconde": 2,
}  # fmt: skip
ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}

NAMED = rf"(?<![\w-])(?P<name>{'|'.join(sorted(NAMES, key=len, reverse=True))})(?![\w-])"
NUMBERED = r"(?<!\d)(?P<number>\d{1,3})(?:st|nd|rd|th|ère|re|er|ème|eme|nde|nd|e)(?!\w)"
KOREAN_NUMBERED = r"제?\s*(?<!\d)(?P<number>\d{1,3})\s*(?:차(?!원|관)|회(?!의|담))"
KOREAN_NAMED = rf"(?P<name>{'|'.join(KOREAN_NAMES)})\s*(?:번째|째)"
ROMAN_NUMBERED = r"(?<!\w)(?P<roman>[ivxl]+)(?:e|ème|eme|ère|re)(?!\w)"
# Numbers that count something else: "the third quarter", "the second half", "phase".
OTHERS = r"(?:quarter|half|phase|week|day|month|year|party|parties|track|country|trimestre|semestre|semaine)"
NEXT = r"\b(?:next|forthcoming|upcoming|following|prochaine?s?|suivante?s?)\b|차기|다음|차회|후속"


def session_of(event: str) -> int | None:
    """Return the number of the session that an event's wording names; None where it names none, or two."""
    text = unicodedata.normalize("NFKC", event).casefold()
    text = re.sub(r"\b(twenty|thirty|forty|fifty) (?=[a-z]+)", r"\1-", text)
    numbers = [int(found["number"]) for found in _found(NUMBERED, text)]
    numbers += [NAMES[found["name"]] for found in _found(NAMED, text)]
    numbers += [int(found["number"]) for found in re.finditer(KOREAN_NUMBERED, text)]
    numbers += [KOREAN_NAMES.index(found["name"]) + 1 for found in re.finditer(KOREAN_NAMED, text)]
    numbers += [value for found in re.finditer(ROMAN_NUMBERED, text) if (value := _roman(found["roman"]))]
    return numbers[0] if len(numbers) == 1 and numbers[0] > 0 else None


def is_next(event: str) -> bool:
    """Return whether an event's wording means the next one, whatever its number."""
    return session_of(event) is None and re.search(NEXT, event, re.IGNORECASE) is not None


def _found(pattern: str, text: str) -> list[re.Match[str]]:
    """Find ordinals that do not count something else."""
    return list(re.finditer(rf"{pattern}(?!\s+{OTHERS}s?\b)", text))


def _roman(text: str) -> int:
    """Read a Roman numeral; 0 where it is none."""
    values = [ROMAN[letter] for letter in text]
    total = sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
    return total if _as_roman(total) == text else 0


def _as_roman(number: int) -> str:
    text = ""
    for value, letters in ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        text += letters * (number // value)
        number %= value
    return text


Kind = Literal["fixed", "relative", "event", "recurring", "approximate", "open", "none"]
# by: due on its last day; during: a window; rest: from the meeting to its end; before: due the day before;
# last_working_day: due on its last working day.
Shape = Literal["by", "during", "rest", "before", "last_working_day"]
PeriodUnit = Literal["day", "week", "month", "quarter", "half", "year", "decade"]
Part = Literal["", "early", "mid", "late"]
Unit = Literal["", "days", "working_days", "weeks", "months", "years"]
# From which day time is counted: "condition" the day a stated condition is met, "day" the one `period` names.
Anchor = Literal["meeting", "signature", "acceptance", "completion", "condition", "event", "day"]
Relation = Literal["", "at", "by", "before", "after"]

# Two governments agree on no year outside these, and date arithmetic stays possible within them.
YEARS = range(1800, 3000)
SOON_DAYS = 30
REVIEW_DAYS = 90
DURATION = re.compile(
    r"P(?=\d)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
)


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar period as worded: with its own year, without a year, or relative to the meeting.

    `index` numbers a quarter or half. `offset` 0 is this one, 1 the next. A decade's `year` is its first.
    `weekday` (Monday is 0) is the one named with a day. A day without a month may be one of the month that
    `offset` names, or only a weekday: the first after the meeting, or that of the week after.
    """

    unit: PeriodUnit
    year: int | None = None
    month: int | None = None
    day: int | None = None
    index: int | None = None
    offset: int | None = None
    part: Part = ""
    weekday: int | None = None

    def __post_init__(self) -> None:
        """Refuse a period that no calendar holds: ValueError."""
        _check(self.unit in get_args(PeriodUnit) and self.part in get_args(Part))
        if self.unit == "day" and (self.offset is None or self.month is not None):
            # A leap year stands in for a year not stated, so that 29 February may be named.
            datetime.date(self.year or 2000, self.month or 0, self.day or 0)
        _check(self.year is None or self.year in YEARS)
        _check(self.month is None or self.month in range(1, 13))
        _check(self.index is None or self.index in range(1, 3 if self.unit == "half" else 5))
        _check(not self.part or self.unit in ("month", "year"))
        _check(self.weekday is None or (self.unit == "day" and self.weekday in range(7)))
        _check(self.day is None or self.day in range(1, 32))
        is_found = self.unit in ("day", "month") or (self.unit == "half" and self.index is not None)
        _check(is_found or self.year is not None or self.offset is not None)

    @property
    def is_dated(self) -> bool:
        """Return whether the wording alone fixes it, without the day of the meeting."""
        return self.year is not None


@dataclass(frozen=True, slots=True)
class DeadlineSpec:
    """One deadline as agreed: its kind and what its words fix. Never a date that they do not give.

    * `shape`, `period` (to `until`, where two are named): a stretch of the calendar, and how it is meant.
    * `count`, `unit`, `anchor`: so long after the anchor; before the event where `relation` is "before".
    * `capitals`: where working days count; "" the owner's, "both", or a capital's name.
    * `event`, `relation`: the event in the words of the text; also what is completed, or the condition.
    * `every`: ISO 8601 duration of a recurring deadline; "" where no period is said.
    * `review_days`: after how many days a deadline without a date is looked at again.
    * `ask`: a key of ASKS where the officer has to decide.
    """

    kind: Kind
    wording: str = ""
    shape: Shape = "by"
    period: Period | None = None
    until: Period | None = None
    count: int | None = None
    unit: Unit = ""
    anchor: Anchor = "meeting"
    capitals: str = ""
    event: str = ""
    relation: Relation = ""
    every: str = ""
    review_days: int = REVIEW_DAYS
    ask: str = ""

    def __post_init__(self) -> None:
        """Refuse a specification that says nothing or too much: ValueError."""
        _check(self.kind in get_args(Kind) and self.shape in get_args(Shape) and self.unit in get_args(Unit))
        _check(self.anchor in get_args(Anchor) and self.relation in get_args(Relation))
        _check((self.count is None) == (self.unit == "") and (self.count is None or self.count >= 0))
        _check(self.every == "" or is_duration(self.every))
        _check(self.ask == "" or self.ask in ASKS)
        _check(self.review_days > 0)
        if not self.ask:
            _check(self.kind not in ("fixed", "approximate", "relative") or self.has_time)
            _check(self.kind != "fixed" or (self.period is not None and self.period.is_dated))
            _check(self.kind != "event" or self.relation != "")
            _check(self.anchor != "day" or (self.period is not None and self.count is not None))

    @property
    def has_time(self) -> bool:
        """Return whether a period or a length of time is named."""
        return self.period is not None or self.count is not None

    @property
    def session_number(self) -> int | None:
        """Return the number of the session that the event's wording names; None for the next one or
        another.
        """
        return session_of(self.event)

    @property
    def needs_officer(self) -> str:
        """Return in one sentence what the officer has to decide; empty where nothing."""
        return str(ASKS[self.ask]) if self.ask else ""

    def to_json(self) -> dict[str, Any]:
        """Return plain values to store, without defaults."""
        return _lean(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `to_json` gave; ValueError where it is not a specification."""
        values = dict(stored)
        try:
            for name in ("period", "until"):
                if values.get(name) is not None:
                    values[name] = Period(**values[name])
            return cls(**values)
        except TypeError as error:
            raise ValueError(str(error)) from error


def is_duration(text: str) -> bool:
    """Return whether a text is an ISO 8601 duration of whole days or more, not zero."""
    found = DURATION.fullmatch(text)
    return found is not None and any(int(number) for number in found.groups() if number)


def on_day(day: datetime.date, wording: str = "") -> DeadlineSpec:
    """Return the specification "by" one day of the calendar."""
    period = Period("day", year=day.year, month=day.month, day=day.day)
    return DeadlineSpec("fixed", wording, period=period)


def build_after(
    count: int, unit: Unit, wording: str = "", *, anchor: Anchor = "meeting", capitals: str = ""
) -> DeadlineSpec:
    """Return the specification "within" some days, working days, weeks, months or years of an anchor."""
    return DeadlineSpec("relative", wording, count=count, unit=unit, anchor=anchor, capitals=capitals)


def not_stated(wording: str = "") -> DeadlineSpec:
    """Return the specification that no time was agreed."""
    return DeadlineSpec("none", wording)


def _check(holds: bool) -> None:
    if not holds:
        raise ValueError("Not a deadline specification")


def _lean(thing: "DeadlineSpec | Period") -> dict[str, Any]:
    usual = {field.name: field.default for field in fields(thing) if field.default is not MISSING}
    lean = {}
    for name in (field.name for field in fields(thing)):
        value = getattr(thing, name)
        if name not in usual or value != usual[name]:
            lean[name] = _lean(value) if isinstance(value, Period) else value
    return lean


ONE_DAY = datetime.timedelta(days=1)
MONTHS = 12
YEARS_OF_DECADE = 10
# 29 February comes at most eight years after the last one.
LONGEST_WAIT_YEARS = 8
FRIDAY = 4

Window = tuple[datetime.date, datetime.date]

PARTS_OF_MONTH: dict[Part, tuple[int, int]] = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}
PARTS_OF_YEAR: dict[Part, tuple[int, int]] = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}


class UnsureError(ValueError):
    """Raised where a period cannot be placed; `reason` is a key of `the sentences` or of ASKS."""

    def __init__(self, reason: str, **values: str | int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values


def add_months(day: datetime.date, count: int) -> datetime.date:
    """Add months by the calendar: 31 August and one month is 30 September."""
    total = day.year * MONTHS + day.month - 1 + count
    year, month = divmod(total, MONTHS)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last))


def add_duration(day: datetime.date, every: str, times: int = 1) -> datetime.date:
    """Add an ISO 8601 duration some times over, months before days, each time from the same first day."""
    found = DURATION.fullmatch(every)
    if found is None:
        raise ValueError(f"Not a duration: {every}")
    years, months, weeks, days = (int(found[name] or 0) for name in ("years", "months", "weeks", "days"))
    later = add_months(day, (years * MONTHS + months) * times)
    return later + datetime.timedelta(days=(weeks * 7 + days) * times)


def window_of(period: Period, held_on: datetime.date | None) -> Window:
    """Return the first and last day of a period.

    `held_on` is the day of the meeting: a period without a year of its own is counted from it. Raises
    UnsureError where that day is not known, or falls in the very month or on the very day that is named
    without a year.
    """
    if period.year is None and held_on is None:
        raise UnsureError("held_on")
    if period.offset is not None and held_on is not None:
        period = name_year(period, held_on)
        if period.unit in ("day", "week"):
            return _days_of(period)
    if period.year is None and held_on is not None:
        return next_window(period, held_on)
    return _window(period)


def next_window(period: Period, after: datetime.date, *, is_sure: bool = False) -> Window:
    """Return the next time that a month or a day of the year comes after a day.

    Where that day is in the month, or is the day, the wording does not show which year is meant: raises
    UnsureError, unless `is_sure`, when the one after is meant for certain. A half-year that is not over is
    the one meant.
    """
    for year in range(after.year, after.year + LONGEST_WAIT_YEARS + 1):
        try:
            start, end = _window(replace(period, year=year, weekday=None))
        except ValueError:
            continue
        whole_start, whole_end = _window(replace(period, year=year, part="", weekday=None))
        if whole_start <= after <= whole_end and not is_sure:
            if period.unit == "half":
                return start, end
            raise UnsureError("same_month" if period.unit == "month" else "same_day")
        if start > after:
            if period.weekday not in (None, start.weekday()):
                raise UnsureError("weekday")
            return start, end
    raise UnsureError("held_on")


def name_year(period: Period, held_on: datetime.date) -> Period:
    """Convert a period relative to the meeting (this, next) to one named by its year."""
    offset = period.offset or 0
    match period.unit:
        case "day" if period.month is None:
            day = _near_day(period, held_on)
            return Period("day", day.year, day.month, day.day)
        case "week":
            monday = held_on + (7 * offset - held_on.weekday()) * ONE_DAY
            return Period("week", monday.year, monday.month, monday.day)
        case "month" if period.month is None:
            month = add_months(held_on.replace(day=1), offset)
            return Period("month", month.year, month.month, part=period.part)
        case "quarter" | "half" if period.index is None:
            size = 3 if period.unit == "quarter" else 6
            start = add_months(
                held_on.replace(month=(held_on.month - 1) // size * size + 1, day=1), size * offset
            )
            return Period(period.unit, start.year, index=(start.month - 1) // size + 1)
        case "decade":
            first = held_on.year // YEARS_OF_DECADE * YEARS_OF_DECADE
            return Period("decade", first + YEARS_OF_DECADE * offset)
        case _:
            try:
                return replace(period, year=held_on.year + offset, offset=None)
            except ValueError as error:
                raise UnsureError("no_such_date") from error


def _near_day(period: Period, held_on: datetime.date) -> datetime.date:
    """Return a day counted from the meeting, of a month counted from it, or the weekday after it."""
    offset = period.offset or 0
    if period.day is not None:
        month = add_months(held_on.replace(day=1), offset)
        try:
            return month.replace(day=period.day)
        except ValueError as error:
            raise UnsureError(NO_SUCH_DATE) from error
    if period.weekday is None:
        return held_on + offset * ONE_DAY
    if offset:
        return held_on + (7 * offset + period.weekday - held_on.weekday()) * ONE_DAY
    ahead = (period.weekday - held_on.weekday()) % 7
    if not ahead:
        raise UnsureError("same_weekday")
    return held_on + ahead * ONE_DAY


def _days_of(period: Period) -> Window:
    """Return one day, or the Monday to Friday of a week that begins on it."""
    try:
        day = datetime.date(period.year or 0, period.month or 0, period.day or 0)
    except ValueError as error:
        raise UnsureError("no_such_date") from error
    if period.weekday not in (None, day.weekday()):
        raise UnsureError("weekday")
    return (day, day) if period.unit == "day" else (day, day + FRIDAY * ONE_DAY)


def _window(period: Period) -> Window:
    """Return the window of a period whose year is known."""
    year = period.year or 0
    match period.unit:
        case "day" | "week":
            return _days_of(period)
        case "month":
            first, last = PARTS_OF_MONTH.get(period.part, (1, 31))
            month = datetime.date(year, period.month or 0, 1)
            length = calendar.monthrange(year, month.month)[1]
            return month.replace(day=first), month.replace(day=min(last, length))
        case "quarter" | "half":
            size = 3 if period.unit == "quarter" else 6
            last_month = (period.index or 0) * size
            return _months(year, last_month - size + 1, last_month)
        case "decade":
            return datetime.date(year, 1, 1), datetime.date(year + YEARS_OF_DECADE - 1, 12, 31)
        case _:
            return _months(year, *PARTS_OF_YEAR.get(period.part, (1, MONTHS)))


def _months(year: int, first: int, last: int) -> Window:
    return datetime.date(year, first, 1), datetime.date(year, last, calendar.monthrange(year, last)[1])
