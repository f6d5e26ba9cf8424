"""What the planner has to know of each item, and the reminders that exist: a few queries for all."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from commitments.models import Commitment, Reminder, Responsibility, leads_of
from commitments.reminders.people import Place
from commitments.reminders.plan import Key, Subject
from commitments.vocabulary import LeadRole, Rule, Side, WhyNot

# The person was not the right one: the rung is planned again for whoever is.
WRONG_PERSON = (WhyNot.OTHERS, WhyNot.LEFT, WhyNot.UNREADABLE, WhyNot.BOUNCED)
# What the planner has to know of the commitment itself.
COLUMNS = (
    "pk", "deadline_id", "state", "nature", "owed_by", "act_by", "due_on", "review_on", "proposed_on",
    "health_on", "country_id", "classification",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One commitment as the planner sees it, and where its people are found."""

    subject: Subject
    place: Place


@dataclass(frozen=True, slots=True)
class Row:
    """A reminder that exists."""

    pk: int
    recipient: int | None
    planned_at: datetime.datetime
    state: str
    why_not: str

    @property
    def is_open_again(self) -> bool:
        """Whether it left the rung untold because the person was the wrong one."""
        return self.why_not in WRONG_PERSON

    @property
    def has_bounced(self) -> bool:
        """Whether it was sent and came back, or was refused for the address."""
        return self.why_not == WhyNot.BOUNCED


@dataclass(slots=True)
class Lead:
    """Who leads on one side, and what that lead has done."""

    ministry: int | None
    official: int | None
    accepted_on: datetime.date | None
    reported_on: datetime.date | None


def items(commitments: Collection[int]) -> dict[int, Item]:
    """Load what the planner has to know of these commitments: two queries."""
    leads: dict[int, dict[str, Lead]] = defaultdict(dict)
    parts = Responsibility.objects.filter(commitment__in=commitments, role=LeadRole.LEAD)
    columns = ("commitment", "side", "ministry", "official", "accepted_on", "reported_on")
    for commitment, side, *lead in parts.values_list(*columns):
        leads[commitment][side] = Lead(*lead)
    found = Commitment.objects.filter(pk__in=commitments, deadline__isnull=False)
    rows = found.annotate(
        stands_since=F("deadline__recorded_at"), came_by=F("deadline__reason"), kind=F("deadline__kind")
    ).values("stands_since", "came_by", "kind", *COLUMNS)
    return {row["pk"]: _item(row, leads[row["pk"]]) for row in rows}


def item_of(commitment: Commitment) -> Item | None:
    """See one commitment, read with deadline and parts, as the planner does; None without a deadline."""
    standing = commitment.deadline
    if standing is None:
        return None
    row = {name: getattr(commitment, name) for name in COLUMNS}
    row |= {"stands_since": standing.recorded_at, "came_by": standing.reason, "kind": standing.kind}
    named = {
        lead.side: Lead(lead.ministry_id, lead.official_id, lead.accepted_on, lead.reported_on)
        for lead in leads_of(commitment)
    }
    return _item(row, named)


def _item(row: Mapping[str, Any], leads: Mapping[str, Lead]) -> Item:
    ours = leads.get(Side.OURS)
    accepted = [lead.accepted_on for lead in leads.values() if lead.accepted_on]
    subject = Subject(
        commitment=row["pk"],
        deadline=row["deadline_id"],
        recorded_at=row["stands_since"],
        state=row["state"],
        nature=row["nature"],
        owed_by=row["owed_by"],
        act_by=row["act_by"],
        due_on=row["due_on"],
        review_on=row["review_on"],
        proposed_on=row["proposed_on"],
        reported=frozenset(side for side, lead in leads.items() if lead.reported_on),
        reason=row["came_by"],
        kind=row["kind"],
        heard_on=row["health_on"] or max(accepted, default=None),
        accepted=frozenset(side for side, lead in leads.items() if lead.accepted_on),
    )
    ministry, official = (ours.ministry, ours.official) if ours else (None, None)
    return Item(subject, Place(row["country_id"], row["classification"], ministry, official))


def rows_of(deadlines: Collection[int]) -> dict[tuple[int, Key], list[Row]]:
    """Load the reminders of these deadlines by rung."""
    found: dict[tuple[int, Key], list[Row]] = defaultdict(list)
    columns = ("deadline", "rule", "offset", "anchor_on", "pk", "recipient", "planned_at", "state", "why_not")
    reminders = Reminder.objects.filter(deadline__in=deadlines).order_by("pk")
    for deadline, rule, offset, anchor_on, *row in reminders.values_list(*columns):
        found[deadline, Key(Rule(rule), offset, anchor_on)].append(Row(*row))
    return found


def in_chunks(keys: Collection[int], size: int = 500) -> Iterator[list[int]]:
    """Cut a long list of keys, so that memory and the length of a query stay bounded."""
    listed = list(keys)
    for start in range(0, len(listed), size):
        yield listed[start : start + size]
