"""The one error that a person can mend, and those that say that the database is away."""

import sys

from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError
from django.utils.functional import Promise

DATABASE_AWAY = (OperationalError, InterfaceError)
# What no guard against unexpected errors may swallow.
STOPPING = (*DATABASE_AWAY, SoftTimeLimitExceeded)


def database_is_away() -> bool:
    """Say whether what is being handled just now failed because the database is away."""
    return isinstance(sys.exc_info()[1], DATABASE_AWAY)


def is_deadlock(error: OperationalError) -> bool:
    """Say whether PostgreSQL ended a transaction because it and another waited for each other."""
    return getattr(error.__cause__, "sqlstate", None) == "40P01"


class Refused(Exception):  # noqa: N818 - the word people read
    """Say that a step is not possible now, why, and what to do next.

    `message` is one sentence for the person, translated when shown; `code` is a stable word for programs.
    """

    def __init__(self, message: str | Promise, code: str = "refused") -> None:
        super().__init__(message)
        self.message = message
        self.code = code

    def __str__(self) -> str:
        return str(self.message)
