"""The context in which every question is answered as of a past moment, and nothing can be written."""

import datetime
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext_lazy as _

from commitments import access
from commitments import models as m
from commitments.errors import Refused
from commitments.past.tables import Tables

# What SQL may begin with while the past stands.
READING = ("SELECT", "WITH", "EXPLAIN", "SAVEPOINT", "RELEASE", "ROLLBACK")

_standing: ContextVar[Tables | None] = ContextVar("standing", default=None)


def moment_standing() -> datetime.datetime | None:
    """Give the past moment that stands now, or None where today does."""
    tables = _standing.get()
    return tables.moment if tables else None


@contextmanager
def standing_at(
    moment: datetime.datetime, *, reader: m.User, partner: m.Country | None = None
) -> Iterator[None]:
    """Let every query be answered as the records stood at a moment, as far as the reader may read them today.

    `partner` narrows the records to those of one partner, which is faster. What the block reads it must use
    up inside: rows, not querysets, come out. Writing raises `Refused("past")`. The door applies inside, with
    the person of today: a classification is the higher of then and now, and what is out of reach today stays
    so. Blocks may stand in one another; the innermost moment counts.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    with ExitStack() as stack:
        stack.enter_context(_locking_nobody_out(connection))
        is_first = not connection.in_atomic_block
        stack.enter_context(transaction.atomic())
        if is_first:
            _hold_still(connection)
        outer = _standing.get()
        token = _standing.set(None)
        try:
            if outer is not None:
                outer.take_away()
            home = outer.home if outer else ""
            tables = Tables(connection, moment, reader, _partners(reader, partner), home)
            tables.build()
            _standing.set(tables)
            with connection.execute_wrapper(_refuse_writing):
                yield
        finally:
            _standing.reset(token)
            if not connection.needs_rollback:
                transaction.set_rollback(True)


@contextmanager
def held_still() -> Iterator[None]:
    """Let what others write meanwhile stay unseen, and lock nobody out: for what compares many rows."""
    connection = connections[DEFAULT_DB_ALIAS]
    with _locking_nobody_out(connection):
        is_first = not connection.in_atomic_block
        with transaction.atomic():
            if is_first:
                _hold_still(connection)
            yield


def _partners(reader: m.User, partner: m.Country | None) -> list[int]:
    """List the partners of whom the reader may read anything at all."""
    if partner is not None:
        return [partner.pk]
    meetings = access.reach(m.Meeting.objects.all(), reader).order_by().values_list("country", flat=True)
    items = access.reach(m.Commitment.objects.all(), reader).order_by().values_list("country", flat=True)
    return sorted({*meetings.distinct(), *items.distinct()})


@contextmanager
def _locking_nobody_out(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Begin without SQLite's lock for writing, which this never needs: temporary tables lie elsewhere."""
    mode = getattr(connection, "transaction_mode", None)
    if mode is None:
        yield
        return
    connection.transaction_mode = None  # type: ignore[attr-defined]
    try:
        yield
    finally:
        connection.transaction_mode = mode  # type: ignore[attr-defined]


def _hold_still(connection: BaseDatabaseWrapper) -> None:
    """Let what others write meanwhile stay unseen; a transaction of SQLite does so by itself."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _refuse_writing(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Let pass what reads, and what the rebuilding itself writes."""
    if _standing.get() is None or (
        sql.lstrip("( \n").upper().startswith(READING) and "FOR UPDATE" not in sql
    ):
        return execute(sql, params, many, context)
    raise Refused(_("Nothing can be changed in the past. Go back to today first."), "past")
