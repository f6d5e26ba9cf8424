"""Every enumerated word of the field, and the life-cycle's table of transitions."""

from dataclasses import dataclass

from django.db.models import IntegerChoices, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a person may do; where they may do it is said by desk, division, ministry or host country."""

    DESK_OFFICER = "desk_officer", _("desk officer")
    HEAD_OF_DESK = "head_of_desk", _("head of desk")
    DIVISION_HEAD = "division_head", _("division head")
    FOCAL_POINT = "focal_point", _("focal point")
    VALIDATING_AUTHORITY = "validating_authority", _("validating authority")
    EMBASSY_OFFICER = "embassy_officer", _("embassy officer")
    READER = "reader", _("reader")
    RECORDS_OFFICER = "records_officer", _("records officer")
    AUDITOR = "auditor", _("auditor")
    ADMINISTRATOR = "administrator", _("administrator")


class Classification(IntegerChoices):
    """How far a text may travel; a higher number is closer held."""

    PUBLIC = 0, _("public")
    RESTRICTED = 1, _("restricted")
    CONFIDENTIAL = 2, _("confidential")
    SECRET = 3, _("secret")


class Side(TextChoices):
    """One of the two governments, seen from the ministry that runs the tracker."""

    OURS = "ours", _("ours")
    THEIRS = "theirs", _("theirs")


class OwedBy(TextChoices):
    """Who owes a commitment, or who spoke an outcome."""

    OURS = "ours", _("ours")
    THEIRS = "theirs", _("theirs")
    JOINT = "joint", _("joint")


class PostFunction(TextChoices):
    """What an official's post is for in the follow-up."""

    FOCAL_POINT = "focal_point", _("focal point")
    ALTERNATE = "alternate", _("alternate")
    VALIDATING_AUTHORITY = "validating_authority", _("validating authority")
    HEAD_OF_DELEGATION = "head_of_delegation", _("head of delegation")
    OTHER = "other", _("other post")


class MechanismLevel(TextChoices):
    SUMMIT = "summit", _("summit")
    MINISTERS = "ministers", _("ministers")
    VICE_MINISTERS = "vice_ministers", _("vice-ministers")
    DIRECTORS = "directors", _("directors-general")
    EXPERTS = "experts", _("experts")
    NOT_STATED = "not_stated", _("not stated")


class MeetingForm(TextChoices):
    VISIT = "visit", _("visit")
    SESSION = "session", _("session")
    CALL = "call", _("call")
    EXCHANGE = "exchange", _("exchange of letters or notes")


class MeetingState(TextChoices):
    PLANNED = "planned", _("planned")
    HELD = "held", _("held")
    CLOSED = "closed", _("closed")
    CANCELLED = "cancelled", _("cancelled")
    POSTPONED = "postponed", _("postponed")


class StatementKind(TextChoices):
    OUR_READOUT = "our_readout", _("our readout")
    THEIR_READOUT = "their_readout", _("their readout")
    JOINT_STATEMENT = "joint_statement", _("joint statement")
    AGREED_MINUTES = "agreed_minutes", _("agreed minutes")
    MEMORANDUM = "memorandum", _("memorandum of understanding")
    EXCHANGE_OF_NOTES = "exchange_of_notes", _("exchange of notes")
    NOTE_VERBALE = "note_verbale", _("note verbale")
    PRESS_REPORT = "press_report", _("press report")


# A text of both sides is itself the other side's acceptance of the clauses it carries.
JOINT_TEXTS = frozenset(
    {
        StatementKind.JOINT_STATEMENT,
        StatementKind.AGREED_MINUTES,
        StatementKind.MEMORANDUM,
        StatementKind.EXCHANGE_OF_NOTES,
    }
)


class OutcomeKind(TextChoices):
    COMMITMENT = "commitment", _("commitment")
    ASK = "ask", _("ask")
    OFFER = "offer", _("offer")
    UNDERSTANDING = "understanding", _("understanding")
    TOPIC = "topic", _("topic discussed")


# Only these wait for an answer; only a recorded one lets them carry commitments.
ANSWERABLE = frozenset({OutcomeKind.ASK, OutcomeKind.OFFER})


class Answer(TextChoices):
    NONE = "", _("none expected")
    UNANSWERED = "unanswered", _("unanswered")
    AGREED = "agreed", _("agreed")
    REFUSED = "refused", _("refused")
    LAPSED = "lapsed", _("lapsed")


class Strength(TextChoices):
    """How firmly the words bind, in rising order; `not stated` stands outside the order."""

    NOT_STATED = "not_stated", _("not stated")
    NOTED = "noted", _("noted")
    REQUESTED = "requested", _("requested")
    WILL_CONSIDER = "will_consider", _("will consider")
    WILL_ENDEAVOUR = "will_endeavour", _("will endeavour")
    AGREED = "agreed", _("agreed")
    BOUND = "bound", _("bound")


# `noted` and `requested` exist on outcomes only.
COMMITMENT_STRENGTHS = (
    Strength.NOT_STATED,
    Strength.WILL_CONSIDER,
    Strength.WILL_ENDEAVOUR,
    Strength.AGREED,
    Strength.BOUND,
)


class Nature(TextChoices):
    DISCRETE = "discrete", _("discrete: can be finished")
    CONTINUING = "continuing", _("continuing: reviewed in cycles")


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
    """Why a deadline has the version it has."""

    FIRST = "first", _("as first agreed")
    CORRECTED = "corrected", _("corrected before acceptance")
    ASKED = "asked", _("asked for by the owner")
    AGREED = "agreed", _("agreed anew by both sides")
    EVENT_MOVED = "event_moved", _("the event moved")
    CALENDAR = "calendar", _("the calendar changed")
    CLOCK_STARTED = "clock_started", _("the clock started")


class Health(TextChoices):
    ON_TRACK = "on_track", _("on track")
    AT_RISK = "at_risk", _("at risk")
    OFF_TRACK = "off_track", _("off track")
    NO_EVIDENCE = "no_evidence", _("no evidence")


class EvidenceKind(TextChoices):
    NOTE_VERBALE = "note_verbale", _("note verbale")
    LETTER = "letter", _("letter")
    REPORT = "report", _("report")
    AGREEMENT = "agreement", _("signed text")
    PUBLICATION = "publication", _("publication")
    OTHER = "other", _("other document")


class YearStatus(TextChoices):
    CONFIRMED = "confirmed", _("confirmed")
    COMPUTED = "computed", _("computed")
    ABSENT = "absent", _("absent")


class PacketState(TextChoices):
    ASKED = "asked", _("asked for")
    MAKING = "making", _("being made")
    READY = "ready", _("ready")
    FAILED = "failed", _("failed")


class CommitmentState(TextChoices):
    DRAFT = "draft", _("draft")
    PROPOSED = "proposed", _("proposed")
    DECLINED = "declined", _("declined")
    ACCEPTED = "accepted", _("accepted")
    IN_PROGRESS = "in_progress", _("in progress")
    REPORTED = "reported", _("reported complete")
    DORMANT = "dormant", _("dormant")
    FULFILLED = "fulfilled", _("fulfilled")
    IN_PART = "in_part", _("fulfilled in part")
    CONCLUDED = "concluded", _("concluded")
    OVERTAKEN = "overtaken", _("overtaken")
    WITHDRAWN = "withdrawn", _("withdrawn by agreement")
    SUPERSEDED = "superseded", _("superseded")
    NOT_PURSUED = "not_pursued", _("not pursued")


S = CommitmentState
OPEN_STATES = (S.PROPOSED, S.DECLINED, S.ACCEPTED, S.IN_PROGRESS, S.REPORTED, S.DORMANT)
CLOSED_STATES = (
    S.FULFILLED,
    S.IN_PART,
    S.CONCLUDED,
    S.OVERTAKEN,
    S.WITHDRAWN,
    S.SUPERSEDED,
    S.NOT_PURSUED,
)


class Step(TextChoices):
    """A step of the life-cycle: one named function of `lifecycle` each."""

    PROPOSE = "propose", _("propose")
    ACCEPT = "accept", _("accept")
    DECLINE = "decline", _("decline")
    REDRAFT = "redraft", _("take back to draft")
    START = "start", _("start work")
    REPORT = "report", _("report complete")
    SEND_BACK = "send_back", _("send back")
    FULFIL = "fulfil", _("confirm fulfilled")
    CONCLUDE = "conclude", _("conclude")


@dataclass(frozen=True, slots=True)
class Transition:
    """From which states a step may be taken, and where it leads."""

    sources: tuple[CommitmentState, ...]
    target: CommitmentState
    explanation: Promise


TRANSITIONS: dict[Step, Transition] = {
    Step.PROPOSE: Transition(
        (S.DRAFT, S.DECLINED), S.PROPOSED, _("Only a draft or a declined item is proposed.")
    ),
    Step.ACCEPT: Transition((S.PROPOSED,), S.ACCEPTED, _("Only a proposed item is accepted.")),
    Step.DECLINE: Transition((S.PROPOSED,), S.DECLINED, _("Only a proposed item is declined.")),
    Step.REDRAFT: Transition(
        (S.PROPOSED, S.DECLINED), S.DRAFT, _("Only a proposed or declined item is redrafted.")
    ),
    Step.START: Transition((S.ACCEPTED,), S.IN_PROGRESS, _("Work starts once the item is accepted.")),
    Step.REPORT: Transition(
        (S.ACCEPTED, S.IN_PROGRESS), S.REPORTED, _("Only an accepted item is reported complete.")
    ),
    Step.SEND_BACK: Transition((S.REPORTED,), S.IN_PROGRESS, _("Only a reported item is sent back.")),
    Step.FULFIL: Transition(
        (S.REPORTED,), S.FULFILLED, _("An item is confirmed after it is reported complete.")
    ),
    Step.CONCLUDE: Transition(
        (S.ACCEPTED, S.IN_PROGRESS), S.CONCLUDED, _("Only a continuing item in progress is concluded.")
    ),
}


class Rule(TextChoices):
    """Why a reminder is sent."""

    AHEAD = "ahead", _("working days before the day to act")
    DUE = "due", _("the day to act")
    OVERDUE = "overdue", _("overdue")
    ANSWER = "answer", _("acceptance not answered")
    REVIEW = "review", _("review date reached")


class ReminderState(TextChoices):
    PLANNED = "planned", _("planned")
    MAILED = "mailed", _("in a mail")
    DELIVERED = "delivered", _("delivered to the mail server")
    DROPPED = "dropped", _("not sent")
    FAILED = "failed", _("failed")


class WhyNot(TextChoices):
    """Why a reminder was not sent."""

    NOT_SAID = "", _("it was sent, or is still to be")
    CLOSED = "closed", _("the item is closed")
    REPORTED = "reported", _("the item is reported complete")
    DORMANT = "dormant", _("the item is dormant")
    DRAFT = "draft", _("the item was taken back to draft")
    ANSWERED = "answered", _("the owners have answered")
    MOVED = "moved", _("the deadline has a newer version")
    FOLDED = "folded", _("a later reminder says it")
    OTHERS = "others", _("the item is now with somebody else")
    LEFT = "left", _("the account is closed or has no address")
    UNREADABLE = "unreadable", _("the person may not read the item")
    NOBODY = "nobody", _("there is nobody to tell, and no duty box")
    UNWRITABLE = "unwritable", _("the mail could not be written")
    REFUSED = "refused", _("the mail server refused it")
    GIVEN_UP = "given_up", _("the mail server put it off for days")


class MailState(TextChoices):
    READY = "ready", _("ready to send")
    SENDING = "sending", _("being sent")
    ACCEPTED = "accepted", _("accepted by the mail server")
    REFUSED = "refused", _("refused by the mail server")
    IN_DOUBT = "in_doubt", _("in doubt")
    FAILED = "failed", _("failed")
    WITHDRAWN = "withdrawn", _("withdrawn before it was sent")
