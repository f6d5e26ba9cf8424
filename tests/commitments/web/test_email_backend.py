"""Messages of the account pages: into files, or to the mail server."""

import email
import email.policy
import tempfile
from pathlib import Path

from django.core.mail import EmailMultiAlternatives
from django.test import SimpleTestCase, override_settings

from commitments.web.email_backend import EmailBackend


class EmailBackendTests(SimpleTestCase):
    def test_each_mail_is_one_file_that_a_mail_program_reads(self) -> None:
        with tempfile.TemporaryDirectory() as folder, override_settings(MAIL_FOLDER=Path(folder, "mail")):
            mails = [
                EmailMultiAlternatives(f"한국 {n}", "ខ្មែរ", "a@example.org", ["b@example.org"])
                for n in (1, 2)
            ]
            self.assertEqual(EmailBackend().send_messages(mails), 2)
            files = sorted(Path(folder, "mail").iterdir())
            self.assertEqual([file.suffix for file in files], [".eml", ".eml"])
            read = [
                email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files
            ]
            self.assertEqual({str(mail["Subject"]) for mail in read}, {"한국 1", "한국 2"})
            self.assertIn("ខ្មែរ", read[0].get_content())
