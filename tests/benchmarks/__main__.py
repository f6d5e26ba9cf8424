"""Run the benchmarks: each `measure_*.py` has `figures() -> list[Figure]`; exit 1 when one is too much."""

import importlib
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
    ends = [
        subprocess.run([sys.executable, "-m", "tests.benchmarks", "--one", name], check=False).returncode
        for name in wanted or NAMES
    ]
    return max(ends)


if __name__ == "__main__":
    sys.exit(measure(sys.argv[2]) if sys.argv[1:2] == ["--one"] else main(sys.argv[1:]))
