"""Tell accounts that nothing is opened to them by name, until a test writes a grant or an absence.

A request loads this with the account (`access.grants.with_names`); an account that was loaded otherwise, as
all of `tests.cast`, is taken to have both, and each of its queries asks for them. Tests of the access policy
itself keep that: FULL names them. So do tests that commit, of which other processes write.
"""

from typing import Any

import pytest
from django.db.backends.utils import CursorWrapper
from django.test import TestCase

from commitments.models import Absence, Grant, User

FULL = (
    "tests/commitments/access",
    "tests/security/test_canaries.py",
    "tests/security/test_oracle.py",
)
_written: set[str] = {"is_granted", "is_deputy"}


class _OpenedByName:
    """What an account answers that was not loaded with the answer."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, user: User | None, owner: type[User]) -> bool:
        return self.name in _written


def notice_writes() -> None:
    """Note every INSERT into the two tables, whichever way it is made."""
    tables = {f'INTO "{Grant._meta.db_table}"': "is_granted", f'INTO "{Absence._meta.db_table}"': "is_deputy"}
    execute = CursorWrapper._execute_with_wrappers  # type: ignore[attr-defined]

    def noticing(cursor: CursorWrapper, sql: Any, *more: Any, **options: Any) -> Any:
        if isinstance(sql, str) and sql.startswith("INSERT "):
            _written.update(name for table, name in tables.items() if table in sql[:100])
        return execute(cursor, sql, *more, **options)

    CursorWrapper._execute_with_wrappers = noticing  # type: ignore[attr-defined]
    for name in tables.values():
        setattr(User, name, _OpenedByName(name))


def begin(item: pytest.Item, last: pytest.Item | None) -> None:
    """Forget what a class wrote that is over and rolled back."""
    case = getattr(item, "cls", None) or object
    if last is not None and getattr(last, "cls", None) is case:
        return
    _written.clear()
    if not issubclass(case, TestCase) or item.nodeid.startswith(FULL):
        _written.update(("is_granted", "is_deputy"))
