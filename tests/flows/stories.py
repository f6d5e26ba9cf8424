"""What the stories in a real browser share: a served tracker, signed-in people, and the child that looks."""

import json
import subprocess
import sys
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.staticfiles.testing import StaticLiveServerTestCase
from django.utils import timezone

from commitments.models import Heartbeat, User
from tests.cast import Cast, gather


class Stories(StaticLiveServerTestCase):
    """Serves the pages to a browser; the browser sees them as officers who are signed in already."""

    cast: Cast

    def setUp(self) -> None:
        self.cast = gather()
        Heartbeat.objects.create(name="sweep", beat_at=timezone.now())

    def session(self, user: User) -> str:
        store = SessionStore()
        store[SESSION_KEY] = str(user.pk)
        store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        store[HASH_SESSION_KEY] = user.get_session_auth_hash()
        store.create()
        return str(store.session_key)

    def tell(self, module: str, story: str, **task: Any) -> None:
        """Let the browser live a story; fail with its findings."""
        people = (self.cast.officer, self.cast.head, self.cast.focal_point, self.cast.validator)
        sessions = {user.username: self.session(user) for user in people}
        told = {
            "address": self.live_server_url,
            "sessions": sessions,
            "session": sessions["officer"],
            **task,
        }
        done = subprocess.run(
            [sys.executable, "-m", module, story],
            input=json.dumps(told),
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout), [])
