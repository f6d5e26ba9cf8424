"""What is asked whether a mail arrived: a journal mailbox, or the log of the server that took it."""

import bz2
import gzip
import lzma
import re
import time
import zlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
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


def arrived(message_ids: Collection[str]) -> frozenset[str] | None:
    """Say which of these mails arrived, as far as what MAIL_ORACLE names knows; None where it cannot be read.

    It is read once, however many are asked for. An absence counts only from LAG_SECONDS to KEPT_HOURS after
    the last dot.
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
