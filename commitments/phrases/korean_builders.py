"""From matched Korean words to specifications: one builder for each kind of phrase."""

import re

from commitments.phrases import korean_words as words
from commitments.phrases.grammar import (
    AskError,
    Frame,
    every,
    of_day,
    of_period,
    of_years,
    yearly,
)
from commitments.phrases.specification import Anchor, DeadlineSpec, Period, PeriodUnit, Relation, Unit

RELATIONS: dict[Frame, Relation] = {"by": "by", "before": "before", "until": "before", "in": "at"}
AROUND: dict[str, tuple[PeriodUnit, int]] = {
    "이번주": ("week", 0), "금주": ("week", 0), "다음주": ("week", 1), "내주": ("week", 1),
    "차주": ("week", 1),
    "이번달": ("month", 0), "이달": ("month", 0), "금월": ("month", 0), "당월": ("month", 0),
    "다음달": ("month", 1), "내달": ("month", 1), "익월": ("month", 1), "이번분기": ("quarter", 0),
    "금분기": ("quarter", 0), "다음분기": ("quarter", 1), "이번반기": ("half", 0), "다음반기": ("half", 1),
}  # fmt: skip


def _year(match: re.Match[str]) -> tuple[int | None, int | None]:
    """Give the year that is named and, where it is named from the meeting, its offset."""
    if match["year"]:
        return int(match["year"]), None
    return None, 0 if match["this"] else 1 if match["next"] else None


def day(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    if frame == "until":
        # 이전 may or may not take in the day itself.
        raise AskError("inclusive", "fixed")
    year, offset = _year(match)
    month, day = int(match["month"]), int(match["day"])
    weekday = words.WEEKDAYS.index(match["weekday"]) if match["weekday"] else None
    return of_day(year, month, day, frame, offset=offset, weekday=weekday)


def month(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    year, offset = _year(match)
    number = int(match["month"])
    if number not in range(1, 13):
        raise AskError("no_such_date", "fixed")
    return _of_part("month", year, offset, match["part"], frame, month=number)


def whole_year(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    year, offset = _year(match)
    return _of_part("year", year, offset, match["part"], frame)


def _of_part(
    unit: PeriodUnit,
    year: int | None,
    offset: int | None,
    part: str | None,
    frame: Frame,
    month: int | None = None,
) -> DeadlineSpec:
    """Read a month or year and its part; 말 with 까지 is its end, else its last part."""
    if frame == "until":
        raise AskError("inclusive", "fixed")
    if part == "말" and frame in ("by", "before"):
        return of_period(Period(unit, year, month, offset=offset), "by")
    period = Period(unit, year, month, offset=offset, part=words.PARTS[part] if part else "")
    return of_period(period, frame)


def fraction(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    year, offset = _year(match)
    if year is None and offset is None:
        raise AskError("year", "relative")
    if match["half"]:
        period = Period("half", year, index=1 if match["half"] == "상" else 2, offset=offset)
    else:
        period = Period("quarter", year, index=int(match["quarter"]), offset=offset)
    return of_period(period, "by" if match["end"] else frame)


def around_meeting(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    unit, offset = AROUND[match["name"]]
    part = match["part"]
    if part and unit != "month":
        if part == "말" and frame == "by":
            return of_period(Period(unit, offset=offset), "by")
        raise AskError("part", "approximate")
    return _of_part(unit, None, offset, part, "in" if frame == "within" else frame)


def year_end(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    """Read 연말 and 연내, which name no year and mean the meeting's."""
    if match["name"] == "연초":
        raise AskError("year", "approximate")
    if match["name"] == "연말" and frame not in ("by", "before"):
        return of_period(Period("year", offset=0, part="late"), frame)
    return of_period(Period("year", offset=0), "by" if match["name"] == "연말" else "later")


def near_day(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    return of_period(Period("day", offset=int(match[0] == "내일")), frame)


def length_of(match: re.Match[str]) -> tuple[int, Unit]:
    if match["word"]:
        return words.LENGTHS[match["word"]]
    number = match["count"]
    count = int(number) if number.isdigit() else words.NUMBERS[number]
    return count, words.UNITS[match["unit"]]


def length(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    """Read so many days, weeks, months or years from an anchor."""
    count, unit = length_of(match)
    from_when, place = match["anchor"], match["place"]
    if place and not from_when and re.search(rf"(?:{words.MEETING}|서명|수락|발효|비준)일?$", place):
        # "회의일 기준" says from when, and not where.
        from_when, place = place.removesuffix("일"), None
    anchor, event = _anchor(from_when)
    is_window = match["span"] is not None
    if frame == "" and not is_window and not match["later"]:
        raise AskError("length_alone", "relative", count=count, unit=unit)
    if frame not in ("within", "") and not (frame == "by" and match["later"]):
        return None
    capitals = "both" if match["both"] else place or ""
    if capitals and unit != "working_days":
        return None
    return DeadlineSpec(
        "relative", shape="during" if is_window else "by", count=count, unit=unit, anchor=anchor,
        event=event, capitals=capitals,
    )  # fmt: skip


def _anchor(text: str | None) -> tuple[Anchor, str]:
    """Tell which day the clock starts on; an event keeps its words."""
    if text is None or re.fullmatch(rf"(?:금번|이번|본|동|오늘)?(?:{words.MEETING})?(?:종료|개최)?", text):
        return "meeting", ""
    if re.search(r"서명$", text):
        return "signature", ""
    if re.search(r"(?:수락|수용)$", text):
        return "acceptance", ""
    if found := re.fullmatch(r"(?P<what>.*?)(?:의|이|을)?(?:완료|종료)", text):
        return "completion", found["what"]
    if re.search(rf"(?:{words.HAPPENING})$", text):
        return "condition", text
    return ("event" if re.search(words.EVENT, text, re.IGNORECASE) else "condition"), text


def event(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    text = match["event"]
    if re.fullmatch(rf"(?:(?:금번|이번|본|동|오늘|양측의?)?)(?:{words.MEETING})", text):
        raise AskError("which_meeting", "event", relation=RELATIONS.get(frame, "at"))
    is_to_come = re.match(r"차기|다음|제?\d+차", text)
    if frame not in RELATIONS and not (frame == "" and is_to_come):
        return None
    return DeadlineSpec("event", event=text, relation=RELATIONS.get(frame, "at"))


def before_event(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    count, unit = length_of(match)
    return DeadlineSpec("event", event=match["event"], relation="before", count=count, unit=unit)


def span_of_years(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    first, last = int(match["year"]), match["last"]
    return of_years(first, int(last) if len(last) == 4 else first // 100 * 100 + int(last))


def times_a_year(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    number = match["count"]
    return every(yearly(int(number) if number.isdigit() else words.NUMBERS[number]))


def every_length(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    count, unit = length_of(match)
    letters = {"days": "D", "weeks": "W", "months": "M", "years": "Y"}
    return every(f"P{count}{letters[unit]}") if count and unit in letters else None
