"""Where a sentence says by when: the longest words that the grammar of deadlines understands."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from commitments.intake.occasions import occasions_in
from commitments.intake.proposal import Place
from commitments.intake.wordings import Starts, is_told, wording_at
from commitments.phrases import GRAMMARS, DeadlineSpec, Kind, Period, parse

# In which order kinds of deadlines count where a clause has several.
RANKS: dict[Kind, int] = {"fixed": 0, "relative": 0, "approximate": 0, "event": 1, "recurring": 1, "open": 2}


@dataclass(frozen=True, slots=True)
class Timing:
    """A deadline as found: its place in the sentence, and what it says.

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
    found: list[Timing] = []
    for timing in sorted(_all(plain, region, starts, language), key=_order):
        overlaps = any(timing.place[0] < one.place[1] and one.place[0] < timing.place[1] for one in found)
        if not overlaps and not _is_past(timing.spec, held_on):
            found.append(timing)
    begins = [one.place for one in found if starts.begins.search(plain, 0, one.place[0])]
    return sorted(
        found,
        key=lambda one: (
            one.is_bare,
            one.place in begins,
            _rank(one.spec),
            -one.place[0] if last_first else one.place[0],
        ),
    )


def _rank(spec: DeadlineSpec) -> int:
    """Put what recurs without a period ("regularly") with what has no date, and single words last."""
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
    for found in starts.hasty.finditer(plain, *region):
        yield Timing(found.span(), parse(found[0], language))
    told: set[int] = set()
    for pattern in (starts.framed, starts.bare):
        for found in pattern.finditer(plain, *region):
            if is_told(plain, found.start(), starts):
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
        spec = parse(found[0], language)
        if spec.kind in ("open", "approximate") or (
            spec.kind == "recurring" and not _is_custom(plain, found, starts)
        ):
            yield Timing(found.span(), spec)


def _is_custom(plain: str, found: re.Match[str], starts: Starts) -> bool:
    """Say whether a word like "annual" counts an amount, or tells of what is done anyway."""
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


def _is_past(spec: DeadlineSpec, held_on: datetime.date | None) -> bool:
    """Say whether a wording names a time before the meeting: no deadline, but something told."""
    years = re.findall(r"\b20\d\d\b", spec.event)
    if held_on and years and int(max(years)) < held_on.year:
        return True
    last = spec.until or spec.period
    if held_on is None or spec.kind not in ("fixed", "approximate") or last is None or last.year is None:
        return False
    return last_day(last) < held_on


def last_day(period: Period) -> datetime.date:
    """Give a day on or after the last one of a period that names its year."""
    year, month = period.year or 1, period.month
    if period.unit == "day":
        return datetime.date(year, month or 12, period.day or 28)
    if period.unit == "month" and month:
        return datetime.date(year, month, 28) + datetime.timedelta(days=3)
    if period.index and period.unit in ("quarter", "half"):
        return datetime.date(year, period.index * (3 if period.unit == "quarter" else 6), 30)
    return datetime.date(year + (9 if period.unit == "decade" else 0), 12, 31)
