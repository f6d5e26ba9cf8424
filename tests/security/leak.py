"""What schemathesis looks for in every answer besides: words of records that are hidden from the person.

Loaded by SCHEMATHESIS_HOOKS; the file that HIDDEN names has the words. A word that was sent is no leak.
"""

import json
import os
from pathlib import Path
from typing import Any

import schemathesis

HIDDEN: list[str] = json.loads(Path(os.environ["HIDDEN"]).read_text())


@schemathesis.check
def leak(ctx: Any, response: Any, case: Any) -> None:
    """Raise AssertionError where a hidden word stands in what was answered."""
    told = f"{response.text} {response.headers}"
    sent = f"{case.path_parameters} {case.query} {case.body} {case.headers}"
    found = [word for word in HIDDEN if word in told and word not in sent]
    assert not found, f"Hidden from this person: {found[:3]}"
