"""Which items have nobody who answers for them any more; found by passing over all that is open."""

import datetime
from dataclasses import dataclass
from typing import cast

from django.db.models import Count, Window

from commitments import access
from commitments.lifecycle import owners
from commitments.models import Commitment, CommitmentQuerySet, User
from commitments.overview.lines import SHOWN
from commitments.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Keys:
    """The first items without a living owner, and how many there are: known without what they say."""

    first: tuple[int, ...] = ()
    count: int = 0


def without_owner(user: User, today: datetime.date, country: str = "") -> Keys:
    """Find what the person may read and what has no living owner; it passes over all that is open."""
    if user.role in access.MINISTRY_ROLES or user.role == Role.READER:
        return Keys()
    rows = owners.without_living_owner(readable(user, country), today).by_due()
    found = list(rows.annotate(in_all=Window(Count("pk"))).values_list("pk", "in_all")[:SHOWN])
    return Keys(tuple(pk for pk, _in_all in found), found[0][1] if found else 0)


def readable(user: User, country: str) -> CommitmentQuerySet:
    """Give the commitments that the person deals with, of one partner where one is chosen."""
    mine = cast(CommitmentQuerySet, access.at_hand(Commitment.objects.all(), user))
    return mine.filter(country__iso=country) if country else mine
