"""Links of accounts: they wait as rows, and are tried until the mail server has taken or refused them."""

from typing import Any
from unittest import mock

from django.test import TestCase
from django.utils import timezone

from commitments.accounts import emails
from commitments.accounts.emails import TRIED_EVERY, TRIED_FOR
from commitments.accounts.invitations import request_links
from commitments.enums import AlarmCode, LinkKind
from commitments.models import User, WaitingLink
from commitments.reminders import delivery
from commitments.reminders.alarms import active_alarms
from commitments.reminders.delivery import AttemptResult, ServerReply
from tests.cast import gather

A_DAY = TRIED_FOR / TRIED_EVERY
DEFERRED, ACCEPTED = (
    ServerReply(AttemptResult.DEFERRED, "451 later"),
    ServerReply(AttemptResult.ACCEPTED, "250 taken"),
)
DOWN, REFUSED = (
    ServerReply(AttemptResult.DEFERRED, is_down=True),
    ServerReply(AttemptResult.REFUSED, "550 nobody"),
)


class WaitingLinkTests(TestCase):
    def setUp(self) -> None:
        self.cast = gather()
        self.deliver = self.enterContext(mock.patch.object(delivery, "deliver_alone", return_value=DEFERRED))

    def ask(self, *people: User) -> None:
        """Request a link for each, and let a worker try them."""
        request_links(LinkKind.PASSWORD, [one.pk for one in people])
        self.now = timezone.now()
        emails.send_waiting(self.now, person_ids=[one.pk for one in people])

    def run_after(self, turns: float) -> None:
        """Make a reminder run so many turns after the first attempt."""
        emails.send_waiting(self.now + turns * TRIED_EVERY)

    def addresses(self) -> list[str]:
        """Return where emails went since this was last asked."""
        sent = [call.args[0] for call in self.deliver.call_args_list]
        self.deliver.reset_mock()
        return sent

    def test_what_is_accepted_or_refused_leaves_nothing_behind(self) -> None:
        for answer in (ACCEPTED, REFUSED):
            self.deliver.return_value = answer
            self.ask(self.cast.officer)
            self.assertFalse(WaitingLink.objects.exists())

    def test_what_is_deferred_is_tried_again_until_it_is_accepted(self) -> None:
        self.ask(self.cast.officer)
        self.assertEqual(self.addresses(), [self.cast.officer.email])
        self.run_after(0.5)
        self.assertEqual(self.addresses(), [])
        for turn in (1, 2, 3):
            self.run_after(turn)
            self.assertEqual(self.addresses(), [self.cast.officer.email])
        self.deliver.return_value = ACCEPTED
        self.run_after(4)
        self.run_after(5)
        self.assertEqual(self.addresses(), [self.cast.officer.email])
        self.assertFalse(WaitingLink.objects.exists())

    def test_each_attempt_sends_a_link_of_its_own(self) -> None:
        self.ask(self.cast.officer)
        self.run_after(1)
        identifiers = [call.args[1] for call in self.deliver.call_args_list]
        self.assertEqual(len(set(identifiers)), 2)

    def test_asking_again_makes_no_second_row_and_counts_anew(self) -> None:
        self.ask(self.cast.officer)
        first = WaitingLink.objects.get()
        self.ask(self.cast.officer)
        row = WaitingLink.objects.get()
        self.assertLess(first.requested_at, row.requested_at)
        self.assertEqual((row.first_tried_at, row.next_try_at), (self.now, self.now + TRIED_EVERY))

    def test_a_server_that_is_down_is_tried_once_a_run(self) -> None:
        self.ask(self.cast.officer, self.cast.head)
        self.deliver.return_value = DOWN
        self.addresses()
        self.run_after(1)
        self.assertEqual(len(self.addresses()), 1)
        self.run_after(1)
        self.assertEqual(len(self.addresses()), 1)

    def test_two_runs_at_the_same_time_send_one(self) -> None:
        self.ask(self.cast.officer)
        self.addresses()

        def meanwhile(*_given: object) -> ServerReply:
            self.deliver.side_effect = None
            self.run_after(1)
            return ACCEPTED

        self.deliver.side_effect = meanwhile
        self.run_after(1)
        self.assertEqual(len(self.addresses()), 1)
        self.assertFalse(WaitingLink.objects.exists())

    def test_an_account_that_is_closed_meanwhile_gets_none(self) -> None:
        self.ask(self.cast.officer)
        self.addresses()
        User.objects.filter(pk=self.cast.officer.pk).update(is_active=False)
        self.run_after(1)
        self.assertEqual(self.addresses(), [])
        self.assertFalse(WaitingLink.objects.exists())

    def test_what_is_deferred_after_a_day_is_given_up_and_logged(self) -> None:
        self.ask(self.cast.officer)
        self.addresses()
        with mock.patch.object(emails, "email_logger") as log:
            self.run_after(A_DAY)
        self.assertEqual((len(self.addresses()), log.error.call_count), (1, 1))
        self.assertFalse(WaitingLink.objects.exists())

    def test_what_is_refused_after_its_content_waits_in_quarantine_for_a_person(self) -> None:
        self.deliver.return_value = ServerReply(AttemptResult.QUARANTINED, "554 looks like spam")
        self.ask(self.cast.officer)
        self.run_after(2 * A_DAY)
        self.assertEqual(len(self.addresses()), 1)
        (alarm,) = (one for one in active_alarms(self.now) if one.code == AlarmCode.QUARANTINE)
        self.assertIn("1", alarm.detail)
        self.client.force_login(self.cast.administrator)
        page = self.client.get("/admin/email-delivery/")
        self.assertContains(page, "554 looks like spam")
        self.assertContains(page, "Password link")
        self.deliver.return_value = ACCEPTED
        self.client.post("/admin/email-delivery/retry/")
        self.assertEqual(emails.list_quarantined(), [])
        emails.send_waiting(WaitingLink.objects.get().next_try_at)
        self.assertEqual(self.addresses(), [self.cast.officer.email])

    def test_an_unexpected_error_is_tried_five_times_and_blocks_no_other(self) -> None:
        self.ask(self.cast.officer, self.cast.head)
        self.addresses()
        broken = emails.render_reset_email

        def message(person: User, **given: Any) -> Any:
            if person == self.cast.officer:
                raise RuntimeError("a bug")
            return broken(person, **given)

        self.deliver.return_value = ACCEPTED
        with (
            mock.patch.object(emails, "render_reset_email", message),
            self.assertLogs("tracker.mail", "ERROR"),
        ):
            for turn in range(1, 9):
                self.run_after(turn)
        self.assertEqual(self.addresses(), [self.cast.head.email])
        row = WaitingLink.objects.get()
        self.assertEqual((row.failures, row.is_quarantined), (5, True))

    def test_a_run_gives_links_a_part_of_its_time(self) -> None:
        people = [self.cast.officer, self.cast.head, self.cast.reader]
        self.ask(*people)
        self.addresses()
        with mock.patch("commitments.accounts.emails.time.monotonic", side_effect=[0, 1, 19, 21]):
            self.run_after(1)
        self.assertEqual(len(self.addresses()), 2)
