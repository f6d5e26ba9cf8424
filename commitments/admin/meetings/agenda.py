"""The agenda of a meeting as its page shows it, read through the access policy in a fixed number of
queries.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from commitments.access import querysets
from commitments.access.cached_queries import attach_rows, load_prepared, load_rows
from commitments.admin.commitments.rows import ItemShown, build_item_row
from commitments.admin.long_texts import GLIMPSE, ShownText, build_shown_text
from commitments.admin.meetings.row_forms import AgendaRow
from commitments.admin.translations import VersionShown, load_shown
from commitments.db import page_cache
from commitments.deadlines import versions
from commitments.enums import (
    CLOSED_STATES,
    HELD_STATES,
    OPEN_MEETING_STATES,
    UPCOMING_STATES,
    Answer,
    CommitmentState,
    MeetingState,
    OutcomeKind,
    Side,
)
from commitments.lifecycle import agendas
from commitments.meetings.agenda import OURS, THEIRS
from commitments.models import (
    AgendaItem,
    AgendaPaper,
    AgendaPoint,
    Commitment,
    Deadline,
    Meeting,
    Outcome,
    Responsibility,
    User,
)
from commitments.models.commitments import parts_in_order
from commitments.records import parts

# Where each takes what was said, and where they are only read: a page of either stays light.
ITEMS_TO_FILL, ITEMS_TO_READ = 10, 30
PLACES_SHOWN = 3
WORDS_SHOWN = 160


@dataclass(frozen=True, slots=True)
class PlaceOnAgenda:
    """One line of the agenda: an item with its papers, or the open items (`point` is None)."""

    number: int
    point: AgendaPoint | None = None
    papers: tuple[AgendaPaper, ...] = ()
    is_first: bool = False
    is_last: bool = False
    # The translations of its title, and of what was said.
    titles: tuple[VersionShown, ...] = ()
    said: tuple[VersionShown, ...] = ()

    @property
    def key(self) -> str:
        return str(self.point.pk) if self.point else ""

    @property
    def leads(self) -> str:
        """Return the leads of both sides."""
        both = (self.point.lead_of(side) for side in Side) if self.point else ()
        return " · ".join(str(lead) for lead in both if lead is not None)


def list_points(meeting: Meeting, person: User) -> tuple[AgendaPoint, ...]:
    """List the items on the agenda in their order, as far as the person may read them."""
    if not parts.has_parts(meeting, AgendaPoint):
        return ()
    rows = querysets.list_parts(meeting, AgendaPoint, person).filter(meeting=meeting, is_removed=False)
    return tuple(rows.select_related(*OURS, *THEIRS).order_by("is_after_open_items", "order", "pk"))


def list_papers(points: tuple[AgendaPoint, ...], person: User) -> dict[int, list[AgendaPaper]]:
    """Return the papers of items by the key of the item, in one query."""
    found: dict[int, list[AgendaPaper]] = {}
    rows = querysets.list_readable(AgendaPaper, person).filter(point__in=[one.pk for one in points])
    for paper in rows.filter(is_removed=False).order_by("pk") if points else ():
        found.setdefault(paper.point_id, []).append(paper)
    return found


def number_places(
    points: tuple[AgendaPoint, ...], papers: dict[int, list[AgendaPaper]], *, has_open_items: bool
) -> tuple[PlaceOnAgenda, ...]:
    """Number the lines of an agenda: items before, the open items, items after."""
    before = [one for one in points if not one.is_after_open_items]
    lines: list[AgendaPoint | None] = [*before, *([None] if has_open_items else []), *points[len(before) :]]
    last = len(lines)
    return tuple(
        PlaceOnAgenda(n, one, tuple(papers.get(one.pk, ())) if one else (), n == 1, n == last)
        for n, one in enumerate(lines, 1)
    )


@dataclass(frozen=True, slots=True)
class AgendaRecords:
    """What a person may read of an agenda: its rows, earlier places of its items, and where they were
    agreed.
    """

    rows: tuple[AgendaItem, ...] = ()
    earlier: Mapping[tuple[int | None, int | None], Sequence[AgendaItem]] = field(default_factory=dict)
    agreed_at: Mapping[int, Meeting] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlaceShown:
    """One earlier meeting with the item on its agenda, and what was said there."""

    meeting: int
    day: str
    said: str
    is_raised: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class PointShown:
    """One item: a commitment, or a request or offer with its clause; for closed ones, since when."""

    row: int
    item: ItemShown | None
    clause: str
    language: str
    kind: str
    outcome: int | None
    agreed_at: Meeting | None
    # Its reference, as far as the reader may know it.
    agreed_there: str
    times: int
    places: tuple[PlaceShown, ...]
    more_places: int
    closed: str
    said: ShownText
    record: AgendaItem
    raised_on: datetime.date | None
    # The day since when its owners have not answered.
    silent_since: datetime.date | None = None
    # The translations of what was said.
    versions: tuple[VersionShown, ...] = ()


@dataclass(frozen=True, slots=True)
class AgendaShown:
    """The first point of the agenda; `points` are those of this page of it."""

    points: tuple[PointShown, ...]
    closed: tuple[PointShown, ...]
    count: int
    raised: int
    number: int
    pages: range
    state: MeetingState
    has_agenda: bool

    @property
    def is_record(self) -> bool:
        """Return whether items without an entry count as not raised."""
        return self.state == MeetingState.CLOSED

    @property
    def is_ahead(self) -> bool:
        return self.state in UPCOMING_STATES

    @property
    def is_shown(self) -> bool:
        return bool(self.count or self.closed or (self.has_agenda and not self.is_record))


def read_agenda(meeting: Meeting, person: User) -> AgendaRecords:
    """Read the agenda in five queries, however many items, once for a page."""
    return page_cache.of_page(("agenda", person.pk, meeting.pk), partial(_read_agenda, meeting, person))


def _read_agenda(meeting: Meeting, person: User) -> AgendaRecords:
    rows = load_prepared(_list_rows, person, meeting.pk)
    if not rows:
        return AgendaRecords()
    attach_parts([row.commitment for row in rows if row.commitment], "ministry")
    items = sorted(row.commitment_id for row in rows if row.commitment_id)
    outcomes = sorted(row.outcome_id for row in rows if row.outcome_id)
    earlier: dict[tuple[int | None, int | None], list[AgendaItem]] = {}
    for row in load_prepared(_list_earlier, person, meeting.pk, items, outcomes):
        if _order(row.meeting) < _order(meeting):
            earlier.setdefault((row.commitment_id, row.outcome_id), []).append(row)
    for places in earlier.values():
        places.sort(key=_by_meeting, reverse=True)
    agreed_at = sorted({_outcome(row).meeting_id for row in rows})
    agreed = load_prepared(_list_meetings, person, agreed_at)
    return AgendaRecords(tuple(sorted(rows, key=_by_due)), earlier, {one.pk: one for one in agreed})


def _list_rows(person: User, meeting: int) -> QuerySet[AgendaItem]:
    here = querysets.each_part(Meeting, meeting, AgendaItem, person).filter(meeting=meeting)
    of_item = (f"commitment__{name}" for name in ("deadline", "first_deadline", "outcome"))
    return here.select_related(*of_item, "outcome")


def _list_earlier(person: User, meeting: int, items: list[int], outcomes: list[int]) -> QuerySet[AgendaItem]:
    about = Q(commitment__in=items) | Q(outcome__in=outcomes)
    past = querysets.list_readable(AgendaItem, person).filter(about, meeting__state__in=HELD_STATES)
    return past.exclude(meeting=meeting).select_related("meeting")


def _list_meetings(person: User, keys: list[int]) -> QuerySet[Meeting]:
    return querysets.list_readable(Meeting, person).filter(pk__in=keys)


def attach_parts(items: Sequence[Commitment], *related: str) -> Sequence[Commitment]:
    """Load the parts of items that the person reads, and the versions of their deadlines: two queries."""
    keys = sorted({item.pk for item in items})
    if keys:
        attach_rows(items, "responsibilities", "commitment", load_rows(_list_parts, keys, *related))
        attach_rows(items, "deadlines", "commitment", load_rows(_list_versions, keys))
    return items


def _list_parts(items: list[int], *related: str) -> QuerySet[Responsibility]:
    return parts_in_order(*related).filter(commitment__in=items)


def _list_versions(items: list[int]) -> QuerySet[Deadline]:
    return versions.list_versions().filter(commitment__in=items)


def _order(meeting: Meeting) -> tuple[datetime.date, int]:
    """Order meetings as their agendas do: one ahead without a day comes last."""
    if meeting.day is None and meeting.state in UPCOMING_STATES:
        return datetime.date.max, meeting.pk
    return meeting.day or timezone.localdate(meeting.recorded_at), meeting.pk


def _by_meeting(row: AgendaItem) -> tuple[datetime.date, int]:
    return _order(row.meeting)


def _outcome(row: AgendaItem) -> Outcome:
    outcome = row.outcome or (row.commitment.outcome if row.commitment else None)
    assert outcome is not None
    return outcome


def _by_due(row: AgendaItem) -> tuple[bool, datetime.date, str]:
    """Return the order of an item: the earliest due first, undated ones later, requests after commitments.

    Review dates do not count: they move as items are discussed, and turning a page would skip some.
    """
    item = row.commitment
    if item is None:
        return (True, datetime.date.max, f"{row.pk:09}")
    return (False, item.due_on or datetime.date.max, item.reference)


def open_rows(rows: Iterable[AgendaItem], meeting: Meeting) -> list[AgendaItem]:
    """Leave out what was closed before the meeting."""
    return [row for row in rows if not is_closed_since(row, meeting)]


def is_closed_since(row: AgendaItem, meeting: Meeting) -> bool:
    """Return whether the item was closed before the meeting; an item discussed there was open."""
    if row.discussion:
        return False
    item = row.commitment
    if item is None:
        return _outcome(row).answer != Answer.UNANSWERED
    if item.state not in CLOSED_STATES or item.closed_on is None:
        return False
    took_place = meeting.state in HELD_STATES
    return not (took_place and meeting.held_on is not None and item.closed_on >= meeting.held_on)


def page_of(
    number: str, rows: Sequence[AgendaItem], meeting: Meeting
) -> tuple[int, int, Sequence[AgendaItem]]:
    """Return the page of the agenda in the address, the number of pages, and its rows."""
    size = ITEMS_TO_FILL if meeting.state in OPEN_MEETING_STATES else ITEMS_TO_READ
    last = max(1, -(-len(rows) // size))
    page = min(max(int(number), 1), last) if number.isdecimal() and len(number) < len("10000") else 1
    return page, last, rows[(page - 1) * size : page * size]


def build_agenda(meeting: Meeting, read: AgendaRecords, *, page: str, today: datetime.date) -> AgendaShown:
    """Make the values of the agenda and of one page of it."""
    rows = open_rows(read.rows, meeting)
    number, last, some = page_of(page, rows, meeting)
    closed = [row for row in read.rows if is_closed_since(row, meeting)]
    return AgendaShown(
        points=tuple(build_agenda_point(row, meeting, read, today) for row in some),
        closed=tuple(build_agenda_point(row, meeting, read, today) for row in closed[:ITEMS_TO_READ]),
        count=len(rows),
        raised=sum(bool(row.discussion) for row in rows),
        number=number,
        pages=range(1, last + 1),
        state=MeetingState(meeting.state),
        has_agenda=agendas.has_agenda(meeting),
    )


def build_agenda_point(
    row: AgendaItem, meeting: Meeting, read: AgendaRecords, today: datetime.date
) -> PointShown:
    """Make the values of one item."""
    places = read.earlier.get((row.commitment_id, row.outcome_id), ())
    item, outcome = row.commitment, _outcome(row)
    there = read.agreed_at.get(outcome.meeting_id)
    return PointShown(
        row=row.pk,
        item=_item(item, meeting, today) if item else None,
        clause=Truncator(outcome.clause).chars(WORDS_SHOWN),
        language=outcome.language,
        kind=capfirst(str(OutcomeKind(outcome.kind).label)),
        outcome=row.outcome_id,
        agreed_at=there,
        agreed_there=querysets.name_of(outcome.meeting_id, there and there.reference),
        times=len(places),
        places=tuple(_place(one) for one in places[:PLACES_SHOWN]),
        more_places=max(0, len(places) - PLACES_SHOWN),
        closed=_closed(row),
        said=build_shown_text("discussion", row, "discussion", GLIMPSE),
        record=row,
        raised_on=row.raised_on,
        silent_since=item.proposed_on if item and item.state == CommitmentState.PROPOSED else None,
    )


def translate_agenda(agenda: AgendaShown, meeting: Meeting, read: AgendaRecords, person: User) -> AgendaShown:
    """Return the agenda with the translations of what was said about the items of this page."""
    keys = {point.row for point in agenda.points}
    for row in read.rows:
        row.meeting = meeting
    found = load_shown("agendaitem", [row for row in read.rows if row.discussion and row.pk in keys], person)
    return replace(
        agenda, points=tuple(replace(one, versions=found.get(one.row, ())) for one in agenda.points)
    )


def translate_places(places: Iterable[PlaceOnAgenda], meeting: Meeting, person: User) -> list[PlaceOnAgenda]:
    """Return the lines of an agenda with their translations."""
    listed = list(places)
    points = [one.point for one in listed if one.point]
    for point in points:
        point.meeting = meeting
    titles = load_shown("agendapoint", points, person)
    said = load_shown("agendasaid", [one for one in points if one.said], person)
    return [
        replace(one, titles=titles.get(one.point.pk, ()), said=said.get(one.point.pk, ()))
        if one.point
        else one
        for one in listed
    ]


def pair_forms(
    points: Sequence[PointShown], forms: Sequence[AgendaRow]
) -> list[tuple[PointShown | None, AgendaRow | None]]:
    """Return each item with its form for what was said; a form without item is edited alone."""
    by_row = {form.instance.pk: form for form in forms if form.instance.pk}
    rows: list[tuple[PointShown | None, AgendaRow | None]] = [
        (point, by_row.pop(point.row, None)) for point in points
    ]
    rest = [form for form in forms if not form.instance.pk or form.instance.pk in by_row]
    return rows + [(form.point, form) for form in rest]


def _item(item: Commitment, meeting: Meeting, today: datetime.date) -> ItemShown:
    return build_item_row(
        item,
        item.responsibilities.all(),
        partner=meeting.country.iso,
        today=today,
        versions=list(item.deadlines.all()),
    )


def _place(row: AgendaItem) -> PlaceShown:
    day = row.raised_on or row.meeting.held_on
    return PlaceShown(
        meeting=row.meeting_id,
        day=date_format(day) if day else _("date not stated"),
        said=Truncator(row.discussion).chars(WORDS_SHOWN),
        is_raised=bool(row.discussion),
        is_open=row.meeting.state == MeetingState.HELD,
    )


def _closed(row: AgendaItem) -> str:
    """Return how and when it was closed; empty while it is open."""
    item = row.commitment
    if item is None:
        answer = _outcome(row).answer
        return "" if answer == Answer.UNANSWERED else str(Answer(answer).label)
    if item.closed_on is None:
        return ""
    values = {"state": item.get_state_display(), "day": date_format(item.closed_on)}
    return _("%(state)s on %(day)s") % values
