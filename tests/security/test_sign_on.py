"""A ministry's own sign-on, tried against a provider that runs as a process of its own."""

import base64
import hashlib
import json
import socket
import subprocess
import sys
import time
from typing import Any, ClassVar
from unittest import mock
from urllib.parse import parse_qs, urlsplit

import requests
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.test import Client, TestCase, override_settings

from commitments.models import User
from commitments.web.single_sign_on import Connection
from tests.cast import Cast, gather
from tracker.environment import identity_provider

START, BACK = "/accounts/single-sign-on/ministry/", "/accounts/single-sign-on/ministry/back/"
START_SECONDS = 20
PEOPLE = (
    {"sub": "s-1", "email": "Officer@example.org", "email_verified": True},
    {"sub": "s-2", "email": "head@example.org", "email_verified": False},
    {"sub": "s-3", "email": "nobody@example.org", "email_verified": True},
    {"sub": "s-4", "email": "officer@example.org", "email_verified": True},
)


class SignOn(TestCase):
    cast: ClassVar[Cast]
    issuer: ClassVar[str]
    provider: ClassVar[subprocess.Popen[bytes]]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        with socket.create_server(("localhost", 0)) as listener:
            port = listener.getsockname()[1]
        claims = [part for one in PEOPLE for part in ("--user-claims", json.dumps(one))]
        command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), *claims]
        cls.provider = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        cls.addClassCleanup(cls.provider.wait)
        cls.addClassCleanup(cls.provider.terminate)
        cls.issuer = f"http://localhost:{port}"
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                requests.get(f"{cls.issuer}/jwks", timeout=START_SECONDS)
                break
            except requests.ConnectionError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)
        app = identity_provider(cls.issuer, "tracker", "a secret", "the Ministry")
        cls.enterClassContext(
            override_settings(
                OIDC_ISSUER=cls.issuer,
                SOCIALACCOUNT_PROVIDERS=app,
                PUBLIC_URL="https://tracker.example.org",
                EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
            )
        )

    def begin(self, client: Client | None = None, query: str = "") -> str:
        """Go to the sign-on and give the address that it leads to."""
        answer = (client or self.client).get(START + query)
        self.assertEqual(answer.status_code, 302)
        return str(answer.headers["Location"])

    def consent(self, where: str, sub: str) -> str:
        """Sign on at the provider as somebody, and give our page that it leads back to."""
        answer = requests.post(where, data={"sub": sub}, allow_redirects=False, timeout=START_SECONDS)
        back = urlsplit(answer.headers["Location"])
        self.assertEqual((back.scheme, back.netloc, back.path), ("https", "tracker.example.org", BACK))
        return f"{BACK}?{back.query}"

    def sign_on(self, sub: str, query: str = "") -> Any:
        return self.client.get(self.consent(self.begin(query=query), sub))

    def who(self) -> int | None:
        key = self.client.session.get("_auth_user_id")
        return int(key) if key else None

    def test_the_page_offers_it_by_its_name_only_where_there_is_one(self) -> None:
        self.assertContains(self.client.get("/accounts/login/"), "Sign in with the Ministry")
        with override_settings(SOCIALACCOUNT_PROVIDERS=identity_provider("", "", "", "")):
            self.assertNotContains(self.client.get("/accounts/login/"), "single-sign-on/ministry")
            for path in (START, BACK, "/accounts/single-sign-on/another/"):
                self.assertEqual(self.client.get(path).status_code, 404)

    def test_a_verified_address_opens_the_account_and_the_subject_is_kept(self) -> None:
        self.assertRedirects(
            self.sign_on("s-1", "?next=/admin/commitments/ministry/"), "/admin/commitments/ministry/"
        )
        self.assertEqual(self.who(), self.cast.officer.pk)
        self.assertEqual(SocialAccount.objects.get().user, self.cast.officer)
        self.assertIn("single sign-on was linked to your account", str(mail.outbox[0].body))
        self.assertTrue(User.objects.get(pk=self.cast.officer.pk).has_usable_password())
        # From then on by the subject, whatever the address.
        self.client.logout()
        User.objects.filter(pk=self.cast.officer.pk).update(email="other@example.org")
        self.assertRedirects(self.sign_on("s-1"), "/admin/")
        self.assertEqual(self.who(), self.cast.officer.pk)

    def test_no_account_is_made_and_none_is_found_by_an_address_that_nobody_verified(self) -> None:
        before = User.objects.count()
        for sub in ("s-2", "s-3"):
            with self.subTest(sub):
                self.assertContains(self.sign_on(sub), "No account found", status_code=403)
                self.assertIsNone(self.who())
        self.assertEqual((User.objects.count(), SocialAccount.objects.count()), (before, 0))

    def test_an_address_that_passed_to_another_person_opens_nothing(self) -> None:
        self.sign_on("s-1")
        self.client.logout()
        self.assertContains(self.sign_on("s-4"), "No account found", status_code=403)
        self.assertIsNone(self.who())

    def test_an_address_of_two_accounts_opens_neither(self) -> None:
        User.objects.filter(pk=self.cast.stranger.pk).update(email="officer@example.org")
        self.assertContains(self.sign_on("s-1"), "No account found", status_code=403)

    def test_a_closed_account_stays_closed(self) -> None:
        self.sign_on("s-1")
        self.client.logout()
        User.objects.filter(pk=self.cast.officer.pk).update(is_active=False)
        self.assertRedirects(self.sign_on("s-1"), "/accounts/inactive/")
        self.assertIsNone(self.who())

    def test_it_asks_with_state_nonce_and_pkce_and_nothing_that_a_query_adds(self) -> None:
        asked = parse_qs(
            urlsplit(self.begin(query="?scope=groups&auth_params=prompt%3Dnone&process=connect")).query
        )
        self.assertEqual(sorted(asked["scope"][0].split()), ["email", "openid", "profile"])
        self.assertEqual(asked["code_challenge_method"], ["S256"])
        self.assertTrue(asked["state"][0])
        self.assertTrue(asked["nonce"][0])
        self.assertNotIn("prompt", asked)

    def test_the_verifier_it_gives_is_that_of_its_challenge(self) -> None:
        where = self.begin()
        request = requests.Session.request
        with mock.patch.object(requests.Session, "request", autospec=True, side_effect=request) as spoken:
            self.client.get(self.consent(where, "s-1"))
        (given,) = [
            one.kwargs["data"]["code_verifier"] for one in spoken.call_args_list if "token" in str(one.args)
        ]
        digest = base64.urlsafe_b64encode(hashlib.sha256(given.encode()).digest()).decode().rstrip("=")
        self.assertEqual(parse_qs(urlsplit(where).query)["code_challenge"], [digest])

    def test_an_answer_that_this_browser_did_not_ask_for_is_refused(self) -> None:
        stolen = self.consent(self.begin(Client()), "s-1")
        self.assertContains(self.client.get(stolen), "Single sign-on failed", status_code=401)
        back = self.consent(self.begin(), "s-1")
        self.assertEqual(self.client.get(back.replace("state=", "state=x")).status_code, 401)
        self.assertEqual(self.client.get(back).status_code, 302)
        self.client.logout()
        self.assertEqual(self.client.get(back).status_code, 401)
        self.assertIsNone(self.who())

    def test_a_token_made_for_another_sign_on_is_refused(self) -> None:
        where = self.begin()
        asked = parse_qs(urlsplit(where).query)["nonce"][0]
        self.assertEqual(
            self.client.get(self.consent(where.replace(asked, "another"), "s-1")).status_code, 401
        )
        self.assertIsNone(self.who())

    def test_another_audience_issuer_subject_or_no_signature_is_refused(self) -> None:
        with override_settings(OIDC_ISSUER="http://localhost:1"):
            self.assertEqual(self.sign_on("s-1").status_code, 401)
        other = identity_provider(self.issuer, "another", "a secret", "")
        where = self.begin()
        with override_settings(SOCIALACCOUNT_PROVIDERS=other):
            self.assertEqual(self.client.get(self.consent(where, "s-1")).status_code, 401)
        with mock.patch.object(Connection, "_fetch_user_info", return_value={"sub": "s-9"}):
            self.assertEqual(self.sign_on("s-1").status_code, 401)
        keys = requests.get(f"{self.issuer}/jwks", timeout=START_SECONDS).json()
        forged = {"keys": [key | {"n": key["n"][:-4] + "AAAA"} for key in keys["keys"]]}
        with mock.patch.object(requests.Response, "json", autospec=True, side_effect=_with_keys(forged)):
            self.assertEqual(self.sign_on("s-1").status_code, 401)
        self.assertIsNone(self.who())
        self.assertEqual(self.sign_on("s-1").status_code, 302)

    def test_who_declines_and_a_provider_that_is_away_are_told(self) -> None:
        where = self.begin()
        answer = requests.post(where, data={"action": "deny"}, allow_redirects=False, timeout=START_SECONDS)
        back = urlsplit(answer.headers["Location"])
        state = parse_qs(urlsplit(where).query)["state"][0]
        declined = self.client.get(f"{BACK}?{back.query}&state={state}")
        self.assertContains(declined, "Single sign-on failed", status_code=401)
        away = identity_provider("http://localhost:1", "tracker", "a secret", "")
        with override_settings(SOCIALACCOUNT_PROVIDERS=away):
            self.assertContains(self.client.get(START), "Single sign-on failed", status_code=401)

    def test_next_is_a_page_of_ours(self) -> None:
        self.assertRedirects(self.sign_on("s-1", "?next=https://evil.example/"), "/admin/")


def _with_keys(keys: dict[str, Any]) -> Any:
    """Let every answer of the provider that holds keys hold these."""
    read = requests.Response.json

    def answer(response: requests.Response, **more: Any) -> Any:
        found = read(response, **more)
        return keys if isinstance(found, dict) and "keys" in found else found

    return answer
