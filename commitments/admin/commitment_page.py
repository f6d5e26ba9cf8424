"""What the page of a commitment shows, as ready values: wording, owners, the deadline's chain."""

import datetime
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from commitments import lifecycle
from commitments.admin.commitment_chain import ChainShown, chain_shown
from commitments.admin.commitment_links import Linked, Occurrence, linked, series_shown
from commitments.admin.commitment_records import Records
from commitments.admin.commitment_sides import SideShown, awaited_in_words, sides_shown
from commitments.admin.shown import DueShown, due_shown, no_reminders
from commitments.models import Commitment
from commitments.vocabulary import (
    ANSWERABLE,
    CLOSED_STATES,
    CommitmentState,
    Health,
    LeadRole,
    MeetingState,
    Nature,
    Step,
    Strength,
)

S = CommitmentState
WAY = (S.PROPOSED, S.ACCEPTED, S.IN_PROGRESS, S.REPORTED, S.FULFILLED)
CONTINUING_WAY = (S.PROPOSED, S.ACCEPTED, S.IN_PROGRESS, S.CONCLUDED)
# The step whose audit row gives the day of a state.
REACHED_BY = {
    S.PROPOSED: "propose",
    S.ACCEPTED: "accept",
    S.IN_PROGRESS: "start",
    S.REPORTED: "report",
    S.FULFILLED: "fulfil",
    S.CONCLUDED: "conclude",
}


@dataclass(frozen=True, slots=True)
class StateShown:
    """One bar of the stepper."""

    label: str
    is_done: bool
    is_current: bool
    note: str


@dataclass(frozen=True, slots=True)
class WordingShown:
    """What was agreed, with where it stands; locked once the meeting is closed."""

    text: str
    language: str
    source: str
    statement: int | None
    is_locked: bool
    strength: str


@dataclass(frozen=True, slots=True)
class CommitmentShown:
    """All of the page but its forms."""

    reference: str
    title: str
    state: CommitmentState
    health: Health
    strength: str
    classification: str
    nature: str
    condition: str
    condition_met: str
    due: DueShown
    is_closed: bool
    stepper: tuple[StateShown, ...]
    wording: WordingShown | None
    sides: tuple[SideShown, ...]
    chain: ChainShown
    late: str
    no_reminders: str
    confirmation: str
    gone: tuple[str, ...]
    series: tuple[Occurrence, ...]
    links: tuple[Linked, ...]


def commitment_shown(item: Commitment, records: Records, *, today: datetime.date) -> CommitmentShown:
    """Make the page's values."""
    due = due_shown(item, today, records.deadlines)
    sides = lifecycle.owing_sides(item)
    leads = [part for part in records.parts if part.role == LeadRole.LEAD and part.side in sides]
    awaited = lifecycle.awaiting(item, today, leads)
    confirmation = [awaited_in_words(one) for one in awaited if one.step == Step.FULFIL]
    return CommitmentShown(
        reference=item.reference,
        title=item.title,
        state=S(item.state),
        health=item.health_at(today),
        strength=str(Strength(item.strength).label),
        classification=item.get_classification_display(),
        nature=str(Nature(item.nature).label),
        condition=item.condition,
        condition_met=_met(item),
        due=due,
        is_closed=item.state in CLOSED_STATES,
        stepper=_stepper(item, records),
        wording=_wording(records),
        sides=sides_shown(item, records, awaited),
        chain=chain_shown(item, records),
        late=due.now if due.is_late else "",
        no_reminders=no_reminders(item.state),
        confirmation=confirmation[0] if confirmation else "",
        gone=records.gone,
        series=series_shown(item, records, today=today),
        links=linked(item, records),
    )


def _met(item: Commitment) -> str:
    """Say when the condition was met, and by which paper."""
    if item.condition_met_on is None:
        return ""
    day = _("met on %(day)s") % {"day": date_format(item.condition_met_on)}
    return f"{day}, {item.condition_document}" if item.condition_document else day


def _stepper(item: Commitment, records: Records) -> tuple[StateShown, ...]:
    """Draw the way of the item; a state off the way stands at its end."""
    way = CONTINUING_WAY if item.nature == Nature.CONTINUING else WAY
    state = CommitmentState(item.state)
    at = way.index(state) if state in way else -1
    shown = []
    for index, step in enumerate(way):
        reached = records.reached.get(REACHED_BY[step])
        passed = index < at or (at == -1 and reached is not None and state != S.DRAFT)
        note = date_format(reached) if reached and index <= at else ""
        shown.append(StateShown(capfirst(str(step.label)), passed, index == at, note))
    if at == -1 and state == S.DRAFT:
        return (StateShown(capfirst(str(state.label)), False, True, ""), *shown)
    if at == -1:
        closed = date_format(item.closed_on) if item.closed_on else ""
        shown.append(StateShown(capfirst(str(state.label)), False, True, closed))
    return tuple(shown)


def _wording(records: Records) -> WordingShown | None:
    """Give the words that bind: of the outcome or, for an ask or offer, of its answer."""
    outcome = records.outcome
    if outcome is None:
        return None
    statement = records.statement
    source = ", ".join(part for part in (statement.title if statement else "", outcome.place_in_text) if part)
    text = outcome.clause
    if outcome.kind in ANSWERABLE and outcome.answer_wording:
        text, source, statement = outcome.answer_wording, outcome.answer_source, None
    meeting = records.meeting
    return WordingShown(
        text=text,
        language=outcome.language,
        source=source,
        statement=statement.pk if statement else None,
        is_locked=meeting is not None and meeting.state == MeetingState.CLOSED,
        strength=str(Strength(outcome.strength).label),
    )
