"""Handovers on My desk: who has to accept, answer or decide."""

from dataclasses import dataclass

from django.db.models import Count, Q

from commitments.access import policy, write_rules
from commitments.enums import HEAD_ROLES, HandoverState
from commitments.models import Handover, HandoverItem, User


@dataclass(frozen=True, slots=True)
class HandoverLine:
    """One handover that waits for the person: as successor, for answers, or for a decision of a head.

    `waiting` counts the items not accepted that the person may read, `asked` the questions without an answer.
    """

    pk: int
    person: str
    successor: str
    waiting: int
    asked: int
    is_yours: bool
    is_signed: bool


PENDING = Q(state__in=(HandoverState.OPEN, HandoverState.SIGNED), decided_at__isnull=True)


def list_handovers(user: User) -> tuple[HandoverLine, ...]:
    """List the handovers in which the person has something to do: one query, or two where there are any."""
    if not write_rules.may_write(user, Handover):
        return ()
    mine = policy.readable_by(Handover.objects.filter(PENDING), user).select_related("person", "successor")
    found = list(mine.order_by("pk"))
    if not found:
        return ()
    items = policy.readable_by(HandoverItem.objects.filter(handover__in=found), user).order_by()
    counted = items.values_list("handover").annotate(
        waiting=Count("pk", filter=Q(accepted_at__isnull=True)),
        asked=Count("pk", filter=~Q(question="") & Q(answer="")),
    )
    counts = {key: (waiting, asked) for key, waiting, asked in counted}
    lines = (
        HandoverLine(
            row.pk,
            str(row.person),
            str(row.successor),
            *counts.get(row.pk, (0, 0)),
            row.successor_id == user.pk,
            row.state == HandoverState.SIGNED,
        )
        for row in found
    )
    return tuple(one for one in lines if _waits_for(one, user))


def _waits_for(line: HandoverLine, user: User) -> bool:
    if line.is_yours:
        return not line.is_signed
    return user.role in HEAD_ROLES if line.is_signed else line.asked > 0
