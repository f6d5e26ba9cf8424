"""The grammar of Korean deadlines: its words, patterns and builders; the frame of a phrase follows it.

Spaces are removed first, because people place them differently.
"""

import re
from collections.abc import Mapping

from commitments.language.phrases.grammar import (
    CLOCK,
    SHORT_YEAR,
    WITHOUT_YEAR,
    YEAR,
    AskError,
    Frame,
    Grammar,
    build_bounded,
    build_decade,
    build_each_end,
    build_open,
    build_period,
    build_question,
    build_recurring,
    build_single_day,
    build_year_span,
    compile_frames,
    compile_questions,
    compile_rules,
    format_interval,
    normalise_wording,
    phrases_of,
    read_framed,
)
from commitments.language.phrases.specification import (
    REVIEW_DAYS,
    SOON_DAYS,
    Anchor,
    DeadlineSpec,
    Part,
    Period,
    PeriodUnit,
    Relation,
    Unit,
)

NUMBERS: dict[str, int] = {
    "한": 1, "두": 2, "세": 3, "석": 3, "네": 4, "넉": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8,
    "아홉": 9, "열": 10, "일": 1, "이": 2, "삼": 3, "사": 4, "오": 5, "육": 6, "칠": 7, "팔": 8, "구": 9,
    "십": 10,
}  # fmt: skip
UNITS: dict[str, Unit] = {
    "근무일": "working_days", "영업일": "working_days", "업무일": "working_days", "주일": "weeks",
    "주간": "weeks", "주": "weeks", "개월": "months", "달": "months", "년": "years", "일": "days",
}  # fmt: skip
# Lengths of time that are one word.
LENGTHS: dict[str, tuple[int, Unit]] = {
    "하루": (1, "days"), "이틀": (2, "days"), "사흘": (3, "days"), "나흘": (4, "days"), "닷새": (5, "days"),
    "열흘": (10, "days"), "보름": (15, "days"), "반년": (6, "months"),
}  # fmt: skip
PARTS: dict[str, Part] = {
    "초": "early", "초순": "early", "초반": "early", "중순": "mid", "중반": "mid", "하순": "late",
    "말": "late", "후반": "late",
}  # fmt: skip
PARTS_OF_MONTH = ("초", "초순", "중순", "하순", "말")
PARTS_OF_YEAR = ("초", "중반", "말")
THIS_YEAR = "올해|금년|당해연도|금년도|올"
NEXT_YEAR = "내년|명년|이듬해|내년도"
WEEKDAYS = "월화수목금토일"

NUMBER = rf"(?P<count>\d{{1,4}}|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
UNIT = rf"(?P<unit>{'|'.join(UNITS)})"
MEETING = "회의|회담|협의|방문|방한|통화|면담|대화"
EVENT = (
    "정상회의|정상회담|장관회의|장관회담|회의|회담|공동위원회|공동위|위원회|협의회|협의|대화|방문|방한|총회|포럼|세션|"
    "라운드|협상|선거|기념일|주년|올림픽|실무그룹|워킹그룹|출범|개막|계기|"
    r"cop\d*|g7|g20|apec|asean|아세안|에이펙|brics|oecd|유엔총회|엑스포|박람회"
)

# What starts a clock without being an event that both sides attend.
HAPPENING = "비준|동의|승인|발효|채택|접수|수령|통보|공표|공포|인도|제출|요청|확정|체결|비준동의"

IN_HASTE = (
    "조속히; 조속한시일내; 조속한시일내에; 조속한시일안에; 조속한시일; 가능한한빨리; 가능한빨리; "
    "가급적빨리; 가급적조속히; 가능한한조속히; 가능한조속히; 최대한빨리; 최대한조속히; 최대한신속히; 즉시; "
    "즉각; 지체없이; 신속히; 신속하게; 빠른시일내; 빠른시일내에; 가능한빠른시일내에; 가능한한빠른시일내에; "
    "빠른시일안에; 최단시일내; 최단시일내에; 하루빨리; 가급적이른시일내에; 가능한한이른시일내에; 시급히; "
    "긴급히; 지체없는; 속히; 우선적으로; asap"
)
AS_MUCH = "; 가능한; 가능한한; 가급적; 최대한; 가장; 되도록; 조속하고"
AS_SOON = (
    "빨리; 빠르게; 조속히; 신속히; 이른시일내; 이른시일내에; 빠른시일내; 빠른시일내에; 빠른시일안에; "
    "조속한시일내; 조속한시일내에; 조속한시일안에; 빠른시기에; 조속한시기에; 조기에"
)
IN_TIME = (
    "곧; 조만간; 머지않아; 가까운시일내; 가까운시일내에; 가까운시일안에; 가까운장래에; 가까운미래에; "
    "이른시일내; 이른시일내에; 적절한시기에; 적절한때에; 적기에; 적시에; 상호편리한시기에; "
    "양측이편리한시기에; 서로편리한시기에; 상호합의하는시기에; 양국이편리한시기에; 추후; 향후; 앞으로; "
    "향후에도; 앞으로도; 장차; 중장기적으로; 단기적으로; 장기적으로; 단계적으로; 점진적으로; 때가되면"
)
NOTHING = (
    "미정; 기한없음; 기한미정; 없음; 명시되지않음; 해당없음; 추후협의; 추후확정; 추후통보; 추후결정; "
    "추후논의; 추후조율; 별도협의; 협의중; 협의필요; 조율중; 검토중; 미상; 일정미정"
)
RECURRING: Mapping[str, str] = {
    "P1D": "매일",
    "P1W": "매주; 주1회; 매주1회",
    "P2W": "격주; 격주로; 2주마다; 2주에한번",
    "P1M": "매월; 매달; 월1회; 매월1회; 달마다; 월별; 월별로",
    "P2M": "격월; 격월로",
    "P3M": "분기별; 분기별로; 매분기; 분기마다; 분기1회; 분기별1회; 매분기별로",
    "P6M": "반기별; 반기별로; 매반기; 반기마다; 반기1회",
    "P1Y": "매년; 해마다; 연례; 연례적으로; 매해; 연간; 매년1회; 연1회; 연1회씩; 1년에한번; 매년정기적으로",
    "P2Y": "격년; 격년으로; 격년제로; 2년에한번",
    "": "정례적; 정기적; 주기적; 상시적; 지속적; "
    "정례적으로; 정기적으로; 정례; 정기; 주기적으로; 상시; 상시적으로; 수시로; 정례화; 지속적으로; 계속",
}


def whole_phrases() -> dict[str, DeadlineSpec]:
    """Gather the phrases that are complete in themselves."""
    whole = {phrase: DeadlineSpec("none") for phrase in phrases_of(NOTHING)}
    whole |= {phrase: build_open(SOON_DAYS) for phrase in phrases_of(IN_HASTE)}
    whole |= {
        how + soon: build_open(SOON_DAYS) for how in phrases_of(AS_MUCH) for soon in phrases_of(AS_SOON)
    }
    whole |= {phrase: build_open(REVIEW_DAYS) for phrase in phrases_of(IN_TIME)}
    for duration, phrases in RECURRING.items():
        whole |= {phrase: build_recurring(duration) for phrase in phrases_of(phrases)}
    return whole


FIRST_TO_LAST = "(?:첫|둘|셋|넷|첫째|둘째|셋째|넷째|마지막)(?:번)?"
ASKS = compile_questions(
    (r"회계연도|학년도|학기", "approximate", "fiscal"),
    (r"봄|여름|가을|겨울|(?:춘계|하계|추계|동계)(?!올림픽|패럴림픽|유니버시아드)", "approximate", "season"),
    (r"지난|작년|전년|재작년|최근|그동안", "none", "past"),
    (r"(?:수|몇|여러)(?:일|주|달|개월|년|해)", "approximate", "few"),
    (rf"\d시(?:간|까지|이전)|분이내|정오|자정|{CLOCK}", "relative", "hours"),
    (r"(?:월|일|년|초|말|순)(?:경|쯤|께|무렵|전후)|약\d", "approximate", "about"),
    (rf"(?:{FIRST_TO_LAST}|(?:월|달)제?[1-5]째?)주(?!간|일|이내|내|안|마다|후|뒤|전)", "approximate", "part"),
    (
        r"(?:년|월|해|달|올|기)(?:전반|후반)(?!기)|(?:반기|분기)(?:초|중반|중순)|년대(?:초|중반|말(?!까지))",
        "approximate",
        "part",
    ),
    (r"(?:이번|금번|다음)\d+년|이번십년", "relative", "next"),
    (
        rf"{SHORT_YEAR}|(?<![\d-])\d\d년(?!간|동안|이내|내|안|마다|후|뒤|에걸쳐|의|짜리)",
        "fixed",
        "short_year",
    ),
    (
        r"\d+(?:-|에서|내지)\d+(?:근무일|영업일|주|개월|일이내|일내)|\d(?:일|주|달|개월)(?:또는|이나)",
        "relative",
        "range",
    ),
    (r"(?<![0-9a-z])\d+(?:wd|bd|d)(?![^\W\d_])|d[+-]\d", "none", "shortened"),
)


WORKDAYS = r"\d{1,4}(?:근무일|영업일|업무일)"


def normalise_korean(text: str) -> str:
    """Take out spaces and set ranges alike."""
    text = re.sub(r"\s", "", normalise_wording(text))
    text = re.sub(r"[~∼〜]", "-", text)
    # "오는 10월" is the next October, as without the word.
    text = re.sub(r"^오는(?=\d{1,2}월)", "", text)
    text = re.sub(r"^(?:기한|마감|시한|마감일):?(?=[^\s까])", "", text)
    text = re.sub(r"(\d년|올해|금년|내년|명년)연(?=초|말|내)", r"\1", text)
    text = re.sub(r"(\d{1,2})\.(?=까지|이전|전|에|중|$)", r"\1", text)
    # "10근무일이내(프놈펜기준)" and "10근무일(프놈펜기준)이내" say the same as "프놈펜기준10근무일이내".
    text = re.sub(rf"({WORKDAYS})\((\w+기준)\)", r"\2\1", text)
    return re.sub(rf"({WORKDAYS}(?:이내|내|안)에?)\(?([^\W\d]+기준)\)?$", r"\2\1", text)


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
    weekday = WEEKDAYS.index(match["weekday"]) if match["weekday"] else None
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
    period = Period(unit, year, month, offset=offset, part=PARTS[part] if part else "")
    return build_period(period, frame)


def build_korean_fraction(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    year, offset = _year(match)
    if year is None and offset is None:
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


def near_day(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    return build_period(Period("day", offset=int(match[0] == "내일")), frame)


def length_of(match: re.Match[str]) -> tuple[int, Unit]:
    if match["word"]:
        return LENGTHS[match["word"]]
    number = match["count"]
    count = int(number) if number.isdigit() else NUMBERS[number]
    return count, UNITS[match["unit"]]


def build_korean_length(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    """Read so many days, weeks, months or years from an anchor."""
    count, unit = length_of(match)
    from_when, place = match["anchor"], match["place"]
    if place and not from_when and re.search(rf"(?:{MEETING}|서명|수락|발효|비준)일?$", place):
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
    if text is None or re.fullmatch(rf"(?:금번|이번|본|동|오늘)?(?:{MEETING})?(?:종료|개최)?", text):
        return "meeting", ""
    if re.search(r"서명$", text):
        return "signature", ""
    if re.search(r"(?:수락|수용)$", text):
        return "acceptance", ""
    if found := re.fullmatch(r"(?P<what>.*?)(?:의|이|을)?(?:완료|종료)", text):
        return "completion", found["what"]
    if re.search(rf"(?:{HAPPENING})$", text):
        return "condition", text
    return ("event" if re.search(EVENT, text, re.IGNORECASE) else "condition"), text


def build_korean_event(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    text = match["event"]
    if re.fullmatch(rf"(?:(?:금번|이번|본|동|오늘|양측의?)?)(?:{MEETING})", text):
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
    return build_year_span(first, int(last) if len(last) == 4 else first // 100 * 100 + int(last))


def times_a_year(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    number = match["count"]
    return build_recurring(format_interval(int(number) if number.isdigit() else NUMBERS[number]))


def every_length(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    count, unit = length_of(match)
    letters = {"days": "D", "weeks": "W", "months": "M", "years": "Y"}
    return build_recurring(f"P{count}{letters[unit]}") if count and unit in letters else None


WHEN = rf"(?:{YEAR}년도?|(?P<this>{THIS_YEAR})|(?P<next>{NEXT_YEAR}))"


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


PART_OF_MONTH = rf"(?P<part>{'|'.join(PARTS_OF_MONTH)})"
PART_OF_YEAR = rf"(?P<part>{'|'.join(PARTS_OF_YEAR)})"
SOME_LENGTH = rf"(?:(?P<word>{'|'.join(LENGTHS)})|{NUMBER}{UNIT})"
EACH: dict[str, PeriodUnit] = {"월": "month", "달": "month", "분기": "quarter", "반기": "half"}


def _every_end(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    return build_each_end(EACH[match["each"]])


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
        rf"{YEAR}[./-](?P<month>\d{{1,2}})[./-](?P<day>\d{{1,2}}){WEEKDAY}(?P<this>)(?P<next>)",
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
    (r"오늘|내일", near_day),
    (
        r"(?:이번주|다음주|오는|내주|차주|금주)?[월화수목금토일]요일",
        build_question("weekday_alone", "relative"),
    ),
    (LENGTH, build_korean_length),
    (rf"{YEAR}년?-(?P<last>\d{{4}}|\d\d)년?(?:기간|간)?", span_of_years),
    (rf"(?P<event>(?!.*(?:이내|까지|부터|매년|또는)).*?(?:{EVENT}).*)", build_korean_event),
)  # fmt: skip
FRAMES = compile_frames(
    (r"(?:늦어도)?(?P<rest>.+?)이전까지(?:는)?", "until"),
    (r"(?:늦어도)?(?P<rest>.+?)전까지(?:는)?", "before"),
    (r"(?:늦어도)?(?P<rest>.+)까지(?:는)?", "by"),
    (r"(?P<rest>.+?)이전(?:에)?", "until"),
    (r"(?P<rest>.+?)(?:전(?:에)?|에앞서|을앞두고|를앞두고)", "before"),
    (r"(?P<rest>.+?)(?:이내|내|안)(?:에|로|으로|까지)?", "within"),
    (r"(?P<rest>.+?)(?:기간중|중|동안|기간|시|때|계기)(?:에|에는|로|으로)?", "in"),
    (r"(?P<rest>.+?)(?:에서|에)", "in"),
    (r"(?P<rest>.+)", ""),
)
CONDITION = (
    r".+(?:하는대로|되는대로|되면|하면|할경우|될경우|을조건으로|를조건으로|을전제로|를전제로|하는경우|되는경우|"
    r"조건으로|전제로|조건하에|전제하에)"
)
RULES = compile_rules(
    (r"(?:조속히|신속히|가능한한?(?:빨리|조속히)|즉시)(?:하되)?(?P<rest>늦어도.+)", _whole_rest),
    (r"매(?P<each>월|달|분기|반기)말(?:까지)?", _every_end),
    (r"(?:매년|매해|해마다|연간|연)(?:1회|1번|한번)(?:씩)?(?P<rest>.+)", _every_with_day),
    (r"(?:매년|매해|해마다)(?P<rest>.+)", _every_with_day),
    (rf"(?:연|매년|1년에){NUMBER}(?:회|번|차례)(?:씩)?", times_a_year),
    (rf"(?:매)?{SOME_LENGTH}(?:마다|에한번|에1회)", every_length),
    (rf"(?:늦어도)?(?P<event>.+?(?:{EVENT})){SOME_LENGTH}전(?:까지)?", before_event),
    (rf"{CONDITION}.*", build_question("condition")),
    (r".*(?:발효|비준|승인|동의|체결|채택)(?:시|즉시|되는때|하는때)", build_question("condition")),
    (r"(?P<first>.+?)(?:부터|에서|-)(?P<last>.+?)(?:까지|사이에|사이)", _span),
    (r"(?P<rest>.+?)(?:부터|이후)(?:에)?", _after),
    (r"(?P<rest>.*?(?:서명|완료|종료|발효|비준|체결|채택|회의|회담|승인|선거|방문))(?:후|뒤)(?:에)?", _after),
    (r"(?P<rest>(?:매|분기|반기|격|연|월|주).+?)(?P<bound>(?:19|20)\d\d년.*)", _bounded),
    (r"늦어도|까지|이내|이전|전까지|내에|안에", build_question("incomplete")),
)
UNKNOWN = r"(?:늦어도)?(?P<rest>.+?)(?:이전(?:에|까지)?|전까지|에앞서|을앞두고|를앞두고)"
LAST = compile_rules((UNKNOWN, _unknown_event))
KOREAN = Grammar(normalise_korean, whole_phrases(), ASKS, RULES, FRAMES, TIMES, LAST)
