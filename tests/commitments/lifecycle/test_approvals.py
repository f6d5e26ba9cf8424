"""What one person asks and another decides."""

import datetime
from typing import Any

from django.test import SimpleTestCase

from commitments.access import policy
from commitments.deadlines import versions
from commitments.enums import (
    TRANSITIONS,
    Actor,
    ApprovalKind,
    ApprovalState,
    CommitmentState,
    MoveReason,
    Step,
)
from commitments.language.phrases.specification import on_day
from commitments.lifecycle import approvals, endings
from commitments.models import Approval, AuditRow, Commitment, User
from tests import make
from tests.cast import NOW
from tests.commitments.lifecycle.case import LifeCase

S, A = CommitmentState, Actor
AUTUMN = datetime.date(2026, 10, 1)
DATE = {"spec": on_day(AUTUMN, "by 1 October 2026").to_json(), "review_on": None}


class AskingCase(LifeCase):
    def item(self, state: CommitmentState = S.IN_PROGRESS) -> Commitment:
        return make.commitment(self.cast, state=state)

    def ask(self, item: Commitment, matter: ApprovalKind, by: User | None = None, **said: Any) -> Approval:
        usual: dict[str, Any] = {"reason": "The ministry needs longer.", "document": "Letter 5/2026"}
        if matter == ApprovalKind.DATE:
            usual |= {"terms": DATE, "move_reason": MoveReason.CAPACITY}
        if matter == ApprovalKind.SUSPEND:
            usual |= {"terms": {"review_on": AUTUMN.isoformat()}}
        return approvals.request_approval(
            item, matter, by=by or self.cast.officer, now=NOW, **{**usual, **said}
        )

    def grant(self, approval: Approval, by: User | None = None) -> Approval:
        return approvals.grant_request(approval, by=by or self.cast.head, now=NOW)


class KindTests(SimpleTestCase):
    def test_each_matter_is_one_kind_and_leads_to_one_step(self) -> None:
        self.assertEqual(set(approvals.PROCEDURES), set(ApprovalKind))
        steps = {kind.step for kind in approvals.PROCEDURES.values()} - {None}
        self.assertEqual(steps, {step for step, row in TRANSITIONS.items() if row.by in (A.HEAD, A.SECOND)})
        for matter, kind in approvals.PROCEDURES.items():
            if kind.step is not None:
                self.assertEqual(kind.decided_by, TRANSITIONS[kind.step].by, matter)


class AskTests(AskingCase):
    def test_the_focal_point_of_the_lead_ministry_asks_for_another_date_and_for_nothing_else(self) -> None:
        item = self.item()
        asked = self.ask(item, ApprovalKind.DATE, by=self.cast.focal_point)
        self.assertEqual((asked.state, asked.recorded_by), (ApprovalState.PENDING, self.cast.focal_point))
        for matter in (
            ApprovalKind.SUSPEND,
            ApprovalKind.WITHDRAW,
            ApprovalKind.DISCONTINUE,
            ApprovalKind.ENTER_IN_ERROR,
        ):
            self.refused("forbidden", self.ask, item, matter, by=self.cast.focal_point)
        self.assertEqual(item.due_on, make.DUE_ON)

    def test_strangers_and_readers_ask_for_nothing(self) -> None:
        item = self.item()
        for person in (self.cast.stranger, self.cast.reader, self.cast.auditor, self.cast.records_officer):
            self.refused("forbidden", self.ask, item, ApprovalKind.DISCONTINUE, by=person)

    def test_a_thing_is_asked_once_at_a_time(self) -> None:
        item = self.item()
        first = self.ask(item, ApprovalKind.DATE)
        self.refused("asked", self.ask, item, ApprovalKind.DATE, by=self.cast.focal_point)
        approvals.withdraw_request(first, by=self.cast.officer, now=NOW)
        self.ask(item, ApprovalKind.DATE)

    def test_what_could_not_be_granted_is_refused_at_once(self) -> None:
        self.refused("wrong_state", self.ask, self.item(S.PROPOSED), ApprovalKind.DATE)
        self.refused("wrong_state", self.ask, self.item(S.FULFILLED), ApprovalKind.DATE)
        self.refused("wrong_state", self.ask, self.item(S.ACCEPTED), ApprovalKind.SUSPEND)
        self.refused("wrong_state", self.ask, self.item(), ApprovalKind.REOPEN)
        self.refused("wrong_state", self.ask, self.item(S.DRAFT), ApprovalKind.ENTER_IN_ERROR)

    def test_the_terms_are_looked_at_when_asked(self) -> None:
        item = self.item()
        self.refused("needs_terms", self.ask, item, ApprovalKind.DATE, terms={"spec": {"kind": "whenever"}})
        self.refused("needs_terms", self.ask, item, ApprovalKind.DATE, terms={})
        self.refused("needs_terms", self.ask, item, ApprovalKind.DATE, terms={**DATE, "event": 0})
        self.refused("needs_move_reason", self.ask, item, ApprovalKind.DATE, move_reason="event_moved")
        slip = {"spec": on_day(AUTUMN.replace(year=2006), "by 1 October 2006").to_json()}
        self.refused("before_meeting", self.ask, item, ApprovalKind.DATE, terms=slip)
        self.refused("needs_review", self.ask, item, ApprovalKind.SUSPEND, terms={})
        self.refused("needs_review", self.ask, item, ApprovalKind.SUSPEND, terms={"review_on": "31 June"})
        self.refused("other", self.ask, item, ApprovalKind.SUPERSEDE)
        self.refused("other", self.ask, item, ApprovalKind.SUPERSEDE, other=item)
        self.refused("needs_document", self.ask, item, ApprovalKind.WITHDRAW, document="")
        self.refused("needs_reason", self.ask, item, ApprovalKind.DISCONTINUE, reason=" ")
        self.assertEqual(Approval.objects.count(), 0)

    def test_the_request_and_the_decision_are_audited_on_the_page_of_the_item(self) -> None:
        item = self.item()
        asked = self.ask(item, ApprovalKind.DATE)
        self.grant(asked)
        rows = AuditRow.objects.filter(subject_type="commitments.Approval", page_id=item.pk).order_by("id")
        self.assertEqual([row.action for row in rows], ["created", "granted"])
        self.assertEqual(rows[1].after["decided_by_id"], self.cast.head.pk)


class DecideTests(AskingCase):
    def test_a_granted_date_moves_the_deadline_and_names_who_asked(self) -> None:
        item = self.item()
        self.grant(self.ask(item, ApprovalKind.DATE, by=self.cast.focal_point))
        item.refresh_from_db()
        standing = item.deadline
        assert standing is not None
        self.assertEqual((item.due_on, standing.reason), (AUTUMN, MoveReason.CAPACITY))
        self.assertEqual(
            (standing.requested_by, standing.approved_by), (self.cast.focal_point, self.cast.head)
        )
        self.assertEqual((standing.note, standing.document), ("The ministry needs longer.", "Letter 5/2026"))
        chain = list(item.deadlines.order_by("number"))
        self.assertEqual(versions.count_slips(chain, chain[0]).count, 1)

    def test_each_matter_does_what_it_asks(self) -> None:
        other = self.item()
        for matter, state in (
            (ApprovalKind.SUSPEND, S.SUSPENDED),
            (ApprovalKind.WITHDRAW, S.WITHDRAWN),
            (ApprovalKind.SUPERSEDE, S.SUPERSEDED),
            (ApprovalKind.DISCONTINUE, S.DISCONTINUED),
            (ApprovalKind.ENTER_IN_ERROR, S.IN_ERROR),
        ):
            item = self.item()
            said: dict[str, Any] = {"other": other} if matter == ApprovalKind.SUPERSEDE else {}
            asked = self.grant(self.ask(item, matter, **said))
            item.refresh_from_db()
            self.assertEqual((item.state, asked.state), (state, ApprovalState.GRANTED))
        closed = self.item(S.FULFILLED)
        self.grant(self.ask(closed, ApprovalKind.REOPEN))
        closed.refresh_from_db()
        self.assertEqual(closed.state, S.IN_PROGRESS)

    def test_only_heads_of_the_desk_decide(self) -> None:
        asked = self.ask(self.item(), ApprovalKind.DISCONTINUE)
        for person in (self.cast.officer, self.cast.focal_point, self.cast.stranger, self.cast.auditor):
            self.refused("forbidden", self.grant, asked, person)
        self.grant(asked, self.cast.division_head)

    def test_nobody_grants_an_error_that_he_asked_for_himself(self) -> None:
        item = self.item()
        asked = self.ask(item, ApprovalKind.ENTER_IN_ERROR, by=self.cast.head)
        self.refused("own_request", self.grant, asked, self.cast.head)
        self.grant(asked, self.cast.officer)
        item.refresh_from_db()
        self.assertEqual((item.state, item.closed_on), (S.IN_ERROR, None))
        self.assertFalse(policy.can_read(self.cast.officer, item))
        self.assertTrue(policy.can_read(self.cast.auditor, item))

    def test_it_is_entered_in_error_through_a_granted_request_only(self) -> None:
        item = self.item()
        asked = self.ask(item, ApprovalKind.ENTER_IN_ERROR)
        self.refused("ask", endings.enter_in_error, item, approval=asked, by=self.cast.head, now=NOW)
        other = self.ask(self.item(), ApprovalKind.ENTER_IN_ERROR)
        self.grant(other)
        self.refused("ask", endings.enter_in_error, item, approval=other, by=self.cast.head, now=NOW)

    def test_what_changed_meanwhile_is_not_granted_and_nothing_is_half_done(self) -> None:
        item = self.item(S.REPORTED)
        asked = self.ask(item, ApprovalKind.DATE)
        make.evidence(self.cast, item)
        make.confirm(self.cast, item)
        with self.assertRaisesMessage(Exception, "can no longer be approved"):
            self.grant(Approval.objects.get(pk=asked.pk))
        asked.refresh_from_db()
        self.assertEqual(asked.state, ApprovalState.PENDING)
        approvals.refuse_request(asked, answer="It was done meanwhile.", by=self.cast.head, now=NOW)

    def test_terms_that_went_stale_are_not_granted(self) -> None:
        asked = self.ask(self.item(), ApprovalKind.SUSPEND)
        with self.assertRaises(Exception) as refused:
            approvals.grant_request(asked, by=self.cast.head, now=NOW + datetime.timedelta(days=300))
        self.assertEqual(getattr(refused.exception, "code", ""), "past_review")
        asked.refresh_from_db()
        self.assertEqual(asked.state, ApprovalState.PENDING)

    def test_it_is_decided_once(self) -> None:
        asked = self.ask(self.item(), ApprovalKind.DISCONTINUE)
        stale = Approval.objects.get(pk=asked.pk)
        approvals.refuse_request(asked, answer="Not now.", by=self.cast.head, now=NOW)
        self.refused("changed", self.grant, stale)
        self.refused("decided", self.grant, asked)
        self.refused("decided", approvals.withdraw_request, asked, by=self.cast.officer, now=NOW)

    def test_a_refusal_says_why_and_changes_nothing_else(self) -> None:
        item = self.item()
        asked = self.ask(item, ApprovalKind.DATE)
        self.refused("needs_reason", approvals.refuse_request, asked, answer="", by=self.cast.head, now=NOW)
        approvals.refuse_request(asked, answer="Keep the date.", by=self.cast.head, now=NOW)
        item.refresh_from_db()
        self.assertEqual((asked.answer, item.due_on), ("Keep the date.", make.DUE_ON))

    def test_only_who_asked_takes_it_back(self) -> None:
        asked = self.ask(self.item(), ApprovalKind.DATE, by=self.cast.focal_point)
        self.refused("forbidden", approvals.withdraw_request, asked, by=self.cast.officer, now=NOW)
        approvals.withdraw_request(asked, by=self.cast.focal_point, now=NOW)
        self.assertEqual(asked.state, ApprovalState.WITHDRAWN)


class WaitingTests(AskingCase):
    def test_heads_see_what_waits_for_them_and_others_what_needs_a_second_person(self) -> None:
        item = self.item()
        date = self.ask(item, ApprovalKind.DATE, by=self.cast.focal_point)
        error = self.ask(item, ApprovalKind.ENTER_IN_ERROR, by=self.cast.officer)
        with self.assertNumQueries(1):
            self.assertEqual(list(approvals.waiting_for(self.cast.head)), [date, error])
        self.assertEqual(list(approvals.waiting_for(self.cast.division_head)), [date, error])
        self.assertEqual(list(approvals.waiting_for(self.cast.officer)), [])
        self.assertEqual(list(approvals.waiting_for(self.cast.embassy_officer)), [error])
        for person in (self.cast.focal_point, self.cast.stranger, self.cast.auditor, self.cast.reader):
            self.assertEqual(list(approvals.waiting_for(person)), [])

    def test_what_was_decided_waits_no_longer(self) -> None:
        self.grant(self.ask(self.item(), ApprovalKind.DATE))
        self.assertEqual(list(approvals.waiting_for(self.cast.head)), [])

    def test_an_officer_is_offered_to_ask_and_a_head_to_do(self) -> None:
        item = self.item()
        for step in (Step.WITHDRAW, Step.DISCONTINUE, Step.SUSPEND, Step.SUPERSEDE):
            self.assertEqual((self.code(item, step), self.code(item, step, "head")), ("ask", ""))
