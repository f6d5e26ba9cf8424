"""The grammar of English deadlines: the patterns, in the order in which they are tried.

The patterns are built from parts: conditions, urgency, dates to be agreed, bounds.
"""

import re
from dataclasses import replace

from commitments.language.phrases import english_builders, english_words
from commitments.language.phrases.grammar import (
    DAY_ZERO,
    WITHOUT_YEAR,
    YEAR,
    YEAR_FIRST,
    YEAR_LAST,
    AskError,
    Frame,
    Grammar,
    build_bounded,
    build_decade,
    build_iso_date,
    build_last_day,
    build_last_working_day,
    build_numeric_date,
    build_open,
    build_period,
    build_question,
    build_recurring,
    build_year_span,
    compile_frames,
    compile_rules,
    in_one_year,
    read_framed,
    read_wording,
)
from commitments.language.phrases.specification import REVIEW_DAYS, DeadlineSpec, Relation

BEFORE = (
    r"(?:before|prior to|ahead of|in advance of|in the lead[- ]?up to|in the run[- ]?up to|"
    r"in preparation for|in view of|in anticipation of)"
)
# "In the short, medium and long term", "medium- to long-term".
SPANS_OF_TERM = r"(?:short|near|nearer|shorter|medium|mid|intermediate|long|longer)"
TERM = (
    rf"(?:(?:in|over|for) the )?{SPANS_OF_TERM}-?(?:(?:,|/| and| to| or|, and)? ?{SPANS_OF_TERM}-?){{0,3}}"
    r"[ -]?term"
)
CONDITIONS = (
    r"subject to|conditional (?:up)?on|contingent (?:up)?on|depending (?:up)?on|dependent (?:up)?on|pending|"
    r"provided(?: that)?|providing|in the event of|unless|if|when|whenever"
)
MILESTONES = (
    r"completion|receipt|signature|signing|entry into force|ratification|approval|conclusion|adoption"
)
AT_LEAST = r"(?:at least|no later than|not later than|by|no less than|not less than)"
AHEAD = rf"(?:{AT_LEAST} )?{english_words.NUMBER} {english_words.UNIT} {BEFORE} (?P<rest>.+)"
OFTEN = (
    rf"(?:(?P<often>once|twice)|{english_words.NUMBER} times)[ -](?:a|per|each|every|in a|in each)[ -]year"
)
SUITABLE = r"(?:convenient|agreed|agreeable|acceptable|suitable|appropriate)"
CONVENIENT = (
    rf"(?:at|on|when) (?:a |an |any )?(?:mutually )?(?:time|date)s? {SUITABLE}(?: upon)? (?:to|for|by|"
    rf"between) .+|"
    r"at (?:the )?[\w'’ -]{2,40}['’]s?(?: own)? (?:early|earliest)(?: possible)? convenience|"
    rf"(?:(?:at|on) )?(?:(?:a|an|any|the|early|earliest|first|mutually) )*{SUITABLE} (?:time|date|"
    rf"opportunity)s?|"
    r"(?:within|in line with|according to) (?:the |an |a )?(?:agreed[ -]upon |mutually agreed |agreed |"
    r"set |given |stipulated )?"
    r"time-?(?:frame|line|table)s?|"
    r"(?:at|on) (?:a |any )?(?:later )?(?:time|date)s?(?: which is| that are|,)? to be (?:mutually |"
    r"jointly |further )*"
    r"(?:agreed|determined|decided|confirmed|fixed|set|announced)(?: upon| on)?(?: (?:by|through|between|"
    r"via) .+)?"
)
NTH = rf"(?:{'|'.join(english_words.ORDINALS)}|fifth|tenth|fifteenth|twentieth|last|\d{{1,2}}(?:st|nd|rd|th))"
OFTEN_OR_NEXT = r"(?:a|an|per|each|every|week|month|year|meeting|session|summit)s?\b"
AFTERWARDS = r"(?:immediately |soon |shortly |right )?(?:upon|following|after)"
ONCE = rf"(?:{AFTERWARDS}|once) (?P<rest>(?!{OFTEN_OR_NEXT}).+)"
BEGINS = (
    r"(?:starting|beginning|commencing|effective|as of|as from|from|since|no earlier than|not earlier than|"
    r"not before|with effect from)(?! now\b) .+"
)
HASTY = (
    r"(?:as (?:soon|quickly|early) as (?:possible|practicable|feasible)|promptly|immediately|without delay),?"
    r"(?: and| but)?(?: in any (?:case|event))? "
    r"(?P<rest>(?:by|before|no later than|not later than|within) .+)"
)
AT_LEAST_EVERY = (
    r"(?:at least|(?:no|not) (?:less|fewer) than) "
    r"(?P<rest>(?:once|twice|annual|year|semi|half|quarter|month|week|every|\w+ times).*)"
)
UP_TO = r"(?: to | through | and |-)"
SHORT_NAMES = rf"(?:{'|'.join(english_words.MONTH_NUMBERS)}|[qh][1-4])"
SHORT_FIRST = rf"(?:{SHORT_NAMES}(?: \d{{4}})?|\d{{1,2}})"
SHORT_LAST = rf"(?:\d{{1,2}} )?{SHORT_NAMES}(?: \d{{4}})?"
CUT_OFF = r"(?:the|our|their|its) (?:next|forthcoming|upcoming)"
BOUNDS = (
    r"starting|beginning|commencing|effective|from|since|as of|until|till|through|up to|over|for|during|"
    r"within|at"
)
HALF = (
    r"(?P<number>first|second|third|fourth|last|latter|final|1st|2nd|3rd|4th)[ -]"
    r"(?P<size>half|quarter)(?:-year)?"
)
NAMED = r"this coming|this|the current|the same|the next|the following|the coming|the|next|following|coming"
LIMIT = (
    r"a period of |a maximum of |a further |a (?=[\w-]+-(?:year|month|week))|no more than |not more than |"
    r"at most |up to "
)
BOTH_PLACES = (
    r"(?:both|each)(?: of)?(?: the)?(?: two)? (?:capitals?|countr(?:y|ies)|sides?|governments?|parties)"
)
PLACE = r"(?!both|each|advance)[^\W\d]+(?: [^\W\d]+)?"


# The year: its number, or this or the next from the meeting on.
REFERENCE = (
    r"(?P<ref>this|the current|the same|the next|the following|the coming|the|next|following|coming) year"
)
WHEN = rf"(?:(?:the )?(?:calendar )?(?:year )?{YEAR}|{REFERENCE})"
PART = r"(?:(?:the )?(?P<part>early|mid|late|middle)(?:[ -]part)?(?:[ -]| of | in )(?:the )?)?"
EACH_YEAR = r"(?:annually|yearly|(?:of |in )?(?:each|every) year|on an annual basis|per year)"
DOUBTFUL = (
    r"before|after|within|until|by|later|days?|weeks?|months?|years?|early|late|soon|if|unless|but|not|or|"
    r"every|each|"
    r"starting|from|ahead|prior|since|once|upon|subject|pending"
)
EVENT = (
    rf"(?!.*\b(?:{DOUBTFUL})\b)(?:(?:the|our|their|its|a|an) )?"
    rf"(?P<event>(?:[\w.'&/+-]+ )*?(?:[\w.'&/+-]*)(?<![\w])(?:{english_words.EVENT})(?![\w])"
    rf"(?: [\w.'&/+-]+)*)"
)
# When an event is, within its words: "the summit in June 2027", "their 2027 meeting".
OWN_TIME = re.compile(
    r" (?:in|on) (?P<when>(?:(?!(?:in|on) )[\w-]+ ){0,3}(?:19|20)\d\d)$|"
    r"(?:^|\b(?:the|their|our|its|next|this) )(?P<year>20\d\d)\b(?= \w)|"
    rf" (?:in|on) (?P<month_alone>(?:\d{{1,2}} )?(?:{'|'.join(english_words.MONTHS)}))$",
    re.IGNORECASE,
)
EVENT_ONLY = re.compile(EVENT, re.IGNORECASE)
OF_BOTH = rf"(?: (?:in|of|for) (?P<both>{BOTH_PLACES}))?"
IN_PLACE = rf"(?: in (?P<place>{PLACE}))?"
FROM = r"(?: (?:of|from|after|following|since|counting from|starting from|as of|as from) (?P<anchor>.+?))?"
COUNTED = (
    rf"(?: (?:counting |counted )?in (?P<counted_both>{BOTH_PLACES})"
    rf"| count(?:ing|ed) in (?P<counted>{PLACE}))?"
)
OF_WEEK = r"(?: (?:of )?this week|(?P<after> (?:of )?(?:next|the following) week))?"
LENGTH = (
    rf"(?:{LIMIT})?(?:the )?"
    rf"(?P<next>(?:next|coming|following|first) )?{english_words.NUMBER}[ -]{english_words.UNIT}"
    rf"(?:'s|')?(?: time| period)?"
    rf"{OF_BOTH}{IN_PLACE}{FROM}{COUNTED}"
)
TWO_UNITS = r"(?:day|week|month)s(?: and| or) (?:week|month|year)s"
YEARS = (
    rf"(?:the )?(?:period |years )?(?:of |from )?{YEAR}(?:[-/]| to | through )(?P<last>\d{{4}}|\d\d)"
    r"(?: period)?"
)


def _before_event(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    inner = EVENT_ONLY.fullmatch(match["rest"])
    if inner is None:
        return None
    count, unit = english_builders.length_of(match)
    if re.fullmatch(english_words.ITSELF, inner[0], re.IGNORECASE):
        raise AskError("which_meeting", "event", relation="before", count=count, unit=unit)
    return _with_own_time(
        DeadlineSpec("event", event=inner["event"], relation="before", count=count, unit=unit)
    )


def _event(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    found = english_builders.build_event(match, frame)
    return _with_own_time(found) if found else None


def _with_own_time(found: DeadlineSpec) -> DeadlineSpec:
    """Add the time that an event's words name: "the summit in June 2027"."""
    own = OWN_TIME.search(found.event)
    inner = read_framed(ENGLISH, own["when"] or own["year"] or own["month_alone"]) if own else None
    if inner is None or inner.period is None or inner.until:
        return found
    return replace(found, period=inner.period)


def _span(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    """Read "between X and Y", "from X to Y", X taking the year of Y where it has none."""
    last = read_framed(ENGLISH, match["last"])
    if last is None or last.period is None or last.until is not None or last.shape != "during":
        return None
    text = match["first"]
    if text.isdigit() and last.period.unit == "day" and last.period.month is not None:
        text = f"{text} {english_words.MONTHS[last.period.month - 1]}"
    year = last.period.year
    with_year = f"{text} {year}" if year is not None and not re.search(r"\d{4}", text) else text
    first = read_framed(ENGLISH, with_year) or read_framed(ENGLISH, text)
    if first is None or first.period is None:
        raise AskError("year", "relative")
    if in_one_year(first.period, last.period):
        return build_period(first.period, "in", last.period)
    if not (first.period.is_dated and last.period.is_dated):
        raise AskError("year", "relative")
    if first.period.unit == "year" == last.period.unit and not (first.period.part or last.period.part):
        return build_year_span(first.period.year or 0, last.period.year or 0)
    if (first.period.year or 0) > (last.period.year or 0):
        return None
    return build_period(first.period, "in", last.period)


def _days_of_month(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    """Read "on June 12-14, 2027": the month is named before both days."""
    last = f"{match['day']} {match['month']} {match['year'] or ''}".strip()
    return read_wording(ENGLISH, f"from {match['first']} to {last}")


def _every_with_day(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    """Read "by 1 November each year", "annually in October", "in the first half of each year"."""
    rest = match["rest"]
    if re.search(rf"\b(?:{english_builders.HALVES})$", rest, re.IGNORECASE):
        rest = f"{rest} of this year"
    found = read_framed(ENGLISH, rest)
    if found is None or found.period is None or found.ask or found.period.is_dated or found.until:
        return None
    if found.period.month is None and found.period.index is None:
        return None
    return DeadlineSpec("recurring", shape=found.shape, period=found.period, every="P1Y")


def _after(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    rest = match["rest"]
    if re.fullmatch(english_words.ITSELF, rest, re.IGNORECASE) or re.match(
        rf"{english_words.NUMBER} ", rest, re.IGNORECASE
    ):
        raise AskError("start", "relative")
    if read_framed(ENGLISH, rest) and not EVENT_ONLY.fullmatch(rest):
        raise AskError("start", "relative")
    raise AskError("condition", "event", event=rest)


def _bounded(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    """Read "as soon as possible, and no later than": the last day is what binds."""
    return read_framed(ENGLISH, match["rest"])


def _at_least_every(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    """Read "at least once a year" as once a year: what is owed at the least is what falls due."""
    found = read_wording(ENGLISH, match["rest"])
    return found if found.kind == "recurring" and not found.ask else None


def _last_working_day(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    return build_last_working_day(read_framed(ENGLISH, f"by {match['rest']}"), frame)


def _last_day(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    return build_last_day(read_framed(ENGLISH, f"by the end of {match['rest']}"), frame)


def _before_it_ends(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    """Read "before this year is out" as its end; nothing else is due "at" such a time."""
    return read_framed(ENGLISH, f"by the end of {match['rest']}") if frame == "before" else None


def _at_the_latest(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    rest = re.sub(r"^(?:by|in|on|before|during|within) ", "", match["rest"], flags=re.IGNORECASE)
    framed = match["rest"] if re.match(r"within|before", match["rest"], re.IGNORECASE) else f"by {rest}"
    return read_framed(ENGLISH, framed)


TIMES = compile_rules(
    (
        (
            rf"{english_words.WEEKDAY}(?:the )?{english_words.DAY}(?: of)? {english_words.MONTH}"
            rf"(?: (?:of )?{WHEN})?"
        ),
        english_builders.build_day,
    ),
    (
        rf"{english_words.WEEKDAY}{english_words.MONTH} (?:the )?{english_words.DAY}(?: (?:of )?{WHEN})?",
        english_builders.build_day,
    ),
    (YEAR_FIRST, build_iso_date),
    (YEAR_LAST, build_numeric_date),
    (WITHOUT_YEAR, build_question("numeric_date", "relative")),
    (
        rf"{PART}(?:the )?(?:month of )?{english_words.MONTH}(?: (?:of |in )?{WHEN})?",
        english_builders.build_month,
    ),
    (rf"(?:the )?{HALF}(?:(?: of)? {WHEN})?", english_builders.build_fraction),
    (rf"(?:the )?(?P<size>[qh])(?P<number>[1-4])(?:(?: of)? {WHEN})?", english_builders.build_fraction),
    (rf"(?:the )?(?P<number>[1-4])(?P<size>[qh])(?:(?: of)? {WHEN})?", english_builders.build_fraction),
    (rf"{PART}{WHEN}", english_builders.whole_year),
    (r"(?:the )?(?P<year>(?:19|20|21)\d0)'?s", build_decade),
    (rf"mid(?:[- ]|dle of the )year(?: (?:of |in )?{WHEN})?", english_builders.mid_year),
    (
        rf"{PART}(?P<ref>{NAMED}) (?P<unit>week|month|quarter|half-year|half|decade)",
        english_builders.around_meeting,
    ),
    (r"today|tomorrow|the (?:following|next) day", english_builders.near_day),
    (
        (
            rf"(?:the )?week (?:of|commencing|beginning|starting|from) {english_words.WEEKDAY}(?:the )?"
            rf"{english_words.DAY}(?: of)? {english_words.MONTH}(?: {YEAR})?"
        ),
        build_question("week_of", "approximate"),
    ),
    (rf"next {english_words.ANY_WEEKDAY}", build_question("weekday_alone", "relative")),
    (
        rf"(?:this |(?:this |the )?coming )?(?P<weekday>{english_words.ANY_WEEKDAY}){OF_WEEK}",
        english_builders.weekday_alone,
    ),
    (
        rf"(?:the )?{english_words.DAY} (?:day )?(?:of )?(?P<ref>this|the current|next|the following) month",
        english_builders.day_of_near_month,
    ),
    (rf"{DAY_ZERO}(?: ?{english_words.UNIT})?", english_builders.after_day_zero),
    (rf"(?:the )?last {english_words.WORKDAY} (?:of|in) (?P<rest>.+)", _last_working_day),
    (r"(?:the )?last day (?:of|in) (?P<rest>.+)", _last_day),
    (
        r"(?P<rest>(?:this|the current) (?:week|month|quarter|year)|20\d\d) (?:is|has) (?:out|over|ended)",
        _before_it_ends,
    ),
    (r"(?:the )?(?:coming|next|following) (?P<unit>day|week|month|year)s", english_builders.build_next),
    (
        rf"(?:the )?(?:(?:coming|next|following) {TWO_UNITS}|{TWO_UNITS} (?:ahead|to come))",
        build_question("range", "approximate"),
    ),
    (r"(?:the )?(?P<unit>day|week|month|year)s (?:ahead|to come)", english_builders.build_next),
    (rf"this (?:coming )?{english_words.MONTH}", english_builders.month_alone),
    (rf"next {english_words.MONTH}", build_question("next", "relative")),
    (LENGTH, english_builders.build_length),
    (YEARS, english_builders.span_of_years),
    (EVENT, _event),
)

TO_THE_END = (
    rf"(?:(?:by|at|in|until|till|through|on|within|to|no later than|not later than|nlt|(?:well )?{BEFORE}|"
    r"up to) )?the end of"
)
AT_LATEST = (
    r"by no later than|by|no later than|not later than|not after|nlt|at the latest by|at the latest|latest "
    r"by|on or before|in time for|before or on|up until|until|till|through|up to|to|from now (?:until|to|on "
    r"until)"
)
AT_SOME_POINT = r"(?:sometime|some time|at some point) in|on the (?:occasion|margins|sidelines) of|in|on|at"
FRAMES = compile_frames(
    (rf"{TO_THE_END} (?P<rest>.+)", "by"),
    (rf"(?:{AT_LATEST}) (?P<rest>.+)", "by"),
    (rf"(?:well |shortly |immediately |just |some time |sometime )?{BEFORE} (?P<rest>.+)", "before"),
    (r"within (?P<rest>.+)", "within"),
    (r"(?:in |during |over |for |by )?(?:the )?(?:rest|remainder) of (?P<rest>.+)", "later"),
    (r"later (?:in )?(?P<rest>.+)", "later"),
    (r"(?:(?:over|in|through) the course of|over|during|throughout|for|across) (?P<rest>.+)", "over"),
    (rf"(?:{AT_SOME_POINT}) (?P<rest>.+)", "in"),
    (r"(?P<rest>.+)", ""),
)


def bounded_recurrence(match: re.Match[str], frame: Frame) -> DeadlineSpec | None:
    return build_bounded(ENGLISH)(match, frame)


def _cut_off(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    """Read "ahead of the next", which breaks off before it names the event."""
    relation: Relation = "before" if match["before"] else "by" if match["by"] else "at"
    raise AskError("which_event", "event", relation=relation)


def _unknown_event(match: re.Match[str], frame: Frame) -> DeadlineSpec:
    raise AskError("which_event", "event", event=match["rest"], relation="before")


RULES = compile_rules(
    (HASTY, _bounded),
    (AT_LEAST_EVERY, _at_least_every),
    (
        rf"(?:{CONDITIONS}) .+|as soon as (?!practica|possible|feasible).+|.+ (?:{CONDITIONS}) .+",
        build_question("condition"),
    ),
    (ONCE, _after),
    (rf"on (?P<rest>(?:the )?(?:{MILESTONES})\b.*)", _after),
    (r"(?P<rest>.+?)(?: at the latest| or (?:earlier|sooner|before))", _at_the_latest),
    (AHEAD, _before_event),
    (rf"{CONVENIENT}|{TERM}", lambda match, frame: build_open(REVIEW_DAYS)),
    (OFTEN, english_builders.times_a_year),
    (rf"every (?:second|other) {english_words.ANY_WEEKDAY}", lambda match, frame: build_recurring("P2W")),
    # "On the first Monday of each month", "by the 5th of every second month".
    (
        (
            rf"(?:(?:on|by|before) )?(?:the |every )?{NTH}(?: {english_words.ANY_WEEKDAY}| (?:working |"
            r"business )?day)? (?:of|in) (?:each|every) (?P<second>second |other )?month"
        ),
        lambda match, frame: build_recurring("P2M" if match["second"] else "P1M"),
    ),
    (
        rf"on the {NTH}(?: day)? of {english_words.MONTH} of (?:each|every) year",
        lambda match, frame: build_recurring("P1Y"),
    ),
    (
        (
            r"(?:(?:once )?every|once in(?: every)?|at intervals of(?: (?:not more than|no more than|at most|"
            r"up to))?) "
            rf"{english_words.NUMBER} {english_words.UNIT}"
        ),
        english_builders.every_length,
    ),
    (
        r"(?:(?:by|at|before|in) )?the end of (?:each|every) (?P<unit>year|quarter|month|half-year|half)",
        english_builders.every_end,
    ),
    (rf"(?:(?P<by>by) )?(?:in )?(?:each|every) {english_words.MONTH}", english_builders.every_month_named),
    (rf"(?:once )?(?:{EACH_YEAR}|a year) (?P<rest>.+)", _every_with_day),
    (rf"(?P<rest>.+?) {EACH_YEAR}", _every_with_day),
    (r"between (?P<first>.+?) and (?P<last>.+)", _span),
    (r"from (?P<first>(?!now\b).+?) (?:to|until|through) (?P<last>.+)", _span),
    (
        rf"(?:in |on |over |during )?(?P<first>{SHORT_FIRST}){UP_TO}(?P<last>{SHORT_LAST})",
        _span,
    ),
    (
        rf"(?:on |from )?{english_words.MONTH} (?P<first>\d{{1,2}}){UP_TO}(?P<day>\d{{1,2}})(?: {YEAR})?",
        _days_of_month,
    ),
    (BEGINS, build_question("start", "relative")),
    (rf"(?P<rest>.+?) (?:{BOUNDS}) .+", bounded_recurrence),
    (rf"(?:(?P<before>{BEFORE})|(?P<by>{AT_LATEST})|.+) {CUT_OFF}", _cut_off),
    (rf"{AT_LATEST}|{BEFORE}|within|over|during|{AT_SOME_POINT}", build_question("incomplete")),
)

LAST = compile_rules((rf"(?:well |shortly |just )?{BEFORE} (?P<rest>.+)", _unknown_event))
ENGLISH: Grammar = Grammar(
    english_words.normalise_english,
    english_words.whole_phrases(),
    english_words.ASKS,
    RULES,
    FRAMES,
    TIMES,
    LAST,
)
