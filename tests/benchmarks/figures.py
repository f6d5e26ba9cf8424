"""What a benchmark hands back, and how time is taken."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measurement beside its floor; `limit` is the highest ratio allowed, None: only reported."""

    name: str
    ours: float
    floor: float
    unit: str
    limit: float | None = None

    @property
    def ratio(self) -> float:
        return self.ours / self.floor

    @property
    def is_kept(self) -> bool:
        return self.limit is None or self.ratio <= self.limit

    def __str__(self) -> str:
        limit = "-" if self.limit is None else f"{self.limit:.1f}"
        verdict = "" if self.is_kept else "  TOO MUCH"
        measured = f"{self.ours:9.2f} {self.floor:9.2f} {self.unit:4} {self.ratio:6.2f}"
        return f"{self.name:56} {measured} {limit:>5}{verdict}"


HEADING = f"{'':56} {'ours':>9} {'floor':>9} {'':4} {'ratio':>6} {'limit':>5}"


def cpu_ms(work: Callable[[], object], *, times: int = 15) -> float:
    """Give the least CPU time of one run in milliseconds, after one run to warm up."""
    work()
    taken = []
    for _ in range(times):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return min(taken) * 1000
