"""The grammar of Korean deadlines: what frames a phrase stands after it."""

import re

from commitments.phrases import korean_words as words
from commitments.phrases.grammar import (
    YEAR,
    AskError,
    Frame,
    Grammar,
    asks,
    check_weekday,
    compiled,
    every,
    framing,
    of_day,
    of_decade,
    of_period,
    of_years,
    read_framed,
    yearly,
)
from commitments.phrases.specification import Anchor, DeadlineSpec, Period, PeriodUnit, Relation, Unit

WHEN = rf"(?:{YEAR}년도?|(?P<this>{words.THIS_YEAR})|(?P<next>{words.NEXT_YEAR}))"
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


def _day(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    if frame == "until":
        # 이전 may or may not take in the day itself.
        raise AskError("inclusive", "fixed")
    year, offset = _year(match)
    month, day = int(match["month"]), int(match["day"])
    weekday = words.WEEKDAYS.index(match["weekday"]) if match["weekday"] else None
    check_weekday(weekday, year, month, day)
    return of_day(year, month, day, frame, offset=offset)


def _month(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    year, offset = _year(match)
    number = int(match["month"])
    if number not in range(1, 13):
        raise AskError("no_such_date", "fixed")
    return _of_part("month", year, offset, match["part"], frame, month=number)


def _whole_year(match: re.Match[str], frame: Frame) -> DeadlineSpec:
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


def _fraction(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    year, offset = _year(match)
    if year is None and offset is None:
        raise AskError("year", "relative")
    if match["half"]:
        period = Period("half", year, index=1 if match["half"] == "상" else 2, offset=offset)
    else:
        period = Period("quarter", year, index=int(match["quarter"]), offset=offset)
    return of_period(period, "by" if match["end"] else frame)


def _around_meeting(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    unit, offset = AROUND[match["name"]]
    part = match["part"]
    if part and unit != "month":
        if part == "말" and frame == "by":
            return of_period(Period(unit, offset=offset), "by")
        raise AskError("part", "approximate")
    return _of_part(unit, None, offset, part, "in" if frame == "within" else frame)


def _year_end(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    """Read 연말 and 연내, which name no year and mean the meeting's."""
    if match["name"] == "연초":
        raise AskError("year", "approximate")
    if match["name"] == "연말" and frame not in ("by", "before"):
        return of_period(Period("year", offset=0, part="late"), frame)
    return of_period(Period("year", offset=0), "by" if match["name"] == "연말" else "later")


def _near_day(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    return of_period(Period("day", offset=int(match[0] == "내일")), frame)


def _length_of(match: re.Match[str]) -> tuple[int, Unit]:
    if match["word"]:
        return words.LENGTHS[match["word"]]
    number = match["count"]
    count = int(number) if number.isdigit() else words.NUMBERS[number]
    return count, words.UNITS[match["unit"]]


def _length(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    """Read so many days, weeks, months or years from an anchor."""
    count, unit = _length_of(match)
    anchor, event = _anchor(match["anchor"])
    is_window = match["span"] is not None
    if frame not in ("within", "") or (frame == "" and not is_window and not match["later"]):
        return None
    capitals = "both" if match["both"] else match["place"] or ""
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
    return "event", text


def _event(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    text = match["event"]
    if re.fullmatch(rf"(?:(?:금번|이번|본|동|오늘|양측의?)?)(?:{words.MEETING})", text):
        raise AskError("which_meeting", "event")
    is_to_come = re.match(r"차기|다음|제?\d+차", text)
    if frame not in RELATIONS and not (frame == "" and is_to_come):
        return None
    return DeadlineSpec("event", event=text, relation=RELATIONS.get(frame, "at"))


def _before_event(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    count, unit = _length_of(match)
    return DeadlineSpec("event", event=match["event"], relation="before", count=count, unit=unit)


def _span_of_years(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    first, last = int(match["year"]), match["last"]
    return of_years(first, int(last) if len(last) == 4 else first // 100 * 100 + int(last))


def _span(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    """Read "X부터 Y까지", Y taking the year of X where it has none."""
    first = read_framed(KOREAN, match["first"])
    last = read_framed(KOREAN, match["last"])
    if first is None or last is None or first.period is None:
        return None
    if first.period.year is not None and last.period is not None and last.period.year is None:
        last = read_framed(KOREAN, f"{first.period.year}년{match['last']}")
    if last is None or last.period is None or not (first.period.is_dated and last.period.is_dated):
        raise AskError("year", "relative")
    if first.period.unit == "year" == last.period.unit and not (first.period.part or last.period.part):
        return of_years(first.period.year or 0, last.period.year or 0)
    return of_period(first.period, "in", last.period)


def _times_a_year(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    number = match["count"]
    return every(yearly(int(number) if number.isdigit() else words.NUMBERS[number]))


def _every_length(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    count, unit = _length_of(match)
    letters = {"days": "D", "weeks": "W", "months": "M", "years": "Y"}
    return every(f"P{count}{letters[unit]}") if count and unit in letters else None


def _every_with_day(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    """Read "매년 11월 1일까지", "매년 10월에", "매년 말까지"."""
    if re.fullmatch(r"말(?:까지)?", match["rest"]):
        return DeadlineSpec("recurring", period=Period("year", offset=0), every="P1Y")
    found = read_framed(KOREAN, match["rest"])
    if found is None or found.period is None or found.period.month is None or found.period.is_dated:
        return None
    return DeadlineSpec("recurring", shape=found.shape, period=found.period, every="P1Y")


def _after(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    found = read_framed(KOREAN, match["rest"])
    if found is not None and found.kind != "event":
        raise AskError("start", "relative")
    raise AskError("condition", "event", event=match["rest"])


PART_OF_MONTH = rf"(?P<part>{'|'.join(words.PARTS_OF_MONTH)})"
PART_OF_YEAR = rf"(?P<part>{'|'.join(words.PARTS_OF_YEAR)})"
SOME_LENGTH = rf"(?:(?P<word>{'|'.join(words.LENGTHS)})|{words.NUMBER}{words.UNIT})"
FROM = r"(?:(?P<anchor>.+?)(?:일)?(?:로부터|으로부터|부터|이후|후|뒤))?"
IN_PLACE = r"(?:(?P<both>양국|양측)(?:모두|의|기준|에서)?|(?P<place>[가-힣]+?)(?:에서|기준)(?:으로)?)?"
LENGTH = rf"(?:향후|앞으로)?{FROM}{IN_PLACE}{SOME_LENGTH}(?P<span>간|동안|에걸쳐|간에걸쳐)?(?P<later>후|뒤)?"
WEEKDAY = r"(?:\(?(?P<weekday>[월화수목금토일])(?:요일)?\)?)?"
TIMES = compiled(
    (rf"{WHEN}?(?P<month>\d{{1,2}})월(?P<day>\d{{1,2}})일{WEEKDAY}", _day),
    (rf"{YEAR}[.-](?P<month>\d{{1,2}})[.-](?P<day>\d{{1,2}})(?P<weekday>)(?P<this>)(?P<next>)", _day),
    (rf"{WHEN}?(?P<month>\d{{1,2}})월{PART_OF_MONTH}?", _month),
    (rf"{WHEN}?(?:제?(?P<quarter>[1-4])(?:사)?분기|(?P<half>[상하])반기)(?P<end>말)?", _fraction),
    (rf"{WHEN}{PART_OF_YEAR}?", _whole_year),
    (r"(?P<name>연말|연내|연초)", _year_end),
    (r"(?P<year>(?:19|20|21)\d0)년대", of_decade),
    (rf"(?P<name>{'|'.join(AROUND)})(?P<part>초|중순|하순|말)?", _around_meeting),
    (r"오늘|내일", _near_day),
    (r"(?:이번주|다음주|오는|내주)?[월화수목금토일]요일", asks("weekday_alone", "relative")),
    (LENGTH, _length),
    (rf"{YEAR}년?-(?P<last>\d{{4}}|\d\d)년?(?:기간|간)?", _span_of_years),
    (rf"(?P<event>(?!.*(?:이내|까지|부터|매년|또는)).*?(?:{words.EVENT}).*)", _event),
)  # fmt: skip
FRAMES = framing(
    (r"(?:늦어도)?(?P<rest>.+?)(?:이전|전)까지(?:는)?", "before"),
    (r"(?:늦어도)?(?P<rest>.+)까지(?:는)?", "by"),
    (r"(?P<rest>.+?)이전(?:에)?", "until"),
    (r"(?P<rest>.+?)(?:전(?:에)?|에앞서|을앞두고|를앞두고)", "before"),
    (r"(?P<rest>.+?)(?:이내|내|안)(?:에|로|으로)?", "within"),
    (r"(?P<rest>.+?)(?:기간중|중|동안|기간|시|때|계기)(?:에|에는|로)?", "in"),
    (r"(?P<rest>.+?)(?:에서|에)", "in"),
    (r"(?P<rest>.+)", ""),
)
CONDITION = (
    r".+(?:하는대로|되는대로|되면|하면|할경우|될경우|을조건으로|를조건으로|을전제로|를전제로|하는경우|되는경우|"
    r"조건으로|전제로)"
)
RULES = compiled(
    (r"(?:매년|매해|해마다)(?P<rest>.+)", _every_with_day),
    (rf"(?:연|매년|1년에){words.NUMBER}(?:회|번|차례)(?:씩)?", _times_a_year),
    (rf"(?:매)?{SOME_LENGTH}(?:마다|에한번|에1회)", _every_length),
    (rf"(?:늦어도)?(?P<event>.+?(?:{words.EVENT})){SOME_LENGTH}전(?:까지)?", _before_event),
    (CONDITION, asks("condition")),
    (r"(?P<first>.+?)(?:부터|에서|-)(?P<last>.+?)(?:까지|사이에|사이)", _span),
    (r"(?P<rest>.+?)(?:부터|이후)(?:에)?", _after),
    (r"(?P<rest>.+?(?:서명|완료|종료|발효|비준|체결|채택|회의|회담|승인|선거|방문))(?:후|뒤)(?:에)?", _after),
    (r"까지|이내|이전|전까지|내에|안에", asks("incomplete")),
)  # fmt: skip
KOREAN = Grammar(words.tidy, words.whole_phrases(), words.ASKS, RULES, FRAMES, TIMES)
