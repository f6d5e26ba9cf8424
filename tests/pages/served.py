"""What every test in a real browser shares: a served tracker, people signed in, and the child that looks."""

import atexit
import json
import subprocess
import sys
from threading import Timer
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.staticfiles.testing import StaticLiveServerTestCase

from commitments.models import User

PATIENCE_SECONDS = 240


_running: list[subprocess.Popen[str]] = []


def _start_child() -> subprocess.Popen[str]:
    """Return the process of the browser, which all tests of this process share; start one where none runs."""
    if not _running or _running[-1].poll() is not None:
        command = [sys.executable, "-m", "tests.pages.child"]
        pipe = subprocess.PIPE
        _running.append(subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True))
    return _running[-1]


@atexit.register
def _end_children() -> None:
    for child in _running:
        child.communicate()


class Served(StaticLiveServerTestCase):
    """Serves the pages to the browser for all its tests, which see them as somebody signed in already."""

    child: subprocess.Popen[str]

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.child = _start_child()

    def session(self, user: User) -> str:
        store = SessionStore()
        store[SESSION_KEY] = str(user.pk)
        store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        store[HASH_SESSION_KEY] = user.get_session_auth_hash()
        store.create()
        return str(store.session_key)

    def in_browser(self, module: str, work: str, **task: Any) -> None:
        """Let the browser do the stories of a module; fail with their findings."""
        given, told = self.child.stdin, self.child.stdout
        assert given is not None
        assert told is not None
        patience = Timer(PATIENCE_SECONDS, self.child.kill)
        patience.start()
        try:
            task |= {"module": module, "work": work, "address": self.live_server_url}
            print(json.dumps(task), file=given, flush=True)
            answer = told.readline()
        finally:
            patience.cancel()
            patience.join()
        self.assertTrue(answer, "The browser ended.")
        self.assertEqual(json.loads(answer), {"findings": []})
