"""What is owed: deadlines, health, evidence, and the life-cycle with its table of transitions."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


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
