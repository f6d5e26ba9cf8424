"""Random walks through the life-cycle by random people: whatever they do, the record stays whole."""

import datetime
import random
from collections.abc import Callable
from typing import Any

import pytest

from commitments.audit import log
from commitments.enums import (
    CLOSED_STATES,
    COMMITMENT_STRENGTHS,
    TRANSITIONS,
    Actor,
    ApprovalKind,
    ApprovalState,
    CommitmentState,
    Health,
    MoveReason,
    Nature,
    OwedBy,
    Side,
    Step,
)
from commitments.errors import Refused
from commitments.language.phrases.specification import not_stated, on_day
from commitments.lifecycle import acceptance, approvals, drafts, endings, progress, successors, transitions
from commitments.models import Approval, AuditRow, Commitment, CommitmentQuerySet, User
from tests import make
from tests.cast import NOW
from tests.commitments.lifecycle.case import YEARLY, LifeCase

S = CommitmentState
ACCEPTED_BY_ALL = (S.ACCEPTED, S.IN_PROGRESS, S.REPORTED, S.SUSPENDED, S.FULFILLED, S.IN_PART, S.CONCLUDED)
# Together these walks come through nearly every state.
SEEDS, STEPS = (9, 26, 33), 40
ORDER = COMMITMENT_STRENGTHS.index
# Who mostly tries what: those who may, and one or two who may not.
WHO = {
    Actor.DESK: ("officer", "officer", "head", "focal_point"),
    Actor.OWNER: ("officer", "focal_point", "stranger"),
    Actor.VALIDATOR: ("validator", "validator", "head", "officer"),
    Actor.HEAD: ("head", "head", "division_head", "officer"),
    Actor.SECOND: ("officer", "head"),
}
RARE = frozenset(
    {
        Step.DISCARD,
        Step.WITHDRAW,
        Step.SUPERSEDE,
        Step.DISCONTINUE,
        Step.ENTER_IN_ERROR,
        Step.DECLINE,
        Step.REDRAFT,
    }
)

# The steps that need nothing but a person, a moment and perhaps a reason.
PLAIN_STEPS: dict[Step, Callable[..., Any]] = {
    Step.PROPOSE: acceptance.propose,
    Step.DECLINE: acceptance.decline,
    Step.REDRAFT: acceptance.redraft,
    Step.DISCARD: acceptance.discard,
    Step.START: progress.start,
    Step.SEND_BACK: progress.send_back,
    Step.FULFIL: progress.fulfil,
    Step.CONCLUDE: endings.conclude,
    Step.OVERTAKE: endings.overtake,
    Step.RESUME: endings.resume,
    Step.REOPEN: endings.reopen,
}


class Walk:
    """One walk: a clock that goes on, a choice of people and steps, and what must not change."""

    def __init__(self, case: LifeCase, seed: int) -> None:
        self.case, self.dice, self.now = case, random.Random(seed), NOW
        self.firsts: dict[int, int] = {}
        self.strengths: dict[int, int] = {}
        self.reached: set[str] = set()
        self.outcome = make.outcome(case.cast)
        make.commitment(case.cast, self.outcome, state=S.ACCEPTED)
        make.commitment(
            case.cast,
            self.outcome,
            owed_by=self.dice.choice(list(OwedBy)),
            nature=self.dice.choice([Nature.ONE_OFF, Nature.ONE_OFF, Nature.ONGOING]),
            deadline=self.dice.choice([on_day(make.DUE_ON), YEARLY, not_stated()]),
            state=self.dice.choice([S.DRAFT, S.PROPOSED, S.ACCEPTED, S.IN_PROGRESS]),
        )

    @property
    def items(self) -> CommitmentQuerySet:
        """The two that this walk began with, and what came out of them."""
        return Commitment.objects.filter(outcome=self.outcome).order_by("pk")

    def act(self) -> bool:
        """Let somebody try something, and say whether it was done; a refusal changes nothing."""
        self.now += datetime.timedelta(days=self.dice.choice([0, 0, 1, 20]))
        items = list(self.items)
        item = self.dice.choice([*items, *[row for row in items if row.is_open] * 3])
        step = self._likely(item)
        by = getattr(self.case.cast, self.dice.choice(WHO[TRANSITIONS[step].by]))
        tries = [self._step(item, step, by), *self._besides(item, by)]
        what = tries[0] if self.dice.random() < 0.75 else self.dice.choice(tries)
        rows = AuditRow.objects.count()
        try:
            what()
        except Refused:
            self.case.assertEqual(AuditRow.objects.count(), rows, "a refusal wrote history")
            return False
        self.reached.add(item.state)
        return True

    def _likely(self, item: Commitment) -> Step:
        """Choose a step, mostly one that leads on from here, and the common ones most often."""
        if item.state == S.REPORTED and not item.evidence.exists():
            make.evidence(self.case.cast, item, now=self.now)
        leading = [step for step, row in TRANSITIONS.items() if item.state in row.sources]
        if not leading or self.dice.random() < 0.05:
            return self.dice.choice(list(Step))
        return self.dice.choices(leading, [1 if step in RARE else 20 for step in leading])[0]

    def _step(self, item: Commitment, step: Step, by: User) -> Callable[[], Any]:
        who: dict[str, Any] = {"by": by, "now": self.now}
        said = {"reason": "Because.", **who}
        on_paper = {**said, "document": "Note 1/26"}
        side = self.dice.choice(list(Side))
        others = list(self.items)
        review_on = self.now.date() + datetime.timedelta(days=self.dice.choice([30, 300, 500]))
        acts: dict[Step, Callable[[], Any]] = {
            Step.ACCEPT: lambda: acceptance.accept(item, side, answer="Note 2/26", **who),
            Step.REPORT: lambda: progress.report(item, side, document="Note 3/26", **who),
            Step.FULFIL_IN_PART: lambda: progress.fulfil_in_part(item, rest_title="Rest", **said),
            Step.SUSPEND: lambda: endings.suspend(item, review_on=review_on, **said),
            Step.SUPERSEDE: lambda: endings.supersede(item, other=self.dice.choice(others), **said),
            Step.WITHDRAW: lambda: endings.withdraw(item, **on_paper),
            Step.DISCONTINUE: lambda: endings.discontinue(item, **on_paper),
            Step.ENTER_IN_ERROR: lambda: approvals.request_approval(
                item, ApprovalKind.ENTER_IN_ERROR, **said
            ),
        }
        usual = said if TRANSITIONS[step].needs_reason else who
        return acts.get(step, lambda: PLAIN_STEPS[step](item, **usual))

    def _besides(self, item: Commitment, by: User) -> list[Callable[[], Any]]:
        """What people do between the steps: prove, report, ask, decide; and the sweep."""
        who: dict[str, Any] = {"by": by, "now": self.now}
        day = self.now.date() + datetime.timedelta(days=100)
        terms = {"spec": on_day(day).to_json(), "review_on": None}
        said: dict[str, Any] = {"reason": "More time.", "terms": terms, "move_reason": MoveReason.CAPACITY}
        asked = list(
            Approval.objects.filter(state=ApprovalState.PENDING, commitment__in=self.items).order_by("pk")
        )
        health = self.dice.choice(list(Health))
        today = self.now.date()
        acts: list[Callable[[], Any]] = [
            lambda: make.evidence(self.case.cast, item, **who),
            lambda: progress.record_update(
                item, health=health, text="Said.", side=Side.OURS, reported_on=today, **who
            ),
            lambda: approvals.request_approval(item, ApprovalKind.DATE, **said, **who),
            lambda: successors.open_occurrences(self.now),
        ]
        if asked:
            acts += [lambda: approvals.grant_request(self.dice.choice(asked), **who)] * 3
            acts += [lambda: approvals.refuse_request(self.dice.choice(asked), answer="No.", **who)]
        return acts

    def check(self) -> None:
        """Look at every commitment after a step."""
        case = self.case
        for item in self.items.select_related("outcome"):
            case.assertEqual(item.state in CLOSED_STATES, item.closed_on is not None)
            if item.first_deadline_id is not None:
                case.assertEqual(
                    self.firsts.setdefault(item.pk, item.first_deadline_id), item.first_deadline_id
                )
            case.assertNotIn(item.pk, self.firsts if item.first_deadline_id is None else {})
            rank = ORDER(item.strength)
            case.assertLessEqual(rank, self.strengths.get(item.pk, ORDER(drafts.strength_of(item.outcome))))
            self.strengths[item.pk] = rank
            if item.state == S.SUSPENDED:
                case.assertIsNotNone(item.review_on)
            leads = transitions.owing_leads(item)
            accepted = [lead.accepted_on for lead in leads if lead.accepted_on]
            case.assertEqual(item.last_contact_on, item.health_on or max(accepted, default=None))
            if item.state in ACCEPTED_BY_ALL:
                case.assertTrue(all(lead.accepted_on for lead in leads), item.state)
            if item.state in (S.FULFILLED, S.IN_PART):
                case.assertTrue(item.evidence.exists())
                case.assertTrue(all(lead.reported_on for lead in leads))
                row = AuditRow.objects.filter(subject_id=item.pk, after__state=item.state).first()
                assert row is not None
                case.assertNotIn(row.by_id, [lead.reported_by_id for lead in leads])

    def check_history(self) -> None:
        """Rebuild every commitment from its rows: each change of state is a step of the table."""
        ways = {
            (step.value, source, target)
            for step, row in TRANSITIONS.items()
            for source in row.sources
            for target in (row.target, row.before_acceptance)
        }
        for item in self.items:
            rows = AuditRow.objects.filter(subject_type="commitments.Commitment", subject_id=item.pk)
            built: dict[str, Any] = {}
            for row in rows.order_by("id"):
                for name, value in row.before.items():
                    self.case.assertEqual(built[name], value, (row.action, name))
                if "state" in row.before:
                    self.case.assertIn((row.action, row.before["state"], row.after["state"]), ways)
                built |= row.after
            self.case.assertEqual(built, log.state_of(item))


@pytest.mark.both
class WalkTests(LifeCase):
    def test_no_walk_breaks_the_record(self) -> None:
        reached: set[str] = set()
        for seed in SEEDS:
            with self.subTest(seed):
                walk = Walk(self, seed)
                for _ in range(STEPS):
                    if walk.act():
                        walk.check()
                walk.check_history()
                reached |= walk.reached
        # Walks that go nowhere prove nothing.
        self.assertGreaterEqual(len(reached), 11, reached)
