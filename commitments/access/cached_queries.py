"""Rows of a page for a person, by SQL that is made once for all people with the same permissions.

Building the text of its queries was half of what a page of records cost: without this module, My desk, a
commitment and a meeting take about twice as long (decision 78). Only the text is kept: every page asks the
database anew, with the keys of its own reader.
"""

import datetime
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db.models import Model, QuerySet
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

from commitments import models
from commitments.access.grants import build_account, shape_of
from commitments.db import page_cache
from commitments.db.prepared_queries import PreparedQueries

Row = TypeVar("Row")
# Each holds a query and its text, some 60 kB; all pages of all roles in three languages are fewer.
MOST_QUERIES = 1_500
QUERIES = PreparedQueries(MOST_QUERIES)

# What goes into a text as a value. All else decides the text: a word, None, a kind of record.
PLACED = (int, datetime.date, datetime.datetime)
Shape = Sequence[tuple[bool, Any]]


def load_prepared(
    make: Callable[..., QuerySet[Any, Row]], person: models.User, *given: Any, is_planned: bool = False
) -> list[Row]:
    """Return the rows of the query that `make(person, *given)` builds.

    On a page that only reads, `make` is called with an account and values that stand in for the real ones,
    and once for all accounts with the same permissions. It is a function of a module, and depends on nothing
    else: numbers, days and lists of keys go into the text as values, everything else decides the text.

    With `is_planned`, PostgreSQL plans the query once per connection: for records by their keys, where one
    plan holds for all keys. The rule for a row of the history takes longer to plan than to apply.
    """
    if not page_cache.is_reading():
        return list(make(person, *given))
    key, build, values = _prepare(make, person, given)
    return QUERIES.records(key, build, *values, is_planned=is_planned)


def build_text(
    make: Callable[..., QuerySet[Any, Any]], person: models.User, *given: Any
) -> tuple[str, Sequence[Any]] | None:
    """Return the SQL of such a query with its values, for use in SQL written by hand; None where no row can
    match.
    """
    if page_cache.is_reading():
        key, build, values = _prepare(make, person, given)
        return QUERIES.text(key, build, *values)
    try:
        text, params = make(person, *given).query.sql_with_params()
    except EmptyResultSet:
        return None
    return text, params


def load_rows(make: Callable[..., QuerySet[Any, Row]], *given: Any, is_planned: bool = False) -> list[Row]:
    """Return the rows of the query that `make(*given)` builds in the same way, for all readers alike."""
    if not page_cache.is_reading():
        return list(make(*given))
    shape, values = _split(given)

    def build(*stand_ins: Any) -> QuerySet[Any, Row]:
        with page_cache.reading_anew():
            return make(*_join(shape, iter(stand_ins)))

    key = (make, shape, *_find_spoken())
    return QUERIES.records(key, build, *values, is_planned=is_planned)


def _prepare(
    make: Callable[..., QuerySet[Any, Row]], person: models.User, given: Sequence[Any]
) -> tuple[tuple[Any, ...], Callable[..., QuerySet[Any, Row]], list[Any]]:
    """Return what decides the text of a query, what builds it, and the values that go into it."""
    columns, permissions = shape_of(person)
    shape, values = _split(given)
    missing = tuple(name for name, key in columns.items() if key is None)

    def build(*stand_ins: Any) -> QuerySet[Any, Row]:
        rest = iter(stand_ins)
        keys = {name: None if name in missing else next(rest) for name in columns}
        # What is looked up while the query is built is not taken from memory: it would stay in the text.
        with page_cache.reading_anew():
            return make(build_account(person, keys), *_join(shape, rest))

    own = [key for key in columns.values() if key is not None]
    key = (make, permissions, person.is_active, missing, shape, *_find_spoken())
    return key, build, [*own, *values]


def _find_spoken() -> tuple[str | None, str]:
    """Return the language and the time zone of the reader: names and days of the clock stand in a text."""
    return get_language(), get_current_timezone_name()


def _split(given: Sequence[Any]) -> tuple[Shape, list[Any]]:
    """Return what decides the text, and the values that go into it."""
    shape: list[tuple[bool, Any]] = []
    values: list[Any] = []
    for one in given:
        if isinstance(one, list) and all(type(key) is int for key in one):
            # Lists of similar length share a text: the last key is named again.
            places = 1 << (len(one) - 1).bit_length() if one else 0
            values.append([*one, *one[-1:] * (places - len(one))])
            shape.append((True, places))
        elif type(one) in PLACED:
            values.append(one)
            shape.append((True, type(one)))
        else:
            shape.append((False, tuple(one) if isinstance(one, list) else one))
    return tuple(shape), values


def _join(shape: Shape, values: Iterator[Any]) -> Iterator[Any]:
    """Return the arguments of a query: those that decide its text, and the values."""
    return (next(values) if is_value else one for is_value, one in shape)


def attach_rows(records: Sequence[Model], relation: str, back: str, rows: Sequence[Any]) -> None:
    """Attach loaded rows to their records, as `prefetch_related` does; `back` leads from a row to its own."""
    of_each: dict[Any, list[Any]] = {record.pk: [] for record in records}
    by_key = {record.pk: record for record in records}
    for row in rows:
        key = getattr(row, f"{back}_id")
        of_each[key].append(row)
        setattr(row, back, by_key[key])
    for record in records:
        read = getattr(type(record), relation).rel.related_model.objects.all()
        read._result_cache, read._prefetch_done = of_each[record.pk], True
        record.__dict__.setdefault("_prefetched_objects_cache", {})[relation] = read
