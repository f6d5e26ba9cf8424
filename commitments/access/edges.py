"""How an edge begins a query: with what the person may read, and with nothing else.

The edges have no other way: tests/test_shape.py looks for it.
"""

from functools import cache
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from commitments import models as m
from commitments.access.door import RULES, PartOf, Person, parts_of, parts_of_each, visible_to
from commitments.access.outside import KEPT
from commitments.access.places import NOBODY, OPEN_TO_ALL
from commitments.models.narrowing import Watch

M = TypeVar("M", bound=Model)


def rows(model: type[M], user: Person) -> QuerySet[M]:
    """Give the records of a kind that the person may read."""
    return visible_to(model._default_manager.all(), user)


def parts(record: Model, model: type[M], user: Person) -> QuerySet[M]:
    """Give the rows of a kind to look for parts of a record among, which was read through the door itself."""
    return parts_of(record, model._default_manager.all(), user)


def each_part(of: type[Model], key: Any, model: type[M], user: Person) -> QuerySet[M]:
    """Give the parts of each record that `key` leads to, as `parts_of_each` does, for a query inside another.

    The query around it passes the door itself.
    """
    return parts_of_each(of, key, model._default_manager.all(), user)


def open_rows(model: type[M]) -> QuerySet[M]:
    """Give all records of a kind that is open to everybody; raises KeyError for any other."""
    if model not in OPEN_TO_ALL:
        raise KeyError(model)
    return model._default_manager.all()


def shaped(model: type[M]) -> QuerySet[M]:
    """Give all records of a kind, for columns named when the program starts; `visible_to` narrows it later.

    For what is asked a thousand times alike: to name two dozen columns anew costs more than to read them.
    """
    return model._default_manager.all()


def watch() -> Watch:
    """Return what a request is watched by: which rows it may read by a relation as they are."""
    return Watch(frozenset(OPEN_TO_ALL), _plain_parts())


@cache
def _plain_parts() -> frozenset[tuple[type[Model], str]]:
    """List the parts that are read by all who read their record: nothing in the part itself decides it."""
    return frozenset(
        (model, rule.path)
        for model, rule in RULES.items()
        if isinstance(rule, PartOf)
        and model not in KEPT
        and model._meta.get_field(rule.path).related_model is rule.model
    )


def nothing(model: type[M]) -> QuerySet[M]:
    """Give no record of a kind: what a choice offers before anybody is known to choose."""
    return model._default_manager.none()


def reads_some(user: Person, model: type[Model]) -> bool:
    """Say whether there is any record of a kind that the place and role of the person let in."""
    return isinstance(user, m.User) and user.is_active and RULES[model](user) is not NOBODY
