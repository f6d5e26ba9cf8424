"""The duty box: told of what is urgent at once when everybody else has left, of the rest in the morning."""

import datetime

from django.test import override_settings

from commitments.enums import NotSentReason, ReminderKind, ReminderState
from commitments.language.phrases.specification import on_day
from commitments.models import Commitment, Reminder, User
from commitments.reminders import forecast
from tests import make
from tests.commitments.reminders.case import SweepCase, seoul

DUTY = {"duty@example.org": 1}


@override_settings(TIME_ZONE="Asia/Seoul")
class DutyBoxTests(SweepCase):
    def leave(self) -> None:
        User.objects.update(is_active=False)

    def planned(self) -> Commitment:
        """Have told what is due tomorrow, and planned what is said then."""
        item = self.accepted()
        self.sweep(seoul(6, 29, 20))
        for file in self.folder.iterdir():
            file.unlink()
        return item

    def test_of_what_is_due_that_day_it_is_told_when_the_day_begins(self) -> None:
        item = self.planned()
        self.leave()
        self.assertEqual(self.sweep(seoul(6, 29, 23, 59)).sent, 0)
        self.assertEqual(self.reasons(item), {"focal_point": NotSentReason.LEFT})
        self.assertEqual(self.sweep(seoul(6, 30, 0, 1)).sent, 1)
        self.assertEqual(self.arrived(), DUTY)

    def test_of_what_is_late_too(self) -> None:
        self.accepted(deadline=on_day(datetime.date(2026, 6, 29), ""))
        self.leave()
        self.assertEqual([self.sweep(seoul(6, 30, 0, minute)).sent for minute in (1, 2)], [1, 0])
        self.assertEqual(self.arrived(), DUTY)

    @override_settings(TIME_ZONE="UTC")
    def test_it_takes_over_the_moment_of_who_has_left(self) -> None:
        self.planned()
        self.leave()
        # Seven in Seoul, and still the day before by the clock of the installation.
        self.assertEqual(self.sweep(seoul(6, 30)).sent, 1)
        self.assertEqual(self.arrived(), DUTY)

    def test_of_what_is_merely_coming_it_is_told_in_the_morning(self) -> None:
        self.accepted()
        self.leave()
        self.assertEqual([self.sweep(seoul(6, 16, hour)).sent for hour in (1, 6, 7)], [0, 0, 1])

    def test_what_was_recorded_that_night_is_told_from_then_on_and_not_before(self) -> None:
        item, recorded = self.accepted(deadline=on_day(datetime.date(2026, 7, 31), "")), seoul(6, 30, 5)
        version = make.move(
            self.people, item, on_day(datetime.date(2026, 6, 30), "by the end of June"), now=recorded
        )
        self.leave()
        self.sweep(seoul(6, 30, 5, 1))
        row = Reminder.objects.get(kind=ReminderKind.DUE, deadline=version)
        self.assertEqual(row.planned_at, recorded)

    def test_where_somebody_is_left_the_next_is_told_in_the_morning_as_ever(self) -> None:
        self.planned()
        User.objects.filter(pk=self.people.focal_point.pk).update(is_active=False)
        self.assertEqual([self.sweep(seoul(6, 30, hour)).sent for hour in (1, 6, 7)], [0, 0, 1])
        self.assertEqual(self.arrived(), {"officer@example.org": 1})

    def test_what_lies_ahead_is_shown_for_then(self) -> None:
        item = self.accepted()
        self.leave()
        ahead = [
            one
            for one in forecast.list_reminders(item, now=seoul(6, 29, 8))
            if one.state == ReminderState.PLANNED
        ]
        self.assertEqual((ahead[0].to, ahead[0].moment), ("duty mailbox", seoul(6, 30, 0)))
