"""Actions just before COMMIT: called on the transaction's connection, forgotten on ROLLBACK.

What locks out all other writers is done here, so that the holder of such a lock waits for nothing else.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import TransactionManagementError

Deed = Callable[["BeforeCommitWrapper", list[Any]], None]


class BeforeCommitWrapper(BaseDatabaseWrapper):
    """A connection that runs registered actions before it commits an outermost transaction.

    An action is not notified of rolled back savepoints: it checks the current state.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._asked: dict[Deed, list[Any]] = {}

    def before_commit(self, deed: Deed, things: Iterable[Any]) -> None:
        """Register an action to run once, with everything it was called for.

        Raises TransactionManagementError outside of a transaction.
        """
        if not self.in_atomic_block:
            raise TransactionManagementError("What is done before COMMIT is asked for in a transaction.")
        self._asked.setdefault(deed, []).extend(things)

    def commit(self) -> None:
        """Run the registered actions, then commit; where one fails, the transaction is rolled back."""
        try:
            while self._asked:
                deed, things = self._asked.popitem()
                deed(self, things)
        except BaseException:
            self._take_back()
            raise
        super().commit()

    def rollback(self) -> None:
        """Forget the registered actions."""
        self._asked = {}
        super().rollback()

    def connect(self) -> None:
        """Connect, without the actions of an older connection."""
        self._asked = {}
        super().connect()

    def _take_back(self) -> None:
        """Roll back; where even that fails, drop the connection, as Django does."""
        try:
            self.rollback()
        except Error:
            self.close()


def find_connection(alias: str = DEFAULT_DB_ALIAS) -> BeforeCommitWrapper:
    """Return this thread's connection to a database; raises TypeError where its backend has no such
    actions.
    """
    found = connections[alias]
    if not isinstance(found, BeforeCommitWrapper):
        raise TypeError(f"{type(found).__module__} knows nothing of deeds before COMMIT.")
    return found
