"""What was done to a chain that does not follow: each fault with the row it is about.

An odd seal may be innocent: the seal before it was altered, taken away or moved. Its row is as it was where
the seal fits some other seal nearby, or the one that should stand before.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import orjson

from commitments.audit import Head, seals
from commitments.models import AuditRow, Seal
from commitments.verifying.chain import MOST, Odd, Walked

# Each odd seal is tried against every other: of more than this no more is asked than whether they fit.
COMPARED = 300
# So far to both sides an odd seal is compared with those that do fit.
ABOUT = 50
# What SQL takes in one list.
AT_ONCE = 500


class Kind(StrEnum):
    """What is wrong."""

    ALTERED = "altered"
    BROKEN = "broken"
    EXCHANGED = "exchanged"
    RESEALED = "resealed"
    MISSING = "missing"
    REMOVED = "removed"
    UNSEALED = "unsealed"
    FOREIGN = "foreign"
    MOVED = "moved"
    CUT = "cut"
    ANEW = "anew"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: its kind, the row it names (0 where there is none), and where it stands in the chain.

    `others` are the keys of rows that have to do with it, or a range of positions.
    """

    kind: Kind
    row: int
    position: int
    others: tuple[int, ...] = ()


@dataclass(slots=True)
class _Case:
    """The odd seals by position, what each truly follows, and who follows it."""

    walked: Walked
    odd: dict[int, Odd] = field(default_factory=dict)
    # Position -> the position it truly follows; left out where that is not known.
    follows: dict[int, int] = field(default_factory=dict)
    # Positions whose seal was altered, while the row is as the next seal knows it.
    resealed: set[int] = field(default_factory=set)

    def is_followed(self, position: int) -> bool:
        """Say whether the next seal, or any, follows this one as it is kept."""
        after = position + 1
        is_by_next = after not in self.odd and position < self.walked.count and not self._is_gap(after)
        return is_by_next or position in self.follows.values() or position in self.resealed

    def _is_gap(self, position: int) -> bool:
        return any(first <= position <= last for first, last in self.walked.gaps)


def faults(walked: Walked, anchors: Sequence[Head] = ()) -> Iterator[Fault]:
    """Give every fault of a walked chain, in its order, then what its anchors tell."""
    case = _case(walked)
    found = [*_gaps(case), *_odd(case)]
    yield from sorted(found, key=lambda fault: (fault.position, fault.row))
    yield from (Fault(Kind.UNSEALED, key, 0) for key in walked.unsealed[:MOST])
    if walked.is_cut_short or len(walked.unsealed) > MOST:
        yield Fault(Kind.MORE, 0, 0)
    yield from _anchored(walked, anchors, found)


def _case(walked: Walked) -> _Case:
    """Find what each odd seal truly follows, among the seals nearby and those that should stand there."""
    case = _Case(walked, {odd.position: odd for odd in walked.odd})
    if len(walked.odd) > COMPARED:
        return case
    kept = {seals.NOTHING: 0} if 1 in case.odd or walked.gaps else {}
    should: dict[str, int] = {}
    for odd in walked.odd:
        kept[odd.hash] = odd.position
        if odd.before is not None:
            kept.setdefault(odd.before, odd.position - 1)
            if odd.text is not None:
                should[seals.hash_of(odd.before, odd.text)] = odd.position
    for odd in walked.odd:
        if odd.text is None:
            continue
        position = _fitting(odd, kept)
        if position is None:
            position = _fitting(odd, _hashes_about(odd.position))
        if position is None and (position := _fitting(odd, should)) is not None:
            case.resealed.add(position)
        if position is not None:
            case.follows[odd.position] = position
    return case


def _fitting(odd: Odd, hashes: Mapping[str, int]) -> int | None:
    """Give the position of the seal that an odd one was made after, if it is among these."""
    for digest, position in hashes.items():
        if position != odd.position and seals.hash_of(digest, odd.text or b"") == odd.hash:
            return position
    return None


def _hashes_about(position: int) -> dict[str, int]:
    """Read the seals about one: rows that were put in stand between it and the one it was made after."""
    beside = Seal.objects.filter(position__range=(position - ABOUT, position + ABOUT))
    return dict(beside.values_list("hash", "position"))


def _gaps(case: _Case) -> Iterator[Fault]:
    """Name each hole in the chain by the row before it and the row after it."""
    edges = {first - 1 for first, _last in case.walked.gaps} | {last + 1 for _first, last in case.walked.gaps}
    rows = _rows_at(edges)
    for first, last in case.walked.gaps:
        beside = (rows.get(first - 1, 0), rows.get(last + 1, 0))
        yield Fault(Kind.REMOVED, 0, first, (last, *beside))


def _odd(case: _Case) -> Iterator[Fault]:
    named: dict[int, Fault] = {}
    innocent: list[Odd] = []
    for position, odd in case.odd.items():
        fault = _of_one(case, odd)
        if fault is None:
            innocent.append(odd)
        else:
            named[position] = fault
    for odd in innocent:
        named.update((fault.position, fault) for fault in _of_neighbours(case, odd, named))
    yield from _exchanged(case, named)


def _of_one(case: _Case, odd: Odd) -> Fault | None:
    """Say what was done to the row of one odd seal, or None where it is as it was."""
    position, after = odd.position, odd.position + 1
    if odd.text is None:
        return Fault(Kind.MISSING, odd.row, position)
    if position in case.resealed:
        return Fault(Kind.RESEALED, odd.row, position)
    follows = case.follows.get(position)
    if follows is not None:
        # What does not belong before or after it is another row's fault; where neither does, it was moved.
        if position == case.walked.count:
            is_followed = position not in case.follows.values()
        else:
            is_followed = after not in case.odd or after not in case.follows
        return None if is_followed else Fault(Kind.MOVED, odd.row, position)
    if odd.before is None:
        # What stood before it is gone, so nothing can be said of it; the hole is named.
        return None if position > 0 else Fault(Kind.FOREIGN, odd.row, position)
    is_passed_over = case.follows.get(after, position) < position and not case.is_followed(position)
    return Fault(Kind.FOREIGN if is_passed_over else Kind.ALTERED, odd.row, position)


def _of_neighbours(case: _Case, odd: Odd, named: Mapping[int, Fault]) -> list[Fault]:
    """Say why a row that is as it was stands behind another: what came between, or that it was moved."""
    follows = case.follows.get(odd.position)
    before = odd.position - 1
    if follows is None or before in named or follows in named:
        return []
    between = range(follows + 1, odd.position)
    if 0 < len(between) <= MOST and not any(position in named for position in between):
        rows = _rows_at(between)
        return [Fault(Kind.FOREIGN, rows[position], position) for position in between if position in rows]
    return [Fault(Kind.MOVED, odd.row, odd.position)]


def _exchanged(case: _Case, named: Mapping[int, Fault]) -> Iterator[Fault]:
    """Tell rows that bear what another held, or stand under another's seal, from those altered otherwise."""
    altered = [case.odd[fault.position] for fault in named.values() if fault.kind == Kind.ALTERED]
    others = altered if len(altered) <= COMPARED else []
    contents = {odd.row: orjson.loads(odd.text) for odd in others if odd.text}
    for fault in named.values():
        odd = case.odd.get(fault.position)
        if fault.kind != Kind.ALTERED or odd is None or odd.before is None:
            yield fault
            continue
        yield _of_pair(odd, odd.before, contents, fault)


def _of_pair(odd: Odd, before: str, contents: Mapping[int, dict[str, object]], fault: Fault) -> Fault:
    for key, told in contents.items():
        if key == odd.row:
            continue
        for kind, as_sealed in ((Kind.EXCHANGED, {**told, "id": odd.row}), (Kind.MOVED, told)):
            text = orjson.dumps(as_sealed, option=orjson.OPT_SORT_KEYS)
            if seals.hash_of(before, text) == odd.hash:
                return Fault(kind, odd.row, odd.position, (key,))
    return _after_a_hole(odd, fault)


def _after_a_hole(odd: Odd, fault: Fault) -> Fault:
    """Say which keys are lacking just before an altered row: what stood there may have been taken out."""
    before = _rows_at({odd.position - 1}).get(odd.position - 1, 0)
    if (
        odd.position == 1
        or before + 1 >= odd.row
        or AuditRow.objects.filter(pk__gt=before, pk__lt=odd.row).exists()
    ):
        return Fault(fault.kind, odd.row, odd.position, (before,))
    return Fault(Kind.BROKEN, odd.row, odd.position, (before + 1, odd.row - 1))


def _rows_at(positions: Sequence[int] | range | set[int]) -> dict[int, int]:
    """Read which rows some positions seal: position -> key of the row."""
    wanted, found = sorted(positions), dict[int, int]()
    for start in range(0, len(wanted), AT_ONCE):
        part = Seal.objects.filter(position__in=wanted[start : start + AT_ONCE])
        found.update(part.values_list("position", "row"))
    return found


def _anchored(walked: Walked, anchors: Sequence[Head], found: Sequence[Fault]) -> Iterator[Fault]:
    """Say where the chain ends before an anchor, or bears another hash where one was taken.

    Behind what does not follow other hashes are no wonder, and that is named already; where rows were taken
    out in the middle, it is not the last one at which the chain was cut.
    """
    count = walked.count
    oddities = [*(odd.position for odd in walked.odd), *(first for first, _last in walked.gaps)]
    fits_up_to = min(oddities, default=count + 1)
    hashes: dict[int, str] = {0: seals.NOTHING}
    wanted = sorted({anchor.count for anchor in anchors})
    for start in range(0, len(wanted), AT_ONCE):
        part = Seal.objects.filter(position__in=wanted[start : start + AT_ONCE])
        hashes.update(part.values_list("position", "hash"))
    held = 0
    for anchor in sorted(anchors, key=lambda one: one.count):
        if anchor.count >= fits_up_to:
            break
        if not hashes.get(anchor.count, "").startswith(anchor.hash):
            row = _rows_at({anchor.count}).get(anchor.count, 0)
            yield Fault(Kind.ANEW, row, anchor.count, (held,))
            break
        held = anchor.count
    if wanted and wanted[-1] > count:
        # Whether the very first was altered or taken out is not to be told.
        is_shorter_within = any(
            fault.kind == Kind.BROKEN or (fault.kind == Kind.ALTERED and fault.position == 1)
            for fault in found
        )
        row = 0 if is_shorter_within else _rows_at({count}).get(count, 0)
        yield Fault(Kind.CUT, row, count, (wanted[-1],))
