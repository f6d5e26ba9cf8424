"""Enumerations of meetings: statements, outcomes and their strength."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MechanismLevel(TextChoices):
    SUMMIT = "summit", _("summit")
    MINISTERS = "ministers", _("ministerial")
    VICE_MINISTERS = "vice_ministers", _("vice-ministerial")
    DIRECTORS = "directors", _("director-general")
    EXPERTS = "experts", _("expert")
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
    IN_ERROR = "in_error", _("entered in error")


UPCOMING_STATES = (MeetingState.PLANNED, MeetingState.POSTPONED)
HELD_STATES = (MeetingState.HELD, MeetingState.CLOSED)
# The record of these is open: what belongs to it may be written; afterwards it stands as it was read.
OPEN_MEETING_STATES = (*UPCOMING_STATES, MeetingState.HELD)
# These do not take place, or never did: nothing counts from them.
CALLED_OFF_STATES = (MeetingState.CANCELLED, MeetingState.IN_ERROR)


class StatementKind(TextChoices):
    OUR_READOUT = "our_readout", _("our readout")
    THEIR_READOUT = "their_readout", _("their readout")
    JOINT_STATEMENT = "joint_statement", _("joint statement")
    AGREED_MINUTES = "agreed_minutes", _("agreed minutes")
    MEMORANDUM = "memorandum", _("memorandum of understanding")
    EXCHANGE_OF_NOTES = "exchange_of_notes", _("exchange of notes")
    NOTE_VERBALE = "note_verbale", _("note verbale")
    PRESS_REPORT = "press_report", _("press report")


class MinutesState(TextChoices):
    """How far one version of the minutes of a meeting is."""

    DRAFT = "draft", _("draft")
    SENT = "sent", _("sent for comment")
    AGREED = "agreed", _("agreed")


class MinutesChangeState(TextChoices):
    """The decision about a change that the partner made to minutes."""

    WAITING = "waiting", _("pending desk review")
    ACCEPTED = "accepted", _("accepted")
    ACTED_ON = "acted_on", _("acted on")
    LEFT = "left", _("left as sent")


# A text of both sides is itself the other side's acceptance of the clauses it carries.
JOINT_TEXTS = frozenset(
    {
        StatementKind.JOINT_STATEMENT,
        StatementKind.AGREED_MINUTES,
        StatementKind.MEMORANDUM,
        StatementKind.EXCHANGE_OF_NOTES,
    }
)


class Account(TextChoices):
    """Whose account an outcome follows, where its text reports what another side said about it."""

    AS_TEXT = "", _("as in the text")
    OURS = "ours", _("our side")
    THEIRS = "theirs", _("their side")
    BOTH = "both", _("both sides")
    REPORT = "report", _("press report")


# Whose account a text is; a note verbale is that of the side that wrote it, and says so itself.
ACCOUNT_OF_TEXT: dict[str, Account] = {
    **dict.fromkeys(JOINT_TEXTS, Account.BOTH),
    StatementKind.OUR_READOUT: Account.OURS,
    StatementKind.THEIR_READOUT: Account.THEIRS,
    StatementKind.PRESS_REPORT: Account.REPORT,
}


def account_of(account: str, kind_of_text: str = "") -> Account:
    """Return by whose account an outcome is known: the one it names, else that of its text."""
    return Account(account) or ACCOUNT_OF_TEXT.get(kind_of_text, Account.AS_TEXT)


class OutcomeKind(TextChoices):
    COMMITMENT = "commitment", _("commitment")
    REQUEST = "request", _("request")
    OFFER = "offer", _("offer")
    UNDERSTANDING = "understanding", _("understanding")
    TOPIC = "topic", _("topic discussed")


class PassageState(TextChoices):
    """The decision about a passage of a text that was read."""

    WAITING = "waiting", _("undecided")
    ACCEPTED = "accepted", _("accepted")
    REJECTED = "rejected", _("excluded")
    GONE = "gone", _("no longer in the text")


# Only these wait for an answer; only a recorded one lets them carry commitments.
ANSWERABLE = frozenset({OutcomeKind.REQUEST, OutcomeKind.OFFER})


class Answer(TextChoices):
    NONE = "", _("no answer expected")
    UNANSWERED = "unanswered", _("unanswered")
    AGREED = "agreed", _("agreed")
    REFUSED = "refused", _("rejected")
    LAPSED = "lapsed", _("lapsed")


class Strength(TextChoices):
    """How strongly the words bind, in rising order; `not stated` is outside the order."""

    NOT_STATED = "not_stated", _("not stated")
    NOTED = "noted", _("noted")
    REQUESTED = "requested", _("requested")
    WILL_CONSIDER = "will_consider", _("will consider")
    WILL_ENDEAVOUR = "will_endeavour", _("will endeavour")
    AGREED = "agreed", _("agreed")
    LEGALLY_BINDING = "legally_binding", _("legally binding")


# How firm a request is that was not agreed to.
REQUEST_STRENGTHS = (Strength.NOT_STATED, Strength.NOTED, Strength.REQUESTED)
# `noted` and `requested` exist on outcomes only.
COMMITMENT_STRENGTHS = (
    Strength.NOT_STATED,
    Strength.WILL_CONSIDER,
    Strength.WILL_ENDEAVOUR,
    Strength.AGREED,
    Strength.LEGALLY_BINDING,
)
