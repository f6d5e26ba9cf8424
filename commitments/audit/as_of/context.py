"""The context in which every query is answered as of a past moment, and nothing can be written.

Also reads moments that people type, and checks that the audit rows add up to the current records, which is
what every answer about the past rests on.
"""

import datetime
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, ExpressionWrapper, Field, Model, Q
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from commitments import models
from commitments.access import policy
from commitments.audit import log
from commitments.audit.as_of.tables import AsOfTables, State, list_complete_models
from commitments.db import page_cache
from commitments.errors import Refused
from commitments.models import AuditRow

# What SQL may begin with while the past stands.
READING = ("SELECT", "WITH", "EXPLAIN", "SAVEPOINT", "RELEASE", "ROLLBACK")

_current_tables: ContextVar[AsOfTables | None] = ContextVar("standing", default=None)


def find_as_of() -> datetime.datetime | None:
    """Return the past moment in effect, or None for the present."""
    tables = _current_tables.get()
    return tables.moment if tables else None


@contextmanager
def show_as_of(
    moment: datetime.datetime, *, reader: models.User, partner: models.Country | None = None
) -> Iterator[None]:
    """Answer every query as of a past moment, within what the reader may read today.

    `partner` narrows the records to those of one partner, which is faster. Results must be consumed inside
    the block: return rows, not querysets. Writing raises `Refused("past")`. The access policy applies with
    the person of today: the classification is the higher of then and now, and what is out of scope today
    stays so. Blocks may be nested; the innermost moment counts.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    with ExitStack() as stack:
        stack.enter_context(_locking_nobody_out(connection))
        is_first = not connection.in_atomic_block
        stack.enter_context(transaction.atomic())
        if is_first:
            _hold_snapshot(connection)
        outer = _current_tables.get()
        token = _current_tables.set(None)
        try:
            if outer is not None:
                outer.take_away()
            home = outer.home if outer else ""
            tables = AsOfTables(connection, moment, reader, _partners(reader, partner), home)
            with policy.keep_conditions():
                tables.build()
            _current_tables.set(tables)
            stack.enter_context(policy.keep_conditions())
            with connection.execute_wrapper(_refuse_writing), page_cache.reading_anew():
                yield
        finally:
            _current_tables.reset(token)
            if not connection.needs_rollback:
                transaction.set_rollback(True)


@contextmanager
def hold_snapshot() -> Iterator[None]:
    """Read one consistent snapshot without locking out writers: for comparing many rows."""
    connection = connections[DEFAULT_DB_ALIAS]
    with _locking_nobody_out(connection):
        is_first = not connection.in_atomic_block
        with transaction.atomic():
            if is_first:
                _hold_snapshot(connection)
            yield


def _partners(reader: models.User, partner: models.Country | None) -> list[int]:
    """List the partners of whom the reader may read anything at all."""
    if partner is not None:
        return [partner.pk]
    meetings = (
        policy.narrow_to_clearance(models.Meeting.objects.all(), reader)
        .order_by()
        .values_list("country", flat=True)
    )
    items = (
        policy.narrow_to_clearance(models.Commitment.objects.all(), reader)
        .order_by()
        .values_list("country", flat=True)
    )
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


def _hold_snapshot(connection: BaseDatabaseWrapper) -> None:
    """Start a snapshot; a transaction of SQLite is one automatically."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _refuse_writing(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Allow only queries that read, and the writes of the rebuilding itself."""
    if _current_tables.get() is None or (
        sql.lstrip("( \n").upper().startswith(READING) and "FOR UPDATE" not in sql
    ):
        return execute(sql, params, many, context)
    raise Refused(_("You cannot change records while viewing a past date. Go back to today first."), "past")


def moment_of(text: str, *, zone: datetime.tzinfo, now: datetime.datetime) -> datetime.datetime:
    """Read a past moment: `2026-03-03` is that evening in the zone, `2026-03-03 18:30` and ISO 8601 a time.

    Today means the present. Raises `Refused`, in one sentence, for an invalid date, for a future moment, and
    for one before the first record.
    """
    moment = _read(text.strip(), zone, now)
    if moment is None:
        raise Refused(_("Enter the date as 2026-03-03. If you need a time, add it as 18:30."), "not_a_moment")
    if moment > now:
        raise Refused(_("The date is in the future. Enter today’s date or an earlier date."), "future")
    first = first_moment()
    if first is None:
        raise Refused(_("There are no records yet, so there is no earlier date to view."), "no_record")
    if moment < first:
        raise Refused(
            _("The records begin on %(day)s. Enter that date or a later one.")
            % {"day": date_format(timezone.localdate(first, zone))},
            "before_the_record",
        )
    return moment


def _read(text: str, zone: datetime.tzinfo, now: datetime.datetime) -> datetime.datetime | None:
    """Return the moment, or None for invalid text; a plus sign of an offset may be lost when an address is
    decoded.
    """
    try:
        day = parse_date(text)
        if day is not None:
            evening = at_the_end_of(day, zone)
            return now if day == timezone.localdate(now, zone) else evening
        moment = parse_datetime(text) or parse_datetime(text.replace(" ", "+"))
        if moment is None:
            return None
        moment = moment if timezone.is_aware(moment) else moment.replace(tzinfo=zone)
        return moment.astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        return None


def at_the_end_of(day: datetime.date, zone: datetime.tzinfo) -> datetime.datetime:
    """Return the last moment of a day in a time zone, in UTC."""
    evening = datetime.datetime.combine(day, datetime.time.max, zone)
    return evening.astimezone(datetime.UTC)


def first_moment() -> datetime.datetime | None:
    """Return the moment of the first audit row; None where there is no row."""
    return AuditRow.objects.order_by("at").values_list("at", flat=True).first()


# What is wrong with a whole record, where no column is named.
NO_HISTORY, GONE = "no row of history", "gone without a row of history"
ROWS_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class HistoryMismatch:
    """A record that its history does not lead to: the column where they differ, or UNTOLD, or GONE."""

    model: type[Model]
    key: int
    what: str

    def __str__(self) -> str:
        return f"{self.model._meta.label} {self.key}: {self.what}"


def list_differences() -> Iterator[HistoryMismatch]:
    """List each record, with the column, whose history does not lead to its current state.

    A record without any row is listed too: it would seem to have existed always. Two queries for each kind of
    record, read side by side in the order of the keys; the caller locks the records.
    """
    for model in list_complete_models():
        yield from _compare_model(model)


def _compare_model(model: type[Model]) -> Iterator[HistoryMismatch]:
    fields = [one for one in model._meta.concrete_fields if one.attname not in log.LEFT_OUT]
    usual = [one.get_default() for one in fields]
    records = model._base_manager.order_by("pk").values_list("pk", *(one.attname for one in fields))
    told = _replay_model(model._meta.label)
    key, state = next(told, (None, None))
    for pk, *values in records.iterator(chunk_size=ROWS_AT_ONCE):
        while key is not None and key < pk:
            if state is not None:
                yield HistoryMismatch(model, key, GONE)
            key, state = next(told, (None, None))
        if key != pk or state is None:
            yield HistoryMismatch(model, pk, NO_HISTORY)
        else:
            yield from (HistoryMismatch(model, pk, name) for name in _columns(fields, values, usual, state))
        if key == pk:
            key, state = next(told, (None, None))
    while key is not None:
        if state is not None:
            yield HistoryMismatch(model, key, GONE)
        key, state = next(told, (None, None))


def _replay_model(label: str) -> Iterator[tuple[int, State | None]]:
    """Replay the history of each record of a kind, by key: its expected state, or None for removed ones."""
    rows = models.AuditRow.objects.filter(subject_type=label).exclude(action__in=log.ACTIONS_WITHOUT_STATE)
    # What stood before is not fetched: of a million rows that is half of what would be read.
    removed = ExpressionWrapper(Q(after={}) & ~Q(before={}), output_field=BooleanField())
    found = rows.order_by("subject_id", "pk").values_list("subject_id", removed, "after")
    current: int | None = None
    state: State | None = None
    for key, is_removal, after in found.iterator(chunk_size=ROWS_AT_ONCE):
        if key != current:
            if current is not None:
                yield current, state
            current, state = key, {}
        state = None if is_removal else (state or {}) | after
    if current is not None:
        yield current, state


def _columns(
    fields: Sequence[Field[Any, Any]], values: Sequence[Any], usual: Sequence[Any], told: State
) -> Iterator[str]:
    """Yield the columns whose last recorded value differs; a column added later began with its default."""
    for field, value, default in zip(fields, values, usual, strict=True):
        name = field.attname
        said = told[name] if name in told else log.to_plain(default)
        # Most are alike as they are: only what differs so far is turned into the column's own type.
        if said != value and said != log.to_plain(value) and not is_same(field, said, value):
            yield name


def is_same(field: Field[Any, Any], said: Any, value: Any) -> bool:
    """Return whether the history's value of a column equals the stored value."""
    try:
        return bool(field.to_python(said) == value)
    except ValidationError:
        return False
