"""Wrong settings are told before anything starts."""

import os
import subprocess
import sys
import tempfile

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import SimpleTestCase, TestCase, override_settings

from commitments import checks

GOOD_KEY = "0123456789 abcdefghijklmnopqrstuvwxyz 0123456789 abcdefghijklmnopqrstuvwxyz"


def ids() -> list[str]:
    return [str(message.id) for check in checks.CHECKS for message in check()]


@override_settings(PRODUCTION=True, SECRET_KEY=GOOD_KEY, DEBUG=False, UNREADABLE={})
class ChecksTests(SimpleTestCase):
    def test_right_settings_pass(self) -> None:
        self.assertEqual(ids(), [])
        checks.refuse_wrong_settings()

    def test_a_default_or_short_secret_is_refused_in_production(self) -> None:
        with override_settings(SECRET_KEY=settings.DEFAULT_SECRET_KEY):
            self.assertEqual(ids(), ["commitments.E001"])
            with override_settings(PRODUCTION=False):
                self.assertEqual(ids(), [])
        with override_settings(SECRET_KEY="short"):
            self.assertEqual(ids(), ["commitments.E002"])

    def test_debug_is_refused_in_production(self) -> None:
        with override_settings(DEBUG=True):
            self.assertEqual(ids(), ["commitments.E003"])

    def test_an_unknown_home_country_is_told(self) -> None:
        with override_settings(HOME_COUNTRY="XX"):
            self.assertEqual(ids(), ["commitments.E004"])

    def test_a_sender_that_is_no_address_is_told(self) -> None:
        with override_settings(MAIL_FROM="the tracker"):
            self.assertEqual(ids(), ["commitments.E005"])

    def test_any_host_is_refused_in_production(self) -> None:
        with override_settings(ALLOWED_HOSTS=["*"]):
            self.assertEqual(ids(), ["commitments.E006"])

    def test_a_sign_on_that_is_half_set_or_not_encrypted_is_told(self) -> None:
        whole = {
            "OIDC_ISSUER": "https://sso.example.org",
            "OIDC_CLIENT_ID": "id",
            "OIDC_CLIENT_SECRET": "key",
        }
        with override_settings(**whole):
            self.assertEqual(ids(), [])
            for name in whole:
                with override_settings(**{name: ""}):
                    self.assertEqual(ids(), ["commitments.E007"])
            with override_settings(OIDC_ISSUER="http://sso.example.org"):
                self.assertEqual(ids(), ["commitments.E008"])

    def test_a_weak_key_that_still_counts_is_told(self) -> None:
        for key in ("short", settings.DEFAULT_SECRET_KEY, "a" * 60):
            with self.subTest(key), override_settings(SECRET_KEY_FALLBACKS=[GOOD_KEY, key]):
                self.assertEqual(ids(), ["commitments.E009"])
        with override_settings(SECRET_KEY_FALLBACKS=[GOOD_KEY]):
            self.assertEqual(ids(), [])

    def test_each_unreadable_variable_has_its_own_id_and_says_what_to_do(self) -> None:
        with override_settings(UNREADABLE=dict.fromkeys(checks.READABLE, "?")):
            found = checks.check_readable()
        self.assertEqual(len({message.id for message in found}), len(checks.READABLE))
        self.assertTrue(all(message.hint for message in found))

    def test_a_process_without_checks_of_its_own_refuses_with_every_finding(self) -> None:
        wrong = override_settings(DEBUG=True, HOME_COUNTRY="XX")
        with wrong, self.assertRaises(ImproperlyConfigured) as caught:
            checks.refuse_wrong_settings()
        self.assertIn("E003", str(caught.exception))
        self.assertIn("E004", str(caught.exception))


class StartTests(SimpleTestCase):
    def start(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        with tempfile.TemporaryDirectory() as folder:
            clean = {"PATH": os.environ["PATH"], "TRACKER_DATA": folder, **environment}
            return subprocess.run(
                [sys.executable, *command],
                cwd=settings.BASE_DIR,
                env=clean,
                capture_output=True,
                text=True,
                timeout=60,
            )

    def test_the_web_process_refuses_a_default_secret_in_production(self) -> None:
        done = self.start("-c", "import tracker.wsgi", PUBLIC_URL="https://tracker.example.org")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("commitments.E001", done.stderr)

    def test_the_schedule_refuses_debug_in_production(self) -> None:
        done = self.start(
            "-m", "celery", "--app", "tracker", "beat", "--scheduler", "celery.beat:Scheduler",
            PUBLIC_URL="https://tracker.example.org", SECRET_KEY=GOOD_KEY, DEBUG="1",
        )  # fmt: skip
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("commitments.E003", done.stderr)

    def test_a_wrong_time_zone_is_one_clear_finding(self) -> None:
        done = self.start("manage.py", "check", TIME_ZONE="Asia/Nowhere")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("commitments.E104", done.stderr)
        self.assertNotIn("Traceback", done.stderr)


class CommitTests(TestCase):
    """The servers of the tests are fast, and would forget."""

    def test_a_server_that_forgets_what_it_committed_is_told(self) -> None:
        told = checks.check_commits(["default"])
        self.assertEqual([message.id for message in told], ["commitments.W003"] * 2)
        self.assertIn("fsync is off", told[0].msg)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = on")
        (left,) = checks.check_commits(["default"])
        self.assertIn("fsync", left.msg)

    def test_nothing_is_asked_where_no_database_is_named(self) -> None:
        self.assertEqual(checks.check_commits(), [])
