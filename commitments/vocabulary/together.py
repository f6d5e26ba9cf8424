"""What is done to several commitments at once, and how far each of them is."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Deed(TextChoices):
    """What is done to each of the chosen items."""

    NO_CHANGE = "no_change", _("no change reported")
    CHASE = "chase", _("noted as chased")
    ASK_DATE = "ask_date", _("another date asked for")
    BRING_UP = "bring_up", _("brought before a meeting")
    PROPOSE = "propose", _("proposed to their owners")
    REVIEW = "review", _("to be looked at again later")


class DeedState(TextChoices):
    """How far one item of a batch is; what stands could not be taken back."""

    WAITING = "waiting", _("waits")
    DONE = "done", _("done")
    NOT_DONE = "not_done", _("not done")
    TAKING_BACK = "taking_back", _("is being taken back")
    TAKEN_BACK = "taken_back", pgettext_lazy("a deed", "taken back")
    STANDS = "stands", _("stands")
