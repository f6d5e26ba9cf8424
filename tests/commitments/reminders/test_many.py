"""A run with so much due that it checks some people at a time, and the first run of a day."""

import datetime
from unittest import mock

import pytest

from commitments.enums import OwedBy
from commitments.models import Heartbeat, Reminder, User
from commitments.reminders import outbox, planner
from commitments.reminders.candidates import RunWindow
from tests import make
from tests.commitments.reminders.case import SweepCase, seoul

DUE_ON = make.DUE_ON  # Tuesday, 30 June 2026
DAY = datetime.timedelta(days=1)


@pytest.mark.both
class ManyTests(SweepCase):
    """So much is due that it is checked for some people at a time, and so much is to plan that due emails
    go out first.
    """

    def test_each_person_gets_one_email_as_where_little_is_due(self) -> None:
        self.accepted(title="Ours")
        self.accepted(title="Joint", owed_by=OwedBy.JOINT)
        self.accepted(title="Theirs", owed_by=OwedBy.THEIRS)
        with mock.patch.object(outbox, "CHECKED_AT_ONCE", 1):
            swept = self.sweep(seoul(6, 16))
        self.assertEqual((swept.mailed, swept.sent, swept.dropped), (2, 2, 0))
        self.assertEqual(self.arrived(), {"focal_point@example.org": 1, "officer@example.org": 1})

    def test_who_left_has_a_successor_and_one_whose_attempt_failed_comes_last(self) -> None:
        self.accepted()
        self.accepted(owed_by=OwedBy.THEIRS)
        planner.plan_rows(planner.load_world(seoul(6, 15)), RunWindow(DUE_ON - 14 * DAY, DUE_ON - 14 * DAY))
        Reminder.objects.filter(recipient=self.people.focal_point).update(tries=1)
        world = planner.load_world(seoul(6, 16))
        with mock.patch.object(outbox, "CHECKED_AT_ONCE", 1):
            groups = outbox._group_people(world)
            self.assertEqual(groups, [[self.people.officer.pk], [self.people.focal_point.pk]])
            User.objects.filter(pk=self.people.focal_point.pk).update(is_active=False)
            self.sweep(seoul(6, 16))
        self.assertEqual(sum(self.arrived().values()), 2)
        self.assertNotIn("focal_point@example.org", self.arrived())

    def test_the_first_run_of_a_day_sends_what_is_due_before_it_plans(self) -> None:
        self.accepted()
        self.sweep(seoul(6, 15, 12))
        Reminder.objects.update(planned_at=seoul(6, 16, 9))
        beat_at = seoul(6, 16, 8, 58)
        Heartbeat.objects.filter(name="sweep").update(beat_at=beat_at)
        seen: list[tuple[int, bool]] = []

        def look(*_given: object) -> int:
            beat = Heartbeat.objects.get(name="sweep").beat_at
            seen.append((sum(self.arrived().values()), beat == beat_at))
            return 0

        # 9:01 in Seoul is one minute past midnight in UTC.
        with mock.patch.object(planner, "plan_rows", look):
            outbox.run_outbox(seoul(6, 16, 9, 1))
        # The run counts only when it has planned.
        self.assertEqual(seen, [(1, True)])
        self.assertGreater(Heartbeat.objects.get(name="sweep").beat_at, beat_at)

    def test_a_run_shows_how_far_its_planning_is(self) -> None:
        for _number in range(3):
            self.accepted()
        told: list[tuple[int, int]] = []
        outbox.run_outbox(seoul(6, 16), is_dry=True, progress=lambda done, total: told.append((done, total)))
        self.assertEqual(told, [(3, 3)])
        with mock.patch.object(planner, "LOGGED_AT_ONCE", 2), self.assertLogs("tracker.reminders") as logged:
            outbox.run_outbox(seoul(6, 16))
        self.assertIn("planning reminders", logged.output[0])
