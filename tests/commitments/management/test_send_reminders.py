"""`manage.py send_reminders` and `send_test_mail`."""

import json
import sys
from io import StringIO
from unittest import mock

from django.core.management import CommandError, call_command
from django.test import TestCase, override_settings
from django.utils import timezone

from commitments.accounts import emails
from commitments.enums import AlarmCode
from commitments.lifecycle import successors
from commitments.models import Email, Reminder
from commitments.packets.archive import production
from commitments.reminders import invitations, notices, planner
from commitments.reminders.alarms import active_alarms
from tests.commitments.reminders.case import SweepCase, seoul
from tests.sink import Sink

DUE = "2026-06-16T07:05:00+09:00"


def send(*arguments: str) -> str:
    out = StringIO()
    call_command("send_reminders", *arguments, stdout=out)
    return out.getvalue()


class SendRemindersTests(SweepCase):
    def test_twice_in_a_row_sends_nothing_twice(self) -> None:
        item = self.accepted()
        first, second = send("--at", DUE), send("--at", DUE)
        self.assertIn(
            "focal_point@example.org: Due in 14 days, your action: "
            f"Share investigation records ({item.reference})",
            first,
        )
        self.assertIn("sent 1", first)
        self.assertIn("sent 0", second)
        self.assertEqual(self.arrived(), {"focal_point@example.org": 1})

    def test_what_goes_to_a_log_names_no_mail(self) -> None:
        item = self.accepted()
        said = send("--at", DUE, "--verbosity", "0")
        self.assertIn("sent 1", said)
        for word in ("@", item.title, item.reference):
            self.assertNotIn(word, said)

    def test_a_dry_run_says_what_would_be_sent_and_writes_nothing(self) -> None:
        item = self.accepted()
        said = json.loads(send("--at", DUE, "--dry-run", "--format", "json"))
        self.assertEqual(said["dry_run"], True)
        self.assertEqual([mail["references"] for mail in said["mails"]], [[item.reference]])
        self.assertEqual((Reminder.objects.count(), Email.objects.count(), self.mails()), (0, 0, []))
        self.assertIn(
            "No records were written and no emails were sent. Emails that would be sent: 1.",
            send("--at", DUE, "--dry-run"),
        )

    def test_the_counts_are_there_for_programs(self) -> None:
        self.accepted()
        said = json.loads(send("--at", DUE, "--format", "json"))
        self.assertEqual((said["planned"], said["mailed"], said["sent"], said["at"]), (2, 1, 1, DUE))

    def test_a_moment_to_come_is_refused_unless_mail_goes_to_files(self) -> None:
        self.accepted()
        self.enterContext(mock.patch.object(timezone, "now", return_value=seoul(6, 10)))
        with override_settings(MAIL_TO_FILES=False):
            with self.assertRaisesMessage(CommandError, "That time is in the future"):
                send("--at", DUE)
            send("--at", DUE, "--dry-run")
        self.assertIn("sent 1", send("--at", DUE))

    def test_it_tells_what_a_run_of_the_queue_tells(self) -> None:
        parts = (
            emails.notify_account_holders,
            notices.notify_heads_of_absences,
            invitations.notify_invited,
            notices.notify_copy_holders,
            notices.record_anchor,
        )
        asked = [
            self.enterContext(mock.patch.object(sys.modules[part.__module__], part.__name__))
            for part in parts
        ]
        send("--at", DUE, "--dry-run")
        self.assertEqual([one.call_count for one in asked], [0] * 5)
        send("--at", DUE)
        self.assertEqual([one.call_count for one in asked], [1] * 5)

    def test_an_error_in_one_part_keeps_none_of_the_others_from_its_turn(self) -> None:
        item = self.accepted()
        broken = mock.patch.object(planner, "plan_rows", side_effect=RuntimeError("a bug"))
        parts = [
            mock.patch.object(emails, "send_waiting"),
            mock.patch.object(successors, "open_occurrences"),
        ]
        links, occurrences = [self.enterContext(part) for part in parts]
        packets = self.enterContext(mock.patch.object(production, "list_unfinished_packets", return_value=[]))
        with (
            broken,
            self.assertLogs("tracker.reminders", "ERROR"),
            self.assertRaisesMessage(RuntimeError, "a bug"),
        ):
            send("--at", DUE)
        self.assertEqual([one.call_count for one in (links, occurrences, packets)], [1, 1, 1])
        (alarm,) = (one for one in active_alarms(timezone.now()) if one.code == AlarmCode.RUN_ERROR)
        self.assertIn("outbox: RuntimeError", alarm.detail)
        self.assertIn(item.reference, send("--at", DUE))
        self.assertNotIn(AlarmCode.RUN_ERROR, {one.code for one in active_alarms(timezone.now())})

    def test_what_is_no_moment_is_refused_in_one_sentence(self) -> None:
        for text in ("tomorrow", "2026-13-01T00:00"):
            with self.assertRaisesMessage(CommandError, "is not a valid time"):
                send("--at", text)

    def test_without_an_offset_a_moment_is_in_the_zone_of_the_installation(self) -> None:
        with override_settings(TIME_ZONE="Asia/Seoul"):
            self.assertIn("2026-06-16T07:05:00+09:00", send("--at", "2026-06-16T07:05", "--format", "json"))


class SendTestMailTests(TestCase):
    def test_it_says_what_the_server_said(self) -> None:
        sink = self.enterContext(Sink())
        self.enterContext(
            override_settings(MAIL_TO_FILES=False, EMAIL_HOST="127.0.0.1", EMAIL_PORT=sink.port)
        )
        out = StringIO()
        call_command("send_test_mail", "somebody@example.org", stdout=out)
        self.assertEqual(sink.counted, {"somebody@example.org": 1})
        self.assertIn("accepted the email: 250 kept", out.getvalue())
        sink.ways["*"] = "refuse"
        with self.assertRaisesMessage(CommandError, "550 no such mailbox"):
            call_command("send_test_mail", "somebody@example.org")

    def test_what_is_no_address_is_refused_in_one_sentence(self) -> None:
        for address in ("somebody", "a@b@c", "", "a@example.org\r\nBcc: b@example.org"):
            with (
                self.subTest(address),
                self.assertRaisesMessage(CommandError, "is not a valid email address"),
            ):
                call_command("send_test_mail", address)
