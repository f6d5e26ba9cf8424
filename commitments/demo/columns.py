"""The columns of the demonstration's tables of meetings, commitments, events and people.

Days are counted from the day of loading; days in the past are negative.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from commitments.enums import (
    Account,
    Answer,
    ApprovalKind,
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
from commitments.language.phrases.specification import DeadlineSpec, not_stated

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


# The sides of a point, and the note of what is invented.
OURS, THEIRS, JOINT = OwedBy.OURS, OwedBy.THEIRS, OwedBy.JOINT
INVENTED = "Invented for the demonstration."


@dataclass(frozen=True, slots=True)
class Hook:
    """What a deadline depends on: a numbered session of a body, or the commitment with that title."""

    body: str = ""
    session: int | None = None
    after: str = ""


NO_HOOK = Hook()


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; `text` is the document, the reason or what was said.

    `due` is the new deadline, or the review of a suspended commitment. `file` names a file to be filed with
    the evidence, `other` is the title of what supersedes a commitment, or of its remaining part. `then` is
    the next step of an update, `then_in` the days from loading until its date.
    """

    day: int
    do: Do
    by: str = "desk"
    text: str = ""
    side: Side = Side.OURS
    health: Health = Health.NO_RECENT_REPORT
    due: int | DeadlineSpec | None = None
    hook: Hook = NO_HOOK
    why: MoveReason = MoveReason.REQUESTED
    kind: EvidenceKind = EvidenceKind.OTHER
    number: str = ""
    dated_on: datetime.date | None = None
    file: str = ""
    matter: ApprovalKind | None = None
    other: str = ""
    then: str = ""
    then_in: int | None = None


@dataclass(frozen=True, slots=True)
class Debt:
    """A commitment. `due` is a day from loading, or the deadline in its own words.

    `review` overrides the review date of a deadline without a date. `{due}` in the clause and in `meaning`
    becomes the day. `person` is the key of the official who leads for the partner.
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
    nature: Nature = Nature.ONE_OFF
    condition: str = ""
    meaning: str = ""
    classification: Classification = Classification.RESTRICTED
    drafted: int | None = None
    life: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a request or offer, in its own words."""

    day: int
    answer: Answer
    wording: str
    source: str
    strength: Strength = Strength.NOT_STATED


@dataclass(frozen=True, slots=True)
class OutcomeWording:
    """The text of an outcome in another document of the meeting, of that kind; empty where it has none."""

    kind: StatementKind
    text: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One outcome of a meeting, its text in other documents, and the commitment that follows from it.

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
    wordings: tuple[OutcomeWording, ...] = ()


@dataclass(frozen=True, slots=True)
class RaisedItem:
    """What was said at a meeting about an open item: a commitment by its title, a request by its clause."""

    about: str
    said: str
    health: Health | None = None


@dataclass(frozen=True, slots=True)
class DemoPaper:
    """A document of a meeting; with `carries_text`, its text consists of the clauses in its own wording.

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
    """A background fact: its text, its source, and its date as far as the source states it."""

    text: str
    source: str
    dated: str = ""


@dataclass(frozen=True, slots=True)
class Seat:
    """A member of a delegation: the key of an official, or an office in words."""

    side: Side
    who: str
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class Occasion:
    """A meeting. `held` is a date, a day from loading, or None: not stated.

    `came_back` is the day on which the open items of earlier meetings were put on its agenda, where it was
    recorded after it was held. With `planned`, it was planned on that day and held later. `moved_to` is the
    day to which it was postponed.
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
    paper: DemoPaper | None = None
    other_papers: tuple[DemoPaper, ...] = ()
    seats: tuple[Seat, ...] = ()
    background: tuple[Behind, ...] = ()
    raised: tuple[RaisedItem, ...] = ()
    points: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """What something is called in English and, by language code, elsewhere."""

    name: str
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Land:
    """A country; `is_partner` means that the demonstration's desk covers it."""

    iso: str
    names: Names
    capital: str
    time_zone: str
    languages: str
    is_partner: bool
    # By language, where no table of names has it.
    capitals: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class House:
    """A ministry or agency, with its own key."""

    key: str
    iso: str
    names: Names
    short: str
    runs_tracker: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """An official of a ministry: the person, the post, and the account where there is one."""

    key: str
    house: str
    post: str
    person: str
    function: str
    precedence: int
    others: tuple[tuple[str, str, str], ...] = ()
    account: str = ""
    say: str = ""
    helps: str = ""


@dataclass(frozen=True, slots=True)
class Renamed:
    """A ministry that changes its name."""

    day: int
    house: str
    names: Names
    short: str


@dataclass(frozen=True, slots=True)
class Retitled:
    """A post that changes its name; its translations are still those of the old one."""

    day: int
    who: str
    post: str


@dataclass(frozen=True, slots=True)
class Gone:
    """An official who leaves without a successor."""

    day: int
    who: str


@dataclass(frozen=True, slots=True)
class Away:
    """Days on which the person of an account is away, recorded on `day`; another account is the deputy."""

    day: int
    who: str
    deputy: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A user account; `place` is the key of a ministry, or the ISO code of the host country."""

    username: str
    name: str
    role: str
    clearance: Classification
    place: str = ""
    language: str = "en"
    time_zone: str = "Asia/Seoul"


@dataclass(frozen=True, slots=True)
class Body:
    """A standing body of the two countries."""

    key: str
    iso: str
    name: str
    level: str
    frequency: str = ""


def propose_draft(day: int, by: str = "desk") -> Event:
    """Return the event that sends the draft to its owners."""
    return Event(day, Do.PROPOSE, by)


def accept_side(
    day: int, by: str = "desk", text: str = "", side: Side = Side.OURS, on: datetime.date | None = None
) -> Event:
    """Accept for one side; `text` is the answer on file, `on` its day."""
    return Event(day, Do.ACCEPT, by, text, side, dated_on=on)


def decline_item(day: int, by: str, text: str) -> Event:
    """Decline, with the reason."""
    return Event(day, Do.DECLINE, by, text)


def start_work(day: int, by: str = "desk") -> Event:
    """Begin work."""
    return Event(day, Do.START, by)


def report_health(
    day: int,
    health: Health,
    text: str,
    by: str = "desk",
    side: Side = Side.OURS,
    *,
    then: str = "",
    then_in: int | None = None,
) -> Event:
    """Report how it goes, and the next step."""
    return Event(day, Do.UPDATE, by, text, side, health, then=then, then_in=then_in)


def move_deadline(day: int, due: int, why: MoveReason, text: str, document: str = "") -> Event:
    """Move the deadline to another day."""
    return Event(day, Do.MOVE, "head", text, due=due, why=why, number=document)


def file_evidence(
    day: int, kind: EvidenceKind, number: str, text: str, by: str = "desk", file: str = ""
) -> Event:
    """File evidence: a reference, with `file` a small document made for the demonstration too."""
    return Event(day, Do.PROVE, by, text, kind=kind, number=number, file=file)


def report_completion(
    day: int, by: str = "desk", text: str = "", side: Side = Side.OURS, on: datetime.date | None = None
) -> Event:
    """Report completion for one side; `on` is the day of the report on file."""
    return Event(day, Do.REPORT, by, text, side, dated_on=on)


def sent_back(day: int, by: str, text: str) -> Event:
    """Return a report that does not convince."""
    return Event(day, Do.SEND_BACK, by, text)


def confirm_completion(day: int, by: str = "head", text: str = "") -> Event:
    """Confirm completion."""
    return Event(day, Do.FULFIL, by, text)


def conclude_item(day: int, text: str, on: datetime.date | None = None) -> Event:
    """Close a continuing commitment, on the day that the reason gives."""
    return Event(day, Do.CONCLUDE, text=text, dated_on=on)


def close_overtaken(day: int, text: str) -> Event:
    """Close a continuing commitment that events have made idle."""
    return Event(day, Do.OVERTAKE, text=text)


def done_in_part(day: int, by: str, text: str, rest: str, due: int) -> Event:
    """Confirm a part; later events apply to the remaining part, which has a new day."""
    return Event(day, Do.IN_PART, by, text, due=due, other=rest)


def discard_draft(day: int, text: str) -> Event:
    """Discard a draft."""
    return Event(day, Do.DISCARD, text=text)


def request_ending(day: int, matter: ApprovalKind, text: str, number: str = "", *, other: str = "") -> Event:
    """Request an ending, or reopening, from the head; `number` names the authority."""
    return Event(day, Do.ASK, text=text, number=number, matter=matter, other=other)


def request_suspension(day: int, review: int, text: str) -> Event:
    """Request suspension until a review date from the head."""
    return Event(day, Do.ASK, text=text, due=review, matter=ApprovalKind.SUSPEND)


def request_extension(
    day: int,
    due: int | DeadlineSpec,
    why: MoveReason,
    text: str,
    number: str,
    by: str,
    hook: Hook = NO_HOOK,
) -> Event:
    """Request another date from the head, on the ministry's letter."""
    return Event(day, Do.ASK, by, text, due=due, hook=hook, why=why, number=number, matter=ApprovalKind.DATE)


def grant_request(day: int, text: str = "") -> Event:
    """Grant the last request, as the head."""
    return Event(day, Do.GRANT, "head", text)


def open_next_occurrence(day: int) -> Event:
    """Open the occurrence after a missed one, as the tracker does; later events apply to that one."""
    return Event(day, Do.SWEEP)


# When the six meetings with Cambodia were entered, in days before loading.
ENTERED = -45
PUBLIC_WORD = "Public report listed among the meeting's documents"


def build_public_promise(
    title: str,
    owed_by: OwedBy,
    said: datetime.date,
    due: DeadlineSpec | None = None,
    *,
    extra: tuple[Event, ...] = (),
) -> Debt:
    """Make a continuing commitment that its owners gave in public on a day; ministries are not stated."""
    both = (Side.OURS, Side.THEIRS)
    sides = {OwedBy.OURS: both[:1], OwedBy.THEIRS: both[1:], OwedBy.JOINT: both}[owed_by]
    life = (
        propose_draft(ENTERED + 1),
        *(accept_side(ENTERED + 2, text=PUBLIC_WORD, side=side, on=said) for side in sides),
        *extra,
    )
    return Debt(title, owed_by, due=due or not_stated(), nature=Nature.ONGOING, life=life)
