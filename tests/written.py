"""What a step writes, as the history tells it: one line a row, held against a file of what it should be."""

import datetime
import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import F, Model
from django.test import SimpleTestCase, TestCase

from commitments.errors import Refused
from commitments.models import AuditRow, User
from tests.cast import NOW

# The day after everything was arranged.
LATER = NOW + datetime.timedelta(days=1, minutes=30)
NAMES = ("username", "reference", "short_name", "name", "post", "title", "number", "text")
# What a row of a deadline or a translated text says that its own tests look at.
LEFT_OUT = frozenset(
    {"specification", "explanation", "recorded_at", "recorded_by_id", "id", "version"}
    | {"text_language", "translation_language", "discussion_translation", "text_translation"}
    | {"next_step_translation"}
)
Step = Callable[..., Any]
# Another one has written since.
NEWER: Mapping[str, Any] = {"version": F("version") + 1}


def rows_since(key: int) -> list[str]:
    """Put the rows of history after one into lines, in their order; keys become names."""
    return [_line(row) for row in AuditRow.objects.filter(pk__gt=key).order_by("pk").select_related("by")]


def last_row() -> int:
    """Return the key of the last row of history."""
    return AuditRow.objects.order_by("pk").values_list("pk", flat=True).last() or 0


def _line(row: AuditRow) -> str:
    model = apps.get_model(row.subject_type)
    by = row.by.username if row.by else "nobody"
    told = [f"{row.at:%Y-%m-%dT%H:%M}", by, f"{row.action}:", model.__name__]
    columns = row.after or {f"was {name}": value for name, value in row.before.items()}
    told += [
        f"{name}={_named(model, name.removeprefix('was '), value)}"
        for name, value in sorted(columns.items())
        if name.removeprefix("was ") not in LEFT_OUT and (value or row.before)
    ]
    return " ".join([*told, *([f"({row.reason})"] if row.reason else [])])


def _named(model: type[Model], name: str, value: Any) -> str:
    """Name what a column points to, for its key is another one in each database."""
    related: Any = next(field for field in model._meta.concrete_fields if field.attname == name).related_model
    if related is None or value is None:
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    found = related._base_manager.filter(pk=value).first()
    return str(next((getattr(found, one) for one in NAMES if getattr(found, one, "")), "gone"))


@cache
def wanted(file: Path) -> Mapping[str, list[str]]:
    """Read what each step should write: a line "== step", and below it its rows."""
    found: dict[str, list[str]] = {}
    for line in file.read_text().splitlines():
        if line.startswith("== "):
            found[line.removeprefix("== ")] = rows = []
        elif line:
            rows.append(line)
    return found


class FileCase(SimpleTestCase):
    """Tests that hold lines against a file beside them."""

    FILE: Path

    def hold_against_file(self, step: str, rows: Sequence[str]) -> None:
        """Assert that these rows are those that stand in the file."""
        self.assertEqual("\n".join(rows), "\n".join(wanted(self.FILE)[step]), step)


class WrittenCase(FileCase, TestCase):
    """Tests that try a step on what changed beneath it, and then as it should be."""

    def writes(
        self, step: str, record: Any, do: Step, *, by: User, beneath: Sequence[Mapping[str, Any]] = ()
    ) -> Any:
        """Assert what a step writes, and that it writes nothing where the record is not as it was seen.

        `beneath` gives columns that somebody who was quicker has written meanwhile, each time others.
        """
        for columns in beneath:
            with self.subTest(step, beneath=columns), transaction.atomic():
                self._refuses(record, columns, do, by)
                transaction.set_rollback(True)
        before = last_row()
        made = do(record, by=by, now=LATER)
        self.hold_against_file(step, rows_since(before))
        return made

    def _refuses(self, record: Model, columns: Mapping[str, Any], do: Step, by: User) -> None:
        rows = type(record)._base_manager.filter(pk=record.pk)
        seen, before = rows.get(), last_row()
        rows.update(**columns)
        with self.assertRaises(Refused):
            do(seen, by=by, now=LATER)
        self.assertEqual(rows_since(before), [])
