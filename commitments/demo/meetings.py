"""The scenes of one meeting of the demonstration in order of time, each one call of a capability function."""

import datetime
from collections.abc import Iterator
from functools import partial

from commitments.demo import korean
from commitments.demo.columns import DemoPaper, Occasion, OutcomeWording, Point, RaisedItem, Reply
from commitments.demo.commitments import MeetingScene, Scene, build_commitment_scenes
from commitments.demo.people import FICTIONAL
from commitments.demo.register import Day, Register
from commitments.enums import MeetingState, OwedBy, SpokenBy
from commitments.lifecycle import approvals
from commitments.meetings import delegations, meetings, outcomes, texts
from commitments.models import AgendaItem, BackgroundFact, DelegationMember, Meeting, Outcome, Statement
from commitments.statements import reading

HEAD = "head"


def build_meeting_scenes(occasion: Occasion, day: Day, register: Register) -> Iterator[Scene]:
    """Yield the scenes of one meeting; those of one day in their order."""
    plot = MeetingScene(occasion, day, register)
    was_held = occasion.state not in {
        MeetingState.PLANNED,
        MeetingState.POSTPONED,
        MeetingState.CANCELLED,
    }
    if occasion.planned is None:
        yield Scene(occasion.recorded, partial(record_meeting, plot, was_held))
    else:
        yield Scene(occasion.planned, partial(record_meeting, plot, False))
        yield Scene(occasion.recorded, partial(hold_meeting, plot))
    yield Scene(occasion.recorded, partial(add_background, plot))
    yield Scene(occasion.recorded, partial(file_papers, plot))
    for number, point in enumerate(occasion.points, start=1):
        yield Scene(occasion.recorded, partial(add_point, plot, number, point))
        if point.reply is not None:
            yield Scene(point.reply.day, partial(record_answer, plot, number, point.reply))
        if point.debt is not None:
            yield from build_commitment_scenes(plot, number, point.debt)
    if occasion.paper is not None and occasion.paper.summary:
        yield Scene(occasion.recorded, partial(read_summary, plot))
    if occasion.came_back is not None:
        yield Scene(occasion.came_back, partial(add_topics, plot))
    for raised in occasion.raised:
        yield Scene(occasion.came_back or occasion.recorded, partial(go_through, plot, raised))
    if occasion.closed is not None:
        yield Scene(occasion.closed, partial(set_meeting_state, plot))


def record_meeting(plot: MeetingScene, was_held: bool, now: datetime.datetime) -> None:
    """Record the meeting, planned or held, and its delegations."""
    occasion, register = plot.occasion, plot.register
    hours = [datetime.time(hour) for hour in occasion.hours or ()]
    meeting = Meeting(
        country=register.countries[occasion.iso],
        title=occasion.title,
        titles=korean.list_titles(occasion.title),
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
    plot.meeting = meetings.record_meeting(meeting, by=plot.user, now=now, held=was_held)
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
        meetings.add_delegate(member, by=plot.user, now=now)


def hold_meeting(plot: MeetingScene, now: datetime.datetime) -> None:
    """Mark a planned meeting as held."""
    meetings.mark_held(plot.meeting, by=plot.user, now=now)


def add_background(plot: MeetingScene, now: datetime.datetime) -> None:
    """Add the facts behind the meeting."""
    for fact in plot.occasion.background:
        made = BackgroundFact(meeting=plot.meeting, text=fact.text, source=fact.source, dated=fact.dated)
        delegations.add_fact(made, by=plot.user, now=now)


def file_papers(plot: MeetingScene, now: datetime.datetime) -> None:
    """File the documents that the meeting left; outcomes are taken from the first."""
    occasion = plot.occasion
    for paper in filter(None, (occasion.paper, *occasion.other_papers)):
        statement = outcomes.file_statement(_statement(plot, paper), by=plot.user, now=now)
        plot.statements[paper.kind] = statement


def _statement(plot: MeetingScene, paper: DemoPaper) -> Statement:
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


def _clauses(plot: MeetingScene, paper: DemoPaper) -> Iterator[str]:
    """Yield the paragraphs of a document: numbered clauses, or what a second text says about them."""
    for number, point in enumerate(plot.occasion.points, start=1):
        if paper is plot.occasion.paper:
            yield f"{number}. {plot.filled(point.clause, point.debt)}"
        for wording in point.wordings:
            if wording.kind == paper.kind and wording.text:
                yield plot.filled(wording.text, point.debt)


def add_point(plot: MeetingScene, number: int, point: Point, now: datetime.datetime) -> None:
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
    plot.outcomes[number] = outcomes.add_outcome(outcome, by=plot.user, now=now)
    plot.register.outcomes[point.clause] = outcome
    for wording in point.wordings:
        _add_wording(plot, outcome, point, wording, now)


def _add_wording(
    plot: MeetingScene, outcome: Outcome, point: Point, wording: OutcomeWording, now: datetime.datetime
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


def record_answer(plot: MeetingScene, number: int, reply: Reply, now: datetime.datetime) -> None:
    """Record how a request or offer was answered."""
    outcomes.record_answer(
        plot.outcomes[number],
        reply.answer,
        wording=reply.wording,
        source=reply.source,
        strength=reply.strength,
        by=plot.user,
        now=now,
    )


def read_summary(plot: MeetingScene, now: datetime.datetime) -> None:
    """Read the filed summary; what the reader finds in it is recorded already."""
    assert plot.occasion.paper is not None
    text = plot.statements[plot.occasion.paper.kind]
    reading.read_text(text, by=plot.user, now=now)


def add_topics(plot: MeetingScene, now: datetime.datetime) -> None:
    """Add what was open before to the agenda of a meeting that was recorded after it was held."""
    meetings.add_open_items(plot.meeting, by=plot.user, now=now)


def go_through(plot: MeetingScene, raised: RaisedItem, now: datetime.datetime) -> None:
    """Record what was said about an open item on this meeting's agenda."""
    register = plot.register
    items = AgendaItem.objects.filter(meeting=plot.meeting)
    if raised.about in register.commitments:
        item = items.get(commitment=register.commitments[raised.about])
    else:
        item = items.get(outcome=register.outcomes[raised.about])
    outcomes.review_item(item, raised.said, health=raised.health, by=plot.user, now=now)


def set_meeting_state(plot: MeetingScene, now: datetime.datetime) -> None:
    """Move the meeting to the state that its table names."""
    occasion = plot.occasion
    match occasion.state:
        case MeetingState.CLOSED:
            meetings.close_meeting(plot.meeting, by=plot.user, now=now)
        case MeetingState.CANCELLED:
            meetings.cancel_meeting(plot.meeting, by=plot.user, now=now, reason=occasion.reason)
        case MeetingState.POSTPONED:
            day = plot.day.met(occasion.moved_to, occasion.iso)
            meetings.postpone_meeting(plot.meeting, day, by=plot.user, now=now, reason=occasion.reason)
        case MeetingState.IN_ERROR:
            asked = meetings.request_error_entry(plot.meeting, reason=occasion.reason, by=plot.user, now=now)
            approvals.grant_request(asked, by=plot.register.users[HEAD], now=now)
