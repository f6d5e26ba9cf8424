"""Anchors: how far the chain of seals reached, kept outside the database that they vouch for."""

import datetime
import fcntl
import os
import re
from pathlib import Path
from typing import BinaryIO

import structlog

from commitments.audit.seals import Head

# 2026-11-26T07:00:00Z 1234 0123456789ab
LINE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) (\d{1,18}) ([0-9a-f]{12,64})")

# More than the longest line has.
LONGEST_LINE = 120
# As much of a line tells the day, and the hour.
DAY, HOUR = 10, 13

log = structlog.get_logger("tracker.audit")


def line_of(head: str, now: datetime.datetime) -> str:
    """Write an anchor as a line: when, how many seals, the first digits of the last."""
    return f"{now.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%SZ} {head}"


def keep_anchor(file: Path, head: str, now: datetime.datetime, *, once_an_hour: bool = False) -> bool:
    """Add a line to a file, on the disk before this returns; say whether it was added.

    `head` is a `Head` as text. Once an hour: only where the last line is of another hour and tells of another
    head, or of another day, however many ask at once. What cannot be written is logged, and holds nobody up:
    there are other anchors.
    """
    line = line_of(head, now)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("ab+") as opened:
            fcntl.flock(opened, fcntl.LOCK_EX)
            if once_an_hour and _is_told(_last_line(opened), line):
                return False
            opened.write(f"{line}\n".encode())
            opened.flush()
            os.fsync(opened.fileno())
    except OSError as error:
        log.error("anchor not kept", error=type(error).__name__)
        return False
    return True


def _is_told(last: str, line: str) -> bool:
    """Whether the last line is of this hour, or of this day and tells of the same head."""
    is_same = last.partition(" ")[2] == line.partition(" ")[2]
    return last[:HOUR] == line[:HOUR] or (is_same and last[:DAY] == line[:DAY])


def _last_line(opened: BinaryIO) -> str:
    """Read the last line, and whatever stands there where it is none: a damaged file is written on."""
    opened.seek(max(0, opened.seek(0, os.SEEK_END) - LONGEST_LINE))
    return (opened.read().decode(errors="replace").splitlines() or [""])[-1]


def read_anchors(file: Path) -> tuple[Head, ...]:
    """Read a file of anchors; empty lines are passed over. Raises OSError, or ValueError for another line."""
    found = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        told = LINE.fullmatch(line.strip())
        if told is None:
            raise ValueError(f"line {number} is no anchor")
        found.append(Head(int(told[2]), told[3]))
    return tuple(found)
