"""Errors: the one that a person can correct, those that end a run, and how a run continues after all
others.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError, connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from structlog.typing import FilteringBoundLogger

DATABASE_AWAY = (OperationalError, InterfaceError)
# What no guard against unexpected errors may swallow.
STOPPING = (*DATABASE_AWAY, SoftTimeLimitExceeded)


def database_is_away() -> bool:
    """Return whether the exception being handled means that the database cannot be reached."""
    return isinstance(sys.exc_info()[1], DATABASE_AWAY)


def is_deadlock(error: OperationalError) -> bool:
    """Return whether PostgreSQL ended a transaction because of a deadlock."""
    return getattr(error.__cause__, "sqlstate", None) == "40P01"


def ends_run(error: Exception) -> bool:
    """Return whether nothing more can be done: the task is out of time, or its database connection is lost.

    A deadlock or a timeout of the database ends one statement, and the connection goes on.
    """
    if isinstance(error, DATABASE_AWAY):
        return not connection.is_usable()
    return isinstance(error, SoftTimeLimitExceeded)


class Errors:
    """Collects unexpected errors by step, so that one failing step does not prevent the others."""

    def __init__(self, log: FilteringBoundLogger) -> None:
        self._log = log
        self.found: dict[str, Exception] = {}

    @contextmanager
    def caught(self, step: str) -> Iterator[None]:
        """Log and keep an error of one step; raise one that ends the run."""
        try:
            yield
        except Exception as error:
            if ends_run(error):
                raise
            self._log.exception("a step failed", step=step)
            self.found[step] = error

    def raise_first(self) -> None:
        """Raise the first error, if any, once all steps had their turn."""
        for error in self.found.values():
            raise error


class Refused(Exception):  # noqa: N818 - the word people read
    """Raised where a step is not possible now, with the reason and what to do next.

    `message` is one sentence for the person, translated when shown; `code` is a stable word for programs.
    """

    def __init__(self, message: str | Promise, code: str = "refused") -> None:
        super().__init__(message)
        self.message = message
        self.code = code

    def __str__(self) -> str:
        return str(self.message)


def build_closed() -> Refused:
    """Build the refusal to write a record that two heads have closed."""
    return Refused(_("These records are closed and read only. Ask a head to reopen them."), "closed")
