"""What a transaction does last of all: called on its connection just before COMMIT, forgotten on ROLLBACK.

What waits for all other writers is done here, so that nobody who holds it waits for anything else.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import TransactionManagementError

Deed = Callable[["Closing", list[Any]], None]


class Closing(BaseDatabaseWrapper):
    """A connection that does what was asked of it before it commits an outermost transaction.

    Of what a savepoint took back it is told nothing: a deed looks at what is there.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._asked: dict[Deed, list[Any]] = {}

    def before_commit(self, deed: Deed, things: Iterable[Any]) -> None:
        """Let a deed be done once, with all the things it was asked for.

        Raises TransactionManagementError outside of a transaction.
        """
        if not self.in_atomic_block:
            raise TransactionManagementError("What is done before COMMIT is asked for in a transaction.")
        self._asked.setdefault(deed, []).extend(things)

    def commit(self) -> None:
        """Do what was asked for, then commit; where a deed fails, nothing of the transaction stays."""
        try:
            while self._asked:
                deed, things = self._asked.popitem()
                deed(self, things)
        except BaseException:
            self._take_back()
            raise
        super().commit()

    def rollback(self) -> None:
        """Forget what was asked for."""
        self._asked = {}
        super().rollback()

    def connect(self) -> None:
        """Begin without anything that an older connection was asked for."""
        self._asked = {}
        super().connect()

    def _take_back(self) -> None:
        """Roll back; where even that fails, let go of the connection, as Django does."""
        try:
            self.rollback()
        except Error:
            self.close()


def closing(alias: str = DEFAULT_DB_ALIAS) -> Closing:
    """Give this thread's connection to a database; raises TypeError where its backend does no last deeds."""
    found = connections[alias]
    if not isinstance(found, Closing):
        raise TypeError(f"{type(found).__module__} knows nothing of deeds before COMMIT.")
    return found
