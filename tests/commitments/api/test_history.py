"""The history of a record, as programs read it: the rows of its page, through the door, newest first."""

from typing import Any, ClassVar

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from commitments import history
from commitments.access import policy
from commitments.audit import log
from commitments.enums import Classification, CommitmentState, Health, Side
from commitments.lifecycle import progress
from commitments.models import AccessLogEntry, Commitment, ProgressUpdate
from tests import make
from tests.cast import NOW, TODAY, Cast, gather
from tests.commitments.api.programs import COMMITMENTS, MEETINGS, program
from tests.commitments.api.test_schema import document, fits


@pytest.mark.both
class HistoryTests(TestCase):
    cast: ClassVar[Cast]
    item: ClassVar[Commitment]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.item = make.commitment(cls.cast, state=CommitmentState.IN_PROGRESS)
        cls.report("The list is missing.")

    @classmethod
    def report(cls, text: str) -> ProgressUpdate:
        said: dict[str, Any] = {"side": Side.OURS, "reported_on": TODAY, "by": cls.cast.officer, "now": NOW}
        return progress.record_update(cls.item, health=Health.AT_RISK, text=text, **said)

    def address(self, item: Commitment | None = None) -> str:
        return f"{COMMITMENTS}{(item or self.item).reference}/history/"

    def told(self, rows: list[dict[str, Any]]) -> list[str]:
        return [one["after"] for row in rows for one in row["changes"]]

    def test_it_is_what_the_page_shows_newest_first(self) -> None:
        body = program(self.cast.officer).get(self.address()).json()
        self.assertEqual(fits(body, document(), "PaginatedHistoryRowList"), [])
        rows = policy.parts_of(self.item, log.list_history(self.item), self.cast.officer)
        shown = history.history_rows(rows, self.cast.officer)
        self.assertGreater(len(shown), 4)
        self.assertEqual(
            [(row["by"], row["summary"], row["reason"], len(row["changes"])) for row in body["results"]],
            [(one.by, f"{one.subject} {one.action}", one.reason, len(one.changes)) for one in shown],
        )
        self.assertIn("The list is missing.", self.told(body["results"][:2]))
        look = AccessLogEntry.objects.get(subject_type="commitments.Commitment", subject_id=self.item.pk)
        self.assertEqual(look.kind, "fetched")

    def test_a_meeting_has_one_and_pages_follow_each_other(self) -> None:
        meeting = self.item.outcome.meeting
        client = program(self.cast.officer)
        whole = client.get(f"{MEETINGS}{meeting.reference}/history/").json()
        self.assertEqual(fits(whole, document(), "PaginatedHistoryRowList"), [])
        self.assertIn("outcome", {row["subject"] for row in whole["results"]})
        page = client.get(f"{MEETINGS}{meeting.reference}/history/", {"page_size": 1}).json()
        found = page["results"]
        while page["next"]:
            page = client.get(page["next"]).json()
            found += page["results"]
        self.assertEqual(found, whole["results"])
        self.assertGreater(len(found), 1)

    def test_hidden_and_absent_answer_alike_and_so_do_parts_marked_higher(self) -> None:
        client = program(self.cast.stranger)
        answers = [client.get(one) for one in (self.address(), f"{COMMITMENTS}XV-2026-9999/history/")]
        self.assertEqual((answers[0].status_code, answers[0].content), (404, answers[1].content))
        with make.unlocked():
            ProgressUpdate.objects.update(classification=Classification.SECRET)
        self.assertNotIn(b"The list is missing.", program(self.cast.officer).get(self.address()).content)
        self.assertIn(b"The list is missing.", program(self.cast.head).get(self.address()).content)

    def test_it_tells_the_edge_without_the_address(self) -> None:
        with make.unlocked():
            log.list_history(self.item).update(source="admin 192.0.2.7")
        answer = program(self.cast.officer).get(self.address())
        self.assertEqual({row["source"] for row in answer.json()["results"]}, {"admin"})
        self.assertNotIn(b"192.0.2.7", answer.content)

    def test_programs_outside_are_given_none(self) -> None:
        answer = program(self.cast.officer, is_external=True).get(self.address())
        self.assertEqual((answer.status_code, answer.json()["code"]), (403, "outside"))

    def test_it_costs_the_same_however_long_it_is(self) -> None:
        client = program(self.cast.officer)
        client.get(self.address())
        with CaptureQueriesContext(connection) as few:
            client.get(self.address())
        for number in range(3):
            self.report(f"Report {number}")
        with self.assertNumQueries(len(few)):
            client.get(self.address())
