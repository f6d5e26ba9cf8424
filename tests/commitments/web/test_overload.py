"""Requests beyond what the system can do are refused at once, and nobody loses what was typed."""

import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ClassVar
from unittest import mock

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, SimpleTestCase, TestCase

from commitments.models import Absence
from commitments.web import overload
from commitments.web.overload import MARK, PERSON, SYSTEM, BusyError, Lane
from tests.cast import PASSWORD, Cast, gather

SECONDS = 20
BUSY: dict[str, Any] = {MARK: SYSTEM}


class LaneTests(SimpleTestCase):
    def setUp(self) -> None:
        self.lane = Lane(ThreadPoolExecutor(1), most=3, of_person=2)
        self.go_on = threading.Event()
        self.crowd = self.enterContext(ThreadPoolExecutor(8))
        # Before the crowd is waited for.
        self.addCleanup(self.go_on.set)

    def block(self, person: str) -> Any:
        """Start a request that works until `go_on` is set; return when it is inside."""
        before = self.lane._inside.total()
        started = self.crowd.submit(self.lane.run, person, lambda: self.go_on.wait(SECONDS))
        until = time.monotonic() + SECONDS
        while self.lane._inside.total() == before and time.monotonic() < until:
            time.sleep(0.001)
        return started

    def refusal(self, person: str) -> str:
        with self.assertRaises(BusyError) as refused:
            self.lane.run(person, lambda: None)
        return str(refused.exception)

    def test_what_is_done_is_returned_and_what_goes_wrong_is_raised(self) -> None:
        self.assertEqual(self.lane.run("a", lambda: 42), 42)
        for error in (ValueError("own"), TimeoutError("own"), StopIteration("own")):
            with self.subTest(error), self.assertRaisesMessage(type(error), "own"):
                self.lane.run("a", mock.Mock(side_effect=error))
        self.assertEqual(self.lane._inside, {})

    def test_only_so_many_wait(self) -> None:
        with mock.patch.object(overload, "MOST_SECONDS", SECONDS):
            inside = [self.block(person) for person in "abc"]
            began = time.monotonic()
            self.assertEqual(self.refusal("d"), SYSTEM)
            self.assertLess(time.monotonic() - began, 1)
            self.go_on.set()
            self.assertEqual([one.result(SECONDS) for one in inside], [True] * 3)
        self.assertEqual(self.lane.run("d", lambda: 42), 42)

    def test_one_person_takes_no_more_than_a_share(self) -> None:
        with mock.patch.object(overload, "MOST_SECONDS", SECONDS):
            inside = [self.block("a"), self.block("a")]
            self.assertEqual(self.refusal("a"), PERSON)
            # Requests without a session are not of one person.
            inside.append(self.block(""))
            self.go_on.set()
            self.assertEqual([one.result(SECONDS) for one in inside], [True] * 3)
        self.assertEqual(self.lane._inside, {})

    def test_who_waits_too_long_is_refused_and_never_worked_on(self) -> None:
        work = mock.Mock()
        with mock.patch.object(overload, "MOST_SECONDS", 0.05):
            first = self.block("a")
            began = time.monotonic()
            with self.assertRaises(BusyError):
                self.lane.run("b", work)
            self.assertLess(time.monotonic() - began, 1)
        # What has begun is waited for, however long it takes.
        self.assertFalse(first.done())
        self.go_on.set()
        self.assertTrue(first.result(SECONDS))
        self.lane.run("c", lambda: None)
        work.assert_not_called()


class RefusedTests(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def setUp(self) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.client.force_login(self.cast.officer)
        self.address = "/admin/commitments/absence/add/"
        self.values = {
            "person": str(self.cast.officer.pk),
            "deputy": str(self.cast.head.pk),
            "starts_on": "2026-03-02",
            "ends_on": "2026-03-06",
            "note": 'Words that took\nan hour: "<b>한국어</b>"',
            "_shown": "1",
            "_save": "Save",
        }

    def token(self, address: str = "") -> str:
        page = self.client.get(address or self.address)
        found = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.content.decode())
        assert found is not None
        return found[1]

    def sign_in(self) -> None:
        """Sign in by the password, which a new absence asks for."""
        self.client.logout()
        login = {"login": "officer", "password": PASSWORD}
        self.client.post("/accounts/login/", login | {"csrfmiddlewaretoken": self.token("/accounts/login/")})

    def test_a_page_says_so_without_the_database(self) -> None:
        for reason, sentence in ((SYSTEM, "Too many requests arrived"), (PERSON, "Several of your requests")):
            with self.subTest(reason), self.assertNumQueries(0):
                marked: dict[str, Any] = {MARK: reason}
                page = self.client.get(f"{self.address}?tab=1", **marked)
            self.assertContains(page, sentence, status_code=503)
            # The address of the page itself.
            self.assertContains(page, 'href=""', status_code=503)
            self.assertEqual(page.headers["Retry-After"], "30")
            self.assertEqual(page.headers["Cache-Control"], "no-store")
            self.assertIn("default-src", page.headers["Content-Security-Policy"])
            self.assertLess(len(page.content), 5_000)

    def test_it_is_in_the_language_of_the_browser(self) -> None:
        page = self.client.get("/admin/", headers={"accept-language": "ko"}, **BUSY)
        self.assertContains(page, '<html lang="ko"', status_code=503)
        self.assertContains(page, "지금 시스템에 요청이 많습니다", status_code=503)
        self.assertEqual(page.headers["Content-Language"], "ko")
        self.assertContains(self.client.get("/admin/", **BUSY), "The system is busy", status_code=503)

    def test_no_header_of_a_request_has_it_refused(self) -> None:
        answer = self.client.get("/admin/", headers={"tracker-refused": SYSTEM, MARK: SYSTEM})
        self.assertEqual(answer.status_code, 200)

    def test_what_was_typed_is_kept_and_saved_when_it_is_sent_again(self) -> None:
        self.sign_in()
        values = self.values | {"csrfmiddlewaretoken": self.token()}
        with self.assertNumQueries(0):
            page = self.client.post(self.address, values, **BUSY)
        self.assertContains(page, "No changes were saved", status_code=503)
        self.assertFalse(Absence.objects.exists())
        kept = dict(
            re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.content.decode())
        )
        self.assertEqual(kept["starts_on"], "2026-03-02")
        self.assertIn("&lt;b&gt;한국어", kept["note"])
        again = self.client.post(
            self.address, self.values | {"csrfmiddlewaretoken": kept["csrfmiddlewaretoken"]}
        )
        self.assertEqual(again.status_code, 302)
        self.assertEqual(str(Absence.objects.get().starts_on), "2026-03-02")

    def test_a_form_of_another_site_is_not_offered(self) -> None:
        self.token()
        page = self.client.post(self.address, self.values, **BUSY)
        self.assertNotContains(page, "한국어", status_code=503)
        self.assertContains(page, "Your browser sends your entries again", status_code=503)

    def test_a_file_is_chosen_again_and_a_large_one_is_not_read(self) -> None:
        token = {"csrfmiddlewaretoken": self.token()}
        small = SimpleUploadedFile("brief.txt", b"one line")
        page = self.client.post(self.address, self.values | token | {"file": small}, **BUSY)
        self.assertContains(page, "Select the file again: brief.txt", status_code=503)
        large = SimpleUploadedFile("scan.pdf", b"0" * 1_000_001)
        page = self.client.post(self.address, self.values | token | {"file": large}, **BUSY)
        self.assertContains(page, "Your browser sends your entries again", status_code=503)
        self.assertEqual(page.headers["Connection"], "close")

    def test_programs_get_a_problem_or_a_line(self) -> None:
        answer = self.client.get("/api/v1/commitments/", **BUSY)
        self.assertEqual((answer.status_code, answer.headers["Retry-After"]), (503, "30"))
        self.assertEqual(answer.headers["Content-Type"], "application/problem+json")
        self.assertEqual((answer.json()["code"], answer.json()["status"]), ("busy", 503))
        for path in ("/calendar/x.ics", "/readyz"):
            line = self.client.get(path, **BUSY)
            self.assertEqual((line.status_code, line.headers["Retry-After"]), (503, "30"))
            self.assertEqual(line.headers["Content-Type"], "text/plain; charset=utf-8")

    def test_a_page_that_is_not_there_is_refused_alike(self) -> None:
        self.assertEqual(self.client.get("/nowhere/", **BUSY).status_code, 503)
