"""Run the benchmarks: each `measure_*.py` has `figures() -> list[Figure]`; exit 1 when one is too much."""

import importlib
import os
import subprocess
import sys
from pathlib import Path

from tests.benchmarks import stage
from tests.benchmarks.figures import HEADING, Figure

FOLDER = Path(__file__).parent
NAMES = [path.stem.removeprefix("measure_") for path in sorted(FOLDER.glob("measure_*.py"))]


def measure(name: str) -> int:
    """Measure one module on a database of its own, and print one line for each figure."""
    stage.prepare()
    found: list[Figure] = importlib.import_module(f"tests.benchmarks.measure_{name}").figures()
    for figure in found:
        print(figure, flush=True)
    return 0 if found and all(figure.is_kept for figure in found) else 1


def main(wanted: list[str]) -> int:
    """Measure what is wanted, or everything, each in a process of its own."""
    unknown = set(wanted) - set(NAMES)
    if unknown:
        print(
            f"No benchmark is called {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}.",
            file=sys.stderr,
        )
        return 2
    print(HEADING, flush=True)
    return max(measure_apart(name, database) for name in wanted or NAMES for database in databases(name))


def databases(name: str) -> tuple[str, ...]:
    """Name the databases that a module is measured on: PostgreSQL, where it asks for no more."""
    is_for_both = "\nDATABASES = " in (FOLDER / f"measure_{name}.py").read_text()
    return ("postgresql", "sqlite") if is_for_both else ("postgresql",)


def measure_apart(name: str, database: str) -> int:
    """Measure one module in a process of its own; give how it ended."""
    command = [sys.executable, "-m", "tests.benchmarks", "--one", name]
    environment = {**os.environ, "TRACKER_TEST_DATABASE": database}
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(measure(sys.argv[2]) if sys.argv[1:2] == ["--one"] else main(sys.argv[1:]))
