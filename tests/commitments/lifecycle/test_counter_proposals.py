"""Counter-proposals: who proposes and answers other terms, what they change, and that none is a consent."""

import datetime
from typing import Any

import pytest

from commitments.enums import (
    ApprovalState,
    CommitmentState,
    MoveReason,
    OwedBy,
    Proposer,
    ReminderKind,
    Side,
    StatementKind,
)
from commitments.errors import Refused
from commitments.language.phrases.specification import on_day
from commitments.lifecycle import acceptance, approvals, undo
from commitments.lifecycle.counter_proposals import OtherTerms, propose_terms
from commitments.models import Approval, AuditRow, Commitment, User, leads_of
from commitments.reminders import records, schedule
from commitments.reminders.schedule import Audience
from commitments.verification.records import check_history
from tests import make
from tests.cast import NOW, TODAY
from tests.commitments.lifecycle.case import LifeCase

S = CommitmentState
SEPTEMBER = OtherTerms(spec=on_day(datetime.date(2026, 9, 30), "by 30 September 2026"))
LATER = NOW + datetime.timedelta(days=3)


class CounterCase(LifeCase):
    def propose(
        self,
        item: Commitment,
        other: OtherTerms = SEPTEMBER,
        proposer: Proposer = Proposer.OURS,
        by: User | None = None,
        **more: Any,
    ) -> Approval:
        values = {"reason": "The laboratory needs longer.", "now": NOW, **more}
        return propose_terms(self.again(item), proposer, other, by=by or self.cast.focal_point, **values)

    def again(self, item: Commitment) -> Commitment:
        return Commitment.objects.get(pk=item.pk)

    def asked(self, **more: Any) -> Commitment:
        return make.commitment(self.cast, state=S.PROPOSED, **more)


@pytest.mark.both
class ProposingTests(CounterCase):
    def test_the_desk_answers_and_the_owner_accepts_only_by_a_step_of_its_own(self) -> None:
        item = self.asked()
        before = set(check_history())
        one = self.propose(item)
        self.assertTrue(self.again(item).is_countered)
        self.assertEqual(acceptance.list_awaited_sides(self.again(item), TODAY), ())
        with self.assertRaisesMessage(Refused, "A counter-proposal is pending."):
            acceptance.accept(self.again(item), Side.OURS, by=self.cast.focal_point, now=NOW)
        one = Approval.objects.get(pk=one.pk)
        approvals.grant_request(one, by=self.cast.officer, now=LATER)
        item = self.again(item)
        self.assertEqual((item.state, item.is_countered), (S.PROPOSED, False))
        assert item.deadline is not None
        self.assertEqual(item.deadline.due_on, datetime.date(2026, 9, 30))
        self.assertEqual(item.deadline.reason, MoveReason.PROPOSED)
        self.assertEqual(item.deadline.requested_by, self.cast.focal_point)
        self.assertIsNone(leads_of(item)[0].accepted_on)
        self.assertEqual(item.proposed_on, LATER.date())
        acceptance.accept(item, Side.OURS, by=self.cast.focal_point, now=LATER)
        self.assertEqual(item.state, S.ACCEPTED)
        self.assertLessEqual(set(check_history()), before)

    def test_a_rejected_one_goes_back_to_the_owner_with_the_reason(self) -> None:
        item = self.asked()
        one = Approval.objects.get(pk=self.propose(item).pk)
        before = self.again(item).deadline
        with self.assertRaises(Refused):
            approvals.refuse_request(one, answer="", by=self.cast.officer, now=LATER)
        approvals.refuse_request(one, answer="The session is in July.", by=self.cast.officer, now=LATER)
        item = self.again(item)
        self.assertEqual((item.is_countered, item.deadline, item.proposed_on), (False, before, LATER.date()))
        self.assertEqual(len(acceptance.list_awaited_sides(item, TODAY)), 1)

    def test_one_is_open_at_a_time_and_the_desk_answers_with_its_own(self) -> None:
        item = self.asked()
        first = self.propose(item)
        with self.assertRaises(Refused):
            self.propose(item)
        october = OtherTerms(spec=on_day(datetime.date(2026, 10, 30), "by 30 October 2026"))
        second = self.propose(item, october, Proposer.DESK, self.cast.officer)
        first.refresh_from_db()
        self.assertEqual((first.state, second.state), (ApprovalState.REFUSED, ApprovalState.GRANTED))
        self.assertIn("Other terms proposed", first.answer)
        item = self.again(item)
        self.assertEqual((item.due_on, item.is_countered), (datetime.date(2026, 10, 30), False))

    def test_one_that_was_overtaken_by_a_change_is_not_accepted(self) -> None:
        item = self.asked()
        one = Approval.objects.get(pk=self.propose(item).pk)
        Commitment.objects.filter(pk=item.pk).update(title="Send the samples")
        with self.assertRaisesMessage(Refused, "has changed since"):
            approvals.grant_request(Approval.objects.get(pk=one.pk), by=self.cast.officer, now=LATER)

    def test_it_refuses_what_changes_nothing_or_is_not_proposed(self) -> None:
        item = self.asked()
        with self.assertRaisesMessage(Refused, "Enter another deadline"):
            self.propose(item, OtherTerms(title=item.title))
        with self.assertRaises(Refused):
            self.propose(item, OtherTerms(ministry=self.cast.their_ministry))
        with self.assertRaises(Refused):
            self.propose(make.commitment(self.cast, state=S.ACCEPTED))
        with self.assertRaises(Refused):
            self.propose(item, proposer=Proposer.DESK)
        with self.assertRaises(Refused):
            self.propose(item, by=self.cast.reader)

    def test_another_lead_alone_leaves_the_acceptance_of_the_partner(self) -> None:
        item = self.asked(owed_by=OwedBy.JOINT)
        acceptance.accept(item, Side.THEIRS, answer="Note 9", by=self.cast.officer, now=NOW)
        one = self.propose(item, OtherTerms(ministry=self.cast.mofa))
        approvals.grant_request(Approval.objects.get(pk=one.pk), by=self.cast.officer, now=LATER)
        leads = {lead.side: lead for lead in leads_of(self.again(item))}
        self.assertEqual(leads[Side.OURS].ministry, self.cast.mofa)
        self.assertIsNotNone(leads[Side.THEIRS].accepted_on)

    def test_the_partner_proposes_by_a_document_and_a_joint_text_is_no_consent_to_it(self) -> None:
        text = make.statement(self.cast, kind=StatementKind.AGREED_MINUTES, title="Agreed minutes")
        point = make.outcome(self.cast, text.meeting, statement=text)
        item = make.commitment(self.cast, point, owed_by=OwedBy.JOINT)
        acceptance.propose(item, by=self.cast.officer, now=NOW)
        one = self.propose(item, OtherTerms(title="Send the samples"))
        approvals.grant_request(Approval.objects.get(pk=one.pk), by=self.cast.officer, now=LATER)
        self.assertEqual({lead.accepted_on for lead in leads_of(self.again(item))}, {None})
        officer: dict[str, Any] = {"proposer": Proposer.THEIRS, "by": self.cast.officer}
        with self.assertRaisesMessage(Refused, "Enter the document"):
            self.propose(item, **officer)
        two = self.propose(item, document="Note verbale 12/26, page 2", **officer)
        self.assertEqual(two.document, "Note verbale 12/26, page 2")

    def test_the_desk_is_reminded_until_it_answers(self) -> None:
        item = self.asked()
        self.propose(item)
        found = records.item_of(self.again(item))
        assert found is not None
        for rule in (ReminderKind.PROPOSED, ReminderKind.ANSWER):
            self.assertEqual(schedule.list_audiences(found.subject, rule), (Audience.DESK,))
        self.assertEqual(
            schedule.list_audiences(found.subject, ReminderKind.ANSWER_OWNER_HEAD), (Audience.DESK,)
        )

    def test_the_owner_undoes_it(self) -> None:
        item = self.asked()
        self.propose(item, now=LATER)
        row = AuditRow.objects.filter(at=LATER, by=self.cast.focal_point).order_by("pk")[0]
        undo.undo_step(row.pk, by=self.cast.focal_point, now=LATER + datetime.timedelta(minutes=2))
        item = self.again(item)
        self.assertEqual((item.is_countered, item.approvals.count()), (False, 0))
