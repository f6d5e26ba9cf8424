"""Whether mail may leave: paused by a person, or by a database that is not the one it says it is."""

import datetime
import socket
import tempfile
from pathlib import Path
from unittest import mock

import pytest
from django.db import connection
from django.test import TestCase, override_settings

from commitments.enums import EmailState, NotSentReason, OwedBy, ReminderState
from commitments.models import AuditRow, Email, EmailDelivery, Reminder
from commitments.reminders import delivery_log, email_pause, journal, outbox
from tests.commitments.reminders.case import SweepCase, seoul

MORNING = seoul(6, 16)
MINUTE = datetime.timedelta(minutes=1)


@pytest.mark.both
class SendingTests(SweepCase):
    def setUp(self) -> None:
        super().setUp()
        self.item = self.accepted(owed_by=OwedBy.THEIRS)
        self.folders = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def test_what_is_due_waits_while_sending_is_paused_and_goes_out_after(self) -> None:
        email_pause.pause_email("mail server moves", by=self.people.administrator, now=MORNING)
        self.assertTrue(self.sweep(MORNING).is_paused)
        self.assertEqual(self.mails(), [])
        email_pause.resume_email(by=self.people.administrator, now=MORNING, without_due=False)
        self.assertEqual(self.sweep(MORNING).sent, 1)
        self.assertEqual(AuditRow.objects.filter(subject_type="commitments.EmailDelivery").count(), 2)

    def test_what_falls_due_while_sending_is_paused_for_days_is_planned_and_goes_out_after(self) -> None:
        email_pause.pause_email("the ministry moves", by=None, now=seoul(6, 12))
        for day in range(12, 20):
            self.assertTrue(self.sweep(seoul(6, day)).is_paused)
        self.assertEqual(list(Reminder.objects.values_list("state", flat=True)), [ReminderState.PLANNED])
        email_pause.resume_email(by=None, now=seoul(6, 20), without_due=False)
        self.assertEqual(self.sweep(seoul(6, 20)).sent, 1)

    def test_a_pause_between_claim_and_dot_keeps_the_mail_back(self) -> None:
        claim = journal.claim_emails

        def meanwhile(*args: object) -> object:
            held = claim(*args)  # type: ignore[arg-type]
            email_pause.pause_email("stop", by=None, now=MORNING)
            return held

        with mock.patch.object(journal, "claim_emails", side_effect=meanwhile):
            self.sweep(MORNING)
        self.assertEqual((self.mails(), Email.objects.get().state), ([], EmailState.WITHDRAWN))
        self.assertEqual(Reminder.objects.get().state, ReminderState.PLANNED)

    def test_a_database_in_another_place_starts_paused_and_says_so(self) -> None:
        self.sweep(seoul(6, 15))
        with mock.patch.object(email_pause, "identify_database", return_value="elsewhere"):
            self.assertTrue(self.sweep(MORNING).is_paused)
        self.assertIn("restored", email_pause.load_pause().reason)
        # Paused it stays until somebody looks.
        self.assertTrue(self.sweep(MORNING).is_paused)

    def test_a_database_put_back_in_its_place_knows_fewer_runs_than_were_made(self) -> None:
        for day in (13, 14, 15):
            self.sweep(seoul(6, day))
        EmailDelivery.objects.update(run_number=1)
        self.assertTrue(self.sweep(MORNING).is_paused)
        email_pause.resume_email(by=None, now=MORNING, without_due=False)
        self.assertFalse(self.sweep(MORNING).is_paused)

    def test_one_that_knows_the_run_and_not_the_last_email_of_it_is_behind(self) -> None:
        self.assertEqual(self.sweep(MORNING).sent, 1)
        self.assertFalse(self.sweep(MORNING).is_paused)
        with delivery_log.lock_send_log() as log:
            log.note(Email.objects.get().pk, 2)
        self.assertTrue(self.sweep(MORNING).is_paused)
        self.assertIn("lacks recent changes", email_pause.load_pause().reason)
        # A person has settled it.
        email_pause.resume_email(by=None, now=MORNING, without_due=False)
        self.assertFalse(self.sweep(MORNING).is_paused)

    def test_each_last_dot_is_noted_before_it_is_sent(self) -> None:
        self.sweep(MORNING)
        with delivery_log.lock_send_log() as log:
            entry = log.read()
        mail = Email.objects.get()
        self.assertEqual((entry.round, entry.mail, entry.fence), (1, mail.pk, mail.unconfirmed_fence))
        self.assertEqual(mail.unconfirmed_fence, mail.fence)

    def test_the_count_of_an_earlier_version_holds(self) -> None:
        delivery_log.find_log_path().write_text("7")
        self.assertTrue(self.sweep(MORNING).is_paused)

    def test_an_unreadable_file_is_that_of_a_new_folder(self) -> None:
        delivery_log.find_log_path().write_bytes(b"\x00" * 160)
        self.assertFalse(self.sweep(MORNING).is_paused)
        self.assertFalse(self.sweep(MORNING).is_paused)
        self.assertEqual(len(email_pause.load_pause().folders), 1)

    def run_on(self, server: str, folder: str, now: datetime.datetime) -> bool:
        """Say whether email waits in a run of a data folder on a database server."""
        named = mock.patch.object(email_pause, "identify_server", return_value=server)
        with named, override_settings(DATA=self.folders / folder):
            return email_pause.is_paused(now)

    def test_another_server_waits_for_every_folder_that_has_sent(self) -> None:
        for folder in ("one", "two"):
            self.assertFalse(self.run_on("primary", folder, MORNING))
        self.assertTrue(self.run_on("standby", "one", MORNING))
        self.assertFalse(email_pause.load_pause().is_paused)
        self.assertFalse(self.run_on("standby", "two", MORNING))
        self.assertFalse(self.run_on("standby", "one", MORNING))

    def test_a_folder_that_stays_away_leaves_the_decision_to_a_person(self) -> None:
        for folder in ("one", "two"):
            self.run_on("primary", folder, MORNING)
        for minutes in (0, 5):
            self.assertTrue(self.run_on("standby", "one", MORNING + minutes * MINUTE))
            self.assertFalse(email_pause.load_pause().is_paused)
        self.assertTrue(self.run_on("standby", "one", MORNING + 6 * MINUTE))
        self.assertIn(socket.gethostname(), email_pause.load_pause().reason)
        email_pause.resume_email(by=None, now=MORNING, without_due=False)
        self.assertFalse(self.run_on("standby", "one", MORNING))

    def test_what_one_folder_lacks_stops_the_others(self) -> None:
        for folder in ("one", "two", "one"):
            self.run_on("primary", folder, MORNING)
        EmailDelivery.objects.update(run_number=2)
        self.assertTrue(self.run_on("standby", "two", MORNING))
        self.assertFalse(email_pause.load_pause().is_paused)
        self.assertTrue(self.run_on("standby", "one", MORNING))
        self.assertTrue(email_pause.load_pause().is_paused)

    def test_a_folder_that_has_long_sent_nothing_is_forgotten(self) -> None:
        for folder in ("one", "two"):
            self.run_on("primary", folder, MORNING)
        EmailDelivery.objects.update(run_number=email_pause.FORGOTTEN_RUNS + 1)
        self.run_on("primary", "two", MORNING)
        self.assertEqual(len(email_pause.load_pause().folders), 1)

    def test_after_a_restore_what_was_due_can_be_left_out(self) -> None:
        with mock.patch.object(outbox.Run, "send"):
            self.sweep(MORNING)
        left_out = email_pause.resume_email(by=self.people.administrator, now=MORNING, without_due=True)
        self.assertEqual((left_out, Reminder.objects.get().not_sent_reason), (1, NotSentReason.RESTORED))
        self.assertEqual((self.sweep(MORNING).mailed, Email.objects.get().state), (0, EmailState.WITHDRAWN))

    def test_after_a_restore_what_may_have_arrived_is_held_and_shown(self) -> None:
        with mock.patch.object(outbox.Run, "send"):
            self.sweep(MORNING)
        Email.objects.update(state=EmailState.NOT_CONFIRMED, final_dot_at=MORNING)
        email_pause.resume_email(by=self.people.administrator, now=MORNING, without_due=True)
        self.assertEqual(
            (Email.objects.get().state, Reminder.objects.get().not_sent_reason), ("held", "restored")
        )

    def test_the_file_is_made_where_its_folder_is_missing(self) -> None:
        self.assertFalse(self.run_on("primary", "none-yet", MORNING))
        self.assertTrue((self.folders / "none-yet" / "sweeps").exists())


class OrdinaryRoleTests(TestCase):
    def test_a_role_without_rights_of_its_own_may_ask_where_it_is(self) -> None:
        named = email_pause.identify_database(), email_pause.identify_server()
        with connection.cursor() as cursor:
            cursor.execute("CREATE ROLE ordinary")
            cursor.execute("SET LOCAL ROLE ordinary")
        self.assertEqual((email_pause.identify_database(), email_pause.identify_server()), named)
