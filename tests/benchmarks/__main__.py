"""Run the benchmarks: each `measure_*.py` has `figures() -> list[Figure]`; exit 1 when one is too much."""

import importlib
import sys
from pathlib import Path

from tests.benchmarks import stage
from tests.benchmarks.figures import HEADING, Figure


def main(wanted: list[str]) -> int:
    """Measure what is wanted, or everything, and print one line for each figure."""
    stage.prepare()
    found: list[Figure] = []
    print(HEADING)
    for path in sorted(Path(__file__).parent.glob("measure_*.py")):
        if not wanted or path.stem.removeprefix("measure_") in wanted:
            for figure in importlib.import_module(f"tests.benchmarks.{path.stem}").figures():
                found.append(figure)
                print(figure, flush=True)
    return 0 if found and all(figure.is_kept for figure in found) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
