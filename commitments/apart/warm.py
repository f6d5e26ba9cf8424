"""The way to a warm process: started when first asked for, one forked child per job."""

import atexit
import json
import os
import socket
import subprocess
import sys
import threading
from contextlib import suppress

from commitments.apart.isolate import ROOT

START_SECONDS = 60
GRACE_SECONDS = 10
HELLO_BYTES = 1000


class Warm:
    """A warm process, `python -m MODULE FD`; it dies with who started it, since its control socket closes."""

    def __init__(self, module: str, **environment: str) -> None:
        self.module = module
        self.environment = environment
        self.lock = threading.Lock()
        self.control: socket.socket | None = None
        self.process: subprocess.Popen[bytes] | None = None
        self.network = ""

    def start(self) -> socket.socket:
        """Give the control socket, starting the warm process where there is none."""
        if self.control is not None and self.process is not None and self.process.poll() is None:
            return self.control
        self.stop()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.process = subprocess.Popen(
            [sys.executable, "-m", self.module, str(theirs.fileno())],
            cwd=ROOT,
            env=self.bare_environment(),
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        theirs.close()
        self.control = ours
        ours.settimeout(START_SECONDS)
        hello = ours.recv(HELLO_BYTES)
        if not hello:
            raise OSError(f"{self.module} did not start")
        self.network = json.loads(hello)["network"]
        return ours

    def warm(self) -> None:
        """Start the warm process before the first job asks for it; a failure is told by that job."""
        with self.lock, suppress(OSError):
            self.start()

    def stop(self) -> None:
        """Let go of the warm process: it ends when its control socket closes."""
        if self.control is not None:
            self.control.close()
        if self.process is not None:
            try:
                self.process.wait(GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.control = self.process = None

    def forget(self) -> None:
        """After a fork: the warm process is the parent's, and so is a lock one of its threads may hold."""
        if self.control is not None:
            self.control.close()
        if self.process is not None:
            self.process.returncode = 0
        self.__init__(self.module, **self.environment)  # type: ignore[misc]

    def bare_environment(self) -> dict[str, str]:
        """Give what a process apart needs and nothing else: no secret, no address of a database."""
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "PYTHONPATH": str(ROOT),
            "PYTHONHASHSEED": "0",
            "PYTHONDONTWRITEBYTECODE": os.environ.get("PYTHONDONTWRITEBYTECODE", ""),
            "PYTHONPYCACHEPREFIX": os.environ.get("PYTHONPYCACHEPREFIX", ""),
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "HOME": os.devnull,
            **self.environment,
        }

    def connect(self) -> socket.socket:
        """Give a socket whose other end a fresh child reads."""
        ours, theirs = socket.socketpair()
        try:
            with self.lock:
                try:
                    socket.send_fds(self.start(), [b"job"], [theirs.fileno()])
                except (BrokenPipeError, ConnectionResetError):
                    # The warm process died meanwhile: start another, once.
                    self.stop()
                    socket.send_fds(self.start(), [b"job"], [theirs.fileno()])
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()
        return ours


def kept(warm: Warm) -> Warm:
    """Let go of a warm process at the end of this one, and forget it in each fork of it."""
    atexit.register(warm.stop)
    os.register_at_fork(after_in_child=warm.forget)
    return warm
