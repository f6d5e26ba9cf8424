"""Logs carry ids and no content."""

import json
import logging

import structlog
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, SimpleTestCase

from commitments.web.logs import RequestLog, remove_user_text


class RequestLogTests(SimpleTestCase):
    def test_a_request_is_one_json_line_without_path_or_query(self) -> None:
        def answer(request: HttpRequest) -> HttpResponse:
            logging.getLogger("commitments.somewhere").warning("inside", extra={"commitment": 7})
            return HttpResponse(status=204)

        formatter = logging.getLogger().handlers[0].formatter
        for handler in logging.getLogger().handlers:
            if isinstance(handler.formatter, structlog.stdlib.ProcessorFormatter):
                formatter = handler.formatter
        assert formatter
        with self.assertLogs(level="INFO") as caught:
            caught_formatter = logging.getLogger().handlers[0]
            caught_formatter.setFormatter(formatter)
            RequestLog(answer)(RequestFactory().get("/admin/secret-thing/?q=scam+compound"))
        lines = [json.loads(line) for line in caught.output]
        self.assertEqual([line["event"] for line in lines], ["inside", "request"])
        self.assertEqual((lines[0]["commitment"], lines[1]["status"], lines[1]["method"]), (7, 204, "GET"))
        self.assertEqual(lines[0]["request_id"], lines[1]["request_id"])
        self.assertNotIn("secret", "".join(caught.output))
        self.assertNotIn("scam", "".join(caught.output))

    def test_django_s_own_lines_lose_the_path_that_may_be_a_key(self) -> None:
        for logger, said, kept in (
            ("django.request", "Not Found: /admin/search/Somebody/", "Not Found"),
            ("django.request", "Not Allowed (OPTIONS): /reply/Somebody/", "Not Allowed (OPTIONS)"),
            ("django.security.csrf", "Forbidden (No cookie.): /a/Somebody/", "Forbidden (No cookie.)"),
            ("django.security.DisallowedHost", "Invalid HTTP_HOST header: 'Somebody'.", "Invalid HTTP_HOST"),
            ("commitments.files", "kept: /a/b", "kept: /a/b"),
        ):
            event = remove_user_text(None, "warning", {"logger": logger, "event": said})
            self.assertEqual(event["event"], kept)

    def test_an_exception_keeps_its_place_and_loses_its_words(self) -> None:
        try:
            try:
                raise ValueError("Key (name)=(scam compound) already exists")
            except ValueError as error:
                raise KeyError("scam compound") from error
        except KeyError as error:
            event = remove_user_text(None, "error", {"exc_info": (KeyError, error, None), "request": "q"})
        self.assertEqual([line for line in event["exception"] if "/" not in line], ["ValueError", "KeyError"])
        self.assertNotIn("scam", str(event))
        self.assertNotIn("request", event)
