"""The settings as a process of its own reads them."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import SimpleTestCase

_PRINT = """
import json, sys
from tracker import settings
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}, default=str))
"""


def read(*names: str, **environment: str) -> dict[str, Any]:
    """Read settings in a new process that has these variables and no others of ours."""
    clean = {"PATH": os.environ["PATH"], "TRACKER_DATA": "/nonexistent", **environment}
    done = subprocess.run(
        [sys.executable, "-c", _PRINT, *names],
        cwd=settings.BASE_DIR,
        env=clean,
        capture_output=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


class SettingsTests(SimpleTestCase):
    def test_without_an_environment_it_is_embedded(self) -> None:
        found = read(
            "PRODUCTION",
            "DEBUG",
            "CELERY_BROKER_URL",
            "EMAIL_BACKEND",
            "PUBLIC_URL",
            "DATABASES",
            "TIME_ZONE",
        )
        self.assertEqual((found["PRODUCTION"], found["DEBUG"], found["TIME_ZONE"]), (False, False, "UTC"))
        self.assertEqual(found["CELERY_BROKER_URL"], "filesystem://localhost")
        self.assertEqual(found["PUBLIC_URL"], "http://localhost:8000")
        self.assertTrue(found["EMAIL_BACKEND"].endswith("email_backend.EmailBackend"))
        self.assertIn("sqlite3", found["DATABASES"]["default"]["ENGINE"])

    def test_reading_the_settings_leaves_no_trace(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            read("DATA", TRACKER_DATA=f"{folder}/var")
            self.assertEqual(list(Path(folder).iterdir()), [])

    def test_https_closes_the_cookies_and_tells_browsers_to_stay(self) -> None:
        names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS")
        self.assertTrue(all(read(*names, PUBLIC_URL="https://tracker.example.org").values()))
        self.assertFalse(any(read(*names).values()))

    def test_a_second_factor_is_needed_in_production_alone(self) -> None:
        names = ("SECOND_FACTOR_ROLES", "SECOND_FACTOR_ABOVE")
        self.assertEqual(read(*names), {"SECOND_FACTOR_ROLES": "frozenset()", "SECOND_FACTOR_ABOVE": 3})
        found = read(*names, PUBLIC_URL="https://tracker.example.org")
        self.assertEqual(found["SECOND_FACTOR_ABOVE"], 1)
        for role in ("ADMINISTRATOR", "DIVISION_HEAD", "HEAD_OF_DESK", "RECORDS_OFFICER", "AUDITOR"):
            self.assertIn(f"Role.{role}", found["SECOND_FACTOR_ROLES"])
        self.assertNotIn("DESK_OFFICER", found["SECOND_FACTOR_ROLES"])
        told = {"SECOND_FACTOR_ROLES": "none", "SECOND_FACTOR_ABOVE": "confidential"}
        found = read(*names, PUBLIC_URL="https://tracker.example.org", **told)
        self.assertEqual(found, {"SECOND_FACTOR_ROLES": "frozenset()", "SECOND_FACTOR_ABOVE": 2})

    def test_with_https_cookies_are_of_this_host_alone(self) -> None:
        names = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME")
        found = read(*names, PUBLIC_URL="https://tracker.example.org")
        self.assertTrue(all(name.startswith("__Host-") for name in found.values()))
        self.assertEqual(read(*names), {"SESSION_COOKIE_NAME": "sessionid", "CSRF_COOKIE_NAME": "csrftoken"})

    def test_keys_that_were_and_a_sign_on_come_from_the_environment(self) -> None:
        found = read(
            *("SECRET_KEY_FALLBACKS", "SOCIALACCOUNT_PROVIDERS"),
            SECRET_KEY_FALLBACKS="one,two",
            OIDC_ISSUER="https://sso.example.org/",
            OIDC_CLIENT_ID="tracker",
            OIDC_CLIENT_SECRET="secret",
        )
        self.assertEqual(found["SECRET_KEY_FALLBACKS"], ["one", "two"])
        (app,) = found["SOCIALACCOUNT_PROVIDERS"]["openid_connect"]["APPS"]
        self.assertEqual(app["settings"], {"server_url": "https://sso.example.org"})
        self.assertEqual(
            read("SOCIALACCOUNT_PROVIDERS")["SOCIALACCOUNT_PROVIDERS"]["openid_connect"]["APPS"], []
        )

    def test_an_address_for_others_or_a_database_server_is_production(self) -> None:
        self.assertTrue(read("PRODUCTION", PUBLIC_URL="https://tracker.example.org")["PRODUCTION"])
        self.assertTrue(read("PRODUCTION", DATABASE_URL="postgres://u@h/n")["PRODUCTION"])
        # Even one that cannot be read is meant to be one.
        self.assertTrue(read("PRODUCTION", DATABASE_URL="nonsense")["PRODUCTION"])

    def test_in_production_only_the_public_host_is_answered(self) -> None:
        found = read("ALLOWED_HOSTS", PUBLIC_URL="https://tracker.example.org")
        self.assertEqual(found["ALLOWED_HOSTS"], ["tracker.example.org"])

    def test_a_redis_server_becomes_broker_and_cache(self) -> None:
        found = read("CELERY_BROKER_URL", "CACHES", REDIS_URL="redis://host:6379/1")
        self.assertEqual(found["CELERY_BROKER_URL"], "redis://host:6379/1")
        cache = found["CACHES"]["default"]
        self.assertEqual(
            (cache["BACKEND"], cache["LOCATION"]), ("tracker.cache.Cache", "redis://host:6379/1")
        )

    def test_a_redis_socket_is_named_as_celery_wants_it(self) -> None:
        found = read("CELERY_BROKER_URL", "CACHES", REDIS_URL="unix:///run/redis.sock")
        self.assertEqual(found["CELERY_BROKER_URL"], "redis+socket:///run/redis.sock")
        self.assertEqual(found["CACHES"]["default"]["LOCATION"], "unix:///run/redis.sock")
