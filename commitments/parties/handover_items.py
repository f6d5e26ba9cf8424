"""The items of a handover: composed from the record, with the history of each as plain values.

Only what both the successor and the person who starts the handover may read is listed.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet, Subquery

from commitments.access import policy, querysets
from commitments.deadlines.versions import count_slips, list_versions
from commitments.enums import (
    ANSWERABLE,
    HELD_STATES,
    HIDDEN_STATES,
    JOINT_TEXTS,
    OPEN_STATES,
    UPCOMING_STATES,
    Answer,
    Classification,
    CommitmentState,
    FollowUpState,
    HandoverSection,
    OutcomeKind,
    StatementKind,
    Strength,
)
from commitments.models import (
    Clause,
    Commitment,
    CommitmentQuerySet,
    Country,
    Deadline,
    DelegationMember,
    FollowUp,
    HandoverItem,
    Meeting,
    Official,
    Outcome,
    Packet,
    ProgressUpdate,
    Responsibility,
    Statement,
    User,
)
from commitments.models.parties import not_ended_on
from commitments.records.edits import shorten_text

M = TypeVar("M", bound=Model)
SOON = datetime.timedelta(days=30)
# How far back oral promises, delegations and the reading list go.
YEARS_BACK = datetime.timedelta(days=3 * 365)
LONGEST_UPDATE = 200
# Of each partner.
MEETINGS_AHEAD, MEETINGS_HELD, TEXTS, PACKETS = 2, 2, 4, 1
# A text of both sides, or a note, is more than an oral promise.
WRITTEN = (*sorted(JOINT_TEXTS), StatementKind.NOTE_VERBALE)
WAITING = (CommitmentState.PROPOSED, CommitmentState.DECLINED, CommitmentState.REPORTED)
PROMISED = (Strength.WILL_CONSIDER, Strength.WILL_ENDEAVOUR, Strength.AGREED, Strength.LEGALLY_BINDING)
ORDER = list(HandoverSection)
# What the history of a commitment, an outcome or a text takes from its meeting.
OF_THE_MEETING = frozenset({"meeting", "said_on", "text", "day"})


@dataclass(frozen=True, slots=True)
class Readers:
    """The two people who must both be able to read what is listed."""

    successor: User
    by: User

    def narrow(self, rows: QuerySet[M, Any]) -> QuerySet[M, Any]:
        return policy.readable_by(policy.readable_by(rows, self.successor), self.by)

    def filter_meetings(self, keys: Collection[int]) -> set[int]:
        """Return those of the meetings that both may read."""
        seen = querysets.filter_readable_keys(Meeting, keys, self.successor)
        return querysets.filter_readable_keys(Meeting, seen, self.by)


def list_open(partners: Collection[Country]) -> CommitmentQuerySet:
    """List what is handed over of commitments: all that are open, and drafts."""
    states = (*OPEN_STATES, CommitmentState.DRAFT)
    rows = Commitment.objects.filter(country__in=partners, state__in=states)
    return rows.by_due()


def list_unanswered(partners: Collection[Country]) -> QuerySet[Outcome]:
    """List the requests and offers without an answer."""
    rows = Outcome.objects.filter(meeting__country__in=partners, answer=Answer.UNANSWERED)
    return rows.order_by("review_on", "pk")


def list_promises(partners: Collection[Country], today: datetime.date) -> QuerySet[Outcome]:
    """List promises of which only our notes, a readout or the press tell, and no commitment was recorded."""
    recorded = Commitment.objects.filter(outcome=OuterRef("pk")).exclude(state__in=HIDDEN_STATES)
    written = Clause.objects.filter(outcome=OuterRef("pk"), statement__kind__in=WRITTEN).exclude(wording="")
    promise = (
        Q(kind=OutcomeKind.COMMITMENT)
        | Q(kind__in=sorted(ANSWERABLE), answer=Answer.AGREED)
        | Q(kind=OutcomeKind.UNDERSTANDING, strength__in=PROMISED)
    )
    recent = Q(meeting__held_on__isnull=True) | Q(meeting__held_on__gte=today - YEARS_BACK)
    rows = Outcome.objects.filter(promise, recent, meeting__country__in=partners)
    oral = Q(statement__isnull=True) | ~Q(statement__kind__in=WRITTEN)
    return rows.filter(oral, ~Exists(recorded), ~Exists(written)).order_by("-meeting__held_on", "number")


def compose(partners: Collection[Country], readers: Readers, today: datetime.date) -> list[HandoverItem]:
    """Return the items of a handover in order, not yet saved; the number of queries is constant."""
    items = list(
        readers.narrow(list_open(partners)).select_related(
            "first_deadline", "outcome__meeting", "outcome__statement"
        )
    )
    pending = list(readers.narrow(list_unanswered(partners)).select_related("meeting", "statement"))
    promises = list(readers.narrow(list_promises(partners, today)).select_related("meeting", "statement"))
    outcomes = [*pending, *promises, *(item.outcome for item in items)]
    meetings = readers.filter_meetings({one.meeting_id for one in outcomes})
    made = [
        *_describe_commitments(items, readers, meetings, today),
        *(_describe_outcome(one, HandoverSection.PENDING, meetings) for one in pending),
        *(_describe_outcome(one, HandoverSection.PROMISE, meetings) for one in promises),
        *_list_reading(partners, readers, today),
    ]
    made += _list_people(partners, items, readers, today, find_level(made))
    made.sort(key=lambda item: ORDER.index(HandoverSection(item.section)))
    for number, item in enumerate(made, 1):
        item.number = number
    return made


def highest_level(items: Iterable[HandoverItem]) -> int:
    """Return the highest classification of the records that these items are about."""
    return max((getattr(item.subject, "classification", 0) for item in items), default=0)


def find_level(items: Iterable[HandoverItem]) -> int:
    """Return the classification of a handover of these items."""
    return max(Classification.RESTRICTED, highest_level(items))


def find_source(item: HandoverItem) -> int | None:
    """Return the key of the meeting of which the history of the item speaks, or None."""
    about = item.commitment.outcome if item.commitment else item.outcome or item.statement
    key: int | None = about.meeting_id if about else None
    return key


def hide_source(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the history of an item without its meeting."""
    return {name: value for name, value in facts.items() if name not in OF_THE_MEETING}


def _make(section: HandoverSection, facts: dict[str, Any], **about: Any) -> HandoverItem:
    kept = {name: value for name, value in facts.items() if value not in (None, "", 0)}
    return HandoverItem(section=section, facts={"format": HandoverItem.FORMAT, **kept}, **about)


def _plain(day: datetime.date | None) -> str:
    return day.isoformat() if day else ""


def _describe_source(outcome: Outcome, meetings: Collection[int]) -> dict[str, Any]:
    """Return where an outcome comes from, as far as both read the meeting."""
    facts: dict[str, Any] = {"strength": outcome.strength}
    if outcome.meeting_id in meetings:
        facts |= {
            "meeting": outcome.meeting.reference,
            "said_on": _plain(outcome.meeting.held_on),
            "text": outcome.statement.kind if outcome.statement else "",
        }
    return facts


def _describe_outcome(outcome: Outcome, section: HandoverSection, meetings: Collection[int]) -> HandoverItem:
    facts = _describe_source(outcome, meetings)
    facts |= {"side": outcome.spoken_by, "review_on": _plain(outcome.review_on)}
    return _make(section, facts, outcome=outcome)


def _describe_commitments(
    items: Sequence[Commitment], readers: Readers, meetings: Collection[int], today: datetime.date
) -> Iterator[HandoverItem]:
    keys = [item.pk for item in items]
    latest = _find_latest_updates(keys, readers)
    asked_rows = readers.narrow(FollowUp.objects.filter(commitment__in=keys, state=FollowUpState.ASKED))
    asked = dict(asked_rows.order_by().values_list("commitment", "asked_on"))
    chains: dict[int, list[Deadline]] = defaultdict(list)
    for version in list_versions().filter(commitment__in=keys):
        chains[version.commitment_id].append(version)
    for item in items:
        slips, update = count_slips(chains[item.pk], item.first_deadline), latest.get(item.pk)
        facts = _describe_source(item.outcome, meetings) | {
            "strength": item.strength,
            "state": item.state,
            "side": item.owed_by,
            "due_on": _plain(item.due_on),
            "first_due_on": _plain(slips.first_on) if slips.count else "",
            "moves": slips.count,
            "asked_on": _plain(asked.get(item.pk)),
        }
        if update is not None:
            facts |= {
                "update_on": _plain(update.reported_on),
                "update_side": update.side,
                "update": shorten_text(" ".join(update.text.split()), LONGEST_UPDATE),
            }
        yield _make(_choose_section(item, item.pk in asked, today), facts, commitment=item)


def _choose_section(item: Commitment, is_asked: bool, today: datetime.date) -> HandoverSection:
    if item.is_overdue(today):
        return HandoverSection.OVERDUE
    if item.is_open and item.due_on is not None and today <= item.due_on <= today + SOON:
        return HandoverSection.SOON
    return HandoverSection.PENDING if is_asked or item.state in WAITING else HandoverSection.OPEN


def _find_latest_updates(keys: Sequence[int], readers: Readers) -> dict[int, ProgressUpdate]:
    last = readers.narrow(ProgressUpdate.objects.filter(commitment=OuterRef("pk")))
    found = Commitment.objects.filter(pk__in=keys).annotate(
        last=Subquery(last.order_by("-reported_on", "-pk").values("pk")[:1])
    )
    chosen = found.order_by().values_list("last", flat=True)
    rows = ProgressUpdate.objects.filter(pk__in=[key for key in chosen if key])
    return {row.commitment_id: row for row in rows}


def _list_people(
    partners: Collection[Country],
    items: Sequence[Commitment],
    readers: Readers,
    today: datetime.date,
    level: int,
) -> Iterator[HandoverItem]:
    """List who is in post: officials named in these items, and heads of delegations of late.

    Meetings above the level of the handover are not counted.
    """
    parts = Responsibility.objects.filter(commitment__in=[item.pk for item in items], official__isnull=False)
    named = Counter(parts.order_by().values_list("official", flat=True))
    met = readers.narrow(Meeting.objects.filter(country__in=partners, held_on__gte=today - YEARS_BACK))
    met = met.filter(classification__lte=level)
    seats = DelegationMember.objects.filter(
        meeting__in=met.order_by().values("pk"), is_head=True, official__isnull=False
    )
    headed = Counter(seats.order_by().values_list("official", flat=True))
    people = Official.objects.filter(not_ended_on(today), pk__in={*named, *headed})
    isos = {country.pk for country in partners}
    for one in sorted(
        people, key=lambda one: (one.country_id not in isos, one.precedence, -named[one.pk], one.pk)
    ):
        facts = {"named": named[one.pk], "headed": headed[one.pk]}
        yield _make(HandoverSection.PERSON, facts, official=one)


def _list_reading(
    partners: Collection[Country], readers: Readers, today: datetime.date
) -> Iterator[HandoverItem]:
    """List what to read first: next meetings, last final packet, texts of both sides, past meetings."""
    since = today - YEARS_BACK
    meetings = Meeting.objects.filter(country__in=partners)
    ahead = meetings.filter(state__in=UPCOMING_STATES).order_by(F("held_on").asc(nulls_last=True), "pk")
    packets = Packet.objects.filter(country__in=partners, signed_at__isnull=False)
    texts = Statement.objects.filter(
        meeting__country__in=partners, kind__in=sorted(JOINT_TEXTS), meeting__held_on__gte=since
    ).select_related("meeting")
    held = meetings.filter(state__in=HELD_STATES, held_on__gte=since).order_by("-held_on", "pk")
    for meeting in _first_of_each(readers.narrow(ahead), MEETINGS_AHEAD):
        yield _make(HandoverSection.READING, {"day": _plain(meeting.held_on)}, meeting=meeting)
    for packet in _first_of_each(readers.narrow(packets.order_by("-signed_at", "pk")), PACKETS):
        yield _make(HandoverSection.READING, {}, packet=packet)
    seen = readers.narrow(texts.order_by("-meeting__held_on", "pk"))
    for text in _first_of_each(seen, TEXTS):
        day = text.dated_on or text.meeting.held_on
        yield _make(HandoverSection.READING, {"day": _plain(day)}, statement=text)
    for meeting in _first_of_each(readers.narrow(held), MEETINGS_HELD):
        yield _make(HandoverSection.READING, {"day": _plain(meeting.held_on)}, meeting=meeting)


def _first_of_each(rows: QuerySet[M, Any], most: int) -> Iterator[M]:
    """Yield the first rows of each partner."""
    found: Counter[int] = Counter()
    for row in rows:
        country = row.meeting.country_id if isinstance(row, Statement) else row.country_id
        found[country] += 1
        if found[country] <= most:
            yield row
