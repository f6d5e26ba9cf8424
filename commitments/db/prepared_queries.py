"""Queries that run often with the same text, compiled to SQL once per process.

Django takes longer to build the text of a query than the database to answer it; PostgreSQL takes as long to
plan it. Without this module, a list of 100 commitments takes 42 % more processor time, and a single record
3.5 times as much: the figures are in decision 55. Pages read records in the same way
(`access/cached_queries.py`).
"""

import datetime
import sys
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from functools import partial
from itertools import chain
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet, ObjectDoesNotExist
from django.db import connection
from django.db.models import QuerySet
from psycopg import Connection, Cursor

# Stands in the query for a key that is asked for. No row has it, but a column of keys could hold it: Django
# drops a condition that no value of its column can meet. The same for a day.
KEY = 2**62
LONG_AGO = datetime.datetime(1500, 1, 1, tzinfo=datetime.UTC)
# How far apart the placeholders are in the builds that are compared: in order, in the opposite order, and all
# alike; and how far those of one list are.
STRIDES = (1, -1009, 0)
LIST_STRIDE = 1_000_000
# So many are kept at most, some kilobytes each: what the programs of a hundred people ask all day. A process
# that meets more begins anew.
MOST_TEXTS = 4_000

Rows = QuerySet[Any, Any]
Value = int | str | datetime.date
Given = Value | list[Any]
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
        return self._convert(_fetch(self.text, params, is_planned=is_planned))


class PreparedRecords:
    """A query for records or values with its compiled text; Django reads each row as it always does."""

    def __init__(self, rows: Rows) -> None:
        """Compile the query; raises EmptyResultSet where it can match no row, whatever the database holds."""
        self._compiler = rows.query.get_compiler(connection=connection)
        text, self.params = self._compiler.as_sql()
        self.text = sys.intern(text)
        self._rows = rows

    def load(self, params: Sequence[Any], *, is_planned: bool = False) -> list[Any]:
        """Run the query with these values; what was compiled is shared by threads and never changed.

        With `is_planned`, PostgreSQL plans it once per connection.
        """
        compiler: Any = copy(self._compiler)
        compiler.as_sql = lambda *_given, **_options: (self.text, tuple(params))
        if is_planned:
            compiler.execute_sql = lambda *_given, **_options: [_fetch(self.text, params, is_planned=True)]
        query: Any = copy(self._rows.query)
        query.get_compiler = lambda *_given, **_options: compiler
        kept: Any = self._rows
        rows: Any = type(kept)(kept.model, query)
        rows._iterable_class, rows._fields = kept._iterable_class, kept._fields
        return list(rows)


def _fetch(text: str, params: Sequence[Any], *, is_planned: bool) -> list[Any]:
    """Return all rows of a statement, which PostgreSQL plans once per connection or each time."""
    with open_planned_cursor() if is_planned else connection.cursor() as cursor:
        cursor.execute(text, params)
        found: list[Any] = cursor.fetchall()
    return found


class PreparedQueries:
    """Compiled queries by everything that decides their text, with the places of the values in it.

    A query whose construction itself reads the database holds values of that moment: it is built each time.
    """

    def __init__(self, at_most: int = MOST_TEXTS) -> None:
        self._known: dict[Hashable, tuple[Any, Places] | None] = {}
        self._at_most = at_most

    def rows(self, key: Hashable, make: Callable[..., Rows], *given: Value) -> list[dict[str, Any]]:
        """Run the query that `make` builds, or built for this key before; return rows as `values` does.

        `make` is called with a placeholder for each of the `given` values in the text, the same for all.
        """
        # As one list, of which no two are the same.
        found = (list(given),) if given else ()
        asked, params = self._find(PreparedText, key, lambda *values: make(*chain(*values)), found)
        if asked is None:
            return []
        return [
            dict(zip(asked.names, row, strict=True)) for row in asked.rows(params, is_planned=bool(given))
        ]

    def records(
        self, key: Hashable, make: Callable[..., Rows], *given: Given, is_planned: bool = False
    ) -> list[Any]:
        """Run the query in the same way; return what it would yield: records, or values.

        A list takes as many places as it has members, which are placed as they are.
        """
        asked, params = self._find(PreparedRecords, key, make, given)
        return asked.load(params, is_planned=is_planned) if asked is not None else []

    def text(
        self, key: Hashable, make: Callable[..., Rows], *given: Given
    ) -> tuple[str, Sequence[Any]] | None:
        """Return the SQL of the query and its values, for use within another; None where no row can match."""
        asked, params = self._find(PreparedText, key, make, given)
        return (asked.text, params) if asked is not None else None

    def _find(
        self, kind: type[Prepared], key: Hashable, make: Callable[..., Rows], given: Sequence[Given]
    ) -> tuple[Prepared | None, Sequence[Any]]:
        """Find the compiled query, or compile it, and the values of its text."""
        key = (
            kind,
            key,
            tuple(tuple(map(type, one)) if isinstance(one, list) else type(one) for one in given),
        )
        try:
            known = self._known[key]
        except KeyError:
            known = _prepare(kind, make, given)
            if len(self._known) >= self._at_most:
                self._known.clear()
            self._known[key] = known
        if known is None:
            # Of these values alone; what no row can match with others may still match with them.
            asked = _compile(kind, make, given)
            return asked, asked.params if asked is not None else ()
        asked, places = known
        return asked, _fill(asked.params, places, given)

    def forget(self) -> None:
        """Forget what was compiled: for tests that change a setting which a text holds."""
        self._known.clear()


# Which value goes where among the values of a text, and as which type.
Places = Sequence[tuple[int, int, type | None]]


def _prepare(
    kind: type[Prepared], make: Callable[..., Rows], given: Sequence[Given]
) -> tuple[Prepared, Places] | None:
    """Compile a query for all values of these types; None where it has to be built for each.

    It is built with several sets of placeholders. All results must be the same but for these: what compares
    or reckons with a value, or puts it elsewhere than among the values, is of one value alone.
    """
    sets = [_build_placeholders(given, stride) for stride in (STRIDES if given else STRIDES[:1])]
    with _watched() as is_pure:
        try:
            built = [_compile(kind, make, one) for one in sets]
        except ObjectDoesNotExist:
            # A row was looked up by a placeholder.
            return None
    found = [one for one in built if one is not None]
    if len(found) < len(sets) or not is_pure() or len({one.text for one in found}) > 1:
        return None
    first = found[0]
    places = _find_places([one.params for one in found[:2]], sets[:2]) if given else ()
    if places is None:
        return None
    are_same = (
        list(map(repr, _fill(first.params, places, one))) == list(map(repr, other.params))
        for one, other in zip(sets, found, strict=True)
    )
    return (first, places) if all(are_same) else None


def _find_places(params: Sequence[Sequence[Any]], sets: Sequence[Sequence[Given]]) -> Places | None:
    """Find by two builds where each value is placed; None where a value was changed on its way."""
    numbers = {pair: number for number, pair in enumerate(zip(*map(_flatten, sets), strict=True))}
    places = []
    for index, pair in enumerate(zip(*params, strict=True)):
        if repr(pair[0]) == repr(pair[1]):
            continue
        if not all(isinstance(one, Value) for one in pair) or pair not in numbers:
            return None
        # The kind of a whole number, which psycopg sends with it.
        wrap = type(pair[0]) if isinstance(pair[0], int) and type(pair[0]) is not int else None
        places.append((index, numbers[pair], wrap))
    return tuple(places)


def _build_placeholders(given: Sequence[Given], stride: int) -> list[Given]:
    """Return for each value one of the same type that no row has; those of a list differ in each build."""
    found: list[Given] = []
    number = 0
    for value in given:
        if isinstance(value, list):
            apart = stride or 1
            within = [
                _build_placeholder((number + place) * apart + place * LIST_STRIDE, one)
                for place, one in enumerate(value, start=1)
            ]
            found.append(within)
            number += len(value)
        else:
            number += 1
            found.append(_build_placeholder(number * stride, value))
    return found


def _build_placeholder(number: int, value: Value) -> Value:
    if isinstance(value, str):
        return f"\x7f{number}"
    if isinstance(value, int):
        return KEY + number
    days = datetime.timedelta(days=number)
    return LONG_AGO + days if isinstance(value, datetime.datetime) else LONG_AGO.date() + days


def _fill(params: Sequence[Any], places: Places, given: Sequence[Given]) -> list[Any]:
    """Return the values of a text with the given ones in their places."""
    values, filled = _flatten(given), list(params)
    for index, number, wrap in places:
        filled[index] = wrap(values[number]) if wrap else values[number]
    return filled


def _flatten(given: Sequence[Given]) -> list[Any]:
    """Return the values, also those of lists, as the text of a query holds them."""
    values: list[Any] = []
    for one in given:
        values += map(_adapt, one) if isinstance(one, list) else (_adapt(one),)
    return values


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


def _compile(kind: type[Prepared], make: Callable[..., Rows], given: Sequence[Given]) -> Prepared | None:
    try:
        return kind(make(*given))
    except EmptyResultSet:
        return None
