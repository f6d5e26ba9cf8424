"""What stands on a commitment's page, read through the door in a fixed number of queries."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects

from commitments import access, audit, lifecycle, past, releases
from commitments.admin.commitment_standing import standing
from commitments.lifecycle.owners import absences, reasons_of
from commitments.models import (
    Absence,
    AgendaItem,
    Approval,
    AuditRow,
    Commitment,
    Country,
    Deadline,
    Evidence,
    HolidayYear,
    Meeting,
    Official,
    Outcome,
    Packet,
    ProgressUpdate,
    Release,
    Responsibility,
    Statement,
    User,
)
from commitments.texts import Texts, texts_of
from commitments.vocabulary import (
    OPEN_STATES,
    ApprovalState,
    CommitmentState,
    PacketState,
    PostFunction,
    ReleaseState,
)

SHOWN = 12
NEAR = 4
# As many items of one clause, and as many that wait for this one.
LINKED = 60
POSTS = (PostFunction.FOCAL_POINT, PostFunction.ALTERNATE, PostFunction.VALIDATING_AUTHORITY)


@dataclass(frozen=True, slots=True)
class Records:
    """The records around one commitment that a person may read.

    `kin` came out of the same clause, `linked` are those it supersedes, waits for, or that wait for it.
    `unseen` are those of what the item names that are not for this reader.
    `confirmed` pairs countries and years whose calendar an officer confirmed; `gone` says why the item has
    no living owner.
    """

    home: Country | None
    outcome: Outcome | None
    texts: Texts | None
    meeting: Meeting | None
    event: Meeting | None
    parts: tuple[Responsibility, ...]
    officials: tuple[Official, ...]
    deadlines: tuple[Deadline, ...]
    confirmed: frozenset[tuple[str, int]]
    updates: tuple[ProgressUpdate, ...]
    evidence: tuple[Evidence, ...]
    kin: tuple[Commitment, ...]
    linked: tuple[Commitment, ...]
    history: tuple[AuditRow, ...]
    unseen: frozenset[int] = frozenset()
    gone: tuple[str, ...] = ()
    away: dict[int, Absence] = field(default_factory=dict)
    # Each state it came to, in order, and when.
    walked: tuple[tuple[CommitmentState, datetime.datetime], ...] = ()
    agenda: tuple[AgendaItem, ...] = ()
    packets: tuple[Packet, ...] = ()
    # Each with whether the item has changed since it was cleared.
    releases: tuple[tuple[Release, bool], ...] = ()
    decided: tuple[Approval, ...] = ()

    @property
    def statement(self) -> Statement | None:
        """Give the document of the first text, where it is on record and open to the reader."""
        return self.texts.wordings[0].statement if self.texts else None


def read_records(item: Commitment, person: User, *, today: datetime.date) -> Records:
    """Read all that the page shows: two dozen queries, however many rows.

    The item has come through the door. Its parts stand on it afterwards, for whatever else asks of them.
    """
    outcome = access.rows(Outcome, person).filter(pk=item.outcome_id).order_by("pk").first()
    meetings = _meetings(item, person)
    event_id = item.deadline.event_id if item.deadline else None
    parts = _parts(item, person)
    officials = _officials(parts, person, today)
    changes = access.parts_of(item, audit.history(item), person)
    told = changes.exclude(action="health").exclude(action="deadline", subject_type=Commitment._meta.label)
    own = Q(subject_type=Commitment._meta.label, subject_id=item.pk)
    states = changes.filter(own, after__has_key="state").order_by("pk")
    agenda = _agenda(item, person)
    versions = access.parts(item, Deadline, person).select_related("mechanism")
    people = {one.user_id for one in officials if one.user_id}
    is_open = item.state in OPEN_STATES
    return Records(
        home=access.open_rows(Country).filter(iso=settings.HOME_COUNTRY).first(),
        outcome=outcome,
        texts=texts_of(outcome, person) if outcome else None,
        meeting=next((row for row in meetings if outcome and row.pk == outcome.meeting_id), None),
        event=next((row for row in meetings if row.pk == event_id), None),
        parts=parts,
        officials=officials,
        deadlines=tuple(_named(versions, "asked_by", "approved_by").order_by("number")),
        confirmed=_confirmed(item),
        updates=_updates(item, person),
        evidence=tuple(access.parts(item, Evidence, person).filter(commitment=item).order_by("-pk")[:SHOWN]),
        kin=_kin(item, person),
        linked=_linked(item, person),
        unseen=_unseen(item, person),
        history=tuple(_named(told, "by")[:SHOWN]),
        gone=tuple(one.why for one in reasons_of(item, today)) if is_open else (),
        away=absences(today, people) if people and is_open else {},
        walked=tuple((CommitmentState(row["state"]), at) for row, at in states.values_list("after", "at")),
        agenda=agenda,
        packets=_packets(agenda, person),
        releases=_releases(item, person),
        decided=_decided(item, person),
    )


def _named(rows: QuerySet[Any, Any], *people: str) -> QuerySet[Any, Any]:
    """Read with each row whom it names: of a person, no more than the name is shown."""
    own = [column.name for column in rows.model._meta.concrete_fields]
    names = [f"{one}__{part}" for one in people for part in ("name", "username")]
    return rows.select_related(*people).only(*own, *names)


def _meetings(item: Commitment, person: User) -> list[Meeting]:
    """Read the meeting it came out of and the one its deadline follows."""
    wanted = Q(pk=item.outcome.meeting_id)
    if item.deadline is not None and item.deadline.event_id:
        wanted |= Q(pk=item.deadline.event_id)
    return list(access.rows(Meeting, person).filter(wanted))


def _parts(item: Commitment, person: User) -> tuple[Responsibility, ...]:
    rows = access.parts(item, Responsibility, person).order_by("side", "role", "pk")
    read = rows.select_related("ministry__successor", "official__user")
    prefetch_related_objects([item], Prefetch("responsibilities", read))
    return tuple(item.responsibilities.all())


def _officials(parts: tuple[Responsibility, ...], person: User, today: datetime.date) -> tuple[Official, ...]:
    """Read who is in post in the ministries that have a part, and who is named."""
    ministries = {part.ministry_id for part in parts if part.ministry_id}
    rows = access.rows(Official, person).filter(ministry__in=ministries, function__in=POSTS)
    in_post = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
    return tuple(in_post.order_by("precedence", "pk"))


def _confirmed(item: Commitment) -> frozenset[tuple[str, int]]:
    """Read which years of the calendars that the deadline was counted in are confirmed."""
    used = item.deadline.calendars if item.deadline else []
    if not used:
        return frozenset()
    rows = access.open_rows(HolidayYear).filter(
        country__iso__in={code for code, _year in used}, year__in={year for _code, year in used}
    )
    return frozenset(rows.values_list("country__iso", "year"))


def _kin(item: Commitment, person: User) -> tuple[Commitment, ...]:
    # Most are alone, which takes less to find than what of nothing is read.
    if lifecycle.is_alone(item):
        return ()
    rows = access.rows(Commitment, person).filter(outcome=item.outcome_id).exclude(pk=item.pk)
    latest = rows.select_related("deadline", "first_deadline").order_by("-pk")[:LINKED]
    return tuple(sorted(latest, key=lambda row: row.pk))


def _linked(item: Commitment, person: User) -> tuple[Commitment, ...]:
    """Read what it waits for or was superseded by, and what waits for it or gave way to it."""
    keys = lifecycle.linked_to(item)
    if not keys:
        return ()
    rows = access.rows(Commitment, person).filter(pk__in=keys)
    return tuple(rows.select_related("deadline").order_by("reference")[:LINKED])


def _unseen(item: Commitment, person: User) -> frozenset[int]:
    """Tell which of the items that this one names the person may not read: a query where it names any."""
    follows = item.deadline.follows_id if item.deadline else None
    keys = {key for key in (item.origin_id, item.superseded_by_id, follows) if key is not None}
    return frozenset(keys - access.readable(Commitment, keys, person))


def _agenda(item: Commitment, person: User) -> tuple[AgendaItem, ...]:
    """Read at which meetings it came back or will, the latest first."""
    rows = access.parts(item, AgendaItem, person).filter(commitment=item)
    return tuple(rows.select_related("meeting").order_by("-pk")[:NEAR])


def _packets(agenda: tuple[AgendaItem, ...], person: User) -> tuple[Packet, ...]:
    """Read the packets made for those meetings; what was printed since tells nothing of a past day."""
    meetings = {row.meeting_id for row in agenda}
    if past.moment_standing() is not None or not meetings:
        return ()
    rows = access.rows(Packet, person).filter(meeting__in=meetings, state=PacketState.READY)
    return tuple(rows.select_related("reader").order_by("-pk")[:NEAR])


def _releases(item: Commitment, person: User) -> tuple[tuple[Release, bool], ...]:
    """Read what is written for publication; nothing of it is shown of a past day."""
    if past.moment_standing() is not None:
        return ()
    rows = access.parts(item, Release, person).filter(commitment=item)
    found = list(rows.select_related("approved_by").order_by("language"))
    facts = releases.facts_of(item) if found else {}
    return tuple((row, row.state == ReleaseState.CLEARED and row.of != facts) for row in found)


def _decided(item: Commitment, person: User) -> tuple[Approval, ...]:
    """Give the latest that was asked about it and decided; what waits stands beside the steps."""
    latest = reversed(standing(item, person).requests)
    return tuple([one for one in latest if one.state != ApprovalState.ASKED][:NEAR])


def _updates(item: Commitment, person: User) -> tuple[ProgressUpdate, ...]:
    rows = access.parts(item, ProgressUpdate, person).filter(commitment=item)
    return tuple(rows.select_related("recorded_by").order_by("-said_on", "-pk")[:SHOWN])
