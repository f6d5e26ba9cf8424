"""Whatever order things happen in: each open item stands on each agenda of its scope exactly once."""

import datetime
import random
from collections import Counter
from typing import Any, ClassVar

from django.db import transaction
from django.test import TestCase

from commitments.enums import (
    OPEN_STATES,
    Answer,
    CommitmentState,
    MeetingForm,
    MeetingState,
    OutcomeKind,
    Strength,
)
from commitments.lifecycle import acceptance, endings
from commitments.meetings import meetings, outcomes
from commitments.models import AgendaItem, AuditRow, Commitment, Mechanism, Meeting, Outcome
from tests import make
from tests.cast import NOW, TODAY, Cast, gather

AHEAD = (MeetingState.PLANNED, MeetingState.POSTPONED)
TOOK_PLACE = (MeetingState.HELD, MeetingState.CLOSED)
SEEDS, STEPS = range(3), 20


class World:
    """One partner's meetings and items, at the mercy of chance."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.chance, self.minute = cast, random.Random(seed), 0
        self.body = Mechanism.objects.create(country=cast.valdoria, name=f"Commission {seed}")
        self.held = make.meeting(cast, title="First session", mechanism=self.body)
        self.done: list[str] = []

    @property
    def by_and_now(self) -> dict[str, Any]:
        self.minute += 1
        return {"by": self.cast.head, "now": NOW + datetime.timedelta(minutes=self.minute)}

    def any_meeting(self, *states: MeetingState) -> Meeting | None:
        rows = list(Meeting.objects.filter(country=self.cast.valdoria, state__in=states).order_by("pk"))
        return self.chance.choice(rows) if rows else None

    def any_item(self, *states: CommitmentState) -> Commitment | None:
        rows = list(Commitment.objects.filter(state__in=states).order_by("pk"))
        return self.chance.choice(rows) if rows else None

    def day(self) -> datetime.date | None:
        return self.chance.choice([None, *(TODAY + datetime.timedelta(days=n) for n in (-3, 0, 30, 200))])

    def plan(self) -> None:
        form = self.chance.choice(list(MeetingForm))
        body = self.chance.choice([None, self.body])
        make.meeting(self.cast, held_on=self.day(), form=form, mechanism=body, held=False)

    def owe(self) -> None:
        at = self.any_meeting(MeetingState.HELD)
        if at is not None:
            state = self.chance.choice([CommitmentState.DRAFT, CommitmentState.IN_PROGRESS])
            make.commitment(self.cast, make.outcome(self.cast, at), state=state)

    def ask(self) -> None:
        at = self.any_meeting(MeetingState.HELD, *AHEAD)
        if at is not None:
            make.outcome(self.cast, at, kind=OutcomeKind.REQUEST, clause="Please help.")

    def answer(self) -> None:
        ask = Outcome.objects.filter(answer=Answer.UNANSWERED).order_by("pk").first()
        if ask is not None:
            outcomes.record_answer(
                ask, Answer.REFUSED, wording="", source="", strength=Strength.NOT_STATED, **self.by_and_now
            )

    def propose(self) -> None:
        item = self.any_item(CommitmentState.DRAFT)
        if item is not None:
            acceptance.propose(item, **self.by_and_now)

    def redraft(self) -> None:
        item = self.any_item(CommitmentState.PROPOSED)
        if item is not None:
            acceptance.redraft(item, reason="Other terms.", **self.by_and_now)

    def drop(self) -> None:
        item = self.any_item(*OPEN_STATES)
        if item is not None:
            endings.discontinue(item, reason="Idle.", document="Minute 4", **self.by_and_now)

    def reopen(self) -> None:
        item = self.any_item(CommitmentState.DISCONTINUED)
        if item is not None:
            endings.reopen(item, reason="Too early.", **self.by_and_now)

    def postpone(self) -> None:
        meeting = self.any_meeting(*AHEAD)
        if meeting is not None:
            meetings.postpone_meeting(meeting, self.day(), reason="Storm.", **self.by_and_now)

    def remake(self) -> None:
        meeting = self.any_meeting(*AHEAD)
        if meeting is not None:
            changes: list[dict[str, Any]] = [{"mechanism": self.body}, {"mechanism": None}, {"form": "call"}]
            values = self.chance.choice(changes)
            meetings.edit_meeting(meeting, values, expected=meeting.version, **self.by_and_now)

    def hold(self) -> None:
        meeting = self.any_meeting(*AHEAD)
        if meeting is not None and (meeting.held_on is None or meeting.held_on <= TODAY):
            meetings.mark_held(meeting, **self.by_and_now)
            rows = list(meeting.agenda.order_by("pk"))
            for row in self.chance.sample(rows, len(rows) // 2):
                outcomes.review_item(row, "Spoken about.", **self.by_and_now)

    def close(self) -> None:
        meeting = self.any_meeting(MeetingState.HELD)
        if meeting is not None and meeting != self.held:
            meetings.close_meeting(meeting, **self.by_and_now)

    def cancel(self) -> None:
        meeting = self.any_meeting(*AHEAD)
        if meeting is not None:
            meetings.cancel_meeting(meeting, reason="Elections.", **self.by_and_now)

    def step(self) -> None:
        often = (self.plan, self.owe, self.owe, self.hold, self.close, self.postpone)
        answers = (self.ask, self.answer, self.remake, self.cancel)
        rare = (self.propose, self.redraft, self.drop, self.reopen, *answers)
        chosen = self.chance.choice((*often, *often, *rare))
        self.done.append(chosen.__name__)
        chosen()


def wanted(meeting: Meeting) -> Counter[str]:
    """Work out, the slow way, what should be open on an agenda."""
    if meeting.mechanism_id is None and meeting.form in (MeetingForm.CALL, MeetingForm.EXCHANGE):
        return Counter()
    found: Counter[str] = Counter()
    owed = Commitment.objects.filter(country=meeting.country_id, state__in=OPEN_STATES)
    for item in owed.select_related("outcome__meeting"):
        found[f"c{item.pk}"] += _fits(item.outcome.meeting, meeting)
    asked = Outcome.objects.filter(answer=Answer.UNANSWERED, meeting__state__in=TOOK_PLACE)
    for ask in asked.select_related("meeting"):
        found[f"o{ask.pk}"] += _fits(ask.meeting, meeting)
    return +found


def _fits(origin: Meeting, meeting: Meeting) -> bool:
    later = origin.held_on and meeting.held_on and origin.held_on > meeting.held_on
    in_scope = meeting.mechanism_id is None or origin.mechanism_id == meeting.mechanism_id
    return bool(origin != meeting and not later and in_scope)


def standing(meeting: Meeting) -> Counter[str]:
    """Count what stands on an agenda and is open."""
    found: Counter[str] = Counter()
    for row in AgendaItem.objects.filter(meeting=meeting).select_related("commitment", "outcome"):
        if row.commitment is not None:
            found[f"c{row.commitment_id}"] += row.commitment.state in OPEN_STATES
            assert row.commitment.state != CommitmentState.DRAFT
        elif row.outcome is not None:
            found[f"o{row.outcome_id}"] += row.outcome.answer == Answer.UNANSWERED
    return +found


def latest(row: AgendaItem, rows: list[AgendaItem]) -> int | None:
    """Work out, the slow way, where an item stood last."""
    here = (row.meeting.held_on or datetime.date.max, row.meeting_id)
    places = [
        ((one.meeting.held_on or TODAY, one.meeting_id), one.pk)
        for one in rows
        if (one.commitment_id, one.outcome_id) == (row.commitment_id, row.outcome_id)
        and one.meeting.state in TOOK_PLACE
    ]
    before = [place for place in places if place[0] < here]
    return max(before)[1] if before else None


class InterleavingTests(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def check(self, world: World) -> None:
        for meeting in Meeting.objects.filter(state__in=AHEAD):
            self.assertEqual(standing(meeting), wanted(meeting), world.done)
        rows = list(AgendaItem.objects.select_related("meeting"))
        for row in rows:
            if row.meeting.state in AHEAD:
                self.assertEqual(row.carried_from_id, latest(row, rows), world.done)

    def check_history(self) -> None:
        """Rebuild every row from the history alone."""
        told: dict[int, dict[str, Any]] = {}
        for row in AuditRow.objects.filter(subject_type=AgendaItem._meta.label).order_by("pk"):
            if row.action == "removed":
                self.assertEqual(told.pop(row.subject_id), row.before)
            else:
                told[row.subject_id] = told.get(row.subject_id, {}) | row.after
        columns = ("meeting_id", "commitment_id", "outcome_id", "carried_from_id", "discussion")
        rows = {row.pk: {name: getattr(row, name) for name in columns} for row in AgendaItem.objects.all()}
        self.assertEqual({pk: {name: one[name] for name in columns} for pk, one in told.items()}, rows)

    def test_each_open_item_stands_exactly_once_on_each_agenda_of_its_scope(self) -> None:
        for seed in SEEDS:
            start = transaction.savepoint()
            world = World(self.cast, seed)
            for _step in range(STEPS):
                world.step()
                self.check(world)
            self.check_history()
            transaction.savepoint_rollback(start)
