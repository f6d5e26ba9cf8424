"""The connection to the process that prints: one forked child per packet, bytes over a socket."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Info
from django.utils.translation import gettext_lazy as _

from commitments.errors import Refused
from commitments.sandbox import isolation, processes
from commitments.sandbox.processes import GRACE_SECONDS, WarmProcess, close_at_exit

FONTCONFIG = Path(__file__).parent / "assets" / "fonts.conf"
HEARTBEAT_SECONDS = 0.25
# Called with the pages laid out, the pages written, and how many there are (0: not known yet).
Tell = Callable[[int, int, int], None]
REFUSALS = {
    "memory": _("The packet needs too much memory. Shorten its longest texts, or include fewer items."),
    "depth": _("The packet structure is too complex. Shorten the longest texts, or include fewer items."),
    "reached": _(
        "Creation of the packet was stopped, because the packet tried to access an external resource. "
        "Contact the administrator."
    ),
    "failed": _(
        "The packet could not be created. Contact the administrator. The system log states the cause."
    ),
    "ended": _(
        "The packet needs too much time or memory. Shorten its longest texts, or include fewer items."
    ),
    "killed": _(
        "Creation of the packet was interrupted, probably because the server ran out of memory. "
        "Request the packet again. If the problem continues, contact the administrator."
    ),
}
# The code of a refusal for which the text gave no cause.
KILLED = "packet_killed"
# What ends a child by its own doing: a limit, or memory that was refused inside C code. Any other signal was
# sent by somebody.
OWN_ENDS = frozenset(
    {
        *(signal.SIGXCPU, signal.SIGALRM, signal.SIGXFSZ),
        *(signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGTRAP, signal.SIGILL, signal.SIGFPE),
    }
)
PROBE = (
    "import ctypes,sys;c=ctypes.CDLL(None,use_errno=True);"
    f"sys.exit(0 if c.unshare({isolation.CLONE_NEWNET})==0"
    f" or c.unshare({isolation.CLONE_NEWUSER | isolation.CLONE_NEWNET})==0 else 1)"
)


@dataclass(frozen=True, slots=True)
class PrintedFile:
    """A finished file, its pages, and every line the renderer logged.

    `slots` are the places that are left for words to be stamped. `overlong` names the parts, by their keys,
    that take more pages than they may; `too_long` has the sentences. `printer` is the fingerprint of
    everything that decides the print. `cpu_seconds` and, at most, `peak_kib` of memory are what the child
    used.
    """

    pdf: bytes
    pages: int
    remarks: tuple[str, ...]
    overlong: tuple[str, ...] = ()
    too_long: tuple[str, ...] = ()
    printer: str = ""
    cpu_seconds: float = 0.0
    peak_kib: int = 0
    slots: tuple[Any, ...] = ()


# The least that has everything a packet has: the style sheet, its faces, a language and a title.
TEST_PAGE = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Test page</title>'
    '<link rel="stylesheet" href="asset:///packet.css"></head><body><p>Test page</p></body></html>'
)


PDF_WORKER = close_at_exit(
    WarmProcess("commitments.packets.render.pdf_worker", FONTCONFIG_FILE=str(FONTCONFIG))
)


def print_html(
    html: str,
    tell: Tell | None = None,
    *,
    memory_bytes: int = isolation.MEMORY_BYTES,
    cpu_seconds: int = isolation.CPU_SECONDS,
    wall_seconds: int = isolation.WALL_SECONDS,
) -> PrintedFile:
    """Print one HTML text in a throw-away child; raise Refused with a sentence where that fails.

    `tell` hears how far it is, twice a second at least; what it raises ends the child.
    """
    with tempfile.TemporaryDirectory(prefix="packet-") as folder, PDF_WORKER.connect() as connection:
        job = {
            "html": html,
            "folder": folder,
            "memory_bytes": memory_bytes,
            "cpu_seconds": cpu_seconds,
            "wall_seconds": wall_seconds,
        }
        try:
            connection.settimeout(wall_seconds + GRACE_SECONDS)
            processes.send_texts(connection, json.dumps(job).encode())
            header, body = answer_of(connection, tell, wall_seconds + GRACE_SECONDS)
        except EOFError as error:
            # A child's end is told, whatever it was: here the warm process was ended, or a word cut off.
            raise Refused(REFUSALS["killed"], code=KILLED) from error
        except OSError as error:
            raise Refused(REFUSALS["ended"], code="packet_ended") from error
    if "signal" in header:
        # Without one it went by itself and could not say why, as where memory is at its end.
        ended = "killed" if header["signal"] and header["signal"] not in OWN_ENDS else "ended"
        header = {"refused": ended, "detail": f"signal {header['signal']}"}
    if "refused" in header:
        refused = Refused(REFUSALS[header["refused"]], code=f"packet_{header['refused']}")
        refused.add_note(header["detail"])
        raise refused
    return PrintedFile(
        body,
        header["pages"],
        tuple(header["remarks"]),
        tuple(header["overlong"]),
        printer=header["printer"],
        cpu_seconds=header["cpu"],
        peak_kib=header["peak"],
        slots=tuple(tuple(slot) for slot in header["slots"]),
    )


def print_test_page() -> PrintedFile:
    """Print one page without content, as proof that packets can be printed; raise Refused where it fails."""
    return print_html(TEST_PAGE)


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
            header: dict[str, Any] = json.loads(processes.receive_text(connection))
            body = processes.receive_text(connection)
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
            "Packets are printed and documents read without the network being cut: "
            "the system allows no network namespace.",
            hint="Allow unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone=1, or "
            "kernel.apparmor_restrict_unprivileged_userns=0), or go on: the fetcher refuses every address.",
            id="commitments.I040",
        )
    ]


def check_files(app_configs: object = None, **kwargs: Any) -> list[CheckMessage]:
    """System check: say where packets are printed with the tripwire as the only guard of files."""
    if isolation.find_version():
        return []
    return [
        Info(
            "Packets are printed and documents read without the kernel refusing other files: "
            "it has no Landlock.",
            hint="Take a kernel of 5.13 or later with landlock among its lsm= modules, or go on: what the "
            "renderer may fetch is refused all the same.",
            id="commitments.I041",
        )
    ]
