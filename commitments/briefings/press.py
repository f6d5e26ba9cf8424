"""The way to the child that prints: a warm process, one forked child per packet, bytes over a socket."""

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Info
from django.utils.translation import gettext_lazy as _

from commitments.briefings import isolate, landlock
from commitments.errors import Refused

ROOT = Path(__file__).resolve().parents[2]
FONTCONFIG = Path(__file__).parent / "assets" / "fonts.conf"
START_SECONDS = 60
GRACE_SECONDS = 10
HELLO_BYTES = 1000
HEARTBEAT_SECONDS = 0.25
LENGTH_BYTES = 8
# Called with the pages laid out, the pages written, and how many there are (0: not known yet).
Tell = Callable[[int, int, int], None]
REFUSALS = {
    "memory": _(
        "The packet needs more memory than it may take. Shorten its longest texts, or print fewer items."
    ),
    "depth": _("The packet is nested too deeply to be set. Shorten the longest texts, or print fewer items."),
    "reached": _("The packet was stopped: it reached for something outside itself. Tell the administrator."),
    "failed": _("The packet could not be set. The log names the cause; tell the administrator."),
    "ended": _(
        "The packet took more time or memory than it may. Shorten its longest texts, or print fewer items."
    ),
}
PROBE = (
    "import ctypes,sys;c=ctypes.CDLL(None,use_errno=True);"
    f"sys.exit(0 if c.unshare({isolate.CLONE_NEWNET})==0"
    f" or c.unshare({isolate.CLONE_NEWUSER | isolate.CLONE_NEWNET})==0 else 1)"
)


@dataclass(frozen=True, slots=True)
class Printed:
    """A finished file, its pages, and every line the renderer logged.

    `overlong` names the parts, by their keys, that take more pages than they may; `too_long` says so.
    `printer` is the fingerprint of all that decides what is printed. What the child used: `cpu_seconds`, and
    at most `peak_kib` of memory.
    """

    pdf: bytes
    pages: int
    remarks: tuple[str, ...]
    overlong: tuple[str, ...] = ()
    too_long: tuple[str, ...] = ()
    printer: str = ""
    cpu_seconds: float = 0.0
    peak_kib: int = 0


class Press:
    """One warm process; it dies with the process that started it, since its control socket closes then."""

    def __init__(self) -> None:
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
            [sys.executable, "-m", "commitments.briefings.child", str(theirs.fileno())],
            cwd=ROOT,
            env=child_environment(),
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        theirs.close()
        self.control = ours
        ours.settimeout(START_SECONDS)
        hello = ours.recv(HELLO_BYTES)
        if not hello:
            raise OSError("the printing process did not start")
        self.network = json.loads(hello)["network"]
        return ours

    def warm(self) -> None:
        """Start the warm process before the first packet asks for it; a failure is told by that packet."""
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
        self.__init__()  # type: ignore[misc]

    def connect(self) -> socket.socket:
        """Give a socket whose other end a fresh child reads."""
        ours, theirs = socket.socketpair()
        with self.lock:
            try:
                socket.send_fds(self.start(), [b"job"], [theirs.fileno()])
            except (BrokenPipeError, ConnectionResetError):
                # The warm process died meanwhile: start another, once.
                self.stop()
                socket.send_fds(self.start(), [b"job"], [theirs.fileno()])
            finally:
                theirs.close()
        return ours


PRESS = Press()
atexit.register(PRESS.stop)
os.register_at_fork(after_in_child=PRESS.forget)


def print_html(
    html: str,
    tell: Tell | None = None,
    *,
    memory_bytes: int = isolate.MEMORY_BYTES,
    cpu_seconds: int = isolate.CPU_SECONDS,
    wall_seconds: int = isolate.WALL_SECONDS,
) -> Printed:
    """Print one HTML text in a throw-away child; raise Refused with a sentence where that fails.

    `tell` hears how far it is, twice a second at least; what it raises ends the child.
    """
    with tempfile.TemporaryDirectory(prefix="packet-") as folder, PRESS.connect() as connection:
        job = {
            "html": html,
            "folder": folder,
            "memory_bytes": memory_bytes,
            "cpu_seconds": cpu_seconds,
            "wall_seconds": wall_seconds,
        }
        try:
            connection.settimeout(wall_seconds + GRACE_SECONDS)
            send(connection, json.dumps(job).encode())
            header, body = answer_of(connection, tell, wall_seconds + GRACE_SECONDS)
        except (EOFError, OSError) as error:
            raise Refused(REFUSALS["ended"], code="packet_ended") from error
    if "refused" in header:
        refused = Refused(REFUSALS[header["refused"]], code=f"packet_{header['refused']}")
        refused.add_note(header["detail"])
        raise refused
    return Printed(
        body,
        header["pages"],
        tuple(header["remarks"]),
        tuple(header["overlong"]),
        printer=header["printer"],
        cpu_seconds=header["cpu"],
        peak_kib=header["peak"],
    )


def answer_of(connection: socket.socket, tell: Tell | None, seconds: int) -> tuple[dict[str, Any], bytes]:
    """Listen to a child until it gives its answer, and pass on how far it is."""
    child, far = 0, [0, 0, 0]
    ends_at = time.monotonic() + seconds
    try:
        while True:
            if tell is not None:
                tell(*far)
            ready, _, _ = select.select([connection], [], [], HEARTBEAT_SECONDS)
            if not ready:
                if time.monotonic() > ends_at:
                    raise TimeoutError
                continue
            header: dict[str, Any] = json.loads(receive(connection))
            body = receive(connection)
            child, far = header.get("child", child), header.get("far", far)
            if not header.keys() & {"child", "far"}:
                return header, body
    except EOFError:
        raise
    except BaseException:
        # Its end of the socket is open as long as it lives, so that the number is still its own.
        if child:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        raise


def send(connection: socket.socket, data: bytes) -> None:
    connection.sendall(len(data).to_bytes(LENGTH_BYTES, "big") + data)


def receive(connection: socket.socket) -> bytes:
    """Read one text after its length; EOFError when the child is gone."""
    size = int.from_bytes(read_exactly(connection, LENGTH_BYTES), "big")
    return read_exactly(connection, size)


def read_exactly(connection: socket.socket, size: int) -> bytes:
    chunks = bytearray()
    while len(chunks) < size:
        chunk = connection.recv(min(size - len(chunks), 1 << 20))
        if not chunk:
            raise EOFError
        chunks += chunk
    return bytes(chunks)


def child_environment() -> dict[str, str]:
    """Give the child nothing but what it needs: no secret, no address of a database."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": str(ROOT),
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": os.environ.get("PYTHONDONTWRITEBYTECODE", ""),
        "PYTHONPYCACHEPREFIX": os.environ.get("PYTHONPYCACHEPREFIX", ""),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "HOME": os.devnull,
        "FONTCONFIG_FILE": str(FONTCONFIG),
    }


def network_can_be_cut() -> bool:
    """Try, in a process of its own, whether the system gives a network namespace."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", PROBE], check=False, capture_output=True, timeout=10
    )
    return done.returncode == 0


def check_network(app_configs: object = None, **kwargs: Any) -> list[CheckMessage]:
    """System check: say where packets are printed with the fetcher as the only guard."""
    if network_can_be_cut():
        return []
    return [
        Info(
            "Packets are printed without the network being cut: the system allows no network namespace.",
            hint="Allow unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone=1, or "
            "kernel.apparmor_restrict_unprivileged_userns=0), or go on: the fetcher refuses every address.",
            id="commitments.I040",
        )
    ]


def check_files(app_configs: object = None, **kwargs: Any) -> list[CheckMessage]:
    """System check: say where packets are printed with the tripwire as the only guard of files."""
    if landlock.version():
        return []
    return [
        Info(
            "Packets are printed without the kernel refusing other files: it has no Landlock.",
            hint="Take a kernel of 5.13 or later with landlock among its lsm= modules, or go on: what the "
            "renderer may fetch is refused all the same.",
            id="commitments.I041",
        )
    ]
