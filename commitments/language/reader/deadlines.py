"""Find the deadline in a sentence: the longest wording that the grammar of deadlines understands.

Deadlines may also be occasions: "before our next meeting", "at the summit in Port Elm in October 2027".
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from commitments.language.phrases import GRAMMARS, parse_deadline
from commitments.language.phrases.specification import (
    DeadlineSpec,
    Kind,
    Period,
    Relation,
    is_next,
    session_of,
)
from commitments.language.reader.grammar import NEVER, Place, split_list


@dataclass(frozen=True, slots=True)
class Occasions:
    """How one language names what will happen at a time that both sides know.

    `phrase` has the groups `frame`, `event` (its words with all that identifies it) and, where it names one,
    `when`. After an `ahead` frame an occasion is in the future, after `behind` it has begun ("following");
    all others need more: a word such as "next", a number or a year; `loose` ones need the word. `to_come`
    makes a happening an awaited one; `past` comes before one in the past. `awaited` comes before "following
    the meeting", or `awaiting` after it, where the action happens then. `dated` is one named after its month,
    which is in the future where something is expected of it.
    """

    phrase: re.Pattern[str]
    ahead: re.Pattern[str]
    behind: re.Pattern[str]
    loose: re.Pattern[str]
    to_come: re.Pattern[str]
    past: re.Pattern[str]
    awaited: re.Pattern[str]
    awaiting: re.Pattern[str]
    dated: re.Pattern[str] = re.compile(r"(?!)")


def occasions_in(
    plain: str, start: int, stop: int, rules: Occasions, language: str
) -> Iterator[tuple[int, DeadlineSpec]]:
    """Yield the place and the wording of each future occasion that a piece of a sentence names as a time."""
    for found in rules.phrase.finditer(plain, start):
        relation = _relation(plain, found, rules) if found.start() < stop else ""
        if relation:
            yield found.start(), _spec(found, relation, language)


def _relation(plain: str, found: re.Match[str], rules: Occasions) -> Relation:
    """Return how the action relates to the occasion; empty where the occasion is not in the future."""
    frame, event = found["frame"], found["event"]
    is_to_come = rules.to_come.search(event) is not None or is_next(event)
    if not is_to_come and rules.past.search(plain[max(0, found.start() - 60) : found.start()]):
        return ""
    if rules.ahead.fullmatch(frame):
        return "before"
    if rules.behind.fullmatch(frame):
        is_awaited = rules.awaited.search(plain, 0, found.start()) or rules.awaiting.match(plain, found.end())
        return "after" if is_awaited else ""
    is_dated = rules.dated.search(event) is not None and rules.awaited.search(plain, 0, found.start())
    is_known = not rules.loose.fullmatch(frame) and (found["when"] or session_of(event) is not None)
    is_to_come |= bool(is_dated) and not rules.loose.fullmatch(frame)
    # "At the Elm Summit, both will …": with a name at the head of the sentence, what will be done then.
    is_named = found.start() == 0 and any(word[0].isupper() for word in event.split())
    is_to_come |= (
        is_named and not rules.loose.fullmatch(frame) and rules.awaiting.match(plain, found.end()) is not None
    )
    return "at" if is_to_come or is_known else ""


def _spec(found: re.Match[str], relation: Relation, language: str) -> DeadlineSpec:
    """Read the words; where the grammar of deadlines reads them otherwise, the officer names the event."""
    wording = found[0].rstrip(" ,.")
    spec = parse_deadline(wording, language)
    when = parse_deadline(found["when"].strip(" ,"), language) if found["when"] else None
    period = when.period if when and not when.ask and when.kind != "event" and not when.until else None
    if spec.kind == "event" and not spec.ask:
        return replace(spec, period=spec.period or period)
    event = found["event"].strip(" ,.")
    own = DeadlineSpec("event", wording, event=event, relation=relation, period=period)
    is_clear = relation != "after" and (period is not None or is_next(event) or session_of(event) is not None)
    return own if is_clear else replace(own, ask="condition" if relation == "after" else "which_event")


LONGEST_WORDS = 18
# What the officer has to decide although the words are certainly a deadline.
QUESTION_CODES = split_list(
    "season fiscal biannual bimonthly biweekly few years about part span year next numeric_date short_year "
    "ouvrables range week_of bounds which_event no_such_date weekday inclusive"
)
# What names a long time.
LONG = ("fiscal", "season", "part")
# The day is wrong, or its weekday, or it may not count.
NO_DAY = ("no_such_date", "weekday", "inclusive")
MOST_WORDS_ASKED = 8
# What is asked about may be followed by its year: "in the spring" of 2027.
WITH_YEAR = re.compile(r"(?: \(FY\))?,?(?: of| in)? (?:(?:19|20)\d\d|[A-Z]\w+)")
# After a comma a wording goes on with a year or a second limit alone.
GOES_ON = re.compile(
    r",\s+(?!(?:19|20)\d\d\b|(?:and |but )?(?:no|not) later\b|at the latest\b|au plus tard\b)"
)
# A name inside a wording is no part of a time: "in Seoul this autumn".
PLACE = re.compile(r"\b[A-Z]\w+ (?=[^\W\d])")
# A length of time behind these is counted from what is named with it.
LATEST = re.compile(r"(?:no|not) later than (?!the\b|\d{4}\b)", re.IGNORECASE)
# "On approximately 99" percent is no time.
AMOUNT = re.compile(r"^\D*\b\d{1,3}$")
# "Within 15 days of the signing of these Minutes".
OF_TEXT = re.compile(r" of (?:this|these|the present) [A-Z][\w-]*(?: of [A-Z]\w+)?")
# A year that a thing is called after: "during the 2027" dialogue.
CALLED_AFTER = re.compile(r"\b(?:the|its|our|their|this) (?:19|20)\d\d(?:[-/]\d{2,4})?$", re.IGNORECASE)
# "다음 주 금요일(9.11)까지": the day again.
DAY_IN_BRACKETS = re.compile(r"(?<=요일)\(\d{1,2}[./]\s?\d{1,2}\.?\)")
# How far before a time stands what makes it a name, or something past.
TOLD_WITHIN = 200


@dataclass(frozen=True, slots=True)
class Starts:
    """How deadlines begin and end in one language.

    * `framed`: words after which a time follows; `bare`: words that begin a time by themselves; `ends`: what
      a time may end in; `never`: phrases of the grammar of deadlines that say nothing in running text.
    * `told`: what stands before a time that is part of a name or of something past; `untold`: what makes
      that a deed to come ("be held in"); `named`: what stands behind a time that is part of a name.
    * `next_event`: a meeting to come that is named without more; `ahead`: how an event begins that lies
      ahead; `whose`: whose it is, behind its name; `topic`: what stands before a topic, not before an event;
      `clause`: what between "in" and an event shows that a verb stands there.
    * `counted`: what stands behind a length of time that is not counted from the meeting; `begins`: what
      stands before a time from which something else recurs or runs; `sums`: an amount, before "a year";
      `custom`: an adjective that tells of a custom, no deadline ("the annual exercise").
    * `occasions`: how events to come are named; `hasty`: an adjective that hurries the deed it stands with
      ("early completion").
    * `clauses`: a time that is a clause ("once the dates are fixed", "before the Board meets").
    * `of_days`: what stands before the days of a time, and before a topic otherwise ("on the third quarter");
      `begun`: an ending that says when something begins, of which the day is awaited.
    """

    framed: re.Pattern[str]
    bare: re.Pattern[str]
    ends: re.Pattern[str]
    never: frozenset[str]
    told: re.Pattern[str]
    next_event: re.Pattern[str]
    named: re.Pattern[str]
    untold: re.Pattern[str] = NEVER
    counted: re.Pattern[str] = NEVER
    whose: re.Pattern[str] = NEVER
    sums: re.Pattern[str] = NEVER
    custom: re.Pattern[str] = NEVER
    topic: re.Pattern[str] = NEVER
    clause: re.Pattern[str] = NEVER
    begins: re.Pattern[str] = NEVER
    ahead: re.Pattern[str] = NEVER
    occasions: Occasions | None = None
    hasty: re.Pattern[str] = NEVER
    of_days: re.Pattern[str] = NEVER
    begun: re.Pattern[str] = NEVER
    clauses: re.Pattern[str] = NEVER


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
        if not starts.named.match(behind):
            return _to_its_end(spec, behind, starts, language)
    return None


def is_narrated(plain: str, start: int, starts: Starts) -> bool:
    """Return whether what comes before a time makes it part of a name, or something past."""
    before = plain[max(0, start - TOLD_WITHIN) : start]
    told = starts.told.search(before)
    return told is not None and not starts.untold.search(before[: told.start()])


def _wordings(plain: str, start: int, limit: int, starts: Starts) -> Iterator[str]:
    """Yield the pieces of text from a place on that end like times, the shortest first."""
    comma = GOES_ON.search(plain, start, limit)
    limit = comma.start() + 1 if comma else limit
    for number, word in enumerate(re.finditer(r"[^\s,;:]+[,]?", plain[start:limit])):
        if number >= LONGEST_WORDS:
            return
        if starts.ends.fullmatch(word[0].strip(".,?!()\"'")):
            wording = plain[start : start + word.end()].rstrip(" .,;:?!()\"'")
            yield from dict.fromkeys((starts.begun.sub("", wording), wording))


def _with_years(asked: list[DeadlineSpec]) -> list[DeadlineSpec]:
    """Return the wording about which the officer is asked, the shortest first, with its year where it has
    one.
    """
    while len(asked) > 1 and WITH_YEAR.fullmatch(asked[1].wording[len(asked[0].wording) :]):
        asked = asked[1:]
    return asked


def _to_its_end(spec: DeadlineSpec, behind: str, starts: Starts, language: str) -> DeadlineSpec:
    """Take in from when a length of time is counted, and whose an event is: "the visit of the Premier"."""
    if spec.kind == "event" and (found := starts.whose.match(behind)):
        return replace(spec, wording=spec.wording + found[0], event=spec.event + found[0])
    if spec.kind == "relative" and spec.anchor != "meeting" and (found := OF_TEXT.match(behind)):
        return replace(spec, wording=spec.wording + found[0])
    is_length = spec.kind == "relative" and spec.count is not None and spec.anchor == "meeting"
    found = starts.counted.match(behind) if is_length else None
    if not found:
        return spec
    whole = parse_deadline(spec.wording + found[0], language)
    return whole if not whole.ask else replace(spec, wording=whole.wording, ask="condition")


def _understood(wording: str, starts: Starts, language: str) -> DeadlineSpec | None:
    """Read a wording; None where it is no deadline, or names an event that may long be past."""
    spec = parse_deadline(DAY_IN_BRACKETS.sub("", re.sub(r"\bat least ", "", wording)), language)
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


# In which order kinds of deadlines count where a clause has several.
RANKS: dict[Kind, int] = {"fixed": 0, "relative": 0, "approximate": 0, "event": 1, "recurring": 1, "open": 2}


@dataclass(frozen=True, slots=True)
class Timing:
    """A deadline as found: its place in the sentence, and its meaning.

    `is_bare` marks an event that is named without "at" or "before": a deadline where there is no other.
    """

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

    `last_first` is for languages whose verb stands last: of two the nearer one is its own.
    """
    seen: list[Place] = []
    found: list[Timing] = []
    for timing in sorted(_all(plain, region, starts, language), key=_order):
        if any(timing.place[0] < end and start < timing.place[1] for start, end in seen):
            continue
        # Of a past day no month or year is left.
        seen.append(timing.place)
        if not is_past(timing.spec, held_on):
            found.append(timing)
    begins = [one.place for one in found if starts.begins.search(plain, 0, one.place[0])]
    return sorted(
        found,
        key=lambda one: (
            one.is_bare,
            one.place in begins,
            _rank(one.spec),
            one.spec.kind == "recurring" and " " not in one.spec.wording,
            -one.place[0] if last_first else one.place[0],
        ),
    )


def _rank(spec: DeadlineSpec) -> int:
    """Return the order of preference: recurring without a period ("regularly") with undated, single words
    last.
    """
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
        clause = parse_deadline(found[0], language)
        if clause.kind in ("relative", "approximate") and not clause.ask:
            yield Timing(found.span(), replace(clause, wording=found[0]))
        elif clause.ask in ("hours", "part") or clause.kind in ("event", "none"):
            yield Timing(found.span(), replace(clause, kind="event", wording=found[0], ask="condition"))
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
