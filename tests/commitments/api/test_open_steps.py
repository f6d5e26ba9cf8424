"""A program asks which steps its person may take now, and is told why not the others."""

from typing import Any, ClassVar

import pytest
from django.db import connection, transaction
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext

from commitments.api.views.commitment_steps import COMMITMENT_ACTIONS
from commitments.enums import (
    TRANSITIONS,
    Classification,
    CommitmentState,
    OutcomeKind,
    OwedBy,
    Scope,
    StatementKind,
    Step,
)
from commitments.models import AccessLogEntry, Approval, Commitment
from tests import make
from tests.cast import Cast, gather
from tests.commitments.api.programs import COMMITMENTS, MEETINGS, program, sent
from tests.commitments.api.test_schema import document, fits
from tests.commitments.api.writing.steps import cases, send

S = CommitmentState


def answered(client: Client, address: str, step: str, body: Any = None) -> str | None:
    """Take a step and take it back; give the code with which it is refused."""
    with transaction.atomic():
        answer = sent(client, f"{address}steps/{step}/", body or {}, **{"If-Match": "*"})
        transaction.set_rollback(True)
    return None if answer.status_code < 400 else str(answer.json()["code"])


@pytest.mark.both
class OpenStepsTests(TestCase):
    cast: ClassVar[Cast]
    item: ClassVar[Commitment]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.item = make.commitment(cls.cast, state=S.PROPOSED)

    def ask(self, client: Client, reference: str = "") -> Any:
        return client.get(f"{COMMITMENTS}{reference or self.item.reference}/steps/")

    def codes(self, client: Client, reference: str = "") -> dict[str, str | None]:
        return {one["step"]: one["code"] for one in self.ask(client, reference).json()["steps"]}

    def test_every_step_is_told_with_what_taking_it_would_be_answered(self) -> None:
        client = program(self.cast.officer)
        shown = self.ask(client).json()
        self.assertEqual(fits(shown, document(), "Steps"), [])
        self.assertEqual((shown["commitment"], shown["state"]), (self.item.reference, "proposed"))
        told = {one["step"]: (one["code"], one["detail"]) for one in shown["steps"]}
        self.assertEqual({*told}, {one.name for one in COMMITMENT_ACTIONS})
        self.assertEqual(told["accept"], (None, None))
        self.assertEqual(told["fulfil"], ("wrong_state", str(TRANSITIONS[Step.FULFIL].explanation)))
        self.assertEqual(told["discontinue"][0], "ask")
        is_shut = [one["code"] is not None for one in shown["steps"]]
        self.assertEqual(is_shut, sorted(is_shut))

    def test_it_is_told_to_each_person_and_follows_what_happens(self) -> None:
        auditor, focal = program(self.cast.auditor), program(self.cast.focal_point, Scope.REPORT)
        self.assertEqual({*self.codes(auditor).values()}, {"forbidden", "wrong_state"})
        self.assertNotIn(None, self.codes(auditor).values())
        before = self.codes(focal)
        self.assertEqual(
            (before["accept"], before["redraft"], before["start"]), (None, "forbidden", "wrong_state")
        )
        tag = self.ask(focal).headers["ETag"]
        held = {"If-None-Match": tag}
        address = f"{COMMITMENTS}{self.item.reference}/steps/"
        self.assertEqual(focal.get(address, headers=held).status_code, 304)
        self.assertEqual(send(focal, self.item, "accept", {"side": "ours"}).status_code, 200)
        self.assertEqual(focal.get(address, headers=held).status_code, 200)
        self.assertEqual((self.codes(focal)["accept"], self.codes(focal)["start"]), ("wrong_state", None))

    def test_hidden_and_absent_answer_alike_and_what_is_read_is_kept(self) -> None:
        client = program(self.cast.officer)
        hidden = make.commitment(self.cast, classification=Classification.SECRET)
        answers = [self.ask(client, reference) for reference in (hidden.reference, "XV-2026-9999")]
        self.assertEqual(len({(one.status_code, one.content) for one in answers}), 1)
        self.assertEqual(answers[0].status_code, 404)
        self.ask(client)
        kept = AccessLogEntry.objects.filter(subject_type="commitments.Commitment", subject_id=self.item.pk)
        self.assertEqual(kept.count(), 1)
        self.assertEqual(client.get(f"{COMMITMENTS}{self.item.reference}/steps/?x=1").status_code, 400)

    def test_what_is_told_of_each_step_is_what_taking_it_is_answered(self) -> None:
        given = cases(self.cast, make.commitment(self.cast, state=S.IN_PROGRESS))
        filed = {"side": "ours", "answer": "Letter 4/26"}
        for state, people in {
            S.DRAFT: ("officer",),
            S.PROPOSED: ("focal_point",),
            S.IN_PROGRESS: ("officer", "head"),
            S.FULFILLED: ("head",),
        }.items():
            item = make.commitment(self.cast, state=state, owed_by=OwedBy.OURS)
            address = f"{COMMITMENTS}{item.reference}/"
            for who in people:
                client = program(getattr(self.cast, who), Scope.RECORD)
                for step, told in self.codes(client, item.reference).items():
                    body = filed if step == "accept" else given[step].body
                    with self.subTest(f"{who} {state} {step}"):
                        self.assertEqual(answered(client, address, step, body), told)

    def test_of_every_other_noun_that_has_steps_it_is_told_as_well(self) -> None:
        here, ahead, ask = (
            self.item.outcome.meeting,
            make.meeting(self.cast, held_on=None),
            OutcomeKind.REQUEST,
        )
        point = make.outcome(self.cast, here, kind=ask, clause="They asked for training.")
        ours = make.statement(self.cast, here, kind=StatementKind.OUR_READOUT)
        theirs = make.statement(self.cast, here)
        why, korean = {"reason": "So it is."}, {"language": "ko"}
        send(program(self.cast.officer, Scope.RECORD), self.item, "enter_in_error", why)
        request = Approval.objects.get()
        bodies = {
            "delegation": {"side": "theirs", "seats": []},
            "background": {"facts": []},
            **dict.fromkeys(("postpone", "cancel", "enter_in_error"), why),
            "answer": {"answer": "refused"},
            **dict.fromkeys(("check_title", "withdraw_title_check"), korean),
            "refuse": {"answer": "It stays."},
        }
        for address, named in {
            f"{MEETINGS}{here.reference}/": "Meeting",
            f"{MEETINGS}{ahead.reference}/": "Meeting",
            f"/api/v1/outcomes/{point.pk}/": "Outcome",
            f"/api/v1/outcomes/{self.item.outcome_id}/": "Outcome",
            f"/api/v1/statements/{ours.pk}/": "Statement",
            f"/api/v1/statements/{theirs.pk}/": "Statement",
            f"/api/v1/requests/{request.pk}/": "Request",
        }.items():
            for who in ("officer", "head", "auditor"):
                client = program(getattr(self.cast, who), Scope.RECORD)
                shown = client.get(f"{address}steps/").json()
                self.assertEqual(fits(shown, document(), f"{named}Steps"), [])
                for one in shown["steps"]:
                    with self.subTest(f"{who} {address} {one['step']}"):
                        got = answered(client, address, one["step"], bodies.get(one["step"]))
                        self.assertEqual(got, one["code"])
            strange = program(self.cast.stranger).get(f"{address}steps/")
            self.assertEqual((strange.status_code, strange.json()["code"]), (404, "not_found"))

    def test_it_costs_the_same_whatever_hangs_on_the_item(self) -> None:
        item = make.commitment(self.cast, state=S.REPORTED)
        client = program(self.cast.validator)
        self.ask(client, item.reference)
        with CaptureQueriesContext(connection) as before:
            self.assertEqual(self.codes(client, item.reference)["fulfil"], "needs_evidence")
        for _time in range(3):
            make.evidence(self.cast, item)
        with self.assertNumQueries(len(before)):
            self.assertIsNone(self.codes(client, item.reference)["fulfil"])
