"""Guessing is slow, and no user is locked out by the failures of others."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import time_machine
from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.test import Client, TestCase, override_settings
from django.utils import timezone

from commitments.accounts.second_factors import ENDED
from commitments.models import User
from commitments.web import sign_in_limits
from commitments.web.sign_in_limits import BUSY_FAILURES, cookie_name, delay_after, network_of
from tests import resets
from tests.cast import PASSWORD, gather

TOO_MANY = "Too many failed attempts."
SLOWED = "Too many failed attempts from your network."
MEMORY = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "sign-in limits"}


@override_settings(CACHES={**settings.CACHES, "default": MEMORY})
class SignInLimitsTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        gather()

    def setUp(self) -> None:
        caches["default"].clear()
        # Moments stand still until a test moves them, from the start of a window in which failures count.
        window = timezone.now().timestamp() // sign_in_limits.BUSY_SECONDS * sign_in_limits.BUSY_SECONDS
        self.clock = self.enterContext(time_machine.travel(window + 1, tick=False))
        self.known, self.unknown = Client(), Client()
        self.assertRedirects(self.sign_in(self.known), "/admin/")
        self.known.post("/accounts/logout/")

    def sign_in(
        self, browser: Client, name: str = "officer", password: str = PASSWORD, address: str = "203.0.113.7"
    ) -> Any:
        sent = {"login": name, "password": password}
        return browser.post("/accounts/login/", sent, REMOTE_ADDR=address)

    def guess(self, times: int, browser: Client | None = None, name: str = "officer") -> None:
        for _time in range(times):
            self.sign_in(browser or Client(), name, "wrong")

    def test_ten_failures_from_one_address_leave_the_others_there_alone(self) -> None:
        self.guess(10)
        self.guess(10, name="nobody")
        self.assertRedirects(self.sign_in(self.unknown, "head"), "/admin/")

    def test_failures_elsewhere_never_delay_a_browser_that_has_signed_in_before(self) -> None:
        self.guess(40)
        self.assertContains(self.sign_in(self.unknown), TOO_MANY)
        self.assertRedirects(self.sign_in(self.known), "/admin/")

    def test_the_next_attempt_of_unknown_browsers_waits_and_the_page_says_for_how_long(self) -> None:
        self.guess(5)
        waits = []
        for _time in range(9):
            page = self.sign_in(self.unknown)
            found = re.search(r"Try again in (\d+) (second|minute)s?\.", page.content.decode())
            assert found, page.content
            seconds = int(found[1]) * (60 if found[2] == "minute" else 1)
            waits.append(seconds)
            self.clock.shift(seconds)
            self.guess(1)
        self.assertEqual(waits, [5, 10, 20, 40, 120, 180, 300, 300, 300])
        self.clock.shift(300)
        self.assertRedirects(self.sign_in(self.unknown), "/admin/")

    def test_no_attempt_is_checked_or_counted_during_a_wait(self) -> None:
        self.guess(5)
        self.guess(50)
        self.clock.shift(5)
        self.assertRedirects(self.sign_in(self.unknown), "/admin/")

    def test_a_device_cookie_has_a_count_of_its_own(self) -> None:
        self.guess(5, self.known)
        self.assertContains(self.sign_in(self.known), TOO_MANY)
        self.assertRedirects(self.sign_in(self.unknown), "/admin/")

    def test_a_device_cookie_counts_for_its_account_alone(self) -> None:
        self.guess(5, name="head")
        stolen = self.known.cookies[cookie_name("officer")].value
        self.known.cookies[cookie_name("head")] = stolen
        self.assertContains(self.sign_in(self.known, "head"), TOO_MANY)

    def test_a_browser_stays_known_after_its_owner_changed_the_password_in_it(self) -> None:
        new = "a rather long secret 7"
        self.sign_in(self.known)
        sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}
        self.assertEqual(self.known.post("/accounts/password/change/", sent).status_code, 302)
        self.known.post("/accounts/logout/")
        self.guess(40)
        self.assertRedirects(self.sign_in(self.known, password=new), "/admin/")

    def set_by_link(self, browser: Client, new: str) -> None:
        """Set a password by the link of an email."""
        _answer, (message,) = resets.ask(browser, "officer@example.org")
        (path,) = re.findall(r"/accounts/password/reset/key/\S+", resets.text(message))
        page = browser.get(path, follow=True)
        sent = {"password1": new, "password2": new}
        self.assertRedirects(
            browser.post(page.request["PATH_INFO"], sent), "/accounts/password/reset/key/done/"
        )

    def test_a_browser_stays_known_after_its_owner_set_a_password_by_a_link_in_it(self) -> None:
        new = "a rather long secret 7"
        self.set_by_link(self.known, new)
        self.guess(6)
        self.assertRedirects(self.sign_in(self.known, password=new), "/admin/")

    def test_one_that_was_not_known_is_not_known_by_a_link(self) -> None:
        new = "a rather long secret 7"
        self.set_by_link(self.unknown, new)
        self.guess(6)
        for browser in (self.unknown, self.known):
            self.assertContains(self.sign_in(browser, password=new), TOO_MANY)

    def test_a_newer_hash_of_the_same_password_leaves_all_browsers_known(self) -> None:
        newer = "django.contrib.auth.hashers.PBKDF2PasswordHasher"
        with override_settings(PASSWORD_HASHERS=[newer, *settings.PASSWORD_HASHERS]):
            self.assertRedirects(self.sign_in(self.unknown), "/admin/")
            self.assertTrue(User.objects.get(username="officer").password.startswith("pbkdf2"))
            self.guess(6)
            self.assertRedirects(self.sign_in(self.known), "/admin/")

    def test_a_browser_stays_known_where_its_sessions_are_ended(self) -> None:
        User.objects.filter(username="officer").update(sessions_from=ENDED["sessions_from"])
        self.guess(40)
        self.assertRedirects(self.sign_in(self.known), "/admin/")

    def test_a_browser_stays_known_with_a_new_key_of_the_installation(self) -> None:
        with override_settings(SECRET_KEY="n" * 64, SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
            self.guess(40)
            self.assertContains(self.sign_in(self.unknown), TOO_MANY)
            self.assertRedirects(self.sign_in(self.known), "/admin/")

    def test_both_waits_run_at_once_and_the_longer_is_told(self) -> None:
        self.guess(5, name="head")
        self.fail_from_many_accounts()
        self.assertContains(self.sign_in(self.unknown, "head"), f"{SLOWED} Try again in 10 seconds.")
        self.clock.shift(10)
        self.assertRedirects(self.sign_in(self.unknown, "head"), "/admin/")

    def test_a_new_password_and_a_deactivation_make_device_cookies_worthless(self) -> None:
        for change in ({"password": "!"}, {"is_active": False}):
            with self.subTest(change):
                caches["default"].clear()
                before = User.objects.get(username="officer")
                User.objects.filter(username="officer").update(**change)
                self.guess(5)
                self.assertContains(self.sign_in(self.known), TOO_MANY)
                User.objects.filter(pk=before.pk).update(password=before.password, is_active=True)

    def test_a_forged_device_cookie_counts_for_nothing(self) -> None:
        self.guess(5)
        name, value = cookie_name("officer"), self.known.cookies[cookie_name("officer")].value
        for forged in ("", "x", f"{value}x", value.replace(":", "%", 1), "WyJhIiwiYiJd:1:2"):
            with self.subTest(forged):
                self.unknown.cookies[name] = forged
                self.assertContains(self.sign_in(self.unknown), TOO_MANY)

    def test_a_device_cookie_is_for_this_host_and_no_script(self) -> None:
        cookie = self.known.cookies[cookie_name("officer")]
        self.assertTrue(cookie["httponly"])
        self.assertEqual((cookie["samesite"], cookie["path"], cookie["domain"]), ("Lax", "/", ""))
        self.assertNotIn("officer", f"{cookie.key}{cookie.value}")
        with override_settings(HTTPS=True):
            self.assertTrue(cookie_name("officer").startswith("__Host-device-"))

    def test_known_and_unknown_names_wait_alike(self) -> None:
        self.guess(7)
        self.guess(7, name="nobody")
        pages = [self.sign_in(Client(), name).content.decode() for name in ("officer", "nobody")]
        self.assertEqual(*(re.sub(r'value="[^"]*"|nonce="[^"]*"', "", page) for page in pages))

    def test_a_network_is_slowed_and_never_blocked(self) -> None:
        self.fail_from_many_accounts()
        page = self.sign_in(self.unknown, "head")
        self.assertContains(page, f"{SLOWED} Try again in 10 seconds.")
        self.clock.shift(4)
        self.assertContains(self.sign_in(self.unknown, "head"), "Try again in 6 seconds.")
        # However many attempts others make meanwhile.
        self.fail_from_many_accounts()
        self.clock.shift(6)
        self.assertRedirects(self.sign_in(self.unknown, "head"), "/admin/")

    def test_a_slowed_network_waits_before_each_attempt_and_other_networks_do_not(self) -> None:
        self.fail_from_many_accounts()
        self.sign_in(self.unknown, "head", "wrong")
        self.clock.shift(10)
        self.assertContains(self.sign_in(self.unknown, "head", "wrong"), "Enter the correct username")
        self.assertContains(self.sign_in(self.unknown, "head"), SLOWED)
        self.assertRedirects(self.sign_in(self.known), "/admin/")
        self.assertRedirects(self.sign_in(Client(), "head", address="198.51.100.7"), "/admin/")
        self.clock.shift(sign_in_limits.BUSY_SECONDS)
        self.assertRedirects(self.sign_in(Client(), "head"), "/admin/")

    def fail_from_many_accounts(self) -> None:
        for number in range(BUSY_FAILURES):
            self.sign_in(Client(), f"name-{number}", "wrong", f"203.0.113.{number}")

    def test_who_comes_back_a_while_after_the_wait_that_was_told_signs_in(self) -> None:
        self.guess(5, name="head")
        for delay in (5, 10, 20, 40, 80, 160):
            self.clock.shift(delay)
            self.guess(1, name="head")
        self.fail_from_many_accounts()
        self.assertContains(self.sign_in(self.unknown, "head"), "Try again in 5 minutes.")
        self.clock.shift(301)
        self.fail_from_many_accounts()
        self.assertRedirects(self.sign_in(self.unknown, "head"), "/admin/")

    def test_requests_for_links_slow_a_network_and_never_block_it(self) -> None:
        for number in range(BUSY_FAILURES):
            resets.ask(Client(), f"name-{number}@example.org")
        answer, messages = resets.ask(self.unknown, "officer@example.org")
        self.assertContains(answer, "Too many link requests from your network. Try again")
        self.assertEqual(messages, [])
        self.clock.shift(10)
        answer, messages = resets.ask(self.unknown, "officer@example.org")
        self.assertEqual((answer.status_code, len(messages)), (302, 1))

    def test_the_answer_does_not_say_that_an_address_was_sent_enough_links(self) -> None:
        asked = [resets.ask(Client(), "officer@example.org") for _time in range(5)]
        self.assertEqual([len(messages) for _answer, messages in asked], [1, 1, 1, 0, 0])
        self.assertEqual(
            {answer.headers["Location"] for answer, _messages in asked}, {f"{resets.RESET}done/"}
        )

    def test_successes_do_not_slow_a_network(self) -> None:
        for _time in range(BUSY_FAILURES + 5):
            self.assertRedirects(self.sign_in(Client()), "/admin/")

    def test_a_clock_that_is_set_back_prolongs_no_wait(self) -> None:
        self.guess(12)
        self.clock.shift(-7200)
        self.assertRedirects(self.sign_in(self.unknown), "/admin/")

    def test_a_password_set_by_a_link_ends_the_wait(self) -> None:
        self.guess(12)
        sign_in_limits.forget_failures("officer")
        self.assertRedirects(self.sign_in(self.unknown), "/admin/")

    def test_delays_double_up_to_five_minutes(self) -> None:
        self.assertEqual(
            [delay_after(count) for count in (1, 4, 5, 6, 10, 11, 12, 4000)],
            [0, 0, 5, 10, 160, 300, 300, 300],
        )

    def test_networks_are_those_of_one_house(self) -> None:
        self.assertEqual(network_of("2001:db8:1:2::3"), network_of("2001:db8:1:ffff::"))
        self.assertNotEqual(network_of("2001:db8:1::"), network_of("2001:db8:2::"))
        self.assertEqual(network_of("no email address"), "no email address")

    def test_a_hundred_attempts_at_one_moment_count_as_a_hundred(self) -> None:
        caches["default"].clear()
        request = self.client.get("/accounts/login/").wsgi_request

        def attempt(_number: int) -> bool:
            try:
                sign_in_limits.begin_attempt(request, "nobody")
            except ValidationError:
                return False
            return True

        with ThreadPoolExecutor(20) as pool:
            self.assertEqual(sum(pool.map(attempt, range(100))), sign_in_limits.FREE_FAILURES)
