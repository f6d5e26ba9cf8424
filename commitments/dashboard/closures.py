"""Closures on My desk: what another head asked, which this head decides."""

from dataclasses import dataclass

from django.db.models import Q

from commitments.access import policy, responsibilities, write_rules
from commitments.enums import ClosureStage
from commitments.models import Closure, User

# The closing waits for a second head, or the reopening does.
WAITING = Q(stage__in=(ClosureStage.REQUESTED, ClosureStage.REOPENING))


@dataclass(frozen=True, slots=True)
class ClosureLine:
    """One closing or reopening that waits for the person, and who asked for it."""

    pk: int
    name: str
    asked_by: str
    is_reopening: bool


def list_closures(user: User) -> tuple[ClosureLine, ...]:
    """List what the person decides as the second head, the longest waiting first: one query."""
    if not write_rules.may_write(user, Closure):
        return ()
    waiting = policy.readable_by(Closure.objects.filter(WAITING), user)
    rows = waiting.select_related("country", "mechanism", "recorded_by", "reopening_by").order_by("pk")
    lines = []
    for row in rows:
        is_reopening = row.stage == ClosureStage.REOPENING
        first = row.reopening_by if is_reopening else row.recorded_by
        if first != user and responsibilities.heads_over(user, row.country):
            lines.append(ClosureLine(row.pk, str(row), str(first or ""), is_reopening))
    return tuple(lines)
