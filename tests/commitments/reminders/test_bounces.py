"""Mails that come back, and addresses that take none: seen, forged, and told to the next in the chain."""

from email.message import EmailMessage
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from django.core.management import CommandError, call_command
from django.test import override_settings

from commitments.enums import EmailState, NotSentReason, OwedBy, PostFunction, ReminderState, Role
from commitments.errors import Refused
from commitments.lifecycle import owners
from commitments.models import Commitment, Email, Official, Reminder, User
from commitments.reminders import bounces, journal
from tests.commitments.reminders.case import seoul
from tests.commitments.reminders.test_journal import MINUTE, MORNING, JournalCase

FAILED = """\
Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; somebody@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} no such user
"""


def report(to: str, *, action: str = "failed", status: str = "5.1.1") -> bytes:
    """Make a delivery report as a mail server does (RFC 3464)."""
    return (
        f"From: <>\r\nTo: {to}\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nNot delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        + FAILED.format(action=action, status=status).replace("\n", "\r\n")
        + "\r\n--b--\r\n"
    ).encode()


@override_settings(BOUNCE_ADDRESS="back@tracker.example")
class BounceTests(JournalCase):
    def sent(self) -> Email:
        self.sweep(MORNING)
        return self.mail()

    def test_each_mail_leaves_with_a_return_path_of_its_own(self) -> None:
        mail = self.sent()
        self.assertEqual(self.sink.senders, [bounces.return_path(mail.pk)])
        self.assertRegex(self.sink.senders[0], rf"^back\+{mail.pk}-[0-9a-f]{{16}}@tracker\.example$")

    def test_a_report_makes_the_address_none_and_tells_the_next_in_the_chain(self) -> None:
        mail = self.sent()
        found = bounces.parse_report(report(bounces.return_path(mail.pk)))
        self.assertTrue(bounces.record_bounce(found, now=MORNING + MINUTE))
        mail.refresh_from_db()
        self.assertEqual((mail.state, mail.reply), (EmailState.BOUNCED, "smtp; 550 5.1.1 no such user"))
        person = User.objects.get(pk=self.people.officer.pk)
        self.assertEqual((person.can_be_told, person.email_bounce), (False, mail.reply))
        self.sweep(MORNING + 2 * MINUTE)
        self.assertEqual(
            list(
                Reminder.objects.order_by("pk").values_list("recipient__username", "state", "not_sent_reason")
            ),
            [
                ("officer", ReminderState.FAILED, NotSentReason.BOUNCED),
                (self.people.head.username, ReminderState.DELIVERED, ""),
            ],
        )
        self.assertFalse(bounces.record_bounce(found, now=MORNING + 3 * MINUTE))

    def test_a_report_days_later_still_tells_the_next(self) -> None:
        mail = self.sent()
        bounces.record_bounce(bounces.parse_report(report(bounces.return_path(mail.pk))), now=seoul(6, 18))
        self.sweep(seoul(6, 18))
        self.assertEqual(self.sink.counted[self.people.head.email], 1)

    def test_an_address_mended_meanwhile_is_left_alone(self) -> None:
        mail = self.sent()
        User.objects.filter(pk=self.people.officer.pk).update(email="new@example.org")
        bounces.record_bounce(bounces.parse_report(report(bounces.return_path(mail.pk))), now=MORNING)
        self.assertTrue(User.objects.get(pk=self.people.officer.pk).can_be_told)

    def test_a_delay_is_no_bounce(self) -> None:
        path = bounces.return_path(self.sent().pk)
        found = bounces.parse_report(report(path, action="delayed", status="4.4.1"))
        self.assertFalse(bounces.record_bounce(found, now=MORNING))
        self.assertEqual(self.mail().state, EmailState.DELIVERED)

    def test_a_mail_given_up_for_a_passing_trouble_came_back_and_the_address_still_takes_mail(self) -> None:
        path = bounces.return_path(self.sent().pk)
        found = bounces.parse_report(report(path, status="4.4.7"))
        self.assertTrue(bounces.record_bounce(found, now=MORNING + MINUTE))
        self.assertTrue(User.objects.get(pk=self.people.officer.pk).can_be_told)
        self.sweep(MORNING + 2 * MINUTE)
        self.assertEqual(self.sink.counted[self.people.head.email], 1)
        self.assertEqual(self.mail_to_officer().state, EmailState.BOUNCED)

    def mail_to_officer(self) -> Email:
        return Email.objects.get(recipient=self.people.officer)

    def test_a_report_counts_before_anybody_knows_that_the_mail_was_taken(self) -> None:
        with (
            mock.patch.object(journal, "record_attempt", side_effect=SystemExit),
            self.assertRaises(SystemExit),
        ):
            self.sweep(MORNING)
        found = bounces.parse_report(report(bounces.return_path(self.mail().pk)))
        self.assertTrue(bounces.record_bounce(found, now=MORNING))
        self.assertEqual(self.mail().state, EmailState.BOUNCED)

    def test_a_mail_that_was_never_sent_does_not_come_back(self) -> None:
        self.sink.ways["*"] = "defer"
        found = bounces.parse_report(report(bounces.return_path(self.sent().pk)))
        self.assertFalse(bounces.record_bounce(found, now=MORNING))

    def test_what_cannot_be_taken_apart_is_left_alone(self) -> None:
        path = bounces.return_path(self.sent().pk)
        deep = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(2000))
        for to in ('"', "(" * 5000, "=?utf-8?q?=00?= <a@", "a," * 200_000):
            with self.assertRaisesMessage(Refused, "not addressed"):
                bounces.parse_report(f"To: {to}\r\n{deep}".encode())
        with self.assertRaisesMessage(Refused, "not a delivery failure report"):
            bounces.parse_report(f"To: {path}\r\n{deep}".encode())
        found = bounces.parse_report(report(path).replace(b"no such", b"no\x00 \xff such"))
        self.assertTrue(bounces.record_bounce(found, now=MORNING))
        self.assertNotIn("\x00", self.mail().reply)

    def test_forged_and_foreign_reports_are_refused_and_answers_left_alone(self) -> None:
        mail = self.sent()
        forged = f"back+{mail.pk}-{'0' * 16}@tracker.example"
        for address in (forged, "back@tracker.example", "somebody@example.org"):
            with self.assertRaises(Refused) as caught:
                bounces.parse_report(report(address))
            self.assertEqual(caught.exception.code, "stranger")
        answer = EmailMessage()
        answer["To"] = bounces.return_path(mail.pk)
        answer.set_content("I am on leave.")
        with self.assertRaises(Refused) as caught:
            bounces.parse_report(bytes(answer))
        self.assertEqual(caught.exception.code, "no_report")

    def test_a_server_that_passes_no_mail_on_says_nothing_of_the_address(self) -> None:
        self.sink.ways["*"] = "relay"
        self.sweep(MORNING)
        self.assertEqual((self.mail().state, self.mail().tries), (EmailState.READY, 1))
        self.assertTrue(User.objects.get(pk=self.people.officer.pk).can_be_told)

    def test_a_refused_recipient_is_nobody_and_one_refused_for_policy_is_not(self) -> None:
        self.sink.ways["*"] = "refuse"
        self.sweep(MORNING)
        self.assertEqual((self.mail().state, self.reminder().not_sent_reason), (EmailState.REJECTED, ""))
        self.assertFalse(User.objects.get(pk=self.people.officer.pk).can_be_told)
        self.sink.ways.clear()
        self.sweep(MORNING + MINUTE)
        self.assertEqual(set(self.sink.counted), {self.people.head.email})

    def test_an_owner_whom_no_mail_reaches_is_no_living_owner(self) -> None:
        ministry = self.people.focal_point.ministry
        User.objects.filter(role=Role.FOCAL_POINT, ministry=ministry).update(email_bounced_at=MORNING)
        Official.objects.filter(ministry=ministry, function=PostFunction.ALTERNATE).update(user=None)
        item = self.accepted(owed_by=OwedBy.OURS)
        found = owners.without_current_owner(Commitment.objects.all(), MORNING.date())
        self.assertIn(item.pk, set(found.values_list("pk", flat=True)))
        # Nobody has left: the desk reads what is to be mended.
        why = [one.why for one in owners.reasons_of(item, MORNING.date())]
        self.assertEqual(why, ["KNPA has no focal point who can receive email"])


class CommandTests(JournalCase):
    def run_on(self, content: bytes) -> str:
        said = StringIO()
        with mock.patch("sys.stdin", TextIOWrapper(BytesIO(content))):
            call_command("receive_bounce", stdout=said)
        return said.getvalue()

    def test_without_an_address_there_is_nothing_to_receive(self) -> None:
        with self.assertRaises(CommandError):
            self.run_on(b"")

    @override_settings(BOUNCE_ADDRESS="back@tracker.example")
    def test_a_message_on_standard_input_or_each_of_a_mailbox(self) -> None:
        self.sweep(MORNING)
        path = bounces.return_path(self.mail().pk)
        self.assertIn("bounced", self.run_on(report(path)))
        self.assertIn("Nothing new", self.run_on(report(path)))
        self.assertIn("Not processed", self.run_on(f"To: {path}\r\n\r\nOn leave.\r\n".encode()))
        with self.assertRaises(CommandError):
            self.run_on(report("stranger@example.org"))
        with TemporaryDirectory() as name:
            new = Path(name) / "new"
            new.mkdir()
            (new / "1").write_bytes(report("stranger@example.org"))
            (new / "2").write_bytes(report(path))
            said, wrong = StringIO(), StringIO()
            call_command("receive_bounce", maildir=Path(name), stdout=said, stderr=wrong)
            self.assertIn("Nothing new", said.getvalue())
            self.assertIn("1: ", wrong.getvalue())
            self.assertEqual(list(new.iterdir()), [])
