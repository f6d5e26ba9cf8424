"""What stands in place of a record that another one names and that the reader may not read.

"(restricted)" says that there is something, "–" that there is nothing. A record that is itself asked for is
answered as if it were absent; this is for what a record that is read leads to.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import ForeignKey, Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commitments import models as m
from commitments.access.door import RULES
from commitments.access.edges import rows
from commitments.access.reading import is_open_to_all

RESTRICTED: Promise = _("(restricted)")


class Restricted:
    """Stands, in memory, where such a record would: it has this name to show, and nothing else.

    Its key is empty, so that no address is made of it.
    """

    pk = ""

    def __str__(self) -> str:
        return str(RESTRICTED)


def relations(model: type[Model]) -> list[ForeignKey[Any, Any]]:
    """List the foreign keys of a model."""
    return [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]


def readable(target: type[Model], keys: Collection[Any], person: m.User) -> set[Any]:
    """Give those of the keys of related records that the person may read, in one query."""
    wanted = {*keys} - {None}
    if not wanted or target not in RULES or is_open_to_all(target, person):
        return wanted
    found = rows(target, person).filter(pk__in=wanted)
    return set(found.order_by().values_list("pk", flat=True))


def seen_by(
    person: m.User,
    records: Collection[Model],
    model: type[Model],
    shown: Collection[str] | None = None,
) -> dict[str, set[Any]]:
    """Give, for each relation of the records, the keys that the person may read: one query for each kind.

    Of all relations, or of those alone that are shown.
    """
    keys = [key for key in relations(model) if shown is None or key.name in shown]
    wanted = {key: {getattr(row, key.attname) for row in records} - {None} for key in keys}
    together: dict[type[Model], set[Any]] = {}
    for key, values in wanted.items():
        together.setdefault(key.remote_field.model, set()).update(values)
    seen = {target: readable(target, values, person) for target, values in together.items()}
    return {key.name: values & seen[key.remote_field.model] for key, values in wanted.items()}


def restrict(records: Collection[Model], person: m.User, shown: Collection[str] | None = None) -> None:
    """Put `Restricted` in memory where a relation leads to a record that the person may not read.

    The records are for display only and must not be saved after. Where `shown` names the relations that are
    displayed, the others are left, and not asked about.
    """
    if not records:
        return
    model = type(next(iter(records)))
    seen = seen_by(person, records, model, shown)
    for key in relations(model):
        for row in records if key.name in seen else ():
            value = getattr(row, key.attname)
            if value is not None and value not in seen[key.name]:
                setattr(row, key.attname, None)
                row._state.fields_cache[key.name] = Restricted()


def name_of(key: Any, record: Any) -> str:
    """Name what a key leads to, as it was read through the door; empty where it leads nowhere."""
    if record is not None:
        return str(record)
    return "" if key is None else str(RESTRICTED)


def names_of_restricted(relations: Iterable[tuple[str, Any, Any]]) -> list[str]:
    """Name those of some relations, each with its key and what was read, that lead to what was not read."""
    return [name for name, key, record in relations if key is not None and record is None]
