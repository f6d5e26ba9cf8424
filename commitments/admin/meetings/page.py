"""What the page of a meeting shows, as ready values: head, delegations, outcomes; and the records behind it.

Also whether its record is entered in error, or this is requested. The records are read through the access
policy in a fixed number of queries.
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from commitments.access import querysets
from commitments.access.cached_queries import load_prepared
from commitments.admin.classification import find_highest_level
from commitments.admin.commitments.rows import ItemShown, build_item_row
from commitments.admin.long_texts import GLIMPSE, ShownText, build_shown_text, find_text_size
from commitments.admin.meetings.agenda import (
    AgendaRecords,
    PlaceOnAgenda,
    attach_parts,
    list_points,
    number_places,
    open_rows,
    page_of,
    read_agenda,
)
from commitments.db import page_cache
from commitments.enums import (
    ANSWERABLE,
    NOT_YET_ACCEPTED,
    Answer,
    ApprovalKind,
    ApprovalState,
    MeetingState,
    OutcomeKind,
    Side,
    SpokenBy,
    Strength,
    account_of,
)
from commitments.lifecycle import agendas
from commitments.models import (
    AgendaItem,
    AgendaPoint,
    Approval,
    BackgroundFact,
    Commitment,
    Country,
    DelegationMember,
    Meeting,
    Outcome,
    Packet,
    Statement,
    User,
    choose_date_format,
)
from commitments.packets import copies
from commitments.records import parts
from commitments.statements import passages

PACKETS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class MeetingRecords:
    """The records of one meeting that a person may read."""

    outcomes: tuple[Outcome, ...] = ()
    items: tuple[tuple[int, tuple[Commitment, ...]], ...] = ()
    seats: tuple[DelegationMember, ...] = ()
    background: tuple[BackgroundFact, ...] = ()
    statements: tuple[Statement, ...] = ()
    packets: tuple[Packet, ...] = ()
    points: tuple[AgendaPoint, ...] = ()
    agenda: AgendaRecords = field(default_factory=AgendaRecords)
    # Of the agenda, what may be spoken about here, and the part of it on this page.
    to_review: tuple[AgendaItem, ...] = ()
    on_page: tuple[AgendaItem, ...] = ()

    def items_of(self, outcome: int) -> tuple[Commitment, ...]:
        return dict(self.items).get(outcome, ())

    def editable_items_of(self, outcome: int) -> tuple[Commitment, ...]:
        """Return the commitments that no lead has accepted: accepted ones are not edited here."""
        return tuple(item for item in self.items_of(outcome) if is_editable(item))

    def seats_of(self, side: Side) -> tuple[DelegationMember, ...]:
        return tuple(seat for seat in self.seats if seat.side == side)


def is_editable(item: Commitment) -> bool:
    """Return whether owners and deadline may still be corrected."""
    accepted = any(part.accepted_on for part in item.responsibilities.all())
    return item.state in NOT_YET_ACCEPTED and not accepted


def read_records(meeting: Meeting, person: User, *, page: str = "") -> MeetingRecords:
    """Read all that the page shows: a fixed number of queries, however many rows."""
    items: dict[int, tuple[Commitment, ...]] = {}
    for item in list_items(meeting, person):
        items[item.outcome_id] = (*items.get(item.outcome_id, ()), item)
    agenda = read_agenda(meeting, person)
    to_review = open_rows(agenda.rows, meeting) if meeting.state == MeetingState.HELD else []
    return MeetingRecords(
        points=list_points(meeting, person),
        agenda=agenda,
        to_review=tuple(to_review),
        on_page=tuple(page_of(page, to_review, meeting)[-1]),
        outcomes=tuple(load_prepared(_list_outcomes, person, meeting.pk)),
        items=tuple(items.items()),
        seats=tuple(load_prepared(_list_seats, person, meeting.pk)),
        background=_load_some(BackgroundFact, _list_background, meeting, person),
        statements=tuple(load_prepared(_list_statements, person, meeting.pk)),
        packets=_load_some(Packet, _list_packets, meeting, person),
    )


def _load_some(kind: type[Model], make: Any, meeting: Meeting, person: User) -> tuple[Any, ...]:
    """Read the parts of a kind that many meetings do not have."""
    return tuple(load_prepared(make, person, meeting.pk)) if parts.has_parts(meeting, kind) else ()


def list_items(meeting: Meeting, person: User) -> Sequence[Commitment]:
    """Return the commitments of a meeting with their owners, read once for a page."""
    return page_cache.of_page(
        ("items", person.pk, meeting.pk),
        lambda: attach_parts(load_prepared(_list_items, person, meeting.pk), "ministry", "official"),
    )


def _list_items(person: User, meeting: int) -> QuerySet[Commitment]:
    rows = querysets.list_readable(Commitment, person).filter(outcome__meeting=meeting)
    return rows.select_related("deadline", "first_deadline").order_by("reference")


def _list_outcomes(person: User, meeting: int) -> QuerySet[Outcome]:
    return querysets.each_part(Meeting, meeting, Outcome, person).filter(meeting=meeting).order_by("number")


def _list_seats(person: User, meeting: int) -> QuerySet[DelegationMember]:
    rows = querysets.each_part(Meeting, meeting, DelegationMember, person).filter(meeting=meeting)
    return rows.select_related("official").order_by("side", "order", "pk")


def _list_background(person: User, meeting: int) -> QuerySet[BackgroundFact]:
    rows = querysets.each_part(Meeting, meeting, BackgroundFact, person).filter(meeting=meeting)
    return rows.order_by("order", "pk")


def _list_statements(person: User, meeting: int) -> QuerySet[Statement]:
    rows = querysets.each_part(Meeting, meeting, Statement, person).filter(meeting=meeting)
    listed = passages.with_undecided(rows).select_related("signed_off_by").order_by("dated_on", "pk")
    return listed.defer("text")


def _list_packets(person: User, meeting: int) -> QuerySet[Packet]:
    rows = copies.with_recalled(querysets.list_readable(Packet, person), person).filter(meeting=meeting)
    return rows.select_related("reader").order_by("-requested_at")[:PACKETS_SHOWN]


# A page of outcomes stays light whatever hangs on them.
OUTCOMES_SHOWN = 25
STEPS = (MeetingState.PLANNED, MeetingState.HELD, MeetingState.CLOSED)


@dataclass(frozen=True, slots=True)
class StepShown:
    """One bar of the stepper."""

    label: str
    is_done: bool
    is_current: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class OutcomeShown:
    """One outcome of the meeting with its commitments."""

    pk: int
    row: Outcome
    number: int
    kind: str
    sides: tuple[tuple[Side, str], ...]
    clause: ShownText
    language: str
    strength: str
    source: str
    account: str
    statement: int | None
    awaits_answer: bool
    answer: str
    answer_wording: ShownText
    answer_source: str
    answer_strength: str
    review_on: datetime.date | None
    can_carry: bool
    items: tuple[ItemShown, ...]
    is_opened: bool

    @property
    def needs_care(self) -> bool:
        return any(item.lacks_owner for item in self.items)


@dataclass(frozen=True, slots=True)
class SeatShown:
    """One line of a delegation."""

    name: str
    office: str
    is_head: bool


@dataclass(frozen=True, slots=True)
class MeetingShown:
    """All of the page except its forms."""

    reference: str
    form: str
    title: str
    when: str
    place: str
    mechanism: str
    state: MeetingState
    stepper: tuple[StepShown, ...]
    ours: tuple[SeatShown, ...]
    theirs: tuple[SeatShown, ...]
    background: tuple[BackgroundFact, ...]
    places: tuple[PlaceOnAgenda, ...]
    outcomes: tuple[OutcomeShown, ...]
    statements: tuple[Statement, ...]
    packets: tuple[Packet, ...]
    partner: Country
    home: str
    page_marking: str
    purpose: ShownText
    note: ShownText


def build_meeting_page(
    meeting: Meeting, records: MeetingRecords, *, today: datetime.date, opened: frozenset[int] = frozenset()
) -> MeetingShown:
    """Make the page's values; `opened` are the outcomes shown as fields."""
    outcomes: tuple[OutcomeShown, ...] = ()
    for first in range(0, len(records.outcomes), OUTCOMES_SHOWN):
        part = records.outcomes[first : first + OUTCOMES_SHOWN]
        at_most = find_text_size(text for row in part for text in (row.clause, row.answer_wording))
        outcomes += tuple(_outcome(row, meeting, records, today, opened, at_most) for row in part)
    return MeetingShown(
        reference=meeting.reference,
        form=capfirst(meeting.get_form_display()),
        title=meeting.title,
        when=format_time(meeting),
        place=meeting.place,
        mechanism=_mechanism(meeting),
        state=MeetingState(meeting.state),
        stepper=_stepper(meeting),
        ours=tuple(_seat(row) for row in records.seats_of(Side.OURS)),
        theirs=tuple(_seat(row) for row in records.seats_of(Side.THEIRS)),
        background=records.background,
        places=number_places(
            records.points, {}, has_open_items=agendas.has_agenda(meeting) or bool(records.points)
        ),
        outcomes=outcomes,
        statements=records.statements,
        packets=records.packets,
        partner=meeting.country,
        home=settings.HOME_COUNTRY,
        page_marking=find_highest_level(records, meeting),
        purpose=build_shown_text("meeting", meeting, "purpose", GLIMPSE),
        note=build_shown_text("meeting", meeting, "note", GLIMPSE),
    )


@dataclass(frozen=True, slots=True)
class OutcomesPart:
    """One page of the outcomes; `parts` are all pages: first and last number, whether it is this one."""

    outcomes: tuple[OutcomeShown, ...]
    parts: tuple[tuple[int, int, bool], ...]


def part_of(outcomes: tuple[OutcomeShown, ...], at: str) -> OutcomesPart:
    """Return the page with the outcome of that number, the first where there is none."""
    pages = [outcomes[n : n + OUTCOMES_SHOWN] for n in range(0, len(outcomes), OUTCOMES_SHOWN)]
    here = next(
        (page for page in pages if any(str(one.number) == at for one in page)), pages[0] if pages else ()
    )
    parts = tuple((page[0].number, page[-1].number, page is here) for page in pages) if len(pages) > 1 else ()
    return OutcomesPart(here, parts)


def format_time(meeting: Meeting) -> str:
    """Write day and times of the place, with the time at home where that differs."""
    if meeting.held_on is None:
        return ", ".join((_("date not stated"), *format_bounds(meeting)))
    usual = pgettext("date with weekday", "l j F Y")
    text = date_format(meeting.held_on, choose_date_format(usual, fixed="l {}"))
    if meeting.starts_at is None:
        return text
    text += f", {time_format(meeting.starts_at)}"
    if meeting.ends_at:
        text += f"–{time_format(meeting.ends_at)}"
    there = ZoneInfo(meeting.time_zone or meeting.country.time_zone)
    moment = datetime.datetime.combine(meeting.held_on, meeting.starts_at, there)
    try:
        here = moment.astimezone(timezone.get_current_timezone())
    except OverflowError:  # the first or the last day there is
        here = moment
    home = not meeting.time_zone or meeting.time_zone == meeting.country.time_zone
    text += f" {meeting.country.capital if home else _place_of(there)}"
    if here.utcoffset() != moment.utcoffset():
        values = {"time": time_format(here.time()), "zone": _place_of(here.tzinfo)}
        text += " " + _("(%(time)s %(zone)s)") % values
    return text


def format_bounds(meeting: Meeting) -> Iterator[str]:
    """Yield the days between which a meeting without a date was held, each with its source."""
    known = (
        (_("not before %(date)s (%(source)s)"), meeting.not_before, meeting.not_before_source),
        (_("not after %(date)s (%(source)s)"), meeting.not_after, meeting.not_after_source),
    )
    return (said % {"date": date_format(day), "source": source} for said, day, source in known if day)


def _place_of(zone: datetime.tzinfo | None) -> str:
    return str(zone).rpartition("/")[2].replace("_", " ")


def _mechanism(meeting: Meeting) -> str:
    if meeting.mechanism is None:
        return ""
    number = meeting.session_number
    return f"{meeting.mechanism}, {_('session %(n)d') % {'n': number}}" if number else str(meeting.mechanism)


def _stepper(meeting: Meeting) -> tuple[StepShown, ...]:
    """Draw planned, held, closed; a meeting off this way shows where it stands."""
    state = MeetingState(meeting.state)
    if state in {MeetingState.CANCELLED, MeetingState.POSTPONED, MeetingState.IN_ERROR}:
        first = StepShown(capfirst(str(MeetingState.PLANNED.label)), is_done=True, is_current=False)
        return (first, StepShown(capfirst(str(state.label)), is_done=False, is_current=True))
    at = STEPS.index(state)
    held = date_format(meeting.held_on) if meeting.held_on else ""
    return tuple(
        StepShown(
            capfirst(str(step.label)),
            is_done=index < at,
            is_current=index == at,
            note=held if step == MeetingState.HELD else "",
        )
        for index, step in enumerate(STEPS)
    )


def _seat(row: DelegationMember) -> SeatShown:
    if row.official is None:
        return SeatShown(row.post, "", row.is_head)
    person, post = row.official.spoken
    return SeatShown(person or post, post if person else "", row.is_head)


def _outcome(
    row: Outcome,
    meeting: Meeting,
    records: MeetingRecords,
    today: datetime.date,
    opened: frozenset[int],
    at_most: int,
) -> OutcomeShown:
    texts = {one.pk: one for one in records.statements}
    statement = texts.get(row.statement_id or 0)
    named = querysets.name_of(row.statement_id, statement.title if statement else None)
    source = ", ".join(part for part in (named, row.place_in_text) if part)
    account = account_of(row.account, statement.kind if statement else "")
    return OutcomeShown(
        pk=row.pk,
        row=row,
        number=row.number,
        kind=capfirst(str(OutcomeKind(row.kind).label)),
        sides=_sides(row.spoken_by, meeting.country.iso),
        clause=build_shown_text("outcome", row, "clause", at_most),
        language=row.language,
        strength=str(Strength(row.strength).label),
        source=source,
        account=str(account.label) if account else "",
        statement=statement.pk if statement else None,
        awaits_answer=row.answer == Answer.UNANSWERED,
        answer=str(Answer(row.answer).label) if row.kind in ANSWERABLE else "",
        answer_wording=build_shown_text("outcome", row, "answer_wording", at_most),
        answer_source=row.answer_source,
        answer_strength=str(Strength(row.answer_strength).label) if row.answer_strength else "",
        review_on=row.review_on,
        can_carry=row.kind == OutcomeKind.COMMITMENT or row.answer == Answer.AGREED,
        items=tuple(
            build_item_row(
                item,
                item.responsibilities.all(),
                partner=meeting.country.iso,
                today=today,
                is_editable=is_editable(item),
                versions=list(item.deadlines.all()),
            )
            for item in records.items_of(row.pk)
        ),
        is_opened=row.pk in opened,
    )


def _sides(spoken_by: str, partner: str) -> tuple[tuple[Side, str], ...]:
    ours, theirs = (Side.OURS, settings.HOME_COUNTRY), (Side.THEIRS, partner)
    sides = {SpokenBy.OURS: (ours,), SpokenBy.THEIRS: (theirs,), SpokenBy.JOINT: (ours, theirs)}
    return sides.get(SpokenBy(spoken_by), ())


def list_supplements(meeting: Meeting, person: User) -> list[Approval]:
    """List the pending and approved supplements of a closed meeting, the newest first."""
    if meeting.state != MeetingState.CLOSED or not parts.has_parts(meeting, Approval):
        return []
    asked = querysets.list_parts(meeting, Approval, person).filter(
        meeting=meeting, kind=ApprovalKind.SUPPLEMENT
    )
    found = asked.filter(state__in=(ApprovalState.PENDING, ApprovalState.GRANTED))
    return list(found.select_related("recorded_by", "decided_by").order_by("-pk"))


@dataclass(frozen=True, slots=True)
class ErrorShown:
    """A request that is pending, or the granted one: who requested and decided, when and why."""

    is_done: bool
    requested_by: str
    requested_at: datetime.datetime
    reason: str
    decided_by: str
    decided_at: datetime.datetime | None
    is_own: bool
    url: str


def build_error_banner(meeting: Meeting, person: User) -> ErrorShown | None:
    """Build the banner of a meeting's page; None where there is no request, or it was refused."""
    if not parts.has_parts(meeting, Approval):
        return None
    is_done = meeting.state == MeetingState.IN_ERROR
    state = ApprovalState.GRANTED if is_done else ApprovalState.PENDING
    asked = querysets.list_parts(meeting, Approval, person)
    asked = asked.filter(meeting=meeting, kind=ApprovalKind.ENTER_IN_ERROR, state=state)
    found = asked.select_related("recorded_by", "decided_by").first()
    if found is None:
        return None
    return ErrorShown(
        is_done=is_done,
        requested_by=str(found.recorded_by or "–"),
        requested_at=found.recorded_at,
        reason=found.reason,
        decided_by=str(found.decided_by or "–"),
        decided_at=found.decided_at,
        is_own=found.recorded_by_id == person.pk,
        url=reverse("admin:commitments_approval_change", args=(found.pk,)),
    )
