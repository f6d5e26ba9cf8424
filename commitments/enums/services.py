"""Enumerations of services: packets, reminders, emails, access, exchange with the partner, and imports."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PacketState(TextChoices):
    REQUESTED = "requested", _("asked for")
    MAKING = "making", _("being made")
    READY = "ready", _("ready")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


# Nothing was printed, and nothing will be unless someone asks again.
UNPRINTED_STATES = (PacketState.FAILED, PacketState.CANCELLED)


class Disposal(TextChoices):
    """How a copy of a packet was disposed of."""

    RETURNED = "returned", _("returned")
    DESTROYED = "destroyed", _("destroyed")
    LOST = "lost", _("lost")


class ReminderKind(TextChoices):
    """Why a reminder is sent."""

    AHEAD = "ahead", _("working days before the day to act")
    DUE = "due", _("the day to act")
    OVERDUE = "overdue", _("overdue")
    PROPOSED = "proposed", _("asked to accept")
    ANSWER = "answer", _("acceptance not answered")
    REVIEW = "review", _("review date reached")
    MOVED = "moved", _("the date has moved")
    HEAD = "head", _("late: to the head of desk")
    DIVISION = "division", _("late: to the division head")
    NO_RESPONSE = "no_response", _("no update for long")
    UNDATED = "undated", _("the event has no date yet")
    REPLY_COPY = "reply_copy", _("copy of an answer by mail")


class ReminderState(TextChoices):
    PLANNED = "planned", _("planned")
    EMAILED = "emailed", _("in a mail")
    DELIVERED = "delivered", _("delivered to the mail server")
    DROPPED = "dropped", _("not sent")
    FAILED = "failed", _("failed")


class NotSentReason(TextChoices):
    """Why a reminder was not sent."""

    NONE = "", _("it was sent, or is still to be")
    CLOSED = "closed", _("the item is closed")
    REPORTED = "reported", _("the item is reported complete")
    SUSPENDED = "suspended", _("the item is dormant")
    DRAFT = "draft", _("the item was taken back to draft")
    ANSWERED = "answered", _("the owners have answered")
    MOVED = "moved", _("the deadline has a newer version")
    MERGED = "merged", _("a later reminder says it")
    NOTIFIED_TODAY = (
        "notified_today",
        _("another reminder about the item was sent to the same person that day"),
    )
    NEW_OWNER = "new_owner", _("the item is now with somebody else")
    SCHEDULE = "schedule", _("the desk is no longer reminded of it")
    LEFT = "left", _("the account is closed or has no address")
    UNREADABLE = "unreadable", _("the person may not read the item")
    NO_RECIPIENT = "no_recipient", _("there is nobody to tell, and no duty box")
    UNWRITABLE = "unwritable", _("the mail could not be written")
    REJECTED = "rejected", _("the mail server refused it")
    GIVEN_UP = "given_up", _("the mail server put it off for days")
    BOUNCED = "bounced", _("the address does not take mail")
    CRASHED = "crashed", _("the tracker failed to send it five times")
    NOT_ACCEPTED = "not_accepted", _("the mail server did not accept the message")
    RESTORED = "restored", _("it may have been sent before the database was restored")
    HELD = "held", _("nobody knows whether it arrived, and it is no longer true")
    NOT_ARRIVED = "not_arrived", _("the journal of the mail server shows that it did not arrive")


class EmailState(TextChoices):
    READY = "ready", _("ready to send")
    SENDING = "sending", _("being sent")
    DELIVERED = "delivered", _("accepted by the mail server")
    REJECTED = "rejected", _("refused by the mail server")
    NOT_CONFIRMED = "not_confirmed", _("in doubt")
    FAILED = "failed", _("failed")
    QUARANTINED = "quarantined", _("in quarantine")
    WITHDRAWN = "withdrawn", _("withdrawn before it was sent")
    HELD = "held", _("held: it may have arrived")
    BOUNCED = "bounced", _("came back")


class FollowUpMethod(TextChoices):
    """How our side follows up with the other; the first two have a ready draft."""

    NOTE = "note", _("note verbale")
    TALKING_POINT = "talking_point", _("talking point for the embassy")
    LETTER = "letter", _("letter")
    EMAIL = "email", _("mail")
    CALL = "call", _("call")
    TALK = "talk", _("talk")


class FollowUpState(TextChoices):
    OPEN = "open", _("to be asked")
    ASKED = "asked", pgettext_lazy("the partner, about an item", "asked")
    ANSWERED = "answered", _("answered")
    DROPPED = "dropped", _("not needed any more")


UNANSWERED_STATES = (FollowUpState.OPEN, FollowUpState.ASKED)


class ReplyKind(TextChoices):
    """The answers that a recipient can give from an email."""

    ACCEPT = "accept", _("accepts")
    NO_CHANGE = "no_change", _("no change")
    PROGRESS = "progress", _("reports progress")
    DATE = "date", _("asks for another date")


class ReplyState(TextChoices):
    WAITING = "waiting", _("waits for the desk")
    CONFIRMED = "confirmed", _("confirmed")
    SET_ASIDE = "set_aside", _("set aside")


class LinkKind(TextChoices):
    """The purpose of a link that is sent to the address of an account."""

    INVITATION = "invitation", _("invitation")
    PASSWORD = "password", _("link for a password")
    TWO_STEP = "two_step", _("link for two-step verification")


class AlarmCode(TextChoices):
    """A problem of the service: stored by the process that noticed it, or derived from the database."""

    CLOCK = "clock", _("the clock of a process differs from the database clock")
    EMAIL_SERVER = "email_server", _("the mail server refuses the connection")
    JOURNAL = "journal", _("the journal mailbox is late or cannot be read")
    DELIVERY = "delivery", _("email is due and not delivered")
    QUARANTINE = "quarantine", _("email is in quarantine")
    PAUSED = "paused", _("email is due and sending is paused")
    RUNS = "runs", _("reminder runs have stopped")
    PDF_WORKER = "pdf_worker", _("no worker prints packets")
    RUN_ERROR = "run_error", _("a part of the reminder run fails")


class AccountChangeKind(TextChoices):
    """What one person proposes and another confirms about an account."""

    PERMISSIONS = "permissions", _("role, clearance or scope")
    SECOND_FACTOR = "second_factor", _("reset of a lost second factor")
    FIRST_FACTOR = "first_factor", _("second factor that no mail can confirm")


class Completion(TextChoices):
    """How far a commitment is completed, in the words of publications."""

    NOT_STARTED = "not_started", _("not started")
    LIMITED = "limited", _("limited")
    SUBSTANTIAL = "substantial", _("substantial")
    COMPLETE = "complete", _("complete")
    NO_EVIDENCE = "no_evidence", _("no evidence")


class ReleaseState(TextChoices):
    DRAFT = "draft", _("being written")
    APPROVED = "approved", _("cleared for publication")
    WITHDRAWN = "withdrawn", _("no longer to be published")


class AccessKind(TextChoices):
    OPENED = "opened", _("opened")
    PRINTED = "printed", _("printed")
    EXPORTED = "exported", _("exported")
    FETCHED = "fetched", _("fetched by a program")


class Scope(TextChoices):
    """What an API token may be used for, within the permissions of its person."""

    READ = "read", _("read what you may read")
    REPORT = "report", _("accept, decline, report, file evidence and ask for a date")
    RECORD = "record", _("record and change meetings, texts, outcomes and commitments, and take every step")
    PACKETS = "packets", _("ask for packets and fetch them")


class MatrixColumn(TextChoices):
    """The columns of a joint follow-up matrix that the partner may change."""

    WORDING = "wording", _("agreed wording")
    WORDING_OTHER = "wording_other", _("agreed wording in the other language")
    OWNER = "owner", _("owner")
    DUE = "due", _("deadline as agreed")
    STATUS = "status", _("status")
    OURS = "ours", _("our remarks")
    THEIRS = "theirs", _("their remarks")


# What was agreed, in each language of the matrix.
WORDINGS = (MatrixColumn.WORDING, MatrixColumn.WORDING_OTHER)


class CommentState(TextChoices):
    """The decision about a partner's comment."""

    WAITING = "waiting", _("waits for the desk")
    NOTED = "noted", _("taken note of")
    ACTED_ON = "acted_on", _("acted on")
    SET_ASIDE = "set_aside", _("set aside")


class ImportSubject(TextChoices):
    """The kind of record that the rows of a table become."""

    COMMITMENTS = "commitments", _("commitments")
    UPDATES = "updates", _("progress updates")
    MINISTRIES = "ministries", _("ministries")
    OFFICIALS = "officials", _("officials")
    HOLIDAYS = "holidays", _("holidays")


class ImportState(TextChoices):
    """The progress of an import; it waits twice for the person: after checking, and before it is done."""

    OPENING = "opening", _("the file is being read")
    COLUMNS = "columns", _("waits for its columns")
    CHECKING = "checking", _("its rows are being judged")
    CHECKED = "checked", _("waits for your decision")
    IMPORTING = "importing", _("its rows are being taken")
    DONE = "done", _("done")
    UNDOING = "undoing", _("is being taken back")
    UNDONE = "undone", pgettext_lazy("an import", "taken back")
    STOPPED = "stopped", _("stopped")


class ImportSelection(TextChoices):
    """Which rows are imported: all or none, those without a warning, or also those with warnings, as
    shown.
    """

    ALL_OR_NONE = "all", _("all rows or none")
    VALID = "valid", _("the good rows")
    WITH_WARNINGS = "warnings", _("the good and the doubtful rows, as shown")


class RowStatus(TextChoices):
    """The result of checking a row against the record."""

    NEW = "new", pgettext_lazy("a row of a table", "new")
    CHANGED = "changed", pgettext_lazy("a row of a table", "changed")
    UNCHANGED = "unchanged", _("as on file")
    WARNING = "warning", _("doubtful")
    ERROR = "error", pgettext_lazy("a row of a table", "wrong")


# Rows that are taken as they are, and those that somebody looks at first.
GOOD_ROWS = (RowStatus.NEW, RowStatus.CHANGED)
BAD_ROWS = (RowStatus.ERROR, RowStatus.WARNING)
