"""What a desk needs today, in the order in which it is done."""

import datetime
from dataclasses import dataclass
from typing import cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, When

from commitments import access, deadlines
from commitments.calendars.workdays import AbsentYearError, add_workdays
from commitments.models import Commitment, CommitmentQuerySet, Country, Meeting, Packet, Responsibility, User
from commitments.vocabulary import (
    CommitmentState,
    LeadRole,
    MeetingState,
    OwedBy,
    PacketState,
    Side,
)

# So many rows stand on the desk; the list has the rest.
SHOWN = 8
COUNTED = 1000
WORKING_DAYS_AHEAD = 10
# Stands in where the calendar of the year is not known.
DAYS_AHEAD = 14
AHEAD = (MeetingState.PLANNED, MeetingState.POSTPONED, MeetingState.HELD)
WAITING = (CommitmentState.PROPOSED, CommitmentState.DECLINED, CommitmentState.REPORTED)


@dataclass(frozen=True, slots=True)
class Owner:
    """The lead of one side as a row names it; an empty name is "not stated"."""

    side: Side
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Line:
    """One commitment on the desk."""

    pk: int
    reference: str
    title: str
    state: CommitmentState
    owners: tuple[Owner, ...]
    due_on: datetime.date | None
    review_on: datetime.date | None
    days_late: int
    days_left: int | None


@dataclass(frozen=True, slots=True)
class Lines:
    """One heap of work: its first rows and how many there are in all."""

    rows: tuple[Line, ...]
    count: int


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """One meeting ahead, or held and not yet closed, with its latest packet."""

    pk: int
    reference: str
    title: str
    held_on: datetime.date | None
    place: str
    state: MeetingState
    packet: PacketState | None
    packet_reference: str


@dataclass(frozen=True, slots=True)
class Desk:
    """My desk as of one moment."""

    today: datetime.date
    ours_overdue: Lines
    theirs_overdue: Lines
    waiting: Lines
    due_soon: Lines
    soon_until: datetime.date
    meetings: tuple[MeetingLine, ...]
    has_records: bool
    may_record: bool

    @property
    def needs_you(self) -> int:
        return self.ours_overdue.count + self.theirs_overdue.count + self.waiting.count

    @property
    def is_clear(self) -> bool:
        return not (self.needs_you or self.due_soon.count)


def zone_of(user: User) -> ZoneInfo:
    """Give the person's time zone, or the installation's where theirs is empty or unknown."""
    try:
        return ZoneInfo(user.time_zone or settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(settings.TIME_ZONE)


def today_of(user: User, now: datetime.datetime) -> datetime.date:
    """Give the day it is where the person works."""
    return now.astimezone(zone_of(user)).date()


def desk(user: User, *, now: datetime.datetime) -> Desk:
    """Gather what the person may read and should see first; the number of queries is constant."""
    today = today_of(user, now)
    until = _tenth_working_day(today)
    mine = cast(CommitmentQuerySet, access.visible_to(Commitment.objects.all(), user))
    ours = still_owed(mine.overdue(today), Side.OURS)
    heaps: tuple[QuerySet[Commitment], ...] = (
        ours.by_due(),
        still_owed(mine.overdue(today), Side.THEIRS).exclude(pk__in=ours.values("pk")).by_due(),
        mine.filter(state__in=WAITING).by_due(),
        mine.due_between(today, until).exclude(state__in=WAITING).by_due(),
    )
    found = [tuple(heap.select_related("country")[:SHOWN]) for heap in heaps]
    owners = _owners(user, {row.pk for rows in found for row in rows})
    made = [
        Lines(tuple(_line(row, owners, today) for row in rows), _count(heap, len(rows)))
        for heap, rows in zip(heaps, found, strict=True)
    ]
    meetings = _meetings(user, today)
    has_records = bool(meetings) or any(heap.count for heap in made)
    return Desk(
        today=today,
        ours_overdue=made[0],
        theirs_overdue=made[1],
        waiting=made[2],
        due_soon=made[3],
        soon_until=until,
        meetings=meetings,
        may_record=access.may_write(user, Meeting),
        has_records=has_records or mine.exists() or access.visible_to(Meeting.objects.all(), user).exists(),
    )


def still_owed(rows: CommitmentQuerySet, side: Side) -> CommitmentQuerySet:
    """Keep what a side owes, alone or jointly; of the joint ones, those its own lead has not yet reported."""
    reported = Responsibility.objects.filter(
        commitment=OuterRef("pk"), side=side, role=LeadRole.LEAD, reported_on__isnull=False
    )
    return rows.filter(Q(owed_by=side) | Q(owed_by=OwedBy.JOINT) & ~Exists(reported))


def _tenth_working_day(today: datetime.date) -> datetime.date:
    try:
        return add_workdays(deadlines.calendar_of(settings.HOME_COUNTRY), today, WORKING_DAYS_AHEAD)
    except AbsentYearError:
        return today + datetime.timedelta(days=DAYS_AHEAD)


def _count(heap: QuerySet[Commitment], shown: int) -> int:
    """Count the heap, up to a limit and one more."""
    return shown if shown < SHOWN else heap.order_by()[: COUNTED + 1].count()


def _owners(user: User, keys: set[int]) -> dict[int, tuple[Owner, ...]]:
    """Name the leads of all rows in one query, ours first."""
    home = Country.objects.filter(iso=settings.HOME_COUNTRY).values_list("iso", flat=True).first() or ""
    parts = access.visible_to(Responsibility.objects.filter(commitment__in=keys, role=LeadRole.LEAD), user)
    owners: dict[int, tuple[Owner, ...]] = {}
    for part in parts.select_related("ministry", "commitment__country").order_by("side"):
        side = Side(part.side)
        owing = part.commitment.owed_by in {part.side, OwedBy.JOINT}
        code = home if side == Side.OURS else part.commitment.country.iso
        if owing:
            owner = Owner(side, code, part.ministry.label if part.ministry else "")
            owners[part.commitment_id] = (*owners.get(part.commitment_id, ()), owner)
    return owners


def _line(row: Commitment, owners: dict[int, tuple[Owner, ...]], today: datetime.date) -> Line:
    return Line(
        pk=row.pk,
        reference=row.reference,
        title=row.title,
        state=CommitmentState(row.state),
        owners=owners.get(row.pk, ()),
        due_on=row.due_on,
        review_on=row.review_on,
        days_late=row.days_late(today),
        days_left=(row.due_on - today).days if row.due_on else None,
    )


def _meetings(user: User, today: datetime.date) -> tuple[MeetingLine, ...]:
    """List the next meetings, the soonest first, then those not yet closed, each with its latest packet."""
    held, past = Q(state=MeetingState.HELD), Q(held_on__lt=today)
    place = Case(When(held, then=2), When(past, then=1), default=0, output_field=IntegerField())
    rows = list(
        access.visible_to(Meeting.objects.filter(state__in=AHEAD), user)
        .annotate(place_in_list=place)
        .order_by("place_in_list", F("held_on").asc(nulls_last=True), "pk")[:6]
    )
    packets = access.visible_to(Packet.objects.filter(meeting__in=[row.pk for row in rows]), user)
    latest = {packet.meeting_id: packet for packet in packets.order_by("asked_at", "pk")}
    return tuple(
        MeetingLine(
            pk=row.pk,
            reference=row.reference,
            title=row.title,
            held_on=row.held_on,
            place=row.place,
            state=MeetingState(row.state),
            packet=PacketState(latest[row.pk].state) if row.pk in latest else None,
            packet_reference=latest[row.pk].reference if row.pk in latest else "",
        )
        for row in rows
    )
