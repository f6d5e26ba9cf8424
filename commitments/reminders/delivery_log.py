"""The delivery log: what shows whether an email arrived, and what this data folder has sent.

A journal mailbox, or the log of the receiving server, shows what arrived. A file outside the database names
the folder and holds the number of its latest reminder run, and the latest email whose final dot followed. A
database that lacks either was restored, or lost its last writes. All earlier final dots of the folder were
committed before the latest one, so checking that one is enough.
"""

import bz2
import fcntl
import gzip
import json
import lzma
import os
import re
import time
import uuid
import zlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import IO, Any

from django.conf import settings

# A server may write its log, or deliver to the journal, so long after it took a mail.
LAG_SECONDS = 60
# Logs are turned over, and journals cleared: so long after the last dot, what is not there proves nothing.
KEPT_HOURS = 40
# Older parts of a log that were closed so long ago say nothing of a doubt that young.
CLOSED_SECONDS = 2 * 24 * 3600
PACKED: dict[str, Callable[..., IO[Any]]] = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open}
# Half a packed file, as while it is being packed, can say nothing either.
UNREADABLE = (OSError, EOFError, zlib.error, lzma.LZMAError)
# The headers of our own mails are far shorter.
HEAD_BYTES = 16_384
# Postfix logs the Message-ID while it still reads a mail; its queue manager names the mail once it has it.
_SEEN = re.compile(r"cleanup\[\d+\]: (\w+): message-id=(<[^>]+>)")
_QUEUED = re.compile(r"qmgr\[\d+\]: (\w+): from=")


def find_arrived(message_ids: Collection[str]) -> frozenset[str] | None:
    """Return which of these emails arrived, according to MAIL_ORACLE; None where it cannot be read.

    It is read once for all emails. That an email is missing counts only from LAG_SECONDS to KEPT_HOURS after
    the final dot.
    """
    if settings.MAIL_ORACLE is None:
        return None
    kind, place = settings.MAIL_ORACLE
    look = {"maildir": _in_mailbox, "postfix": _in_log}[kind]
    try:
        return look(Path(place), frozenset(message_ids))
    except UNREADABLE:
        return None


def _in_mailbox(folder: Path, message_ids: frozenset[str]) -> frozenset[str]:
    """Look through a Maildir; one that is not there can say nothing."""
    boxes = [folder / "new", folder / "cur"]
    if not any(box.is_dir() for box in boxes):
        raise FileNotFoundError(folder)
    found = set()
    for box in boxes:
        for path in box.iterdir() if box.is_dir() else ():
            # Moved from new to cur meanwhile: it is read there.
            with suppress(FileNotFoundError), path.open("rb") as file:
                head = BytesHeaderParser().parsebytes(file.read(HEAD_BYTES))
                found.add(str(head["Message-ID"]).strip())
    return message_ids & found


def _in_log(log: Path, message_ids: frozenset[str]) -> frozenset[str]:
    """Look for the queue ids under which the server took them, in the log and the parts closed lately."""
    seen_as: dict[str, set[str]] = defaultdict(set)
    queued: set[str] = set()
    for line in _lines(log):
        if (seen := _SEEN.search(line)) and seen[2] in message_ids:
            seen_as[seen[2]].add(seen[1])
        elif taken := _QUEUED.search(line):
            queued.add(taken[1])
    return frozenset(message_id for message_id, ids in seen_as.items() if ids & queued)


def _lines(log: Path) -> Iterator[str]:
    """Read the log, which may be turned over meanwhile, then its older parts, named after it."""
    with log.open(errors="replace") as file:
        yield from file
    for part in log.parent.iterdir():
        is_older = part.name.startswith((f"{log.name}.", f"{log.name}-"))
        if is_older and part.stat().st_mtime > time.time() - CLOSED_SECONDS:
            with PACKED.get(part.suffix, open)(part, "rt", errors="replace") as file:
                yield from file


# Written in place, always as long: no reader finds half of it.
SIZE = 160


@dataclass(frozen=True, slots=True)
class SendLogEntry:
    """The random name of the folder, its latest run, and the key and fence of its latest email."""

    folder: str
    round: int = 0
    mail: int = 0
    fence: int = 0


class SendLog:
    """The file, open and locked."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def read(self) -> SendLogEntry:
        """Return what it holds; where that is nothing, the folder is a new one."""
        new = SendLogEntry(uuid.uuid4().hex)
        try:
            held = json.loads(os.pread(self._handle, SIZE, 0))
        except ValueError:
            return new
        # A number alone is the count of an earlier version.
        return replace(new, round=held) if isinstance(held, int) else SendLogEntry(**held)

    def write(self, entry: SendLogEntry) -> None:
        """Replace what it holds, on the disk before anything follows."""
        os.pwrite(self._handle, json.dumps(asdict(entry)).ljust(SIZE).encode(), 0)
        os.fdatasync(self._handle)

    def note(self, mail: int, fence: int) -> None:
        """Add the email whose final dot follows."""
        self.write(replace(self.read(), mail=mail, fence=fence))


def find_log_path() -> Path:
    """Return where the file is."""
    return settings.DATA / "sweeps"


@contextmanager
def lock_send_log() -> Iterator[SendLog]:
    """Lock the file against every other process of the folder; the kernel releases the lock of a dead one.

    Its entries are in the order of the commits only while each is made and noted under this lock.
    """
    find_log_path().parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(find_log_path(), os.O_RDWR | os.O_CREAT, 0o666)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield SendLog(handle)
    finally:
        os.close(handle)
