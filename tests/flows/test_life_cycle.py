"""Stories of a commitment from proposal to proof, told through the pages: who is awaited, what is missing."""

import datetime

from commitments import lifecycle
from commitments.models import Commitment, Responsibility
from commitments.vocabulary import CommitmentState, Health, LeadRole, OwedBy, Side, StatementKind
from tests import make
from tests.cast import NOW
from tests.flows.pages import BASE, Story

S = CommitmentState
LETTER = {"answer": "KNPA letter 4/2026 of 10 March"}


class AcceptanceTests(Story):
    def joint(self) -> Commitment:
        return make.commitment(self.cast, owed_by=OwedBy.JOINT)

    def test_each_lead_accepts_and_until_then_the_page_says_who_is_awaited_and_how_long(self) -> None:
        item = self.joint()
        self.step(item, "propose")
        shown = self.page(item)
        self.assertIn("5 working days left", shown)
        self.assertIn("Fill this in", self.refused(item, "accept-theirs", answer=""))
        item = self.step(item, "accept-theirs", answer="Note verbale 9/26")
        self.is_in(item, S.PROPOSED)
        self.assertEqual([lead.side for lead in lifecycle.awaited(item)], [Side.OURS])
        self.later(days=8)
        self.assertIn("over", self.page(item))
        self.enter(self.cast.focal_point)
        self.step(item, "accept-ours")
        self.is_in(item, S.ACCEPTED)

    def test_the_desk_files_a_ministrys_letter_and_the_record_says_whose_word_it_was(self) -> None:
        item = make.commitment(self.cast)
        self.step(item, "propose")
        self.assertIn("silence never accepts", self.refused(item, "accept-ours", answer=""))
        item = self.step(item, "accept-ours", **LETTER)
        lead = Responsibility.objects.get(commitment=item, role=LeadRole.LEAD)
        self.assertEqual((lead.acceptance, lead.accepted_by), (LETTER["answer"], self.cast.officer))
        self.assertIn(LETTER["answer"], self.page(item))

    def test_agreed_minutes_that_carry_the_clause_need_no_further_step_of_theirs(self) -> None:
        text = make.statement(self.cast, kind=StatementKind.AGREED_MINUTES, title="Agreed minutes")
        point = make.outcome(self.cast, text.meeting, statement=text)
        item = make.commitment(self.cast, point, owed_by=OwedBy.THEIRS)
        self.step(item, "propose")
        self.is_in(item, S.ACCEPTED)
        self.assertIn("Agreed minutes", self.page(item))

    def test_a_declined_item_is_the_desks_until_another_lead_is_asked(self) -> None:
        item = make.commitment(self.cast)
        self.step(item, "propose")
        self.enter(self.cast.focal_point)
        self.step(item, "decline", reason="This is for the foreign ministry.")
        self.enter(self.cast.officer)
        self.assertIn("propose", self.offered(item))
        parts = [lifecycle.Part(Side.OURS, self.cast.mofa)]
        lifecycle.set_parts(Commitment.objects.get(pk=item.pk), parts, by=self.cast.officer, now=NOW)
        self.step(item, "propose")
        self.step(item, "accept-ours", answer="")
        self.is_in(item, S.ACCEPTED)


class ProofTests(Story):
    def test_what_is_missing_is_said_in_a_sentence_until_another_person_confirms(self) -> None:
        item = self.under_way(make.commitment(self.cast))
        self.enter(self.cast.validator)
        self.step(item, "report-ours", document="")
        self.assertIn("You reported this yourself", self.offered(item)["fulfil"])
        self.step(item, "send-back", reason="I pressed the wrong button.")
        self.enter(self.cast.focal_point)
        self.step(item, "report-ours", document="Report 7/2026")
        self.assertIn("validating authority confirms", self.offered(item)["fulfil"])
        self.enter(self.cast.validator)
        self.assertIn("evidence", self.offered(item)["fulfil"])
        self.assertIn("evidence", self.refused(item, "fulfil"))
        self.client.post(
            f"{BASE}/commitment/{item.pk}/evidence/",
            {"evidence-kind": "report", "evidence-number": "7/2026", "evidence-description": "The records"},
        )
        self.assertEqual(self.offered(item)["fulfil"], "")
        self.step(item, "fulfil")
        self.is_in(item, S.FULFILLED)

    def test_a_report_that_does_not_convince_goes_back_and_the_clock_runs_again(self) -> None:
        item = self.under_way(make.commitment(self.cast))
        self.later(days=120)
        self.assertTrue(Commitment.objects.overdue(datetime.date(2026, 7, 9)).exists())
        self.step(item, "report-ours", document="Report 7/2026")
        self.assertFalse(Commitment.objects.overdue(datetime.date(2026, 7, 9)).exists())
        self.enter(self.cast.validator)
        self.assertIn("Fill this in", self.refused(item, "send-back", reason=""))
        self.step(item, "send-back", reason="The list is missing.")
        self.is_in(item, S.IN_PROGRESS)
        self.assertTrue(Commitment.objects.overdue(datetime.date(2026, 7, 9)).exists())
        self.assertIn("The list is missing.", self.page(item))

    def test_trouble_is_reported_with_its_cause_and_no_change_in_one_click(self) -> None:
        item = self.under_way(make.commitment(self.cast))
        path = f"{BASE}/commitment/{item.pk}/update/"
        given = {"update-health": "at_risk", "update-side": "ours", "update-said_on": "2026-03-11"}
        self.assertContains(self.client.post(path, {**given, "update-text": " "}), "Say what happened")
        self.client.post(path, {**given, "update-text": "The budget is late."})
        self.client.post(path, {"no_change": "1", "update-side": "ours", "update-said_on": "2026-03-11"})
        item.refresh_from_db()
        self.assertEqual((item.health, item.updates.count()), (Health.AT_RISK, 2))
        self.later(days=32)
        item.refresh_from_db()
        self.assertEqual(item.health_at(datetime.date(2026, 4, 12)), Health.NO_EVIDENCE)
        self.assertIn("no evidence", self.page(item).casefold())
