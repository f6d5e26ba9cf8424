"""`manage.py up` as a process of its own, on the embedded defaults."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest
from django.conf import settings
from django.test import SimpleTestCase


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def environment(folder: str, port: int) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "TRACKER_DATA": folder, "PORT": str(port), "PYTHONUNBUFFERED": "1"}


def manage(folder: str, port: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=environment(folder, port),
        capture_output=True,
        text=True,
        timeout=120,
    )


@contextlib.contextmanager
def running(folder: str, port: int) -> Iterator[subprocess.Popen[str]]:
    """Start `up`, and stop it whatever happens."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "up"],
        cwd=settings.BASE_DIR,
        env=environment(folder, port),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)


def read_until(lines: IO[str], pattern: str, seconds: float = 40) -> re.Match[str]:
    until = time.monotonic() + seconds
    for line in lines:
        if found := re.search(pattern, line):
            return found
        if time.monotonic() > until:
            break
    raise AssertionError(f"no line with {pattern}")


def descendants(folder: str) -> list[str]:
    """Name every living process that was started with this data folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if f"TRACKER_DATA={folder}".encode() in path.read_bytes().split(b"\0"):
                found.append(path.parent.name)
    return found


class UpTests(SimpleTestCase):
    def test_it_serves_restarts_what_dies_and_leaves_nothing_behind(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            port = free_port()
            self.assertEqual(manage(folder, port, "migrate", "--verbosity", "0").returncode, 0)
            Path(folder, "static").mkdir()
            with running(folder, port) as process:
                assert process.stdout
                told = r"cannot serve pages yet \(static\)\. Run manage.py collectstatic"
                read_until(process.stdout, told)
            self.assertEqual(manage(folder, port, "collectstatic", "--verbosity", "0").returncode, 0)
            with running(folder, port) as process:
                assert process.stdout
                worker = int(read_until(process.stdout, r"reminder worker runs as process (\d+)")[1])
                read_until(process.stdout, f"The system runs at http://localhost:{port}")
                with urllib.request.urlopen(f"http://localhost:{port}/readyz", timeout=10) as answer:
                    self.assertEqual(answer.status, 200)
                self.assertEqual(Path(folder, "secret_key").stat().st_mode & 0o777, 0o600)
                os.kill(worker, signal.SIGKILL)
                read_until(process.stdout, "reminder worker ended with -9; it starts again in 1 s")
                self.assertNotEqual(
                    int(read_until(process.stdout, r"reminder worker runs as process (\d+)")[1]), worker
                )
                process.send_signal(signal.SIGINT)
                read_until(process.stdout, "All processes have stopped.")
                self.assertEqual(process.wait(30), 0)
            self.assertEqual(descendants(folder), [])

    @pytest.mark.both
    def test_a_port_already_taken_is_one_clear_sentence(self) -> None:
        with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            done = manage(folder, port, "up")
            self.assertEqual(done.returncode, 1)
            self.assertRegex(done.stderr, rf"^CommandError: Port {port} cannot be used .*\n$")
            self.assertFalse(Path(folder, "secret_key").exists())
