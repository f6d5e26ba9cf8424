"""From where a change was written: each edge says it once."""

import datetime
from unittest import mock

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, SimpleTestCase, override_settings

import manage
from commitments import tasks
from commitments.audit import origin
from commitments.web.middleware import WrittenFrom


def seen(path: str, address: str, behind: str = "") -> str:
    """Give what the history would say of a change made by this request."""
    told = []

    def answer(request: HttpRequest) -> HttpResponse:
        told.append(origin.find_origin())
        return HttpResponse()

    request = RequestFactory(REMOTE_ADDR=address).get(path)
    if behind:
        request.META["HTTP_X_FORWARDED_FOR"] = behind
    WrittenFrom(answer)(request)
    return told[0]


class WrittenFromTests(SimpleTestCase):
    def test_a_page_names_its_edge_and_the_client(self) -> None:
        client = "192.0.2.7"
        self.assertEqual(seen("/admin/commitments/meeting/1/change/", client), "admin 192.0.2.7")
        self.assertEqual(seen("/api/v1/commitments/", client), "api 192.0.2.7")
        self.assertEqual(seen("/reply/abc/", client), "reply 192.0.2.7")
        self.assertEqual(origin.find_origin(), "")

    def test_behind_a_proxy_it_is_the_client_that_the_proxy_names(self) -> None:
        behind = "10.0.0.1", "198.51.100.9, 192.0.2.7"
        with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1):
            self.assertEqual(seen("/admin/", *behind), "admin 192.0.2.7")
        with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=0):
            self.assertEqual(seen("/admin/", *behind), "admin 10.0.0.1")
        with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=3):
            self.assertEqual(seen("/admin/", *behind), "admin")

    def test_a_command_says_its_name(self) -> None:
        told = []

        def run(_arguments: list[str]) -> None:
            told.append(origin.find_origin())

        with (
            mock.patch("manage.execute_from_command_line", run),
            mock.patch("sys.argv", ["manage.py", "send_reminders", "--dry-run"]),
        ):
            manage.main()
        self.assertEqual(told, ["command send_reminders"])

    def test_a_task_says_its_name(self) -> None:
        told = []

        def carry_out(_key: int, now: datetime.datetime) -> None:
            told.append(origin.find_origin())

        with mock.patch("commitments.lifecycle.bulk_actions.carry_out", carry_out):
            tasks.carry_out(1)
        self.assertEqual((told, origin.find_origin()), (["carry_out"], ""))
