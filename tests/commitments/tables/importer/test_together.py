"""Rows taken together leave what each leaves that is taken alone, and one that is refused costs no other."""

import datetime
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.enums import ImportSelection, ImportState, ItemState, MeetingForm
from commitments.errors import Refused
from commitments.language.phrases.specification import on_day
from commitments.lifecycle import acceptance
from commitments.lifecycle.drafts import Draft, draft_many
from commitments.meetings import outcomes
from commitments.models import (
    AgendaItem,
    AuditRow,
    Commitment,
    Deadline,
    Import,
    ImportRow,
    Outcome,
    Responsibility,
    Seal,
    SearchEntry,
)
from commitments.search import index
from commitments.tables.importer import execution, preparing
from tests import make, sealed
from tests.cast import NOW
from tests.commitments.tables.importer.case import ImportCase, told_since, without

HEADS = ["No", "Commitment", "Kind", "Responsible side", "Lead, our side", "Lead, their side", "Deadline"]
# Each kind of row: sides, parts that are stated or not, dates of every kind, and asks for the agenda ahead.
ROWS = [
    ["1", "“Quotes” & 국가 of case one.", "commitment", "ours", "KNPA; MOFA", "", "by 30 June 2026"],
    [
        "2",
        "Case two goes on.",
        "commitment",
        "theirs",
        "",
        "Valdorian Constabulary",
        "within 10 working days",
    ],
    ["3", "Case three waits for an answer.", "request", "ours", "", "", ""],
    ["4", "Case four is of both.", "commitment", "joint", "KNPA", "Valdorian Constabulary", "annually"],
    ["5", "Case five is nobody's yet.", "commitment", "ours", "", "", ""],
    ["6", "Case six was talked about.", "topic", "ours", "", "", ""],
]
KINDS: tuple[type[Any], ...] = (Outcome, Commitment, Responsibility, Deadline, AgendaItem)
# What two records, or the rows of two databases, do not have in common.
OWN = {"id", "pk", "deadline_id", "outcome_id", "commitment_id", "subject_id", "page_id", "reference"}
Left = dict[str, Any]


@pytest.mark.both
class TogetherTests(ImportCase):
    def setUp(self) -> None:
        ahead = datetime.date(2026, 9, 1)
        make.meeting(self.cast, held_on=ahead, form=MeetingForm.VISIT, held=False, title="Ahead")

    def _left(self, together: int) -> Left:
        """Take the rows so many at a time, and take them back; give what was there and what is told of it."""
        first = AuditRow.objects.latest("pk").pk
        stopped = mock.patch.object(preparing.Lease, "moment", lambda lease: lease.now)
        with mock.patch.object(execution, "TOGETHER", together), stopped:
            of = self.taken(self.judged([HEADS, *ROWS]))
            self.assertEqual((of.state, of.done), (ImportState.DONE, len(ROWS)))
            rows = {kind.__name__: list(kind.objects.order_by("pk").values()) for kind in KINDS}
            references = list(Commitment.objects.order_by("pk").values_list("reference", flat=True))
            words = list(
                SearchEntry.objects.filter(kind="outcome").order_by("key").values_list("terms", flat=True)
            )
            self.assertEqual(index.list_outdated(), [])
            self.assertEqual(self.undone(of).state, ImportState.UNDONE)
        self.assertFalse(Outcome.objects.exists() or AgendaItem.objects.exists() or Deadline.objects.exists())
        self.assertEqual(index.list_outdated(), [])
        self.assertEqual(len(references), len(set(references)))
        return {
            "rows": {name: [without(OWN, row) for row in some] for name, some in rows.items()},
            "numbers": [int(one[-4:]) - int(references[0][-4:]) for one in references],
            "words": words,
            "told": told_since(first, OWN),
        }

    def test_taken_together_or_each_alone_the_same_is_on_record(self) -> None:
        alone, together = self._left(1), self._left(500)
        self.assertEqual(sorted(alone), sorted(together))
        for name, found in alone.items():
            self.assertEqual(found, together[name], name)
        self.assertEqual([len(rows) for rows in alone["rows"].values()], [6, 4, 6, 4, 1])
        sealed.seal_all()
        self.assertEqual(Seal.objects.count(), AuditRow.objects.count())

    def test_what_is_written_together_takes_no_more_queries_for_more_rows(self) -> None:
        found = []
        # The first draws the first reference of the year.
        for count in (1, 6, 60):
            rows = [[str(n), f"Point {count} {n}.", *ROWS[n % 2][2:]] for n in range(count)]
            of = self.judged([HEADS, *rows])
            execution.begin_import(of, ImportSelection.VALID, by=of.by, now=NOW)
            with CaptureQueriesContext(connection) as taken:
                self.work(of)
            execution.undo_import(of, by=of.by, now=NOW)
            with CaptureQueriesContext(connection) as undone:
                self.work(of)
            found.append((len(taken), len(undone)))
        self.assertEqual(found[1], found[2])

    def _broken(self, way: ImportSelection, *numbers: int) -> Import:
        """Take rows of which some name a ministry that is gone."""
        of = self.judged([HEADS, *ROWS])
        for number in numbers:
            row = self.row(of, number)
            row.plan["item"]["parts"] = [["ours", 987654, "lead", None]]
            row.save()
        return self.taken(of, way)

    def test_of_rows_taken_together_the_refused_ones_alone_are_not_taken(self) -> None:
        of = self._broken(ImportSelection.VALID, 3, 6)
        states = dict(ImportRow.objects.filter(spreadsheet=of).values_list("number", "state"))
        self.assertEqual({number for number, state in states.items() if state == ItemState.NOT_DONE}, {3, 6})
        self.assertEqual((Outcome.objects.count(), Commitment.objects.count()), (4, 2))
        self.assertEqual(sorted(Outcome.objects.values_list("number", flat=True)), [1, 2, 3, 4])
        made = AuditRow.objects.filter(subject_type=Outcome._meta.label, action="created")
        self.assertEqual((made.count(), index.list_outdated()), (4, []))

    def test_of_a_whole_import_nothing_stays_where_one_row_is_refused(self) -> None:
        told, words = AuditRow.objects.count(), SearchEntry.objects.count()
        of = self._broken(ImportSelection.ALL_OR_NONE, 5)
        self.assertEqual(of.state, ImportState.STOPPED)
        self.assertIn("Row 5", of.reason)
        self.assertFalse(
            Outcome.objects.exists() or Commitment.objects.exists() or AgendaItem.objects.exists()
        )
        self.assertEqual((AuditRow.objects.count(), SearchEntry.objects.count()), (told, words))

    def test_taken_back_together_what_something_has_come_of_stands_alone(self) -> None:
        of = self.taken(self.judged([HEADS, *ROWS]))
        item = Commitment.objects.order_by("pk")[1]
        acceptance.propose(item, by=self.cast.officer, now=NOW)
        of = self.undone(of)
        states = dict(ImportRow.objects.filter(spreadsheet=of).values_list("number", "state"))
        self.assertEqual([number for number, state in states.items() if state == ItemState.NOT_UNDONE], [3])
        self.assertEqual(list(Commitment.objects.all()), [item])

    def test_many_points_and_drafts_are_refused_as_one_is(self) -> None:
        points = [make.outcome(self.cast, self.meeting) for _ in range(2)]
        drafts = [
            Draft(Commitment(outcome=point, title="A", owed_by="ours"), (), on_day(make.DUE_ON, ""))
            for point in points
        ]
        with self.assertRaises(Refused):
            draft_many(drafts, by=self.cast.stranger, now=NOW)
        self.assertFalse(Commitment.objects.exists())
        with self.assertRaises(Refused):
            outcomes.remove_outcomes(points, by=self.cast.stranger, now=NOW)
        make.commitment(self.cast, points[1])
        with self.assertRaises(Refused) as refused:
            outcomes.remove_outcomes(points, by=self.cast.officer, now=NOW)
        self.assertEqual((refused.exception.code, Outcome.objects.count()), ("has_commitments", 2))
