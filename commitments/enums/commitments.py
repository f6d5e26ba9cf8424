"""Enumerations of commitments: deadlines, health, evidence, bulk actions, and the table of transitions."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Nature(TextChoices):
    ONE_OFF = "one_off", _("discrete: can be finished")
    ONGOING = "ongoing", _("continuing: reviewed in cycles")


class LeadRole(TextChoices):
    LEAD = "lead", _("lead")
    SUPPORTING = "supporting", _("supporting")


class DeadlineKind(TextChoices):
    FIXED = "fixed", _("fixed")
    RELATIVE = "relative", _("relative")
    EVENT = "event", _("event")
    RECURRING = "recurring", _("recurring")
    APPROXIMATE = "approximate", _("approximate")
    OPEN = "open", _("open")
    NONE = "none", _("none stated")


class MoveReason(TextChoices):
    """Why a version of a deadline was written."""

    FIRST = "first", _("as first agreed")
    CORRECTED = "corrected", _("corrected before acceptance")
    REQUESTED = "requested", _("asked for by the owner")
    AGREED = "agreed", _("agreed anew by both sides")
    PARTNER = "partner", _("waits for the other side")
    CAPACITY = "capacity", _("the owner needs longer")
    PROCEDURE = "procedure", _("parliament, budget or procedure")
    EVENTS = "events", _("beyond anybody's control")
    EVENT_MOVED = "event_moved", _("the event moved")
    CALENDAR = "calendar", _("the calendar changed")
    CLOCK_STARTED = "clock_started", _("the clock started")
    CLOCK_STOPPED = "clock_stopped", _("the clock was stopped")
    OCCURRENCE = "occurrence", _("the next occurrence")
    CARRIED = "carried", _("carried over from what was fulfilled in part")


# Moves that somebody asked for: a slip is one of these. What an event or a calendar moves is shown apart.
SLIPS = (
    MoveReason.REQUESTED,
    MoveReason.AGREED,
    MoveReason.PARTNER,
    MoveReason.CAPACITY,
    MoveReason.PROCEDURE,
    MoveReason.EVENTS,
)


class Health(TextChoices):
    ON_TRACK = "on_track", _("on track")
    AT_RISK = "at_risk", _("at risk")
    OFF_TRACK = "off_track", _("off track")
    NO_RECENT_REPORT = "no_recent_report", _("no evidence")


class EvidenceKind(TextChoices):
    NOTE_VERBALE = "note_verbale", _("note verbale")
    LETTER = "letter", _("letter")
    REPORT = "report", _("report")
    AGREEMENT = "agreement", _("signed text")
    PUBLICATION = "publication", _("publication")
    OTHER = "other", _("other document")


class YearStatus(TextChoices):
    CONFIRMED = "confirmed", _("confirmed")
    CALCULATED = "calculated", _("computed")
    ABSENT = "absent", _("absent")


class CommitmentState(TextChoices):
    DRAFT = "draft", _("draft")
    PROPOSED = "proposed", _("proposed")
    DECLINED = "declined", _("declined")
    ACCEPTED = "accepted", _("accepted")
    IN_PROGRESS = "in_progress", _("in progress")
    REPORTED = "reported", _("reported complete")
    SUSPENDED = "suspended", _("dormant")
    FULFILLED = "fulfilled", _("fulfilled")
    IN_PART = "in_part", _("fulfilled in part")
    CONCLUDED = "concluded", _("concluded")
    OVERTAKEN = "overtaken", _("overtaken")
    WITHDRAWN = "withdrawn", _("withdrawn by agreement")
    SUPERSEDED = "superseded", _("superseded")
    DISCONTINUED = "discontinued", _("not pursued")
    DISCARDED = "discarded", _("discarded")
    IN_ERROR = "in_error", _("entered in error")


S = CommitmentState
OPEN_STATES = (S.PROPOSED, S.DECLINED, S.ACCEPTED, S.IN_PROGRESS, S.REPORTED, S.SUSPENDED)
# What an owner declined is open for the desk, and nobody's promise.
PROMISED_STATES = tuple(state for state in OPEN_STATES if state != S.DECLINED)
CLOSED_STATES = (
    S.FULFILLED,
    S.IN_PART,
    S.CONCLUDED,
    S.OVERTAKEN,
    S.WITHDRAWN,
    S.SUPERSEDED,
    S.DISCONTINUED,
)


UNDER_WAY_STATES = (S.ACCEPTED, S.IN_PROGRESS)
# Accepted, and not reported, in whole or half: until a report is decided, it stays clear whose it is.
UNREPORTED_STATES = (*UNDER_WAY_STATES, S.SUSPENDED)
FULFILLED_STATES = (S.FULFILLED, S.IN_PART)
# Closed, and done.
DONE_STATES = (*FULFILLED_STATES, S.CONCLUDED)
NOT_YET_ACCEPTED = (S.DRAFT, S.PROPOSED, S.DECLINED)
# What was agreed and is not over: its deadline can be moved.
AGREED_STATES = (*UNDER_WAY_STATES, S.REPORTED, S.SUSPENDED)
# A draft's date moves with its event as an open item's does; what is closed stays as it was.
MOVABLE_STATES = (S.DRAFT, *OPEN_STATES)
# Past its day it is overdue: what is dormant, or reported as complete, is not.
LATE_STATES = tuple(state for state in OPEN_STATES if state not in (S.SUSPENDED, S.REPORTED))
# What counts as the completion of a commitment on which another waits.
COMPLETED_STATES = (S.FULFILLED, S.CONCLUDED)
# Neither open nor closed, and on no list: a draft thrown away, and what should never have been recorded.
HIDDEN_STATES = (S.DISCARDED, S.IN_ERROR)
# Nothing more happens to it, unless it is reopened.
ENDED_STATES = (*CLOSED_STATES, *HIDDEN_STATES)


class Origin(TextChoices):
    """How a commitment came out of another."""

    OUTCOME = "", _("the outcome alone")
    OCCURRENCE = "occurrence", _("the next occurrence")
    REMAINDER = "remainder", _("the rest of what was fulfilled in part")


class Actor(TextChoices):
    """Who may take a step."""

    DESK = "desk", _("the desk")
    OWNER = "owner", _("the lead ministry or the desk")
    VALIDATOR = "validator", _("the validating authority, else the head of desk")
    HEAD = "head", _("the head of desk or of division")
    SECOND = "second", _("a second person of the desk")


class Step(TextChoices):
    """A step of the life cycle: each is one function of `lifecycle`."""

    PROPOSE = "propose", _("propose")
    ACCEPT = "accept", _("accept")
    DECLINE = "decline", _("decline")
    REDRAFT = "redraft", _("take back to draft")
    DISCARD = "discard", _("discard the draft")
    START = "start", _("start work")
    REPORT = "report", _("report complete")
    SEND_BACK = "send_back", _("send back")
    FULFIL = "fulfil", _("confirm fulfilled")
    FULFIL_IN_PART = "fulfil_in_part", _("confirm fulfilled in part")
    CONCLUDE = "conclude", _("conclude")
    OVERTAKE = "overtake", _("close as overtaken")
    SUSPEND = "suspend", _("let rest")
    RESUME = "resume", _("take up again")
    WITHDRAW = "withdraw", _("withdraw by agreement")
    SUPERSEDE = "supersede", _("supersede")
    DISCONTINUE = "discontinue", _("no longer pursue")
    REOPEN = "reopen", _("reopen")
    ENTER_IN_ERROR = "enter_in_error", _("enter in error")


@dataclass(frozen=True, slots=True)
class Transition:
    """From which states a step may be taken, its new state, who takes it, and whether it needs a reason.

    `before_acceptance` is the new state where its owners have not accepted yet.
    """

    sources: tuple[CommitmentState, ...]
    target: CommitmentState
    by: Actor
    explanation: Promise
    needs_reason: bool = False
    before_acceptance: CommitmentState | None = None


TRANSITIONS: dict[Step, Transition] = {
    Step.PROPOSE: Transition(
        (S.DRAFT, S.DECLINED), S.PROPOSED, Actor.DESK, _("Only a draft or a declined item is proposed.")
    ),
    Step.ACCEPT: Transition((S.PROPOSED,), S.ACCEPTED, Actor.OWNER, _("Only a proposed item is accepted.")),
    Step.DECLINE: Transition(
        (S.PROPOSED,), S.DECLINED, Actor.OWNER, _("Only a proposed item is declined."), True
    ),
    Step.REDRAFT: Transition(
        (S.PROPOSED, S.DECLINED),
        S.DRAFT,
        Actor.DESK,
        _("Only a proposed or declined item is redrafted."),
        True,
    ),
    Step.DISCARD: Transition(
        (S.DRAFT,),
        S.DISCARDED,
        Actor.DESK,
        _("Only a draft is discarded; anything later is entered in error."),
    ),
    Step.START: Transition(
        (S.ACCEPTED,), S.IN_PROGRESS, Actor.OWNER, _("Work starts once the item is accepted.")
    ),
    Step.REPORT: Transition(
        UNDER_WAY_STATES, S.REPORTED, Actor.OWNER, _("Only an accepted item is reported complete.")
    ),
    Step.SEND_BACK: Transition(
        (S.REPORTED,), S.IN_PROGRESS, Actor.VALIDATOR, _("Only a reported item is sent back."), True
    ),
    Step.FULFIL: Transition(
        (S.REPORTED,), S.FULFILLED, Actor.VALIDATOR, _("An item is confirmed after it is reported complete.")
    ),
    Step.FULFIL_IN_PART: Transition(
        (S.REPORTED,),
        S.IN_PART,
        Actor.VALIDATOR,
        _("An item is confirmed in part after it is reported complete."),
        True,
    ),
    Step.CONCLUDE: Transition(
        UNDER_WAY_STATES, S.CONCLUDED, Actor.DESK, _("Only a continuing item in progress is concluded."), True
    ),
    Step.OVERTAKE: Transition(
        UNDER_WAY_STATES, S.OVERTAKEN, Actor.DESK, _("Only a continuing item in progress is overtaken."), True
    ),
    Step.SUSPEND: Transition(
        (S.IN_PROGRESS,), S.SUSPENDED, Actor.HEAD, _("Only an item in progress is let rest."), True
    ),
    Step.RESUME: Transition(
        (S.SUSPENDED,), S.IN_PROGRESS, Actor.DESK, _("Only a dormant item is taken up again.")
    ),
    Step.WITHDRAW: Transition(
        OPEN_STATES, S.WITHDRAWN, Actor.HEAD, _("Only an open item is withdrawn."), True
    ),
    Step.SUPERSEDE: Transition(
        OPEN_STATES, S.SUPERSEDED, Actor.HEAD, _("Only an open item is superseded."), True
    ),
    Step.DISCONTINUE: Transition(
        OPEN_STATES, S.DISCONTINUED, Actor.HEAD, _("Only an open item is no longer pursued."), True
    ),
    Step.REOPEN: Transition(
        CLOSED_STATES, S.IN_PROGRESS, Actor.HEAD, _("Only a closed item is reopened."), True, S.PROPOSED
    ),
    Step.ENTER_IN_ERROR: Transition(
        (*OPEN_STATES, *CLOSED_STATES),
        S.IN_ERROR,
        Actor.SECOND,
        _("A draft is discarded; anything later is entered in error."),
        True,
    ),
}


class ApprovalKind(TextChoices):
    """What one person requests and another decides."""

    DATE = "date", _("another date")
    SUSPEND = "suspend", _("let it rest")
    WITHDRAW = "withdraw", _("withdraw it by agreement")
    SUPERSEDE = "supersede", _("put another in its place")
    DISCONTINUE = "discontinue", _("no longer pursue it")
    REOPEN = "reopen", _("reopen it")
    ENTER_IN_ERROR = "enter_in_error", _("enter it in error")
    LOWER_CLASSIFICATION = "lower", _("lower its marking")


class ApprovalState(TextChoices):
    PENDING = "pending", _("waits for a decision")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("taken back")


class BulkActionKind(TextChoices):
    """The action applied to each of the selected items."""

    NO_CHANGE = "no_change", _("no change reported")
    FOLLOW_UP = "follow_up", _("noted as chased")
    REQUEST_EXTENSION = "request_extension", _("another date asked for")
    ADD_TO_AGENDA = "add_to_agenda", _("brought before a meeting")
    PROPOSE = "propose", _("proposed to their owners")
    REVIEW = "review", _("to be looked at again later")


class ItemState(TextChoices):
    """The progress of one item of a bulk action; a finished one could not be undone."""

    WAITING = "waiting", _("waits")
    DONE = "done", _("done")
    NOT_DONE = "not_done", _("not done")
    UNDOING = "undoing", _("is being taken back")
    UNDONE = "undone", pgettext_lazy("a deed", "taken back")
    NOT_UNDONE = "not_undone", _("stands")
