"""Messages of Django and of the account pages: emails of the outbox, sent by the reminder runs."""

import email
import email.policy

from django.core.mail import EmailMultiAlternatives
from django.test import override_settings

from commitments.models import Email
from tests.commitments.reminders.case import SweepCase


@override_settings(EMAIL_BACKEND="commitments.web.email_backend.EmailBackend")
class EmailBackendTests(SweepCase):
    def send(self, *to: str, subject: str = "한국") -> int:
        return EmailMultiAlternatives(subject, "ខ្មែរ", "a@example.org", list(to)).send()

    def test_each_recipient_has_an_email_that_a_mail_program_reads(self) -> None:
        officer = self.people.officer
        self.assertEqual(self.send(officer.email.upper(), "nobody@elsewhere.example", subject="한" * 201), 1)
        known, unknown = Email.objects.order_by("pk")
        self.assertEqual((known.recipient, unknown.recipient), (officer, None))
        self.assertEqual(known.address, officer.email.upper())
        self.assertNotEqual(known.message_id, unknown.message_id)
        for row in (known, unknown):
            content = bytes(row.content)
            read = email.message_from_bytes(content, policy=email.policy.default)
            self.assertEqual(read.get_all("Message-ID"), [row.message_id])
            self.assertEqual((str(read["Subject"]).strip(), len(row.subject)), ("한" * 201, 200))
            self.assertIn("ខ្មែរ", read.get_content())
            self.assertNotIn(b"\n", content.replace(b"\r\n", b""))
            self.assertTrue(content.isascii())
            self.assertEqual(read["Auto-Submitted"], "auto-generated")

    def test_it_leaves_by_the_next_reminder_run(self) -> None:
        self.send(self.people.officer.email)
        self.assertEqual(self.mails(), [])
        (row,) = Email.objects.all()
        self.sweep(row.ready_at)
        (arrived,) = self.mails()
        self.assertEqual(arrived["Message-ID"], row.message_id)
