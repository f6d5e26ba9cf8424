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
# Lists of kinds and keys: recorded since; standing then; in the reader's reach today.
CREATED, STOOD, READ = "past_created", "past_stood", "past_read"
# Values of then on their way into a table.
THEN = "past_then"
MOST_VALUES = 5000
# A row that tells of something else, such as a token revoked, is neither a record made nor one removed.
ASIDE = sorted(audit.ASIDE)
TELLS_OF_COLUMNS = f"action NOT IN ({', '.join('%s' for _action in ASIDE)})"
# Fewer rows than this are looked through as fast without an index.
FEW = 300


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
        if is_postgres:
            # Compiling a query takes longer here than running it: fresh tables have no statistics.
            self._run("SET LOCAL jit = off")
        created = self._list_created()
        closed = kinds.closed()
        counts = {model: self._choose(model) for model in closed}
        self._run(f"DELETE FROM {STOOD} WHERE EXISTS ({_listed(CREATED, STOOD)})")
        for table in (STOOD, READ):
            self._run(f"CREATE INDEX {table}_by_kind ON {table} (kind, id)")
        undo = self._undo()
        for model, count in counts.items():
            if count is not None or label(model) in created or any(undo.of(label(model))):
                self._stand(model, undo, f"WHERE id IN ({_ids(STOOD, model)})")
        for model in kinds.shared():
            if label(model) in created or any(undo.of(label(model))):
                keeps = model in kinds.KEPT_ROWS
                self._stand(model, undo, "" if keeps else f"WHERE id NOT IN ({_ids(CREATED, model)})")
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
    def _list_created(self) -> set[str]:
        """List what was recorded since, and give its kinds: a first row says all, and nothing of before."""
        for table in (CREATED, STOOD, READ):
            self._run(f"CREATE TEMPORARY TABLE {table} (kind varchar(40), id bigint)")
            self.made.append(table)
        self._run(
            f"INSERT INTO {CREATED} SELECT subject_type, subject_id FROM {self._real(m.AuditRow)} "
            f"WHERE at > %s AND before = '{{}}' AND after <> '{{}}' AND {TELLS_OF_COLUMNS}",
            [self._moment(), *ASIDE],
        )
        self._run(f"CREATE INDEX {CREATED}_by_kind ON {CREATED} (kind, id)")
        return {kind for (kind,) in self._all(f"SELECT DISTINCT kind FROM {CREATED}")}

    def _choose(self, model: type[Model]) -> int | None:
        """List the rows of the partners, and those of them that the reader may read today.

        Give how many they are; None where they are all there are and the reader may read each of them, so
        that none has to be sealed.
        """
        rows = model._base_manager.filter(kinds.of_partners(model, self.partners)).order_by()
        count = self._fill(STOOD, rows)
        readable = self._fill(READ, access.reach(rows, self.reader))
        whole = readable == count == self._one(f"SELECT count(*) FROM {self._real(model)}")
        return None if whole else count

    def _fill(self, table: str, rows: QuerySet[Any, Any]) -> int:
        """Add the keys of the rows to a list, and give their number."""
        try:
            sql, params = rows.values_list("pk").distinct().query.sql_with_params()
        except EmptyResultSet:
            return 0
        return self._run(
            f"INSERT INTO {table} SELECT '{label(rows.model)}', found.* FROM ({sql}) found", params
        )

    def _undo(self) -> Undo:
        """Read what changed since of what the reader may read: of a record, its page, or what all lean on."""
        open_kinds = [label(model) for model in kinds.shared()]
        open_to_all = f"subject_type IN ({', '.join('%s' for _kind in open_kinds)})"
        readable = f"EXISTS ({_listed(READ)}) OR EXISTS ({_listed(READ, what='page')})"
        sql = (
            f"SELECT subject_type, subject_id, before, after = '{{}}' FROM {self._real(m.AuditRow)} a "
            f"WHERE at > %s AND before <> '{{}}' AND {TELLS_OF_COLUMNS} AND ({open_to_all} OR {readable}) "
            f"AND NOT EXISTS ({_listed(CREATED)}) ORDER BY a.id DESC"
        )
        return fold(self._all(sql, [self._moment(), *ASIDE, *open_kinds]))

    # -- The past's side
    def _stand(self, model: type[Model], undo: Undo, which: str) -> None:
        """Make the table of one model as it stood."""
        table = self._quoted(model._meta.db_table)
        self._run(f"CREATE TEMPORARY TABLE {table} AS SELECT * FROM {self._real(model)} {which}")
        self.made.append(model._meta.db_table)
        if self.connection.vendor == "postgresql":
            # The key by which PostgreSQL groups.
            self._run(f"ALTER TABLE {table} ADD PRIMARY KEY (id)")
        if issubclass(model, m.Classified):
            self._run(f"UPDATE {table} SET classification = {SEALED} WHERE id NOT IN ({_ids(READ, model)})")
        changed, removed = undo.of(label(model))
        self._put_back(model, changed)
        self._put_in(model, removed)
        self._index(model)

    def _index(self, model: type[Model]) -> None:
        """Give a table of many rows the indexes that joins need."""
        table = model._meta.db_table
        if self._one(f"SELECT count(*) FROM {self._quoted(table)}") < FEW:
            return
        names = [
            key.column
            for key in kinds.keys(model).values()
            if key.related_model in access.RULES and not access.is_open_to_all(key.related_model)
        ]
        for name in names if self.connection.vendor == "postgresql" else ["id", *names]:
            self._run(f"CREATE INDEX past_{table}_{name} ON {self._quoted(table)} ({name})")

    def _put_back(self, model: type[Model], changed: Mapping[int, State]) -> None:
        """Write the columns of then over those of today; a classification never falls below today's."""
        table, kept = self._quoted(model._meta.db_table), kinds.KEPT_COLUMNS.get(model, frozenset())
        rows = [{"id": key, **self._columns(model, state, kept)} for key, state in changed.items()]
        rows = [row for row in rows if len(row) > 1]
        highest = "GREATEST" if self.connection.vendor == "postgresql" else "MAX"
        for names, group in groupby(sorted(rows, key=sorted), key=sorted):
            columns = ", ".join(map(self._quoted, names))
            # Of a table of then, so that each value is of its column's type.
            self._run(f"CREATE TEMPORARY TABLE {THEN} AS SELECT {columns} FROM {table} WHERE 1 = 0")
            self._insert(THEN, names, list(group))
            setting = ", ".join(
                f"{name} = {highest}({table}.{name}, {THEN}.{name})"
                if name == self._quoted("classification")
                else f"{name} = {THEN}.{name}"
                for name in map(self._quoted, names)
                if name != self._quoted("id")
            )
            self._run(f"UPDATE {table} SET {setting} FROM {THEN} WHERE {THEN}.id = {table}.id")
            self._run(f"DROP TABLE {THEN}")

    def _put_in(self, model: type[Model], removed: Mapping[int, State]) -> None:
        """Write the rows that were removed since; a column that came later takes its default."""
        fields = model._meta.concrete_fields
        rows = []
        for key, state in removed.items():
            blank = {f.attname: f.get_default() for f in fields if f.attname not in state}
            rows.append(self._columns(model, {**blank, **state, "id": key}, frozenset()))
        self._insert(self._quoted(model._meta.db_table), [_column(field) for field in fields], rows)

    def _insert(self, table: str, names: list[str], rows: list[dict[str, Any]]) -> None:
        one = f"({', '.join('%s' for _name in names)})"
        at_once = max(1, MOST_VALUES // len(names))
        for start in range(0, len(rows), at_once):
            batch = rows[start : start + at_once]
            self._run(
                f"INSERT INTO {table} ({', '.join(map(self._quoted, names))}) "
                f"VALUES {', '.join(one for _row in batch)}",
                [row[name] for row in batch for name in names],
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

    def _quoted(self, name: str) -> str:
        return self.connection.ops.quote_name(name)

    def _one(self, sql: str, params: Iterable[Any] = ()) -> Any:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, list(params))
            return cursor.fetchone()[0]

    def _all(self, sql: str, params: Iterable[Any] = ()) -> list[Any]:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, list(params))
            return list(cursor.fetchall())

    def _run(self, sql: str, params: Iterable[Any] = ()) -> int:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, list(params) or None)
            return int(cursor.rowcount)


def _column(field: Field[Any, Any]) -> str:
    assert field.column is not None
    return field.column


def _ids(table: str, model: type[Model]) -> str:
    """Give the keys that a list holds of one kind."""
    return f"SELECT id FROM {table} WHERE kind = '{label(model)}'"


def _listed(table: str, of: str = "", what: str = "subject") -> str:
    """Ask whether a list holds the row of another list, or the subject or page of an audit row `a`."""
    kind, key = (f"{of}.kind", f"{of}.id") if of else (f"a.{what}_type", f"a.{what}_id")
    return f"SELECT 1 FROM {table} l WHERE l.kind = {kind} AND l.id = {key}"
