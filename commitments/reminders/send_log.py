"""What was sent from this data folder, kept in a file outside of the database.

The file names the folder and holds the number of its latest reminder run, and the latest email whose last dot
followed. A database that lacks either was restored, or lost its last writes. All earlier dots of the folder
were committed before the latest one, so that this one answers for all.
"""

import fcntl
import json
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from django.conf import settings

# Written in place, always as long: no reader finds half of it.
SIZE = 160


@dataclass(frozen=True, slots=True)
class Entry:
    """The random name of the folder, its latest run, and the key and fence of its latest email."""

    folder: str
    round: int = 0
    mail: int = 0
    fence: int = 0


class SendLog:
    """The file, open and locked."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def read(self) -> Entry:
        """Return what it holds; where that is nothing, the folder is a new one."""
        new = Entry(uuid.uuid4().hex)
        try:
            held = json.loads(os.pread(self._handle, SIZE, 0))
        except ValueError:
            return new
        # A number alone is the count of an earlier version.
        return replace(new, round=held) if isinstance(held, int) else Entry(**held)

    def write(self, entry: Entry) -> None:
        """Replace what it holds, on the disk before anything follows."""
        os.pwrite(self._handle, json.dumps(asdict(entry)).ljust(SIZE).encode(), 0)
        os.fdatasync(self._handle)

    def note(self, mail: int, fence: int) -> None:
        """Add the email whose last dot follows."""
        self.write(replace(self.read(), mail=mail, fence=fence))


def path() -> Path:
    """Return where the file is."""
    return settings.DATA / "sweeps"


@contextmanager
def held() -> Iterator[SendLog]:
    """Hold the file against every other process of the folder; the kernel frees what a dead one held.

    What it says is in the order of the commits only while each is made and noted under this lock.
    """
    path().parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path(), os.O_RDWR | os.O_CREAT, 0o666)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield SendLog(handle)
    finally:
        os.close(handle)
