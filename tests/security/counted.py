"""What the probes counted, kept for the table of `bin/prove security` where it asks for it."""

import json
import os
from pathlib import Path


def tell(kind: str, right: int, of: int, false: int) -> None:
    """Add one line of figures to the file that the proof reads."""
    if name := os.environ.get("SECURITY_FIGURES"):
        with Path(name).open("a") as file:
            file.write(json.dumps({"kind": kind, "right": right, "of": of, "false": false}) + "\n")
