"""A program asks which steps its person may take now, and is told why not the others."""

from typing import Any, ClassVar

import pytest
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext

from commitments.models import Commitment, Opening
from commitments.vocabulary import TRANSITIONS, Classification, CommitmentState, Scope, Step
from tests import make
from tests.cast import Cast, gather
from tests.commitments.api.programs import COMMITMENTS, program
from tests.commitments.api.test_schema import document, fits
from tests.commitments.api.writing.steps import send

S = CommitmentState


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
        self.assertEqual({*told}, {*Step})
        self.assertEqual(told["accept"], (None, None))
        self.assertEqual(told["fulfil"], ("wrong_state", str(TRANSITIONS[Step.FULFIL].explanation)))
        self.assertEqual(told["drop"][0], "ask")
        is_shut = [one["code"] is not None for one in shown["steps"]]
        self.assertEqual(is_shut, sorted(is_shut))

    def test_it_is_told_to_each_person_and_follows_what_happens(self) -> None:
        auditor, focal = program(self.cast.auditor), program(self.cast.focal_point, Scope.REPORT)
        self.assertEqual({*self.codes(auditor).values()}, {"forbidden", "wrong_state"})
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
        kept = Opening.objects.filter(subject_type="commitments.Commitment", subject_id=self.item.pk)
        self.assertEqual(kept.count(), 1)
        self.assertEqual(client.get(f"{COMMITMENTS}{self.item.reference}/steps/?x=1").status_code, 400)

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
