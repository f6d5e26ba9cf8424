"""Who sits at the table for a side, in order."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments import editing
from commitments.errors import Refused
from commitments.meetings.engagements import seat
from commitments.meetings.rules import check_open
from commitments.models import DelegationMember, Meeting, Official, User
from commitments.vocabulary import Side


@dataclass(frozen=True, slots=True)
class Seat:
    """An official on record or, where none is, a name or an office."""

    official: Official | None = None
    post: str = ""
    is_head: bool = False


def has_seat(official: Official) -> bool:
    """Say whether an official sits, or sat, in any delegation."""
    return DelegationMember.objects.filter(official=official).exists()


@transaction.atomic
def arrange(meeting: Meeting, side: Side, seats: Sequence[Seat], *, by: User, now: datetime.datetime) -> None:
    """Let a delegation be these, in this order: who is not among them gives up the seat."""
    check_open(meeting, by)
    _check(meeting, side, seats)
    left = {
        (row.official_id, row.post): row for row in meeting.delegations(manager="objects").filter(side=side)
    }
    wanted: list[tuple[DelegationMember | None, dict[str, Any]]] = []
    for order, one in enumerate(seats, 1):
        post = "" if one.official else one.post
        row = left.pop((one.official.pk if one.official else None, post), None)
        columns = {"official": one.official, "post": post, "order": order, "is_head": one.is_head}
        wanted.append((row, columns))
    for gone in left.values():
        editing.remove(gone, by=by, now=now)
    # A head gives way before another takes the place.
    for row, columns in sorted(wanted, key=lambda pair: pair[1]["is_head"]):
        if row is None:
            seat(DelegationMember(meeting=meeting, side=side, **columns), by=by, now=now)
        elif changed := {name: value for name, value in columns.items() if getattr(row, name) != value}:
            editing.change(row, changed, by=by, now=now)


def _check(meeting: Meeting, side: Side, seats: Sequence[Seat]) -> None:
    """Refuse two heads, and officials of the other side or twice."""
    if sum(one.is_head for one in seats) > 1:
        raise Refused(_("A delegation has one head."), "heads")
    officials = [one.official for one in seats if one.official]
    is_theirs = side == Side.THEIRS
    if any((one.country_id == meeting.country_id) != is_theirs for one in officials):
        raise Refused(_("An official sits on the side of the own country."), "side")
    named = [(one.official and one.official.pk, "" if one.official else one.post) for one in seats]
    if len(set(named)) < len(named):
        raise Refused(_("Nobody has two seats in a delegation."), "twice")
