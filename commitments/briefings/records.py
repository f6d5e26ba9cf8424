"""The queries behind a packet: everything through the door, in a number that does not grow with the rows."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import TypeVar

from django.conf import settings
from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from commitments import access
from commitments import models as m
from commitments.briefings.content import Made
from commitments.briefings.scope import Scope
from commitments.errors import Refused
from commitments.vocabulary import (
    OPEN_STATES,
    Answer,
    Classification,
    CommitmentState,
    MeetingState,
    OutcomeKind,
    PostFunction,
    StatementKind,
)

# What was closed longer ago is history, not a briefing.
CLOSED_DAYS = 365
PAST_MEETINGS = 3
# One party's telling: a clause taken from it is a quotation only where its verbatim text is on file.
ACCOUNTS = (StatementKind.PRESS_REPORT, StatementKind.OUR_READOUT, StatementKind.THEIR_READOUT)
PARAPHRASED = Q(kind__in=ACCOUNTS, text="") | Q(is_verbatim=False)
ANSWERING = (PostFunction.FOCAL_POINT, PostFunction.ALTERNATE)
R = TypeVar("R", m.Outcome, m.Statement)
W = TypeVar("W", m.Brief, m.TopicSheet, m.Proposal)
Meetings = tuple[m.Meeting, ...]
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

    country: m.Country
    meeting: m.Meeting | None
    meetings: tuple[m.Meeting, ...]
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
    officials: dict[int, list[m.Official]]
    points: tuple[m.Outcome, ...]
    past: tuple[Brought, ...]
    briefs: tuple[m.Brief, ...]
    sheets: tuple[m.TopicSheet, ...]
    proposals: tuple[m.Proposal, ...]
    # All that was said at the meetings of the packet, and the facts behind them.
    said: tuple[m.Outcome, ...] = ()
    background: tuple[m.BackgroundFact, ...] = ()
    # Under which number each sheet is printed, where that is not its own.
    topic_numbers: Mapping[int, int] = field(default_factory=dict)
    # Items that others wait for, and that are not for the reader.
    unseen: frozenset[int] = frozenset()
    # Points that the partner gave in confidence, by themselves or with the text they were taken from.
    confided: frozenset[int] = frozenset()

    def number_of(self, sheet: m.TopicSheet) -> int:
        """Give the number under which a sheet is printed."""
        return self.topic_numbers.get(sheet.pk, sheet.number)

    def quotes(self, outcome: m.Outcome) -> bool:
        """Say whether a clause is the words of a document, and not somebody's account of them."""
        return outcome.statement_id in self.quotable

    @property
    def spoken(self) -> frozenset[str]:
        """The codes of the languages of both sides."""
        return frozenset(code for country in (self.home, self.country) if country for code in country.spoken)

    def _rows(self) -> Iterator[Model]:
        """Every record that was read, but who stands behind it."""
        groups: list[Iterable[Model]] = [
            self.meetings,
            self.seats,
            self.commitments,
            self.outcomes.values(),
            self.statements.values(),
            *self.responsibilities.values(),
            *self.deadlines.values(),
            self.updates.values(),
            *self.evidence.values(),
            self.points,
            (brought.meeting for brought in self.past),
            self.briefs,
            self.sheets,
            self.proposals,
            self.said,
            self.background,
        ]
        return chain.from_iterable(groups)

    def made_from(self) -> tuple[Made, ...]:
        """Name every record that was read, with the version it had (0 where it is never written again)."""
        parties = (self.country, self.home, self.originator, *(seat.official for seat in self.seats))
        rows = chain(filter(None, parties), self._rows())
        read = {(row._meta.label, row.pk): getattr(row, "version", 0) for row in rows}
        return tuple(Made(label, key, version) for (label, key), version in sorted(read.items()))

    def classification(self) -> int:
        """Give the highest classification of anything that is printed."""
        marked = (row.classification for row in self._rows() if isinstance(row, m.Classified))
        return max(marked, default=Classification.PUBLIC)


def read(scope: Scope, *, reader: m.User, today: datetime.date, item: m.Commitment | None = None) -> Records:
    """Read what a packet prints for one reader, or of all items one; Refused where it may not be seen."""
    seen = access.visible_to(m.Meeting.objects.all(), reader)
    asked = [meeting.pk for meeting in scope.meetings]
    found = seen.select_related("mechanism", "country").filter(pk__in=asked)
    mine = {meeting.pk: meeting for meeting in found}
    if scope.meeting is not None and scope.meeting.pk not in mine:
        raise Refused(_("The reader may not see this meeting. Choose another reader."), code="not_found")
    # In the order in which they were asked for; of the rest of a journey, what the reader may see.
    meetings = tuple(mine[key] for key in asked if key in mine)
    partners = m.Country.objects.select_related("desk__division").prefetch_related("names")
    country = partners.get(pk=scope.country.pk)
    commitments = _commitments(country, meetings, reader, today, item)
    of_items = Q(commitment__in=commitments.values("pk"))
    past = _past(country, meetings, seen, reader)
    heard = _heard(scope, meetings, past, reader)
    points = tuple(row for row in heard if _is_point(row))
    items = tuple(commitments.select_related("deadline", "first_deadline"))
    outcomes = _outcomes(commitments, reader)
    said = _said(scope, meetings, heard)
    texts = (outcome.statement_id for outcome in (*outcomes.values(), *points, *said))
    cited = {key for key in texts if key is not None}
    statements = access.visible_to(m.Statement.objects.filter(pk__in=cited), reader)
    return Records(
        country=country,
        meeting=meetings[0] if scope.meeting is not None else None,
        meetings=meetings,
        home=m.Country.objects.filter(iso=settings.HOME_COUNTRY).prefetch_related("names").first(),
        originator=m.Ministry.objects.filter(runs_tracker=True, country__iso=settings.HOME_COUNTRY)
        .prefetch_related("names")
        .first(),
        seats=tuple(_seats(meetings, reader)),
        commitments=items,
        outcomes=outcomes,
        statements=_by_key(statements.defer("text")),
        quotable=frozenset(statements.exclude(PARAPHRASED).values_list("pk", flat=True)),
        responsibilities=_grouped(
            access.visible_to(m.Responsibility.objects.filter(of_items), reader)
            .select_related("ministry", "official__ministry")
            .prefetch_related("ministry__names", "official__names")
        ),
        deadlines=_grouped(access.visible_to(m.Deadline.objects.filter(of_items), reader).order_by("number")),
        updates={update.commitment_id: update for update in _latest(of_items, reader)},
        evidence=_grouped(access.visible_to(m.Evidence.objects.filter(of_items), reader)),
        officials=_answering(reader, today),
        points=points,
        past=_brought(past, reader),
        unseen=_unseen(items, reader),
        confided=access.kept_among(m.Outcome, [*outcomes, *(point.pk for point in (*points, *said))]),
        said=said,
        background=tuple(_background(meetings, reader)),
        briefs=tuple(_written(m.Brief.objects.order_by("meeting_id"), meetings, reader)),
        sheets=tuple(
            _written(m.TopicSheet.objects.select_related("division", "meeting"), meetings, reader).order_by(
                "meeting_id", "number"
            )
        ),
        proposals=tuple(_written(m.Proposal.objects.order_by("meeting_id", "number"), meetings, reader)),
    )


def _outcomes(commitments: QuerySet[m.Commitment], reader: m.User) -> dict[int, m.Outcome]:
    """Read the outcomes that the commitments came from."""
    mine = access.visible_to(m.Outcome.objects.all(), reader)
    return _by_key(mine.filter(commitments__in=commitments.values("pk")).distinct())


def _background(meetings: Meetings, reader: m.User) -> QuerySet[m.BackgroundFact]:
    facts = access.visible_to(m.BackgroundFact.objects.filter(meeting__in=meetings), reader)
    return facts.order_by("meeting_id", "order", "pk")


def _unseen(items: Iterable[m.Commitment], reader: m.User) -> frozenset[int]:
    """Tell which of the items that some wait for are not for the reader; no query where none waits."""
    waiting = (item.deadline for item in items if item.deadline and item.due_on is None)
    keys = {one.follows_id for one in waiting if one.follows_id is not None}
    return frozenset(keys - access.readable(m.Commitment, keys, reader))


def _written(rows: QuerySet[W], meetings: Meetings, reader: m.User) -> QuerySet[W]:
    """Read what officers wrote for these meetings."""
    return access.visible_to(rows.filter(meeting__in=meetings), reader)


def _commitments(
    country: m.Country, meetings: Meetings, reader: m.User, today: datetime.date, item: m.Commitment | None
) -> QuerySet[m.Commitment]:
    """Everything open, what was closed in a year, what these meetings brought; or the one item asked for."""
    if item:
        return access.visible_to(m.Commitment.objects.filter(pk=item.pk), reader).order_by("reference")
    since = today - datetime.timedelta(days=CLOSED_DAYS)
    kept = Q(state__in=OPEN_STATES) | Q(closed_on__gte=since) | Q(outcome__meeting__in=meetings)
    mine = access.visible_to(m.Commitment.objects.filter(country=country), reader)
    return mine.filter(kept).exclude(state=CommitmentState.DRAFT).order_by("reference")


def _heard(scope: Scope, meetings: Meetings, past: list[m.Meeting], reader: m.User) -> tuple[m.Outcome, ...]:
    """Read what waits for an answer, what was understood lately, and all that was said at the meetings."""
    waiting = Q(answer=Answer.UNANSWERED, meeting__country=scope.country)
    understood = Q(kind=OutcomeKind.UNDERSTANDING, meeting__in=[row.pk for row in (*meetings, *past)])
    here = Q(meeting__in=[row.pk for row in meetings] if scope.meeting is not None else ())
    mine = access.visible_to(m.Outcome.objects.filter(waiting | understood | here), reader)
    readable = access.visible_to(m.Meeting.objects.all(), reader)
    rows = mine.filter(meeting__in=readable).select_related("meeting")
    return tuple(rows.order_by("review_on", "meeting", "number"))


def _is_point(row: m.Outcome) -> bool:
    return row.answer == Answer.UNANSWERED or row.kind == OutcomeKind.UNDERSTANDING


def _said(scope: Scope, meetings: Meetings, heard: Iterable[m.Outcome]) -> tuple[m.Outcome, ...]:
    """Leave of it what was said at the meetings that the packet is about, in the order of their outcomes."""
    about = {row.pk for row in meetings} if scope.meeting is not None else set()
    rows = (row for row in heard if row.meeting_id in about)
    return tuple(sorted(rows, key=lambda row: (row.meeting_id, row.number)))


def _answering(reader: m.User, today: datetime.date) -> dict[int, list[m.Official]]:
    """Read who answers at each ministry, main and alternate: as many as institutions, not as items."""
    in_post = (Q(starts_on__isnull=True) | Q(starts_on__lte=today)) & (
        Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    )
    posts = m.Official.objects.filter(in_post, function__in=ANSWERING, ministry__isnull=False)
    found: dict[int, list[m.Official]] = defaultdict(list)
    for official in access.visible_to(posts, reader):
        found[official.ministry_id or 0].append(official)
    return found


def _seats(meetings: Meetings, reader: m.User) -> QuerySet[m.DelegationMember]:
    seats = access.visible_to(m.DelegationMember.objects.filter(meeting__in=meetings), reader)
    return (
        seats.select_related("official__ministry")
        .prefetch_related("official__names")
        .order_by("side", "order", "official__precedence", "id")
    )


def _latest(of_items: Q, reader: m.User) -> QuerySet[m.ProgressUpdate]:
    mine = access.visible_to(m.ProgressUpdate.objects.filter(of_items), reader)
    newest = access.visible_to(m.ProgressUpdate.objects.filter(commitment=OuterRef("commitment")), reader)
    return mine.filter(pk=Subquery(newest.order_by("-said_on", "-id").values("pk")[:1]))


def _past(
    country: m.Country, meetings: Meetings, seen: QuerySet[m.Meeting], reader: m.User
) -> list[m.Meeting]:
    """The last meetings with the partner that brought anything, newest first; one without a date is old."""
    held = seen.filter(country=country, state__in=(MeetingState.HELD, MeetingState.CLOSED))
    brought = access.visible_to(m.Outcome.objects.filter(meeting=OuterRef("pk")), reader)
    earlier = held.filter(Exists(brought)).exclude(pk__in=[meeting.pk for meeting in meetings])
    days = [meeting.day for meeting in meetings if meeting.day is not None]
    if days:
        earlier = earlier.annotate(stands_on=m.DAY).filter(
            Q(stands_on__lt=min(days)) | Q(stands_on__isnull=True)
        )
    return list(earlier.order_by(m.DAY.desc(nulls_last=True), "-pk")[:PAST_MEETINGS])


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
