"""The rows of many tables, collected with their history and written at once for each table.

`bulk_create` takes some 100 microseconds for a row of these tables; COPY, and SQLite's `executemany`, a tenth
of that. Values are stored as in the history: days and moments as ISO text. Indexes and keys are dropped first
and created again at the end, all in one transaction: if the load fails, the tables are unchanged.
"""

import gc
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import orjson
from django.core.management.color import no_style
from django.db import OperationalError, connection
from django.db.backends.utils import CursorWrapper
from django.db.models import DateTimeField, JSONField, Max, Model

from commitments import models
from commitments.audit import log

Values = dict[str, Any]


class BookTable:
    """The rows of one model that wait to be written, and the next key."""

    def __init__(self, model: type[Model]) -> None:
        fields = list(model._meta.concrete_fields)
        self.name = model._meta.db_table
        self.label = model._meta.label
        self.columns = [str(field.column) for field in fields]
        self.usual: Values = {field.attname: _plain(field.get_default()) for field in fields}
        self.usual[str(model._meta.pk.attname)] = None
        self.told = [name for name in self.usual if name not in log.LEFT_OUT]
        self.json = [field.attname for field in fields if isinstance(field, JSONField)]
        self.moments = [field.attname for field in fields if isinstance(field, DateTimeField)]
        self.page = log.PAGES.get(model)
        found = model._base_manager.aggregate(last=Max("pk"))["last"]
        self.last: int = found if isinstance(found, int) else 0
        self.rows: list[Values] = []

    def new(self, values: Values) -> Values:
        """Keep one row; what is not said is as usual."""
        self.last += 1
        row = {**self.usual, **values, "id": self.last}
        self.rows.append(row)
        return row

    def written(self) -> Iterator[tuple[Any, ...]]:
        """Yield the rows in the form of the database, and forget them."""
        on_sqlite = connection.vendor == "sqlite"
        for row in self.rows:
            for name in self.json:
                row[name] = None if row[name] is None else orjson.dumps(row[name]).decode()
            if on_sqlite:
                for name in self.moments:
                    row[name] = row[name] and row[name][:19].replace("T", " ")
            yield tuple(row.values())
        self.rows = []


def _plain(value: Any) -> Any:
    """Return a default in the form of the database: for a choice its plain value."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str(value)
    return int(value) if isinstance(value, int) else log.to_plain(value)


class SeedBook:
    """The rows to write, with the history rows that the writers of each record would create."""

    def __init__(self) -> None:
        self._tables: dict[type[Model], BookTable] = {}
        self._audit = self._table(models.AuditRow)
        self.counters: dict[tuple[str, str, int], int] = defaultdict(int)
        for row in models.Counter.objects.all():
            self.counters[row.kind, row.code, row.year] = row.last

    @property
    def next_row(self) -> int:
        """The key that the next row of history has."""
        return self._audit.last + 1

    def _table(self, model: type[Model]) -> BookTable:
        if model not in self._tables:
            self._tables[model] = BookTable(model)
        return self._tables[model]

    def number(self, kind: str, code: str, year: int) -> int:
        """Draw the next number of a kind of record, partner and year."""
        self.counters[kind, code, year] += 1
        return self.counters[kind, code, year]

    def untold(self, model: type[Model], **values: Any) -> Values:
        """Write a row that has no history of its own."""
        return self._table(model).new(values)

    def add(
        self,
        model: type[Model],
        *,
        at: str,
        by: int | None,
        action: str = "created",
        why: str = "",
        page_id: int | None = None,
        **values: Any,
    ) -> Values:
        """Write a new record, and the row of its history; of a record with an author, the author too."""
        table = self._table(model)
        if "recorded_at" in table.usual:
            values |= {"recorded_at": at, "recorded_by_id": by}
        row = table.new(values)
        usual = table.usual
        after = {name: row[name] for name in table.told if row[name] != usual[name]}
        self._tell(table, row, at, by, action, {}, after, why, page_id)
        return row

    def change(
        self,
        model: type[Model],
        row: Values,
        *,
        at: str,
        by: int | None,
        action: str,
        why: str = "",
        page_id: int | None = None,
        **values: Any,
    ) -> None:
        """Write other values of a record not yet written, and the row of its history."""
        before = {name: row[name] for name in values}
        row.update(values)
        if "version" in row:
            row["version"] += 1
        self._tell(self._table(model), row, at, by, action, before, values, why, page_id)

    def _tell(
        self,
        table: BookTable,
        row: Values,
        at: str,
        by: int | None,
        action: str,
        before: Values,
        after: Values,
        why: str,
        page_id: int | None,
    ) -> None:
        page_type, key = table.label, row["id"]
        if table.page is not None:
            page = "commitment" if table.page == "subject" else table.page
            page_type, key = PAGE_LABELS[page], page_id or row[f"{page}_id"]
        self._audit.new(
            {
                "at": at,
                "by_id": by,
                "action": action,
                "subject_type": table.label,
                "subject_id": row["id"],
                "page_type": page_type,
                "page_id": key,
                "before": before,
                "after": after,
                "reason": why,
            }
        )

    def write(self) -> None:
        """Write what was gathered."""
        for table in self._tables.values():
            _write(table)

    def close(self) -> None:
        """Write the counters, and let keys go on after ours."""
        kept = [
            models.Counter(kind=kind, code=code, year=year, last=last)
            for (kind, code, year), last in self.counters.items()
        ]
        models.Counter.objects.bulk_create(
            kept, update_conflicts=True, unique_fields=("kind", "code", "year"), update_fields=("last",)
        )
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(self._tables)):
                cursor.execute(statement)


PAGE_LABELS = {
    "meeting": models.Meeting._meta.label,
    "commitment": models.Commitment._meta.label,
    "packet": models.Packet._meta.label,
    "person": models.User._meta.label,
    "country": models.Country._meta.label,
    "ministry": models.Ministry._meta.label,
    "official": models.Official._meta.label,
}


def _write(table: BookTable) -> None:
    if not table.rows:
        return
    columns = ", ".join(f'"{column}"' for column in table.columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
                for row in table.written():
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(table.columns))
            insert = f'INSERT INTO "{table.name}" ({columns}) VALUES ({places})'  # noqa: S608
            cursor.executemany(insert, list(table.written()))


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
        kept = _list_indexes(cursor, tables)
        for drop, _create in kept:
            cursor.execute(drop)
    yield
    with connection.cursor() as cursor:
        for _drop, create in reversed(kept):
            cursor.execute(create)
    connection.check_constraints()


def _list_indexes(cursor: CursorWrapper, tables: Sequence[str]) -> list[tuple[str, str]]:
    """Return the statements that drop each index and key of the tables, and those that create it again."""
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
