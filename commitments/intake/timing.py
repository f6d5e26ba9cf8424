"""Where a sentence says by when: the longest words that the grammar of deadlines understands."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from commitments.intake.grammar import listed
from commitments.intake.proposal import Place
from commitments.phrases import GRAMMARS, DeadlineSpec, Kind, Period, is_next, parse

LONGEST_WORDS = 14
# In which order kinds of deadlines count where a clause has several.
RANKS: dict[Kind, int] = {"fixed": 0, "relative": 0, "approximate": 0, "event": 1, "recurring": 1, "open": 2}
# What the officer has to decide although the words are certainly a deadline.
ASKED = listed(
    "season fiscal biannual few years about part span year next numeric_date short_year range bounds "
    "which_event"
)
MOST_WORDS_ASKED = 6
# After a comma a wording goes on with a year or a second limit alone.
GOES_ON = re.compile(
    r",\s+(?!(?:19|20)\d\d\b|(?:and |but )?(?:no|not) later\b|at the latest\b|au plus tard\b)"
)


@dataclass(frozen=True, slots=True)
class Starts:
    """How deadlines begin and end in one language.

    `framed`: words after which a time follows. `bare`: words that begin a time by themselves. `ends`: what a
    time may end in. `never`: complete phrases of the grammar of deadlines that say nothing in running text.
    `next_event`: a meeting to come that is named without more. `told`: what stands before a time that is part
    of a name or of something past. `named`: what stands behind a time that is part of a name.
    """

    framed: re.Pattern[str]
    bare: re.Pattern[str]
    ends: re.Pattern[str]
    never: frozenset[str]
    told: re.Pattern[str]
    next_event: re.Pattern[str]
    named: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Timing:
    """A deadline as found: its place in the sentence, and what it says."""

    place: Place
    spec: DeadlineSpec


def timings_in(
    plain: str, region: Place, starts: Starts, language: str, held_on: datetime.date | None
) -> list[Timing]:
    """Find the deadlines in a region of a sentence, those that bind first; none that lies in the past."""
    found: list[Timing] = []
    for timing in sorted(_all(plain, region, starts, language), key=_order):
        overlaps = any(timing.place[0] < one.place[1] and one.place[0] < timing.place[1] for one in found)
        if not overlaps and not _is_past(timing.spec, held_on):
            found.append(timing)
    return sorted(found, key=lambda one: (RANKS.get(one.spec.kind, 3), one.place))


def _order(timing: Timing) -> tuple[int, int]:
    return -(timing.place[1] - timing.place[0]), timing.place[0]


def _all(plain: str, region: Place, starts: Starts, language: str) -> Iterator[Timing]:
    """Find every time that a region names, overlapping ones too."""
    yield from _whole(plain, region, starts, language)
    for found in starts.framed.finditer(plain, *region):
        yield from _longest(plain, found.start(), region[1], starts, language, is_framed=True)
    for found in starts.bare.finditer(plain, *region):
        yield from _longest(plain, found.start(), region[1], starts, language, is_framed=False)


def _whole(plain: str, region: Place, starts: Starts, language: str) -> Iterator[Timing]:
    """Find phrases that are complete in themselves: "as soon as possible", "annually"."""
    for found in _whole_pattern(starts, language).finditer(plain, *region):
        spec = parse(found[0], language)
        if spec.kind in ("open", "recurring"):
            yield Timing(found.span(), spec)


_PATTERNS: dict[str, re.Pattern[str]] = {}


def _whole_pattern(starts: Starts, language: str) -> re.Pattern[str]:
    if language not in _PATTERNS:
        phrases = [
            phrase
            for phrase, spec in GRAMMARS[language].whole.items()
            if len(phrase) > 3 and phrase not in starts.never and spec.kind in ("open", "recurring")
        ]
        words = (
            re.escape(phrase).replace(r"\ ", r",?\s+") for phrase in sorted(phrases, key=len, reverse=True)
        )
        _PATTERNS[language] = re.compile(rf"(?<![\w/-])(?:{'|'.join(words)})(?![\w-])", re.IGNORECASE)
    return _PATTERNS[language]


def _longest(
    plain: str, start: int, limit: int, starts: Starts, language: str, *, is_framed: bool
) -> Iterator[Timing]:
    """Read the longest wording that begins at a place and is understood."""
    if starts.told.search(plain[max(0, start - 40) : start]):
        return
    comma = GOES_ON.search(plain, start, limit)
    limit = comma.start() + 1 if comma else limit
    stops = []
    for number, word in enumerate(re.finditer(r"[^\s,;:]+[,]?", plain[start:limit])):
        if number >= LONGEST_WORDS:
            break
        if starts.ends.fullmatch(word[0].strip(".,()\"'")):
            stops.append(start + word.end())
    wordings = [plain[start:stop].rstrip(" .,;:()\"'") for stop in stops]
    read = [(wording, _understood(wording, language)) for wording in wordings]
    certain = [one for one in reversed(read) if one[1] and not one[1].ask]
    certain.sort(key=lambda one: one[1] is not None and one[1].kind == "event")
    for wording, spec in certain + read:
        if (
            spec
            and not starts.named.match(plain[start + len(wording) :])
            and (spec.kind != "event" or _is_event_alone(wording, starts, is_framed=is_framed))
        ):
            yield Timing((start, start + len(wording)), spec)
            return


def _is_event_alone(wording: str, starts: Starts, *, is_framed: bool) -> bool:
    """Say whether a wording names an event and nothing before it: not "on trade at the next meeting"."""
    if not is_framed:
        return starts.next_event.match(wording) is not None
    inner = (found.start() for found in starts.framed.finditer(wording, 1))
    return all(re.fullmatch(r"\w+ (?:19|20)\d\d", wording[start:]) for start in inner)


def _understood(wording: str, language: str) -> DeadlineSpec | None:
    """Read a wording; None where it is no deadline, or names an event that may long be past."""
    spec = parse(re.sub(r"\bat least ", "", wording), language)
    if spec.kind == "none" or (
        spec.ask and (spec.ask not in ASKED or len(wording.split()) > MOST_WORDS_ASKED)
    ):
        return None
    if spec.kind == "event" and spec.relation in ("at", "by", "") and not _lies_ahead(spec):
        return None
    return replace(spec, wording=wording)


def _lies_ahead(spec: DeadlineSpec) -> bool:
    return (
        is_next(spec.event) or spec.session_number is not None or bool(re.search(r"\b20\d\d\b", spec.event))
    )


def _is_past(spec: DeadlineSpec, held_on: datetime.date | None) -> bool:
    """Say whether a wording names a time before the meeting: no deadline, but something told."""
    years = re.findall(r"\b20\d\d\b", spec.event)
    if held_on and years and int(max(years)) < held_on.year:
        return True
    last = spec.until or spec.period
    if held_on is None or spec.kind not in ("fixed", "approximate") or last is None or last.year is None:
        return False
    return _last_day(last) < held_on


def _last_day(period: Period) -> datetime.date:
    """Give a day on or after the last one of a period that names its year."""
    year, month = period.year or 1, period.month
    if period.unit == "day":
        return datetime.date(year, month or 12, period.day or 28)
    if period.unit == "month" and month:
        return datetime.date(year, month, 28) + datetime.timedelta(days=3)
    if period.index and period.unit in ("quarter", "half"):
        return datetime.date(year, period.index * (3 if period.unit == "quarter" else 6), 30)
    return datetime.date(year + (9 if period.unit == "decade" else 0), 12, 31)
