"""A draft comes out of a point of a meeting, with its owners and its deadline."""

import json
from typing import Any, ClassVar

from django.test import TestCase

from commitments.enums import Answer, Classification, OutcomeKind, OwedBy, Scope, Strength
from commitments.meetings import outcomes
from commitments.models import Commitment, Outcome
from tests import make
from tests.cast import NOW, Cast, gather
from tests.commitments.api.programs import COMMITMENTS, program


class DraftTests(TestCase):
    cast: ClassVar[Cast]
    point: ClassVar[Outcome]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.point = make.outcome(cls.cast, spoken_by=OwedBy.OURS)

    def setUp(self) -> None:
        self.officer = program(self.cast.officer, Scope.RECORD)

    def draft(self, client: Any = None, **body: Any) -> Any:
        sent = json.dumps({"outcome": self.point.pk} | body)
        return (client or self.officer).post(COMMITMENTS, sent, content_type="application/json")

    def test_a_draft_has_its_owners_its_deadline_and_the_strength_of_the_point(self) -> None:
        lead = {"side": "ours", "ministry": self.cast.police.pk}
        answer = self.draft(
            title="Share records",
            responsibilities=[lead],
            deadline={"wording": "within 30 days of the meeting"},
        )
        self.assertEqual(answer.status_code, 201, answer.content)
        read = self.officer.get(answer.headers["Location"])
        self.assertEqual((answer.json(), answer["ETag"]), (read.json(), read["ETag"]))
        said = answer.json()
        self.assertEqual(
            (said["state"], said["strength"], said["owed_by"], said["due_on"], said["title"]),
            ("draft", "agreed", "ours", "2026-04-03", "Share records"),
        )
        self.assertEqual(said["responsibilities"][0]["ministry"]["short_name"], "KNPA")

    def test_what_is_left_out_is_not_stated_or_taken_from_the_point(self) -> None:
        said = self.draft().json()
        self.assertEqual(said["title"], "Both sides will share records of joint…")
        self.assertEqual([part["ministry"] for part in said["responsibilities"]], [None])
        self.assertEqual([one["kind"] for one in said["deadlines"]], ["none"])
        self.assertEqual(said["classification"], "restricted")

    def test_of_an_agreed_ask_the_side_that_was_asked_owes(self) -> None:
        ask = make.outcome(
            self.cast, kind=OutcomeKind.REQUEST, spoken_by=OwedBy.OURS, strength=Strength.REQUESTED
        )
        answer = self.draft(outcome=ask.pk)
        self.assertEqual((answer.status_code, answer.json()["code"]), (409, "unanswered"))
        outcomes.record_answer(
            ask,
            Answer.AGREED,
            wording="We agree.",
            source="Note 3",
            strength=Strength.AGREED,
            by=self.cast.officer,
            now=NOW,
        )
        self.assertEqual(self.draft(outcome=ask.pk).json()["owed_by"], "theirs")

    def test_a_hidden_point_is_refused_like_an_absent_one_and_nothing_is_half_written(self) -> None:
        hidden = make.outcome(self.cast, classification=Classification.SECRET)
        answers = [self.draft(outcome=key) for key in (hidden.pk, hidden.pk + 1000)]
        self.assertEqual({(one.status_code, one.content) for one in answers}.__len__(), 1)
        self.assertEqual(answers[0].json()["errors"][0]["parameter"], "outcome")
        wrong = self.draft(responsibilities=[{"side": "ours", "ministry": self.cast.their_police.pk}])
        self.assertEqual((wrong.status_code, wrong.json()["code"]), (409, "country"))
        self.assertEqual(Commitment.objects.count(), 0)

    def test_only_who_records_for_the_partner_drafts(self) -> None:
        reading = program(self.cast.auditor, Scope.RECORD)
        answer = self.draft(reading)
        self.assertEqual((answer.status_code, answer.json()["code"]), (403, "forbidden"))
        reporting = self.draft(program(self.cast.officer, Scope.REPORT))
        self.assertEqual((reporting.status_code, reporting.json()["code"]), (403, "scope"))
