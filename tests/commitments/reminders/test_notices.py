"""That a date has moved is told at once, in one mail a person, and its reminders follow the new date."""

import datetime

from commitments.deadlines import changes
from commitments.enums import MoveReason, ReminderKind, ReminderState
from commitments.language.phrases.specification import on_day
from commitments.models import Commitment, Heartbeat, Reminder
from commitments.reminders import outbox
from tests.commitments.reminders.case import SweepCase, seoul


class NoticeTests(SweepCase):
    def moved(self, item: Commitment, *, month: int = 9, hour: int = 15) -> None:
        changes.move_deadline(
            item,
            on_day(datetime.date(2026, month, 30), f"by 30 {month} 2026"),
            reason=MoveReason.REQUESTED,
            note="The laboratory opens in autumn.",
            by=self.people.head,
            now=seoul(4, 2, hour),
        )

    def test_the_owner_is_told_at_the_next_sweep_from_which_day_to_which_and_why(self) -> None:
        self.moved(self.accepted())
        self.assertEqual(self.sweep(seoul(4, 2, 15, 1)).sent, 1)
        self.assertEqual(self.arrived(), {"focal_point@example.org": 1})
        text = " ".join(self.text().split())
        self.assertIn("from 30 June 2026 to 30 September 2026", text)
        self.assertIn("The laboratory opens in autumn.", text)

    def test_it_is_told_once(self) -> None:
        self.moved(self.accepted())
        for minute in (1, 2, 30):
            self.sweep(seoul(4, 2, 15, minute))
        self.assertEqual(self.arrived(), {"focal_point@example.org": 1})

    def test_many_moved_dates_make_one_notice_a_person(self) -> None:
        for _number in range(5):
            self.moved(self.accepted())
        self.assertEqual(self.sweep(seoul(4, 2, 15, 1)).sent, 1)
        self.assertTrue(self.mails()[0]["Subject"].startswith("5 deadlines changed"))
        told = Reminder.objects.filter(kind=ReminderKind.MOVED, state=ReminderState.DELIVERED)
        self.assertEqual(told.values("email").distinct().count(), 1)
        self.assertEqual(told.count(), 5)

    def test_a_date_that_moves_twice_before_the_sweep_is_told_as_it_stands(self) -> None:
        item = self.accepted()
        self.moved(item)
        self.moved(item, month=11, hour=16)
        self.assertEqual(self.sweep(seoul(4, 2, 17)).sent, 1)
        self.assertIn("30 November 2026", self.text())

    def test_the_rungs_of_the_new_date_follow(self) -> None:
        item = self.accepted()
        self.moved(item)
        self.sweep(seoul(4, 2, 15, 1))
        self.assertEqual(self.sweep(seoul(6, 16)).sent, 0)
        self.assertEqual(self.sweep(seoul(9, 1)).sent, 1)

    def test_after_an_outage_a_notice_is_not_folded_into_a_later_reminder(self) -> None:
        item = self.accepted()
        self.moved(item, month=4)
        Heartbeat.objects.create(name="sweep", beat_at=seoul(4, 2, 14))
        outbox.run_outbox(seoul(4, 16))
        told = Reminder.objects.filter(commitment=item, state=ReminderState.DELIVERED)
        self.assertEqual(set(told.values_list("kind", flat=True)), {ReminderKind.MOVED, ReminderKind.AHEAD})
