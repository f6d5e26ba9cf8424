"""A query that every page asks in the same words, made into SQL once in a process."""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import QuerySet

# Stands in the query for the key that is asked for; no row has it.
KEY = -1


class Prepared:
    """A query by a key, of values: Django takes longer to make its text than the database to answer."""

    def __init__(self, make: Callable[[int], QuerySet[Any, Any]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> tuple[Any, str, tuple[Any, ...]]:
        compiler = self._make(KEY).query.get_compiler(connection=connection)
        return (compiler, *compiler.as_sql())

    def rows(self, key: int) -> Iterator[Any]:
        """Ask for a key; give the rows as `values_list` does."""
        compiler, text, params = self._made
        with connection.cursor() as cursor:
            cursor.execute(text, [key if param == KEY else param for param in params])
            return compiler.results_iter([cursor.fetchall()], tuple_expected=True)  # type: ignore[no-any-return]
