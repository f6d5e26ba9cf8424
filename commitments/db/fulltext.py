"""The full-text index: PostgreSQL's GIN or SQLite's FTS5, over terms that are stored as text.

Neither normalises words: both take the terms as given, separated by spaces. Like the triggers, it is created
again at the end of the project's own `migrate`. Names in SQL come only from this file.
"""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet

# ruff: noqa: S608


# A kind of record, the key of one, and its terms.
Row = tuple[str, int, str]

TABLE = "commitments_searchentry"
GIN = "commitments_searchentry_by_terms"
FTS = "commitments_searchentry_fts"
# PostgreSQL: each term a lexeme without a place.
VECTOR = "array_to_tsvector(string_to_array(ltrim({}), ' '))"
# Written to at once, so that no search reads through a list of what is not in the index yet.
_GIN = (
    f"CREATE INDEX IF NOT EXISTS {GIN} ON {TABLE} USING gin (({VECTOR.format('terms')})) "
    "WITH (fastupdate = off)"
)
_FTS = (
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {FTS} USING fts5(terms, content='{TABLE}', content_rowid='id', "
    "detail=none, columnsize=0, prefix='2 3 4', "
    "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* M* Co'\")"
)
_ADD = f"INSERT INTO {FTS} (rowid, terms) VALUES (NEW.id, NEW.terms);"
_TAKE = f"INSERT INTO {FTS} ({FTS}, rowid, terms) VALUES ('delete', OLD.id, OLD.terms);"
TRIGGERS = {
    f"{FTS}_insert": f"AFTER INSERT ON {TABLE} BEGIN {_ADD} END",
    f"{FTS}_delete": f"AFTER DELETE ON {TABLE} BEGIN {_TAKE} END",
    f"{FTS}_update": f"AFTER UPDATE OF id, terms ON {TABLE} BEGIN {_TAKE} {_ADD} END",
}


def create_index(connection: BaseDatabaseWrapper) -> None:
    """Create the index, or what is missing of it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_GIN)
            return
        cursor.execute(_FTS)
        for name, body in TRIGGERS.items():
            cursor.execute(f"CREATE TRIGGER IF NOT EXISTS {name} {body}")


def is_missing(connection: BaseDatabaseWrapper) -> bool:
    """Return whether the index, or a trigger that updates it, is missing."""
    wanted = {GIN} if connection.vendor == "postgresql" else {FTS, *TRIGGERS}
    query = (
        f"SELECT indexname FROM pg_indexes WHERE tablename = '{TABLE}'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return not wanted <= {row[0] for row in cursor.fetchall()}


def empty_index(connection: BaseDatabaseWrapper) -> None:
    """Empty the index quickly, before it is filled and created again by `create_index`."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP INDEX IF EXISTS {GIN}")
            cursor.execute(f"TRUNCATE {TABLE}")
        else:
            for name in TRIGGERS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            # Emptied and not dropped: a table of FTS5 that is made anew outlives no rollback of a savepoint.
            cursor.execute(_FTS)
            cursor.execute(f"INSERT INTO {FTS} ({FTS}) VALUES ('delete-all')")
            cursor.execute(f"DELETE FROM {TABLE}")


def add_rows(connection: BaseDatabaseWrapper, rows: Sequence[Row]) -> None:
    """Store the terms of many records that have none yet, while the index is empty."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(f"INSERT INTO {TABLE} (kind, key, terms) VALUES (%s, %s, %s)", rows)
            return
        with cursor.copy(f"COPY {TABLE} (kind, key, terms) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def fill_index(connection: BaseDatabaseWrapper) -> None:
    """Build the index over all stored terms, and let PostgreSQL count how frequent they are."""
    create_index(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"INSERT INTO {FTS} ({FTS}) VALUES ('rebuild')")
        else:
            cursor.execute(f"ANALYZE {TABLE}")


def estimate_rows(rows: QuerySet[Any]) -> int:
    """Return how many rows PostgreSQL expects, without looking for them; 0 on SQLite, which stops early."""
    if connections[rows.db].vendor != "postgresql":
        return 0
    plan = json.loads(rows.explain(format="json"))
    return int(plan[0]["Plan"]["Plan Rows"])


def list_known(connection: BaseDatabaseWrapper, terms: Sequence[str]) -> set[str]:
    """Return those of some terms that the index has; one that ends with * is the beginning of a term."""
    is_postgresql = connection.vendor == "postgresql"
    whole, prefix = ("'{}'", "'{}':*") if is_postgresql else ('"{}"', '"{}"*')
    asked = {prefix.format(term[:-1]) if term[-1] == "*" else whole.format(term): term for term in terms}
    query = (
        f"SELECT t FROM unnest(%s::text[]) AS t WHERE EXISTS "
        f"(SELECT 1 FROM {TABLE} WHERE {VECTOR.format('terms')} @@ t::tsquery)"
        if is_postgresql
        else f"SELECT value FROM json_each(%s) WHERE EXISTS (SELECT 1 FROM {FTS} WHERE {FTS} MATCH value)"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [list(asked) if is_postgresql else json.dumps(list(asked))])
        return {asked[row[0]] for row in cursor.fetchall()}
