"""Every error is a problem (RFC 9457), and says nothing that the person may not know."""

from typing import Any, ClassVar
from unittest import mock

from django.conf import settings
from django.core.cache import caches
from django.test import Client, RequestFactory, SimpleTestCase, TestCase, override_settings

from commitments.api import problems, tokens
from commitments.api.serializers.commitments import CommitmentSerializer
from commitments.api.tokens import PersonThrottle
from commitments.enums import Scope
from commitments.errors import Refused
from tests import make
from tests.cast import Cast, gather
from tests.commitments.api.programs import COMMITMENTS, MEETINGS, program
from tracker.cache import Cache


class ProblemTests(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def assert_problem(self, answer: Any, status: int, code: str) -> dict[str, Any]:
        """Check the shape that every problem has."""
        self.assertEqual(answer.status_code, status)
        self.assertEqual(answer.headers["Content-Type"], "application/problem+json")
        self.assertIn("no-store", answer.headers["Cache-Control"])
        body: dict[str, Any] = answer.json()
        self.assertEqual((body["type"], body["status"], body["code"]), ("about:blank", status, code))
        self.assertTrue(body["title"])
        self.assertTrue(body["detail"].endswith("."), body["detail"])
        return body

    def test_without_a_token_it_asks_for_one(self) -> None:
        for address in (COMMITMENTS, MEETINGS, "/api/v1/", f"{COMMITMENTS}XV-2026-0001/", "/api/v1/nothing"):
            with self.subTest(address):
                answer = Client().get(address)
                self.assert_problem(answer, 401, "not_authenticated")
                self.assertEqual(answer.headers["WWW-Authenticate"], "Bearer")

    def test_a_session_in_a_browser_does_not_open_the_api(self) -> None:
        browser = Client()
        browser.force_login(self.cast.officer)
        self.assert_problem(browser.get(COMMITMENTS), 401, "not_authenticated")

    def test_whatever_is_wrong_with_a_token_the_answer_is_the_same(self) -> None:
        bodies = set()
        for token in ("tracker_" + "0" * 64, "x", "tracker_\xff\xfe" + "0" * 64, "a b", "", "\0" * 40):
            answer = Client(headers={"Authorization": f"Bearer {token}"}).get(COMMITMENTS)
            with self.subTest(token):
                self.assertEqual(answer.status_code, 401)
                bodies.add(self.assert_problem(answer, 401, "authentication_failed")["detail"])
        self.assertEqual(len(bodies), 1)

    def test_hidden_absent_and_misspelt_records_and_addresses_are_not_found(self) -> None:
        client = program(self.cast.stranger)
        hidden = make.commitment(self.cast)
        bodies = set()
        for address in (
            f"{COMMITMENTS}{hidden.reference}/",
            f"{COMMITMENTS}XV-2026-9999/",
            f"{COMMITMENTS}xv-2026-0001/",
            f"{COMMITMENTS}%00/",
            f"{COMMITMENTS}a%0Ab/",
            f"{COMMITMENTS}{hidden.pk}/",
            f"{COMMITMENTS}XV-2026-0001",
            f"{MEETINGS}{hidden.outcome.meeting.reference}/",
            "/api/v1/users/",
        ):
            with self.subTest(address):
                answer = client.get(address)
                self.assert_problem(answer, 404, "not_found")
                bodies.add(answer.content)
        self.assertEqual(len(bodies), 1)

    def test_an_address_that_is_none_is_absent_whatever_is_done_there(self) -> None:
        client = program(self.cast.officer, Scope.RECORD)
        for method in ("get", "post", "patch", "put", "delete"):
            with self.subTest(method):
                for address in (f"{MEETINGS}%C2%84/steps/close/", "/api/v2/meetings/", "/api/"):
                    self.assert_problem(getattr(client, method)(address), 404, "not_found")

    def test_a_token_that_reads_writes_nothing_whether_the_record_is_there_or_not(self) -> None:
        item = make.commitment(self.cast)
        version = item.version
        client = program(self.cast.officer)
        for address in (
            COMMITMENTS,
            f"{COMMITMENTS}{item.reference}/",
            f"{COMMITMENTS}XV-2026-9999/",
            MEETINGS,
        ):
            for verb in (client.post, client.put, client.patch, client.delete, client.options, client.trace):
                with self.subTest(f"{verb.__name__} {address}"):
                    answer = verb(address)
                    self.assertIn("GET, HEAD", answer.headers["Allow"])
                    if verb.__name__.upper() in answer.headers["Allow"]:
                        self.assert_problem(answer, 403, "scope")
                    else:
                        self.assert_problem(answer, 405, "method_not_allowed")
        item.refresh_from_db()
        self.assertEqual(item.version, version)

    def test_a_nul_in_the_address_cannot_be_read(self) -> None:
        client = program(self.cast.officer)
        for parameters in ({"ministry": "a\0b"}, {"a\0b": "1"}):
            with self.subTest(parameters):
                self.assert_problem(client.get(COMMITMENTS, parameters), 400, "malformed")

    def test_only_json_is_given_and_not_to_who_does_not_take_it(self) -> None:
        client = program(self.cast.officer)
        for accepted, is_given in {
            "text/html": False,
            "application/json;q=0": False,
            "application/json; q=0.000, */*": False,
            "application/*;q=0, text/html": False,
            "*/*;q=0": False,
            "*/*;q=0, application/json": True,
            "application/json;q=0.001": True,
            "application/json; charset=utf-8": True,
            "application/json;charset=utf-16;q=0, application/json": True,
            "application/json;q=much": True,
            "": True,
        }.items():
            with self.subTest(accepted):
                answer = client.get(COMMITMENTS, headers={"Accept": accepted} if accepted else {})
                if is_given:
                    self.assertEqual(answer.status_code, 200)
                else:
                    self.assert_problem(answer, 406, "not_acceptable")

    def test_too_many_requests_are_told_how_long_to_wait(self) -> None:
        client = program(self.cast.officer)
        with mock.patch.dict(PersonThrottle.THROTTLE_RATES, {"user": "2/min"}):
            answers = [client.get(COMMITMENTS) for _ in range(3)]
            self.assertEqual([one.status_code for one in answers], [200, 200, 429])
            self.assertEqual({one["RateLimit-Policy"] for one in answers}, {'"user";q=2;w=60'})
            for one, left in zip(answers, (1, 0, 0), strict=True):
                self.assertRegex(one["RateLimit"], rf'^"user";r={left};t=([1-9]|[1-5]\d|60)$')
            answer = client.get(COMMITMENTS)
        self.assert_problem(answer, 429, "throttled")
        self.assertLessEqual(int(answer.headers["Retry-After"]), 61)

    def test_guessing_tokens_is_limited_by_address(self) -> None:
        for client in (Client(headers={"Authorization": "Bearer tracker_" + "0" * 64}), Client()):
            caches["default"].clear()
            with mock.patch.dict(tokens.GUESSES, {"api_unknown": "1/m/key"}):
                self.assert_refused(client.get(COMMITMENTS, REMOTE_ADDR="192.0.2.7"))
                # Another web process knows nothing of what this one keeps to itself.
                caches["process"].clear()
                answer = client.get(COMMITMENTS, REMOTE_ADDR="192.0.2.7")
                self.assert_problem(answer, 429, "throttled")
                self.assertEqual(answer.headers["Retry-After"], "61")
                self.assert_refused(client.get(COMMITMENTS, REMOTE_ADDR="192.0.2.8"))

    def assert_refused(self, answer: Any) -> None:
        self.assertEqual(answer.status_code, 401)

    def test_without_redis_each_process_counts_wrong_tokens_for_itself(self) -> None:
        away = {"BACKEND": "tracker.cache.Cache", "LOCATION": "redis://localhost:1"}
        known, unknown = program(self.cast.officer), Client()
        with (
            override_settings(CACHES={**settings.CACHES, "default": away}),
            mock.patch.object(Cache, "asked_again_at", 0.0),
            self.assertLogs("tracker.cache"),
        ):
            caches["default"].clear()
            answers = [unknown.get(COMMITMENTS) for _time in range(61)]
            self.assertEqual(known.get(COMMITMENTS).status_code, 200)
            caches["default"].clear()
        self.assertEqual({answer.status_code for answer in answers[:60]}, {401})
        self.assert_problem(answers[60], 429, "throttled")

    def test_a_bug_is_a_problem_without_a_word_of_what_it_was(self) -> None:
        client = program(self.cast.officer)
        client.raise_request_exception = False
        with (
            mock.patch.object(CommitmentSerializer, "load", side_effect=KeyError("nightingale")),
            self.assertLogs("django.request", "ERROR"),
        ):
            answer = client.get(COMMITMENTS)
        self.assertEqual((answer.status_code, answer.json()["code"]), (500, "error"))
        self.assertEqual(answer.headers["Content-Type"], problems.MEDIA_TYPE)
        self.assertNotIn("nightingale", answer.content.decode())

    def test_elsewhere_a_bug_keeps_its_page(self) -> None:
        request = RequestFactory().get("/admin/")
        self.assertEqual(problems.server_error(request).headers["Content-Type"], "text/html; charset=utf-8")

    def test_the_sentences_come_in_the_language_that_the_program_asks_for(self) -> None:
        answer = program(self.cast.officer).get(
            f"{COMMITMENTS}XV-2026-9999/", headers={"Accept-Language": "ko"}
        )
        self.assertEqual(answer.headers["Content-Language"], "ko")


class RefusedTests(SimpleTestCase):
    def test_a_refusal_is_a_conflict_with_its_code_and_sentence(self) -> None:
        with mock.patch.object(problems, "set_rollback"):
            answer = problems.handle_exception(Refused("Record the answer first.", "unanswered"), {})
        assert answer is not None
        self.assertEqual(answer.status_code, 409)
        self.assertEqual(
            (answer.data["code"], answer.data["detail"]), ("unanswered", "Record the answer first.")
        )

    def test_nothing_but_json_is_rendered_and_no_session_signs_in(self) -> None:
        self.assertEqual(
            settings.REST_FRAMEWORK["DEFAULT_RENDERER_CLASSES"], ["commitments.api.responses.JSONRenderer"]
        )
        self.assertEqual(len(settings.REST_FRAMEWORK["DEFAULT_AUTHENTICATION_CLASSES"]), 1)
