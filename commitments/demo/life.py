"""How a commitment of the demo lives on: each event of its table is one call of the life-cycle."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils import timezone

from commitments import deadlines, files, lifecycle
from commitments.deadlines import Hooks
from commitments.demo.papers import one_page
from commitments.demo.tables import Do, Event
from commitments.lifecycle import approvals
from commitments.models import Commitment, Evidence, User
from commitments.phrases import DeadlineSpec
from commitments.vocabulary import ApprovalState, Matter, Origin


@dataclass(frozen=True, slots=True)
class Terms:
    """What an event speaks of: another deadline and what it follows, a day of review, another item."""

    due: DeadlineSpec | None
    hooks: Hooks
    review_on: datetime.date | None
    other: Commitment | None


def live(
    commitment: Commitment, event: Event, terms: Terms, by: User, *, now: datetime.datetime
) -> Commitment:
    """Let one event happen, and give the commitment to which what follows happens."""
    steps: dict[Do, Callable[..., object]] = {
        Do.PROPOSE: lifecycle.propose,
        Do.ACCEPT: partial(lifecycle.accept, side=event.side, answer=event.text, on=event.dated_on),
        Do.DECLINE: partial(lifecycle.decline, reason=event.text),
        Do.START: lifecycle.start,
        Do.UPDATE: partial(_update, event),
        Do.MOVE: partial(_move, event, terms),
        Do.PROVE: partial(_prove, event),
        Do.REPORT: partial(lifecycle.report, side=event.side, document=event.text, on=event.dated_on),
        Do.SEND_BACK: partial(lifecycle.send_back, reason=event.text),
        Do.FULFIL: lifecycle.fulfil,
        Do.IN_PART: partial(
            lifecycle.fulfil_in_part, reason=event.text, rest_title=event.other, spec=terms.due
        ),
        Do.CONCLUDE: partial(lifecycle.conclude, reason=event.text, on=event.dated_on),
        Do.OVERTAKE: partial(lifecycle.overtake, reason=event.text, on=event.dated_on),
        Do.DISCARD: partial(lifecycle.discard, reason=event.text),
        Do.ASK: partial(_ask, event, terms),
        Do.GRANT: partial(_grant, event),
        Do.SWEEP: _sweep,
    }
    steps[event.do](commitment, by=by, now=now)
    came = commitment.successors.filter(origin_kind__in=(Origin.OCCURRENCE, Origin.REST)).first()
    return came or commitment


def _update(event: Event, commitment: Commitment, *, by: User, now: datetime.datetime) -> None:
    lifecycle.update(
        commitment,
        health=event.health,
        text=event.text,
        side=event.side,
        said_on=timezone.localdate(now),
        by=by,
        now=now,
    )


def _move(event: Event, terms: Terms, commitment: Commitment, *, by: User, now: datetime.datetime) -> None:
    if terms.due is None:
        raise ValueError("A move needs a day")
    deadlines.move(
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
    paper = files.checked(event.file, one_page(lines)) if event.file else None
    lifecycle.add_evidence(evidence, by=by, now=now, paper=paper)


def _ask(event: Event, terms: Terms, commitment: Commitment, *, by: User, now: datetime.datetime) -> None:
    if event.matter is None:
        raise ValueError("A request needs its matter")
    asked: dict[str, Any] = {"review_on": terms.review_on.isoformat() if terms.review_on else None}
    if terms.due is not None:
        mechanism = terms.hooks.mechanism
        asked |= {
            "spec": terms.due.to_json(),
            "mechanism": mechanism.pk if mechanism else None,
            "session_number": terms.hooks.session_number,
        }
    approvals.ask(
        commitment,
        event.matter,
        reason=event.text,
        document=event.number,
        terms=asked,
        move_reason=event.why if event.matter == Matter.DATE else "",
        other=terms.other,
        by=by,
        now=now,
    )


def _grant(event: Event, commitment: Commitment, *, by: User, now: datetime.datetime) -> None:
    waiting = commitment.approvals.get(state=ApprovalState.ASKED)
    approvals.grant(waiting, answer=event.text, by=by, now=now)


def _sweep(_commitment: Commitment, *, by: User, now: datetime.datetime) -> None:
    """Open what was missed, as the sweep does: nobody's act."""
    lifecycle.open_occurrences(now)
