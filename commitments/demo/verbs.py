"""What happens to a commitment of the demo, each event by a word of its own."""

import datetime

from commitments.demo.tables import NO_HOOK, Do, Event, Hook
from commitments.phrases import DeadlineSpec
from commitments.vocabulary import EvidenceKind, Health, Matter, MoveReason, Side


def proposed(day: int, by: str = "desk") -> Event:
    """Put the draft before its owners."""
    return Event(day, Do.PROPOSE, by)


def accepted(
    day: int, by: str = "desk", text: str = "", side: Side = Side.OURS, on: datetime.date | None = None
) -> Event:
    """Accept for one side; `text` is the answer on file, `on` its day."""
    return Event(day, Do.ACCEPT, by, text, side, dated_on=on)


def declined(day: int, by: str, text: str) -> Event:
    """Decline, with the reason."""
    return Event(day, Do.DECLINE, by, text)


def started(day: int, by: str = "desk") -> Event:
    """Begin work."""
    return Event(day, Do.START, by)


def said(day: int, health: Health, text: str, by: str = "desk", side: Side = Side.OURS) -> Event:
    """Report how it goes."""
    return Event(day, Do.UPDATE, by, text, side, health)


def moved(day: int, due: int, why: MoveReason, text: str, document: str = "") -> Event:
    """Move the deadline to another day."""
    return Event(day, Do.MOVE, "head", text, due=due, why=why, number=document)


def proved(day: int, kind: EvidenceKind, number: str, text: str, by: str = "desk", file: str = "") -> Event:
    """File evidence: a reference, with `file` a small document made for the demonstration too."""
    return Event(day, Do.PROVE, by, text, kind=kind, number=number, file=file)


def reported(
    day: int, by: str = "desk", text: str = "", side: Side = Side.OURS, on: datetime.date | None = None
) -> Event:
    """Report completion for one side; `on` is the day of the report on file."""
    return Event(day, Do.REPORT, by, text, side, dated_on=on)


def sent_back(day: int, by: str, text: str) -> Event:
    """Return a report that does not convince."""
    return Event(day, Do.SEND_BACK, by, text)


def fulfilled(day: int, by: str = "head", text: str = "") -> Event:
    """Confirm completion."""
    return Event(day, Do.FULFIL, by, text)


def concluded(day: int, text: str, on: datetime.date | None = None) -> Event:
    """Close a continuing commitment, on the day that the reason gives."""
    return Event(day, Do.CONCLUDE, text=text, dated_on=on)


def overtaken(day: int, text: str) -> Event:
    """Close a continuing commitment that events have made idle."""
    return Event(day, Do.OVERTAKE, text=text)


def done_in_part(day: int, by: str, text: str, rest: str, due: int) -> Event:
    """Confirm a part; what follows happens to the rest of it, which has a new day."""
    return Event(day, Do.IN_PART, by, text, due=due, other=rest)


def discarded(day: int, text: str) -> Event:
    """Throw a draft away."""
    return Event(day, Do.DISCARD, text=text)


def asked(day: int, matter: Matter, text: str, number: str = "", *, other: str = "") -> Event:
    """Ask the head for an ending, or for opening again; `number` names the authority."""
    return Event(day, Do.ASK, text=text, number=number, matter=matter, other=other)


def asked_for_rest(day: int, review: int, text: str) -> Event:
    """Ask the head to let it rest until a day of review."""
    return Event(day, Do.ASK, text=text, due=review, matter=Matter.REST)


def asked_for_date(
    day: int,
    due: int | DeadlineSpec,
    why: MoveReason,
    text: str,
    number: str,
    by: str,
    hook: Hook = NO_HOOK,
) -> Event:
    """Ask the head for another date, on the ministry's letter."""
    return Event(day, Do.ASK, by, text, due=due, hook=hook, why=why, number=number, matter=Matter.DATE)


def granted(day: int, text: str = "") -> Event:
    """Let the head grant what was asked last."""
    return Event(day, Do.GRANT, "head", text)


def swept(day: int) -> Event:
    """Let the tracker open the occurrence after one that was missed; what follows happens to that one."""
    return Event(day, Do.SWEEP)
