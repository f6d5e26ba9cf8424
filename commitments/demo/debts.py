"""How a commitment of the tables is drafted, and what then happens to it."""

import datetime
from collections.abc import Iterator
from functools import partial

from commitments import lifecycle
from commitments.demo.life import Terms, live
from commitments.demo.plot import Plot, Scene
from commitments.demo.tables import Debt, Event
from commitments.lifecycle import Part
from commitments.models import Commitment
from commitments.vocabulary import LeadRole, Matter, OwedBy, Side


def scenes_of_debt(plot: Plot, number: int, debt: Debt) -> Iterator[Scene]:
    """Give the scenes of the commitment of one point."""
    drafted = plot.occasion.recorded if debt.drafted is None else debt.drafted
    yield Scene(drafted, partial(draft, plot, number, debt))
    for event in debt.life:
        yield Scene(event.day, partial(happen, plot, number, debt, event))


def draft(plot: Plot, number: int, debt: Debt, now: datetime.datetime) -> None:
    """Draft the commitment of an outcome, with its owners and its deadline as agreed."""
    commitment = Commitment(
        outcome=plot.outcomes[number],
        title=debt.title,
        owed_by=debt.owed_by,
        nature=debt.nature,
        condition=debt.condition,
        meaning=plot.filled(debt.meaning, debt),
        classification=debt.classification,
    )
    drafted = lifecycle.draft(
        commitment,
        parts=_parts(plot, debt),
        deadline=plot.deadline(debt.due, debt),
        hooks=plot.hooks(debt.hook),
        review_on=None if debt.review is None else plot.day_of(debt.review, OwedBy.OURS),
        by=plot.user,
        now=now,
    )
    plot.commitments[number] = plot.register.commitments[debt.title] = drafted


def happen(plot: Plot, number: int, debt: Debt, event: Event, now: datetime.datetime) -> None:
    """Let one thing happen to a commitment, as it stands by then."""
    commitment = Commitment.objects.get(pk=plot.commitments[number].pk)
    by = plot.register.users[event.by]
    plot.commitments[number] = live(commitment, event, _terms(plot, debt, event), by, now=now)


def _terms(plot: Plot, debt: Debt, event: Event) -> Terms:
    is_review = event.matter == Matter.REST
    return Terms(
        due=None if event.due is None or is_review else plot.deadline(event.due, debt),
        hooks=plot.hooks(event.hook),
        review_on=plot.day_of(event.due, OwedBy.OURS) if is_review and isinstance(event.due, int) else None,
        other=plot.register.commitment(event.other) if event.matter == Matter.SUPERSEDE else None,
    )


def _parts(plot: Plot, debt: Debt) -> list[Part]:
    register = plot.register
    parts = [Part(Side.OURS, register.houses[debt.ours])] if debt.ours else []
    if debt.theirs:
        official = register.officials.get(debt.person)
        parts.append(Part(Side.THEIRS, register.houses[debt.theirs], official=official))
    if debt.helps:
        ministry = register.houses[debt.helps]
        side = Side.THEIRS if ministry.country == plot.meeting.country else Side.OURS
        parts.append(Part(side, ministry, LeadRole.SUPPORTING))
    return parts
