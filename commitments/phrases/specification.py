"""What a deadline's words say, before any calendar is opened: the form in which it is stored."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any, Literal, Self, get_args

from commitments.phrases.asks import ASKS
from commitments.phrases.sessions import session_of

Kind = Literal["fixed", "relative", "event", "recurring", "approximate", "open", "none"]
# by: due on its last day; during: a window; rest: from the meeting to its end; before: due the day before.
Shape = Literal["by", "during", "rest", "before"]
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
    """A stretch of the calendar as the words name it: by its own year, by none, or from the meeting.

    `index` numbers a quarter or half. `offset` 0 is this one, 1 the next. A decade's `year` is its first.
    `weekday` (Monday is 0) is the one that a day was named with.
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
        _check(self.unit in ("day", "month") or self.year is not None or self.offset is not None)

    @property
    def is_dated(self) -> bool:
        """Say whether the words alone fix it, without the day of the meeting."""
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
        """Say whether a period or a length of time is named."""
        return self.period is not None or self.count is not None

    @property
    def session_number(self) -> int | None:
        """Give the number of the session that the event's words name; None for the next one or another."""
        return session_of(self.event)

    @property
    def needs_officer(self) -> str:
        """Say in one sentence what the officer has to decide; empty where nothing."""
        return str(ASKS[self.ask]) if self.ask else ""

    def to_json(self) -> dict[str, Any]:
        """Give what is stored: plain values, without what is as usual."""
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
    """Say whether a text is an ISO 8601 duration of whole days or more, longer than nothing."""
    found = DURATION.fullmatch(text)
    return found is not None and any(int(number) for number in found.groups() if number)


def on_day(day: datetime.date, wording: str = "") -> DeadlineSpec:
    """Say "by" one day of the calendar."""
    period = Period("day", year=day.year, month=day.month, day=day.day)
    return DeadlineSpec("fixed", wording, period=period)


def after(
    count: int, unit: Unit, wording: str = "", *, anchor: Anchor = "meeting", capitals: str = ""
) -> DeadlineSpec:
    """Say "within" so many days, working days, weeks, months or years of an anchor."""
    return DeadlineSpec("relative", wording, count=count, unit=unit, anchor=anchor, capitals=capitals)


def not_stated(wording: str = "") -> DeadlineSpec:
    """Say that nothing was agreed about time."""
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
