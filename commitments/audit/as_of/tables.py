"""Temporary tables that hide the real ones and hold the rows as of a past moment.

Both databases look for a temporary table first, so that the same SQL reads the past; the tables end with the
transaction. Names in SQL come only from the models, values are passed as parameters.

Here it is declared which models are rebuilt and which columns stay as today. Audit rows are undone from the
newest back to the moment.
"""

import datetime
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, ForeignKey, Model, Q, QuerySet

from commitments import models
from commitments.access import policy, rules
from commitments.audit import log

# Told to people, not agreed by anybody: it is no part of the record, and the past shows none of it.
LEFT_EMPTY: tuple[type[Model], ...] = (
    *(models.Reminder, models.Email, models.ReplyLink, models.EmailReply),
    *(models.Matrix, models.ReturnedMatrix, models.PartnerComment, models.UpdateForm),
)
# Packets, grants and absences give need to know, and that is today's; how a list is arranged is no record,
# and which items were dealt with together, or brought in from one table, is none either. That somebody opened
# a record changes none, and has no row of the history. A handover is frozen and shows its own day.
AS_TODAY: tuple[type[Model], ...] = (
    models.Packet,
    models.PacketMeeting,
    models.PacketCopy,
    models.SignOff,
    models.Grant,
    models.Absence,
    models.Counter,
    models.Heartbeat,
    models.Alarm,
    models.EmailDelivery,
    models.WaitingLink,
    models.ReminderSchedule,
    models.QuietDays,
    models.LevelTitle,
    models.BlackoutPeriod,
    models.ListColumns,
    models.SavedView,
    models.Handover,
    models.HandoverItem,
    models.PacketComment,
    models.OriginatorConsent,
    models.BulkAction,
    models.BulkActionItem,
    models.Import,
    models.ImportRow,
    models.AccessLogEntry,
    models.WebhookSubscription,
    models.WebhookDelivery,
    models.Closure,
    models.ClosurePackage,
)

# Who may read is decided by today's desks, divisions and accounts. These rows are not taken away, and these
# columns not put back, whatever the day.
KEPT_ROWS: tuple[type[Model], ...] = (models.User, models.Desk, models.Division)
KEPT_COLUMNS: dict[type[Model], frozenset[str]] = {
    models.Country: frozenset({"desk_id"}),
    models.Desk: frozenset({"division_id"}),
    models.User: frozenset(
        {
            "role",
            "clearance",
            "language",
            "time_zone",
            "desk_id",
            "division_id",
            "ministry_id",
            "host_country_id",
            "is_staff",
            "is_superuser",
        }
    ),
    # What a third state gave is kept back by today's rule, also where the day is before it was marked.
    **dict.fromkeys(
        (
            *(models.Statement, models.Outcome, models.ProgressUpdate, models.Evidence),
            *(models.AgendaPoint, models.AgendaItem),
        ),
        frozenset({"originator"}),
    ),
}

# How a record of one partner finds it, the surest way first.
TO_THE_PARTNER = (
    "country",
    "meeting__country",
    "commitment__country",
    "outcome__meeting__country",
    "statement__meeting__country",
    "minutes__meeting__country",
    "point__meeting__country",
)


def list_partner_models() -> list[type[Model]]:
    """List the models whose rows not everybody reads: one partner's at a time."""
    apart = {*LEFT_EMPTY, *AS_TODAY, *BY_FINGERPRINT, models.AuditRow, models.User}
    return [model for model in policy.RULES if model not in apart and not rules.is_open_to_all(model)]


def list_shared_models() -> list[type[Model]]:
    """List the models that records of every partner refer to, such as ministries and officials."""
    return [
        models.User,
        *(model for model in policy.RULES if rules.is_open_to_all(model) and model not in AS_TODAY),
    ]


# Credentials of accounts: the rows of their owner file a fingerprint of each (`verification.records`).
BY_FINGERPRINT: tuple[type[Model], ...] = (models.TokenTerms, models.CalendarSubscription)
# Their histories tell them whole, though the past shows them as they stand today.
CURRENT_MODELS: tuple[type[Model], ...] = (
    *(models.Grant, models.Absence),
    *(models.Handover, models.HandoverItem, models.PacketComment, models.OriginatorConsent),
    *(models.WebhookSubscription, models.LevelTitle, models.BlackoutPeriod, models.Closure),
)


def list_complete_models() -> list[type[Model]]:
    """List the models of which every write has its row of history, column by column."""
    return [*list_partner_models(), *list_shared_models(), *CURRENT_MODELS]


def list_foreign_keys(model: type[Model]) -> dict[str, ForeignKey[Model, Model]]:
    """Return a model's foreign keys by name."""
    return {key.name: key for key in model._meta.concrete_fields if isinstance(key, ForeignKey)}


def build_partner_condition(model: type[Model], partners: list[int]) -> Q:
    """Return the condition for the rows of some partners; for a model with several paths, any of them."""
    own = list_foreign_keys(model)
    ways = [way for way in TO_THE_PARTNER if way.split("__")[0] in own]
    sure = [way for way in ways if not own[way.split("__")[0]].null]
    found = Q()
    for way in sure[:1] or ways:
        found |= Q(**{f"{way}__in": partners})
    return found


# The kind of a record and its key.
Subject = tuple[str, int]
State = dict[str, Any]


@dataclass(slots=True)
class UndoneState:
    """The state at the moment: the old columns of each record changed since, and each record removed
    since.
    """

    changed: dict[Subject, State] = field(default_factory=dict)
    removed: dict[Subject, State] = field(default_factory=dict)

    def find_changes(self, label: str) -> tuple[dict[int, State], dict[int, State]]:
        """Return the changed and the removed records of one kind, by key."""
        return (
            {key: state for (kind, key), state in self.changed.items() if kind == label},
            {key: state for (kind, key), state in self.removed.items() if kind == label},
        )


def fold_rows(rows: Iterable[tuple[str, int, str | Mapping[str, Any], bool]]) -> UndoneState:
    """Fold audit rows, newest first: the value before a column's earliest change is the past value.

    A row is the kind, the key, the state before as JSON, and whether the record was removed by it.
    """
    undo = UndoneState()
    for kind, key, before, is_removal in rows:
        state: State = json.loads(before) if isinstance(before, str) else dict(before)
        subject = (kind, key)
        if is_removal:
            undo.changed.pop(subject, None)
            undo.removed[subject] = state
        elif subject in undo.removed:
            undo.removed[subject] |= state
        else:
            undo.changed.setdefault(subject, {}).update(state)
    return undo


# ruff: noqa: S608


# Above every clearance: what may not be read today is not read in the past either.
SEALED = 32767
# Lists of kinds and keys: recorded since; standing then; in the reader's reach today.
CREATED, STOOD, READ = "past_created", "past_stood", "past_read"
# Values of then on their way into a table.
THEN = "past_then"
MOST_VALUES = 5000
# A row that tells of something else, such as a token revoked, is neither a record made nor one removed.
IGNORED_ACTIONS = sorted(log.ACTIONS_WITHOUT_STATE)
TELLS_OF_COLUMNS = f"action NOT IN ({', '.join('%s' for _action in IGNORED_ACTIONS)})"
# Fewer rows than this are looked through as fast without an index.
FEW = 300


def format_label(model: type[Model]) -> str:
    return model._meta.label


@dataclass(slots=True)
class AsOfTables:
    """The past for one reader: which temporary tables hide the real ones, and how."""

    connection: BaseDatabaseWrapper
    moment: datetime.datetime
    reader: models.User
    partners: list[int]
    home: str = ""
    made: list[str] = field(default_factory=list)

    def build(self) -> None:
        """Read what is needed of the present, then hide it by the past."""
        is_postgres = self.connection.vendor == "postgresql"
        self.home = self.home or (self._one("SELECT current_schema()") if is_postgres else "main")
        if is_postgres:
            # Compiling a query takes longer here than running it: fresh tables have no statistics.
            self._run("SET LOCAL jit = off")
        created = self._list_created()
        closed = list_partner_models()
        counts = {model: self._choose(model) for model in closed}
        self._run(f"DELETE FROM {STOOD} WHERE EXISTS ({_listed(CREATED, STOOD)})")
        for table in (STOOD, READ):
            self._run(f"CREATE INDEX {table}_by_kind ON {table} (kind, id)")
        undo = self._undo()
        for model, count in counts.items():
            if (
                count is not None
                or format_label(model) in created
                or any(undo.find_changes(format_label(model)))
            ):
                self._stand(model, undo, f"WHERE id IN ({_ids(STOOD, model)})")
        for model in list_shared_models():
            if format_label(model) in created or any(undo.find_changes(format_label(model))):
                keeps = model in KEPT_ROWS
                self._stand(model, undo, "" if keeps else f"WHERE id NOT IN ({_ids(CREATED, model)})")
        for model in LEFT_EMPTY:
            self._stand(model, UndoneState(), "WHERE 1 = 0")
        self._stand_history()
        if is_postgres:
            path = self._one("SHOW search_path")
            self._run(f"SET LOCAL search_path = pg_temp, {path}")

    def take_away(self) -> None:
        """Show today's tables again, until the transaction ends."""
        view = self._quoted(models.AuditRow._meta.db_table)
        self._run(f"DROP VIEW {view}")
        for table in self.made:
            self._run(f"DROP TABLE {self._quoted(table)}")

    # -- Today's side
    def _list_created(self) -> set[str]:
        """List records created since then, and return their kinds; their first row shows they did not exist
        before.
        """
        for table in (CREATED, STOOD, READ):
            self._run(f"CREATE TEMPORARY TABLE {table} (kind varchar(40), id bigint)")
            self.made.append(table)
        self._run(
            f"INSERT INTO {CREATED} SELECT subject_type, subject_id FROM {self._real(models.AuditRow)} "
            f"WHERE at > %s AND before = '{{}}' AND after <> '{{}}' AND {TELLS_OF_COLUMNS}",
            [self._moment(), *IGNORED_ACTIONS],
        )
        self._run(f"CREATE INDEX {CREATED}_by_kind ON {CREATED} (kind, id)")
        return {kind for (kind,) in self._all(f"SELECT DISTINCT kind FROM {CREATED}")}

    def _choose(self, model: type[Model]) -> int | None:
        """List the rows of the partners, and those of them that the reader may read today.

        Give how many they are; None where they are all there are and the reader may read each of them, so
        that none has to be sealed.
        """
        rows = model._base_manager.filter(build_partner_condition(model, self.partners)).order_by()
        count = self._fill(STOOD, rows)
        readable = self._fill(READ, policy.narrow_to_clearance(rows, self.reader))
        whole = readable == count == self._one(f"SELECT count(*) FROM {self._real(model)}")
        return None if whole else count

    def _fill(self, table: str, rows: QuerySet[Any, Any]) -> int:
        """Add the keys of the rows to a list, and return their number."""
        try:
            sql, params = rows.values_list("pk").distinct().query.sql_with_params()
        except EmptyResultSet:
            return 0
        return self._run(
            f"INSERT INTO {table} SELECT '{format_label(rows.model)}', found.* FROM ({sql}) found", params
        )

    def _undo(self) -> UndoneState:
        """Load the changes since then in what the reader may read: of records, their pages, and shared
        records.
        """
        open_kinds = [format_label(model) for model in list_shared_models()]
        open_to_all = f"subject_type IN ({', '.join('%s' for _kind in open_kinds)})"
        readable = f"EXISTS ({_listed(READ)}) OR EXISTS ({_listed(READ, what='page')})"
        sql = (
            f"SELECT subject_type, subject_id, before, after = '{{}}' FROM {self._real(models.AuditRow)} a "
            f"WHERE at > %s AND before <> '{{}}' AND {TELLS_OF_COLUMNS} AND ({open_to_all} OR {readable}) "
            f"AND NOT EXISTS ({_listed(CREATED)}) ORDER BY a.id DESC"
        )
        return fold_rows(self._all(sql, [self._moment(), *IGNORED_ACTIONS, *open_kinds]))

    # -- The past's side
    def _stand(self, model: type[Model], undo: UndoneState, which: str) -> None:
        """Create the table of one model as of the moment."""
        table = self._quoted(model._meta.db_table)
        self._run(f"CREATE TEMPORARY TABLE {table} AS SELECT * FROM {self._real(model)} {which}")
        self.made.append(model._meta.db_table)
        if self.connection.vendor == "postgresql":
            # The key by which PostgreSQL groups.
            self._run(f"ALTER TABLE {table} ADD PRIMARY KEY (id)")
        # Before any row is changed: PostgreSQL does not use an index made after a change in the same
        # transaction, and a count of 20,000 commitments took 5.4 s.
        self._index(model)
        if issubclass(model, models.Classified):
            self._run(f"UPDATE {table} SET classification = {SEALED} WHERE id NOT IN ({_ids(READ, model)})")
        changed, removed = undo.find_changes(format_label(model))
        self._put_back(model, changed)
        self._put_in(model, removed)

    def _index(self, model: type[Model]) -> None:
        """Create on a table of many rows the indexes that joins need."""
        table = model._meta.db_table
        if self._one(f"SELECT count(*) FROM {self._quoted(table)}") < FEW:
            return
        names = [
            key.column
            for key in list_foreign_keys(model).values()
            if key.related_model in policy.RULES and not rules.is_open_to_all(key.related_model)
        ]
        for name in names if self.connection.vendor == "postgresql" else ["id", *names]:
            self._run(f"CREATE INDEX past_{table}_{name} ON {self._quoted(table)} ({name})")

    def _put_back(self, model: type[Model], changed: Mapping[int, State]) -> None:
        """Write the columns of then over those of today; a classification never falls below today's."""
        table, kept = self._quoted(model._meta.db_table), KEPT_COLUMNS.get(model, frozenset())
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
        """Convert plain values of the history to values of database columns."""
        return {
            _column(field): field.get_db_prep_save(field.to_python(state[field.attname]), self.connection)
            for field in model._meta.concrete_fields
            if field.attname in state and field.attname not in kept
        }

    def _stand_history(self) -> None:
        """End the history at the moment."""
        moment = self._moment()
        self._run(
            f"CREATE TEMPORARY VIEW {self._quoted(models.AuditRow._meta.db_table)} AS "
            f"SELECT * FROM {self._real(models.AuditRow)} WHERE at <= '{moment}'"
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
    """Return the keys that a list holds of one kind."""
    return f"SELECT id FROM {table} WHERE kind = '{format_label(model)}'"


def _listed(table: str, of: str = "", what: str = "subject") -> str:
    """Build the condition that a list has the row of another list, or the subject or page of an audit row
    `a`.
    """
    kind, key = (f"{of}.kind", f"{of}.id") if of else (f"a.{what}_type", f"a.{what}_id")
    return f"SELECT 1 FROM {table} l WHERE l.kind = {kind} AND l.id = {key}"
