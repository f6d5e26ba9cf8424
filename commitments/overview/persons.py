"""When it is where a person works, and for whom the person stands in."""

import datetime
from dataclasses import dataclass

from django.db.models import Q

from commitments.models import Absence, User, zone_of


@dataclass(frozen=True, slots=True)
class StandIn:
    """One absence that concerns the person: who is away, who stands in, until when."""

    pk: int
    person: str
    deputy: str
    until: datetime.date
    is_own: bool


def today_of(user: User, now: datetime.datetime) -> datetime.date:
    """Give the day it is where the person works."""
    return now.astimezone(zone_of(user)).date()


def stand_ins(user: User, today: datetime.date) -> tuple[StandIn, ...]:
    """List for whom the person stands in today, and the person's own absence: one query."""
    rows = Absence.objects.filter(
        Q(deputy=user) | Q(person=user), starts_on__lte=today, ends_on__gte=today
    ).order_by("ends_on", "pk")
    columns = ("pk", "person_id", "person__name", "deputy__name", "ends_on")
    return tuple(
        StandIn(pk, person, deputy, until, key == user.pk)
        for pk, key, person, deputy, until in rows.values_list(*columns)
    )
