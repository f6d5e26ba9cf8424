"""Read a text in tests: Valdoria is ours, Korea theirs."""

import datetime

from commitments.intake import Proposal, read

HELD_ON = datetime.date(2026, 5, 12)


def items(text: str, ours: str = "Valdoria", theirs: str = "Republic of Korea") -> list[Proposal]:
    """Read a text of a meeting held on 12 May 2026."""
    return read(text, ours=[ours], theirs=[theirs], held_on=HELD_ON)


def told(text: str) -> list[tuple[str, str | None]]:
    """Give of each item its kind and owner."""
    return [(str(one.outcome_kind), one.side) for one in items(text)]
