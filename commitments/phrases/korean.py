"""The grammar of Korean deadlines: what frames a phrase stands after it."""

import re

from commitments.phrases import korean_builders as make
from commitments.phrases import korean_words as words
from commitments.phrases.grammar import (
    WITHOUT_YEAR,
    YEAR,
    AskError,
    Frame,
    Grammar,
    asks,
    bounded,
    compiled,
    framing,
    last_of_each,
    of_decade,
    of_period,
    of_years,
    read_framed,
)
from commitments.phrases.specification import DeadlineSpec, PeriodUnit

WHEN = rf"(?:{YEAR}년도?|(?P<this>{words.THIS_YEAR})|(?P<next>{words.NEXT_YEAR}))"


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
        return of_years(first.period.year or 0, last.period.year or 0)
    return of_period(first.period, "in", last.period)


def _every_with_day(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    """Read "매년 11월 1일까지", "매년 10월에", "매년 말까지", "매년 상반기"."""
    rest = match["rest"]
    if re.fullmatch(r"(?:연)?말(?:까지)?", rest):
        return last_of_each("year")
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


PART_OF_MONTH = rf"(?P<part>{'|'.join(words.PARTS_OF_MONTH)})"
PART_OF_YEAR = rf"(?P<part>{'|'.join(words.PARTS_OF_YEAR)})"
SOME_LENGTH = rf"(?:(?P<word>{'|'.join(words.LENGTHS)})|{words.NUMBER}{words.UNIT})"
EACH: dict[str, PeriodUnit] = {"월": "month", "달": "month", "분기": "quarter", "반기": "half"}


def _every_end(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    return last_of_each(EACH[match["each"]])


def _whole_rest(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    """Read "조속히, 늦어도": the last day is what binds."""
    return read_framed(KOREAN, match["rest"])


def _bounded(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    return bounded(KOREAN)(match, frame)


def _unknown_event(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    raise AskError("which_event", "event", event=match["rest"], relation="before")


FROM = r"(?:(?P<anchor>.+?)(?:일)?(?:로부터|으로부터|부터|이후|후|뒤))?"
IN_PLACE = r"(?:(?P<both>양국|양측)(?:모두|의|기준|에서)?|(?P<place>[가-힣A-Za-z]+?)(?:에서|기준)(?:으로)?)?"
LENGTH = rf"(?:향후|앞으로)?{FROM}{IN_PLACE}{SOME_LENGTH}(?P<span>간|동안|에걸쳐|간에걸쳐)?(?P<later>후|뒤)?"
WEEKDAY = r"(?:\(?(?P<weekday>[월화수목금토일])(?:요일)?\)?)?"
TIMES = compiled(
    (rf"{WHEN}?(?P<month>\d{{1,2}})월(?P<day>\d{{1,2}})일{WEEKDAY}", make.day),
    (rf"{YEAR}[./-](?P<month>\d{{1,2}})[./-](?P<day>\d{{1,2}}){WEEKDAY}(?P<this>)(?P<next>)", make.day),
    (WITHOUT_YEAR, asks("numeric_date", "relative")),
    (rf"{WHEN}?(?P<month>\d{{1,2}})월{PART_OF_MONTH}?", make.month),
    (rf"{WHEN}?(?:제?(?P<quarter>[1-4])(?:사|/4)?분기|(?P<half>[상하])반기)(?P<end>말)?", make.fraction),
    (rf"{WHEN}{PART_OF_YEAR}?", make.whole_year),
    (r"(?P<name>연말|연내|연초)", make.year_end),
    (r"(?P<year>(?:19|20|21)\d0)년대말?", of_decade),
    (rf"(?P<name>{'|'.join(make.AROUND)})(?P<part>초|중순|하순|말)?", make.around_meeting),
    (r"오늘|내일", make.near_day),
    (r"(?:이번주|다음주|오는|내주|차주|금주)?[월화수목금토일]요일", asks("weekday_alone", "relative")),
    (LENGTH, make.length),
    (rf"{YEAR}년?-(?P<last>\d{{4}}|\d\d)년?(?:기간|간)?", make.span_of_years),
    (rf"(?P<event>(?!.*(?:이내|까지|부터|매년|또는)).*?(?:{words.EVENT}).*)", make.event),
)  # fmt: skip
FRAMES = framing(
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
RULES = compiled(
    (r"(?:조속히|신속히|가능한한?(?:빨리|조속히)|즉시)(?:하되)?(?P<rest>늦어도.+)", _whole_rest),
    (r"매(?P<each>월|달|분기|반기)말(?:까지)?", _every_end),
    (r"(?:매년|매해|해마다|연간|연)(?:1회|1번|한번)(?:씩)?(?P<rest>.+)", _every_with_day),
    (r"(?:매년|매해|해마다)(?P<rest>.+)", _every_with_day),
    (rf"(?:연|매년|1년에){words.NUMBER}(?:회|번|차례)(?:씩)?", make.times_a_year),
    (rf"(?:매)?{SOME_LENGTH}(?:마다|에한번|에1회)", make.every_length),
    (rf"(?:늦어도)?(?P<event>.+?(?:{words.EVENT})){SOME_LENGTH}전(?:까지)?", make.before_event),
    (rf"{CONDITION}.*", asks("condition")),
    (r".*(?:발효|비준|승인|동의|체결|채택)(?:시|즉시|되는때|하는때)", asks("condition")),
    (r"(?P<first>.+?)(?:부터|에서|-)(?P<last>.+?)(?:까지|사이에|사이)", _span),
    (r"(?P<rest>.+?)(?:부터|이후)(?:에)?", _after),
    (r"(?P<rest>.*?(?:서명|완료|종료|발효|비준|체결|채택|회의|회담|승인|선거|방문))(?:후|뒤)(?:에)?", _after),
    (r"(?P<rest>(?:매|분기|반기|격|연|월|주).+?)(?P<bound>(?:19|20)\d\d년.*)", _bounded),
    (r"늦어도|까지|이내|이전|전까지|내에|안에", asks("incomplete")),
)
UNKNOWN = r"(?:늦어도)?(?P<rest>.+?)(?:이전(?:에|까지)?|전까지|에앞서|을앞두고|를앞두고)"
LAST = compiled((UNKNOWN, _unknown_event))
KOREAN = Grammar(words.tidy, words.whole_phrases(), words.ASKS, RULES, FRAMES, TIMES, LAST)
