"""Each step of the life-cycle: who, from where, with what."""

from typing import ClassVar

from django.test import TestCase

from commitments.enums import TRANSITIONS, CommitmentState, Health, Nature, OwedBy, Side, StatementKind, Step
from commitments.errors import Refused
from commitments.lifecycle import acceptance, endings, progress, transitions
from commitments.models import AuditRow, Commitment, ProgressUpdate
from tests import make
from tests.cast import NOW, TODAY, Cast, gather

S = CommitmentState


class StepTests(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def code(self, item: Commitment, step: Step, who: str = "officer") -> str:
        refusal = transitions.why_not(item, step, getattr(self.cast, who))
        return refusal.code if refusal else ""

    def test_a_step_is_refused_from_every_state_that_the_table_does_not_name(self) -> None:
        for state in make.WAY:
            item = make.commitment(self.cast, state=state)
            for step, transition in TRANSITIONS.items():
                with self.subTest(f"{step} from {state}"):
                    is_named = state in transition.sources
                    self.assertEqual(self.code(item, step) != "wrong_state", is_named)

    def test_the_ministry_in_the_lead_accepts_by_its_own_word(self) -> None:
        item = make.commitment(self.cast, state=S.PROPOSED)
        acceptance.accept(item, Side.OURS, by=self.cast.focal_point, now=NOW)
        lead = transitions.owing_leads(item)[0]
        self.assertEqual(
            (item.state, lead.accepted_on, lead.accepted_by), (S.ACCEPTED, TODAY, self.cast.focal_point)
        )

    def test_the_desk_accepts_for_another_ministry_only_with_its_answer_on_file(self) -> None:
        item = make.commitment(self.cast, state=S.PROPOSED)
        with self.assertRaises(Refused) as refused:
            acceptance.accept(item, Side.OURS, by=self.cast.officer, now=NOW)
        self.assertEqual(refused.exception.code, "needs_answer")
        acceptance.accept(item, Side.OURS, by=self.cast.officer, now=NOW, answer="Letter 4/2026 of 9 March")
        self.assertEqual(item.state, S.ACCEPTED)

    def test_the_desk_accepts_where_its_own_ministry_leads(self) -> None:
        parts = (transitions.OwnerPart(Side.OURS, self.cast.mofa),)
        item = make.commitment(self.cast, parts=parts, state=S.PROPOSED)
        acceptance.accept(item, Side.OURS, by=self.cast.officer, now=NOW)
        self.assertEqual(item.state, S.ACCEPTED)

    def test_a_joint_commitment_waits_for_both_leads(self) -> None:
        item = make.commitment(self.cast, owed_by=OwedBy.JOINT, state=S.PROPOSED)
        acceptance.accept(item, Side.OURS, by=self.cast.focal_point, now=NOW)
        self.assertEqual(item.state, S.PROPOSED)
        self.assertEqual([lead.side for lead in transitions.list_awaited_leads(item)], [Side.THEIRS])
        acceptance.accept(item, Side.THEIRS, by=self.cast.officer, now=NOW, answer="Note verbale 12/26")
        self.assertEqual(item.state, S.ACCEPTED)

    def test_a_joint_statement_is_their_acceptance_with_no_further_step(self) -> None:
        text = make.statement(self.cast, kind=StatementKind.JOINT_STATEMENT)
        point = make.outcome(self.cast, text.meeting, statement=text)
        item = make.commitment(self.cast, point, owed_by=OwedBy.THEIRS, state=S.PROPOSED)
        self.assertEqual(item.state, S.ACCEPTED)
        self.assertEqual(transitions.owing_leads(item)[0].acceptance, text.title)

    def test_their_own_readout_is_no_acceptance(self) -> None:
        text = make.statement(self.cast, kind=StatementKind.THEIR_READOUT)
        point = make.outcome(self.cast, text.meeting, statement=text)
        item = make.commitment(self.cast, point, owed_by=OwedBy.THEIRS, state=S.PROPOSED)
        self.assertEqual(item.state, S.PROPOSED)

    def test_who_reported_does_not_confirm(self) -> None:
        item = make.commitment(self.cast, state=S.IN_PROGRESS)
        progress.report(item, Side.OURS, by=self.cast.validator, now=NOW)
        make.evidence(self.cast, item)
        self.assertEqual(self.code(item, Step.FULFIL, "validator"), "own_report")

    def test_who_reported_one_side_of_a_joint_one_does_not_confirm_the_whole(self) -> None:
        item = make.commitment(self.cast, owed_by=OwedBy.JOINT, state=S.IN_PROGRESS)
        progress.report(item, Side.OURS, by=self.cast.validator, now=NOW)
        progress.report(item, Side.THEIRS, by=self.cast.officer, now=NOW, document="Note verbale 12/26")
        make.evidence(self.cast, item)
        self.assertEqual(item.state, S.REPORTED)
        self.assertEqual(self.code(item, Step.FULFIL, "validator"), "own_report")

    def test_completion_needs_evidence_and_the_validating_authority(self) -> None:
        item = make.commitment(self.cast, state=S.REPORTED)
        self.assertEqual(self.code(item, Step.FULFIL, "validator"), "needs_evidence")
        make.evidence(self.cast, item)
        self.assertEqual(self.code(item, Step.FULFIL, "head"), "forbidden")
        progress.fulfil(item, by=self.cast.validator, now=NOW)
        self.assertEqual((item.state, item.closed_on), (S.FULFILLED, TODAY))

    def test_where_no_validating_authority_is_named_the_head_of_desk_confirms(self) -> None:
        item = make.commitment(self.cast, owed_by=OwedBy.THEIRS, state=S.REPORTED)
        make.evidence(self.cast, item)
        self.assertEqual(self.code(item, Step.FULFIL, "head"), "")
        self.assertEqual(self.code(item, Step.FULFIL, "division_head"), "forbidden")

    def test_a_report_sent_back_is_awaited_again(self) -> None:
        item = make.commitment(self.cast, state=S.REPORTED)
        progress.send_back(item, by=self.cast.validator, now=NOW, reason="No list attached.")
        self.assertEqual((item.state, len(transitions.list_awaited_leads(item))), (S.IN_PROGRESS, 1))

    def test_declining_needs_a_reason_and_leaves_the_item_with_the_desk(self) -> None:
        item = make.commitment(self.cast, state=S.PROPOSED)
        with self.assertRaises(Refused):
            acceptance.decline(item, by=self.cast.focal_point, now=NOW, reason=" ")
        acceptance.decline(item, by=self.cast.focal_point, now=NOW, reason="Not ours.")
        acceptance.propose(item, by=self.cast.officer, now=NOW)
        self.assertEqual(item.state, S.PROPOSED)

    def test_a_redraft_clears_the_acceptance_of_one_side(self) -> None:
        item = make.commitment(self.cast, owed_by=OwedBy.JOINT, state=S.PROPOSED)
        acceptance.accept(item, Side.OURS, by=self.cast.focal_point, now=NOW)
        acceptance.redraft(item, by=self.cast.officer, now=NOW, reason="They ask for other words.")
        self.assertEqual(
            (item.state, [lead.accepted_on for lead in transitions.owing_leads(item)]), (S.DRAFT, [None] * 2)
        )

    def test_a_continuing_commitment_is_concluded_never_completed(self) -> None:
        item = make.commitment(self.cast, nature=Nature.ONGOING, state=S.IN_PROGRESS)
        self.assertEqual(self.code(item, Step.REPORT), "continuing")
        endings.conclude(item, by=self.cast.officer, now=NOW, reason="Overtaken by the agreement.")
        self.assertEqual(item.state, S.CONCLUDED)

    def test_a_lost_race_is_refused_and_changes_nothing(self) -> None:
        item = make.commitment(self.cast, state=S.ACCEPTED)
        mine, other = Commitment.objects.get(pk=item.pk), Commitment.objects.get(pk=item.pk)
        progress.start(other, by=self.cast.officer, now=NOW)
        rows = AuditRow.objects.count()
        with self.assertRaises(Refused) as refused:
            progress.start(mine, by=self.cast.focal_point, now=NOW)
        self.assertEqual((refused.exception.code, AuditRow.objects.count()), ("changed", rows))

    def test_each_step_leaves_one_row_with_before_and_after(self) -> None:
        item = make.commitment(self.cast, state=S.ACCEPTED)
        progress.start(item, by=self.cast.focal_point, now=NOW)
        row = AuditRow.objects.filter(subject_type="commitments.Commitment", subject_id=item.pk).latest("id")
        self.assertEqual((row.action, row.by, row.at), ("start", self.cast.focal_point, NOW))
        self.assertEqual((row.before, row.after), ({"state": "accepted"}, {"state": "in_progress"}))

    def test_the_officer_of_another_desk_takes_no_step(self) -> None:
        item = make.commitment(self.cast, state=S.ACCEPTED)
        for step in (Step.START, Step.REPORT):
            self.assertEqual(self.code(item, step, "stranger"), "forbidden")


class ProgressTests(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def say(self, item: Commitment, health: Health, days_ago: int) -> ProgressUpdate:
        reported_on = TODAY.replace(day=TODAY.day - days_ago)
        return progress.record_update(
            item,
            health=health,
            text="Said.",
            side=Side.OURS,
            reported_on=reported_on,
            by=self.cast.focal_point,
            now=NOW,
        )

    def test_the_latest_report_by_its_own_date_gives_the_health(self) -> None:
        item = make.commitment(self.cast, state=S.IN_PROGRESS)
        self.say(item, Health.AT_RISK, 1)
        self.say(item, Health.ON_TRACK, 5)
        self.assertEqual((item.health, item.updates.count()), (Health.AT_RISK, 2))

    def test_a_report_of_tomorrow_or_on_a_closed_item_is_refused(self) -> None:
        item = make.commitment(self.cast, state=S.IN_PROGRESS)
        with self.assertRaises(Refused):
            self.say(item, Health.ON_TRACK, -1)
        done = make.commitment(self.cast, state=S.FULFILLED)
        with self.assertRaises(Refused):
            self.say(done, Health.ON_TRACK, 0)
