"""Find the deadline in a sentence: the longest wording that the grammar of deadlines understands.

Deadlines may also be occasions: "before our next meeting", "at the summit in Port Elm in October 2027".
"""

import datetime
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from commitments.language.phrases import GRAMMARS, parse_deadline
from commitments.language.phrases.specification import (
    DeadlineSpec,
    Kind,
    Period,
    is_next,
)
from commitments.language.reader.events import occasions_in
from commitments.language.reader.everyday import parse_everyday
from commitments.language.reader.grammar import Place, split_list
from commitments.language.reader.starts import IN_ANY_CASE, Starts, is_narrated

LONGEST_WORDS = 18
# What the officer has to decide although the words are certainly a deadline.
QUESTION_CODES = split_list(
    "season fiscal biannual bimonthly biweekly few years about part span year next numeric_date short_year "
    "ouvrables range week_of weekday_alone bounds which_event no_such_date weekday inclusive"
)
# What names a long time.
LONG = ("fiscal", "season", "part")
# What is asked about a length of time or a day that is named with all its words.
COUNTED_ASKS = ("week_of", "ouvrables", "weekday_alone", "about", "numeric_date")
# Questions about a time in a clause by which the clause is kept as an event.
OPEN_ASKS = ("hours", "part", "condition", "span", "length_alone")
# The day is wrong, or its weekday, or it may not count.
NO_DAY = ("no_such_date", "weekday", "inclusive")
MOST_WORDS_ASKED = 8
# What is asked about may be followed by its year: "in the spring" of 2027.
WITH_YEAR = re.compile(
    r"(?: \(FY\))?,?(?: of| in)? (?:(?:19|20)\d\d|[A-Z]\w+)|\s?[월화수목금토일]요일(?:까지|에|\s?전)?"
)
# After a comma a wording goes on with a year or a second limit alone.
GOES_ON = re.compile(
    r"(?:(?<!day),|,(?!\s+\d{1,2}\w{0,2} [A-Z]))\s+(?!(?:19|20)\d\d\b|(?:and |but )?(?:no|not) later\b|at "
    r"the latest\b|au plus tard\b)"
)
# A name inside a wording is no part of a time: "in Seoul this autumn".
PLACE = re.compile(r"\b[A-Z]\w+ (?=[^\W\d])|[가-힣]{2}(?:[은는을를]|에서) ")
# A length of time behind these is counted from what is named with it.
LATEST = re.compile(r"(?:no|not) later than (?!the\b|\d{4}\b)", re.IGNORECASE)
# "On approximately 99" percent is no time.
AMOUNT = re.compile(r"^\D*\b\d{1,3}$")
# "Within 15 days of the signing of these Minutes", "… of the date of your reply".
OF_TEXT = re.compile(
    r" of (?:this|these|the present) (?:[A-Z][\w-]*|minutes|record|agreement|memorandum|protocol)"
    r"(?: of [A-Z]\w+)?"
    r"|(?:(?<=\bdate)|(?<=\bend)|(?<=\bstart)|(?<=\breceipt)) of (?:your|our|its|their|the|that|this|such|"
    r"his|her) (?:[a-z-]+ )?[a-z-]+(?=[,.;]|$| (?:and|to|in|by|with|my|our|the|its|their)\b)"
)
# A day that is stated with what a time is counted from: "of signature, which took place on 5 May 2027".
ITS_DAY = re.compile(
    r",? \(?(?:(?:which (?:took place|was (?:done|completed|effected)|occurred)|signed|done|effected|"
    r"intervenue?s?|(?:qui )?(?:a eu lieu|est intervenue?|faite|effectuée|signée?)),? )?"
    r"(?:(?:today|this day|ce jour),? )?"
    r"(?P<frame>on |le |du |ce )?(?P<day>\d{1,2}(?:er|st|nd|rd|th)? [^\W\d]{3,9} 20\d\d)(?=[,.;)]|$)"
)
BEGINNING = re.compile(r"\b(?:starting|beginning|commencing|opening)\b", re.IGNORECASE)
# "From the 2027 harvest".
SINCE_WHEN = re.compile(r"(?:as )?from|as of|starting|with effect", re.IGNORECASE)
# The hour belongs to the day: "on 6 October at 9.30 a.m.", "Tuesday 14 April at 10:00 (Elm time)".
HOUR = re.compile(
    r" à \d{1,2} ?h(?: ?\d\d)?\b|,? (?:at |by )?\d{1,2}(?:[:.]\d\d(?: ?[ap]\.?m\b\.?)?| "
    r"?[ap]\.?m\b\.?| ?hrs\b)(?: \([A-Z][^)]{0,20}\)"
    r"| (?:GMT|UTC|CET|CEST|[A-Z][a-z]+ time|local time))?"
)
# A year or an order that a thing is called after: "during the 2027" dialogue, "by the last" working day.
CALLED_AFTER = re.compile(r"\b(?:the|its|our|their|this) (?:(?:19|20)\d\d(?:[-/]\d{2,4})?|last)$", re.I)


def wording_at(plain: str, start: int, limit: int, starts: Starts, language: str) -> DeadlineSpec | None:
    """Read the longest wording that begins at a place and is understood; certain words go before others."""
    wordings = [*_wordings(plain, start, limit, starts)]
    # "Not later than three months after receipt": only with its start it is understood.
    wordings += [
        wording + tail[0]
        for wording in wordings
        if LATEST.match(wording) and (tail := starts.counted.match(plain[start + len(wording) : limit]))
    ]
    read = [spec for wording in wordings if (spec := _understood(wording, starts, language))]
    # A day that no calendar has is asked about: less of its words would be a date that is not stated.
    certain = [spec for spec in reversed(read) if not spec.ask or spec.ask in NO_DAY]
    certain.sort(key=lambda spec: (spec.ask not in NO_DAY, spec.kind == "event"))
    for spec in certain + _with_years([spec for spec in read if spec.ask]):
        behind = plain[start + len(spec.wording) : limit]
        if AT_LATEST.search(spec.wording) and NEXT_DAY.match(behind):
            # "The draft of 12 January at the latest on 5 May": the words belong to the later day.
            continue
        if not starts.named.match(behind):
            return _to_its_end(spec, behind, starts, language)
    return None


AT_LATEST = re.compile(r"\d.*\b(?:au plus tard|at the latest)$", re.IGNORECASE)
NEXT_DAY = re.compile(
    r" (?:le (?=\d|[a-z]+di\b)|la (?=fin|mi-|semaine)|(?:en|à|fin|avant|on|by|in|at)\b)", re.IGNORECASE
)


def _wordings(plain: str, start: int, limit: int, starts: Starts) -> Iterator[str]:
    """Yield the pieces of text from a place on that end like times, the shortest first."""
    comma = GOES_ON.search(plain, start, limit)
    limit = comma.start() + 1 if comma else limit
    for number, word in enumerate(re.finditer(r"[^\s,;:]+[,]?", plain[start:limit])):
        if number >= LONGEST_WORDS:
            return
        if starts.ends.fullmatch(word[0].strip(".,?!()\"'")):
            wording = plain[start : start + word.end()].rstrip(" .,;:?!()\"'")
            if wording.count("(") > wording.count(")") and plain.startswith(")", start + len(wording)):
                wording += ")"
            yield from dict.fromkeys((starts.begun.sub("", wording), wording))


def _with_years(asked: list[DeadlineSpec]) -> list[DeadlineSpec]:
    """Return the wordings that are asked about, the shortest first, with the year where one has it."""
    while len(asked) > 1 and WITH_YEAR.fullmatch(asked[1].wording[len(asked[0].wording) :]):
        asked = asked[1:]
    return asked


def _to_its_end(spec: DeadlineSpec, behind: str, starts: Starts, language: str) -> DeadlineSpec:
    """Take in from when a length of time is counted, and whose an event is: "the visit of the Premier"."""
    if spec.kind == "event" and (found := starts.whose.match(behind) or starts.goes_on.match(behind)):
        return replace(spec, wording=spec.wording + found[0], event=spec.event + found[0])
    if (
        spec.kind == "relative"
        and spec.anchor != "meeting"
        and (found := OF_TEXT.match(spec.wording + behind, len(spec.wording)))
    ):
        return replace(spec, wording=spec.wording + found[0])
    is_day = spec.kind in ("fixed", "relative") and spec.period is not None and spec.period.unit == "day"
    if is_day and (found := HOUR.match(behind)):
        return replace(spec, wording=spec.wording + found[0].rstrip("."))
    is_length = spec.kind == "relative" and spec.count is not None and spec.anchor == "meeting"
    found = starts.counted.match(behind) if is_length else None
    if not found:
        return spec
    whole = parse_everyday(spec.wording + found[0], language)
    return (
        replace(whole, wording=spec.wording + found[0])
        if not whole.ask
        else replace(spec, wording=spec.wording + found[0], ask="condition")
    )


def _understood(wording: str, starts: Starts, language: str) -> DeadlineSpec | None:
    """Read a wording; None where it is no deadline, or names an event that may long be past."""
    spec = parse_everyday(wording, language)
    if spec.ask and _is_asked_within(spec, wording, starts, language):
        return None
    if spec.ask and not _is_worth_asking(spec, wording):
        return None
    if spec.kind == "none" or CALLED_AFTER.search(wording):
        return None
    is_day = spec.period.unit in ("day", "week") if spec.period else spec.ask not in LONG
    if spec.kind != "event" and not is_day and starts.of_days.match(wording):
        return None
    if spec.kind == "event" and not (spec.ask or _is_event_ahead(spec, wording, starts, language)):
        return None
    return replace(spec, wording=wording)


def _is_asked_within(spec: DeadlineSpec, wording: str, starts: Starts, language: str) -> bool:
    """Return whether a later part alone is what is asked about: "to the ports in the spring"."""
    later = (wording[found.start() :] for found in starts.framed.finditer(wording, 1) if found[0])
    return any(parse_deadline(part, language).ask == spec.ask for part in later)


def _is_worth_asking(spec: DeadlineSpec, wording: str) -> bool:
    """Return whether wording that leaves something open is a deadline nevertheless, and nothing else."""
    is_short = len(wording.split()) <= MOST_WORDS_ASKED
    is_amount = spec.ask == "about" and AMOUNT.search(wording) is not None
    frame, _space, rest = wording.partition(" ")
    # "In assistance in fiscal year 2027": the time begins with the later "in".
    is_within = f" {frame} " in f" {rest}"
    return (
        spec.ask in QUESTION_CODES
        and is_short
        and not (is_amount or is_within)
        and wording.count("(") == wording.count(")")
        and not PLACE.search(wording, 1)
    )


def _is_calendar_time(spec: DeadlineSpec) -> bool:
    return spec.period is not None and spec.kind != "event"


def _is_event_ahead(spec: DeadlineSpec, wording: str, starts: Starts, language: str) -> bool:
    """Return whether a wording names a future event and nothing before it: not "on trade at the meeting"."""
    first = starts.framed.match(wording)
    inner = [found.start() for found in starts.framed.finditer(wording, max(1, first.end() if first else 1))]
    if starts.topic.match(wording) or (first and starts.clause.match(wording, first.end())):
        return False
    if not first:
        return not inner and starts.next_event.fullmatch(wording) is not None
    has_time = [_is_calendar_time(parse_deadline(wording[at:], language)) for at in inner]
    return all(has_time) and (
        spec.relation in ("before", "after")
        or is_next(spec.event)
        or spec.session_number is not None
        or bool(has_time or re.search(r"\b20\d\d\b", spec.event) or starts.ahead.match(wording))
    )


# When an event is set, as is said behind it: "before the review, set for 5 May", « lors du salon, prévu en
# juin à Sfax ».
SET_FOR = re.compile(
    r",? (?:prévue?s?|fixée?s?|agendée?s?|programmée?s?|qui (?:se tiendra|aura lieu|s'ouvrira)|"
    r"(?:which (?:is|will be) )?(?:scheduled|planned|slated|due|set|to be held)) (?:à |au |aux |en |le |du |"
    r"pour |for |on |in |from )(?=[^,.;()]*(?:\d|\b(?:jan|fév|feb|mar|avr|apr|mai|may|juin|june|juil|july|"
    r"ao[uû]t|aug|sep|oct|nov|d[ée]c)))[^,.;()]{2,50}(?=[,.;]|$)| \((?=[^()]*\d)[^()]{3,30}\)"
    r"|, (?:soit |à savoir )?le (?:1er|\d{1,2}) (?!heures|h\b)[a-zà-ÿ]{3,9}(?: 20\d\d)?(?=[,.;]|$)"
)


def with_its_day(plain: str, timing: "Timing", end: int) -> "Timing":
    """Return an occasion together with the words that say when it is."""
    behind = SET_FOR.match(plain, timing.place[1], end) if timing.spec.kind == "event" else None
    if behind is None:
        return timing
    wording = timing.spec.wording + behind[0]
    return Timing((timing.place[0], behind.end()), replace(timing.spec, wording=wording), timing.is_bare)


# In which order kinds of deadlines count where a clause has several.
RANKS: dict[Kind, int] = {"fixed": 0, "relative": 0, "approximate": 0, "event": 1, "recurring": 1, "open": 2}


@dataclass(frozen=True, slots=True)
class Timing:
    """A deadline as found, and its place; `is_bare`: an event without "at" or "before", if no other is."""

    place: Place
    spec: DeadlineSpec
    is_bare: bool = False


def timings_in(
    plain: str,
    region: Place,
    starts: Starts,
    language: str,
    held_on: datetime.date | None,
    *,
    last_first: bool = False,
) -> list[Timing]:
    """Find the deadlines in a region of a sentence, those that bind first; none that lies in the past.

    `last_first`: the verb stands last, so that the nearer one is its own.
    """
    seen: list[Place] = []
    found: list[Timing] = []
    every = [*_all(plain, region, starts, language)]
    days = {one.place for one in every if _is_calendar_time(one.spec) and not one.spec.ask}
    each = [with_its_day(plain, one, region[1]) for one in every if not _takes_subject(plain, one, days)]
    for timing in sorted(each, key=_order):
        if any(timing.place[0] < end and start < timing.place[1] for start, end in seen):
            continue
        # Of a past day no month or year is left.
        seen.append(timing.place)
        if not is_past(timing.spec, held_on):
            found.append(_counted_from(plain, _from_stated_day(plain, timing, language)))
    begins = [one.place for one in found if starts.begins.search(plain, 0, one.place[0])]
    if any(one.spec.kind == "recurring" for one in found):
        begins += [one.place for one in found if starts.since.search(plain[one.place[0] : one.place[1] + 2])]
    return sorted(
        found,
        key=lambda one: (
            not IN_ANY_CASE.search(plain, 0, one.place[0]),
            # "To confirm the funds for the 2027 intake - before Easter".
            not (plain.endswith(" - ", 0, one.place[0]) and not plain[one.place[1] :].strip(" .;")),
            one.is_bare,
            one.place in begins,
            # "Each year for the next five years": how long comes after how often.
            one.spec.count is not None and one.spec.wording[:4].casefold() == "for ",
            _rank(one.spec),
            one.spec.kind == "recurring" and " " not in one.spec.wording,
            -one.place[0] if last_first else one.place[0],
        ),
    )


def _from_stated_day(plain: str, timing: Timing, language: str) -> Timing:
    """Return a time that is counted from a day stated with it, with that day; a letter's date is asked."""
    spec = timing.spec
    if spec.kind != "relative" or spec.count is None or spec.anchor in ("meeting", "day"):
        return timing
    stated = ITS_DAY.match(plain, timing.place[1])
    day = parse_deadline(stated["day"], language).period if stated else None
    is_day = day is not None and day.unit == "day"
    return replace(timing, spec=replace(spec, anchor="day", event="", period=day)) if is_day else timing


# "대하여 훈련 종료 후 1개월 내에": what the time is counted from stands before it.
COUNTED_FROM = re.compile(
    r"(?P<what>[가-힣]+)\s*(?<!회의)(?<!회의\s)(?<!회담)(?<!회담\s)(?:직후|이후|후|뒤|로부터)\s+$"
)


def _counted_from(plain: str, timing: Timing) -> Timing:
    """Return a length of time with what stands before it, where it is not counted from the meeting."""
    spec, (at, end) = timing.spec, timing.place
    if spec.kind != "relative" or spec.count is None or spec.anchor != "meeting":
        return timing
    counted = COUNTED_FROM.search(plain, 0, at)
    if counted is None:
        return timing
    start = counted.start()
    spec = replace(spec, anchor="event", event=counted["what"], wording=plain[start:end])
    return replace(timing, place=(start, end), spec=spec)


# "By the end of May Ruritania", "by 5 May the Ruritanian side": who acts stands behind the time.
SUBJECT = re.compile(r" (?:(?:the|both|all|each|its|their|our) (?!end\b)|[A-Z])[^,;]+")


def _takes_subject(plain: str, timing: Timing, days: Collection[Place]) -> bool:
    """Return whether a wording at the head of a sentence is a day and, behind it, who acts."""
    start, end = timing.place
    heads = [last for first, last in days if first == start and last < end]
    if timing.spec.kind != "event" or plain[:start].strip() or not heads:
        return False
    return SUBJECT.fullmatch(plain, max(heads), end) is not None


def _rank(spec: DeadlineSpec) -> int:
    """Return the order of preference: "regularly" is among the undated, and single words are last."""
    if spec.kind == "open" and " " not in spec.wording:
        return len(RANKS)
    return RANKS.get("open" if spec.kind == "recurring" and not (spec.every or spec.ask) else spec.kind, 3)


def _order(timing: Timing) -> tuple[bool, int, int]:
    return timing.is_bare, -(timing.place[1] - timing.place[0]), timing.place[0]


def _all(plain: str, region: Place, starts: Starts, language: str) -> Iterator[Timing]:
    """Find every time that a region names, overlapping ones too."""
    yield from _whole(plain, region, starts, language)
    if starts.occasions:
        for at, occasion in occasions_in(plain, *region, starts.occasions, language):
            yield Timing((at, at + len(occasion.wording)), occasion)
    for found in starts.clauses.finditer(plain, *region):
        if is_narrated(plain, found.start(), starts):
            continue
        words = found[0].rstrip(" .")
        if words[:7].casefold() == "before " and (
            more := starts.goes_on.match(plain, found.end(), region[1])
        ):
            words += more[0]
        clause, place = parse_everyday(words, language), (found.start(), found.start() + len(words))
        is_sure = clause.kind in ("relative", "approximate") or (
            clause.kind == "event" and is_next(clause.event)
        )
        may_ask = {*OPEN_ASKS, "start"} if SINCE_WHEN.match(words) else {*OPEN_ASKS}
        is_long = clause.ask in LONG and not BEGINNING.search(words)
        is_sure = (is_sure or clause.kind == "recurring") and not clause.ask
        if is_sure or is_long or clause.ask in COUNTED_ASKS:
            yield Timing(place, replace(clause, wording=words))
        elif clause.ask in may_ask or clause.kind in ("event", "none"):
            yield Timing(place, replace(clause, kind="event", wording=words, ask="condition"))
        elif language == "fr":
            yield Timing(place, replace(clause, wording=words))
    for found in starts.hasty.finditer(plain, *region):
        hasty = parse_deadline(found[0], language)
        if hasty.kind != "none":
            yield Timing(found.span(), hasty)
    told: set[int] = set()
    for pattern in (starts.framed, starts.bare):
        for found in pattern.finditer(plain, *region):
            if is_narrated(plain, found.start(), starts):
                # "Expires on 1 March": what is told of with its word before it is told of without.
                told.add(found.end() + 1)
                continue
            if found.start() in told:
                continue
            spec = wording_at(plain, found.start(), region[1], starts, language)
            if spec:
                is_bare = pattern is starts.bare and spec.kind == "event"
                yield Timing((found.start(), found.start() + len(spec.wording)), spec, is_bare)


def _whole(plain: str, region: Place, starts: Starts, language: str) -> Iterator[Timing]:
    """Find phrases that are complete in themselves: "as soon as possible", "annually"."""
    for found in _whole_pattern(starts, language).finditer(plain, *region):
        spec = parse_deadline(found[0], language)
        if spec.kind in ("open", "approximate") or (
            spec.kind == "recurring" and not _is_custom(plain, found, starts)
        ):
            yield Timing(found.span(), spec)


def _is_custom(plain: str, found: re.Match[str], starts: Starts) -> bool:
    """Return whether a word like "annual" counts an amount, or describes what is done anyway."""
    if starts.sums.search(plain[max(0, found.start() - 60) : found.start()]):
        return True
    near = starts.custom.search(plain, max(0, found.start() - 20), found.end() + 60)
    return near is not None and near.start() <= found.start() < near.end()


_PATTERNS: dict[str, re.Pattern[str]] = {}


def _whole_pattern(starts: Starts, language: str) -> re.Pattern[str]:
    if language not in _PATTERNS:
        phrases = [
            phrase
            for phrase, spec in GRAMMARS[language].whole.items()
            if len(phrase) > 3
            and phrase not in starts.never
            and (spec.kind in ("open", "recurring") or spec.ask == "years")
        ]
        words = (
            re.escape(phrase).replace(r"\ ", r",?\s+") for phrase in sorted(phrases, key=len, reverse=True)
        )
        _PATTERNS[language] = re.compile(rf"(?<![\w/-])(?:{'|'.join(words)})(?![\w-])", re.IGNORECASE)
    return _PATTERNS[language]


def is_past(spec: DeadlineSpec, held_on: datetime.date | None) -> bool:
    """Return whether a wording names a time before the meeting, which is narrated and no deadline."""
    years = re.findall(r"\b20\d\d\b", spec.event)
    if held_on and years and int(max(years)) < held_on.year:
        return True
    last = spec.until or spec.period
    if (
        held_on is None
        or spec.kind not in ("fixed", "approximate", "event")
        or last is None
        or last.year is None
    ):
        return False
    return last_day(last) < held_on


def last_day(period: Period) -> datetime.date:
    """Return a day on or after the last one of a period that names its year."""
    year, month = period.year or 1, period.month
    if period.unit == "day":
        return datetime.date(year, month or 12, period.day or 28)
    if period.unit == "month" and month:
        return datetime.date(year, month, 28) + datetime.timedelta(days=3)
    if period.index and period.unit in ("quarter", "half"):
        return datetime.date(year, period.index * (3 if period.unit == "quarter" else 6), 30)
    return datetime.date(year + (9 if period.unit == "decade" else 0), 12, 31)
