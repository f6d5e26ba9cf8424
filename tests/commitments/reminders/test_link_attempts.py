"""Links of accounts and a real mail server: no link is lost, and none is sent twice unasked."""

import datetime
from typing import Any
from unittest import mock

from celery.exceptions import SoftTimeLimitExceeded
from django.db import OperationalError
from django.db.models.functions import Now
from django.test import TestCase, override_settings
from django.utils import timezone

from commitments import tasks
from commitments.accounts import emails, invitations
from commitments.accounts.emails import LEASE, TRIED_EVERY
from commitments.accounts.invitations import request_links
from commitments.enums import LinkKind
from commitments.models import EmailDelivery, User, WaitingLink
from commitments.reminders import delivery
from commitments.reminders.alarms import count_unsent, why_not_accepted
from tests.cast import TODAY, gather
from tests.sink import Sink

HOUR, MINUTE, SECOND = (datetime.timedelta(seconds=seconds) for seconds in (3600, 60, 1))
LEE = "lee@example.org"
ONCE, TWICE = {LEE: 1}, {LEE: 2}
RESENDS = override_settings(MAIL_IN_DOUBT="resend")


class AttemptTests(TestCase):
    def setUp(self) -> None:
        self.cast, self.sink = gather(), self.enterContext(Sink())
        server = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": self.sink.port, "EMAIL_USE_TLS": False}
        self.enterContext(override_settings(MAIL_TO_FILES=False, EMAIL_USE_SSL=False, **server))

    def invite(self, now: datetime.datetime | None = None) -> User:
        """Invite one person; `now` is what the clock of the web host shows."""
        guests = invitations.preview_lines(f"Lee Min, {LEE}, KNPA, ko\n", TODAY, by=self.cast.administrator)
        now = now or timezone.now()
        (person,) = invitations.invite_all(guests, by=self.cast.administrator, now=now)
        return person

    def run_after(self, time: datetime.timedelta) -> None:
        emails.send_waiting(timezone.now() + time)

    def end_leases(self) -> None:
        """Let the time be up in which a sender that died holds its links."""
        WaitingLink.objects.exclude(lease_until=None).update(lease_until=Now() - SECOND)

    def die_after_the_answer(self) -> None:
        """Let a worker send what waits, and reach its time limit once the server has taken the first."""
        deliver = delivery.deliver_alone

        def killed(*given: Any) -> None:
            deliver(*given)
            raise SoftTimeLimitExceeded

        killing = mock.patch.object(delivery, "deliver_alone", killed)
        with killing, self.assertRaises(SoftTimeLimitExceeded):
            self.run_after(SECOND)

    def note(self) -> str:
        """Return what the account of the invited person says about the email."""
        row = invitations.last_note(User.objects.get(email=LEE))
        return str(row.after["said"]) if row else ""

    # A pause, an outage and a wrong clock.

    def test_a_pause_of_more_than_a_day_gives_up_no_invitation(self) -> None:
        self.invite()
        EmailDelivery.objects.update_or_create(defaults={"is_paused": True})
        self.run_after(25 * HOUR)
        EmailDelivery.objects.update(is_paused=False)
        self.run_after(26 * HOUR)
        self.assertEqual(self.sink.counted, ONCE)

    def test_one_that_was_deferred_before_a_pause_of_a_day_is_tried_again_after_it(self) -> None:
        self.invite()
        self.sink.ways["*"] = "defer"
        self.run_after(SECOND)
        EmailDelivery.objects.update_or_create(defaults={"is_paused": True})
        self.run_after(25 * HOUR)
        EmailDelivery.objects.update(is_paused=False)
        self.sink.ways["*"] = "accept"
        self.run_after(26 * HOUR)
        self.assertEqual(self.sink.counted, ONCE)

    def test_a_server_that_is_down_for_more_than_a_day_gives_up_none(self) -> None:
        self.invite()
        with override_settings(EMAIL_PORT=1):
            for hours in (0, 25):
                self.run_after(hours * HOUR + SECOND)
        self.run_after(26 * HOUR)
        self.assertEqual(self.sink.counted, ONCE)

    def test_what_the_server_defers_for_a_day_is_given_up_and_the_account_says_so(self) -> None:
        self.invite()
        self.sink.ways["*"] = "defer"
        for hours in (0, 23, 25):
            self.assertTrue(WaitingLink.objects.exists())
            self.run_after(hours * HOUR + SECOND)
        self.assertFalse(WaitingLink.objects.exists())
        self.assertEqual(self.note(), "given up after 24 hours; 451 try later")

    def test_a_wrong_clock_of_the_web_host_neither_loses_nor_delays_an_invitation(self) -> None:
        for number, hours in enumerate((-48, 72), start=1):
            person = self.invite(timezone.now() + hours * HOUR)
            requested_at = WaitingLink.objects.get().requested_at
            self.assertLess(abs(timezone.now() - requested_at), MINUTE)
            self.run_after(SECOND)
            self.assertEqual(self.sink.counted, {LEE: number})
            User.objects.filter(pk=person.pk).update(email=f"{number}@example.org")

    # Two processes at the same time, and those that die.

    def test_a_run_that_began_long_ago_holds_its_link_against_another(self) -> None:
        self.invite()
        WaitingLink.objects.update(next_try_at=Now() - 3 * MINUTE)
        deliver = delivery.deliver_alone

        def meanwhile(*given: Any) -> Any:
            with mock.patch.object(delivery, "deliver_alone", deliver):
                self.run_after(LEASE - 10 * SECOND)
            return deliver(*given)

        with mock.patch.object(delivery, "deliver_alone", meanwhile):
            self.run_after(-90 * SECOND)
        self.assertEqual(self.sink.counted, ONCE)

    def test_who_is_invited_again_during_an_attempt_gets_the_new_link_alone(self) -> None:
        person = self.invite()
        deliver = delivery.deliver_alone

        def meanwhile(*given: Any) -> Any:
            invitations.invite_user(person, by=self.cast.administrator, now=timezone.now())
            return deliver(*given)

        with mock.patch.object(delivery, "deliver_alone", meanwhile):
            self.run_after(SECOND)
        self.assertEqual((self.sink.received, self.note()), ([], ""))
        self.run_after(SECOND)
        self.assertEqual(self.sink.counted, ONCE)
        self.assertFalse(WaitingLink.objects.exists())

    def test_sending_that_is_paused_during_an_attempt_keeps_an_invitation_back(self) -> None:
        self.invite()
        write = emails.create_invitation_email

        def pausing(*given: Any, **more: Any) -> Any:
            EmailDelivery.objects.update_or_create(defaults={"is_paused": True})
            return write(*given, **more)

        with mock.patch.dict(emails._WRITERS, {LinkKind.INVITATION: pausing}):
            self.run_after(SECOND)
        self.assertEqual(self.sink.received, [])
        EmailDelivery.objects.update(is_paused=False)
        self.run_after(TRIED_EVERY + 2 * SECOND)
        self.assertEqual(self.sink.counted, ONCE)

    def test_a_sender_that_dies_after_the_answer_leaves_a_doubt_for_a_person(self) -> None:
        self.invite()
        self.die_after_the_answer()
        self.run_after(LEASE)
        self.end_leases()
        self.run_after(LEASE)
        self.run_after(HOUR)
        self.assertEqual(self.sink.counted, ONCE)
        self.assertEqual(count_unsent(timezone.now()).quarantined, 1)
        self.assertEqual(self.note(), "not confirmed: its sender ended before the server answered")
        emails.retry_all()
        self.run_after(SECOND)
        self.assertEqual(self.sink.counted, TWICE)

    def test_a_database_that_is_away_for_the_answer_leaves_a_doubt_too(self) -> None:
        self.invite()
        gone = mock.patch.object(emails, "_record", side_effect=OperationalError)
        with gone, self.assertRaises(OperationalError):
            self.run_after(SECOND)
        self.end_leases()
        self.run_after(LEASE)
        self.assertEqual((self.sink.counted, count_unsent(timezone.now()).quarantined), (ONCE, 1))

    def test_a_message_of_the_queue_that_is_delivered_again_sends_nothing_again(self) -> None:
        officer = self.cast.officer
        request_links(LinkKind.PASSWORD, [officer.pk])
        for _time in range(2):
            tasks.send_resets([officer.pk])
        self.assertEqual(self.sink.counted, {officer.email: 1})

    def test_a_time_limit_loses_neither_the_link_in_hand_nor_the_others(self) -> None:
        people = [self.cast.officer, self.cast.head]
        request_links(LinkKind.PASSWORD, [one.pk for one in people])
        limit = mock.patch.object(delivery, "open_channel", side_effect=SoftTimeLimitExceeded)
        with limit, self.assertRaises(SoftTimeLimitExceeded):
            tasks.send_resets([one.pk for one in people])
        self.assertEqual(WaitingLink.objects.count(), 2)
        self.end_leases()
        self.run_after(LEASE)
        self.assertEqual(self.sink.counted, {one.email: 1 for one in people})

    # Answers.

    def test_one_in_doubt_is_not_sent_again_unasked(self) -> None:
        self.sink.ways["*"] = "cut"
        self.invite()
        for minutes in range(20):
            self.run_after(minutes * MINUTE + SECOND)
        self.assertEqual((self.sink.counted, count_unsent(timezone.now()).quarantined), (ONCE, 1))

    @RESENDS
    def test_one_that_stays_in_doubt_is_sent_again_once(self) -> None:
        self.sink.ways["*"] = "cut"
        self.invite()
        for minutes in range(120):
            self.run_after(minutes * MINUTE + SECOND)
        self.assertEqual((self.sink.counted, count_unsent(timezone.now()).quarantined), (TWICE, 1))

    @RESENDS
    def test_one_that_a_dead_sender_left_in_doubt_is_sent_again_once(self) -> None:
        self.invite()
        for _time in range(2):
            self.die_after_the_answer()
            self.end_leases()
            self.run_after(SECOND)
            WaitingLink.objects.update(next_try_at=Now())
        self.run_after(HOUR)
        self.assertEqual((self.sink.counted, count_unsent(timezone.now()).quarantined), (TWICE, 1))

    def test_where_links_alone_wait_the_reason_is_what_the_server_said_of_them(self) -> None:
        self.sink.ways["*"] = "defer"
        self.invite()
        self.run_after(SECOND)
        due = count_unsent(timezone.now()).due
        assert due is not None
        self.assertEqual(why_not_accepted(due), "The mail server answered: 451 try later")

    def test_an_address_that_cannot_be_written_ends_the_attempts_and_is_noted(self) -> None:
        person = self.invite()
        User.objects.filter(pk=person.pk).update(email="lee at example")
        self.run_after(SECOND)
        self.assertFalse(WaitingLink.objects.exists())
        person.refresh_from_db()
        self.assertEqual(person.email_bounce, "no email address")
