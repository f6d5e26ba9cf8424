"""The overview of one partner: the next meeting, what each side owes, what came of the meetings, and people.

All of it is what the person may read, also by a grant, so that counts and lists agree. The number of queries
does not depend on the number of records.
"""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.db.models import Case, Count, IntegerField, Max, Min, Q, QuerySet, When, Window

from commitments.access import policy
from commitments.charts.drawing import Chart
from commitments.charts.figures import Figures, PartnerKey, SlippedItem, Tally, count_partner, list_slipped
from commitments.dashboard.commitments import QueueGroup, QueueLine, lines_of, still_owed
from commitments.dashboard.meetings import count_agenda_items
from commitments.dashboard.side_panel import charts_of
from commitments.deadlines.versions import Slips
from commitments.enums import (
    CLOSED_STATES,
    DONE_STATES,
    HELD_STATES,
    OPEN_STATES,
    UPCOMING_STATES,
    Answer,
    Classification,
    MechanismLevel,
    MeetingForm,
    MeetingState,
    OutcomeKind,
    OwedBy,
    PacketState,
    Side,
    SpokenBy,
)
from commitments.models import (
    DAY,
    Commitment,
    CommitmentQuerySet,
    Country,
    DelegationMember,
    Mechanism,
    Meeting,
    Official,
    Outcome,
    Packet,
    Responsibility,
    User,
)
from commitments.models.commitments import overdue_on
from commitments.models.meetings import day_at
from commitments.models.parties import in_post_on
from commitments.packets.copies import with_recalled

# So many rows fit on two printed pages.
LATE_SHOWN, SLIPPED_SHOWN, ASKED_SHOWN, LATER_SHOWN = 4, 4, 3, 2
MEETINGS_SHOWN, MECHANISMS_SHOWN, PACKETS_SHOWN = 6, 4, 3
THEIR_PEOPLE_SHOWN, OUR_PEOPLE_SHOWN = 6, 3
# Of a clause, one line.
LONGEST = 110


@dataclass(frozen=True, slots=True)
class NextMeeting:
    """The next meeting; `heads` are the heads of our and of their delegation, empty where not stated."""

    pk: int
    reference: str
    title: str
    held_on: datetime.date | None
    days_left: int | None
    place: str
    form: MeetingForm
    mechanism: str
    session: int | None
    heads: tuple[str, str]
    on_agenda: int


@dataclass(frozen=True, slots=True)
class LaterMeeting:
    """A meeting after the next one."""

    pk: int
    title: str
    held_on: datetime.date | None


@dataclass(frozen=True, slots=True)
class SideOwes:
    """What one side owes: how many open promises, the overdue ones, and those that are due next."""

    side: Side
    code: str
    owed: int
    late: QueueGroup
    next: QueueGroup


@dataclass(frozen=True, slots=True)
class SlippedLine:
    """An open commitment whose first agreed date was moved, and how far."""

    line: QueueLine
    moved: Slips


@dataclass(frozen=True, slots=True)
class UnansweredPoint:
    """A request or an offer without an answer."""

    meeting: int
    reference: str
    number: int
    clause: str
    review_on: datetime.date | None
    kind: OutcomeKind
    spoken_by: SpokenBy


@dataclass(frozen=True, slots=True)
class MeetingResult:
    """A past meeting and what came of it; `ended` commitments ended otherwise than by being fulfilled."""

    pk: int
    title: str
    held_on: datetime.date | None
    place: str
    state: MeetingState
    outcomes: int
    unanswered: int
    commitments: int
    done: int
    open: int
    late: int

    @property
    def ended(self) -> int:
        return self.commitments - self.done - self.open


@dataclass(frozen=True, slots=True)
class PersonShown:
    """An official in post: for how many open items named, and when last met."""

    pk: int
    side: Side
    person: str
    post: str
    pronunciation: str
    note: str
    ministry: str
    answers: int
    met_on: datetime.date | None


@dataclass(frozen=True, slots=True)
class MechanismShown:
    """A standing body: its sessions so far, the last and the next, and what is open of them."""

    pk: int
    name: str
    level: MechanismLevel
    frequency: str
    sessions: int
    last_on: datetime.date | None
    next_on: datetime.date | None
    open: int


@dataclass(frozen=True, slots=True)
class PacketShown:
    """A packet that is ready; `as_of` is its own past moment, where it has one."""

    pk: int
    label: str
    meeting: int | None
    classification: Classification
    ready_at: datetime.datetime | None
    as_of: datetime.datetime | None
    pages: int
    is_recalled: bool


@dataclass(frozen=True, slots=True)
class PartnerOverview:
    """What a person may read of one partner; `level` is the highest classification of it, None of nothing.

    `packet` is the latest packet of the next meeting.
    """

    country: Country
    today: datetime.date
    level: Classification | None
    next: NextMeeting | None
    later: tuple[LaterMeeting, ...]
    packet: PacketShown | None
    sides: tuple[SideOwes, ...]
    # What both sides still owe, and what is counted for each of them therefore.
    joint_count: int
    unanswered: tuple[UnansweredPoint, ...]
    unanswered_count: int
    charts: tuple[Chart, ...]
    slipped: tuple[SlippedLine, ...]
    slipped_count: int
    meetings: tuple[MeetingResult, ...]
    meetings_count: int
    people: tuple[PersonShown, ...]
    mechanisms: tuple[MechanismShown, ...]
    packets: tuple[PacketShown, ...]

    @property
    def is_empty(self) -> bool:
        """Return whether the person may read no record of the partner."""
        return self.level is None


@dataclass(frozen=True, slots=True)
class _Readable:
    """What the person may read of the partner: the beginning of every query."""

    country: Country
    user: User
    today: datetime.date
    items: CommitmentQuerySet
    meetings: QuerySet[Meeting]
    points: QuerySet[Outcome]


def build_overview(
    country: Country, user: User, *, today: datetime.date, at: datetime.datetime
) -> PartnerOverview:
    """Gather the overview of a partner as of a moment; `today` is its day where the person works."""
    points = Outcome.objects.filter(meeting__country=country)
    seen = _Readable(
        country,
        user,
        today,
        cast(CommitmentQuerySet, policy.readable_by(Commitment.objects.filter(country=country), user)),
        policy.readable_by(Meeting.objects.filter(country=country), user),
        policy.readable_by(points, user),
    )
    figures = count_partner(country, user, today)
    slipped = sorted(list_slipped(seen.items.open()), key=lambda one: (-one.moved.days, one.pk))
    sides, moved = _list_owed(seen, figures, slipped[:SLIPPED_SHOWN])
    ahead = _list_upcoming(seen)
    following = _describe_next(ahead[0], seen) if ahead else None
    results, count = _list_results(seen)
    packets = _list_packets(seen, at, ahead[0].pk if ahead else None)
    return PartnerOverview(
        country=country,
        today=today,
        level=_find_level(seen, packets),
        next=following,
        later=tuple(LaterMeeting(one.pk, one.title, one.held_on) for one in ahead[1:]),
        packet=next((one for one in packets if ahead and one.meeting == ahead[0].pk), None),
        sides=sides,
        joint_count=seen.items.promised().owed_by(OwedBy.JOINT).count(),
        unanswered=tuple(list_unanswered_at(seen.meetings, user)),
        unanswered_count=filter_unanswered(seen.meetings, user).count(),
        charts=charts_of({PartnerKey(str(country), country.iso): figures}, today, by_country=False),
        slipped=moved,
        slipped_count=len(slipped),
        meetings=results,
        meetings_count=count,
        people=_list_people(seen),
        mechanisms=_list_mechanisms(seen),
        packets=tuple(packets),
    )


def _find_level(seen: _Readable, packets: Collection[PacketShown]) -> Classification | None:
    """Return the highest classification of what may be read: of all that is counted."""
    rows: tuple[QuerySet[Commitment] | QuerySet[Meeting] | QuerySet[Outcome], ...]
    rows = (seen.items, seen.meetings, seen.points)
    levels = [one.order_by().aggregate(highest=Max("classification"))["highest"] for one in rows]
    known = [level for level in levels if level is not None]
    known += [packet.classification for packet in packets]
    return Classification(max(known)) if known else None


def _list_owed(
    seen: _Readable, figures: Figures, slipped: Collection[SlippedItem]
) -> tuple[tuple[SideOwes, ...], tuple[SlippedLine, ...]]:
    """List what each side owes, the overdue first, and the items whose dates moved farthest."""
    ahead = seen.items.promised().filter(due_on__gte=seen.today)
    heaps = [
        heap.by_due()
        for side in Side
        for heap in (still_owed(seen.items.overdue(seen.today), side), still_owed(ahead, side))
    ]
    farthest = seen.items.filter(pk__in=[one.pk for one in slipped])
    *groups, moved = lines_of([*heaps, farthest], seen.today, shown=LATE_SHOWN)
    codes = {Side.OURS: settings.HOME_COUNTRY, Side.THEIRS: seen.country.iso}
    sides = tuple(
        SideOwes(side, codes[side], figures.tallies[Tally.OWED, side], late, following)
        for side, late, following in zip(Side, groups[::2], groups[1::2], strict=True)
    )
    lines = {row.pk: row for row in moved.rows}
    return sides, tuple(SlippedLine(lines[one.pk], one.moved) for one in slipped if one.pk in lines)


def _list_upcoming(seen: _Readable) -> list[Meeting]:
    """List the next meetings, the soonest first, those without a date last."""
    ahead = seen.meetings.filter(Q(held_on__isnull=True) | Q(held_on__gte=seen.today))
    rows = ahead.filter(state__in=UPCOMING_STATES).order_by(DAY.asc(nulls_last=True), "pk")
    return list(rows.select_related("mechanism")[: 1 + LATER_SHOWN])


def _describe_next(meeting: Meeting, seen: _Readable) -> NextMeeting:
    heads = policy.readable_by(DelegationMember.objects.filter(meeting=meeting, is_head=True), seen.user)
    named = {row.side: str(row) for row in heads.select_related("official")}
    return NextMeeting(
        pk=meeting.pk,
        reference=meeting.reference,
        title=meeting.title,
        held_on=meeting.held_on,
        days_left=(meeting.held_on - seen.today).days if meeting.held_on else None,
        place=meeting.place,
        form=MeetingForm(meeting.form),
        mechanism=str(meeting.mechanism or ""),
        session=meeting.session_number,
        heads=(named.get(Side.OURS, ""), named.get(Side.THEIRS, "")),
        on_agenda=count_agenda_items(seen.user, meeting.pk),
    )


def _list_results(seen: _Readable) -> tuple[tuple[MeetingResult, ...], int]:
    """List the latest meetings with what came of each, and count all past ones: three queries.

    A meeting whose day has passed is listed although nobody has marked it as held yet.
    """
    past = Q(state__in=HELD_STATES) | Q(state__in=UPCOMING_STATES, held_on__lt=seen.today)
    columns = ("pk", "title", "held_on", "place", "state", "in_all")
    rows = seen.meetings.filter(past).annotate(in_all=Window(Count("pk")))
    listed = list(rows.order_by(DAY.desc(nulls_last=True), "-pk").values_list(*columns)[:MEETINGS_SHOWN])
    keys = [row[0] for row in listed]
    points = seen.points.filter(meeting__in=keys).order_by().values_list("meeting")
    waiting = Count("pk", filter=Q(answer=Answer.UNANSWERED))
    told = {key: counts for key, *counts in points.annotate(Count("pk"), waiting=waiting)}
    agreed = seen.items.filter(outcome__meeting__in=keys, state__in=(*OPEN_STATES, *CLOSED_STATES))
    counted = (
        agreed.order_by()
        .values_list("outcome__meeting")
        .annotate(
            Count("pk"),
            done=Count("pk", filter=Q(state__in=DONE_STATES)),
            open=Count("pk", filter=Q(state__in=OPEN_STATES)),
            late=Count("pk", filter=overdue_on(seen.today)),
        )
    )
    came = {key: counts for key, *counts in counted}
    results = tuple(
        MeetingResult(
            pk, title, held_on, place, MeetingState(state), *told.get(pk, (0, 0)), *came.get(pk, (0, 0, 0, 0))
        )
        for pk, title, held_on, place, state, _in_all in listed
    )
    return results, listed[0][-1] if listed else 0


def filter_unanswered(meetings: QuerySet[Meeting], user: User) -> QuerySet[Outcome]:
    """Return the requests and offers without an answer of meetings that the person may read."""
    waiting = Outcome.objects.filter(answer=Answer.UNANSWERED, meeting__in=meetings.order_by().values("pk"))
    return policy.readable_by(waiting, user).order_by()


def list_unanswered_at(
    meetings: QuerySet[Meeting], user: User, limit: int = ASKED_SHOWN
) -> list[UnansweredPoint]:
    """List the requests and offers without an answer of meetings that the person may read."""
    columns = ("meeting_id", "meeting__reference", "number", "clause", "review_on", "kind", "spoken_by")
    rows = filter_unanswered(meetings, user).order_by("review_on", "pk").values_list(*columns)
    return [
        UnansweredPoint(meeting, reference, number, clause, review_on, OutcomeKind(kind), SpokenBy(spoken_by))
        for meeting, reference, number, clause, review_on, kind, spoken_by in rows[:limit]
    ]


def _list_people(seen: _Readable) -> tuple[PersonShown, ...]:
    """List their officials in post by precedence, and ours who are named for open items: four queries."""
    named = Responsibility.objects.filter(official__isnull=False, commitment__in=seen.items.open().order_by())
    answers = dict(named.order_by().values_list("official").annotate(Count("commitment", distinct=True)))
    rows = (
        Official.objects.filter(in_post_on(seen.today))
        .select_related("ministry")
        .order_by("precedence", "post", "pk")
    )
    theirs = list(rows.filter(country=seen.country)[:THEIR_PEOPLE_SHOWN])
    ours = list(rows.filter(country__iso=settings.HOME_COUNTRY, pk__in=answers)[:OUR_PEOPLE_SHOWN])
    met = _find_last_met([one.pk for one in (*theirs, *ours)], seen)
    return tuple(
        PersonShown(
            pk=one.pk,
            side=side,
            person=one.spoken[0],
            post=one.spoken[1],
            pronunciation=one.pronunciation,
            note=one.note,
            ministry=one.ministry.label if one.ministry else "",
            answers=answers.get(one.pk, 0),
            met_on=met.get(one.pk),
        )
        for side, officials in ((Side.THEIRS, theirs), (Side.OURS, ours))
        for one in officials
    )


def _find_last_met(officials: Collection[int], seen: _Readable) -> Mapping[int, datetime.date | None]:
    """Return when each official last met the partner, at meetings that the person may read."""
    seats = DelegationMember.objects.filter(
        official__in=officials, meeting__country=seen.country, meeting__state__in=HELD_STATES
    )
    rows = policy.readable_by(seats, seen.user).order_by().values_list("official")
    return dict(rows.annotate(last=Max(day_at("meeting"))))


def _list_mechanisms(seen: _Readable) -> tuple[MechanismShown, ...]:
    """List the standing bodies with their sessions and what is open of them: three queries."""
    held, ahead = Q(state__in=HELD_STATES), Q(state__in=UPCOMING_STATES, held_on__gte=seen.today)
    sessions = (
        seen.meetings.filter(mechanism__isnull=False)
        .order_by()
        .values_list("mechanism")
        .annotate(
            sessions=Count("pk", filter=held), last=Max(DAY, filter=held), next=Min("held_on", filter=ahead)
        )
    )
    found = {key: (count, last_on, next_on) for key, count, last_on, next_on in sessions}
    agreed = seen.items.open().filter(outcome__meeting__in=seen.meetings.order_by().values("pk"))
    still_open = dict(
        agreed.filter(outcome__meeting__mechanism__isnull=False)
        .order_by()
        .values_list("outcome__meeting__mechanism")
        .annotate(Count("pk"))
    )
    rows = Mechanism.objects.filter(country=seen.country).order_by("name")[:MECHANISMS_SHOWN]
    return tuple(
        MechanismShown(
            one.pk,
            one.name,
            MechanismLevel(one.level),
            one.frequency,
            count,
            last_on,
            next_on,
            still_open.get(one.pk, 0),
        )
        for one in rows
        for count, last_on, next_on in (found.get(one.pk, (0, None, None)),)
    )


def _list_packets(seen: _Readable, at: datetime.datetime, next_meeting: int | None) -> list[PacketShown]:
    """List the packets that were ready at a moment, that of the next meeting first, then the latest.

    Packets are no part of the record as of a past day: what happened to one since is taken away here.
    """
    ready = Packet.objects.filter(country=seen.country, state=PacketState.READY, ready_at__lte=at)
    rows = with_recalled(policy.readable_by(ready, seen.user), seen.user, at)
    first = Case(When(meeting=next_meeting or 0, then=0), default=1, output_field=IntegerField())
    found: list[Any] = list(rows.defer("imprints").order_by(first, "-ready_at", "-pk")[:PACKETS_SHOWN])
    packets = []
    for one in found:
        if one.signed_at is not None and one.signed_at > at:
            one.signed_at = None
        packets.append(
            PacketShown(
                one.pk,
                one.label,
                one.meeting_id,
                Classification(one.classification),
                one.ready_at,
                one.as_of,
                one.pages,
                one.is_recalled,
            )
        )
    return packets
