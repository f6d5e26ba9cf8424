"""When a process that is not Celery makes the runs, and when it leaves them again."""

import datetime
from unittest import mock

import pytest
from django.conf import settings
from django.db import OperationalError
from django.db.models.functions import Now
from django.test import TestCase
from django.utils import timezone

from commitments.management.commands import watch_reminders
from commitments.models import Heartbeat
from commitments.reminders import inviting, pulse, runs
from commitments.reminders.planner import HEARTBEAT

INTERVAL = datetime.timedelta(seconds=settings.SWEEP_SECONDS)
SECOND = datetime.timedelta(seconds=1)


def recorded(ago: datetime.timedelta) -> None:
    """Record a run of another process so long ago, by the database's clock."""
    Heartbeat.objects.update_or_create(name=HEARTBEAT, defaults={"beat_at": Now() - ago})


@pytest.mark.both
class WatchTests(TestCase):
    def setUp(self) -> None:
        self.watch = runs.Watch()

    def test_it_takes_over_where_no_run_was_recorded_for_two_intervals(self) -> None:
        self.assertTrue(self.watch.is_due())
        recorded(2 * INTERVAL - 5 * SECOND)
        self.assertFalse(self.watch.is_due())
        recorded(2 * INTERVAL + SECOND)
        self.assertTrue(self.watch.is_due())

    def test_a_run_yet_to_come_is_no_sign_of_life(self) -> None:
        recorded(-3 * INTERVAL)
        self.assertTrue(self.watch.is_due())

    def test_it_makes_a_run_an_interval_until_another_process_makes_one(self) -> None:
        pulse.beat(HEARTBEAT)
        self.watch.note_run()
        self.assertFalse(self.watch.is_due())
        recorded(INTERVAL + SECOND)
        self.watch.note_run()
        self.assertTrue(self.watch.is_due())
        recorded(INTERVAL + 2 * SECOND)
        self.assertFalse(self.watch.is_due())
        recorded(2 * INTERVAL + SECOND)
        self.assertTrue(self.watch.is_due())

    def test_of_two_watches_one_makes_the_runs(self) -> None:
        other = runs.Watch()
        pulse.beat(HEARTBEAT)
        self.watch.note_run()
        recorded(INTERVAL + SECOND)
        self.watch.note_run()
        self.assertEqual((self.watch.is_due(), other.is_due()), (True, False))


@pytest.mark.both
class LookTests(TestCase):
    def look(self, failing: Exception | None = None) -> mock.Mock:
        run = mock.Mock(side_effect=failing)
        with (
            mock.patch.object(runs, "run", run),
            mock.patch.object(watch_reminders, "close_old_connections"),
        ):
            watch_reminders.look(runs.Watch())
        return run

    def test_it_makes_a_run_where_one_is_due_and_none_otherwise(self) -> None:
        self.assertEqual(self.look().call_count, 1)
        recorded(SECOND)
        self.assertEqual(self.look().call_count, 0)

    def test_neither_a_database_that_is_away_nor_any_other_error_ends_it(self) -> None:
        with self.assertLogs("tracker.reminders") as said:
            self.look(OperationalError("away"))
            self.look(RuntimeError("a bug"))
        self.assertIn("the database is away", said.output[1])
        self.assertIn("a reminder run failed", said.output[-1])

    def test_it_sends_the_invitations_that_no_worker_sent_until_a_run_is_due(self) -> None:
        waiting = mock.patch("commitments.accounts.invitations.to_ring", return_value=[4, 5])
        with waiting, mock.patch.object(inviting, "send") as send:
            pulse.beat(HEARTBEAT)
            watch = runs.Watch()
            watch_reminders.send_invitations(watch, timezone.now())
            self.assertEqual([one.args for one in send.call_args_list], [(4,), (5,)])
            recorded(3 * INTERVAL)
            watch_reminders.send_invitations(watch, timezone.now())
        self.assertEqual(send.call_count, 2)


@pytest.mark.both
class HoldTests(TestCase):
    def test_one_process_holds_a_name_until_its_time_is_over_or_it_lets_go(self) -> None:
        self.assertEqual((pulse.hold("one", 60), pulse.hold("one", 60), pulse.hold("two", 60)), (1, 0, 1))
        pulse.let_go("one")
        self.assertTrue(pulse.hold("one", 60))
        Heartbeat.objects.filter(name="two").update(beat_at=Now() - 61 * SECOND)
        self.assertEqual((pulse.hold("two", 60), pulse.hold("two", 60)), (1, 0))
