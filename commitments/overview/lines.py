"""Commitments as a desk lists them: reference, title, who owes, how late."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from commitments.figures import reported
from commitments.models import Commitment, CommitmentQuerySet, Responsibility
from commitments.models.commitment import is_past_due
from commitments.vocabulary import CommitmentState, LeadRole, OwedBy, Side

# So many rows stand on the desk; the list has the rest.
SHOWN = 8
COUNTED = 1000
COLUMNS = (
    "pk",
    "reference",
    "title",
    "state",
    "nature",
    "owed_by",
    "due_on",
    "review_on",
    "country__iso",
)


@dataclass(frozen=True, slots=True)
class Owner:
    """The lead of one side as a row names it; an empty name is "not stated"."""

    side: Side
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Why:
    """Why nobody answers for an item on one side, and the route of the step that mends it."""

    text: str
    step: str


@dataclass(frozen=True, slots=True)
class Line:
    """One commitment on the desk; `why` says why it stands in its heap, where that is not plain."""

    pk: int
    reference: str
    title: str
    state: CommitmentState
    owners: tuple[Owner, ...]
    due_on: datetime.date | None
    review_on: datetime.date | None
    days_late: int
    days_left: int | None
    why: tuple[Why, ...] = ()


@dataclass(frozen=True, slots=True)
class Lines:
    """One heap of work: its first rows and how many there are in all."""

    rows: tuple[Line, ...] = ()
    count: int = 0


def still_owed(rows: CommitmentQuerySet, side: Side) -> CommitmentQuerySet:
    """Keep what a side owes, alone or jointly; of the joint ones, those its own lead has not yet reported."""
    return rows.filter(Q(owed_by=side) | Q(owed_by=OwedBy.JOINT) & ~reported(side))


def left_to_them(rows: CommitmentQuerySet) -> CommitmentQuerySet:
    """Keep what the partner still owes and we do not: of the joint ones, those only our lead has reported."""
    joint = Q(owed_by=OwedBy.JOINT) & ~reported(Side.THEIRS) & reported(Side.OURS)
    return rows.filter(Q(owed_by=OwedBy.THEIRS) | joint)


def lines_of(
    heaps: Sequence[QuerySet[Commitment]], today: datetime.date, *, shown: int = SHOWN
) -> list[Lines]:
    """Read the first rows of some heaps, each already narrowed to what the reader may read, in its order.

    One query a heap, one more for its count where it has more rows than are shown, and one for all owners.
    """
    read = [list(heap.values(*COLUMNS)[:shown]) for heap in heaps]
    owners = _owners({row["pk"]: row for rows in read for row in rows})
    return [
        Lines(tuple(_line(row, owners, today) for row in rows), _count(heap, len(rows), shown))
        for heap, rows in zip(heaps, read, strict=True)
    ]


def _count(heap: QuerySet[Commitment], found: int, shown: int) -> int:
    """Count the heap, up to a limit and one more."""
    return found if found < shown else heap.order_by()[: COUNTED + 1].count()


def _owners(rows: Mapping[int, Mapping[str, Any]]) -> dict[int, tuple[Owner, ...]]:
    """Name the owing leads of all rows in one query, ours first."""
    if not rows:
        return {}
    parts = Responsibility.objects.filter(commitment__in=rows.keys(), role=LeadRole.LEAD).order_by("side")
    owners: dict[int, tuple[Owner, ...]] = {}
    columns = ("commitment_id", "side", "ministry__short_name", "ministry__name")
    for key, side, short_name, name in parts.values_list(*columns):
        row = rows[key]
        if row["owed_by"] in {side, OwedBy.JOINT}:
            code = settings.HOME_COUNTRY if side == Side.OURS else row["country__iso"]
            owners[key] = (*owners.get(key, ()), Owner(Side(side), code, short_name or name or ""))
    return owners


def _line(row: Mapping[str, Any], owners: Mapping[int, tuple[Owner, ...]], today: datetime.date) -> Line:
    due_on = row["due_on"]
    late = is_past_due(row["state"], row["nature"], due_on, today)
    return Line(
        pk=row["pk"],
        reference=row["reference"],
        title=row["title"],
        state=CommitmentState(row["state"]),
        owners=owners.get(row["pk"], ()),
        due_on=due_on,
        review_on=row["review_on"],
        days_late=(today - due_on).days if late else 0,
        days_left=(due_on - today).days if due_on else None,
    )
