"""The second factor in a real browser, under the policy that every page has."""

from django.core import mail
from django.test import override_settings

from commitments.vocabulary import Role
from tests.cast import PASSWORD, gather
from tests.pages.served import Served


class WayIn(Served):
    def test_an_app_a_passkey_and_a_recovery_code_let_in_and_the_person_is_told_by_mail(self) -> None:
        person = gather().head
        with override_settings(
            SECOND_FACTOR_ROLES=frozenset({Role.HEAD_OF_DESK}),
            EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
        ):
            self.in_browser("tests.security.browser", "way_in", user=person.username, password=PASSWORD)
        self.assertEqual([one.to for one in mail.outbox], [[person.email]] * 2)
        self.assertIn("An app on a telephone was set up", str(mail.outbox[0].body))
        self.assertIn("A passkey was set up", str(mail.outbox[1].body))

    def test_a_device_without_a_passkey_is_told(self) -> None:
        self.in_browser("tests.security.browser", "without_a_passkey")
