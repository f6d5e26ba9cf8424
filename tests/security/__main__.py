"""Try what a security officer asks for, part after part, and print what came of each as a table.

python -m tests.security [NAME...]
"""

import argparse
import importlib.util
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from tests.security import attacks, described, left_outside, tools
from tests.security.catalogue import CATALOGUE, Probe
from tests.security.tools import Verdict

MINUTES = 40
FUZZED = partial(described.verdict, 200)
# Written as proofs of their own, each with a table below this one.
OTHERS = {"seals": "tests.security.proof_seals", "oracle": "tests.security.proof_oracle"}
TOOLS: dict[str, tuple[str, Callable[[], Verdict]]] = {
    "deploy": ("29: Django's checks of a production installation", tools.deploy),
    "bandit": ("29: bandit reads the code", tools.bandit),
    "rules": ("29: semgrep, by the rules of the house", tools.rules),
    "redis": ("19: Redis and logs without content, no pickle taken", left_outside.left_outside),
    "wapiti": ("29: a signed-in crawl that attacks each form", attacks.wapiti),
    "sqlmap": ("29: SQL injected by parameters", attacks.sqlmap),
    "schemathesis": ("26: the API held to its description, as two roles", FUZZED),
}
ENDED = re.compile(r"(\d+) (passed|failed|error|skipped|subtests passed)")


def tried(probe: Probe) -> Verdict:
    """Run the tests that try one number of the catalogue, in full."""
    if not probe.tests:
        return Verdict(True, "nothing to try yet")
    environment = {**os.environ, "SECURITY": "full"}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-m",
        "",
        "-q",
        "--tb=short",
        "--show-capture=no",
        *probe.tests,
    ]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=MINUTES * 60, check=False
    )
    counts = {word: int(count) for count, word in ENDED.findall(done.stdout)}
    failed = tuple(
        line for line in done.stdout.splitlines() if line.startswith(("SUBFAILED", "FAILED", "ERROR"))
    )
    figures = ", ".join(f"{count} {word}" for word, count in counts.items() if word != "skipped")
    return Verdict(not done.returncode and counts.get("passed", 0) > 0, figures or "did not run", failed)


def other(module: str) -> Verdict:
    """Run a proof that prints a table of its own, after this one."""
    done = subprocess.run(
        [sys.executable, "-m", module], capture_output=True, text=True, timeout=MINUTES * 60, check=False
    )
    table = tuple(done.stdout.splitlines())
    return Verdict(not done.returncode, f"{max(0, len(table) - 2)} lines, below", table)


def parts(names: Sequence[str]) -> Iterator[tuple[str, str, Callable[[], Verdict]]]:
    """Give what was asked for, or all, in the order of the table."""
    for name, probe in CATALOGUE.items():
        if not names or name in names or probe.number in names:
            yield name, f"{probe.number}: {probe.what}", lambda probe=probe: tried(probe)  # type: ignore[misc]
    for name, module in OTHERS.items():
        if importlib.util.find_spec(module) and (not names or name in names):
            yield name, module, lambda module=module: other(module)  # type: ignore[misc]
    for name, (what, run) in TOOLS.items():
        if not names or name in names:
            yield name, what, run


def main(arguments: Sequence[str]) -> int:
    """Print the table: what was tried, how it ended, the figures; below it what was found."""
    parser = argparse.ArgumentParser(prog="bin/prove security", description=__doc__)
    known = [*CATALOGUE, *OTHERS, *TOOLS]
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(known)}; or a number")
    options = parser.parse_args(arguments)
    numbers = {probe.number for probe in CATALOGUE.values()}
    if unknown := set(options.names) - set(known) - numbers:
        parser.error(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    is_well, found = True, []
    print("| part | what is tried | held | figures | seconds |\n|---|---|---|---|---|", flush=True)
    for name, what, run in parts(options.names):
        begun = time.monotonic()
        try:
            verdict = run()
        except (OSError, RuntimeError, ValueError, KeyError, subprocess.TimeoutExpired) as error:
            verdict = Verdict(False, "did not end", (f"{type(error).__name__}: {error}",))
        is_well = is_well and verdict.is_well
        held = "yes" if verdict.is_well else "NO"
        seconds = time.monotonic() - begun
        print(f"| {name} | {what} | {held} | {verdict.figures} | {seconds:.0f} |", flush=True)
        found += [f"\n{name}:", *verdict.found] if verdict.found else []
    print("\n".join(found))
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
