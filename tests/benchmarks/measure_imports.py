"""Lists judged, taken and taken back: the processor's time beside writing its rows alone.

`IMPORT_ROWS=100000 bin/prove benchmarks imports` measures a list so long.
"""

import os

from django.db import connection

from tests.benchmarks import imported
from tests.benchmarks.figures import Figure
from tests.cast import gather

DATABASES = ("postgresql", "sqlite")
ROWS = int(os.environ.get("IMPORT_ROWS", "2000"))
# Beside Django's own way of writing the same rows, without a rule, a history or an index of words.
LIMITS = {"judge": 15.0, "take": 4.0, "undo": 6.0}
FLOORS = {"judge": "judged rows alone", "take": "taken rows alone", "undo": "taken rows alone"}
# So many rows a second of a processor, its database with it; only told.
A_SECOND = 1_000
# What a worker may hold, however long the list is.
MEGABYTES = 400.0


def figures() -> list[Figure]:
    """Measure one list of each kind, all of whose rows are taken."""
    vendor = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}[connection.vendor]
    cast = gather()
    costs = imported.whole(cast, ROWS)
    found = []
    for name, limit in LIMITS.items():
        ours, floor = costs[name], costs[FLOORS[name]]
        found += [
            Figure(f"{vendor}: {name} {ROWS:,} rows", ours.processor, floor.processor, "s", limit),
            Figure("  beside 1,000 rows a second", ours.processor, ROWS / A_SECOND, "s"),
            Figure("  its memory", ours.highest / 1024**2, MEGABYTES, "MB", 1.0),
        ]
    for subject, others in imported.others(cast, ROWS).items():
        found += [
            Figure(
                f"{vendor}: {name} {ROWS:,} {subject}, beside 1,000 a second",
                ours.processor,
                ROWS / A_SECOND,
                "s",
            )
            for name, ours in others.items()
        ]
    return found
