"""What the system knows of a process (proc(5)): who started it, and the CPU time that it took."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
# Which field of `stat` has the key of the parent, counted from the state on.
PARENT = 1
# CPU time as the program and as the system, and the same of processes that it started and that ended.
OWN, WITH_ENDED = slice(11, 13), slice(11, 15)


def read_fields(key: int | str) -> list[str]:
    """Return the fields of `stat` of a process from its state on, which follows its name."""
    return Path(f"/proc/{key}/stat").read_text().rpartition(")")[2].split()


def add_up(fields: list[str], which: slice = OWN) -> float:
    """Return the CPU seconds that fields of a process name."""
    return sum(map(int, fields[which])) / TICKS
