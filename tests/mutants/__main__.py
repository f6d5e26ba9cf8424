"""Alter the code that matters most in one small way after the other, and count what the near tests notice.

python -m tests.mutants [PART...] [--only PATTERN] [--sample SIZE] [--go-on]
"""

import argparse
import math
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.mutants.chosen import PARTS
from tests.mutants.trying import LEFT, NO_TESTS, SEED, Tried, try_all
from tests.mutants.waking import KILLED, SURVIVED, TIMEOUT

FLOOR = 0.90
# Of the normal distribution, for 95 %.
Z = 1.96
COLUMNS = (KILLED, SURVIVED, NO_TESTS, TIMEOUT)


def table(part: str, ended: Mapping[str, str]) -> float:
    """Print a row for each module and one for the part; give its score."""
    modules: dict[str, Counter[str]] = {}
    for name, how in ended.items():
        modules.setdefault(name.rpartition(".")[0].removeprefix("commitments."), Counter())[how] += 1
    for module, counts in sorted(modules.items()):
        _row(module, counts)
    return _row(f"**{part}**", sum(modules.values(), Counter()))


def _row(name: str, counts: Counter[str]) -> float:
    reached = (counts[KILLED] + counts[TIMEOUT]) / counts.total()
    figures = " | ".join(str(counts[column]) for column in COLUMNS)
    print(f"| {name} | {counts.total()} | {figures} | {reached:.3f} | {FLOOR:.2f} |", flush=True)
    return reached


def _of_sample(name: str, found: Tried) -> str:
    """Say what a sample says of the whole: the interval of Wilson, at 95 %."""
    size = len(found.ended)
    share = sum(how not in LEFT for how in found.ended.values()) / size
    middle = share + Z * Z / (2 * size)
    reach = Z * math.sqrt(share * (1 - share) / size + Z * Z / (4 * size * size))
    low, high = ((middle + sign * reach) / (1 + Z * Z / size) for sign in (-1, 1))
    of = len(found.differences)
    return (
        f"{name}: {size} of {of}, drawn by the seed {SEED}; the whole is at {low:.3f} to {high:.3f} (95 %)."
    )


def main(arguments: Sequence[str]) -> int:
    """Print the table; end with 1 where a part is below the floor. What was not noticed goes to a file."""
    parser = argparse.ArgumentParser(prog="bin/prove mutants", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--only", default="*", metavar="PATTERN", help="of the names of mutants")
    parser.add_argument("--sample", type=int, metavar="SIZE", help="draw so many at random")
    parser.add_argument("--go-on", action="store_true", help="take what the last run has noticed as it is")
    options = parser.parse_args(arguments)
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    print(f"| module | mutants | {' | '.join(COLUMNS)} | score | floor |\n|{'---|' * 8}", flush=True)
    is_well, notes = True, ["Words for people are left alone (pyproject.toml, tool.mutmut)."]
    # Ended from outside it still says what it knows.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    for name in options.parts or PARTS:
        begun, found = time.monotonic(), Tried()
        kept = Path(os.environ["TRACKER_DATA"]) / f"mutants-{name}.json"
        try:
            try_all(PARTS[name], options.only, options.sample, found, kept, options.go_on)
        except KeyboardInterrupt:
            notes.append(f"{name}: ended from outside.")
        if not found.ended:
            return 1
        is_well = table(name, found.ended) >= FLOOR and is_well
        if len(found.ended) < len(found.differences) and options.only == "*":
            notes.append(_of_sample(name, found))
        left = [(one, how) for one, how in found.ended.items() if how in LEFT]
        lines = kept.with_suffix(".diff")
        lines.write_text("\n".join(f"# {one}: {how}\n{found.differences[one]}\n" for one, how in left))
        seconds = time.monotonic() - begun
        print(f"{name}: {seconds:.0f} s; what was not noticed: {lines}", file=sys.stderr, flush=True)
    print("", *notes, sep="\n")
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
