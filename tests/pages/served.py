"""What every test in a real browser shares: a served tracker, people signed in, and the child that looks."""

import json
import subprocess
import sys
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.staticfiles.testing import StaticLiveServerTestCase

from commitments.models import User


class Served(StaticLiveServerTestCase):
    """Serves the pages to a browser, which sees them as somebody who is signed in already."""

    def session(self, user: User) -> str:
        store = SessionStore()
        store[SESSION_KEY] = str(user.pk)
        store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        store[HASH_SESSION_KEY] = user.get_session_auth_hash()
        store.create()
        return str(store.session_key)

    def in_browser(self, module: str, work: str, **task: Any) -> None:
        """Let the browser of a module do its work; fail with its findings."""
        done = subprocess.run(
            [sys.executable, "-m", module, work],
            input=json.dumps({"address": self.live_server_url, **task}),
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout), [])
