"""What fails, or ends the process, again and again is set aside where a person sees it; the rest goes on."""

import datetime
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from unittest import mock

from django.db import OperationalError

from commitments.access import policy
from commitments.dashboard import work_queue
from commitments.enums import (
    CommitmentState,
    EmailState,
    FollowUpState,
    NotSentReason,
    OwedBy,
    ReminderKind,
    ReminderState,
)
from commitments.models import Commitment, Email, FollowUp, Reminder, User
from commitments.reminders import follow_ups, message_batches, message_content, outbox, planner, replies
from commitments.reminders.records import PlannedItem
from tests import make
from tests.commitments.reminders.case import SweepCase, seoul

MORNING = seoul(6, 16)
MINUTE = datetime.timedelta(minutes=1)


class CrashTests(SweepCase):
    """A process that dies raises nothing that anybody catches: so does SystemExit here."""

    def dying_with(self, is_meant: Callable[[Commitment], bool]) -> AbstractContextManager[object]:
        write = message_content.next_step

        def die(item: Commitment, rule: str, **said: bool) -> str:
            if is_meant(item):
                raise SystemExit
            return write(item, rule, **said)

        return mock.patch.object(message_content, "next_step", die)

    def crashes(self, most: int = 12) -> int:
        """Sweep until a sweep survives; give the number of those that did not."""
        for number in range(most):
            try:
                self.sweep(seoul(6, 16, 7, number))
            except SystemExit:
                continue
            return number
        raise AssertionError("no sweep survived")

    def test_one_with_whose_mail_processes_die_is_set_aside_after_five_and_the_others_are_told(self) -> None:
        bad = self.accepted(title="Bad")
        good = self.accepted(title="Good")
        theirs = self.accepted(title="Of somebody else", owed_by=OwedBy.THEIRS)
        with self.dying_with(lambda item: item.pk == bad.pk):
            self.assertEqual(self.crashes(), message_batches.QUARANTINE_TRIES)
        row = Reminder.objects.get(commitment=bad)
        self.assertEqual((row.state, row.not_sent_reason), (ReminderState.FAILED, NotSentReason.CRASHED))
        told = Reminder.objects.filter(state=ReminderState.DELIVERED).values_list("commitment", flat=True)
        self.assertEqual(set(told), {good.pk, theirs.pk})
        self.assertEqual(self.arrived(), {"focal_point@example.org": 1, "officer@example.org": 1})

    def test_the_others_do_not_wait_for_it(self) -> None:
        bad = self.accepted(title="Bad")
        self.accepted(title="Of somebody else", owed_by=OwedBy.THEIRS)
        with self.dying_with(lambda item: item.pk == bad.pk):
            for minute in range(2):
                with self.assertRaises(SystemExit):
                    self.sweep(seoul(6, 16, 7, minute))
        self.assertEqual(self.arrived(), {"officer@example.org": 1})

    def test_where_no_item_by_itself_is_to_blame_all_of_that_mail_are_set_aside(self) -> None:
        self.accepted()
        self.accepted()
        merge = message_content.build_letter

        def die(
            shelf: object, reader: object, reminders: list[Reminder], *more: object
        ) -> message_content.Letter:
            if len(reminders) > 1:
                raise SystemExit
            return merge(shelf, reader, reminders, *more)  # type: ignore[arg-type]

        with mock.patch.object(message_content, "build_letter", die):
            self.assertEqual(self.crashes(), message_batches.QUARANTINE_TRIES)
        rows = Reminder.objects.values_list("state", "not_sent_reason")
        self.assertEqual(set(rows), {(ReminderState.FAILED, NotSentReason.CRASHED)})

    def test_it_is_red_on_the_desk(self) -> None:
        bad = self.accepted(title="Bad")
        with self.dying_with(lambda item: item.pk == bad.pk):
            self.crashes()
        said = work_queue.why_unheard([bad.pk], MORNING)
        self.assertEqual(
            said, {bad.pk: "To Focal point: the system tried five times to send the email, without success"}
        )

    def test_sweeps_at_once_count_one_try_between_them(self) -> None:
        self.accepted()
        with mock.patch.object(outbox, "compose_emails", return_value=((), 0)):
            self.sweep(MORNING)
        rows = list(Reminder.objects.all())
        begun = [message_batches._begin(rows) for _sweep in range(message_batches.QUARANTINE_TRIES + 2)]
        self.assertEqual([len(mine) for mine, _set_aside in begun], [1, 0, 0, 0, 0, 0, 0])
        self.assertEqual(Reminder.objects.get().state, ReminderState.PLANNED)

    def test_a_try_that_went_well_is_forgotten(self) -> None:
        bad = self.accepted(title="Bad")
        with self.dying_with(lambda item: item.pk == bad.pk), self.assertRaises(SystemExit):
            self.sweep(MORNING)
        self.assertEqual(Reminder.objects.get().tries, 1)
        self.sweep(seoul(6, 16, 7, 1))
        self.assertEqual((Reminder.objects.get().tries, Email.objects.get().state), (0, EmailState.DELIVERED))


class FailureTests(SweepCase):
    """An item that fails by itself anywhere in the sweep stops no other, and is seen."""

    def setUp(self) -> None:
        super().setUp()
        self.bad = self.accepted(title="Bad", owed_by=OwedBy.THEIRS)
        self.goods = [self.accepted(title=f"Good {number}", owed_by=OwedBy.THEIRS) for number in range(3)]

    def failing(self, module: object, name: str, at: int) -> AbstractContextManager[object]:
        """Let a function fail for the bad item, which stands in an argument."""
        work = getattr(module, name)

        def fail(*args: Any, **named: Any) -> object:
            said = args[at]
            key = said.subject.commitment if isinstance(said, PlannedItem) else said.commitment_id
            if key == self.bad.pk:
                raise LookupError("a bug")
            return work(*args, **named)

        return mock.patch.object(module, name, fail)

    def told(self) -> set[int]:
        found = Reminder.objects.filter(state=ReminderState.DELIVERED)
        return set(found.values_list("commitment", flat=True))

    def test_what_cannot_be_looked_at_again_is_set_aside_and_the_others_are_told(self) -> None:
        with self.failing(planner, "_objection", 2):
            swept = [self.sweep(seoul(6, 16, 7, minute)) for minute in range(6)]
        self.assertEqual([one.sent for one in swept], [1, 0, 0, 0, 0, 0])
        self.assertEqual([one.failed for one in swept], [0, 0, 0, 0, 1, 0])
        self.assertEqual(self.told(), {item.pk for item in self.goods})
        said = work_queue.why_unheard([self.bad.pk], MORNING)
        self.assertEqual(said, {self.bad.pk: "To Officer: the email could not be composed"})

    def test_what_cannot_be_asked_of_the_partner_is_set_aside_and_the_others_are_asked(self) -> None:
        day = seoul(6, 30)
        with self.failing(follow_ups, "_question", 0):
            for minute in range(5):
                self.sweep(day + minute * MINUTE)
        self.assertEqual(self.told(), {item.pk for item in self.goods})
        asked = FollowUp.objects.values_list("commitment", flat=True)
        self.assertEqual(set(asked), {item.pk for item in self.goods})
        row = Reminder.objects.get(commitment=self.bad, kind=ReminderKind.DUE)
        self.assertEqual((row.state, row.not_sent_reason), (ReminderState.FAILED, NotSentReason.UNWRITABLE))

    def test_a_question_that_cannot_be_dropped_keeps_no_other(self) -> None:
        self.sweep(seoul(6, 30))
        for item in (self.bad, *self.goods):
            make.advance(self.people, item, CommitmentState.FULFILLED, now=seoul(6, 30, 8))
        record = follow_ups._record

        def fail(action: str, changes: list[Any], now: datetime.datetime) -> None:
            if any(row.commitment_id == self.bad.pk for row, *_more in changes):
                raise LookupError("a bug")
            record(action, changes, now)

        with mock.patch.object(follow_ups, "_record", fail):
            self.sweep(seoul(6, 30, 9))
        left = FollowUp.objects.filter(state=FollowUpState.OPEN).values_list("commitment", flat=True)
        self.assertEqual(list(left), [self.bad.pk])

    def test_what_cannot_be_planned_stands_on_the_desk_for_who_may_read_it(self) -> None:
        with self.failing(planner, "build_missing", 2):
            self.sweep(MORNING)
        self.assertEqual(self.told(), {item.pk for item in self.goods})
        page = "/admin/"
        self.client.force_login(self.people.officer)
        shown = self.client.get(page)
        self.assertContains(shown, "Planning failed")
        self.assertContains(shown, f">{self.bad.reference}</a>")
        self.client.force_login(self.people.stranger)
        self.assertNotContains(self.client.get(page), "Planning failed")

    def test_a_person_of_whom_the_door_cannot_be_asked_keeps_no_other_waiting(self) -> None:
        ours = self.accepted()
        look = policy.readable_by

        def fail(rows: Any, user: Any) -> Any:
            if user == self.people.officer:
                raise LookupError("a bug")
            return look(rows, user)

        with mock.patch.object(policy, "readable_by", fail):
            self.sweep(MORNING)
        self.assertEqual(self.told(), {ours.pk})

    def test_a_mail_that_cannot_be_kept_keeps_no_other(self) -> None:
        ours = self.accepted()
        keep = replies.store_links

        def fail(shelf: Any, mail: Any, reader: User, *more: Any) -> None:
            if reader == self.people.officer:
                raise LookupError("a bug")
            keep(shelf, mail, reader, *more)

        with mock.patch.object(replies, "store_links", fail):
            self.sweep(MORNING)
        self.assertEqual(self.told(), {ours.pk})

    def test_a_database_that_is_away_is_no_items_fault(self) -> None:
        with (
            mock.patch.object(planner, "_objection", side_effect=OperationalError),
            self.assertRaises(OperationalError),
        ):
            self.sweep(MORNING)
        self.assertEqual(set(Reminder.objects.values_list("tries", flat=True)), {0})
