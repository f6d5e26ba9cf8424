"""The delegations of a meeting, in order of seating, and its background facts until the record is closed."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from commitments.enums import Side
from commitments.errors import Refused
from commitments.meetings.meetings import add_delegate, check_open
from commitments.models import BackgroundFact, DelegationMember, Meeting, Official, User
from commitments.records import edits


@dataclass(frozen=True, slots=True)
class DelegateInput:
    """A recorded official or, where there is none, a name or an office."""

    official: Official | None = None
    post: str = ""
    is_head: bool = False


def has_seat(official: Official) -> bool:
    """Return whether an official is, or was, in any delegation."""
    return DelegationMember.objects.filter(official=official).exists()


@transaction.atomic
def set_delegation(
    meeting: Meeting, side: Side, seats: Sequence[DelegateInput], *, by: User, now: datetime.datetime
) -> None:
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
        edits.remove_record(gone, by=by, now=now)
    # A head gives way before another takes the place.
    for row, columns in sorted(wanted, key=lambda pair: pair[1]["is_head"]):
        if row is None:
            add_delegate(DelegationMember(meeting=meeting, side=side, **columns), by=by, now=now)
        elif changed := {name: value for name, value in columns.items() if getattr(row, name) != value}:
            edits.change_record(row, changed, by=by, now=now)


def _check(meeting: Meeting, side: Side, seats: Sequence[DelegateInput]) -> None:
    """Refuse two heads, and officials of the other side or twice."""
    if sum(one.is_head for one in seats) > 1:
        raise Refused(_("A delegation can have only one head. Clear the other selection."), "heads")
    officials = [one.official for one in seats if one.official]
    is_theirs = side == Side.THEIRS
    if any((one.country_id == meeting.country_id) != is_theirs for one in officials):
        raise Refused(_("Add each official to the delegation of their own country."), "side")
    named = [(one.official and one.official.pk, "" if one.official else one.post) for one in seats]
    if len(set(named)) < len(named):
        raise Refused(_("Each person can be in a delegation only once. Remove the second entry."), "twice")


# What needs more is a text of the meeting.
MOST_FACTS = 20


@dataclass(frozen=True, slots=True)
class FactInput:
    """A fact with its source, and its date in words as far as the source states it."""

    text: str
    source: str
    dated: str = ""


@transaction.atomic
def add_fact(fact: BackgroundFact, *, by: User, now: datetime.datetime) -> BackgroundFact:
    """Add a fact after those recorded; raises `Refused` where the meeting is closed or has too many."""
    check_open(fact.meeting, by)
    standing = BackgroundFact.objects.filter(meeting=fact.meeting)
    _check_count(standing.count() + 1)
    fact.order = (standing.aggregate(last=Max("order"))["last"] or 0) + 1
    return edits.create_record(fact, by=by, now=now)


@transaction.atomic
def change_fact(
    fact: BackgroundFact, values: Mapping[str, Any], *, expected: int, by: User, now: datetime.datetime
) -> BackgroundFact:
    """Write some columns of a fact; Refused where it was changed meanwhile."""
    check_open(fact.meeting, by)
    return edits.change_record(fact, values, expected=expected, by=by, now=now)


@transaction.atomic
def remove_fact(fact: BackgroundFact, *, by: User, now: datetime.datetime) -> None:
    """Remove a fact; the history keeps it."""
    check_open(fact.meeting, by)
    edits.remove_record(fact, by=by, now=now)


@transaction.atomic
def set_background(meeting: Meeting, facts: Sequence[FactInput], *, by: User, now: datetime.datetime) -> None:
    """Replace the background by these facts, in this order; a recorded fact is recognised by its text."""
    check_open(meeting, by)
    _check_count(len(facts))
    if len({fact.text for fact in facts}) < len(facts):
        raise Refused(_("A fact is listed twice. Remove one of the two entries."), "twice")
    left = {row.text: row for row in BackgroundFact.objects.filter(meeting=meeting)}
    wanted = [(left.pop(fact.text, None), {**asdict(fact), "order": n}) for n, fact in enumerate(facts, 1)]
    edits.remove_many(list(left.values()), by=by, now=now)
    for row, columns in wanted:
        if row is None:
            edits.create_record(BackgroundFact(meeting=meeting, **columns), by=by, now=now)
        elif changed := {name: value for name, value in columns.items() if getattr(row, name) != value}:
            edits.change_record(row, changed, by=by, now=now)


def _check_count(count: int) -> None:
    if count > MOST_FACTS:
        raise Refused(
            _("A meeting can have at most %(most)d background facts. Add the others as a statement.")
            % {"most": MOST_FACTS},
            "too_many",
        )
