"""Load a demonstration in a scratch folder and serve it."""

import email
import email.policy
import json
import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.shape import ROOT

START_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Served:
    """A running demonstration: its address, the passwords of its people, and a packet printed from it."""

    address: str
    passwords: dict[str, str]
    packet: Path
    environment: dict[str, str]

    def sweep(self) -> None:
        """Send what is due, as the service of an installation does every minute."""
        _manage(self.environment, "send_reminders")

    def answer_path(self) -> str:
        """Find the first answer page that the mail to the focal point names; what is due is sent before."""
        self.sweep()
        for file in sorted((Path(self.environment["TRACKER_DATA"]) / "mail").glob("*.eml")):
            message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            part = message.get_body(("plain",))
            text = part.get_content() if part else ""
            found = re.search(r"/reply/\S+", text)
            if found and message["To"].addresses[0].username == "focal":
                return found[0]
        raise RuntimeError("no mail to the focal point names an answer page")


@contextmanager
def demonstration() -> Iterator[Served]:
    """Load the demo, print its first packet, and serve it on a free port."""
    with _loaded() as (environment, packet):
        _manage(environment, "collectstatic", "--no-input", "--verbosity", "0")
        passwords = json.loads((packet.parent / "demo-users.json").read_text())
        with _serving(environment) as address:
            yield Served(address, passwords, packet, environment)


@contextmanager
def printed() -> Iterator[Path]:
    """Load the demo and print its first packet."""
    with _loaded() as (_environment, packet):
        yield packet


@contextmanager
def _loaded() -> Iterator[tuple[dict[str, str], Path]]:
    """Load the demo in a scratch folder, print its first packet there; give the environment and the file."""
    with tempfile.TemporaryDirectory() as scratch:
        environment = {key: value for key, value in os.environ.items() if not key.endswith("_URL")}
        environment |= {
            "TRACKER_DATA": scratch,
            "SECRET_KEY": secrets.token_urlsafe(64),
            "PORT": str(free_port()),
            "LOG_LEVEL": "ERROR",
        }
        _manage(environment, "migrate", "--no-input", "--verbosity", "0")
        told = json.loads(_manage(environment, "load_demo", "--format", "json"))
        packet = Path(scratch) / "packet.pdf"
        _manage(
            environment, "make_packet", "--meeting", told["meetings"][0]["reference"], "--output", str(packet)
        )
        yield environment, packet


def _manage(environment: dict[str, str], *arguments: str) -> str:
    """Run a command of the tracker and give what it printed."""
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


@contextmanager
def _serving(environment: dict[str, str]) -> Iterator[str]:
    command = [sys.executable, "-m", "gunicorn", "tracker.wsgi", "--bind", f"127.0.0.1:{environment['PORT']}"]
    server = subprocess.Popen(
        [*command, "--no-control-socket", "--log-level", "error"], cwd=ROOT, env=environment
    )
    address = f"http://localhost:{environment['PORT']}"
    try:
        _wait_for(f"{address}/livez")
        yield address
    finally:
        server.terminate()
        server.wait()


def _wait_for(address: str) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            urlopen(address).close()
            return
        except (URLError, ConnectionError):
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
