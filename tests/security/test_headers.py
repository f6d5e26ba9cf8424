"""What every answer carries: pages, errors, redirections, files, whoever asks and whatever fails."""

import re
from contextlib import AbstractContextManager
from typing import Any, ClassVar
from unittest import mock

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client, TestCase, override_settings
from django.urls import reverse

from commitments.enums import CommitmentState
from commitments.files import checks
from commitments.lifecycle.progress import add_evidence
from commitments.models import Commitment, Evidence
from tests import make
from tests.cast import NOW, PASSWORD, Cast, gather
from tests.security import codes

STRICT = ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'")
OWN = re.compile("(?:script|style)-src '(?:self|none)'(?:;|$)")
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
INLINE = re.compile(
    r'<style|\sstyle="|\son[a-z]+="|javascript:|<script(?![^>]*(?:\bsrc=|type="application/json"))'
)
HTTPS = override_settings(
    SECURE_SSL_REDIRECT=True,
    SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"),
    SESSION_COOKIE_SECURE=True,
    CSRF_COOKIE_SECURE=True,
)


class Headers(TestCase):
    cast: ClassVar[Cast]
    item: ClassVar[Commitment]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.item = make.commitment(cls.cast, state=CommitmentState.IN_PROGRESS)

    def setUp(self) -> None:
        self.client = Client(raise_request_exception=False)
        quiet = mock.patch("django.core.handlers.exception.log_response")
        quiet.start()
        self.addCleanup(quiet.stop)

    def holds(self, answer: Any, status: int) -> None:
        """Look at one answer."""
        self.assertEqual(answer.status_code, status)
        policy = answer.headers["Content-Security-Policy"]
        self.assertNotIn("unsafe", policy)
        for part in () if "sandbox" in policy else STRICT:
            self.assertIn(part, policy)
        if "sandbox" not in policy:
            self.assertEqual(len(OWN.findall(policy)), 2, policy)
        for name, value in ALWAYS.items():
            self.assertEqual(answer.headers[name], value, name)
        self.assertIn(answer.headers["Referrer-Policy"], {"same-origin", "no-referrer"})
        self.assertIn("camera=()", answer.headers["Permissions-Policy"])
        self.assertIn("no-store", answer.headers["Cache-Control"])
        if "html" in answer.headers.get("Content-Type", ""):
            self.assertEqual(INLINE.findall(answer.content.decode()), [])

    def away(self) -> AbstractContextManager[object]:
        return mock.patch.object(connection, "cursor", side_effect=OperationalError("away"))

    def test_pages_before_the_sign_in(self) -> None:
        for path in (
            "login/",
            "password/reset/",
            "password/reset/done/",
            "password/reset/key/1-x/",
            "signup/",
            "inactive/",
        ):
            with self.subTest(path):
                self.holds(self.client.get(f"/accounts/{path}"), 200)
        self.holds(self.client.get("/admin/"), 302)
        self.holds(self.client.get("/livez"), 200)
        self.holds(self.client.get("/reply/none/"), 404)

    def test_pages_of_the_second_factor(self) -> None:
        codes.equip(self.cast.head)
        self.client.post("/accounts/login/", {"login": "head", "password": PASSWORD})
        self.holds(self.client.get("/accounts/two-step/code/"), 200)
        self.client.force_login(self.cast.officer)
        self.client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        for path in ("", "app/", "passkeys/add/"):
            with self.subTest(path):
                self.holds(self.client.get(f"/accounts/two-step/{path}"), 200)
        for path in ("sessions/", "reauthenticate/", "password/change/", "logout/"):
            with self.subTest(path):
                self.holds(self.client.get(f"/accounts/{path}"), 200)

    def test_what_a_signed_in_person_gets(self) -> None:
        self.client.force_login(self.cast.officer)
        item = reverse("admin:commitments_commitment_change", args=(self.item.pk,))
        for path in (
            "/admin/",
            item,
            "/admin/commitments/commitment/",
            "/admin/tokens/",
            "/admin/search/?q=x",
        ):
            with self.subTest(path):
                self.holds(self.client.get(path), 200)
        for ending in ("csv", "xlsx"):
            given = self.client.get(f"/admin/commitments/commitment/export/{ending}/")
            self.holds(given, 200)
            self.assertRegex(given.headers["Content-Disposition"], "^attachment")

    def test_a_file_is_a_download_that_no_browser_opens(self) -> None:
        paper = checks.check_file("page.txt", b"<script>alert(1)</script>")
        one = Evidence(commitment=self.item, kind="report", description="Page")
        add_evidence(one, by=self.cast.officer, now=NOW, paper=paper)
        self.client.force_login(self.cast.officer)
        given = self.client.get(reverse("admin:commitments_commitment_paper", args=(self.item.pk, one.pk)))
        self.holds(given, 200)
        self.assertRegex(given.headers["Content-Disposition"], "^attachment")
        self.assertIn("sandbox", given.headers["Content-Security-Policy"])

    def test_errors(self) -> None:
        self.client.force_login(self.cast.officer)
        strict = Client(raise_request_exception=False, enforce_csrf_checks=True)
        strict.force_login(self.cast.officer)
        self.holds(self.client.get("/admin/search/?q=%00"), 400)
        self.holds(self.client.get("/admin/", headers={"host": "evil.example"}), 400)
        self.holds(strict.post("/accounts/logout/"), 403)
        self.holds(self.client.get("/admin/commitments/user/add/"), 403)
        self.holds(self.client.get("/nowhere/"), 404)
        self.holds(self.client.get("/admin/nowhere/"), 404)
        self.holds(self.client.get("/accounts/email/"), 404)
        with override_settings(ROOT_URLCONF="tests.flows.failing_urls"):
            self.holds(self.client.get("/"), 500)
        with self.away():
            self.holds(self.client.get("/admin/"), 503)
        self.client.logout()
        for _time in range(11):
            answer = self.client.get("/reply/nowhere/")
        self.holds(answer, 429)

    def test_programs(self) -> None:
        self.holds(self.client.get("/api/v1/meetings/"), 401)
        self.holds(self.client.get("/api/v1/nowhere/"), 401)
        self.holds(self.client.get("/api/v1/schema/"), 200)

    @HTTPS
    def test_a_redirection_to_https_and_its_cookies(self) -> None:
        self.holds(self.client.get("/admin/"), 301)
        told = {"x-forwarded-proto": "https"}
        page = self.client.get("/accounts/login/", headers=told)
        token = page.cookies[settings.CSRF_COOKIE_NAME]
        data = {"login": "officer", "password": PASSWORD}
        session = self.client.post("/accounts/login/", data, headers=told).cookies[
            settings.SESSION_COOKIE_NAME
        ]
        for cookie in (token, session):
            self.assertTrue(cookie["secure"])
            self.assertTrue(cookie["httponly"])
            self.assertEqual((cookie["samesite"], cookie["path"], cookie["domain"]), ("Lax", "/", ""))
        # Gone with the browser.
        self.assertEqual((session["expires"], session["max-age"]), ("", ""))

    def test_the_look_itself_finds_what_is_missing(self) -> None:
        """So that a green run says something."""
        for name in (*ALWAYS, "Content-Security-Policy", "Permissions-Policy", "Cache-Control"):
            answer = self.client.get("/accounts/login/")
            del answer.headers[name]
            with self.subTest(name), self.assertRaises((AssertionError, KeyError)):
                self.holds(answer, 200)
        answer = self.client.get("/accounts/login/")
        answer.content = b'<p style="color: red">'
        with self.assertRaises(AssertionError):
            self.holds(answer, 200)


class Uploads(TestCase):
    def test_what_the_scanner_refuses_is_told_at_the_field(self) -> None:
        cast = gather()
        item = make.commitment(cast, state=CommitmentState.IN_PROGRESS)
        self.client.force_login(cast.officer)
        url = reverse("admin:commitments_commitment_evidence", args=(item.pk,))
        values = {"evidence-kind": "report", "evidence-number": "kept 7/2026"}
        with override_settings(SCANNER=("unix", "/nonexistent/clamd")):
            page: Any = self.client.post(
                url, {**values, "evidence-file": SimpleUploadedFile("letter.txt", b"text")}, follow=True
            )
        self.assertContains(page, "The file could not be scanned and was not stored.")
        self.assertContains(page, "kept 7/2026")
        self.assertFalse(Evidence.objects.exists())
