"""Walk the chain of seals once, beside the rows under them: what does not follow from the seal before.

A window of seals and rows is held at a time. A long chain is walked by two processes, half each. What is
sealed after the walk has begun is left out.
"""
# ruff: noqa: S608

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.db import connection

from commitments.audit import seals
from commitments.audit.seals import NOTHING, ROWS, SEALS
from commitments.verifying.found import Show

WINDOW = 5000
# Below this a second process takes longer to begin than it saves.
WORTH_TWO = 100_000
# Of a chain that is wrong throughout no more is told than this.
MOST = 1000
_KEY = seals.COLUMNS.index("id")


@dataclass(frozen=True, slots=True)
class Odd:
    """A seal that does not follow.

    `before` is the hash kept at the position before, None where there is none; `text` what the row says now,
    None where there is no row.
    """

    position: int
    row: int
    hash: str
    before: str | None
    text: bytes | None


@dataclass(slots=True)
class Walked:
    """What a walk found: odd seals, holes (first and last position), rows without a seal, and the length."""

    count: int = 0
    odd: list[Odd] = field(default_factory=list)
    gaps: list[tuple[int, int]] = field(default_factory=list)
    unsealed: list[int] = field(default_factory=list)
    is_cut_short: bool = False


def scan(show: Show) -> Walked:
    """Walk the whole chain, and look for rows without a seal."""
    last = seals.head().count
    if last < WORTH_TWO or connection.in_atomic_block or _is_in_memory():
        walked = walk(0, last, show, last)
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
        second = child.submit(walk, half + 1, last, _unseen, last)
        walked = walk(0, half, show, last)
        rest = second.result()
    walked.odd += rest.odd
    walked.gaps += rest.gaps
    walked.is_cut_short = walked.is_cut_short or rest.is_cut_short
    show(last, last)
    return walked


def _unseen(done: int, total: int) -> None:
    """Show nothing: what the child has done is seen in what its parent has."""


def walk(first: int, last: int, show: Show, total: int) -> Walked:
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
            if text is None or before is None or seals.hash_of(before, text) != digest:
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
    return f"SELECT {seals.columns_sql(connection.vendor)} FROM {ROWS} r {where}"


def _text(values: Sequence[Any]) -> bytes:
    """Give the text of a row; of one whose documents are no JSON any more, one that no seal is on."""
    try:
        return seals.text_of(values)
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
