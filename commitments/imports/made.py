"""What came of taking a row, the records that rows name, and whether anything has come of one since."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max, Model
from django.utils.translation import gettext_lazy as _

from commitments import access
from commitments.errors import Refused
from commitments.models import AuditRow, ImportRow, User

Rows = Sequence[ImportRow]
# What is read with a record of each kind, as its writers need it.
READ_WITH = ("country", "outcome", "deadline")
# Under this name it is kept up to which row of its history a record was written by the import.
TOLD = "told"


@dataclass(frozen=True, slots=True)
class Made:
    """The key of the record that was made or changed, and what taking it back needs, in plain values."""

    key: int
    before: dict[str, Any] = field(default_factory=dict)


def told(record: Model) -> int:
    """Give the key of the last row of history on a record's own page, or about it."""
    return told_each([record]).get(record.pk, 0)


def told_of(record: Model) -> int:
    """Give the key of the last row of history about a record that stands on another one's page."""
    return told_of_each([record]).get(record.pk, 0)


def told_each(records: Sequence[Model]) -> dict[int, int]:
    """Give by key what `told` gives of each of some records of one kind."""
    return _last("page", records)


def told_of_each(records: Sequence[Model]) -> dict[int, int]:
    """Give by key what `told_of` gives of each of some records of one kind."""
    return _last("subject", records)


def _last(part: str, records: Sequence[Model]) -> dict[int, int]:
    if not records:
        return {}
    rows = AuditRow.objects.order_by().filter(**{f"{part}_type": records[0]._meta.label})
    rows = rows.filter(**{f"{part}_id__in": [record.pk for record in records]})
    return dict(rows.values_list(f"{part}_id").annotate(last=Max("pk")))


def seen(model: type[Any], key: int | None, by: User) -> Any:
    """Read a record through the door; raises `Refused`: what is hidden is like what is not there."""
    return seen_by_key(model, [key or 0], by)[key or 0]


def seen_by_key(model: type[Any], keys: Collection[int], by: User) -> dict[int, Any]:
    """Read records through the door, by key; raises `Refused` where one is hidden or not there."""
    related = [name for name in READ_WITH if hasattr(model, name)]
    rows = access.visible_to(model.objects.all(), by)
    found: dict[int, Any] = (rows.select_related(*related) if related else rows).in_bulk(keys)
    if found.keys() != set(keys):
        raise absent()
    return found


def absent() -> Refused:
    """Make the refusal of what is not there, or hidden."""
    return Refused(_("It is not there any more, or not open to you."), "absent")


def check_untouched(record: Model | None, last: int, before: Mapping[str, Any], name: str = TOLD) -> None:
    """Raise `Refused` where a record is gone, or anything was written on it since the import."""
    if record is None or last != before.get(name):
        raise touched()


def touched() -> Refused:
    """Make the refusal of what something has come of since."""
    return Refused(_("It was changed since; what was recorded stands."), "changed")
