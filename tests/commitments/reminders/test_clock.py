"""The clock of a process, compared with the database's; wrong ones are in tests/faults/test_clocks.py."""

import datetime
from unittest import mock

import pytest
from django.test import TestCase
from django.utils import timezone

from commitments.enums import AlarmCode
from commitments.models import Alarm
from commitments.reminders import alarms
from commitments.reminders.alarms import ClockReading

NOW = datetime.datetime(2026, 6, 16, 7, tzinfo=datetime.UTC)
SECOND = datetime.timedelta(seconds=1)


@pytest.mark.both
class ClockTests(TestCase):
    def test_a_difference_of_a_minute_is_allowed_and_one_of_more_is_not(self) -> None:
        for seconds, is_right in ((0, True), (60, True), (-60, True), (61, False), (-61, False)):
            with self.subTest(seconds=seconds):
                self.assertEqual(ClockReading(NOW + seconds * SECOND, NOW).is_right, is_right)

    def test_it_names_both_times(self) -> None:
        said = str(ClockReading(NOW, NOW - 75 * SECOND))
        self.assertIn("2026-06-16 07:00:00 UTC", said)
        self.assertIn("2026-06-16 06:58:45 UTC", said)

    def test_a_wrong_clock_raises_the_alarm_and_a_right_one_clears_it(self) -> None:
        wrong = ClockReading(NOW, NOW - 75 * SECOND)
        with mock.patch.object(alarms, "read_clocks", return_value=wrong):
            self.assertFalse(alarms.check_clocks(NOW).is_right)
        (alarm,) = [one for one in alarms.active_alarms(NOW) if one.code == AlarmCode.CLOCK]
        self.assertEqual(alarm.detail, str(wrong))
        self.assertTrue(alarms.check_clocks(timezone.now()).is_right)
        self.assertFalse(Alarm.objects.exists())


class SlowTests(TestCase):
    def test_a_database_that_answers_late_is_no_difference(self) -> None:
        with mock.patch("commitments.reminders.alarms.time.monotonic", side_effect=(0, 300, 0, 300)):
            self.assertTrue(alarms.read_clocks(timezone.now() - 299 * SECOND).is_right)
            self.assertFalse(alarms.read_clocks(timezone.now() - 900 * SECOND).is_right)
