"""What a database does not do row by row while much is written: it makes indexes and keys of the whole later.

All of it stands in one transaction: where the load fails, the tables are as they were.
"""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from django.db import OperationalError, connection
from django.db.backends.utils import CursorWrapper

# Of tables: what takes an index or key off, and what makes it again; what leans on others first. On SQLite
# their locks too, which ask for the row that each new one might replace.
_POSTGRESQL = """
SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
       format(
           'ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid)
       ),
       CASE contype WHEN 'f' THEN 1 ELSE 2 END AS place
FROM pg_constraint WHERE contype IN ('f', 'u') AND conrelid = ANY (%s::regclass[])
UNION ALL
SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid), 3
FROM pg_index i WHERE indrelid = ANY (%s::regclass[]) AND NOT indisprimary
AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
ORDER BY place
"""
_SQLITE = (
    "SELECT 'DROP ' || type || ' \"' || name || '\"', sql FROM sqlite_master "
    "WHERE type IN ('index', 'trigger') AND sql IS NOT NULL AND tbl_name IN ({})"
)
# Memory for the sorting of an index, and for pages that wait to be written.
SORTED_IN = "256MB"
PAGES_KILOBYTES = 200_000


@contextmanager
def without_indexes(tables: Sequence[str]) -> Iterator[None]:
    """Write to tables that keep nothing but their primary keys; the caller holds the transaction.

    Raises `IntegrityError` at the end where what was written breaks a constraint.
    """
    with connection.cursor() as cursor:
        kept = _kept(cursor, tables)
        for drop, _create in kept:
            cursor.execute(drop)
    yield
    with connection.cursor() as cursor:
        for _drop, create in reversed(kept):
            cursor.execute(create)
    connection.check_constraints()


def _kept(cursor: CursorWrapper, tables: Sequence[str]) -> list[tuple[str, str]]:
    """Give what takes each index and key of the tables off, and what makes it again."""
    if connection.vendor == "postgresql":
        cursor.execute(f"SET LOCAL maintenance_work_mem = '{SORTED_IN}'")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(_POSTGRESQL, [list(tables), list(tables)])
        return [(drop, create) for drop, create, _place in cursor.fetchall()]
    cursor.execute("PRAGMA foreign_keys")
    if cursor.fetchone() == (1,):
        # For each row SQLite would look through the whole of each table whose keys may lead to it.
        return []
    cursor.execute(_SQLITE.format(", ".join(["%s"] * len(tables))), list(tables))
    return [(drop, create) for drop, create in cursor.fetchall()]


@contextmanager
def straight_to_the_file() -> Iterator[None]:
    """Let SQLite write new pages into its file at once, not into a log that would hold all of them again.

    Where others have the file open it keeps its log. Inside a transaction it changes nothing.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        with suppress(OperationalError):
            cursor.execute("PRAGMA journal_mode = TRUNCATE")
        # Keys are checked at the end; what is sorted for an index is nobody's text, and may lie in a file.
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute("PRAGMA temp_store = FILE")
        cursor.execute(f"PRAGMA cache_size = -{PAGES_KILOBYTES}")
    try:
        yield
    finally:
        # The next connection has the usual ways again.
        connection.close()


@contextmanager
def without_garbage() -> Iterator[None]:
    """Let Python look for no circles of objects: rows have none, and are so many that it takes a third."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
