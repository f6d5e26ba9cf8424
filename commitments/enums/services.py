"""Enumerations of services: packets, reminders, emails, access, exchange with the partner, and imports."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PacketState(TextChoices):
    REQUESTED = "requested", _("requested")
    MAKING = "making", _("in preparation")
    READY = "ready", _("ready")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


# Nothing was printed, and nothing will be unless someone asks again.
UNPRINTED_STATES = (PacketState.FAILED, PacketState.CANCELLED)


class ClosureStage(TextChoices):
    """The progress of closing some records; two persons close them, and two reopen them."""

    REQUESTED = "requested", _("closing requested")
    CLOSED = "closed", _("closed")
    REOPENING = "reopening", _("reopening requested")
    REOPENED = "reopened", _("reopened")
    REJECTED = "rejected", _("not closed")


# The records are locked, also while someone asks to reopen them.
LOCKED_STAGES = (ClosureStage.CLOSED, ClosureStage.REOPENING)


class PacketCommentState(TextChoices):
    OPEN = "open", pgettext_lazy("a comment", "open")
    DEALT_WITH = "dealt_with", pgettext_lazy("a comment", "dealt with")
    WITHDRAWN = "withdrawn", pgettext_lazy("a comment", "withdrawn")


class PacketEdition(TextChoices):
    """The selection of a packet that one kind of reader gets; all have the same signed content."""

    MINISTER = "minister", _("minister")
    ADVISER = "adviser", _("adviser")
    NOTE_TAKER = "note_taker", _("note taker")


class Disposal(TextChoices):
    """How a copy of a packet was disposed of."""

    RETURNED = "returned", _("returned")
    DESTROYED = "destroyed", _("destroyed")
    LOST = "lost", _("lost")


class ReminderKind(TextChoices):
    """Why a reminder is sent."""

    AHEAD = "ahead", _("ahead of the last working day")
    DUE = "due", _("on the last working day")
    OVERDUE = "overdue", _("overdue")
    PROPOSED = "proposed", _("acceptance requested")
    ANSWER = "answer", _("acceptance request unanswered")
    ANSWER_OWNER_HEAD = "answer_owner_head", _("no response: escalated to the owner’s validator")
    ANSWER_HEAD = "answer_head", _("no response: escalated to the head of desk")
    ANSWER_DIVISION = "answer_division", _("no response: escalated to the division head")
    REVIEW = "review", _("review date reached")
    MOVED = "moved", _("deadline changed")
    HEAD = "head", _("overdue: escalated to the head of desk")
    DIVISION = "division", _("overdue: escalated to the division head")
    NO_RESPONSE = "no_response", _("no recent update")
    UNDATED = "undated", _("event date not set")
    REPLY_COPY = "reply_copy", _("copy of an email reply")
    UPDATE_REQUEST = "update_request", _("update requested by the desk")


class ReminderState(TextChoices):
    PLANNED = "planned", _("planned")
    EMAILED = "emailed", _("included in an email")
    DELIVERED = "delivered", _("delivered to the mail server")
    DROPPED = "dropped", _("not sent")
    FAILED = "failed", _("failed")


class NotSentReason(TextChoices):
    """Why a reminder was not sent."""

    NONE = "", _("sent or still to be sent")
    CLOSED = "closed", _("the commitment is closed")
    REPORTED = "reported", _("the commitment is reported complete")
    SUSPENDED = "suspended", _("the commitment is suspended")
    DRAFT = "draft", _("the commitment was returned to draft")
    ANSWERED = "answered", _("the owners have answered")
    MOVED = "moved", _("the deadline has changed")
    MERGED = "merged", _("included in a later reminder")
    NOTIFIED_TODAY = (
        "notified_today",
        _("the recipient received another reminder about the commitment that day"),
    )
    NEW_OWNER = "new_owner", _("the commitment has another owner")
    SCHEDULE = "schedule", _("no longer in the desk’s reminder schedule")
    LEFT = "left", _("the account is deactivated or has no email address")
    UNREADABLE = "unreadable", _("the recipient has no access to the commitment")
    NO_RECIPIENT = "no_recipient", _("no recipient and no duty mailbox")
    UNWRITABLE = "unwritable", _("the email could not be composed")
    REJECTED = "rejected", _("the mail server rejected the email")
    GIVEN_UP = "given_up", _("the mail server deferred the email for several days")
    BOUNCED = "bounced", _("the address does not accept email")
    CRASHED = "crashed", _("the system tried five times to send the email, without success")
    NOT_ACCEPTED = "not_accepted", _("the mail server did not accept the email")
    RESTORED = "restored", _("the email may have been sent before the database was restored")
    HELD = "held", _("delivery was not confirmed, and the content is out of date")
    NOT_ARRIVED = "not_arrived", _("the records of the mail server show that the email did not arrive")


class EmailState(TextChoices):
    READY = "ready", _("ready to send")
    SENDING = "sending", _("being sent")
    DELIVERED = "delivered", _("delivered to the mail server")
    REJECTED = "rejected", _("rejected by the mail server")
    NOT_CONFIRMED = "not_confirmed", _("not confirmed")
    FAILED = "failed", _("failed")
    QUARANTINED = "quarantined", _("quarantined")
    WITHDRAWN = "withdrawn", _("withdrawn before it was sent")
    HELD = "held", _("on hold: may already have arrived")
    BOUNCED = "bounced", _("bounced")


class FollowUpMethod(TextChoices):
    """How our side follows up with the other; the first two have a ready draft."""

    NOTE = "note", _("note verbale")
    TALKING_POINT = "talking_point", _("talking point for the embassy")
    LETTER = "letter", _("letter")
    EMAIL = "email", _("email")
    CALL = "call", _("call")
    TALK = "talk", _("conversation")


class FollowUpState(TextChoices):
    OPEN = "open", _("not yet asked")
    ASKED = "asked", pgettext_lazy("the partner, about an item", "asked")
    ANSWERED = "answered", _("answered")
    DROPPED = "dropped", _("no longer needed")


UNANSWERED_STATES = (FollowUpState.OPEN, FollowUpState.ASKED)


class ReplyKind(TextChoices):
    """The answers that a recipient can give from an email."""

    ACCEPT = "accept", _("acceptance")
    NO_CHANGE = "no_change", _("no change")
    PROGRESS = "progress", _("progress report")
    DATE = "date", _("extension request")


class ReplyState(TextChoices):
    WAITING = "waiting", _("pending desk review")
    CONFIRMED = "confirmed", _("confirmed")
    SET_ASIDE = "set_aside", _("dismissed")


class LinkKind(TextChoices):
    """The purpose of a link that is sent to the address of an account."""

    INVITATION = "invitation", _("invitation")
    PASSWORD = "password", _("password link")
    TWO_STEP = "two_step", _("two-step verification link")


class AlarmCode(TextChoices):
    """A problem of the service: stored by the process that noticed it, or derived from the database."""

    CLOCK = "clock", _("the clock of a process differs from the database clock")
    EMAIL_SERVER = "email_server", _("the mail server is refusing connections")
    JOURNAL = "journal", _("the mailbox with copies of sent emails (journal) is delayed or cannot be read")
    DELIVERY = "delivery", _("emails are overdue and have not been delivered")
    QUARANTINE = "quarantine", _("emails are quarantined")
    PAUSED = "paused", _("emails are due, but sending is paused")
    RUNS = "runs", _("reminder runs have stopped")
    PDF_WORKER = "pdf_worker", _("no PDF worker is running")
    RUN_ERROR = "run_error", _("part of the reminder run is failing")
    WEBHOOKS = "webhooks", _("webhook messages could not be delivered")


class AccountChangeKind(TextChoices):
    """What one person proposes and another confirms about an account."""

    PERMISSIONS = "permissions", _("role, clearance or unit")
    SECOND_FACTOR = "second_factor", _("reset of two-step verification")
    FIRST_FACTOR = "first_factor", _("confirmation of two-step verification (account without email address)")


class Completion(TextChoices):
    """How far a commitment is completed, in the words of publications."""

    NOT_STARTED = "not_started", _("not started")
    LIMITED = "limited", _("limited")
    SUBSTANTIAL = "substantial", _("substantial")
    COMPLETE = "complete", _("complete")
    NO_EVIDENCE = "no_evidence", _("no evidence")


class ReleaseState(TextChoices):
    DRAFT = "draft", _("draft")
    APPROVED = "approved", _("approved for publication")
    WITHDRAWN = "withdrawn", _("withdrawn from publication")


class AccessKind(TextChoices):
    OPENED = "opened", _("opened")
    PRINTED = "printed", _("printed")
    EXPORTED = "exported", _("exported")
    FETCHED = "fetched", _("retrieved through the API")


class Scope(TextChoices):
    """What an API token may be used for, within the permissions of its person."""

    READ = "read", _("view records that you have access to")
    REPORT = "report", _("accept, decline, report, add evidence and request extensions")
    RECORD = (
        "record",
        _(
            "record and change meetings, statements, outcomes and commitments, and carry out all actions "
            "on them"
        ),
    )
    PACKETS = "packets", _("request and download packets")
    MANAGE = "manage", _("change titles of levels and blackout periods, and close records")
    WEBHOOKS = "webhooks", _("manage webhooks (administrators, with two-step verification)")


class MatrixColumn(TextChoices):
    """The columns of a joint follow-up matrix that the partner may change."""

    WORDING = "wording", _("agreed wording")
    WORDING_OTHER = "wording_other", _("agreed wording in the other language")
    OWNER = "owner", _("owner")
    DUE = "due", _("deadline as agreed")
    STATUS = "status", _("implementation status")
    OURS = "ours", _("our comments")
    THEIRS = "theirs", _("partner’s comments")


# What was agreed, in each language of the matrix.
WORDINGS = (MatrixColumn.WORDING, MatrixColumn.WORDING_OTHER)


class CommentState(TextChoices):
    """The decision about a partner's comment."""

    WAITING = "waiting", _("pending desk review")
    NOTED = "noted", _("acknowledged")
    ACTED_ON = "acted_on", _("acted on")
    SET_ASIDE = "set_aside", _("dismissed")


class ImportSubject(TextChoices):
    """The kind of record that the rows of a table become."""

    COMMITMENTS = "commitments", _("commitments")
    UPDATES = "updates", _("progress updates")
    MINISTRIES = "ministries", _("ministries")
    OFFICIALS = "officials", _("officials")
    HOLIDAYS = "holidays", _("holidays")


class ImportState(TextChoices):
    """The progress of an import; it waits twice for the person: after checking, and before it is done."""

    OPENING = "opening", _("reading the file")
    COLUMNS = "columns", _("columns to be matched")
    CHECKING = "checking", _("checking rows")
    CHECKED = "checked", _("waiting for your decision")
    PROPOSED = "proposed", _("waiting for approval")
    IMPORTING = "importing", _("importing rows")
    DONE = "done", _("done")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", pgettext_lazy("an import", "undone")
    STOPPED = "stopped", _("stopped")


class ImportSelection(TextChoices):
    """Which rows are imported: all or none, those without a warning, or also those with warnings, as
    shown.
    """

    ALL_OR_NONE = "all", _("all rows or none")
    VALID = "valid", _("valid rows only")
    WITH_WARNINGS = "warnings", _("valid rows and rows with warnings, as shown")


class StatusChoice(TextChoices):
    """How rows of an import with one status word are recorded."""

    DRAFT = "draft", _("as a draft")
    NOTE = "note", _("as a draft, with the word as a note")
    SKIP = "skip", _("not at all")


class RowStatus(TextChoices):
    """The result of checking a row against the record."""

    NEW = "new", pgettext_lazy("a row of a table", "new")
    CHANGED = "changed", pgettext_lazy("a row of a table", "changed")
    UNCHANGED = "unchanged", _("unchanged")
    WARNING = "warning", _("warning")
    ERROR = "error", pgettext_lazy("a row of a table", "error")


# Rows that are taken as they are, and those that somebody looks at first.
GOOD_ROWS = (RowStatus.NEW, RowStatus.CHANGED)
BAD_ROWS = (RowStatus.ERROR, RowStatus.WARNING)


class WebhookEvent(TextChoices):
    """What a webhook reports; the values are the event types of the messages."""

    COMMITMENT_PROPOSED = "commitment.proposed", _("commitment sent to owners")
    COMMITMENT_ACCEPTED = "commitment.accepted", _("commitment accepted")
    DEADLINE_CHANGED = "commitment.deadline_changed", _("deadline changed")
    COMMITMENT_FULFILLED = "commitment.fulfilled", _("commitment fulfilled, also in part")
    COMMITMENT_ENDED = "commitment.ended", _("commitment ended otherwise")
    MEETING_HELD = "meeting.held", _("meeting held")
    MEETING_CLOSED = "meeting.closed", _("meeting closed")
    PACKET_SIGNED = "packet.signed", _("packet signed off")
    TEST = "test", _("test")


class WebhookState(TextChoices):
    WAITING = "waiting", _("waiting to be sent")
    DELIVERED = "delivered", _("delivered")
    FAILED = "failed", _("not delivered")
    CANCELLED = "cancelled", pgettext_lazy("a webhook message", "cancelled")
