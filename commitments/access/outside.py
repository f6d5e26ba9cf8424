"""What may go outside the house: nothing that the partner gave in confidence, without consent on record.

Everything that is made to go outside asks here: releasable exports, drafts of notes, mails, programs outside.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from commitments import models as m

M = TypeVar("M", bound=Model)


def _given(path: str = "") -> Q:
    """Find what was given in confidence and may not be passed on."""
    return Q(**{f"{path}in_confidence": True, f"{path}consent": ""})


# What a commitment has of its point and of the text of that; what hangs on a commitment has it, too.
OF_ITEM = _given("outcome__") | _given("outcome__statement__")
OF_ITEMS_PART = _given("commitment__outcome__") | _given("commitment__outcome__statement__")
# What comes out of a text is as confidential as that: a point as its document, an item as its point.
KEPT: Mapping[type[Model], Q] = {
    m.Statement: _given(),
    m.Outcome: _given() | _given("statement__"),
    **dict.fromkeys((m.Reading, m.Passage), _given("statement__")),
    m.Clause: _given("statement__") | _given("outcome__") | _given("outcome__statement__"),
    m.Commitment: OF_ITEM,
    **dict.fromkeys((m.ProgressUpdate, m.Evidence), _given() | OF_ITEMS_PART),
    **dict.fromkeys((m.Approval, m.Reminder), OF_ITEMS_PART),
    m.AgendaItem: OF_ITEMS_PART | OF_ITEM,
}

_is_outside: ContextVar[bool] = ContextVar("is_outside", default=False)


def fit_for_outside(queryset: QuerySet[M, Any]) -> QuerySet[M, Any]:
    """Leave out what is kept between the two governments; of other kinds of record, nothing."""
    kept = KEPT.get(queryset.model)
    return queryset if kept is None else queryset.exclude(kept)


def is_kept(record: Model) -> bool:
    """Say whether a record is kept between the two governments: one query."""
    kept = KEPT.get(type(record))
    return kept is not None and type(record)._base_manager.filter(kept, pk=record.pk).exists()


def kept_among(model: type[Model], keys: Collection[int]) -> frozenset[int]:
    """Give those of some records that are kept between the two governments: one query."""
    found = model._base_manager.filter(KEPT[model], pk__in=keys).order_by()
    return frozenset(found.values_list("pk", flat=True))


@contextmanager
def one_request() -> Iterator[None]:
    """Let what `go_outside` turns on end with what runs here."""
    token = _is_outside.set(False)
    try:
        yield
    finally:
        _is_outside.reset(token)


def go_outside() -> None:
    """Let the door leave out what is kept, from here on: what is read goes outside the house."""
    _is_outside.set(True)


def is_outside() -> bool:
    """Say whether what is read now goes outside the house."""
    return _is_outside.get()
