"""Follow a calendar with the programs that people have, and print what each made of it.

python -m tests.calendars; khal, vdirsyncer and radicale are installed by `bin/prove calendars`.
"""

import os
import subprocess
import sys

# As proofs, these are found by name alone.
PROOF = "tests/calendars/proof_clients.py"


def main() -> int:
    """Run the proof, which prints its table; give how it ended."""
    command = [sys.executable, "-m", "pytest", "-q", "-s", "--tb=short", "--show-capture=no", PROOF]
    environment = {**os.environ, "LOG_LEVEL": "WARNING"}
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
