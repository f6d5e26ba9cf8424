"""The heaps of My desk, and the verbs of their lines."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Heap(StrEnum):
    """The heaps of My desk that hold commitments."""

    OURS = "ours"
    THEIRS = "theirs"
    DECIDE = "decide"
    UNDELIVERED = "undelivered"
    SOON = "soon"
    REVIEW = "review"
    OWNERLESS = "ownerless"
    DRAFTS = "drafts"
    OTHERS = "others"


# What stands in both heaps of what is overdue: a word of the query, no heap of its own.
BOTH = "both"


class Verb(TextChoices):
    """What the button of a line says; the page behind it decides again whether the person may."""

    ASK_DATE = "ask-date", _("Ask for date")
    MOVE = "move", _("Move date")
    CHASE = "chase", _("Chase")
    REMIND = "remind", _("Remind")
    DECIDE = "decide", _("Decide")
    VALIDATE = "validate", _("Validate")
    UPDATE = "update", _("Update")
    ANSWER = "answer", _("File answer")
    OWNER = "owner", _("Name owner")
    PROPOSE = "propose", _("Propose")
    CONFIRM = "confirm", _("Confirm")
