"""Second factors beyond the straight way: another address, set up twice, taken off past the form."""

from unittest import mock

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.test import Client
from django.utils import timezone

from commitments.accounts import second_factors
from commitments.models import User
from commitments.records import edits
from tests.cast import PASSWORD
from tests.commitments.web.test_confirming import NEW, Door
from tests.factor_links import INDEX, waits
from tests.security import codes, otp


class Again(Door):
    def test_it_ends_when_the_account_has_another_address(self) -> None:
        client = self.browser()
        factor = self.set_up(client)
        mended = {"email": "right@example.org"}
        edits.change_record(self.cast.officer, mended, by=self.cast.administrator, now=timezone.now())
        (link,) = self.kept.links()
        self.assertEqual([client.get(link).status_code, client.post(link).status_code], [404, 404])
        self.assertTrue(waits(factor))

    def test_who_sets_up_again_at_once_is_told_that_no_mail_comes(self) -> None:
        client = self.browser()
        self.set_up(client)
        self.press(client, "off")
        # As outside of a test: before the page answers.
        with mock.patch.object(transaction, "on_commit", side_effect=lambda ring: ring()):
            self.set_up(client)
        self.assertEqual(len(self.kept.taken), 1)
        self.assertContains(client.get(INDEX), "Too many attempts. Try again later.")

    def test_a_passkey_is_taken_off_by_the_form_alone_which_asks_and_writes_it_down(self) -> None:
        factor = codes.equip(self.cast.head)
        client = Client()
        client.post("/accounts/login/", {"login": "head", "password": PASSWORD})
        client.post(f"{INDEX}code/", {"code": otp.code()})
        Authenticator.objects.filter(pk=factor.pk).update(type=Authenticator.Type.WEBAUTHN)
        self.assertEqual(client.delete(f"{INDEX}passkeys/{factor.pk}/").status_code, 405)
        self.assertTrue(second_factors.list_factors(self.cast.head).exists())

    def test_a_session_sets_no_password_where_there_is_none_but_by_a_mail(self) -> None:
        User.objects.filter(pk=self.cast.officer.pk).update(password=make_password(None))
        client = Client()
        client.force_login(User.objects.get(pk=self.cast.officer.pk))
        for path in ("/accounts/password/set/", "/accounts/password/change/"):
            client.post(path, {"oldpassword": "", "password1": NEW, "password2": NEW})
            with self.subTest(path):
                self.assertRedirects(client.get(path, follow=True), "/accounts/password/reset/")
        self.assertFalse(User.objects.get(pk=self.cast.officer.pk).has_usable_password())
