"""The longest words at a place in a sentence that the grammar of deadlines understands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from commitments.intake.grammar import listed
from commitments.intake.occasions import Occasions
from commitments.phrases import DeadlineSpec, is_next, parse

LONGEST_WORDS = 18
# What the officer has to decide although the words are certainly a deadline.
ASKED = listed(
    "season fiscal biannual few years about part span year next numeric_date short_year range bounds "
    "which_event no_such_date"
)
MOST_WORDS_ASKED = 8
# What is asked about may be followed by its year: "in the spring" of 2027.
WITH_YEAR = re.compile(r"(?: \(FY\))?,?(?: of| in)? (?:(?:19|20)\d\d|[A-Z]\w+)")
# After a comma a wording goes on with a year or a second limit alone.
GOES_ON = re.compile(
    r",\s+(?!(?:19|20)\d\d\b|(?:and |but )?(?:no|not) later\b|at the latest\b|au plus tard\b)"
)
# A name inside a wording is no part of a time: "in Seoul this autumn".
PLACE = re.compile(r"\b[A-Z]\w+ (?=[^\W\d])")
# "On approximately 99" percent is no time.
AMOUNT = re.compile(r"^\D*\b\d{1,3}$")
# A year that a thing is called after: "during the 2027" dialogue.
CALLED_AFTER = re.compile(r"\bthe (?:19|20)\d\d$", re.IGNORECASE)
# How far before a time stands what makes it a name, or something past.
TOLD_WITHIN = 200
NEVER = re.compile(r"(?!)")


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
    * `doubted`: what between a verb and a time shows that the time may be another thing's; where
      the verb stands last, what stands right behind the time.
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
    doubted: re.Pattern[str] = NEVER


def wording_at(plain: str, start: int, limit: int, starts: Starts, language: str) -> DeadlineSpec | None:
    """Read the longest wording that begins at a place and is understood; certain words go before others."""
    wordings = [*_wordings(plain, start, limit, starts)]
    read = [spec for wording in wordings if (spec := _understood(wording, starts, language))]
    # A day that no calendar has is asked about: less of its words would be a date that nobody stated.
    certain = [spec for spec in reversed(read) if not spec.ask or spec.ask == "no_such_date"]
    certain.sort(key=lambda spec: (spec.ask != "no_such_date", spec.kind == "event"))
    for spec in certain + _with_years([spec for spec in read if spec.ask]):
        behind = plain[start + len(spec.wording) : limit]
        if not starts.named.match(behind):
            return _to_its_end(spec, behind, starts, language)
    return None


def is_told(plain: str, start: int, starts: Starts) -> bool:
    """Say whether what stands before a time makes it a name, or something past."""
    before = plain[max(0, start - TOLD_WITHIN) : start]
    told = starts.told.search(before)
    return told is not None and not starts.untold.search(before[: told.start()])


def _wordings(plain: str, start: int, limit: int, starts: Starts) -> Iterator[str]:
    """Give the pieces of text from a place on that end as times do, the shortest first."""
    comma = GOES_ON.search(plain, start, limit)
    limit = comma.start() + 1 if comma else limit
    for number, word in enumerate(re.finditer(r"[^\s,;:]+[,]?", plain[start:limit])):
        if number >= LONGEST_WORDS:
            return
        if starts.ends.fullmatch(word[0].strip(".,()\"'")):
            yield plain[start : start + word.end()].rstrip(" .,;:()\"'")


def _with_years(asked: list[DeadlineSpec]) -> list[DeadlineSpec]:
    """Put the shortest wording first that the officer is asked about, with its year where it has one."""
    while len(asked) > 1 and WITH_YEAR.fullmatch(asked[1].wording[len(asked[0].wording) :]):
        asked = asked[1:]
    return asked


def _to_its_end(spec: DeadlineSpec, behind: str, starts: Starts, language: str) -> DeadlineSpec:
    """Take in from when a length of time is counted, and whose an event is: "the visit of the Premier"."""
    if spec.kind == "event" and (found := starts.whose.match(behind)):
        return replace(spec, wording=spec.wording + found[0], event=spec.event + found[0])
    is_length = spec.kind == "relative" and spec.count is not None and spec.anchor == "meeting"
    found = starts.counted.match(behind) if is_length else None
    if not found:
        return spec
    whole = parse(spec.wording + found[0], language)
    return whole if not whole.ask else replace(spec, wording=whole.wording, ask="condition")


def _understood(wording: str, starts: Starts, language: str) -> DeadlineSpec | None:
    """Read a wording; None where it is no deadline, or names an event that may long be past."""
    spec = parse(re.sub(r"\bat least ", "", wording), language)
    if spec.ask and not _is_worth_asking(spec, wording):
        return None
    if spec.kind == "none" or CALLED_AFTER.search(wording):
        return None
    if spec.kind == "event" and not (spec.ask or _is_event_ahead(spec, wording, starts, language)):
        return None
    return replace(spec, wording=wording)


def _is_worth_asking(spec: DeadlineSpec, wording: str) -> bool:
    """Say whether words that leave something open are a deadline all the same, and nothing besides."""
    is_short = len(wording.split()) <= MOST_WORDS_ASKED
    is_amount = spec.ask == "about" and AMOUNT.search(wording) is not None
    frame, _space, rest = wording.partition(" ")
    # "In assistance in fiscal year 2027": the time begins with the later "in".
    is_within = f" {frame} " in f" {rest}"
    return spec.ask in ASKED and is_short and not (is_amount or is_within) and not PLACE.search(wording, 1)


def _is_calendar_time(spec: DeadlineSpec) -> bool:
    return spec.period is not None and spec.kind != "event"


def _is_event_ahead(spec: DeadlineSpec, wording: str, starts: Starts, language: str) -> bool:
    """Say whether a wording names an event to come and nothing before it: not "on trade at the meeting"."""
    first = starts.framed.match(wording)
    inner = [found.start() for found in starts.framed.finditer(wording, max(1, first.end() if first else 1))]
    if starts.topic.match(wording) or (first and starts.clause.match(wording, first.end())):
        return False
    if not first:
        return not inner and starts.next_event.fullmatch(wording) is not None
    has_time = [_is_calendar_time(parse(wording[at:], language)) for at in inner]
    return all(has_time) and (
        spec.relation in ("before", "after")
        or is_next(spec.event)
        or spec.session_number is not None
        or bool(has_time or re.search(r"\b20\d\d\b", spec.event) or starts.ahead.match(wording))
    )
