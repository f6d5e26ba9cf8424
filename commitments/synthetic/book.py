"""The rows of many tables, gathered with their history and written in one go for each table.

`bulk_create` takes the tracker's widths at some 100 microseconds a row; COPY, and SQLite's `executemany`,
at a tenth of that. Values are kept as the history tells them: days and moments as ISO text.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import orjson
from django.core.management.color import no_style
from django.db import connection
from django.db.models import DateTimeField, JSONField, Max, Model

from commitments import audit
from commitments import models as m

Values = dict[str, Any]


class Table:
    """The rows of one model that wait to be written, and the next key."""

    def __init__(self, model: type[Model]) -> None:
        fields = list(model._meta.concrete_fields)
        self.name = model._meta.db_table
        self.label = model._meta.label
        self.columns = [str(field.column) for field in fields]
        self.usual: Values = {field.attname: _plain(field.get_default()) for field in fields}
        self.usual[str(model._meta.pk.attname)] = None
        self.told = [name for name in self.usual if name not in audit.LEFT_OUT]
        self.json = [field.attname for field in fields if isinstance(field, JSONField)]
        self.moments = [field.attname for field in fields if isinstance(field, DateTimeField)]
        self.page = audit.PAGES.get(model)
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
        """Give the rows as the database takes them, and forget them."""
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
    """Give a default as the database takes it: of a choice its bare value."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str(value)
    return int(value) if isinstance(value, int) else audit.plain(value)


class Book:
    """What is to be written, with the rows of history that the writers of each record would leave."""

    def __init__(self) -> None:
        self._tables: dict[type[Model], Table] = {}
        self._audit = self._table(m.AuditRow)
        self.counters: dict[tuple[str, str, int], int] = defaultdict(int)
        for row in m.Counter.objects.all():
            self.counters[row.kind, row.code, row.year] = row.last

    @property
    def next_row(self) -> int:
        """The key that the next row of history has."""
        return self._audit.last + 1

    def _table(self, model: type[Model]) -> Table:
        if model not in self._tables:
            self._tables[model] = Table(model)
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
        table: Table,
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
            m.Counter(kind=kind, code=code, year=year, last=last)
            for (kind, code, year), last in self.counters.items()
        ]
        m.Counter.objects.bulk_create(
            kept, update_conflicts=True, unique_fields=("kind", "code", "year"), update_fields=("last",)
        )
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(self._tables)):
                cursor.execute(statement)


PAGE_LABELS = {
    "meeting": m.Meeting._meta.label,
    "commitment": m.Commitment._meta.label,
    "packet": m.Packet._meta.label,
    "person": m.User._meta.label,
    "country": m.Country._meta.label,
    "ministry": m.Ministry._meta.label,
    "official": m.Official._meta.label,
}


def _write(table: Table) -> None:
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
