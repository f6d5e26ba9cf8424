"""A running copy of the demonstration for the tools that attack from outside: thrown away in the end."""

import http.client
import http.cookiejar
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Where several people work on one machine, each of its processes takes minutes to come up.
START_SECONDS, STOP_SECONDS = 600, 90
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
MAKE_TOKEN = """
from django.utils import timezone
from commitments.api import tokens
from commitments.models import User
print(tokens.create_token(User.objects.get(username={name!r}), days=7, now=timezone.now()))
"""


@dataclass(frozen=True)
class Answered:
    """One request as the copy's own log has it."""

    route: str
    method: str
    status: int


@dataclass(frozen=True)
class Stand:
    """Where it answers, and who may sign in."""

    address: str
    folder: Path
    environment: dict[str, str]
    people: dict[str, str]

    def sign_in(self, name: str) -> str:
        """Sign somebody in as a browser does; give the cookie."""
        jar = http.cookiejar.CookieJar()
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        page = f"{self.address}/accounts/login/"
        token = TOKEN.search(browser.open(page, timeout=60).read().decode())
        assert token is not None
        typed = {"csrfmiddlewaretoken": token[1], "login": name, "password": self.people[name]}
        posted = urllib.request.Request(page, urllib.parse.urlencode(typed).encode(), {"Referer": page})
        browser.open(posted, timeout=60).read()
        cookies = {cookie.name: cookie.value for cookie in jar}
        assert "sessionid" in cookies, "The demonstration lets nobody in."
        return "; ".join(f"{key}={value}" for key, value in cookies.items())

    @property
    def log(self) -> str:
        """Give what every process of it has logged so far."""
        return (self.folder / "up.log").read_text()

    def answered(self, since: int = 0) -> list[Answered]:
        """List the requests answered so far, but the first `since`."""
        lines = (json.loads(line) for line in self.log.splitlines() if '"event": "request"' in line)
        return [Answered(str(one["route"]), one["method"], one["status"]) for one in lines][since:]

    def token(self, name: str) -> str:
        """Make a token for a program of somebody's."""
        return self.say(MAKE_TOKEN.format(name=name))

    def say(self, script: str) -> str:
        """Run a script within the copy; give the last line that it printed."""
        return self.manage("shell", "--verbosity", "0", "--command", script).strip().splitlines()[-1]

    def manage(self, *words: str) -> str:
        """Run a command of the copy; give what it printed."""
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(words[:2])} failed: {done.stderr[-1500:]}")
        return done.stdout


@contextmanager
def stand(**variables: str) -> Iterator[Stand]:
    """Load the demonstration into a folder of its own, with these settings, and serve it on a free port."""
    with tempfile.TemporaryDirectory() as name, socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
        kept = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "PUBLIC_URL")
        environment = {key: value for key, value in os.environ.items() if key not in kept}
        # Each request is a line of its log: what a tool says that it tried is counted there.
        environment |= {"TRACKER_DATA": name, "PORT": port, "LOG_LEVEL": "INFO", **variables}
        made = Stand(f"http://localhost:{port}", Path(name), environment, {})
        for words in (("migrate", "-v0"), ("load_demo",), ("collectstatic", "--noinput", "-v0")):
            made.manage(*words)
        made.people.update(json.loads((made.folder / "demo-users.json").read_text()))
        free.close()
        log = (made.folder / "up.log").open("w")
        with (
            log,
            subprocess.Popen(
                [sys.executable, "manage.py", "up"], cwd=ROOT, env=environment, stdout=log, stderr=log
            ) as process,
        ):
            try:
                _wait(int(port), process)
                yield made
            finally:
                process.send_signal(signal.SIGTERM)
                with suppress(subprocess.TimeoutExpired):
                    process.wait(STOP_SECONDS)
                # Its children end with it.
                process.kill()


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Wait until it answers for life; raises RuntimeError where it ends or stays silent."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        connection = http.client.HTTPConnection("localhost", port, timeout=5)
        try:
            connection.request("GET", "/livez")
            if connection.getresponse().status == 200:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.5)
        finally:
            connection.close()
    raise RuntimeError("The copy of the demonstration does not answer.")
