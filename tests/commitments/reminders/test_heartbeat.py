"""The sign of life to the outside: asked after each sweep, and never in its way."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from threading import Event, Thread
from unittest import mock

from django.core.management import CommandError, call_command
from django.test import TestCase, override_settings
from django.utils import timezone

from commitments import tasks
from commitments.models import Heartbeat
from commitments.reminders import alarms, heartbeat


@contextmanager
def watcher(code: int = 200) -> Iterator[tuple[str, list[str]]]:
    """Run a server that answers each question, and lists the paths that it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            size = int(self.headers.get("Content-Length", 0))
            asked.append(" ".join([self.path, *self.rfile.read(size).decode().split()]))
            self.send_response(code)
            self.end_headers()

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/secret-key", asked
        server.shutdown()
        thread.join()


class PulseTests(TestCase):
    def answered(self) -> bool:
        return Heartbeat.objects.filter(name=heartbeat.ANSWERED).exists()

    def test_without_an_address_nothing_is_asked(self) -> None:
        with mock.patch("urllib.request.urlopen") as ask:
            self.assertFalse(heartbeat.send_ping())
        ask.assert_not_called()

    def test_the_address_is_asked_and_the_answer_kept(self) -> None:
        with watcher() as (address, asked), override_settings(HEARTBEAT_URL=address):
            self.assertTrue(heartbeat.send_ping())
        self.assertEqual(asked, ["/secret-key"])
        self.assertTrue(self.answered())

    def test_alarms_are_a_failure_at_the_address_with_their_codes_alone(self) -> None:
        with watcher() as (address, asked):
            for url in (address, f"{address}/", f"{address}?create=1"):
                with override_settings(HEARTBEAT_URL=url):
                    self.assertTrue(heartbeat.send_ping(["runs", "delivery"]))
        codes = "runs delivery"
        expected = [
            f"/secret-key/fail {codes}",
            f"/secret-key/fail {codes}",
            f"/secret-key/fail?create=1 {codes}",
        ]
        self.assertEqual(asked, expected)
        self.assertTrue(self.answered())

    def test_a_failure_is_logged_without_the_address_and_breaks_nothing(self) -> None:
        logged = mock.patch.object(heartbeat, "log")
        with watcher(500) as (address, asked), override_settings(HEARTBEAT_URL=address), logged as log:
            self.assertFalse(heartbeat.send_ping())
        self.assertEqual(asked, ["/secret-key"])
        self.assertEqual(log.warning.call_args.kwargs, {"error": "HTTPError"})
        self.assertFalse(self.answered())

    @override_settings(HEARTBEAT_URL="http://127.0.0.1:1/")
    def test_what_hangs_is_not_waited_for(self) -> None:
        done = Event()

        def hangs(*_args: object, **_more: object) -> None:
            done.wait()
            raise OSError

        hang = mock.patch("urllib.request.urlopen", side_effect=hangs)
        with (
            hang,
            mock.patch.object(heartbeat, "PATIENCE_SECONDS", 0.01),
            mock.patch.object(heartbeat, "log") as log,
        ):
            self.assertFalse(heartbeat.send_ping())
        done.set()
        self.assertEqual(log.warning.call_args.kwargs, {"error": "TimeoutError"})

    def test_each_sweep_gives_one_and_a_dry_one_none(self) -> None:
        with mock.patch.object(heartbeat, "send_ping") as ping:
            tasks.sweep()
            call_command("send_reminders", stdout=StringIO())
            self.assertEqual(ping.call_count, 2)
            call_command("send_reminders", "--dry-run", stdout=StringIO())
        self.assertEqual(ping.call_count, 2)

    @override_settings(HEARTBEAT_URL="http://127.0.0.1:1/")
    def test_a_wrong_clock_is_told_as_a_failure(self) -> None:
        now = timezone.now()
        wrong = alarms.ClockReading(now + datetime.timedelta(days=3), now)
        heartbeat.record_beat(heartbeat.HEARTBEAT)
        with (
            mock.patch.object(alarms, "read_clocks", return_value=wrong),
            mock.patch.object(heartbeat, "send_ping") as ping,
        ):
            tasks.sweep()
            with self.assertRaises(CommandError):
                call_command("send_reminders")
        self.assertEqual([call.args[0][0] for call in ping.call_args_list], ["clock", "clock"])

    def test_a_sweep_that_breaks_is_told_as_a_failure(self) -> None:
        broken = mock.patch("commitments.reminders.outbox.run_outbox", side_effect=RuntimeError)
        known = override_settings(HEARTBEAT_URL="https://hc.example.org/ping")
        with known, broken, mock.patch.object(heartbeat, "send_ping") as ping, self.assertLogs(level="ERROR"):
            tasks.sweep()
        (call,) = ping.call_args_list
        self.assertIn("run_error", call.args[0])
