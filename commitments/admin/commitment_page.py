"""What the page of a commitment shows, as ready values: wording, owners, the deadline's chain."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.admin.commitment_records import Records
from commitments.admin.shown import DueShown, due_shown, no_reminders
from commitments.deadlines import Remark
from commitments.models import Commitment, Deadline, Official, Responsibility
from commitments.vocabulary import (
    ANSWERABLE,
    CLOSED_STATES,
    CommitmentState,
    Health,
    LeadRole,
    MeetingState,
    MoveReason,
    Nature,
    OwedBy,
    PostFunction,
    Side,
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
class Fact:
    """One line about a side; a gap that matters is said in red."""

    label: str
    text: str
    is_gap: bool = False


@dataclass(frozen=True, slots=True)
class SideShown:
    """One side's part: who leads, who helps, who answers, and what it has said."""

    side: Side
    code: str
    name: str
    owes: bool
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class LinkShown:
    """One version of the deadline in its chain."""

    promise: str
    label: str
    note: str
    wording: str
    is_past: bool
    is_current: bool


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
    due: DueShown
    is_closed: bool
    stepper: tuple[StateShown, ...]
    wording: WordingShown | None
    sides: tuple[SideShown, ...]
    chain: tuple[LinkShown, ...]
    late: str
    working: tuple[str, ...]
    ask: str
    no_reminders: str
    act_by: datetime.date | None


def commitment_shown(item: Commitment, records: Records, *, today: datetime.date) -> CommitmentShown:
    """Make the page's values."""
    standing = item.deadline
    due = due_shown(item, today)
    return CommitmentShown(
        reference=item.reference,
        title=item.title,
        state=CommitmentState(item.state),
        health=item.health_at(today),
        strength=str(Strength(item.strength).label),
        classification=item.get_classification_display(),
        nature=str(Nature(item.nature).label),
        condition=item.condition,
        due=due,
        is_closed=item.state in CLOSED_STATES,
        stepper=_stepper(item, records),
        wording=_wording(records),
        sides=tuple(_side(side, item, records) for side in _order(item)),
        chain=_chain(item, records.deadlines),
        late=due.now if due.is_late else "",
        working=tuple(str(Remark.from_json(step)) for step in (standing.working if standing else ())),
        ask=str(Remark.from_json(standing.ask)) if standing and standing.ask else "",
        act_by=item.act_by,
        no_reminders=no_reminders(item.state),
    )


def _order(item: Commitment) -> tuple[Side, Side]:
    """Put the owing side first."""
    return (Side.THEIRS, Side.OURS) if item.owed_by == OwedBy.THEIRS else (Side.OURS, Side.THEIRS)


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


def _side(side: Side, item: Commitment, records: Records) -> SideShown:
    parts = [part for part in records.parts if part.side == side]
    lead = next((part for part in parts if part.role == LeadRole.LEAD), None)
    owes = item.owed_by in {side, OwedBy.JOINT}
    country = item.country if side == Side.THEIRS else records.home
    wants = owes and side == Side.OURS and item.state == S.DRAFT
    facts = [Fact(_("Lead"), _name(lead, wants), is_gap=wants and not (lead and lead.ministry))]
    others = [part.ministry.name for part in parts if part.role == LeadRole.SUPPORTING and part.ministry]
    if others:
        facts.append(Fact(_("With"), "; ".join(others)))
    facts += _posts(side, owes, wants, lead, records.officials)
    if owes and lead is not None:
        facts += _word_of(lead, CommitmentState(item.state))
    said = next((update for update in records.updates if update.side == side), None)
    if said is not None:
        words = said.text or str(Health(said.health).label)
        facts.append(Fact(_("Last word"), f"{date_format(said.said_on)}: {words[:160]}"))
    return SideShown(
        side=side,
        code=settings.HOME_COUNTRY if side == Side.OURS else item.country.iso,
        name=country.name if country else "",
        owes=owes,
        facts=tuple(facts),
    )


def _name(lead: Responsibility | None, wants: bool) -> str:
    return lead.ministry.name if lead and lead.ministry else _nobody(wants)


def _nobody(wants: bool) -> str:
    """Say that a name is missing where we still have to give it, and else that it is not stated."""
    return _("none named") if wants else _("not stated")


def _posts(
    side: Side, owes: bool, wants: bool, lead: Responsibility | None, officials: Sequence[Official]
) -> list[Fact]:
    """Name who answers for the lead: the official of the item, else the ministry's own posts."""
    if lead is None or lead.ministry is None:
        return []
    own = [one for one in officials if one.ministry_id == lead.ministry_id]
    by_function = {one.function: one for one in reversed(own)}
    focal = lead.official or by_function.get(PostFunction.FOCAL_POINT)
    alternate = by_function.get(PostFunction.ALTERNATE)
    facts = [
        Fact(_("Focal point"), str(focal or _nobody(wants)), is_gap=wants and focal is None),
    ]
    if alternate or owes:
        facts.append(
            Fact(_("Alternate"), str(alternate or _nobody(wants)), is_gap=wants and alternate is None)
        )
    if side == Side.OURS:
        validator = by_function.get(PostFunction.VALIDATING_AUTHORITY)
        facts.append(Fact(_("Validates"), str(validator or _("the head of desk"))))
    return facts


def _word_of(lead: Responsibility, state: CommitmentState) -> list[Fact]:
    """Say whether the lead has accepted and reported, and by which paper."""
    facts = []
    if lead.accepted_on:
        facts.append(Fact(_("Accepted"), _dated(lead.accepted_on, lead.acceptance)))
    elif state == S.PROPOSED:
        facts.append(Fact(_("Accepted"), _("awaited"), is_gap=True))
    if lead.reported_on:
        facts.append(Fact(_("Reported"), _dated(lead.reported_on, lead.report)))
    return facts


def _dated(day: datetime.date, paper: str) -> str:
    return f"{date_format(day)}, {paper}" if paper else date_format(day)


def _chain(item: Commitment, deadlines: Sequence[Deadline]) -> tuple[LinkShown, ...]:
    """Draw each version of the deadline; what moved says how far."""
    links = []
    for index, version in enumerate(deadlines):
        before = deadlines[index - 1] if index else None
        promise = date_format(version.due_on) if version.due_on else (version.wording or _("no date"))
        links.append(
            LinkShown(
                promise=promise,
                label=_label(version, before),
                note=" ".join(part for part in (version.note, version.document) if part),
                wording=version.wording,
                is_past=version.pk != item.deadline_id,
                is_current=version.pk == item.deadline_id,
            )
        )
    return tuple(links)


def _label(version: Deadline, before: Deadline | None) -> str:
    if before is None:
        return _("First recorded")
    if version.reason == MoveReason.CORRECTED:
        return _("Corrected")
    if version.due_on and before.due_on:
        days = (version.due_on - before.due_on).days
        return ngettext("Moved %(days)s day", "Moved %(days)s days", abs(days)) % {"days": f"{days:+d}"}
    return capfirst(str(MoveReason(version.reason).label))
