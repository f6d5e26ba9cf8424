"""Audit rows as a person reads them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from commitments.models import AuditRow

ACTIONS: dict[str, Promise] = {
    "created": _("recorded"),
    "changed": _("changed"),
    "removed": _("removed"),
    "raised": _("marking raised"),
    "answered": _("answer recorded"),
    "health": _("health reported"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one change."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One change: when, who, what happened to what, field by field, and why."""

    at: datetime
    by: str
    action: str
    subject: str
    changes: list[Change]
    reason: str


def history_rows(rows: Iterable[AuditRow]) -> list[HistoryRow]:
    """Turn audit rows into what the history page prints."""
    return [_row(row) for row in rows]


def _row(row: AuditRow) -> HistoryRow:
    model = apps.get_model(row.subject_type)
    changes = []
    if row.action != "removed":
        for name, after in row.after.items():
            before = row.before.get(name)
            if after not in (None, "") or before not in (None, ""):
                changes.append(_change(model, name, before, after))
    return HistoryRow(
        at=row.at,
        by=str(row.by or _("the tracker")),
        action=str(ACTIONS.get(row.action, row.action.replace("_", " "))),
        subject=str(model._meta.verbose_name),
        changes=changes,
        reason=row.reason,
    )


def _change(model: type[models.Model], name: str, before: Any, after: Any) -> Change:
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        field = next((f for f in model._meta.concrete_fields if f.attname == name), None)
    label = capfirst(str(getattr(field, "verbose_name", name)))
    return Change(label, _plain(field, before), _plain(field, after))


def _plain(field: Any, value: Any) -> str:
    """Write a stored value; keys of other records stay numbers, for their names may be hidden."""
    if value in (None, ""):
        return ""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    choices = dict(getattr(field, "flatchoices", None) or ())
    if choices:
        return str(choices.get(value, value))
    if isinstance(field, models.ForeignKey):
        return f"#{value}"
    return str(value)
