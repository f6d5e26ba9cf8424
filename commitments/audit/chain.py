"""The chain of seals: each history row under a SHA-256 with the seal before, written just before COMMIT.

The sealed texts are read back from the database by one query, so that a row has the same text on PostgreSQL
and SQLite. Names in SQL come only from the models.

Anchors record how far the chain reached, outside the database that they prove.
"""

import datetime
import fcntl
import hashlib
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import orjson
import structlog
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from commitments import models
from commitments.db.before_commit import find_connection

# ruff: noqa: S608


NOTHING = "0" * 64
SHOWN_DIGITS = 12
ROWS_AT_ONCE = 1000
# Whoever writes the end of the chain holds this until the transaction is committed.
LOCK = 0x5EA1
ROWS, SEALS = models.AuditRow._meta.db_table, models.Seal._meta.db_table
# The columns as a moment, as JSON, and as they are.
MOMENTS, DOCUMENTS = frozenset({"at"}), frozenset({"before", "after"})
COLUMNS = tuple(sorted(str(field.column) for field in models.AuditRow._meta.concrete_fields))
# Microseconds always, in UTC: how SQLite keeps a moment depends on whether it has any.
_MOMENT = {
    "postgresql": """to_char(r.{0} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
    "sqlite": "CASE length(r.{0}) WHEN 19 THEN replace(r.{0}, ' ', 'T') || '.000000Z' "
    "ELSE replace(r.{0}, ' ', 'T') || 'Z' END",
}
_AMONG = {"postgresql": "= ANY(%s)", "sqlite": "IN (SELECT value FROM json_each(%s))"}


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The end of the chain: the number of seals, and the SHA-256 of the last."""

    count: int
    hash: str = NOTHING

    @property
    def digits(self) -> str:
        """The first digits, as printed in emails, packets and files."""
        return self.hash[:SHOWN_DIGITS]

    def __str__(self) -> str:
        return f"{self.count} {self.digits}"


def columns_sql(vendor: str) -> str:
    """Write the columns of a row `r` as they come under seal, in the order of COLUMNS."""
    return ", ".join(_MOMENT[vendor].format(name) if name in MOMENTS else f'r."{name}"' for name in COLUMNS)


def text_of(values: Sequence[Any]) -> bytes:
    """Return the canonical text of a row, from its columns as `columns_sql` reads them: JSON with sorted
    keys.

    Raises ValueError where a document is not JSON, which the application never writes.
    """
    told = dict(zip(COLUMNS, values, strict=True))
    for name in DOCUMENTS:
        told[name] = orjson.loads(told[name])
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS)


def hash_of(before: str, text: bytes) -> str:
    """Return the SHA-256 over the seal before, in hexadecimal digits, and the text of a row."""
    return hashlib.sha256(before.encode() + b"\n" + text).hexdigest()


def seal_at_the_end(keys: Iterable[int]) -> None:
    """Seal these rows when the transaction ends; raises an error outside of one."""
    find_connection().before_commit(_seal, keys)


def _seal(connection: BaseDatabaseWrapper, keys: Sequence[int]) -> None:
    """Seal the remaining rows, after any other process that is sealing."""
    wanted = sorted(set(keys))
    with connection.cursor() as cursor:
        last = _lock_chain_end(cursor, connection.vendor)
        for start in range(0, len(wanted), ROWS_AT_ONCE):
            part = wanted[start : start + ROWS_AT_ONCE]
            among: Any = part if connection.vendor == "postgresql" else orjson.dumps(part).decode()
            cursor.execute(
                f"{_question(connection.vendor)} WHERE r.id {_AMONG[connection.vendor]} ORDER BY r.id",
                [among],
            )
            last = _extend(cursor, connection.vendor, last, cursor.fetchall())


def _question(vendor: str) -> str:
    return f"SELECT {columns_sql(vendor)} FROM {ROWS} r"


def _lock_chain_end(cursor: CursorWrapper, vendor: str) -> ChainHead:
    """Wait for the end of the chain, lock it until COMMIT, and return it.

    What PostgreSQL would check at COMMIT is checked before: that may wait for a row, whose holder may wait
    for the end of the chain. SQLite has one writer at a time.
    """
    if vendor == "postgresql":
        cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; SELECT pg_advisory_xact_lock({LOCK})")
    return _head(cursor)


def _head(cursor: CursorWrapper) -> ChainHead:
    cursor.execute(f"SELECT position, hash FROM {SEALS} ORDER BY position DESC LIMIT 1")
    found = cursor.fetchone()
    return ChainHead(*found) if found else ChainHead(0)


def _extend(cursor: CursorWrapper, vendor: str, last: ChainHead, rows: Sequence[Sequence[Any]]) -> ChainHead:
    """Write the seals of some rows, in their order; return the new end."""
    made, position, digest = [], last.count, last.hash
    for values in rows:
        position, digest = position + 1, hash_of(digest, text_of(values))
        made.append((position, values[_KEY], digest))
    insert = f"INSERT INTO {SEALS} (position, row_id, hash)"
    if vendor == "postgresql":
        places = "SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[])"
        columns = [list(column) for column in zip(*made, strict=True)] or [[], [], []]
        cursor.execute(f"{insert} {places}", columns)
    else:
        cursor.executemany(f"{insert} VALUES (%s, %s, %s)", made)
    return ChainHead(position, digest)


_KEY = COLUMNS.index("id")


def seal_from(connection: BaseDatabaseWrapper, first: int = 0) -> int:
    """Seal the rows with this key and above, in the order of their keys; return their number.

    For rows not written by `log.record_change`: those from before there were seals, and bulk data. The caller
    holds the transaction.
    """
    count = 0
    with connection.cursor() as cursor:
        last = _lock_chain_end(cursor, connection.vendor)
        while True:
            question = f"{_question(connection.vendor)} WHERE r.id >= %s ORDER BY r.id LIMIT {ROWS_AT_ONCE}"
            cursor.execute(question, [first])
            rows = cursor.fetchall()
            if not rows:
                return count
            last = _extend(cursor, connection.vendor, last, rows)
            first, count = rows[-1][_KEY] + 1, count + len(rows)


def is_sealed() -> bool:
    """Return whether there is a chain at all."""
    return models.Seal.objects.exists()


def find_head(as_of: datetime.datetime | None = None) -> ChainHead:
    """Return the end of the chain, or its end when the last row of that moment was sealed."""
    seals = models.Seal.objects.order_by("-position")
    if as_of is not None:
        seals = seals.filter(row__at__lte=as_of)
    found = seals.values_list("position", "hash").first()
    return ChainHead(*found) if found else ChainHead(0)


# 2026-11-26T07:00:00Z 1234 0123456789ab
LINE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) (\d{1,18}) ([0-9a-f]{12,64})")

# More than the longest line has.
LONGEST_LINE = 120
# As much of a line tells the day, and the hour.
DAY, HOUR = 10, 13

log = structlog.get_logger("tracker.audit")


def line_of(head: str, now: datetime.datetime) -> str:
    """Write an anchor as a line: when, how many seals, the first digits of the last."""
    return f"{now.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%SZ} {head}"


def append_anchor(file: Path, head: str, now: datetime.datetime, *, once_an_hour: bool = False) -> bool:
    """Add a line to a file, on disk before this returns; return whether it was added.

    `head` is a `ChainHead` as text. At most once an hour: only where the last line is of another hour and has
    another head, or of another day, even with concurrent calls. A failure is logged and stops nothing: there
    are other anchors.
    """
    line = line_of(head, now)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("ab+") as opened:
            fcntl.flock(opened, fcntl.LOCK_EX)
            if once_an_hour and _is_recorded(_last_line(opened), line):
                return False
            opened.write(f"{line}\n".encode())
            opened.flush()
            os.fsync(opened.fileno())
    except OSError as error:
        log.error("anchor not kept", error=type(error).__name__)
        return False
    return True


def _is_recorded(last: str, line: str) -> bool:
    """Return whether the last line is of this hour, or of this day with the same head."""
    is_same = last.partition(" ")[2] == line.partition(" ")[2]
    return last[:HOUR] == line[:HOUR] or (is_same and last[:DAY] == line[:DAY])


def _last_line(opened: BinaryIO) -> str:
    """Return the last line, complete or not: writing continues after a damaged file."""
    opened.seek(max(0, opened.seek(0, os.SEEK_END) - LONGEST_LINE))
    return (opened.read().decode(errors="replace").splitlines() or [""])[-1]


def read_anchors(file: Path) -> tuple[ChainHead, ...]:
    """Read a file of anchors; empty lines are passed over. Raises OSError, or ValueError for another line."""
    found = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        told = LINE.fullmatch(line.strip())
        if told is None:
            raise ValueError(f"line {number} is no anchor")
        found.append(ChainHead(int(told[2]), told[3]))
    return tuple(found)
