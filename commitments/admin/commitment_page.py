"""What the page of a commitment shows, as ready values: wording, owners, the deadline's chain."""

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from commitments import access, lifecycle
from commitments.admin.commitment_chain import ChainShown, chain_shown
from commitments.admin.commitment_links import Linked, Occurrence, linked, series_shown
from commitments.admin.commitment_records import Records
from commitments.admin.commitment_sides import SidesShown, awaited_in_words, sides_shown
from commitments.admin.long_texts import Words, room, words
from commitments.admin.marking import highest
from commitments.admin.shown import DueShown, due_shown, no_reminders
from commitments.models import Commitment, ProgressUpdate
from commitments.vocabulary import (
    ANSWERABLE,
    CLOSED_STATES,
    HIDDEN_STATES,
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
# Wording longer than this is set smaller, and wider than what it is taken to mean.
LONG_WORDING, LONGEST_WORDING = 280, 600


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

    words: Words
    language: str
    source: str
    statement: int | None
    is_locked: bool
    strength: str
    size: str


@dataclass(frozen=True, slots=True)
class CommitmentShown:
    """All of the page but its forms."""

    reference: str
    title: str
    state: CommitmentState
    health: Health
    strength: str
    page_marking: str
    nature: str
    condition: str
    condition_met: str
    due: DueShown
    is_closed: bool
    stepper: tuple[StateShown, ...]
    wording: WordingShown | None
    meaning: Words
    updates: tuple[tuple[ProgressUpdate, Words], ...]
    sides: SidesShown
    chain: ChainShown
    late: str
    no_reminders: str
    confirmation: str
    gone: tuple[str, ...]
    series: tuple[Occurrence, ...]
    links: tuple[Linked, ...]
    # Stands where the item came out of, where that is not for this reader.
    restricted: str


def commitment_shown(item: Commitment, records: Records, *, today: datetime.date) -> CommitmentShown:
    """Make the page's values."""
    due = due_shown(item, today, records.deadlines)
    sides = lifecycle.owing_sides(item)
    leads = [part for part in records.parts if part.role == LeadRole.LEAD and part.side in sides]
    awaited = lifecycle.awaiting(item, today, leads)
    confirmation = [awaited_in_words(one) for one in awaited if one.step == Step.FULFIL]
    at_most = room(
        [
            *(one.text for one in records.updates),
            *([records.outcome.clause, records.outcome.answer_wording] if records.outcome else []),
            item.meaning,
        ]
    )
    return CommitmentShown(
        reference=item.reference,
        title=item.title,
        state=S(item.state),
        health=item.health_at(today),
        strength=str(Strength(item.strength).label),
        page_marking=highest(records, item),
        nature=str(Nature(item.nature).label),
        condition=item.condition,
        condition_met=_met(item),
        due=due,
        is_closed=item.state in CLOSED_STATES,
        stepper=_stepper(item, records),
        wording=_wording(records, at_most),
        meaning=words("commitment", item, "meaning", at_most),
        updates=tuple((one, words("report", one, "text", at_most)) for one in records.updates),
        sides=sides_shown(item, records, awaited),
        chain=chain_shown(item, records),
        late=due.now if due.is_late else "",
        no_reminders=no_reminders(item.state),
        confirmation=confirmation[0] if confirmation else "",
        gone=records.gone,
        series=series_shown(item, records, today=today),
        links=linked(item, records),
        restricted=str(access.RESTRICTED),
    )


def _met(item: Commitment) -> str:
    """Say when the condition was met, and by which paper."""
    if item.condition_met_on is None:
        return ""
    day = _("met on %(day)s") % {"day": date_format(item.condition_met_on)}
    return f"{day}, {item.condition_document}" if item.condition_document else day


def _stepper(item: Commitment, records: Records) -> tuple[StateShown, ...]:
    """Draw the states walked through, the one it is in, and those that are left on the usual way."""
    state = S(item.state)
    walked = _walked(state, records)
    behind = {at for at, _on in walked}
    shown = [
        StateShown(_label(at), is_done=at != state, is_current=at == state, note=_day(on))
        for at, on in walked
    ]
    if state in (*CLOSED_STATES, *HIDDEN_STATES):
        return tuple(shown)
    way = CONTINUING_WAY if item.nature == Nature.CONTINUING else WAY
    # What was declined has to be proposed anew; what rests goes on from where it was.
    reached = -1 if state == S.DECLINED else max((way.index(at) for at in behind if at in way), default=-1)
    left = way[reached + 1 :]
    return (*shown, *(StateShown(_label(at), is_done=False, is_current=False, note="") for at in left))


def _walked(
    state: CommitmentState, records: Records
) -> list[tuple[CommitmentState, datetime.datetime | None]]:
    """Follow the steps taken; coming back to a state, by reopening or sending back, undoes what lay after."""
    walked: list[tuple[CommitmentState, datetime.datetime | None]] = []
    for at, on in records.walked:
        earlier = [before for before, _on in walked]
        if at in earlier:
            del walked[earlier.index(at) :]
        walked.append((at, on))
    if not walked or walked[-1][0] != state:
        walked.append((state, None))
    return walked if state == S.DRAFT else [(at, on) for at, on in walked if at != S.DRAFT]


def _label(state: CommitmentState) -> str:
    return capfirst(str(state.label))


def _day(moment: datetime.datetime | None) -> str:
    return date_format(timezone.localtime(moment)) if moment else ""


def _wording(records: Records, at_most: int) -> WordingShown | None:
    """Give the words that bind: of the outcome or, for an ask or offer, of its answer."""
    outcome = records.outcome
    if outcome is None:
        return None
    statement = records.statement
    named = access.name_of(outcome.statement_id, statement.title if statement else None)
    source = ", ".join(part for part in (named, outcome.place_in_text) if part)
    name = "clause"
    if outcome.kind in ANSWERABLE and outcome.answer_wording:
        name, source, statement = "answer_wording", outcome.answer_source, None
    meeting = records.meeting
    said = words("outcome", outcome, name, at_most)
    length = len(said.text)
    return WordingShown(
        words=said,
        language=outcome.language,
        source=source,
        statement=statement.pk if statement else None,
        is_locked=meeting is not None and meeting.state == MeetingState.CLOSED,
        strength=str(Strength(outcome.strength).label),
        size="longest" if length > LONGEST_WORDING else "long" if length > LONG_WORDING else "",
    )
