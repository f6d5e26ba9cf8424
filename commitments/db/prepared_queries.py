"""Queries that run often with the same text, compiled to SQL once per process.

Django takes longer to build the text of a query than the database to answer it; PostgreSQL takes as long to
plan it. Without this module, a list of 100 commitments takes 42 % more processor time, and a single record
3.5 times as much: the figures are in decision 55.
"""

import sys
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from psycopg import Connection, Cursor

# Stands in the query for the key that is asked for; no row has it.
KEY = -1
# So many are kept at most, some kilobytes each: what the programs of a hundred people ask all day. A process
# that meets more begins anew.
MOST_TEXTS = 4_000

Rows = QuerySet[Any, Any]


@contextmanager
def open_planned_cursor() -> Iterator[Any]:
    """Open a cursor for which PostgreSQL plans each statement once per connection.

    Django's own cursors put the values into the text, which then differs each time; where queries are logged,
    they are logged as sent.
    """
    if connection.vendor != "postgresql" or connection.queries_logged:
        with connection.cursor() as cursor:
            yield cursor
        return
    connection.ensure_connection()
    raw: Connection = connection.connection
    raw.prepare_threshold = 0
    wrap: Any = connection.make_cursor
    with Cursor(raw) as bare:
        yield wrap(bare)


class PreparedText:
    """A query for values, with its compiled text."""

    def __init__(self, rows: Rows) -> None:
        """Compile the query; raises EmptyResultSet where it can match no row, whatever the database holds."""
        compiler = rows.query.get_compiler(connection=connection)
        text, self.params = compiler.as_sql()
        # People of one role ask in the same words, with other values.
        self.text = sys.intern(text)
        self.names = tuple(rows.query.selected or ())
        converters = compiler.get_converters([told[0] for told in compiler.select])
        # What made the text is far larger, and kept only where values pass through it.
        self._convert = partial(compiler.apply_converters, converters=converters) if converters else iter

    def rows(self, params: Sequence[Any], *, is_planned: bool) -> Iterator[Sequence[Any]]:
        """Run the query with these values; return rows with their columns as `values_list` does.

        A query by keys (`is_planned`) is planned once per connection; a page of a list is planned each time,
        by its filters.
        """
        with open_planned_cursor() if is_planned else connection.cursor() as cursor:
            cursor.execute(self.text, params)
            found: Iterable[Sequence[Any]] = cursor.fetchall()
        return self._convert(found)


class PreparedQueries:
    """Compiled queries by everything that decides their text and values; those of past days are dropped.

    A query whose construction itself reads the database holds values of that moment, and is not stored.
    """

    def __init__(self) -> None:
        self._known: dict[Hashable, PreparedText | None] = {}

    def rows(self, key: Hashable, make: Callable[..., Rows], *given: int | str) -> list[dict[str, Any]]:
        """Run the query that `make` builds, or built for this key before; return rows as `values` does.

        `make` is called with a placeholder for each of the `given` values in the text, the same for all.
        """
        stand_ins = tuple(_build_placeholder(number, value) for number, value in enumerate(given))
        key = (key, stand_ins)
        try:
            asked = self._known[key]
        except KeyError:
            with _watched() as is_pure:
                asked = _question_of(make(*stand_ins))
            if len(self._known) >= MOST_TEXTS:
                self._known.clear()
            if not is_pure():
                asked = _question_of(make(*given))
                stand_ins = ()
            else:
                self._known[key] = asked
        if asked is None:
            return []
        meant = dict(zip(stand_ins, given, strict=False))
        params = [meant.get(one, one) if isinstance(one, int | str) else one for one in asked.params]
        return [
            dict(zip(asked.names, row, strict=True)) for row in asked.rows(params, is_planned=bool(given))
        ]


def _build_placeholder(number: int, value: int | str) -> int | str:
    """Return a value of the same type that no row has."""
    return f"\x7f{number}" if isinstance(value, str) else KEY - 1 - number


@contextmanager
def _watched() -> Iterator[Callable[[], bool]]:
    """Yield a function that returns whether the block has sent no query so far."""
    asked = 0

    def count(execute: Callable[..., Any], *told: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(*told)

    with connection.execute_wrapper(count):
        yield lambda: not asked


def _question_of(rows: Rows) -> PreparedText | None:
    try:
        return PreparedText(rows)
    except EmptyResultSet:
        return None
