"""Whether the audit rows add up to what stands: the ground on which every answer about the past rests."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, ExpressionWrapper, Field, Model, Q

from commitments import audit
from commitments import models as m
from commitments.past import kinds
from commitments.past.undo import State

# What is wrong with a whole record, where no column is named.
UNTOLD, GONE = "no row of history", "gone without a row of history"
ROWS_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Astray:
    """A record that its history does not lead to: the column where they differ, or UNTOLD, or GONE."""

    model: type[Model]
    key: int
    what: str

    def __str__(self) -> str:
        return f"{self.model._meta.label} {self.key}: {self.what}"


def differences() -> Iterator[Astray]:
    """Name each record, with the column, where the rows of its history do not lead to what stands.

    A record without any row is named too: it would seem to have been there always. Two queries for each
    kind of record, read side by side in the order of the keys; the caller holds the records still.
    """
    for model in kinds.told_whole():
        yield from _of(model)


def _of(model: type[Model]) -> Iterator[Astray]:
    fields = [one for one in model._meta.concrete_fields if one.attname not in audit.LEFT_OUT]
    usual = [one.get_default() for one in fields]
    records = model._base_manager.order_by("pk").values_list("pk", *(one.attname for one in fields))
    told = _told(model._meta.label)
    key, state = next(told, (None, None))
    for pk, *values in records.iterator(chunk_size=ROWS_AT_ONCE):
        while key is not None and key < pk:
            if state is not None:
                yield Astray(model, key, GONE)
            key, state = next(told, (None, None))
        if key != pk or state is None:
            yield Astray(model, pk, UNTOLD)
        else:
            yield from (Astray(model, pk, name) for name in _columns(fields, values, usual, state))
        if key == pk:
            key, state = next(told, (None, None))
    while key is not None:
        if state is not None:
            yield Astray(model, key, GONE)
        key, state = next(told, (None, None))


def _told(label: str) -> Iterator[tuple[int, State | None]]:
    """Play the history of each record of a kind forward, by key: how it should stand, or None, removed."""
    rows = m.AuditRow.objects.filter(subject_type=label).exclude(action__in=audit.ASIDE)
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
    """Name the columns whose last value on record is another; one that came later began with its default."""
    for field, value, default in zip(fields, values, usual, strict=True):
        name = field.attname
        said = told[name] if name in told else audit.plain(default)
        # Most are alike as they are: only what differs so far is turned into the column's own type.
        if said != value and said != audit.plain(value) and not is_same(field, said, value):
            yield name


def is_same(field: Field[Any, Any], said: Any, value: Any) -> bool:
    """Say whether what the history says of a column is the value that stands there."""
    try:
        return bool(field.to_python(said) == value)
    except ValidationError:
        return False
