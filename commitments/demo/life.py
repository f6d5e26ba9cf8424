"""How a commitment of the demo lives on: each event of its table is one call of the life-cycle."""

import datetime
from collections.abc import Callable
from functools import partial

from django.utils import timezone

from commitments import deadlines, lifecycle
from commitments.demo.tables import Do, Event
from commitments.models import Commitment, Evidence, User
from commitments.phrases import DeadlineSpec


def live(
    commitment: Commitment, event: Event, due: DeadlineSpec | None, by: User, *, now: datetime.datetime
) -> None:
    """Let one event happen; `due` is the new deadline of a move."""
    if event.do == Do.MOVE:
        if due is None:
            raise ValueError("A move needs a day")
        deadlines.move(
            commitment, due, reason=event.why, note=event.text, document=event.number, by=by, now=now
        )
        return
    steps: dict[Do, Callable[..., object]] = {
        Do.PROPOSE: lifecycle.propose,
        Do.ACCEPT: partial(lifecycle.accept, side=event.side, answer=event.text, on=event.dated_on),
        Do.DECLINE: partial(lifecycle.decline, reason=event.text),
        Do.START: lifecycle.start,
        Do.UPDATE: partial(_update, event),
        Do.PROVE: partial(_prove, event),
        Do.REPORT: partial(lifecycle.report, side=event.side, document=event.text, on=event.dated_on),
        Do.SEND_BACK: partial(lifecycle.send_back, reason=event.text),
        Do.FULFIL: lifecycle.fulfil,
        Do.CONCLUDE: partial(lifecycle.conclude, reason=event.text, on=event.dated_on),
    }
    steps[event.do](commitment, by=by, now=now)


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


def _prove(event: Event, commitment: Commitment, *, by: User, now: datetime.datetime) -> None:
    evidence = Evidence(
        commitment=commitment,
        kind=event.kind,
        number=event.number,
        dated_on=event.dated_on or timezone.localdate(now),
        description=event.text,
    )
    lifecycle.add_evidence(evidence, by=by, now=now)
