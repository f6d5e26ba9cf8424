"""Whether mail may leave: paused by a person, or by a database that is not the one it says it is."""

from unittest import mock

import pytest
from django.conf import settings
from django.test import override_settings

from commitments.models import AuditRow, Mail, Reminder, Sending
from commitments.reminders import journal, outbox, sending
from commitments.reminders.channels import Fate
from commitments.vocabulary import MailState, OwedBy, ReminderState, WhyNot
from tests.commitments.reminders.case import SweepCase, seoul

MORNING = seoul(6, 16)


@pytest.mark.both
class SendingTests(SweepCase):
    def setUp(self) -> None:
        super().setUp()
        self.item = self.accepted(owed_by=OwedBy.THEIRS)

    def test_what_is_due_waits_while_sending_is_paused_and_goes_out_after(self) -> None:
        sending.pause("mail server moves", by=self.people.administrator, now=MORNING)
        self.assertTrue(self.sweep(MORNING).is_paused)
        self.assertEqual(self.mails(), [])
        sending.resume(by=self.people.administrator, now=MORNING, without_due=False)
        self.assertEqual(self.sweep(MORNING).sent, 1)
        self.assertEqual(AuditRow.objects.filter(subject_type="commitments.Sending").count(), 2)

    def test_what_falls_due_while_sending_is_paused_for_days_is_planned_and_goes_out_after(self) -> None:
        sending.pause("the ministry moves", by=None, now=seoul(6, 12))
        for day in range(12, 20):
            self.assertTrue(self.sweep(seoul(6, day)).is_paused)
        self.assertEqual(list(Reminder.objects.values_list("state", flat=True)), [ReminderState.PLANNED])
        sending.resume(by=None, now=seoul(6, 20), without_due=False)
        self.assertEqual(self.sweep(seoul(6, 20)).sent, 1)

    def test_a_pause_between_claim_and_dot_keeps_the_mail_back(self) -> None:
        claim = journal.claim

        def meanwhile(*args: object) -> object:
            held = claim(*args)  # type: ignore[arg-type]
            sending.pause("stop", by=None, now=MORNING)
            return held

        with mock.patch.object(journal, "claim", side_effect=meanwhile):
            self.sweep(MORNING)
        self.assertEqual((self.mails(), Mail.objects.get().state), ([], MailState.WITHDRAWN))
        self.assertEqual(Reminder.objects.get().state, ReminderState.PLANNED)

    def test_a_database_in_another_place_starts_paused_and_says_so(self) -> None:
        self.sweep(seoul(6, 15))
        with mock.patch.object(sending, "place", return_value="elsewhere"):
            self.assertTrue(self.sweep(MORNING).is_paused)
        self.assertIn("restored", sending.state().reason)
        # Paused it stays until somebody looks.
        self.assertTrue(self.sweep(MORNING).is_paused)

    def test_a_database_put_back_in_its_place_knows_fewer_sweeps_than_were_made(self) -> None:
        for day in (13, 14, 15):
            self.sweep(seoul(6, day))
        Sending.objects.update(round=1)
        self.assertTrue(self.sweep(MORNING).is_paused)
        sending.resume(by=None, now=MORNING, without_due=False)
        with self.captureOnCommitCallbacks(execute=True):
            sending.resume(by=None, now=MORNING, without_due=False)
        self.assertFalse(self.sweep(MORNING).is_paused)

    def test_after_a_restore_what_was_due_can_be_left_out(self) -> None:
        with mock.patch.object(outbox, "_send", return_value=dict.fromkeys(Fate, 0)):
            self.sweep(MORNING)
        with self.captureOnCommitCallbacks(execute=True):
            left_out = sending.resume(by=self.people.administrator, now=MORNING, without_due=True)
        self.assertEqual((left_out, Reminder.objects.get().why_not), (1, WhyNot.RESTORED))
        self.assertEqual((self.sweep(MORNING).mailed, Mail.objects.get().state), (0, MailState.WITHDRAWN))

    def test_after_a_restore_what_may_have_arrived_is_held_and_shown(self) -> None:
        with mock.patch.object(outbox, "_send", return_value=dict.fromkeys(Fate, 0)):
            self.sweep(MORNING)
        Mail.objects.update(state=MailState.IN_DOUBT, dot_at=MORNING)
        sending.resume(by=self.people.administrator, now=MORNING, without_due=True)
        self.assertEqual((Mail.objects.get().state, Reminder.objects.get().why_not), ("held", "restored"))

    @override_settings(DATA=settings.DATA / "none-yet")
    def test_the_count_beside_the_data_is_made_where_its_folder_is_missing(self) -> None:
        self.sweep(MORNING)
        self.assertEqual((settings.DATA / "sweeps").read_text(), "1")
