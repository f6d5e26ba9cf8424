"""The worker of gunicorn that refuses requests in time, instead of letting all of them wait.

gunicorn has no limit of waiting requests: beyond its threads they wait in the socket, where no program reads
them. This worker reads requests in many threads. Pages are made in the few threads of `--threads`; only these
keep a connection to the database. Static files, `/livez` and refusals need none, and are answered at once.
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import local
from typing import Any

from django.conf import settings
from django.db import connections
from django.http.cookie import parse_cookie
from gunicorn.workers.gthread import ThreadWorker

from commitments.web.overload import MARK, BusyError, Lane

LIVE = "/livez"
# They use the database for a moment, and have a thread of their own that no page takes.
CHECKS = frozenset({"/readyz", "/healthz", "/metrics"})
MOST_CHECKS = 8
# Threads that read requests besides those that wait: for slow lines, static files and refusals.
SPARE_READERS = 16
# How long a thread that makes a page keeps the others from running; Python's own 5 ms delay each refusal.
SWITCH_SECONDS = 0.001


class WebWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's worker of threads, with limits of the requests that wait."""

    wsgi: Any

    def init_process(self) -> None:
        """Create the threads in the process that serves, after the fork."""
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
        # A request runs in one of these threads as a whole, with all middleware.
        pages, most = ThreadPoolExecutor(self.cfg.threads), self.cfg.threads + settings.MAX_WAITING_REQUESTS
        self.pages = Lane(pages, most=most, of_person=settings.MAX_REQUESTS_PER_USER)
        self.checks = Lane(ThreadPoolExecutor(1), most=MOST_CHECKS, of_person=MOST_CHECKS)
        self.readers = most + MOST_CHECKS + SPARE_READERS
        self.refused = local()
        sys.setswitchinterval(SWITCH_SECONDS)
        super().init_process()

    def get_thread_pool(self) -> ThreadPoolExecutor:
        """Return the threads that read requests and send refusals."""
        return ThreadPoolExecutor(self.readers)

    def load_wsgi(self) -> None:
        """Load the application, and mark for it what it has to refuse."""
        super().load_wsgi()
        application = self.wsgi

        def call(environ: dict[str, Any], start_response: Any) -> Any:
            environ[MARK] = getattr(self.refused, "reason", "")
            return application(environ, start_response)

        self.wsgi = call

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Answer one request in the threads that fit it."""
        if req.path == LIVE or req.path.startswith(settings.STATIC_URL):
            return self._answer_here(req, conn)
        work = super().handle_request
        lane, person = (self.checks, "") if req.path in CHECKS else (self.pages, _person_of(req))
        try:
            return lane.run(person, lambda: work(req, conn))
        except BusyError as busy:
            return self._answer_here(req, conn, str(busy))

    def _answer_here(self, req: Any, conn: Any, reason: str = "") -> Any:
        """Answer in this thread, which keeps no connection to the database."""
        self.refused.reason = reason
        try:
            return super().handle_request(req, conn)
        finally:
            self.refused.reason = ""
            connections.close_all()


def _person_of(req: Any) -> str:
    """Return what all requests of one person share: the session, or the token of a program; or nothing."""
    sent = dict(req.headers)
    session = parse_cookie(sent.get("COOKIE", "")).get(settings.SESSION_COOKIE_NAME, "")
    return session or sent.get("AUTHORIZATION", "")
