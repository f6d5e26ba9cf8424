"""When a process that is not Celery makes the runs, and when it leaves them again."""

import datetime
import threading
from unittest import mock

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models.functions import Now
from django.test import TestCase, TransactionTestCase
from django.utils import timezone

from commitments import tasks
from commitments.accounts import emails
from commitments.enums import AlarmCode
from commitments.management.commands import watch_reminders
from commitments.models import Heartbeat
from commitments.reminders import heartbeat
from commitments.reminders.alarms import active_alarms
from commitments.reminders.planner import HEARTBEAT

INTERVAL = datetime.timedelta(seconds=settings.SWEEP_SECONDS)
SECOND = datetime.timedelta(seconds=1)


def recorded(ago: datetime.timedelta) -> None:
    """Record a run of another process so long ago, by the database's clock."""
    Heartbeat.objects.update_or_create(name=HEARTBEAT, defaults={"beat_at": Now() - ago})


@pytest.mark.both
class WatchTests(TestCase):
    def setUp(self) -> None:
        self.watch = tasks.Watch()

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
        heartbeat.record_beat(HEARTBEAT)
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
        other = tasks.Watch()
        heartbeat.record_beat(HEARTBEAT)
        self.watch.note_run()
        recorded(INTERVAL + SECOND)
        self.watch.note_run()
        self.assertEqual((self.watch.is_due(), other.is_due()), (True, False))


@pytest.mark.both
class LookTests(TestCase):
    def look(self, failing: Exception | None = None) -> mock.Mock:
        run = mock.Mock(side_effect=failing)
        with (
            mock.patch.object(tasks, "run_reminders", run),
            mock.patch.object(watch_reminders, "close_old_connections"),
        ):
            watch_reminders.run_if_due(tasks.Watch())
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

    def test_an_error_in_one_part_of_a_run_stops_no_other_and_raises_an_alarm(self) -> None:
        now = timezone.now()
        broken = mock.patch.object(emails, "notify_account_holders", side_effect=RuntimeError("a bug"))
        with broken, self.assertLogs("tracker.reminders", "ERROR"):
            self.assertTrue(tasks.run_reminders(now))
        self.assertTrue(Heartbeat.objects.filter(name=HEARTBEAT).exists())
        (alarm,) = (one for one in active_alarms(now) if one.code == AlarmCode.RUN_ERROR)
        self.assertIn("RuntimeError", alarm.detail)
        self.assertNotIn("a bug", alarm.detail)
        tasks.run_reminders(now)
        self.assertNotIn(AlarmCode.RUN_ERROR, {one.code for one in active_alarms(now)})

    def test_neither_an_absent_database_nor_the_end_of_the_task_is_taken_for_such_an_error(self) -> None:
        away = mock.patch.object(connection, "is_usable", return_value=False)
        for error in (OperationalError("away"), SoftTimeLimitExceeded()):
            broken = mock.patch.object(emails, "notify_account_holders", side_effect=error)
            with away, broken, self.assertRaises(type(error)):
                tasks.run_reminders(timezone.now())


class DatabaseErrorTests(TransactionTestCase):
    """What PostgreSQL says of one statement, and of the connection."""

    def tell_by(self, *statements: str) -> None:
        def tell(_now: datetime.datetime) -> None:
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)

        self.enterContext(mock.patch.object(emails, "notify_account_holders", tell))
        # What a session was set to ends with it.
        self.addCleanup(connection.close)

    def test_a_lock_that_is_not_given_ends_one_part_alone(self) -> None:
        held = threading.Event(), threading.Event()

        def hold() -> None:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("LOCK TABLE commitments_bulkaction IN ACCESS EXCLUSIVE MODE")
                held[0].set()
                held[1].wait(60)
            connection.close()

        holder = threading.Thread(target=hold)
        holder.start()
        held[0].wait(60)
        self.tell_by("SET lock_timeout = '50ms'", "SELECT count(*) FROM commitments_bulkaction")
        with self.assertLogs("tracker.reminders", "ERROR"):
            tasks.run_reminders(timezone.now())
        held[1].set()
        holder.join(60)
        self.assertTrue(Heartbeat.objects.filter(name=HEARTBEAT).exists())
        (alarm,) = (one for one in active_alarms(timezone.now()) if one.code == AlarmCode.RUN_ERROR)
        self.assertIn("OperationalError", alarm.detail)

    def test_a_connection_that_is_lost_ends_the_run(self) -> None:
        self.tell_by("SELECT pg_terminate_backend(pg_backend_pid())")
        with self.assertRaises(OperationalError):
            tasks.run_reminders(timezone.now())
