"""What a sandboxed process gives up: the network, unlimited memory and time, and files of others.

The limits, the network namespace and Landlock (Linux, landlock(7)) enforce this; the audit hook only gives an
early warning, since C code that opens a file or a socket raises no event.
"""

import ctypes
import os
import resource
import signal
import struct
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

CREATE, ADD, RESTRICT = 444, 445, 446
ASK_VERSION = 1
BENEATH = 1
NO_NEW_PRIVILEGES = 38
RUN, READ_FILE, READ_FOLDER = 1 << 0, 1 << 2, 1 << 3
# Write, remove and make files and folders; truncate, which came with version 3.
WRITE = 1 << 1 | 1 << 4 | 1 << 5 | 1 << 7 | 1 << 8
TRUNCATE = 1 << 14
# All that each version of the interface can hold shut, the rights to files.
RIGHTS = {1: 0x1FFF, 2: 0x3FFF, 3: 0x7FFF, 4: 0x7FFF, 5: 0xFFFF}
NEWEST = 5
# Ports of TCP from version 4 on; signals and nameless sockets to processes outside from version 6 on.
WITH_PORTS, PORTS, WITH_SCOPE, SCOPE = 4, 0b11, 6, 0b11


def find_version() -> int:
    """Return the version of the Landlock interface, 0 where the kernel has none or it is turned off."""
    found: int = _library().syscall(CREATE, None, ctypes.c_size_t(0), ASK_VERSION)
    return max(found, 0)


def restrict_files(readable: Iterable[Path], writable: Path | None, runnable: Iterable[Path] = ()) -> str:
    """Leave this process the files below `readable`, and below `writable` to write; tell "" or why not.

    It can neither run a program, except those of `runnable` (and what their loader starts, within the same
    limits), nor, where the kernel can refuse that too, reach
    a port of TCP or signal what is outside. What is open stays open, and no child gets more. The process must
    have one thread.
    """
    library, found = _library(), find_version()
    if not found:
        return "the kernel has no Landlock"
    rights = RIGHTS[min(found, NEWEST)]
    ports, scope = PORTS if found >= WITH_PORTS else 0, SCOPE if found >= WITH_SCOPE else 0
    size = 24 if scope else 16 if ports else 8
    asked = struct.pack("=QQQ", rights, ports, scope)
    rules = library.syscall(CREATE, asked, ctypes.c_size_t(size), 0)
    if rules < 0:
        return os.strerror(ctypes.get_errno())
    try:
        for place in readable:
            _allow(library, rules, place, READ_FILE | READ_FOLDER)
        for place in runnable:
            _allow(library, rules, place, READ_FILE | RUN)
        if writable:
            _allow(library, rules, writable, (READ_FILE | READ_FOLDER | WRITE | TRUNCATE) & rights)
        if library.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) or library.syscall(RESTRICT, rules, 0):
            return os.strerror(ctypes.get_errno())
    finally:
        os.close(rules)
    return ""


def _allow(library: ctypes.CDLL, rules: int, place: Path, rights: int) -> None:
    """Add one place to the rules; one that is not there needs none."""
    try:
        opened = os.open(place, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        kept = rights if place.is_dir() else rights & ~READ_FOLDER
        if library.syscall(ADD, rules, BENEATH, struct.pack("=Qi", kept, opened), 0):
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(place))
    finally:
        os.close(opened)


def _library() -> ctypes.CDLL:
    library = ctypes.CDLL(None, use_errno=True)
    library.syscall.restype = ctypes.c_long
    return library


ROOT = Path(__file__).resolve().parents[2]
SHARED_LIBRARIES = tuple(map(Path, ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache")))
MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 120
WALL_SECONDS = 180
FILE_BYTES = 64 * 1024 * 1024
CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
# Python reports one or both.
STARTS = ("subprocess.Popen", "os.posix_spawn")
FORBIDDEN_EVENTS = (
    "socket.connect",
    "socket.bind",
    "socket.getaddrinfo",
    "socket.sendto",
    *STARTS,
    "os.exec",
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


def limit_resources(
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
    """Set one limit, or keep the lower one that a parent process has set, which cannot be raised."""
    most = resource.getrlimit(kind)[1]
    if most != resource.RLIM_INFINITY:
        soft, hard = min(soft, most), min(hard, most)
    resource.setrlimit(kind, (soft, hard))


def list_libraries() -> list[Path]:
    """List where Python's modules stand and their compiled form, which may be kept in a folder of its own.

    Of the folder of the project, that is its packages alone: data may be kept below it.
    """
    named = {Path(entry).resolve() for entry in (*sys.path, sys.pycache_prefix) if entry}
    packages = [ROOT / "commitments", Path(sys.prefix), Path(sys.base_prefix)]
    return [*packages, *sorted(place for place in named if place != ROOT)]


def shut_files(folder: Path | None, readable: Sequence[Path], program: Path | None = None) -> str:
    """Let the kernel refuse every file but those below `folder`, `readable` and the libraries.

    Without a folder nothing may be written, and without a program none may be run; one that is runs within
    the same limits. Gives "" or why the kernel holds nothing shut.
    """
    loaders = [path for place in SHARED_LIBRARIES for path in place.glob("ld-*.so*")]
    runnable = [program, *loaders] if program else []
    return restrict_files([*readable, *list_libraries(), *SHARED_LIBRARIES], folder, runnable)


def set_tripwire(
    folder: Path | None, readable: Sequence[Path], alarm: Callable[[str], None], program: Path | None = None
) -> None:
    """Call `alarm` with the name of the event when this process reaches for anything but its own files.

    It may write below `folder`, read below `readable` and the Python installation, and run `program`.
    """
    own = [folder] if folder else []
    reading = tuple(f"{place.resolve()}/" for place in (*own, *readable, *list_libraries()))
    writing = tuple(f"{place.resolve()}/" for place in own)
    written = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if program and event in STARTS and os.fsdecode(arguments[0]) == str(program):
            return
        # A program that takes too long is ended.
        if event in FORBIDDEN_EVENTS and not (program and event == "os.kill"):
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
