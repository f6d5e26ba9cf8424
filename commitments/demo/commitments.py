"""Draft the commitments of the demonstration and apply their events, each one call of the life cycle.

Also the scenes of one meeting on their way into the database, and small PDF files made for the demonstration.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.utils import timezone, translation
from django.utils.dateformat import format as format_date

from commitments.deadlines import changes
from commitments.deadlines.context import Dependencies
from commitments.demo import korean
from commitments.demo.columns import Debt, Do, Event, Hook, Occasion
from commitments.demo.register import Day, Register
from commitments.enums import ApprovalKind, ApprovalState, LeadRole, Origin, OwedBy, Proposer, Side
from commitments.files import checks
from commitments.language.phrases.specification import DeadlineSpec, on_day
from commitments.lifecycle import acceptance, approvals, drafts, endings, progress, successors
from commitments.lifecycle.counter_proposals import OtherTerms, propose_terms
from commitments.lifecycle.next_steps import PlannedStep
from commitments.lifecycle.transitions import OwnerPart
from commitments.models import Commitment, Evidence, Meeting, Outcome, Statement, User, leads_of

MARK = "DEMONSTRATION: fictitious document without evidential value."
PAGE = "/MediaBox [0 0 420 298] /Resources << /Font << /F1 4 0 R >> >>"
FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def one_page(lines: Sequence[str]) -> bytes:
    """Print lines on one page; the same lines give the same bytes."""
    text = "\n".join(f"({_escaped(line)}) Tj T*" for line in (*lines, "", MARK))
    content = f"BT /F1 12 Tf 18 TL 36 240 Td\n{text}\nET"
    return _document(
        (
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R {PAGE} /Contents 5 0 R >>",
            FONT,
            f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        )
    )


def _escaped(line: str) -> str:
    plain = line.encode("ascii", "replace").decode("ascii")
    return plain.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _document(objects: Iterable[str]) -> bytes:
    """Build a PDF file from objects, with the table of their positions."""
    written, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(written))
        written += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    count = len(places) + 1
    written += (
        f"xref\n0 {count}\n0000000000 65535 f \n{table}"
        f"trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{len(written)}\n%%EOF\n"
    )
    return written.encode("ascii")


@dataclass(frozen=True, slots=True)
class Terms:
    """What an event needs: another deadline with its dependencies, a review date, another item."""

    due: DeadlineSpec | None
    hooks: Dependencies
    review_on: datetime.date | None
    other: Commitment | None


def apply_event(
    commitment: Commitment, event: Event, terms: Terms, by: User, *, now: datetime.datetime
) -> Commitment:
    """Apply one event, and return the commitment to which later events apply."""
    steps: dict[Do, Callable[..., object]] = {
        Do.PROPOSE: acceptance.propose,
        Do.ACCEPT: partial(acceptance.accept, side=event.side, answer=event.text, on=event.dated_on),
        Do.DECLINE: partial(acceptance.decline, reason=event.text),
        Do.START: progress.start,
        Do.UPDATE: partial(_update, event),
        Do.MOVE: partial(_move, event, terms),
        Do.PROVE: partial(_prove, event),
        Do.REPORT: partial(progress.report, side=event.side, document=event.text, on=event.dated_on),
        Do.SEND_BACK: partial(progress.send_back, reason=event.text),
        Do.FULFIL: progress.fulfil,
        Do.IN_PART: partial(
            progress.fulfil_in_part, reason=event.text, rest_title=event.other, spec=terms.due
        ),
        Do.CONCLUDE: partial(endings.conclude, reason=event.text, on=event.dated_on),
        Do.OVERTAKE: partial(endings.overtake, reason=event.text, on=event.dated_on),
        Do.DISCARD: partial(acceptance.discard, reason=event.text),
        Do.ASK: partial(_request, event, terms),
        Do.GRANT: partial(_grant, event),
        Do.SWEEP: _open_next_occurrence,
    }
    steps[event.do](commitment, by=by, now=now)
    came = commitment.successors.filter(origin_kind__in=(Origin.OCCURRENCE, Origin.REMAINDER)).first()
    return came or commitment


def _update(event: Event, commitment: Commitment, *, by: User, now: datetime.datetime) -> None:
    today = timezone.localdate(now)
    ministry = next((lead.ministry for lead in leads_of(commitment) if lead.side == event.side), None)
    on = None if event.then_in is None else today + datetime.timedelta(days=event.then_in - event.day)
    progress.record_update(
        commitment,
        health=event.health,
        text=event.text,
        side=event.side,
        reported_on=today,
        next_step=PlannedStep(event.then, event.side, ministry, on=on) if event.then else None,
        by=by,
        now=now,
    )


def _move(event: Event, terms: Terms, commitment: Commitment, *, by: User, now: datetime.datetime) -> None:
    if terms.due is None:
        raise ValueError("A move needs a day")
    changes.move_deadline(
        commitment,
        terms.due,
        hooks=terms.hooks,
        reason=event.why,
        note=event.text,
        document=event.number,
        by=by,
        now=now,
    )


def _prove(event: Event, commitment: Commitment, *, by: User, now: datetime.datetime) -> None:
    dated_on = event.dated_on or timezone.localdate(now)
    evidence = Evidence(
        commitment=commitment,
        kind=event.kind,
        number=event.number,
        dated_on=dated_on,
        description=event.text,
    )
    lines = (event.text, f"No. {event.number}, {dated_on.isoformat()}", commitment.reference)
    paper = checks.check_file(event.file, one_page(lines)) if event.file else None
    progress.add_evidence(evidence, by=by, now=now, paper=paper)


def _request(event: Event, terms: Terms, commitment: Commitment, *, by: User, now: datetime.datetime) -> None:
    if event.matter is None:
        raise ValueError("A request needs its matter")
    if event.matter == ApprovalKind.COUNTER_PROPOSAL:
        said: dict[str, Any] = {"reason": event.text, "document": event.number}
        propose_terms(commitment, Proposer.OURS, OtherTerms(spec=terms.due), by=by, now=now, **said)
        return
    asked: dict[str, Any] = {"review_on": terms.review_on.isoformat() if terms.review_on else None}
    if terms.due is not None:
        mechanism = terms.hooks.mechanism
        asked |= {
            "spec": terms.due.to_json(),
            "mechanism": mechanism.pk if mechanism else None,
            "session_number": terms.hooks.session_number,
        }
    approvals.request_approval(
        commitment,
        event.matter,
        reason=event.text,
        document=event.number,
        terms=asked,
        move_reason=event.why if event.matter == ApprovalKind.DATE else "",
        other=terms.other,
        by=by,
        now=now,
    )


def _grant(event: Event, commitment: Commitment, *, by: User, now: datetime.datetime) -> None:
    waiting = commitment.approvals.get(state=ApprovalState.PENDING)
    approvals.grant_request(waiting, answer=event.text, by=by, now=now)


def _open_next_occurrence(_commitment: Commitment, *, by: User, now: datetime.datetime) -> None:
    """Open the next occurrence of a series after a missed one, as the reminder run does, without a person."""
    successors.open_occurrences(now)


@dataclass(frozen=True, slots=True)
class Scene:
    """Something that happens on a day."""

    day: int
    play: Callable[[datetime.datetime], None]


@dataclass(slots=True)
class MeetingScene:
    """One meeting; later scenes find what earlier ones created.

    `commitments` maps the number of an outcome to the commitment to which later events apply: the latest
    occurrence of a series, or the remaining part of one fulfilled in part.
    """

    occasion: Occasion
    day: Day
    register: Register
    meeting: Meeting = field(init=False)
    statements: dict[str, Statement] = field(default_factory=dict)
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    commitments: dict[int, Commitment] = field(default_factory=dict)

    @property
    def user(self) -> User:
        """Return the account that records it."""
        return self.register.users[self.occasion.by]

    def day_of(self, days: int, owed_by: OwedBy) -> datetime.date:
        """Return a working day of the owing capital."""
        return self.day.due(days, owed_by, self.occasion.iso)

    def deadline(self, due: int | DeadlineSpec, debt: Debt) -> DeadlineSpec:
        """Return a deadline in its own words."""
        if isinstance(due, DeadlineSpec):
            return due
        day = self.day_of(due, debt.owed_by)
        return on_day(day, f"by {in_words(day)}")

    def hooks(self, hook: Hook) -> Dependencies:
        """Find what a deadline follows."""
        return Dependencies(
            mechanism=self.register.bodies.get(hook.body),
            session_number=hook.session,
            follows=self.register.commitment(hook.after),
        )

    def filled(self, text: str, debt: Debt | None) -> str:
        """Write the day into a clause that names one."""
        if debt is None or isinstance(debt.due, DeadlineSpec):
            return text
        return text.format(due=in_words(self.day_of(debt.due, debt.owed_by)))


def in_words(day: datetime.date) -> str:
    """Write a day as English texts do, such as 30 June 2027."""
    with translation.override("en"):
        return format_date(day, "j F Y")


def build_commitment_scenes(plot: MeetingScene, number: int, debt: Debt) -> Iterator[Scene]:
    """Yield the scenes of the commitment of one outcome."""
    drafted = plot.occasion.recorded if debt.drafted is None else debt.drafted
    yield Scene(drafted, partial(draft_commitment, plot, number, debt))
    for event in debt.life:
        yield Scene(event.day, partial(run_event, plot, number, debt, event))


def draft_commitment(plot: MeetingScene, number: int, debt: Debt, now: datetime.datetime) -> None:
    """Draft the commitment of an outcome, with its owners and its deadline as agreed."""
    commitment = Commitment(
        outcome=plot.outcomes[number],
        title=debt.title,
        titles=korean.list_titles(debt.title),
        owed_by=debt.owed_by,
        nature=debt.nature,
        condition=debt.condition,
        meaning=plot.filled(debt.meaning, debt),
        classification=debt.classification,
    )
    drafted = drafts.create_draft(
        commitment,
        parts=_parts(plot, debt),
        deadline=plot.deadline(debt.due, debt),
        hooks=plot.hooks(debt.hook),
        review_on=None if debt.review is None else plot.day_of(debt.review, OwedBy.OURS),
        by=plot.user,
        now=now,
    )
    plot.commitments[number] = plot.register.commitments[debt.title] = drafted


def run_event(plot: MeetingScene, number: int, debt: Debt, event: Event, now: datetime.datetime) -> None:
    """Apply one event to a commitment in its current state."""
    commitment = Commitment.objects.get(pk=plot.commitments[number].pk)
    by = plot.register.users[event.by]
    plot.commitments[number] = apply_event(commitment, event, _terms(plot, debt, event), by, now=now)


def _terms(plot: MeetingScene, debt: Debt, event: Event) -> Terms:
    is_review = event.matter == ApprovalKind.SUSPEND
    return Terms(
        due=None if event.due is None or is_review else plot.deadline(event.due, debt),
        hooks=plot.hooks(event.hook),
        review_on=plot.day_of(event.due, OwedBy.OURS) if is_review and isinstance(event.due, int) else None,
        other=plot.register.commitment(event.other) if event.matter == ApprovalKind.SUPERSEDE else None,
    )


def _parts(plot: MeetingScene, debt: Debt) -> list[OwnerPart]:
    register = plot.register
    parts = [OwnerPart(Side.OURS, register.houses[debt.ours])] if debt.ours else []
    if debt.theirs:
        official = register.officials.get(debt.person)
        parts.append(OwnerPart(Side.THEIRS, register.houses[debt.theirs], official=official))
    if debt.helps:
        ministry = register.houses[debt.helps]
        side = Side.THEIRS if ministry.country == plot.meeting.country else Side.OURS
        parts.append(OwnerPart(side, ministry, LeadRole.SUPPORTING))
    return parts
