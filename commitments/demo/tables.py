"""The columns of the demo's tables; days are counted from the day of loading, the past below zero."""

import datetime
from dataclasses import dataclass
from enum import StrEnum

from commitments.phrases import DeadlineSpec, not_stated
from commitments.vocabulary import (
    Answer,
    Classification,
    EvidenceKind,
    Health,
    MeetingForm,
    MeetingState,
    MoveReason,
    Nature,
    OutcomeKind,
    OwedBy,
    Side,
    StatementKind,
    Strength,
)

NOT_STATED = not_stated()


@dataclass(frozen=True, slots=True)
class Names:
    """What something is called in English and, by language code, elsewhere."""

    name: str
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Land:
    """A country; `is_partner` says whether the demo's desk covers it."""

    iso: str
    names: Names
    capital: str
    time_zone: str
    languages: str
    is_partner: bool


@dataclass(frozen=True, slots=True)
class House:
    """A ministry or agency, under a key of its own."""

    key: str
    iso: str
    names: Names
    short: str
    runs_tracker: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """An official: the person, the post, and the account where there is one."""

    key: str
    house: str
    post: str
    person: str
    function: str
    precedence: int
    others: tuple[tuple[str, str, str], ...] = ()
    account: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who signs in; `place` is the key of a ministry, or the ISO code of the host country."""

    username: str
    name: str
    role: str
    clearance: Classification
    place: str = ""
    language: str = "en"
    time_zone: str = "Asia/Seoul"


class Do(StrEnum):
    """What happens to a commitment after it is drafted."""

    PROPOSE = "propose"
    ACCEPT = "accept"
    DECLINE = "decline"
    START = "start"
    UPDATE = "update"
    MOVE = "move"
    PROVE = "prove"
    REPORT = "report"
    SEND_BACK = "send_back"
    FULFIL = "fulfil"
    CONCLUDE = "conclude"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; `text` is the document, the reason or what was said."""

    day: int
    do: Do
    by: str = "desk"
    text: str = ""
    side: Side = Side.OURS
    health: Health = Health.NO_EVIDENCE
    due: int | None = None
    why: MoveReason = MoveReason.ASKED
    kind: EvidenceKind = EvidenceKind.OTHER
    number: str = ""
    dated_on: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Debt:
    """A commitment. `due` is a day from loading, or the deadline in its own words.

    `review` overrides the review date that a deadline without a date gets. `{due}` in the clause and in
    `meaning` becomes the day.
    """

    title: str
    owed_by: OwedBy
    ours: str = ""
    theirs: str = ""
    helps: str = ""
    due: int | DeadlineSpec = NOT_STATED
    review: int | None = None
    nature: Nature = Nature.DISCRETE
    condition: str = ""
    meaning: str = ""
    classification: Classification = Classification.RESTRICTED
    drafted: int | None = None
    life: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to an ask or offer, in its own words."""

    day: int
    answer: Answer
    wording: str
    source: str
    strength: Strength = Strength.NOT_STATED


@dataclass(frozen=True, slots=True)
class Point:
    """One outcome of a meeting, and what somebody owes because of it."""

    clause: str
    kind: OutcomeKind = OutcomeKind.COMMITMENT
    side: OwedBy = OwedBy.JOINT
    strength: Strength = Strength.NOTED
    place: str = ""
    language: str = "en"
    classification: Classification = Classification.RESTRICTED
    review: int | None = None
    reply: Reply | None = None
    debt: Debt | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of a meeting; with `carries_text`, its text is the numbered clauses."""

    kind: StatementKind
    title: str
    source: str = ""
    number: str = ""
    language: str = "en"
    is_binding: bool = False
    carries_text: bool = False
    dated_on: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat at the table: the key of an official, or an office in words."""

    side: Side
    who: str
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """A standing body of the two countries."""

    key: str
    iso: str
    name: str
    level: str
    frequency: str = ""


@dataclass(frozen=True, slots=True)
class Occasion:
    """A meeting. `held` is a date, a day from loading, or None: not stated."""

    iso: str
    title: str
    held: datetime.date | int | None
    recorded: int
    form: MeetingForm = MeetingForm.VISIT
    state: MeetingState = MeetingState.CLOSED
    place: str = ""
    hours: tuple[int, int] | None = None
    time_zone: str = ""
    body: str = ""
    session: int | None = None
    purpose: str = ""
    note: str = ""
    reason: str = ""
    by: str = "desk"
    classification: Classification = Classification.RESTRICTED
    closed: int | None = None
    paper: Paper | None = None
    seats: tuple[Seat, ...] = ()
    points: tuple[Point, ...] = ()


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


def proved(day: int, kind: EvidenceKind, number: str, text: str, by: str = "desk") -> Event:
    """File evidence."""
    return Event(day, Do.PROVE, by, text, kind=kind, number=number)


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
