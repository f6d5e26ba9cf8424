"""Senders that begin at once: one process, set up before, forks each; to start Python anew takes longer."""

import atexit
import importlib
import json
import os
import select
import signal
import subprocess
import sys
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.cache import caches
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
if __name__ == "__main__":
    django.setup()

from tests.apart import Apart
from tests.faults import sender
from tracker import settings as read


@dataclass(frozen=True)
class Started:
    """A process of the starter's: a command of `tests.faults.sender`."""

    starter: "Starter"
    pid: int
    printed: Path

    def wait(self, seconds: float = 60) -> int:
        """Wait for its end, and give how it ended; kill it where that takes longer."""
        handle = os.pidfd_open(self.pid)
        ended, _, _ = select.select([handle], [], [], seconds)
        os.close(handle)
        if not ended:
            os.killpg(self.pid, signal.SIGKILL)
        code = self.starter.say(wait=self.pid)
        if not ended:
            raise subprocess.TimeoutExpired(str(self.pid), seconds)
        return code


class Starter:
    """The process that forks; it ends when the one that started it does."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.starter"],
            cwd=settings.BASE_DIR,
            env={**os.environ, "LOG_LEVEL": "WARNING"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        atexit.register(self._end)

    def _end(self) -> None:
        self._process.communicate()

    def say(self, **said: Any) -> int:
        """Tell it something, and give the number that it answers."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(said) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def start(self, installation: Apart, *arguments: str) -> Started:
        """Start a sender on an installation."""
        printed = installation.data / "printed"
        environment = installation.environment
        pid = self.say(environment=environment, arguments=arguments, printed=str(printed))
        return Started(self, pid, printed)


@cache
def starter() -> Starter:
    """Give the one starter of this process."""
    return Starter()


def begin(environment: dict[str, str], arguments: list[str], printed: str) -> None:
    """Be a process of an installation's own, as if started with its environment."""
    os.setsid()
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(os.open(printed, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 1)
    os.environ.clear()
    os.environ.update(environment)
    importlib.reload(read)
    private: Any = settings
    private._setup()
    handlers: list[Any] = [connections, caches]
    for handler in handlers:
        for alias in list(handler):
            if hasattr(handler._connections, alias):
                opened = getattr(handler[alias], "connection", None)
                assert opened is None, "children must not share a connection"
                del handler[alias]
        handler.__dict__.pop("settings", None)
        handler._settings = None
    sender.COMMANDS[arguments[0]](*arguments[1:])
    sys.stdout.flush()


def serve() -> None:
    """Start or wait for a process for each line, and answer with its number or with how it ended."""
    sender.warm()
    for line in sys.stdin:
        said = json.loads(line)
        answer = sender.wait(said["wait"]) if "wait" in said else sender.apart(partial(begin, **said))
        print(answer, flush=True)


if __name__ == "__main__":
    serve()
