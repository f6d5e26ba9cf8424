"""Requests: read by who reads their record, decided by another, taken back by who asked."""

import json
from typing import Any, ClassVar

from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext

from commitments.enums import (
    ApprovalKind,
    Classification,
    CommitmentState,
    ImportSelection,
    ImportSubject,
    Scope,
)
from commitments.lifecycle import approvals
from commitments.meetings import meetings
from commitments.models import Approval, Commitment
from commitments.tables.importer import runs, supplements
from tests import make
from tests.cast import NOW, Cast, gather
from tests.commitments.api.programs import COMMITMENTS, program
from tests.commitments.api.writing.steps import MOVED, send

REQUESTS = "/api/v1/requests/"
S = CommitmentState


class RequestTests(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def setUp(self) -> None:
        self.item = make.commitment(self.cast, state=S.IN_PROGRESS)
        self.head = program(self.cast.head, Scope.RECORD)
        self.focal = program(self.cast.focal_point, Scope.REPORT)

    def decide(self, client: Client, key: int, how: str, body: Any = None, tag: str = "*") -> Any:
        headers = {"If-Match": tag} if tag else {}
        sent = json.dumps(body or {})
        return client.post(
            f"{REQUESTS}{key}/steps/{how}/", sent, content_type="application/json", headers=headers
        )

    def asked(self) -> int:
        """Ask for another date as the ministry's program, and find the request."""
        self.assertEqual(send(self.focal, self.item, "request_date", MOVED).status_code, 200)
        [row] = self.focal.get(REQUESTS, {"commitment": self.item.reference}).json()["results"]
        self.assertEqual(
            (
                row["kind"],
                row["state"],
                row["wording"],
                row["requested_by"],
                row["commitment"]["reference"],
            ),
            ("date", "pending", "by 30 September 2026", "focal_point", self.item.reference),
        )
        return int(row["id"])

    def test_a_granted_supplement_adds_its_commitments_at_once(self) -> None:
        meeting = make.meeting(self.cast)
        meetings.close_meeting(meeting, by=self.cast.officer, now=NOW)
        table = b"Clause,Title,Owed by\nKorea will host the training course.,Training course,ours\n"
        of = runs.create_import(
            ImportSubject.COMMITMENTS, "list.csv", table, meeting=meeting, by=self.cast.officer, now=NOW
        )
        runs.run_import(of.pk, now=NOW)
        of.refresh_from_db()
        runs.map_columns(of, of.columns, of.fixed, by=self.cast.officer)
        runs.run_import(of.pk, now=NOW)
        asked = supplements.propose(
            of, ImportSelection.VALID, reason="The annex came later.", by=self.cast.officer, now=NOW
        )
        row = self.head.get(f"{REQUESTS}{asked.pk}/").json()
        self.assertEqual((row["kind"], row["rows"]), ("supplement", ["Training course"]))
        answer = self.decide(self.head, asked.pk, "grant")
        self.assertEqual((answer.status_code, answer.json()["state"]), (200, "granted"))
        [point] = self.head.get("/api/v1/outcomes/", {"meeting": meeting.reference}).json()["results"]
        self.assertTrue(point["supplemented_on"])
        self.assertEqual(len(point["commitments"]), 1)

    def test_a_granted_date_moves_at_once(self) -> None:
        key = self.asked()
        tag = self.head.get(f"{REQUESTS}{key}/").headers["ETag"]
        answer = self.decide(self.head, key, "grant", {"answer": "Until then."}, tag)
        self.assertEqual(answer.status_code, 200, answer.content)
        self.assertEqual((answer.json()["state"], answer.json()["decided_by"]), ("granted", "head"))
        self.assertEqual(self.focal.get(f"{REQUESTS}{key}/").json()["answer"], "Until then.")
        item = self.focal.get(f"{COMMITMENTS}{self.item.reference}/").json()
        self.assertEqual(item["due_on"], "2026-09-30")
        late = self.decide(self.head, key, "refuse", {"answer": "No."}, tag)
        self.assertEqual((late.status_code, late.json()["code"]), (412, "changed"))
        self.assertEqual(self.decide(self.head, key, "refuse", {"answer": "No."}).json()["code"], "decided")

    def test_a_refusal_says_why_and_who_asked_takes_back(self) -> None:
        key = self.asked()
        self.assertEqual(self.decide(self.head, key, "grant", tag="").status_code, 428)
        self.assertEqual(self.decide(self.head, key, "refuse").status_code, 400)
        other = self.decide(self.head, key, "take_back")
        self.assertEqual((other.status_code, other.json()["code"]), (403, "forbidden"))
        self.assertEqual(self.decide(self.focal, key, "take_back").json()["state"], "withdrawn")
        key = self.asked_again()
        self.assertEqual(self.decide(self.head, key, "refuse", {"answer": "No."}).json()["state"], "refused")

    def asked_again(self) -> int:
        send(self.focal, self.item, "request_date", MOVED)
        return Approval.objects.latest("pk").pk

    def test_only_the_head_decides_and_a_token_needs_its_scope(self) -> None:
        key = self.asked()
        for client, code in (
            (program(self.cast.officer, Scope.RECORD), "forbidden"),
            (program(self.cast.head, Scope.REPORT), "scope"),
        ):
            answer = self.decide(client, key, "grant")
            self.assertEqual((answer.status_code, answer.json()["code"]), (403, code))

    def test_hidden_and_absent_requests_answer_alike(self) -> None:
        hidden = make.commitment(self.cast, state=S.IN_PROGRESS, classification=Classification.SECRET)
        asked = approvals.request_approval(
            hidden, ApprovalKind.DISCONTINUE, reason="Idle.", document="Note", by=self.cast.head, now=NOW
        )
        client = program(self.cast.officer, Scope.RECORD)
        self.assertEqual(client.get(REQUESTS).json()["results"], [])
        for how in ("grant", "refuse", "take_back"):
            answers = [self.decide(client, key, how) for key in (asked.pk, asked.pk + 99)]
            self.assertEqual(len({(one.status_code, one.content) for one in answers}), 1)
            self.assertEqual(answers[0].status_code, 404)

    def test_a_place_taker_that_is_hidden_is_named_as_restricted(self) -> None:
        other = make.commitment(self.cast, state=S.IN_PROGRESS, classification=Classification.SECRET)
        terms: dict[str, Any] = {"reason": "Renewed.", "other": other, "by": self.cast.head, "now": NOW}
        approvals.request_approval(self.item, ApprovalKind.SUPERSEDE, **terms)
        [row] = program(self.cast.officer).get(REQUESTS).json()["results"]
        self.assertEqual((row["other"], row["restricted"]), (None, ["other"]))

    def test_what_is_entered_in_error_is_gone_with_its_request(self) -> None:
        send(program(self.cast.officer, Scope.RECORD), self.item, "enter_in_error", {"reason": "Twice."})
        key = Approval.objects.latest("pk").pk
        self.assertEqual(self.decide(self.head, key, "grant").status_code, 204)
        self.assertEqual(Commitment.objects.get(pk=self.item.pk).state, S.IN_ERROR)
        meeting = make.meeting(self.cast)
        asked = meetings.request_error_entry(meeting, reason="Twice.", by=self.cast.officer, now=NOW)
        self.assertEqual(self.decide(self.head, asked.pk, "grant").status_code, 204)
        meeting.refresh_from_db()
        self.assertEqual(meeting.state, "in_error")

    def test_a_list_costs_the_same_however_long_it_is(self) -> None:
        self.asked()
        self.focal.get(REQUESTS)
        with CaptureQueriesContext(connection) as before:
            self.focal.get(REQUESTS)
        more = make.commitment(self.cast, state=S.IN_PROGRESS)
        approvals.request_approval(
            more, ApprovalKind.DISCONTINUE, reason="Idle.", document="Note", by=self.cast.officer, now=NOW
        )
        with self.assertNumQueries(len(before)):
            self.assertEqual(len(self.focal.get(REQUESTS).json()["results"]), 2)
