"""Send every kind of email by every kind of server, and print what came of it as a table.

python -m tests.delivery [--short] [NAME...]
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

TESTS = "tests/delivery/test_delivery.py"
HEADINGS = (
    *("kind of server", "program", "outcome", "emails", "arrived", "in sight", "lost", "doubled"),
    *("in clear", "seconds"),
)


def main(arguments: Sequence[str]) -> int:
    """Print one line for each server; the tests themselves judge, and a failure is the exit status."""
    parser = argparse.ArgumentParser(prog="bin/prove email", description=__doc__)
    parser.add_argument("--short", action="store_true", help="as in the suite, with few emails")
    parser.add_argument("names", nargs="*", metavar="NAME", help="the tests with this in their names, or all")
    options = parser.parse_args(arguments)
    chosen = ["-k", " or ".join(options.names)] if options.names else []
    with tempfile.NamedTemporaryFile("r", suffix=".jsonl") as file:
        environment = {
            **os.environ,
            "EMAIL_PROOF": "" if options.short else "full",
            "EMAIL_FIGURES": file.name,
            "LOG_LEVEL": "ERROR",
        }
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-m",
            "",
            "-v",
            "--tb=short",
            "--show-capture=no",
            TESTS,
            *chosen,
        ]
        done = subprocess.run(command, env=environment, check=False, stdout=sys.stderr)
        rows = [json.loads(line) for line in Path(file.name).read_text().splitlines()]
    print(f"| {' | '.join(HEADINGS)} |\n|{'---|' * len(HEADINGS)}")
    for row in rows:
        print(f"| {' | '.join(map(str, row))} |")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
