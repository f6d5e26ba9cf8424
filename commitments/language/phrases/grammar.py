"""What the grammars of all languages share: tables in, one specification out, never a guess."""

import datetime
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from commitments.language.phrases.specification import DeadlineSpec, Kind, Period, PeriodUnit, Shape, Unit

# Longer texts are no wordings of a deadline, and patterns are not let loose on them.
LONGEST_WORDING = 200
YEAR = r"(?P<year>(?:19|20|21)\d\d)"
# A date of numbers: the year in front, or the day and the month in either order; without a year, none.
YEAR_FIRST = r"(?P<year>(?:19|20|21)\d\d)[-./](?P<month>\d{1,2})[-./](?P<day>\d{1,2})"
YEAR_LAST = r"(?P<first>\d{1,2})[./-](?P<second>\d{1,2})[./-](?P<year>\d{4})"
WITHOUT_YEAR = r"\d{1,2}[./]\d{1,2}\.?"
SHORT_YEAR = r"(?<![\d./-])\d{1,2}[./-]\d{1,2}[./-]\d\d(?![\d./-])|(?<!\w)'\d\d\b"
# So many days from the day of the meeting, which is day 0.
DAY_ZERO = r"(?P<zero>[dtj]) ?\+ ?(?P<count>\d{1,4})"
CLOCK = r"\b\d{1,2}:\d\d\b"
COMING_DAYS = {"days": 14, "weeks": 42}
COMING_MONTHS = 3

# How a phrase is framed: "by the end of", "before", "in", "over", "later", "after"...
Frame = str
Builder = Callable[["re.Match[str]", Frame], DeadlineSpec | None]
SHAPES: Mapping[Frame, Shape] = {"by": "by", "before": "before", "later": "rest"}


class AskError(Exception):
    """Raised where the wording is understood well enough to know that an officer has to decide."""

    def __init__(self, code: str, kind: Kind = "none", **known: Any) -> None:
        """Keep what is `known` besides: fields that stand whatever the officer decides."""
        super().__init__(code)
        self.spec = DeadlineSpec(kind, ask=code, **known)


@dataclass(frozen=True, slots=True)
class Grammar:
    """One language: how its texts are normalised, and its tables in the order in which they are tried.

    `whole` maps complete phrases to their meaning; `asks` are patterns that leave any text with them to the
    officer; `rules` match a complete text; `frames` split off the frame of a phrase (group `rest`), and
    `times` read that rest; `last` are rules for what nothing else has read.
    """

    tidy: Callable[[str], str]
    whole: Mapping[str, DeadlineSpec]
    asks: tuple[tuple[re.Pattern[str], Kind, str], ...]
    rules: tuple[tuple[re.Pattern[str], Builder], ...]
    frames: tuple[tuple[re.Pattern[str], Frame], ...]
    times: tuple[tuple[re.Pattern[str], Builder], ...]
    last: tuple[tuple[re.Pattern[str], Builder], ...] = ()


def read_wording(grammar: Grammar, wording: str) -> DeadlineSpec:
    """Read a wording; what is not understood for certain comes back with `ask` set."""
    plain = wording.strip()
    if len(plain) > LONGEST_WORDING:
        return DeadlineSpec("none", plain, ask="not_understood")
    try:
        found = _read(grammar, grammar.tidy(" ".join(plain.split())))
        found = from_named_day(grammar, found or DeadlineSpec("none", ask="not_understood"))
    except AskError as asked:
        found = asked.spec
    return replace(found, wording=plain, event=as_written(found.event, plain))


HALF_DAY = re.compile(r"월\d{1,2}$")


def from_named_day(grammar: Grammar, found: DeadlineSpec) -> DeadlineSpec:
    """Recognise "within 30 days of 17 May 2026", where time is counted from a day and from nothing else."""
    if found.anchor not in ("event", "condition") or not found.event or found.ask:
        return found
    # The Korean grammar takes the "일" of "5월 17일부터" for a part of its frame.
    inner = read_framed(grammar, f"{found.event}일" if HALF_DAY.search(found.event) else found.event)
    if inner is None or inner.period is None:
        return found
    if inner.period.unit != "day" or inner.shape != "during":
        return DeadlineSpec("relative", ask="not_understood")
    return replace(found, anchor="day", event="", period=inner.period)


def as_written(event: str, wording: str) -> str:
    """Return an event's wording as in the text, before spaces and commas were normalised."""
    found = re.search(r"[\s,]*".join(re.escape(letter) for letter in event if not letter.isspace()), wording)
    return found[0].strip() if found else event


def _read(grammar: Grammar, text: str) -> DeadlineSpec | None:
    whole = grammar.whole.get(text.casefold())
    if whole is not None:
        return whole
    for pattern, kind, code in grammar.asks:
        if pattern.search(text):
            raise AskError(code, kind)
    return _first(grammar.rules, text) or read_framed(grammar, text) or _first(grammar.last, text)


def _first(rules: tuple[tuple[re.Pattern[str], Builder], ...], text: str) -> DeadlineSpec | None:
    """Take the first rule that reads the complete text."""
    for pattern, build in rules:
        match = pattern.fullmatch(text)
        found = build(match, "") if match else None
        if found is not None:
            return found
    return None


def read_framed(grammar: Grammar, text: str) -> DeadlineSpec | None:
    """Split off what frames the phrase and read the rest; None where nothing fits."""
    for pattern, frame in grammar.frames:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        for time, build in grammar.times:
            inner = time.fullmatch(match["rest"])
            found = build(inner, frame) if inner else None
            if found is not None:
                return found
    return None


def phrases_of(text: str) -> list[str]:
    """Split a table of phrases, which are separated by semicolons."""
    return [phrase.strip() for phrase in text.split(";")]


def compile_rules(*rows: tuple[str, Builder]) -> tuple[tuple[re.Pattern[str], Builder], ...]:
    """Compile patterns of rules, blind to case."""
    return tuple((re.compile(pattern, re.IGNORECASE), build) for pattern, build in rows)


def compile_frames(*rows: tuple[str, Frame]) -> tuple[tuple[re.Pattern[str], Frame], ...]:
    """Compile patterns of frames, blind to case."""
    return tuple((re.compile(pattern, re.IGNORECASE), frame) for pattern, frame in rows)


def compile_questions(*rows: tuple[str, Kind, str]) -> tuple[tuple[re.Pattern[str], Kind, str], ...]:
    """Compile patterns that leave a text to the officer, blind to case."""
    return tuple((re.compile(pattern, re.IGNORECASE), kind, code) for pattern, kind, code in rows)


def normalise_wording(text: str) -> str:
    """Normalise quotes, dashes, spaces and commas, and remove what ends a sentence."""
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"[‘’ʼ´`]", "'", text)
    text = re.sub(r"[‐‑‒–—−]", "-", text)
    text = re.sub(r"[\"“”«»]", "", text)
    text = re.sub(r"\s*,\s*", " ", text)
    return re.sub(r"\s+", " ", text).strip(" .;:!?()")


def build_period(period: Period, frame: Frame, until: Period | None = None) -> DeadlineSpec:
    """Make the specification of a stretch of the calendar: fixed by its own year, else relative."""
    kind: Kind = "approximate" if period.part else "fixed" if period.is_dated else "relative"
    return DeadlineSpec(kind, shape=SHAPES.get(frame, "during"), period=period, until=until)


def build_single_day(
    year: int | None,
    month: int,
    day: int,
    frame: Frame,
    *,
    offset: int | None = None,
    weekday: int | None = None,
) -> DeadlineSpec:
    """Make the specification of one day; ask where no calendar has it, or the weekday is another."""
    try:
        found = build_period(Period("day", year, month, day, offset=offset, weekday=weekday), frame)
    except ValueError as error:
        raise AskError("no_such_date", "fixed") from error
    if year is not None and weekday not in (None, datetime.date(year, month, day).weekday()):
        raise AskError("weekday", "fixed")
    return found


def build_numeric_date(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    """Read a date of numbers alone, such as 30/06/2027, where only one order of day and month is possible."""
    first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
    if first > 12 >= second or first == second:
        return build_single_day(year, second, first, frame)
    if second > 12 >= first:
        return build_single_day(year, first, second, frame)
    raise AskError("numeric_date", "fixed")


def build_iso_date(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    """Read 2027-06-30, 2027/6/30: a year in front is followed by the month everywhere."""
    return build_single_day(int(match["year"]), int(match["month"]), int(match["day"]), frame)


def build_question(code: str, kind: Kind = "none") -> Builder:
    """Make the builder of phrases that are known to be the officer's to decide."""

    def build(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
        raise AskError(code, kind)

    return build


def build_weekday(weekday: int, frame: Frame, offset: int = 0) -> DeadlineSpec:
    """Read a weekday as a last day, "by Friday"; "on Friday" may tell of a day that is past."""
    if frame == "until":
        raise AskError("inclusive", "relative")
    if frame not in ("by", "before"):
        raise AskError("weekday_alone", "relative")
    return build_period(Period("day", offset=offset, weekday=weekday), frame)


def build_after_day_zero(match: re.Match[str], units: Mapping[str, Unit]) -> DeadlineSpec:
    """Read "D+30", "J+30", "T+30 days"; T alone may count days or working days."""
    unit = match["unit"]
    if unit is None and match["zero"].casefold() == "t":
        raise AskError("shortened")
    return DeadlineSpec(
        "relative", count=int(match["count"]), unit=units[unit.casefold()] if unit else "days"
    )


def build_last_working_day(found: DeadlineSpec | None, frame: Frame) -> DeadlineSpec | None:
    """Read "the last working day of June", where `found` is "by June"."""
    period = found.period if found else None
    if found is None or period is None or found.until or period.part or period.unit in ("day", "week"):
        return None
    return replace(found, shape="last_working_day") if frame in ("", "by", "in") else None


def build_last_day(found: DeadlineSpec | None, frame: Frame) -> DeadlineSpec | None:
    """Read "the last day of June", where `found` is "by the end of June"."""
    return found if found and found.period and not found.ask and frame in ("", "by", "in") else None


def build_decade(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    """Read "the 2020s", whose first year is the group `year`."""
    return build_period(Period("decade", int(match["year"])), frame)


def build_year_span(first: int, last: int) -> DeadlineSpec:
    """Make the specification of a span of years; two years in a row may be a fiscal year."""
    if last <= first:
        raise AskError("not_understood")
    if last == first + 1:
        raise AskError("span", "fixed")
    return build_period(Period("year", first), "in", Period("year", last))


def in_one_year(first: Period, last: Period) -> bool:
    """Return whether two days or months without a year follow each other within one year: "3 to 5 May"."""
    units = {first.unit, last.unit}
    if len(units) > 1 or not units <= {"day", "month"} or {first.offset, last.offset} != {None}:
        return False
    places = [(period.month or 0, period.day or 0) for period in (first, last)]
    return not (first.is_dated or last.is_dated) and min(places)[0] > 0 and places[0] < places[1]


def build_coming(unit: Unit) -> DeadlineSpec:
    """Make the window of "the coming days, weeks, months"; years have no length."""
    if unit == "years":
        raise AskError("years", "approximate")
    if unit == "months":
        return DeadlineSpec("approximate", shape="during", count=COMING_MONTHS, unit="months")
    return DeadlineSpec("approximate", shape="during", count=COMING_DAYS[unit], unit="days")


def format_interval(times: int) -> str:
    """Turn so many times a year into an ISO duration; ask where the months do not come out even."""
    if times <= 0 or 12 % times:
        raise AskError("not_understood", "recurring")
    return "P1Y" if times == 1 else f"P{12 // times}M"


def build_open(days: int) -> DeadlineSpec:
    """Return the specification "open", reviewed after a number of days."""
    return DeadlineSpec("open", review_days=days)


def build_bounded(grammar: Grammar) -> Builder:
    """Make the builder of "quarterly, starting in June": what recurs (group `rest`), within bounds."""

    def build(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
        found = read_wording(grammar, match["rest"])
        if found.kind != "recurring" or found.ask:
            return None
        raise AskError("bounds", "recurring", every=found.every)

    return build


def build_each_end(unit: PeriodUnit) -> DeadlineSpec:
    """Return the specification "by the end of each month, quarter, half-year or year"."""
    months = {"month": "P1M", "quarter": "P3M", "half": "P6M", "year": "P1Y"}
    return DeadlineSpec("recurring", period=Period(unit, offset=0), every=months[unit])


def build_recurring(duration: str) -> DeadlineSpec:
    """Return the specification "recurring" with an interval; an empty duration where no period is named."""
    return DeadlineSpec("recurring", every=duration)
