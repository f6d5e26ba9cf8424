"""Sign-in, sign-out and the password: what a stranger may learn, and what mails say."""

import re
from email.message import EmailMessage
from typing import Any
from unittest import mock

from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.http import HttpResponse
from django.test import TestCase, override_settings
from django.utils import timezone

from commitments.api import tokens
from commitments.enums import LinkKind
from commitments.models import AuditRow, User, WaitingLink
from tests import resets
from tests.cast import PASSWORD, Cast, gather

MISMATCH = "Enter the correct username and password."
# Tries are counted in the cache; tests that run at once must not count each other's.
MEMORY = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
OWN_CACHE = override_settings(CACHES={**settings.CACHES, "default": MEMORY})
LOCAL_MAIL = override_settings(
    EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend", PUBLIC_URL="https://tracker.example.org"
)


class Accounts(TestCase):
    cast: Cast

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def sign_in(self, name: str, password: str = PASSWORD, *, address: str = "127.0.0.1", **more: Any) -> Any:
        sent = {"login": name, "password": password, **more}
        return self.client.post("/accounts/login/", sent, REMOTE_ADDR=address)


@OWN_CACHE
class SignIn(Accounts):
    def test_the_page_says_what_the_system_is_and_asks_two_things(self) -> None:
        response = self.client.get("/accounts/login/")
        self.assertContains(response, "who will act,")
        self.assertContains(response, '<label for="id_login">Username</label>')
        self.assertContains(response, 'autocomplete="current-password"')
        self.assertNotContains(response, "Demonstration data")
        self.assertIn("no-store", response.headers["Cache-Control"])

    def test_it_lets_in_and_goes_where_the_person_wanted(self) -> None:
        response = self.sign_in("officer", next="/admin/commitments/ministry/")
        self.assertRedirects(response, "/admin/commitments/ministry/")

    def test_it_never_follows_an_address_of_somebody_else(self) -> None:
        for outside in ("//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"):
            with self.subTest(outside):
                self.client.logout()
                self.assertRedirects(self.sign_in("officer", next=outside), "/admin/")

    def test_a_wrong_password_and_an_unknown_name_read_alike(self) -> None:
        wrong, unknown = self.sign_in("officer", "wrong"), self.sign_in("nobody", "wrong")
        self.assertContains(wrong, MISMATCH)
        self.assertEqual(_masked(wrong, "officer"), _masked(unknown, "nobody"))
        self.assertContains(wrong, 'role="alert"')
        self.assertContains(wrong, 'value="officer"')
        self.assertNotContains(wrong, 'value="wrong"')

    def test_the_right_password_of_a_closed_account_reads_as_a_wrong_one(self) -> None:
        User.objects.filter(username="officer").update(is_active=False)
        right, wrong = self.sign_in("officer"), self.sign_in("officer", "wrong")
        self.assertContains(right, MISMATCH)
        self.assertEqual(_masked(right, "officer"), _masked(wrong, "officer"))

    def test_the_session_key_changes_at_sign_in(self) -> None:
        self.client.get("/accounts/login/")
        self.client.session["planted"] = True
        self.client.session.save()
        before = self.client.session.session_key
        self.sign_in("officer")
        self.assertNotEqual(self.client.session.session_key, before)

    def test_signing_out_needs_a_post(self) -> None:
        self.sign_in("officer")
        self.assertContains(self.client.get("/accounts/logout/"), "Unsaved changes will be lost.")
        self.assertEqual(self.client.get("/admin/").status_code, 200)
        self.assertRedirects(self.client.post("/accounts/logout/"), "/accounts/login/")
        self.assertEqual(self.client.get("/admin/").status_code, 302)

    def test_nobody_signs_up_and_what_is_not_used_is_not_there(self) -> None:
        response = self.client.post(
            "/accounts/signup/", {"username": "new", "password1": "x", "password2": "x"}
        )
        self.assertContains(response, "Accounts are created by an administrator")
        self.assertFalse(User.objects.filter(username="new").exists())
        self.client.force_login(self.cast.officer)
        for path in ("email/", "confirm-email/", "confirm-email/abc/", "login/code/confirm/", "3rdparty/"):
            self.assertEqual(self.client.get(f"/accounts/{path}").status_code, 404)


@OWN_CACHE
@LOCAL_MAIL
class Passwords(Accounts):
    def ask(self, address: str, **headers: str) -> tuple[Any, list[EmailMessage]]:
        return resets.ask(self.client, address, headers=headers)

    def test_a_known_and_an_unknown_address_get_the_same_answer(self) -> None:
        known, mails = self.ask("officer@example.org")
        unknown, none = self.ask("stranger@nowhere.example")
        self.assertEqual(
            (known.status_code, known.headers["Location"]), (302, "/accounts/password/reset/done/")
        )
        self.assertEqual(unknown.headers["Location"], known.headers["Location"])
        self.assertEqual(([message["To"].addresses[0].addr_spec for message in mails], none), (
            ["officer@example.org"], []
        ))  # fmt: skip

    def test_the_web_process_sends_nothing_and_rings_for_no_account_too(self) -> None:
        for address, keys in (("officer@example.org", [self.cast.officer.pk]), ("a@nowhere.example", [])):
            with mock.patch("commitments.tasks.send_resets.delay") as bell:
                self.client.post("/accounts/password/reset/", {"email": address})
            bell.assert_called_once_with(keys)
        self.assertEqual(mail.outbox, [])

    def test_without_a_queue_the_answer_is_the_same_and_the_link_leaves_after_it(self) -> None:
        with (
            mock.patch("commitments.tasks.send_resets.delay", side_effect=OSError),
            mock.patch("commitments.tasks.task_logger") as log,
            mock.patch("commitments.accounts.emails.send_waiting") as send,
        ):
            answer = self.client.post("/accounts/password/reset/", {"email": "officer@example.org"})
        self.assertEqual(answer.headers["Location"], "/accounts/password/reset/done/")
        self.assertEqual(log.error.call_count, 1)
        self.assertEqual(send.call_args.kwargs, {"person_ids": [self.cast.officer.pk]})

    def test_a_link_waits_in_the_database_whatever_becomes_of_the_queue(self) -> None:
        with mock.patch("commitments.tasks.send_resets.delay"):
            self.client.post("/accounts/password/reset/", {"email": "officer@example.org"})
        link = WaitingLink.objects.get()
        self.assertEqual((link.kind, link.person), (LinkKind.PASSWORD, self.cast.officer))

    def test_the_link_names_the_public_address_whatever_the_host_header(self) -> None:
        with override_settings(ALLOWED_HOSTS=["*"]):
            _answer, (message,) = self.ask("officer@example.org", host="evil.example")
        for body in (resets.text(message), resets.text(message, "html")):
            self.assertIn("https://tracker.example.org/accounts/password/reset/key/", body)
            self.assertNotIn("evil.example", body)
            self.assertNotIn("testserver", body)
        self.assertIn("officer", resets.text(message))
        self.assertEqual(message["Subject"], "Commitments: set a new password within three days")

    def test_no_link_opens_a_closed_account_nor_one_that_was_opened_again(self) -> None:
        path, officer = self.link(), User.objects.filter(username="officer")
        for state in ({"is_active": False}, {"is_active": True, "sessions_from": 1}):
            officer.update(**state)
            with self.subTest(state):
                self.assertContains(self.client.get(path, follow=True), "has been used or has expired")
        officer.update(sessions_from=0)
        self.assertContains(self.client.get(path, follow=True), "Set new password")

    def test_a_new_password_ends_the_tokens_of_programs(self) -> None:
        made = tokens.create_token(self.cast.officer, days=365, now=timezone.now())
        answer = self.client.get("/api/v1/commitments/", headers={"authorization": f"Bearer {made}"})
        self.assertEqual(answer.status_code, 200)
        page = self.client.get(self.link(), follow=True)
        new = {"password1": "a quite new long one", "password2": "a quite new long one"}
        self.client.post(page.request["PATH_INFO"], new, follow=True)
        answer = self.client.get("/api/v1/commitments/", headers={"authorization": f"Bearer {made}"})
        self.assertEqual(answer.status_code, 401)
        self.assertTrue(AuditRow.objects.filter(action="token revoked", reason="new password").exists())

    def test_a_password_like_the_own_name_is_told_at_its_field(self) -> None:
        User.objects.filter(username="officer").update(name="Second Admin")
        page = self.client.get(self.link(), follow=True)
        same = {"password1": "Second Admin 12", "password2": "Second Admin 12"}
        self.assertContains(self.client.post(page.request["PATH_INFO"], same), "too similar")

    def test_the_link_sets_a_new_password_once(self) -> None:
        path = self.link()
        page = self.client.get(path, follow=True)
        self.assertContains(page, "Set new password")
        new = {"password1": "a quite new long one", "password2": "a quite new long one"}
        done = self.client.post(page.request["PATH_INFO"], new, follow=True)
        self.assertContains(done, "Your new password is now valid.")
        self.assertRedirects(self.sign_in("officer", "a quite new long one"), "/admin/")
        self.client.logout()
        self.assertContains(self.client.get(path, follow=True), "has been used or has expired")

    def test_a_weak_new_password_is_told_at_its_field(self) -> None:
        page = self.client.get(self.link(), follow=True)
        response = self.client.post(page.request["PATH_INFO"], {"password1": "short", "password2": "short"})
        self.assertContains(response, "at least 12 characters")

    def test_a_signed_in_person_changes_it_with_the_present_one(self) -> None:
        self.client.force_login(self.cast.officer)
        path = "/accounts/password/change/"
        new = {"password1": "a quite new long one", "password2": "a quite new long one"}
        self.assertContains(
            self.client.post(path, {"oldpassword": "wrong", **new}),
            "The password is incorrect. Enter your current password again.",
        )
        response = self.client.post(path, {"oldpassword": PASSWORD, **new}, follow=True)
        self.assertContains(response, "Your new password is now valid.")
        self.assertEqual(mail.outbox[-1].subject, "Commitments: your password was changed")

    def link(self) -> str:
        _answer, (message,) = self.ask("officer@example.org")
        found = re.search(
            r"https://tracker\.example\.org(/accounts/password/reset/key/\S+)", resets.text(message)
        )
        assert found is not None
        return found[1]


class Work(Accounts):
    def test_a_name_that_exists_costs_as_many_hashes_as_one_that_does_not(self) -> None:
        """So that the time of the answer tells nothing."""
        self.assertEqual(self.hashes("officer"), self.hashes("nobody"))

    def hashes(self, name: str) -> int:
        encode = MD5PasswordHasher.encode
        with mock.patch.object(MD5PasswordHasher, "encode", autospec=True, side_effect=encode) as counted:
            self.sign_in(name, "wrong")
        return counted.call_count


def _masked(response: HttpResponse, name: str) -> str:
    body = re.sub(r'value="[A-Za-z0-9]{64}"', "TOKEN", response.content.decode())
    return body.replace(f'value="{name}"', "NAME")
