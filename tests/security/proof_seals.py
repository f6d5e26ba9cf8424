"""600 tamperings with the history on each database: how many were found with the row named.

python -m tests.security.proof_seals
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

DATABASES = ("postgresql", "sqlite")
TESTS = "tests/security/test_seals.py"


def main() -> int:
    """Print one table: the kind, how many were found with the right row, and how many others were named."""
    print("| tampering | database | found, row named | other rows named |\n|---|---|---|---|", flush=True)
    return max(_on(database) for database in DATABASES)


def _on(database: str) -> int:
    """Run the tests in full on one database, and print what they counted; give how they ended."""
    with tempfile.NamedTemporaryFile("r", suffix=".jsonl") as file:
        environment = {
            **os.environ,
            "SECURITY": "full",
            "SECURITY_FIGURES": file.name,
            "TRACKER_TEST_DATABASE": database,
        }
        command = [sys.executable, "-m", "pytest", "-q", "--tb=short", "--show-capture=no", TESTS]
        run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        counted = [json.loads(line) for line in Path(file.name).read_text().splitlines()]
    for row in counted:
        print(f"| {row['kind']} | {database} | {row['right']} of {row['of']} | {row['false']} |")
    right, of, false = (sum(row[name] for row in counted) for name in ("right", "of", "false"))
    print(f"| all | {database} | {right} of {of} | {false} |", flush=True)
    if run.returncode:
        print(run.stdout[-4000:], file=sys.stderr)
    return 0 if not run.returncode and right == of and of and not false else 1


if __name__ == "__main__":
    sys.exit(main())
