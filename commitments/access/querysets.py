"""Querysets for pages, the API and commands: each begins with what the person may read.

Nothing else may begin a query there; tests/test_shape.py checks it.

Also the placeholder for a related record that the reader may not read: "(no access)" shows that there is a
record, "–" that there is none. A restricted record that is requested itself is answered as if it did not
exist.
"""

from collections.abc import Collection, Iterable
from functools import cache
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import ForeignKey, Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commitments import models
from commitments.access.grants import SOURCES
from commitments.access.policy import RULES, PartOf, Person, parts_of, parts_of_each, readable_by
from commitments.access.rules import is_open_to_all
from commitments.access.scopes import NOBODY, OPEN_TO_ALL
from commitments.db import page_cache
from commitments.models.base import Watch

M = TypeVar("M", bound=Model)


def list_readable(model: type[M], user: Person) -> QuerySet[M]:
    """Return the records of a kind that the person may read."""
    return readable_by(model._default_manager.all(), user)


def list_parts(record: Model, model: type[M], user: Person) -> QuerySet[M]:
    """Return an unfiltered queryset in which to look for parts of a record that was read through the access
    policy.
    """
    return parts_of(record, model._default_manager.all(), user)


def each_part(of: type[Model], key: Any, model: type[M], user: Person) -> QuerySet[M]:
    """Return the parts of each record that `key` leads to, as `parts_of_each` does, for use in a subquery.

    The outer query applies the access policy itself.
    """
    return parts_of_each(of, key, model._default_manager.all(), user)


def open_rows(model: type[M]) -> QuerySet[M]:
    """Return all records of a kind that is open to every account; raises KeyError for any other kind."""
    if model not in OPEN_TO_ALL:
        raise KeyError(model)
    return model._default_manager.all()


def find_home() -> models.Country | None:
    """Return the home country."""
    rows = models.Country.objects.filter(iso=settings.HOME_COUNTRY)
    return page_cache.of_reference("home", rows.first)


def list_unfiltered(model: type[M]) -> QuerySet[M]:
    """Return all records of a kind, for columns named when the program starts; `readable_by` narrows it
    later.

    For queries that run very often: naming two dozen columns each time costs more than reading them.
    """
    return model._default_manager.all()


def find_watch() -> Watch:
    """Return the rules by which a request is watched: which rows it may read through a relation."""
    return Watch(frozenset(OPEN_TO_ALL), _plain_parts())


@cache
def _plain_parts() -> frozenset[tuple[type[Model], str]]:
    """List the parts that everyone who reads their record may read: the part itself decides nothing."""
    return frozenset(
        (model, rule.path)
        for model, rule in RULES.items()
        if isinstance(rule, PartOf)
        and model not in SOURCES
        and model._meta.get_field(rule.path).related_model is rule.model
    )


def list_none(model: type[M]) -> QuerySet[M]:
    """Return an empty queryset: the choices of a form before a person is known."""
    return model._default_manager.none()


def reads_some(user: Person, model: type[Model]) -> bool:
    """Return whether any record of a kind is within the scope and role of the person."""
    return isinstance(user, models.User) and user.is_active and RULES[model](user) is not NOBODY


RESTRICTED: Promise = _("(no access)")


class RestrictedRecord:
    """Takes the place, in memory, of a record that the reader may not read; it has only a name to show.

    Its key is empty, so that no address can be made from it.
    """

    pk = ""

    def __str__(self) -> str:
        return str(RESTRICTED)


def list_foreign_keys(model: type[Model]) -> list[ForeignKey[Any, Any]]:
    """List the foreign keys of a model."""
    return [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]


def filter_readable_keys(target: type[Model], keys: Collection[Any], person: models.User) -> set[Any]:
    """Return those of the keys of related records that the person may read, in one query."""
    wanted = {*keys} - {None}
    if not wanted or target not in RULES or is_open_to_all(target, person):
        return wanted
    found = list_readable(target, person).filter(pk__in=wanted)
    return set(found.order_by().values_list("pk", flat=True))


def seen_by(
    person: models.User,
    records: Collection[Model],
    model: type[Model],
    shown: Collection[str] | None = None,
) -> dict[str, set[Any]]:
    """Return, for each relation of the records, the keys that the person may read: one query for each kind.

    For all relations, or only for those that are displayed.
    """
    keys = [key for key in list_foreign_keys(model) if shown is None or key.name in shown]
    wanted = {key: {getattr(row, key.attname) for row in records} - {None} for key in keys}
    together: dict[type[Model], set[Any]] = {}
    for key, values in wanted.items():
        together.setdefault(key.remote_field.model, set()).update(values)
    seen = {target: filter_readable_keys(target, values, person) for target, values in together.items()}
    return {key.name: values & seen[key.remote_field.model] for key, values in wanted.items()}


def hide_related(
    records: Collection[Model], person: models.User, shown: Collection[str] | None = None
) -> None:
    """Replace related records that the person may not read by a `RestrictedRecord`, in memory.

    The records are for display only and must not be saved afterwards. Where `shown` names the relations that
    are displayed, the others are neither checked nor replaced.
    """
    if not records:
        return
    model = type(next(iter(records)))
    seen = seen_by(person, records, model, shown)
    for key in list_foreign_keys(model):
        for row in records if key.name in seen else ():
            value = getattr(row, key.attname)
            if value is not None and value not in seen[key.name]:
                setattr(row, key.attname, None)
                row._state.fields_cache[key.name] = RestrictedRecord()


def name_of(key: Any, record: Any) -> str:
    """Return the name of a related record as it was read through the access policy; empty where there is
    none.
    """
    if record is not None:
        return str(record)
    return "" if key is None else str(RESTRICTED)


def names_of_restricted(relations: Iterable[tuple[str, Any, Any]]) -> list[str]:
    """Return the names of those relations that lead to a record that was not readable."""
    return [name for name, key, record in relations if key is not None and record is None]
