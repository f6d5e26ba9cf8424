"""The door: it narrows records to what a person may read, by the rule of their kind."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from commitments import models as m
from commitments.access.looking import EachRow
from commitments.access.outside import fit_for_outside, is_outside
from commitments.access.places import ANYBODY, NOBODY, either

Person = m.User | AnonymousUser
M = TypeVar("M", bound=Model)

Rule = Callable[[m.User], Q]
# One rule for each kind of record, told in `reading`.
RULES: dict[type[Model], Rule] = {}

# Set while `reach` builds a condition: the state of a record is then left out of the question.
_whatever_state: ContextVar[bool] = ContextVar("whatever_state", default=False)
# The kind and key of the record whose parts are asked for: it is open to the person, and not asked again.
_opened: ContextVar[tuple[type[Model], Any] | None] = ContextVar("opened", default=None)


def visible_to(queryset: QuerySet[M, Any], user: Person) -> QuerySet[M, Any]:
    """Narrow a queryset to what the person may read; a model without a rule raises KeyError.

    For a program outside the house, what is kept in confidence is left out besides.
    """
    if not isinstance(user, m.User) or not user.is_active:
        return queryset.none()
    seen = queryset.filter(RULES[queryset.model](user))
    return fit_for_outside(seen) if is_outside() else seen


def reach(queryset: QuerySet[M, Any], user: Person) -> QuerySet[M, Any]:
    """Narrow a queryset to what clearance and need to know allow, whatever state each record is in now.

    For the past alone: what was taken off the lists since stood on them then, and the door of that day asks
    for the state of that day.
    """
    token = _whatever_state.set(True)
    try:
        return visible_to(queryset, user)
    finally:
        _whatever_state.reset(token)


def parts_of(record: Model, queryset: QuerySet[M, Any], user: Person) -> QuerySet[M, Any]:
    """Narrow parts of a record, or rows of its history, as `parts_of_each` does."""
    return parts_of_each(type(record), record.pk, queryset, user)


def parts_of_each(model: type[Model], key: Any, queryset: QuerySet[M, Any], user: Person) -> QuerySet[M, Any]:
    """Narrow parts of records to those that the person may read; `key` is a record's, or leads to it.

    The caller reads the records through the door, so that is not asked again: only what the part itself is
    marked with. It gives less than `visible_to`, never more: no part of another record of that kind.
    """
    token = _opened.set((model, key))
    try:
        return visible_to(queryset, user)
    finally:
        _opened.reset(token)


def sees(user: Person, obj: Model) -> bool:
    """Say whether the person may read this record."""
    return visible_to(type(obj)._default_manager.filter(pk=obj.pk), user).exists()


def opened() -> type[Model] | None:
    """Name the kind of the record whose parts are asked for, where they are."""
    return (_opened.get() or (None, None))[0]


def in_state(condition: Q) -> Q:
    """Ask for the state a record is in, but where `reach` leaves that out."""
    return ANYBODY if _whatever_state.get() else condition


def reads_any(rows: QuerySet[Any, Any], user: m.User, asked: type[Exists] = Exists) -> Q:
    """Ask for each row of a query whether the person reads any of these rows, which name it."""
    condition = RULES[rows.model](user)
    return condition if condition is NOBODY else Q(asked(rows.filter(condition)))


def part_of(model: type[Model], path: str, user: m.User, asked: type[Exists] = Exists) -> Q:
    """Ask for each row whether its record is read: a list of all that is read would be made first of all.

    Of one item's parts that is one look by key, where the list is every item of twenty years.
    """
    if (known := _opened.get()) is not None and known[0] is model:
        return Q(**{path: known[1]})
    return reads_any(model._default_manager.filter(pk=OuterRef(path)), user, asked)


def each(model: type[Model], path: str, user: m.User) -> Q:
    """Ask the same where it stands beside an OR."""
    return part_of(model, path, user, EachRow)


def about(first: type[Model], second: type[Model], user: m.User) -> Q:
    """Ask of whichever of two records a row is about; where one is opened, of that alone."""
    kinds = [one for one in (first, second) if one is opened()] or (first, second)
    return either(*(each(one, str(one._meta.model_name), user) for one in kinds))
