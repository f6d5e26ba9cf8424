"""What the service makes: packets, reminders and mails."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PacketState(TextChoices):
    ASKED = "asked", _("asked for")
    MAKING = "making", _("being made")
    READY = "ready", _("ready")
    FAILED = "failed", _("failed")


class Rule(TextChoices):
    """Why a reminder is sent."""

    AHEAD = "ahead", _("working days before the day to act")
    DUE = "due", _("the day to act")
    OVERDUE = "overdue", _("overdue")
    ANSWER = "answer", _("acceptance not answered")
    REVIEW = "review", _("review date reached")
    MOVED = "moved", _("the date has moved")


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
