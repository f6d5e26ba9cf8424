"""One deed on several commitments: reasons as the life-cycle gives them, done item by item, taken back."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from commitments.access import policy
from commitments.audit import log
from commitments.enums import (
    ApprovalKind,
    ApprovalState,
    BulkActionKind,
    Classification,
    CommitmentState,
    Health,
    ItemState,
    MoveReason,
    OwedBy,
    Role,
    Side,
    Step,
)
from commitments.errors import Refused
from commitments.language.phrases.specification import not_stated, on_day
from commitments.lifecycle import acceptance, agendas, approvals, bulk_actions, progress, transitions
from commitments.lifecycle.bulk_actions import SeenItem
from commitments.lifecycle.follow_ups import why_not_follow_up
from commitments.lifecycle.progress import why_not_update
from commitments.models import (
    AgendaItem,
    Approval,
    BulkAction,
    BulkActionItem,
    Commitment,
    Mechanism,
    ProgressUpdate,
    User,
)
from commitments.records import edits
from tests import make
from tests.cast import NOW, TODAY, Cast, gather

LATER = NOW + datetime.timedelta(days=1)
GOING = CommitmentState.IN_PROGRESS
REPORT = {"text": "", "reported_on": TODAY.isoformat()}
CHASE = {"text": "Chased: Letter (4/2026).", "reported_on": TODAY.isoformat()}
ASK = {
    "spec": on_day(datetime.date(2027, 6, 30), "by 30 June 2027").to_json(),
    "move_reason": MoveReason.CAPACITY.value,
    "note": "They need longer.",
    "document": "",
}


class BatchCase(TestCase):
    cast: ClassVar[Cast]
    first: Commitment
    second: Commitment

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.first = make.commitment(cls.cast, title="First", state=GOING)
        cls.second = make.commitment(cls.cast, title="Second", owed_by=OwedBy.THEIRS, state=GOING)

    def run_batch(
        self,
        deed: BulkActionKind,
        items: Sequence[Commitment],
        values: Mapping[str, Any] | None = None,
        *,
        by: User | None = None,
    ) -> BulkAction:
        """Begin a batch on items as they stand in the database, and carry it out."""
        fresh = Commitment.objects.in_bulk([item.pk for item in items])
        seen = [SeenItem(item.pk, fresh[item.pk].version) for item in items]
        batch = bulk_actions.create_bulk_action(deed, seen, values or {}, by=by or self.cast.officer, now=NOW)
        bulk_actions.carry_out(batch.pk, now=NOW)
        return batch

    def take_back(self, batch: BulkAction) -> None:
        bulk_actions.undo_bulk_action(batch, by=batch.by, now=LATER)
        bulk_actions.carry_out(batch.pk, now=LATER)

    def states(self, batch: BulkAction) -> list[str]:
        return list(
            BulkActionItem.objects.filter(bulk_action=batch).order_by("pk").values_list("state", flat=True)
        )

    def why(self, batch: BulkAction) -> list[str]:
        rows = BulkActionItem.objects.filter(bulk_action=batch).exclude(reason="")
        return list(rows.order_by("pk").values_list("reason", flat=True))

    def stands(self, item: Commitment) -> dict[str, Any]:
        """Give the columns of an item as the database has them, but for its version."""
        return log.state_of(Commitment.objects.get(pk=item.pk))

    def told(self, item: Commitment) -> list[str]:
        """Give what the page's history tells the officer, the newest first."""
        rows = policy.readable_by(log.list_history(item), self.cast.officer)
        return [f"{row.subject_type.partition('.')[2]} {row.action}" for row in rows]


class MeetingTests(BatchCase):
    def test_a_meeting_that_is_not_there_is_refused_by_its_code(self) -> None:
        for values in ({}, {"meeting": 0}, {"meeting": 987_654}):
            with self.assertRaises(Refused) as caught:
                bulk_actions.meeting_of(values, self.cast.officer)
            self.assertEqual(caught.exception.code, "no_meeting")


class ReasonTests(BatchCase):
    def test_each_reason_is_that_of_the_life_cycle_for_one_item(self) -> None:
        cast = self.cast
        make.commitment(cast, title="Draft")
        make.commitment(cast, title="Draft without a lead", parts=())
        make.commitment(cast, title="Proposed", state=CommitmentState.PROPOSED)
        make.commitment(cast, title="Done", state=CommitmentState.FULFILLED)
        approvals.request_approval(
            self.first,
            ApprovalKind.DATE,
            reason="Longer.",
            terms={"spec": ASK["spec"]},
            move_reason=MoveReason.CAPACITY,
            by=cast.officer,
            now=NOW,
        )
        one_by_one: dict[BulkActionKind, Callable[[Commitment, User], Refused | None]] = {
            BulkActionKind.NO_CHANGE: why_not_update,
            BulkActionKind.FOLLOW_UP: why_not_follow_up,
            BulkActionKind.REQUEST_EXTENSION: lambda item, person: approvals.why_not_request(
                item, ApprovalKind.DATE, person
            ),
            BulkActionKind.PROPOSE: lambda item, person: transitions.why_not(item, Step.PROPOSE, person),
        }
        compared = 0
        for person in (cast.officer, cast.head, cast.focal_point, cast.validator, cast.reader, cast.auditor):
            items = list(policy.readable_by(Commitment.objects.all(), person).select_related("country"))
            crowd = bulk_actions.crowd_of(items, person)
            for deed, ask in one_by_one.items():
                for item in items:
                    expected, found = ask(item, person), bulk_actions.why_not(deed, item, crowd)
                    self.assertEqual(str(found), str(expected), (deed, item.title, person.username))
                    compared += 1
        self.assertGreater(compared, 80)

    def test_a_hundred_items_are_asked_about_in_the_queries_of_one(self) -> None:
        def queries(count: int) -> int:
            items = list(Commitment.objects.select_related("country", "outcome"))[:count]
            with CaptureQueriesContext(connection) as seen:
                crowd = bulk_actions.crowd_of(items, self.cast.officer)
                for deed in BulkActionKind:
                    for item in items:
                        bulk_actions.why_not(deed, item, crowd)
            return len(seen)

        for number in range(5):
            make.commitment(self.cast, title=f"Item {number}")
        self.assertEqual(queries(7), queries(1))

    def test_nothing_and_too_much_is_refused(self) -> None:
        for items, code in (((), "nothing"), ([SeenItem(1, 1)] * 1001, "too_many")):
            with self.assertRaises(Refused) as refused:
                bulk_actions.create_bulk_action(
                    BulkActionKind.FOLLOW_UP, items, CHASE, by=self.cast.officer, now=NOW
                )
            self.assertEqual(refused.exception.code, code)


class DeedTests(BatchCase):
    def test_no_change_is_one_report_for_each_and_is_taken_back_whole(self) -> None:
        progress.record_update(
            self.first,
            health=Health.AT_RISK,
            text="Late.",
            side=Side.OURS,
            reported_on=TODAY,
            by=self.cast.officer,
            now=NOW,
        )
        before = self.stands(self.first), self.stands(self.second)
        batch = self.run_batch(BulkActionKind.NO_CHANGE, [self.first, self.second], REPORT)
        self.assertEqual(self.states(batch), [ItemState.DONE] * 2)
        said = ProgressUpdate.objects.filter(text="No change.").order_by("commitment")
        self.assertEqual(
            [(row.commitment.title, row.health, row.side) for row in said],
            [("First", Health.AT_RISK, Side.OURS), ("Second", Health.NO_RECENT_REPORT, Side.THEIRS)],
        )
        self.take_back(batch)
        self.assertEqual(self.states(batch), [ItemState.UNDONE] * 2)
        self.assertFalse(ProgressUpdate.objects.filter(text="No change.").exists())
        self.assertEqual((self.stands(self.first), self.stands(self.second)), before)
        self.assertEqual(
            self.told(self.second)[:4],
            ["Commitment health", "ProgressUpdate removed", "Commitment health", "ProgressUpdate created"],
        )
        newest = log.list_history(self.second).first()
        self.assertIn(
            "Bulk action of 11 Mar 2026 undone: no change reported", newest.reason if newest else ""
        )

    def test_a_chase_leaves_the_health_alone_and_is_the_desks(self) -> None:
        before = self.stands(self.second)
        batch = self.run_batch(BulkActionKind.FOLLOW_UP, [self.second], CHASE)
        self.assertEqual(self.stands(self.second), before)
        self.assertEqual(ProgressUpdate.objects.get().text, CHASE["text"])
        self.take_back(batch)
        self.assertFalse(ProgressUpdate.objects.exists())
        self.assertEqual(self.told(self.second)[:2], ["ProgressUpdate removed", "ProgressUpdate created"])
        batch = self.run_batch(BulkActionKind.FOLLOW_UP, [self.first], CHASE, by=self.cast.focal_point)
        self.assertEqual(self.states(batch), [ItemState.NOT_DONE])

    def test_dates_are_asked_for_one_by_one_and_asked_back_while_nobody_decided(self) -> None:
        batch = self.run_batch(BulkActionKind.REQUEST_EXTENSION, [self.first, self.second], ASK)
        asked = list(Approval.objects.filter(kind=ApprovalKind.DATE).order_by("pk"))
        self.assertEqual([row.commitment_id for row in asked], [self.first.pk, self.second.pk])
        approvals.grant_request(asked[0], by=self.cast.head, now=NOW)
        self.take_back(batch)
        self.assertEqual(self.states(batch), [ItemState.NOT_UNDONE, ItemState.UNDONE])
        self.assertIn("The decision has already been made", self.why(batch)[0])
        asked[1].refresh_from_db()
        self.assertEqual(asked[1].state, ApprovalState.WITHDRAWN)

    def test_what_is_asked_already_is_not_asked_again(self) -> None:
        self.run_batch(BulkActionKind.REQUEST_EXTENSION, [self.first], ASK)
        batch = self.run_batch(BulkActionKind.REQUEST_EXTENSION, [self.first, self.second], ASK)
        self.assertEqual(self.states(batch), [ItemState.NOT_DONE, ItemState.DONE])
        self.assertEqual(
            self.why(batch),
            ["This request already exists and is pending a decision. Wait for the decision."],
        )

    def test_an_item_out_of_scope_comes_before_a_meeting_and_no_filling_takes_it_off(self) -> None:
        body = Mechanism.objects.create(country=self.cast.valdoria, name="Joint Commission")
        ahead = make.meeting(self.cast, mechanism=body, held_on=datetime.date(2026, 9, 1), held=False)
        self.assertFalse(AgendaItem.objects.filter(meeting=ahead).exists())
        batch = self.run_batch(BulkActionKind.ADD_TO_AGENDA, [self.first, self.second], {"meeting": ahead.pk})
        agendas.add_open_items(ahead, by=self.cast.officer, now=NOW)
        agendas.carry_on(self.cast.valdoria, by=self.cast.officer, now=NOW)
        self.assertEqual(AgendaItem.objects.filter(meeting=ahead, is_added_by_desk=True).count(), 2)
        again = self.run_batch(BulkActionKind.ADD_TO_AGENDA, [self.first], {"meeting": ahead.pk})
        self.assertIn("already", self.why(again)[0])
        spoken = AgendaItem.objects.get(commitment=self.second)
        edits.change_record(
            spoken, {"discussion": "Raised.", "raised_on": TODAY}, by=self.cast.officer, now=NOW
        )
        self.take_back(batch)
        self.assertEqual(self.states(batch), [ItemState.UNDONE, ItemState.NOT_UNDONE])
        self.assertEqual(list(AgendaItem.objects.filter(meeting=ahead)), [spoken])

    def test_drafts_are_proposed_and_become_drafts_again(self) -> None:
        drafts = [make.commitment(self.cast, title="A"), make.commitment(self.cast, title="B")]
        batch = self.run_batch(BulkActionKind.PROPOSE, [*drafts, self.first])
        self.assertEqual(self.states(batch), [ItemState.DONE, ItemState.DONE, ItemState.NOT_DONE])
        acceptance.accept(
            Commitment.objects.get(pk=drafts[1].pk), Side.OURS, by=self.cast.focal_point, now=NOW
        )
        self.take_back(batch)
        self.assertEqual(self.states(batch), [ItemState.UNDONE, ItemState.NOT_UNDONE, ItemState.NOT_DONE])
        self.assertEqual(Commitment.objects.get(pk=drafts[0].pk).state, CommitmentState.DRAFT)
        self.assertEqual(Commitment.objects.get(pk=drafts[1].pk).state, CommitmentState.ACCEPTED)

    def test_reviews_are_put_off_and_come_back(self) -> None:
        undated = make.commitment(self.cast, title="Undated", deadline=not_stated(), state=GOING)
        was = undated.review_on
        batch = self.run_batch(BulkActionKind.REVIEW, [undated, self.first], {"on": "2026-12-01"})
        self.assertEqual(self.states(batch), [ItemState.DONE, ItemState.NOT_DONE])
        self.assertEqual(Commitment.objects.get(pk=undated.pk).review_on, datetime.date(2026, 12, 1))
        self.take_back(batch)
        self.assertEqual(Commitment.objects.get(pk=undated.pk).review_on, was)

    def test_who_only_reads_by_now_takes_nothing_back(self) -> None:
        undated = make.commitment(self.cast, title="Undated", deadline=not_stated(), state=GOING)
        body = Mechanism.objects.create(country=self.cast.valdoria, name="Joint Commission")
        ahead = make.meeting(self.cast, mechanism=body, held_on=datetime.date(2026, 9, 1), held=False)
        batches_done = [
            self.run_batch(BulkActionKind.NO_CHANGE, [self.first], REPORT),
            self.run_batch(BulkActionKind.FOLLOW_UP, [self.first], CHASE),
            self.run_batch(BulkActionKind.REQUEST_EXTENSION, [self.first], ASK),
            self.run_batch(BulkActionKind.ADD_TO_AGENDA, [self.second], {"meeting": ahead.pk}),
            self.run_batch(BulkActionKind.REVIEW, [undated], {"on": "2026-12-01"}),
        ]
        User.objects.filter(pk=self.cast.officer.pk).update(role=Role.AUDITOR, desk=None)
        for batch in batches_done:
            with self.subTest(batch.action):
                self.assertEqual(self.states(batch), [ItemState.DONE])
                self.take_back(BulkAction.objects.get(pk=batch.pk))
                self.assertEqual(self.states(batch), [ItemState.NOT_UNDONE])


class TogetherTests(BatchCase):
    def test_what_somebody_changed_meanwhile_is_left_as_it_is(self) -> None:
        seen = [SeenItem(self.first.pk, self.first.version), SeenItem(self.second.pk, self.second.version)]
        edits.change_record(self.first, {"title": "Another title"}, by=self.cast.head, now=NOW)
        batch = bulk_actions.create_bulk_action(
            BulkActionKind.NO_CHANGE, seen, REPORT, by=self.cast.officer, now=NOW
        )
        bulk_actions.carry_out(batch.pk, now=NOW)
        self.assertEqual(self.states(batch), [ItemState.NOT_DONE, ItemState.DONE])
        self.assertIn("Another user has changed this record", self.why(batch)[0])
        self.assertEqual(ProgressUpdate.objects.count(), 1)

    def test_what_came_of_it_since_stands_and_is_said(self) -> None:
        batch = self.run_batch(BulkActionKind.NO_CHANGE, [self.first, self.second], REPORT)
        item = Commitment.objects.get(pk=self.first.pk)
        progress.record_update(
            item,
            health=Health.ON_TRACK,
            text="Better.",
            side=Side.OURS,
            reported_on=TODAY,
            by=self.cast.focal_point,
            now=NOW,
        )
        self.take_back(batch)
        self.assertEqual(self.states(batch), [ItemState.NOT_UNDONE, ItemState.UNDONE])
        self.assertIn("The record was changed later", self.why(batch)[0])
        self.assertEqual(ProgressUpdate.objects.filter(commitment=self.first).count(), 2)

    def test_an_item_hidden_meanwhile_is_like_one_that_is_gone(self) -> None:
        seen = [SeenItem(self.first.pk, self.first.version)]
        batch = bulk_actions.create_bulk_action(
            BulkActionKind.NO_CHANGE, seen, REPORT, by=self.cast.officer, now=NOW
        )
        Commitment.objects.filter(pk=self.first.pk).update(classification=Classification.SECRET)
        bulk_actions.carry_out(batch.pk, now=NOW)
        self.assertEqual(self.why(batch), ["The record no longer exists, or you have no access to it."])

    def test_no_item_is_dealt_with_twice_and_what_is_left_is_found(self) -> None:
        seen = [SeenItem(self.first.pk, self.first.version), SeenItem(self.second.pk, self.second.version)]
        batch = bulk_actions.create_bulk_action(
            BulkActionKind.FOLLOW_UP, seen, CHASE, by=self.cast.officer, now=NOW
        )
        self.assertEqual(bulk_actions.list_unfinished(NOW), [])
        self.assertEqual(bulk_actions.list_unfinished(LATER), [batch.pk])
        for _round in range(2):
            bulk_actions.carry_out(batch.pk, now=NOW)
        self.assertEqual(ProgressUpdate.objects.count(), 2)
        self.assertEqual(bulk_actions.list_unfinished(LATER), [])
        self.take_back(batch)
        self.take_back(batch)
        self.assertEqual(self.states(batch), [ItemState.UNDONE] * 2)

    def test_only_who_did_it_reads_it_and_takes_it_back(self) -> None:
        batch = self.run_batch(BulkActionKind.FOLLOW_UP, [self.first], CHASE)
        for person in (self.cast.head, self.cast.auditor, self.cast.administrator):
            self.assertFalse(policy.readable_by(BulkAction.objects.all(), person).exists())
            self.assertFalse(policy.readable_by(BulkActionItem.objects.all(), person).exists())
            with self.assertRaises(Refused):
                bulk_actions.undo_bulk_action(batch, by=person, now=NOW)
        self.assertEqual(self.states(batch), [ItemState.DONE])
