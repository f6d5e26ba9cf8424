"""Tables made for tests, and imports of them taken through all their steps."""

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar

from django.test import TestCase

from commitments.enums import ImportSelection, ImportState, ImportSubject
from commitments.models import AuditRow, Import, ImportRow, Meeting, User
from commitments.tables.importer import execution, runs
from tests import make
from tests.cast import NOW, Cast, gather

Rows = Sequence[Sequence[str]]


def as_csv(rows: Rows) -> bytes:
    """Give rows as a file of values separated by commas."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def without(own: Collection[str], values: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what two records, or the rows of two databases, do not have in common."""
    return {name: value for name, value in values.items() if name not in own}


def told_since(first: int, own: Collection[str]) -> list[list[dict[str, Any]]]:
    """Give what the history tells after a row of it, record by record, without what is each one's own."""
    told: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for row in AuditRow.objects.filter(pk__gt=first).order_by("pk").values():
        changed = {name: without(own, row[name]) for name in ("before", "after")}
        told.setdefault((row["subject_type"], row["subject_id"]), []).append(without(own, row) | changed)
    return [some for _key, some in sorted(told.items())]


class ImportCase(TestCase):
    """A meeting that was held, and imports of the officer."""

    cast: ClassVar[Cast]
    meeting: Meeting

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.meeting = make.meeting(cls.cast)

    def judged(
        self,
        rows: Rows | bytes,
        subject: ImportSubject = ImportSubject.COMMITMENTS,
        *,
        name: str = "list.csv",
        columns: Mapping[str, int] | None = None,
        fixed: Mapping[str, str] | None = None,
        sender: str = "",
        meeting: Meeting | None = None,
        by: User | None = None,
    ) -> Import:
        """Bring a table, take the columns as guessed or given, and judge its rows."""
        person = by or self.cast.officer
        content = rows if isinstance(rows, bytes) else as_csv(rows)
        at = self.meeting if subject == ImportSubject.COMMITMENTS and meeting is None else meeting
        of = runs.create_import(subject, name, content, meeting=at, sender=sender, by=person, now=NOW)
        self.work(of)
        self.assertEqual(of.state, ImportState.COLUMNS, of.reason)
        given = of.columns if columns is None else columns
        runs.map_columns(of, given, {**of.fixed, **(fixed or {})}, by=person)
        return self.work(of)

    def work(self, of: Import) -> Import:
        """Let a worker do what is next."""
        runs.run_import(of.pk, now=NOW)
        of.refresh_from_db()
        return of

    def taken(self, of: Import, way: ImportSelection = ImportSelection.VALID) -> Import:
        """Decide, and let the rows be taken."""
        execution.begin_import(of, way, by=of.by, now=NOW)
        return self.work(of)

    def undone(self, of: Import) -> Import:
        """Take an import back."""
        execution.undo_import(of, by=of.by, now=NOW)
        return self.work(of)

    def row(self, of: Import, number: int) -> ImportRow:
        return ImportRow.objects.get(spreadsheet=of, number=number)

    def verdicts(self, of: Import) -> list[str]:
        return list(
            ImportRow.objects.filter(spreadsheet=of).order_by("number").values_list("status", flat=True)
        )

    def faults(self, of: Import, number: int) -> dict[str, str]:
        """Give what a row is faulted for, by field."""
        return {fault["field"]: fault["says"] for fault in self.row(of, number).problems}
