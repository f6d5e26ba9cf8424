"""What a stranger learns at the sign-in page, and how far guessing goes."""

import os
import re
import subprocess
import sys
from typing import Any, ClassVar
from unittest import mock

import redis
import time_machine
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.core.cache import caches
from django.db import connection
from django.test import TestCase, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commitments.models import User
from commitments.web import middleware, sign_in_limits
from tests import resets
from tests.cast import PASSWORD, Cast, gather
from tracker.cache import Cache

RESET = "/accounts/password/reset/"
LOCAL_MAIL = override_settings(
    EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend", PUBLIC_URL="https://tracker.example.org"
)
LINK = re.compile(r"https://tracker\.example\.org(/accounts/password/reset/key/\S+)")
NEW_KEY = "another key, 0123456789 abcdefghijklmnopqrstuvwxyz 0123456789"


class Strangers(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def stand_still(self) -> None:
        """Stop the clock in one of the windows in which failures of a network count."""
        self.enterContext(time_machine.travel(timezone.now(), tick=False))

    def sign_in(self, name: str, password: str = PASSWORD, **more: Any) -> Any:
        return self.client.post("/accounts/login/", {"login": name, "password": password}, **more)


class Names(Strangers):
    def test_known_unknown_and_closed_cost_as_many_hashes(self) -> None:
        User.objects.filter(username="head").update(is_active=False)
        self.assertEqual(
            {self.hashes(name) for name in ("officer", "nobody", "head")}, {self.hashes("nobody")}
        )
        self.assertGreater(self.hashes("nobody"), 0)

    def hashes(self, name: str) -> int:
        caches["default"].clear()
        encode = MD5PasswordHasher.encode
        with mock.patch.object(MD5PasswordHasher, "encode", autospec=True, side_effect=encode) as counted:
            self.sign_in(name, "wrong")
        return counted.call_count

    @LOCAL_MAIL
    def test_a_reset_does_as_much_for_a_known_address_before_the_answer_as_for_an_unknown_one(self) -> None:
        def asked(address: str) -> list[str]:
            caches["default"].clear()
            afterwards = mock.patch.object(middleware, "send_emails")
            with afterwards as sent, CaptureQueriesContext(connection) as seen:
                self.client.post(RESET, {"email": address})
            waiting = [type(one).__name__ for call in sent.call_args_list for one in call.args[0]]
            return [re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in seen] + waiting

        self.assertEqual(asked("officer@example.org"), asked("nobody@example.org"))
        self.assertEqual(asked("officer@example.org").count("PasswordLinks"), 1)
        self.assertEqual(mail.outbox, [])

    def test_guessing_one_name_stops_whether_or_not_it_exists_and_says_the_same(self) -> None:
        told = []
        for name in ("officer", "nobody"):
            caches["default"].clear()
            for _try in range(5):
                self.sign_in(name, "wrong")
            page = self.sign_in(name)
            self.assertContains(page, "Too many failed attempts. Try again in 5 seconds.")
            told.append(re.sub(r'value="[^"]*"', "", page.content.decode()))
        self.assertEqual(*told)

    def test_guessing_many_names_from_one_address_makes_each_attempt_wait(self) -> None:
        self.stand_still()
        for number in range(sign_in_limits.BUSY_FAILURES):
            self.sign_in(f"name-{number}", "wrong")
        self.assertContains(self.sign_in("officer"), "from your network. Try again in 10 seconds.")
        self.assertEqual(self.client.get("/admin/").status_code, 302)

    def test_the_address_is_not_what_a_client_says_it_is(self) -> None:
        self.stand_still()
        for number in range(sign_in_limits.BUSY_FAILURES):
            self.sign_in(f"name-{number}", "wrong", headers={"x-forwarded-for": f"192.0.{number}.2"})
        self.assertContains(self.sign_in("officer"), "from your network. Try again in 10 seconds.")

    def test_counts_lie_in_redis_for_every_process_and_name_nobody(self) -> None:
        address = os.environ["TEST_REDIS_URL"]
        shared = {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": address,
            "OPTIONS": {"serializer": "tracker.cache.JSONSerializer"},
        }
        script = (
            "from django.core.cache import cache; from allauth.core.internal import ratelimit; "
            "import redis, sys; client = redis.Redis.from_url(sys.argv[1]); "
            "keys = lambda name: [key.decode().split(':', 2)[2] for key in client.keys(f'*{name}*')]; "
            "found = lambda name: [cache.get(key) for key in keys(name)]; "
            "print(found('sign-in:password')[0][0], *found('sign-in:network'), len(found('api_unknown')[0]))"
        )
        with override_settings(CACHES={**settings.CACHES, "default": shared}):
            for _try in range(3):
                self.sign_in("officer", "wrong")
                self.client.get("/api/v1/", headers={"authorization": "Bearer tracker_" + "0" * 64})
            keys = str(redis.Redis.from_url(address).keys("*"))
            done = subprocess.run(
                [sys.executable, "-c", f"import django; django.setup(); {script}", address],
                env={**os.environ, "REDIS_URL": address, "DJANGO_SETTINGS_MODULE": "tracker.settings"},
                cwd=settings.BASE_DIR,
                capture_output=True,
                text=True,
                check=True,
            )
            caches["default"].clear()
        # By account and by network, in another process; wrong tokens by address.
        self.assertEqual(done.stdout.strip(), "3 3 3")
        self.assertIn("sign-in:password", keys)
        self.assertNotIn("officer", keys)

    def test_without_redis_each_process_counts_for_itself(self) -> None:
        away = {"BACKEND": "tracker.cache.Cache", "LOCATION": "redis://localhost:1"}
        with (
            override_settings(CACHES={**settings.CACHES, "default": away}),
            mock.patch.object(Cache, "asked_again_at", 0.0),
            self.assertLogs("tracker.cache") as said,
        ):
            wrong = [self.sign_in("officer", "not the password").status_code for _try in range(6)]
            refused = self.sign_in("officer")
            caches["default"].clear()
            self.sign_in("officer")
        self.assertEqual((wrong, len(said.output)), ([200] * 6, 1))
        self.assertContains(refused, "Too many failed attempts.")
        self.assertIn("_auth_user_id", self.client.session)

    @LOCAL_MAIL
    def test_nobody_is_flooded_with_links(self) -> None:
        sent = [message for _try in range(8) for message in resets.ask(self.client, "officer@example.org")[1]]
        self.assertEqual(len(sent), 3)


@LOCAL_MAIL
class Keys(Strangers):
    def link(self) -> str:
        _answer, (message,) = resets.ask(self.client, "officer@example.org")
        found = LINK.search(resets.text(message))
        assert found is not None
        return found[1]

    def works(self, path: str) -> bool:
        return "Set new password" in self.client.get(path, follow=True).content.decode()

    def test_a_link_to_a_new_password_outlives_the_key_while_it_is_kept(self) -> None:
        old, path = settings.SECRET_KEY, self.link()
        with self.settings(SECRET_KEY=NEW_KEY, SECRET_KEY_FALLBACKS=[old]):
            self.assertTrue(self.works(path))
        self.client.cookies.clear()
        with self.settings(SECRET_KEY=NEW_KEY):
            self.assertFalse(self.works(path))

    def test_a_link_ends_with_the_password_it_was_made_for(self) -> None:
        path = self.link()
        self.cast.officer.set_password("another long password")
        self.cast.officer.save()
        self.assertFalse(self.works(path))

    def test_no_host_but_the_public_one_stands_in_a_mail(self) -> None:
        told = {"host": "testserver", "x-forwarded-host": "evil.example", "x-original-host": "evil.example"}
        _answer, (message,) = resets.ask(self.client, "officer@example.org", headers=told)
        for body in (str(message), resets.text(message), resets.text(message, "html")):
            self.assertNotIn("evil", body)
        self.assertIn("https://tracker.example.org/accounts/", resets.text(message))
