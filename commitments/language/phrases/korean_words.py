"""The words of Korean deadlines: numbers, units, and complete phrases."""

import re
from collections.abc import Mapping

from commitments.language.phrases.grammar import (
    CLOCK,
    SHORT_YEAR,
    build_open,
    build_recurring,
    compile_questions,
    normalise_wording,
    phrases_of,
)
from commitments.language.phrases.specification import REVIEW_DAYS, SOON_DAYS, DeadlineSpec, Part, Unit

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
    "라운드|회기|이사회|간담회|설명회|서명식|협상|선거|기념일|주년|올림픽|실무그룹|워킹그룹|출범|개막|계기|"
    r"cop\d*|g7|g20|apec|asean|아세안|에이펙|brics|oecd|유엔총회|엑스포|박람회"
)

# What starts a clock without being an event that both sides attend.
HAPPENING = "비준|동의|승인|발효|채택|접수|수령|통보|공표|공포|인도|제출|요청|확정|체결|비준동의"

IN_HASTE = (
    "조속히; 조속한시일내; 조속한시일내에; 조속한시일안에; 조속한시일; 가능한한빨리; 가능한빨리; "
    "가급적빨리; 가급적조속히; 가능한한조속히; 가능한조속히; 최대한빨리; 최대한조속히; 최대한신속히; 즉시; "
    "즉각; 지체없이; 신속히; 신속하게; 빠른시일내; 빠른시일내에; 가능한빠른시일내에; 가능한한빠른시일내에; "
    "빠른시일안에; 최단시일내; 최단시일내에; 하루빨리; 가급적이른시일내에; 가능한한이른시일내에; 시급히; "
    "긴급히; 지체없는; 조속한; 신속한; 속히; 하루속히; 지금바로; 우선적으로; 조속; asap"
)
AS_MUCH = "; 가능한; 가능한한; 가급적; 최대한; 가장; 되도록; 조속하고"
AS_SOON = (
    "빨리; 빠르게; 조속히; 신속히; 이른시일내; 이른시일내에; 빠른시일내; 빠른시일내에; 빠른시일안에; "
    "조속한시일내; 조속한시일내에; 조속한시일안에; 빠른시기에; 조속한시기에; 조기에"
)
IN_TIME = (
    "곧; 금명간; 조만간; 머지않아; 가까운시일내; 가까운시일내에; 가까운시일안에; 가까운장래에; 가까운미래에; "
    "이른시일내; 이른시일내에; 적절한시기에; 적절한때에; 적기에; 적시에; 상호편리한시기에; 편리한시기에; "
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
    "": "정례적; 정기적; 주기적; 상시적; 지속적; 매시간; 매시; "
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
    (r"(?<![접착준특개선이회])(?:수|몇|여러)(?:일|주|달|개월|년|해)|며칠", "approximate", "few"),
    (rf"\d시(?:간|까지|이전)|분이내|정오|자정|{CLOCK}", "relative", "hours"),
    (r"(?:월|일|년|초|말|순)(?:경|쯤|께|무렵|전후)|약\d", "approximate", "about"),
    (
        rf"(?<!매월)(?<!매달)(?:{FIRST_TO_LAST}|(?:월|달)제?[1-5]째?)주(?!간|일|이내|내|안|마다|후|뒤|전)",
        "approximate",
        "part",
    ),
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
    (r"(?<![0-9a-z])\d+(?:wd|bd|d)(?![^\W\d_])|d-\d", "none", "shortened"),
)


A_DAY = r"\d일|요일|\d{1,2}[./]\d{1,2}\.?(?:\([월화수목금토일]\))?|오늘|내일|모레|글피"
PART_OF_DAY = "오전|오후|새벽|아침|점심|정오|저녁|밤"
# Days that have the same date in every year.
HOLIDAYS = {
    "삼일절": "3월1일", "어린이날": "5월5일", "현충일": "6월6일", "광복절": "8월15일", "개천절": "10월3일",
    "한글날": "10월9일", "성탄절": "12월25일", "크리스마스": "12월25일",
}  # fmt: skip
NEAR_WEEK = r"(?:이번주|오는|금주|다음주|내주|차주|(?:금년|올해)?제\d+주)"
WORKDAYS = r"\d{1,4}(?:근무일|영업일|업무일)"


def normalise_korean(text: str) -> str:
    """Take out spaces and set ranges alike."""
    text = re.sub(r"\s", "", normalise_wording(text))
    text = re.sub(r"[~∼〜]", "-", text).replace("末", "말").removeprefix("-")
    # "담주 수욜" is said and typed for "다음 주 수요일".
    text = re.sub(r"^낼(?=오|아|점|저|밤|까|중|$)", "내일", re.sub(r"담(?=[주달])|^익(?=주)", "다음", text))
    text = re.sub(r"([월화수목금토일])욜", r"\1요일", text)
    # Closing brackets were taken for the end of a sentence: "2.16(월)".
    text = re.sub(r"\(([월화수목금토일])$", r"(\1)", text)
    # "다음 주 금요일(9.11.)까지" is that date; "모레(11일)까지" names the day again.
    text = re.sub(
        rf"^(늦어도)?{NEAR_WEEK}?([{WEEKDAYS}])요일\((\d{{1,2}})[./월](\d{{1,2}})[.일]?\)?",
        r"\3.\4.(\2)",
        text,
    )
    text = re.sub(r"(?<=요일|내일|모레|글피|오늘)\(\d{1,2}일\)?", "", text)
    # "8월 17일부로" is that day, "3.31.한" a last one.
    text = re.sub(r"(?<=[\d일.])(?:부로|자로|을기해서?|을기하여)$", "에", text)
    text = re.sub(r"(?<=\d)\.(?:限|한)$", "까지", text)
    text = re.sub(rf"({A_DAY})(?:{PART_OF_DAY})(?:중)?(?=(?:으로)?(?:까지)?는?$|에는?$)", r"\1", text)
    text = re.sub(rf"({A_DAY})(?:으로|{PART_OF_DAY}전(?:에|까지)?)는?$", r"\1까지", text)
    text = re.sub(r"(?<=\d회)이상$", "", text)
    text = re.sub(r"^정확히", "", text)
    # "15일을 넘기지 않고", "올해가 가기 전에", "5일을 시한으로" are last days.
    text = re.sub(
        r"(?<=[일월말년)])[을를](?:(?:넘기|초과하|도과하|지나)지(?:않|아니하)(?:고|게|도록|는(?:선|범위)(?:내)?에서)|"
        r"(?:시한|기한|마감)으로(?:하여|해서?|하되)?)$",
        "까지",
        text,
    )
    text = re.sub(
        r"(?<=[기월해년달주])[이가](?:다)?(?:끝나|종료되|지나|가|저물)기전(?:까지|에)?$", "까지", text
    )
    text = re.sub(r"(?<=\d월)한달(?=안|내)", "", text)
    for name, day in HOLIDAYS.items():
        text = re.sub(rf"(?:(?<=년)|(?<=올해)|^){name}(?=전|이전|까지)", day, text)
    text = re.sub(r"^(분기|반기)별(?=\d회)", r"\1", text)
    # "오는 10월" is the next October, as without the word.
    text = re.sub(r"^오는(?=\d{1,2}월)", "", text)
    text = re.sub(r"^(?:기한|마감|시한|마감일):?(?=[^\s까])", "", text)
    text = re.sub(r"(\d년|올해|금년|내년|명년)연(?=초|말|내)", r"\1", text)
    text = re.sub(r"(\d{1,2})\.(?=까지|이전|전|에|중|$)", r"\1", text)
    # "4.10(금)限" and "3월 말한" are last days.
    text = re.sub(r"(?<=[\d)월일말])(?:限|한)$", "까지", text)
    # "10근무일이내(프놈펜기준)" and "10근무일(프놈펜기준)이내" say the same as "프놈펜기준10근무일이내".
    text = re.sub(rf"({WORKDAYS})\((\w+기준)\)", r"\2\1", text)
    return re.sub(rf"({WORKDAYS}(?:이내|내|안)에?)\(?([^\W\d]+기준)\)?$", r"\2\1", text)
