"""What the page of a meeting shows, as ready values: the head, the delegations, the outcomes as spoken."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from commitments import access
from commitments.admin.long_texts import GLIMPSE, Words, room, words
from commitments.admin.marking import highest
from commitments.admin.meeting_records import Records, is_editable
from commitments.admin.shown import ItemShown, item_shown
from commitments.models import BackgroundFact, Country, DelegationMember, Meeting, Outcome, Packet, Statement
from commitments.vocabulary import (
    ANSWERABLE,
    Answer,
    MeetingState,
    OutcomeKind,
    Side,
    SpokenBy,
    Strength,
    account_of,
)

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
    """One point of the meeting with what is owed because of it."""

    pk: int
    row: Outcome
    number: int
    kind: str
    sides: tuple[tuple[Side, str], ...]
    clause: Words
    language: str
    strength: str
    source: str
    account: str
    statement: int | None
    awaits_answer: bool
    answer: str
    answer_wording: Words
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
    """All of the page but its forms."""

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
    outcomes: tuple[OutcomeShown, ...]
    statements: tuple[Statement, ...]
    packets: tuple[Packet, ...]
    partner: Country
    home: str
    page_marking: str
    purpose: Words
    note: Words


def meeting_shown(
    meeting: Meeting, records: Records, *, today: datetime.date, opened: frozenset[int] = frozenset()
) -> MeetingShown:
    """Make the page's values; `opened` are the outcomes shown as fields."""
    outcomes: tuple[OutcomeShown, ...] = ()
    for first in range(0, len(records.outcomes), OUTCOMES_SHOWN):
        part = records.outcomes[first : first + OUTCOMES_SHOWN]
        at_most = room(text for row in part for text in (row.clause, row.answer_wording))
        outcomes += tuple(_outcome(row, meeting, records, today, opened, at_most) for row in part)
    return MeetingShown(
        reference=meeting.reference,
        form=capfirst(meeting.get_form_display()),
        title=meeting.title,
        when=when(meeting),
        place=meeting.place,
        mechanism=_mechanism(meeting),
        state=MeetingState(meeting.state),
        stepper=_stepper(meeting),
        ours=tuple(_seat(row) for row in records.seats_of(Side.OURS)),
        theirs=tuple(_seat(row) for row in records.seats_of(Side.THEIRS)),
        background=records.background,
        outcomes=outcomes,
        statements=records.statements,
        packets=records.packets,
        partner=meeting.country,
        home=settings.HOME_COUNTRY,
        page_marking=highest(records, meeting),
        purpose=words("meeting", meeting, "purpose", GLIMPSE),
        note=words("meeting", meeting, "note", GLIMPSE),
    )


@dataclass(frozen=True, slots=True)
class OutcomesPart:
    """One page of the outcomes; `parts` are all pages: first and last number, whether it is this one."""

    outcomes: tuple[OutcomeShown, ...]
    parts: tuple[tuple[int, int, bool], ...]


def part_of(outcomes: tuple[OutcomeShown, ...], at: str) -> OutcomesPart:
    """Give the page with the outcome of that number, the first where there is none."""
    pages = [outcomes[n : n + OUTCOMES_SHOWN] for n in range(0, len(outcomes), OUTCOMES_SHOWN)]
    here = next(
        (page for page in pages if any(str(one.number) == at for one in page)), pages[0] if pages else ()
    )
    parts = tuple((page[0].number, page[-1].number, page is here) for page in pages) if len(pages) > 1 else ()
    return OutcomesPart(here, parts)


def when(meeting: Meeting) -> str:
    """Write day and times of the place, with the time at home where that differs."""
    if meeting.held_on is None:
        return ", ".join((_("date not stated"), *bounds(meeting)))
    text = date_format(meeting.held_on, pgettext("date with weekday", "l j F Y"))
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


def bounds(meeting: Meeting) -> Iterator[str]:
    """Say between which days a meeting without a date was held, each with its source."""
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
    records: Records,
    today: datetime.date,
    opened: frozenset[int],
    at_most: int,
) -> OutcomeShown:
    texts = {one.pk: one for one in records.statements}
    statement = texts.get(row.statement_id or 0)
    named = access.name_of(row.statement_id, statement.title if statement else None)
    source = ", ".join(part for part in (named, row.place_in_text) if part)
    account = account_of(row.account, statement.kind if statement else "")
    return OutcomeShown(
        pk=row.pk,
        row=row,
        number=row.number,
        kind=capfirst(str(OutcomeKind(row.kind).label)),
        sides=_sides(row.spoken_by, meeting.country.iso),
        clause=words("outcome", row, "clause", at_most),
        language=row.language,
        strength=str(Strength(row.strength).label),
        source=source,
        account=str(account.label) if account else "",
        statement=statement.pk if statement else None,
        awaits_answer=row.answer == Answer.UNANSWERED,
        answer=str(Answer(row.answer).label) if row.kind in ANSWERABLE else "",
        answer_wording=words("outcome", row, "answer_wording", at_most),
        answer_source=row.answer_source,
        answer_strength=str(Strength(row.answer_strength).label) if row.answer_strength else "",
        review_on=row.review_on,
        can_carry=row.kind == OutcomeKind.COMMITMENT or row.answer == Answer.AGREED,
        items=tuple(
            item_shown(
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
