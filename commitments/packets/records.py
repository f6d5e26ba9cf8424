"""The queries that sections share, all through the access policy; their number does not grow with the rows.

Also the scope of a packet (one meeting, several with one partner, or everything with the partner), the
numbered sources with whose account each is, and the results of earlier meetings.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from commitments import models
from commitments.access import grants, policy, querysets, responsibilities
from commitments.enums import (
    HELD_STATES,
    OPEN_STATES,
    Answer,
    Classification,
    CommitmentState,
    ConsentPurpose,
    OutcomeKind,
    PostFunction,
    StatementKind,
)
from commitments.errors import Refused
from commitments.language.lexicon.countries import find_state
from commitments.models import DAY, Commitment, Country, Meeting, Outcome, Packet, User
from commitments.models.parties import in_post_on
from commitments.packets.content_values import Made
from commitments.packets.formats import start_of
from commitments.records import current_steps


@dataclass(frozen=True, slots=True)
class PacketScope:
    """The partner, the upcoming meeting (None for a packet about the country), and all meetings it is
    about.
    """

    country: Country
    meeting: Meeting | None
    meetings: tuple[Meeting, ...]


def build_meeting_scope(meeting: Meeting, *also: Meeting) -> PacketScope:
    """Return the scope of a packet for one meeting, and for others on the same journey."""
    return PacketScope(meeting.country, meeting, (meeting, *also))


def build_country_scope(country: Country, *, by: User, reader: User) -> PacketScope:
    """Return the scope of a packet about everything with a partner.

    A reader outside the desk gets the meetings from which open items come, as far as both may read them: the
    distribution list gives the need to know.
    """
    return PacketScope(country, None, where_open(country, by=by, reader=reader))


def where_open(country: Country, *, by: User, reader: User) -> tuple[Meeting, ...]:
    """List the meetings that what is open came from, as far as both may read them; none for the desk."""
    if responsibilities.works_on(reader, country):
        return ()
    owed = policy.readable_by(Commitment.objects.open().filter(country=country), by)
    waiting = Outcome.objects.filter(answer=Answer.UNANSWERED, meeting__country=country)
    asked = policy.readable_by(waiting, by)
    found = policy.readable_by(Meeting.objects.filter(country=country), by).filter(
        Q(pk__in=owed.values("outcome__meeting")) | Q(pk__in=asked.values("meeting")),
        classification__lte=reader.clearance,
    )
    return tuple(found.select_related("country").order_by(DAY.asc(nulls_last=True), "pk"))


def build_packet_scope(packet: Packet) -> PacketScope:
    """Return the scope with which a packet was requested."""
    held = packet.of_meetings(manager="objects").filter(is_subject=True).select_related("meeting__country")
    meetings = tuple(row.meeting for row in held)
    return PacketScope(packet.country, packet.meeting, meetings)


# What was closed longer ago is history, not a briefing.
CLOSED_DAYS = 365
PAST_MEETINGS = 3
# One party's telling: a clause taken from it is a quotation only where its verbatim text is on file.
ACCOUNTS = (StatementKind.PRESS_REPORT, StatementKind.OUR_READOUT, StatementKind.THEIR_READOUT)
PARAPHRASED = Q(kind__in=ACCOUNTS, text="") | Q(is_verbatim=False)
ANSWERING = (PostFunction.FOCAL_POINT, PostFunction.ALTERNATE)
R = TypeVar("R", models.Outcome, models.Statement)
Meetings = tuple[models.Meeting, ...]
P = TypeVar("P", models.Responsibility, models.Deadline, models.Evidence)


@dataclass(frozen=True, slots=True)
class BroughtOutcomes:
    """The results of one earlier meeting, as far as the reader may know."""

    meeting: models.Meeting
    outcomes: int
    commitments: int
    still_open: int


@dataclass(frozen=True, slots=True)
class PacketRecords:
    """All rows from which a packet is made, each read through `policy.readable_by` for its reader."""

    country: models.Country
    meeting: models.Meeting | None
    meetings: tuple[models.Meeting, ...]
    home: models.Country | None
    originator: models.Ministry | None
    seats: tuple[models.DelegationMember, ...]
    commitments: tuple[models.Commitment, ...]
    outcomes: dict[int, models.Outcome]
    statements: dict[int, models.Statement]
    quotable: frozenset[int]
    responsibilities: dict[int, list[models.Responsibility]]
    deadlines: dict[int, list[models.Deadline]]
    updates: dict[int, models.ProgressUpdate]
    # The updates with the open next step, which may be older than the latest.
    next_steps: dict[int, models.ProgressUpdate]
    evidence: dict[int, list[models.Evidence]]
    officials: dict[int, list[models.Official]]
    points: tuple[models.Outcome, ...]
    past: tuple[BroughtOutcomes, ...]
    # All that was said at the meetings of the packet.
    said: tuple[models.Outcome, ...] = ()
    # What a section reads itself, by its key.
    own: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    # Of some outcomes the wording in the language of print, by the outcome.
    wordings: Mapping[int, models.Clause] = field(default_factory=dict)
    # Officials of both sides, where a delegate is only named in words.
    officeholders: tuple[models.Official, ...] = ()
    # Under which number each sheet is printed, where that is not its own.
    topic_numbers: Mapping[int, int] = field(default_factory=dict)
    # Items that others wait for, and that are not for the reader.
    unseen: frozenset[int] = frozenset()
    # Points that the partner gave in confidence, by themselves or with the text they were taken from; also
    # those of third states without consent, by their keys.
    confided: frozenset[int] = frozenset()
    # Records whose words are left out: third states gave them, and do not consent.
    third_state: frozenset[tuple[type[Model], int]] = frozenset()
    # What these records are read for: the originators of all that is in them consent to that.
    purpose: ConsentPurpose = ConsentPurpose.PRINT

    def number_of(self, sheet: models.TopicBrief) -> int:
        """Return the number under which a topic brief is printed."""
        return self.topic_numbers.get(sheet.pk, sheet.number)

    def quotes(self, outcome: models.Outcome) -> bool:
        """Return whether a clause quotes a document, and is not a person's account."""
        return outcome.statement_id in self.quotable and not outcome.is_unconfirmed

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
            self.next_steps.values(),
            *self.evidence.values(),
            self.points,
            (brought.meeting for brought in self.past),
            self.said,
            *self.own.values(),
            self.wordings.values(),
        ]
        return chain.from_iterable(groups)

    def made_from(self) -> tuple[Made, ...]:
        """Name every record that was read, with the version it had (0 where it is never written again)."""
        parties = (self.country, self.home, self.originator, *(seat.official for seat in self.seats))
        rows = chain(filter(None, parties), self._rows())
        read = {(row._meta.label, row.pk): getattr(row, "version", 0) for row in rows}
        return tuple(Made(label, key, version) for (label, key), version in sorted(read.items()))

    def list_given(self) -> list[models.GivenInConfidence]:
        """List the records that third states gave."""
        rows = (row for row in self._rows() if isinstance(row, models.GivenInConfidence))
        return [row for row in rows if row.originator]

    def mark(self, classification: int) -> str:
        """Return the marking: the classification, and the third states whose information is in it."""
        return build_marking(classification, self.list_given())

    def classification(self) -> int:
        """Return the highest classification of anything that is printed."""
        marked = (row.classification for row in self._rows() if isinstance(row, models.Classified))
        return max(marked, default=Classification.PUBLIC)


def build_marking(classification: int, given: Iterable[models.GivenInConfidence]) -> str:
    """Return the marking: the classification, and the third states that gave some records."""
    marking = str(Classification(classification).label).upper()
    states = {row.originator for row in given if row.originator}
    if not states:
        return marking
    language = get_language() or ""
    named = models.CountryName.objects.filter(country__name__in=states, language=language)
    recorded = dict(named.values_list("country__name", "name"))
    names = sorted(recorded.get(one) or find_state(one, language) or one for one in states)
    return f"{marking} · {gettext('Information from %(names)s') % {'names': ', '.join(names)}}"


def load_records(
    scope: PacketScope,
    *,
    reader: models.User,
    today: datetime.date,
    item: models.Commitment | None = None,
    language: str = "",
    purpose: ConsentPurpose = ConsentPurpose.PRINT,
) -> PacketRecords:
    """Read what sections share for one reader, or of all items one; Refused where it may not be seen."""
    seen = policy.readable_by(models.Meeting.objects.all(), reader)
    asked = [meeting.pk for meeting in scope.meetings]
    found = seen.select_related("mechanism", "country").filter(pk__in=asked)
    mine = {meeting.pk: meeting for meeting in found}
    if scope.meeting is not None and scope.meeting.pk not in mine:
        raise Refused(_("The reader has no access to this meeting. Select another reader."), code="not_found")
    # In the order in which they were asked for; of the rest of a journey, what the reader may see.
    meetings = tuple(mine[key] for key in asked if key in mine)
    country, home = _load_country(scope.country.pk), _home()
    seats = tuple(_seats(meetings, reader))
    commitments = _commitments(country, meetings, reader, today, item)
    of_items = Q(commitment__in=commitments.values("pk"))
    past = _past(country, meetings, seen, reader)
    heard = _heard(scope, meetings, past, reader)
    points = tuple(row for row in heard if _is_point(row))
    items = tuple(commitments.select_related("deadline", "first_deadline"))
    outcomes = _outcomes(commitments, reader)
    said = _exclude_current(scope, meetings, heard)
    wordings = _load_wordings((*outcomes.values(), *points, *said), reader, language, purpose)
    texts = (outcome.statement_id for outcome in (*outcomes.values(), *points, *said))
    cited = {key for key in texts if key is not None} | {row.statement_id for row in wordings.values()}
    statements = policy.readable_by(models.Statement.objects.filter(pk__in=cited), reader)
    heard_of = [*outcomes, *(point.pk for point in (*points, *said))]
    return PacketRecords(
        country=country,
        meeting=meetings[0] if scope.meeting is not None else None,
        meetings=meetings,
        home=home,
        originator=_originator(),
        seats=seats,
        officeholders=_officeholders(seats, (home, country), reader),
        commitments=items,
        outcomes=outcomes,
        statements=_by_key(statements.defer("text")),
        quotable=frozenset(statements.exclude(PARAPHRASED).values_list("pk", flat=True)),
        responsibilities=_grouped(_load_responsibilities(of_items, reader)),
        deadlines=_grouped(_load_deadlines(of_items, reader)),
        updates={update.commitment_id: update for update in _latest(of_items, reader)},
        next_steps={update.commitment_id: update for update in _next_steps(of_items, reader)},
        evidence=_grouped(policy.readable_by(models.Evidence.objects.filter(of_items), reader)),
        officials=_answering(reader, today),
        points=points,
        past=_brought(past, reader),
        unseen=_unseen(items, reader),
        confided=grants.list_confidential(models.Outcome, heard_of, purpose),
        purpose=purpose,
        said=said,
        wordings=wordings,
    )


def _load_deadlines(of_items: Q, reader: models.User) -> QuerySet[models.Deadline]:
    return policy.readable_by(models.Deadline.objects.filter(of_items), reader).order_by("number")


def _load_wordings(
    outcomes: Iterable[models.Outcome], reader: models.User, language: str, purpose: ConsentPurpose
) -> dict[int, models.Clause]:
    """Read how other texts word these outcomes in a language: quotations that both sides may know."""
    foreign = [row.pk for row in outcomes if row.language != language]
    if not language or not foreign:
        return {}
    rows = policy.readable_by(models.Clause.objects.filter(outcome__in=foreign, language=language), reader)
    rows = rows.exclude(wording="").exclude(statement__in_confidence=True, statement__consent="")
    rows = rows.exclude(grants.build_third_state_condition(models.Clause, purpose))
    rows = rows.exclude(statement__kind__in=ACCOUNTS, statement__text="").exclude(
        statement__is_verbatim=False
    )
    return {row.outcome_id: row for row in rows.order_by("-pk")}


def _load_country(key: int) -> models.Country:
    """Return the partner, with its desk and its names."""
    return models.Country.objects.select_related("desk__division").prefetch_related("names").get(pk=key)


def _load_responsibilities(of_items: Q, reader: models.User) -> QuerySet[models.Responsibility]:
    found = policy.readable_by(models.Responsibility.objects.filter(of_items), reader)
    return found.select_related("ministry", "official__ministry").prefetch_related(
        "ministry__names", "official__names"
    )


def _home() -> models.Country | None:
    """Return the home country, with its names."""
    return models.Country.objects.filter(iso=settings.HOME_COUNTRY).prefetch_related("names").first()


def _originator() -> models.Ministry | None:
    """Return the ministry of the home country that runs the tracker, with its names."""
    ours = models.Ministry.objects.filter(runs_tracker=True, country__iso=settings.HOME_COUNTRY)
    return ours.prefetch_related("names").first()


def _outcomes(commitments: QuerySet[models.Commitment], reader: models.User) -> dict[int, models.Outcome]:
    """Read the outcomes that the commitments came from."""
    mine = policy.readable_by(models.Outcome.objects.all(), reader)
    return _by_key(mine.filter(commitments__in=commitments.values("pk")).distinct())


def _unseen(items: Iterable[models.Commitment], reader: models.User) -> frozenset[int]:
    """Return which items that others wait for the reader may not see; no query where none waits."""
    waiting = (item.deadline for item in items if item.deadline and item.due_on is None)
    keys = {one.follows_id for one in waiting if one.follows_id is not None}
    return frozenset(keys - querysets.filter_readable_keys(models.Commitment, keys, reader))


def _commitments(
    country: models.Country,
    meetings: Meetings,
    reader: models.User,
    today: datetime.date,
    item: models.Commitment | None,
) -> QuerySet[models.Commitment]:
    """Everything open, what was closed in a year, what these meetings brought; or the one item asked for."""
    if item:
        return policy.readable_by(models.Commitment.objects.filter(pk=item.pk), reader).order_by("reference")
    since = today - datetime.timedelta(days=CLOSED_DAYS)
    kept = Q(state__in=OPEN_STATES) | Q(closed_on__gte=since) | Q(outcome__meeting__in=meetings)
    mine = policy.readable_by(models.Commitment.objects.filter(country=country), reader)
    return mine.filter(kept).exclude(state=CommitmentState.DRAFT).order_by("reference")


def _heard(
    scope: PacketScope, meetings: Meetings, past: list[models.Meeting], reader: models.User
) -> tuple[models.Outcome, ...]:
    """Read what waits for an answer, what was understood lately, and all that was said at the meetings."""
    waiting = Q(answer=Answer.UNANSWERED, meeting__country=scope.country)
    understood = Q(kind=OutcomeKind.UNDERSTANDING, meeting__in=[row.pk for row in (*meetings, *past)])
    here = Q(meeting__in=[row.pk for row in meetings] if scope.meeting is not None else ())
    mine = policy.readable_by(models.Outcome.objects.filter(waiting | understood | here), reader)
    readable = policy.readable_by(models.Meeting.objects.all(), reader)
    rows = mine.filter(meeting__in=readable).select_related("meeting")
    return tuple(rows.order_by("review_on", "meeting", "number"))


def _is_point(row: models.Outcome) -> bool:
    return row.answer == Answer.UNANSWERED or row.kind == OutcomeKind.UNDERSTANDING


def _exclude_current(
    scope: PacketScope, meetings: Meetings, heard: Iterable[models.Outcome]
) -> tuple[models.Outcome, ...]:
    """Leave of it what was said at the meetings that the packet is about, in the order of their outcomes."""
    about = {row.pk for row in meetings} if scope.meeting is not None else set()
    rows = (row for row in heard if row.meeting_id in about)
    return tuple(sorted(rows, key=lambda row: (row.meeting_id, row.number)))


def _answering(reader: models.User, today: datetime.date) -> dict[int, list[models.Official]]:
    """Read who answers at each ministry, main and alternate: as many as institutions, not as items."""
    posts = models.Official.objects.filter(in_post_on(today), function__in=ANSWERING, ministry__isnull=False)
    found: dict[int, list[models.Official]] = defaultdict(list)
    named = policy.readable_by(posts, reader).select_related("ministry").prefetch_related("names")
    for official in named:
        found[official.ministry_id or 0].append(official)
    return found


def _seats(meetings: Meetings, reader: models.User) -> QuerySet[models.DelegationMember]:
    seats = policy.readable_by(models.DelegationMember.objects.filter(meeting__in=meetings), reader)
    return (
        seats.select_related("official__ministry")
        .prefetch_related("official__names")
        .order_by("side", "order", "official__precedence", "id")
    )


def _officeholders(
    seats: tuple[models.DelegationMember, ...], sides: tuple[models.Country | None, ...], reader: models.User
) -> tuple[models.Official, ...]:
    """Read the officials that delegates in words may be; none where every delegate is an official."""
    if all(seat.official_id for seat in seats):
        return ()
    officials = models.Official.objects.filter(country__in=[one.pk for one in sides if one])
    return tuple(policy.readable_by(officials, reader).prefetch_related("names"))


def _latest(of_items: Q, reader: models.User) -> QuerySet[models.ProgressUpdate]:
    mine = policy.readable_by(models.ProgressUpdate.objects.filter(of_items), reader)
    newest = policy.readable_by(
        models.ProgressUpdate.objects.filter(commitment=OuterRef("commitment")), reader
    )
    return mine.filter(pk=Subquery(newest.order_by("-reported_on", "-id").values("pk")[:1]))


def _next_steps(of_items: Q, reader: models.User) -> QuerySet[models.ProgressUpdate]:
    among = models.ProgressUpdate.objects.filter(of_items)
    return current_steps.list_current(reader, among).select_related(*current_steps.READ_WITH)


def _past(
    country: models.Country, meetings: Meetings, seen: QuerySet[models.Meeting], reader: models.User
) -> list[models.Meeting]:
    """The last meetings with the partner that brought anything, newest first; one without a date is old."""
    held = seen.filter(country=country, state__in=HELD_STATES)
    brought = policy.readable_by(models.Outcome.objects.filter(meeting=OuterRef("pk")), reader)
    earlier = held.filter(Exists(brought)).exclude(pk__in=[meeting.pk for meeting in meetings])
    days = [meeting.day for meeting in meetings if meeting.day is not None]
    if days:
        earlier = earlier.annotate(stands_on=models.DAY).filter(
            Q(stands_on__lt=min(days)) | Q(stands_on__isnull=True)
        )
    return list(earlier.order_by(models.DAY.desc(nulls_last=True), "-pk")[:PAST_MEETINGS])


def _brought(past: list[models.Meeting], reader: models.User) -> tuple[BroughtOutcomes, ...]:
    """Count what the reader may know of each meeting."""
    outcomes = dict(
        policy.readable_by(models.Outcome.objects.filter(meeting__in=past), reader)
        .order_by()
        .values_list("meeting")
        .annotate(Count("pk", distinct=True))
    )
    mine = policy.readable_by(models.Commitment.objects.filter(outcome__meeting__in=past), reader)
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
    return tuple(BroughtOutcomes(row, outcomes.get(row.pk, 0), *promised.get(row.pk, (0, 0))) for row in past)


def _by_key(rows: Iterable[R]) -> dict[int, R]:
    return {row.pk: row for row in rows}


def _grouped(rows: Iterable[P]) -> dict[int, list[P]]:
    groups: dict[int, list[P]] = defaultdict(list)
    for row in rows:
        groups[row.commitment_id].append(row)
    return groups


Numbers = Mapping[int, int]


def number_sources(records: PacketRecords) -> Numbers:
    """Number the cited texts by their keys, the oldest first; those without a date before them."""
    return {statement.pk: number for number, statement in enumerate(order_sources(records), 1)}


def format_citation(outcome: models.Outcome | None, numbers: Numbers) -> str:
    """Return the `[3]` after a clause; empty where it has no text, or one that the reader may not see."""
    number = numbers.get(outcome.statement_id) if outcome and outcome.statement_id else None
    return f"[{number}]" if number else ""


def format_clause(outcome: models.Outcome, records: PacketRecords) -> str:
    """Write the start of a clause, with the name of its language where that is not the language of print."""
    return start_of(outcome.clause, "", is_quoted=records.quotes(outcome), language=outcome.language)


def order_sources(records: PacketRecords) -> list[models.Statement]:
    """Return the cited texts, the oldest first; those without a date before them."""

    def when(statement: models.Statement) -> tuple[datetime.date, int]:
        return statement.dated_on or datetime.date.min, statement.pk

    return sorted(records.statements.values(), key=when)
