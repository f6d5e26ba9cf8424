"""Six ways to tamper with the history, each done past the application on a connection without locks."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from commitments.audit import chain, log
from commitments.db import triggers
from commitments.models import AuditRow, Seal
from tests.cast import NOW, Cast

LENGTH = 240
# As far as positions are moved out of the way, so that no two are alike meanwhile.
AWAY = 1_000_000
CONTENT = tuple(column for column in chain.COLUMNS if column != "id")
WORDS = ("on time", "moved", "as agreed", "보고", "របាយការណ៍", "“quoted”", "line\nbreak")


@dataclass(frozen=True)
class Done:
    """What was tampered with: the rows that have to be named, and no other."""

    rows: frozenset[int]


Tamper = Callable[[random.Random], Done]


def make_history(cast: Cast, length: int = LENGTH) -> None:
    """Write a history of all kinds of rows, and seal it as `migrate` does."""
    chance = random.Random(7)
    rows = []
    for number in range(length):
        rows.append(
            AuditRow(
                at=NOW.replace(microsecond=number % 3 * 1700),
                by=chance.choice((cast.officer, cast.head, None)),
                action=chance.choice(("created", "changed", "accept", "report")),
                subject_type="commitments.Commitment",
                subject_id=number + 1,
                page_type="commitments.Commitment",
                page_id=number + 1,
                before={"meaning": chance.choice(WORDS), "version": number, "due_on": None},
                after={"version": number + 1, "meaning": f"{chance.choice(WORDS)} {number}", "is_new": True},
                reason=chance.choice(("", *WORDS)),
                source="admin 192.0.2.7",
            )
        )
    log.write_rows(rows)
    chain.seal_from(connection)


def lift_locks() -> None:
    """Take every lock away, and the foreign keys with them, as who owns the database can."""
    if connection.vendor == "postgresql":
        _run("SET LOCAL session_replication_role = replica")
    else:
        triggers.drop_triggers(connection)


def _run(statement: str, *values: str | int | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _seal_at(position: int) -> Seal:
    return Seal.objects.get(position=position)


def _some(chance: random.Random, *, but_last: int = 0) -> int:
    """Choose a position."""
    return chance.randint(1, chain.find_head().count - but_last)


def edit(chance: random.Random) -> Done:
    """Write another value into one column of one row."""
    row = AuditRow.objects.get(seal__position=_some(chance))
    column = chance.choice(CONTENT)
    value: str | int | None = {
        "at": "2026-01-01 00:00:00+00:00" if connection.vendor == "postgresql" else "2026-01-01 00:00:00",
        "before": '{"meaning": "never"}',
        "after": '{"version": 0}',
        "by_id": row.by_id + 1 if row.by_id else AuditRow.objects.exclude(by=None)[0].by_id,
        "subject_id": row.subject_id + AWAY,
        "page_id": row.page_id + AWAY,
    }.get(column, "forged")
    _run(f'UPDATE {chain.ROWS} SET "{column}" = %s WHERE id = %s', value, row.pk)
    return Done(frozenset({row.pk}))


def delete(chance: random.Random) -> Done:
    """Take a row away: alone, with its seal, or with its seal and the hole closed.

    Of the very first, closed, nothing says that it was there: the row after it is named as altered.
    """
    position = _some(chance, but_last=1)
    how = chance.choice(("alone", "with its seal", "and closed"))
    key = _seal_at(position + 1 if position == 1 and how == "and closed" else position).row_id
    _run(f"DELETE FROM {chain.ROWS} WHERE id = %s", _seal_at(position).row_id)
    if how != "alone":
        _run(f"DELETE FROM {chain.SEALS} WHERE position = %s", position)
    if how == "and closed":
        _shift(position + 1, -1)
    return Done(frozenset({key}))


def insert(chance: random.Random) -> Done:
    """Put a row in: without a seal, with one made up, or with one that fits the seal before it."""
    how = chance.choice(("bare", "at the end", "made up", "fitting"))
    like = AuditRow.objects.get(seal__position=_some(chance))
    last = AuditRow.objects.latest("pk").pk
    columns = ", ".join(f'"{column}"' for column in CONTENT)
    _run(
        f"INSERT INTO {chain.ROWS} (id, {columns}) SELECT %s, {columns} FROM {chain.ROWS} WHERE id = %s",
        last + 1,
        like.pk,
    )
    if how != "bare":
        position = _some(chance) if how != "at the end" else chain.find_head().count + 1
        before = _seal_at(position - 1).hash if position > 1 else chain.NOTHING
        digest = hash_now(before, last + 1) if how == "fitting" else f"{chance.getrandbits(256):064x}"
        _shift(position, 1)
        _run(f"INSERT INTO {chain.SEALS} VALUES (%s, %s, %s)", position, digest, last + 1)
    return Done(frozenset({last + 1}))


def reorder(chance: random.Random) -> Done:
    """Exchange two rows in the order, by their seals or by what these point to, or move one elsewhere."""
    first, second = sorted(chance.sample(range(1, chain.find_head().count + 1), 2))
    if chance.random() < 0.2:
        second = first + 1
    one, other = _seal_at(first), _seal_at(second)
    how = chance.choice(("seals", "pointers", "one"))
    if how == "pointers":
        _run(f"UPDATE {chain.SEALS} SET row_id = %s WHERE position = %s", AWAY, first)
        _run(f"UPDATE {chain.SEALS} SET row_id = %s WHERE position = %s", one.row_id, second)
        _run(f"UPDATE {chain.SEALS} SET row_id = %s WHERE position = %s", other.row_id, first)
    elif how == "seals" or second == first + 1:
        _run(f"UPDATE {chain.SEALS} SET position = %s WHERE position = %s", AWAY, first)
        _run(f"UPDATE {chain.SEALS} SET position = %s WHERE position = %s", first, second)
        _run(f"UPDATE {chain.SEALS} SET position = %s WHERE position = %s", second, AWAY)
    else:
        _run(f"DELETE FROM {chain.SEALS} WHERE position = %s", first)
        _shift(first + 1, -1)
        _shift(second, 1)
        _run(f"INSERT INTO {chain.SEALS} VALUES (%s, %s, %s)", second, one.hash, one.row_id)
        return Done(frozenset({one.row_id}))
    return Done(frozenset({one.row_id, other.row_id}))


def swap(chance: random.Random) -> Done:
    """Exchange what two rows hold."""
    first, second = chance.sample(list(AuditRow.objects.values_list("pk", flat=True)), 2)
    columns = ", ".join(f'"{column}" = o."{column}"' for column in CONTENT)
    for_both = f"UPDATE {chain.ROWS} SET {columns} FROM {chain.ROWS} o WHERE "
    if connection.vendor == "postgresql":
        columns = ", ".join(f'"{column}" = o."{column}"' for column in CONTENT)
        for_both = f"UPDATE {chain.ROWS} r SET {columns} FROM {chain.ROWS} o WHERE r.id IN (%s, %s) AND "
        _run(f"{for_both} o.id IN (%s, %s) AND r.id <> o.id", first, second, first, second)
    else:
        _run(
            f"{for_both} {chain.ROWS}.id IN (%s, %s) AND o.id IN (%s, %s) AND {chain.ROWS}.id <> o.id",
            first,
            second,
            first,
            second,
        )
    return Done(frozenset({first, second}))


def cut(chance: random.Random) -> Done:
    """Take away the last rows with their seals: what is left last is named."""
    left = chain.find_head().count - chance.randint(1, 20)
    keys = list(Seal.objects.filter(position__gt=left).values_list("row", flat=True))
    _run(f"DELETE FROM {chain.SEALS} WHERE position > %s", left)
    for key in keys:
        _run(f"DELETE FROM {chain.ROWS} WHERE id = %s", key)
    return Done(frozenset({_seal_at(left).row_id}))


def hash_now(before: str, key: int) -> str:
    """Seal a row as it is now, as somebody can who has read this code."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {chain.columns_sql(connection.vendor)} FROM {chain.ROWS} r WHERE r.id = %s", [key]
        )
        return chain.hash_of(before, chain.text_of(cursor.fetchone()))


def _shift(first: int, by: int) -> None:
    """Move all seals from a position on by one place."""
    _run(f"UPDATE {chain.SEALS} SET position = position + %s WHERE position >= %s", AWAY, first)
    _run(f"UPDATE {chain.SEALS} SET position = position - %s WHERE position >= %s", AWAY - by, AWAY)


KINDS: dict[str, Tamper] = {
    "edit": edit,
    "delete": delete,
    "insert": insert,
    "reorder": reorder,
    "swap": swap,
    "cut the tail": cut,
}
