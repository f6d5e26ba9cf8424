"""Queries asked in the same words again and again, made into SQL once in a process.

Django takes longer to make the text of a query than the database to answer it.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

# Stands in the query for the key that is asked for; no row has it.
KEY = -1
# So many texts of a few thousand letters are kept at most; a process that meets more begins anew.
MOST_TEXTS = 500

Rows = QuerySet[Any, Any]


class Question:
    """A query of values with its text."""

    def __init__(self, rows: Rows) -> None:
        """Make the text; raises EmptyResultSet where no row can be meant, whatever the database holds."""
        self._compiler = rows.query.get_compiler(connection=connection)
        self.text, self.params = self._compiler.as_sql()
        self.names = tuple(rows.query.selected or ())
        self._converters = self._compiler.get_converters([told[0] for told in self._compiler.select])

    def rows(self, params: Sequence[Any]) -> Iterator[Sequence[Any]]:
        """Ask it with these values in it; give the rows with their columns as `values_list` does."""
        with connection.cursor() as cursor:
            cursor.execute(self.text, params)
            found: Iterable[Sequence[Any]] = cursor.fetchall()
        if self._converters:
            found = self._compiler.apply_converters(found, self._converters)
        return iter(found)


class Prepared:
    """A question by a key, which `make` puts for one that no row has."""

    def __init__(self, make: Callable[[Any], Rows], *, unlike: int | str = KEY) -> None:
        self._make = make
        self._unlike = unlike

    @cached_property
    def _question(self) -> Question:
        return Question(self._make(self._unlike))

    def rows(self, key: int | str) -> Iterator[Sequence[Any]]:
        """Ask for a key; give the rows as `values_list` does."""
        asked = self._question
        return asked.rows([key if param == self._unlike else param for param in asked.params])


class Texts:
    """Questions by all that decides their words and values; those of days gone by are asked for no more.

    One that asks the database while it is put holds what stood there then, and is not kept.
    """

    def __init__(self) -> None:
        self._known: dict[Hashable, Question | None] = {}

    def rows(self, key: Hashable, make: Callable[..., Rows], *given: int | str) -> list[dict[str, Any]]:
        """Ask what `make` puts, or put for this key before; give the rows as `values` does.

        `make` is called with what stands for each of the `given` values in the text, the same for all.
        """
        stand_ins = tuple(_stand_in(number, value) for number, value in enumerate(given))
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
        return [dict(zip(asked.names, row, strict=True)) for row in asked.rows(params)]


def _stand_in(number: int, value: int | str) -> int | str:
    """Give what no row has, of the same type."""
    return f"\x7f{number}" if isinstance(value, str) else KEY - 1 - number


@contextmanager
def _watched() -> Iterator[Callable[[], bool]]:
    """Give what tells, within, whether the database was asked for nothing so far."""
    asked = 0

    def count(execute: Callable[..., Any], *told: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(*told)

    with connection.execute_wrapper(count):
        yield lambda: not asked


def _question_of(rows: Rows) -> Question | None:
    try:
        return Question(rows)
    except EmptyResultSet:
        return None
