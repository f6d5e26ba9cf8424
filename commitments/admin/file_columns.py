"""The columns of a list as a file: by themselves those of the page, as plain text, days and numbers."""

import datetime
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import label_for_field
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from commitments import access, imports
from commitments.export import Cell


@dataclass(frozen=True, slots=True)
class FileColumn:
    """One column of a file: the name it keeps in every language, its head, and what a row says there."""

    name: str
    head: Promise | str
    value: Callable[[Any], Any]

    @property
    def title(self) -> str:
        return capfirst(str(self.head))


def columns_of(
    page: ModelAdmin[Any], names: Sequence[str | FileColumn], model: type[models.Model]
) -> list[FileColumn]:
    """Give the columns of a file; those that are only named are drawn as the list of the page has them."""
    return [one if isinstance(one, FileColumn) else _as_listed(page, one, model) for one in names]


def _as_listed(page: ModelAdmin[Any], name: str, model: type[models.Model]) -> FileColumn:
    head = str(label_for_field(name, model, page))
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        own = getattr(page, name, None)
        return FileColumn(name, head, own or (lambda row: _called(getattr(row, name))))
    if getattr(field, "flatchoices", None):
        # As the page says it, in the language of who reads.
        return FileColumn(name, head, lambda row: capfirst(str(getattr(row, f"get_{name}_display")())))
    return FileColumn(name, head, lambda row: getattr(row, name))


def of_import(subject: str, values: Mapping[str, Callable[[Any], Any]]) -> tuple[FileColumn, ...]:
    """Give the columns of a file that may be brought in again, under the names that an import knows."""
    return tuple(
        FileColumn(name, imports.field_of(subject, name).label, value) for name, value in values.items()
    )


def _called(value: Any) -> Any:
    return value() if callable(value) else value


def cells_of(columns: Sequence[FileColumn], row: Any) -> list[Cell]:
    """Give the cells of one row."""
    return [cell_of(column.value(row)) for column in columns]


def cell_of(value: Any) -> Cell:
    """Give a value as a cell of a file: a moment by the reader's clock, yes and no in words.

    Raises TypeError where a page draws it: a file has to be told its text.
    """
    match value:
        case SafeString():
            raise TypeError(f"{value!r} is drawn for a page: say in file_columns what a file has there.")
        case None:
            return None
        case bool():
            return _("yes") if value else _("no")
        case datetime.datetime():
            return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
        case str() | int() | datetime.date():
            return value
        case _:
            return str(value)


def marks_of(model: type[models.Model], shown: Collection[str]) -> list[str]:
    """Name the columns by which rows are marked and placed: their own, and of the records that they show."""
    found = _marks(model)
    for key in access.relations(model):
        if key.name in shown:
            found += [f"{key.name}__{name}" for name in _marks(key.remote_field.model)]
    return found


def _marks(model: type[models.Model]) -> list[str]:
    return [one.name for one in model._meta.concrete_fields if one.name in ("classification", "country")]


def shown_by(row: models.Model, shown: Collection[str]) -> list[Any]:
    """Give a row and the records that it shows, as far as the reader may read them: no query is made."""
    kept = row._state.fields_cache
    return [row, *(one for name in shown if (one := kept.get(name)) is not None)]
