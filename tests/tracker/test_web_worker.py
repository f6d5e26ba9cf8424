"""The web worker as it runs in production: one page is stuck, and everything else is answered in time."""

import http.client
import json
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection, transaction
from django.test import TransactionTestCase

from commitments.web.health import KNOWN_FILE
from commitments.web.overload import MOST_SECONDS
from tests.apart import apart
from tests.pictures.server import free_port

START_SECONDS = 60
COOKIE = f"{settings.SESSION_COOKIE_NAME}=of-nobody"
# One thread for pages.
WORKER = (
    *("-m", "gunicorn", "tracker.wsgi", "--worker-class", "tracker.web_worker.WebWorker", "--threads", "1"),
    *("--no-control-socket", "--log-level", "error", "--bind"),
)
LIMITS = {"MAX_WAITING_REQUESTS": "2", "MAX_REQUESTS_PER_USER": "2", "ALLOWED_HOSTS": "127.0.0.1"}


def collect_names(folder: Path) -> None:
    """Write a manifest that names every static file as it is, and the one file that /readyz reads."""
    names = {name: name for finder in finders.get_finders() for name, _storage in finder.list([])}
    (folder / "commitments").mkdir(parents=True)
    (folder / KNOWN_FILE).write_text("one")
    (folder / "staticfiles.json").write_text(json.dumps({"paths": names, "version": "1.1", "hash": ""}))


class WebWorkerTests(TransactionTestCase):
    def setUp(self) -> None:
        installation = self.enterContext(apart(**LIMITS, LOG_LEVEL="ERROR"))
        collect_names(installation.data / "static")
        self.port = free_port()
        process = installation.start(*WORKER, f"127.0.0.1:{self.port}")
        self.addCleanup(process.wait, START_SECONDS)
        self.addCleanup(process.terminate)
        self.crowd = self.enterContext(ThreadPoolExecutor(8))
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                self.ask("/readyz")
            except OSError:
                if time.monotonic() > until or process.poll() is not None:
                    raise
                time.sleep(0.1)
            else:
                break

    def ask(self, path: str, cookie: str = "") -> tuple[int, str, float]:
        """Return the status, the content and the seconds until the answer."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=START_SECONDS)
        began = time.monotonic()
        line.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        answer = line.getresponse()
        content = answer.read().decode()
        line.close()
        return answer.status, content, time.monotonic() - began

    def test_a_page_that_hangs_holds_up_no_other_answer_and_takes_no_more_connections(self) -> None:
        # A page with a session waits for this table.
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE django_session IN ACCESS EXCLUSIVE MODE")
            stuck = self.crowd.submit(self.ask, "/admin/", COOKIE)
            time.sleep(0.2)
            late = [self.crowd.submit(self.ask, "/admin/", COOKIE) for _ in range(6)]
            others = [self.crowd.submit(self.ask, "/accounts/login/")]
            for path, expected in (("/livez", 200), (f"/static/{KNOWN_FILE}", 200), ("/readyz", 200)):
                status, _, seconds = self.ask(path)
                self.assertEqual((path, status), (path, expected))
                self.assertLess(seconds, 1)
            told = [one.result(START_SECONDS) for one in late]
            self.assertEqual({status for status, *_ in told}, {503})
            # One request of this person may wait; five are refused because of the person.
            self.assertEqual(sum("Several of your requests" in content for _, content, _ in told), 5)
            self.assertEqual(sum(seconds >= MOST_SECONDS for *_, seconds in told), 1)
            self.assertLess(max(seconds for *_, seconds in told), MOST_SECONDS + 1)
            status, content, _ = others[0].result(START_SECONDS)
            self.assertEqual((status, "Too many requests arrived" in content), (503, True))
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
            # That of this test, of the page, and of the check.
            self.assertLessEqual(cursor.fetchone()[0], 3)
            self.assertFalse(stuck.done())
        self.assertEqual(stuck.result(START_SECONDS)[0], 302)
        self.assertEqual(self.ask("/accounts/login/")[0], 200)

    def test_lines_that_say_nothing_hold_up_no_page(self) -> None:
        silent = [socket.create_connection(("127.0.0.1", self.port)) for _ in range(6)]
        for one in silent:
            self.addCleanup(one.close)
        status, _, seconds = self.ask("/accounts/login/")
        self.assertEqual(status, 200)
        self.assertLess(seconds, 2)
