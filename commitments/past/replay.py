"""Whether the audit rows add up to what stands: the ground on which every answer about the past rests."""

from collections.abc import Iterator

from django.db.models import Model

from commitments import audit
from commitments import models as m
from commitments.past import kinds
from commitments.past.undo import State


def differences() -> Iterator[str]:
    """Name each record, with the column, where the rows of its history do not lead to what stands.

    A record without any row is named too: it would seem to have been there always.
    """
    for model in (*kinds.closed(), *kinds.shared()):
        yield from _of(model)


def _of(model: type[Model]) -> Iterator[str]:
    label = model._meta.label
    told = _told(label)
    for record in model._base_manager.order_by("pk").iterator():
        state = told.pop(record.pk, None)
        if state is None:
            yield f"{label} {record.pk}: no row of history"
            continue
        yield from (f"{label} {record.pk}: {name}" for name in _astray(record, state))
    yield from (f"{label} {key}: gone without a row of history" for key in told)


def _told(label: str) -> dict[int, State]:
    """Play the history of one kind forward, by key."""
    told: dict[int, State] = {}
    rows = m.AuditRow.objects.filter(subject_type=label).exclude(action__in=audit.ASIDE).order_by("pk")
    for key, before, after in rows.values_list("subject_id", "before", "after").iterator():
        if before and not after:
            told.pop(key, None)
        else:
            told.setdefault(key, {}).update(after)
    return told


def _astray(record: Model, told: State) -> Iterator[str]:
    """Name the columns whose last value on record is another; one that came later began with its default."""
    for field in record._meta.concrete_fields:
        if field.attname not in audit.LEFT_OUT:
            value = told[field.attname] if field.attname in told else audit.plain(field.get_default())
            if field.to_python(value) != field.value_from_object(record):
                yield field.attname
