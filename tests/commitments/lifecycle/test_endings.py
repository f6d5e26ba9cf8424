"""How commitments end other than by being done, and how they are opened again."""

import datetime
from typing import Any

from commitments.access import write_rules
from commitments.enums import (
    OPEN_STATES,
    ApprovalKind,
    ApprovalState,
    Classification,
    CommitmentState,
    Nature,
    OwedBy,
    Step,
    Strength,
)
from commitments.lifecycle import acceptance, endings, progress, transitions
from commitments.models import Approval, AuditRow, Commitment
from tests import make
from tests.cast import NOW, TODAY
from tests.commitments.lifecycle.case import LifeCase

S = CommitmentState


class EndingTests(LifeCase):
    def withdraw(self, item: Commitment, **kwargs: Any) -> Commitment:
        said: dict[str, Any] = {"reason": "Both sides agreed.", "document": "Note verbale 7/2026"}
        return endings.withdraw(item, by=self.cast.head, now=NOW, **{**said, **kwargs})

    def test_the_head_withdraws_from_every_open_state(self) -> None:
        for state in (S.PROPOSED, S.ACCEPTED, S.IN_PROGRESS, S.REPORTED):
            item = self.withdraw(make.commitment(self.cast, state=state))
            self.assertEqual((item.state, item.closed_on), (S.WITHDRAWN, TODAY))

    def test_a_draft_is_discarded_and_not_withdrawn(self) -> None:
        item = make.commitment(self.cast)
        self.assertEqual(self.code(item, Step.WITHDRAW, "head"), "wrong_state")
        acceptance.discard(item, by=self.cast.officer, now=NOW)
        self.assertEqual((item.state, item.closed_on), (S.DISCARDED, None))

    def test_an_officer_is_told_to_ask_for_it(self) -> None:
        item = make.commitment(self.cast, state=S.IN_PROGRESS)
        for step in (Step.WITHDRAW, Step.SUPERSEDE, Step.DISCONTINUE, Step.SUSPEND):
            self.assertEqual(self.code(item, step), "ask")
        self.assertEqual(self.code(item, Step.WITHDRAW, "focal_point"), "forbidden")
        self.assertEqual(self.code(item, Step.ENTER_IN_ERROR, "head"), "ask")

    def test_it_needs_a_reason_and_an_authority(self) -> None:
        item = make.commitment(self.cast, state=S.IN_PROGRESS)
        self.refused("needs_reason", self.withdraw, item, reason=" ")
        self.refused("long_reason", self.withdraw, item, reason="x" * 301)
        self.refused("needs_document", self.withdraw, item, document=" ")
        self.refused(
            "needs_document", endings.discontinue, item, reason="No.", document="", by=self.cast.head, now=NOW
        )
        item.refresh_from_db()
        self.assertEqual(item.state, S.IN_PROGRESS)

    def test_what_the_head_decides_alone_is_on_record_as_a_request(self) -> None:
        item = self.withdraw(make.commitment(self.cast, state=S.ACCEPTED))
        row = Approval.objects.get(commitment=item)
        self.assertEqual(
            (row.kind, row.state, row.recorded_by, row.decided_by, row.document),
            (
                ApprovalKind.WITHDRAW,
                ApprovalState.GRANTED,
                self.cast.head,
                self.cast.head,
                "Note verbale 7/2026",
            ),
        )
        step = AuditRow.objects.filter(subject_type="commitments.Commitment", action="withdraw").get()
        self.assertEqual((step.reason, step.after["state"]), ("Both sides agreed.", "withdrawn"))

    def test_another_commitment_of_the_same_partner_takes_its_place(self) -> None:
        item = make.commitment(self.cast, state=S.IN_PROGRESS)
        weak = make.outcome(self.cast, strength=Strength.WILL_CONSIDER)
        other = make.commitment(self.cast, weak, state=S.ACCEPTED)
        endings.supersede(item, other=other, reason="Renewed.", by=self.cast.head, now=NOW)
        other.refresh_from_db()
        self.assertEqual((item.state, item.superseded_by), (S.SUPERSEDED, other))
        self.assertEqual((item.strength, other.strength), (Strength.AGREED, Strength.WILL_CONSIDER))

    def test_what_supersedes_is_named_nowhere_but_behind_its_own_door(self) -> None:
        item = make.commitment(self.cast, state=S.IN_PROGRESS)
        other = make.commitment(self.cast, classification=Classification.SECRET, state=S.ACCEPTED)
        endings.supersede(item, other=other, reason="Renewed.", by=self.cast.head, now=NOW)
        rows = AuditRow.objects.filter(page_type="commitments.Commitment", page_id=item.pk)
        told = [str(row.before) + str(row.after) + row.reason for row in rows]
        self.assertNotIn(other.reference, "".join(told))

    def test_what_cannot_take_its_place(self) -> None:
        item = make.commitment(self.cast, state=S.IN_PROGRESS)
        elsewhere = make.meeting(self.cast, country=self.cast.elsewhere)
        foreign = make.commitment(self.cast, make.outcome(self.cast, elsewhere), parts=(), state=S.PROPOSED)
        said = {"reason": "Renewed.", "by": self.cast.head, "now": NOW}
        for other in (item, make.commitment(self.cast), foreign):
            self.refused("other", endings.supersede, item, other=other, **said)

    def test_a_circle_of_supersession_is_refused(self) -> None:
        first, second, third = (make.commitment(self.cast, state=S.IN_PROGRESS) for _ in range(3))
        said: dict[str, Any] = {"reason": "Renewed.", "by": self.cast.head, "now": NOW}
        endings.supersede(first, other=second, **said)
        endings.supersede(second, other=third, **said)
        first.refresh_from_db()
        self.refused("circle", endings.supersede, third, other=first, **said)

    def test_only_a_continuing_one_is_concluded_or_overtaken(self) -> None:
        discrete = make.commitment(self.cast, state=S.IN_PROGRESS)
        for step in (Step.CONCLUDE, Step.OVERTAKE):
            self.assertEqual(self.code(discrete, step), "discrete")
        going_on = make.commitment(self.cast, nature=Nature.ONGOING, state=S.ACCEPTED)
        day = datetime.date(2026, 3, 2)
        endings.overtake(going_on, reason="The treaty covers it.", on=day, by=self.cast.officer, now=NOW)
        self.assertEqual((going_on.state, going_on.closed_on), (S.OVERTAKEN, day))


class ReopenTests(LifeCase):
    def reopen(self, item: Commitment) -> Commitment:
        return endings.reopen(item, reason="The report was wrong.", by=self.cast.head, now=NOW)

    def test_it_is_in_progress_again_without_the_reports(self) -> None:
        item = make.commitment(self.cast, state=S.FULFILLED)
        first = item.first_deadline
        self.reopen(item)
        lead = transitions.owing_leads(item)[0]
        self.assertEqual((item.state, item.closed_on, item.first_deadline), (S.IN_PROGRESS, None, first))
        self.assertEqual((lead.reported_on, lead.report, lead.accepted_on), (None, "", TODAY))

    def test_what_its_owners_never_accepted_is_proposed_again(self) -> None:
        item = make.commitment(self.cast, owed_by=OwedBy.JOINT, state=S.PROPOSED)
        endings.discontinue(item, reason="Idle.", document="The director", by=self.cast.head, now=NOW)
        self.reopen(item)
        self.assertEqual((item.state, item.proposed_on), (S.PROPOSED, TODAY))

    def test_what_superseded_it_no_longer_does(self) -> None:
        item, other = (make.commitment(self.cast, state=S.IN_PROGRESS) for _ in range(2))
        endings.supersede(item, other=other, reason="Renewed.", by=self.cast.head, now=NOW)
        self.assertIsNone(self.reopen(item).superseded_by)

    def test_it_is_the_heads_to_decide_and_needs_a_closed_item(self) -> None:
        item = make.commitment(self.cast, state=S.FULFILLED)
        self.assertEqual((self.code(item, Step.REOPEN), self.code(item, Step.REOPEN, "head")), ("ask", ""))
        standing = make.commitment(self.cast, state=S.IN_PROGRESS)
        self.assertEqual(self.code(standing, Step.REOPEN, "head"), "wrong_state")

    def test_what_has_a_living_rest_stays_closed(self) -> None:
        item = make.commitment(self.cast, state=S.REPORTED)
        make.evidence(self.cast, item)
        rest = progress.fulfil_in_part(
            item, reason="Half is done.", rest_title="The other half", by=self.cast.validator, now=NOW
        )
        refusal = transitions.why_not(item, Step.REOPEN, self.cast.head)
        assert refusal is not None
        self.assertEqual(refusal.code, "has_rest")
        self.assertIn(rest.reference, str(refusal))

    def test_a_reopened_one_can_be_reported_and_confirmed_again(self) -> None:
        item = make.commitment(self.cast, state=S.FULFILLED)
        self.reopen(item)
        make.advance(self.cast, item, S.FULFILLED)
        self.assertEqual(item.state, S.FULFILLED)


class TableTests(LifeCase):
    def test_every_step_of_the_table_has_its_function(self) -> None:
        named = {Step.SUSPEND: "suspend", Step.RESUME: "resume", Step.DISCONTINUE: "discontinue"}
        for step in Step:
            name = named.get(step, step.value)
            found = [one for one in (acceptance, progress, endings) if callable(getattr(one, name, None))]
            self.assertEqual(len(found), 1, step)

    def test_every_refusal_says_what_to_do_in_a_sentence(self) -> None:
        items = [make.commitment(self.cast, state=state) for state in make.WAY]
        items.append(make.commitment(self.cast, nature=Nature.ONGOING, state=S.IN_PROGRESS))
        for item in items:
            for person in (self.cast.officer, self.cast.head, self.cast.focal_point, self.cast.validator):
                acts = write_rules.build_acts(person, item)
                for step in Step:
                    if (refusal := transitions.why_not(item, step, person, acts)) is not None:
                        self.assertRegex(str(refusal), r"^[A-Z].{10,}\.$", step)
                        self.assertEqual(refusal.code, self.why(item, step, person.username))

    def why(self, item: Commitment, step: Step, who: str) -> str:
        return self.code(item, step, who)

    def test_no_step_leads_from_a_hidden_state(self) -> None:
        item = make.commitment(self.cast)
        acceptance.discard(item, by=self.cast.officer, now=NOW)
        for step in Step:
            self.assertEqual(self.code(item, step, "head"), "wrong_state")

    def test_open_states_are_those_from_which_an_item_is_withdrawn(self) -> None:
        for state in OPEN_STATES:
            self.assertNotEqual(self.code(Commitment(state=state), Step.WITHDRAW), "wrong_state")
