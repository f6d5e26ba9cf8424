"""How one meeting of the tables unfolds: its scenes in time, each one call of a capability function."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from django.utils import translation
from django.utils.dateformat import format as format_date

from commitments import lifecycle, meetings
from commitments.demo.days import Day
from commitments.demo.life import live
from commitments.demo.people import FICTIONAL
from commitments.demo.register import Register
from commitments.demo.tables import Debt, Event, Occasion, Paper, Point, Reply
from commitments.lifecycle import Part
from commitments.models import Commitment, DelegationMember, Meeting, Outcome, Statement, User
from commitments.phrases import DeadlineSpec, on_day
from commitments.vocabulary import LeadRole, MeetingState, OwedBy, Side


@dataclass(frozen=True, slots=True)
class Scene:
    """Something that happens on a day."""

    day: int
    play: Callable[[datetime.datetime], None]


@dataclass(slots=True)
class Plot:
    """One meeting on its way into the database; later scenes find what earlier ones made."""

    occasion: Occasion
    day: Day
    register: Register
    meeting: Meeting = field(init=False)
    statement: Statement | None = None
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    commitments: dict[int, Commitment] = field(default_factory=dict)

    @property
    def user(self) -> User:
        """Who records it."""
        return self.register.users[self.occasion.by]


def scenes(occasion: Occasion, day: Day, register: Register) -> Iterator[Scene]:
    """Give the scenes of one meeting, those of one day in their order."""
    plot = Plot(occasion, day, register)
    yield Scene(occasion.recorded, partial(record, plot))
    for number, point in enumerate(occasion.points, start=1):
        yield Scene(occasion.recorded, partial(add_point, plot, number, point))
        if point.reply is not None:
            yield Scene(point.reply.day, partial(answer, plot, number, point.reply))
        if point.debt is not None:
            yield from _scenes_of_debt(plot, number, point.debt)
    if occasion.closed is not None:
        yield Scene(occasion.closed, partial(settle, plot))


def _scenes_of_debt(plot: Plot, number: int, debt: Debt) -> Iterator[Scene]:
    drafted = plot.occasion.recorded if debt.drafted is None else debt.drafted
    yield Scene(drafted, partial(draft, plot, number, debt))
    for event in debt.life:
        yield Scene(event.day, partial(happen, plot, number, debt, event))


def record(plot: Plot, now: datetime.datetime) -> None:
    """Record the meeting, who sat there and the document it left."""
    occasion, register = plot.occasion, plot.register
    hours = [datetime.time(hour) for hour in occasion.hours or ()]
    meeting = Meeting(
        country=register.countries[occasion.iso],
        title=occasion.title,
        form=occasion.form,
        mechanism=register.bodies.get(occasion.body),
        session_number=occasion.session,
        held_on=plot.day.met(occasion.held, occasion.iso),
        starts_at=hours[0] if hours else None,
        ends_at=hours[1] if hours else None,
        time_zone=occasion.time_zone,
        place=occasion.place,
        purpose=occasion.purpose,
        note=occasion.note,
        classification=occasion.classification,
    )
    was_held = occasion.state in {MeetingState.HELD, MeetingState.CLOSED}
    plot.meeting = meetings.record(meeting, by=plot.user, now=now, held=was_held)
    for order, seat in enumerate(occasion.seats, start=1):
        official = register.officials.get(seat.who)
        member = DelegationMember(
            meeting=plot.meeting,
            side=seat.side,
            order=order,
            official=official,
            post="" if official else seat.who,
            is_head=seat.is_head,
        )
        meetings.seat(member, by=plot.user, now=now)
    if occasion.paper is not None:
        paper = _statement(plot, occasion.paper)
        plot.statement = meetings.file_statement(paper, by=plot.user, now=now)


def _statement(plot: Plot, paper: Paper) -> Statement:
    clauses = [_filled(plot, point.clause, point.debt) for point in plot.occasion.points]
    numbered = "\n\n".join(f"{number}. {clause}" for number, clause in enumerate(clauses, start=1))
    own_day = None if plot.occasion.iso != FICTIONAL else plot.meeting.held_on
    return Statement(
        meeting=plot.meeting,
        kind=paper.kind,
        title=paper.title,
        dated_on=paper.dated_on or own_day,
        number=paper.number,
        language=paper.language,
        is_binding=paper.is_binding,
        source=paper.source,
        text=numbered if paper.carries_text else "",
        classification=plot.occasion.classification,
    )


def add_point(plot: Plot, number: int, point: Point, now: datetime.datetime) -> None:
    """Add one outcome."""
    outcome = Outcome(
        meeting=plot.meeting,
        number=number,
        kind=point.kind,
        spoken_by=point.side,
        clause=_filled(plot, point.clause, point.debt),
        language=point.language,
        statement=plot.statement,
        place_in_text=point.place,
        strength=point.strength,
        classification=point.classification,
        review_on=None
        if point.review is None
        else plot.day.due(point.review, OwedBy.OURS, plot.occasion.iso),
    )
    plot.outcomes[number] = meetings.add_outcome(outcome, by=plot.user, now=now)


def answer(plot: Plot, number: int, reply: Reply, now: datetime.datetime) -> None:
    """Record how an ask or offer was answered."""
    meetings.record_answer(
        plot.outcomes[number],
        reply.answer,
        wording=reply.wording,
        source=reply.source,
        strength=reply.strength,
        by=plot.user,
        now=now,
    )


def draft(plot: Plot, number: int, debt: Debt, now: datetime.datetime) -> None:
    """Draft the commitment of an outcome, with its owners and its deadline as agreed."""
    commitment = Commitment(
        outcome=plot.outcomes[number],
        title=debt.title,
        owed_by=debt.owed_by,
        nature=debt.nature,
        condition=debt.condition,
        meaning=_filled(plot, debt.meaning, debt),
        classification=debt.classification,
    )
    plot.commitments[number] = lifecycle.draft(
        commitment,
        parts=_parts(plot, debt),
        deadline=_agreed(plot, debt),
        review_on=None if debt.review is None else plot.day.due(debt.review, OwedBy.OURS, plot.occasion.iso),
        by=plot.user,
        now=now,
    )


def happen(plot: Plot, number: int, debt: Debt, event: Event, now: datetime.datetime) -> None:
    """Let one thing happen to a commitment."""
    due = None if event.due is None else _by(plot, event.due, debt)
    live(plot.commitments[number], event, due, plot.register.users[event.by], now=now)


def settle(plot: Plot, now: datetime.datetime) -> None:
    """Bring the meeting to the state that its table names."""
    match plot.occasion.state:
        case MeetingState.CLOSED:
            meetings.close(plot.meeting, by=plot.user, now=now)
        case MeetingState.CANCELLED:
            meetings.cancel(plot.meeting, by=plot.user, now=now, reason=plot.occasion.reason)
        case MeetingState.POSTPONED:
            meetings.postpone(plot.meeting, None, by=plot.user, now=now, reason=plot.occasion.reason)


def _parts(plot: Plot, debt: Debt) -> list[Part]:
    houses = plot.register.houses
    parts = [Part(side, houses[key]) for side, key in _leads(debt) if key]
    if debt.helps:
        ministry = houses[debt.helps]
        side = Side.THEIRS if ministry.country == plot.meeting.country else Side.OURS
        parts.append(Part(side, ministry, LeadRole.SUPPORTING))
    return parts


def _leads(debt: Debt) -> tuple[tuple[Side, str], ...]:
    return ((Side.OURS, debt.ours), (Side.THEIRS, debt.theirs))


def _agreed(plot: Plot, debt: Debt) -> DeadlineSpec:
    """Give the deadline in its own words."""
    return debt.due if isinstance(debt.due, DeadlineSpec) else _by(plot, debt.due, debt)


def _by(plot: Plot, days: int, debt: Debt) -> DeadlineSpec:
    due = plot.day.due(days, debt.owed_by, plot.occasion.iso)
    return on_day(due, f"by {in_words(due)}")


def _filled(plot: Plot, text: str, debt: Debt | None) -> str:
    """Write the day into a clause that names one."""
    if debt is None or isinstance(debt.due, DeadlineSpec):
        return text
    return text.format(due=in_words(plot.day.due(debt.due, debt.owed_by, plot.occasion.iso)))


def in_words(day: datetime.date) -> str:
    """Write a day as English texts do, such as 30 June 2027."""
    with translation.override("en"):
        return format_date(day, "j F Y")
