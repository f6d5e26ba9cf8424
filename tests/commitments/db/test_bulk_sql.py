"""Rows written by one statement hold what Django writes, and the set form what the single form does."""

import copy
import datetime
from collections.abc import Sequence
from typing import Any, ClassVar

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Model, ProtectedError
from django.test import TestCase
from django.utils.translation import gettext_lazy

from commitments.audit import log
from commitments.db import bulk_sql
from commitments.enums import Classification, OutcomeKind, ReminderKind, Strength
from commitments.errors import Refused
from commitments.models import (
    AuditRow,
    Commitment,
    Deadline,
    Holiday,
    Meeting,
    Outcome,
    Reminder,
    Seal,
    SearchEntry,
)
from commitments.records import edits
from commitments.search import index
from tests import make, sealed
from tests.cast import NOW, Cast, gather

ODD = "Quotes ' \" and \\ {braces}, a tab\t, 국가, ប្រទេស, %s $1 😀\nand a line"


def history(record: Model) -> list[dict[str, Any]]:
    """Give the rows of history about a record, without what two records cannot have in common."""
    label = record._meta.label
    rows = AuditRow.objects.filter(subject_type=label, subject_id=record.pk).order_by("pk").values()
    return [
        {**row, "id": 0, "subject_id": 0, "before": alike(row["before"]), "after": alike(row["after"])}
        for row in rows
    ]


def alike(state: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in state.items() if name not in {"number"}}


@pytest.mark.both
class InsertTests(TestCase):
    cast: ClassVar[Cast]
    item: ClassVar[Commitment]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.item = make.commitment(cls.cast)

    def test_values_become_rows_as_objects_do_and_what_is_there_stays(self) -> None:
        assert self.item.deadline is not None
        values = {
            "commitment_id": self.item.pk,
            "deadline_id": self.item.deadline.pk,
            "kind": ReminderKind.AHEAD,
            "offset": -5,
            "start_date": datetime.date(2026, 6, 30),
            "recipient_id": self.cast.officer.pk,
            "planned_at": NOW,
        }
        other = values | {"kind": ReminderKind.DUE, "recipient_id": None, "postponed_reason": ODD}
        Reminder(**other).save()
        expected = list(Reminder.objects.values())
        Reminder.objects.all().delete()
        bulk_sql.insert_missing(Reminder, [other])
        self.assertEqual([{**row, "id": 0} for row in Reminder.objects.values()], [{**expected[0], "id": 0}])
        bulk_sql.insert_missing(Reminder, [values, other | {"postponed_reason": "again"}, values])
        rows = Reminder.objects.order_by("kind").values_list("kind", "postponed_reason", "planned_at")
        self.assertEqual(list(rows), [(ReminderKind.AHEAD, "", NOW), (ReminderKind.DUE, ODD, NOW)])

    def _deadlines(self, number: int) -> list[Deadline]:
        """Make versions that have something, and nothing, in columns of each kind."""
        full: dict[str, Any] = {
            "wording": ODD,
            "specification": {"said": ODD, "nested": [1, None, True, {"a": 0.5}]},
            "calendars": [["KR", 2026]],
            "needs_officer": {"code": "x"},
            "due_on": datetime.date(2026, 6, 30),
            "recorded_by": self.cast.officer,
            "note": gettext_lazy("Save"),
        }
        empty: dict[str, Any] = {"needs_officer": None, "review_on": datetime.date(2026, 9, 1)}
        return [
            Deadline(commitment=self.item, number=number + n, recorded_at=NOW, **row)
            for n, row in enumerate((full, empty))
        ]

    def test_every_column_is_what_django_writes(self) -> None:
        for start, moment in ((10, NOW), (20, NOW.replace(microsecond=120))):
            ours, theirs = self._deadlines(start), self._deadlines(start + 5)
            for row in (*ours, *theirs):
                row.recorded_at = moment
            bulk_sql.insert_rows(ours)
            Deadline.objects.bulk_create(theirs)
            for one, other in zip(ours, theirs, strict=True):
                self.assertFalse(one._state.adding)
                got, wanted = Deadline.objects.get(pk=one.pk), Deadline.objects.get(pk=other.pk)
                self.assertEqual(log.state_of(got) | {"number": 0}, log.state_of(wanted) | {"number": 0})
                self.assertEqual(self._raw(one) | {"number": 0}, self._raw(other) | {"number": 0})

    def _raw(self, row: Deadline) -> dict[str, Any]:
        """Give the columns as they stand in the database."""
        fields = [field for field in Deadline._meta.concrete_fields if not field.primary_key]
        with connection.cursor() as cursor:
            listed = ", ".join(f'"{field.column}"' for field in fields)
            cursor.execute(f"SELECT {listed} FROM {Deadline._meta.db_table} WHERE id = %s", [row.pk])
            return dict(zip((field.attname for field in fields), cursor.fetchone(), strict=True))

    def test_more_rows_than_one_statement_takes_keep_their_order(self) -> None:
        days = [
            datetime.date(2026, 1, 1) + datetime.timedelta(days=n) for n in range(bulk_sql.ROWS_AT_ONCE + 3)
        ]
        rows = [
            Holiday(country=self.cast.korea, day=day, name=str(day), is_non_working=False) for day in days
        ]
        bulk_sql.insert_rows(rows)
        self.assertEqual([row.pk for row in rows], sorted(row.pk for row in rows))
        kept = {row.pk: (row.day, row.name) for row in Holiday.objects.all()}
        self.assertEqual([kept[row.pk] for row in rows], [(day, str(day)) for day in days])

    def test_a_row_that_brings_its_key_keeps_it_and_what_is_no_value_is_refused(self) -> None:
        row = Holiday(pk=4321, country=self.cast.korea, day=NOW.date(), name="x")
        bulk_sql.insert_rows([row])
        self.assertEqual(Holiday.objects.get(name="x").pk, 4321)
        with self.assertRaises(TypeError):
            bulk_sql.insert_rows([Holiday(country=self.cast.korea, day=NOW.date(), name=F("day"))])

    def test_what_is_too_long_or_breaks_a_rule_is_refused_and_nothing_stays(self) -> None:
        days = [Holiday(country=self.cast.korea, day=NOW.date(), name=name) for name in ("a", "b")]
        with self.assertRaises(IntegrityError), transaction.atomic():
            bulk_sql.insert_rows(days)
        self.assertFalse(Holiday.objects.exists())


@pytest.mark.both
class ManyTests(TestCase):
    """What is done to many is what is done to each, and leaves the same rows, history, words and seals."""

    cast: ClassVar[Cast]
    meeting: ClassVar[Meeting]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.meeting = make.meeting(cls.cast)

    def _points(self, first: int, level: Classification = Classification.RESTRICTED) -> list[Outcome]:
        return [
            Outcome(
                spoken_by="joint",
                meeting=self.meeting,
                number=first + n,
                clause=ODD,
                kind=OutcomeKind.COMMITMENT,
                classification=level,
            )
            for n in range(3)
        ]

    def _words(self, rows: Sequence[Model]) -> list[str]:
        found = SearchEntry.objects.filter(kind="outcome", key__in=[row.pk for row in rows])
        return list(found.order_by("key").values_list("terms", flat=True))

    def test_many_are_created_changed_and_removed_as_each(self) -> None:
        by, many, each = self.cast.officer, self._points(1), self._points(11)
        values = {"clause": "Other words.", "strength": Strength.AGREED}
        edits.create_many(many, by=by, now=NOW, reason="typed")
        for point in each:
            edits.create_record(point, by=by, now=NOW, reason="typed")
        self.assertEqual(self._words(many), self._words(each))
        edits.change_many(many, values, by=by, now=NOW, action="mended", reason="why")
        for point in each:
            edits.change_record(point, values, by=by, now=NOW, action="mended", reason="why")
        self.assertEqual(self._words(many), self._words(each))
        self.assertEqual({point.version for point in many}, {2})
        for one, other in zip(many, each, strict=True):
            self.assertEqual(alike(log.state_of(one)), alike(log.state_of(other)))
            self.assertEqual(alike(log.state_of(one)), alike(log.state_of(Outcome.objects.get(pk=one.pk))))
        kept = [copy.copy(point) for point in (*many, *each)]
        edits.remove_many(many, by=by, now=NOW, reason="away")
        for point in each:
            edits.remove_record(point, by=by, now=NOW, reason="away")
        for one, other in zip(kept[:3], kept[3:], strict=True):
            self.assertEqual(history(one), history(other))
            self.assertEqual([row["action"] for row in history(one)], ["created", "mended", "removed"])
        self.assertEqual(self._words(kept), [])
        self.assertEqual(index.list_outdated(), [])
        sealed.seal_all()
        self.assertEqual(Seal.objects.count(), AuditRow.objects.count())

    def test_what_holds_many_is_raised_once_to_the_highest(self) -> None:
        points = [*self._points(1), *self._points(11, Classification.CONFIDENTIAL)]
        edits.create_many(points, by=self.cast.head, now=NOW)
        self.meeting.refresh_from_db()
        self.assertEqual(self.meeting.classification, Classification.CONFIDENTIAL)
        raised = [row for row in history(self.meeting) if row["action"] == "raised"]
        self.assertEqual([row["after"] for row in raised], [{"classification": Classification.CONFIDENTIAL}])

    def test_nothing_of_many_is_written_where_one_is_refused(self) -> None:
        with self.assertRaises(Refused):
            edits.create_many(
                [*self._points(1), *self._points(11, Classification.SECRET)], by=self.cast.officer, now=NOW
            )
        self.assertFalse(Outcome.objects.exists())
        points = self._points(1)
        edits.create_many(points, by=self.cast.officer, now=NOW)
        stale = [Outcome.objects.get(pk=point.pk) for point in points]
        edits.change_record(points[1], {"clause": "Mine."}, by=self.cast.officer, now=NOW)
        rows = AuditRow.objects.count()
        with self.assertRaises(Refused) as refused:
            edits.change_many(stale, {"clause": "Theirs."}, by=self.cast.officer, now=NOW)
        self.assertEqual((refused.exception.code, AuditRow.objects.count()), ("changed", rows))
        make.commitment(self.cast, points[2])
        rows = AuditRow.objects.count()
        with self.assertRaises(ProtectedError):
            edits.remove_many(points, by=self.cast.officer, now=NOW)
        self.assertEqual((Outcome.objects.count(), AuditRow.objects.count()), (3, rows))
        self.assertEqual(index.list_outdated(), [])
