"""Run the faults on both databases, and print what came of each scenario as a table.

python -m tests.faults [--short] [--on DATABASE] [NUMBER...]
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from tests.faults.scenarios import SCENARIOS, Scenario

MINUTES = 45
DATABASES = ("sqlite", "postgresql")
ENDED = re.compile(r"^(\S+::\S+) (PASSED|FAILED|ERROR)\b")


def run(database: str, figures: Path, scenarios: Sequence[Scenario], *, is_short: bool) -> dict[str, str]:
    """Run the tests of some scenarios on one database, and say how far it is; give how each test ended."""
    tests = sorted({test for scenario in scenarios for test in (*scenario.tests, *scenario.controls)})
    environment = {
        **os.environ,
        "FAULTS": "" if is_short else "full",
        "FAULTS_FIGURES": str(figures),
        "TRACKER_TEST_DATABASE": database,
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, "-m", "pytest", "-m", "", "-v", "--tb=short", "--show-capture=no", *tests]
    found: dict[str, str] = {}
    printed: list[str] = []
    begun = time.monotonic()
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        limit = threading.Timer(MINUTES * 60, process.kill)
        limit.start()
        assert process.stdout
        for line in process.stdout:
            printed.append(line)
            if ended := ENDED.match(line):
                found[ended[1]] = ended[2]
                seconds = time.monotonic() - begun
                print(f"{database} {seconds:5.0f} s  {ended[2]} {ended[1]}", file=sys.stderr, flush=True)
        limit.cancel()
    if not found or process.returncode:
        print("".join(printed)[-6000:], f"It ended with {process.returncode}.", file=sys.stderr)
        found["the run"] = "FAILED"
    return found


def row(scenario: Scenario, database: str, ended: dict[str, str], said: Sequence[str]) -> str:
    """Write the line of one scenario: how many tests passed, how many controls, and what they counted."""
    counts = []
    for tests in (scenario.tests, scenario.controls):
        mine = [how for test, how in ended.items() if tests and test.startswith(tuple(tests))]
        counts.append(f"{mine.count('PASSED')} of {len(mine)}" if mine else "")
    passed, controls = counts[0] or "on PostgreSQL", counts[1]
    return f"| {scenario.number} | {scenario.what} | {database} | {passed} | {controls} | {'; '.join(said)} |"


def main(arguments: Sequence[str]) -> int:
    """Print one table: the scenario, the database, how many tests and controls passed, what they counted."""
    parser = argparse.ArgumentParser(prog="bin/prove faults", description=__doc__)
    parser.add_argument("--short", action="store_true", help="as in the suite, with few kills and mails")
    parser.add_argument("--on", choices=DATABASES, action="append", help="this database alone")
    numbers = [scenario.number for scenario in SCENARIOS]
    parser.add_argument("numbers", nargs="*", metavar="NUMBER", help="the scenarios, or all")
    options = parser.parse_args(arguments)
    if unknown := set(options.numbers) - set(numbers):
        parser.error(f"there is no scenario {', '.join(sorted(unknown))}; there are {', '.join(numbers)}")
    scenarios = [one for one in SCENARIOS if not options.numbers or one.number in options.numbers]
    is_well = True
    print("| | fault | database | tests | controls | counted |\n|---|---|---|---|---|---|", flush=True)
    for database in options.on or DATABASES:
        begun = time.monotonic()
        with tempfile.NamedTemporaryFile("r", suffix=".jsonl") as file:
            ended = run(database, Path(file.name), scenarios, is_short=options.short)
            counted = defaultdict(list)
            for line in map(json.loads, Path(file.name).read_text().splitlines()):
                said = f"control, {line['figures']}" if line["is_control"] else line["figures"]
                counted[line["scenario"]].append(said)
        is_well = is_well and set(ended.values()) == {"PASSED"}
        for scenario in scenarios:
            line = row(scenario, database, ended, counted[scenario.number])
            print(line, flush=True)
        print(f"\n{database}: {(time.monotonic() - begun) / 60:.0f} minutes\n", file=sys.stderr)
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
