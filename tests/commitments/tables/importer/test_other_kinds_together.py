"""Ministries, officials, days and reports taken together leave what each leaves that is taken alone."""

import datetime
from dataclasses import replace
from typing import Any
from unittest import mock

from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.enums import (
    CommitmentState,
    Health,
    ImportSelection,
    ImportState,
    ImportSubject,
    ItemState,
    Nature,
    Side,
)
from commitments.errors import Refused
from commitments.language.phrases import parse_deadline
from commitments.lifecycle import progress
from commitments.models import (
    AuditRow,
    Commitment,
    Deadline,
    Holiday,
    Import,
    ImportRow,
    Ministry,
    MinistryName,
    Official,
    ProgressUpdate,
    User,
)
from commitments.search import index
from commitments.tables.importer import execution, preparing
from tests import make
from tests.cast import NOW
from tests.commitments.tables.importer.case import ImportCase, told_since, without

UPDATES, MINISTRIES = ImportSubject.UPDATES, ImportSubject.MINISTRIES
OFFICIALS, HOLIDAYS = ImportSubject.OFFICIALS, ImportSubject.HOLIDAYS
KINDS: tuple[type[Any], ...] = (Ministry, MinistryName, Official, Holiday, ProgressUpdate)
OWN = {"id", "pk", "ministry_id", "subject_id", "page_id", "name_id", "deadline_id"}


def lists(items: list[Commitment], count: int = 4) -> dict[ImportSubject, list[list[str]]]:
    """Write a list of each kind; of reports several are on one item, and one is older than what was said."""
    numbers = range(count)
    return {
        MINISTRIES: [
            ["Country", "Name", "Short name", "Name in our language"],
            *(["XV", f"Harbour {n}", f"H{n}", f"항만 {n}" if n % 2 else ""] for n in numbers),
        ],
        OFFICIALS: [
            ["Country", "Ministry", "Post", "E-mail"],
            *(["XV", "Valdorian Constabulary" if n % 2 else "", f"Warden {n}", ""] for n in numbers),
        ],
        HOLIDAYS: [
            ["Country", "Day", "Name"],
            *(["XV" if n % 2 else "KR", f"2026-04-{n % 28 + 1:02}", f"Regatta {n}"] for n in numbers),
        ],
        UPDATES: [
            ["Reference", "Reported on", "Health", "Text"],
            *(
                [
                    items[n % len(items)].reference,
                    f"2026-03-0{5 - n % 3}",
                    "on track",
                    f"The wardens met {n}.",
                ]
                for n in numbers
            ),
            [items[0].reference, "2026-03-11", "at risk", "The boat is late."],
        ],
    }


class OtherKindsTests(ImportCase):
    items: list[Commitment]

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        accepted, nature = CommitmentState.ACCEPTED, Nature.ONGOING
        points = [make.outcome(cls.cast, cls.meeting) for _ in range(2)]
        # One with a day, and one that is reviewed by each report on it.
        cls.items = [
            make.commitment(cls.cast, points[0], state=accepted),
            make.commitment(cls.cast, points[1], nature=nature, state=accepted),
        ]

    def brought(self, subject: ImportSubject, count: int = 4) -> Import:
        of = self.judged(lists(self.items, count)[subject], subject)
        self.assertEqual(set(self.verdicts(of)), {"new"}, [self.faults(of, n) for n in range(2, count + 2)])
        return of

    def _left(self, subject: ImportSubject, together: int) -> dict[str, Any]:
        """Take a list so many rows at a time, and back; give what was there and what is told of it."""
        first = AuditRow.objects.latest("pk").pk
        items: list[Any] = list(Commitment.objects.order_by("pk").values())
        stopped = mock.patch.object(preparing.Lease, "moment", lambda lease: lease.now)
        with mock.patch.object(execution, "TOGETHER", together), stopped:
            of = self.taken(self.brought(subject))
            self.assertEqual((of.state, of.done), (ImportState.DONE, of.total))
            rows = {kind.__name__: list(kind.objects.order_by("pk").values()) for kind in KINDS}
            stood = list(Commitment.objects.order_by("pk").values())
            self.assertEqual(index.list_outdated(), [])
            self.assertEqual(self.undone(of).state, ImportState.UNDONE)
        self.assertEqual(index.list_outdated(), [])
        now: list[Any] = list(Commitment.objects.order_by("pk").values())
        for was, became in zip(items, now, strict=True):
            same = {name for name in was if name not in ("version", "deadline_id")}
            self.assertEqual({n: was[n] for n in same}, {n: became[n] for n in same})
        return {
            "rows": {name: [without(OWN, row) for row in some] for name, some in rows.items()},
            "items": [{n: v for n, v in row.items() if n not in ("version", "deadline_id")} for row in stood],
            "told": told_since(first, OWN),
        }

    def test_taken_together_or_each_alone_the_same_is_on_record(self) -> None:
        for subject in (MINISTRIES, OFFICIALS, HOLIDAYS, UPDATES):
            with self.subTest(subject):
                alone, together = self._left(subject, 1), self._left(subject, 500)
                for row in [row for some in together["told"] + alone["told"] for row in some]:
                    for version in ("before", "after"):
                        row[version].pop("version", None)
                self.assertEqual(alone, together)
        self.assertEqual([kind.objects.count() for kind in KINDS[1:2] + KINDS[3:]], [0, 0, 0])

    def test_more_rows_take_no_more_queries(self) -> None:
        points = [make.outcome(self.cast, self.meeting) for _ in range(22)]
        accepted = CommitmentState.ACCEPTED
        self.items = [*self.items, *(make.commitment(self.cast, one, state=accepted) for one in points)]
        for subject in (MINISTRIES, OFFICIALS, HOLIDAYS, UPDATES):
            found = []
            for count in (6, 24):
                # What stands in different versions is written version by version.
                Commitment.objects.update(version=1)
                of = self.brought(subject, count)
                execution.begin_import(of, ImportSelection.VALID, by=of.by, now=NOW)
                with CaptureQueriesContext(connection) as taken:
                    self.work(of)
                execution.undo_import(of, by=of.by, now=NOW)
                with CaptureQueriesContext(connection) as undone:
                    self.work(of)
                self.assertEqual(of.state, ImportState.UNDONE)
                found.append((len(taken), len(undone)))
            self.assertEqual(found[0], found[1], subject)

    def test_of_rows_taken_together_the_refused_one_alone_is_not_taken(self) -> None:
        gone = {OFFICIALS: "ministry", HOLIDAYS: "country", MINISTRIES: "country", UPDATES: "item"}
        for subject, name in gone.items():
            of = self.brought(subject)
            row = self.row(of, 3)
            row.plan[name] = 987654
            row.save()
            of = self.taken(of)
            states = dict(ImportRow.objects.filter(spreadsheet=of).values_list("number", "state"))
            self.assertEqual([n for n, state in states.items() if state != ItemState.DONE], [3], subject)
            self.assertIn("no longer exists", self.row(of, 3).reason)
            self.undone(of)

    def test_what_something_has_come_of_stands_alone(self) -> None:
        of = self.taken(self.brought(MINISTRIES))
        leaned_on = Ministry.objects.latest("pk")
        Official.objects.create(country=leaned_on.country, ministry=leaned_on, post="Keeper")
        states = ImportRow.objects.filter(spreadsheet=self.undone(of)).order_by("number")
        self.assertEqual(
            [row.created_id for row in states if row.state == ItemState.NOT_UNDONE], [leaned_on.pk]
        )
        of = self.taken(self.brought(UPDATES))
        item = Commitment.objects.get(pk=self.items[1].pk)
        later = progress.ReportedProgress(item, Health.ON_TRACK, "", Side.OURS, NOW.date())
        progress.update_many([later], by=self.cast.officer, now=NOW)
        states = ImportRow.objects.filter(spreadsheet=self.undone(of)).order_by("number")
        # The last report of the import on that item stands, and those before it lean on it.
        self.assertEqual([row.number for row in states if row.state == ItemState.NOT_UNDONE], [3, 5])

    def test_many_reports_and_days_are_refused_as_one_is(self) -> None:
        words = [
            progress.ReportedProgress(item, Health.ON_TRACK, "", Side.OURS, NOW.date()) for item in self.items
        ]
        cases: tuple[tuple[User, list[progress.ReportedProgress]], ...] = (
            (self.cast.stranger, words),
            (
                self.cast.officer,
                [words[0], replace(words[1], health=Health.AT_RISK)],
            ),
        )
        for person, some in cases:
            with self.assertRaises(Refused):
                progress.update_many(some, by=person, now=NOW)
        self.assertFalse(ProgressUpdate.objects.exists())

    def test_many_days_declared_together_count_each_deadline_anew_once(self) -> None:
        item = make.commitment(
            self.cast,
            make.outcome(self.cast, self.meeting),
            deadline=parse_deadline("within 10 working days"),
        )
        self.assertIsNotNone(item.last_working_day)
        versions = Deadline.objects.filter(commitment=item).count()
        days = [["KR", str(NOW.date() + datetime.timedelta(days=n)), f"Day {n}"] for n in range(1, 6)]
        self.taken(self.judged([["Country", "Day", "Name"], *days], HOLIDAYS))
        self.assertEqual(Deadline.objects.filter(commitment=item).count(), versions + 1)
