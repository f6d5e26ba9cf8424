"""The columns of the demo's tables; days are counted from the day of loading, the past below zero."""

import datetime
from dataclasses import dataclass
from enum import StrEnum

from commitments.phrases import DeadlineSpec, not_stated
from commitments.vocabulary import (
    Account,
    Answer,
    Classification,
    EvidenceKind,
    Health,
    Matter,
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
    OVERTAKE = "overtake"
    IN_PART = "in_part"
    DISCARD = "discard"
    ASK = "ask"
    GRANT = "grant"
    SWEEP = "sweep"


@dataclass(frozen=True, slots=True)
class Hook:
    """What a deadline follows: a numbered session of a body, or the commitment of that title."""

    body: str = ""
    session: int | None = None
    after: str = ""


NO_HOOK = Hook()


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; `text` is the document, the reason or what was said.

    `due` is the new deadline, or the review of what is let rest. `file` names a file to be filed with the
    evidence, `other` is the title of what takes the place of something, or of the rest of it.
    """

    day: int
    do: Do
    by: str = "desk"
    text: str = ""
    side: Side = Side.OURS
    health: Health = Health.NO_EVIDENCE
    due: int | DeadlineSpec | None = None
    hook: Hook = NO_HOOK
    why: MoveReason = MoveReason.ASKED
    kind: EvidenceKind = EvidenceKind.OTHER
    number: str = ""
    dated_on: datetime.date | None = None
    file: str = ""
    matter: Matter | None = None
    other: str = ""


@dataclass(frozen=True, slots=True)
class Debt:
    """A commitment. `due` is a day from loading, or the deadline in its own words.

    `review` overrides the review date that a deadline without a date gets. `{due}` in the clause and in
    `meaning` becomes the day. `person` is the key of the official who leads for the partner.
    """

    title: str
    owed_by: OwedBy
    ours: str = ""
    theirs: str = ""
    helps: str = ""
    person: str = ""
    due: int | DeadlineSpec = NOT_STATED
    hook: Hook = NO_HOOK
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
class Wording:
    """How another text of the meeting, the one of that kind, words an outcome; empty where it is silent."""

    kind: StatementKind
    text: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One outcome of a meeting, how its other texts word it, and what somebody owes because of it.

    The side of a topic is None: not stated.
    """

    clause: str
    kind: OutcomeKind = OutcomeKind.COMMITMENT
    side: OwedBy | None = OwedBy.JOINT
    strength: Strength = Strength.NOTED
    place: str = ""
    language: str = "en"
    classification: Classification = Classification.RESTRICTED
    review: int | None = None
    reply: Reply | None = None
    debt: Debt | None = None
    account: Account = Account.AS_TEXT
    wordings: tuple[Wording, ...] = ()


@dataclass(frozen=True, slots=True)
class Raised:
    """What was said at a meeting about an open item: a commitment by its title, an ask by its clause."""

    about: str
    said: str
    health: Health | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of a meeting; with `carries_text`, its text is the clauses as it words them.

    `summary` is a text in our own words instead, in which each clause is a sentence; it is read as one.
    """

    kind: StatementKind
    title: str
    source: str = ""
    number: str = ""
    language: str = "en"
    is_binding: bool = False
    carries_text: bool = False
    summary: str = ""
    dated_on: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Behind:
    """A background fact: its words, its source, and its date as far as the source gives it."""

    text: str
    source: str
    dated: str = ""


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat at the table: the key of an official, or an office in words."""

    side: Side
    who: str
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class Occasion:
    """A meeting. `held` is a date, a day from loading, or None: not stated.

    `came_back` is the day on which the open items of earlier meetings were put on its agenda, where it was
    recorded after it was held. Where `planned` says when, it was planned first and held later. `moved_to` is
    where it was put off to.
    """

    iso: str
    title: str
    held: datetime.date | int | None
    recorded: int
    planned: int | None = None
    moved_to: int | None = None
    came_back: int | None = None
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
    other_papers: tuple[Paper, ...] = ()
    seats: tuple[Seat, ...] = ()
    background: tuple[Behind, ...] = ()
    raised: tuple[Raised, ...] = ()
    points: tuple[Point, ...] = ()
