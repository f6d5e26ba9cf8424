"""The words of English deadlines: months, numbers, and complete phrases."""

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
from commitments.language.phrases.specification import REVIEW_DAYS, SOON_DAYS, DeadlineSpec, Unit, split_table

MONTHS = split_table("january february march april may june july august september october november december")
MONTH_NUMBERS: dict[str, int] = {name: number for number, name in enumerate(MONTHS, start=1)} | {
    name[:3]: number for number, name in enumerate(MONTHS, start=1)
}
MONTH_NUMBERS["sept"] = 9
WEEKDAYS = split_table("monday tuesday wednesday thursday friday saturday sunday")
SMALL = split_table(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
)
TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
NUMBERS: dict[str, int] = {
    **{name: number for number, name in enumerate(SMALL)},
    **TENS,
    **{f"{ten}-{one}": TENS[ten] + number for ten in TENS for number, one in enumerate(SMALL[1:10], start=1)},
    "a": 1, "an": 1, "a hundred": 100, "one hundred": 100, "one hundred and twenty": 120,
    "one hundred and eighty": 180,
}  # fmt: skip
# "Twenty-one" is one number, and no range.
COMPOUND = rf"(?:{'|'.join(TENS)})-(?:{'|'.join(SMALL[1:10])})\b"
ORDINALS: dict[str, int] = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4,
}  # fmt: skip
UNITS: dict[str, Unit] = {
    "day": "days", "calendar day": "days", "working day": "working_days", "business day": "working_days",
    "work day": "working_days", "workday": "working_days", "week": "weeks", "month": "months",
    "calendar month": "months", "year": "years",
}  # fmt: skip
# In days, weeks or months of another unit.
FURTHER_UNITS: dict[str, tuple[int, Unit]] = {
    "fortnight": (2, "weeks"), "quarter": (3, "months"), "half-year": (6, "months"),
    "half year": (6, "months"), "decade": (10, "years"),
}  # fmt: skip

MONTH = rf"(?P<month>{'|'.join(sorted(MONTH_NUMBERS, key=len, reverse=True))})\.?"
ANY_WEEKDAY = rf"(?:{'|'.join(WEEKDAYS)}|mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)\.?"
WEEKDAY = rf"(?:(?:on )?(?P<weekday>{ANY_WEEKDAY}) (?:the )?)?"
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
NUMBER = rf"(?P<count>\d{{1,4}}|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
UNIT = rf"(?P<unit>{'|'.join(sorted([*UNITS, *FURTHER_UNITS], key=len, reverse=True))})s?"

EVENT = (
    r"meetings?|sessions?|summits?|dialogues?|rounds?|consultations|talks|visits?|commissions?|committees?|"
    r"conferences?|forums?|assembly|councils?|congress|ministerial|negotiations|elections?|anniversary|"
    r"centenary|centennial|ceremony|olympics?|olympic games|expo|cop ?\d*|g-?7|g-?20|g-?77|apec|asean|unga|"
    r"nato|brics|osce|oecd|aukus|quad|working group|task ?force|2\+2|workshop|seminar|gathering|presidency|"
    r"inauguration|opening|celebrations?|commemorations?|bicentennial|bicentenary|jubilee|(?:jc[cm]?|jec|"
    r"jtc|jwg|som|spc|ttc)(?: ?-?\d{1,2})?"
)
# The meeting itself, from which time is counted.
ITSELF = (
    r"(?:(?:the )?(?:date|day|conclusion|end) of )?(?:this|the|today's|our|their|its|the present) "
    r"(?:(?:bilateral|present|current) )?"
    r"(?:meeting|visit|talks|session|call|summit|dialogue|consultations|round|conference)"
    r"(?: of today)?|this (?:[\w-]+ ){1,2}(?:meeting|visit|session|summit)|today(?:'s date)?|now|this date"
    r"|the (?:date|day) of (?:this|the) meeting"
)

# What starts a clock without being an event that both sides attend.
HAPPENING = (
    r"(?:[\w'-]+ )?(?:ratification|approval|adoption|entry into force|entering into force|receipt|consent|"
    r"clearance|delivery|notification|publication|conclusion|submission|request|confirmation|consensus)\b"
)
AS_SOON = split_table("practicable practical feasible possible")
HASTE = split_table("soon quickly early expeditiously swiftly promptly rapidly speedily urgently")
IN_HASTE = (
    "promptly; expeditiously; swiftly; immediately; without delay; without further delay; "
    "without undue delay; forthwith; urgently; quickly; rapidly; speedily; at once; immediate; "
    "right away; at the earliest; at the earliest possible date; at the earliest possible time; "
    "at the earliest possible opportunity; at the earliest opportunity; at the earliest convenience; "
    "at your earliest convenience; at your convenience; at its convenience; at their convenience; "
    "at its own convenience; at your own convenience; at your early convenience; at an early "
    "convenience; at its earliest convenience; at their earliest convenience; at the "
    "earliest possible convenience; at an early opportunity; "
    "at the earliest date; at the earliest time; with the least possible delay; with minimal delay; "
    "with a minimum of delay; without loss of time; without any delay; without any further delay; "
    "soonest; at the soonest; at the soonest possible time; at the soonest possible date; at the soonest "
    "opportunity; "
    "at the soonest possible opportunity; in nearest time; in the nearest time; in nearest future; with all "
    "speed; "
    "with the utmost speed; with all convenient speed; in short order; most urgently; very urgently; "
    "with the utmost urgency; with all dispatch; by return; as soon as you can; "
    "as soon as we can; as soon as they can; as soon as it can; as quickly as you can; as quickly as we can; "
    "in the shortest time; in the shortest possible delay; as early as possible; as quick as you can; "
    "as quick as possible; as fast as possible; at the greatest brevity; "
    "in the shortest time possible; with all urgency; as a matter of urgency; as a matter of priority; "
    "with all due speed; with immediate effect; asap; a.s.a.p; in the shortest possible time; "
    "within the shortest possible time; as a priority; on an urgent basis; expedite; expedites; expedited; "
    "expediting; on an expedited basis; prompt; swift; speedy; expeditious; rapid; quick"
)
IN_TIME = (
    "soon; shortly; in the near future; in the nearest future; in the nearest possible future; "
    "near future; the near future; at an early date; in due course; in due time; in a timely manner; "
    "in a timely fashion; timely; on a timely basis; in good time; before long; "
    "at a mutually convenient time; at a mutually convenient date; at a mutually agreeable time; "
    "mutually agreeable time; at a mutually agreed time; at a mutually acceptable time; "
    "mutually convenient time; time convenient; at mutually convenient dates; "
    "on mutually convenient dates; on a mutually convenient date; at a convenient time; "
    "when convenient; at an appropriate time; at the appropriate time; in the foreseeable future; "
    "in the short term; in the medium term; in the long term; long-term; long term; short-term; "
    "short term; medium-term; in the short medium and long term; over time; gradually; progressively; "
    "in the coming period; very soon; in the very near future; in the not too distant future; "
    "at a later date; at a later stage; in the future; in future; early; early on; going forward; "
    "in the period ahead; to the fullest extent practicable; to the fullest extent possible; "
    "in the time ahead"
)
OVER_YEARS = (
    "multi-year; multiyear; multi-annual; multiannual; pluriannual; over several years; "
    "over multiple years; for years to come; in years to come; in the years to come; in the years ahead"
)
NOTHING = (
    "; -; not stated; none; no deadline; no date; n/a; n.a; nil; not applicable; not specified; unspecified; "
    "no deadline stated; tbd; tbc; tba; to be determined; to be confirmed; to be decided; to be agreed; "
    "to be announced; to be discussed; to be advised; date to be agreed; date to be confirmed; "
    "date tbc; date tbd; no date yet"
)
RECURRING: Mapping[str, str] = {
    "P1D": "daily; each day; every day; per day; a day; on a daily basis",
    "P1W": "weekly; each week; every week; per week; once a week; once per week; once every week; "
    "once each week; on a weekly basis; "
    + "; ".join(
        f"{how} {day}" for how in ("every", "each", "on every", "on each") for day in sorted(WEEKDAYS)
    ),
    "P2W": "fortnightly; every fortnight; every other week; every second week; each fortnight",
    "P1M": "monthly; each month; every month; per month; once a month; once per month; once every month; "
    "once each month; once in a month; on a monthly basis",
    "P2M": "every other month; every second month",
    "P3M": "quarterly; each quarter; every quarter; per quarter; once a quarter; once per quarter; once "
    "every quarter; once each "
    "quarter; in each quarter; on a quarterly basis",
    "P6M": "semiannual; semiannually; semi-annual; semi-annually; half-yearly; every half year; "
    "every half-year; twice yearly; twice annually; twice-yearly; on a semi-annual basis; "
    "on a semiannual basis; on a half-yearly basis; each half-year; each half year; at six-monthly "
    "intervals; "
    "six-monthly; semestral; semestrally; every semester; each semester",
    "P1Y": "annual; annually; yearly; each year; every year; per year; per annum; once a year; once per "
    "year; once every year; once each year; "
    "once in a year; once in each year; per calendar year; once per calendar year; a year; "
    "on an annual basis; on a yearly basis; every calendar year; each calendar year; year on year",
    "P2Y": "biennial; biennially; every other year; every second year; once in two years; on a biennial "
    "basis",
    "P3Y": "triennial; triennially; every third year",
    "": "regular; regularly; on a regular basis; periodic; periodically; at regular intervals; frequently; "
    "on an ongoing basis; continuously; on a continuing basis; from time to time; on a periodic basis; "
    "at periodic intervals; on a rolling basis; routinely; ongoing; on-going; continuous",
}


def weekday_of(name: str) -> int:
    """Number a weekday, written out or shortened; Monday is 0."""
    return [weekday[:3] for weekday in WEEKDAYS].index(name[:3].casefold())


def whole_phrases() -> dict[str, DeadlineSpec]:
    """Gather the phrases that are complete in themselves."""
    whole = {phrase: DeadlineSpec("none") for phrase in phrases_of(NOTHING)}
    whole |= {f"as {haste} as {limit}": build_open(SOON_DAYS) for haste in HASTE for limit in AS_SOON}
    whole |= {phrase: build_open(SOON_DAYS) for phrase in phrases_of(IN_HASTE)}
    whole |= {phrase: build_open(REVIEW_DAYS) for phrase in phrases_of(IN_TIME)}
    whole |= {phrase: DeadlineSpec("approximate", ask="years") for phrase in phrases_of(OVER_YEARS)}
    for duration, phrases in RECURRING.items():
        whole |= {phrase: build_recurring(duration) for phrase in phrases_of(phrases)}
    return whole


WORKDAY = r"(?:working|business|work)[ -]?day"
NUMBERED = rf"(?:\d{{1,4}}|{'|'.join(SMALL)})"
ASKS = compile_questions(
    (r"\b(?:fiscal|financial|academic|school|budget(?:ary)?|marketing|crop)[ -]years?\b|\bfiscal\b|\bfy ?\d",
     "approximate", "fiscal"),
    (r"\b(?:spring|summer|autumn|fall|winter)s?\b(?! (?:olympic|paralympic|games|universiade))",
     "approximate", "season"),
    (r"\bbi-?(?:annual|year)(?:ly)?\b", "recurring", "biannual"),
    (r"\bbi-?monthly\b", "recurring", "bimonthly"),
    (r"\bbi-?weekly\b", "recurring", "biweekly"),
    (rf"\b(?:past|previous|ago|last(?! (?:quarter|half|day|week|month|{WORKDAY}) of))\b", "none", "past"),
    (r"\b(?:few|several|some|couple of|number of|many) (?:working |calendar )?(?:days|weeks|months|years)\b",
     "approximate", "few"),
    (rf"\b(?:hours?|minutes?|noon|midnight)\b|\b\d{{1,2}} ?[ap]\.?m\b|{CLOCK}", "relative", "hours"),
    (r"\b(?:about|around|approximately|circa|roughly|towards?)\b|\bor so\b", "approximate", "about"),
    (r"\bw/|\b(?:mtgs?|eob|cob|eod)\b|(?<![^\W\d_])(?:wds?|bds?|wks?|mths?|yrs?)\b", "none", "shortened"),
    (rf"{SHORT_YEAR}|\b\d{{1,2}}(?:st|nd|rd|th)? {MONTH} \d\d$|\b(?:[qh][1-4]|[1-4][qh]) ?\d\d$",
     "fixed", "short_year"),
    ((rf"\b(?!{COMPOUND}){NUMBERED}(?:-| to | or ){NUMBERED} (?:working |calendar |business )?(?:day|week|"
        rf"month|year)s?\b"),
     "relative", "range"),
    (r"\b(?:beginning|start|(?:first|second|third|fourth|last|[1-4](?:st|nd|rd|th)) week) of\b",
     "approximate", "part"),
    ((rf"\b(?:first|second|1st|2nd|latter|early|later) (?:half|part) of (?:(?:the|next|this) )*"
      rf"(?:month|{MONTH})\b"), "approximate", "part"),
)  # fmt: skip


# What people write in front of a date, and what narrows its last day to working hours.
LABEL = r"(?:deadline|due(?: date| on)?|target date)"
CLOSE_OF_BUSINESS = (
    r"(?:cob|eob|eod|cop|(?:the )?close of (?:business|play)|"
    r"(?:the )?end of (?:business|(?:the )?(?:working )?day))"
)
ENDS = {"y": "year", "m": "month", "q": "quarter"}


def normalise_english(text: str) -> str:
    """Normalise English wording: doubled numbers, the ways to write "the end of"."""
    text = re.sub(r"\b([A-Za-z-]+) \((\d+)\)", _one_number, text)
    text = re.sub(r"\b((?:working|business) days?) \((?:in )?([^\d()]+)\)", r"\1 in \2", text, flags=re.I)
    text = normalise_wording(text)
    names = "|".join(MONTH_NUMBERS)
    text = re.sub(rf"\b(\d{{1,2}})[-/]({names})[-/](?=\d{{4}})", r"\1 \2 ", text, flags=re.IGNORECASE)
    text = re.sub(rf"^{LABEL}[: ]+(?:is )?(?=\S)", "", text, flags=re.IGNORECASE)
    text = re.sub(rf"\b{CLOSE_OF_BUSINESS} (?:on |of )?(?=\S)", "", text, flags=re.IGNORECASE)
    text = re.sub(
        r"\beo([ymq])\b", lambda found: f"the end of the {ENDS[found[1].lower()]}", text, flags=re.I
    )
    text = re.sub(r"\b(mid|early|late) (?=\d)", r"\1-", text, flags=re.IGNORECASE)
    text = re.sub(
        r"\b(?:year[ -]?end|(?:the )?year's end|end of year)\b(?! \d)",
        "the end of the year",
        text,
        flags=re.I,
    )
    text = re.sub(r"\b(month|quarter)[ -]end\b", r"the end of the \1", text, flags=re.I)
    text = re.sub(r"\byear[ -]?end (?=\d{4})", "the end of ", text, flags=re.IGNORECASE)
    text = re.sub(
        r"\b(?:the )?(?:very )?(?:end|close)[ -]of[ -](?:the )?", "the end of the ", text, flags=re.I
    )
    text = re.sub(
        r"\bend[ -](?=\d{4}|(?:" + "|".join(MONTH_NUMBERS) + r")\b)",
        "the end of the ",
        text,
        flags=re.IGNORECASE,
    )
    text = re.sub(
        r"\b(until|till|through) at least\b|\bat least (until|till|through)\b", r"\1\2", text, flags=re.I
    )
    text = re.sub(
        r"^as (?:early|soon) as (?=(?:next|this|in|the|mid|early|late|20\d\d)\b)", "", text, flags=re.I
    )
    text = re.sub(r"\bthe (year|month) is out\b", r"the end of the \1", text, flags=re.I)
    text = re.sub(r"\b(?:tmrw?|tmw|tomoz)\b", "tomorrow", text, flags=re.IGNORECASE)
    text = re.sub(r"\bchristmas(?: day)?\b", "25 December", text, flags=re.IGNORECASE)
    text = re.sub(r"\bhalf a year\b", "six months", text, flags=re.IGNORECASE)
    text = re.sub(r"\b(?:one|a year) and a half(?: years?)?\b", "eighteen months", text, flags=re.IGNORECASE)
    return re.sub(r"\bthe end of the (?=this|next|each|every)", "the end of ", text, flags=re.IGNORECASE)


def _one_number(match: re.Match[str]) -> str:
    """Keep one of "ten (10)" where both agree; leave them standing, not understood, where they differ."""
    same = NUMBERS.get(match[1].casefold()) == int(match[2])
    return match[1] if same else match[0]
