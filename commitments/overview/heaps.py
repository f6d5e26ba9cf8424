"""Which commitments stand in which heap of My desk, for a person of a desk, of a ministry, or a reader.

An item stands in the first heap that asks for it, and once; but for a desk a joint one that both sides still
owe stands under both, as on the tabs of the list. What lacks a living owner, and what a reminder did not
reach, is told beside that, in heaps of their own.
"""

import datetime
from typing import Any

from django.db.models import OuterRef, Q

from commitments import access
from commitments.figures import reported
from commitments.models import Commitment, Responsibility, User
from commitments.models.commitment import LATE_STATES
from commitments.overview.lines import owed
from commitments.overview.verbs import BOTH, Heap
from commitments.vocabulary import (
    OPEN_STATES,
    CommitmentState,
    LeadRole,
    Nature,
    OwedBy,
    Role,
    Side,
)

S = CommitmentState
WAITING = (S.PROPOSED, S.DECLINED, S.REPORTED)
# What waits for a decision or a report stands there; of the rest a review may be due.
REVIEWED = tuple(state for state in OPEN_STATES if state not in WAITING)
UNDER_WAY = (S.ACCEPTED, S.IN_PROGRESS)
OURS_TOO = (OwedBy.OURS, OwedBy.JOINT)

Conditions = dict[str, Q]


def conditions(person: User, today: datetime.date, until: datetime.date) -> Conditions:
    """Give what puts an open item or a draft into each heap, in the order in which the heaps are asked.

    The heaps of a ministry tell what it leads from what others lead, so that nothing stands in both.
    """
    late = Q(state__in=LATE_STATES, nature=Nature.DISCRETE, due_on__lt=today)
    ours = late & owed(Side.OURS)
    found: Conditions = {}
    if person.role in access.MINISTRY_ROLES:
        ours &= _led_by(access.keys_of_ministries(person))
    else:
        found[BOTH] = late & Q(owed_by=OwedBy.JOINT) & ~reported(Side.OURS) & ~reported(Side.THEIRS)
    found |= {Heap.OURS: ours, Heap.THEIRS: late}
    decided = _for_me(person)
    if decided:
        found[Heap.DECIDE] = decided
    going = tuple(state for state in LATE_STATES if state not in WAITING)
    found[Heap.SOON] = Q(state__in=going, due_on__range=(today, until))
    undated = Q(due_on__isnull=True) | Q(nature=Nature.CONTINUING) | Q(state=S.DORMANT)
    found[Heap.REVIEW] = Q(undated, state__in=REVIEWED, review_on__lte=today)
    if access.may_write(person, Commitment):
        found |= {Heap.DRAFTS: Q(state=S.DRAFT), Heap.OTHERS: Q(state__in=(S.PROPOSED, S.REPORTED))}
    return found


def _for_me(person: User) -> Q:
    """Give the condition of what this person accepts, confirms, or has to propose anew; empty for readers.

    As `lifecycle` has it: a ministry accepts what it leads; the desk what its own ministry leads, and what
    was declined is the desk's; the validating authority of the lead confirms or, where none is named, the
    head of desk, and never who reported.
    """
    reports = Responsibility.objects.filter(commitment=OuterRef("pk"), role=LeadRole.LEAD, reported_by=person)
    unreported = ~Q(access.EachRow(reports))
    if person.role in access.MINISTRY_ROLES:
        mine = _led_by(access.keys_of_ministries(person), accepted_on__isnull=True)
        found = Q(state__in=(S.PROPOSED, *UNDER_WAY), owed_by__in=OURS_TOO) & mine
        if person.role == Role.VALIDATING_AUTHORITY:
            confirms = access.validators().filter(access.confirming(person)).values("ministry")
            found |= Q(state=S.REPORTED) & _led_by(confirms) & unreported
        return found
    if not access.may_write(person, Commitment):
        return Q()
    own = _lead(ministry__runs_tracker=True, accepted_on__isnull=True)
    found = Q(state=S.DECLINED) | Q(state=S.PROPOSED, owed_by__in=OURS_TOO) & own
    if person.role == Role.HEAD_OF_DESK:
        found |= Q(state=S.REPORTED) & ~_led_by(access.validators().values("ministry")) & unreported
    return found


def _lead(**said: Any) -> Q:
    """Give the condition that our lead is such a one."""
    leads = Responsibility.objects.filter(
        commitment=OuterRef("pk"), side=Side.OURS, role=LeadRole.LEAD, **said
    )
    return Q(access.EachRow(leads))


def _led_by(ministries: Any, **said: Any) -> Q:
    return _lead(ministry__in=ministries, **said)
