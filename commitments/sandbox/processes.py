"""Warm processes: started on first use, each forks one child per job.

A warm process has its imports loaded and holds no records; it forks a child for each socket that it receives.
Texts pass over the socket, each after its length.
"""

import atexit
import gc
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NoReturn

from commitments.sandbox import isolation
from commitments.sandbox.isolation import ROOT

START_SECONDS = 60
GRACE_SECONDS = 10
HELLO_BYTES = 1000


class WarmProcess:
    """A warm process, `python -m MODULE FD`; it ends with its parent, since its control socket closes."""

    def __init__(self, module: str, **environment: str) -> None:
        self.module = module
        self.environment = environment
        self.lock = threading.Lock()
        self.control: socket.socket | None = None
        self.process: subprocess.Popen[bytes] | None = None
        self.network = ""

    def start(self) -> socket.socket:
        """Return the control socket, after starting the warm process where there is none."""
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
        """Return the minimal environment of a sandboxed process: no secret, no address of a database."""
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
        """Return a socket whose other end a new child reads."""
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


def close_at_exit(warm: WarmProcess) -> WarmProcess:
    """Let go of a warm process at the end of this one, and forget it in each fork of it."""
    atexit.register(warm.stop)
    os.register_at_fork(after_in_child=warm.forget)
    return warm


# Called with the socket of a child that ended, and the signal that ended it; 0 where it went by itself.
Ended = Callable[[socket.socket, int], None]
# Children at work, by the descriptor that becomes readable when one ends: who it is, and its socket.
Children = dict[int, tuple[int, socket.socket]]


def serve_forks(
    control: socket.socket,
    load: Callable[[], Callable[[socket.socket], NoReturn]],
    ended: Ended | None = None,
) -> None:
    """Cut the network, `load` what every job needs, then fork one child per socket that arrives on `control`.

    `load` gives what a child does with its socket; it never comes back. Of the end of each, `ended` may tell
    on its socket, after whatever it had said. When `control` closes, this ends.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    refusal = isolation.cut_network()
    serve = load()
    try:
        control.send(json.dumps({"network": refusal}).encode())
    except BrokenPipeError:
        # Who asked for this process is gone already.
        return
    gc.collect()
    gc.freeze()
    children: Children = {}
    waiting = select.poll()
    waiting.register(control, select.POLLIN)
    while True:
        for descriptor, _event in waiting.poll():
            if descriptor != control.fileno():
                waiting.unregister(descriptor)
                _end(descriptor, *children.pop(descriptor), ended)
                continue
            try:
                message, sent, _flags, _address = socket.recv_fds(control, 16, 1)
            except ConnectionResetError:
                return
            if not message:
                return
            for one in sent:
                waiting.register(_fork(control, socket.socket(fileno=one), children, serve), select.POLLIN)


def _fork(
    control: socket.socket,
    connection: socket.socket,
    children: Children,
    serve: Callable[[socket.socket], NoReturn],
) -> int:
    """Fork a child that serves one socket and has no other; return the descriptor that reports its end."""
    child = os.fork()
    if child == 0:
        control.close()
        for descriptor, (_other, theirs) in children.items():
            os.close(descriptor)
            theirs.close()
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        serve(connection)
    descriptor = os.pidfd_open(child)
    children[descriptor] = child, connection
    return descriptor


def _end(descriptor: int, child: int, connection: socket.socket, ended: Ended | None) -> None:
    """Let go of a child's socket and then of its number: as long as the socket is open, that is its own."""
    found = os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    # Who asked may be gone, or read too slowly: nothing waits for that here.
    with connection, suppress(OSError):
        if ended is not None and found is not None:
            connection.setblocking(False)
            ended(connection, 0 if found.si_code == os.CLD_EXITED else found.si_status)
    os.waitpid(child, 0)
    os.close(descriptor)


LENGTH = struct.Struct("!Q")
CHUNK_BYTES = 1 << 20


def read_bytes(connection: socket.socket, size: int) -> bytes:
    """Read exactly `size` bytes; EOFError when the other end is gone."""
    chunks = bytearray()
    while len(chunks) < size:
        chunk = connection.recv(min(size - len(chunks), CHUNK_BYTES))
        if not chunk:
            raise EOFError
        chunks += chunk
    return bytes(chunks)


def receive_text(connection: socket.socket, most: int = 0) -> bytes:
    """Read one text; EOFError when the other end is gone, or announces more than `most` bytes (0: any)."""
    size = LENGTH.unpack(read_bytes(connection, LENGTH.size))[0]
    if most and size > most:
        raise EOFError
    return read_bytes(connection, size)


def send_texts(connection: socket.socket, *texts: bytes) -> None:
    """Send texts, each after its length."""
    connection.sendall(b"".join(LENGTH.pack(len(text)) + text for text in texts))


def send_answer(connection: socket.socket, header: dict[str, Any], body: bytes = b"") -> None:
    """Send the header and what follows it."""
    send_texts(connection, json.dumps(header).encode(), body)
