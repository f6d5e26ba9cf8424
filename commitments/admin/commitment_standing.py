"""What the steps of one commitment are decided by, for one person: read once, however many buttons ask."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from commitments import access, lifecycle
from commitments.deadlines.clocks import why_no_clock
from commitments.errors import Refused
from commitments.lifecycle import owners
from commitments.models import Approval, Commitment, Responsibility, User, leads_of
from commitments.vocabulary import (
    OPEN_STATES,
    Actor,
    ApprovalState,
    CommitmentState,
    Matter,
    Side,
    Step,
)

ASK = "ask"
FORBIDDEN = "forbidden"
KEPT_ON_ITEM = "_standing"
LIVE = (CommitmentState.DRAFT, *OPEN_STATES)


@dataclass
class Standing:
    """One commitment, read through the door, as it stands for one person.

    Nothing here is remembered beyond the object at hand.
    """

    item: Commitment
    person: User

    @cached_property
    def refusals(self) -> dict[Step, Refused | None]:
        """Give why each step cannot be taken now."""
        return {step: lifecycle.why_not(self.item, step, self.person, self.acts) for step in Step}

    @cached_property
    def acts(self) -> Callable[[Actor], bool]:
        """Give what says as whom the person acts on the item."""
        return access.acts(self.person, self.item, is_read=True)

    @cached_property
    def requests(self) -> tuple[Approval, ...]:
        """Read what was asked about it, through the door."""
        rows = access.parts(self.item, Approval, self.person).filter(commitment=self.item)
        seen = tuple(rows.select_related("recorded_by").order_by("pk"))
        for approval in seen:
            approval.commitment = self.item
        return seen

    @cached_property
    def waiting(self) -> tuple[Approval, ...]:
        """Give the requests that wait for a decision."""
        return tuple(one for one in self.requests if one.state == ApprovalState.ASKED)

    @cached_property
    def is_actor(self) -> bool:
        """Say whether the person takes steps at all: by role, and not only let look at it."""
        if access.may_write(self.person, Commitment):
            return self.is_of_desk
        return self.person.role in access.MINISTRY_ROLES and access.takes_part(self.person, self.item)

    @cached_property
    def is_of_desk(self) -> bool:
        return self.acts(Actor.DESK)

    @cached_property
    def is_head(self) -> bool:
        return self.acts(Actor.HEAD)

    @cached_property
    def may_ask_for_date(self) -> bool:
        """Say whether the person is of the desk or of the lead ministry, who ask for another date."""
        return self.acts(Actor.OWNER)

    @cached_property
    def awaited(self) -> frozenset[Side]:
        """Name the sides whose lead has still to accept, or to report."""
        return frozenset(Side(lead.side) for lead in lifecycle.awaited(self.item))

    @cached_property
    def led_by(self) -> frozenset[Side]:
        """Name the sides that have a lead."""
        return frozenset(Side(lead.side) for lead in leads_of(self.item))

    @cached_property
    def newcomers(self) -> tuple[Responsibility, ...]:
        """List the leads named after the item was accepted, who have still to accept."""
        return tuple(owners.newcomers(self.item))

    @cached_property
    def waits_for_a_day(self) -> bool:
        """Say whether the clock starts on a day that is for the officer to enter, and has not come."""
        standing = self.item.deadline
        if standing is None or standing.anchor_on is not None or self.item.state not in LIVE:
            return False
        return standing.due_on is None and why_no_clock(standing) is None

    @property
    def waits_for_condition(self) -> bool:
        item = self.item
        return bool(item.condition) and item.condition_met_on is None and item.state in LIVE

    def asked(self, matter: Matter) -> Refused | None:
        """Refuse to ask twice."""
        if any(one.matter == matter for one in self.waiting):
            return Refused(_("This is asked already and waits for a decision."), "asked")
        return None


def standing(item: Commitment, person: User) -> Standing:
    """Give what is known of the commitment for the person, read when first asked for."""
    known: dict[tuple[int, int], Standing] = item.__dict__.setdefault(KEPT_ON_ITEM, {})
    return known.setdefault((person.pk, item.version), Standing(item, person))
