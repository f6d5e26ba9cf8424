"""Whose accounts a head speaks for: officers of the own desk, and focal points who deal with its partners."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from commitments import models as m
from commitments.access.offices import HEADS, desks_of, headed
from commitments.access.reading import at_hand
from commitments.vocabulary import Role, Side


def ministries_with(head: m.User) -> QuerySet[m.Ministry]:
    """List our ministries that have a part in an item, which the head reads, of a partner the head heads."""
    items = at_hand(m.Commitment.objects.filter(country__in=headed(head)), head)
    parts = m.Responsibility.objects.filter(side=Side.OURS, commitment__in=items.order_by().values("pk"))
    ours = m.Ministry.objects.filter(country__iso=settings.HOME_COUNTRY)
    return ours.filter(pk__in=parts.order_by().values("ministry"))


def is_under(head: m.User, reach: Mapping[str, Any]) -> bool:
    """Say whether a head speaks for an account that reaches so far: in one such place, and no higher.

    `reach` holds the columns of `REACH`.
    """
    if not head.is_active or head.role not in HEADS or int(reach["clearance"]) > head.reads_up_to:
        return False
    places = {name: key for name, key in reach.items() if name.endswith("_id") and key}
    if reach["role"] == Role.FOCAL_POINT and set(places) == {"ministry_id"}:
        return ministries_with(head).filter(pk=places["ministry_id"]).exists()
    if reach["role"] == Role.DESK_OFFICER and set(places) == {"desk_id"}:
        return desks_of(head).filter(pk=places["desk_id"]).exists()
    return False
