"""Commitments as a desk lists them: reference, title, who owes, how late."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When, Window
from django.db.models.functions import Cast
from django.utils.dateparse import parse_date

from commitments.figures import reported
from commitments.models import Commitment, CommitmentQuerySet, Responsibility
from commitments.models.commitment import is_past_due
from commitments.overview.verbs import BOTH, Heap, Verb
from commitments.vocabulary import OPEN_STATES, CommitmentState, LeadRole, OwedBy, Side

# So many rows stand on the desk; the list has the rest.
SHOWN = 8
# Of what is not for today alone, fewer.
FEWER, FEW = (Heap.REVIEW, Heap.OWNERLESS, Heap.DRAFTS, Heap.OTHERS), 4
COUNTED = 1000
# What asks for anything at all.
ASKED_FOR = (CommitmentState.DRAFT, *OPEN_STATES)
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
# The first rows of each heap, by day, with how many the heap has in all. The inner query is Django's own; its
# filter on a window would compile every condition five times over, which was most of the page's time. What is
# asked of both sides stands there twice, once for each. Materialized, so that each item is asked once.
FIRST_OF_EACH = """
WITH listed AS MATERIALIZED (%s)
SELECT {columns}, stands_in, in_all FROM (
    SELECT listed.*, {stands_in} AS stands_in,
        ROW_NUMBER() OVER (
            PARTITION BY {stands_in}
            ORDER BY CASE WHEN heap = 'review' THEN review_on ELSE due_on END NULLS LAST, reference
        ) AS place,
        COUNT(*) OVER (PARTITION BY {stands_in}) AS in_all
    FROM listed CROSS JOIN (SELECT 'ours' AS side UNION ALL SELECT 'theirs') copy
    WHERE heap IS NOT NULL AND (heap = 'both' OR side = 'ours')
) placed WHERE place <= %%s ORDER BY place
"""
FIRST_OF_EACH = FIRST_OF_EACH.format(
    columns=", ".join(COLUMNS), stands_in="CASE heap WHEN 'both' THEN side ELSE heap END"
)


@dataclass(frozen=True, slots=True)
class Owner:
    """The lead of one side as a row names it; an empty name is "not stated".

    `is_awaited` says that its acceptance is still to come, `is_own` that the desk's own ministry leads.
    """

    side: Side
    code: str
    name: str
    ministry: int | None = None
    is_awaited: bool = False
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Why:
    """Why nobody answers for an item on one side."""

    text: str
    side: Side


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
    is_date_asked: bool = False
    chased_on: datetime.date | None = None
    verb: Verb | None = None
    note: str = ""

    def awaits(self, side: Side) -> bool:
        """Say whether the acceptance of a side is still to come."""
        return any(owner.side == side and owner.is_awaited for owner in self.owners)

    @property
    def is_theirs_alone(self) -> bool:
        """Say whether the partner owes it and nobody else."""
        return all(owner.side == Side.THEIRS for owner in self.owners)


@dataclass(frozen=True, slots=True)
class Lines:
    """One heap of work: its first rows and how many there are in all."""

    rows: tuple[Line, ...] = ()
    count: int = 0


def still_owed(rows: CommitmentQuerySet, side: Side) -> CommitmentQuerySet:
    """Keep what a side owes, alone or jointly; of the joint ones, those its own lead has not yet reported."""
    return rows.filter(owed(side))


def owed(side: Side) -> Q:
    """Give the condition that a side still owes it."""
    return Q(owed_by=side) | Q(owed_by=OwedBy.JOINT) & ~reported(side)


def lines_of(
    heaps: Sequence[QuerySet[Commitment]], today: datetime.date, *, shown: int = SHOWN
) -> list[Lines]:
    """Read the first rows of some heaps, each already narrowed to what the reader may read, in its order.

    One query a heap, one more for its count where it has more rows than are shown, and one for all owners.
    """
    read = [list(heap.values(*COLUMNS)[:shown]) for heap in heaps]
    counts = [_count(heap, len(rows), shown) for heap, rows in zip(heaps, read, strict=True)]
    return _finished(read, counts, today)


def sorted_lines(
    mine: QuerySet[Commitment],
    conditions: Mapping[str, Q],
    others: Mapping[Heap, QuerySet[Commitment]],
    today: datetime.date,
) -> dict[Heap, Lines]:
    """Sort what the reader may read into heaps, each item into the first that asks for it; and read others.

    What is `BOTH` stands in the heaps of both sides. One query for all conditions: it passes over the open
    items and drafts once, and gives the first rows of each heap with its count. Then those of `lines_of` for
    the other heaps.
    """
    first = Case(*(When(asked, then=Value(str(name))) for name, asked in conditions.items()), default=None)
    rows = mine.filter(state__in=ASKED_FOR).order_by().annotate(heap=Cast(first, CharField()))
    found = _first_of_each(rows.values_list("heap", *COLUMNS))
    heaps = [Heap(name) for name in conditions if name != BOTH]
    read: dict[Heap, list[Any]] = {name: [] for name in (*heaps, *others)}
    counts = dict.fromkeys(read, 0)
    for row in found:
        place = Heap(row["heap"])
        read[place].append({**row, "due_on": _day(row["due_on"]), "review_on": _day(row["review_on"])})
        counts[place] = row["in_all"]
    for name, heap in others.items():
        shown = list(heap.annotate(in_all=Window(Count("pk"))).values(*COLUMNS, "in_all")[:SHOWN])
        read[name], counts[name] = shown, shown[0]["in_all"] if shown else 0
    few = [rows[: FEW if name in FEWER else SHOWN] for name, rows in read.items()]
    return dict(zip(read, _finished(few, list(counts.values()), today), strict=True))


def _first_of_each(rows: QuerySet[Commitment, Any]) -> list[dict[str, Any]]:
    """Read the first rows of each heap; nothing where the person may read nothing at all."""
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(FIRST_OF_EACH % sql, (*params, SHOWN))
        return [dict(zip((*COLUMNS, "heap", "in_all"), row, strict=True)) for row in cursor.fetchall()]


def _day(value: Any) -> datetime.date | None:
    """Read a day as the database gives it to raw SQL: SQLite as text."""
    return parse_date(value) if isinstance(value, str) else value


def _finished(
    read: Sequence[Sequence[Mapping[str, Any]]], counts: Sequence[int], today: datetime.date
) -> list[Lines]:
    owners = _owners({row["pk"]: row for rows in read for row in rows})
    return [
        Lines(tuple(_line(row, owners, today) for row in rows), count)
        for rows, count in zip(read, counts, strict=True)
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
    columns = ("commitment", "side", "accepted_on", "ministry__short_name", "ministry__name")
    for part in parts.select_related("ministry").only(*columns, "ministry__runs_tracker"):
        key, row = part.commitment_id, rows[part.commitment_id]
        if row["owed_by"] in {part.side, OwedBy.JOINT}:
            ministry, side = part.ministry, Side(part.side)
            owner = Owner(
                side,
                settings.HOME_COUNTRY if side == Side.OURS else row["country__iso"],
                ministry.label if ministry else "",
                ministry.pk if ministry else None,
                part.accepted_on is None,
                ministry is not None and ministry.runs_tracker,
            )
            owners[key] = (*owners.get(key, ()), owner)
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
