"""Two people who import at the same moment: on PostgreSQL, with connections of their own."""

import datetime
import threading
from typing import Any
from unittest import mock

from django.db import connection
from django.test import TransactionTestCase

from commitments.enums import CommitmentState, ImportSelection, ImportState, ImportSubject, ItemState
from commitments.models import (
    Commitment,
    Holiday,
    Import,
    ImportRow,
    Ministry,
    Official,
    Outcome,
    ProgressUpdate,
    User,
)
from commitments.tables.importer import execution, runs
from tests import make
from tests.cast import NOW, gather
from tests.commitments.tables.importer.case import as_csv

Table = list[list[str]]
COMMITMENTS, UPDATES = ImportSubject.COMMITMENTS, ImportSubject.UPDATES
MINISTRIES, OFFICIALS = ImportSubject.MINISTRIES, ImportSubject.OFFICIALS
HOLIDAYS = ImportSubject.HOLIDAYS
RECORDS: dict[ImportSubject, type[Any]] = {
    COMMITMENTS: Outcome,
    UPDATES: ProgressUpdate,
    MINISTRIES: Ministry,
    OFFICIALS: Official,
    HOLIDAYS: Holiday,
}


class RaceTests(TransactionTestCase):
    def setUp(self) -> None:
        self.cast = gather()
        self.meeting = make.meeting(self.cast)
        # Several transactions an import, so that the two are interleaved.
        turn = mock.patch.object(execution, "TOGETHER", 4)
        turn.start()
        self.addCleanup(turn.stop)

    def tables(self, count: int = 12) -> dict[ImportSubject, Table]:
        """Write a list of each kind."""
        points = [make.outcome(self.cast, self.meeting, clause=f"Item {n}.") for n in range(count)]
        items = [make.commitment(self.cast, point, state=CommitmentState.ACCEPTED) for point in points]
        numbers = range(count)
        return {
            COMMITMENTS: [["Commitment", "Responsible side"], *([f"Point {n}.", "ours"] for n in numbers)],
            UPDATES: [
                ["Reference", "Reported on", "Health", "Text"],
                *([item.reference, "2026-03-02", "on track", "They met."] for item in items),
            ],
            MINISTRIES: [["Country", "Name"], *(["XV", f"Harbour {n}"] for n in numbers)],
            OFFICIALS: [["Country", "Post"], *(["XV", f"Warden {n}"] for n in numbers)],
            HOLIDAYS: [
                ["Country", "Day", "Name"],
                *(["XV", f"2026-04-{n + 1:02}", "Regatta"] for n in numbers),
            ],
        }

    def judged(self, rows: Table, subject: ImportSubject, by: User, verdict: str = "new") -> Import:
        meeting = self.meeting if subject == COMMITMENTS else None
        of = runs.create_import(subject, "list.csv", as_csv(rows), meeting=meeting, by=by, now=NOW)
        runs.run_import(of.pk, now=NOW)
        of.refresh_from_db()
        runs.map_columns(of, of.columns, of.fixed, by=by)
        runs.run_import(of.pk, now=NOW)
        of.refresh_from_db()
        self.assertEqual((of.state, set(of.counts)), (ImportState.CHECKED, {verdict}), of.reason)
        return of

    def at_once(self, *imported: Import) -> None:
        """Carry out imports at the same moment, each by a worker of its own; an error of one is raised."""
        start, raised = threading.Barrier(len(imported)), list[BaseException]()

        def carry_out(of: Import) -> None:
            try:
                start.wait(10)
                while runs.run_import(of.pk, now=NOW):
                    pass
            except BaseException as error:
                raised.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=carry_out, args=(of,)) for of in imported]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        self.assertFalse(raised)
        for of in imported:
            of.refresh_from_db()

    def taken(self, *imported: Import, way: ImportSelection = ImportSelection.VALID) -> None:
        for of in imported:
            execution.begin_import(of, way, by=of.by, now=NOW)
        self.at_once(*imported)

    def states(self, of: Import) -> list[str]:
        return list(
            ImportRow.objects.filter(spreadsheet=of).order_by("number").values_list("state", flat=True)
        )

    def test_of_one_file_and_of_rows_that_two_files_share_each_is_recorded_once(self) -> None:
        for subject, (heads, *rows) in self.tables().items():
            with self.subTest(subject):
                before = RECORDS[subject].objects.count()
                # The second brings half of the same rows, the last first, and some of its own.
                shared = [heads, *reversed(rows[:8])]
                first = self.judged([heads, *rows[:10]], subject, self.cast.officer)
                second = self.judged([*shared, *rows[10:]], subject, self.cast.head)
                self.taken(first, second)
                self.assertEqual((first.state, second.state), (ImportState.DONE, ImportState.DONE))
                self.assertEqual(RECORDS[subject].objects.count() - before, len(rows))
                states = self.states(first) + self.states(second)
                self.assertEqual(states.count(ItemState.DONE), len(rows))
                self.assertEqual(states.count(ItemState.NOT_DONE), 8)
                whys = set(
                    ImportRow.objects.filter(
                        state=ItemState.NOT_DONE, spreadsheet__in=[first, second]
                    ).values_list("reason")
                )
                self.assertEqual(whys, {(str(execution.RECORDED),)})

    def test_of_two_that_are_taken_whole_one_is_taken_and_the_other_leaves_nothing(self) -> None:
        rows = self.tables()[COMMITMENTS]
        first = self.judged(rows[:9], COMMITMENTS, self.cast.officer)
        second = self.judged([rows[0], *reversed(rows[5:])], COMMITMENTS, self.cast.head)
        standing = Outcome.objects.count()
        self.taken(first, second, way=ImportSelection.ALL_OR_NONE)
        self.assertEqual(
            {first.state, second.state} & {ImportState.UNDONE, ImportState.STOPPED},
            {first.state, second.state} - {ImportState.DONE},
        )
        whole = [of for of in (first, second) if of.state == ImportState.DONE]
        self.assertLessEqual(len(whole), 1)
        self.assertEqual(Outcome.objects.count() - standing, sum(of.total for of in whole))

    def test_one_is_undone_while_the_other_is_taken(self) -> None:
        tables = self.tables()
        first = self.judged(tables[MINISTRIES], MINISTRIES, self.cast.officer)
        self.taken(first)
        heads, leaning = (
            ["Country", "Ministry", "Post"],
            [["XV", f"Harbour {n}", "Keeper"] for n in range(12)],
        )
        second = self.judged([heads, *leaning], OFFICIALS, self.cast.head)
        execution.undo_import(first, by=first.by, now=NOW)
        execution.begin_import(second, ImportSelection.VALID, by=second.by, now=NOW)
        self.at_once(first, second)
        self.assertEqual((first.state, second.state), (ImportState.UNDONE, ImportState.DONE))
        stands = self.states(first).count(ItemState.NOT_UNDONE)
        kept = Official.objects.filter(post="Keeper")
        self.assertEqual(Ministry.objects.filter(name__startswith="Harbour").count(), stands)
        self.assertEqual((kept.count(), kept.filter(ministry=None).count()), (stands, 0))
        self.assertEqual(self.states(second).count(ItemState.NOT_DONE), 12 - stands)

    def test_reports_are_undone_while_others_come_on_the_same_items(self) -> None:
        heads, *rows = self.tables()[UPDATES]
        first = self.judged([heads, *rows], UPDATES, self.cast.officer)
        self.taken(first)
        later = [
            [reference, "2026-03-04", "at risk", "The boat is late."] for reference, *_rest in reversed(rows)
        ]
        second = self.judged([heads, *later], UPDATES, self.cast.head)
        execution.undo_import(first, by=first.by, now=NOW)
        execution.begin_import(second, ImportSelection.VALID, by=second.by, now=NOW)
        self.at_once(first, second)
        self.assertEqual(self.states(second), [ItemState.DONE] * 12)
        self.assertEqual(ProgressUpdate.objects.filter(health="at_risk").count(), 12)
        stands = self.states(first).count(ItemState.NOT_UNDONE)
        self.assertEqual(ProgressUpdate.objects.filter(health="on_track").count(), stands)
        healths = set(Commitment.objects.values_list("health", "health_on"))
        self.assertEqual(healths, {("at_risk", datetime.date(2026, 3, 4))})

    def test_what_another_changed_meanwhile_is_not_written_over_unseen(self) -> None:
        self.taken(self.judged(self.tables()[MINISTRIES], MINISTRIES, self.cast.officer))
        both = [
            self.judged(
                [["Country", "Name", "Short name"], ["XV", "Harbour 1", short]], MINISTRIES, by, "changed"
            )
            for short, by in (("H1", self.cast.officer), ("HARB", self.cast.head))
        ]
        self.taken(*both)
        self.assertEqual(sorted(self.states(of)[0] for of in both), [ItemState.DONE, ItemState.NOT_DONE])
        refused = next(of for of in both if self.states(of) == [ItemState.NOT_DONE])
        self.assertIn("has changed this record", ImportRow.objects.get(spreadsheet=refused).reason)
