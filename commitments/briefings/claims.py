"""Who makes what was asked for: one worker at a time, for one lease, and another once that one is gone.

It holds for every row whose progress stands in `models.base.Made`: packets and matrices.
"""

import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F, Model, Q, QuerySet

from commitments import audit, editing
from commitments.vocabulary import PacketState

MOST_TRIES = 3
M = TypeVar("M", bound=Model)


def claim(
    model: type[Model], key: int, *, lease: datetime.timedelta, now: datetime.datetime, **also: Any
) -> int:
    """Take the row for one lease; give the number of the try, or 0 where it is not to be had."""
    rows = model._base_manager
    with transaction.atomic():
        claimed = rows.filter(_left(now), pk=key, tries__lt=MOST_TRIES).update(
            state=PacketState.MAKING, lease_until=now + lease, tries=F("tries") + 1, **also
        )
        return rows.values_list("tries", flat=True).get(pk=key) if claimed else 0


def held(model: type[M], key: int, tries: int) -> QuerySet[M]:
    """The row as long as this try holds it: a worker that was overtaken writes nothing."""
    return model._base_manager.filter(pk=key, state=PacketState.MAKING, tries=tries)


def let_go(model: type[Model], key: int, tries: int) -> None:
    """Leave the row as if the worker had died with it: whoever looks next takes it up again."""
    held(model, key, tries).update(state=PacketState.ASKED, lease_until=None)


def fail(obj: Model, tries: int, reason: str, *, by: Any, now: datetime.datetime, action: str) -> None:
    """Write why nothing came of it, where this try still holds the row."""
    said = editing.shortened(reason, editing.REASON_LENGTH)
    _end(obj, held(type(obj), obj.pk, tries), said, by=by, now=now, action=action)


def unfinished(
    model: type[Model], asked: str, *, said: str, now: datetime.datetime, action: str
) -> list[int]:
    """Give the ids of what nobody is making, by the moment it was asked; end the hopeless, as `said`."""
    rows = model._base_manager.filter(_left(now))
    for obj in rows.filter(tries__gte=MOST_TRIES).order_by("pk"):
        _end(obj, rows.filter(pk=obj.pk, tries__gte=MOST_TRIES), said, by=None, now=now, action=action)
    return list(rows.order_by(asked).values_list("pk", flat=True))


def _left(now: datetime.datetime) -> Q:
    return Q(state=PacketState.ASKED) | Q(state=PacketState.MAKING, lease_until__lt=now)


def _end(
    obj: Model, rows: QuerySet[Any], reason: str, *, by: Any, now: datetime.datetime, action: str
) -> None:
    with transaction.atomic():
        if rows.update(state=PacketState.FAILED, lease_until=None, failure=reason):
            audit.record(action, obj, by=by, now=now, reason=reason)
