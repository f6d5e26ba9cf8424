"""What the service makes: packets, reminders and mails."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PacketState(TextChoices):
    ASKED = "asked", _("asked for")
    MAKING = "making", _("being made")
    READY = "ready", _("ready")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


class CopyEnd(TextChoices):
    """How a copy of a packet ended."""

    RETURNED = "returned", _("returned")
    DESTROYED = "destroyed", _("destroyed")
    LOST = "lost", _("lost")


class Rule(TextChoices):
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
    SILENT = "silent", _("no update for long")
    UNDATED = "undated", _("the event has no date yet")
    COPY = "copy", _("copy of an answer by mail")


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
    TOLD_TODAY = "told_today", _("another reminder about the item was sent to the same person that day")
    OTHERS = "others", _("the item is now with somebody else")
    RULES = "rules", _("the desk is no longer reminded of it")
    LEFT = "left", _("the account is closed or has no address")
    UNREADABLE = "unreadable", _("the person may not read the item")
    NOBODY = "nobody", _("there is nobody to tell, and no duty box")
    UNWRITABLE = "unwritable", _("the mail could not be written")
    REFUSED = "refused", _("the mail server refused it")
    GIVEN_UP = "given_up", _("the mail server put it off for days")
    BOUNCED = "bounced", _("the address does not take mail")
    CRASHED = "crashed", _("the tracker failed to send it five times")
    NOT_TAKEN = "not_taken", _("the mail server did not accept the message")
    RESTORED = "restored", _("it may have been sent before the database was restored")
    HELD = "held", _("nobody knows whether it arrived, and it is no longer true")
    NOT_ARRIVED = "not_arrived", _("the journal of the mail server shows that it did not arrive")


class MailState(TextChoices):
    READY = "ready", _("ready to send")
    SENDING = "sending", _("being sent")
    ACCEPTED = "accepted", _("accepted by the mail server")
    REFUSED = "refused", _("refused by the mail server")
    IN_DOUBT = "in_doubt", _("in doubt")
    FAILED = "failed", _("failed")
    QUARANTINED = "quarantined", _("in quarantine")
    WITHDRAWN = "withdrawn", _("withdrawn before it was sent")
    HELD = "held", _("held: it may have arrived")
    BOUNCED = "bounced", _("came back")


class ChaseWay(TextChoices):
    """How our side asks the other; the first two have a ready draft."""

    NOTE = "note", _("note verbale")
    POINT = "point", _("talking point for the embassy")
    LETTER = "letter", _("letter")
    MAIL = "mail", _("mail")
    CALL = "call", _("call")
    TALK = "talk", _("talk")


class ChaseState(TextChoices):
    OPEN = "open", _("to be asked")
    ASKED = "asked", pgettext_lazy("the partner, about an item", "asked")
    ANSWERED = "answered", _("answered")
    DROPPED = "dropped", _("not needed any more")


class AnswerKind(TextChoices):
    """What an addressee can answer from a mail."""

    ACCEPT = "accept", _("accepts")
    NO_CHANGE = "no_change", _("no change")
    PROGRESS = "progress", _("reports progress")
    DATE = "date", _("asks for another date")


class AnswerState(TextChoices):
    WAITING = "waiting", _("waits for the desk")
    CONFIRMED = "confirmed", _("confirmed")
    SET_ASIDE = "set_aside", _("set aside")


class LinkKind(TextChoices):
    """What a link that is sent to the address of an account is for."""

    INVITATION = "invitation", _("invitation")
    PASSWORD = "password", _("link for a password")
    TWO_STEP = "two_step", _("link for two-step verification")


class AlarmCode(TextChoices):
    """What is wrong with the service: stored by the process that noticed it, or derived from the database."""

    CLOCK = "clock", _("the clock of a process differs from the database clock")
    EMAIL_SERVER = "email_server", _("the mail server refuses the connection")
    JOURNAL = "journal", _("the journal mailbox is late or cannot be read")
    DELIVERY = "delivery", _("email is due and not delivered")
    QUARANTINE = "quarantine", _("email is in quarantine")
    PAUSED = "paused", _("email is due and sending is paused")
    RUNS = "runs", _("reminder runs have stopped")
    PDF_WORKER = "pdf_worker", _("no worker prints packets")
    RUN_ERROR = "run_error", _("a part of the reminder run fails")
