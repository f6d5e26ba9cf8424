"""Pass the parts in open commitments to whoever comes after, each with its row of history."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from commitments import audit
from commitments.models import Commitment, Ministry, Official, Responsibility, User
from commitments.vocabulary import OPEN_STATES, CommitmentState, LeadRole

# What is closed keeps who owed it; a draft has promised nothing yet.
PASSED_ON = (*OPEN_STATES, CommitmentState.DRAFT)
ACTION = "succeeded"
BATCH = 500


def standing(parts: QuerySet[Responsibility]) -> QuerySet[Responsibility]:
    """Narrow to the parts of open commitments and drafts."""
    return parts.filter(commitment__state__in=PASSED_ON)


def has_part(party: Ministry | Official) -> bool:
    """Say whether a ministry or an official has, or had, a part in any commitment."""
    named = Q(official=party) if isinstance(party, Official) else Q(ministry=party)
    return Responsibility.objects.filter(named).exists()


def pass_on(
    parts: Iterable[Responsibility],
    *,
    ministry: tuple[int, int] | None = None,
    officials: Mapping[int, int | None],
    by: User,
    now: datetime.datetime,
    reason: str,
) -> int:
    """Write another ministry (old key, new key) and other officials (old key -> new key, or nobody).

    Where the new ministry has a part in the commitment already, the two become one: the lead's row stays with
    its acceptance and report, and takes the other's official where it names none. The caller holds the
    transaction. Gives the number of commitments touched; the number of queries does not grow with them.
    """
    rows = list(parts)
    beside = _beside(rows, ministry[1]) if ministry else {}
    before = {row.pk: audit.state_of(row) for row in (*rows, *beside.values())}
    kept: dict[int, Responsibility] = {}
    gone: list[Responsibility] = []
    for row in rows:
        row.official_id = officials.get(row.official_id, row.official_id) if row.official_id else None
        stays = row
        other = beside.get(row.commitment_id) if ministry and row.ministry_id == ministry[0] else None
        if ministry and row.ministry_id == ministry[0]:
            row.ministry_id = ministry[1]
        if other is not None:
            stays, leaves = (other, row) if other.role == LeadRole.LEAD else (row, other)
            stays.official_id = stays.official_id or leaves.official_id
            gone.append(leaves)
        kept[stays.pk] = stays
    _write(kept.values(), gone)
    said: dict[str, Any] = {"by": by, "now": now, "reason": reason}
    history = [audit.told("removed", row, before=before[row.pk], after={}, **said) for row in gone]
    for row in kept.values():
        old, new = audit.difference(before[row.pk], audit.state_of(row))
        if new:
            history.append(audit.told(ACTION, row, before=old, after=new, **said))
    audit.write(history)
    return len({row.commitment_id for row in rows})


def _beside(rows: list[Responsibility], ministry: int) -> dict[int, Responsibility]:
    """Find the parts that the new ministry has already: commitment -> part."""
    own = {row.pk for row in rows}
    keys = {row.commitment_id for row in rows}
    found = Responsibility.objects.select_for_update(of=("self",)).filter(
        ministry=ministry, commitment__in=keys
    )
    return {part.commitment_id: part for part in found.select_related("commitment") if part.pk not in own}


def _write(kept: Iterable[Responsibility], gone: list[Responsibility]) -> None:
    """Take away first: a ministry has one part in a commitment, and a side one lead."""
    Responsibility.objects.filter(pk__in=[row.pk for row in gone]).delete()
    Responsibility.objects.bulk_update(list(kept), ["ministry", "official"], batch_size=BATCH)


def locked(parts: QuerySet[Responsibility]) -> QuerySet[Responsibility]:
    """Read the parts to be passed on, with their commitments, in one order for every writer."""
    return standing(parts).select_for_update(of=("self",)).select_related("commitment").order_by("pk")


def commitments_of(parts: QuerySet[Responsibility]) -> QuerySet[Commitment]:
    """Give the open commitments and drafts of these parts."""
    return Commitment.objects.filter(pk__in=standing(parts).order_by().values("commitment"))
