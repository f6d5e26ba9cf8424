"""What stands against a deed on each of many commitments: asked of the database once for all of them.

The reasons are those that the life-cycle gives for one item; it decides again when the deed is done.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from commitments import access, agenda
from commitments.errors import Refused
from commitments.lifecycle import owing_sides
from commitments.lifecycle.approvals import FIXED
from commitments.lifecycle.progress import why_not_update
from commitments.lifecycle.rules import FORBIDDEN
from commitments.models import AgendaItem, Approval, Commitment, Meeting, Responsibility, User
from commitments.vocabulary import (
    OPEN_STATES,
    TRANSITIONS,
    Actor,
    ApprovalState,
    Deed,
    LeadRole,
    Matter,
    Nature,
    Side,
    Step,
)

DESK = Refused(FORBIDDEN[Actor.DESK], "forbidden")


@dataclass(frozen=True, slots=True)
class Crowd:
    """What one person may do with some commitments, which the person may read.

    `desk` are the partners the person records for, `led` the items that the person's ministry leads, `asked`
    those of which another date is asked already, `sides` the sides of each that have a lead; `meeting` is the
    one they are to come before, `listed` those that stand on its agenda.
    """

    person: User
    desk: frozenset[int]
    led: frozenset[int]
    asked: frozenset[int]
    sides: Mapping[int, frozenset[str]]
    meeting: Meeting | None
    listed: frozenset[int]

    def is_of_desk(self, item: Commitment) -> bool:
        return item.country_id in self.desk


def crowd_of(items: Collection[Commitment], person: User, meeting: Meeting | None = None) -> Crowd:
    """Read what the reasons need, in as many queries for a thousand items as for one."""
    keys = [item.pk for item in items]
    ministries = access.keys_of_ministries(person)
    sides: dict[int, set[str]] = {}
    led = set()
    leads = Responsibility.objects.filter(commitment__in=keys, role=LeadRole.LEAD).order_by()
    for key, side, ministry in leads.values_list("commitment", "side", "ministry"):
        sides.setdefault(key, set()).add(side)
        if side == Side.OURS and ministry in ministries:
            led.add(key)
    asked = Approval.objects.filter(commitment__in=keys, matter=Matter.DATE, state=ApprovalState.ASKED)
    listed = AgendaItem.objects.filter(meeting=meeting, commitment__in=keys) if meeting else None
    return Crowd(
        person=person,
        desk=frozenset(access.countries_of(person).values_list("pk", flat=True)),
        led=frozenset(led),
        asked=frozenset(key for key in asked.values_list("commitment", flat=True) if key),
        sides={key: frozenset(named) for key, named in sides.items()},
        meeting=meeting,
        listed=frozenset(
            key for key in (listed.values_list("commitment", flat=True) if listed is not None else ()) if key
        ),
    )


def why_not(deed: Deed, item: Commitment, crowd: Crowd) -> Refused | None:
    """Explain why this is not done to the item now, or give None where it can be."""
    match deed:
        case Deed.NO_CHANGE:
            return why_not_update(item, crowd.person)
        case Deed.CHASE:
            return _why_not_chase(item, crowd)
        case Deed.ASK_DATE:
            return _why_not_ask(item, crowd)
        case Deed.BRING_UP:
            return _why_not_bring_up(item, crowd)
        case Deed.PROPOSE:
            return _why_not_propose(item, crowd)
        case Deed.REVIEW:
            return _why_not_review(item, crowd)


def _why_not_chase(item: Commitment, crowd: Crowd) -> Refused | None:
    if not crowd.is_of_desk(item):
        return DESK
    if item.state not in OPEN_STATES:
        return Refused(_("Only an open item is chased."), "wrong_state")
    return None


def _why_not_ask(item: Commitment, crowd: Crowd) -> Refused | None:
    if not (crowd.is_of_desk(item) or item.pk in crowd.led):
        return Refused(_("The desk asks for this; the lead ministry for another date."), "forbidden")
    if item.state in FIXED:
        return Refused(_("Only the deadline of an accepted, open commitment is moved."), "wrong_state")
    if item.pk in crowd.asked:
        return Refused(_("This is asked already and waits for a decision."), "asked")
    return None


def _why_not_bring_up(item: Commitment, crowd: Crowd) -> Refused | None:
    meeting = crowd.meeting
    if not crowd.is_of_desk(item):
        return DESK
    if item.state not in OPEN_STATES:
        return Refused(_("Only an open item comes before a meeting."), "wrong_state")
    if meeting is None:
        return None
    if item.country_id != meeting.country_id:
        return Refused(_("It was agreed with another partner."), "partner")
    if item.outcome.meeting_id == meeting.pk:
        return Refused(_("It was agreed at this very meeting."), "same_meeting")
    if meeting.state not in agenda.AHEAD:
        return Refused(agenda.NOT_AHEAD, "not_ahead")
    if item.pk in crowd.listed:
        return Refused(agenda.ON_AGENDA, "on_agenda")
    return None


def _why_not_propose(item: Commitment, crowd: Crowd) -> Refused | None:
    transition = TRANSITIONS[Step.PROPOSE]
    if item.state not in transition.sources:
        return Refused(transition.explanation, "wrong_state")
    if not crowd.is_of_desk(item):
        return DESK
    if not set(owing_sides(item)) <= crowd.sides.get(item.pk, frozenset()):
        return Refused(_("Name a lead on each owing side first, or say that it is not stated."), "needs_lead")
    return None


def _why_not_review(item: Commitment, crowd: Crowd) -> Refused | None:
    if not crowd.is_of_desk(item):
        return DESK
    if item.state not in OPEN_STATES:
        return Refused(_("Only an open item is looked at again."), "wrong_state")
    if item.due_on is not None and item.nature != Nature.CONTINUING:
        return Refused(_("It has a date; only what has none, or continues, is reviewed."), "dated")
    return None
