"""What follows a meeting that moves, and what a holiday touches: by the clock, on both databases."""

import datetime
import json
import os
import subprocess
import sys

from tests.benchmarks import stage
from tests.benchmarks.figures import Figure

DEPENDENTS, TOUCHED = 200, 1000
FOLLOW_SECONDS, HOLIDAY_SECONDS = 2.0, 5.0
# The same rows written in one go, without being read, resolved or compared before.
FOLLOW_LIMIT, HOLIDAY_LIMIT = 8.0, 8.0
VENDORS = {"PostgreSQL": "", "SQLite": "sqlite"}
THIRD_ON, PUT_OFF_TO = datetime.date(2026, 6, 10), datetime.date(2026, 9, 16)


def figures() -> list[Figure]:
    """Measure each database in a process of its own."""
    return [figure for name, variable in VENDORS.items() for figure in _apart(name, variable)]


def _apart(name: str, variable: str) -> list[Figure]:
    variables = {**os.environ, "TRACKER_TEST_DATABASE": variable}
    command = [sys.executable, "-m", "tests.benchmarks.measure_deadlines"]
    answer = subprocess.run(command, env=variables, stdout=subprocess.PIPE, check=True)
    found = json.loads(answer.stdout.splitlines()[-1])
    follow, holiday = found["follow"], found["holiday"]
    return [
        Figure(f"{name}: {DEPENDENTS} dependents follow", follow[0], FOLLOW_SECONDS, "s", 1.0),
        Figure("  beside writing their rows alone", follow[0], follow[1], "s", FOLLOW_LIMIT),
        Figure(f"{name}: a holiday touches {TOUCHED:,}", holiday[0], HOLIDAY_SECONDS, "s", 1.0),
        Figure("  beside writing their rows alone", holiday[0], holiday[1], "s", HOLIDAY_LIMIT),
    ]


if __name__ == "__main__":
    stage.prepare()
    # Its models are there only now.
    from tests.benchmarks import dependents

    print(json.dumps({"follow": dependents.follow(), "holiday": dependents.holiday()}))
