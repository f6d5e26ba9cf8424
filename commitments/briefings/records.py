"""The queries behind a packet: everything through the door, in a number that does not grow with the rows."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from commitments import access
from commitments import models as m
from commitments.errors import Refused
from commitments.vocabulary import (
    OPEN_STATES,
    Answer,
    CommitmentState,
    MeetingState,
    OutcomeKind,
    StatementKind,
)

# What was closed longer ago is history, not a briefing.
CLOSED_DAYS = 365
PAST_MEETINGS = 3
# One party's telling: a clause taken from it is a quotation only where its text is on file.
ACCOUNTS = (StatementKind.PRESS_REPORT, StatementKind.OUR_READOUT, StatementKind.THEIR_READOUT)
R = TypeVar("R", m.Outcome, m.Statement)
P = TypeVar("P", m.Responsibility, m.Deadline, m.Evidence)


@dataclass(frozen=True, slots=True)
class Brought:
    """What one earlier meeting brought, as far as the reader may know."""

    meeting: m.Meeting
    outcomes: int
    commitments: int
    still_open: int


@dataclass(frozen=True, slots=True)
class Records:
    """All rows a packet is made of, each read through `access.visible_to` for its reader."""

    meeting: m.Meeting
    home: m.Country | None
    originator: m.Ministry | None
    seats: tuple[m.DelegationMember, ...]
    commitments: tuple[m.Commitment, ...]
    outcomes: dict[int, m.Outcome]
    statements: dict[int, m.Statement]
    quotable: frozenset[int]
    responsibilities: dict[int, list[m.Responsibility]]
    deadlines: dict[int, list[m.Deadline]]
    updates: dict[int, m.ProgressUpdate]
    evidence: dict[int, list[m.Evidence]]
    points: tuple[m.Outcome, ...]
    past: tuple[Brought, ...]

    def quotes(self, outcome: m.Outcome) -> bool:
        """Say whether a clause is the words of a document, and not somebody's account of them."""
        return outcome.statement_id in self.quotable

    def classification(self) -> int:
        """Give the highest classification of anything that is printed."""
        classified: list[Iterable[m.Classified]] = [
            (self.meeting,),
            self.commitments,
            self.outcomes.values(),
            self.statements.values(),
            self.updates.values(),
            *self.evidence.values(),
            self.points,
            (brought.meeting for brought in self.past),
        ]
        return max(record.classification for records in classified for record in records)


def read(meeting: m.Meeting, *, reader: m.User, today: datetime.date) -> Records:
    """Read what a packet prints for one reader; Refused where the reader may not see the meeting."""
    seen = access.visible_to(m.Meeting.objects.all(), reader)
    found = seen.select_related("country__desk__division", "mechanism").filter(pk=meeting.pk)
    mine = found.prefetch_related("country__names").first()
    if mine is None:
        raise Refused(_("The reader may not see this meeting. Choose another reader."), code="not_found")
    commitments = _commitments(mine, reader, today)
    of_items = Q(commitment__in=commitments.values("pk"))
    past = _past(mine, seen, reader)
    meetings = [mine.pk, *(row.pk for row in past)]
    points = tuple(_points(mine, meetings, reader))
    items = tuple(commitments.select_related("deadline", "first_deadline"))
    outcomes = _by_key(
        access.visible_to(m.Outcome.objects.all(), reader)
        .filter(commitments__in=commitments.values("pk"))
        .distinct()
    )
    cited = {outcome.statement_id for outcome in (*outcomes.values(), *points)} - {None}
    statements = access.visible_to(m.Statement.objects.filter(pk__in=cited), reader)
    paraphrased = Q(kind__in=ACCOUNTS, text="")
    return Records(
        meeting=mine,
        home=m.Country.objects.filter(iso=settings.HOME_COUNTRY).prefetch_related("names").first(),
        originator=m.Ministry.objects.filter(runs_tracker=True, country__iso=settings.HOME_COUNTRY)
        .prefetch_related("names")
        .first(),
        seats=tuple(_seats(mine, reader)),
        commitments=items,
        outcomes=outcomes,
        statements=_by_key(statements.defer("text")),
        quotable=frozenset(statements.exclude(paraphrased).values_list("pk", flat=True)),
        responsibilities=_grouped(
            access.visible_to(m.Responsibility.objects.filter(of_items), reader)
            .select_related("ministry", "official")
            .prefetch_related("ministry__names")
        ),
        deadlines=_grouped(access.visible_to(m.Deadline.objects.filter(of_items), reader).order_by("number")),
        updates={update.commitment_id: update for update in _latest(of_items, reader)},
        evidence=_grouped(access.visible_to(m.Evidence.objects.filter(of_items), reader)),
        points=points,
        past=_brought(past, reader),
    )


def _commitments(meeting: m.Meeting, reader: m.User, today: datetime.date) -> QuerySet[m.Commitment]:
    """Everything open between the two sides, what was closed in a year, what this meeting brought."""
    since = today - datetime.timedelta(days=CLOSED_DAYS)
    kept = Q(state__in=OPEN_STATES) | Q(closed_on__gte=since) | Q(outcome__meeting=meeting)
    mine = access.visible_to(m.Commitment.objects.filter(country=meeting.country), reader)
    return mine.filter(kept).exclude(state=CommitmentState.DRAFT).order_by("reference")


def _points(meeting: m.Meeting, meetings: list[int], reader: m.User) -> QuerySet[m.Outcome]:
    waiting = Q(answer=Answer.UNANSWERED, meeting__country=meeting.country)
    understood = Q(kind=OutcomeKind.UNDERSTANDING, meeting__in=meetings)
    mine = access.visible_to(m.Outcome.objects.filter(waiting | understood), reader)
    readable = access.visible_to(m.Meeting.objects.all(), reader)
    return (
        mine.filter(meeting__in=readable).select_related("meeting").order_by("review_on", "meeting", "number")
    )


def _seats(meeting: m.Meeting, reader: m.User) -> QuerySet[m.DelegationMember]:
    seats = access.visible_to(m.DelegationMember.objects.filter(meeting=meeting), reader)
    return (
        seats.select_related("official__ministry")
        .prefetch_related("official__names")
        .order_by("side", "order", "official__precedence", "id")
    )


def _latest(of_items: Q, reader: m.User) -> QuerySet[m.ProgressUpdate]:
    mine = access.visible_to(m.ProgressUpdate.objects.filter(of_items), reader)
    newest = access.visible_to(m.ProgressUpdate.objects.filter(commitment=OuterRef("commitment")), reader)
    return mine.filter(pk=Subquery(newest.order_by("-said_on", "-id").values("pk")[:1]))


def _past(meeting: m.Meeting, seen: QuerySet[m.Meeting], reader: m.User) -> list[m.Meeting]:
    """The last meetings with the partner that brought anything, newest first; one without a date is old."""
    held = seen.filter(country=meeting.country, state__in=(MeetingState.HELD, MeetingState.CLOSED))
    brought = access.visible_to(m.Outcome.objects.filter(meeting=OuterRef("pk")), reader)
    earlier = held.filter(Exists(brought)).exclude(pk=meeting.pk)
    if meeting.held_on is not None:
        earlier = earlier.filter(Q(held_on__lt=meeting.held_on) | Q(held_on__isnull=True))
    return list(earlier.order_by(F("held_on").desc(nulls_last=True), "-pk")[:PAST_MEETINGS])


def _brought(past: list[m.Meeting], reader: m.User) -> tuple[Brought, ...]:
    """Count what the reader may know of each meeting."""
    outcomes = dict(
        access.visible_to(m.Outcome.objects.filter(meeting__in=past), reader)
        .order_by()
        .values_list("meeting")
        .annotate(Count("pk", distinct=True))
    )
    mine = access.visible_to(m.Commitment.objects.filter(outcome__meeting__in=past), reader)
    counted = (
        mine.exclude(state=CommitmentState.DRAFT)
        .order_by()
        .values("outcome__meeting")
        .annotate(
            count=Count("pk", distinct=True),
            still=Count("pk", filter=Q(state__in=OPEN_STATES), distinct=True),
        )
    )
    promised = {row["outcome__meeting"]: (row["count"], row["still"]) for row in counted}
    return tuple(Brought(row, outcomes.get(row.pk, 0), *promised.get(row.pk, (0, 0))) for row in past)


def _by_key(rows: Iterable[R]) -> dict[int, R]:
    return {row.pk: row for row in rows}


def _grouped(rows: Iterable[P]) -> dict[int, list[P]]:
    groups: dict[int, list[P]] = defaultdict(list)
    for row in rows:
        groups[row.commitment_id].append(row)
    return groups
