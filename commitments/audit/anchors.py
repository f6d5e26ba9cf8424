"""Anchors: how far the chain of seals reached, kept outside the database that they vouch for."""

import datetime
import os
import re
from pathlib import Path

from commitments.audit.seals import Head

# 2026-11-26T07:00:00Z 1234 0123456789ab
LINE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) (\d{1,18}) ([0-9a-f]{12,64})")


def line_of(head: Head, now: datetime.datetime) -> str:
    """Write an anchor as a line: when, how many seals, the first digits of the last."""
    return f"{now.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%SZ} {head}"


def keep_anchor(file: Path, head: Head, now: datetime.datetime) -> None:
    """Add an anchor to a file, on the disk before this returns; raises OSError where that cannot be."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="ascii") as opened:
        opened.write(f"{line_of(head, now)}\n")
        opened.flush()
        os.fsync(opened.fileno())


def last_day(file: Path) -> datetime.date | None:
    """Give the day, in UTC, of the last anchor in a file; None where there is none."""
    try:
        with file.open("rb") as opened:
            opened.seek(max(0, file.stat().st_size - 200))
            lines = opened.read().decode("ascii", "replace").splitlines()
    except FileNotFoundError:
        return None
    found = LINE.fullmatch(lines[-1]) if lines else None
    return datetime.date.fromisoformat(found[1][:10]) if found else None


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
