"""Figures for screens and packets: upcoming deadlines, fulfilment, balance of commitments, slippage.

The database counts what the person may read; the number of queries is constant. A joint commitment counts for
both sides, and each side is assessed by its own lead.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum, auto
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple, cast

from django.db.models import (
    BooleanField,
    Case,
    Count,
    DateField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from commitments.access import grants, policy, rules
from commitments.deadlines.versions import Slips, count_slips
from commitments.enums import (
    ANSWERABLE,
    DONE_STATES,
    FULFILLED_STATES,
    LATE_STATES,
    PROMISED_STATES,
    Answer,
    LeadRole,
    Nature,
    OutcomeKind,
    OwedBy,
    Side,
)
from commitments.language.phrases.specification import add_months
from commitments.models import Commitment, CommitmentQuerySet, Country, Outcome, Responsibility, User
from commitments.models.commitments import overdue_on

WEEKS = 14
MONTHS = 12
VERSION = ("deadlines__number", "deadlines__reason", "deadlines__due_on")
WEEK = datetime.timedelta(days=7)


class Tally(StrEnum):
    """What is counted for each side.

    `ON_TIME` and `LATE`: confirmed in the last twelve months, by the day of its lead's report against the day
    agreed. `LATE_OPEN`: overdue, and its lead has not reported. `OWED`: open promises. `DONE`: fulfilled,
    in part too, or concluded in the last twelve months. `ASKED` and `OFFERED`: without an answer yet;
    `..._AGREED`: agreed to at meetings of the last twelve months.
    """

    ON_TIME = auto()
    LATE = auto()
    LATE_OPEN = auto()
    OWED = auto()
    DONE = auto()
    ASKED = auto()
    ASKED_AGREED = auto()
    OFFERED = auto()
    OFFERED_AGREED = auto()


TALLY_OF_ANSWER = {
    (OutcomeKind.REQUEST, Answer.UNANSWERED): Tally.ASKED,
    (OutcomeKind.REQUEST, Answer.AGREED): Tally.ASKED_AGREED,
    (OutcomeKind.OFFER, Answer.UNANSWERED): Tally.OFFERED,
    (OutcomeKind.OFFER, Answer.AGREED): Tally.OFFERED_AGREED,
}


@dataclass(frozen=True, order=True, slots=True)
class PartnerKey:
    """The partner of the counts."""

    name: str
    iso: str


@dataclass(slots=True)
class Figures:
    """The counts of one partner, or of several together.

    `ahead` counts by due week (its Monday) what is still owed, `slips` what is open and was moved by days
    later in all (see `deadlines.versions`), each by the owing side. `dated` counts the open ones with a first
    agreed date.
    """

    tallies: Counter[tuple[Tally, Side]] = field(default_factory=Counter)
    ahead: Counter[tuple[datetime.date, OwedBy]] = field(default_factory=Counter)
    slips: Counter[tuple[int, OwedBy]] = field(default_factory=Counter)
    dated: int = 0

    def count_for(self, side: Side, *tallies: Tally) -> tuple[int, ...]:
        """Return some counts of one side."""
        return tuple(self.tallies[tally, side] for tally in tallies)

    def count(self, tally: Tally, sides: Iterable[Side], count: int) -> None:
        for side in sides:
            self.tallies[tally, side] += count


def add_figures(parts: Iterable[Figures]) -> Figures:
    """Add up the counts of several partners."""
    whole = Figures()
    for part in parts:
        whole.tallies += part.tallies
        whole.ahead += part.ahead
        whole.slips += part.slips
        whole.dated += part.dated
    return whole


def weeks_of(today: datetime.date) -> tuple[datetime.date, ...]:
    """Return the Mondays of the coming weeks; the first is that of this week."""
    monday = today - datetime.timedelta(days=today.weekday())
    return tuple(monday + WEEK * number for number in range(WEEKS))


def count_figures(user: User, today: datetime.date) -> dict[PartnerKey, Figures]:
    """Count by partner what the person deals with: five queries. By name; one without anything is left
    out.
    """
    mine = rules.at_hand(Commitment.objects.all(), user)
    return _count(mine, rules.at_hand(Outcome.objects.all(), user), today)


def count_partner(country: Country, user: User, today: datetime.date) -> Figures:
    """Count what the person may read of one partner, also by a grant: five queries."""
    mine = policy.readable_by(Commitment.objects.filter(country=country), user)
    told = policy.readable_by(Outcome.objects.filter(meeting__country=country), user)
    return add_figures(_count(mine, told, today).values())


def _count(
    items: QuerySet[Commitment], outcomes: QuerySet[Outcome], today: datetime.date
) -> dict[PartnerKey, Figures]:
    """Count by partner what was narrowed to the reader."""
    mine, since = cast(CommitmentQuerySet, items), add_months(today, -MONTHS)
    found: defaultdict[PartnerKey, Figures] = defaultdict(Figures)
    _open(found, mine.open(), today)
    _done(found, mine.filter(state__in=DONE_STATES, closed_on__gt=since, closed_on__lte=today))
    _count_outcomes(found, outcomes.filter(kind__in=ANSWERABLE), since)
    for slipped in list_slipped(mine.open()):
        found[slipped.partner].slips[slipped.moved.days, slipped.owed_by] += 1
    return {partner: found[partner] for partner in sorted(found)}


def build_reported_condition(side: Side) -> Q:
    """Return the condition that the lead of a side has reported."""
    return Q(grants.EachRow(_reports(side)))


def _has_reported(side: Side) -> Subquery:
    """Return the same as a value, true or null: looked up row by row, never computed for all rows at once."""
    return Subquery(_reports(side).values(yes=Value(True))[:1])


def _reports(side: Side) -> QuerySet[Responsibility]:
    return Responsibility.objects.filter(
        commitment=OuterRef("pk"), side=side, role=LeadRole.LEAD, reported_on__isnull=False
    )


def _owing(owed_by: str, ours: bool = True, theirs: bool = True) -> tuple[Side, ...]:
    """Return the owing sides; for a joint commitment those for which a condition is true."""
    if owed_by != OwedBy.JOINT:
        return (Side(owed_by),)
    return tuple(side for side, holds in ((Side.OURS, ours), (Side.THEIRS, theirs)) if holds)


def _is(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def _open(found: dict[PartnerKey, Figures], rows: CommitmentQuerySet, today: datetime.date) -> None:
    """Count what is open: all of it, what is overdue, and what falls due in the weeks ahead."""
    last = weeks_of(today)[-1] + WEEK - datetime.timedelta(days=1)
    awaited = Q(state__in=LATE_STATES)
    ahead = When(awaited & Q(due_on__range=(today, last)), then=F("due_on"))
    joint, promised = Q(owed_by=OwedBy.JOINT), Q(state__in=PROMISED_STATES)
    counted = (
        rows.order_by()
        .values_list(
            "country__name",
            "country__iso",
            "owed_by",
            Case(ahead, default=None, output_field=DateField()),
            _is(overdue_on(today)),
            *(Case(When(joint, then=_has_reported(side)), default=None) for side in Side),
        )
        .annotate(Count("pk"), dated=Count("first_deadline"), owed=Count("pk", filter=promised))
    )
    for name, iso, owed_by, due_on, is_late, ours, theirs, count, dated, owed in counted:
        part = found[PartnerKey(name, iso)]
        part.dated += dated
        part.count(Tally.OWED, _owing(owed_by), owed)
        owing = _owing(owed_by, not ours, not theirs)
        if is_late:
            part.count(Tally.LATE_OPEN, owing, count)
        if due_on is not None:
            who = OwedBy.JOINT if len(owing) == len(Side) else OwedBy(owing[0])
            part.ahead[due_on - datetime.timedelta(days=due_on.weekday()), who] += count


def _done(found: dict[PartnerKey, Figures], rows: QuerySet[Commitment]) -> None:
    """Count what was done, and of what had a day, on each side whether its lead reported by then."""
    counted = (
        rows.order_by()
        .values_list("country__name", "country__iso", "owed_by", _in_time(Side.OURS), _in_time(Side.THEIRS))
        .annotate(Count("pk"))
    )
    for name, iso, owed_by, ours, theirs, count in counted:
        part = found[PartnerKey(name, iso)]
        part.count(Tally.DONE, _owing(owed_by), count)
        for side, in_time in ((Side.OURS, ours), (Side.THEIRS, theirs)):
            if in_time is not None:
                part.count(Tally.ON_TIME if in_time else Tally.LATE, (side,), count)


def _in_time(side: Side) -> Case:
    """Return whether the lead of an owing side reported by the day agreed; null where this is not
    assessed.
    """
    by_then = _reports(side).values(in_time=_is(Q(reported_on__lte=OuterRef("due_on"))))
    judged = Q(
        owed_by__in=(side, OwedBy.JOINT),
        state__in=FULFILLED_STATES,
        nature=Nature.ONE_OFF,
        due_on__isnull=False,
    )
    return Case(When(judged, then=Subquery(by_then[:1])), default=None, output_field=BooleanField())


def _count_outcomes(found: dict[PartnerKey, Figures], rows: QuerySet[Outcome], since: datetime.date) -> None:
    """Count the requests and offers without an answer, and those agreed to at meetings since a day."""
    for chosen in (
        rows.filter(answer=Answer.UNANSWERED),
        rows.filter(answer=Answer.AGREED, meeting__held_on__gt=since),
    ):
        keys = ("meeting__country__name", "meeting__country__iso", "kind", "answer", "spoken_by")
        for name, iso, kind, answer, spoken_by, count in (
            chosen.order_by().values_list(*keys).annotate(Count("pk"))
        ):
            tally = TALLY_OF_ANSWER[OutcomeKind(kind), Answer(answer)]
            found[PartnerKey(name, iso)].count(tally, _owing(spoken_by), count)


class _Version(NamedTuple):
    number: int
    reason: str
    due_on: datetime.date | None


@dataclass(frozen=True, slots=True)
class SlippedItem:
    """An item whose first agreed date was moved at a person's request, and how far."""

    pk: int
    owed_by: OwedBy
    partner: PartnerKey
    moved: Slips


def list_slipped(rows: CommitmentQuerySet) -> Iterator[SlippedItem]:
    """Yield what has moved since its first agreed date, by the days that were asked for in all.

    The chains of what moved are read and judged by `deadlines.versions`: few have more than a few versions,
    and the sums take the database longer than the rows.
    """
    moved = rows.filter(first_deadline__isnull=False).exclude(deadline=F("first_deadline"))
    versions = (
        moved.filter(deadlines__number__gte=F("first_deadline__number"))
        .order_by("pk", "deadlines__number")
        .values_list(*VERSION, "pk", "owed_by", "country__name", "country__iso")
    )
    for key, chain in groupby(versions.iterator(), key=itemgetter(3)):
        read = list(chain)
        *_version, owed_by, name, iso = read[0]
        judged = [_Version(*row[:3]) for row in read]
        slipped = count_slips(judged, judged[0])
        if slipped.count:
            yield SlippedItem(key, OwedBy(owed_by), PartnerKey(name, iso), slipped)
