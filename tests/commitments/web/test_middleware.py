"""What each request of a signed-in person gets."""

import datetime
import gzip
from io import BytesIO
from typing import Any
from unittest import mock

from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, SimpleTestCase, TestCase

from commitments.models import Heartbeat, User
from commitments.web.middleware import MOST_OF_STRANGERS, MOST_SENT, SendEmailAfterwards
from tests.cast import gather


class Personal(TestCase):
    officer: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.officer = gather().officer

    def setUp(self) -> None:
        self.client.force_login(self.officer)

    def settle(self, **values: str) -> None:
        User.objects.filter(pk=self.officer.pk).update(**values)

    def test_the_language_is_the_person_s_not_the_browser_s(self) -> None:
        self.settle(language="ko")
        response = self.client.get("/admin/", headers={"accept-language": "en"})
        self.assertContains(response, '<html lang="ko"')
        self.assertEqual(response.headers["Content-Language"], "ko")

    def test_an_unknown_language_or_zone_falls_back(self) -> None:
        self.settle(language="tlh", time_zone="Mars/Olympus")
        self.assertContains(self.client.get("/admin/"), '<html lang="en"')

    def test_moments_are_shown_in_the_zone_of_the_person(self) -> None:
        self.settle(time_zone="Asia/Seoul")
        Heartbeat.objects.create(
            name="sweep", beat_at=datetime.datetime(2026, 3, 11, 1, 0, tzinfo=datetime.UTC)
        )
        self.assertContains(self.client.get("/admin/"), "11 Mar 2026, 10:00")

    def test_a_page_is_compressed_for_a_browser_and_an_answer_of_the_api_is_not(self) -> None:
        takes = {"accept-encoding": "gzip"}
        page = self.client.get("/admin/", headers=takes)
        self.assertEqual(page.headers["Content-Encoding"], "gzip")
        self.assertIn(b"</html>", gzip.decompress(page.content))
        self.assertNotIn("Content-Encoding", self.client.get("/admin/").headers)
        answer = self.client.get("/api/v1/meetings/", headers=takes)
        self.assertNotIn("Content-Encoding", answer.headers)

    def test_nothing_a_signed_in_person_gets_is_stored(self) -> None:
        for path in (
            "/admin/",
            "/admin/commitments/ministry/",
            "/accounts/password/change/",
            "/admin/nowhere/",
        ):
            with self.subTest(path):
                self.assertIn("no-store", self.client.get(path).headers["Cache-Control"])

    def test_what_is_larger_than_any_file_is_refused_before_it_is_read(self) -> None:
        stranger = Client()
        for client, path, size, refused in (
            (self.client, "/admin/", MOST_SENT + 1, True),
            (self.client, "/admin/", MOST_SENT, False),
            (stranger, "/accounts/login/", MOST_OF_STRANGERS + 1, True),
            (stranger, "/accounts/login/", MOST_OF_STRANGERS, False),
            (stranger, "/reply/x/", MOST_OF_STRANGERS + 1, False),
        ):
            with self.subTest(path=path, size=size):
                body = mock.Mock(wraps=BytesIO())
                sent: dict[str, Any] = {"CONTENT_LENGTH": str(size), "wsgi.input": body}
                answer = client.post(path, **sent)
                self.assertEqual(answer.status_code == 413, refused)
                self.assertTrue(not refused or not body.read.called)

    def test_a_program_that_sends_too_much_is_told_so_by_a_problem(self) -> None:
        program = Client(headers={"Authorization": "Bearer x"})
        sent: dict[str, Any] = {"CONTENT_LENGTH": str(MOST_SENT + 1), "wsgi.input": BytesIO()}
        answer = program.post("/api/v1/evidence/", **sent)
        self.assertEqual(
            (answer.status_code, answer.headers["Content-Type"], answer.json()["code"]),
            (413, "application/problem+json", "too_large"),
        )

    def test_an_address_with_nul_is_refused(self) -> None:
        for path in ("/admin/search/?q=%00", "/admin/commitments/ministry/?q=a%00b"):
            self.assertEqual(self.client.get(path).status_code, 400)

    def test_addresses_are_read_as_utf_8_whatever_a_request_calls_them(self) -> None:
        for path in ("/admin/search/?q=%5Cud800", "/admin/search/?q=%5Cx00"):
            answer = self.client.get(path, headers={"content-type": "text/plain; charset=unicode_escape"})
            self.assertContains(answer, path[-3:])


class Failing(EmailMessage):
    def send(self, *_args: Any, **_kwargs: Any) -> int:
        raise OSError


class Afterwards(SimpleTestCase):
    def test_a_mail_waits_for_the_end_of_the_answer_and_a_failing_one_stops_nobody(self) -> None:
        sent: list[str] = []

        class Noted(EmailMessage):
            def send(self, *_args: Any, **_kwargs: Any) -> int:
                sent.append(str(self.subject))
                return 1

        def view(request: HttpRequest) -> HttpResponse:
            request.mails_afterwards.extend([Failing("a"), Noted("b")])  # type: ignore[attr-defined]
            return HttpResponse("ok")

        response = SendEmailAfterwards(view)(RequestFactory().get("/"))
        self.assertEqual(sent, [])
        response.close()
        self.assertEqual(sent, ["b"])
