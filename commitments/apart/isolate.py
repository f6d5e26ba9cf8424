"""What a child gives up before it works: the network, memory and time without end, and files not its own.

The limits, the network namespace and Landlock are the wall; the audit hook is a tripwire, since
C code that opens a file or a socket raises no event.
"""

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from commitments.apart import landlock

ROOT = Path(__file__).resolve().parents[2]
SHARED_LIBRARIES = tuple(map(Path, ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache")))
MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 120
WALL_SECONDS = 180
FILE_BYTES = 64 * 1024 * 1024
CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
FORBIDDEN_EVENTS = (
    "socket.connect",
    "socket.bind",
    "socket.getaddrinfo",
    "socket.sendto",
    "subprocess.Popen",
    "os.exec",
    "os.posix_spawn",
    "os.system",
    "os.fork",
    "os.kill",
    "ftplib.connect",
    "http.client.connect",
    "urllib.Request",
)


def cut_network() -> str:
    """Move this process into an empty network namespace of its own; tell "" or why it was refused.

    Root needs the network namespace alone, others a user namespace with it (Linux, unshare(2)). The process
    must have one thread.
    """
    library = ctypes.CDLL(None, use_errno=True)
    reason = 0
    for flags in (CLONE_NEWNET, CLONE_NEWUSER | CLONE_NEWNET):
        if library.unshare(flags) == 0:
            return ""
        reason = ctypes.get_errno()
    return os.strerror(reason)


def limit(
    memory_bytes: int = MEMORY_BYTES, cpu_seconds: int = CPU_SECONDS, wall_seconds: int = WALL_SECONDS
) -> None:
    """Set hard limits on this process; beyond them the kernel ends it, whatever it is doing.

    Of its time it is told by a signal of its own, so that its end is not taken for one from outside.
    """
    set_limit(resource.RLIMIT_AS, memory_bytes, memory_bytes)
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    set_limit(resource.RLIMIT_CPU, cpu_seconds, cpu_seconds + 1)
    set_limit(resource.RLIMIT_FSIZE, FILE_BYTES, FILE_BYTES)
    set_limit(resource.RLIMIT_CORE, 0, 0)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(wall_seconds)


def set_limit(kind: int, soft: int, hard: int) -> None:
    """Set one limit, or the lower one that whoever started this process has set, which cannot be raised."""
    most = resource.getrlimit(kind)[1]
    if most != resource.RLIM_INFINITY:
        soft, hard = min(soft, most), min(hard, most)
    resource.setrlimit(kind, (soft, hard))


def libraries() -> list[Path]:
    """List where Python's modules stand and their compiled form, which may be kept in a folder of its own.

    Of the folder of the project, that is its packages alone: data may be kept below it.
    """
    named = {Path(entry).resolve() for entry in (*sys.path, sys.pycache_prefix) if entry}
    packages = [ROOT / "commitments", Path(sys.prefix), Path(sys.base_prefix)]
    return [*packages, *sorted(place for place in named if place != ROOT)]


def shut_files(folder: Path | None, readable: Sequence[Path]) -> str:
    """Let the kernel refuse every file but those below `folder`, `readable` and the libraries.

    Without a folder nothing may be written. Gives "" or why the kernel holds nothing shut.
    """
    return landlock.shut([*readable, *libraries(), *SHARED_LIBRARIES], folder)


def set_tripwire(folder: Path | None, readable: Sequence[Path], alarm: Callable[[str], None]) -> None:
    """Call `alarm` with the name of the event when this process reaches for anything but its own files.

    It may write below `folder` and read below `readable` and the Python installation.
    """
    own = [folder] if folder else []
    reading = tuple(f"{place.resolve()}/" for place in (*own, *readable, *libraries()))
    writing = tuple(f"{place.resolve()}/" for place in own)
    written = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event in FORBIDDEN_EVENTS:
            alarm(event)
        elif event == "open" and isinstance(arguments[0], str | bytes):
            path = os.path.realpath(os.fsdecode(arguments[0]))
            flags = arguments[2] if isinstance(arguments[2], int) else 0
            mode = arguments[1] or ""
            writes = bool(flags & written) or any(letter in mode for letter in "wax+")
            if not path.startswith(writing if writes else reading):
                alarm(f"open {path}")

    # A module imported from here on would else be compiled to disk, outside of `folder`.
    sys.dont_write_bytecode = True
    sys.addaudithook(watch)
