"""Find what has a rung to plan, and load what the planner has to know: a constant number of queries."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from commitments.calendars.workdays import ONE_DAY
from commitments.models import Commitment, Country, Deadline, Reminder, Responsibility, leads_of
from commitments.models.commitment import LATE_STATES
from commitments.reminders.days import Calendars
from commitments.reminders.people import Place
from commitments.reminders.plan import (
    LONGEST_LATE,
    NOTICED,
    Key,
    Subject,
    anchors,
    due_days,
    overdue_days,
)
from commitments.vocabulary import (
    OPEN_STATES,
    CommitmentState,
    LeadRole,
    Nature,
    OwedBy,
    ReminderState,
    Rule,
    Side,
    WhyNot,
)

# The person was not the right one: the rung is planned again for whoever is.
WRONG_PERSON = (WhyNot.OTHERS, WhyNot.LEFT, WhyNot.UNREADABLE)
REVIEWED = tuple(state for state in OPEN_STATES if state != CommitmentState.REPORTED)
# Where in the world it is already, or still, another day.
EASTERNMOST, WESTERNMOST = datetime.timedelta(hours=14), datetime.timedelta(hours=12)
WEEK = datetime.timedelta(days=7)
# What the planner has to know of the commitment itself.
COLUMNS = (
    "pk", "deadline_id", "state", "nature", "owed_by", "act_by", "due_on", "review_on", "proposed_on",
    "country_id", "classification",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Window:
    """The days of mail that a sweep plans for."""

    first: datetime.date
    last: datetime.date


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
        return self.state == ReminderState.DROPPED and self.why_not in WRONG_PERSON


def candidates(window: Window, calendars: Calendars) -> list[int]:
    """List the commitments that have a rung told within the window and not planned yet.

    Each rung is one index scan on the days it can count from. What the partner owes counts in the partner's
    capital, so the days of every partner are taken together; the planner then looks at each item itself.
    """
    owing = Commitment.objects.filter(country=OuterRef("pk"), state__in=LATE_STATES, owed_by=OwedBy.THEIRS)
    partners = Country.objects.filter(Exists(owing)).values_list("iso", flat=True)
    maps = [
        anchors(calendars[iso], calendars.home, window.first, window.last)
        for iso in (settings.HOME_COUNTRY, *partners)
    ]
    days: dict[tuple[Rule, int], set[datetime.date]] = defaultdict(set)
    for found in maps:
        for key, counted in found.items():
            days[key] |= counted
    begun = _begun(window.last)
    scans = [_scan(rule, offset, found).filter(begun) for (rule, offset), found in sorted(days.items())]
    scans += [*_overdue(window, calendars), _moved(window)]
    first, *rest = [scan.order_by().values_list("pk", flat=True) for scan in scans]
    return sorted(first.union(*rest))


def _begun(day: datetime.date) -> Q:
    """Proposed before a day: until then an item has no rung to tell."""
    return Q(proposed_on=None) | Q(proposed_on__lt=day)


def _untold(rule: Rule, **more: object) -> Q:
    """No reminder of the deadline that stands tells the rung, or told it to the right person."""
    told = Reminder.objects.filter(deadline=OuterRef("deadline"), rule=rule, **more)
    return Q(~Exists(told.filter(~Q(state=ReminderState.DROPPED) | ~Q(why_not__in=WRONG_PERSON))))


def _scan(rule: Rule, offset: int, days: Collection[datetime.date]) -> QuerySet[Commitment]:
    match rule:
        case Rule.REVIEW:
            by_day = Q(review_on__in=days) | Q(nature=Nature.CONTINUING, review_on=None, due_on__in=days)
            return Commitment.objects.filter(by_day, _untold(rule), state__in=REVIEWED)
        case Rule.ANSWER:
            told = _untold(rule, anchor_on=OuterRef("proposed_on"))
            return Commitment.objects.filter(told, state=CommitmentState.PROPOSED, proposed_on__in=days)
        case _:
            ladder = Commitment.objects.filter(state__in=LATE_STATES, nature=Nature.DISCRETE)
            return ladder.filter(_untold(rule, offset=offset), act_by__in=days)


def _moved(window: Window) -> QuerySet[Commitment]:
    """Look for deadlines that came to stand lately and whose move nobody has been told."""
    since = datetime.datetime.combine(window.first, datetime.time(), datetime.UTC)
    moved = Deadline.objects.filter(reason__in=NOTICED, recorded_at__gte=since)
    standing = Commitment.objects.filter(deadline__in=moved.values("pk"), state__in=REVIEWED)
    return standing.filter(_untold(Rule.MOVED))


def _overdue(window: Window, calendars: Calendars) -> list[QuerySet[Commitment]]:
    """Look for the weekly rungs after the due day: one scan for each day that can have some."""
    late = Commitment.objects.filter(state__in=LATE_STATES, nature=Nature.DISCRETE)
    dated = late.filter(due_on__isnull=False).order_by("due_on").values_list("due_on", flat=True)
    firsts = [dated.filter(state=state).first() for state in LATE_STATES]
    oldest = max(min((day for day in firsts if day), default=window.last), window.first - LONGEST_LATE)
    scans: list[QuerySet[Commitment]] = []
    # A week holds one rung of every late item; older ones would only be folded into it.
    first = max(window.first, window.last - WEEK - 2 * ONE_DAY)
    for raw, told_on in overdue_days(calendars.home, first, window.last).items():
        if oldest < raw:
            midnight = datetime.datetime.combine(told_on, datetime.time(), datetime.UTC)
            around = (midnight - EASTERNMOST, midnight + ONE_DAY + WESTERNMOST)
            told = _untold(Rule.OVERDUE, planned_at__range=around)
            scans.append(late.filter(_begun(told_on), told, due_on__in=due_days(raw, oldest)))
    return scans


def items(commitments: Collection[int]) -> dict[int, Item]:
    """Load what the planner has to know of these commitments: two queries."""
    leads: dict[int, dict[str, tuple[int | None, int | None]]] = defaultdict(dict)
    reported: dict[int, set[str]] = defaultdict(set)
    parts = Responsibility.objects.filter(commitment__in=commitments, role=LeadRole.LEAD)
    columns = ("commitment", "side", "ministry", "official", "reported_on")
    for commitment, side, ministry, official, reported_on in parts.values_list(*columns):
        leads[commitment][side] = (ministry, official)
        if reported_on:
            reported[commitment].add(side)
    found = Commitment.objects.filter(pk__in=commitments, deadline__isnull=False)
    rows = found.annotate(stands_since=F("deadline__recorded_at"), came_by=F("deadline__reason")).values(
        "stands_since", "came_by", *COLUMNS
    )
    return {row["pk"]: _item(row, leads[row["pk"]], frozenset(reported[row["pk"]])) for row in rows}


def item_of(commitment: Commitment) -> Item | None:
    """See one commitment, read with deadline and parts, as the planner does; None without a deadline."""
    standing, leads = commitment.deadline, leads_of(commitment)
    if standing is None:
        return None
    row = {name: getattr(commitment, name) for name in COLUMNS}
    row |= {"stands_since": standing.recorded_at, "came_by": standing.reason}
    named = {lead.side: (lead.ministry_id, lead.official_id) for lead in leads}
    return _item(row, named, frozenset(lead.side for lead in leads if lead.reported_on))


def _item(
    row: Mapping[str, Any], leads: Mapping[str, tuple[int | None, int | None]], reported: frozenset[str]
) -> Item:
    ministry, official = leads.get(Side.OURS, (None, None))
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
        reported=reported,
        reason=row["came_by"],
    )
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


def owing_iso(subject: Subject, country_iso: str) -> str:
    """Name the country in whose capital the subject's working days count; a joint one counts in ours."""
    return country_iso if subject.owed_by == OwedBy.THEIRS else settings.HOME_COUNTRY
