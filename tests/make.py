"""Typed builders, which write through the capability functions; what a test does not name is sensible."""

import datetime
import io
from collections.abc import Sequence
from contextlib import AbstractContextManager

import pikepdf
from django.db import connection
from django.db.models import Model

from commitments.db import triggers
from commitments.deadlines import changes
from commitments.deadlines.context import NO_HOOKS, Dependencies
from commitments.enums import (
    Classification,
    CommitmentState,
    EvidenceKind,
    MeetingForm,
    MoveReason,
    Nature,
    OutcomeKind,
    OwedBy,
    Side,
    StatementKind,
    Strength,
)
from commitments.language.phrases.specification import DeadlineSpec, on_day
from commitments.lifecycle import acceptance, drafts, progress, transitions
from commitments.lifecycle.transitions import OwnerPart
from commitments.meetings import meetings, outcomes
from commitments.models import (
    Brief,
    Commitment,
    Country,
    Deadline,
    Desk,
    Evidence,
    Mechanism,
    Meeting,
    Outcome,
    ReminderSchedule,
    Statement,
    User,
)
from commitments.records import edits
from tests.cast import NOW, Cast

HELD_ON = datetime.date(2026, 3, 4)
DUE_ON = datetime.date(2026, 6, 30)
# The way of a commitment to its end, one step a state.
WAY = (
    CommitmentState.DRAFT,
    CommitmentState.PROPOSED,
    CommitmentState.ACCEPTED,
    CommitmentState.IN_PROGRESS,
    CommitmentState.REPORTED,
    CommitmentState.FULFILLED,
)


def unlocked() -> AbstractContextManager[None]:
    """Let a test write what the database refuses: a part above what holds it, to try the door behind that."""
    return triggers.lift_triggers(connection)


def pdf(pages: int = 3) -> bytes:
    """Give a file of empty pages of the packet's size, for a master that nobody prints."""
    out = io.BytesIO()
    with pikepdf.new() as made:
        for _page in range(pages):
            made.add_blank_page(page_size=(595.28, 841.89))
        made.save(out, deterministic_id=True)
    return out.getvalue()


def writer(cast: Cast, country: Country, classification: int = Classification.RESTRICTED) -> User:
    """Give who records such a thing: the officer or, above the officer's clearance, the head."""
    if country == cast.elsewhere:
        return cast.stranger
    return cast.officer if classification <= cast.officer.clearance else cast.head


def meeting(
    cast: Cast,
    *,
    title: str = "Meeting of foreign ministers",
    country: Country | None = None,
    held_on: datetime.date | None = HELD_ON,
    form: MeetingForm = MeetingForm.VISIT,
    classification: Classification = Classification.RESTRICTED,
    place: str = "Port Serin",
    mechanism: Mechanism | None = None,
    session_number: int | None = None,
    held: bool = True,
    by: User | None = None,
    now: datetime.datetime = NOW,
) -> Meeting:
    """Record a meeting with Valdoria, held a week ago."""
    partner = country or cast.valdoria
    made = Meeting(
        country=partner,
        title=title,
        held_on=held_on,
        form=form,
        place=place,
        mechanism=mechanism,
        session_number=session_number,
        classification=classification,
    )
    return meetings.record_meeting(made, by=by or writer(cast, partner, classification), now=now, held=held)


def statement(
    cast: Cast,
    at: Meeting | None = None,
    *,
    kind: StatementKind = StatementKind.JOINT_STATEMENT,
    title: str = "Joint statement",
    text: str = "The ministers agreed to share records of joint investigations.",
    classification: Classification = Classification.RESTRICTED,
    is_ocr: bool = False,
    by: User | None = None,
    now: datetime.datetime = NOW,
) -> Statement:
    """File a document of a meeting."""
    at = at or meeting(cast)
    made = Statement(
        meeting=at, kind=kind, title=title, text=text, classification=classification, is_ocr=is_ocr
    )
    return outcomes.file_statement(
        made, by=by or writer(cast, at.country, max(at.classification, classification)), now=now
    )


def outcome(
    cast: Cast,
    at: Meeting | None = None,
    *,
    kind: OutcomeKind = OutcomeKind.COMMITMENT,
    clause: str = "Both sides will share records of joint investigations.",
    spoken_by: OwedBy = OwedBy.JOINT,
    strength: Strength | None = None,
    statement: Statement | None = None,
    classification: Classification = Classification.RESTRICTED,
    by: User | None = None,
    now: datetime.datetime = NOW,
) -> Outcome:
    """Add the next point of a meeting."""
    at = at or meeting(cast)
    made = Outcome(
        meeting=at,
        kind=kind,
        clause=clause,
        spoken_by=spoken_by,
        strength=strength or (Strength.REQUESTED if kind == OutcomeKind.REQUEST else Strength.AGREED),
        statement=statement,
        classification=classification,
    )
    return outcomes.add_outcome(
        made, by=by or writer(cast, at.country, max(at.classification, classification)), now=now
    )


def parts_of(cast: Cast, owed_by: OwedBy) -> tuple[OwnerPart, ...]:
    """Give the leads of the sides that owe: the police of each."""
    ours, theirs = OwnerPart(Side.OURS, cast.police), OwnerPart(Side.THEIRS, cast.their_police)
    return {OwedBy.OURS: (ours,), OwedBy.THEIRS: (theirs,), OwedBy.JOINT: (ours, theirs)}[owed_by]


def commitment(
    cast: Cast,
    of: Outcome | None = None,
    *,
    title: str = "Share investigation records",
    owed_by: OwedBy = OwedBy.OURS,
    nature: Nature = Nature.ONE_OFF,
    parts: Sequence[OwnerPart] | None = None,
    deadline: DeadlineSpec | None = None,
    hooks: Dependencies = NO_HOOKS,
    review_on: datetime.date | None = None,
    classification: Classification = Classification.RESTRICTED,
    state: CommitmentState = CommitmentState.DRAFT,
    by: User | None = None,
    now: datetime.datetime = NOW,
) -> Commitment:
    """Draft a commitment of an outcome, due 30 June 2026, and take it to a state of WAY."""
    of = of or outcome(cast)
    level = Classification(max(classification, of.classification, of.meeting.classification))
    by = by or writer(cast, of.meeting.country, level)
    made = drafts.create_draft(
        Commitment(outcome=of, title=title, owed_by=owed_by, nature=nature, classification=classification),
        parts=parts_of(cast, owed_by) if parts is None else parts,
        deadline=deadline or on_day(DUE_ON, "by 30 June 2026"),
        hooks=hooks,
        review_on=review_on,
        by=by,
        now=now,
    )
    return advance(cast, made, state, by=by, now=now)


def advance(
    cast: Cast,
    item: Commitment,
    state: CommitmentState,
    *,
    by: User | None = None,
    now: datetime.datetime = NOW,
) -> Commitment:
    """Take a commitment along WAY: each step by the desk with documents, the last by who confirms."""
    by = by or writer(cast, item.country, item.classification)
    while WAY.index(CommitmentState(item.state)) < WAY.index(state):
        match item.state:
            case CommitmentState.DRAFT:
                acceptance.propose(item, by=by, now=now)
            case CommitmentState.PROPOSED:
                for lead in transitions.list_awaited_leads(item):
                    acceptance.accept(item, Side(lead.side), by=by, now=now, answer="Letter 12/2026")
            case CommitmentState.ACCEPTED:
                progress.start(item, by=by, now=now)
            case CommitmentState.IN_PROGRESS:
                for lead in transitions.list_awaited_leads(item):
                    progress.report(item, Side(lead.side), by=by, now=now, document="Report 7/2026")
            case CommitmentState.REPORTED:
                evidence(cast, item, by=by, now=now)
                confirm(cast, item, now=now)
    return item


def evidence(
    cast: Cast,
    item: Commitment,
    *,
    description: str = "Records handed over",
    by: User | None = None,
    now: datetime.datetime = NOW,
) -> Evidence:
    """File a report as evidence."""
    made = Evidence(commitment=item, kind=EvidenceKind.REPORT, number="7/2026", description=description)
    return progress.add_evidence(made, by=by or writer(cast, item.country, item.classification), now=now)


def ladder(desk: Desk, kind: str = "", **more: object) -> ReminderSchedule:
    """Set how a desk is reminded; what is left out is as usual."""
    return ReminderSchedule.objects.create(desk=desk, kind=kind, recorded_at=NOW, **more)


def hold(cast: Cast, at: Meeting) -> Meeting:
    """Say that a meeting was held."""
    return meetings.mark_held(at, by=cast.officer, now=NOW)


def brief(cast: Cast, at: Meeting, **written: object) -> Brief:
    """Write the brief of a meeting."""
    return edits.create_record(Brief(meeting=at, **written), by=cast.officer, now=NOW)


def write(cast: Cast, record: Model, **values: object) -> None:
    """Change what an officer wrote."""
    edits.change_record(record, values, by=cast.officer, now=NOW)


def confirm(cast: Cast, item: Commitment, *, now: datetime.datetime = NOW) -> Commitment:
    """Confirm completion: the validator of the police where it leads, or else the head of desk."""
    led = item.responsibilities.filter(side=Side.OURS, ministry=cast.police).exists()
    return progress.fulfil(item, by=cast.validator if led else cast.head, now=now)


def move(cast: Cast, item: Commitment, spec: DeadlineSpec, *, now: datetime.datetime = NOW) -> Deadline:
    """Move a deadline, as the head decides."""
    return changes.move_deadline(
        item, spec, reason=MoveReason.CAPACITY, note="Needs longer.", by=cast.head, now=now
    )
