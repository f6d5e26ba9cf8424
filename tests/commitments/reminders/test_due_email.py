"""The oldest email that is due and not accepted: what counts, what does not, and why it waits, in words."""

import datetime
from typing import Any

from django.test import SimpleTestCase, TestCase, override_settings
from django.utils import timezone

from commitments.enums import AlarmCode, CommitmentState, EmailState, LinkKind, ReminderKind, ReminderState
from commitments.models import Email, EmailDelivery, Heartbeat, QuietDays, Reminder, WaitingLink
from commitments.reminders import heartbeat
from commitments.reminders.alarms import (
    DueEmail,
    active_alarms,
    count_unsent,
    load_status,
    raise_alarm,
    without_addresses,
)
from tests import make
from tests.cast import gather

MINUTE = datetime.timedelta(minutes=1)


def oldest_due(now: datetime.datetime) -> DueEmail | None:
    return count_unsent(now).due


class DueTests(TestCase):
    def setUp(self) -> None:
        self.cast, self.now = gather(), timezone.now()
        for name in (heartbeat.HEARTBEAT, heartbeat.PRINTED):
            Heartbeat.objects.create(name=name, beat_at=self.now)
        self.item = make.commitment(self.cast, state=CommitmentState.IN_PROGRESS)

    def mail(self, minutes: float, state: EmailState = EmailState.READY, **values: Any) -> Email:
        """Put down an email that was due so many minutes ago."""
        at = self.now - minutes * MINUTE
        number = Email.objects.count()
        defaults = {"ready_at": at, "next_try_at": at, "planned_at": at, "content": b"", "subject": "x"}
        return Email.objects.create(
            address="kim@example.org", message_id=f"<{number}@x>", state=state, **{**defaults, **values}
        )

    def reminder(self, minutes: float, **values: Any) -> Reminder:
        at = self.now - minutes * MINUTE
        deadline = self.item.deadline
        assert deadline is not None
        return Reminder.objects.create(
            commitment=self.item,
            deadline=deadline,
            kind=values.pop("kind", ReminderKind.DUE),
            start_date=at.date(),
            recipient=self.cast.officer,
            planned_at=at,
            **values,
        )

    def age(self) -> int | None:
        due = oldest_due(self.now)
        return round(due.seconds(self.now) / 60) if due else None

    def test_invitations_and_links_that_wait_count(self) -> None:
        for kind, minutes in ((LinkKind.INVITATION, 20), (LinkKind.PASSWORD, 30)):
            asked = self.now - minutes * MINUTE
            WaitingLink.objects.create(
                person=self.cast.officer, kind=kind, requested_at=asked, next_try_at=self.now
            )
            self.assertEqual(self.age(), minutes)
        self.assertEqual(count_unsent(self.now).due, DueEmail(asked, waiting=2, refused=0))
        WaitingLink.objects.update(is_quarantined=True)
        self.assertEqual((count_unsent(self.now).due, count_unsent(self.now).quarantined), (None, 2))

    def alarm(self) -> tuple[AlarmCode, str] | None:
        found = [(one.code, one.detail) for one in active_alarms(self.now)]
        late = [one for one in found if one[0] in {AlarmCode.DELIVERY, AlarmCode.PAUSED}]
        return late[0] if late else None

    def test_what_waits_is_sent_or_in_doubt_counts_from_when_it_was_due(self) -> None:
        self.assertIsNone(oldest_due(self.now))
        self.mail(3, EmailState.SENDING)
        self.mail(7, EmailState.NOT_CONFIRMED)
        self.assertEqual(self.age(), 7)
        self.mail(1, planned_at=self.now - 40 * MINUTE)
        self.mail(5, planned_at=None)
        self.assertEqual(self.age(), 40)

    def test_what_is_settled_or_waits_for_a_person_does_not_count(self) -> None:
        for state in (EmailState.DELIVERED, EmailState.WITHDRAWN, EmailState.HELD, EmailState.BOUNCED):
            self.mail(60, state, delivered_at=self.now if state == EmailState.DELIVERED else None)
        self.assertIsNone(oldest_due(self.now))

    def test_a_reminder_that_is_due_and_not_written_counts_and_a_planned_one_does_not(self) -> None:
        self.reminder(-10)
        self.assertIsNone(oldest_due(self.now))
        row = self.reminder(20, offset=1)
        self.assertEqual(self.age(), 20)
        Reminder.objects.filter(pk=row.pk).update(state=ReminderState.DROPPED)
        self.assertIsNone(oldest_due(self.now))

    def test_what_waits_for_the_end_of_quiet_days_does_not_count_but_a_copy_does(self) -> None:
        assert self.item.country.desk is not None
        today = self.now.date()
        QuietDays.objects.create(
            desk=self.item.country.desk,
            starts_on=today,
            ends_on=today,
            recorded_by=self.cast.head,
            recorded_at=self.now,
        )
        self.reminder(20)
        held_back = self.reminder(30, state=ReminderState.EMAILED, email=self.mail(30), offset=1)
        self.assertIsNone(oldest_due(self.now))
        Reminder.objects.filter(pk=held_back.pk).update(kind=ReminderKind.REPLY_COPY)
        self.assertEqual(self.age(), 30)

    def test_refused_email_counts_until_the_server_accepts_another(self) -> None:
        self.mail(20, EmailState.REJECTED, reply="550 5.7.1 relaying denied for <kim@example.org>")
        self.assertEqual(self.age(), 20)
        self.assertEqual(
            self.alarm(),
            (
                AlarmCode.DELIVERY,
                "The mail server rejected the last emails (1). It answered: 550 5.7.1 relaying denied for …",
            ),
        )
        self.mail(10, EmailState.DELIVERED, delivered_at=self.now - 10 * MINUTE)
        self.assertIsNone(oldest_due(self.now))

    def test_a_test_email_that_is_accepted_ends_the_alarm_of_refused_email(self) -> None:
        self.mail(20, EmailState.REJECTED)
        Heartbeat.objects.create(name=heartbeat.TRIED, beat_at=self.now - 30 * MINUTE)
        self.assertEqual(self.age(), 20)
        Heartbeat.objects.filter(name=heartbeat.TRIED).update(beat_at=self.now)
        self.assertIsNone(oldest_due(self.now))

    def test_the_alarm_begins_after_the_minutes_of_the_setting(self) -> None:
        self.mail(14, reply="451 try again")
        self.assertIsNone(self.alarm())
        with override_settings(EMAIL_ALARM_MINUTES=10):
            self.assertEqual(self.alarm(), (AlarmCode.DELIVERY, "The mail server answered: 451 try again"))

    def test_deferred_email_says_what_the_server_last_answered_without_addresses(self) -> None:
        self.mail(16)
        self.mail(30, reply="451 first", next_try_at=self.now)
        self.mail(20, reply="421 last, kim@example.org", next_try_at=self.now + MINUTE)
        self.assertEqual(self.alarm(), (AlarmCode.DELIVERY, "The mail server answered: 421 last, …"))

    def test_a_pause_is_named_with_who_paused_and_why(self) -> None:
        EmailDelivery.objects.create(is_paused=True, reason="Moving the server", changed_by=self.cast.head)
        self.assertIsNone(self.alarm())
        self.reminder(16)
        self.assertEqual(self.alarm(), (AlarmCode.PAUSED, f"Paused by {self.cast.head}: Moving the server"))
        EmailDelivery.objects.update(changed_by=None)
        self.assertEqual(self.alarm(), (AlarmCode.PAUSED, "Moving the server"))

    def test_the_cause_that_stops_the_others_is_named(self) -> None:
        self.mail(16, reply="451 later")
        for code, said in (
            (AlarmCode.EMAIL_SERVER, "the mail server is refusing connections"),
            (AlarmCode.RUNS, "reminder runs have stopped"),
            (AlarmCode.CLOCK, "the clock of a process differs from the database clock"),
        ):
            if code == AlarmCode.RUNS:
                Heartbeat.objects.filter(name=heartbeat.HEARTBEAT).delete()
            else:
                raise_alarm(code, "as found")
            found = self.alarm()
            assert found is not None
            self.assertTrue(found[1].startswith(said), found[1])

    def test_a_backlog_that_moves_is_named_as_one(self) -> None:
        for _ in range(2):
            self.mail(600, is_backlog=True)
        self.assertEqual(self.alarm(), (AlarmCode.DELIVERY, "Waiting for the next reminder run."))
        self.mail(600, EmailState.DELIVERED, is_backlog=True, delivered_at=self.now)
        self.assertEqual(
            self.alarm(),
            (
                AlarmCode.DELIVERY,
                "The backlog is being sent. Emails waiting: 2. At most 20 are sent per minute.",
            ),
        )

    def test_it_costs_few_queries(self) -> None:
        self.mail(16, reply="451 later")
        with self.assertNumQueries(9):
            found = load_status(self.now)
        self.assertTrue(found.is_late)
        assert found.due is not None
        self.assertEqual((found.due.waiting, found.due.refused), (1, 0))


class WordsTests(SimpleTestCase):
    def test_addresses_are_left_out_of_what_a_server_said(self) -> None:
        for said, shown in (
            ("550 <a.b@example.org>: unknown", "550 …: unknown"),
            ("550 a@b.example unknown", "550 … unknown"),
            ("451 4.7.1 greylisted", "451 4.7.1 greylisted"),
        ):
            self.assertEqual(without_addresses(said), shown)
