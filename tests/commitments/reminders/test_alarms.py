"""Alarms: stored once per code and host, renewed, ended by their host or by its silence; some are derived."""

import datetime
from contextlib import AbstractContextManager
from unittest import mock

from django.db.models.functions import Now
from django.test import TestCase, override_settings
from django.utils import timezone

from commitments.enums import AlarmCode
from commitments.models import Alarm, Heartbeat
from commitments.reminders import alarms, heartbeat
from commitments.reminders.alarms import active_alarms, clear_alarm, raise_alarm


def on_host(name: str) -> AbstractContextManager[mock.Mock]:
    return mock.patch("socket.gethostname", return_value=name)


class StoredTests(TestCase):
    def setUp(self) -> None:
        for name in (heartbeat.HEARTBEAT, heartbeat.PRINTED):
            Heartbeat.objects.create(name=name, beat_at=timezone.now())

    def age(self, minutes: int) -> None:
        ago = datetime.timedelta(minutes=minutes)
        Alarm.objects.update(raised_at=Now() - ago, seen_at=Now() - ago)

    def test_an_alarm_is_one_row_per_code_and_host_that_keeps_its_beginning(self) -> None:
        raise_alarm(AlarmCode.CLOCK, "first")
        self.age(10)
        begun = Alarm.objects.get().raised_at
        raise_alarm(AlarmCode.CLOCK, "second")
        row = Alarm.objects.get()
        self.assertEqual((row.raised_at, row.detail), (begun, "second"))
        self.assertGreater(row.seen_at, begun)
        raise_alarm(AlarmCode.JOURNAL)
        with on_host("another"):
            raise_alarm(AlarmCode.CLOCK)
        self.assertEqual(Alarm.objects.count(), 3)

    def test_an_alarm_raised_again_after_its_end_has_a_new_beginning(self) -> None:
        raise_alarm(AlarmCode.CLOCK)
        self.age(20)
        ended = Alarm.objects.get().raised_at
        raise_alarm(AlarmCode.CLOCK)
        self.assertGreater(Alarm.objects.get().raised_at, ended)

    def test_a_host_clears_its_own_alarm_alone(self) -> None:
        raise_alarm(AlarmCode.CLOCK)
        raise_alarm(AlarmCode.JOURNAL)
        with on_host("another"):
            raise_alarm(AlarmCode.CLOCK)
        clear_alarm(AlarmCode.CLOCK)
        left = [(one.code, one.host == "another") for one in active_alarms(timezone.now())]
        self.assertEqual(left, [(AlarmCode.JOURNAL, False), (AlarmCode.CLOCK, True)])

    def test_an_alarm_is_active_until_its_host_has_been_silent_for_fifteen_minutes(self) -> None:
        raise_alarm(AlarmCode.EMAIL_SERVER, "535 authentication failed")
        self.age(14)
        [found] = active_alarms(timezone.now())
        self.assertEqual((found.code, found.detail), (AlarmCode.EMAIL_SERVER, "535 authentication failed"))
        self.age(16)
        self.assertEqual(active_alarms(timezone.now()), [])

    def test_a_stored_alarm_ends_by_the_database_clock_whatever_the_process_clock_shows(self) -> None:
        raise_alarm(AlarmCode.CLOCK)
        ahead = timezone.now() + datetime.timedelta(days=3)
        self.assertIn(AlarmCode.CLOCK, {one.code for one in active_alarms(ahead)})

    def test_long_details_are_cut(self) -> None:
        raise_alarm(AlarmCode.JOURNAL, "x" * 1000)
        self.assertEqual(len(Alarm.objects.get().detail), alarms.LONGEST_DETAIL)


class RunsTests(TestCase):
    def test_reminder_runs_that_have_not_begun_or_have_stopped_are_an_alarm(self) -> None:
        now = timezone.now()
        heartbeat.record_beat(heartbeat.PRINTED)
        self.assertEqual([one.code for one in active_alarms(now)], [AlarmCode.RUNS])
        beat = Heartbeat.objects.create(name=heartbeat.HEARTBEAT, beat_at=now)
        self.assertEqual(active_alarms(now), [])
        for minutes in (5, -5):
            beat.beat_at = now - datetime.timedelta(minutes=minutes)
            beat.save()
            [found] = active_alarms(now)
            self.assertEqual((found.code, found.since), (AlarmCode.RUNS, beat.beat_at))


class PrintingTests(TestCase):
    def setUp(self) -> None:
        heartbeat.record_beat(heartbeat.HEARTBEAT)
        self.now = timezone.now()

    def test_a_worker_that_prints_nothing_for_five_minutes_is_an_alarm(self) -> None:
        self.assertEqual([one.code for one in active_alarms(self.now)], [AlarmCode.PDF_WORKER])
        self.assertTrue(alarms.is_printing_unproved(self.now))
        beat = Heartbeat.objects.create(name=heartbeat.PRINTED, beat_at=self.now)
        for minutes, is_alarm, is_near in ((2, False, False), (4, False, True), (6, True, True)):
            beat.beat_at = self.now - datetime.timedelta(minutes=minutes)
            beat.save()
            self.assertEqual(bool(active_alarms(self.now)), is_alarm)
            self.assertEqual(alarms.is_printing_unproved(self.now), is_near)


class ReportTests(TestCase):
    def report(self, url: str) -> list[str]:
        with override_settings(HEARTBEAT_URL=url), mock.patch.object(heartbeat, "send_ping") as ping:
            alarms.report_status(timezone.now())
        return list(ping.call_args.args[0])

    def test_the_address_outside_is_told_the_codes_of_the_alarms_each_once(self) -> None:
        self.assertEqual(self.report("https://hc.example/x"), ["runs", "pdf_worker"])
        for name in (heartbeat.HEARTBEAT, heartbeat.PRINTED):
            heartbeat.record_beat(name)
        self.assertEqual(self.report("https://hc.example/x"), [])
        for host in ("one", "two"):
            with on_host(host):
                raise_alarm(AlarmCode.JOURNAL, "secret")
        self.assertEqual(self.report("https://hc.example/x"), ["journal"])

    def test_without_an_address_nothing_is_asked_of_the_database(self) -> None:
        with self.assertNumQueries(0):
            self.assertEqual(self.report(""), [])
