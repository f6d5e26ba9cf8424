"""While the database is away, people read what happened and lose nothing that they typed."""

import re
from contextlib import AbstractContextManager
from typing import ClassVar
from unittest import mock

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InterfaceError, OperationalError, connection
from django.test import Client, TestCase

from commitments.api import problems
from commitments.audit import log
from commitments.models import Absence
from tests.cast import PASSWORD, Cast, gather

WORDS = 'Words that took\nan hour: "<b>한국어</b>" & more'


class AwayTests(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def setUp(self) -> None:
        self.client = Client(raise_request_exception=False)
        self.client.force_login(self.cast.officer)
        self.url = f"/admin/commitments/ministry/{self.cast.their_police.pk}/change/"
        quiet = mock.patch("django.core.handlers.exception.log_response")
        quiet.start()
        self.addCleanup(quiet.stop)

    def away(self, error: type[Exception] = OperationalError) -> AbstractContextManager[object]:
        """Let every question to the database fail."""
        return mock.patch.object(connection, "cursor", side_effect=error("the server closed the connection"))

    def posted(self) -> dict[str, object]:
        return {"short_name": "Police", "note": WORDS, "lines-0-text": "A second text", "_save": "Save"}

    def test_a_form_is_kept_whole_and_can_be_sent_again(self) -> None:
        with self.away():
            page = self.client.post(self.url + "?tab=1", self.posted())
        self.assertEqual((page.status_code, page.headers["Retry-After"]), (503, "30"))
        text = page.content.decode()
        self.assertIn("Database not available", text)
        self.assertIn(f'action="{self.url}?tab=1"', text)
        self.assertIn('name="note" value="Words that took\nan hour: &quot;&lt;b&gt;한국어', text)
        self.assertIn("<dd>Words that took<br>an hour: &quot;&lt;b&gt;한국어", text)
        self.assertIn('name="short_name" value="Police"', text)
        self.assertNotIn("<b>한국어", text)
        self.assertNotIn("Traceback", text)
        self.assertNotIn("closed the connection", text)
        self.assertIn("default-src", page.headers["Content-Security-Policy"])

    def test_what_failed_in_the_middle_is_not_half_saved_and_what_is_sent_again_is_saved(self) -> None:
        add = "/admin/commitments/absence/add/"
        said = {
            "person": str(self.cast.officer.pk),
            "deputy": str(self.cast.head.pk),
            "starts_on": "2027-01-04",
            "ends_on": "2027-01-08",
            "_shown": "1",
            "_save": "Save",
        }
        self.client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        with mock.patch.object(log, "record_many", side_effect=OperationalError):
            page = self.client.post(add, said)
        self.assertEqual((page.status_code, Absence.objects.count()), (503, 0))
        fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.content.decode())
        kept = dict(fields)
        kept.pop("csrfmiddlewaretoken")
        self.client.post(add, kept)
        self.assertEqual(Absence.objects.get().deputy, self.cast.head)

    def test_reading_says_so_too(self) -> None:
        for error in (OperationalError, InterfaceError):
            with self.away(error):
                page = self.client.get("/admin/")
            self.assertEqual(page.status_code, 503)
            self.assertContains(page, "Reload", status_code=503)
            self.assertNotContains(page, "<form", status_code=503)

    def test_a_file_is_chosen_again(self) -> None:
        file = SimpleUploadedFile("report.pdf", b"%PDF", "application/pdf")
        with self.away():
            page = self.client.post(self.url, {**self.posted(), "file": file})
        self.assertContains(page, "Select the file again: report.pdf", status_code=503)
        self.assertContains(page, 'enctype="multipart/form-data"', status_code=503)

    def test_what_another_site_sent_is_not_offered(self) -> None:
        client = Client(raise_request_exception=False, enforce_csrf_checks=True)
        client.force_login(self.cast.officer)
        with self.away(), mock.patch("django.middleware.csrf.log_response"):
            page = client.post(self.url, self.posted())
        self.assertEqual(page.status_code, 503)
        self.assertNotContains(page, "Words that took", status_code=503)

    def test_no_password_is_written_into_a_page(self) -> None:
        with self.away():
            page = Client(raise_request_exception=False).post(
                "/accounts/login/", {"login": "officer", "password": "a long secret phrase"}
            )
        self.assertEqual(page.status_code, 503)
        self.assertNotContains(page, "a long secret phrase", status_code=503)

    def test_programs_get_a_problem(self) -> None:
        with self.away():
            answer = self.client.get("/api/v1/commitments/", headers={"Authorization": "Bearer x" * 8})
        self.assertEqual(answer.status_code, 503)
        self.assertEqual(answer.json()["code"], "database_away")
        self.assertEqual(answer.json()["detail"], str(problems.AWAY))
