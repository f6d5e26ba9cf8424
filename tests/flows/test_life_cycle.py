"""Stories of a commitment from proposal to proof, told through the pages: who is awaited, what is missing."""

import datetime
import hashlib
import tempfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse
from django.utils.text import capfirst

from commitments.enums import (
    CLOSED_STATES,
    HIDDEN_STATES,
    TRANSITIONS,
    CommitmentState,
    Health,
    LeadRole,
    Nature,
    OwedBy,
    Side,
    StatementKind,
    Step,
)
from commitments.lifecycle import drafts, transitions
from commitments.models import Approval, Commitment, Responsibility
from tests import make
from tests.cast import NOW
from tests.flows.pages import BASE, Story

S = CommitmentState
LETTER = {"answer": "KNPA letter 4/2026 of 10 March"}


@pytest.mark.both
class AcceptanceTests(Story):
    def joint(self) -> Commitment:
        return make.commitment(self.cast, owed_by=OwedBy.JOINT)

    def test_each_lead_accepts_and_until_then_the_page_says_who_is_awaited_and_how_long(self) -> None:
        item = self.joint()
        self.step(item, "propose")
        shown = self.page(item)
        self.assertIn("5 working days left", shown)
        self.assertIn("This field is required.", self.refused(item, "accept-theirs", answer=""))
        item = self.step(item, "accept-theirs", answer="Note verbale 9/26")
        self.is_in(item, S.PROPOSED)
        self.assertEqual([lead.side for lead in transitions.list_awaited_leads(item)], [Side.OURS])
        self.later(days=8)
        self.assertIn("over", self.page(item))
        self.enter(self.cast.focal_point)
        self.step(item, "accept-ours")
        self.is_in(item, S.ACCEPTED)

    def test_the_desk_files_a_ministrys_letter_and_the_record_says_whose_word_it_was(self) -> None:
        item = make.commitment(self.cast)
        self.step(item, "propose")
        self.assertIn("Silence does not count as acceptance", self.refused(item, "accept-ours", answer=""))
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
        parts = [transitions.OwnerPart(Side.OURS, self.cast.mofa)]
        drafts.set_parts(Commitment.objects.get(pk=item.pk), parts, by=self.cast.officer, now=NOW)
        self.step(item, "propose")
        self.step(item, "accept-ours", answer="")
        self.is_in(item, S.ACCEPTED)

    def test_an_owner_answers_with_other_terms_and_is_asked_anew(self) -> None:
        item = self.record("by 30 June 2026")
        self.step(item, "propose")
        self.enter(self.cast.focal_point)
        self.step(item, "decline", reason="June is too early; September would do.")
        self.enter(self.cast.officer)
        self.assertIn("September would do.", self.page(item))
        self.step(item, "redraft", reason="Taken up with the other side.")
        self.is_in(item, S.DRAFT)
        item = self.step(item, "deadline", when="day", day="2026-09-30")
        self.step(item, "propose")
        self.step(item, "accept-ours", **LETTER)
        self.is_in(item, S.ACCEPTED)
        item.refresh_from_db()
        assert item.first_deadline is not None
        self.assertEqual(item.first_deadline.due_on, datetime.date(2026, 9, 30))

    def test_an_owner_proposes_another_date_and_the_desk_approves_it(self) -> None:
        item = self.record("by 30 June 2026")
        self.step(item, "propose")
        self.enter(self.cast.focal_point)
        terms = {"proposed_by": "ours", "title": item.title, "when": "day", "day": "2026-09-30"}
        nothing = {**terms, "when": "keep", "wording": "by 30 June 2026"}
        self.assertIn(
            "Enter another deadline", self.refused(item, "other-terms", reason="June is early.", **nothing)
        )
        self.step(item, "other-terms", reason="June is early.", **terms)
        shown = self.page(item)
        self.assertIn("Counter-proposals", shown)
        self.assertIn("30 Sep 2026", shown)
        self.assertIn("A counter-proposal is pending", self.offered(item)["accept-ours"])
        self.enter(self.cast.officer)
        self.assertIn("Counter-proposal received", self.client.get(reverse("admin:index")).content.decode())
        approval = Approval.objects.get(commitment=item)
        self.client.post(
            reverse("admin:commitments_approval_step_grant", args=(approval.pk,)), {"answer": ""}
        )
        item.refresh_from_db()
        self.assertEqual((item.state, item.due_on), (S.PROPOSED, datetime.date(2026, 9, 30)))
        self.assertIn("Approved", self.page(item))

    def test_owners_of_both_sides_are_named_with_all_who_answer(self) -> None:
        item = self.record("by 30 June 2026")
        given = {
            "lead_ours": self.cast.police.pk,
            "with_ours": [self.cast.mofa.pk],
            "lead_theirs": self.cast.their_ministry.pk,
            "official_theirs": self.cast.their_minister.pk,
            "with_theirs": [self.cast.their_police.pk],
        }
        self.step(item, "owners", **given)
        parts = Responsibility.objects.filter(commitment=item)
        self.assertEqual(parts.filter(role=LeadRole.LEAD).count(), 2)
        self.assertEqual(parts.filter(role=LeadRole.SUPPORTING).count(), 2)
        shown = self.page(item)
        for said in (
            "National Police Agency",
            "Ministry of Foreign Affairs",
            "Focal point",
            "Alternate",
            "Director for International Cooperation",
            "Ministry of External Relations",
            "Minister of External Relations",
            "Valdorian Constabulary",
        ):
            self.assertIn(said, shown)


class TableTests(Story):
    """The table of the life-cycle, row by row: a button where the step is open, else why it is not."""

    def shown(self, item: Commitment) -> dict[Step, str]:
        """Give what the page says of each step of the table: nothing where it is a button that works."""
        response = self.client.get(f"{BASE}/commitment/{item.pk}/change/")
        told = dict(response.context["not_open"])
        for why in told.values():
            self.assertContains(response, why, html=False)
        found = {}
        for step in Step:
            name = step.value.replace("_", "-")
            names = (name, f"{name}-ours", f"{name}-theirs", f"request-{name}")
            buttons = [one.refusal for one in response.context["steps"] if one.name in names]
            found[step] = min(buttons) if buttons else told[capfirst(str(step.label))]
        return found

    def item_in(self, state: CommitmentState, nature: Nature = Nature.ONE_OFF) -> Commitment:
        """Make one and put it into a state, by whatever way it came there."""
        item = make.commitment(self.cast, nature=nature, state=S.PROPOSED)
        closed_on = datetime.date(2026, 3, 11) if state in CLOSED_STATES else None
        Commitment.objects.filter(pk=item.pk).update(state=state, closed_on=closed_on)
        if state not in (S.DRAFT, S.PROPOSED, S.DECLINED):
            Responsibility.objects.filter(commitment=item).update(accepted_on=datetime.date(2026, 3, 11))
        return Commitment.objects.get(pk=item.pk)

    def test_every_step_is_a_button_or_says_why_not_in_every_state(self) -> None:
        for state in set(CommitmentState) - set(HIDDEN_STATES):
            item = self.item_in(state)
            for person in (self.cast.officer, self.cast.head, self.cast.focal_point):
                self.enter(person)
                if state == S.DRAFT and person == self.cast.focal_point:
                    continue
                for step, why in self.shown(item).items():
                    with self.subTest(person=person.username, state=state, step=step):
                        if state not in TRANSITIONS[step].sources:
                            self.assertEqual(why, str(TRANSITIONS[step].explanation))

    def test_what_is_open_to_whom_differs_and_is_said(self) -> None:
        item = self.item_in(S.IN_PROGRESS)
        self.enter(self.cast.focal_point)
        shown = self.shown(item)
        self.assertEqual(shown[Step.REPORT], "")
        self.assertEqual(
            shown[Step.WITHDRAW],
            "The head of desk must decide this at the request of the desk. Contact the desk.",
        )
        self.enter(self.cast.head)
        self.assertEqual(self.shown(item)[Step.WITHDRAW], "")
        continuing = self.item_in(S.IN_PROGRESS, Nature.ONGOING)
        shown = self.shown(continuing)
        self.assertEqual(shown[Step.CONCLUDE], "")
        self.assertIn("An ongoing commitment cannot be reported as complete", shown[Step.REPORT])

    def test_who_takes_no_steps_is_told_of_none(self) -> None:
        item = self.item_in(S.IN_PROGRESS)
        self.enter(self.cast.auditor)
        self.assertNotIn("Steps not available now", self.page(item))


class ProofTests(Story):
    def test_what_is_missing_is_said_in_a_sentence_until_another_person_confirms(self) -> None:
        item = self.under_way(make.commitment(self.cast))
        self.enter(self.cast.validator)
        self.step(item, "report-ours", document="")
        self.assertIn("You made this report.", self.offered(item)["fulfil"])
        self.step(item, "send-back", reason="I pressed the wrong button.")
        self.enter(self.cast.focal_point)
        self.step(item, "report-ours", document="Report 7/2026")
        self.assertIn("Only the validator", self.offered(item)["fulfil"])
        self.enter(self.cast.validator)
        self.assertIn("Add evidence first.", self.offered(item)["fulfil"])
        self.assertIn("Add evidence first.", self.refused(item, "fulfil"))
        self.client.post(
            f"{BASE}/commitment/{item.pk}/evidence/",
            {"evidence-kind": "report", "evidence-number": "7/2026", "evidence-description": "The records"},
        )
        self.assertEqual(self.offered(item)["fulfil"], "")
        self.step(item, "fulfil")
        self.is_in(item, S.FULFILLED)

    def test_a_file_proves_it_and_is_read_through_the_door_alone(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.enterContext(override_settings(DATA=folder.name))
        item = self.under_way(make.commitment(self.cast))
        self.enter(self.cast.focal_point)
        path = f"{BASE}/commitment/{item.pk}/evidence/"
        kind = {"evidence-kind": "report", "evidence-description": "The records"}
        wrong = SimpleUploadedFile("report.pdf", b"MZ no paper at all")
        self.assertContains(self.client.post(path, {**kind, "evidence-file": wrong}), "The records")
        self.assertFalse(item.evidence.exists())
        content = b"%PDF-1.7\nreport\n%%EOF"
        sent = {**kind, "evidence-file": SimpleUploadedFile("report.pdf", content)}
        self.assertContains(self.client.post(path, sent, follow=True), "report.pdf")
        paper = f"{path}{item.evidence.get().pk}/"
        self.assertEqual(self.client.get(paper).content, content)
        for person in (self.cast.reader, self.cast.stranger):
            self.enter(person)
            self.assertEqual(self.client.get(paper).status_code, 404)
        kept = [one for one in Path(folder.name).rglob("*") if one.is_file()]
        self.assertEqual([one.name for one in kept], [hashlib.sha256(content).hexdigest()])
        kept[0].chmod(0o600)
        kept[0].write_bytes(b"%PDF-1.7\nforged\n%%EOF")
        self.enter(self.cast.officer)
        altered = self.client.get(paper, follow=True)
        self.assertNotIn(b"forged", altered.content)
        self.assertContains(altered, "altered")

    def test_a_report_that_does_not_convince_goes_back_and_the_clock_runs_again(self) -> None:
        item = self.under_way(make.commitment(self.cast))
        self.later(days=120)
        self.assertTrue(Commitment.objects.overdue(datetime.date(2026, 7, 9)).exists())
        self.step(item, "report-ours", document="Report 7/2026")
        self.assertFalse(Commitment.objects.overdue(datetime.date(2026, 7, 9)).exists())
        self.enter(self.cast.validator)
        self.assertIn("This field is required.", self.refused(item, "send-back", reason=""))
        self.step(item, "send-back", reason="The list is missing.")
        self.is_in(item, S.IN_PROGRESS)
        self.assertTrue(Commitment.objects.overdue(datetime.date(2026, 7, 9)).exists())
        self.assertIn("The list is missing.", self.page(item))

    def test_trouble_is_reported_with_its_cause_and_no_change_in_one_click(self) -> None:
        item = self.under_way(make.commitment(self.cast))
        path = f"{BASE}/commitment/{item.pk}/update/"
        given = {"update-health": "at_risk", "update-side": "ours", "update-reported_on": "2026-03-11"}
        self.assertContains(self.client.post(path, {**given, "update-text": " "}), "Enter the progress")
        self.client.post(path, {**given, "update-text": "The budget is late."})
        self.client.post(path, {"no_change": "1", "update-side": "ours", "update-reported_on": "2026-03-11"})
        item.refresh_from_db()
        self.assertEqual((item.health, item.updates.count()), (Health.AT_RISK, 2))
        self.later(days=32)
        item.refresh_from_db()
        self.assertEqual(item.health_at(datetime.date(2026, 4, 12)), Health.NO_RECENT_REPORT)
        self.assertIn("no recent report", self.page(item).casefold())
