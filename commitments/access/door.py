"""The door: it narrows records to what a person may read, by the rule of their kind."""

from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils import translation

from commitments import models as m
from commitments.access.looking import EachRow
from commitments.access.named import is_granted
from commitments.access.outside import fit_for_outside, is_outside
from commitments.access.places import ANYBODY, NOBODY, either
from commitments.access.terms import Rule, Term
from commitments.models.narrowing import narrowed
from commitments.vocabulary import Role

Person = m.User | AnonymousUser
M = TypeVar("M", bound=Model)

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
    return let_out(narrowed(queryset.filter(RULES[queryset.model](user))))


def let_out(seen: QuerySet[M, Any]) -> QuerySet[M, Any]:
    """Leave out what is kept in confidence, where what is read goes outside the house."""
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
    return visible_to(type(obj)._base_manager.filter(pk=obj.pk), user).exists()


def sees_all(user: Person, rows: Sequence[Model]) -> bool:
    """Say whether the person may read each of these records of one kind."""
    keys = {row.pk for row in rows}
    found = visible_to(type(rows[0])._base_manager.filter(pk__in=keys), user)
    return set(found.order_by().values_list("pk", flat=True)) == keys


def opened() -> type[Model] | None:
    """Name the kind of the record whose parts are asked for, where they are."""
    return (_opened.get() or (None, None))[0]


def in_state(condition: Q) -> Q:
    """Ask for the state a record is in, but where `reach` leaves that out."""
    return ANYBODY if _whatever_state.get() else condition


def lets_in(rule: Rule, rows: QuerySet[Any, Any], user: m.User, asked: type[Exists] = Exists) -> Q:
    """Ask for each row of a query whether a rule lets the person read any of these rows, which name it."""
    condition = rule(user)
    return condition if condition is NOBODY else Q(asked(rows.filter(condition)))


def reads_any(rows: QuerySet[Any, Any], user: m.User, asked: type[Exists] = Exists) -> Q:
    """Ask the same by the rule of their kind."""
    return lets_in(RULES[rows.model], rows, user, asked)


def part_of(model: type[Model], path: str, user: m.User, asked: type[Exists] = Exists) -> Q:
    """Ask for each row whether its record is read: a list of all that is read would be made first of all.

    Of one item's parts that is one look by key, where the list is every item of twenty years.
    """
    if (known := _opened.get()) is not None and known[0] is model:
        return Q(**{path: known[1]})
    return reads_any(model._base_manager.filter(pk=OuterRef(path)), user, asked)


def each(model: type[Model], path: str, user: m.User) -> Q:
    """Ask the same where it stands beside an OR."""
    return part_of(model, path, user, EachRow)


@dataclass(frozen=True)
class PartOf:
    """Lets in whom the rule of the record lets in that a row is part of, or is about."""

    model: type[Model]
    path: str
    asked: type[Exists] = Exists

    def __call__(self, user: m.User) -> Q:
        return part_of(self.model, self.path, user, self.asked)

    def told(self, role: Role) -> str | None:
        """Name the kind of record; its own rule stands in its own row."""
        return None if RULES[self.model].told(role) is None else f"reads its {named(self.model)}"

    def terms(self) -> Iterator[Term]:
        return iter(())


@dataclass(frozen=True)
class AtHand:
    """Lets in whom a narrower rule lets in to the record that a row is part of: one that no grant widens."""

    model: type[Model]
    path: str
    rule: Rule
    asked: type[Exists] = Exists

    def __call__(self, user: m.User) -> Q:
        if not is_granted(user):
            return part_of(self.model, self.path, user, self.asked)
        return lets_in(self.rule, self.model._base_manager.filter(pk=OuterRef(self.path)), user, self.asked)

    def told(self, role: Role) -> str | None:
        known = self.rule.told(role) is not None
        return f"reads its {named(self.model)}, by no grant" if known else None

    def terms(self) -> Iterator[Term]:
        return self.rule.terms()


@dataclass(frozen=True)
class About:
    """Asks of whichever of two records a row is about; where one is opened, of that alone."""

    first: type[Model]
    second: type[Model]

    def __call__(self, user: m.User) -> Q:
        both = (self.first, self.second)
        kinds = [one for one in both if one is opened()] or both
        return either(*(each(one, str(one._meta.model_name), user) for one in kinds))

    def told(self, role: Role) -> str | None:
        both = (PartOf(one, str(one._meta.model_name)).told(role) for one in (self.first, self.second))
        return " or ".join(filter(None, both)) or None

    def terms(self) -> Iterator[Term]:
        return iter(())


def named(model: type[Model]) -> str:
    """Name a kind of record, in English."""
    with translation.override("en"):
        return str(model._meta.verbose_name)
