"""Walk the chain of seals once, beside its rows, and report each fault with the row that it concerns.

A window of seals and rows is held at a time. A long chain is walked by two processes, half each. Seals
written after the walk has begun are left out. A seal that does not match may be correct itself: the seal
before it may have been altered, removed or moved. Its row is unchanged where the seal matches some other seal
nearby, or the one that should precede it.
"""

import multiprocessing
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import orjson
from django.db import connection
from django.utils.translation import gettext as _

from commitments.audit import chain
from commitments.audit.chain import NOTHING, ROWS, SEALS, ChainHead
from commitments.models import AuditRow, Seal
from commitments.verification.findings import Show

# ruff: noqa: S608


WINDOW = 5000
# Below this a second process takes longer to begin than it saves.
WORTH_TWO = 100_000
# Of a chain that is wrong throughout no more is told than this.
MOST = 1000
_KEY = chain.COLUMNS.index("id")


@dataclass(frozen=True, slots=True)
class Odd:
    """A seal that does not match the one before.

    `before` is the hash stored at the position before, None where there is none; `text` the current text of
    the row, None where there is no row.
    """

    position: int
    row: int
    hash: str
    before: str | None
    text: bytes | None


@dataclass(slots=True)
class Walked:
    """The result of a walk: odd seals, gaps (first and last position), rows without a seal, and the
    length.
    """

    count: int = 0
    odd: list[Odd] = field(default_factory=list)
    gaps: list[tuple[int, int]] = field(default_factory=list)
    unsealed: list[int] = field(default_factory=list)
    is_cut_short: bool = False


def scan_chain(show: Show) -> Walked:
    """Walk the whole chain, and look for rows without a seal."""
    last = chain.find_head().count
    if last < WORTH_TWO or connection.in_atomic_block or _is_in_memory():
        walked = walk_seals(0, last, show, last)
    else:
        walked = _walk_by_two(last, show)
    walked.count = last
    walked.unsealed = _unsealed()
    return walked


def _is_in_memory() -> bool:
    return connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"])


def _walk_by_two(last: int, show: Show) -> Walked:
    """Let a child walk the second half; each opens a connection of its own after they part."""
    half = last // 2
    connection.close()
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork")) as child:
        second = child.submit(walk_seals, half + 1, last, _unseen, last)
        walked = walk_seals(0, half, show, last)
        rest = second.result()
    walked.odd += rest.odd
    walked.gaps += rest.gaps
    walked.is_cut_short = walked.is_cut_short or rest.is_cut_short
    show(last, last)
    return walked


def _unseen(done: int, total: int) -> None:
    """Show nothing: what the child has done is seen in what its parent has."""


def walk_seals(first: int, last: int, show: Show, total: int) -> Walked:
    """Walk the seals from one position to another."""
    walked = Walked()
    expected = max(first, 1)
    before = _hash_at(expected - 1) if expected > 1 else NOTHING
    for start in range(first, last + 1, WINDOW):
        found, texts = _window(start, min(start + WINDOW - 1, last))
        for position, row, digest in found:
            if position != expected:
                walked.gaps += [(expected, position - 1)] if position > expected else []
                before = None
            text = texts.get(row)
            if text is None or before is None or chain.hash_of(before, text) != digest:
                walked.odd.append(Odd(position, row, digest, before, text))
            before, expected = digest, position + 1
        if len(walked.odd) > MOST:
            walked.is_cut_short = True
            return walked
        show(min(start + WINDOW, total), total)
    if expected <= last:
        walked.gaps.append((expected, last))
    return walked


def _hash_at(position: int) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT hash FROM {SEALS} WHERE position = %s", [position])
        found = cursor.fetchone()
    return found[0] if found else None


def _window(first: int, last: int) -> tuple[list[tuple[int, int, str]], dict[int, bytes]]:
    """Read some seals, and the texts of their rows: these lie close together, as they were written."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT position, row_id, hash FROM {SEALS} WHERE position BETWEEN %s AND %s ORDER BY position",
            [first, last],
        )
        found = cursor.fetchall()
        keys = sorted(row for _position, row, _hash in found)
        texts: dict[int, bytes] = {}
        for low, high in _runs(keys):
            cursor.execute(_question("WHERE r.id BETWEEN %s AND %s"), [low, high])
            texts.update((values[_KEY], _text(values)) for values in cursor.fetchall())
    return found, texts


def _runs(keys: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Part sorted keys where many others lie between two of them."""
    start = 0
    for index in range(1, len(keys) + 1):
        if index == len(keys) or keys[index] - keys[index - 1] > WINDOW // 50:
            yield keys[start], keys[index - 1]
            start = index


def _question(where: str) -> str:
    return f"SELECT {chain.columns_sql(connection.vendor)} FROM {ROWS} r {where}"


def _text(values: Sequence[Any]) -> bytes:
    """Return the text of a row; for a row whose documents are not valid JSON any more, a text that no seal
    matches.
    """
    try:
        return chain.text_of(values)
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return b""


def _unsealed() -> list[int]:
    """List the rows that no seal is on: one question, so that what is committed meanwhile is seen whole."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT r.id FROM {ROWS} r LEFT JOIN {SEALS} s ON s.row_id = r.id "
            f"WHERE s.row_id IS NULL ORDER BY r.id LIMIT {MOST + 1}"
        )
        return [key for (key,) in cursor.fetchall()]


# Each odd seal is tried against every other: of more than this no more is asked than whether they fit.
COMPARED = 300
# So far to both sides an odd seal is compared with those that do fit.
ABOUT = 50
# What SQL takes in one list.
AT_ONCE = 500


class Kind(StrEnum):
    """The kind of a fault."""

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
class ChainFault:
    """One fault: its kind, the row it concerns (0 where there is none), and its place in the chain.

    `others` are the keys of related rows, or a range of positions.
    """

    kind: Kind
    row: int
    position: int
    others: tuple[int, ...] = ()


@dataclass(slots=True)
class _Case:
    """The odd seals by position, with what each really follows and what follows it."""

    walked: Walked
    odd: dict[int, Odd] = field(default_factory=dict)
    # Position -> the position it truly follows; left out where that is not known.
    follows: dict[int, int] = field(default_factory=dict)
    # Positions whose seal was altered, while the row is as the next seal knows it.
    resealed: set[int] = field(default_factory=set)

    def is_followed(self, position: int) -> bool:
        """Return whether the next seal, or any, follows this one as stored."""
        after = position + 1
        is_by_next = after not in self.odd and position < self.walked.count and not self._is_gap(after)
        return is_by_next or position in self.follows.values() or position in self.resealed

    def _is_gap(self, position: int) -> bool:
        return any(first <= position <= last for first, last in self.walked.gaps)


def list_faults(walked: Walked, anchors: Sequence[ChainHead] = ()) -> Iterator[ChainFault]:
    """Yield every fault of a walked chain, in its order, then those shown by its anchors."""
    case = _case(walked)
    found = [*_gaps(case), *_odd(case)]
    yield from sorted(found, key=lambda fault: (fault.position, fault.row))
    yield from (ChainFault(Kind.UNSEALED, key, 0) for key in walked.unsealed[:MOST])
    if walked.is_cut_short or len(walked.unsealed) > MOST:
        yield ChainFault(Kind.MORE, 0, 0)
    yield from _anchored(walked, anchors, found)


def _case(walked: Walked) -> _Case:
    """Find what each odd seal truly follows, among the seals nearby and those that should stand there."""
    case = _Case(walked, {odd.position: odd for odd in walked.odd})
    if len(walked.odd) > COMPARED:
        return case
    kept = {chain.NOTHING: 0} if 1 in case.odd or walked.gaps else {}
    should: dict[str, int] = {}
    for odd in walked.odd:
        kept[odd.hash] = odd.position
        if odd.before is not None:
            kept.setdefault(odd.before, odd.position - 1)
            if odd.text is not None:
                should[chain.hash_of(odd.before, odd.text)] = odd.position
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
    """Return the position of the seal after which an odd one was made, if it is among these."""
    for digest, position in hashes.items():
        if position != odd.position and chain.hash_of(digest, odd.text or b"") == odd.hash:
            return position
    return None


def _hashes_about(position: int) -> dict[str, int]:
    """Read the seals about one: rows that were put in stand between it and the one it was made after."""
    beside = Seal.objects.filter(position__range=(position - ABOUT, position + ABOUT))
    return dict(beside.values_list("hash", "position"))


def _gaps(case: _Case) -> Iterator[ChainFault]:
    """Name each hole in the chain by the row before it and the row after it."""
    edges = {first - 1 for first, _last in case.walked.gaps} | {last + 1 for _first, last in case.walked.gaps}
    rows = _rows_at(edges)
    for first, last in case.walked.gaps:
        beside = (rows.get(first - 1, 0), rows.get(last + 1, 0))
        yield ChainFault(Kind.REMOVED, 0, first, (last, *beside))


def _odd(case: _Case) -> Iterator[ChainFault]:
    named: dict[int, ChainFault] = {}
    innocent: list[Odd] = []
    for position, odd in case.odd.items():
        fault = _judge_seal(case, odd)
        if fault is None:
            innocent.append(odd)
        else:
            named[position] = fault
    for odd in innocent:
        named.update((fault.position, fault) for fault in _judge_neighbours(case, odd, named))
    yield from _exchanged(case, named)


def _judge_seal(case: _Case, odd: Odd) -> ChainFault | None:
    """Return the fault of the row of one odd seal, or None where it is unchanged."""
    position, after = odd.position, odd.position + 1
    if odd.text is None:
        return ChainFault(Kind.MISSING, odd.row, position)
    if position in case.resealed:
        return ChainFault(Kind.RESEALED, odd.row, position)
    follows = case.follows.get(position)
    if follows is not None:
        # What does not belong before or after it is another row's fault; where neither does, it was moved.
        if position == case.walked.count:
            is_followed = position not in case.follows.values()
        else:
            is_followed = after not in case.odd or after not in case.follows
        return None if is_followed else ChainFault(Kind.MOVED, odd.row, position)
    if odd.before is None:
        # What stood before it is gone, so nothing can be said of it; the hole is named.
        return None if position > 0 else ChainFault(Kind.FOREIGN, odd.row, position)
    is_passed_over = case.follows.get(after, position) < position and not case.is_followed(position)
    return ChainFault(Kind.FOREIGN if is_passed_over else Kind.ALTERED, odd.row, position)


def _judge_neighbours(case: _Case, odd: Odd, named: Mapping[int, ChainFault]) -> list[ChainFault]:
    """Return why an unchanged row follows another one: something was inserted, or it was moved."""
    follows = case.follows.get(odd.position)
    before = odd.position - 1
    if follows is None or before in named or follows in named:
        return []
    between = range(follows + 1, odd.position)
    if 0 < len(between) <= MOST and not any(position in named for position in between):
        rows = _rows_at(between)
        return [
            ChainFault(Kind.FOREIGN, rows[position], position) for position in between if position in rows
        ]
    return [ChainFault(Kind.MOVED, odd.row, odd.position)]


def _exchanged(case: _Case, named: Mapping[int, ChainFault]) -> Iterator[ChainFault]:
    """Yield rows whose contents or seals were exchanged, apart from those altered otherwise."""
    altered = [case.odd[fault.position] for fault in named.values() if fault.kind == Kind.ALTERED]
    others = altered if len(altered) <= COMPARED else []
    contents = {odd.row: orjson.loads(odd.text) for odd in others if odd.text}
    for fault in named.values():
        odd = case.odd.get(fault.position)
        if fault.kind != Kind.ALTERED or odd is None or odd.before is None:
            yield fault
            continue
        yield _judge_pair(odd, odd.before, contents, fault)


def _judge_pair(
    odd: Odd, before: str, contents: Mapping[int, dict[str, object]], fault: ChainFault
) -> ChainFault:
    for key, told in contents.items():
        if key == odd.row:
            continue
        for kind, as_sealed in ((Kind.EXCHANGED, {**told, "id": odd.row}), (Kind.MOVED, told)):
            text = orjson.dumps(as_sealed, option=orjson.OPT_SORT_KEYS)
            if chain.hash_of(before, text) == odd.hash:
                return ChainFault(kind, odd.row, odd.position, (key,))
    return _after_a_hole(odd, fault)


def _after_a_hole(odd: Odd, fault: ChainFault) -> ChainFault:
    """Return which keys are missing just before an altered row: rows may have been removed there."""
    before = _rows_at({odd.position - 1}).get(odd.position - 1, 0)
    if (
        odd.position == 1
        or before + 1 >= odd.row
        or AuditRow.objects.filter(pk__gt=before, pk__lt=odd.row).exists()
    ):
        return ChainFault(fault.kind, odd.row, odd.position, (before,))
    return ChainFault(Kind.BROKEN, odd.row, odd.position, (before + 1, odd.row - 1))


def _rows_at(positions: Sequence[int] | range | set[int]) -> dict[int, int]:
    """Read which rows some positions seal: position -> key of the row."""
    wanted, found = sorted(positions), dict[int, int]()
    for start in range(0, len(wanted), AT_ONCE):
        part = Seal.objects.filter(position__in=wanted[start : start + AT_ONCE])
        found.update(part.values_list("position", "row"))
    return found


def _anchored(
    walked: Walked, anchors: Sequence[ChainHead], found: Sequence[ChainFault]
) -> Iterator[ChainFault]:
    """Yield where the chain ends before an anchor, or has another hash than at the time of the anchor.

    After a mismatch other hashes are expected, and already reported; where rows were removed in the middle,
    the chain was not cut at its end.
    """
    count = walked.count
    oddities = [*(odd.position for odd in walked.odd), *(first for first, _last in walked.gaps)]
    fits_up_to = min(oddities, default=count + 1)
    hashes: dict[int, str] = {0: chain.NOTHING}
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
            yield ChainFault(Kind.ANEW, row, anchor.count, (held,))
            break
        held = anchor.count
    if wanted and wanted[-1] > count:
        # Whether the very first was altered or taken out is not to be told.
        is_shorter_within = any(
            fault.kind == Kind.BROKEN or (fault.kind == Kind.ALTERED and fault.position == 1)
            for fault in found
        )
        row = 0 if is_shorter_within else _rows_at({count}).get(count, 0)
        yield ChainFault(Kind.CUT, row, count, (wanted[-1],))


def name_fault(fault: ChainFault) -> str:
    """Name the row of a fault: its key, what it tells of and when; without a row, the place in the chain."""
    if not fault.row:
        place = {"position": fault.position}
        return _("history, seal %(position)s") % place if fault.position else _("history")
    rows = AuditRow.objects.filter(pk=fault.row)
    told = rows.values_list("at", "action", "subject_type", "subject_id").first()
    if told is None:
        return _("audit entry %(key)s") % {"key": fault.row}
    at, action, kind, key = told
    what = f"{action}, {kind.rpartition('.')[2]} {key}, {at:%Y-%m-%dT%H:%M:%SZ}"
    return _("audit entry %(key)s (%(what)s)") % {"key": fault.row, "what": what}


def describe_fault(fault: ChainFault) -> str:
    """Return the fault in words."""
    others = fault.others
    match fault.kind:
        case Kind.ALTERED:
            return _(
                "the entry does not match its seal. The entry was altered, or audit entry %(key)s was "
                "altered and sealed again."
            ) % {"key": others[0] if others else 0}
        case Kind.BROKEN:
            return _(
                "the entry does not follow the previous one. Audit entries %(first)s to %(last)s "
                "were removed, or this entry was altered."
            ) % {"first": others[0], "last": others[1]}
        case Kind.EXCHANGED:
            return _("the entry contains the content of audit entry %(key)s.") % {"key": others[0]}
        case Kind.RESEALED:
            return _("the seal was altered; the entry is unchanged.")
        case Kind.MISSING:
            return _("the sealed entry is missing.")
        case Kind.REMOVED:
            return _(
                "seals %(first)s to %(last)s and their entries are missing between audit entries "
                "%(before)s and %(after)s. Later entries cannot be compared."
            ) % {"first": fault.position, "last": others[0], "before": others[1], "after": others[2]}
        case Kind.UNSEALED:
            return _("the entry has no seal. It was not written by the system, or its seal was removed.")
        case Kind.FOREIGN:
            return _("the entry was inserted into the chain later.")
        case Kind.MOVED:
            return _("the entry is not in the order in which it was sealed.")
        case Kind.CUT:
            return _(
                "the history ends here, but an anchor records %(count)s entries. The later entries are "
                "missing."
            ) % {"count": others[0]}
        case Kind.ANEW:
            return _(
                "the hash of the chain differs from its anchor. The chain was rewritten after seal %(held)s."
            ) % {"held": others[0]}
        case _:
            return _("there are more mismatches than listed here.")
