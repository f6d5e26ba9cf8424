"""From matched French words to specifications: one builder for each kind of phrase."""

import re

from commitments.phrases import french_words as words
from commitments.phrases.grammar import (
    AskError,
    Frame,
    every,
    last_of_each,
    of_coming,
    of_day,
    of_period,
    of_years,
    yearly,
)
from commitments.phrases.specification import (
    Anchor,
    DeadlineSpec,
    Part,
    Period,
    PeriodUnit,
    Relation,
    Unit,
)

RELATIONS: dict[Frame, Relation] = {"by": "by", "before": "before", "in": "at", "over": "at", "": "at"}
LETTERS: dict[Unit, str] = {"days": "D", "weeks": "W", "months": "M", "years": "Y"}
AROUND: dict[str, PeriodUnit] = {
    "semaine": "week", "mois": "month", "trimestre": "quarter", "semestre": "half", "décennie": "decade",
}  # fmt: skip


def _year(match: re.Match[str]) -> tuple[int | None, int | None]:
    """Give the year that is named and, where it is named from the meeting, its offset."""
    if match["year"]:
        return int(match["year"]), None
    return None, 1 if match["next"] else 0 if match["this"] else None


def _part(match: re.Match[str], frame: Frame) -> tuple[Part, Frame]:
    """Read a part; "fin" with "d'ici" or "avant" is the end, else the last part."""
    part = words.PARTS[match["part"].casefold()] if match["part"] else ""
    return ("", "by") if part == "late" and frame in ("by", "before", "end") else (part, frame)


def day(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    year, offset = _year(match)
    month, day = (
        words.MONTH_NUMBERS[match["month"].casefold()],
        int(match["day"].casefold().removesuffix("er")),
    )
    weekday = words.WEEKDAYS.index(match["weekday"].casefold()) if match["weekday"] else None
    return of_day(year, month, day, frame, offset=offset, weekday=weekday)


def month(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    year, offset = _year(match)
    part, frame = _part(match, frame)
    month = words.MONTH_NUMBERS[match["month"].casefold()]
    return of_period(Period("month", year, month, offset=offset, part=part), frame)


def whole_year(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    if (match["this"] or "").casefold() == "année" and not match["part"] and frame in ("", "in", "before"):
        return None
    year, offset = _year(match)
    part, frame = _part(match, frame)
    if frame == "within" and offset == 0:
        frame = "later"
    return of_period(Period("year", year, offset=offset, part=part), frame)


def fraction(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    year, offset = _year(match)
    unit: PeriodUnit = "half" if match["size"].casefold().startswith("s") else "quarter"
    count = 2 if unit == "half" else 4
    number = match["number"].casefold()
    index = count if number == "dernier" else int(number) if number.isdigit() else words.ORDINALS[number]
    if index > count:
        raise AskError("no_such_date", "fixed")
    if year is None and offset is None:
        raise AskError("year", "relative")
    return of_period(Period(unit, year, index=index, offset=offset), frame)


def around_meeting(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    unit, offset = AROUND[match["unit"].casefold()], 1 if match["next"] else 0
    part, frame = _part(match, frame)
    if part and unit != "month":
        raise AskError("part", "approximate")
    return of_period(Period(unit, offset=offset, part=part), "in" if frame == "within" else frame)


def near_day(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    return of_period(Period("day", offset=int(match[0].casefold() == "demain")), frame)


def length_of(match: re.Match[str]) -> tuple[int, Unit]:
    number = match["count"].casefold()
    count = int(number) if number.isdigit() else words.NUMBERS[number]
    return count, words.UNITS[match["unit"].casefold()]


def length(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    """Read so many days, weeks, months or years from an anchor."""
    from_when = match["anchor"]
    if frame == "" and not from_when and not match["next"]:
        count, unit = length_of(match)
        raise AskError("length_alone", "relative", count=count, unit=unit)
    if frame not in ("within", "over", "in", "by", "") or (frame == "by" and not from_when):
        return None
    count, unit = length_of(match)
    is_window = not from_when and (frame == "over" or match["next"] is not None)
    anchor, event = _anchor(from_when)
    capitals = "both" if match["both"] or match["counted_both"] else match["place"] or match["counted"] or ""
    if capitals and unit != "working_days":
        return None
    return DeadlineSpec(
        "relative", shape="during" if is_window else "by", count=count, unit=unit, anchor=anchor,
        event=event, capitals=capitals,
    )  # fmt: skip


def _anchor(text: str | None) -> tuple[Anchor, str]:
    """Tell which day the clock starts on; an event keeps its words."""
    if text is None or re.fullmatch(words.ITSELF, text, re.IGNORECASE):
        return "meeting", ""
    plain = re.sub(
        r"^(?:la date |le jour )?(?:de |d')?(?:la |l'|le |sa |son )?", "", text, flags=re.IGNORECASE
    )
    if re.match(r"signature\b", plain, re.IGNORECASE):
        return "signature", ""
    if re.match(r"acceptation\b", plain, re.IGNORECASE):
        return "acceptance", ""
    if found := re.match(r"achèvement(?: (?:de la |de l'|du |de )(?P<what>.+))?$", plain, re.IGNORECASE):
        return "completion", found["what"] or ""
    if re.match(words.HAPPENING, plain, re.IGNORECASE):
        return "condition", plain
    return ("event" if re.search(rf"\b(?:{words.EVENT})\b", plain, re.IGNORECASE) else "condition"), plain


def coming(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    return of_coming(words.UNITS[match["unit"].casefold()]) if frame != "by" else None


def event(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    if re.fullmatch(words.ITSELF, match[0], re.IGNORECASE):
        raise AskError("which_meeting", "event", relation=RELATIONS.get(frame, "at"))
    is_to_come = re.search(r"\bprochaine?s?\b|\b\d+(?:e|ème|ère|re)\b", match[0], re.IGNORECASE)
    if frame not in RELATIONS or (frame == "" and not is_to_come):
        return None
    return DeadlineSpec("event", event=match["event"], relation=RELATIONS[frame])


def span_of_years(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    first, last = int(match["year"]), match["last"]
    return of_years(first, int(last) if len(last) == 4 else first // 100 * 100 + int(last))


def times_a_year(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    number = match["count"].casefold()
    return every(yearly(int(number) if number.isdigit() else words.NUMBERS[number]))


def every_length(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    count, unit = length_of(match)
    return every(f"P{count}{LETTERS[unit]}") if count and unit in LETTERS else None


def every_end(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    return last_of_each(AROUND.get(match["unit"].casefold(), "year"))


def after(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    raise AskError("condition", "event", event=match["rest"])
