"""What the door costs: each question through `visible_to`, against the same question without it.

Asked for one person of each role on TRACKER_BENCH_ROWS commitments (100,000): a page of 25, a count that
stops at 1,000, and one record by its key; CPU of this process and of the database's, both in turn.
"""

import os
import statistics
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from commitments import models
from commitments.access import grants, policy
from commitments.enums import Role
from commitments.seed import loader
from tests.benchmarks.figures import Figure
from tests.benchmarks.measure_screens import Cost

DATABASES = ("postgresql", "sqlite")
ROWS = int(os.environ.get("TRACKER_BENCH_ROWS", "100000"))
TIMES = 15
PAGE, STOP = 25, 1001
# A page and a count pass over what is hidden to find what is not: more where a person reads little.
LIMITS = {"page": 12.0, "count": 40.0, "one": 4.0}


def figures() -> list[Figure]:
    """Load the records and ask of each role."""
    loader.load_commitments(ROWS, 1, now=timezone.now())
    loader.analyse_tables()
    return list(measured())


def people() -> Iterator[models.User]:
    """Take the first active account of each role, as a request loads it."""
    for role in Role:
        person = (
            grants.with_names(models.User.objects.filter(role=role, is_active=True)).order_by("pk").first()
        )
        if person is not None:
            yield person


def measured() -> Iterator[Figure]:
    cost = Cost()
    rows = models.Commitment.objects.order_by("due_on", "pk")
    for person in people():
        first = policy.readable_by(rows, person).first() or rows.first()
        assert first is not None
        for name, ask in questions(first.pk).items():
            ours, floor = in_turn(cost, lambda: ask(policy.readable_by(rows, person)), lambda: ask(rows))  # noqa: B023
            title = f"{name}, {person.get_role_display()}, {ROWS:,}, {connection.vendor}"
            yield Figure(title, ours, floor, "ms", LIMITS[name.split()[-1]])


def questions(key: int) -> dict[str, Callable[[QuerySet[Any]], object]]:
    return {
        "a page": lambda rows: list(rows[:PAGE]),
        "a count": lambda rows: rows.order_by()[:STOP].count(),
        "one": lambda rows: rows.filter(pk=key).first(),
    }


def in_turn(cost: Cost, ours: Callable[[], object], bare: Callable[[], object]) -> tuple[float, float]:
    """Give the medians of both, asked in turn."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _time in range(TIMES):
        for work, found in zip((ours, bare), taken, strict=True):
            found.append(cost.of(work))
    return statistics.median(taken[0]), statistics.median(taken[1])
