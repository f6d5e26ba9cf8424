"""The second factor in a real browser, under the policy that every page has."""

from tempfile import TemporaryDirectory
from unittest import mock

from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import override_settings

from commitments import tasks
from commitments.enums import Role
from commitments.models import User
from tests.cast import PASSWORD, gather
from tests.pages.served import Served


class WayIn(Served):
    def test_an_app_a_passkey_and_a_recovery_code_let_in_and_the_person_is_told_by_mail(self) -> None:
        person = gather().head
        self.play("way_in", person)
        self.assertEqual([one.to for one in mail.outbox], [[person.email]] * 2)
        self.assertIn("An authenticator app was set up", str(mail.outbox[0].body))
        self.assertIn("A passkey was added", str(mail.outbox[1].body))

    def test_a_passkey_set_up_first_signs_nobody_in_before_it_is_confirmed(self) -> None:
        self.play("passkey_waits", gather().head)
        self.assertEqual(mail.outbox, [])
        self.assertFalse(Authenticator.objects.exists())

    def play(self, story: str, person: User) -> None:
        """Let a head sign in where heads need a second factor, and the worker send to a folder at once."""
        folder = self.enterContext(TemporaryDirectory())
        task = {"user": person.username, "password": PASSWORD, "mails": folder}
        with (
            override_settings(
                SECOND_FACTOR_ROLES=frozenset({Role.HEAD_OF_DESK}),
                EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
                MAIL_TO_FILES=True,
                MAIL_FOLDER=folder,
            ),
            mock.patch.object(tasks.send_factor_link, "delay", side_effect=tasks.send_factor_link),
        ):
            self.in_browser("tests.security.browser", story, **task)

    def test_a_device_without_a_passkey_is_told(self) -> None:
        self.in_browser("tests.security.browser", "without_a_passkey")
