"""The chain over the history: each row under a SHA-256 with the seal before, written just before COMMIT.

The texts under seal are read back from the database, by the same question whoever asks it, so that a row
has one text on PostgreSQL and on SQLite. Names in SQL come from the models alone.
"""
# ruff: noqa: S608

import datetime
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from commitments import models as m
from commitments.before_commit import closing

NOTHING = "0" * 64
SHOWN_DIGITS = 12
ROWS_AT_ONCE = 1000
# Whoever writes the end of the chain holds this until the transaction is committed.
LOCK = 0x5EA1
ROWS, SEALS = m.AuditRow._meta.db_table, m.Seal._meta.db_table
# The columns as a moment, as JSON, and as they are.
MOMENTS, DOCUMENTS = frozenset({"at"}), frozenset({"before", "after"})
COLUMNS = tuple(sorted(str(field.column) for field in m.AuditRow._meta.concrete_fields))
# Microseconds always, in UTC: how SQLite keeps a moment depends on whether it has any.
_MOMENT = {
    "postgresql": """to_char(r.{0} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
    "sqlite": "CASE length(r.{0}) WHEN 19 THEN replace(r.{0}, ' ', 'T') || '.000000Z' "
    "ELSE replace(r.{0}, ' ', 'T') || 'Z' END",
}
_AMONG = {"postgresql": "= ANY(%s)", "sqlite": "IN (SELECT value FROM json_each(%s))"}


@dataclass(frozen=True, slots=True)
class Head:
    """How far the chain reaches: the number of seals, and the SHA-256 of the last."""

    count: int
    hash: str = NOTHING

    @property
    def digits(self) -> str:
        """The first digits, as they stand in mails, packets and files."""
        return self.hash[:SHOWN_DIGITS]

    def __str__(self) -> str:
        return f"{self.count} {self.digits}"


def columns_sql(vendor: str) -> str:
    """Write the columns of a row `r` as they come under seal, in the order of COLUMNS."""
    return ", ".join(_MOMENT[vendor].format(name) if name in MOMENTS else f'r."{name}"' for name in COLUMNS)


def text_of(values: Sequence[Any]) -> bytes:
    """Give the one text of a row, from its columns as `columns_sql` reads them: JSON with sorted keys.

    Raises ValueError where a document is no JSON, which the application never writes.
    """
    told = dict(zip(COLUMNS, values, strict=True))
    for name in DOCUMENTS:
        told[name] = orjson.loads(told[name])
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS)


def hash_of(before: str, text: bytes) -> str:
    """Give the SHA-256 over the seal before, in hexadecimal digits, and the text of a row."""
    return hashlib.sha256(before.encode() + b"\n" + text).hexdigest()


def seal_at_the_end(keys: Iterable[int]) -> None:
    """Let these rows be sealed when the transaction ends; raises outside of one."""
    closing().before_commit(_seal, keys)


def _seal(connection: BaseDatabaseWrapper, keys: Sequence[int]) -> None:
    """Seal what is left of these rows, after whoever else is sealing."""
    wanted = sorted(set(keys))
    with connection.cursor() as cursor:
        last = _take_the_end(cursor, connection.vendor)
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


def _take_the_end(cursor: CursorWrapper, vendor: str) -> Head:
    """Wait for the end of the chain, hold it until COMMIT, and give it.

    What PostgreSQL would check at COMMIT it checks before: that may wait for a row, whose holder may wait
    for the end of the chain. SQLite has one writer at a time.
    """
    if vendor == "postgresql":
        cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; SELECT pg_advisory_xact_lock({LOCK})")
    return _head(cursor)


def _head(cursor: CursorWrapper) -> Head:
    cursor.execute(f"SELECT position, hash FROM {SEALS} ORDER BY position DESC LIMIT 1")
    found = cursor.fetchone()
    return Head(*found) if found else Head(0)


def _extend(cursor: CursorWrapper, vendor: str, last: Head, rows: Sequence[Sequence[Any]]) -> Head:
    """Write the seals of some rows, in their order; give the new end."""
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
    return Head(position, digest)


_KEY = COLUMNS.index("id")


def seal_from(connection: BaseDatabaseWrapper, first: int = 0) -> int:
    """Seal the rows with this key and above, in the order of their keys; give their number.

    For what was written past `record`: the rows of an installation from before there were seals, and bulk
    data. The caller holds the transaction.
    """
    count = 0
    with connection.cursor() as cursor:
        last = _take_the_end(cursor, connection.vendor)
        while True:
            question = f"{_question(connection.vendor)} WHERE r.id >= %s ORDER BY r.id LIMIT {ROWS_AT_ONCE}"
            cursor.execute(question, [first])
            rows = cursor.fetchall()
            if not rows:
                return count
            last = _extend(cursor, connection.vendor, last, rows)
            first, count = rows[-1][_KEY] + 1, count + len(rows)


def is_sealed() -> bool:
    """Say whether there is a chain at all."""
    return m.Seal.objects.exists()


def head(as_of: datetime.datetime | None = None) -> Head:
    """Give the end of the chain, or where it stood when the last row of that moment was sealed."""
    seals = m.Seal.objects.order_by("-position")
    if as_of is not None:
        seals = seals.filter(row__at__lte=as_of)
    found = seals.values_list("position", "hash").first()
    return Head(*found) if found else Head(0)
