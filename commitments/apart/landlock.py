"""Files held shut by the kernel: what this process may read and write from here on (Linux, landlock(7))."""

import ctypes
import os
import struct
from collections.abc import Iterable
from pathlib import Path

CREATE, ADD, RESTRICT = 444, 445, 446
ASK_VERSION = 1
BENEATH = 1
NO_NEW_PRIVILEGES = 38
READ_FILE, READ_FOLDER = 1 << 2, 1 << 3
# Write, remove and make files and folders; truncate, which came with version 3.
WRITE = 1 << 1 | 1 << 4 | 1 << 5 | 1 << 7 | 1 << 8
TRUNCATE = 1 << 14
# All that each version of the interface can hold shut, the rights to files.
RIGHTS = {1: 0x1FFF, 2: 0x3FFF, 3: 0x7FFF, 4: 0x7FFF, 5: 0xFFFF}
NEWEST = 5
# Ports of TCP from version 4 on; signals and nameless sockets to processes outside from version 6 on.
WITH_PORTS, PORTS, WITH_SCOPE, SCOPE = 4, 0b11, 6, 0b11


def version() -> int:
    """Give the version of the interface, 0 where the kernel has none or has it turned off."""
    found: int = _library().syscall(CREATE, None, ctypes.c_size_t(0), ASK_VERSION)
    return max(found, 0)


def shut(readable: Iterable[Path], writable: Path | None) -> str:
    """Leave this process the files below `readable`, and below `writable` to write; tell "" or why not.

    It can neither run a program nor, where the kernel can refuse that too, reach a port of TCP or signal what
    is outside. What is open stays open, and no child gets more. The process must have one thread.
    """
    library, found = _library(), version()
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
