"""How one meeting of the tables unfolds: its scenes in time, each one call of a capability function."""

import datetime
from collections.abc import Iterator
from functools import partial

from commitments import meetings, passages, texts
from commitments.demo.days import Day
from commitments.demo.debts import scenes_of_debt
from commitments.demo.people import FICTIONAL
from commitments.demo.plot import Plot, Scene
from commitments.demo.register import Register
from commitments.demo.tables import Occasion, Paper, Point, Raised, Reply, Wording
from commitments.models import AgendaItem, BackgroundFact, DelegationMember, Meeting, Outcome, Statement
from commitments.vocabulary import MeetingState, OwedBy, SpokenBy

HEAD = "head"


def scenes(occasion: Occasion, day: Day, register: Register) -> Iterator[Scene]:
    """Give the scenes of one meeting, those of one day in their order."""
    plot = Plot(occasion, day, register)
    was_held = occasion.state not in {
        MeetingState.PLANNED,
        MeetingState.POSTPONED,
        MeetingState.CANCELLED,
    }
    if occasion.planned is None:
        yield Scene(occasion.recorded, partial(record, plot, was_held))
    else:
        yield Scene(occasion.planned, partial(record, plot, False))
        yield Scene(occasion.recorded, partial(hold, plot))
    yield Scene(occasion.recorded, partial(add_background, plot))
    yield Scene(occasion.recorded, partial(file_papers, plot))
    for number, point in enumerate(occasion.points, start=1):
        yield Scene(occasion.recorded, partial(add_point, plot, number, point))
        if point.reply is not None:
            yield Scene(point.reply.day, partial(answer, plot, number, point.reply))
        if point.debt is not None:
            yield from scenes_of_debt(plot, number, point.debt)
    if occasion.paper is not None and occasion.paper.summary:
        yield Scene(occasion.recorded, partial(read_summary, plot))
    if occasion.came_back is not None:
        yield Scene(occasion.came_back, partial(bring_in, plot))
    for raised in occasion.raised:
        yield Scene(occasion.came_back or occasion.recorded, partial(go_through, plot, raised))
    if occasion.closed is not None:
        yield Scene(occasion.closed, partial(settle, plot))


def record(plot: Plot, was_held: bool, now: datetime.datetime) -> None:
    """Record the meeting, planned or held, and who sits there."""
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


def hold(plot: Plot, now: datetime.datetime) -> None:
    """Say that what was planned took place."""
    meetings.hold(plot.meeting, by=plot.user, now=now)


def add_background(plot: Plot, now: datetime.datetime) -> None:
    """Add the facts behind the meeting."""
    for fact in plot.occasion.background:
        made = BackgroundFact(meeting=plot.meeting, text=fact.text, source=fact.source, dated=fact.dated)
        meetings.add_fact(made, by=plot.user, now=now)


def file_papers(plot: Plot, now: datetime.datetime) -> None:
    """File the documents that the meeting left; outcomes are taken from the first."""
    occasion = plot.occasion
    for paper in filter(None, (occasion.paper, *occasion.other_papers)):
        statement = meetings.file_statement(_statement(plot, paper), by=plot.user, now=now)
        plot.statements[paper.kind] = statement


def _statement(plot: Plot, paper: Paper) -> Statement:
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
        is_verbatim=not paper.summary,
        text="\n\n".join(_clauses(plot, paper)) if paper.carries_text else paper.summary,
        classification=plot.occasion.classification,
    )


def _clauses(plot: Plot, paper: Paper) -> Iterator[str]:
    """Give the paragraphs of a document: numbered clauses, or what a second text says of them."""
    for number, point in enumerate(plot.occasion.points, start=1):
        if paper is plot.occasion.paper:
            yield f"{number}. {plot.filled(point.clause, point.debt)}"
        for wording in point.wordings:
            if wording.kind == paper.kind and wording.text:
                yield plot.filled(wording.text, point.debt)


def add_point(plot: Plot, number: int, point: Point, now: datetime.datetime) -> None:
    """Add one outcome, and how the other texts word it."""
    review = point.review
    outcome = Outcome(
        meeting=plot.meeting,
        number=number,
        kind=point.kind,
        spoken_by=point.side or SpokenBy.NOT_STATED,
        clause=plot.filled(point.clause, point.debt),
        language=point.language,
        statement=plot.statements.get(plot.occasion.paper.kind) if plot.occasion.paper else None,
        place_in_text=point.place,
        account=point.account,
        strength=point.strength,
        classification=point.classification,
        review_on=None if review is None else plot.day_of(review, OwedBy.OURS),
    )
    plot.outcomes[number] = meetings.add_outcome(outcome, by=plot.user, now=now)
    plot.register.outcomes[point.clause] = outcome
    for wording in point.wordings:
        _add_wording(plot, outcome, point, wording, now)


def _add_wording(
    plot: Plot, outcome: Outcome, point: Point, wording: Wording, now: datetime.datetime
) -> None:
    statement = plot.statements[wording.kind]
    if not wording.text:
        texts.record_silence(outcome, statement, by=plot.user, now=now)
        return
    texts.record_wording(
        outcome,
        statement,
        plot.filled(wording.text, point.debt),
        place_in_text=wording.place,
        by=plot.user,
        now=now,
    )


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


def read_summary(plot: Plot, now: datetime.datetime) -> None:
    """Read the summary on file; what the reader finds in it is on record already."""
    assert plot.occasion.paper is not None
    text = plot.statements[plot.occasion.paper.kind]
    passages.read(text, by=plot.user, now=now)


def bring_in(plot: Plot, now: datetime.datetime) -> None:
    """Put what was open before on the agenda of a meeting that was recorded after it was held."""
    meetings.bring_in_open(plot.meeting, by=plot.user, now=now)


def go_through(plot: Plot, raised: Raised, now: datetime.datetime) -> None:
    """Record what was said about an open item that came back at this meeting."""
    register = plot.register
    items = AgendaItem.objects.filter(meeting=plot.meeting)
    if raised.about in register.commitments:
        item = items.get(commitment=register.commitments[raised.about])
    else:
        item = items.get(outcome=register.outcomes[raised.about])
    meetings.review_item(item, raised.said, health=raised.health, by=plot.user, now=now)


def settle(plot: Plot, now: datetime.datetime) -> None:
    """Bring the meeting to the state that its table names."""
    occasion = plot.occasion
    match occasion.state:
        case MeetingState.CLOSED:
            meetings.close(plot.meeting, by=plot.user, now=now)
        case MeetingState.CANCELLED:
            meetings.cancel(plot.meeting, by=plot.user, now=now, reason=occasion.reason)
        case MeetingState.POSTPONED:
            day = plot.day.met(occasion.moved_to, occasion.iso)
            meetings.postpone(plot.meeting, day, by=plot.user, now=now, reason=occasion.reason)
        case MeetingState.IN_ERROR:
            asked = meetings.ask_in_error(plot.meeting, reason=occasion.reason, by=plot.user, now=now)
            meetings.enter_in_error(asked, by=plot.register.users[HEAD], now=now)
