"""Build specifications from matched English words: one builder for each kind of phrase."""

import re

from commitments.language.phrases import english_words
from commitments.language.phrases.grammar import (
    AskError,
    Frame,
    build_after_day_zero,
    build_coming,
    build_each_end,
    build_period,
    build_recurring,
    build_single_day,
    build_weekday,
    build_year_span,
    format_interval,
)
from commitments.language.phrases.specification import (
    Anchor,
    DeadlineSpec,
    Part,
    Period,
    PeriodUnit,
    Relation,
    Unit,
)

NEXT = ("next", "the following", "following")
PARTS: dict[str, Part] = {"early": "early", "mid": "mid", "middle": "mid", "late": "late"}
AROUND: dict[str, PeriodUnit] = {
    "week": "week", "month": "month", "quarter": "quarter", "half": "half", "half-year": "half",
    "decade": "decade",
}  # fmt: skip
RELATIONS: dict[Frame, Relation] = {"by": "by", "before": "before", "in": "at", "over": "at", "": "at"}
HALVES = (
    r"(?:first|second|third|fourth|last|latter|final|1st|2nd|3rd|4th)[ -](?:half|quarter)(?:-year)?|"
    r"[qh][1-4]|[1-4][qh]"
)
FRAMES_OF_LENGTH = ("in", "within", "over", "by")
# Without "at" or "by" before it, only an event that is plainly to come is a deadline.
TO_COME = re.compile(
    r"(?:the |our |their |its )?(?:next|forthcoming|upcoming|following|\d+(?:st|nd|rd|th)|first|second|third|"
    r"fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b.*",
    re.IGNORECASE,
)


def _offset(reference: str | None) -> int | None:
    """Turn "this" and "next" into 0 and 1; "the coming year" may be either."""
    if reference is None:
        return None
    plain = reference.casefold()
    if plain in ("this coming", "the coming", "coming", "the next"):
        raise AskError("next", "relative")
    return 1 if plain in NEXT else 0


def _year(match: re.Match[str]) -> tuple[int | None, int | None]:
    """Return the named year and, where it is relative to the meeting, its offset."""
    return (int(match["year"]) if match["year"] else None), _offset(match["ref"])


def _part(match: re.Match[str]) -> Part:
    return PARTS[match["part"].casefold()] if match["part"] else ""


def build_day(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    year, offset = _year(match)
    month_number, day_number = english_words.MONTH_NUMBERS[match["month"].casefold()], int(match["day"])
    weekday = english_words.weekday_of(match["weekday"]) if match["weekday"] else None
    return build_single_day(year, month_number, day_number, frame, offset=offset, weekday=weekday)


def build_month(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    year, offset = _year(match)
    number = english_words.MONTH_NUMBERS[match["month"].casefold()]
    return build_period(Period("month", year, number, offset=offset, part=_part(match)), frame)


def month_alone(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    """Read "this June" as June: the next one from the meeting on."""
    return build_period(Period("month", month=english_words.MONTH_NUMBERS[match["month"].casefold()]), frame)


def whole_year(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    plain = (match["ref"] or "").casefold()
    if plain == "the next" and frame == "within":
        # Twelve months; "in the next year" may be that or the whole next year, and is asked.
        return DeadlineSpec("relative", count=1, unit="years")
    if plain in ("the next", "the coming") and frame == "over":
        # "Over the next year" runs from the meeting, as "over the next five years" does.
        return DeadlineSpec("relative", shape="during", count=1, unit="years")
    year, offset = _year(match)
    if frame == "within" and plain in ("the", "this"):
        frame = "later"
    return build_period(Period("year", year, offset=offset, part=_part(match)), frame)


def build_fraction(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    year, offset = _year(match)
    size = match["size"].casefold()
    unit: PeriodUnit = "quarter" if size.startswith("q") else "half"
    count = 4 if unit == "quarter" else 2
    number = match["number"].casefold()
    index = (
        count
        if number in ("last", "latter", "final")
        else int(number)
        if number.isdigit()
        else english_words.ORDINALS[number]
    )
    if index > count:
        raise AskError("no_such_date", "fixed")
    if year is None and offset is None:
        raise AskError("year", "relative")
    return build_period(Period(unit, year, index=index, offset=offset), frame)


def around_meeting(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    """Read "this week", "next month", "the quarter": a period named from the meeting."""
    unit, plain = AROUND[match["unit"].casefold()], match["ref"].casefold()
    if plain == "the next" and frame == "within" and unit in ("week", "month"):
        return DeadlineSpec("relative", count=1, unit="weeks" if unit == "week" else "months")
    if plain in ("the next", "the coming") and frame == "over" and unit in ("week", "month"):
        return DeadlineSpec("relative", shape="during", count=1, unit="weeks" if unit == "week" else "months")
    if plain == "the" and frame in ("in", ""):
        return None
    if frame == "within":
        frame = "later"
    part = _part(match)
    if part and unit not in ("month", "year"):
        raise AskError("part", "approximate")
    return build_period(Period(unit, offset=_offset(plain), part=part), frame)


def day_of_near_month(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    """Read "the 15th of next month"."""
    offset = int(match["ref"].casefold() not in ("this", "the current"))
    return build_period(Period("day", day=int(match["day"]), offset=offset), frame)


def weekday_alone(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    """Read "by Friday", "by Friday of next week"."""
    return build_weekday(english_words.weekday_of(match["weekday"]), frame, int(match["after"] is not None))


def after_day_zero(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    return build_after_day_zero(match, english_words.UNITS)


def near_day(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    return build_period(Period("day", offset=int(match[0].casefold() != "today")), frame)


def length_of(match: re.Match[str]) -> tuple[int, Unit]:
    """Return the count and unit of "ten working days", "a fortnight", "six months"."""
    number = match["count"].casefold()
    count = int(number) if number.isdigit() else english_words.NUMBERS[number]
    unit = match["unit"].casefold()
    if unit in english_words.FURTHER_UNITS:
        times, further = english_words.FURTHER_UNITS[unit]
        return count * times, further
    return count, english_words.UNITS[unit]


def build_length(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    """Read so many days, weeks, months or years from an anchor."""
    from_when = match["anchor"]
    is_coming = match["next"] is not None and frame in ("in", "")
    if frame == "" and not from_when and not is_coming and not re.search(" time$| now$", match[0], re.I):
        count, unit = length_of(match)
        raise AskError("length_alone", "relative", count=count, unit=unit)
    if frame not in (*FRAMES_OF_LENGTH, "") or (frame == "by" and not from_when):
        return None
    count, unit = length_of(match)
    is_window = not from_when and (frame == "over" or is_coming)
    anchor, event = _anchor(from_when)
    place = match["place"] or match["counted"] or ""
    capitals = "both" if match["both"] or match["counted_both"] else place.removeprefix("the ")
    if capitals and unit != "working_days":
        return None
    return DeadlineSpec(
        "relative", shape="during" if is_window else "by", count=count, unit=unit, anchor=anchor,
        event=event, capitals=capitals,
    )  # fmt: skip


def _anchor(text: str | None) -> tuple[Anchor, str]:
    """Return on which day the clock starts; an event keeps its wording."""
    if text is None or re.fullmatch(english_words.ITSELF, text, re.IGNORECASE):
        return "meeting", ""
    plain = re.sub(r"^(?:the )?(?:(?:date|day) of )?(?:the |its |their )?", "", text, flags=re.IGNORECASE)
    if re.match(r"signature|signing\b", plain, re.IGNORECASE):
        return "signature", ""
    if re.match(r"acceptance\b", plain, re.IGNORECASE):
        return "acceptance", ""
    if found := re.match(r"completion(?: of (?:the )?(?P<what>.+))?$", plain, re.IGNORECASE):
        return "completion", found["what"] or ""
    if re.match(english_words.HAPPENING, plain, re.IGNORECASE):
        return "condition", plain
    return (
        "event" if re.search(rf"\b(?:{english_words.EVENT})\b", plain, re.IGNORECASE) else "condition"
    ), plain


def build_next(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    return build_coming(english_words.UNITS[match["unit"].casefold()]) if frame != "by" else None


def build_event(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    """Read an event by its name; the meeting that is being recorded is no event to come."""
    text = match["event"]
    if re.fullmatch(english_words.ITSELF, match[0], re.IGNORECASE):
        raise AskError("which_meeting", "event", relation=RELATIONS.get(frame, "at"))
    if frame not in RELATIONS or (frame == "" and not TO_COME.fullmatch(match[0])):
        return None
    return DeadlineSpec("event", event=text, relation=RELATIONS[frame])


def span_of_years(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    first, last = int(match["year"]), match["last"]
    return build_year_span(first, int(last) if len(last) == 4 else first // 100 * 100 + int(last))


def times_a_year(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    if match["often"]:
        return build_recurring(format_interval(1 if match["often"].casefold() == "once" else 2))
    number = match["count"].casefold()
    return build_recurring(
        format_interval(int(number) if number.isdigit() else english_words.NUMBERS[number])
    )


def every_length(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    count, unit = length_of(match)
    letters = {"days": "D", "weeks": "W", "months": "M", "years": "Y"}
    return build_recurring(f"P{count}{letters[unit]}") if count and unit in letters else None


def every_end(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    return build_each_end(AROUND.get(match["unit"].casefold(), "year"))


def every_month_named(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    number = english_words.MONTH_NUMBERS[match["month"].casefold()]
    period = Period("month", month=number)
    return DeadlineSpec("recurring", shape="by" if match["by"] else "during", period=period, every="P1Y")


def mid_year(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    year, offset = _year(match)
    if year is None and offset is None:
        raise AskError("year", "approximate")
    return build_period(Period("year", year, offset=offset, part="mid"), frame)
