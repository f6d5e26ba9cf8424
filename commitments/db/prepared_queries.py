"""Queries that run often with the same text, compiled to SQL once per process.

Django takes longer to build the text of a query than the database to answer it; PostgreSQL takes as long to
plan it. Without this module, a list of 100 commitments takes 42 % more processor time, and a single record
3.5 times as much: the figures are in decision 55. Pages read records in the same way (`access/prepared.py`).
"""

import datetime
import sys
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from functools import partial
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet, ObjectDoesNotExist
from django.db import connection
from django.db.models import QuerySet
from psycopg import Connection, Cursor

# Stands in the query for the first key that is asked for. No row has it, but a column of keys could hold it:
# Django drops a condition that no value of its column can meet.
KEY = 2**62
# The same for the first day; and how far apart the placeholders are where a query is built to be compared.
LONG_AGO = datetime.datetime(1000, 1, 1, tzinfo=datetime.UTC)
OTHER_STRIDE = 1009
# So many are kept at most, some kilobytes each: what the programs of a hundred people ask all day. A process
# that meets more begins anew.
MOST_TEXTS = 4_000

Rows = QuerySet[Any, Any]
Value = int | str | datetime.date
Prepared = TypeVar("Prepared", "PreparedText", "PreparedRecords")


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


class PreparedRecords:
    """A query for records or values with its compiled text; Django reads each row as it always does."""

    def __init__(self, rows: Rows) -> None:
        """Compile the query; raises EmptyResultSet where it can match no row, whatever the database holds."""
        self._compiler = rows.query.get_compiler(connection=connection)
        text, self.params = self._compiler.as_sql()
        self.text = sys.intern(text)
        self._rows = rows

    def load(self, params: Sequence[Any]) -> list[Any]:
        """Run the query with these values; what was compiled is shared by threads and never changed."""
        compiler: Any = copy(self._compiler)
        compiler.as_sql = lambda *_given, **_options: (self.text, tuple(params))
        query: Any = copy(self._rows.query)
        query.get_compiler = lambda *_given, **_options: compiler
        kept: Any = self._rows
        rows: Any = type(kept)(kept.model, query)
        rows._iterable_class, rows._fields = kept._iterable_class, kept._fields
        return list(rows)


class PreparedQueries:
    """Compiled queries by everything that decides their text and values; those of past days are dropped.

    A query whose construction itself reads the database holds values of that moment, and is not stored.
    """

    def __init__(self, at_most: int = MOST_TEXTS) -> None:
        self._known: dict[Hashable, Any] = {}
        self._at_most = at_most

    def rows(self, key: Hashable, make: Callable[..., Rows], *given: Value) -> list[dict[str, Any]]:
        """Run the query that `make` builds, or built for this key before; return rows as `values` does.

        `make` is called with a placeholder for each of the `given` values in the text, the same for all.
        """
        asked, params = self._find(PreparedText, key, make, given)
        if asked is None:
            return []
        return [
            dict(zip(asked.names, row, strict=True)) for row in asked.rows(params, is_planned=bool(given))
        ]

    def records(self, key: Hashable, make: Callable[..., Rows], *given: Value) -> list[Any]:
        """Run the query in the same way; return what it would yield: records, or values."""
        asked, params = self._find(PreparedRecords, key, make, given)
        return asked.load(params) if asked is not None else []

    def text(
        self, key: Hashable, make: Callable[..., Rows], *given: Value
    ) -> tuple[str, Sequence[Any]] | None:
        """Return the SQL of the query and its values, for use within another; None where no row can match."""
        asked, params = self._find(PreparedText, key, make, given)
        return (asked.text, params) if asked is not None else None

    def _find(
        self, kind: type[Prepared], key: Hashable, make: Callable[..., Rows], given: Sequence[Value]
    ) -> tuple[Prepared | None, Sequence[Any]]:
        """Find the compiled query, or compile it, and the values of its text."""
        stand_ins = _build_placeholders(given)
        key = (kind, key, stand_ins)
        try:
            asked = self._known[key]
        except KeyError:
            asked = _prepare(kind, make, given)
            if asked is None:
                # What no row can match with other values may still match with these.
                asked, stand_ins = _compile(kind, make, given), ()
            else:
                if len(self._known) >= self._at_most:
                    self._known.clear()
                self._known[key] = asked
        if asked is None:
            return None, ()
        return asked, _fill(asked.params, stand_ins, given) if stand_ins else asked.params

    def forget(self) -> None:
        """Forget what was compiled: for tests that change a setting which a text holds."""
        self._known.clear()


def _build_placeholders(given: Sequence[Value], stride: int = 1) -> tuple[Value, ...]:
    """Return for each value one of the same type that no row has."""
    return tuple(_build_placeholder((number + 1) * stride, value) for number, value in enumerate(given))


def _build_placeholder(number: int, value: Value) -> Value:
    if isinstance(value, str):
        return f"\x7f{number}"
    if isinstance(value, int):
        return KEY + number
    days = datetime.timedelta(days=number)
    return LONG_AGO + days if isinstance(value, datetime.datetime) else LONG_AGO.date() + days


def _fill(params: Sequence[Any], stand_ins: Sequence[Value], given: Sequence[Value]) -> list[Any]:
    """Return the values of a text with the given ones in the places of their placeholders."""
    meant = dict(zip(map(_adapt, stand_ins), map(_adapt, given), strict=True))
    return [meant.get(one, one) if isinstance(one, Value) else one for one in params]


def _adapt(value: Value) -> Any:
    """Return the value as the text of a query holds it."""
    if isinstance(value, datetime.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, datetime.date) else value


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


def _prepare(kind: type[Prepared], make: Callable[..., Rows], given: Sequence[Value]) -> Prepared | None:
    """Compile a query for all values of these types; None where it has to be built for each.

    It is built twice, with placeholders at different distances. Both must be the same but for these: what
    reckons with a value, or puts it elsewhere than among the values, is of one value alone.
    """
    stand_ins, others = _build_placeholders(given), _build_placeholders(given, OTHER_STRIDE)
    with _watched() as is_pure:
        try:
            made = _compile(kind, make, stand_ins)
            other = _compile(kind, make, others) if given else made
        except ObjectDoesNotExist:
            # A row was looked up by a placeholder.
            return None
    if made is None or other is None or not is_pure() or made.text != other.text:
        return None
    filled = _fill(made.params, stand_ins, others) if given else made.params
    return made if list(map(repr, filled)) == list(map(repr, other.params)) else None


def _compile(kind: type[Prepared], make: Callable[..., Rows], given: Sequence[Value]) -> Prepared | None:
    try:
        return kind(make(*given))
    except EmptyResultSet:
        return None
