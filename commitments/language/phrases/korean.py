"""The grammar of Korean deadlines: its patterns and builders; the frame of a phrase follows it.

Spaces are removed first, because people place them differently.
"""

import re

from commitments.language.phrases import korean_words
from commitments.language.phrases.grammar import (
    DAY_ZERO,
    WITHOUT_YEAR,
    YEAR,
    AskError,
    Frame,
    Grammar,
    build_after_day_zero,
    build_bounded,
    build_decade,
    build_each_end,
    build_last_day,
    build_last_working_day,
    build_period,
    build_question,
    build_recurring,
    build_single_day,
    build_weekday,
    build_year_span,
    compile_frames,
    compile_rules,
    format_interval,
    read_framed,
)
from commitments.language.phrases.specification import (
    Anchor,
    DeadlineSpec,
    Period,
    PeriodUnit,
    Relation,
    Unit,
)

RELATIONS: dict[Frame, Relation] = {"by": "by", "before": "before", "until": "before", "in": "at"}
AROUND: dict[str, tuple[PeriodUnit, int]] = {
    "이번주": ("week", 0), "금주": ("week", 0), "다음주": ("week", 1), "내주": ("week", 1),
    "차주": ("week", 1),
    "이번달": ("month", 0), "이달": ("month", 0), "금월": ("month", 0), "당월": ("month", 0),
    "다음달": ("month", 1), "내달": ("month", 1), "익월": ("month", 1), "이번분기": ("quarter", 0),
    "금분기": ("quarter", 0), "다음분기": ("quarter", 1), "이번반기": ("half", 0), "다음반기": ("half", 1),
}  # fmt: skip


def _year(match: re.Match[str]) -> tuple[int | None, int | None]:
    """Return the named year and, where it is relative to the meeting, its offset."""
    if match["year"]:
        return int(match["year"]), None
    return None, 0 if match["this"] else 1 if match["next"] else None


def build_korean_day(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    if frame == "until":
        # 이전 may or may not take in the day itself.
        raise AskError("inclusive", "fixed")
    year, offset = _year(match)
    month, day = int(match["month"]), int(match["day"])
    weekday = korean_words.WEEKDAYS.index(match["weekday"]) if match["weekday"] else None
    return build_single_day(year, month, day, frame, offset=offset, weekday=weekday)


def build_korean_month(match: re.Match[str], frame: Frame) -> DeadlineSpec:
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
        return build_period(Period(unit, year, month, offset=offset), "by")
    period = Period(unit, year, month, offset=offset, part=korean_words.PARTS[part] if part else "")
    return build_period(period, frame)


def build_korean_fraction(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    year, offset = _year(match)
    if frame == "until":
        raise AskError("inclusive", "relative")
    if year is None and offset is None and not (match["half"] and frame):
        raise AskError("year", "relative")
    if match["half"]:
        period = Period("half", year, index=1 if match["half"] == "상" else 2, offset=offset)
    else:
        period = Period("quarter", year, index=int(match["quarter"]), offset=offset)
    return build_period(period, "by" if match["end"] else frame)


def around_meeting(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    unit, offset = AROUND[match["name"]]
    part = match["part"]
    if part and unit != "month":
        if part == "말" and frame == "by":
            return build_period(Period(unit, offset=offset), "by")
        raise AskError("part", "approximate")
    return _of_part(unit, None, offset, part, "in" if frame == "within" else frame)


def year_end(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    """Read 연말 and 연내, which name no year and mean the meeting's."""
    if match["name"] == "연초":
        raise AskError("year", "approximate")
    if match["name"] == "연말" and frame not in ("by", "before"):
        return build_period(Period("year", offset=0, part="late"), frame)
    return build_period(Period("year", offset=0), "by" if match["name"] == "연말" else "later")


NEAR_DAYS = ("오늘", "내일", "모레", "글피")


def near_day(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    return build_period(Period("day", offset=NEAR_DAYS.index(match[0])), frame)


def weekday_alone(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    """Read "금요일까지", "다음 주 금요일까지"."""
    return build_weekday(
        korean_words.WEEKDAYS.index(match["weekday"]), frame, int(match["after"] is not None)
    )


def day_of_near_month(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    """Read "다음 달 15일"."""
    if frame == "until":
        raise AskError("inclusive", "relative")
    return build_period(Period("day", day=int(match["day"]), offset=AROUND[match["name"]][1]), frame)


def after_day_zero(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    return build_after_day_zero(match, korean_words.UNITS)


def length_of(match: re.Match[str]) -> tuple[int, Unit]:
    if match["word"]:
        return korean_words.LENGTHS[match["word"]]
    number = match["count"]
    count = int(number) if number.isdigit() else korean_words.NUMBERS[number]
    return count, korean_words.UNITS[match["unit"]]


def build_korean_length(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    """Read so many days, weeks, months or years from an anchor."""
    count, unit = length_of(match)
    from_when, place = match["anchor"], match["place"]
    if place and not from_when and re.search(rf"(?:{korean_words.MEETING}|서명|수락|발효|비준)일?$", place):
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
    """Return on which day the clock starts; an event keeps its wording."""
    if text is None or re.fullmatch(
        rf"(?:금번|이번|본|동|오늘|금일|금)?(?:{korean_words.MEETING})?(?:종료|개최)?", text
    ):
        return "meeting", ""
    if re.search(r"서명$", text):
        return "signature", ""
    if re.search(r"(?:수락|수용)$", text):
        return "acceptance", ""
    if found := re.fullmatch(r"(?P<what>.*?)(?:의|이|을)?(?:완료|종료)", text):
        return "completion", found["what"]
    if re.search(rf"(?:{korean_words.HAPPENING})$", text):
        return "condition", text
    return ("event" if re.search(korean_words.EVENT, text, re.IGNORECASE) else "condition"), text


def build_korean_event(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    text = match["event"]
    if re.fullmatch(rf"(?:(?:금번|이번|본|동|오늘|양측의?)?)(?:{korean_words.MEETING})", text):
        raise AskError("which_meeting", "event", relation=RELATIONS.get(frame, "at"))
    is_to_come = re.match(r"차기|다음|제?\d+차", text)
    if re.search(
        rf"(?:{korean_words.EVENT})(?:(?:을|를|은|는)(?=.)|\d{{4}}년|\d{{1,2}}월)", text, re.IGNORECASE
    ):
        # "제9차 회의를 2027년에": what is held, and when.
        return None
    if frame not in RELATIONS and not (frame == "" and is_to_come):
        return None
    return DeadlineSpec("event", event=text, relation=RELATIONS.get(frame, "at"))


def before_event(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    count, unit = length_of(match)
    return DeadlineSpec("event", event=match["event"], relation="before", count=count, unit=unit)


def span_of_years(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    first, last = int(match["year"]), match["last"]
    return build_year_span(first, int(last) if len(last) == 4 else first // 100 * 100 + int(last))


def times_a_year(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    number = match["count"]
    return build_recurring(format_interval(int(number) if number.isdigit() else korean_words.NUMBERS[number]))


def every_length(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    count, unit = length_of(match)
    letters = {"days": "D", "weeks": "W", "months": "M", "years": "Y"}
    return build_recurring(f"P{count}{letters[unit]}") if count and unit in letters else None


WHEN = (
    rf"(?:{YEAR}(?:년도?|\.(?=\d{{1,2}}월))"
    rf"|(?P<this>{korean_words.THIS_YEAR})|(?P<next>{korean_words.NEXT_YEAR}))"
)


def _span(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    """Read "X부터 Y까지", Y taking the year of X where it has none."""
    first, text = read_framed(KOREAN, match["first"]), match["last"]
    if first is None or first.period is None:
        return None
    if first.period.unit == "day" and first.period.month is not None and re.fullmatch(r"\d{1,2}일", text):
        text = f"{first.period.month}월{text}"
    if first.period.year is not None and not re.search(r"\d{4}년?", text):
        text = f"{first.period.year}년{text}"
    last = read_framed(KOREAN, text)
    if last is None:
        return None
    if last is None or last.period is None or not (first.period.is_dated and last.period.is_dated):
        raise AskError("year", "relative")
    if first.period.unit == "year" == last.period.unit and not (first.period.part or last.period.part):
        return build_year_span(first.period.year or 0, last.period.year or 0)
    return build_period(first.period, "in", last.period)


def _every_with_day(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    """Read "매년 11월 1일까지", "매년 10월에", "매년 말까지", "매년 상반기"."""
    rest = match["rest"]
    if re.fullmatch(r"(?:연)?말(?:까지)?", rest):
        return build_each_end("year")
    if re.match(r"(?:제?[1-4](?:사|/4)?분기|[상하]반기)", rest):
        rest = f"올해{rest}"
    found = read_framed(KOREAN, rest)
    if found is None or found.period is None or found.ask or found.period.is_dated or found.until:
        return None
    if found.period.month is None and found.period.index is None:
        return None
    return DeadlineSpec("recurring", shape=found.shape, period=found.period, every="P1Y")


def _after(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    found = read_framed(KOREAN, match["rest"])
    if found is not None and found.kind != "event":
        raise AskError("start", "relative")
    raise AskError("condition", "event", event=match["rest"])


PART_OF_MONTH = rf"(?P<part>{'|'.join(korean_words.PARTS_OF_MONTH)})"
PART_OF_YEAR = rf"(?P<part>{'|'.join(korean_words.PARTS_OF_YEAR)})"
SOME_LENGTH = rf"(?:(?P<word>{'|'.join(korean_words.LENGTHS)})|{korean_words.NUMBER}{korean_words.UNIT})"
EACH: dict[str, PeriodUnit] = {"월": "month", "달": "month", "분기": "quarter", "반기": "half"}


def _every_end(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    return build_each_end(EACH[match["each"]])


def _last_day(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    return build_last_day(read_framed(KOREAN, f"{match['rest']}말까지"), frame)


def _first_day(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    return read_framed(KOREAN, f"{match['rest']}1일{frame and '까지'}")


def _last_working_day(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    return build_last_working_day(read_framed(KOREAN, f"{match['rest']}까지"), frame)


def _whole_rest(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    """Read "조속히, 늦어도": the last day is what binds."""
    return read_framed(KOREAN, match["rest"])


def _bounded(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    return build_bounded(KOREAN)(match, frame)


def _unknown_event(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    raise AskError("which_event", "event", event=match["rest"], relation="before")


FROM = r"(?:(?P<anchor>.+?)(?:일)?(?:로부터|으로부터|부터|이후|후|뒤))?"
IN_PLACE = r"(?:(?P<both>양국|양측)(?:모두|의|기준|에서)?|(?P<place>[가-힣A-Za-z]+?)(?:에서|기준)(?:으로)?)?"
LENGTH = rf"(?:향후|앞으로)?{FROM}{IN_PLACE}{SOME_LENGTH}(?P<span>간|동안|에걸쳐|간에걸쳐)?(?P<later>후|뒤)?"
WEEKDAY = r"(?:\(?(?P<weekday>[월화수목금토일])(?:요일)?\)?)?"
TIMES = compile_rules(
    (rf"{WHEN}?(?P<month>\d{{1,2}})월(?P<day>\d{{1,2}})일{WEEKDAY}", build_korean_day),
    (
        rf"{YEAR}[./-](?P<month>\d{{1,2}})[./-](?P<day>\d{{1,2}})\.?{WEEKDAY}(?P<this>)(?P<next>)",
        build_korean_day,
    ),
    # With its day of the week "4.10(금)" is month and day, as every date without a year in Korean.
    (
        r"(?P<month>\d{1,2})[./](?P<day>\d{1,2})\.?\((?P<weekday>[월화수목금토일])\)(?P<year>)(?P<this>)(?P<next>)",
        build_korean_day,
    ),
    (WITHOUT_YEAR, build_question("numeric_date", "relative")),
    (rf"{WHEN}?(?P<month>\d{{1,2}})월{PART_OF_MONTH}?", build_korean_month),
    (
        rf"{WHEN}?(?:제?(?P<quarter>[1-4])(?:사|/4)?분기|(?P<half>[상하])반기)(?P<end>말)?",
        build_korean_fraction,
    ),
    (rf"{WHEN}{PART_OF_YEAR}?", whole_year),
    (r"(?P<name>연말|연내|연초)", year_end),
    (r"(?P<year>(?:19|20|21)\d0)년대말?", build_decade),
    (rf"(?P<name>{'|'.join(AROUND)})(?P<part>초|중순|하순|말)?", around_meeting),
    ("|".join(NEAR_DAYS), near_day),
    (
        r"(?:이번주|오는|금주|(?P<after>다음주|내주|차주))?(?P<weekday>[월화수목금토일])요일",
        weekday_alone,
    ),
    (r"(?P<name>이번달|이달|금월|당월|다음달|내달|익월)(?P<day>\d{1,2})일", day_of_near_month),
    (rf"{DAY_ZERO}{korean_words.UNIT}?", after_day_zero),
    (r"(?P<rest>.+?)의?마지막(?:근무일|영업일|업무일|평일)", _last_working_day),
    (r"(?P<rest>.+?)의?(?:마지막날|말일)", _last_day),
    (r"(?P<rest>.+?월)의?첫날", _first_day),
    (LENGTH, build_korean_length),
    (rf"{YEAR}년?-(?P<last>\d{{4}}|\d\d)년?(?:기간|간)?", span_of_years),
    (rf"(?P<event>(?!.*(?:이내|까지|부터|매년|또는)).*?(?:{korean_words.EVENT}).*)", build_korean_event),
)  # fmt: skip
FRAMES = compile_frames(
    (r"(?:늦어도)?(?P<rest>.+?)이전까지(?:는)?", "until"),
    (r"(?:늦어도)?(?P<rest>.+?)전까지(?:는)?", "before"),
    (r"(?:늦어도)?(?P<rest>.+)까지(?:는)?", "by"),
    (r"(?P<rest>.+?)이전(?:에)?", "until"),
    (r"(?P<rest>.+?)(?:전(?:에)?|에앞서|을앞두고|를앞두고)", "before"),
    (r"(?P<rest>.+?)(?:이내|내|안)(?:에|로|으로|까지)?", "within"),
    (r"(?P<rest>.+?)(?:기간중|중|동안|기간|시|때|계기)(?:에|에는|로|으로)?", "in"),
    (r"(?P<rest>.+?)(?:에서|에)(?:는)?", "in"),
    (r"(?P<rest>.+)", ""),
)
CONDITION = (
    r".+(?:하는대로|되는대로|되면|하면|할경우|될경우|을조건으로|를조건으로|을전제로|를전제로|하는경우|되는경우|"
    r"조건으로|전제로|조건하에|전제하에)"
)
RULES = compile_rules(
    (r"(?:조속히|신속히|가능한한?(?:빨리|조속히)|즉시)(?:하되)?(?P<rest>늦어도.+)", _whole_rest),
    (r"매(?!일|주|월|달|분기|반기|년|해|\d).+마다", lambda match, frame: build_recurring("")),
    (r"매(?P<each>월|달|분기|반기)말일?(?:까지)?", _every_end),
    (
        r"매[월달](?:첫|둘|셋|넷|다섯|마지막)(?:째|번째)?주?[월화수목금토일]요일(?:마다|에)?",
        lambda match, frame: build_recurring("P1M"),
    ),
    (r"(?:매년|매해|해마다|연간|연)(?:1회|1번|한번)(?:씩)?(?P<rest>.+)", _every_with_day),
    (r"(?:매년|매해|해마다)(?P<rest>.+)", _every_with_day),
    (rf"(?:연|매년|1년에){korean_words.NUMBER}(?:회|번|차례)(?:씩)?", times_a_year),
    (rf"(?:매)?{SOME_LENGTH}(?:마다|에)(?:(?<=다)|1회|1번|한번)", every_length),
    (rf"(?:늦어도)?(?P<event>.+?(?:{korean_words.EVENT})){SOME_LENGTH}전(?:까지)?", before_event),
    (rf"{CONDITION}.*", build_question("condition")),
    (
        r".*(?:발효|비준|승인|동의|체결|채택|접수|수령|통보|도착|완료|종료|확정)(?:시|즉시|되는때|하는때)",
        build_question("condition"),
    ),
    (r"(?P<first>.+?)(?:부터|에서|-)(?P<last>.+?)(?:까지|사이에|사이)", _span),
    (r"(?P<rest>.+?)(?:부터|이후)(?:에)?", _after),
    (r"(?P<rest>.*?(?:서명|완료|종료|발효|비준|체결|채택|회의|회담|승인|선거|방문))(?:후|뒤)(?:에)?", _after),
    (r"(?P<rest>(?:매|분기|반기|격|연|월|주).+?)(?P<bound>(?:19|20)\d\d년.*)", _bounded),
    (r"늦어도|까지|이내|이전|전까지|내에|안에", build_question("incomplete")),
)
UNKNOWN = r"(?:늦어도)?(?P<rest>.+?)(?:이전(?:에|까지)?|전까지|에앞서|을앞두고|를앞두고)"
LAST = compile_rules((UNKNOWN, _unknown_event))
KOREAN = Grammar(
    korean_words.normalise_korean, korean_words.whole_phrases(), korean_words.ASKS, RULES, FRAMES, TIMES, LAST
)
