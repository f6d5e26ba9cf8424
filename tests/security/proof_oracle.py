"""Compare the door with the oracle over many worlds: `python -m tests.security.proof_oracle [SECONDS]`."""

import importlib
import os
import subprocess
import sys
import time
from collections import Counter
from typing import Any

from tests.benchmarks import stage

SECONDS = 240
DATABASES = ("sqlite", "postgresql")
MOST_TOLD = 20


def run(seconds: float, first: int = 1) -> int:
    """Compare worlds on the database of this process until the time is up; print the table."""
    stage.prepare()
    comparing = importlib.import_module("tests.security.comparing")
    vendor = importlib.import_module("django.db").connection.vendor
    began, seed, found = time.monotonic(), first, comparing.Compared()
    while time.monotonic() - began < seconds:
        found += comparing.compare(seed, size=1 + seed % 2)
        seed += 1
    print(f"{vendor}: {seed - first} worlds, {time.monotonic() - began:.0f} s\n")
    print("| asked of | answers | of them yes | different |\n|---|---|---|---|")
    for line in lines(found):
        print(line)
    for told in found.differences[:MOST_TOLD]:
        print(told, file=sys.stderr)
    return 1 if found.differences or not found.asked else 0


def lines(found: Any) -> list[str]:
    """Write one row for each kind of record and of deed."""
    wrong: Counter[str] = Counter()
    for told in found.differences:
        wrong.update(kind for kind in found.asked if f" {kind} " in f"{told} ")
    return [
        f"| {kind} | {count:,} | {found.read[kind]:,} | {wrong[kind]:,} |"
        for kind, count in sorted(found.asked.items())
    ]


def main(arguments: list[str]) -> int:
    """Run each database in a process of its own, for half of the time."""
    seconds = float(arguments[0]) if arguments else SECONDS
    codes = []
    for database in DATABASES:
        command = [
            sys.executable,
            "-m",
            "tests.security.proof_oracle",
            "--one",
            str(seconds / len(DATABASES)),
        ]
        environment = {**os.environ, "TRACKER_TEST_DATABASE": database}
        codes.append(subprocess.run(command, env=environment, check=False).returncode)
        print(flush=True)
    return max(codes)


if __name__ == "__main__":
    sys.exit(run(float(sys.argv[2])) if sys.argv[1:2] == ["--one"] else main(sys.argv[1:]))
