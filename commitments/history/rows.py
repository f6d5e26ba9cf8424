"""Audit rows as a person reads them."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from commitments import access, accounts, audit, deadlines
from commitments.history.words import FACTOR_NAMES, FACTORS, LABELS, RECALLED, STEPS, said
from commitments.models import AccountChange, AuditRow, Deadline, User

Names = dict[tuple[type[models.Model], Any], str]
# What a proposal about an account holds as two lots of columns.
PROPOSED = frozenset({"values", "before"})
# Columns that only repeat when and by whom, or what the deadline's wording, kind and dates say already.
SAID_ALREADY = frozenset({"recorded_at", "recorded_by_id", "specification", "decided_at", "terms"})


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one change."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One change: when, who, what happened to what, field by field, and why."""

    at: datetime.datetime
    by: str
    action: str
    subject: str
    changes: list[Change]
    reason: str


def history_rows(rows: Iterable[AuditRow], person: access.Person) -> list[HistoryRow]:
    """Turn audit rows into what the page prints; other records are named only where they may be read."""
    rows = list(rows)
    names = _names(rows, person)
    return [_row(row, _changes(row, names)) for row in rows]


def level_of(rows: Iterable[AuditRow], person: access.Person) -> int:
    """Give the highest marking of what rows tell of: the record then and later, and what they name."""
    rows = list(rows)
    told = [values.get("classification") or 0 for row in rows for values in (row.before, row.after)]
    named = [getattr(one, "classification", 0) for one in _named(rows, person)]
    return max([*told, *named], default=0)


def happened(rows: Iterable[AuditRow]) -> list[HistoryRow]:
    """Turn audit rows into what happened, without the fields: no record is read to be named."""
    return [_row(row, []) for row in rows]


def _field(model: type[models.Model], name: str) -> Any:
    """Find a column by its attribute name; None where it no longer exists."""
    return next((field for field in model._meta.concrete_fields if field.attname == name), None)


def _names(rows: list[AuditRow], person: access.Person) -> Names:
    return {(type(found), found.pk): str(found) for found in _named(rows, person)}


def _named(rows: list[AuditRow], person: access.Person) -> list[models.Model]:
    """Read all records the rows point to, as far as the person may: one query for each kind."""
    wanted: dict[type[models.Model], set[Any]] = {}
    for row in rows:
        for name, field, *told in _columns(row):
            if isinstance(field, models.ForeignKey) and field.related_model in access.RULES:
                wanted.setdefault(field.related_model, set()).update(told)
            elif name == STEPS:
                officers = {officer for steps in told for officer, _part in steps or ()}
                wanted.setdefault(User, set()).update(officers)
    return [
        found
        for model, keys in wanted.items()
        for found in access.rows(model, person).filter(pk__in=keys - {None})
    ]


def _columns(row: AuditRow) -> Iterator[tuple[str, Any, Any, Any]]:
    """Give each column of a row, with its field, before and after; of a proposal, those of the account."""
    model = apps.get_model(row.subject_type)
    for name, after in row.after.items():
        if name == audit.FILED:
            continue
        before = row.before.get(name)
        if model is AccountChange and name in PROPOSED:
            stood = row.after.get("before") or {}
            for column, wanted in (after or {}).items() if name == "values" else ():
                yield column, _field(User, column), stood.get(column), wanted
        else:
            yield name, _field(model, name), before, after


def _changes(row: AuditRow, names: Names) -> list[Change]:
    changes = []
    for name, field, before, after in _columns(row) if row.action != "removed" else ():
        says_nothing = after in (None, "") or (after is False and before is None)
        if name not in SAID_ALREADY and not (says_nothing and before in (None, "")):
            label = capfirst(str(getattr(field, "verbose_name", LABELS.get(name, name))))
            changes.append(
                Change(label, _plain(name, field, before, names), _plain(name, field, after, names))
            )
    return changes


def _row(row: AuditRow, changes: list[Change]) -> HistoryRow:
    return HistoryRow(
        at=row.at,
        by=str(row.by or _("the tracker")),
        action=str(said(row)),
        subject=str(apps.get_model(row.subject_type)._meta.verbose_name),
        changes=changes,
        reason=in_words(row.reason) or _cause(row),
    )


def _json(value: Any) -> str:
    """Put stored remarks into words, and name calendars such as KR 2026; anything else is told elsewhere."""
    steps = value if isinstance(value, list) else [value]
    if all(isinstance(step, dict) and "code" in step for step in steps):
        return deadlines.explain([deadlines.Remark.from_json(step) for step in steps])
    return ", ".join(" ".join(map(str, step)) for step in steps if isinstance(step, list))


def in_words(text: str) -> str:
    """Put into the reader's language what the tracker itself wrote as a reason."""
    return str(_("set up alone")) if text == accounts.ALONE else text


def _cause(row: AuditRow) -> str:
    """Say what moved a deadline by itself."""
    cause = row.after.get("cause") if row.subject_type == Deadline._meta.label else None
    return str(deadlines.Remark.from_json(cause)) if cause else ""


def _calendars(used: Iterable[Iterable[Any]]) -> str:
    return ", ".join(" ".join(str(part) for part in pair) for pair in used)


def _steps(steps: Iterable[Any], names: Names) -> str:
    """Say who signs which part of a packet, in order; a part that is not named is all of it."""
    said = []
    for number, (officer, part) in enumerate(steps, start=1):
        name = names.get((User, officer), str(access.RESTRICTED))
        said.append(f"{number}. {name} ({part})" if part else f"{number}. {name}")
    return "; ".join(said)


def _plain(name: str, field: Any, value: Any, names: Names) -> str:
    """Write a stored value as a reader would."""
    if value in (None, ""):
        return ""
    if name == STEPS:
        return _steps(value, names)
    if name == RECALLED and isinstance(value, list):
        return ", ".join(map(str, value)) or str(_("none was out"))
    if name == FACTORS:
        return ", ".join(str(FACTOR_NAMES[one]) for one in value.split())
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(field, models.ForeignKey):
        return names.get((field.related_model, value), str(access.RESTRICTED))
    choices = dict(getattr(field, "flatchoices", None) or ())
    if choices:
        return str(choices.get(value, value))
    if isinstance(field, models.DateTimeField):
        moment = timezone.localtime(datetime.datetime.fromisoformat(value))
        return date_format(moment, "DATETIME_FORMAT")
    if isinstance(field, models.DateField):
        return date_format(datetime.date.fromisoformat(value))
    if isinstance(field, models.JSONField) and field.name == "calendars":
        return _calendars(value)
    if isinstance(field, models.JSONField):
        return _json(value)
    return in_words(str(value))
