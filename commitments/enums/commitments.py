"""Enumerations of commitments: deadlines, health, evidence, bulk actions, and the table of transitions."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Nature(TextChoices):
    ONE_OFF = "one_off", _("one-off")
    ONGOING = "ongoing", _("ongoing")


class LeadRole(TextChoices):
    LEAD = "lead", _("lead")
    SUPPORTING = "supporting", _("supporting")


class DeadlineKind(TextChoices):
    FIXED = "fixed", _("fixed date")
    RELATIVE = "relative", _("period from a start date")
    EVENT = "event", _("linked to an event")
    RECURRING = "recurring", _("recurring")
    APPROXIMATE = "approximate", _("approximate")
    OPEN = "open", _("no specific date")
    NONE = "none", _("no deadline stated")


class MoveReason(TextChoices):
    """Why a version of a deadline was written."""

    FIRST = "first", _("first recorded")
    CORRECTED = "corrected", _("corrected before acceptance")
    REQUESTED = "requested", _("requested by the owner")
    AGREED = "agreed", _("new deadline agreed by both sides")
    PARTNER = "partner", _("waiting for the other side")
    CAPACITY = "capacity", _("owner needs more time")
    PROCEDURE = "procedure", _("parliament, budget or procedure")
    EVENTS = "events", _("circumstances beyond either side’s control")
    EVENT_MOVED = "event_moved", _("event date changed")
    CALENDAR = "calendar", _("calendar changed")
    CLOCK_STARTED = "clock_started", _("start date set")
    CLOCK_STOPPED = "clock_stopped", _("start date removed")
    OCCURRENCE = "occurrence", _("next occurrence")
    CARRIED = "carried", _("carried over after partial fulfilment")
    PROPOSED = "proposed", _("other terms proposed before acceptance")


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
    NO_RECENT_REPORT = "no_recent_report", _("no recent report")


class EvidenceKind(TextChoices):
    NOTE_VERBALE = "note_verbale", _("note verbale")
    LETTER = "letter", _("letter")
    REPORT = "report", _("report")
    AGREEMENT = "agreement", _("signed text")
    PUBLICATION = "publication", _("publication")
    OTHER = "other", _("other document")


class YearStatus(TextChoices):
    CONFIRMED = "confirmed", _("confirmed")
    CALCULATED = "calculated", _("calculated")
    ABSENT = "absent", _("not entered")


class CommitmentState(TextChoices):
    DRAFT = "draft", _("draft")
    PROPOSED = "proposed", _("proposed")
    DECLINED = "declined", _("declined")
    ACCEPTED = "accepted", _("accepted")
    IN_PROGRESS = "in_progress", _("in progress")
    REPORTED = "reported", _("reported complete")
    SUSPENDED = "suspended", _("suspended")
    FULFILLED = "fulfilled", _("fulfilled")
    IN_PART = "in_part", _("fulfilled in part")
    CONCLUDED = "concluded", _("concluded")
    OVERTAKEN = "overtaken", _("overtaken by events")
    WITHDRAWN = "withdrawn", _("withdrawn by agreement")
    SUPERSEDED = "superseded", _("superseded")
    DISCONTINUED = "discontinued", _("discontinued")
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

    OUTCOME = "", _("directly from the outcome")
    OCCURRENCE = "occurrence", _("next occurrence")
    REMAINDER = "remainder", _("remainder after partial fulfilment")


class Actor(TextChoices):
    """Who may take a step."""

    DESK = "desk", _("the desk")
    OWNER = "owner", _("the lead ministry or the desk")
    VALIDATOR = "validator", _("the validator or, if there is none, the head of desk")
    HEAD = "head", _("the head of desk or the division head")
    SECOND = "second", _("a second person at the desk")


class Step(TextChoices):
    """A step of the life cycle: each is one function of `lifecycle`."""

    PROPOSE = "propose", _("send to owners")
    ACCEPT = "accept", _("accept")
    DECLINE = "decline", _("decline")
    REDRAFT = "redraft", _("return to draft")
    DISCARD = "discard", _("discard draft")
    START = "start", _("start work")
    REPORT = "report", _("report as complete")
    SEND_BACK = "send_back", _("return for more work")
    FULFIL = "fulfil", _("confirm as fulfilled")
    FULFIL_IN_PART = "fulfil_in_part", _("confirm as fulfilled in part")
    CONCLUDE = "conclude", _("conclude")
    OVERTAKE = "overtake", _("close as overtaken by events")
    SUSPEND = "suspend", _("suspend")
    RESUME = "resume", _("resume")
    WITHDRAW = "withdraw", _("withdraw by agreement")
    SUPERSEDE = "supersede", _("supersede")
    DISCONTINUE = "discontinue", _("discontinue")
    REOPEN = "reopen", _("reopen")
    ENTER_IN_ERROR = "enter_in_error", _("mark as entered in error")


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
        (S.DRAFT, S.DECLINED),
        S.PROPOSED,
        Actor.DESK,
        _("Only a draft or declined commitment can be sent to its owners."),
    ),
    Step.ACCEPT: Transition(
        (S.PROPOSED,), S.ACCEPTED, Actor.OWNER, _("Only a proposed commitment can be accepted.")
    ),
    Step.DECLINE: Transition(
        (S.PROPOSED,), S.DECLINED, Actor.OWNER, _("Only a proposed commitment can be declined."), True
    ),
    Step.REDRAFT: Transition(
        (S.PROPOSED, S.DECLINED),
        S.DRAFT,
        Actor.DESK,
        _("Only a proposed or declined commitment can be returned to draft."),
        True,
    ),
    Step.DISCARD: Transition(
        (S.DRAFT,),
        S.DISCARDED,
        Actor.DESK,
        _("Only a draft can be discarded. After the draft stage, mark the commitment as entered in error."),
    ),
    Step.START: Transition(
        (S.ACCEPTED,), S.IN_PROGRESS, Actor.OWNER, _("Work can start only after the commitment is accepted.")
    ),
    Step.REPORT: Transition(
        UNDER_WAY_STATES,
        S.REPORTED,
        Actor.OWNER,
        _("Only a commitment that is accepted or in progress can be reported as complete."),
    ),
    Step.SEND_BACK: Transition(
        (S.REPORTED,),
        S.IN_PROGRESS,
        Actor.VALIDATOR,
        _("Only a commitment reported complete can be returned for more work."),
        True,
    ),
    Step.FULFIL: Transition(
        (S.REPORTED,),
        S.FULFILLED,
        Actor.VALIDATOR,
        _("A commitment can be confirmed only after it is reported complete."),
    ),
    Step.FULFIL_IN_PART: Transition(
        (S.REPORTED,),
        S.IN_PART,
        Actor.VALIDATOR,
        _("A commitment can be confirmed as fulfilled in part only after it is reported complete."),
        True,
    ),
    Step.CONCLUDE: Transition(
        UNDER_WAY_STATES,
        S.CONCLUDED,
        Actor.DESK,
        _("Only an ongoing commitment that is accepted or in progress can be concluded."),
        True,
    ),
    Step.OVERTAKE: Transition(
        UNDER_WAY_STATES,
        S.OVERTAKEN,
        Actor.DESK,
        _("Only an ongoing commitment that is accepted or in progress can be closed as overtaken by events."),
        True,
    ),
    Step.SUSPEND: Transition(
        (S.IN_PROGRESS,), S.SUSPENDED, Actor.HEAD, _("Only a commitment in progress can be suspended."), True
    ),
    Step.RESUME: Transition(
        (S.SUSPENDED,), S.IN_PROGRESS, Actor.DESK, _("Only a suspended commitment can be resumed.")
    ),
    Step.WITHDRAW: Transition(
        OPEN_STATES, S.WITHDRAWN, Actor.HEAD, _("Only an open commitment can be withdrawn."), True
    ),
    Step.SUPERSEDE: Transition(
        OPEN_STATES, S.SUPERSEDED, Actor.HEAD, _("Only an open commitment can be superseded."), True
    ),
    Step.DISCONTINUE: Transition(
        OPEN_STATES, S.DISCONTINUED, Actor.HEAD, _("Only an open commitment can be discontinued."), True
    ),
    Step.REOPEN: Transition(
        CLOSED_STATES,
        S.IN_PROGRESS,
        Actor.HEAD,
        _("Only a closed commitment can be reopened."),
        True,
        S.PROPOSED,
    ),
    Step.ENTER_IN_ERROR: Transition(
        (*OPEN_STATES, *CLOSED_STATES),
        S.IN_ERROR,
        Actor.SECOND,
        _(
            "A commitment can be marked as entered in error only after the draft stage. Discard a "
            "draft instead."
        ),
        True,
    ),
}


class NextStepResult(TextChoices):
    """How a next step ended, where a person stated it."""

    DONE = "done", _("done")
    DROPPED = "dropped", _("dropped")


class ApprovalKind(TextChoices):
    """What one person requests and another decides."""

    DATE = "date", _("change of deadline")
    SUSPEND = "suspend", _("suspension")
    WITHDRAW = "withdraw", _("withdrawal by agreement")
    SUPERSEDE = "supersede", _("replacement by another commitment")
    DISCONTINUE = "discontinue", _("discontinuation")
    REOPEN = "reopen", _("reopening")
    ENTER_IN_ERROR = "enter_in_error", _("marking as entered in error")
    LOWER_CLASSIFICATION = "lower", _("lower classification")
    SUPPLEMENT = "supplement", _("supplement to a closed meeting")
    COUNTER_PROPOSAL = "counter_proposal", _("counter-proposal")


class Proposer(TextChoices):
    """Who proposes other terms for a commitment that is not accepted yet."""

    OURS = "ours", _("the owner on our side")
    THEIRS = "theirs", _("the partner")
    DESK = "desk", _("the desk")


class ApprovalState(TextChoices):
    PENDING = "pending", _("pending decision")
    GRANTED = "granted", _("approved")
    REFUSED = "refused", _("rejected")
    WITHDRAWN = "withdrawn", _("withdrawn")


class BulkActionKind(TextChoices):
    """The action applied to each of the selected items."""

    NO_CHANGE = "no_change", _("no change reported")
    FOLLOW_UP = "follow_up", _("follow-up logged")
    REQUEST_EXTENSION = "request_extension", _("extension requested")
    ADD_TO_AGENDA = "add_to_agenda", _("added to a meeting agenda")
    PROPOSE = "propose", _("sent to owners")
    REVIEW = "review", _("review date set")


class ItemState(TextChoices):
    """The progress of one item of a bulk action; a finished one could not be undone."""

    WAITING = "waiting", _("waiting")
    DONE = "done", _("done")
    NOT_DONE = "not_done", _("skipped")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", pgettext_lazy("a deed", "undone")
    NOT_UNDONE = "not_undone", _("not undone")
