"""Temporary tables under the names of the real ones, holding the rows as they stood.

Both databases look for a temporary table first, so that the very same SQL finds the past; with the
transaction they go. Names in SQL come from the models alone, values are passed as parameters.
"""
# ruff: noqa: S608

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model, QuerySet

from commitments import access, audit
from commitments import models as m
from commitments.past import kinds
from commitments.past.undo import State, Undo, fold

# Above every clearance: what may not be read today is not read in the past either.
SEALED = 32767
CREATED, REMOVED = "past_created", "past_removed"


def label(model: type[Model]) -> str:
    return model._meta.label


@dataclass(slots=True)
class Tables:
    """The past for one reader: which tables were put in front of the real ones, and how."""

    connection: BaseDatabaseWrapper
    moment: datetime.datetime
    reader: m.User
    partners: list[int]
    home: str = ""
    made: list[str] = field(default_factory=list)

    def build(self) -> None:
        """Ask what is needed of today, then put the past in front of it."""
        is_postgres = self.connection.vendor == "postgresql"
        self.home = self.home or (self._one("SELECT current_schema()") if is_postgres else "main")
        self._list(CREATED, said="after", silent="before")
        self._list(REMOVED, said="before", silent="after")
        closed = kinds.closed()
        as_today = {model for model in closed if self._choose(model)}
        undo = self._undo(closed)
        for model in closed:
            if model not in as_today or any(undo.of(label(model))):
                self._stand(model, undo, f"WHERE id IN (SELECT id FROM {rows_of(model)})")
        for model in kinds.shared():
            if any(undo.of(label(model))) or self._any_created(model):
                keeps = model in kinds.KEPT_ROWS
                self._stand(model, undo, "" if keeps else f"WHERE id NOT IN ({self._created(model)})")
        for model in kinds.LEFT_EMPTY:
            self._stand(model, Undo(), "WHERE 1 = 0")
        self._stand_history()
        if is_postgres:
            path = self._one("SHOW search_path")
            self._run(f"SET LOCAL search_path = pg_temp, {path}")

    def take_away(self) -> None:
        """Let today's tables be seen again, until the transaction brings these back."""
        view = self._quoted(m.AuditRow._meta.db_table)
        self._run(f"DROP VIEW {view}")
        for table in self.made:
            self._run(f"DROP TABLE {self._quoted(table)}")

    # -- Today's side
    def _list(self, table: str, said: str, silent: str) -> None:
        """List what was recorded or removed since: a row that says all on one side, nothing on the other."""
        aside = ", ".join("%s" for _action in audit.ASIDE)
        self._make(table, "kind varchar(40), id bigint")
        self._run(
            f"INSERT INTO {table} SELECT subject_type, subject_id FROM {self._real(m.AuditRow)} "
            f"WHERE at > %s AND {silent} = '{{}}' AND {said} <> '{{}}' AND action NOT IN ({aside})",
            [self._moment(), *sorted(audit.ASIDE)],
        )
        self._run(f"CREATE INDEX {table}_by_kind ON {table} (kind, id)")

    def _make(self, table: str, columns: str) -> None:
        self._run(f"CREATE TEMPORARY TABLE {table} ({columns})")
        self.made.append(table)

    def _choose(self, model: type[Model]) -> bool:
        """List the rows that stood then, and those of them that the reader may read today.

        Say whether all of them stand today, and none has to be sealed.
        """
        rows = model._base_manager.filter(kinds.of_partners(model, self.partners)).order_by()
        self._make(rows_of(model), "id bigint")
        count = self._fill(rows_of(model), rows)
        gone = self._run(f"DELETE FROM {rows_of(model)} WHERE id IN ({self._created(model)})")
        self._make(read_of(model), "id bigint")
        readable = self._fill(read_of(model), access.reach(rows, self.reader))
        return not gone and (readable == count or not issubclass(model, m.Classified))

    def _fill(self, table: str, rows: QuerySet[Any, Any]) -> int:
        try:
            sql, params = rows.values_list("pk").distinct().query.sql_with_params()
        except EmptyResultSet:
            return 0
        return self._run(f"INSERT INTO {table} {sql}", params)

    def _undo(self, closed: list[type[Model]]) -> Undo:
        """Read what changed since of what the reader may read: of a record, its page, or what all lean on."""
        seen, params = [], []
        for model in closed:
            readable = f"(SELECT id FROM {read_of(model)})"
            for what in ("subject", "page"):
                seen.append(f"({what}_type = %s AND {what}_id IN {readable})")
                params.append(label(model))
        open_kinds = [label(model) for model in kinds.shared()]
        seen.append(f"subject_type IN ({', '.join('%s' for _kind in open_kinds)})")
        # What is no more has no row to ask the door about; the door of that day asks for its marking.
        seen.append(f"EXISTS ({_in_list(REMOVED)})")
        sql = (
            f"SELECT subject_type, subject_id, before, after = '{{}}' FROM {self._real(m.AuditRow)} a "
            f"WHERE at > %s AND before <> '{{}}' AND ({' OR '.join(seen)}) "
            f"AND NOT EXISTS ({_in_list(CREATED)}) ORDER BY a.id DESC"
        )
        with self.connection.cursor() as cursor:
            cursor.execute(sql, [self._moment(), *params, *open_kinds])
            return fold(cursor)

    # -- The past's side
    def _stand(self, model: type[Model], undo: Undo, which: str) -> None:
        """Make the table of one model as it stood."""
        table = self._quoted(model._meta.db_table)
        self._run(f"CREATE TEMPORARY TABLE {table} AS SELECT * FROM {self._real(model)} {which}")
        self.made.append(model._meta.db_table)
        self._index(model)
        if issubclass(model, m.Classified):
            self._run(
                f"UPDATE {table} SET classification = {SEALED} "
                f"WHERE id NOT IN (SELECT id FROM {read_of(model)})"
            )
        changed, removed = undo.of(label(model))
        self._put_back(model, changed)
        self._put_in(model, removed)

    def _index(self, model: type[Model]) -> None:
        table = model._meta.db_table
        if self.connection.vendor == "postgresql":
            self._run(f"ALTER TABLE {self._quoted(table)} ADD PRIMARY KEY (id)")
        else:
            self._run(f"CREATE UNIQUE INDEX past_{table}_id ON {self._quoted(table)} (id)")
        for key in kinds.keys(model).values():
            if key.related_model in access.RULES and not access.is_open_to_all(key.related_model):
                self._run(f"CREATE INDEX past_{table}_{key.column} ON {self._quoted(table)} ({key.column})")

    def _put_back(self, model: type[Model], changed: Mapping[int, State]) -> None:
        """Write the columns of then over those of today; a classification never falls below today's."""
        kept = kinds.KEPT_COLUMNS.get(model, frozenset())
        rows = [(key, self._columns(model, state, kept)) for key, state in changed.items()]
        rows.sort(key=lambda row: sorted(row[1]))
        highest = "GREATEST" if self.connection.vendor == "postgresql" else "MAX"
        for names, group in groupby(rows, key=lambda row: sorted(row[1])):
            if not names:
                continue
            setting = ", ".join(
                f"{self._quoted(name)} = {highest}({self._quoted(name)}, %s)"
                if name == "classification"
                else f"{self._quoted(name)} = %s"
                for name in names
            )
            self._run_many(
                f"UPDATE {self._quoted(model._meta.db_table)} SET {setting} WHERE id = %s",
                [[*(columns[name] for name in names), key] for key, columns in group],
            )

    def _put_in(self, model: type[Model], removed: Mapping[int, State]) -> None:
        """Write the rows that were removed since; a column that came later takes its default."""
        fields = model._meta.concrete_fields
        rows = []
        for key, state in removed.items():
            blank = {f.attname: f.get_default() for f in fields if f.attname not in state}
            rows.append(self._columns(model, {**blank, **state, "id": key}, frozenset()))
        names = [_column(field) for field in fields]
        self._run_many(
            f"INSERT INTO {self._quoted(model._meta.db_table)} ({', '.join(map(self._quoted, names))}) "
            f"VALUES ({', '.join('%s' for _name in names)})",
            [[row[name] for name in names] for row in rows],
        )

    def _columns(self, model: type[Model], state: State, kept: frozenset[str]) -> dict[str, Any]:
        """Turn plain values of the history into what the columns of the database take."""
        return {
            _column(field): field.get_db_prep_save(field.to_python(state[field.attname]), self.connection)
            for field in model._meta.concrete_fields
            if field.attname in state and field.attname not in kept
        }

    def _stand_history(self) -> None:
        """Let the history end at the moment."""
        moment = self._moment()
        self._run(
            f"CREATE TEMPORARY VIEW {self._quoted(m.AuditRow._meta.db_table)} AS "
            f"SELECT * FROM {self._real(m.AuditRow)} WHERE at <= '{moment}'"
        )

    # -- SQL
    def _moment(self) -> str:
        """Write the moment as this database compares it; digits and signs only."""
        utc = self.moment.astimezone(datetime.UTC)
        return str(utc) if self.connection.vendor == "postgresql" else str(utc.replace(tzinfo=None))

    def _real(self, model: type[Model]) -> str:
        return f"{self._quoted(self.home)}.{self._quoted(model._meta.db_table)}"

    def _created(self, model: type[Model]) -> str:
        return f"SELECT id FROM {CREATED} WHERE kind = '{label(model)}'"

    def _any_created(self, model: type[Model]) -> bool:
        return bool(self._one(f"SELECT count(*) FROM {CREATED} WHERE kind = %s", [label(model)]))

    def _quoted(self, name: str) -> str:
        return self.connection.ops.quote_name(name)

    def _one(self, sql: str, params: Iterable[Any] = ()) -> Any:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, list(params))
            return cursor.fetchone()[0]

    def _run(self, sql: str, params: Iterable[Any] = ()) -> int:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, list(params) or None)
            return int(cursor.rowcount)

    def _run_many(self, sql: str, rows: list[list[Any]]) -> None:
        if rows:
            with self.connection.cursor() as cursor:
                cursor.executemany(sql, rows)


def _column(field: Field[Any, Any]) -> str:
    assert field.column is not None
    return field.column


def _in_list(table: str) -> str:
    return f"SELECT 1 FROM {table} c WHERE c.kind = a.subject_type AND c.id = a.subject_id"


def rows_of(model: type[Model]) -> str:
    """Name the list of a model's rows that stood then."""
    return f"past_rows_{model._meta.model_name}"


def read_of(model: type[Model]) -> str:
    """Name the list of a model's rows that the reader may read today."""
    return f"past_read_{model._meta.model_name}"
